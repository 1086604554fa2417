"""Linear regression: its Hessian, and the proof that the loss is convex.

Errata of the document: the eigenvalues are not "always positive", for the determinant is 0 where all inputs are
equal (E-W3), which the last item asks for. That a convex surface has a unique minimum is not asked: it has at
most one where it is strictly convex (E-W2).
"""

import math
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np

from checker import Exercise, NeedsReview, NotExact, Symbol, Tree, case, equivalence, exact_value, normal

exercise = Exercise(
    "hw1.7",
    title="Linear regression is convex",
    source="Homework 1, problem 7",
    points={"": 12},
)


# ---- the Hessian ------------------------------------------------------------------------------------------


@exercise.numeric(points=4.2, answer="2 [[I, sum x], [sum x, sum x^2]]")
def linear_regression_hessian(x, y):
    r"""Hessian of the least squares loss of 1D linear regression.

    The loss is $L[\phi] = \sum_{i=1}^{I} (\phi_0 + \phi_1 x_i - y_i)^2$: a sum over the I examples, not a mean.
    Give the matrix of its second derivatives in the two parameters $\phi_0$ and $\phi_1$.

    Args:
      x: inputs, real array of shape `(I,)`.
      y: outputs, real array of shape `(I,)`.

    Returns:
      real array of shape `(2, 2)`: entry `[j, k]` is
      $\partial^2 L / \partial \phi_j\, \partial \phi_k$, with j and k counted from 0.
    """
    return 2 * np.array([[len(x), x.sum()], [x.sum(), (x**2).sum()]])


@linear_regression_hessian.cases
def _(rng):
    for n in 2, 3, 5, 50:
        yield case(x=normal(rng, n), y=normal(rng, n))
    yield case(x=normal(rng, 4, scale=1000).round(), y=normal(rng, 4, scale=1000).round())
    yield case(tag="edge", x=normal(rng, 1), y=normal(rng, 1))
    yield case(tag="edge", x=np.full(3, 1.5), y=normal(rng, 3))


@linear_regression_hessian.formula
def _(sp, x, y):
    p = sp.symbols("phi0 phi1")
    loss = sum((p[0] + p[1] * a - b) ** 2 for a, b in zip(x, y, strict=True))
    return sp.hessian(loss, p).tolist()


@linear_regression_hessian.differentiates("phi", at=lambda x, y: np.array([0.4, -0.7]))
def _(x, y, phi):
    r = phi[0] + phi[1] * x - y
    return 2 * np.array([r.sum(), (r * x).sum()])  # the gradient: the Hessian is its derivative


@linear_regression_hessian.misconception
def no_2(x, y):
    """Differentiating a square brings down a factor; it is missing in every entry."""
    return linear_regression_hessian(x, y) / 2


@linear_regression_hessian.misconception
def mean(x, y):
    """The loss is the sum over the examples, not their mean."""
    return linear_regression_hessian(x, y) / len(x)


@linear_regression_hessian.misconception
def with_y(x, y):
    """The labels stand in the first derivatives; what becomes of them when these are differentiated again?"""
    return 2 * np.array([[len(x), (x - y).sum()], [(x - y).sum(), (x * (x - y)).sum()]])


@linear_regression_hessian.misconception
def one_not_I(x, y):
    """The sum over the examples runs over the constant term as well: how often is it counted in entry [0, 0]?"""
    return linear_regression_hessian(x, y) - [[2 * (len(x) - 1), 0], [0, 0]]


@linear_regression_hessian.misconception
def square_of_sum(x, y):
    """The last entry is a sum of squares; here it is the square of a sum."""
    return 2 * np.array([[len(x), x.sum()], [x.sum(), x.sum() ** 2]])


@linear_regression_hessian.misconception
def no_cross(x, y):
    """The derivative in one parameter still depends on the other one: the mixed derivatives are not 0."""
    return np.diag(np.diag(linear_regression_hessian(x, y)))


