"""What SymPy's symbols say of themselves, and that it counts wherever they stand."""

import pytest
import sympy
from sympy import Abs, Integer, Matrix, Symbol, cos, floor, log, pi, sqrt

from checker.symbolic.domains.domain import WORDS
from checker.symbolic.equivalence import equivalence
from checker.symbolic.reading.assumptions import assumptions

a, b = sympy.symbols("a b", positive=True)
even, odd = Symbol("e", even=True), Symbol("o", odd=True)
z = Symbol("z", imaginary=True)
apart, joined = log(a * b, evaluate=False), log(a) + log(b)

RANGES = {
    "real": {"real": True},
    "positive": {"positive": True},
    "nonnegative": {"nonnegative": True},
    "negative": {"extended_negative": True},
    "nonpositive": {"nonpositive": True},
    "nonzero": {"real": True, "nonzero": True},
    "integer": {"integer": True},
    "positive integer": {"integer": True, "positive": True},
    "nonnegative integer": {"integer": True, "nonnegative": True},
    "negative integer": {"integer": True, "negative": True},
    "nonpositive integer": {"integer": True, "nonpositive": True},
    "nonzero integer": {"integer": True, "nonzero": True},
    "complex": {"complex": True},
}


@pytest.mark.parametrize("word", RANGES)
def test_facts_of_a_symbol_are_a_range(word):
    assert assumptions(Symbol("x", **RANGES[word])).ranges == {"x": WORDS[word]}


def test_symbol_that_says_nothing_has_no_range():
    assert assumptions(Symbol("x")).ranges == {}
    assert assumptions(a, given={"a": "real"}).ranges == {}


@pytest.mark.parametrize(
    ("got", "want"),
    [
        ([apart], [joined]),
        ((1, apart), (1, joined)),
        ({"k": [apart]}, {"k": [joined]}),
        ({apart}, {joined}),
        (Matrix([apart]), Matrix([joined])),
        (sympy.Tuple(apart), sympy.Tuple(joined)),
    ],
    ids=["list", "tuple", "dict", "set", "matrix", "SymPy's tuple"],
)
def test_assumptions_count_in_values_with_entries(got, want):
    assert equivalence(got, want).verdict == "equal"


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (cos(pi * even, evaluate=False), Integer(1)),
        (cos(pi * odd, evaluate=False), Integer(-1)),
        (floor(odd / 2), (odd - 1) / 2),
        (z**2, -(Abs(z) ** 2)),
        (sqrt(Symbol("q", nonpositive=True) ** 2), -Symbol("q", nonpositive=True)),
        (Symbol("q", zero=True) + a, a),
        (Abs(Symbol("q", even=True, negative=True), evaluate=False), -Symbol("q", even=True, negative=True)),
    ],
    ids=["even", "odd", "half of an odd one", "imaginary", "nonpositive", "zero", "even and negative"],
)
def test_facts_beyond_a_range_count(got, want):
    assert equivalence(got, want).verdict == "equal"


def test_even_symbols_are_told_by_their_halves():
    assert equivalence(even, even + 2).reading == "e/2 integer"
    assert equivalence(cos(pi * even / 2), Integer(1)).counterexample.point == {"e/2": 1}


def test_difference_that_an_assumption_may_exclude_is_undecided():
    p = Symbol("p", prime=True)
    result = equivalence(sympy.Mod(p, 4, evaluate=False), p)

    assert result.verdict == "undecided"
    assert (
        result.reason
        == "differs where nothing is assumed, but p is prime, which the checker does not know to use"
    )
    assert equivalence((p + 1) ** 2, p**2 + 2 * p + 1).verdict == "equal"


def test_symbols_that_do_not_commute_are_not_compared():
    P, Q = sympy.symbols("P Q", commutative=False)
    result = equivalence(P * Q, Q * P)

    assert result.verdict == "undecided"
    assert result.reason == "has symbols that do not commute, or are infinite: P, Q"


def test_even_symbol_that_a_sum_binds_is_undecided():
    result = equivalence(even + sympy.Sum(even, (even, 1, a)), a)

    assert (result.verdict, result.reason) == (
        "undecided",
        "binds e, which is assumed to be more than an integer",
    )
