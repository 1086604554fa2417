"""Whether two costs grow alike: up to constant factors and lower orders, as all symbols grow without bound.

A sum has an order for each of its terms; where terms of both signs are there, one has to outgrow all that are
against it. What is not seen so is not guessed.
"""

from typing import Any

from flint import fmpq

from checker.symbolic.domains.feasible import linear
from checker.symbolic.expressions.store import HALF, ONE, Expressions, Node
from checker.symbolic.orders import (
    IS_ZERO,
    MAX_LEVEL,
    Monomial,
    NoOrder,
    Order,
    Orders,
    monomial_of,
    rank,
    symbols_of,
)

MAX_PRODUCT = 400
MAX_EXPANDED = 6
"""powers of sums that are multiplied out"""


def same_growth(store: Expressions, got: Node, want: Node, names: list[str]) -> tuple[bool | None, str]:
    """Whether each of two sums of products is bounded by a multiple of the other; None where it is not seen."""
    if got == want and store.value(got) == 0:
        return True, ""
    growth = _Growth(store)
    try:
        orders = [growth.leading(growth.certain(node)) for node in (got, want)]
        for mine, other, side in ((orders[0], orders[1], "grows"), (orders[1], orders[0], "does not grow")):
            for order in mine:
                if not any(growth.is_below(order, bound) for bound in other):
                    return False, f"{side} with {growth.words(order)}"
    except NoOrder as err:
        return (False if str(err) == IS_ZERO else None), str(err)
    return True, ""


