"""Points aimed at where formulas switch: on the zeros of their switches, beside them, between them and beyond.

Random points alone miss what differs on a half-line that is far away, past a branch cut, in a narrow window or
at one point. So switches are followed along lines: one symbol at a time, and all of them together. What keeps its
sign on all of these is followed downhill and uphill (`descent.py`).
"""

from collections.abc import Iterable, Iterator
from itertools import combinations, islice, pairwise, product
from typing import Any

from flint import arb, fmpq

from checker.symbolic.balls import Point, Program
from checker.symbolic.domains.domain import Domain, Range
from checker.symbolic.expressions.store import ONE, Expressions, Node
from checker.symbolic.points.descent import reached
from checker.symbolic.points.sampler import Sampler
from checker.symbolic.points.switches import slopes, switches
from checker.symbolic.points.whole import at_whole_numbers
from checker.symbolic.points.zeros import (
    SIGHT,
    Line,
    changes,
    grid,
    line_in,
    linear_zeros,
    sign_along,
    sign_of,
    zero_between,
)

BESIDE = (fmpq(1, 100), fmpq(1, 10**5), fmpq(1, 10**9))
FARTHER = tuple(fmpq(sign * k, 1000) for k in (500, 999) for sign in (1, -1))
"""how far it is gone from a zero toward an end, where that is near"""
AROUND = tuple(fmpq(10) ** -k for k in (300, 100, 45, 30, 20, 14, 10))
"""distances from a zero at which zeros of other switches are looked for"""
FAR = 10**18
MAX_LINES = 24
CLOSELY = 2
"""starting points whose lines are looked at closely"""
MAX_IN_A_STAGE = 450
MAX_ZEROS = 24
"""zeros on a line"""
MAX_JOINT = 8
"""symbols that are set to zeros of switches at once"""
MAX_TOGETHER = 64
MAX_HUNTS = 12
PATIENCE = 8
"""places of a line at which a sign is looked for with many digits"""
SHORT = 40
"""bits of a zero that is combined with others"""


def aimed(
    store: Expressions, domain: Domain, names: list[str], roots: Iterable[Node], seed: str = "", limit: int = FAR
) -> Iterator[Point]:
    """Points on, beside and between the zeros of the switches, and on both sides of each where that is possible.

    No more are looked for when the work of all programs has come to the limit.
    """
    roots = list(roots)
    found = switches(store, *roots)
    if names and found:
        yield from _Aim(store, domain, names, found, seed, limit).points()
    if names and Program.work < limit:
        yield from at_whole_numbers(store, domain, names, found, roots)


