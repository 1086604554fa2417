"""Derivatives, held against SymPy's at points."""

import pytest
import sympy
from flint import fmpq
from mpmath import mp, mpf
from sympy import Eq, Piecewise, Rational

from checker.symbolic.balls import UNDEFINED, Program
from checker.symbolic.equivalence import equivalence
from checker.symbolic.expressions.derivative import RULES, differentiated
from checker.symbolic.expressions.store import Expressions
from checker.symbolic.reading.inputs import as_plain
from checker.symbolic.reading.reader import Reader
from tests.symbolic.trees import middle

x, y, k, n = sympy.symbols("x y k n", real=True)

SMOOTH = [
    x**5 - 3 * x * y,
    1 / x,
    x**y,
    y**x,
    x**x,
    sympy.sqrt(x + y),
    (x**2 + 1) ** Rational(-3, 2),
    sympy.exp(x**2 * y),
    sympy.log(x**2 + y),
    sympy.sin(x * y),
    sympy.cos(x**2),
    sympy.tan(x / 2),
    sympy.sinh(x * y),
    sympy.cosh(x),
    sympy.tanh(x**2),
    sympy.asin(x / 3),
    sympy.acos(x / 3),
    sympy.atan(x * y),
    sympy.asinh(x),
    sympy.acosh(x + 1),
    sympy.atanh(x / 3),
    sympy.erf(x * y),
    sympy.erfi(x),
    sympy.gamma(x + 1),
    sympy.erfinv(x / 3),
    sympy.LambertW(x),
    sympy.loggamma(x),
    sympy.Ei(x),
    sympy.Si(x),
    sympy.Ci(x),
    sympy.li(x + 1),
    sympy.Abs(x - 7),
    sympy.sign(x) * x,
    sympy.Max(x, y, 1),
    sympy.Min(x, y, 1),
    sympy.Piecewise((x**2, x < 1), (x**3, True)),
    sympy.Sum(x**k, (k, 0, 5)),
    sympy.exp(sympy.sin(x) / (1 + x**2)),
    x,
    y,
    sympy.Integer(3),
]


@pytest.mark.parametrize("formula", SMOOTH, ids=str)
def test_derivative_has_the_value_that_sympy_gives_it(formula):
    store = Expressions()
    slope = differentiated(store, Reader(store).read(as_plain(formula)), "x")

    found = Program(store, slope).at({"x": fmpq(7, 4), "y": fmpq(2, 5)}, 128)[0]

    want = sympy.N(sympy.diff(formula.doit(), x).subs({x: Rational(7, 4), y: Rational(2, 5)}).doit(), 25)
    with mp.workdps(40):
        assert abs(middle(found) - mpf(str(want))) < 1e-20


def test_every_rule_is_tried():
    tried = {type(node).__name__.lower() for formula in SMOOTH for node in sympy.preorder_traversal(formula)}

    assert set(RULES) <= tried | {"digamma"}


KINKS = {
    "abs": (sympy.Abs(x - 2), [-1, UNDEFINED, 1]),
    "sign": (sympy.sign(x - 2), [0, UNDEFINED, 0]),
    "floor": (sympy.floor(x / 2), [0, UNDEFINED, 0]),
    "ceiling": (sympy.ceiling(x / 2), [0, UNDEFINED, 0]),
    "larger of two": (sympy.Max(x, 2), [0, UNDEFINED, 1]),
    "smaller of two": (sympy.Min(x, 2), [1, UNDEFINED, 0]),
    "largest of three": (sympy.Max(x, 2, 3 - x), [UNDEFINED, UNDEFINED, 1]),
    "bend": (Piecewise((x, x < 2), (2 * x - 2, True)), [1, UNDEFINED, 2]),
    "jump": (Piecewise((x, x <= 2), (x + 1, True)), [1, UNDEFINED, 1]),
    "smooth joint": (Piecewise((4 * x - 4, x < 2), (x**2, True)), [4, 4, 6]),
    "point": (Piecewise((7, Eq(x, 2)), (x**2, True)), [2, UNDEFINED, 6]),
    "all but a point": (Piecewise((x**2, sympy.Ne(x, 2)), (7, True)), [2, UNDEFINED, 6]),
    "other symbol": (Piecewise((x, Eq(y, 2)), (7 * x, True)), [7, 7, 7]),
    "Heaviside": (sympy.Heaviside(x - 2), [0, UNDEFINED, 0]),
}


