"""Where a difference is looked for: in the domain, at many scales, and on both sides of every switch."""

import pytest
import sympy
from flint import acb, arb, ctx, fmpq
from sympy import Eq, Piecewise

from checker.symbolic.domains.domain import WORDS, Domain, range_of
from checker.symbolic.expressions.store import Expressions
from checker.symbolic.points.aimed import aimed
from checker.symbolic.points.jumps import on_zeros, touched
from checker.symbolic.points.sampler import Sampler
from checker.symbolic.points.switches import switches
from checker.symbolic.reading.inputs import as_plain
from checker.symbolic.reading.reader import Reader

x, y = sympy.symbols("x y")

RANGES = [*WORDS, "[0, 1]", "(-3, -2)", "[5, oo)", "(-oo, 1/2)", "(-1, 1)"]


def sampler(word, seed="", name="x"):
    return Sampler(Domain(Expressions(), {name: range_of(word)}), [name], seed)


@pytest.mark.parametrize("word", RANGES)
@pytest.mark.parametrize("kind", ["ordinary", "spread"])
def test_points_lie_in_the_domain(word, kind):
    found = list(getattr(sampler(word), kind)(60))

    assert len(found) >= 40
    assert all(range_of(word).contains(point["x"]) for point in found)


@pytest.mark.parametrize("word", RANGES)
def test_points_are_the_same_for_the_same_seed_and_others_for_another(word):
    first, again, other = (list(sampler(word, seed).spread(30)) for seed in ("a", "a", "b"))

    assert str(first) == str(again)
    assert str(first) != str(other)


def test_points_without_symbols_are_one():
    assert list(Sampler(Domain(Expressions(), {}), []).spread(50)) == [{}]


def test_spread_points_cover_scales_and_both_signs():
    values = [point["x"] for point in sampler("real").spread(72)]

    assert min(values) < -(10**3) < 10**3 < max(values)
    assert any(0 < abs(value) < fmpq(1, 1000) for value in values)
    assert any(value.q == 1 for value in values)


def test_spread_points_come_close_to_both_ends_of_an_interval():
    values = [point["x"] for point in sampler("(2, 3)").spread(200)]

    assert min(values) - 2 < fmpq(1, 10**4)
    assert 3 - max(values) < fmpq(1, 10**4)


def test_ordinary_points_are_no_special_numbers():
    values = [point["x"] for point in sampler("real").ordinary(40)]

    assert len(set(map(str, values))) == len(values)
    assert not any(value in (0, 1, -1, 2) for value in values)


def test_complex_points_lie_off_the_axes_and_on_them():
    values = [point["x"] for point in sampler("complex").spread(72)]

    assert all(isinstance(value, acb) for value in values)
    assert any(value.real != 0 and value.imag != 0 for value in values)
    assert any(value.imag == 0 for value in values)


def constrained(condition):
    store = Expressions()
    return Domain(store, {}, (Reader(store).read(as_plain(condition)),))


@pytest.mark.parametrize("condition", [x < y, x + y < 1, x * y > 1, x**2 + y**2 < 4], ids=str)
def test_points_satisfy_the_constraint(condition):
    domain = constrained(condition)

    found = list(Sampler(domain, ["x", "y"]).spread(40))

    assert len(found) > 10
    assert all(domain.contains(point) for point in found)


# ---- switches --------------------------------------------------------------------------------------------------

SWITCHES = {
    "abs": (sympy.Abs(x - 3), ["x - 3"]),
    "max": (sympy.Max(x, y), ["x - y"]),
    "root": (sympy.sqrt(x + 1), ["x + 1"]),
    "pole": (1 / (x - 2), ["x - 2"]),
    "logarithm": (sympy.log(x + 5), ["x + 5"]),
    "power": ((x + 7) ** y, ["x + 7"]),
    "arcsine": (sympy.asin(x), ["x - 1", "x + 1"]),
    "condition": (Piecewise((1, x < 9), (0, True)), ["x - 9"]),
    "product in abs": (sympy.Abs(x * (y - 1), evaluate=False), ["x", "y - 1"]),
    "angle": (sympy.atan2(y, x), ["x", "y"]),
    "polynomial": (x**2 + y, []),
    "exponential": (sympy.exp(x - 1), []),
}


@pytest.mark.parametrize(("formula", "want"), SWITCHES.values(), ids=SWITCHES)
def test_switches_are_where_a_formula_bends_jumps_or_leaves_the_real_line(formula, want):
    store = Expressions()
    reader = Reader(store)
    found = switches(store, reader.read(as_plain(formula)))

    either = {
        frozenset((node, store.scaled(node, fmpq(-1))))
        for node in (reader.read(as_plain(sympy.sympify(w))) for w in want)
    }
    assert all(found_of & set(found) for found_of in either)
    assert bool(found) is bool(want)