class _Growth(Orders):
    """The orders of the expressions in a store."""

    def of(self, node: Node) -> tuple[int, list[Order]]:
        """The sign of an expression in the end, 0 where it has none; and the orders that its size is a sum of."""
        store, head, args = self.store, self.store.heads[node], self.store.args[node]
        if not store.free[node]:
            return self.sign(node, IS_ZERO), [{}]
        match head:
            case "symbol":
                return 1, [{((args[0], 1, ONE),): store.one}]
            case "add":
                return self._sum(node)
            case "mul":
                return self._product(args)
            case "log":
                return self._log(args[0])
            case "exp":
                return 1, [self._combination(args[0])]
            case "power":
                return self._power(*args)
            case "gamma":
                return 1, [self._stirling(args[0])]
            case "loggamma":
                return 1, self._logs_of(self._stirling(args[0]))
            case "digamma":
                return 1, [self._of_monomial(_only(self._stirling(args[0])), 1)]
            case "max" | "min":
                return self._extreme(head, args)
            case "abs":
                return 1, self.certain(args[0])
            case "floor" | "ceiling":
                sign, orders = self.of(args[0])
                if all(self.is_strictly_below({}, order) for order in self.leading(orders)):
                    return sign, orders
                raise NoOrder(f"has `{head}` of what does not grow")
            case "sin" | "cos":
                return 0, [{}]
            case "sum":
                return 1, [self._series(*args)]
            case _:
                raise NoOrder(f"has `{head}`, whose order is not seen")

    def certain(self, node: Node) -> list[Order]:
        """The orders of what has a sign in the end."""
        sign, orders = self.of(node)
        if sign == 0:
            raise NoOrder(f"has `{self.store.heads[node]}`, whose order is not seen")
        return orders

    # ---- sums and products -------------------------------------------------------------------------------------

    def _sum(self, node: Node) -> tuple[int, list[Order]]:
        try:
            return self._sum_of_terms(node)
        except NoOrder:
            again = _expanded(self.store, node)
            if again == node:
                raise
            return self.of(again)

    def _sum_of_terms(self, node: Node) -> tuple[int, list[Order]]:
        constant, terms = self.store.args[node]
        orders: dict[int, list[Order]] = {1: [], -1: [], 0: []}
        if constant != 0:
            orders[1 if constant > 0 else -1].append({})
        for part, q in terms:
            sign, found = self.of(part)
            orders[sign if q > 0 else -sign] += found
        for sign in (1, -1):
            lead = self.leading(orders[sign])
            against = orders[-sign] + orders[0]
            if lead and all(any(self.is_strictly_below(o, bound) for bound in lead) for o in against):
                return sign, lead
        raise NoOrder("has a difference whose order is not seen")

    def _product(self, factors: Any) -> tuple[int, list[Order]]:
        sign, product = 1, [Order()]
        for part, q in factors:
            own, orders = self.of(part)
            if own == 0:
                raise NoOrder(f"has `{self.store.heads[part]}`, whose order is not seen")
            if own < 0 and q.q != 1:
                raise NoOrder("has a root of what is negative")
            sign *= own if q.p % 2 else 1
            if len(orders) > 1:
                orders = self.leading(orders)
            if len(orders) > 1 and q < 0:
                raise NoOrder("divides by a sum")
            product = [self.plus(a, self.times(b, q)) for a in product for b in orders]
            if len(product) > MAX_PRODUCT:
                raise NoOrder("has too many terms")
        return sign, product

    def _extreme(self, head: str, args: tuple[Node, ...]) -> tuple[int, list[Order]]:
        found = [self.of(part) for part in args]
        if any(sign <= 0 for sign, _ in found):
            raise NoOrder(f"has `{head}` of what is not positive")
        orders = [order for _, part in found for order in self.leading(part)]
        if head == "max":
            return 1, orders
        for order in orders:
            if all(self.is_below(order, other) for other in orders):
                return 1, [order]
        raise NoOrder("has `min`, whose order is not seen")

    # ---- logarithms and exponentials ---------------------------------------------------------------------------

    def _log(self, u: Node) -> tuple[int, list[Order]]:
        sign, orders = self.of(u)
        lead = self.leading(orders)
        if sign > 0 and all(self.is_strictly_below({}, order) for order in lead):
            return 1, self.leading([of_log for order in lead for of_log in self._logs_of(order)])
        if self.store.heads[u] == "add" and (limit := self.store.args[u][0]) > 0:
            rest = self.store.add(((u, ONE),), -limit)
            if all(self.is_strictly_below(order, {}) for order in self.of(rest)[1]):
                return self.of(rest) if limit == 1 else (1 if limit > 1 else -1, [{}])
        raise NoOrder("has the logarithm of what does not grow")

    def _logs_of(self, order: Order) -> list[Order]:
        """The orders of the logarithm of what grows, one for each symbol."""
        lead: dict[tuple[str, ...], Monomial] = {}
        for monomial in sorted(order, key=rank):
            if self.sign(order[monomial]) != 0:
                lead[symbols_of(monomial)] = monomial
        if len(lead) > 1 and any(len(names) > 1 for names in lead):
            raise NoOrder("has the logarithm of a product")
        return [self._of_monomial(monomial) for monomial in lead.values()]

    def _of_monomial(self, monomial: Monomial, level: int = 0) -> Order:
        """The order of a monomial, or of its logarithm."""
        if level:
            (name, inner, _), *_ = sorted(monomial, key=lambda factor: factor[1])
            monomial = ((name, inner + 1, ONE),)
        if any(inner + 1 > MAX_LEVEL + 1 for _, inner, _ in monomial):
            raise NoOrder("has a logarithm of logarithms")
        return {((name, inner + 1, ONE),): self.store.number(q) for name, inner, q in monomial}

    def _power(self, base: Node, exponent: Node) -> tuple[int, list[Order]]:
        store = self.store
        if not store.free[exponent]:
            sign, orders = self.of(base)
            lead = self.leading(orders)
            if sign <= 0 or (len(lead) > 1 and self.sign(exponent, IS_ZERO) < 0):
                raise NoOrder("has a power whose order is not seen")
            return 1, [{m: store.times(c, exponent) for m, c in order.items()} for order in lead]
        if (q := store.value(base)) is not None and q < 0:
            if q == -1:
                return 0, [{}]
            raise NoOrder("has `power`, whose order is not seen")
        if store.free[base] and store.heads[base] != "symbol":
            raise NoOrder("has `power`, whose order is not seen")
        return 1, [self._combination(store.times(exponent, store.function("log", base)))]

    def _combination(self, u: Node) -> Order:
        """An expression as a sum of multiples of monomials, up to what is bounded."""
        store, head, args = self.store, self.store.heads[u], self.store.args[u]
        if not store.free[u]:
            return {}
        if head == "add":
            total: Order = {}
            for part, q in args[1]:
                total = self.plus(total, self.times(self._combination(part), q))
            return total
        if (found := self._exact(u)) is not None:
            monomial, factor = found
            return {} if self.is_below(self._of_monomial(monomial), {}) else {monomial: factor}
        if head == "log":
            _, orders = self.of(args[0])
            lead = self.leading(orders)
            if len(lead) == 1:
                return lead[0]
        elif head == "mul" and (again := _expanded(store, u)) != u:
            return self._combination(again)
        else:
            lead = self.leading(self.of(u)[1])
            if all(self.is_below(order, {}) for order in lead):
                return {}
        raise NoOrder("has an exponent whose order is not seen")

    def _exact(self, u: Node) -> tuple[Monomial, Node] | None:
        """The monomial and the constant factor that an expression is a product of."""
        store = self.store
        factors, constant = [], store.one
        for part, q in store.args[u] if store.heads[u] == "mul" else ((u, ONE),):
            if not store.free[part]:
                constant = store.times(constant, store.mul(((part, q),)))
                continue
            inner, level = part, 0
            while store.heads[inner] == "log":
                inner, level = store.args[inner][0], level + 1
            if store.heads[inner] != "symbol" or level > MAX_LEVEL:
                return None
            factors.append((str(store.args[inner][0]), level, q))
        return monomial_of(*factors), constant

    def _stirling(self, u: Node) -> Order:
        """log gamma(q n + c) = q n log n + (q log q - q) n + (c - 1/2) log n, up to what is bounded."""
        store, form = self.store, linear(self.store, u)
        if form is None or len(form.slopes) != 1 or not all(q > 0 for q in form.slopes.values()):
            raise NoOrder("has `gamma`, whose order is not seen")
        ((name, q),) = form.slopes.items()
        slope = store.add(((store.function("log", store.number(q)), q),), -q)
        return {
            monomial_of((name, 0, ONE), (name, 1, ONE)): store.number(q),
            ((name, 0, ONE),): slope,
            ((name, 1, ONE),): store.number(form.constant - HALF),
        }

    def _series(self, body: Node, bound: str, low: Node, high: Node) -> Order:
        """The order of a sum of k**a log(k)**b, or of exponentials, up to a multiple of a symbol."""
        form = linear(self.store, high)
        is_simple = self.store.free[body] <= {bound} and not self.store.free[low] and form is not None
        sign, orders = self.of(body) if is_simple else (0, [])
        if form is None or len(form.slopes) != 1 or sign <= 0 or len(lead := self.leading(orders)) != 1:
            raise NoOrder("has `sum`, whose order is not seen")
        ((name, slope),) = form.slopes.items()
        powers = {m: self.store.value(c) for m, c in lead[0].items()}
        if slope != 1 or not set(powers) <= {((bound, 1, ONE),), ((bound, 2, ONE),)} or None in powers.values():
            raise NoOrder("has `sum`, whose order is not seen")
        a, b = (powers.get(((bound, level, ONE),), fmpq(0)) for level in (1, 2))
        if a == -1 and b <= -1:
            raise NoOrder("has `sum`, whose order is not seen")
        a, b = (a + 1, b) if a > -1 else (fmpq(0), b + 1 if a == -1 else fmpq(0))
        return {((name, level, ONE),): self.store.number(q) for level, q in ((1, a), (2, b)) if q != 0}


