"""What a caller may ask for, and that everything else is refused in words."""

import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy
from flint import fmpq
from sympy import Interval, Matrix, Rational, pi

from checker.symbolic.domains.domain import DomainError
from checker.symbolic.equivalence import equivalence
from checker.symbolic.options import domain_of

x, y = sympy.symbols("x y", real=True)

SLIPS = {
    "mode in a list": ({"mode": ["exact"]}, "the mode ['exact'] is not known; it is one of exact,"),
    "no mode": ({"mode": None}, "the mode None is not known"),
    "unknown mode": ({"mode": "exactly"}, "the mode 'exactly' is not known"),
    "form in a list": ({"form": ["expanded"]}, "the form ['expanded'] is not known; it is one of expanded,"),
    "domain is a word": (
        {"domain": "real"},
        "`domain` says what each symbol stands for, such as {'x': 'positive'}; got 'real'",
    ),
    "domain is a list": ({"domain": ["x"]}, "`domain` says what each symbol stands for"),
    "domain of a number": (
        {"domain": {3: "real"}},
        "`domain` has names of symbols, or symbols, as its keys; got 3",
    ),
    "free of a number": ({"free_of": 3}, "`free_of` takes names such as 'x', or symbols; got 3"),
    "only nothing": ({"only": [None]}, "`only` takes names such as 'x', or symbols; got None"),
    "functions in a list": (
        {"functions": [1]},
        "`functions` has a function of (store, argument), or None, for each name; got [1]",
    ),
    "function is a text": (
        {"functions": {"g": "x"}},
        "`functions` has a function of (store, argument), or None, for",
    ),
    "where is bytes": (
        {"where": b"1"},
        "`where` takes relations between symbols, such as 'x > 0' or [x > 0, x < y]; got b'1'",
    ),
    "where is a dict": ({"where": {"x": 1}}, "`where` takes relations"),
    "where is nested": ({"where": [[x > 0]]}, "`where` takes relations"),
    "where is a number": ({"where": 3}, "`where` takes relations"),
    "where is a symbol": ({"where": x}, "`where` takes relations"),
    "where is a name": ({"where": "foo"}, "`where` takes relations"),
    "where is a class": ({"where": sympy.Symbol}, "`where` takes relations"),
}


@pytest.mark.parametrize(("options", "words"), SLIPS.values(), ids=SLIPS)
def test_what_is_not_understood_is_refused_in_words(options, words):
    with pytest.raises(ValueError, match=f"^{re.escape(words)}"):
        equivalence(x, x, **options)


def test_symbols_serve_as_names():
    assert equivalence(x + y, x, mode="up to a constant", free_of=x).verdict == "equal"
    assert equivalence(x + y, x, mode="up to a constant", free_of={x, "y"}).verdict == "different"
    assert equivalence(sympy.sin(x) * pi, pi * sympy.sin(x), only=[sympy.sin, x, pi]).verdict == "equal"


@pytest.mark.parametrize(
    "where", [x > 0, "x > 0", [x > 0], (x > 0, None), {x > 0}, sympy.And(x > 0, x < 3)], ids=str
)
def test_relations_come_alone_or_several_together(where):
    assert equivalence(abs(x), x, where=where).verdict == "equal"


@pytest.mark.parametrize("given", ["(oo, -oo)", "(oo, 1)", "[-oo, oo]", "[0, oo]", "[0, oo + 1)"])
def test_intervals_to_nowhere_are_refused(given):
    with pytest.raises(DomainError):
        equivalence(x, x, {"x": given})


@pytest.mark.parametrize("given", ["[0, pi]", Interval(0, pi), [0, pi]], ids=str)
def test_bounds_need_not_be_rational(given):
    assert equivalence(abs(sympy.sin(x)), sympy.sin(x), {"x": given}).verdict == "equal"
    assert equivalence(abs(sympy.sin(x)), sympy.sin(x), {"x": "[0, 3*pi/2]"}).verdict == "different"


def test_bounds_that_are_not_rational_are_relations_too():
    ranges, relations = domain_of({"x": "(0, sqrt(2))"})

    assert ranges["x"].word == "in (0, sqrt(2))"
    assert fmpq(2) < ranges["x"].high ** 2 < fmpq(2) + fmpq(1, 10**6)
    assert [relation.head for relation in relations] == ["StrictLessThan"]


SAME = {
    "whole number": (np.int64(3), 3),
    "single precision": (np.float32(0.5), 0.5),
    "complex number": (np.complex128(1j), sympy.I),
    "truth value": (np.bool_(True), True),
    "array without axes": (np.array(3.0), 3),
    "decimal": (Decimal("0.1"), Rational(1, 10)),
    "fraction": (Fraction(1, 3), Rational(1, 3)),
    "vector": (np.array([1, 2]), [1, 2]),
    "matrix": (np.array([[1, 2], [3, 4]]), Matrix([[1, 2], [3, 4]])),
    "formulas": (np.array([x, 2 * x]), [x, x + x]),
    "itself": (np.array([1.0, 2.0]), np.array([1.0, 2.0])),
}


@pytest.mark.parametrize(("got", "want"), SAME.values(), ids=SAME)
def test_numbers_and_arrays_of_python_and_numpy_are_what_they_say(got, want):
    assert equivalence(got, want).verdict == "equal"
    assert equivalence(want, got).verdict == "equal"


def test_class_is_no_formula():
    result = equivalence(sympy.Symbol, x)

    assert (result.verdict, result.reason) == ("different", "is an object of type type, should be a formula")


def test_long_names_are_told_apart():
    long = "x" * 100

    assert equivalence(sympy.Symbol(f"{long}1"), sympy.Symbol(f"{long}2")).verdict == "different"
    assert equivalence(abs(sympy.Symbol(long)), sympy.Symbol(long), {long: "positive"}).verdict == "equal"
