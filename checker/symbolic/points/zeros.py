"""Zeros of an expression along a line: where its sign changes, on a scale that fits the line.

A line is followed on a grid that is geometric toward its ends and toward infinity, for a threshold may lie at
1e-100 from an end, or at 1e300. A change of sign is narrowed down by the distance from the end, too.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flint import arb, ctx, fmpq
from msgspec import Struct

from checker.symbolic.balls import Point, Program
from checker.symbolic.domains.domain import Range
from checker.symbolic.expressions.store import ONE, Expressions, Node

TEN = fmpq(10)
TOWARD = tuple(TEN**-k for k in (1, 2, 3, 4, 6, 9, 16, 30, 60, 100, 200, 300, 500))
"""distances from an end of a line, in units of its length"""
OUTWARD = tuple(
    [TEN**k * q for k in range(-4, 7) for q in (ONE, fmpq(7, 3))]
    + [TEN**k for k in (-300, -100, -45, -20, -12, -8, -6, 8, 9, 12, 20, 45, 90, 150, 310, 400)]
)
"""distances from an end, or from zero, on a line that has no other end"""
SIGHT = (96, 640)
"""bits in which a sign is looked for"""
BISECTIONS = 140
CLOSE = fmpq(1, 10**15)
"""how narrow a bracket becomes, in units of the distance from the end"""
HEIGHT = 40_000
"""bits of a rational that is written down"""
PRECISE = 600
"""the same, as halvings, for a zero at which values are compared"""

Sign = Callable[[Any], int | None]
"""a place on a line to the sign of an expression there, None where it has none or is not seen"""


class Line(Struct, frozen=True):
    """A line through a domain."""

    given: Range
    """the values that its parameter may take"""
    at: Callable[[Any], Point]
    """the point for a value of the parameter"""


def line_in(base: Point, name: str, given: Range) -> Line:
    """The line on which one symbol varies."""
    return Line(given, lambda value: {**base, name: value})


def grid(given: Range) -> list[Any]:
    """Places on a line, in order."""
    low, high = given.low, given.high
    if low is not None and high is not None:
        near = [(high - low) * step for step in TOWARD]
        even = [low + (high - low) * fmpq(k, 24) for k in range(25)]
        return sorted({*even, *(low + step for step in near), *(high - step for step in near)})
    if low is not None:
        return sorted({low, *(low + step for step in OUTWARD)})
    if high is not None:
        return sorted({high, *(high - step for step in OUTWARD)})
    return sorted({fmpq(k) for k in range(-4, 5)} | {step * sign for step in OUTWARD for sign in (1, -1)})


def sign_of(value: Any) -> int | None:
    """The sign of a value, None where it is not certain."""
    if not isinstance(value, fmpq | arb):
        return None
    return 1 if value > 0 else -1 if value < 0 else 0 if value == 0 else None


def sign_along(program: Program, line: Line) -> Sign:
    """The sign of the first root along a line, with more digits where they are needed."""

    def sign(place: Any) -> int | None:
        for bits in SIGHT:
            value = program.at(line.at(place), bits)[0]
            if (found := sign_of(value)) is not None or not isinstance(value, arb):
                return found
        return None

    return sign


def changes(places: list[Any], signs: Iterable[int | None]) -> Iterator[tuple[Any, Any, int]]:
    """Neighbouring places with opposite signs, and the first of them; a place that is a zero, twice, and 0."""
    before: tuple[Any, int] | None = None
    for place, sign in zip(places, signs, strict=True):
        if sign == 0:
            yield place, place, 0
        if before and sign and sign != before[1]:
            yield before[0], place, before[1]
        before = (place, sign) if sign else None


def zero_between(sign: Sign, low: Any, high: Any, below: int, given: Range) -> Any:
    """A rational close to the zero between two places, the zero itself where that is simple."""
    end, side = _end_beside(low, high, given)
    for step in range(BISECTIONS):
        if step % 6 == 0:
            simple = simplest(low, high)
            if sign(simple) == 0:
                return simple
        if high - low < CLOSE * (abs(low - end) if side else ONE + abs(low)):
            break
        middle = _middle(low, high, end, side)
        found = sign(middle)
        if not found:
            return middle
        low, high = (middle, high) if found == below else (low, middle)
    return simplest(low, high)


def _end_beside(low: Any, high: Any, given: Range) -> tuple[Any, int]:
    """The end, or zero, from which a bracket is measured, and on which side of it that lies; 0 if on both."""
    ends = [end for end in (given.low, given.high) if end is not None] or [fmpq(0)]
    outside = [end for end in ends if end < low or end > high]
    if not outside:
        return ends[0], 0
    end = min(outside, key=lambda end: min(abs(low - end), abs(high - end)))
    return end, 1 if end < low else -1


def _middle(low: Any, high: Any, end: Any, side: int) -> Any:
    """The middle of a bracket; of the exponents where its two sides are of different sizes."""
    near, far = sorted((abs(low - end), abs(high - end)))
    if not side or far < 4 * near:
        return (low + high) / 2
    exponents = [value.p.bit_length() - value.q.bit_length() for value in (near, far)]
    middle = end + side * fmpq(2) ** int((exponents[0] + exponents[1]) // 2)
    return middle if low < middle < high else (low + high) / 2


def linear_zeros(program: Program, line: Line) -> list[Any]:
    """For each root, its zero where it is linear along the line with rational numbers, else None."""
    rows = zip(*(program.at(line.at(fmpq(k)), 64) for k in (0, 1, 5)), strict=True)
    return [_linear_zero(*row) for row in rows]


def _linear_zero(at_0: Any, at_1: Any, at_5: Any) -> Any:
    values = (at_0, at_1, at_5)
    if any(type(value) is not fmpq for value in values) or at_0 == at_1 or at_5 - at_0 != 5 * (at_1 - at_0):
        return None
    return at_0 / (at_0 - at_1)


def enclosed(store: Expressions, w: Node, line: Line) -> Iterator[Any]:
    """Balls on a line that certainly hold a zero, most of them narrow: the sign changes, and nothing jumps."""
    program = Program(store, w)
    sign = sign_along(program, line)
    places = grid(line.given)
    for low, high, below in changes(places, map(sign, places)):
        if below:
            middle = zero_between(sign, low, high, below, line.given)
            if sign(middle) != 0 and (ball := _ball_about(program, line, middle)) is not None:
                yield ball


def _ball_about(program: Program, line: Line, near: Any) -> Any:
    """A ball that holds the zero close to a place, by secants; None where there is a jump or a pole."""

    def at(place: Any) -> Any:
        return program.at(line.at(place), 2 * PRECISE)[0]

    with ctx.workprec(2 * PRECISE):
        unit = fmpq(2) ** -48 * (abs(near) or fmpq(2) ** -2000)
        zero = _by_secants(at, near - unit, near + unit, unit * fmpq(2) ** -PRECISE)
        if zero is None:
            return None
        step = unit * fmpq(2) ** (64 - PRECISE)
        low, high = zero - step, zero + step
        opposite = (sign_of(at(low)) or 0) * (sign_of(at(high)) or 0) < 0
        if not opposite or not (line.given.contains(low) and line.given.contains(high)):
            return None
        ball = arb(low).union(arb(high))
    return ball if is_continuous(program, line.at(ball)) else None


def _by_secants(at: Callable[[Any], Any], first: Any, second: Any, enough: Any) -> Any:
    """Where the secants lead."""
    for _ in range(14):
        a, b = at(first), at(second)
        if not (isinstance(a, arb | fmpq) and isinstance(b, arb | fmpq)):
            return None
        gap = arb(a) - arb(b)
        if gap.contains(0):
            break
        third = second - arb(b) * (first - second) / gap
        if not third.is_finite() or third.mid().man_exp()[1] > HEIGHT:
            return None
        first, second = second, rational(third)
        if abs(second - first) < enough:
            break
    return second


def is_continuous(program: Program, point: Point) -> bool:
    """Whether all steps have a value on the whole of a ball, and a real one: none of them jumps there."""
    known = program.values(point, 2 * PRECISE)
    return all(isinstance(value, fmpq | arb | bool) for value in known.values())


def rational(value: Any) -> Any:
    """The middle of a ball, 0 for one too small to be written down."""
    if type(value) is fmpq:
        return value
    mantissa, exponent = value.mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent) if abs(exponent) < HEIGHT else fmpq(0)


def simplest(low: Any, high: Any) -> Any:
    """The rational of the smallest denominator strictly between two."""
    whole = low.floor()
    if whole + 1 < high:
        return fmpq(whole + 1)
    if low == whole:
        return low + 1 / fmpq((1 / (high - low)).floor() + 1)
    return whole + 1 / simplest(1 / (high - whole), 1 / (low - whole))
