"""What is proved to be equal, and what must never be."""

import pytest
import sympy
from sympy import (
    Abs,
    Eq,
    I,
    Max,
    Min,
    Piecewise,
    Rational,
    acos,
    asin,
    atan,
    ceiling,
    erf,
    exp,
    floor,
    log,
    pi,
    sign,
    sqrt,
    tan,
    tanh,
)

from checker.symbolic.domains.domain import Domain, range_of
from checker.symbolic.expressions.store import Expressions
from checker.symbolic.proofs.prover import prove_equal
from checker.symbolic.reading.inputs import as_plain
from checker.symbolic.reading.reader import Reader

x, y, p, q, z, n, k, u = sympy.symbols("x y p q z n k u")
DOMAIN = {
    "p": "positive", "q": "positive", "z": "complex", "n": "integer", "k": "positive integer", "u": "(-1, 1)",
}  # fmt: skip


def proved(got, want, where=None, suspects=None, **domain):
    store = Expressions()
    reader = Reader(store)
    sides = [reader.read(as_plain(side)) for side in (got, want)]
    if where is None:
        constraints = ()
    else:
        constraints = tuple(reader.read(as_plain(c)) for c in (where if isinstance(where, list) else [where]))
    ranges = {name: range_of(word) for name, word in {**DOMAIN, **domain}.items()}
    return prove_equal(store, *sides, Domain(store, ranges, constraints), suspects)


