"""What is certainly real, and certainly positive, of functions that are only named."""

import pytest
import sympy

from checker.symbolic.derivations.explaining import OPAQUE
from checker.symbolic.derivations.reality import Reality
from checker.symbolic.domains.domain import Domain, range_of
from checker.symbolic.expressions.store import Expressions
from checker.symbolic.reading.inputs import as_plain
from checker.symbolic.reading.reader import Reader

E, L, sigma, tanh, f = (sympy.Function(name) for name in "exp log sigma tanh f".split())
x, a, m, z, r = sympy.symbols("x a m z r")
RANGES = {
    "x": range_of("real"),
    "a": range_of("positive"),
    "m": range_of("negative"),
    "z": range_of("complex"),
    "r": range_of("nonnegative"),
}


def facts(expression):
    """Whether it is certainly real, and certainly positive."""
    store = Expressions()
    reality = Reality(store, Domain(store, RANGES))
    node = Reader(store, dict.fromkeys(OPAQUE), keeps_derivatives=True).read(as_plain(expression))
    return reality.is_real(node), reality.is_positive(node)


POSITIVE = [
    a,
    a + x**2,
    1 + E(x),
    1 / (1 + E(-x)),
    E(x) / (E(x) + E(m)),
    sigma(x),
    1 - sigma(x),
    1 + tanh(x),
    1 - tanh(x),
    a**x,
    sympy.sqrt(a),
    sympy.pi * a,
    sympy.Max(x, a),
    sympy.Piecewise((a, x > 0), (1, True)),
]
REAL = [
    x,
    m,
    x * m,
    x**2,
    x - 1,
    sympy.sqrt(r),
    L(a),
    L(sigma(x)),
    f(x),
    sympy.Abs(x),
    sympy.Max(x, m),
    1 + x,
    -sigma(x),
    2 - sigma(x) * 3,
]
UNKNOWN = [
    z,
    sympy.I,
    L(x),
    L(m),
    sympy.sqrt(x),
    m**a,
    x**a,
    E(z),
    f(z),
    sympy.log(x),
    E(sympy.I * x),
    sympy.asin(x),
]


@pytest.mark.parametrize("expression", POSITIVE, ids=str)
def test_what_is_positive_is_known(expression):
    assert facts(expression) == (True, True)


@pytest.mark.parametrize("expression", REAL, ids=str)
def test_what_is_real_and_may_be_negative_or_zero_is_known(expression):
    assert facts(expression) == (True, False)


@pytest.mark.parametrize("expression", UNKNOWN, ids=str)
def test_what_may_be_complex_is_taken_for_neither(expression):
    assert facts(expression) == (False, False)
