"""Subgradients that a proximal step leaves behind, and the generalised gradient.

Errata of the document: it does not say that t is above 0, and h closed and convex (E-K8). The prompts do.
"""

import numpy as np

from checker import Exercise, Heads, Symbol, case, normal

exercise = Exercise(
    "lab3.9",
    title="Proximal gradient descent",
    source="Deep Learning Teaching Kit, Lab 3, question 9",
    points={"c": 4, "d": 4},
)


def soft_threshold(x, t):
    """Proximal operator of the l1 norm."""
    return np.sign(x) * np.maximum(abs(x) - t, 0)


# ---- c: the residual of the prox is a subgradient ---------------------------------------------------------

CENTRE, SLOPE = np.array([0.4, -0.7, 1.1]), np.array([1.5, -0.5, 0.8])

FUNCTIONS = {
    "l1": lambda z: abs(z).sum(axis=-1),
    "l2": lambda z: np.sqrt((z**2).sum(axis=-1)),
    "half square": lambda z: (z**2).sum(axis=-1) / 2,
    "elastic net": lambda z: abs(z).sum(axis=-1) + (z**2).sum(axis=-1) / 2,
    "nonnegative": lambda z: np.where((z >= 0).all(axis=-1), 0, np.inf),
    "box": lambda z: np.where((abs(z) <= 1).all(axis=-1), 0, np.inf),
    "linear": lambda z: z @ SLOPE,
    "hinge": lambda z: np.maximum(0, 1 - z).sum(axis=-1),
}
"""convex functions h of the rows of z, infinite outside their domains"""

PROXES = {
    "l1": soft_threshold,
    "l2": lambda x, t: max(0, 1 - t / np.linalg.norm(x)) * x,
    "half square": lambda x, t: x / (1 + t),
    "elastic net": lambda x, t: soft_threshold(x, t) / (1 + t),
    "nonnegative": lambda x, t: np.maximum(x, 0),
    "box": lambda x, t: np.clip(x, -1, 1),
    "linear": lambda x, t: x - t * SLOPE,
    "hinge": lambda x, t: np.where(x < 1, np.minimum(x + t, 1), x),
}
"""u = prox_{h,t}(x) of the same functions"""


@exercise.witness("c", points=1.2, answer="(x - u) / t")
def prox_subgradient(x, u, t):
    r"""A subgradient of h at its proximal point, found without knowing h.

    For some closed convex function h, which is not given, and t > 0, the point u is
    $\mathrm{prox}_{h,t}(x) = \mathrm{argmin}_z\, \frac12 \lVert z - x \rVert_2^2 + t\, h(z)$. From x, u and t
    alone, give a subgradient of h at u: a vector v with $h(z) \ge h(u) + v \cdot (z - u)$ for all z.

    Args:
      x: real array of shape `(n,)`.
      u: proximal point of x, real array of shape `(n,)`.
      t: real number above 0.

    Returns:
      the subgradient v, real array of shape `(n,)`.
    """
    return (x - u) / t


@prox_subgradient.cases
def _(rng):
    for name, t in zip(FUNCTIONS, (0.6, 1.7, 0.4, 0.7, 1.6, 0.3, 2.5, 0.45), strict=True):
        x = (2 * normal(rng, 3) + CENTRE).round(3)
        u = PROXES[name](x, t)
        steps = rng.standard_normal((60, 3)) * np.repeat([1e-3, 0.1, 3.0], 20)[:, None]
        yield case(private={"h": name, "z": u + steps}, x=x, u=u, t=t)


@prox_subgradient.accepts
def _(answer, case):
    u = case["u"]
    v = real(answer, u.shape)
    if v is None:
        return f"The subgradient should be a real array of shape ({len(u)},) with finite entries."
    h, z = FUNCTIONS[case["h"]], case["z"]
    with np.errstate(all="ignore"):
        linear = (z - u) @ v
        short = h(u) + linear - h(z) - 1e-9 * (1 + abs(h(u)) + abs(linear))
    if np.isnan(short).any() or short.max() > 0:
        return (
            "This is not a subgradient of h at u: for some z, h(z) is smaller than h(u) + v.(z - u). "
            "Which equation does the minimiser u of 1/2 |z - x|^2 + t h(z) satisfy?"
        )
    return None


