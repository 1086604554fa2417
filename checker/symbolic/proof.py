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

from flint import arb, fmpq, fmpz

from checker.symbolic.balls import Program
from checker.symbolic.constants import vanishes
from checker.symbolic.derivative import differentiated
from checker.symbolic.domains import Domain
from checker.symbolic.expressions import ONE, Expressions, Node, TooLarge
from checker.symbolic.feasible import contradict, inner_point, linear
from checker.symbolic.field import SIZES, Hard, NoRoom, Quotient, Undefined
from checker.symbolic.generators import NeedSign, Rescale, Scales
from checker.symbolic.normal import JUMPS, Normal
from checker.symbolic.points import Sampler
from checker.symbolic.series import prove_by_induction, series_in
from checker.symbolic.whole import claims_of_whole

MAX_CASES = 90
MAX_RESTARTS = 24
MAX_LOGARITHMS = 12
MAX_POWER = 24
SMOOTH = frozenset(
    "number symbol constant add mul power exp log sin cos sinh cosh tanh atan asinh asin acos atanh acosh "
    "erf erfi".split()
)
"""heads whose only trouble lies where a base or an argument has a known bound"""

Signs = dict[Node, int]


def prove_equal(store: Expressions, a: Node, b: Node, domain: Domain, suspects: list[Any] | None = None) -> bool:
    """Whether a proof was found that a = b wherever both are defined.

    Args:
      store: where a and b stand.
      a, b: the two sides.
      domain: what the symbols stand for.
      suspects: takes points of cases in which the proof failed.
    """
    if series_in(store, a, b):
        return _within_limits(
            lambda: prove_by_induction(
                store,
                a,
                b,
                domain,
                lambda *claim: prove_equal(store, *claim),
                lambda node, where: _Prover(store, where).has_sign(node),
            )
        )
    if (claims := claims_of_whole(store, a, b, domain)) is not None:
        return _within_limits(lambda: all(prove_equal(store, *claim) for claim in claims))
    prover = _Prover(store, domain)
    if _within_limits(lambda: prover.proves(store.minus(a, b), a, b, _given(domain))):
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


def _has_logarithm_zero(normal: Normal, found: Quotient, difference: Node) -> bool:
    """Whether exp(k d) = 1 for a real d, or exp(i k d) = 1 for a constant that is small: then d = 0."""
    field = normal.field
    found = field.lowest(found)
    if not found.den.is_constant() or not any(g.kind in ("logarithm", "kernel") for g in field.in_use(found.num)):
        return False
    if not normal.is_real(found.num) or len(found.num) > MAX_LOGARITHMS:
        return False
    scale = fmpz(1)
    for q in found.num.coeffs():
        scale = scale.lcm(fmpz(fmpq(q).q))
    if scale > MAX_POWER:
        return False
    whole = field.scaled(found, fmpq(scale))
    if field.is_zero(field.sub(normal.exponential(whole), field.one)):
        return True
    if normal.store.symbols(difference):
        return False
    value = Program(normal.store, difference).at({}, 256)[0]
    if not isinstance(value, arb) or not abs(value) * scale < 1:
        return False
    turned = field.mul(normal.of(normal.store.i), whole)
    return field.is_zero(field.sub(normal.exponential(turned), field.one))


