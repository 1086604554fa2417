"""Proofs that two expressions are equal everywhere in a domain.

A proof goes case by case: in each case the signs of what abs, max, roots and conditions switch on are fixed,
and the difference of the normal forms has to vanish. Cases that contradict each other or the domain are left
out. Where the difference does not vanish as it stands, but its derivatives do, and it is 0 at one point of a
connected case, that is a proof too. Zeros of a switch are cases of their own only where a formula may jump;
else both sides are continuous there, or undefined.

That no proof is found says nothing.
"""

from collections.abc import Callable, Iterator
from typing import Any

from checker.symbolic.domains.domain import Domain
from checker.symbolic.domains.facts import Facts
from checker.symbolic.domains.feasible import inner_point, linear
from checker.symbolic.expressions.store import RELATIONS, Expressions, Node, TooLarge
from checker.symbolic.normal.field import SIZES, Hard, NoRoom, Quotient, Undefined
from checker.symbolic.normal.generators import NeedSign, Rescale, Scales
from checker.symbolic.normal.normal import JUMPS, Normal
from checker.symbolic.proofs.case import MAX_RESTARTS, RESOLVED, Case, Signs, given, has_sign
from checker.symbolic.proofs.constancy import is_constantly_zero
from checker.symbolic.proofs.constants import vanishes
from checker.symbolic.proofs.limits import CONTINUOUS, is_continuous, limit_at
from checker.symbolic.proofs.periods import has_trivial_exponential
from checker.symbolic.proofs.poles import lost_poles
from checker.symbolic.proofs.series import prove_by_induction, series_in
from checker.symbolic.proofs.whole import claims_of_whole

MAX_CASES = 90


def prove_equal(
    store: Expressions,
    a: Node,
    b: Node,
    domain: Domain,
    suspects: list[Any] | None = None,
    *,
    gaps: list[dict[str, Any]] | None = None,
    binds_both: bool = False,
) -> bool:
    """Whether a proof was found that a = b wherever b is defined, but for gaps of a that close by continuity.

    Args:
      store: where a and b stand.
      a, b: the two sides.
      domain: what the symbols stand for.
      suspects: takes points of cases in which the proof failed.
      gaps: takes values of symbols at which a has no value of its own, but tends to that of b.
      binds_both: whether b has to be undefined where a is, too.
    """
    if series_in(store, a, b):
        return _within_limits(
            lambda: prove_by_induction(
                store,
                a,
                b,
                domain,
                lambda *claim: prove_equal(store, *claim, binds_both=True),
                lambda node, where: has_sign(store, node, where) is not None,
            )
        )
    if (claims := claims_of_whole(store, a, b, domain)) is not None:
        return _within_limits(lambda: all(prove_equal(store, *claim, binds_both=binds_both) for claim in claims))
    prover = _Prover(store, domain, binds_both=binds_both)
    if _within_limits(lambda: prover.proves(store.minus(a, b), a, b, given(domain))):
        if gaps is not None:
            gaps += prover.gaps
        return True
    if suspects is not None:
        for signs, fixed in prover.failed:
            if (point := prover.point_in(signs)) is not None:
                suspects.append((point, fixed))
    return False


def _within_limits(attempt: Callable[[], bool]) -> bool:
    """What an attempt finds; one that is too dear finds nothing."""
    try:
        return attempt()
    except (Hard, TooLarge, RecursionError):
        return False


def _side(normal: Normal, node: Node) -> Quotient | None:
    """The normal form of one side, None where it has no value in this case."""
    try:
        return normal.of(node)
    except Undefined:
        return None