def aimed_values(formula, domain=None):
    store = Expressions()
    node = Reader(store).read(as_plain(formula))
    names = store.symbols(node)
    ranges = {name: range_of(word) for name, word in (domain or {}).items()}
    return [point["x"] for point in aimed(store, Domain(store, ranges), names, [node])]


ZEROS = {
    "abs": (sympy.Abs(13 * x - 7), fmpq(7, 13)),
    "far": (sympy.Max(x, 10**30), fmpq(10) ** 30),
    "near": (sympy.Abs(x - sympy.Rational(1, 10**12)), fmpq(1, 10**12)),
    "square": (sympy.Max(0, x**2 - 4), fmpq(2)),
    "cube": (Piecewise((1, Eq(x**3, 27)), (0, True)), fmpq(3)),
    "exponential": (sympy.log(sympy.log(x)), fmpq(1)),
}


@pytest.mark.parametrize(("formula", "zero"), ZEROS.values(), ids=ZEROS)
def test_points_are_aimed_at_the_zero_and_at_both_sides_of_it(formula, zero):
    values = aimed_values(formula)

    assert zero in values
    for step in (fmpq(1, 10**5), fmpq(1, 10)):
        near = step * (1 + abs(zero))
        assert any(zero < value <= zero + near for value in values)
        assert any(zero - near <= value < zero for value in values)


def test_points_are_set_between_neighbouring_zeros():
    values = aimed_values(sympy.Abs(x - 1) + sympy.Abs(x - sympy.Rational(1000001, 1000000)))

    assert any(1 < value < fmpq(1000001, 1000000) for value in values)


def test_irrational_zero_is_met_closely():
    values = aimed_values(sympy.Abs(x**2 - 2))

    assert min(abs(value * value - 2) for value in values) < fmpq(1, 10**12)


def test_aimed_points_stay_in_the_domain():
    assert all(value > 0 for value in aimed_values(sympy.Abs(x), {"x": "positive"}))
    assert all(value.q == 1 for value in aimed_values(sympy.Abs(2 * x - 7), {"x": "integer"}))


def test_nothing_is_aimed_at_where_nothing_switches():
    assert aimed_values(x**2 + x) == []


# ---- ends, windows and corners ---------------------------------------------------------------------------------

ENDS = {
    "clipped logarithm": (sympy.Max(sympy.log(x), -100), "positive", fmpq(1, 10**43), fmpq(1, 10**44)),
    "clipped far out": (sympy.Min(sympy.log(x), 700), "positive", fmpq(10) ** 304 * 3 / 2, fmpq(10) ** 304),
    "near the upper end": (
        sympy.Max(sympy.log(1 - x), -100),
        "unit interval",
        1 - fmpq(1, 10**44),
        1 - fmpq(1, 10**43),
    ),
    "near an end inside": (sympy.Max(sympy.log(sympy.Abs(x - 3)), -100), "real", 3 + fmpq(1, 10**43), fmpq(3)),
}


@pytest.mark.parametrize(("formula", "word", "one", "other"), ENDS.values(), ids=ENDS)
def test_threshold_close_to_an_end_or_far_out_is_met_from_both_sides(formula, word, one, other):
    values = aimed_values(formula, {"x": word})

    low, high = sorted((one, other))
    assert any(low < value < high for value in values)
    assert any(value <= low for value in values)
    assert any(value >= high for value in values)


def aimed_points(formula, domain=None):
    store = Expressions()
    node = Reader(store).read(as_plain(formula))
    ranges = {name: range_of(word) for name, word in (domain or {}).items()}
    return list(aimed(store, Domain(store, ranges), store.symbols(node), [node]))


z = sympy.Symbol("z")
UNIT = dict.fromkeys("xyz", "unit interval")
WINDOWS = {
    "product near 1": (
        sympy.Min(x * y * z, 1 - sympy.Rational(1, 10**9)),
        UNIT,
        lambda p: p["x"] * p["y"] * p["z"] > 1 - fmpq(1, 10**9),
    ),
    "product near 0": (
        sympy.Max(x * y * z, sympy.Rational(1, 10**30)),
        UNIT,
        lambda p: p["x"] * p["y"] * p["z"] < fmpq(1, 10**30),
    ),
    "all alike": (
        sympy.Max(sympy.Abs(x - y) + sympy.Abs(y - z), sympy.Rational(1, 10**9)),
        {},
        lambda p: p["x"] == p["y"] == p["z"],
    ),
    "inner minimum": (
        sympy.Max((2 * x + 3 * y - 1) ** 2 + (x - y - 4) ** 2, sympy.Rational(1, 10**6)),
        {},
        lambda p: (p["x"], p["y"]) == (fmpq(13, 5), fmpq(-7, 5)),
    ),
    "narrow window": (
        sympy.Max((x - sympy.sqrt(7)) ** 2 + (y - x) ** 2, sympy.Rational(1, 10**60)),
        {},
        lambda p: abs(p["x"] ** 2 - 7) < fmpq(1, 10**30) and abs(p["x"] - p["y"]) < fmpq(1, 10**30),
    ),
    "two conditions": (
        Piecewise((1, sympy.And(Eq(x, y), Eq(y, 3))), (0, True)),
        {},
        lambda p: p["x"] == p["y"] == 3,
    ),
    "corner": (
        sympy.Max(x - 10**40, 0) * sympy.Max(y - 10**40, 0),
        {},
        lambda p: min(p["x"], p["y"]) > fmpq(10) ** 40,
    ),
}


