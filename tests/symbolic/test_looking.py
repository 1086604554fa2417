"""What is certainly different, what agrees, and how values are shown."""

from fractions import Fraction

import pytest
from flint import acb, arb, ctx, fmpq

from checker.symbolic.agreement import are_apart, are_close
from checker.symbolic.balls import UNDEFINED, UNKNOWN
from checker.symbolic.looking import plain, shown

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
