"""A step of mirror descent in the open unit cube, and the same step in logit space.

Errata of the document: the second line of its stationarity condition has -eps g where the sign is plus; the
third line is right again. It also leaves out that every coordinate of x0 lies in (0, 1) (E-A13).
"""

import numpy as np

from checker import Exercise, case, normal, sigmoid, uniform

exercise = Exercise(
    "assignments.11",
    title="Mirror descent",
    source="Assignments with Solutions, assignment 11",
    points={"": 7, "r": 3},
)


def logit(x):
    """log x/(1-x), entry by entry."""
    return np.log(x) - np.log1p(-x)


# ---- the step ---------------------------------------------------------------------------------------------


@exercise.numeric(points=4.9, answer="sigmoid(logit(x0) - eps g), entry by entry")
def mirror_descent_step(x0, g, eps):
    r"""Step of mirror descent with the divergence of binary entropy.

    The step from $x^0$ goes to the minimiser over $x \in (0, 1)^n$ of
    $\langle g, x - x^0 \rangle + \frac{1}{\varepsilon} D(x, x^0)$, where $g = \nabla f(x^0)$ and
    $D(x, x^0) = \sum_i \left( x_i \log \frac{x_i}{x_i^0} + (1 - x_i) \log \frac{1 - x_i}{1 - x_i^0} \right)$
    with the natural logarithm. The problem is convex, and falls apart into its coordinates. Where the
    minimiser is so near to 0 or 1 that no floating-point number tells them apart, 0 or 1 will do.

    Args:
      x0: the current point, real array of shape `(n,)` with entries above 0 and below 1.
      g: gradient of f at x0, real array of shape `(n,)`.
      eps: step size, real number above 0.

    Returns:
      the minimiser, real array of shape `(n,)`, finite for all finite g.
    """
    return sigmoid(logit(x0) - eps * g)


@mirror_descent_step.cases
def _(rng):
    for n, eps in (2, 0.5), (1, 2.0), (4, 0.3), (3, 1.7), (10, 0.1), (50, 0.8):
        yield case(x0=inside(rng, n), g=normal(rng, n, scale=1.5), eps=eps)
    yield case(tag="edge", x0=inside(rng, 3), g=np.zeros(3), eps=0.5)
    far = np.array([1e-10, 1 - 1e-10, 1e-10])
    yield case(tag="stability", x0=far, g=np.array([-46.0, 30.0, -50.0]), eps=0.5)
    yield case(tag="stability", x0=inside(rng, 3), g=np.array([2000.0, -2000.0, 0.5]), eps=0.5)
    yield case(tag="stability", x0=np.array([0.2, 0.7]), g=np.array([-1e5, 1e5]), eps=0.5)


def inside(rng, n):
    """A point well inside the unit cube."""
    return uniform(rng, n, low=0.1, high=0.9)


@mirror_descent_step.formula
def _(sp, x0, g, eps):
    return [1 / (1 + (1 - a) / a * sp.exp(eps * b)) for a, b in zip(x0, g, strict=True)]


@mirror_descent_step.misconception
def sign(x0, g, eps):
    """This goes uphill. The second line of the printed solution has a slip of the sign: work it out again."""
    return sigmoid(logit(x0) + eps * g)


@mirror_descent_step.misconception
def no_logit(x0, g, eps):
    """The minimiser for g = 0 should be x0 itself: what does the derivative of D look like at x0?"""
    return sigmoid(x0 - eps * g)


@mirror_descent_step.misconception
def dual_point(x0, g, eps):
    """This is the logit of the minimiser: one step leads back into the unit interval."""
    return logit(x0) - eps * g


@mirror_descent_step.misconception
def exponentiated(x0, g, eps):
    """This solves the problem without the terms in 1 - x, and may leave the unit interval."""
    return x0 * np.exp(-eps * g)


@mirror_descent_step.misconception
def over_the_simplex(x0, g, eps):
    """The entries of x need not add up to 1: each lives in the unit interval by itself."""
    x = x0 * np.exp(-eps * g)
    return x / x.sum()