@linear_regression_hessian.misconception
def parameters_swapped(x, y):
    """The first row and column belong to the intercept phi0, the second ones to the slope phi1."""
    return linear_regression_hessian(x, y)[::-1, ::-1]


# ---- its trace and determinant ----------------------------------------------------------------------------


@exercise.symbolic(points=2.4, answer="(2 I + 2 sum x^2, 4 I sum x^2 - 4 (sum x)^2)")
def hessian_trace_and_determinant(x):
    r"""Trace and determinant of the Hessian of linear regression.

    The Hessian is that of $L[\phi] = \sum_{i=1}^{I} (\phi_0 + \phi_1 x_i - y_i)^2$ in $\phi_0$ and $\phi_1$.

    Args:
      x: inputs, a tuple of I SymPy symbols of real numbers; I is at least 2 and not always the same.

    Returns:
      the pair (trace, determinant) of expressions in the symbols of x. Each counts one half.
    """
    n, total, squares = len(x), sum(x), sum(v**2 for v in x)
    return 2 * n + 2 * squares, 4 * n * squares - 4 * total**2


@hessian_trace_and_determinant.cases
def _(rng):
    yield from inputs()


def inputs():
    """Cases with two, three and four symbols."""
    for n in 2, 3, 4:
        yield case(x=tuple(Symbol(f"x{i}", "real") for i in range(n)))


@hessian_trace_and_determinant.misconception
def no_4(x):
    """Each entry of the Hessian carries a factor 2; what comes out of that in products of two entries?"""
    trace, determinant = hessian_trace_and_determinant(x)
    return trace, determinant / 4


@hessian_trace_and_determinant.misconception
def halved(x):
    """The factor 2 from differentiating the squares is missing in the Hessian."""
    trace, determinant = hessian_trace_and_determinant(x)
    return trace / 2, determinant / 4


@hessian_trace_and_determinant.misconception
def determinant_plus(x):
    """In the determinant of a 2 by 2 matrix the second product is subtracted."""
    trace, determinant = hessian_trace_and_determinant(x)
    return trace, determinant + 8 * sum(x) ** 2


@hessian_trace_and_determinant.misconception
def trace_2(x):
    """The first entry of the Hessian sums a constant over all examples: it grows with their number."""
    trace, determinant = hessian_trace_and_determinant(x)
    return trace - 2 * len(x) + 2, determinant


@hessian_trace_and_determinant.misconception
def order(x):
    """The two have changed places: the trace comes first, the determinant second."""
    return hessian_trace_and_determinant(x)[::-1]


# ---- why the determinant is not negative ------------------------------------------------------------------

MOST_SQUARES = 200


@exercise.witness(points=3.6, answer="4 sum_{i < j} (x_i - x_j)^2, or 4 I sum_i (x_i - mean)^2")
def hessian_determinant_squares(x):
    r"""Proof that the determinant of the Hessian of linear regression is never negative.

    A sum of squares with positive weights cannot be negative. Write the determinant of the Hessian of
    $L[\phi] = \sum_{i=1}^{I} (\phi_0 + \phi_1 x_i - y_i)^2$ as such a sum, $\det H = \sum_m w_m q_m^2$, with
    numbers $w_m > 0$ and polynomials $q_m$ in the inputs. The identity has to hold for all real $x_i$, and is
    checked by algebra; so use exact numbers, such as integers or `sympy.Rational(1, 3)`.

    Args:
      x: inputs, a tuple of I SymPy symbols of real numbers; I is at least 2 and not always the same.

    Returns:
      list of pairs `(w, q)`: a positive number, and a polynomial in the symbols of x, which is squared in the
      sum.
    """
    return [(4, a - b) for a, b in combinations(x, 2)]


hessian_determinant_squares.harmless("a - b -> b - a", "the difference is squared")


@hessian_determinant_squares.cases
def _(rng):
    yield from inputs()


