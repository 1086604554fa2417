"""Whether two costs grow alike: up to constant factors and lower orders, as all symbols grow without bound."""

import math
from typing import Any

from flint import fmpq

from checker.symbolic.expressions import ONE, ZERO, Expressions, Node
from checker.symbolic.feasible import linear

Order = tuple[tuple[str, Any], ...]
"""exponents by symbol, by `log symbol`, and by `exp symbol`"""

MAX_PRODUCT = 400


IS_ZERO = "is zero"


class _NoOrder(Exception):
    """The growth of an expression is not seen."""


def same_growth(store: Expressions, got: Node, want: Node, names: list[str]) -> tuple[bool | None, str]:
    """Whether each of two sums of products is bounded by a multiple of the other; None where it is not seen."""
    try:
        orders = [_leading(_orders(store, node)) for node in (got, want)]
    except _NoOrder as err:
        return (False if str(err) == IS_ZERO else None), str(err)
    if not all(orders):
        return None, "does not grow"
    for mine, other, words in ((orders[0], orders[1], "faster"), (orders[1], orders[0], "slower")):
        for order in mine:
            if not any(_is_below(order, bound) for bound in other):
                term = " ".join(_factor(name, q) for name, q in order) or "a constant"
                side = "grows" if words == "faster" else "does not grow"
                return False, f"{side} with {term}"
    return True, ""


def _factor(name: str, q: Any) -> str:
    return name if q == 1 else f"{name}^{q}"


def _orders(store: Expressions, node: Node) -> set[Order]:
    """The products that an expression is a sum of, without their coefficients."""
    head, args = store.heads[node], store.args[node]
    match head:
        case "number" | "constant":
            if args == ("infinity",) or node == store.zero:
                raise _NoOrder(IS_ZERO if node == store.zero else "is infinite")
            return {()}
        case "symbol":
            return {((args[0], ONE),)}
        case "add":
            if any(q < 0 for _, q in args[1]):
                raise _NoOrder("has a difference whose order is not seen")
            found = {order for part, _ in args[1] for order in _orders(store, part)}
            return found | ({()} if args[0] != 0 else set())
        case "mul":
            product: set[Order] = {()}
            for part, q in args:
                product = {_times(a, b) for a in product for b in _power(_orders(store, part), q)}
                if len(product) > MAX_PRODUCT:
                    raise _NoOrder("has too many terms")
            return product
        case "log":
            orders = _leading(_orders(store, args[0]))
            if orders == {()}:
                return orders
            return {_logarithm(name) for order in orders for name, _ in order}
        case "exp":
            return {_exponential(store, args[0], ONE)}
        case "power" if (base := store.value(args[0])) is not None and base > 1:
            return {
                _exponential(store, args[1], fmpq(round(math.log(int(base.p) / int(base.q)) * 10**12), 10**12))
            }
        case "max":
            return {order for part in args for order in _orders(store, part)}
        case "floor" | "ceiling" | "abs":
            return _orders(store, args[0])
        case _:
            raise _NoOrder(f"has `{head}`, whose order is not seen")


def _logarithm(name: str) -> Order:
    """The order of the logarithm of a factor: a log of a log is called a constant's."""
    if name.startswith("log "):
        raise _NoOrder("has the logarithm of a logarithm")
    return ((name.removeprefix("exp "), ONE),) if name.startswith("exp ") else ((f"log {name}", ONE),)


def _exponential(store: Expressions, exponent: Node, logarithm: Any) -> Order:
    """The order of exp(logarithm * exponent), for a sum of multiples of symbols."""
    form = linear(store, exponent)
    if form is None:
        raise _NoOrder("has an exponent whose order is not seen")
    return tuple(sorted((f"exp {name}", q * logarithm) for name, q in form.slopes.items()))


def _power(orders: set[Order], q: Any) -> set[Order]:
    """A power of a sum: that of its terms; a sum that divides has to have one leading term."""
    if len(orders) > 1 and q < 0:
        orders = _leading(orders)
        if len(orders) > 1:
            raise _NoOrder("divides by a sum")
    return {tuple((name, e * q) for name, e in order) for order in orders}


def _times(a: Order, b: Order) -> Order:
    total: dict[str, Any] = {}
    for name, q in (*a, *b):
        total[name] = total.get(name, ZERO) + q
    return tuple(sorted((name, q) for name, q in total.items() if q != 0))


def _leading(orders: set[Order]) -> set[Order]:
    """The products that no other one bounds."""
    return {a for a in orders if not any(a != b and _is_below(a, b) and not _is_below(b, a) for b in orders)}


def _is_below(a: Order, b: Order) -> bool:
    """Whether a is at most a multiple of b: exponentials beat powers, and powers beat logarithms."""
    left, right = dict(a), dict(b)
    symbols = {name.removeprefix("log ").removeprefix("exp ") for name in (*left, *right)}
    return all(_rank(left, name) <= _rank(right, name) for name in symbols)


def _rank(order: dict[str, Any], name: str) -> list[Any]:
    return [order.get(f"{prefix}{name}", ZERO) for prefix in ("exp ", "", "log ")]
