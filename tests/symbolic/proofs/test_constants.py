"""Root separation: zero is proved, and what is nearly zero is not."""

import pytest
import sympy
from sympy import Rational, cbrt, cos, pi, root, sqrt

from checker.symbolic.expressions.store import Expressions
from checker.symbolic.proofs.constants import vanishes
from checker.symbolic.reading.inputs import as_plain
from checker.symbolic.reading.reader import Reader

GOLDEN = (1 + sqrt(5)) / 2

ZEROS = {
    "denested": sqrt(5 + 2 * sqrt(6)) - sqrt(2) - sqrt(3),
    "cube root": cbrt(2 + sqrt(5)) - GOLDEN,
    "golden": GOLDEN**2 - GOLDEN - 1,
    "quotients": 1 / (sqrt(3) - sqrt(2)) - sqrt(3) - sqrt(2),
    "negative powers": (1 + sqrt(2)) ** -3 - (sqrt(2) - 1) ** 3,
    "ramanujan": cbrt(cbrt(2) - 1) - cbrt(Rational(1, 9)) + cbrt(Rational(2, 9)) - cbrt(Rational(4, 9)),
    "complex": sqrt(sympy.I) - (1 + sympy.I) / sqrt(2),
    "shanks": sqrt(5) + sqrt(22 + 2 * sqrt(5)) - sqrt(11 + 2 * sqrt(29))
    - sqrt(16 - 2 * sqrt(29) + 2 * sqrt(55 - 10 * sqrt(29))),
}  # fmt: skip
UNIT = sympy.expand(
    sympy.expand((sqrt(2) - 1) ** 78) * sympy.expand((2 - sqrt(3)) ** 54) * sympy.expand((5 - 2 * sqrt(6)) ** 30)
)
"""a sum of roots with coefficients near 2**100 that is near 2**-300, as its conjugates are near 2**100"""
NEARLY = {
    "unit": UNIT,
    "1e-30": sqrt(2) * (1 + Rational(1, 10**30)) - sqrt(2),
    "1e-400": sqrt(2) * (1 + Rational(1, 10**400)) - sqrt(2),
    "close roots": sqrt(10**30 + 1) - 10**15,
    "pisot": (1 + sqrt(2)) ** 60 - sympy.floor((1 + sqrt(2)) ** 60) - 1,
    "pisot, small": (sqrt(2) - 1) ** 100,
    "graham": sqrt(10) + sqrt(11) + sqrt(5) + sqrt(18) - sqrt(4) - sqrt(12) - sqrt(6) - sqrt(19),
    "branch": cbrt(sympy.Integer(-8)) + 2,
    "square roots of ten": sum(sqrt(k) for k in (2, 6, 7))
    - sum(sqrt(k) for k in (3, 5))
    - Rational(25571, 10**4),
}


def proved_zero(formula):
    store = Expressions()
    return vanishes(store, Reader(store).read(as_plain(formula)))


@pytest.mark.parametrize("formula", ZEROS.values(), ids=ZEROS)
def test_zero_is_proved(formula):
    assert proved_zero(formula)


@pytest.mark.parametrize("formula", NEARLY.values(), ids=NEARLY)
def test_what_is_nearly_zero_is_not_zero(formula):
    assert not proved_zero(formula)


@pytest.mark.parametrize(
    "formula", [sympy.pi, sympy.exp(1) - sympy.E + sympy.log(2), sympy.Symbol("x"), sympy.sin(1)], ids=str
)
def test_nothing_is_claimed_of_what_is_not_algebraic(formula):
    assert not proved_zero(formula)


def test_nothing_is_claimed_of_a_field_of_high_degree():
    assert not proved_zero(root(2, 101) * root(3, 103) - root(5, 107))


@pytest.mark.parametrize("numerator", range(1, 7))
def test_values_of_cosine_are_told_apart(numerator):
    angle = cos(Rational(numerator, 7) * pi)

    assert proved_zero(2 * angle**2 - 1 - cos(Rational(2 * numerator, 7) * pi))
    assert not proved_zero(2 * angle**2 - 1 - cos(Rational(2 * numerator + 1, 7) * pi))
