"""The softmax function's derivative: the whole Jacobian, and one entry of it."""

import numpy as np

from checker import Exercise, Symbol, case, normal, softmax

exercise = Exercise(
    "hw1.1",
    title="Derivative of the softmax function",
    source="Homework 1, problem 1",
    points={"": 5},
)


# ---- the matrix of all derivatives ------------------------------------------------------------------------


@exercise.numeric(points=2.5, answer="diag(s) - s s^T with s = softmax(x)")
def softmax_derivative(x):
    r"""Derivative of the softmax function.

    The softmax of a vector of logits x has the entries $s_i = e^{x_i} / \sum_k e^{x_k}$. Each of its n entries
    depends on each of the n logits, so the derivative is a matrix.

    Args:
      x: logits, real array of shape `(n,)`.

    Returns:
      real array of shape `(n, n)`: entry `[i, j]` is $\partial s_i / \partial x_j$, finite for all finite
      logits.
    """
    s = softmax(x)
    return np.diag(s) - np.outer(s, s)


@softmax_derivative.cases
def _(rng):
    for n in 2, 2, 3, 4, 50:
        yield case(x=normal(rng, n))
    yield case(tag="edge", x=normal(rng, 1))
    yield case(tag="edge", x=np.full(4, 0.7))
    yield case(tag="stability", x=np.array([1000.0, -1000.0, 999.0]))
    yield case(tag="stability", x=np.full(3, -800.0))
    # only a shift by the largest logit keeps exp in range
    for values in (-1000, 2500, 0), (2500, 0, -1000), (0, -1000, 2500), (0, 30_000, 0), (30_000, 0, 0):
        yield case(tag="stability", x=np.array(values, float))


@softmax_derivative.formula
def _(sp, x):
    logits = sp.symbols(f"x:{len(x)}")
    total = sum(map(sp.exp, logits))
    point = dict(zip(logits, x, strict=True))
    return [[(sp.exp(a) / total).diff(b).subs(point) for b in logits] for a in logits]


@softmax_derivative.differentiates("x")
def _(x):
    return softmax(x)


@softmax_derivative.misconception
def diag_only(x):
    """Every logit stands in the denominator of every s_i: what is ds_i/dx_j where i and j differ?"""
    s = softmax(x)
    return np.diag(s * (1 - s))


@softmax_derivative.misconception
def no_outer(x):
    """The denominator depends on the logits as well: the quotient rule has a second term, with a minus."""
    return np.diag(softmax(x))


@softmax_derivative.misconception
def vector(x):
    """A function from n logits to n probabilities has n times n partial derivatives; these are only those
    with i = j.
    """
    s = softmax(x)
    return s * (1 - s)


@softmax_derivative.misconception
def sign(x):
    """The sign is wrong: s_i grows with its own logit, so the diagonal cannot be negative."""
    return -softmax_derivative(x)


@softmax_derivative.misconception
def plus_outer(x):
    """When another logit grows, s_i shrinks: which sign do the entries off the diagonal have?"""
    s = softmax(x)
    return np.diag(s) + np.outer(s, s)


@softmax_derivative.misconception
def of_x(x):
    """The derivative is written with the probabilities s = softmax(x), not with the logits themselves."""
    return np.diag(x) - np.outer(x, x)


@softmax_derivative.misconception
def one_class_squared(x):
    """Off the diagonal two different probabilities meet, that of row i and that of column j. Here one of them
    is squared; perhaps a vector was broadcast along one axis only.
    """
    s = softmax(x)
    return s * (np.eye(len(x)) - s)


@softmax_derivative.misconception
def of_the_logarithm(x):
    """This is the derivative of log s_i; that of s_i itself has one factor more."""
    return np.eye(len(x)) - softmax(x)


@softmax_derivative.misconception
def overflow(x):
    """Correct on paper, but exp overflows for large logits: subtract the largest logit from all first."""
    s = np.exp(x) / np.exp(x).sum()
    return np.diag(s) - np.outer(s, s)


# ---- one entry as a formula -------------------------------------------------------------------------------


@exercise.symbolic(points=2.5, answer="s_i ([i = j] - s_j) with s_i = exp(x_i) / sum_k exp(x_k)")
def softmax_derivative_entry(x, i, j):
    r"""One entry of the derivative of the softmax function, as a formula.

    With $s_i = e^{x_i} / \sum_k e^{x_k}$, give $\partial s_i / \partial x_j$ in terms of the logits.

    Args:
      x: logits, a tuple of n SymPy symbols of real numbers.
      i: index of the output, an integer from 0 to n - 1.
      j: index of the logit, an integer from 0 to n - 1; it may be equal to i.

    Returns:
      an expression in the symbols of x, for these i and j.
    """
    import sympy as sp

    s = [sp.exp(v) / sum(map(sp.exp, x)) for v in x]
    return s[i] * (int(i == j) - s[j])


@softmax_derivative_entry.cases
def _(rng):
    for n in 2, 3:
        for i, j in np.ndindex(n, n):
            yield case(x=tuple(Symbol(f"x{k}", "real") for k in range(n)), i=i, j=j)


def symbolic_softmax(x):
    """The softmax of symbols."""
    import sympy as sp

    return [sp.exp(v) / sum(map(sp.exp, x)) for v in x]


@softmax_derivative_entry.misconception
def diagonal(x, i, j):
    """For different i and j the derivative is not 0: x_j stands in the denominator of s_i."""
    s = symbolic_softmax(x)
    return s[i] * (1 - s[i]) * int(i == j)


@softmax_derivative_entry.misconception
def opposite(x, i, j):
    """The sign is wrong: s_i grows when its own logit x_i does."""
    s = symbolic_softmax(x)
    return s[i] * (s[j] - int(i == j))


@softmax_derivative_entry.misconception
def same_everywhere(x, i, j):
    """The case i = j has a term more: x_j stands in the numerator of s_i only there."""
    s = symbolic_softmax(x)
    return s[i] * (1 - s[j])


@softmax_derivative_entry.misconception
def numerator_only(x, i, j):
    """The denominator was held fixed here: it depends on x_j too, so use the quotient rule."""
    return symbolic_softmax(x)[i] * int(i == j)


@softmax_derivative_entry.misconception
def logarithm(x, i, j):
    """This is the derivative of log s_i; that of s_i itself has one factor more."""
    return int(i == j) - symbolic_softmax(x)[j]
