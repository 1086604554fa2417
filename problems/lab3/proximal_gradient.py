"""Proximal gradient descent on the lasso: soft-thresholding, and ISTA.

Errata of the document: "the problem we discussed" is not given, and it does not say that t is above 0 (E-K8).
The prompts fix the lasso, g = 1/2 |Wz - x|^2 and h = lam |z|_1, and state the rest.
"""

from fractions import Fraction

import numpy as np

from checker import Exercise, NeedsReview, NotExact, Symbol, Tolerance, Tree, case, exact_value, normal, uniform

exercise = Exercise(
    "lab3.9",
    title="Proximal gradient descent",
    source="Deep Learning Teaching Kit, Lab 3, question 9",
    points={"a": 6, "b": 4},
)


# ---- a: the prox of the l1 norm ---------------------------------------------------------------------------


@exercise.numeric("a", points=1.8, answer="(|x| - t)_+ sign(x), entry by entry")
def soft_threshold(x, t):
    r"""Proximal operator of the l1 norm.

    The operator is $\mathrm{prox}_{h,t}(x) = \mathrm{argmin}_z\, \frac12 \lVert z - x \rVert_2^2 + t\, h(z)$;
    compute it for $h(z) = \lVert z \rVert_1$.

    Args:
      x: real array of shape `(n,)`.
      t: real number above 0.

    Returns:
      the minimiser, real array of shape `(n,)`.
    """
    return np.sign(x) * np.maximum(abs(x) - t, 0)


@soft_threshold.cases
def _(rng):
    yield case(x=(np.array([1.7, -0.3, -2.1, 0.4]) + uniform(rng, 4, high=0.2)).round(3), t=0.8)
    for n, t in (1, 0.1), (5, 0.5), (20, 1.2), (50, 0.001):
        yield case(x=normal(rng, n, scale=2), t=t)
    yield case(x=normal(rng, 5, scale=80), t=100.0)
    yield case(tag="edge", x=np.array([0.75, -0.75, 0.0, 2.0]), t=0.75)
    yield case(tag="edge", x=np.zeros(3), t=0.5)


@soft_threshold.formula
def _(sp, x, t):
    return [v - t if v > t else v + t if v < -t else sp.Integer(0) for v in x]


@soft_threshold.misconception
def hard_threshold(x, t):
    """The l1 norm shrinks the survivors too: keeping them is right where each entry that is not 0 costs t^2/2."""
    return np.where(abs(x) > t, x, 0)


@soft_threshold.misconception
def no_plus_part(x, t):
    """Clip at 0: for x between -t and t the minimiser is 0."""
    return np.sign(x) * (abs(x) - t)


@soft_threshold.misconception
def no_sign(x, t):
    """Restore the sign of x after shrinking its absolute value."""
    return np.maximum(abs(x) - t, 0)


@soft_threshold.misconception
def relu_shift(x, t):
    """A negative x needs its own branch: the objective is the same for -x and -z."""
    return np.maximum(x - t, 0)


@soft_threshold.misconception
def half_t(x, t):
    """The threshold t/2 belongs to |z - x|^2; here the quadratic has one half in front."""
    return soft_threshold(x, t / 2)


@exercise.witness("a", points=4.2, answer="(x > t, x - t, 1), (x < -t, x + t, -1), (|x| <= t, 0, x/t)")
def l1_prox_certificate(x, t):
    r"""Proof by cases that soft-thresholding is the proximal operator of the l1 norm.

    The problem falls apart into its coordinates: for one real x and one t > 0, minimise
    $\frac12 (z - x)^2 + t\,|z|$ over real z. It is convex, so z is the minimiser if and only if some
    subgradient s of the absolute value at z satisfies $z - x + t s = 0$. Give the cases of such a proof.

    Args:
      x: SymPy symbol of a real number.
      t: SymPy symbol of a positive number.

    Returns:
      list of triples `(condition, z, s)`, one a case: a condition on x and t, such as `x > 3*t`; the
      minimiser in this case; and the subgradient of the absolute value at z that certifies it. z and s are
      expressions in x and t, or numbers. Every real x must meet some condition, for every t > 0; where two
      conditions hold, both triples must be right. Join conditions with `sympy.And` and `sympy.Or`, since
      `0 < x < t` does not work with symbols.
    """
    return [(x > t, x - t, 1), (x < -t, x + t, -1), (abs(x) <= t, 0, x / t)]


