"""Derivatives of expressions."""

from collections.abc import Callable, Mapping
from typing import Any

from flint import fmpq

from checker.symbolic.expressions.store import HALF, ONE, Expressions, Node

TWO = fmpq(2)
INTEGRAL = "sympy.Integral"
"""the name of an integral over a symbol that it binds: of body, symbol, from and to"""

Rule = Callable[[Expressions, Node, Node], Node]
"""f'(u) from the store, u and f(u)"""


def differentiated(
    store: Expressions,
    root: Node,
    name: str,
    named: Mapping[str, Rule] | None = None,
    following: frozenset[str] = frozenset(),
) -> Node:
    """The derivative of an expression in a symbol; where it jumps or bends, there is none.

    Beside functions that are only named it is that of the pieces, as it is written down in a derivation.

    `named` has the derivatives of functions that are only named, as far as they are known; with them, logarithms
    are only named, too. `following` has the symbols that depend on `name`: their derivatives are left alone.
    """
    made: dict[Node, Node] = {}
    for node in store.reachable(root):
        if store.heads[node] == "symbol" and store.args[node][0] in following:
            made[node] = store.apply("D", node, store.symbol(name))
        else:
            made[node] = _derivative(store, node, name, made, named or {})
    return made[root]


def _derivative(
    store: Expressions, node: Node, name: str, of: dict[Node, Node], named: Mapping[str, Rule]
) -> Node:
    head, args = store.heads[node], store.args[node]
    match head:
        case "piecewise" | "max" | "min" | "abs" | "sign" | "floor" | "ceiling" if named:
            return _as_written(store, node, of)
        case "symbol":
            return store.one if args[0] == name else store.zero
        case "number" | "constant" | "true" | "false" | "undefined":
            return store.zero
        case "less" | "less_equal" | "equal" | "unequal" | "and" | "or" | "not":
            return store.zero  # a condition, which jumps at most where its cases do
        case "floor" | "ceiling":
            return store.zero if of[args[0]] == store.zero else _flat(store, store.minus(node, args[0]))
        case "add":
            return store.add((of[part], q) for part, q in args[1])
        case "mul":
            # (prod b**q)' = prod b**q * sum q b'/b, written without the quotient of the whole
            terms = []
            for i, (b, q) in enumerate(args):
                if of[b] != store.zero:
                    rest = [*args[:i], *args[i + 1 :], (b, q - 1), (of[b], ONE)]
                    terms.append((store.mul(rest), q))
            return store.add(terms)
        case "power":
            b, e = args
            if of[e] == store.zero:
                return store.times(e, store.power(b, store.add(((e, ONE),), -ONE)), of[b])
            log = store.apply("log", b) if "log" in named else store.function("log", b)
            inner = store.plus(store.times(of[e], log), store.mul(((e, ONE), (of[b], ONE), (b, -ONE))))
            return store.times(node, inner)
        case "piecewise":
            return _cases(store, node, name, of)
        case "max" | "min":
            return _extreme(store, node, of)
        case "sum" if name not in store.free[args[2]] | store.free[args[3]]:
            return store.series("sum", of[args[0]], *args[1:])
        case "product" if name not in store.free[args[2]] | store.free[args[3]]:
            # (prod f)' = prod f * sum f'/f, over the same numbers
            if of[args[0]] == store.zero:
                return store.zero
            return store.times(node, store.series("sum", store.over(of[args[0]], args[0]), *args[1:]))
        case "sum" | "product":
            return store.zero if name not in store.free[node] else _unknown(store, node, name)
        case "atan2":
            y, x = args
            top = store.minus(store.times(x, of[y]), store.times(y, of[x]))
            return store.over(top, store.plus(_square(store, x), _square(store, y)))
        case "polygamma" if of[args[0]] == store.zero:
            order = store.add(((args[0], ONE),), ONE)
            return store.times(store.function("polygamma", order, args[1]), of[args[1]])
        case "uppergamma" | "lowergamma" if of[args[0]] == store.zero:
            s, u = args
            bell = store.times(store.power(u, store.add(((s, ONE),), -ONE)), store.exp(store.scaled(u, -ONE)))
            return store.scaled(store.times(bell, of[u]), ONE if head == "lowergamma" else -ONE)
        case "apply" if args[0] in named and len(args) == 2:
            return store.times(named[args[0]](store, args[1], node), of[args[1]])
        case "apply" if args[0] == INTEGRAL:
            return _under_integral(store, args, of)
        case "apply":
            terms = [
                (store.times(store.apply(_partial(args[0], i), *args[1:]), of[u]), ONE)
                for i, u in enumerate(args[1:], 1)
                if of[u] != store.zero
            ]
            return store.add(terms)
        case _ if len(args) == 1:
            if of[args[0]] == store.zero:
                return store.zero
            return store.times(_outer(store, head, args[0], node), of[args[0]])
        case _ if all(of[u] == store.zero for u in args):
            return store.zero
        case _:
            return _unknown(store, node, name)