PROVED = {
    # case by case
    "abs of a product": (Abs(x * y), Abs(x) * Abs(y)),
    "root of a square": (sqrt(x**2), Abs(x)),
    "maximum by abs": (Max(x, y), (x + y + Abs(x - y)) / 2),
    "maximum and minimum": (Max(x, y) + Min(x, y), x + y),
    "maximum of three": (Max(x, y, p), Max(Max(p, x), y)),
    "relu": (Max(0, x) - Max(0, -x), x),
    "huber": (Piecewise((x**2 / 2, Abs(x) <= 1), (Abs(x) - Rational(1, 2), True)),
              Min(Abs(x), 1) * (Abs(x) - Min(Abs(x), 1) / 2)),
    "sign by cases": (sign(x) * Abs(x), x),
    "cases turned round": (Piecewise((1, x > 0), (0, True)), 1 - Piecewise((1, x <= 0), (0, True))),
    "softplus": (log(1 + exp(x)), Max(x, 0) + log(1 + exp(-Abs(x)))),
    "log-sum-exp": (log(exp(x) + exp(y)), Max(x, y) + log(1 + exp(-Abs(x - y)))),
    "abs of a complex product": (Abs(I * x), Abs(x)),
    # roots and logarithms, with signs known
    "logarithm of a quotient": (log(p / q), log(p) - log(q)),
    "roots of negative numbers": (sqrt(-p), I * sqrt(p)),
    "logarithm of a negative number": (log(-p), log(p) + I * pi),
    "cosh as a logarithm": (log(sympy.cosh(x)), Abs(x) + log(1 + exp(-2 * Abs(x))) - log(2)),
    # by derivatives
    "arctangents": (atan(p) + atan(1 / p), pi / 2),
    "arctangent of a quotient": (atan((1 + u) / (1 - u)), atan(u) + pi / 4),
    "arcsine by arctangent": (asin(u), atan(u / sqrt(1 - u**2))),
    "double arccosine": (2 * acos(p), acos(2 * p**2 - 1), {"p": "(0, 1)"}),
    "odd error function": (erf(x) + erf(-x), 0),
    "arccosine of a root": (acos(sqrt(1 - p)), asin(sqrt(p)), {"p": "(0, 1)"}),
    "half an arccosine": (acos(1 - 2 * p) / 2, asin(sqrt(p)), {"p": "(0, 1)"}),
    "angle of a point": (sympy.atan2(sqrt(p), sqrt(1 - p)), asin(sqrt(p)), {"p": "(0, 1)"}),
    "angle of a point on the left": (sympy.atan2(1, -x) / pi, Rational(1, 2) + atan(x) / pi),
    "arccotangent": (pi / 2 - atan(p), sympy.acot(p)),
    "arccosine with a sign": (sign(x) * acos(1 / sqrt(1 + x**2)), atan(x)),
    "half an angle": (2 * atan(sqrt((1 - u) / (1 + u))), acos(u)),
    "up to the ends": (2 * asin(p), acos(1 - 2 * p**2), {"p": "[0, 1]"}),
    "half an artanh": (2 * sympy.atanh(u / (1 + sqrt(1 - u**2))), sympy.atanh(u)),
    "sum of arctangents": (atan(x) + atan(y), atan((x + y) / (1 - x * y)), {"x": "(-1, 1)", "y": "(-1, 1)"}),
    # parts as unknowns
    "step sizes": (Max(1 - x * p, x * p - 1, 1 - x * q, x * q - 1), Max(Abs(1 - x * p), Abs(1 - x * q))),
    "projection": (p * x / Max(p, sqrt(x**2 + y**2)), x / Max(1, sqrt(x**2 + y**2) / p)),
    "below one": (Abs(1 - x * y), 1 - x * y, {"x": "(-1, 1)", "y": "(-1, 1)"}),
    "sine below two": (Max(sympy.sin(x), 2), 2),
    "maximum of sine and cosine": (
        Max(sympy.sin(x), sympy.cos(x)),
        (sympy.sin(x) + sympy.cos(x) + Abs(sympy.sin(x) - sympy.cos(x))) / 2,
    ),
    "sign of a sine": (sign(sympy.sin(x)) * Abs(sympy.sin(x)), sympy.sin(x)),
    "parts of a tangent": (Max(tan(x), 0) - Max(-tan(x), 0), tan(x)),
    # inequalities
    "variance": (Max((x**2 + y**2) / 2 - ((x + y) / 2) ** 2, 0), (x**2 + y**2) / 2 - ((x + y) / 2) ** 2),
    "quadratic mean": (Min((p + q) / 2, sqrt((p**2 + q**2) / 2)), (p + q) / 2),
    "exponential above its tangent": (Max(exp(x), 1 + x), exp(x)),
    "softplus above relu": (Max(log(1 + exp(x)), x, 0), log(1 + exp(x))),
    "entropy of two": (Min(-p * log(p) - (1 - p) * log(1 - p), log(2)), -p * log(p) - (1 - p) * log(1 - p),
                       {"p": "(0, 1)"}),
    "entropy is positive": (Abs(p * log(p) + (1 - p) * log(1 - p)), -p * log(p) - (1 - p) * log(1 - p),
                            {"p": "(0, 1)"}),
    "divergence is not negative": (
        Max(0, p * log(p / q) + (1 - p) * log((1 - p) / (1 - q))),
        p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)),
        {"p": "(0, 1)", "q": "(0, 1)"}),
    # logarithms in exponents
    "quarter of a logarithm": (tanh(log(p) / 4), (sqrt(p) - 1) / (sqrt(p) + 1)),
    "half of a logarithm": (1 / sympy.cosh(log(p / q) / 2), 2 * sqrt(p * q) / (p + q)),
    # constants
    "arcsines of three, four, five": (asin(Rational(3, 5)) + asin(Rational(4, 5)), pi / 2),
    "machin": (16 * atan(Rational(1, 5)) - 4 * atan(Rational(1, 239)), pi),
    "logarithms of numbers": (log(12), 2 * log(2) + log(3)),
    "golden": (2 * sympy.cos(pi / 5), (1 + sqrt(5)) / 2),
    "nested radicals": (sqrt(5 + 2 * sqrt(6)), sqrt(2) + sqrt(3)),
    # whole numbers
    "ceiling by floor": (ceiling(n / 2), floor((n + 1) / 2)),
    "two halves": (floor(n / 2) + ceiling(n / 2), n),
    "parity": ((1 + (-1) ** n) / 2, 1 - sympy.Mod(n, 2)),
    "sine of whole turns": (sympy.sin(n * pi), 0),
    "binomial": (sympy.binomial(k, 2), k * (k - 1) / 2),
    # conditions
    "squares in order": (Piecewise((1, p**2 < q**2), (0, True)), Piecewise((1, p < q), (0, True))),
    "equal squares": (Piecewise((1, Eq(x**2, 0)), (0, True)), Piecewise((1, Eq(x, 0)), (0, True))),
    # complex
    "square of i": ((x + I * y) * (x - I * y), x**2 + y**2),
    "euler": (exp(I * x), sympy.cos(x) + I * sympy.sin(x)),
    "complex sine": (sympy.sin(2 * z), 2 * sympy.sin(z) * sympy.cos(z)),
}  # fmt: skip
SMALL = Rational(1, 10**50)
UNPROVED = {
    "root of a square": (sqrt(x**2), x),
    "root of a complex square": (sqrt(z**2), z),
    "half the line": (Max(x, -(10**9)), x),
    "one point": (Piecewise((1, Eq(x, 0)), (0, True)), 0),
    "one irrational point": (Piecewise((1, Eq(x**2, 2)), (0, True)), 0),
    "one point of the plane": (Piecewise((1, sympy.And(Eq(x, 3), Eq(y, 5))), (0, True)), 0),
    "strictness": (Piecewise((1, x < 0), (0, True)), Piecewise((1, x <= 0), (0, True))),
    "end of the domain": (Piecewise((1, u < 1), (0, True)), 0),
    "closed end": (Piecewise((1, p < 1), (0, True)), 1, {"p": "[0, 1]"}),
    "step at zero": (sympy.Heaviside(x, 0), sympy.Heaviside(x, 1)),
    "tiny": (x + SMALL, x),
    "tiny factor": (exp(x) * (1 + SMALL), exp(x)),
    "tiny in a case": (Abs(x) + SMALL * Max(0, x - 10**9), Abs(x)),
    "logarithm of an exponential": (log(exp(z)), z),
    "logarithm of a product": (log(x * y), log(x) + log(y)),
    "root of a product": (sqrt(x * y), sqrt(x) * sqrt(y)),
    "power of a power": ((x**2) ** Rational(1, 4), sqrt(x)),
    "complex power of a power": ((exp(z)) ** Rational(1, 2), exp(z / 2)),
    "arctangents of both signs": (atan(x) + atan(1 / x), pi / 2),
    "arctangent of a quotient": (atan((1 + x) / (1 - x)), atan(x) + pi / 4),
    "arctangent of a sum": (atan(x) + atan(y), atan((x + y) / (1 - x * y))),
    "arcsine of a sine": (asin(sympy.sin(x)), x),
    "double arcsine": (2 * asin(u), asin(2 * u * sqrt(1 - u**2))),
    "double arccosine": (2 * acos(u), acos(2 * u**2 - 1)),
    "arctangent of a tangent": (atan(tan(x)), x),
    "arccosine of both signs": (2 * asin(u), acos(1 - 2 * u**2)),
    "arccosine without a sign": (acos(1 / sqrt(1 + x**2)), atan(x)),
    "angle on both sides": (sympy.atan2(y, x), atan(y / x)),
    "sum of arctangents beyond one": (atan(x) + atan(y), atan((x + y) / (1 - x * y)),
                                      {"x": "(-2, 1)", "y": "(-2, 1)"}),
    "beyond one": (Abs(1 - x * y), 1 - x * y, {"x": "(-2, 1)", "y": "(-1, 1)"}),
    "above the tangent": (Max(exp(x), 1 + x + x**2 / 100), exp(x)),
    "above another tangent": (Max(exp(x), 1 + 2 * x), exp(x)),
    "tangent from below, complex": (Abs(exp(z) - 1 - z), exp(z) - 1 - z),
    "entropy with a lower bound": (Min(-p * log(p) - (1 - p) * log(1 - p), log(2) - SMALL),
                                   -p * log(p) - (1 - p) * log(1 - p), {"p": "(0, 1)"}),
    "divergence beyond one": (Max(0, p * log(p / q)), p * log(p / q)),
    "sign of a squared sine": (sign(sympy.sin(x)) ** 2, 1),
    "sine of either sign": (Abs(sympy.sin(x)), sympy.sin(x)),
    "complex sine": (Abs(sympy.sin(z)) * Abs(sympy.sin(z)), sympy.sin(z) ** 2),
    "sign of a square written out": (sign(x**4 - 4 * x**2 + 4), 1),
    "square written out is positive": (Piecewise((1, x**4 - 4 * x**2 + 4 > 0), (0, True)), 1),
    "sides of a pole written out": (atan((x - 1) / (x**2 - 2 * x + 1)) + atan(x - 1), pi / 2),
    "sides of a pole": (atan(1 / (x - 1)) + atan(x - 1), pi / 2),
    "logarithm on both sides of a pole": (log(x**2 - 2 * x + 1) / 2, log(x - 1)),
    "square that may vanish": (sign((x - y) ** 2), 1),
    "softplus above more": (Max(log(1 + exp(x)), x + SMALL), log(1 + exp(x))),
    "derivatives alone": (atan(x), atan(x) + 1),
    "derivatives in pieces": (sign(x) + 1, 2),
    "floor of a sum": (floor(x + y), floor(x) + floor(y)),
    "floor of a half": (floor(n / 2), n / 2),
    "ceiling by floor": (ceiling(x), floor(x) + 1),
    "parity": ((-1) ** n, 1),
    "sine": (sympy.sin(x * pi), 0),
    "near pi": (16 * atan(Rational(1, 5)) - 4 * atan(Rational(1, 240)), pi),
    "near integer": (exp(pi * sqrt(163)), sympy.Integer(262537412640768744)),
    "near one": (tanh(x), sign(x)),
    "fermat": (sympy.Integer(1782) ** 12 + sympy.Integer(1841) ** 12, sympy.Integer(1922) ** 12),
    "opaque": (sympy.Function("f")(x), sympy.Function("f")(y)),
    "opaque and linear": (sympy.Function("f")(2 * x), 2 * sympy.Function("f")(x)),
    "abs of a complex number": (Abs(z) ** 2, z**2),
    "real part": (sympy.re(z), z),
    "nowhere the same": (x, x + 1),
}  # fmt: skip


