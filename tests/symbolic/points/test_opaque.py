"""Functions that are only named: any values, the same for the same arguments, in the range that is declared."""

from fractions import Fraction

import pytest
import sympy
from flint import fmpq
from sympy import Abs, Eq, Max, Min, Ne, Sum, floor, log, sign, sqrt

from checker.symbolic.balls import Program
from checker.symbolic.domains.domain import WORDS, Domain, range_of
from checker.symbolic.equivalence import equivalence
from checker.symbolic.expressions.store import Expressions
from checker.symbolic.points.looking import Difference
from checker.symbolic.points.opaque import opened
from checker.symbolic.points.sampler import Sampler

x, y = sympy.symbols("x y", real=True)
i, j = sympy.symbols("i j", integer=True)
n = sympy.Symbol("n", integer=True, positive=True)
f = sympy.Function("f")
X, Y = sympy.IndexedBase("x"), sympy.IndexedBase("y")

NOT_ALWAYS = {
    "absolute entry": (Abs(X[i]), X[i]),
    "sum of absolute entries": (Sum(Abs(X[i]), (i, 1, n)), Sum(X[i], (i, 1, n))),
    "absolute value": (Abs(f(x)), f(x)),
    "root of a square": (sqrt(f(x) ** 2), f(x)),
    "positive": (f(x) > 0, sympy.true),
    "logarithm of a square": (log(X[i] ** 2), 2 * log(X[i])),
    "hinge": (Sum(Max(0, 1 - Y[i] * X[i]), (i, 1, n)), sympy.Integer(0)),
    "never above": (Max(X[i], 10), sympy.Integer(10)),
    "never below": (Min(X[i], 5), X[i]),
    "never large": (Sum(Max(X[i], -3), (i, 1, n)), Sum(X[i], (i, 1, n))),
    "never the same": (Eq(X[i], Y[i]), sympy.false),
    "never a number": (Ne(X[i], 2), sympy.true),
    "logarithm of a product": (log(X[i] * Y[i]), log(X[i]) + log(Y[i])),
    "small": (floor(f(x)), sympy.Integer(0)),
    "same for two arguments": (Eq(f(x), f(y)), Eq(x, y)),
    "even": (f(-x), f(x)),
    "linear": (f(x + y), f(x) + f(y)),
}
ALWAYS = {
    "square": (f(x) ** 2 >= 0, sympy.true),
    "sign and size": (sign(X[i]) * Abs(X[i]), X[i]),
    "larger of two": (Max(X[i], X[j]), (X[i] + X[j] + Abs(X[i] - X[j])) / 2),
    "removable": ((f(x) ** 2 - 1) / (f(x) - 1), f(x) + 1),
    "same argument": (sympy.Piecewise((f(x), Eq(x, y)), (f(y), True)), f(y)),
}


@pytest.mark.parametrize(("got", "want"), NOT_ALWAYS.values(), ids=NOT_ALWAYS)
def test_nothing_is_known_of_values_of_functions_that_are_only_named(got, want):
    result = equivalence(got, want, use_sympy=False)

    assert (result.verdict, result.decided_by) == ("different", "point")


@pytest.mark.parametrize(("got", "want"), ALWAYS.values(), ids=ALWAYS)
def test_what_holds_for_all_functions_is_equal(got, want):
    assert equivalence(got, want, use_sympy=False).verdict == "equal"


@pytest.mark.parametrize("word", ["positive", "nonnegative", "(0, 1)", "[2, oo)"])
def test_domain_of_a_base_holds_for_its_entries(word):
    got, want = Sum(log(X[i] * Y[i]), (i, 1, n)), Sum(log(X[i]) + log(Y[i]), (i, 1, n))

    assert (
        equivalence(got, want, {"x": word, "y": word, "n": "positive integer"}, use_sympy=False).verdict
        == "equal"
    )


def test_counterexample_tells_the_values_of_functions():
    point = equivalence(Max(X[i], f(2)), X[i]).counterexample.point

    assert set(point) == {"i", "x[i]", "f(2)"}
    assert point["f(2)"] > point["x[i]"]


def opened_at(store, node, word, point):
    """The values of f(x), by its range, at a point; and what the point is told as."""
    domain = Domain(store, {"f": range_of(word)})
    result = opened(store, node, node, domain, frozenset())
    sampler = Sampler(result.domain, store.symbols(result.got), "any")
    program = Program(store, result.got)
    return [program.at({**at, **point}, 128)[0] for at in sampler.spread(60)]


@pytest.mark.parametrize("word", [*WORDS, "[0, 1]", "(0, 1]", "[-2, 3)", "(-oo, 2]", "(-oo, 2)"])
def test_values_lie_in_the_range_of_the_function_and_fill_it(word):
    store = Expressions()
    values = opened_at(store, store.apply("f", store.symbol("x")), word, {})

    assert all(range_of(word).contains(value) for value in values)
    assert len({str(value) for value in values}) > 5 or word == "[0, 1]"


def test_functions_whose_values_are_not_known_are_left_alone():
    store = Expressions()
    unknown = store.apply("sympy.Ei", store.symbol("x"))

    assert opened(store, unknown, unknown, Domain(store, {}), frozenset()).got == unknown


def test_difference_without_functions_is_told_as_it_is():
    store = Expressions()
    domain = Domain(store, {})
    difference = Difference({"x": fmpq(1)}, fmpq(1), fmpq(2))

    assert opened(store, store.one, store.zero, domain, frozenset()).told(difference) is difference


def test_long_values_are_told_by_their_first_digits():
    point = equivalence(f(x) ** 2, f(x)).counterexample.point

    assert all(value.denominator < 2**54 for value in point.values() if isinstance(value, Fraction))
