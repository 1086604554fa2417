"""One case of a proof: a domain, the signs that are decided on, and what normal forms say there."""

from typing import Any

from flint import fmpq

from checker.symbolic.domains import Domain, real_valued
from checker.symbolic.expressions import Expressions, Node
from checker.symbolic.field import SIZES, Hard, NoRoom, Quotient
from checker.symbolic.generators import NeedSign, Rescale, Scales
from checker.symbolic.normal import Normal

MAX_RESTARTS = 24

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

    def is_zero(self, node: Node) -> bool:
        """Whether the normal form vanishes."""
        found = self.form(node)
        try:
            return found is not None and found[0].field.is_zero(found[1])
        except Hard:
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
            if head in ("abs", "sign") and (sign := self.sign(args[0])) is not None:
                again = store.scaled(args[0], fmpq(sign)) if head == "abs" else store.number(fmpq(sign))
            elif head in ("max", "min") and len(args) == 2:
                sign = self.sign(store.minus(*args))
                if sign is not None:
                    again = args[0] if (sign > 0) == (head == "max") else args[1]
            made[node] = again
        return made[root]


def _is_real(normal: Normal, value: Quotient) -> bool:
    value = normal.field.lowest(value)
    return normal.is_real(value.num) and normal.is_real(value.den)


def given(domain: Domain) -> Signs:
    """The strict constraints of a domain, as signs."""
    return {node: sign for node, sign in domain.signs().items() if sign == 1}


def has_sign(store: Expressions, node: Any, domain: Domain) -> int | None:
    """1 or -1 where an expression certainly has that sign on a whole domain, else None."""
    return Case(store, domain, minds_zeros=True).sign(node)
