"""Formulas made to mislead: differences that hide, and names, sizes and values that trip a comparison up."""

from functools import reduce

import pytest
import sympy
from sympy import (
    Abs,
    Eq,
    Max,
    Min,
    Piecewise,
    Rational,
    Symbol,
    atan,
    cbrt,
    cos,
    exp,
    floor,
    log,
    pi,
    root,
    sign,
    sin,
    sqrt,
)

from checker.sandbox.wire import Tree
from checker.symbolic.equivalence import equivalence

x, y, n, k, i, j = sympy.symbols("x y n k i j")


def compared(got, want, domain=None, **options):
    return equivalence(got, want, domain or {}, use_sympy=False, **options)


TINY = Rational(1, 10**30)

HIDDEN = {
    # cancellation
    "1e-30 added": (x**2 + TINY, x**2, {}),
    "1e-30 of the whole": (x * (1 + TINY), x, {}),
    "1e-200 of the whole": (exp(x) * (1 + Rational(1, 10**200)), exp(x), {}),
    "1e-30 at the origin alone": (sqrt(x**2 + TINY**2), Abs(x), {}),
    "difference of roots": (sqrt(10**30 + 1) - 10**15, Rational(1, 2 * 10**15), {}),
    "sum of digits lost": ((10**40 + x) - 10**40 + TINY * y, x, {}),
    "logarithm of nearly one": (log(1 + Rational(1, 10**40)), Rational(1, 10**40), {}),
    "ripple": (x + sin(10**6 * x) / 10**12, x, {}),
    "decay": (1 + exp(-1000 - x**2), sympy.Integer(1), {}),
    # oscillation
    "zero at all decimals": (sin(pi * 10**6 * x), sympy.Integer(0), {}),
    "nearly the same frequency": (sin(10**6 * x), sin((10**6 + 1) * x), {}),
    "one at all whole numbers": (cos(2 * pi * x), sympy.Integer(1), {}),
    # poles at points that come to mind
    "poles at small numbers": (1 / (x * (x - 1) * (x - 2) * (x + 1)), 1 / (x * (x - 1) * (x - 2) * (x + 2)), {}),
    "zero at small numbers": (
        x * (x - 1) * (x - 2) * (x + 1) * (2 * x - 1) * (x - 3) * (3 * x - 1) * (x + 2),
        x - x,
        {},
    ),
    # constants that are nearly the same
    "heegner": (exp(pi * sqrt(163)), sympy.Integer(262537412640768744), {}),
    "ramanujan": (Rational(9801, 1103) / (2 * sqrt(2)), pi, {}),
    "pi by roots": (root(9**2 + Rational(19**2, 22), 4), pi, {}),
    "nearly an integer": (cos(log(pi + 20)), sympy.Integer(-1), {}),
    "e**pi - pi": (exp(pi) - pi, sympy.Integer(20), {}),
    "decimal of pi": (sympy.Float("3.141592653589793"), pi, {}),
    "sums of roots": (sqrt(10) + sqrt(11) + sqrt(5) + sqrt(18), sqrt(4) + sqrt(12) + sqrt(6) + sqrt(19), {}),
    # windows and thresholds
    "narrow window": (
        Piecewise((x + 1, sympy.And(x > Rational(1, 3), x < Rational(1, 3) + TINY)), (x, True)),
        x,
        {},
    ),
    "narrow window far away": (Max(0, 1 - 10**12 * Abs(x - 10**6)), sympy.Integer(0), {}),
    "beyond a million million": (Piecewise((x + 1, x > 10**12), (x, True)), x, {}),
    "beyond 1e30": (Max(x, 10**30), sympy.Integer(10) ** 30, {}),
    "below -1e9": (Min(x, -(10**9)) - x, sympy.Integer(-(10**9)) - x, {}),
    "between two bends": (Abs(x - 1) + Abs(x - 1 - TINY), Abs(2 * x - 2 - TINY), {}),
    "small numbers": (Piecewise((0, Abs(x) < Rational(1, 10**12)), (x, True)), x, {}),
    "corner of the plane": (Max(x - 50, 0) * Max(y - 50, 0), sympy.Integer(0), {}),
    # single points
    "at 3": (Piecewise((x, sympy.Ne(x, 3)), (4, True)), x, {}),
    "at 7/13": (Piecewise((x, sympy.Ne(13 * x, 7)), (4, True)), x, {}),
    "on a line": (Piecewise((x, sympy.Ne(13 * x + y, 7)), (4, True)), x, {}),
    "on a circle": (Piecewise((x, sympy.Ne(x**2 + y**2, 1)), (4, True)), x, {}),
    "at an irrational number": (Piecewise((x, sympy.Ne(x**2, 2)), (4, True)), x, {}),
    "at a transcendental number": (Piecewise((x, sympy.Ne(exp(x), 2)), (4, True)), x, {}),
    "at a whole number": (Piecewise((n + 1, Eq(n, 12345)), (n, True)), n, {"n": "integer"}),
    "at one residue": (Piecewise((n + 1, Eq(sympy.Mod(n, 1009), 17)), (n, True)), n, {"n": "integer"}),
    "at the closed end": (Piecewise((1, x < 1), (0, True)), sympy.Integer(1), {"x": "[0, 1]"}),
    "at zero": (sign(x) ** 2, sympy.Integer(1), {"x": "nonnegative"}),
    "strictness": (Piecewise((1, x > 0), (0, True)), Piecewise((1, x >= 0), (0, True)), {}),
    "floor at whole numbers": (floor(x) + floor(-x), sympy.Integer(-1), {}),
    # branches
    "root of a square": (sqrt(x**2), x, {}),
    "cube root of a cube": (cbrt(x**3), x, {}),
    "logarithm of a square": (log(x**2), 2 * log(x), {}),
    "arctangents": (atan(x) + atan(1 / x), pi / 2, {}),
    "branch far out": (atan(x) + atan(y), atan((x + y) / (1 - x * y)), {"x": "positive", "y": "positive"}),
    "complex branch": (log(exp(x)), x, {"x": "complex"}),
    # size
    "huge exponents": ((1 + x) ** (10**6), x ** (10**6) + 1, {}),
    "fermat": (sympy.Integer(3987) ** 12 + sympy.Integer(4365) ** 12, sympy.Integer(4472) ** 12, {}),
    "towers": (exp(-exp(20)), sympy.Integer(0), {}),
}


