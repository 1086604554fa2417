"""Equations between symbols: what they say of one, and what must not be made of them."""

import pytest
import sympy
from sympy import Abs, Eq, Max, Rational, exp, log, sqrt

from checker.symbolic.equivalence import equivalence

a, b, c, d, p, q, r, x, y, z, w, t, n, k = sympy.symbols("a b c d p q r x y z w t n k")
DOMAIN = {"p": "unit interval", "q": "unit interval", "r": "unit interval", "n": "integer", "k": "integer"}


def compared(got, want, where, **domain):
    return equivalence(got, want, {**DOMAIN, **domain}, where=where, use_sympy=False)


EQUAL = {
    "sum": (p + q, 1, Eq(p + q, 1)),
    "squares": (p**2 + q**2, 1 - 2 * p * q, Eq(p + q, 1)),
    "entropy": (
        -p * log(p / r) - q * log(q / r) - log(r),
        -p * log(p) - q * log(q) - r * log(r),
        Eq(p + q + r, 1),
    ),
    "log odds": (log(p / (1 - p)), z, Eq(z, log(p / (1 - p)))),
    "sigmoid": (p * (1 - p), exp(z) / (1 + exp(z)) ** 2, Eq(p, 1 / (1 + exp(-z)))),
    "two logarithms": (a * b, 1, Eq(log(a), -log(b)), {"a": "positive", "b": "positive"}),
    "normal equation": (x * y / (x**2 + t), w, [Eq(w * (x**2 + t) - x * y, 0), t > 0]),
    "unit vectors": (
        2 - 2 * (a * c + b * d),
        (a - c) ** 2 + (b - d) ** 2,
        [Eq(a**2 + b**2, 1), Eq(c**2 + d**2, 1)],
    ),
    "square": (x**4, 4, Eq(x**2, 2)),
    "quadratic": (x**3, 2 * x + 1, Eq(x**2, x + 1)),
    "equal squares": (Abs(x), Abs(y), Eq(x**2, y**2)),
    "root": (x, y**2, Eq(sqrt(x), y)),
    "chain": (x + z, 4, [Eq(x, 2 * y), Eq(y, 1), Eq(z, y + 1)]),
    "whole": (n, 2 * k, Eq(n, 2 * k)),
    "range of what is gone": (Abs(1 - p - q), 1 - p - q, Eq(p + q + r, 1)),
    "tanh": ((1 + y) / (1 - y), exp(2 * x), Eq(sympy.tanh(x), y)),
}
DIFFERENT = {
    "opposite": (-z, z, Eq(z, log(p / (1 - p)))),
    "twice": (2 * z, z, Eq(z, log(p / (1 - p)))),
    "other probability": (p, 1 - p, Eq(z, log(p / (1 - p)))),
    "opposite of a sigmoid": (-z, z, Eq(p, 1 / (1 + exp(-z)))),
    "two logarithms": (a, b, Eq(log(a), -log(b)), {"a": "positive", "b": "positive"}),
    "one of two roots": (x, y, Eq(x**2, y**2)),
    "a slope that vanishes": (x, y, Eq(x * y, y**2)),
    "a factor that vanishes": (x, 0, Eq(x * y, 0)),
    "root of a square": (sqrt(x**2), y, Eq(x, y)),
    "a root is not negative": (Max(y, 1), y, Eq(sqrt(x), y)),
    "bound that follows": (Max(p, Rational(1, 2)), p, Eq(p + q, 1)),
}


@pytest.mark.parametrize("row", EQUAL.values(), ids=EQUAL)
def test_equations_are_used_in_proofs(row):
    result = compared(*row[:3], **(row[3] if len(row) > 3 else {}))

    assert (result.verdict, result.decided_by in ("proof", "structure")) == ("equal", True)


@pytest.mark.parametrize("row", DIFFERENT.values(), ids=DIFFERENT)
def test_points_that_satisfy_an_equation_are_found(row):
    result = compared(*row[:3], **(row[3] if len(row) > 3 else {}))

    assert (result.verdict, result.decided_by) == ("different", "point")


def test_point_has_the_value_of_the_symbol_that_is_gone():
    found = compared(x + y, 2 * y, Eq(x, 3 * y)).counterexample

    assert found.point["x"] == 3 * found.point["y"] != 0


def test_bounds_of_a_symbol_that_is_gone_are_kept():
    """p = 1 - q - r is positive, so q + r is below 1."""
    assert compared(Max(q + r, 1), 1, Eq(p + q + r, 1)).decided_by == "proof"
    assert compared(Max(q + r, Rational(1, 2)), Rational(1, 2), Eq(p + q + r, 1)).verdict == "different"


def test_symbol_that_the_constant_may_contain_is_not_put_in():
    """z and p go together: the constant may contain both, or the difference is one in each."""
    given = {"domain": {"p": "unit interval", "z": "real"}, "where": Eq(z, log(p / (1 - p))), "use_sympy": False}

    assert equivalence(z + 1, log(p / (1 - p)), mode="up to a constant", **given).verdict == "equal"
    assert equivalence(2 * z, log(p / (1 - p)), mode="up to a constant", **given).verdict == "different"


@pytest.mark.parametrize(
    "where", [[x > 0, x < 0], [x > 1, x < 0], [x * y > 1, x * y < 0], [x**2 + y**2 < 0]], ids=str
)
def test_conditions_that_contradict_each_other_leave_nothing_to_compare(where):
    result = compared(Abs(x), x, where)

    assert (result.verdict, result.reason) == (
        "undecided",
        "cannot be compared: no numbers satisfy the conditions on the symbols",
    )


def test_copy_of_a_symbol_has_a_name_of_its_own():
    other = sympy.Symbol("x'")

    result = equivalence(
        x * Abs(other), x * other, {"x": "positive", "x'": "real"}, "up to a constant", free_of=["x"]
    )

    assert result.verdict == "different"
