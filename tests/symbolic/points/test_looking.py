"""What is certainly different, what agrees, and how values are shown."""

from fractions import Fraction

import pytest
import sympy
from flint import acb, arb, ctx, fmpq
from sympy import Eq, Piecewise, Rational

from checker.symbolic.balls import UNDEFINED, UNKNOWN
from checker.symbolic.domains.domain import Domain, range_of
from checker.symbolic.equivalence import equivalence
from checker.symbolic.expressions.store import Expressions
from checker.symbolic.points.agreement import are_apart, are_close
from checker.symbolic.points.looking import Looker, Sight
from checker.symbolic.points.telling import plain, shown
from checker.symbolic.reading.inputs import as_plain
from checker.symbolic.reading.reader import Reader
from checker.symbolic.verdicts import by_evidence

APART = {
    "rationals": (fmpq(1, 3), fmpq(1, 3) + fmpq(1, 10**300), True),
    "equal rationals": (fmpq(1, 3), fmpq(2, 6), False),
    "balls that overlap": (arb(1, 0.5), arb(1.25, 0.5), False),
    "balls that do not": (arb(1, 0.25), arb(2, 0.25), True),
    "number in a ball": (fmpq(1), arb(1, 0.5), False),
    "real and complex": (fmpq(1), acb(1, 1), True),
    "truth values": (True, False, True),
    "truth and number": (True, fmpq(1), True),
}


@pytest.mark.parametrize(("a", "b", "want"), APART.values(), ids=APART)
def test_values_are_apart_only_where_that_is_certain(a, b, want):
    assert are_apart(a, b) is want
    assert are_apart(b, a) is want


def test_values_that_overlap_agree_only_with_enough_digits():
    with ctx.workprec(192):
        third = arb(1) / 3

        assert are_close(third, fmpq(1, 3), 192)
        assert not are_close(arb(1, fmpq(1, 10**6)), fmpq(1), 192)


def test_zero_agrees_with_a_small_enough_ball():
    assert are_close(arb(0, fmpq(1, 10**60)), fmpq(0), 192)
    assert not are_close(arb(0, fmpq(1, 10**20)), fmpq(0), 192)


SHOWN = {"1/3": fmpq(1, 3), "undefined": UNDEFINED, "unknown": UNKNOWN, "True": True, "-7": fmpq(-7)}


@pytest.mark.parametrize("text", SHOWN)
def test_value_is_shown_as_it_is_written(text):
    assert shown(SHOWN[text]) == text


def test_enclosure_shows_its_radius():
    assert shown(arb(1, fmpq(1, 1000))) == "[1.00 +/- 1.01e-3]"


def test_coordinates_are_plain_numbers():
    assert plain(fmpq(-1, 3)) == Fraction(-1, 3)
    assert plain(acb(1, -2)) == 1 - 2j


def test_small_values_agree_only_relative_to_their_size():
    with ctx.workprec(640):
        small = arb(10) ** -300

        assert are_close(small, small * (1 + arb(0, fmpq(2) ** -500)), 640)
        assert not are_close(small + arb(0, fmpq(1, 10**320)), fmpq(1, 10**300), 640)


def test_cancelled_terms_agree_relative_to_their_size():
    assert are_close(arb(0, fmpq(1, 10**60)), fmpq(0), 192)
    assert not are_close(arb(0, fmpq(1, 10**60)), fmpq(0), 192, terms=-180)


# ---- what many points say --------------------------------------------------------------------------------------

x, y, z = sympy.symbols("x y z")
p = sympy.Symbol("p")


def sight(got, want, domain=None, where=()):
    store = Expressions()
    reader = Reader(store)
    nodes = [reader.read(as_plain(sympy.sympify(side))) for side in (got, want)]
    constraints = tuple(reader.read(as_plain(condition)) for condition in where)
    ranges = {name: range_of(word) for name, word in (domain or {}).items()}
    return Looker(store, *nodes, Domain(store, ranges, constraints), "").last_look()


def test_points_that_agree_are_distinct():
    found = sight(sympy.Mod(x, 2), sympy.Mod(x, 2) + sympy.sin(sympy.pi * x), {"x": "[0, 5]"})
    few = sight(sympy.gamma(x), sympy.factorial(x - 1), {"x": "positive integer"}, (x < 4,))

    assert found.difference is not None
    assert few.agreed == 3


def test_symbol_that_had_one_value_is_known():
    found = sight(sympy.sin(x) * y, y * sympy.sin(x), where=(Eq(x, 2),))

    assert list(found.fixed) == ["x"]


def test_points_are_found_where_an_equation_binds_the_symbols():
    bound = Eq(z, sympy.log(p / (1 - p)))

    same = sight(sympy.log(p) - sympy.log(1 - p), z, {"p": "unit interval"}, (bound,))
    other = sight(-z, z, {"p": "unit interval"}, (bound,))

    assert same.agreed >= 12
    assert other.difference is not None