@pytest.mark.parametrize(("formula", "values"), KINKS.values(), ids=KINKS)
def test_there_is_no_derivative_at_a_kink(formula, values):
    store = Expressions()
    slope = Program(store, differentiated(store, Reader(store).read(as_plain(formula)), "x"))

    assert [slope.at({"x": fmpq(k), "y": fmpq(0)}, 64)[0] for k in (1, 2, 3)] == values


@pytest.mark.parametrize("formula", [case[0] for case in KINKS.values()], ids=KINKS)
def test_derivative_as_it_is_written_in_a_derivation_is_that_of_the_pieces(formula):
    store = Expressions()
    slope = differentiated(store, Reader(store).read(as_plain(formula)), "x", {"f": lambda s, u, f: f})

    assert Program(store, slope).at({"x": fmpq(2), "y": fmpq(0)}, 64)[0] is not UNDEFINED


def test_integral_is_derived_after_leibniz():
    t = sympy.Symbol("t")
    inside = sympy.Integral(sympy.exp(-x * t**2), (t, 0, 1))
    limits = sympy.Integral(sympy.exp(t**2), (t, x, x**2))

    below = equivalence(sympy.Derivative(inside, x), sympy.Integral(-(t**2) * sympy.exp(-x * t**2), (t, 0, 1)))
    above = equivalence(sympy.Derivative(limits, x), 2 * x * sympy.exp(x**4) - sympy.exp(x**2))

    assert (below.verdict, above.verdict) == ("equal", "equal")
    assert equivalence(sympy.Derivative(limits, x), sympy.exp(x**4) - sympy.exp(x**2)).verdict == "different"


def test_order_of_derivatives_does_not_matter():
    store = Expressions()
    node = store.apply("f", store.symbol("x"), store.symbol("y"))

    there = differentiated(store, differentiated(store, node, "x"), "y")
    back = differentiated(store, differentiated(store, node, "y"), "x")

    assert there == back
    assert there != differentiated(store, differentiated(store, node, "x"), "x")


def test_opaque_functions_follow_the_chain_rule():
    store = Expressions()
    u, v = store.symbol("x"), store.symbol("y")
    node = store.apply("f", store.times(u, v), v)

    assert differentiated(store, node, "x") == store.times(v, store.apply("D1.f", store.times(u, v), v))
    assert differentiated(store, node, "z") == store.zero


def test_derivatives_of_an_unknown_rule_are_opaque_and_not_zero():
    store = Expressions()

    slope = differentiated(store, store.function("zeta", store.symbol("x")), "x")

    assert store.heads[slope] == "apply"


@pytest.mark.parametrize("kind", ["sum", "product"])
def test_derivatives_of_different_sums_and_products_are_different(kind):
    store = Expressions()
    body, j = store.symbol("x"), store.symbol("~0")
    low, high, limit = store.one, store.symbol("n"), store.symbol("x")

    inside = [store.series(kind, store.times(u, j), "~0", low, high) for u in (body, store.times(body, body))]
    above = [store.series(kind, u, "~0", low, limit) for u in (j, store.times(j, j))]

    for pair in inside, above:
        slopes = [differentiated(store, node, "x") for node in pair]
        assert slopes[0] != slopes[1]
        assert slopes[0] == differentiated(store, pair[0], "x")


def test_unknown_derivatives_stay_apart_whatever_is_put_in():
    store = Expressions()
    n, u = store.symbol("n"), store.symbol("x")
    choices = [store.function("binomial", top, n) for top in (u, store.scaled(store.times(u, u), fmpq(1, 2)))]

    slopes = [differentiated(store, node, "x") for node in choices]
    at_two = [store.substituted(slope, {"x": store.number(2)}) for slope in slopes]

    assert at_two[0] != at_two[1]


def test_derivative_of_a_product_is_its_logarithmic_one():
    j, m = sympy.symbols("j m")
    product = sympy.Product(x + j, (j, 1, m))
    store = Expressions()

    slope = differentiated(store, Reader(store).read(as_plain(product)), "x")

    value = Program(store, slope).at({"x": fmpq(1), "m": fmpq(3)}, 64)[0]
    assert value == 3 * 4 + 2 * 4 + 2 * 3


def test_symbols_that_follow_keep_their_derivatives():
    store = Expressions()
    u, s = store.symbol("x"), store.symbol("S")

    slope = differentiated(store, store.times(u, s), "x", {}, frozenset({"S"}))

    assert slope == store.plus(s, store.times(u, store.apply("D", s, u)))
