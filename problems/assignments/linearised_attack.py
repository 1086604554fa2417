"""An adversarial attack on a linearised classifier, in a box around the image.

Erratum of the document: its last line gives the perturbation for the attacked image, which is x plus it; the box
is open, so that no minimum is attained there, and where the gradient is 0 any value in the box will do (E-A4).
The prompts close the box, and the predicate takes every minimiser. The printed line is a known misconception.
"""

import numpy as np

from checker import Exercise, NotExact, Tolerance, Tree, case, exact_value, normal

exercise = Exercise(
    "assignments.4",
    title="Adversarial attack",
    source="Assignments with Solutions, assignment 4",
    points={"": 10},
)


# ---- the attacker's objective -----------------------------------------------------------------------------


@exercise.numeric(points=2, answer="f_y + g . (x_tilde - x)")
def linearized_log_prob(x_tilde, x, f_y, g):
    r"""Log-probability of the right class, linearised.

    A network gives the logarithms $f(x) \in \mathbb{R}^K$ of its class probabilities. An attacker looks for an
    image $\tilde x$ near x to which the network gives the right class y as little probability as possible, and
    replaces $f_y$ by its linear approximation around x. Evaluate this approximation at $\tilde x$. The
    attacker only asks where it is smallest, so the constant $f_y(x)$ may be left out; all the rest has to be
    there.

    Args:
      x_tilde: attacked image $\tilde x$, real array of shape `(n,)`.
      x: original image, real array of shape `(n,)`.
      f_y: log-probability $f_y(x)$ of the right class at the original image, a real number.
      g: gradient $\nabla_x f_y(x)$ at the original image, real array of shape `(n,)`.

    Returns:
      the linear approximation of the log-probability at the attacked image, with or without its constant
      $f_y(x)$, a real number.
    """
    return f_y + g @ (x_tilde - x)


@linearized_log_prob.cases
def _(rng):
    for n in 2, 3, 1, 50:
        yield case(**images(rng, n))
    images_of_3 = images(rng, 3)
    yield case(tag="edge", **(images_of_3 | {"x_tilde": images_of_3["x"]}))
    yield case(tag="edge", **(images(rng, 3) | {"g": np.zeros(3)}))


def images(rng, n):
    """Arguments of the approximation; the attacked image lies neither along nor across the gradient."""
    while True:
        x, change, g = normal(rng, n), normal(rng, n, scale=0.4), normal(rng, n)
        cosine = abs(g @ change) / np.linalg.norm(g) / np.linalg.norm(change)
        if abs(g @ change) > 0.02 and (n == 1 or cosine < 0.95):
            return {"x_tilde": (x + change).round(3), "x": x, "f_y": round(-rng.uniform(0.2, 3), 3), "g": g}


@linearized_log_prob.formula
def _(sp, x_tilde, x, f_y, g):
    t = sp.Symbol("t")
    path = f_y + t * sum(b * (u - v) for b, u, v in zip(g, x_tilde, x, strict=True))
    return path.subs(t, 1)


@linearized_log_prob.variant
def no_constant(x_tilde, x, f_y, g):
    """Without the constant f_y this has the same minimiser, so it serves the attacker just as well."""
    return g @ (x_tilde - x)


@linearized_log_prob.misconception
def not_centred(x_tilde, x, f_y, g):
    """The approximation is made around x, where it has to give f_y: multiply g with the displacement from x."""
    return f_y + g @ x_tilde


@linearized_log_prob.misconception
def not_centred_nor_constant(x_tilde, x, f_y, g):
    """The constant f_y may be left out, but the approximation is made around x: multiply g with the displacement
    from x.
    """
    return g @ x_tilde


@linearized_log_prob.misconception
def minus(x_tilde, x, f_y, g):
    """The log-probability grows along its gradient: check the sign of the first-order term. That the attacker
    wants it small does not change the approximation.
    """
    return f_y - g @ (x_tilde - x)


@linearized_log_prob.misconception
def norm(x_tilde, x, f_y, g):
    """The first-order term is an inner product. The product of the norms is its value only where displacement
    and gradient are parallel.
    """
    return f_y + np.linalg.norm(g) * np.linalg.norm(x_tilde - x)


@linearized_log_prob.misconception
def unsummed(x_tilde, x, f_y, g):
    """The changes of all pixels act together on one log-probability: add them up."""
    return f_y + g * (x_tilde - x)


@linearized_log_prob.misconception
def zeroth_order(x_tilde, x, f_y, g):
    """This approximation is constant. A linear one follows the gradient g away from x."""
    return f_y


# ---- the attack -------------------------------------------------------------------------------------------