@mirror_descent_step.misconception
def projected(x0, g, eps):
    """This is projected gradient descent, where D would be half the squared distance."""
    return np.clip(x0 - eps * g, 0, 1)


@mirror_descent_step.misconception
def divided(x0, g, eps):
    """The step size stands on the wrong side: a small eps ties x closely to x0."""
    return sigmoid(logit(x0) - g / eps)


@mirror_descent_step.misconception
def no_step_size(x0, g, eps):
    """Where is the step size? The divergence carries the factor 1/eps."""
    return sigmoid(logit(x0) - g)


@mirror_descent_step.misconception
def overflow(x0, g, eps):
    """Correct on paper, but the exponential overflows for large eps g: keep the exponent at or below 0."""
    e = np.exp(-eps * g)
    return x0 * e / (x0 * e + 1 - x0)


# ---- the derivative that it sets to zero ------------------------------------------------------------------


@exercise.symbolic(
    points=2.1,
    answer="g + (log(x/x0) - log((1-x)/(1-x0))) / eps",
    domain={"x": "unit interval", "x0": "unit interval", "g": "real", "eps": "positive"},
)
def mirror_stationarity(x, x0, g, eps):
    r"""Derivative of the mirror descent objective in one coordinate.

    In one coordinate the step minimises $g\,(x - x_0) + \frac{1}{\varepsilon} D(x, x_0)$ over x between 0 and
    1, with $D(x, x_0) = x \log \frac{x}{x_0} + (1 - x) \log \frac{1 - x}{1 - x_0}$ and the natural logarithm.
    Differentiate this objective in x: the derivative itself is asked for, not another expression with the same
    root.

    Args:
      x: SymPy symbol of the coordinate, between 0 and 1.
      x0: SymPy symbol of the current point, between 0 and 1.
      g: SymPy symbol of the gradient of f in this coordinate, real.
      eps: SymPy symbol of the step size, positive.

    Returns:
      an expression in x, x0, g and eps.
    """
    from sympy import log

    return g + (log(x / x0) - log((1 - x) / (1 - x0))) / eps


def log_odds(x):
    """log x/(1-x) in SymPy."""
    from sympy import log

    return log(x) - log(1 - x)


@mirror_stationarity.misconception
def doc_sign(x, x0, g, eps):
    """This is the second line of the printed solution, which has a slip of the sign: multiply the line above it
    by eps and look at g. And it is an equation with the same root, not the derivative itself."""
    return -eps * g + log_odds(x) - log_odds(x0)


@mirror_stationarity.misconception
def sign_of_g(x, x0, g, eps):
    """Check the sign of g: what is the derivative of g (x - x0) in x?"""
    return -g + (log_odds(x) - log_odds(x0)) / eps


@mirror_stationarity.misconception
def times_eps(x, x0, g, eps):
    """This has the right root, but it is the derivative times the step size."""
    return eps * g + log_odds(x) - log_odds(x0)


@mirror_stationarity.misconception
def no_step_size_here(x, x0, g, eps):
    """Where is the step size? The divergence carries the factor 1/eps, and so does its derivative."""
    return g + log_odds(x) - log_odds(x0)


@mirror_stationarity.misconception
def no_complement(x, x0, g, eps):
    """The term in 1 - x depends on x as well: differentiate it too."""
    from sympy import log

    return g + log(x / x0) / eps


@mirror_stationarity.misconception
def complement_sign(x, x0, g, eps):
    """Check the sign of the second logarithm: the inner derivative of 1 - x counts."""
    from sympy import log

    return g + (log(x / x0) + log((1 - x) / (1 - x0))) / eps


@mirror_stationarity.misconception
def extra_one(x, x0, g, eps):
    """The derivatives of x log x and of its counterpart in 1 - x both have a constant: what is their sum?"""
    return mirror_stationarity(x, x0, g, eps) + 1 / eps


@mirror_stationarity.misconception
def extra_two(x, x0, g, eps):
    """The derivatives of x log x and of its counterpart in 1 - x both have a constant: mind the sign of each."""
    return mirror_stationarity(x, x0, g, eps) + 2 / eps


# ---- r: the remark on logit space -------------------------------------------------------------------------


