"""Gaps that close: what a formula tends to where it has no value of its own."""

import pytest
import sympy
from sympy import Abs, Eq, Heaviside, Piecewise, Rational, cos, exp, log, sin, sinh, sqrt

from checker.symbolic.equivalence import equivalence

x, y, t, b, n, p, u = sympy.symbols("x y t b n p u")
DOMAIN = {"p": "positive", "n": "positive integer", "u": "nonnegative"}
RIGHT = {
    "sinc": (sin(x) / x, x, 0, 1),
    "sinc by halves": (sin(x / 2) * cos(x / 2) / (x / 2), x, 0, 1),
    "exponential": ((exp(x) - 1) / x, x, 0, 1),
    "second order": ((1 - cos(x)) / x**2, x, 0, Rational(1, 2)),
    "third order": ((x - sin(x)) / x**3, x, 0, Rational(1, 6)),
    "power transform": ((p**t - 1) / t, t, 0, log(p)),
    "geometric": ((1 - b**n) / (1 - b), b, 1, n),
    "in another symbol": ((sinh(x) - sinh(y)) / (x - y), x, y, sympy.cosh(y)),
    "at one": (log(p) / (p - 1), p, 1, 1),
    "two poles that cancel": (1 / x - 1 / sin(x), x, 0, 0),
    "entropy": (u * log(u), u, 0, 0),
    "entropy of a quotient": (u * log(u / p), u, 0, 0),
    "square of what goes": (u**2 * log(u**2), u, 0, 0),
}


def filled(formula, symbol, value, limit):
    return Piecewise((limit, Eq(symbol, value)), (formula, True))


@pytest.mark.parametrize("row", RIGHT.values(), ids=RIGHT)
def test_limit_closes_a_gap(row):
    assert equivalence(row[0], filled(*row), DOMAIN, use_sympy=False).decided_by == "proof"


@pytest.mark.parametrize("row", RIGHT.values(), ids=RIGHT)
def test_another_value_is_not_the_limit(row):
    formula, symbol, value, limit = row

    assert equivalence(formula, filled(formula, symbol, value, limit + 1), DOMAIN).verdict == "different"


@pytest.mark.parametrize(
    "formula",
    [1 / x, sin(1 / x), Abs(x) / x, Heaviside(x, 0) / x, exp(1 / x), log(Abs(x)) * sin(x) / x, sqrt(Abs(x)) / x],
    ids=str,
)
def test_gap_without_a_limit_does_not_close(formula):
    assert equivalence(formula, filled(formula, x, 0, 0), DOMAIN, use_sympy=False).decided_by != "proof"


def test_whole_numbers_tend_to_nothing():
    k = sympy.Symbol("k")
    formula = (k**2 - k) / k

    got = Piecewise((sympy.nan, Eq(k, 0)), (k - 1, True))

    assert equivalence(got, formula, {"k": "integer"}, use_sympy=False).verdict == "equal"
    assert equivalence(sin(k) / k, filled(sin(k) / k, k, 0, 1), {"k": "integer"}).decided_by != "proof"


def test_gap_beside_a_continuous_reference_closes():
    pieces = Piecewise((x, x > 0), (-x, x < 0))

    assert equivalence(pieces, Abs(x), {"x": "real"}, use_sympy=False).decided_by == "proof"
    assert equivalence(pieces, Abs(x), {"x": "integer"}, use_sympy=False).decided_by != "proof"