class _Prover:
    """One attempt at a proof, with a budget of cases."""

    def __init__(self, store: Expressions, domain: Domain, *, binds_both: bool = False) -> None:
        self.store, self.domain, self.binds_both = store, domain, binds_both
        self.cases = 0
        self.bounds = domain.bounds()
        self.failed: list[tuple[Signs, list[tuple[str, Node]]]] = []
        self.gaps: list[dict[str, Any]] = []
        self._fixed: list[tuple[str, Node]] = []
        self._is_thin = bool(domain.constraints) and _is_thin(store, domain)

    def proves(self, difference: Node, a: Node, b: Node, signs: Signs) -> bool:
        """Whether a = b in the case that the signs say."""
        self.cases += 1
        if self.cases > MAX_CASES:
            raise Hard("many cases")
        if a == b or difference == self.store.zero:
            return True
        minds_zeros = self._minds_zeros(a, b)
        scales = Scales()
        for _ in range(MAX_RESTARTS):
            normal = Normal(self.store, self.domain, signs, scales, minds_zeros=minds_zeros)
            try:
                left, right = _side(normal, a), _side(normal, b)
                if right is None and not self.binds_both:
                    return True  # where the reference says nothing, nobody is bound
                if left is None or right is None:
                    if left is not right:
                        self.failed.append((signs, list(self._fixed)))
                    return left is right
                found = normal.field.sub(left, right)
                if normal.field.is_zero(found) or has_trivial_exponential(normal, found, difference):
                    return True
                break
            except Rescale:
                continue
            except NoRoom as err:
                scales.size += 1
                if scales.size == len(SIZES):
                    raise Hard("many kernels") from err
            except NeedSign as need:
                return self._case_by_case(need.node, a, b, signs, minds_zeros=minds_zeros)
        if vanishes(self.store, difference) or is_constantly_zero(
            Case(self.store, self.domain, signs, minds_zeros=minds_zeros), difference
        ):
            return True
        self.failed.append((signs, list(self._fixed)))
        return False

    def _minds_zeros(self, a: Node, b: Node) -> bool:
        """Whether a formula may jump where a switch is zero, or the domain consists of single points."""
        if self._is_thin:
            return True
        nodes = self.store.reachable(a, b)
        heads = {self.store.heads[node] for node in nodes}
        if any(
            self.store.heads[node] == "power" and self._may_be_zero(self.store.args[node][0]) for node in nodes
        ):
            return True  # 0 ** 0 is 1
        whole = any(self.domain.range(name).is_whole for name in self.store.symbols(a, b))
        return bool(heads & JUMPS) or whole

    def _may_be_zero(self, base: Node) -> bool:
        head, args = self.store.heads[base], self.store.args[base]
        if head == "symbol":
            return self.domain.range(args[0]).sign is None
        return head != "number" or bool(args[0] == 0)

    def _case_by_case(self, w: Node, a: Node, b: Node, signs: Signs, *, minds_zeros: bool) -> bool:
        for sign in (1, -1):
            case = {**signs, w: sign}
            if self._is_impossible(case, minds_zeros=minds_zeros):
                continue
            if not self.proves(self.store.minus(a, b), a, b, case):
                return False
        if not minds_zeros or self._is_impossible({**signs, w: 0}, minds_zeros=True):
            return True
        return self._at_zero(w, a, b, signs)

    def _at_zero(self, w: Node, a: Node, b: Node, signs: Signs) -> bool:
        """Whether a = b where w = 0: there, one symbol is what the others say, if w is linear in it."""
        store = self.store
        solved = next(_solutions(store, w, self.domain), None)
        if solved is None:
            if not _is_below(store, w, a, b):
                a, b = (store.rebuilt(side, {w: store.zero}.get) for side in (a, b))
            return self.proves(store.minus(a, b), a, b, {**signs, w: 0})
        name, value = solved
        if (q := store.value(value)) is not None and not self.domain.range(name).contains(q):
            return True
        there = {name: value}
        moved = {store.substituted(node, there): sign for node, sign in signs.items()}
        for node, sign in list(moved.items()):
            if (known := store.value(node)) is not None:
                if (known > 0) - (known < 0) != sign:
                    return True
                del moved[node]
        case = Case(store, self.domain, moved, minds_zeros=True)
        here, there_too = self._sides_there(case, a, b, solved)
        if there_too == store.undefined and not self.binds_both:
            return True  # where the reference says nothing, nobody is bound
        if not here:
            self.failed.append((moved, [*self._fixed, solved]))
        return bool(here) and all(self._holds_there(side, there_too, moved, solved) for side in here)

    def _sides_there(self, case: Case, a: Node, b: Node, solved: tuple[str, Node]) -> tuple[list[Node], Node]:
        """What the first side is, or tends to, where a symbol is put in; and the second side there."""
        store, there = self.store, dict([solved])
        a_there, b_there = store.substituted(a, there), store.substituted(b, there)
        lost = lost_poles(case, a, b, there)
        if not (lost or store.undefined in (a_there, b_there)) or a_there == b_there == store.undefined:
            return [a_there], b_there
        closed = self._without_gap(case, a, b, b_there, solved)
        if closed is None:
            return [], b_there
        if a_there == store.undefined or store.zero in lost:
            return [closed], b_there
        return [closed, a_there], b_there  # there may be a value, but not everywhere

    def _holds_there(self, a: Node, b: Node, signs: Signs, solved: tuple[str, Node]) -> bool:
        """Whether a = b, where a symbol has been put in."""
        self._fixed.append(solved)
        try:
            return self.proves(self.store.minus(a, b), a, b, signs)
        finally:
            self._fixed.pop()

    def _without_gap(
        self, case: Case, got: Node, want: Node, want_there: Node, solved: tuple[str, Node]
    ) -> Node | None:
        """What one side tends to where it has a gap, at a value of a symbol; None where that is not seen.

        Beside the gap both are equal. So where the other side is continuous, that is its value.
        """
        name, value = solved
        if want_there == self.store.undefined or self._is_thin or self.domain.range(name).is_whole:
            return None
        limit = want_there if is_continuous(self.store, want) else limit_at(case, got, name, value)
        if limit is not None and (q := self.store.value(value)) is not None:
            self.gaps.append({name: q})
        return limit

    def _is_impossible(self, signs: Signs, *, minds_zeros: bool) -> bool:
        """Whether the signs contradict each other or the domain."""
        if Facts(self.store, self.domain, signs).contradict():
            return True
        minds_zeros = minds_zeros or 0 in signs.values()
        return any(
            linear(self.store, node) is None and self._is_refuted(node, signs, minds_zeros=minds_zeros)
            for node in signs
        )

    def _is_refuted(self, w: Node, signs: Signs, *, minds_zeros: bool) -> bool:
        """Whether the other signs say another sign of an expression than its own."""
        others = {node: sign for node, sign in signs.items() if node != w}
        found = Case(self.store, self.domain, others, minds_zeros=minds_zeros).sign(w)
        return found is not None and found != signs[w]

    def point_in(self, signs: Signs) -> dict[str, Any] | None:
        """A point of a case, as far as its signs are of linear expressions."""
        facts = [(form, sign) for node, sign in signs.items() if (form := linear(self.store, node)) is not None]
        return inner_point([*facts, *self.bounds])


