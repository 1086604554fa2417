"""Looking for a point at which two expressions differ, with certainty."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx, fmpq
from msgspec import Struct

from checker.symbolic.balls import (
    FOR_CONSTANTS,
    MAX_TERMS_IN_ALL,
    PRECISIONS,
    UNDEFINED,
    UNKNOWN,
    Point,
    Program,
    Value,
)
from checker.symbolic.domains import Domain
from checker.symbolic.expressions import LOGIC, RELATIONS, Expressions, Node
from checker.symbolic.points import Sampler, aimed, on_zeros

FIRST_LOOK = 4
"""points before a proof is tried"""
LAST_LOOK = 108
"""points, beside the aimed ones, that agreement is based on"""
AGREED = 0.6
"""share of the working bits that have to be right where values agree"""
LONG = 10**6
"""a fraction with a larger denominator is told as a decimal"""
SIMPLE = tuple(fmpq(p, q) for p, q in ((1, 1), (2, 1), (1, 2), (3, 1), (-1, 1), (1, 3), (-2, 1), (3, 4)))
"""coordinates of points that a student can follow"""
NEAR = (fmpq(1, 10**14), fmpq(1, 10**60), fmpq(1, 10**240))
"""steps beside a point at which one side is undefined"""
TINY = fmpq(1, 10**9)
MAX_AIMED = 700


Suspect = tuple[Point, list[tuple[str, Node]]]
"""a point of a case in which a proof failed, and symbols that stand for expressions there"""


class Difference(Struct, frozen=True, eq=False):
    """A point at which two values differ, and both."""

    point: Point
    got: Value
    want: Value


class Sight(Struct, eq=False):
    """What was seen at all points so far."""

    agreed: int = 0
    """points at which the values agree"""
    bits: int = 0
    """least precision, in bits, to which they do"""
    nowhere: int = 0
    """points at which neither side is defined"""
    blind: int = 0
    """points at which nothing could be said"""
    removable: list[tuple[Point, str]] = []
    """points at which one side is undefined, but tends to the value of the other; and which side"""
    difference: Difference | None = None
    is_single: bool = False
    """whether there is but one point, for want of symbols"""


class Looker:
    """Compares two expressions at points of a domain."""

    def __init__(self, store: Expressions, got: Node, want: Node, domain: Domain, seed: str) -> None:
        self.store, self.roots, self.domain, self.seed = store, (got, want), domain, seed
        # What both sides share cancels in their difference: a small one beside large numbers shows there.
        is_logical = store.heads[got] in RELATIONS | LOGIC
        self.program = Program(store, got, want, store.zero if is_logical else store.minus(got, want))
        self.program.terms_in_all = MAX_TERMS_IN_ALL
        self.names = sorted({name for _, name in self.program.names if not name.startswith("~")})
        for name in domain.store.symbols(*domain.constraints) if domain.constraints else ():
            if name not in self.names:
                self.names.append(name)
        self.sampler = Sampler(domain, self.names, seed)
        self.sight = Sight()

    @property
    def has_points(self) -> bool:
        """Whether a point of the domain was found."""
        return next(self.sampler.ordinary(4), None) is not None

    def first_look(self) -> Difference | None:
        """A few points: most differences show at the first."""
        return self._look(self.sampler.ordinary(FIRST_LOOK), PRECISIONS[:1])

    def simplest(self, difference: Difference) -> Difference:
        """The difference at simpler numbers, where there is one."""
        for start in range(len(SIMPLE)):
            values = [SIMPLE[(start + i) % len(SIMPLE)] for i in range(len(self.names))]
            point = dict(zip(self.names, values, strict=True))
            if self.names and self.domain.contains(point):
                got, want, _ = self.program.at(point, PRECISIONS[1])
                if UNKNOWN in (got, want) or UNDEFINED in (got, want):
                    continue
                with ctx.workprec(PRECISIONS[1]):
                    if are_apart(got, want):
                        return Difference(point, got, want)
        return difference

    def last_look(self, suspects: Iterable[Suspect] = ()) -> Sight:
        """Many points of many kinds, those aimed at the switches, and suspects, with many digits."""
        self.sight = Sight()
        if not self.names:
            self.sight.is_single = True
            self._look([{}], FOR_CONSTANTS)
            return self.sight
        spread = list(self.sampler.spread(LAST_LOOK))
        if self._look(spread, PRECISIONS[:3]) or self._look(spread[:3], PRECISIONS[3:]):
            return self.sight
        if self._look([*self._completed(suspects), *self._aimed()], PRECISIONS[:3]) is None:
            self.sight.difference = self._look_at_zeros()
        return self.sight

    def _look_at_zeros(self) -> Difference | None:
        """Where a condition changes at no rational number: there, its expression is known to be zero."""
        for point, w in on_zeros(self.store, self.domain, self.names, self.roots):
            forced = {w: fmpq(0), self.store.scaled(w, fmpq(-1)): fmpq(0)}
            got, want, _ = self.program.at(point, PRECISIONS[2], forced)
            if UNKNOWN in (got, want) or UNDEFINED in (got, want):
                continue
            with ctx.workprec(PRECISIONS[2]):
                if are_apart(got, want):
                    return Difference(point, got, want)
        return None

    def _completed(self, suspects: Iterable[Suspect]) -> Iterator[Point]:
        """The suspects, with values for all symbols, as they are and moved a little."""
        for suspect, fixed in suspects:
            for base in self.sampler.ordinary(2):
                point = {**base, **{name: value for name, value in suspect.items() if name in base}}
                for name, node in reversed(fixed):
                    value = Program(self.store, node).at(point, PRECISIONS[1])[0]
                    if name in point and isinstance(value, fmpq):
                        point[name] = value
                if self.domain.contains(point):
                    yield point

    def _aimed(self) -> Iterator[Point]:
        for count, point in enumerate(aimed(self.store, self.domain, self.names, self.roots, self.seed)):
            if count == MAX_AIMED:
                return
            yield point

    def _look(self, points: Iterable[Point], precisions: tuple[int, ...]) -> Difference | None:
        for point in points:
            if (found := self._at(point, precisions)) is not None:
                self.sight.difference = found
                return found
        return None

    def _at(self, point: Point, precisions: tuple[int, ...]) -> Difference | None:
        """Compare at one point, with more digits until the values are apart or enough of them agree."""
        got = want = UNKNOWN
        is_close = False
        for bits in precisions:
            got, want, difference = self.program.at(point, bits)
            if got is UNDEFINED or want is UNDEFINED:
                return self._where_undefined(point, got, want)
            if got is UNKNOWN or want is UNKNOWN:
                continue
            with ctx.workprec(bits):
                if are_apart(got, want) or is_nonzero(difference):
                    return Difference(point, got, want)
                is_close = are_close(got, want, bits)
            if are_exact(got, want):
                break
        if not is_close:
            self.sight.blind += 1
            return None
        self.sight.agreed += 1
        self.sight.bits = min(self.sight.bits or precisions[-1], precisions[-1])
        return None

    def _where_undefined(self, point: Point, got: Value, want: Value) -> Difference | None:
        """Undefined on one side only: no matter where that side tends to the value of the other."""
        if got is want:
            self.sight.nowhere += 1
            return None
        if UNKNOWN in (got, want):
            self.sight.blind += 1
            return None
        other = want if got is UNDEFINED else got
        tends = bool(self.names) and self._tends_to(point, other, 0 if got is UNDEFINED else 1)
        if tends is False:
            return Difference(point, got, want)
        if tends is None:
            self.sight.blind += 1
        else:
            self.sight.removable.append((point, "got" if got is UNDEFINED else "want"))
        return None

    def _tends_to(self, point: Point, value: Value, side: int) -> bool | None:
        """Whether a side tends to a value from wherever the domain lets it; None where it is not seen."""
        found: set[Any] = set()
        for name in self.names:
            for direction in self._directions(name):
                found.add(self._shrinks(point, name, direction, value, side))
        if False in found:
            return False
        if True in found:
            return True
        return False if UNDEFINED in found else None  # there is no value all around

    def _directions(self, name: str) -> tuple[Any, ...]:
        is_complex = self.domain.range(name).is_complex
        return (fmpq(1), fmpq(-1), acb(0, 1), acb(0, -1)) if is_complex else (fmpq(1), fmpq(-1))

    def _shrinks(self, point: Point, name: str, direction: Any, value: Value, side: int) -> Any:
        """Whether the distance from a value vanishes along one direction; UNDEFINED where there is no value."""
        distances, given = [], self.domain.range(name)
        for step in NEAR:
            beside = {**point, name: point[name] + direction * step * (1 + abs(point[name]))}
            if not given.is_whole and not given.is_complex and not self.domain.contains(beside):
                return None
            with ctx.workprec(PRECISIONS[3]):
                near = self.program.at(beside, PRECISIONS[3])[side]
                if near is UNDEFINED or near is UNKNOWN:
                    return near
                if isinstance(near, bool) or isinstance(value, bool):
                    return near is value
                distances.append(abs(acb(near) - acb(value)))
        if distances[-1] < TINY * (1 + abs(acb(value))):
            return True
        return bool(distances[-1] < distances[0] / 2)


def are_apart(a: Value, b: Value) -> bool:
    """Whether two values are certainly different."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is not b
    if type(a) is fmpq and type(b) is fmpq:
        return bool(a != b)
    if isinstance(a, acb) or isinstance(b, acb):
        return not acb(a).overlaps(acb(b))
    return not arb(a).overlaps(arb(b))


