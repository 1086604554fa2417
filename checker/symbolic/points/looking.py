"""Looking for a point at which two expressions differ, with certainty."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from flint import ctx, fmpq
from msgspec import Struct

from checker.symbolic.balls import (
    FOR_CONSTANTS,
    MAX_TERMS_IN_ALL,
    PRECISIONS,
    UNDEFINED,
    UNKNOWN,
    Losses,
    Point,
    Program,
    Value,
    size_of_terms,
)
from checker.symbolic.domains.domain import Domain
from checker.symbolic.expressions.store import LOGIC, RELATIONS, Expressions, Node, TooLarge
from checker.symbolic.points.agreement import are_apart, are_close, are_exact, is_nonzero
from checker.symbolic.points.aimed import aimed
from checker.symbolic.points.choices import choices, is_taken, too_idle
from checker.symbolic.points.jumps import on_zeros, touched, unsearched
from checker.symbolic.points.sampler import Forced, Sampler
from checker.symbolic.points.tending import tends_to

ENOUGH = 12
"""points that agreement has to be seen at"""
FIRST_LOOK = 4
"""points before a proof is tried"""
LAST_LOOK = 108
"""points, beside the aimed ones, that agreement is based on"""
ON_EQUATION = 30
"""tries to meet an equation between the symbols at a point"""
BITS = PRECISIONS[2]
"""bits that are seen of everything that a value is made of"""
MAX_BITS = 24_000
MAX_WORK_AT_A_POINT = 20_000
MAX_WORK = 200_000
"""as many elementary functions with some hundred bits: what all points may cost, those drawn a quarter of it"""
MAX_PUT_IN = 10
"""points at which numbers are put into formulas that have no certain value there"""
SIMPLE = tuple(fmpq(p, q) for p, q in ((1, 1), (2, 1), (1, 2), (3, 1), (-1, 1), (1, 3), (-2, 1), (3, 4)))
"""coordinates of points that a student can follow"""
MAX_AIMED = 800


Suspect = tuple[Point, list[tuple[str, Node]]]
"""a point of a case in which a proof failed, and symbols that stand for expressions there"""
Place = tuple[Point, Forced]
"""a point, and the values of expressions that are known there otherwise"""


class Difference(Struct, frozen=True, eq=False):
    """A point at which two values differ, and both."""

    point: Point
    got: Value
    want: Value


class Sight(Struct, eq=False):
    """What was seen at all points so far."""

    agreed: int = 0
    """distinct points at which the values agree"""
    drawn: int = 0
    """how many of them were drawn at random"""
    bits: int = 0
    """least precision, in bits, to which they do"""
    nowhere: int = 0
    """points at which the second side is not defined: it binds nobody there"""
    blind: int = 0
    """points drawn at random at which nothing could be said"""
    removable: list[tuple[Point, str]] = []
    """points at which the first side is undefined, but tends to the value of the other; and which side"""
    difference: Difference | None = None
    is_single: bool = False
    """whether there is but one point, for want of symbols"""
    fixed: dict[str, Any] = {}
    """symbols that matter, and had one value at all points"""
    truths: set[bool] = set()
    """truth values that conditions had"""
    unsettled: Point | None = None
    """a point at which the first side alone is undefined, or where there may be a jump, and more was not seen"""
    idle: dict[Node, set[Node]] = {}
    """parts of a maximum, minimum or choice that were never the ones taken, by the whole"""
    is_idle: bool = False
    """whether that happened to a case, or in a long list"""
    is_unsearched: bool = False
    """whether there may be jumps at single points of the plane"""


class Looker:
    """Compares two expressions at points of a domain."""

    def __init__(self, store: Expressions, got: Node, want: Node, domain: Domain, seed: str) -> None:
        self.store, self.roots, self.domain, self.seed = store, (got, want), domain, seed
        # What both sides share cancels in their difference: a small one beside large numbers shows there.
        is_logical = store.heads[got] in RELATIONS | LOGIC
        self.program = Program(store, got, want, store.zero if is_logical else store.minus(got, want))
        self.program.terms_in_all = MAX_TERMS_IN_ALL
        self.names = sorted({name for _, name in self.program.names if not name.startswith("~")})
        self._matters = tuple(name for name in self.names if not domain.range(name).is_one_value)
        for name in domain.store.symbols(*domain.constraints) if domain.constraints else ():
            if name not in self.names:
                self.names.append(name)
        self.sampler = Sampler(domain, self.names, seed)
        self.sight = Sight()
        self._seen: set[Any] = set()
        self._puts_in = MAX_PUT_IN

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
        """Many points of many kinds, suspects among them, with the digits that they need."""
        self.sight = Sight()
        if not self.names:
            self.sight.is_single = True
            self._look(self.sampler.ordinary(1), FOR_CONSTANTS)
            return self.sight
        self.sight.idle = {
            node: set(parts) for node in self.program.nodes if (parts := choices(self.store, node))
        }
        start = Program.work
        if self._look_closely(self._drawn(), start + MAX_WORK // 4) is None:
            self.sight.drawn, blind = self.sight.agreed, self.sight.blind
            self._look_closely(self._chosen(suspects, start + MAX_WORK), start + MAX_WORK)
            self.sight.blind = blind
            self.sight.is_unsearched = unsearched(self.store, self.domain, self.roots)
            self.sight.is_idle = too_idle(self.store, self.sight.idle, self.domain)
            if self.sight.difference is None and self.sight.unsettled is None:
                points = touched(self.store, self.domain, self.names, self.roots, start + MAX_WORK)
                self.sight.unsettled = next((point for point in points if not self._sees(point)), None)
        return self.sight

    def _drawn(self) -> Iterator[Place]:
        """Points drawn at random, those of ordinary size first; where symbols are bound by an equation, on it."""
        yield from ((point, {}) for point in self.sampler.ordinary(2 * ENOUGH))
        yield from ((point, {}) for point in self.sampler.spread(LAST_LOOK))
        yield from self.sampler.on_equations(ON_EQUATION)

    def _chosen(self, suspects: Iterable[Suspect], limit: int) -> Iterator[Place]:
        """Points that were chosen: where a proof failed, where formulas switch, and where conditions change.

        A condition may change at no rational number: there, its expression is known to be zero.
        """
        yield from ((point, {}) for point in self._completed(suspects))
        points = aimed(self.store, self.domain, self.names, self.roots, self.seed, limit)
        yield from ((point, {}) for point in islice(points, MAX_AIMED))
        yield from on_zeros(self.store, self.domain, self.names, self.roots)

    def _look_closely(self, places: Iterable[Place], limit: int) -> Difference | None:
        """The first difference at distinct points, as long as there is work left."""
        losses = Losses(self.program)
        for point, forced in places:
            key = tuple(value if type(value) is fmpq else str(value) for value in point.values())
            if key in self._seen:
                continue
            self._seen.add(key)
            if (found := self._closely(point, forced, losses)) is not None:
                self.sight.difference = found
                return found
            if Program.work > limit and len(self._seen) > ENOUGH:
                break
        return None

    def _closely(self, point: Point, forced: Forced, losses: Losses) -> Difference | None:
        """Compare at one point, with so many digits that nothing is hidden behind anything larger.

        Values that agree where even that does not show all that they are made of count neither for nor against.
        """
        lost, bits, most = 0, PRECISIONS[0], self._most_bits()
        while True:
            known = self.program.all_at(point, bits, forced)
            got, want, difference = (known[root] for root in self.program.roots)
            if got is UNDEFINED or want is UNDEFINED:
                self._note_choices(known)
                return self._where_undefined(point, got, want)
            if got is not UNKNOWN and want is not UNKNOWN:
                with ctx.workprec(bits):
                    is_apart = are_apart(got, want) or is_nonzero(difference)
                if is_apart:
                    return self._told_apart(Difference(point, got, want), bits, forced)
                if are_exact(got, want):
                    lost = 0
                    break
            lost = max(lost, losses.at(known))
            wanted = min(max(BITS + 2 * lost, self._least_bits()), most)
            if bits >= wanted:
                break
            bits = wanted if lost or bits > PRECISIONS[0] or got is not UNKNOWN else PRECISIONS[1]
        if UNKNOWN in (got, want) and not forced and self._puts_in:
            return self._put_in(point)
        if UNKNOWN in (got, want) and forced:
            self.sight.unsettled = point
        self._keep(point, known, is_hidden=0 < lost > bits - BITS)
        return None

    def _told_apart(self, found: Difference, bits: int, forced: Forced | None = None) -> Difference:
        """A difference with so many digits of both values that it shows in them, too."""
        while not are_apart(found.got, found.want) and bits < MAX_BITS:
            bits *= 4
            got, want, _ = self.program.at(found.point, bits, forced)
            if UNKNOWN in (got, want):
                break
            found = Difference(found.point, got, want)
        return found

    def _put_in(self, point: Point) -> Difference | None:
        """Compare with the numbers put into the formulas: what was a narrow ball may become exact then."""
        self._puts_in -= 1
        there = {name: self.store.number(value) for name, value in point.items() if type(value) is fmpq}
        try:
            roots = [self.store.substituted(root, there) for root in self.roots]
        except TooLarge:
            roots = list(self.roots)
        known = Program(self.store, *roots).all_at(point, BITS)
        got, want = (known[root] for root in roots)
        if UNDEFINED in (got, want) or UNKNOWN in (got, want):
            self.sight.blind += 1
            return None
        with ctx.workprec(BITS):
            if are_apart(got, want):
                return Difference(point, got, want)
            if are_close(got, want, BITS):
                self._count(point, got)
            else:
                self.sight.blind += 1
        return None

    def _least_bits(self) -> int:
        """What is taken anyway: much at the first points, for a difference that is small everywhere."""
        return PRECISIONS[3] if len(self._seen) <= FIRST_LOOK else BITS

    def _most_bits(self) -> int:
        ratio = MAX_WORK_AT_A_POINT / self.program.effort
        return max(BITS, min(MAX_BITS, int(BITS * ratio**0.5)))

    def _keep(self, point: Point, known: Any, *, is_hidden: bool) -> None:
        """Count a point at which nothing differs."""
        got, want = known[self.roots[0]], known[self.roots[1]]
        is_close = False
        if got is not UNKNOWN and want is not UNKNOWN:
            terms = max(size_of_terms(self.store, known, root) for root in self.roots)
            with ctx.workprec(BITS):
                is_close = are_close(got, want, BITS, terms)
        if not is_close:
            self.sight.blind += not is_hidden
            return
        if is_hidden:
            return
        self._count(point, got)
        self._note_choices(known)
        self.sight.bits = BITS

    def _note_choices(self, known: Any) -> None:
        """Cross off what was taken of a maximum, a minimum or a choice."""
        for node, parts in self.sight.idle.items():
            parts -= {part for part in parts if is_taken(self.store, known, node, part)}

    def _count(self, point: Point, got: Value) -> None:
        """Count a point at which the values agree."""
        sight = self.sight
        if not sight.agreed:
            sight.fixed = {name: point[name] for name in self._matters}
        sight.fixed = {name: value for name, value in sight.fixed.items() if _is_same(point[name], value)}
        sight.agreed += 1
        if isinstance(got, bool):
            sight.truths.add(got)

    def _sees(self, point: Point) -> bool:
        """Whether both sides have values at a point."""
        return UNKNOWN not in self.program.at(point, BITS)[:2]

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
            known = self.program.all_at(point, bits)
            got, want, difference = (known[root] for root in self.program.roots)
            if got is UNDEFINED or want is UNDEFINED:
                return self._where_undefined(point, got, want)
            if got is UNKNOWN or want is UNKNOWN:
                continue
            with ctx.workprec(bits):
                is_apart = are_apart(got, want) or is_nonzero(difference)
            if is_apart:
                return self._told_apart(Difference(point, got, want), bits)
            terms = max(size_of_terms(self.store, known, root) for root in self.roots)
            with ctx.workprec(bits):
                is_close = are_close(got, want, bits, terms)
            if are_exact(got, want):
                break
        if not is_close:
            self.sight.blind += 1
            return None
        self._count(point, got)
        self.sight.bits = min(self.sight.bits or precisions[-1], precisions[-1])
        return None

    def _where_undefined(self, point: Point, got: Value, want: Value) -> Difference | None:
        """Where only the first side is undefined, the two differ, unless it tends to the value of the other.

        Where the second side is undefined, which is the reference, it binds nobody.
        """
        if want is UNDEFINED:
            self.sight.nowhere += 1
            return None
        if want is UNKNOWN:
            self.sight.blind += 1
            return None
        tends = bool(self.names) and tends_to(self.program, self.domain, self.names, point, want)
        if tends is False:
            return Difference(point, got, want)
        if tends is None:
            self.sight.unsettled = point
        else:
            self.sight.removable.append((point, "got"))
        return None


def _is_same(a: Any, b: Any) -> bool:
    """Whether two coordinates are the same, as far as is certain."""
    return type(a) is type(b) and (bool(a == b) if type(a) is fmpq else str(a) == str(b))