SATURATED = {
    "logistic": (1 / (1 + sympy.exp(-sympy.Min(x, 1000))), 1 / (1 + sympy.exp(-x))),
    "softplus": (Piecewise((x, x > 1000), (sympy.log(1 + sympy.exp(x)), True)), sympy.log(1 + sympy.exp(x))),
    "second order": (
        Piecewise((sympy.exp(x), x < -1000), (sympy.log(1 + sympy.exp(x)), True)),
        sympy.log(1 + sympy.exp(x)),
    ),
    "tail": (sympy.erfc(sympy.Min(x, 40)), sympy.erfc(x)),
    "quotient of tails": (
        sympy.exp(-(x**2)) / sympy.erfc(sympy.Min(x, 30)),
        sympy.exp(-(x**2)) / sympy.erfc(x),
    ),
}


@pytest.mark.parametrize(("got", "want"), SATURATED.values(), ids=SATURATED)
def test_difference_is_seen_behind_any_number_of_equal_digits(got, want):
    assert sight(got, want).difference is not None


def test_place_where_the_reference_is_undefined_counts_for_nothing():
    found = sight(sympy.sign(x), x / sympy.Abs(x))

    assert found.difference is None
    assert found.nowhere


LIMITS = {
    "same along every line": (x**2 * y / (x**4 + y**2), 0),
    "slow": (1 / sympy.log(sympy.Abs(x)), Rational(1, 1000)),
}


@pytest.mark.parametrize(("formula", "filled"), LIMITS.values(), ids=LIMITS)
def test_gap_is_not_forgiven_where_the_limit_is_another_one_or_none(formula, filled):
    hole = Eq(x**4 + y**2, 0) if formula.has(y) else Eq(x, 0)
    result = equivalence(formula, Piecewise((filled, hole), (formula, True)), use_sympy=False)

    assert result.verdict != "equal"


def test_gap_is_forgiven_where_the_limit_is_slow():
    slow = 1 / sympy.log(sympy.Abs(x))
    filled = Piecewise((0, Eq(x, 0)), (slow, True))

    assert equivalence(slow, filled, {"x": "(-1/2, 1/2)"}, use_sympy=False).verdict == "equal"


TOO_LITTLE = {
    "one truth": (2**x > x, True, {"x": "positive integer"}, "holds wherever it was tried, as the other"),
    "touching": (sympy.sign(1 + sympy.cos(x)), 1, {}, "is not certain close to x = "),
    "case that no point meets": (
        Piecewise((0, Eq(x * y, 899)), (x, True)),
        x,
        {"x": "nonnegative integer", "y": "nonnegative integer"},
        "has a case, or a part of a long list, that was met at no point",
    ),
    "cut off the axes": (
        -sympy.log(sympy.exp(-y)),
        sympy.log(sympy.exp(y)),
        {"y": "complex"},
        "may differ at single points or on a cut",
    ),
    "angle that wraps": (
        sympy.arg(sympy.exp(sympy.I * x)),
        -sympy.arg(sympy.exp(-sympy.I * x)),
        {},
        "may differ at single points or on a cut",
    ),
    "end that is irrational": (sympy.floor(x / sympy.pi), 0, {"x": "[0, pi]"}, "may differ at single points"),
    "0**0": (0 ** sympy.Abs(x**2 - 2), 0, {}, "may differ at single points"),
    "points of the plane": (
        Eq(sympy.exp(x), 1),
        Eq(x, 0),
        {"x": "complex"},
        "may differ at single points or on a cut, which were not searched",
    ),
}


@pytest.mark.parametrize(("got", "want", "domain", "why"), TOO_LITTLE.values(), ids=TOO_LITTLE)
def test_agreement_that_says_too_little_leaves_it_undecided(got, want, domain, why):
    result = equivalence(got, sympy.sympify(want), domain, use_sympy=False)

    assert (result.verdict, why in result.reason) == ("undecided", True), result.reason


def test_evidence_says_what_its_probability_means():
    reading = by_evidence(Sight(agreed=50, drawn=40, bits=640, idle={0: {1}})).reading

    assert reading == (
        "the values agree to 115 digits at 50 points, which is no proof: a difference that shows at a tenth "
        "of what can be drawn would have been missed with a probability of 0.01, one that shows at less "
        "more easily; a part of a maximum, minimum or choice was never the one taken"
    )


LITTLE = {
    "could be compared at 3 points only, which says too little, and no proof was found": Sight(agreed=3),
    "could be compared only where x = 2, which says too little, and no proof was found": Sight(
        agreed=60, fixed={"x": fmpq(2)}
    ),
    "could not be evaluated at many of the points": Sight(agreed=60, blind=9),
    "could not be evaluated at most points": Sight(agreed=9, blind=60),
    "does not hold wherever it was tried, as the other, which says too little, and no proof was found": Sight(
        agreed=60, truths={False}
    ),
    "is not certain close to x = 2, where it may jump or have no value, and no proof was found": Sight(
        agreed=60, unsettled={"x": fmpq(2)}
    ),
}


@pytest.mark.parametrize("reason", LITTLE)
def test_reason_says_what_was_too_little(reason):
    assert by_evidence(LITTLE[reason]).reason == reason