def _is_below(store: Expressions, w: Node, a: Node, b: Node) -> bool:
    """Whether an expression stands where it must not be zero, so that 0 cannot be put in."""
    for node in store.reachable(a, b):
        head, args = store.heads[node], store.args[node]
        if head == "mul" and any(q < 0 and w in store.reachable(base) for base, q in args):
            return True
        if (
            head not in CONTINUOUS | RELATIONS
            and head not in RESOLVED
            and w in store.reachable(node)
            and node != w
        ):
            return True
    return False


def _is_thin(store: Expressions, domain: Domain) -> bool:
    """Whether the constraints leave nothing once what may be equal has to differ: no open set, no continuity."""
    if any(sign == 2 and linear(store, node) is None for node, sign in domain.signs().items()):
        return True  # single points may stand apart
    facts = Facts(store, domain, {})
    facts.stated = [(form, 1 if sign == 2 else sign) for form, sign in facts.stated]
    return facts.contradict()


def _solutions(store: Expressions, w: Node, domain: Domain) -> Iterator[tuple[str, Node]]:
    """Symbols in which w is linear with a number before them, and what they are where w = 0."""
    if store.heads[w] == "symbol":
        yield store.args[w][0], store.zero
    if store.heads[w] != "add":
        return
    constant, terms = store.args[w]
    for i, (part, q) in enumerate(terms):
        if store.heads[part] != "symbol":
            continue
        name = store.args[part][0]
        rest = store.add([*terms[:i], *terms[i + 1 :]], constant)
        if name not in store.symbols(rest) and not domain.range(name).is_whole:
            yield name, store.scaled(rest, -1 / q)
    for i, (part, q) in enumerate(terms):
        if store.heads[part] == "symbol" and abs(q) == 1 and (name := store.args[part][0]) is not None:
            rest = store.add([*terms[:i], *terms[i + 1 :]], constant)
            if name not in store.symbols(rest):
                yield name, store.scaled(rest, -1 / q)