def claim(row):
    got, want, *domain = row
    return (got, want), *(domain or [{}])


@pytest.mark.parametrize("row", PROVED.values(), ids=PROVED)
def test_equality_is_proved(row):
    sides, domain = claim(row)

    assert proved(*sides, **domain)


@pytest.mark.parametrize("row", UNPROVED.values(), ids=UNPROVED)
def test_what_is_not_equal_everywhere_is_not_proved(row):
    (got, want), domain = claim(row)

    assert not proved(got, want, **domain)
    assert not proved(want, got, **domain)


@pytest.mark.parametrize("row", PROVED.values(), ids=PROVED)
def test_proved_equality_with_a_slip_is_not_proved(row):
    (got, want), domain = claim(row)

    assert not proved(got, want + SMALL, **domain)


def test_nobody_is_bound_where_the_reference_is_undefined():
    assert proved(x, Piecewise((x, x > 0)))
    assert proved(Piecewise((5, Eq(x, 0)), (sympy.sin(x) / x, True)), sympy.sin(x) / x)
    assert not proved(Piecewise((x, x > 0)), x)


HIDDEN = {
    "circle": (x / sqrt(x**2 + y**2), Piecewise((0, Eq(x, 0) & Eq(y, 0)), (x / sqrt(x**2 + y**2), True))),
    "saddle": (x * y / (x**2 + y**2), Piecewise((0, Eq(x, 0) & Eq(y, 0)), (x * y / (x**2 + y**2), True))),
    "overlap": (
        2 * x * y / (x**2 + y**2),
        Piecewise((0, Eq(x**2 + y**2, 0)), (2 * x * y / (x**2 + y**2), True)),
        {"x": "nonnegative", "y": "nonnegative"},
    ),
    "sign of a sum": (sign(x + y**2), sympy.Integer(1), {"x": "nonnegative"}),
    "power of zero": (sympy.Integer(0) ** (x + y**2), sympy.Integer(0), {"x": "nonnegative"}),
    "whole numbers": (sign(k + n**2), sympy.Integer(1), {"k": "nonnegative integer"}),
    "unit square": (sign(x * y + p**2), sympy.Integer(1), dict.fromkeys("xyp", "[0, 1]")),
}