@l1_prox_certificate.cases
def _(rng):
    grid = [(t * k / 8, t) for t in (Fraction(1), Fraction(2), Fraction(1, 3)) for k in range(-40, 41)]
    draws = rng.integers((-60, 1, 1), (61, 13, 13), (40, 3)).tolist()
    further = [(Fraction(a, b), Fraction(c, 4)) for a, b, c in draws]
    yield case(private={"points": grid + further}, x=Symbol("x", "real"), t=Symbol("t", "positive"))


l1_prox_certificate.harmless("x > t -> x >= t", "at x = t the cases agree")
l1_prox_certificate.harmless("x < -t -> x <= -t", "at x = -t the cases agree")


@l1_prox_certificate.accepts
def _(answer, case):
    if not isinstance(answer, list | tuple) or not all(is_triple(item) for item in answer):
        return "The answer should be a list of triples (condition, z, s), one for each case of the proof."
    if size(answer) > 400:
        return NeedsReview("A person should read this certificate: it is too long to be checked point by point.")
    return next(filter(None, (fault_at(answer, x, t) for x, t in case["points"])), None)


def is_triple(item):
    return isinstance(item, list | tuple) and len(item) == 3


def size(value):
    """Number of parts of an answer, in all its containers and expressions."""
    inner = value.args if isinstance(value, Tree) else value if isinstance(value, list | tuple) else ()
    return 1 + sum(map(size, inner))


def fault_at(triples, x, t):
    """Why the certificate fails at a point, None where it holds."""
    where, covered = f"at x = {x}, t = {t}", False
    for number, (condition, z, s) in enumerate(triples, 1):
        try:
            holds = exact_value(condition, {"x": x, "t": t})
            if holds is False:
                continue
            z, s = (exact_value(value, {"x": x, "t": t}) for value in (z, s))
        except NotExact as err:
            found = str(err)[:80]
            return f"Case {number} cannot be evaluated {where}: found {found}, expected arithmetic in x and t."
        if holds is not True or isinstance(z, bool) or isinstance(s, bool):
            return f"Case {number} should be a condition that is true or false, and two real numbers z and s."
        if reason := not_optimal(x, t, z, s):
            return f"Case {number} holds {where}, with z = {str(z)[:40]} and s = {str(s)[:40]}. {reason}"
        covered = True
    if not covered:
        return f"No case covers x = {x}, t = {t}. What is the minimiser there, and which subgradient shows it?"
    return None


def not_optimal(x, t, z, s):
    """Why z with the subgradient s is not certified as the minimiser, None where it is."""
    if z != 0 and s != (1 if z > 0 else -1):
        return "Where z is not 0, the only subgradient of |z| is its sign."
    if z == 0 and abs(s) > 1:
        return "At z = 0 the subgradients of |z| are the numbers from -1 to 1."
    if z - x + t * s != 0:
        hint = " At z = 0 any s from -1 to 1 is a subgradient: choose the one that fits." if z == 0 else ""
        return f"Then z - x + t s is {str(z - x + t * s)[:40]}, but should be 0.{hint}"
    return None


@l1_prox_certificate.misconception
def missing_zero_case(x, t):
    """What is the minimiser where |x| <= t, and which subgradient certifies it? Cover this case too."""
    return [(x > t, x - t, 1), (x < -t, x + t, -1)]


@l1_prox_certificate.misconception
def sign_at_zero(x, t):
    """At z = 0 the subdifferential is the whole interval [-1, 1]: which s in it makes z - x + t s vanish?"""
    return [(x > t, x - t, 1), (x < -t, x + t, -1), (abs(x) <= t, 0, 0)]


@l1_prox_certificate.misconception
def hard(x, t):
    """With z = x, z - x + t s = 0 does not hold: which s is the subgradient where z > 0, and which z follows?"""
    return [(x > t, x, 1), (x < -t, x, -1), (abs(x) <= t, 0, x / t)]


@l1_prox_certificate.misconception
def wrong_case_split(x, t):
    """Split at -t and t, not at 0: for x between 0 and t, z = x - t is negative while s = +1."""
    return [(x > 0, x - t, 1), (x < 0, x + t, -1)]


# ---- b: ISTA ----------------------------------------------------------------------------------------------