@hessian_determinant_squares.accepts
def _(answer, case):
    names = [symbol.name for symbol in case["x"]]
    if reason := not_squares(answer, names):
        return reason
    x = [Tree("Symbol", (name, "")) for name in names]
    squares = added(times(4 * len(x), power(v, 2)) for v in x)
    determinant = added([squares, times(-4, power(added(x), 2))])
    total = added(times(plain(w), power(q, 2)) for w, q in answer)
    found = equivalence(total, determinant, dict.fromkeys(names, "real"))
    if found.verdict == "equal" and found.decided_by != "evidence":
        return None
    if found.verdict != "different":
        return NeedsReview("The checker could not tell whether these squares add up to the determinant.")
    return (
        f"For I = {len(x)} the squares do not add up to the determinant. {comparison(total, determinant, names)}"
    )


def not_squares(answer, names):
    """Why the answer is no sum of squares of polynomials with positive weights, None where it is."""
    if not isinstance(answer, list | tuple) or not 0 < len(answer) <= MOST_SQUARES:
        return f"The answer should be a list of pairs (w, q), at least one and at most {MOST_SQUARES}."
    for number, pair in enumerate(answer, 1):
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            return f"Entry {number} of the list should be a pair (w, q) of a weight and a polynomial."
        weight, polynomial = pair
        try:
            value = exact_value(plain(weight), {})
        except NotExact:
            return f"The weight of pair {number} should be an exact number, which does not depend on x."
        if isinstance(value, bool) or value <= 0:
            return f"The weight of pair {number} is not a positive number, and so the pair proves nothing."
        if not is_polynomial(polynomial, names):
            return (
                f"The second entry of pair {number} should be a polynomial in the symbols of x with real "
                "coefficients: no roots or fractions of them, and no further symbols."
            )
    return None


def is_polynomial(tree, names):
    """Whether a tree is a polynomial in these symbols with real coefficients."""
    if not isinstance(tree, Tree):
        return isinstance(tree, int) or (isinstance(tree, float) and math.isfinite(tree))
    match tree.head, tree.args:
        case "Symbol", (name, *_):
            return name in names
        case "Rational" | "Float", _:
            return True
        case "Add" | "Mul", args:
            return all(is_polynomial(arg, names) for arg in args)
        case "Pow", (base, int(exponent)) if exponent >= 0:
            return is_polynomial(base, names)
        case "Pow", (int(base), Tree(head="Rational")):
            return base > 0  # a root of a number, as in sqrt(2)*(x0 - x1)
    return False


def comparison(got, want, names):
    """How two polynomials with different values compare at a few points."""
    ratios = set()
    for shift in range(4):
        point = {name: Fraction((3 * i * i + shift * i + 1) % 11) for i, name in enumerate(names)}
        try:
            ratios.add(exact_value(got, point) / exact_value(want, point))
        except (NotExact, ZeroDivisionError):
            return "Expand both sides for two inputs first, and compare them term by term."
    if all(abs(ratio - 1) < 1e-6 for ratio in ratios):
        return "They miss it by the rounding of decimal numbers: write fractions with sympy.Rational."
    if len(ratios) == 1:
        return f"They add up to {ratios.pop()} times the determinant."
    return "They differ by more than a constant factor: is every pair of inputs there, and each of them once?"


def plain(value):
    """The number in an array without axes, which is how NumPy's own numbers arrive."""
    return value.item() if isinstance(value, np.ndarray) and value.ndim == 0 else value


def added(terms):
    """The tree of a sum."""
    return Tree("Add", (0, *terms))


def times(*factors):
    """The tree of a product."""
    return Tree("Mul", factors)


def power(base, exponent):
    """The tree of a power."""
    return Tree("Pow", (base, exponent))


@hessian_determinant_squares.misconception
def weight_1(x):
    """Compare with the determinant for two inputs: a constant factor is missing in all weights."""
    return [(1, q) for _, q in hessian_determinant_squares(x)]


@hessian_determinant_squares.misconception
def both_orders(x):
    """Each pair of inputs stands here in both orders, and so it counts twice."""
    return [(4, a - b) for a in x for b in x if a is not b]