class _Aim:
    def __init__(
        self, store: Expressions, domain: Domain, names: list[str], found: list[Node], seed: str, limit: int
    ) -> None:
        self.store, self.domain, self.names, self.found, self.limit = store, domain, names, found, limit
        self.sampler = Sampler(domain, names, f"lines {seed}")
        self.bases = [*self.sampler.ordinary(2), *self.sampler.spread(3)]
        self.exact: dict[str, list[Any]] = {}
        self.outer: dict[str, list[Any]] = {}
        self.signs: dict[Node, set[int]] = {w: set() for w in found}
        self._programs = {w: Program(store, w) for w in found}
        self._along = {name: self._watched(name) for name in names if self._is_line(name)}

    def points(self) -> Iterator[Point]:
        if not self.bases:
            return
        yield from _simple_points(self.names, self.domain, self.bases)
        for stage in (self._lines, self._together, self._corners, self._diagonals, self._hunts):
            if Program.work < self.limit:
                yield from islice(stage(), MAX_IN_A_STAGE)

    def _is_line(self, name: str) -> bool:
        return not self.domain.range(name).is_complex

    def _watched(self, name: str) -> tuple[list[Node], Program]:
        inside = [w for w in self.found if name in self.store.free[w]]
        inside += [slope for slope in slopes(self.store, self.found, name) if slope not in inside]
        return inside, Program(self.store, *inside)

    def _lines(self) -> Iterator[Point]:
        lines = 0
        for i, base in enumerate(self.bases):
            self._note(base)
            for name, (inside, program) in self._along.items():
                if not inside or lines >= MAX_LINES or Program.work > self.limit:
                    continue
                lines += 1
                given = self.domain.range(name)
                line = line_in(base, name, given)
                zeros = self._zeros_on(line, inside, program)
                short = [zero for zero in zeros if zero.height_bits() <= SHORT][:4]
                self.exact[name] = list(dict.fromkeys([*self.exact.get(name, []), *short]))[:4]
                self.outer.setdefault(name, _beyond(zeros, given))
                steps = BESIDE if i < CLOSELY else BESIDE[:1]
                yield from self._allowed(line, _around(zeros, given, steps))

    def _allowed(self, line: Line, values: Iterable[Any]) -> Iterator[Point]:
        for value in values:
            if self.domain.contains(point := line.at(value)):
                yield point

    def _note(self, point: Point) -> None:
        """Keep the signs that the switches have at a point that is looked at."""
        for w, program in self._programs.items():
            if sign := sign_of(program.at(point, SIGHT[0])[0]):
                self.signs[w].add(sign)

    # ---- zeros on a line ---------------------------------------------------------------------------------------

    def _zeros_on(self, line: Line, inside: list[Node], program: Program) -> list[Any]:
        """Places at which a switch is zero or changes its sign, in order; of those near another one, too."""
        places = grid(line.given)
        straight = linear_zeros(program, line)
        rows = [program.at(line.at(place), SIGHT[0]) for place in places]
        zeros = {zero for zero in straight if zero is not None}
        columns: list[Iterator[Any]] = []
        for i, w in enumerate(inside):
            if straight[i] is None:
                columns.append(self._on_column(w, line, places, [row[i] for row in rows]))
            elif w in self.signs and line.given.contains(straight[i]):
                self.signs[w] |= {1, -1}
        zeros |= set(islice(_in_turn(columns), MAX_ZEROS))
        for anchor in sorted(zeros)[:4]:
            zeros |= self._beside(anchor, line, inside, program)
        return sorted(zeros)

    def _on_column(self, w: Node, line: Line, places: list[Any], column: list[Any]) -> Iterator[Any]:
        """Zeros of one switch on a line, given its values at some places."""
        program = self._programs.get(w) or Program(self.store, w)
        sign, patience, signs = sign_along(program, line), PATIENCE, []
        for place, value in zip(places, column, strict=True):
            found = sign_of(value)
            if found is None and isinstance(value, arb) and patience:
                found, patience = sign(place), patience - 1
            signs.append(found)
        for low, high, below in changes(places, signs):
            if below and w in self.signs:
                self.signs[w] |= {1, -1}
            yield zero_between(sign, low, high, below, line.given) if below else low

    def _beside(self, anchor: Any, line: Line, inside: list[Node], program: Program) -> set[Any]:
        """Zeros of switches that change their sign close to a zero of another one, as a logarithm does."""
        zeros: set[Any] = set()
        unit = ONE + abs(anchor)
        for side in (1, -1):
            places = sorted(anchor + side * unit * step for step in AROUND)
            rows = [program.at(line.at(place), SIGHT[0]) for place in (places[0], places[-1])]
            given = Range(low=anchor) if side > 0 else Range(high=anchor)
            for i, w in enumerate(inside):
                first, last = sign_of(rows[0][i]), sign_of(rows[1][i])
                if first and last and first != last:
                    sign = sign_along(self._programs.get(w) or Program(self.store, w), line)
                    zeros.add(zero_between(sign, places[0], places[-1], first, given))
        return zeros

    # ---- several symbols ---------------------------------------------------------------------------------------

    def _together(self) -> Iterator[Point]:
        """Points at which several switches are zero at once: each symbol in turn is moved to a zero."""
        names = [name for name, (inside, _) in self._along.items() if inside][:MAX_JOINT]
        if len(names) < 2:
            return
        for base in self.bases[:1]:
            level = [base]
            for name in (*names, *names[:-1]):
                level = list(islice(self._with_zeros(name, level, names), MAX_TOGETHER))
            yield from (point for point in level if point != base and self.domain.contains(point))

    def _with_zeros(self, name: str, level: list[Point], names: list[str]) -> Iterator[Point]:
        """The points, with one symbol at a zero of a switch that contains it, or as it is."""
        _, program = self._along[name]
        given = self.domain.range(name)
        seen: set[Any] = set()
        for point in level:
            straight = linear_zeros(program, line_in(point, name, given))
            for value in [*straight, *self.exact.get(name, ()), point[name]]:
                if value is not None and given.contains(value):
                    there = {**point, name: value}
                    if (key := tuple(there[other] for other in names)) not in seen:
                        seen.add(key)
                        yield there

    def _corners(self) -> Iterator[Point]:
        """Points at which several symbols are beyond, or between, the zeros of switches at once."""
        several = {name: values for name, values in self.outer.items() if values}
        if len(several) < 2:
            return
        for values in islice(product(*several.values()), MAX_TOGETHER):
            point = {**self.bases[0], **dict(zip(several, values, strict=True))}
            if self.domain.contains(point):
                yield point

    def _diagonals(self) -> Iterator[Point]:
        """Points on lines on which all symbols vary: all of them equal, or moved to their ends together."""
        names = [name for name in self._along if not self.domain.range(name).is_whole]
        if len(names) < 2:
            return
        program = Program(self.store, *self.found)
        for line in _joint(self.bases[0], names, self.domain):
            zeros = self._zeros_on(line, self.found, program)
            yield from self._allowed(line, _around(zeros, line.given))

    def _hunts(self) -> Iterator[Point]:
        """Points at which a switch has a sign that it had nowhere else."""
        missing = [(w, sign) for w in self.found for sign in (1, -1) if sign not in self.signs[w]]
        hunts = 0
        for w, sign in missing:
            if _has_its_sign(self.store, w, self.domain) or hunts >= MAX_HUNTS or Program.work > self.limit:
                continue
            hunts += 1
            for base in self.bases[:2]:
                if (point := reached(self.store, self.domain, list(self._along), w, sign, base)) is not None:
                    self._note(point)
                    yield point
                    break