@pytest.mark.parametrize(("formula", "domain", "is_met"), WINDOWS.values(), ids=WINDOWS)
def test_window_that_no_axis_meets_is_met(formula, domain, is_met):
    assert any(map(is_met, aimed_points(sympy.sympify(formula), domain)))


def test_whole_numbers_of_every_kind_that_switches_tell_apart_are_met():
    values = aimed_values(Piecewise((1, Eq(sympy.Mod(3 * x, 1001), 500)), (0, True)), {"x": "integer"})

    assert any((3 * int(value.p) - 500) % 1001 == 0 for value in values)


def test_large_whole_numbers_are_met():
    assert max(aimed_values(sympy.floor(x * sympy.sqrt(2)), {"x": "positive integer"})) >= 10**12


# ---- equations -------------------------------------------------------------------------------------------------

EQUATIONS = {
    "linear": Eq(x + 2 * y, 3),
    "product": Eq(x * y, 1),
}


@pytest.mark.parametrize("equation", EQUATIONS.values(), ids=EQUATIONS)
def test_points_solve_an_equation_that_is_linear_in_a_symbol(equation):
    domain = constrained(equation)

    found = list(Sampler(domain, ["x", "y"]).spread(40))

    assert len({str(point) for point in found}) > 20
    assert all(domain.contains(point) for point in found)


CURVES = {
    "circle": Eq(x**2 + y**2, 1),
    "logarithm": Eq(y, sympy.log(x)),
    "exponential": Eq(sympy.exp(x) + sympy.exp(y), 3),
}


@pytest.mark.parametrize("equation", CURVES.values(), ids=CURVES)
def test_points_on_a_curve_have_a_narrow_ball_for_a_coordinate(equation):
    found = list(Sampler(constrained(equation), ["x", "y"]).on_equations(30))

    assert len({str(point) for point, _ in found}) >= 12
    assert all(sum(isinstance(value, arb) for value in point.values()) == 1 for point, _ in found)
    assert all(
        value.rel_accuracy_bits() > 500
        for point, _ in found
        for value in point.values()
        if isinstance(value, arb)
    )


def test_narrow_window_of_constraints_is_met():
    domain = constrained(sympy.And(x > 1000, y > 1000 * x, y < 1000 * x + 1))

    found = list(Sampler(domain, ["x", "y"]).spread(40))

    assert len({str(point) for point in found}) > 20
    assert all(domain.contains(point) for point in found)


# ---- jumps -----------------------------------------------------------------------------------------------------

JUMPS = {
    "irrational": (Eq(x**2, 2), "real", lambda v: abs(v * v - 2) < fmpq(1, 10**30)),
    "touched": (Eq((x**2 - 2) ** 2, 0), "real", lambda v: abs(v * v - 2) < fmpq(1, 10**30)),
    "logarithm": (Eq(sympy.log(x), 1), "positive", lambda v: abs(v - arb(1).exp()) < fmpq(1, 10**12)),
    "floor": (sympy.floor(x**2), "[5/4, 3/2]", lambda v: abs(v * v - 2) < fmpq(1, 10**30)),
    "complex": (Eq(x**2 + 1, 0), "complex", lambda v: v.real == 0 and abs(v.imag) == 1),
}


@pytest.mark.parametrize(("formula", "word", "is_met"), JUMPS.values(), ids=JUMPS)
def test_jump_at_no_rational_number_is_met(formula, word, is_met):
    store = Expressions()
    node = Reader(store).read(as_plain(formula))
    domain = Domain(store, {"x": range_of(word)})

    with ctx.workprec(200):
        assert any(is_met(point["x"]) for point, _ in on_zeros(store, domain, ["x"], [node]))


def test_jump_outside_the_constraints_is_not_met():
    domain = constrained(sympy.And(x > 3, x < 9))
    store = domain.store
    node = Reader(store).read(as_plain(Eq(x**2, 2)))

    assert list(on_zeros(store, domain, ["x"], [node])) == []


def test_place_where_a_switch_may_touch_zero_is_told():
    store = Expressions()
    node = Reader(store).read(as_plain(sympy.sign(1 + sympy.cos(x))))

    found = list(touched(store, Domain(store, {}), ["x"], [node], 10**18))

    assert any(abs(abs(point["x"]) - arb.pi()) < fmpq(1, 10**12) for point in found)
