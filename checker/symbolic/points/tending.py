"""Whether a formula tends to a value at a point at which it is not defined: then nothing is missing there.

The point is approached along the axes, along the diagonals and along parabolas. One path that leads elsewhere
tells that there is no such limit; that all of them lead there is taken for one.
"""

from collections.abc import Callable, Iterator
from itertools import combinations
from math import log
from typing import Any

from flint import acb, arb, ctx, fmpq

from checker.symbolic.balls import PRECISIONS, UNDEFINED, UNKNOWN, Point, Program, Value
from checker.symbolic.domains.domain import Domain

EXPONENTS = (14, 60, 240)
NEAR = tuple(fmpq(10) ** -k for k in EXPONENTS)
"""steps beside a point at which a formula is undefined"""
TINY = fmpq(1, 10**9)
ALIKE = 0.05
"""by how much the rates of a slow approach may differ"""
MAX_PAIRS = 3

Path = Callable[[Any], Point]
"""a step to the point that far away"""


def tends_to(program: Program, domain: Domain, names: list[str], point: Point, value: Value) -> bool | None:
    """Whether the first root tends to a value from wherever the domain lets it; None where it is not seen."""
    found: set[Any] = set()
    for path in _paths(domain, names, point):
        found.add(_shrinks(program, domain, path, value))
        if False in found:
            return False
    if True in found:
        return True
    return False if UNDEFINED in found else None  # there is no value all around


def _paths(domain: Domain, names: list[str], point: Point) -> Iterator[Path]:
    """Ways to a point."""
    for name in names:
        given = domain.range(name)
        for turn in (fmpq(1), fmpq(-1), *((acb(0, 1), acb(0, -1)) if given.is_complex else ())):
            yield _path(point, {name: turn}, {})
    real = [name for name in names if not domain.range(name).is_whole]
    for a, b in list(combinations(real, 2))[:MAX_PAIRS]:
        for sign in (fmpq(1), fmpq(-1)):
            yield _path(point, {a: fmpq(1), b: sign}, {})
            yield _path(point, {a: fmpq(-1), b: sign}, {})
            yield _path(point, {a: sign}, {b: fmpq(1)})
            yield _path(point, {b: sign}, {a: fmpq(1)})


def _path(point: Point, straight: dict[str, Any], squared: dict[str, Any]) -> Path:
    def at(step: Any) -> Point:
        moved = dict(point)
        for name, turn in straight.items():
            moved[name] = point[name] + turn * step * (1 + abs(point[name]))
        for name, turn in squared.items():
            moved[name] = point[name] + turn * step * step * (1 + abs(point[name]))
        return moved

    return at


def _shrinks(program: Program, domain: Domain, path: Path, value: Value) -> Any:
    """Whether the distance from a value vanishes along a path; UNDEFINED where there is no value."""
    distances: list[Any] = []
    for step in NEAR:
        beside = path(step)
        if not _is_allowed(domain, beside):
            return None
        with ctx.workprec(PRECISIONS[3]):
            near = program.at(beside, PRECISIONS[3])[0]
            if near is UNDEFINED or near is UNKNOWN:
                return near
            if isinstance(near, bool) or isinstance(value, bool):
                return near is value
            distances.append(abs(acb(near) - acb(value)))
    if distances[-1] < TINY * (1 + abs(acb(value))):
        return True
    return _shrinks_slowly(distances)


def _is_allowed(domain: Domain, point: Point) -> bool:
    """Whether a point lies in the domain; between whole numbers, and in the plane, a path may lead anywhere."""
    ranges = [domain.range(name) for name in point]
    return any(given.is_whole or given.is_complex for given in ranges) or domain.contains(point)


def _shrinks_slowly(distances: list[Any]) -> bool | None:
    """Whether distances fall as a power of the logarithm of the step does; None where they fall otherwise."""
    first, second, last = (float(arb(distance).mid()) for distance in distances)
    if not last < first / 2:
        return False
    rates = [
        log(a / b) / log(n / m)
        for a, b, m, n in zip((first, second), (second, last), EXPONENTS[:2], EXPONENTS[1:], strict=True)
        if a > 0 and b > 0
    ]
    if len(rates) == 2 and abs(rates[0] - rates[1]) < ALIKE * abs(rates[1]):
        return True
    return None