@exercise.numeric(
    "b",
    points=1.6,
    answer="S_{alpha lam}(z - alpha W^T (W z - x)) with the soft-threshold S_t(v) = (|v| - t)_+ sign(v)",
)
def ista_step(z, W, x, lam, alpha):
    r"""One step of ISTA on the lasso problem.

    The objective is $\frac12 \lVert Wz - x \rVert_2^2 + \lambda \lVert z \rVert_1$, to be minimised over the
    code z. Take one step with the step size $\alpha$.

    Args:
      z: code before the step, real array of shape `(n,)`.
      W: dictionary, real array of shape `(m, n)`.
      x: input, real array of shape `(m,)`.
      lam: weight of the l1 norm, real number above 0.
      alpha: step size, real number above 0.

    Returns:
      code after the step, real array of shape `(n,)`.
    """
    return soft_threshold(z - alpha * W.T @ (W @ z - x), alpha * lam)


@ista_step.cases
def _(rng):
    for m, n, lam in (2, 3, 3.0), (3, 2, 2.5), (1, 1, 2.0), (6, 5, 3.5), (20, 30, 1.5):
        yield case(**lasso(rng, m, n), lam=lam, alpha=0.15)
    yield case(tag="edge", **(lasso(rng, 3, 4) | {"z": np.zeros(4)}), lam=0.2, alpha=0.2)
    yield case(tag="edge", **lasso(rng, 3, 2), lam=500.0, alpha=0.1)


def lasso(rng, m, n):
    """A code, a dictionary whose Lipschitz constant is about 4, and an input."""
    return {
        "z": normal(rng, n),
        "W": normal(rng, m, n, scale=max(m, n) ** -0.5),
        "x": normal(rng, m, scale=3),
    }


@ista_step.formula
def _(sp, z, W, x, lam, alpha):
    residual = [sum(w * v for w, v in zip(row, z, strict=True)) - c for row, c in zip(W, x, strict=True)]
    v = [z[j] - alpha * sum(row[j] * r for row, r in zip(W, residual, strict=True)) for j in range(len(z))]
    return [sp.sign(c) * sp.Max(abs(c) - alpha * lam, 0) for c in v]


@ista_step.misconception
def threshold_lam(z, W, x, lam, alpha):
    """The prox is taken with the step size as its parameter t: which weight has the l1 norm in it then?"""
    return soft_threshold(z - alpha * W.T @ (W @ z - x), lam)


@ista_step.misconception
def gradient_sign(z, W, x, lam, alpha):
    """Step against the gradient of g, not along it."""
    return soft_threshold(z + alpha * W.T @ (W @ z - x), alpha * lam)


@ista_step.misconception
def subgradient_method(z, W, x, lam, alpha):
    """That is the subgradient method; ISTA takes the prox of h after a gradient step on g alone."""
    return z - alpha * (W.T @ (W @ z - x) + lam * np.sign(z))


@ista_step.misconception
def factor_2(z, W, x, lam, alpha):
    """The factor 2 of the square cancels with the one half in the objective."""
    return soft_threshold(z - 2 * alpha * W.T @ (W @ z - x), alpha * lam)


@exercise.witness(
    "b",
    points=2.4,
    answer="g = 1/2 |Wz - x|^2, grad g = W^T (Wz - x), h = lam |z|_1, prox_{h,t}(v) = S_{t lam}(v)",
)
def ista_splitting(W, x, lam, z, v, t):
    r"""The splitting of the lasso objective that makes ISTA a proximal gradient method.

    Proximal gradient descent minimises $f = g + h$, with g convex and differentiable and h convex, by
    $z_{k+1} = \mathrm{prox}_{h, \alpha}(z_k - \alpha \nabla g(z_k))$, where
    $\mathrm{prox}_{h,t}(v) = \mathrm{argmin}_u\, \frac12 \lVert u - v \rVert_2^2 + t\, h(u)$. Split
    $f(z) = \frac12 \lVert Wz - x \rVert_2^2 + \lambda \lVert z \rVert_1$ so that this becomes the step of
    ISTA, and evaluate your g, its gradient, your h and its proximal operator at the given points.

    Args:
      W: dictionary, real array of shape `(m, n)`.
      x: input, real array of shape `(m,)`.
      lam: weight $\lambda$ of the l1 norm, real number above 0.
      z: point at which g, its gradient and h are evaluated, real array of shape `(n,)`.
      v: point at which the proximal operator is evaluated, real array of shape `(n,)`.
      t: parameter of the proximal operator, real number above 0.

    Returns:
      dict with `g`, the real number g(z); `grad_g`, its gradient at z, real array of shape `(n,)`; `h`, the
      real number h(z); and `prox_h`, the proximal operator of h at v with t, real array of shape `(n,)`.
    """
    r = W @ z - x
    return {
        "g": 0.5 * r @ r,
        "grad_g": W.T @ r,
        "h": lam * abs(z).sum(),
        "prox_h": soft_threshold(v, t * lam),
    }