@exercise.witness(points=8, answer="x - eps sign(g); where g_i = 0, any value in the box")
def linearized_attack(x, g, eps):
    r"""Attack on the linearised log-probability.

    An attacker may change each pixel of the image x by $\varepsilon$ at most: $|\tilde x_i - x_i| \le
    \varepsilon$ for all i, and there is no other restriction, such as a range of pixel values. Find an attacked
    image $\tilde x$ in this box that minimises the linear approximation around x of the log-probability
    $f_y$ of the right class. Where several images do, give any of them.

    Args:
      x: original image, real array of shape `(n,)`.
      g: gradient $\nabla_x f_y(x)$ of the log-probability of the right class, real array of shape `(n,)`; some
        of its entries, or all of them, may be 0.
      eps: largest change $\varepsilon$ of a pixel, real number not below 0.

    Returns:
      the attacked image $\tilde x$ itself, real array of shape `(n,)`.
    """
    return x - eps * np.sign(g)


@linearized_attack.cases
def _(rng):
    for n, eps in (3, 0.3), (1, 0.5), (2, 0.25), (5, 0.1), (200, 0.05):
        g = normal(rng, n)
        yield case(x=normal(rng, n), g=np.where(g == 0, 0.5, g), eps=eps)
    yield case(tag="edge", x=normal(rng, 4), g=np.array([0.7, 0.0, -1.3, 0.0]), eps=0.2)
    yield case(tag="edge", x=normal(rng, 3), g=np.zeros(3), eps=0.3)
    yield case(tag="edge", x=normal(rng, 3), g=normal(rng, 3), eps=0.0)


@linearized_attack.accepts
def _(answer, case):
    x, g, eps = case["x"], case["g"], case["eps"]
    found = real(answer, x.shape)
    if found is None:
        return f"The attacked image should be a real array of shape ({len(x)},) with finite entries."
    image, slack = found
    change = image - x
    if (abs(change) > eps + slack).any():
        i = int(abs(change).argmax())
        return f"The image leaves the box: entry {i} changes by {change[i]:.6g}, where eps is {eps:g}."
    if ((g != 0) & (change * np.sign(g) > slack - eps)).any():
        return (
            f"The image stays in the box, and changes the linearised log-probability by {g @ change:.6g}; "
            "another one in the box makes it smaller still."
        )
    return None


def real(value, shape):
    """The answer as finite real numbers in that shape, with the errors they may have; None if anything else."""
    try:
        array = np.asarray(plain(value))
    except (NotExact, TypeError, ValueError, OverflowError):
        return None
    if array.dtype.kind not in "biuf" or array.shape != shape:
        return None
    bounds = Tolerance().loosened_for(array.dtype)
    array = array.astype(np.float64)
    return (array, bounds.allowed(array)) if np.isfinite(array).all() else None


def plain(value):
    """A value with the exact numbers in it as floats, in lists too."""
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return float(exact_value(value, {})) if isinstance(value, Tree) else value


@linearized_attack.variant
def zero_is_plus(x, g, eps):
    """Where the gradient is 0, the pixel does not matter, so any value in the box is right."""
    return x - eps * np.where(g >= 0, 1, -1)


@linearized_attack.variant
def zero_is_minus(x, g, eps):
    """Where the gradient is 0, the pixel does not matter, so any value in the box is right."""
    return x - eps * np.where(g > 0, 1, -1)


@linearized_attack.misconception
def doc_no_x(x, g, eps):
    """This is the perturbation, which is what the printed solution gives too. The attacked image is asked for."""
    return -eps * np.sign(g)


@linearized_attack.misconception
def ascent(x, g, eps):
    """This raises the log-probability of the right class. Along the gradient one goes when it is that of the
    loss; here it is that of the log-probability.
    """
    return x + eps * np.sign(g)


@linearized_attack.misconception
def l2_ball(x, g, eps):
    """This would be the answer if the length of the whole change were bounded; the bound is on each pixel."""
    return x - eps * g / np.linalg.norm(g)


@linearized_attack.misconception
def gradient_step(x, g, eps):
    """Nothing keeps a pixel with a small gradient from using its whole budget, and one with a large gradient
    may not go beyond it. What of g_i matters for pixel i?
    """
    return x - eps * g


@linearized_attack.misconception
def largest_is_eps(x, g, eps):
    """Only the pixel with the largest gradient uses its whole budget; the others could go further too."""
    return x - eps * g / abs(g).max()


@linearized_attack.misconception
def one_pixel(x, g, eps):
    """The budget is one for each pixel, not one for all: change the others too."""
    change = np.zeros(len(x))
    change[abs(g).argmax()] = -eps * np.sign(g[abs(g).argmax()])
    return x + change


@linearized_attack.misconception
def same_for_all(x, g, eps):
    """Lowering a pixel helps only where the gradient is positive: look at its sign pixel by pixel."""
    return x - eps


@linearized_attack.misconception
def pixel_range(x, g, eps):
    """No range of pixel values is asked for here: the box around x is the only restriction."""
    return np.clip(x - eps * np.sign(g), 0, 1)


@linearized_attack.misconception
def ratio_nan(x, g, eps):
    """Dividing by |g_i| fails where g_i is 0; any value in the box is right there."""
    return x - eps * g / abs(g)
