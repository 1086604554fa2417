"""Orders of growth: how large something is in the end, up to constant factors.

What grows is held by its logarithm, up to a bounded rest: a sum of multiples of monomials in n, log n and
log log n. So n**3 is 3 log n, and n! is n log n - n + log(n) / 2.
"""

from collections.abc import Iterator
from typing import Any

from flint import arb, fmpq

from checker.symbolic.balls import PRECISIONS, Program
from checker.symbolic.domains.domain import Domain
from checker.symbolic.expressions.store import ONE, Expressions, Node
from checker.symbolic.proofs.prover import prove_equal

Monomial = tuple[tuple[str, int, Any], ...]
"""powers of n, log n and log log n: the symbol, how many logarithms, and the exponent"""
Order = dict[Monomial, Node]
"""a sum of monomials with constant factors: the logarithm of what grows"""

MAX_LEVEL = 2
"""logarithms of logarithms"""
IS_ZERO = "is zero"


class NoOrder(Exception):
    """The growth of an expression is not seen."""


def monomial_of(*factors: tuple[str, int, Any]) -> Monomial:
    """A product of powers."""
    powers: dict[tuple[str, int], Any] = {}
    for name, level, q in factors:
        powers[name, level] = powers.get((name, level), fmpq(0)) + q
    return tuple((name, level, q) for (name, level), q in sorted(powers.items()) if q != 0)


def rank(monomial: Monomial) -> list[Any]:
    """What a monomial outgrows others by: the exponents of n, log n and log log n."""
    return [sum((q for _, own, q in monomial if own == level), fmpq(0)) for level in range(MAX_LEVEL + 2)]


def symbols_of(monomial: Monomial) -> tuple[str, ...]:
    """The symbols in a monomial."""
    return tuple(sorted({name for name, _, _ in monomial}))


class Orders:
    """What outgrows what, for the expressions in a store."""

    def __init__(self, store: Expressions) -> None:
        self.store = store

    def plus(self, a: Order, b: Order) -> Order:
        """The order of a product."""
        return {m: self.store.plus(*(o[m] for o in (a, b) if m in o)) for m in {**a, **b}}

    def times(self, order: Order, q: Any) -> Order:
        """The order of a power."""
        return {m: self.store.scaled(c, q) for m, c in order.items()}

    def leading(self, orders: list[Order]) -> list[Order]:
        """The orders that no other one outgrows, and one of those that are alike."""
        kept: list[Order] = []
        for order in orders:
            if any(self.is_below(order, other) for other in kept):
                continue
            kept = [other for other in kept if not self.is_below(other, order)] + [order]
        return kept

    def is_strictly_below(self, a: Order, b: Order) -> bool:
        """Whether b outgrows a."""
        return self.is_below(a, b) and not self.is_below(b, a)

    def is_below(self, a: Order, b: Order) -> bool:
        """Whether a is at most a multiple of b."""
        difference = self.plus(a, self.times(b, -ONE))
        groups: dict[tuple[str, ...], list[Monomial]] = {}
        for monomial in difference:
            groups.setdefault(symbols_of(monomial), []).append(monomial)
        if any(len(names) > 1 for names in groups) and len(groups) > 1:
            raise NoOrder("has exponents of several symbols")
        return all(self._is_falling(difference, group) for group in groups.values())

    def _is_falling(self, order: Order, monomials: list[Monomial]) -> bool:
        for monomial in sorted(monomials, key=rank, reverse=True):
            if (sign := self.sign(order[monomial])) != 0:
                return sign < 0
        return True

    def sign(self, node: Node, if_zero: str = "") -> int:
        """The sign of a constant."""
        store = self.store
        if (q := store.value(node)) is not None:
            sign = int(q > 0) - int(q < 0)
        else:
            sign = self._sign_at_points(node)
        if sign == 0 and if_zero:
            raise NoOrder(if_zero)
        return sign

    def _sign_at_points(self, node: Node) -> int:
        store, program = self.store, Program(self.store, node)
        for bits in PRECISIONS[:3]:
            value = program.at({}, bits)[0]
            if isinstance(value, fmpq | arb) and (value > 0 or value < 0):
                return 1 if value > 0 else -1
        if prove_equal(store, node, store.zero, Domain(store, {})):
            return 0
        infinite = any(store.args[part] == ("infinity",) for part in store.reachable(node))
        raise NoOrder("is infinite" if infinite else "has a constant whose sign is not seen")

    def words(self, order: Order) -> str:
        """An order as a product."""
        return " ".join(self._factors(order)) or "a constant"

    def _factors(self, order: Order) -> Iterator[str]:
        for monomial in sorted(order, key=rank, reverse=True):
            factor = order[monomial]
            if self.sign(factor) == 0:
                continue
            q = self.store.value(factor)
            power = "" if q == 1 else f"^{q}" if q is not None else f"^{self._decimal(factor)}"
            (name, level, exponent), *others = monomial
            if not others and exponent == 1 and level > 0:
                yield "log(" * (level - 1) + name + ")" * (level - 1) + power
            else:
                inner = " ".join(_written(*part) for part in monomial)
                yield f"exp({inner}){power}"

    def _decimal(self, node: Node) -> str:
        value = Program(self.store, node).at({}, PRECISIONS[0])[0]
        return f"{float(arb(value).mid()):.6g}"


def _written(name: str, level: int, q: Any) -> str:
    return "log(" * level + name + ")" * level + ("" if q == 1 else f"^{q}")