@ista_splitting.cases
def _(rng):
    for m, n, lam, t in (
        (3, 2, 0.3, 0.7),
        (2, 3, 1.4, 0.5),
        (1, 1, 0.2, 2.0),
        (4, 4, 0.6, 1.5),
        (8, 12, 0.4, 0.9),
    ):
        problem = lasso(rng, m, n)
        yield case(W=problem["W"], x=problem["x"], lam=lam, z=problem["z"], v=1 + abs(normal(rng, n)), t=t)
    yield case(tag="edge", W=normal(rng, 3, 2), x=normal(rng, 3), lam=0.5, z=np.zeros(2), v=normal(rng, 2), t=0.6)


@ista_splitting.accepts
def _(answer, case):
    n, want = len(case["z"]), ista_splitting(**case.inputs)
    if not isinstance(answer, dict) or set(answer) != set(want):
        return "The answer should be a dict with exactly the keys g, grad_g, h and prox_h."
    got = {name: real(answer[name], np.shape(value)) for name, value in want.items()}
    for name, value in got.items():
        if value is None:
            shape = f"real array of shape ({n},)" if np.shape(want[name]) else "real number"
            return f"`{name}` should be a {shape} with finite entries."
    with np.errstate(all="ignore"):
        return splitting_fault(got, want, case)


def splitting_fault(got, want, case):
    """Why these values are not those of the splitting behind ISTA, None where they are."""
    objective = want["g"] + want["h"]
    if close(got["g"], want["h"]) and close(got["h"], want["g"]) and not close(want["g"], want["h"]):
        return "g and h are exchanged: g must be the differentiable part of the objective, not the l1 norm."
    if not close(got["g"] + got["h"], objective):
        return (
            f"g + h should be the objective 1/2 |Wz - x|^2 + lam |z|_1: found g = {got['g']:.6g} and "
            f"h = {got['h']:.6g}, which add up to {got['g'] + got['h']:.6g}, expected {objective:.6g}."
        )
    if not close(got["g"], want["g"]):
        return f"g + h is the objective, but g = {got['g']:.6g} is not the value of its differentiable part."
    if not close(got["grad_g"], want["grad_g"]):
        worst = int(abs(got["grad_g"] - want["grad_g"]).argmax())
        return f"`grad_g` is not the gradient of g at z: entry {worst} is {got['grad_g'][worst]:.6g}."
    if not close(got["prox_h"], want["prox_h"]):
        found, best = (prox_objective(u, case) for u in (got["prox_h"], want["prox_h"]))
        return (
            f"`prox_h` does not minimise 1/2 |u - v|^2 + t h(u): this has the value {found:.6g} there, "
            f"but it can be as small as {best:.6g}. Remember that h holds lam."
        )
    return None


def prox_objective(u, case):
    """What the proximal operator of h at v with t minimises."""
    return ((u - case["v"]) ** 2).sum() / 2 + case["t"] * case["lam"] * abs(u).sum()


def close(got, want):
    """Whether values agree within the default tolerance."""
    got, want = np.atleast_1d(got), np.atleast_1d(want)
    return bool((abs(got - want) <= Tolerance().allowed(want)).all())


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


@ista_splitting.differentiates("z", entry="grad_g")
def _(W, x, lam, z, v, t):
    return ((W @ z - x) ** 2).sum() / 2


@ista_splitting.misconception
def split_swapped(W, x, lam, z, v, t):
    """g must be the differentiable part of the objective: the l1 norm belongs to h."""
    right = ista_splitting(W, x, lam, z, v, t)
    prox = np.linalg.solve(np.eye(len(v)) + t * W.T @ W, v + t * W.T @ x)
    return {"g": right["h"], "grad_g": lam * np.sign(z), "h": right["g"], "prox_h": prox}


@ista_splitting.misconception
def prox_without_lam(W, x, lam, z, v, t):
    """This is the proximal operator of the l1 norm alone: h has the weight lam besides."""
    return ista_splitting(W, x, lam, z, v, t) | {"prox_h": soft_threshold(v, t)}


@ista_splitting.misconception
def no_half(W, x, lam, z, v, t):
    """The objective as stated is 1/2 |Wz - x|^2 + lam |z|_1: g carries the factor one half."""
    right = ista_splitting(W, x, lam, z, v, t)
    return right | {"g": 2 * right["g"], "grad_g": 2 * right["grad_g"]}
