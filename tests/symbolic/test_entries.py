"""Values with entries, and sets: what they are compared by, and what is said of another kind."""

import pytest
import sympy
from sympy import Complement, Contains, Eq, FiniteSet, Intersection, Interval, Matrix, S, Tuple, Union, log

from checker.symbolic.equivalence import equivalence

x, y = sympy.symbols("x y", real=True)
a = sympy.Symbol("a", positive=True)

SETS = {
    "equations": (FiniteSet(Eq(x, 1)), FiniteSet(Eq(2 * x, 2)), "equal"),
    "other equations": (FiniteSet(Eq(x, 1)), FiniteSet(Eq(x, 2)), "different"),
    "truth values": ({True, False}, {False, True}, "equal"),
    "one truth value": ({True}, {False}, "different"),
    "pairs": (FiniteSet((1, x * (x + 1))), FiniteSet((1, x**2 + x)), "equal"),
    "turned pairs": (FiniteSet((1, 2)), FiniteSet((2, 1)), "different"),
    "nothing": (S.EmptySet, S.EmptySet, "equal"),
    "something for nothing": (FiniteSet(x), S.EmptySet, "different"),
    "a list for a set": ([y, x], FiniteSet(x, y), "equal"),
    "interval": (Interval(0, 2), Interval(0, 1 + 1), "equal"),
    "interval with another end": (Interval(0, 2), Interval.open(0, 2), "different"),
    "ends that are formulas": (Interval(0, log(a**2)), Interval(0, 2 * log(a)), "equal"),
    "union": (Union(Interval(0, 1), Interval.open(1, 3)), Interval.Ropen(0, 3), "equal"),
    "without a point": (
        Complement(S.Reals, FiniteSet(1)),
        Union(Interval.open(-S.Infinity, 1), Interval.open(1, S.Infinity)),
        "equal",
    ),
    "what two have in common": (
        Intersection(Interval(0, a), Interval(0, 1), evaluate=False),
        Interval(0, sympy.Min(1, a)),
        "equal",
    ),
    "point and interval": (FiniteSet(1), Interval(1, 2), "different"),
    "number for a set": (x, Interval(0, 1), "different"),
    "set for a number": (Interval(0, 1), x, "different"),
}


@pytest.mark.parametrize(("got", "want", "said"), SETS.values(), ids=SETS)
def test_sets_are_compared_by_what_lies_in_them(got, want, said):
    assert equivalence(got, want, use_sympy=False).verdict == said


def test_set_that_is_larger_shows_an_element_of_it():
    result = equivalence(Interval(0, 3), Interval(0, 2))

    assert 2 < result.counterexample.point["element"] <= 3


def test_membership_is_a_condition():
    assert equivalence(Contains(x, Interval(0, 1)), sympy.And(x >= 0, x <= 1)).verdict == "equal"
    assert equivalence(abs(x), x, where=Contains(x, Interval(0, 1))).verdict == "equal"


@pytest.mark.parametrize("want", [Matrix([x, y]), Matrix([[x, y]])], ids=["column", "row"])
def test_list_serves_as_a_row_or_a_column(want):
    assert equivalence([x, y], want).verdict == "equal"
    assert equivalence(want, [x, y]).verdict == "equal"
    assert equivalence([x, y + 1], want).wrong_entries in (["[0, 1]"], ["[1, 0]"])
    assert equivalence(want, [x, y + 1]).wrong_entries == ["[1]"]


KINDS = {
    "tuple": (Tuple(1), x, "is a tuple of 1 entry, should be one formula"),
    "list": ([x, y], x, "is a list of 2 entries, should be one formula"),
    "matrix": (Matrix([[x], [y]]), x, "is a matrix of 2 rows, should be one formula"),
    "dict": ({"a": x}, x, "is a dict with the keys a, should be one formula"),
    "set": (FiniteSet(x, y), x, "is a set, should be one formula"),
    "formula": (x, [x], "is one formula, should have 1 entry"),
    "set for a tuple": (FiniteSet(x, y), (x, y), "is a set, should have 2 entries"),
    "one entry": ([x], [x, y], "has 1 entry, should have 2 entries"),
    "no set": (x, S.EmptySet, "is no set"),
}


@pytest.mark.parametrize(("got", "want", "words"), KINDS.values(), ids=KINDS)
def test_value_of_another_kind_is_named(got, want, words):
    result = equivalence(got, want)

    assert (result.verdict, result.decided_by, result.reason) == ("different", "kind", words)


@pytest.mark.parametrize(
    ("formula", "reading"),
    [
        (sympy.Integral(sympy.exp(-(x**2)), (x, 0, y)), "y real"),
        (sympy.Limit(sympy.sin(x) / x, x, 0), ""),
    ],
    ids=["integral", "limit"],
)
def test_bound_symbols_are_not_told_as_assumed(formula, reading):
    assert equivalence(formula, formula).reading == reading
