"""Following an expression downhill or uphill until it changes its sign.

A threshold that no line through a random point meets, such as a product of several probabilities near 1 or a sum
of squares near 0, is met by moving the symbols in turn, each to the best place on its line; and for smooth
expressions by Newton's steps on the slopes, which lead into windows of any narrowness.
"""

from collections.abc import Iterator
from typing import Any

from flint import arb, arb_mat, ctx, fmpq

from checker.symbolic.balls import Point, Program, size
from checker.symbolic.domains.domain import Domain
from checker.symbolic.expressions.derivative import differentiated
from checker.symbolic.expressions.store import Expressions, Node
from checker.symbolic.points.zeros import grid, line_in, linear_zeros, rational, sign_of, simplest

ROUNDS = 3
NEWTONS = 14
BITS = 128
MANY_BITS = 900
FAR = 1400
"""binary exponent beyond which no step leads"""
HARDLY = fmpq(1, 2**600)
"""a value that may as well be zero"""
MAX_NEWTON = 4
"""symbols in which Newton's steps are taken"""


def reached(
    store: Expressions, domain: Domain, names: list[str], w: Node, sign: int, base: Point
) -> Point | None:
    """A point of the domain at which an expression has a sign, None where none was found."""
    descent = _Descent(store, domain, [name for name in names if name in store.free[w]], w, sign)
    best = descent.by_lines(base)
    if descent.is_there(best):
        return best
    return next((point for point in descent.by_newton((best, base)) if descent.is_there(point)), None)


def lowest(store: Expressions, domain: Domain, names: list[str], w: Node, base: Point) -> Point | None:
    """Where the slopes of an expression vanish and it is hardly other than zero, close to a point."""
    descent = _Descent(store, domain, [name for name in names if name in store.free[w]], w, 1)
    for point in descent.by_newton((base,)):
        value = descent.height(point, MANY_BITS)
        if value is not None and abs(value) < HARDLY and domain.contains(point):
            return point
    return None


class _Descent:
    def __init__(self, store: Expressions, domain: Domain, names: list[str], w: Node, sign: int) -> None:
        self.store, self.domain, self.names, self.w, self.sign = store, domain, names, w, sign
        self.program = Program(store, w)

    def height(self, point: Point, bits: int = BITS) -> Any:
        """How far the expression has come; None where it has no value."""
        value = self.program.at(point, bits)[0]
        return value * self.sign if isinstance(value, fmpq | arb) else None

    def is_there(self, point: Point) -> bool:
        """Whether the sign is reached, within the domain."""
        found = sign_of(self.height(point))
        if found is None:
            found = sign_of(self.height(point, MANY_BITS))
        return found == 1 and self.domain.contains(point)

    def by_lines(self, base: Point) -> Point:
        """The best point that moves in one symbol at a time lead to."""
        best, height = base, self.height(base)
        for _ in range(ROUNDS):
            before = best
            for name in self.names:
                for point in self._moves(best, name):
                    found = self.height(point)
                    if (
                        found is not None
                        and (height is None or _is_more(found, height))
                        and self.domain.contains(point)
                    ):
                        best, height = point, found
                if height is not None and height > 0:
                    return best
            if best is before:
                break
        return best

    def _moves(self, point: Point, name: str) -> Iterator[Point]:
        """Other places on a line: its grid, the values of the other symbols, and where the slope vanishes."""
        given = self.domain.range(name)
        others = [value for other, value in point.items() if other != name and type(value) is fmpq]
        slope = Program(self.store, differentiated(self.store, self.w, name))
        (flat,) = linear_zeros(slope, line_in(point, name, given))
        values = [*grid(given), *others, *(-value for value in others), *([] if flat is None else [flat])]
        if given.is_whole:
            values = [fmpq(value.floor()) for value in values]
        yield from ({**point, name: value} for value in dict.fromkeys(values) if given.contains(value))

    def by_newton(self, starts: tuple[Point, ...]) -> Iterator[Point]:
        """Where Newton's steps on the slopes lead, and the simple numbers there."""
        names = [name for name in self.names if not self.domain.range(name).is_whole]
        if not 0 < len(names) <= MAX_NEWTON:
            return
        slopes = [differentiated(self.store, self.w, name) for name in names]
        bends = [differentiated(self.store, slope, name) for slope in slopes for name in names]
        program = Program(self.store, *slopes, *bends)
        for start in starts:
            point = start
            for step in range(NEWTONS):
                moved = _step(program, point, names)
                if moved is None or moved == point:
                    break
                point = moved
                if step > 2:
                    yield _simple(point, names)
            yield point


def _step(program: Program, point: Point, names: list[str]) -> Point | None:
    """One of Newton's steps, None where there is none."""
    n = len(names)
    with ctx.workprec(MANY_BITS):
        values = program.at(point, MANY_BITS)
        if not all(isinstance(value, fmpq | arb) for value in values):
            return None
        middles = [arb(value).mid() for value in values]
        ridge = sum((abs(value) for value in middles[n:]), arb(0)) * arb(2) ** (-MANY_BITS // 3)
        bends = arb_mat(n, n, [middles[n + i] + (ridge if i % (n + 1) == 0 else 0) for i in range(n * n)])
        try:
            found = bends.solve(arb_mat(n, 1, [-value for value in middles[:n]]))
        except (ZeroDivisionError, ValueError):
            return None
        steps = [found[i, 0] for i in range(n)]
        if not all(step.is_finite() and (size(step) or 0) < FAR for step in steps):
            return None
        moved = zip(names, steps, strict=True)
        return {**point, **{name: rational(arb(point[name]) + step) for name, step in moved}}


def _simple(point: Point, names: list[str]) -> Point:
    """The point with coordinates that are as simple as their nearness allows."""
    tiny = fmpq(1, 10**9)
    return {
        name: simplest(value - tiny * (1 + abs(value)), value + tiny * (1 + abs(value)))
        if name in names
        else value
        for name, value in point.items()
    }


def _is_more(a: Any, b: Any) -> bool:
    """Whether one height is above another, as far as their middles tell."""
    if type(a) is fmpq and type(b) is fmpq:
        return bool(a > b)
    return bool(arb(a).mid() > arb(b).mid())
