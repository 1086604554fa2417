"""Norms: the gradients of the squared L2 norm and of the L1 norm.

Errata of the document: the L1 norm has a gradient only where no entry is 0 (E-H2), so part h takes any
subgradient at a 0.
"""

import numpy as np

from checker import Exercise, case, normal, uniform

exercise = Exercise(
    "hw3.1",
    title="Derivatives and relationships between basic functions",
    source="Homework 3, question 1",
    points={"g": 1, "h": 1},
)


# ---- g: the squared L2 norm -------------------------------------------------------------------------------


@exercise.numeric("g", points=1, answer="2 x")
def squared_l2_gradient(x):
    r"""Gradient of the squared L2 norm.

    The squared norm is $\lVert x \rVert_2^2 = \sum_i x_i^2$. Write its gradient
    $\partial \lVert x \rVert_2^2 / \partial x$ in vector form.

    Args:
      x: real array of shape `(n,)`.

    Returns:
      real array of shape `(n,)`: entry i is the derivative in $x_i$.
    """
    return 2 * x


@squared_l2_gradient.cases
def _(rng):
    yield case(x=np.array([-1.5]))
    for n in 2, 3, 10, 50:
        yield case(x=normal(rng, n, scale=2))
    yield case(tag="edge", x=np.zeros(3))
    yield case(tag="stability", x=np.array([1e200, -1e200, 0.0, 1e-200]))


@squared_l2_gradient.formula
def _(sp, x):
    return [2 * v for v in x]


@squared_l2_gradient.differentiates("x")
def _(x):
    return (x**2).sum()


@squared_l2_gradient.misconception
def no_2(x):
    """A factor is missing: what is the derivative of x_i^2 in x_i?"""
    return x.copy()


@squared_l2_gradient.misconception
def of_the_norm(x):
    """That is the gradient of the norm, not of its square: there is no square root to differentiate here."""
    return x / np.sqrt((x**2).sum())


@squared_l2_gradient.misconception
def scalar(x):
    """This is one number; a gradient is a vector: the derivatives in each x_i."""
    return 2 * np.sqrt((x**2).sum())


@squared_l2_gradient.misconception
def absolute_values(x):
    """Keep the sign of x: where x_i is negative, x_i^2 falls as x_i grows."""
    return 2 * abs(x)


@squared_l2_gradient.misconception
def squares(x):
    """These are the terms of the sum; differentiate each of them in its own x_i."""
    return x**2


@squared_l2_gradient.misconception
def sum_of_derivatives(x):
    """The derivatives are not added up: entry i of the gradient holds the one in x_i alone."""
    return 2 * x.sum()


@squared_l2_gradient.misconception
def hessian(x):
    """That is the matrix of second derivatives; the gradient is the vector of the first ones."""
    return 2 * np.eye(len(x))


# ---- h: the L1 norm ---------------------------------------------------------------------------------------


@exercise.numeric("h", points=1, answer="sign(x), with any value in [-1, 1] where x_i = 0")
def l1_gradient(x):
    r"""Gradient of the L1 norm.

    The norm is $\lVert x \rVert_1 = \sum_i |x_i|$. Write its gradient $\partial \lVert x \rVert_1 / \partial x$
    in vector form. Where an entry of x is exactly 0 the norm has no derivative in it: give a subgradient there,
    a slope such that the line of that slope through the corner lies nowhere above the norm. Every such slope
    counts, and nan does not.

    Args:
      x: real array of shape `(n,)`.

    Returns:
      real array of shape `(n,)`: entry i is the derivative in $x_i$.
    """
    return np.sign(x)


@l1_gradient.cases
def _(rng):
    yield case(x=np.array([-0.7]))
    for n in 2, 3, 10, 50:
        yield case(x=uniform(rng, n, low=0.1, high=3) * rng.choice([-1.0, 1.0], n))
    yield case(tag="edge", x=np.array([0.0, -1.25, -0.0, 2.5]))
    yield case(tag="stability", x=np.array([1e-300, -1e-300, 1e300, -1e300]))


@l1_gradient.compared
def _(answer, case):
    slopes = np.real(np.asarray(answer))
    if slopes.dtype.kind not in "iuf":
        return slopes
    return np.where((case["x"] == 0) & (abs(slopes) <= 1), 0.0, slopes)


@l1_gradient.formula
def _(sp, x):
    return [sp.sign(v) for v in x]


@l1_gradient.differentiates("x")
def _(x):
    return abs(x).sum()


@l1_gradient.variant
def one_at_zero(x):
    """At a 0 every slope from -1 to 1 is a subgradient, so this one is, too."""
    return np.where(x >= 0, 1.0, -1.0)


@l1_gradient.misconception
def ones(x):
    """This is right for positive entries only: what happens to |x_i| when a negative x_i grows?"""
    return np.ones_like(x)


@l1_gradient.misconception
def absolute_value(x):
    """These are the terms of the norm; differentiate each of them in its own x_i."""
    return abs(x)


@l1_gradient.misconception(credit=0.8)
def ratio_nan(x):
    """x_i / |x_i| is right but where x_i = 0, and there it is 0 / 0: say what the slope is to be at 0."""
    return x / abs(x)


@l1_gradient.misconception
def sum_of_signs(x):
    """The derivatives are not added up: entry i of the gradient holds the one in x_i alone."""
    return np.sign(x).sum()


@l1_gradient.misconception
def relu_like(x):
    """That is the slope of max(0, x_i). What is the slope of |x_i| where x_i is negative?"""
    return (x > 0).astype(float)


@l1_gradient.misconception
def opposite(x):
    """The sign is wrong: |x_i| grows with x_i where x_i is positive."""
    return -np.sign(x)


@l1_gradient.misconception
def of_the_l2_norm(x):
    """That is the gradient of the L2 norm; this norm is a sum of absolute values, without squares and a root."""
    return x / np.sqrt((x**2).sum())


@l1_gradient.misconception
def of_squared_l2(x):
    """That is the gradient of the squared L2 norm; this norm is a sum of absolute values, without squares."""
    return 2 * x