@hessian_determinant_squares.misconception
def negative_weight(x):
    """This is the determinant, but a square with a negative weight can make the sum negative. Find squares
    of differences.
    """
    return [*((4 * len(x), v) for v in x), (-4, sum(x))]


@hessian_determinant_squares.misconception
def neighbours(x):
    """Differences of neighbours are not enough from three inputs on: which pairs are missing?"""
    return [(4, a - b) for a, b in pairwise(x)]


@hessian_determinant_squares.misconception
def root_of_it(x):
    """The root of the determinant is real only if the determinant is not negative, which is what you want to
    show. The squared terms have to be polynomials.
    """
    import sympy as sp

    return [(1, sp.sqrt(hessian_determinant_squares_sum(x)))]


@hessian_determinant_squares.misconception
def around_zero(x):
    """These squares vanish only where all inputs are 0. When is the determinant 0? Measure the inputs from
    another point.
    """
    return [(4 * len(x), v) for v in x]


@hessian_determinant_squares.misconception
def mean_without_I(x):
    """Squares of the distances from the mean are a good plan; their weight has to grow with the number of
    inputs.
    """
    import sympy as sp

    return [(4, v - sum(x) / sp.Integer(len(x))) for v in x]


def hessian_determinant_squares_sum(x):
    """The determinant itself."""
    return 4 * len(x) * sum(v**2 for v in x) - 4 * sum(x) ** 2


# ---- when it is 0 -----------------------------------------------------------------------------------------


@exercise.witness(points=1.8, answer="any inputs that are all equal, at least two of them")
def degenerate_dataset():
    r"""Inputs for which the Hessian of linear regression is singular.

    The problem says that both eigenvalues of the Hessian of
    $L[\phi] = \sum_{i=1}^{I} (\phi_0 + \phi_1 x_i - y_i)^2$ are always positive. Find a data set with at least
    two examples for which one of them is 0.

    Returns:
      the inputs $x_1, \dots, x_I$ with I at least 2, a list or a real array of shape `(I,)`. The determinant
      has to be 0 exactly, not only up to rounding.
    """
    return [1.0, 1.0, 1.0]


@degenerate_dataset.accepts
def _(answer, case):
    try:
        x = exact_numbers(answer)
    except NotExact as err:
        return NeedsReview(f"The checker takes fractions and decimal numbers of moderate size here, not {err}.")
    if x is None:
        return "The answer should be a list, or an array of shape (I,), of at most 1000 finite real numbers."
    if len(x) < 2:
        return "Take at least two examples."
    determinant = 4 * len(x) * sum(v * v for v in x) - 4 * sum(x) ** 2
    if determinant:
        size = f"{float(determinant):.3g}" if determinant < 10**300 else "enormous"
        return f"The determinant of the Hessian is {size} here, which is positive. When is a sum of squares 0?"
    return None


def exact_numbers(answer):
    """The numbers of a list or an array as fractions, None if it is anything else; a column is taken as well.

    Raises:
      NotExact: a number is an expression without a rational value.
    """
    if isinstance(answer, np.ndarray):
        answer = answer.tolist()
    if not isinstance(answer, list | tuple) or len(answer) > 1000:
        return None
    values = [v[0] if isinstance(v, list) and len(v) == 1 else plain(v) for v in answer]
    if any(not isinstance(v, Tree | int | float) or v != v or v in (math.inf, -math.inf) for v in values):
        return None
    numbers = [exact_value(v, {}) for v in values]
    return None if any(isinstance(number, bool) for number in numbers) else numbers


@degenerate_dataset.misconception
def distinct():
    """These inputs differ, so the data say how the line rises, and the determinant is positive. What may the
    inputs not do?
    """
    return [1.0, 2.0, 3.0]


@degenerate_dataset.misconception
def single():
    """With a single example the Hessian is singular indeed; but take at least two."""
    return [1.0]


@degenerate_dataset.misconception
def symmetric():
    """Inputs with the mean 0 make the Hessian diagonal, not singular. When are the squares of the proof all 0?"""
    return [-1.0, 1.0]
