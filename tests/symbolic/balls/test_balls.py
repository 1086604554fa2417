"""Certified values: right on both sides of every cut, and nothing claimed that is not certain."""

import mpmath
import pytest
from flint import acb, arb, ctx, fmpq
from mpmath import mp, mpc, mpf

from checker.symbolic.balls import UNDEFINED, UNKNOWN, Program
from checker.symbolic.expressions.store import Expressions
from tests.symbolic.trees import middle

BITS = 200
DIGITS = mpf(10) ** -40

FUNCTIONS = {
    "exp": mpmath.exp, "log": mpmath.log, "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan,
    "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh, "asin": mpmath.asin, "acos": mpmath.acos,
    "atan": mpmath.atan, "asinh": mpmath.asinh, "acosh": mpmath.acosh, "atanh": mpmath.atanh, "erf": mpmath.erf,
    "erfi": mpmath.erfi, "gamma": mpmath.gamma, "loggamma": mpmath.loggamma, "digamma": mpmath.digamma,
    "zeta": mpmath.zeta, "abs": abs, "sign": mpmath.sign, "re": mpmath.re, "im": mpmath.im,
    "conjugate": mpmath.conj, "arg": mpmath.arg,
}  # fmt: skip
ON_THE_REAL_LINE = [
    (1 / 2, 0),
    (-1 / 2, 0),
    (5 / 2, 0),
    (-5 / 2, 0),
    (13 / 4, 0),
    (-7 / 8, 0),
    (30.5, 0),
    (-30.5, 0),
]
BESIDE_IT = [(1, 2), (-1, 2), (-1, -2), (2, -1 / 2), (-3, 1 / 4), (-2.5, 1e-9), (-2.5, -1e-9), (2.5, 1e-9)]
ON_THE_IMAGINARY_LINE = [(0, 1 / 2), (0, -1 / 2), (0, 2), (0, -2)]
WHOLE = [(2, 0), (3, 0), (-2, 0), (-3, 0), (0, 0), (1, 0), (-1, 0)]
POLES = {
    ("log", 0), ("arg", 0), ("atanh", 1), ("atanh", -1), ("zeta", 1),
    *((name, -k) for name in ("gamma", "loggamma", "digamma") for k in range(4)),
}  # fmt: skip


def evaluated(name, *values, bits=BITS):
    """The value of a function of the list in `balls.py`."""
    store = Expressions()
    symbols = [f"u{i}" for i in range(len(values))]
    node = store._made(name, tuple(map(store.symbol, symbols)))
    return Program(store, node).at(dict(zip(symbols, values, strict=True)), bits)[0]


def number(re, im=0):
    """A point as the checker has it: exact where it is real."""
    return acb(re, im) if im else fmpq(*float(re).as_integer_ratio())


POINTS = [*ON_THE_REAL_LINE, *BESIDE_IT, *ON_THE_IMAGINARY_LINE, *WHOLE]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_agrees_with_mpmath_on_and_off_its_cuts(name):
    wrong = []
    with mp.workdps(50):
        for re, im in POINTS:
            if (name, re) in POLES and im == 0:
                continue
            want = FUNCTIONS[name](mpc(re, im) if im else mpf(re))
            found = evaluated(name, number(re, im))
            if not abs(middle(found) - want) < DIGITS * (1 + abs(want)):
                wrong.append(((re, im), found, want))

    assert not wrong


@pytest.mark.parametrize("name", FUNCTIONS)
def test_balls_are_small(name):
    for re, im in POINTS:
        if (name, re) not in POLES:
            found = acb(evaluated(name, number(re, im)))
            assert found.rad() < fmpq(1, 10**40) * (1 + abs(found)), (re, im)


@pytest.mark.parametrize(("name", "pole"), sorted(POLES - {("zeta", 1)}))
def test_pole_is_certainly_undefined(name, pole):
    assert evaluated(name, fmpq(pole)) is UNDEFINED


NO_VALUE = [
    ("zeta", 1),
    ("erfinv", 1),
    ("erfinv", 2),
    ("lambertw", -1),
    ("atan", 1j),
    ("floor", 1j),
    ("erfcinv", 0),
]


@pytest.mark.parametrize(("name", "at"), NO_VALUE)
def test_what_has_no_value_that_we_know_is_unknown(name, at):
    assert evaluated(name, acb(at) if isinstance(at, complex) else fmpq(at)) is UNKNOWN


INVERSES = {
    "erfinv": (mpmath.erfinv, (1 / 2, -1 / 4, 63 / 64)),
    "erfcinv": (lambda u: mpmath.erfinv(1 - u), (1 / 2, 7 / 4, 1 / 64)),
    "lambertw": (mpmath.lambertw, (1 / 2, 3, -1 / 4, 1000)),
    "floor": (mpmath.floor, (1 / 2, -1 / 2, 3, -3)),
    "ceiling": (mpmath.ceil, (1 / 2, -1 / 2, 3, -3)),
}