class _Prover:
    """One attempt at a proof, with a budget of cases."""

    def __init__(self, store: Expressions, domain: Domain) -> None:
        self.store, self.domain = store, domain
        self.cases = 0
        self.bounds = domain.bounds()
        self.failed: list[tuple[Signs, list[tuple[str, Node]]]] = []
        self._fixed: list[tuple[str, Node]] = []

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
                if left is None or right is None:
                    return left is right
                found = normal.field.sub(left, right)
                if normal.field.is_zero(found) or _has_logarithm_zero(normal, found, difference):
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
        if vanishes(self.store, difference) or self._by_derivatives(difference, signs):
            return True
        self.failed.append((signs, list(self._fixed)))
        return False

    def _minds_zeros(self, a: Node, b: Node) -> bool:
        """Whether a formula may jump where a switch is zero, or the domain consists of single points."""
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
            if not self._is_impossible(case) and not self.proves(self.store.minus(a, b), a, b, case):
                return False
        if not minds_zeros or self._is_impossible({**signs, w: 0}):
            return True
        return self._at_zero(w, a, b, signs)

    def _at_zero(self, w: Node, a: Node, b: Node, signs: Signs) -> bool:
        """Whether a = b where w = 0: there, one symbol is what the others say, if w is linear in it."""
        store = self.store
        solved = next(_solutions(store, w, self.domain), None)
        if solved is None:
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
        a, b = store.substituted(a, there), store.substituted(b, there)
        if store.undefined in (a, b):
            if a != b:
                self.failed.append((moved, [*self._fixed, solved]))
            return a == b
        self._fixed.append(solved)
        try:
            return self.proves(store.minus(a, b), a, b, moved)
        finally:
            self._fixed.pop()

    def _is_impossible(self, signs: Signs) -> bool:
        """Whether the signs contradict each other or the domain, as far as they are of linear expressions."""
        forms = {node: linear(self.store, node) for node in signs}
        facts = [(form, signs[node]) for node, form in forms.items() if form is not None]
        if facts and contradict([*facts, *self.bounds]):
            return True
        return any(form is None and self._is_refuted(node, signs) for node, form in forms.items())

    def _is_refuted(self, w: Node, signs: Signs) -> bool:
        """Whether the other signs say another sign of an expression than its own."""
        others = {node: sign for node, sign in signs.items() if node != w}
        found = self._sign(w, others)
        return found is not None and found != signs[w]

    def has_sign(self, node: Node) -> bool:
        """Whether an expression is certainly never zero."""
        return self._sign(node, _given(self.domain), minds_zeros=True) is not None

    def point_in(self, signs: Signs) -> dict[str, Any] | None:
        """A point of a case, as far as its signs are of linear expressions."""
        facts = [(form, sign) for node, sign in signs.items() if (form := linear(self.store, node)) is not None]
        return inner_point([*facts, *self.bounds])

    # ---- by derivatives ----------------------------------------------------------------------------------------

    def _by_derivatives(self, difference: Node, signs: Signs) -> bool:
        """Whether the difference is constant on a connected case, and zero somewhere in it."""
        store = self.store
        difference = self._resolved(difference, signs)
        names = store.symbols(difference)
        heads = {store.heads[node] for node in store.reachable(difference)}
        if (
            not names
            or not heads <= SMOOTH
            or any(self.domain.range(name).is_whole or self.domain.range(name).is_complex for name in names)
        ):
            return False
        if any(linear(store, node) is None for node in (*signs, *self.domain.signs())):
            return False  # the case may fall apart into pieces
        if not self._is_smooth(difference, signs):
            return False
        if not self._vanishes_somewhere(difference, names, signs):
            return False
        slopes = [differentiated(store, difference, name) for name in names]
        return all(self._is_zero(slope, signs) for slope in slopes)

    def _resolved(self, root: Node, signs: Signs) -> Node:
        """The expression with abs, sign and max replaced by what they are in this case."""
        store, made = self.store, dict[Node, Node]()
        for node in store.reachable(root):
            again = store.again(node, made)
            head, args = store.heads[again], store.args[again]
            if head in ("abs", "sign") and (sign := self._sign(args[0], signs)) is not None:
                again = store.scaled(args[0], fmpq(sign)) if head == "abs" else store.number(fmpq(sign))
            elif head in ("max", "min") and len(args) == 2:
                sign = self._sign(store.minus(*args), signs)
                if sign is not None:
                    again = args[0] if (sign > 0) == (head == "max") else args[1]
            made[node] = again
        return made[root]

    def _is_zero(self, node: Node, signs: Signs) -> bool:
        """Whether the normal form vanishes in this very case, with no further ones."""
        scales = Scales()
        for _ in range(MAX_RESTARTS):
            normal = Normal(self.store, self.domain, signs, scales, minds_zeros=False)
            try:
                return normal.field.is_zero(normal.of(node))
            except Rescale:
                continue
            except NoRoom:
                scales.size += 1
                if scales.size == len(SIZES):
                    return False
            except NeedSign:
                return False
        return False

    def _is_smooth(self, difference: Node, signs: Signs) -> bool:
        """Whether nothing in the difference leaves its smooth range within the case."""
        return all(self._sign(w, signs) == 1 for w in _conditions(self.store, difference)) and all(
            self._sign(w, signs) is not None for w in _nonzero(self.store, difference)
        )

    def _sign(self, w: Node, signs: Signs, *, minds_zeros: bool = False) -> int | None:
        """The sign of an expression in a case, None where it is not known or may be zero."""
        scales = Scales()
        for _ in range(MAX_RESTARTS):
            normal = Normal(self.store, self.domain, signs, scales, minds_zeros=minds_zeros)
            try:
                value = normal.of(w)
                if not (normal.is_real(value.num) and normal.is_real(value.den)):
                    return None
                return normal.sign(value) or None
            except Rescale:
                continue
            except (NeedSign, NoRoom, Hard):
                return None
        return None

    def _vanishes_somewhere(self, difference: Node, names: list[str], signs: Signs) -> bool:
        store = self.store
        program = Program(store, *signs) if signs else None
        sampler = Sampler(self.domain, names, "base points")
        nice = [{name: fmpq(k) for name in names} for k in (0, 1, -1, 2, -2)]
        nice += [{name: fmpq(1, k) for name in names} for k in (2, -2, 3)]
        tried = 0
        for point in [*nice, *sampler.spread(30)]:
            if not self.domain.contains(point):
                continue
            values = program.at(point, 64) if program else []
            if not all(_has(value, sign) for value, sign in zip(values, signs.values(), strict=True)):
                continue
            tried += 1
            there = store.substituted(difference, {name: store.number(value) for name, value in point.items()})
            if there == store.zero or self._is_zero(there, {}) or vanishes(store, there):
                return True
            if tried >= 6:
                break
        return False


def _has(value: Any, sign: int) -> bool:
    """Whether a value certainly has a sign."""
    if not isinstance(value, fmpq | arb):
        return False
    return bool(value > 0 if sign > 0 else value < 0 if sign < 0 else value == 0)


def _given(domain: Domain) -> Signs:
    """The strict constraints of a domain, as signs."""
    return {node: sign for node, sign in domain.signs().items() if sign == 1}


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


def _conditions(store: Expressions, root: Node) -> Iterator[Node]:
    """What has to be positive for the expression to be smooth."""
    for node in store.reachable(root):
        head, args = store.heads[node], store.args[node]
        match head:
            case "mul":
                yield from (base for base, q in args if q.q != 1)
            case "power" | "log":
                yield args[0]
            case "asin" | "acos" | "atanh":
                square = store.mul(((args[0], fmpq(2)),))
                yield store.add(((square, -ONE),), ONE)
            case "acosh":
                yield store.add(((args[0], ONE),), -ONE)
            case _:
                continue


def _nonzero(store: Expressions, root: Node) -> Iterator[Node]:
    """What has to keep its sign for the expression to be smooth."""
    for node in store.reachable(root):
        if store.heads[node] == "mul":
            yield from (base for base, q in store.args[node] if q.q == 1 and q < 0)
