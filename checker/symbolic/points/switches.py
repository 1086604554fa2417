"""Switches: expressions at whose zeros a formula bends, jumps, has a pole or leaves the real line.

Two formulas that agree on one side of a switch may differ on the other, or on the switch itself.
"""

from collections.abc import Iterator
from itertools import combinations

from flint import fmpq

from checker.symbolic.expressions.derivative import differentiated
from checker.symbolic.expressions.store import ONE, Expressions, Node

MAX_SWITCHES = 40
MAX_SLOPES = 8
"""switches whose highest and lowest places are looked for, too"""
WHOLES = (-1, 0, 1, 2)
"""where a floor is looked at"""
JUMPING = frozenset({"less", "less_equal", "equal", "unequal", "sign"})
"""heads that may have another value on their zeros than on either side"""


def switches(store: Expressions, *roots: Node) -> list[Node]:
    """The switches of formulas."""
    found: dict[Node, None] = {}
    for node in store.reachable(*roots):
        for w in _switches_of(store, node):
            for part in factors(store, w):
                if store.value(part) is None and store.symbols(part):
                    found.setdefault(part)
            if len(found) >= MAX_SWITCHES:
                return list(found)[:MAX_SWITCHES]
    return list(found)


def _switches_of(store: Expressions, node: Node) -> Iterator[Node]:
    head, args = store.heads[node], store.args[node]
    match head:
        case "abs" | "sign" | "log" | "less" | "less_equal" | "equal" | "unequal" | "arg" | "lambertw":
            yield args[0]
        case "max" | "min":
            yield from (store.minus(a, b) for a, b in combinations(args, 2))
        case "mul":
            yield from (base for base, q in args if q < 0 or q.q != 1)
        case "power":
            yield args[0]
        case "asin" | "acos" | "atanh" | "acosh" | "erfinv":
            yield store.add(((args[0], ONE),), -ONE)
            yield store.add(((args[0], ONE),), ONE)
        case "atan2":
            yield from args
        case "floor" | "ceiling":
            yield from (store.add(((args[0], ONE),), fmpq(-k)) for k in WHOLES)
        case "exp":
            yield from _tops(store, args[0])


def _tops(store: Expressions, u: Node) -> Iterator[Node]:
    """Slopes of what stands in an exponential: where they vanish, there may be a bump."""
    if store.heads[u] == "add" and all(store.heads[part] == "symbol" for part, _ in store.args[u][1]):
        return
    for name in store.symbols(u)[:3]:
        slope = differentiated(store, u, name)
        if name in store.free[slope]:
            yield slope


def factors(store: Expressions, w: Node) -> Iterator[Node]:
    """A switch, and the factors of one that is a product: each changes its sign on its own."""
    yield w
    if store.heads[w] == "mul":
        yield from (base for base, _ in store.args[w])
    elif store.heads[w] == "add" and len(store.args[w][1]) == 1 and store.args[w][0] == 0:
        yield from factors(store, store.args[w][1][0][0])


def slopes(store: Expressions, found: list[Node], name: str) -> list[Node]:
    """Derivatives of the first switches that contain a symbol: zero at their highest and lowest places."""
    inside = [w for w in found if name in store.free[w]][:MAX_SLOPES]
    return [slope for w in inside if name in store.free[slope := differentiated(store, w, name)]]


def rounded(store: Expressions, *roots: Node) -> dict[Node, None]:
    """What floors and ceilings are taken of."""
    return {
        store.args[node][0]: None for node in store.reachable(*roots) if store.heads[node] in ("floor", "ceiling")
    }


def jumping(store: Expressions, *roots: Node) -> dict[Node, None]:
    """Switches on whose zeros a formula may have a value of its own."""
    return {store.args[node][0]: None for node in store.reachable(*roots) if store.heads[node] in JUMPING}