def _in_turn(several: list[Iterator[Any]]) -> Iterator[Any]:
    """One of each, then a second of each, and so on."""
    while several:
        left = []
        for one in several:
            for found in islice(one, 1):
                left.append(one)
                yield found
        several = left


def _simple_points(names: list[str], domain: Domain, bases: list[Point]) -> Iterator[Point]:
    """Points at which all symbols, or two of them, are zero, or all are one."""
    alike = [dict.fromkeys(names, fmpq(k)) for k in (0, 1, -1)]
    pairs = [{**base, a: fmpq(0), b: fmpq(0)} for base in bases[:1] for a, b in combinations(names[:4], 2)]
    yield from (point for point in [*alike, *pairs] if domain.contains(point))


def _joint(base: Point, names: list[str], domain: Domain) -> Iterator[Line]:
    """Lines on which several symbols vary."""
    ranges = [domain.range(name) for name in names]
    low = max((given.low for given in ranges if given.low is not None), default=None)
    high = min((given.high for given in ranges if given.high is not None), default=None)
    if low is None or high is None or low < high:
        yield Line(Range(low, high), lambda t: {**base, **dict.fromkeys(names, t)})
    yield _toward(base, {name: _end(domain.range(name), is_low=True) for name in names})
    if any(given.low is not None and given.high is not None for given in ranges):
        yield _toward(base, {name: _end(domain.range(name), is_low=False) for name in names})


def _toward(base: Point, ends: dict[str, Any]) -> Line:
    """The line from a point on which all symbols come to their ends together."""
    return Line(
        Range(low=fmpq(0)),
        lambda t: {**base, **{name: end + (base[name] - end) * t for name, end in ends.items()}},
    )


def _end(given: Range, *, is_low: bool) -> Any:
    ends = (given.low, given.high) if is_low else (given.high, given.low)
    return next((end for end in ends if end is not None), fmpq(0))


def _has_its_sign(store: Expressions, w: Node, domain: Domain) -> bool:
    """Whether a switch is a symbol that has but one sign."""
    head, args = store.heads[w], store.args[w]
    return head == "symbol" and (domain.range(args[0]).sign is not None or domain.range(args[0]).is_complex)


def _around(zeros: list[Any], given: Range, steps: tuple[Any, ...] = BESIDE[:1]) -> Iterator[Any]:
    """Values on, beside and between the zeros, and beyond them."""
    if given.is_whole:
        yield from dict.fromkeys(
            fmpq(whole + k) for zero in zeros for whole in (zero.floor(), zero.ceil()) for k in (-1, 0, 1)
        )
        return
    yield from zeros
    yield from ((a + b) / 2 for a, b in pairwise(zeros))
    yield from _beyond(zeros, given)[:2]
    for step in steps:
        for zero in zeros:
            room = _room(zero, given)
            yield zero + step * room
            yield zero - step * room
    for zero in zeros if len(steps) > 1 else ():
        room = _room(zero, given)
        yield zero + room
        yield from (zero + room * part for part in FARTHER)


def _room(zero: Any, given: Range) -> Any:
    """How far it is from a zero to an end, or its size where there is no end near."""
    rooms = [abs(zero - end) for end in (given.low, given.high) if end is not None and end != zero]
    return min([ONE + abs(zero), *rooms])


def _beyond(zeros: list[Any], given: Range) -> list[Any]:
    """Values below all zeros, above all, and between some."""
    if not zeros:
        return []
    low, high = zeros[0] - ONE - abs(zeros[0]), zeros[-1] + ONE + abs(zeros[-1])
    if given.low is not None and low <= given.low:
        low = (given.low + zeros[0]) / 2
    if given.high is not None and high >= given.high:
        high = (given.high + zeros[-1]) / 2
    between = [(a + b) / 2 for a, b in pairwise(zeros)][:2]
    ends = [low, high, *between]
    return [fmpq(value.floor()) for value in ends] if given.is_whole else ends