def is_nonzero(difference: Value) -> bool:
    """Whether a difference is certainly not zero."""
    if isinstance(difference, fmpq | arb):
        return bool(difference != 0)
    return isinstance(difference, acb) and not difference.contains(0)


def are_exact(a: Value, b: Value) -> bool:
    """Whether two values are known for good."""
    return isinstance(a, bool) or (type(a) is fmpq and type(b) is fmpq)


def are_close(a: Value, b: Value, bits: int) -> bool:
    """Whether two values that overlap are known to enough digits for that to mean something."""
    if are_exact(a, b):
        return True
    difference = acb(a) - acb(b)
    scale = abs(acb(a)) + abs(acb(b))
    radius = abs(difference)
    tiny = fmpq(2) ** int(-AGREED * bits)
    return bool(radius < tiny * scale) or bool(radius < tiny * fmpq(1, 2**20))


def digits(bits: int) -> int:
    """Decimal digits of that many bits, as far as they have to agree."""
    return int(AGREED * bits * 0.30103)


def shown(value: Value, places: int = 12) -> str:
    """An enclosure as text."""
    if value is UNDEFINED:
        return "undefined"
    if value is UNKNOWN:
        return "unknown"
    if (isinstance(value, fmpq) and value.height_bits() <= 40) or isinstance(value, bool):
        return str(value)
    with ctx.workprec(PRECISIONS[2]):
        return str((arb(value) if isinstance(value, fmpq) else value).str(places))


def in_words(point: dict[str, Any]) -> str:
    """A point as it is told: x = 3/10, y = -2."""
    return ", ".join(f"{name} = {_coordinate(value)}" for name, value in point.items())


def _coordinate(value: Any) -> str:
    if isinstance(value, complex):
        return f"{value.real:.6g} {'-' if value.imag < 0 else '+'} {abs(value.imag):.6g} i"
    if isinstance(value, Fraction) and value.denominator > LONG:
        return f"{float(value):.6g}..."
    return str(value)


def plain(value: Any) -> Any:
    """A coordinate of a point as a Python number."""
    if isinstance(value, fmpq):
        return Fraction(int(value.p), int(value.q))
    if isinstance(value, arb):
        return Fraction(float(value.mid()))  # an irrational point, by the float beside it
    return complex(float(value.real.mid()), float(value.imag.mid()))
