"""One case of a proof: a domain, the signs that are decided on, and what normal forms say there."""

from typing import Any

from flint import fmpq

from checker.symbolic.domains.domain import Domain, real_valued
from checker.symbolic.expressions.store import HALF, ONE, RELATIONS, Expressions, Node
from checker.symbolic.normal.field import SIZES, Hard, NoRoom, Quotient
from checker.symbolic.normal.generators import NeedSign, Rescale, Scales
from checker.symbolic.normal.normal import Normal
from checker.symbolic.proofs.periods import has_trivial_exponential

MAX_RESTARTS = 24

RESOLVED = frozenset("abs sign max min atan2 piecewise".split())
Signs = dict[Node, int]


class Case:
    """A domain as far as expressions have some signs.

    `minds_zeros` says whether its zeros count: else what is not negative is taken to be positive, which is right
    for what is continuous.
    """

    def __init__(
        self, store: Expressions, domain: Domain, signs: Signs | None = None, *, minds_zeros: bool = False
    ) -> None:
        self.store, self.domain, self.minds_zeros = store, domain, minds_zeros
        self.signs = given(domain) if signs is None else signs

    def form(self, node: Node) -> tuple[Normal, Quotient] | None:
        """The normal form of an expression, with no further cases; None where there is none."""
        scales = Scales()
        for _ in range(MAX_RESTARTS):
            normal = Normal(self.store, self.domain, self.signs, scales, minds_zeros=self.minds_zeros)
            try:
                return normal, normal.of(node)
            except Rescale:
                continue
            except NoRoom:
                scales.size += 1
                if scales.size == len(SIZES):
                    return None
            except (NeedSign, Hard):
                return None
        return None

    def sign(self, node: Node) -> int | None:
        """1 or -1 where an expression certainly has that sign; None where it is not known or may be zero."""
        scales = Scales()
        for _ in range(MAX_RESTARTS):
            normal = Normal(self.store, self.domain, self.signs, scales, minds_zeros=self.minds_zeros)
            try:
                value = normal.of(node)
                if not (normal.is_real(value.num) and normal.is_real(value.den)):
                    return None
                return normal.sign(value) or None
            except Rescale:
                continue
            except (NeedSign, NoRoom, Hard):
                return None
        return None

    def strict_sign(self, node: Node) -> int | None:
        """The sign with zeros minded, whatever the case does: for what jumps, or falls apart there."""
        return Case(self.store, self.domain, self.signs, minds_zeros=True).sign(node)

    def is_zero(self, node: Node) -> bool:
        """Whether the normal form vanishes."""
        found = self.form(node)
        try:
            return found is not None and found[0].field.is_zero(found[1])
        except Hard:
            return False

    def is_zero_number(self, node: Node) -> bool:
        """Whether a constant vanishes."""
        scales = Scales()
        for _ in range(MAX_RESTARTS):
            normal = Normal(self.store, self.domain, {}, scales, minds_zeros=False)
            try:
                value = normal.of(node)
                return normal.field.is_zero(value) or has_trivial_exponential(normal, value, node)
            except Rescale:
                continue
            except (NeedSign, NoRoom, Hard):
                return False
        return False

    def is_real(self, node: Node) -> bool:
        """Whether an expression is certainly real, wherever it is defined."""
        if real_valued(self.store, node, self.domain):
            return True
        found = self.form(node)
        try:
            return found is not None and _is_real(*found)
        except Hard:
            return False

    def resolved(self, root: Node) -> Node:
        """An expression with abs, sign and max replaced by what they are in this case."""
        store, made = self.store, dict[Node, Node]()
        for node in store.reachable(root):
            again = store.again(node, made)
            head, args = store.heads[again], store.args[again]
            if head in RESOLVED:
                again = self._resolved(again, head, args)
            made[node] = again
        return made[root]

    def _resolved(self, node: Node, head: str, args: tuple[Any, ...]) -> Node:
        store = self.store
        match head:
            case "abs" if (sign := self.sign(args[0])) is not None:
                return store.scaled(args[0], fmpq(sign))
            case "sign" if (sign := self.strict_sign(args[0])) is not None:
                return store.number(fmpq(sign))
            case "max" | "min" if len(args) == 2 and (sign := self.sign(store.minus(*args))) is not None:
                return int(args[0] if (sign > 0) == (head == "max") else args[1])
            case "atan2" if self.strict_sign(args[1]) == 1:
                return store.function("atan", store.over(*args))
            case "atan2" if (sign := self.strict_sign(args[0])) is not None:
                slope = store.function("atan", store.over(args[1], args[0]))
                return store.add(((store.pi, HALF * sign), (slope, -ONE)))
            case "piecewise":
                return store.piecewise((value, self._known(condition)) for value, condition in args)
            case _:
                return node

    def _known(self, condition: Node) -> Node:
        """A relation that the case decides as true or false, any other condition as it is."""
        head, args = self.store.heads[condition], self.store.args[condition]
        if head not in RELATIONS or (sign := self.strict_sign(args[0])) is None:
            return condition
        return self.store.relation(head, self.store.number(fmpq(sign)))


def _is_real(normal: Normal, value: Quotient) -> bool:
    value = normal.field.lowest(value)
    return normal.is_real(value.num) and normal.is_real(value.den)


def given(domain: Domain) -> Signs:
    """The strict constraints of a domain, as signs."""
    return {node: sign for node, sign in domain.signs().items() if sign == 1}


def has_sign(store: Expressions, node: Any, domain: Domain) -> int | None:
    """1 or -1 where an expression certainly has that sign on a whole domain, else None."""
    return Case(store, domain, minds_zeros=True).sign(node)