def _only(order: Order) -> Monomial:
    """The symbol itself, of an order after Stirling."""
    return next(monomial for monomial in order if len(monomial) == 1 and monomial[0][1] == 0)


def _expanded(store: Expressions, root: Node) -> Node:
    """An expression with products and small powers of sums multiplied out."""
    made: dict[Node, Node] = {}
    for node in store.reachable(root):
        again = store.again(node, made)
        made[node] = _multiplied(store, again) if store.heads[again] == "mul" else again
    return made[root]


def _multiplied(store: Expressions, node: Node) -> Node:
    sums: list[Node] = []
    others: list[tuple[Node, Any]] = []
    for part, q in store.args[node]:
        if store.heads[part] == "add" and q.q == 1 and 0 < q <= MAX_EXPANDED:
            sums += [part] * int(q.p)
        else:
            others.append((part, q))
    if not sums or len(sums) > MAX_EXPANDED:
        return node
    total = store.mul(others)
    for part in sums:
        constant, terms = store.args[part]
        pieces = [(store.one, constant), *terms]
        inner = store.args[total] if store.heads[total] == "add" else (fmpq(0), ((total, ONE),))
        own = [(store.one, inner[0]), *inner[1]]
        if len(own) * len(pieces) > MAX_PRODUCT:
            return node
        total = store.add((store.times(a, b), p * q) for a, p in own for b, q in pieces)
    return total