@pytest.mark.parametrize(("got", "want", "domain"), HIDDEN.values(), ids=HIDDEN)
def test_hidden_difference_is_found(got, want, domain):
    result = compared(got, want, domain)

    assert (result.verdict, result.decided_by) == ("different", "point")


UNLIKE = {
    "cancelled": ((x + 10**40) ** 2 - (x - 10**40) ** 2, 4 * 10**40 * x, {}),
    "rationalised": (sqrt(10**30 + 1) - 10**15, 1 / (sqrt(10**30 + 1) + 10**15), {}),
    "fast wave": (sin(100 * x), 2 * sin(50 * x) * cos(50 * x), {}),
    "denested": (cbrt(2 + sqrt(5)), (1 + sqrt(5)) / 2, {}),
    "nested three deep": (sqrt(8 + 2 * sqrt(10 + 2 * sqrt(5))) ** 2, 8 + 2 * sqrt(10 + 2 * sqrt(5)), {}),
    "ramanujan's radical": (cbrt(cbrt(2) - 1), (1 - cbrt(2) + cbrt(4)) / cbrt(9), {}),
    "shanks": (sqrt(5) + sqrt(22 + 2 * sqrt(5)),
               sqrt(11 + 2 * sqrt(29)) + sqrt(16 - 2 * sqrt(29) + 2 * sqrt(55 - 10 * sqrt(29))), {}),
    "machin": (16 * atan(Rational(1, 5)) - 4 * atan(Rational(1, 239)), pi, {}),
    "huge exponents": ((1 + x) ** (2 * 10**6), ((1 + x) ** 2) ** (10**6), {}),
    "tower of exponentials": (exp(exp(exp(x))) * exp(y), exp(exp(exp(x)) + y), {}),
    "difference of squares over itself": ((x**2 - y**2) / (x - y), x + y, {}),
    "beyond the domain": (Max(x, 10**30), sympy.Integer(10) ** 30, {"x": "[0, 1]"}),
}  # fmt: skip


@pytest.mark.parametrize(("got", "want", "domain"), UNLIKE.values(), ids=UNLIKE)
def test_what_looks_unlike_is_proved_equal(got, want, domain):
    result = compared(got, want, domain)

    assert result.verdict == "equal"
    assert result.decided_by in ("structure", "proof")


# ---- names -----------------------------------------------------------------------------------------------------

NAMES = [
    *"SNIEOQC",
    "beta",
    "gamma",
    "zeta",
    "lambda",
    "pi",
    "oo",
    "nan",
    "i",
    "e",
    "re",
    "exp",
    "Symbol",
    "x'",
    "~x",
    "",
    "x y",
]


@pytest.mark.parametrize("name", NAMES)
def test_symbol_may_have_any_name(name):
    u = Symbol(name)

    assert compared(u * x + u, u * (x + 1)).verdict == "equal"
    assert compared(u * x + u, u * (x - 1)).verdict == "different"


CONSTANTS = {
    "I": sympy.I,
    "E": sympy.E,
    "pi": pi,
    "oo": sympy.oo,
    "nan": sympy.nan,
    "GoldenRatio": sympy.GoldenRatio,
}


@pytest.mark.parametrize("name", CONSTANTS)
def test_symbol_is_not_the_constant_of_its_name(name):
    assert compared(Symbol(name), CONSTANTS[name]).verdict != "equal"


def test_primed_symbol_is_another_one_in_every_mode():
    primed = Symbol("x'")

    assert compared(primed - x, sympy.Integer(0), mode="up to a constant").verdict == "different"
    assert compared(primed + x, x, mode="up to a constant", free_of=["x"]).verdict == "equal"
    assert compared(primed * x, x, mode="up to a factor").verdict == "different"