def _under_integral(store: Expressions, args: tuple[Any, ...], of: dict[Node, Node]) -> Node:
    """The derivative of an integral from a to b, after Leibniz."""
    _, body, variable, low, high = args
    inside = store.apply(INTEGRAL, of[body], *args[2:]) if of[body] != store.zero else store.zero
    name = store.args[variable][0]
    ends = [store.times(store.substituted(body, {name: end}), of[end]) for end in (high, low)]
    return store.plus(inside, store.minus(*ends))


def _unknown(store: Expressions, node: Node, name: str) -> Node:
    """A derivative that is not known, of this expression and no other, whatever is put in for its symbols."""
    return store.apply(f"D.{name}.{node}", node)


def _partial(name: str, i: int) -> str:
    """The name of a derivative of an opaque function in its i-th argument: their order does not matter."""
    *orders, own = name.split(".")
    return ".".join([*sorted([*orders, f"D{i}"]), own])


def _flat(store: Expressions, jump: Node) -> Node:
    """0, but undefined where an expression is zero."""
    return store.piecewise(((store.zero, store.relation("unequal", jump)),))


def _cases(store: Expressions, node: Node, name: str, of: dict[Node, Node]) -> Node:
    """The derivatives of the pieces; none where a piece is a single point, nor where two do not join smoothly."""
    pieces = store.args[node]
    if len(pieces) == 2 and pieces[1][1] == store.true and store.heads[pieces[0][1]] in ("less", "less_equal"):
        return _joined(store, pieces[0][0], pieces[1][0], store.args[pieces[0][1]][0], name, of)
    kept: list[tuple[Node, Node]] = []
    points: list[Node] = []
    for value, condition in pieces:
        depends = name in store.free[condition]
        if depends and store.heads[condition] == "equal":
            points.append(store.negation(condition))
            continue
        kept.append((of[value], store.logic("and", (*points, condition))))
        if depends and store.heads[condition] == "unequal":
            break  # the rest is for a single point
    return store.piecewise(kept)


def _joined(store: Expressions, below: Node, above: Node, w: Node, name: str, of: dict[Node, Node]) -> Node:
    """The derivative of what is one thing where w < 0 and another where w > 0."""
    if name not in store.free[w]:
        return store.piecewise(((of[below], store.relation("less_equal", w)), (of[above], store.true)))
    zeros = (w, store.minus(below, above), store.minus(of[below], of[above]))
    is_smooth = store.logic("and", [store.relation("equal", zero) for zero in zeros])
    left, right = store.relation("less", w), store.relation("less", store.scaled(w, -ONE))
    return store.piecewise(((of[below], left), (of[above], right), (of[below], is_smooth)))


def _as_written(store: Expressions, node: Node, of: dict[Node, Node]) -> Node:
    """The derivatives of the pieces, on the same conditions; a step is flat."""
    head, args = store.heads[node], store.args[node]
    match head:
        case "piecewise":
            return store.piecewise((of[value], condition) for value, condition in args)
        case "max" | "min":
            direction = ONE if head == "max" else -ONE
            pieces = []
            for u in args:
                gaps = [store.scaled(store.minus(v, u), direction) for v in args]
                pieces.append((of[u], store.logic("and", [store.relation("less_equal", gap) for gap in gaps])))
            return store.piecewise(pieces)
        case "abs":
            return store.times(store.function("sign", args[0]), of[args[0]])
        case _:
            return store.zero


