"""What facts on symbols and parts say together, and what they do not."""

import pytest
import sympy
from sympy import Abs, cosh, exp, sin, sqrt, tanh

from checker.symbolic.domains.domain import Domain, range_of
from checker.symbolic.domains.facts import Facts
from checker.symbolic.expressions.store import Expressions
from checker.symbolic.reading.inputs import as_plain
from checker.symbolic.reading.reader import Reader

x, y, p, q, z = sympy.symbols("x y p q z")
DOMAIN = {"p": "positive", "q": "positive", "z": "complex"}


def implied(formula, where=()):
    store = Expressions()
    reader = Reader(store)
    constraints = tuple(reader.read(as_plain(c)) for c in where)
    domain = Domain(store, {name: range_of(word) for name, word in DOMAIN.items()}, constraints)
    return Facts(store, domain, {}).implied(reader.read(as_plain(formula)))


SIGNS = {
    "product as an unknown": (x * y - 1, [x * y > 2], 1),
    "not far enough": (x * y - 3, [x * y > 2], None),
    "square": (x**2 + 1, [], 1),
    "square may vanish": (x**2, [], None),
    "two squares": (-(x**2) - y**2 - 1, [], -1),
    "square of a complex number": (z**2 + 1, [], None),
    "product of positive numbers": (p * q + 1, [], 1),
    "root": (sqrt(p) + 2, [], 1),
    "root of what may be negative": (sqrt(x) + 1, [], None),
    "exponential": (exp(x) + 1, [], 1),
    "complex exponential": (exp(z) + 1, [], None),
    "sine": (sin(x) - 2, [], -1),
    "sine at its end": (sin(x) - 1, [], None),
    "complex sine": (sin(z) - 2, [], None),
    "tanh": (tanh(x) + 2, [], 1),
    "cosh": (2 * cosh(x) - 1, [], 1),
    "abs": (Abs(x) + 1, [], 1),
    "times a positive number": (p * x - p * y, [x > y], 1),
    "times a number of any sign": (z * x - z * y, [x > y], None),
    "odd power": (x**3 + 1, [], None),
    "even root of a square": (p * x**2 + 1, [], 1),
    "negative factor": (1 - p * x**2, [], None),
}


@pytest.mark.parametrize(("formula", "where", "sign"), SIGNS.values(), ids=SIGNS)
def test_sign_is_implied_by_what_parts_are(formula, where, sign):
    assert implied(formula, where) == sign