@pytest.mark.parametrize("row", HIDDEN.values(), ids=HIDDEN)
def test_common_zero_of_several_parts_is_not_lost(row):
    """At x = 0 alone x/(x**2 + y**2) is 0/y**2, which is 0 but at one point."""
    (got, want), domain = (row[:2], row[2] if len(row) > 2 else {})

    assert not proved(got, want, **domain)


CONSTRAINED = {
    "product below one": (Abs(1 - p * q), 1 - p * q, p * q < 1, True),
    "product below two": (Abs(1 - p * q), 1 - p * q, p * q < 2, False),
    "in order": (Max(x, y), y, x < y, True),
    "in order, or equal": (Max(x, y), y, x <= y, True),
    "out of order": (Max(x, y), x, x < y, False),
    "chain": (Max(x, y, z), z, [x < y, y < z], True),
    "three values": (n * (n - 1) * (n - 2), 0, sympy.And(n > -1, n < 3), True),
    "four values": (n * (n - 1) * (n - 2), 0, sympy.And(n > -1, n < 4), False),
    "simplex": (Abs(1 - p - q), 1 - p - q, p + q < 1, True),
    "a line": (Max(x, y), x + y * 0, [x <= y, y <= x], True),
    "a line, and another value": (Max(x, y), x + 1, [x <= y, y <= x], False),
    "a point": (Abs(x), 5 + x * 0, [x <= 0, x >= 0], False),
}


@pytest.mark.parametrize(("got", "want", "where", "is_equal"), CONSTRAINED.values(), ids=CONSTRAINED)
def test_constraints_rule_cases_out(got, want, where, is_equal):
    assert proved(got, want, where, z="real") is is_equal


def test_failed_case_is_suspected():
    suspects = []

    assert not proved(Max(x, 10**9), sympy.Integer(10**9), suspects=suspects)
    assert suspects


def test_domain_whose_case_is_impossible_is_not_split():
    assert proved(Max(x, y), y, x="[0, 1]", y="[1, 2]")
    assert not proved(Max(x, y), y, x="[0, 1]", y="[1/2, 2]")


def test_many_cases_are_given_up():
    letters = sympy.symbols("a:9")
    many = sum(Abs(a) for a in letters)

    assert not proved(many, sum(Max(a, -a) for a in letters))


def test_case_of_a_symbol_that_cancels_does_not_end_the_attempt():
    assert not proved(Abs(x), Abs(x) + log(p) * SMALL)
    assert not proved(Max(x, p), Max(x, p) + sympy.sin(y) * SMALL)