def real(value, shape):
    """The answer as finite real numbers in that shape, None if it is anything else."""
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if array.dtype.kind not in "biuf" or array.shape != shape:
        return None
    array = array.astype(np.float64)
    return array if np.isfinite(array).all() else None


@prox_subgradient.differentiates("x")
def _(x, u, t):
    return (x - u) @ (x - u) / (2 * t)  # and h(u): min_z h(z) + |z - x|^2 / (2t), where u may stay as x moves


@prox_subgradient.misconception
def sign(x, u, t):
    """The sign is wrong: when is u the minimiser of 1/2 |z - x|^2 + t h(z)? Solve that for the subgradient."""
    return (u - x) / t


@prox_subgradient.misconception
def no_t(x, u, t):
    """In the problem that u solves h has the factor t: where does it end when you solve for the subgradient?"""
    return x - u


@prox_subgradient.misconception
def times_t(x, u, t):
    """The factor t belongs to h in the problem that u solves: on which side of the equation does that put it?"""
    return t * (x - u)


@prox_subgradient.misconception
def twice(x, u, t):
    """The gradient of 1/2 |z - x|^2 is z - x, without a factor 2."""
    return 2 * (x - u) / t


@exercise.essay(
    "c",
    points=2.8,
    rubric=(
        "u minimises the convex function phi(z) = 1/2 |z - x|^2 + t h(z), hence 0 lies in d phi(u) (Fermat)",
        "the sum rule, which holds as the quadratic is differentiable everywhere: d phi(u) = u - x + t dh(u); "
        "rearranged, (x - u)/t lies in dh(u)",
        "or directly: phi(u + s (z - u)) >= phi(u) with the convexity of h, divided by s, s -> 0+, gives h(z) "
        ">= h(u) + <(x - u)/t, z - u>",
        "h is nowhere assumed to be differentiable: no gradient of h is set to zero",
    ),
)
def lab3_9c_essay():
    r"""Proof that the vector found without knowing h is a subgradient.

    Let h be closed and convex, t > 0 and
    $u = \mathrm{prox}_{h,t}(x) = \mathrm{argmin}_z\, \frac12 \lVert z - x \rVert_2^2 + t\, h(z)$. Prove that
    the vector which your `prox_subgradient` returns is a subgradient of h at u. Nothing else is known about
    h; it may have kinks, and may be infinite in places. Name the facts on convex functions that you use, and
    say why they apply. Formulas may be written as in code or in LaTeX.

    Returns:
      the text, a string.
    """


# ---- d: the generalised gradient --------------------------------------------------------------------------


@exercise.numeric("d", points=1.6, answer="G = (x - x_next) / alpha, v = G - grad_g")
def generalized_gradient(x, grad_g, x_next, alpha):
    r"""The generalised gradient of a proximal gradient step, and a subgradient of h at the new point.

    The step is $x_{k+1} = \mathrm{prox}_{h, \alpha}(x_k - \alpha \nabla g(x_k))$ with g convex and
    differentiable, h closed and convex and $\alpha > 0$. Written as $x_{k+1} = x_k - \alpha\, G_\alpha(x_k)$
    it defines the generalised gradient G. Give G, and the element of $\partial h(x_{k+1})$ that follows from
    G and the gradient of g.

    Args:
      x: the point $x_k$, real array of shape `(n,)`.
      grad_g: gradient of g at $x_k$, real array of shape `(n,)`.
      x_next: the point $x_{k+1}$, real array of shape `(n,)`.
      alpha: step size, real number above 0.

    Returns:
      the pair `(G, v)` of real arrays of shape `(n,)`: the generalised gradient at $x_k$, and the subgradient
      of h at $x_{k+1}$.
    """
    G = (x - x_next) / alpha
    return G, G - grad_g


@generalized_gradient.cases
def _(rng):
    for n, alpha in (2, 0.4), (1, 0.25), (5, 0.1), (20, 1.5):
        x, grad_g = normal(rng, n), normal(rng, n)
        x_next = soft_threshold(x - alpha * grad_g, alpha * 0.3).round(6)
        yield case(x=x, grad_g=grad_g, x_next=x_next, alpha=alpha)
    x = np.array([0.5, 0.0, -1.25])  # a fixed point of h = |x|_1, where G = 0
    yield case(tag="edge", x=x, grad_g=np.array([-1.0, 0.25, 1.0]), x_next=x, alpha=0.5)


