"""Seeded points of a domain: of ordinary size, over many scales, and where equations between symbols hold.

A point that a constraint forbids is drawn again, then moved toward one that is known to be allowed, so that
narrow windows are met. Where an equation holds, one symbol is what the others make it: exactly, or as a ball.
"""

import random
from collections.abc import Iterator
from typing import Any

from flint import acb, arb, fmpq

from checker.symbolic.balls import Point, Program
from checker.symbolic.domains.domain import REAL, Domain, Range
from checker.symbolic.domains.feasible import inner_point
from checker.symbolic.expressions.store import ONE, Node
from checker.symbolic.points.zeros import enclosed, line_in, linear_zeros

NICE = tuple(
    fmpq(p, q) for p, q in ((1, 1), (2, 1), (1, 2), (3, 1), (-1, 1), (0, 1), (-2, 1), (-1, 2), (1, 3), (5, 2))
)
SCALES = tuple(fmpq(10) ** k for k in (-9, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 9))
TRIES = 40
SOME = 6
"""points that may satisfy an equation by chance"""
SHRINKING = tuple(fmpq(1, 2**k) for k in (1, 2, 4, 7, 11, 16, 24, 40))
"""how far toward an allowed point one that is not allowed is moved"""

Forced = dict[Node, Any]
"""values of expressions that are known otherwise"""