@exercise.numeric("r", points=3, answer="y_next = y - eps g, x_next = sigmoid(y_next)")
def mirror_descent_logit_step(y, g, eps):
    r"""Step of mirror descent that keeps the logits.

    Mirror descent in $(0, 1)^n$ goes from $x^t$ to the minimiser of
    $\langle g, x - x^t \rangle + \frac{1}{\varepsilon} D(x, x^t)$ with
    $D(x, x^t) = \sum_i \left( x_i \log \frac{x_i}{x_i^t} + (1 - x_i) \log \frac{1 - x_i}{1 - x_i^t} \right)$
    and the natural logarithm. Run many steps, and keep $y^t = \log \frac{x^t}{1 - x^t}$, the logits of the
    iterate, from one step to the next. Compute both the new logits and the new iterate, such that nothing is
    lost where x is very near to 0 or 1.

    Args:
      y: logits $y^t$ of the current iterate, real array of shape `(n,)`.
      g: gradient of f at the current iterate, real array of shape `(n,)`.
      eps: step size, real number above 0.

    Returns:
      the pair `(y_next, x_next)` of real arrays of shape `(n,)`: the logits $y^{t+1}$ and the iterate
      $x^{t+1}$, finite for all finite y and g.
    """
    y = y - eps * g
    return y, sigmoid(y)


@mirror_descent_logit_step.cases
def _(rng):
    for n, eps in (2, 0.5), (1, 2.0), (4, 0.3), (3, 1.7), (10, 0.1), (50, 0.8):
        yield case(y=normal(rng, n, scale=1.5), g=normal(rng, n, scale=1.5), eps=eps)
    yield case(tag="edge", y=normal(rng, 3), g=np.zeros(3), eps=0.5)
    yield case(tag="stability", y=normal(rng, 3), g=np.array([2000.0, -2000.0, 0.5]), eps=0.5)
    yield case(tag="stability", y=np.array([800.0, -800.0, 0.25]), g=np.array([1.0, -2.0, 0.5]), eps=0.5)
    yield case(tag="stability", y=np.array([-0.5, 1.5]), g=np.array([-1e5, 1e5]), eps=0.5)


@mirror_descent_logit_step.formula
def _(sp, y, g, eps):
    y = [a - eps * b for a, b in zip(y, g, strict=True)]
    return y, [sp.exp(a) / (1 + sp.exp(a)) for a in y]


@mirror_descent_logit_step.misconception
def old_x(y, g, eps):
    """This is the iterate before the step: which logits belong to the new one?"""
    return y - eps * g, sigmoid(y)


@mirror_descent_logit_step.misconception
def uphill(y, g, eps):
    """This goes uphill: descent lowers the logit where the gradient is positive."""
    return y + eps * g, sigmoid(y + eps * g)


@mirror_descent_logit_step.misconception
def softmax_for_sigmoid(y, g, eps):
    """The entries of x need not add up to 1: each has a logit of its own, and comes back from it alone."""
    y = y - eps * g
    e = np.exp(y - y.max())
    return y, e / e.sum()


@mirror_descent_logit_step.misconception
def step_on_x(y, g, eps):
    """Here the gradient is subtracted from x; the step is additive in the logits."""
    x = np.clip(sigmoid(y) - eps * g, 0, 1)
    with np.errstate(divide="ignore"):
        return logit(x), x


@mirror_descent_logit_step.misconception
def divided_by_eps(y, g, eps):
    """The step size stands on the wrong side: a small eps means a small step."""
    return y - g / eps, sigmoid(y - g / eps)


@mirror_descent_logit_step.misconception
def roundtrip(y, g, eps):
    """Correct on paper, but on the way through x and back the logits are lost where x is near to 0 or 1: you have
    them already."""
    x = sigmoid(y)
    with np.errstate(divide="ignore"):
        y = np.log(x / (1 - x)) - eps * g
    return y, sigmoid(y)


@mirror_descent_logit_step.misconception
def exp_overflows(y, g, eps):
    """Correct on paper, but exp overflows for large logits: keep the exponent at or below 0."""
    y = y - eps * g
    return y, np.exp(y) / (1 + np.exp(y))