@generalized_gradient.formula
def _(sp, x, grad_g, x_next, alpha):
    G = [(a - b) / alpha for a, b in zip(x, x_next, strict=True)]
    return G, [(a - b - alpha * g) / alpha for a, b, g in zip(x, x_next, grad_g, strict=True)]


@generalized_gradient.differentiates("y", entry="[1]", at=lambda x, grad_g, x_next, alpha: x - alpha * grad_g)
def _(x, grad_g, x_next, alpha, y):
    return (y - x_next) @ (y - x_next) / (2 * alpha)  # and h(x_next), the least of h(z) + |z - y|^2 / (2 alpha)


@generalized_gradient.misconception
def sign_of_G(x, grad_g, x_next, alpha):
    """The sign of G is wrong: where an entry of G is positive, does the step make that of x larger or smaller?"""
    G = (x_next - x) / alpha
    return G, G - grad_g


@generalized_gradient.misconception
def plus_grad(x, grad_g, x_next, alpha):
    """Check the sign of the gradient of g: the prox is taken after the gradient step, so at which point?"""
    G = (x - x_next) / alpha
    return G, G + grad_g


@generalized_gradient.misconception
def no_alpha(x, grad_g, x_next, alpha):
    """This is the whole step; in which relation does the definition of G put it to the step size?"""
    G = x - x_next
    return G, G - grad_g


@exercise.derivation(
    "d", points=2.4, rules=("def:G",), answer="split the fraction, then put G for (x - x_next) / alpha"
)
def generalized_gradient_chain(x, g, x_next, alpha, G, H):
    r"""Derivation of the subgradient of h from the generalised gradient, in one coordinate.

    The step $x_{k+1} = \mathrm{prox}_{h, \alpha}(x_k - \alpha \nabla g(x_k))$ ends in the proximal point of
    $x_k - \alpha \nabla g(x_k)$ with $t = \alpha$, and part c names a subgradient of h at a proximal point.
    The first line is that subgradient, written with x, g, x_next and alpha; the last line is what it is in terms
    of G and g alone. Beside `algebra` there is the rule `def:G`, the definition of the generalised gradient by
    $x_{k+1} = x_k - \alpha\, G_\alpha(x_k)$, solved for G.

    Args:
      x: SymPy symbol of a coordinate of $x_k$.
      g: SymPy symbol of the gradient of g at $x_k$ in this coordinate.
      x_next: SymPy symbol of the coordinate of $x_{k+1}$.
      alpha: SymPy symbol of the step size, positive.
      G: SymPy symbol of the generalised gradient $G_\alpha(x_k)$ in this coordinate.
      H: functions to write with; this derivation needs none.

    Returns:
      list of expressions that are equal to each other, from the subgradient to its form in G and g; the first
      stands alone, each later one in a pair with the rule that gives it: `(rule, expression)`.
    """
    return [
        ((x - alpha * g) - x_next) / alpha,
        ("algebra", (x - x_next) / alpha - g),
        ("def:G", G - g),
    ]


@generalized_gradient_chain.cases
def _(rng):
    yield case(
        x=Symbol("x"),
        g=Symbol("g"),
        x_next=Symbol("x_next"),
        alpha=Symbol("alpha", "positive"),
        G=Symbol("G"),
        H=Heads(("exp", "log")),
    )


@generalized_gradient_chain.defines("def:G")
def _(x, g, x_next, alpha, G, H):
    return [(G, (x - x_next) / alpha)]


@generalized_gradient_chain.misconception
def definition_unnamed(x, g, x_next, alpha, G, H):
    """Algebra alone knows nothing of G: name its definition where it enters."""
    return [((x - alpha * g) - x_next) / alpha, ("algebra", G - g)]


@generalized_gradient_chain.misconception
def gradient_forgotten(x, g, x_next, alpha, G, H):
    """The prox is not taken at x but after the gradient step: part c speaks of the point x - alpha g."""
    return [(x - x_next) / alpha, ("def:G", G)]


@generalized_gradient_chain.misconception
def gradient_added(x, g, x_next, alpha, G, H):
    """Mind the sign of g: the gradient step is subtracted before the prox is taken."""
    first = ((x - alpha * g) - x_next) / alpha
    return [first, ("algebra", (x - x_next) / alpha + g), ("def:G", G + g)]