class Sampler:
    """Points of a domain, the same for the same seed."""

    def __init__(self, domain: Domain, names: list[str], seed: str = "") -> None:
        self.domain, self.names = domain, names
        self._random = random.Random(f"points {seed} {' '.join(names)}")
        self._equations = domain.equations()
        self._allowed: Point | None = None

    def ordinary(self, count: int) -> Iterator[Point]:
        """Points of ordinary size, with no special numbers."""
        yield from self._kept(count, lambda i, given: self._ordinary(given))

    def spread(self, count: int) -> Iterator[Point]:
        """Points over many scales, with small and simple numbers among them."""
        yield from self._kept(count, self._spread)

    def on_equations(self, count: int) -> Iterator[tuple[Point, Forced]]:
        """Points at which equations between the symbols hold, one coordinate for each a narrow ball."""
        store, domain = self.domain.store, self.domain
        free = [self._free_in(w) for w in self._equations]
        if not free or not all(free):
            return
        forced = {node: value for w in self._equations for node, value in domain.where_zero(w).items()}
        for i in range(count):
            points = [{name: self._spread(i, domain.range(name)) for name in self.names}]
            for w, names in zip(self._equations, free, strict=True):
                name = names[i % len(names)]
                points = [
                    {**point, name: ball}
                    for point in points
                    for ball in enclosed(store, w, line_in(point, name, domain.range(name)))
                ]
            yield from ((point, forced) for point in points if domain.contains(point, forced))

    def _free_in(self, w: Node) -> list[str]:
        """The symbols of an equation that can be moved, and are in no other one."""
        store, others = self.domain.store, [other for other in self._equations if other != w]
        ranges = {name: self.domain.range(name) for name in store.symbols(w) if name in self.names}
        names = [name for name, given in ranges.items() if not given.is_whole and not given.is_complex]
        return [name for name in names if name not in store.symbols(*others)]

    def _kept(self, count: int, draw: Any) -> Iterator[Point]:
        if not self.names:
            if self.domain.contains({}):
                yield {}
            return
        tries = 4 if self._equations or not self.domain.constraints else TRIES
        for i in range(count if not self._equations or self._can_solve() else SOME):
            for _ in range(tries):
                point: Point = {name: draw(i, self.domain.range(name)) for name in self.names}
                if self._equations:
                    point = self._solved(point)
                if self.domain.contains(point):
                    yield point
                    break
            else:
                if self.domain.constraints and (moved := self._moved(point)) is not None:
                    yield moved

    def _can_solve(self) -> bool:
        """Whether each equation is linear in some symbol, by rational numbers."""
        point = {name: self._ordinary(self.domain.range(name)) for name in self.names}
        lines = [
            (w, line_in(point, name, REAL)) for w in self._equations for name in self.domain.store.symbols(w)
        ]
        solved = {w for w, line in lines if linear_zeros(Program(self.domain.store, w), line) != [None]}
        return len(solved) == len(set(self._equations))

    def _solved(self, point: Point) -> Point:
        """The point with symbols moved so that equations hold, as far as these are linear in one."""
        for w in self._equations:
            names = [name for name in self.domain.store.symbols(w) if name in point]
            self._random.shuffle(names)
            program = Program(self.domain.store, w)
            for name in names:
                (zero,) = linear_zeros(program, line_in(point, name, self.domain.range(name)))
                if zero is not None and self.domain.range(name).contains(zero):
                    point = {**point, name: zero}
                    break
        return point

    def _moved(self, point: Point) -> Point | None:
        """The point, moved toward an allowed one until it is allowed itself."""
        if self._allowed is None:
            inner = inner_point(self.domain.bounds()) or {}
            self._allowed = {name: self._fitting(name, inner.get(name, value)) for name, value in point.items()}
        for part in SHRINKING:
            moved = {
                name: self._fitting(name, there + (point[name] - there) * part)
                for name, there in self._allowed.items()
            }
            if self.domain.contains(moved):
                return moved
        return self._allowed if self.domain.contains(self._allowed) else None

    def _fitting(self, name: str, value: Any) -> Any:
        return fmpq(value.ceil()) if self.domain.range(name).is_whole and type(value) is fmpq else value

    def _ordinary(self, given: Range) -> Any:
        if given.is_complex:
            return acb(self._dyadic(), self._dyadic())
        if given.is_whole:
            return self._whole(given, 9)
        if given.low is not None and given.high is not None:
            return given.low + (given.high - given.low) * fmpq(self._random.randint(30, 960), 991)
        size = fmpq(self._random.randint(17, 200), self._random.randint(61, 71))
        if given.low is not None:
            return given.low + size
        if given.high is not None:
            return given.high - size
        return size if self._random.random() < 0.5 else -size

    def _spread(self, i: int, given: Range) -> Any:
        choose = self._random.choice
        if given.is_complex:
            size = choose((arb(1) / 64, arb(1), arb(1), arb(4), arb(32)))
            real, imaginary = self._dyadic() * size, self._dyadic() * size
            return choose((acb(real, imaginary), acb(real, imaginary), acb(real, 0), acb(0, imaginary)))
        if i % 3 == 0:
            return self._ordinary(given)
        if given.is_whole:
            return self._whole(given, 60 if i % 3 == 1 else 4)
        if i % 3 == 1:
            fitting = [value for value in NICE if given.contains(value)]
            return choose(fitting) if fitting else self._ordinary(given)
        if given.low is not None and given.high is not None:
            near = (given.high - given.low) * choose(SCALES[:6]) * fmpq(self._random.randint(50, 900), 991)
            return given.low + near if self._random.random() < 0.5 else given.high - near
        far = choose((*SCALES, *SCALES[5:9])) * fmpq(self._random.randint(17, 200), 67)
        if given.low is not None:
            return given.low + far
        return -far if given.high is not None or self._random.random() < 0.5 else far

    def _whole(self, given: Range, size: int) -> Any:
        low = (
            given.low if given.low is not None else (given.high - size if given.high is not None else fmpq(-size))
        )
        high = given.high if given.high is not None else low + (size if given.low is not None else 2 * size)
        value = fmpq(self._random.randint(int(low.ceil()), int(high.floor())))
        return ONE if value == 0 and not given.has_zero else value

    def _dyadic(self) -> Any:
        return arb(self._random.randint(20, 180)) / 64 * (1 if self._random.random() < 0.5 else -1)
