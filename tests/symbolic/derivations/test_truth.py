"""The lines of a derivation at points, with all that symbols stand for put in."""

import pytest
import sympy

from checker.sandbox.wire import Tree
from checker.symbolic.derivations.truth import Truth, meant
from checker.symbolic.domains.domain import range_of
from checker.symbolic.reading.inputs import as_plain

x, y, c, G, j, k, n = sympy.symbols("x y c G j k n")
RANGES = {
    "x": range_of("real"),
    "y": range_of("nonnegative"),
    "c": range_of("positive"),
    "n": range_of("positive integer"),
}


def truth(*lines, pairs=(), ranges=RANGES):
    """What is true of lines."""
    pairs = [(as_plain(symbol), as_plain(value)) for symbol, value in pairs]
    return Truth(ranges, pairs, [line if isinstance(line, Tree) else as_plain(line) for line in lines])


@pytest.mark.parametrize(
    ("other", "is_broken"), [(2 * x, False), (x * 3, True), (G, True), (x + G, False)], ids=str
)
def test_lines_that_differ_at_a_point_are_broken(other, is_broken):
    assert truth(2 * x, other, pairs=[(G, x)]).is_broken(0, 1) is is_broken


def test_what_cannot_be_read_is_neither_broken_nor_undefined():
    lines = truth(x, Tree("FiniteSet", (as_plain(x),)), as_plain(x**2))

    assert not lines.is_broken(0, 1)
    assert not lines.is_undefined(1)


@pytest.mark.parametrize(
    ("line", "is_undefined"),
    [(1 / x, False), (1 / (G - x), True), (1 / (x * (G - x)), True), (x, False)],
    ids=str,
)
def test_line_that_has_a_value_nowhere_is_undefined(line, is_undefined):
    assert truth(line, pairs=[(G, x)]).is_undefined(0) is is_undefined


@pytest.mark.parametrize(
    ("first", "second", "is_more"),
    [(x + c, x, False), (x * c, x, True), (x**2 + c**2, x**2 - 1, False), (x, 2 * x, True)],
    ids=str,
)
def test_difference_that_changes_with_a_symbol_is_no_constant(first, second, is_more):
    assert truth(first, second).is_more_than_constant(0, 1, ("x",)) is is_more


def test_difference_is_shown_where_the_definitions_hold_if_they_do_somewhere():
    found = truth(y, 2 * y, pairs=[(sympy.Symbol("z"), 1 - y)], ranges={**RANGES, "z": range_of("nonnegative")})

    assert 0 <= found.between(0, 1).counterexample.point["y"] <= 1


def test_what_a_sum_binds_captures_nothing():
    summed = as_plain(sympy.Sum(G, (x, 1, x)))

    found = meant(summed, [(as_plain(G), as_plain(x))])

    bound = Tree("Symbol", ("x'", *as_plain(x).args[1:]))
    assert found == Tree("Sum", (as_plain(x), Tree("Tuple", (bound, 1, as_plain(x)))))


def test_bounds_of_a_sum_are_bound_by_the_sums_around_it():
    summed = sympy.Sum(G * k, (k, 1, j), (j, 1, n))

    lines = truth(summed, sympy.Sum(x * k, (k, 1, j), (j, 1, n)), pairs=[(G, x)])

    assert not lines.is_broken(0, 1)
    assert lines.between(0, 1).verdict == "equal"