# ---- 0/0 and the like ------------------------------------------------------------------------------------------

DIVIDED = {
    "0/0": (Tree("Mul", (0, Tree("Pow", (0, -1)))), 0),
    "1/0": (Tree("Pow", (0, -1)), 1),
    "log 0": (Tree("log", (0,)), 0),
    "0/0 hidden": (Tree("Mul", (Tree("Add", (1, -1)), Tree("Pow", (Tree("Add", (2, -2)), -1)))), 1),
    "0/0 behind a root": (
        Tree(
            "Pow",
            (
                Tree(
                    "Add",
                    (
                        Tree("Pow", (2, Tree("Rational", (1, 2)))),
                        Tree("Mul", (-1, Tree("Pow", (2, Tree("Rational", (1, 2)))))),
                    ),
                ),
                -1,
            ),
        ),
        1,
    ),
}


@pytest.mark.parametrize(("got", "want"), DIVIDED.values(), ids=DIVIDED)
def test_undefined_number_equals_no_number(got, want):
    assert compared(got, want).verdict == "different"
    assert compared(want, got).verdict != "equal"


# ---- what random points would miss -----------------------------------------------------------------------------

GAPS = {
    "constants of a size": (2 * sympy.cosh(10**4), exp(10**4), {}),
    "constants to 2000 digits": (pi + Rational(1, 10**1990), pi, {}),
    "beyond exp(100)": (Max(log(x), 100), sympy.Integer(100), {"x": "positive"}),
    "top of a wave": (Max(sin(x), 1 - Rational(1, 10**8)), 1 - Rational(1, 10**8), {}),
    "bump at an irrational number": (Max(0, 1 - 10**6 * (x - sqrt(7)) ** 2), sympy.Integer(0), {}),
    "bump in the plane": (
        Max(0, 1 - 10**6 * ((x - Rational(22, 7)) ** 2 + (y - Rational(1, 3)) ** 2)),
        sympy.Integer(0),
        {},
    ),
}


@pytest.mark.parametrize(("got", "want", "domain"), GAPS.values(), ids=GAPS)
def test_difference_that_no_point_shows_is_not_called_equal(got, want, domain):
    assert compared(got, want, domain).verdict != "equal"


OPAQUE = {
    "integral": (sympy.Integral(x, (x, 0, y)), y**2 / 2, {}),
    "limit": (sympy.Limit(sin(x) / x, x, 0), sympy.Integer(1), {}),
    "double factorial": (sympy.factorial2(2 * n), 2**n * sympy.factorial(n), {"n": "positive integer"}),
    "harmonic numbers of an order": (
        sympy.harmonic(n, 2),
        sympy.Sum(1 / k**2, (k, 1, n)),
        {"n": "positive integer"},
    ),
    "membership": pytest.param(
        Tree("Contains", (Tree("Symbol", ("x", "")), Tree("Interval", (0, 1, False, False)))),
        sympy.And(x >= 0, x <= 1),
        {},
    ),
    "delta": (x * sympy.DiracDelta(x), sympy.Integer(0), {}),
}


@pytest.mark.parametrize(("got", "want", "domain"), OPAQUE.values(), ids=OPAQUE)
def test_function_that_we_do_not_know_differs_from_nothing(got, want, domain):
    """Its values were made up, so no point shows anything."""
    assert compared(got, want, domain).verdict != "different"


UNENCODABLE = {
    "long number": sympy.Integer(10) ** 2500,
    "foreign function": sympy.Ei(x),
    "deep fraction": reduce(lambda inner, _: 1 / (1 + x * inner) + y, range(40), x),
}


@pytest.mark.parametrize("formula", UNENCODABLE.values(), ids=UNENCODABLE)
def test_formula_that_we_cannot_read_is_not_different_from_itself(formula):
    assert compared(formula, formula).verdict != "different"


# ---- time ------------------------------------------------------------------------------------------------------


def triple(body):
    return sympy.Sum(body, (i, 1, n), (j, 1, n), (k, 1, n))


HEAVY = {
    "sums in sums": (
        triple(sin(i * j * k) * x),
        triple(sin(i * j * k) * x + sin(i) ** 2 + cos(i) ** 2 - 1),
        "different",
    ),
    "thirty absolute values": (
        sum(Abs(Symbol(f"a{m}")) for m in range(30)),
        sum(Max(Symbol(f"a{m}"), -Symbol(f"a{m}")) for m in range(30)),
        "different",
    ),
    "large power of a sum": ((sum(sympy.symbols("a:9"))) ** 40 + 1, (sum(sympy.symbols("a:9"))) ** 40, "equal"),
    "gamma of a large number": (Tree("gamma", (Tree("Rational", (2 * 10**12 + 1, 2)),)), 1, "equal"),
}


@pytest.mark.parametrize(("got", "want", "is_false"), HEAVY.values(), ids=HEAVY)
def test_heavy_comparison_comes_to_an_end_and_to_no_false_verdict(got, want, is_false):
    assert compared(got, want, {"n": "positive integer"}).verdict != is_false