def _extreme(store: Expressions, node: Node, of: dict[Node, Node]) -> Node:
    """The derivative of the largest or the smallest, none where two are; of two it is written without cases."""
    args = store.args[node]
    is_max = store.heads[node] == "max"
    if len({of[u] for u in args}) == 1:
        return of[args[0]]
    if len(args) == 2:
        gap, slope = store.minus(args[0], args[1]), store.minus(of[args[0]], of[args[1]])
        turn = store.mul(((slope, ONE), (gap, ONE), (store.function("abs", gap), -ONE)))
        return store.add(((of[args[0]], HALF), (of[args[1]], HALF), (turn, HALF if is_max else -HALF)))
    pieces = []
    for u in args:
        others = [v for v in args if v != u]
        beats = [store.relation("less", store.minus(v, u) if is_max else store.minus(u, v)) for v in others]
        pieces.append((of[u], store.logic("and", beats)))
    return store.piecewise(pieces)


def _outer(store: Expressions, head: str, u: Node, node: Node) -> Node:
    """f'(u) for f(u)."""
    rule = RULES.get(head)
    return rule(store, u, node) if rule else store.apply(f"D.{head}", u)


def _square(store: Expressions, u: Node) -> Node:
    return store.mul(((u, TWO),))


def _root_of_one(store: Expressions, u: Node, sign: int, power: fmpq) -> Node:
    """(1 + sign * u**2) ** power."""
    return store.mul(((store.add(((_square(store, u), fmpq(sign)),), ONE), power),))


def _gauss(store: Expressions, u: Node, sign: int) -> Node:
    """2 / sqrt(pi) * exp(sign * u**2)."""
    bell = store.exp(store.scaled(_square(store, u), fmpq(sign)))
    return store.scaled(store.mul(((store.pi, -HALF), (bell, ONE))), TWO)


RULES: dict[str, Rule] = {
    "exp": lambda s, u, f: f,
    "log": lambda s, u, f: s.mul(((u, -ONE),)),
    "sin": lambda s, u, f: s.function("cos", u),
    "cos": lambda s, u, f: s.scaled(s.function("sin", u), -ONE),
    "tan": lambda s, u, f: s.add(((_square(s, f), ONE),), ONE),
    "sinh": lambda s, u, f: s.function("cosh", u),
    "cosh": lambda s, u, f: s.function("sinh", u),
    "tanh": lambda s, u, f: s.add(((_square(s, f), -ONE),), ONE),
    "asin": lambda s, u, f: _root_of_one(s, u, -1, -HALF),
    "acos": lambda s, u, f: s.scaled(_root_of_one(s, u, -1, -HALF), -ONE),
    "atan": lambda s, u, f: _root_of_one(s, u, 1, -ONE),
    "asinh": lambda s, u, f: _root_of_one(s, u, 1, -HALF),
    "acosh": lambda s, u, f: s.mul(((s.add(((u, ONE),), -ONE), -HALF), (s.add(((u, ONE),), ONE), -HALF))),
    "atanh": lambda s, u, f: _root_of_one(s, u, -1, -ONE),
    "erf": lambda s, u, f: _gauss(s, u, -1),
    "erfi": lambda s, u, f: _gauss(s, u, 1),
    "gamma": lambda s, u, f: s.times(f, s.function("digamma", u)),
    "digamma": lambda s, u, f: s.function("polygamma", s.one, u),
    "erfinv": lambda s, u, f: s.scaled(s.mul(((s.pi, HALF), (s.exp(_square(s, f)), ONE))), HALF),
    "lambertw": lambda s, u, f: s.over(f, s.times(u, s.plus(s.one, f))),
    "loggamma": lambda s, u, f: s.function("digamma", u),
    "ei": lambda s, u, f: s.over(s.exp(u), u),
    "si": lambda s, u, f: s.over(s.function("sin", u), u),
    "ci": lambda s, u, f: s.over(s.function("cos", u), u),
    "li": lambda s, u, f: s.over(s.one, s.function("log", u)),
    "abs": lambda s, u, f: s.over(u, f),
    "sign": lambda s, u, f: _flat(s, u),
}