@pytest.mark.parametrize("name", INVERSES)
def test_real_function_agrees_with_mpmath(name):
    function, values = INVERSES[name]
    with mp.workdps(50):
        for at in values:
            assert abs(middle(evaluated(name, number(at))) - function(mpf(at))) < DIGITS


SEVERAL = {
    "atan2": (mpmath.atan2, [(1, 2), (1, -2), (-1, -2), (-1, 2), (0, -1), (0, 1), (1, 0), (-1, 0)]),
    "binomial": (mpmath.binomial, [(5, 2), (5, 0), (2.5, 2), (-3, 2), (5, -1), (2, 5), (2.5, 0.5)]),
    "polygamma": (mpmath.polygamma, [(1, 1), (1, 2.5), (2, 0.5), (3, 4), (2, -0.5)]),
    "uppergamma": (lambda s, u: mpmath.gammainc(s, u), [(1, 2), (0.5, 1), (3, 0.25)]),
    "lowergamma": (lambda s, u: mpmath.gammainc(s, 0, u), [(1, 2), (0.5, 1), (3, 0.25)]),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_function_of_two_numbers_agrees_with_mpmath(name):
    function, pairs = SEVERAL[name]
    with mp.workdps(50):
        for pair in pairs:
            want = function(*map(mpf, pair))
            assert abs(middle(evaluated(name, *map(number, pair))) - want) < DIGITS * (1 + abs(want)), pair


def test_angle_of_the_origin_is_undefined():
    assert evaluated("atan2", fmpq(0), fmpq(0)) is UNDEFINED


# ---- powers ----------------------------------------------------------------------------------------------------

POWERS = [
    (2, 1 / 2),
    (-2, 1 / 2),
    (-8, 1 / 4),
    (-1, 3 / 2),
    (4, -1 / 2),
    (1.5, -2.25),
    (-1.5, 3),
    (-1.5, -3),
    (0.75, 100.5),
]


@pytest.mark.parametrize(("base", "exponent"), POWERS)
@pytest.mark.parametrize("is_symbolic", [False, True], ids=["rational exponent", "symbolic exponent"])
def test_power_is_the_principal_one(base, exponent, is_symbolic):
    store = Expressions()
    b, e = store.symbol("b"), store.symbol("e")
    node = store.power(b, e) if is_symbolic else store.mul(((b, number(exponent)),))

    found = Program(store, node).at({"b": number(base), "e": number(exponent)}, BITS)[0]

    with mp.workdps(50):
        want = mpc(base) ** mpf(exponent)
        assert abs(middle(found) - want) < DIGITS * (1 + abs(want))


def test_complex_power_is_the_principal_one():
    store = Expressions()
    program = Program(store, store.power(store.symbol("b"), store.symbol("e")))

    for base, exponent in ((1j, 1j), (-2, 0.5j), (-1 - 1j, 0.5), (2, 1 + 1j)):
        found = program.at({"b": acb(base), "e": acb(exponent)}, BITS)[0]
        with mp.workdps(50):
            assert abs(middle(found) - mpc(base) ** mpc(exponent)) < DIGITS


ZEROTH = {"0**0": (0, 0, 1), "0**2": (0, 2, 0), "0**(1/2)": (0, 0.5, 0), "0**-1": (0, -1, UNDEFINED)}


@pytest.mark.parametrize(("base", "exponent", "want"), ZEROTH.values(), ids=ZEROTH)
def test_power_of_zero_is_what_sympy_says(base, exponent, want):
    store = Expressions()
    program = Program(store, store.power(store.symbol("b"), store.symbol("e")))

    found = program.at({"b": number(base), "e": number(exponent)}, BITS)[0]

    assert found is want if want is UNDEFINED else found == want


# ---- what is certain, and what is not --------------------------------------------------------------------------


def test_arithmetic_stays_exact():
    store = Expressions()
    x = store.symbol("x")
    node = store.over(store.add(((x, fmpq(3)),), fmpq(1, 7)), store.mul(((x, fmpq(2)),)))

    found = Program(store, node).at({"x": fmpq(2, 3)}, 64)[0]

    assert found == (3 * fmpq(2, 3) + fmpq(1, 7)) / fmpq(2, 3) ** 2
    assert type(found) is fmpq


STRADDLING = ["log", "sign", "gamma", "floor", "arg"]


@pytest.mark.parametrize("name", STRADDLING)
def test_ball_that_straddles_a_cut_or_a_pole_is_unknown(name):
    assert evaluated(name, arb(0, fmpq(1, 10**9))) is UNKNOWN


@pytest.mark.parametrize("kind", ["less", "less_equal", "equal", "unequal"])
def test_condition_on_a_ball_that_straddles_zero_is_unknown(kind):
    assert evaluated(kind, arb(0, fmpq(1, 10**9))) is UNKNOWN


RELATIONS = {
    "less": (True, False, False), "less_equal": (True, True, False), "equal": (False, True, False),
    "unequal": (True, False, True),
}  # fmt: skip


@pytest.mark.parametrize("kind", RELATIONS)
def test_conditions_are_about_zero(kind):
    assert tuple(evaluated(kind, fmpq(k)) for k in (-1, 0, 1)) == RELATIONS[kind]


def test_complex_numbers_have_no_order():
    assert evaluated("less", acb(1, 1)) is UNDEFINED
    assert evaluated("max", acb(1, 1), fmpq(1)) is UNDEFINED


def test_order_is_unknown_where_a_number_may_be_real():
    wide = acb(1, arb(0, 1))

    assert evaluated("less_equal", wide) is UNKNOWN
    assert evaluated("min", wide, fmpq(1)) is UNKNOWN


LOGIC = {
    ("and", True, None): UNKNOWN,
    ("and", False, None): False,
    ("or", True, None): True,
    ("or", False, None): UNKNOWN,
    ("and", False, UNDEFINED): False,
    ("and", True, UNDEFINED): UNDEFINED,
    ("and", None, UNDEFINED): UNDEFINED,
    ("or", True, UNDEFINED): True,
    ("or", False, UNDEFINED): UNDEFINED,
    ("and", True, True): True,
    ("or", False, False): False,
}


@pytest.mark.parametrize(("head", "a", "b"), LOGIC, ids=str)
def test_logic_has_three_values(head, a, b):
    assert evaluated(head, a, b) is LOGIC[head, a, b]


def test_cases_take_the_first_that_holds():
    store = Expressions()
    x = store.symbol("x")
    node = store.piecewise(((store.one, store.relation("less", x)), (store.zero, store.relation("equal", x))))
    program = Program(store, node)

    assert [program.at({"x": fmpq(k)}, 64)[0] for k in (-1, 0, 1)] == [1, 0, UNDEFINED]
    assert program.at({"x": arb(0, 1)}, 64)[0] is UNKNOWN


def test_undefined_spreads_and_unknown_does_not_hide_it():
    store = Expressions()
    x, y = store.symbol("x"), store.symbol("y")
    pole = store.function("log", x)
    total = store.plus(pole, y)

    assert Program(store, total).at({"x": fmpq(0)}, 64)[0] is UNDEFINED
    assert Program(store, store.times(pole, y)).at({"x": fmpq(0)}, 64)[0] is UNDEFINED
    assert Program(store, total).at({"x": fmpq(1)}, 64)[0] is UNKNOWN


def test_sums_are_evaluated_term_by_term():
    store = Expressions()
    k, n = store.symbol("~0"), store.symbol("n")
    squares = store.series("sum", store.mul(((k, fmpq(2)),)), "~0", store.one, n)
    factorial = store.series("product", k, "~0", store.one, n)

    assert Program(store, squares, factorial).at({"n": fmpq(5)}, 64) == [55, 120]
    assert Program(store, squares).at({"n": fmpq(5, 2)}, 64) == [UNKNOWN]
    assert Program(store, squares).at({"n": fmpq(10**6)}, 64) == [UNKNOWN]


def test_opaque_functions_have_values_that_depend_on_name_and_arguments():
    store = Expressions()
    x, y = store.symbol("x"), store.symbol("y")
    nodes = [
        store.apply("f", x),
        store.apply("g", x),
        store.apply("f", y),
        store.apply("f", x, y),
        store.apply("f", y, x),
    ]

    values = Program(store, *nodes).at({"x": fmpq(1, 3), "y": fmpq(2, 5)}, 64)

    assert all(isinstance(value, fmpq) for value in values)
    assert len({str(value) for value in values}) == len(nodes)


def test_opaque_function_is_the_same_in_a_sum_where_it_is_no_long_fraction():
    store = Expressions()
    x = store.symbol("x")

    exact, ball = Program(store, store.apply("f", x), store.apply("f~", x)).at({"x": fmpq(1, 3)}, 64)

    assert isinstance(exact, fmpq)
    assert isinstance(ball, arb)
    assert ball.overlaps(arb(exact))


def test_precision_of_the_caller_is_left_alone():
    before = ctx.prec

    evaluated("exp", fmpq(1), bits=777)

    assert ctx.prec == before


@pytest.mark.parametrize("exponent", [10**5, 10**7, -(10**7), 10**7 + 1])
def test_large_powers_are_balls_with_the_right_sign(exponent):
    store = Expressions()
    node = store.mul(((store.symbol("x"), fmpq(exponent)),))

    found = Program(store, node).at({"x": fmpq(-11, 10)}, 128)[0]

    with ctx.workprec(128):
        assert (found > 0) is (exponent % 2 == 0)
        assert abs(abs(found).log() - exponent * (arb(11) / 10).log()) < fmpq(1, 10**20)
