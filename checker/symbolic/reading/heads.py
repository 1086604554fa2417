"""SymPy's functions and conditions by their names, in terms of those of a store of expressions."""

import math
from functools import partial, reduce

from flint import fmpq

from checker.symbolic.expressions.store import HALF, LOGIC, ONE, RELATIONS, Expressions, Node

NAMES = {
    "Abs": "abs", "sign": "sign", "floor": "floor", "ceiling": "ceiling", "log": "log", "LambertW": "lambertw",
    "re": "re", "im": "im", "conjugate": "conjugate", "arg": "arg", "atan2": "atan2", "loggamma": "loggamma",
    "digamma": "digamma", "polygamma": "polygamma", "gamma": "gamma", "erf": "erf", "erfi": "erfi",
    "erfinv": "erfinv", "erfcinv": "erfcinv", "lowergamma": "lowergamma", "uppergamma": "uppergamma",
    "zeta": "zeta", "Ei": "ei", "Si": "si", "Ci": "ci", "li": "li", "fresnels": "fresnels",
    "fresnelc": "fresnelc",
    "elliptic_k": "elliptic_k", "elliptic_e": "elliptic_e", "expint": "expint", "polylog": "polylog",
    "besselj": "besselj", "bessely": "bessely", "besseli": "besseli", "besselk": "besselk",
    "fibonacci": "fibonacci", "lucas": "lucas", "subfactorial": "subfactorial", "factorial2": "factorial2",
    "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh",
    "asin": "asin", "acos": "acos", "atan": "atan", "asinh": "asinh", "acosh": "acosh", "atanh": "atanh",
}  # fmt: skip
"""functions that are taken over as they are, by SymPy's name"""
CONSTANTS = {
    "Pi": "pi", "ImaginaryUnit": "i", "EulerGamma": "euler", "Catalan": "catalan", "Infinity": "infinity",
}  # fmt: skip
INVERSES = {"sec": "cos", "csc": "sin", "cot": "tan", "sech": "cosh", "csch": "sinh", "coth": "tanh"}
RECIPROCALS = {
    "asec": "acos",
    "acsc": "asin",
    "acot": "atan",
    "asech": "acosh",
    "acsch": "asinh",
    "acoth": "atanh",
}
OF_TWO = frozenset("atan2 polygamma lowergamma uppergamma expint polylog besselj bessely besseli besselk".split())
"""functions of two arguments"""
RELATION_HEADS = {
    "Equality": ("equal", False),
    "Unequality": ("unequal", False),
    "StrictLessThan": ("less", False),
    "StrictGreaterThan": ("less", True),
    "LessThan": ("less_equal", False),
    "GreaterThan": ("less_equal", True),
}


class Unreadable(Exception):
    """A value that is no formula; the text says what it is."""


def of_name(store: Expressions, head: str, nodes: list[Node]) -> Node:
    """What SymPy's class of that name is of its arguments; an opaque function where it is not known here.

    Raises:
      Unreadable: a truth value is compared with a number.
    """
    if head in RELATION_HEADS and len(nodes) == 2:
        kind, is_flipped = RELATION_HEADS[head]
        return _related(store, kind, *(reversed(nodes) if is_flipped else nodes))
    match head, nodes:
        case "log", [u, base]:
            return store.over(store.function("log", u), store.function("log", base))
        case _, [u] if head in INVERSES:
            return store.over(store.one, store.function(INVERSES[head], u))
        case _, [u] if head in RECIPROCALS:
            return _of_reciprocal(store, head, u)
        case "Max" | "Min", [_, *_]:
            return store.extreme(head.lower(), nodes)
        case "And" | "Or", _:
            return store.logic(head.lower(), nodes)
        case "Not", [u]:
            return store.negation(u)
        case "Xor", [first, *rest]:
            return reduce(partial(_either, store), rest, first)
        case "Implies", [a, b]:
            return store.logic("or", (store.negation(a), b))
        case "Equivalent", [first, *rest]:
            return store.logic("and", [_related(store, "equal", first, other) for other in rest])
        case "ITE", [condition, yes, no]:
            other = store.logic("and", (store.negation(condition), no))
            return store.logic("or", (store.logic("and", (condition, yes)), other))
        case _:
            return _special(store, head, nodes)


def _either(store: Expressions, a: Node, b: Node) -> Node:
    """a or b, and not both."""
    return store.logic("and", (store.logic("or", (a, b)), store.negation(store.logic("and", (a, b)))))


def _of_reciprocal(store: Expressions, head: str, u: Node) -> Node:
    """f(1/u), with SymPy's values of acot and acoth at 0."""
    value = store.function(RECIPROCALS[head], store.over(store.one, u))
    at_zero = {
        "acot": store.scaled(store.pi, HALF),
        "acoth": store.scaled(store.times(store.i, store.pi), HALF),
    }
    if head not in at_zero:
        return value
    return store.piecewise(((at_zero[head], store.relation("equal", u)), (value, store.true)))


def _special(store: Expressions, head: str, nodes: list[Node]) -> Node:
    match head, nodes:
        case "Heaviside", [u, *rest]:
            middle = rest[0] if rest else store.number(HALF)
            below, at = store.relation("less", u), store.relation("equal", u)
            return store.piecewise(((store.zero, below), (middle, at), (store.one, store.true)))
        case "KroneckerDelta", [a, b, *_]:
            return store.piecewise(((store.one, _related(store, "equal", a, b)), (store.zero, store.true)))
        case "erfc", [u]:
            return store.minus(store.one, store.function("erf", u))
        case "factorial", [u]:
            return store.function("gamma", store.plus(u, store.one))
        case "binomial", [n, k]:
            return _binomial(store, n, k)
        case "RisingFactorial" | "FallingFactorial", [u, k] if (steps := _few(store, k)) is not None:
            direction = 1 if head == "RisingFactorial" else -1
            return store.times(*(store.add(((u, ONE),), fmpq(direction * j)) for j in range(steps)))
        case "RisingFactorial", [u, k]:
            return store.over(store.function("gamma", store.plus(u, k)), store.function("gamma", u))
        case "FallingFactorial", [u, k]:
            top = store.plus(u, store.one)
            return store.over(store.function("gamma", top), store.function("gamma", store.minus(top, k)))
        case "beta", [a, b]:
            top = store.times(store.function("gamma", a), store.function("gamma", b))
            return store.over(top, store.function("gamma", store.plus(a, b)))
        case "catalan", [n]:  # C(2n, n) / (n + 1) = 4**n gamma(n + 1/2) / (sqrt(pi) gamma(n + 2))
            top = store.function("gamma", store.add(((n, ONE),), HALF))
            below = store.times(
                store.mul(((store.pi, HALF),)), store.function("gamma", store.add(((n, ONE),), fmpq(2)))
            )
            return store.times(store.power(store.number(4), n), store.over(top, below))
        case "polylog", [order, u] if order == store.one:
            return store.scaled(store.function("log", store.minus(store.one, u)), -ONE)
        case "harmonic", [n, *order] if not order or order == [store.one]:
            return store.plus(store.function("digamma", store.plus(n, store.one)), store.constant("euler"))
        case "polygamma", [n, u] if store.value(n) == 0:
            return store.function("digamma", u)
        case "Mod", [a, b]:
            return store.minus(a, store.times(b, store.function("floor", store.over(a, b))))
        case "frac", [u]:
            return store.minus(u, store.function("floor", u))
        case "sinc", [u]:
            at = store.relation("equal", u)
            return store.piecewise(((store.one, at), (store.over(store.function("sin", u), u), store.true)))
        case _ if head in NAMES and len(nodes) == (2 if head in OF_TWO else 1):
            return store.function(NAMES[head], *nodes)
        case _:
            return store.apply(f"sympy.{head}", *nodes)  # the same on both sides, or undecided


def _related(store: Expressions, kind: str, a: Node, b: Node) -> Node:
    """a < b and the like; truth values are equal when both hold or neither does."""
    is_logical = [store.heads[x] in RELATIONS | LOGIC for x in (a, b)]
    if all(is_logical) and kind in ("equal", "unequal"):
        both = store.logic("and", (a, b))
        same = store.logic("or", (both, store.logic("and", (store.negation(a), store.negation(b)))))
        return same if kind == "equal" else store.negation(same)
    if any(is_logical):
        raise Unreadable("a comparison of a truth value with a number")
    return store.relation(kind, store.minus(a, b))


def _binomial(store: Expressions, n: Node, k: Node) -> Node:
    whole = _few(store, k)
    if whole is not None:
        top = store.times(*(store.add(((n, ONE),), fmpq(-j)) for j in range(whole)))
        return store.scaled(top, fmpq(1, math.factorial(whole)))
    return store.function("binomial", n, k)


def _few(store: Expressions, node: Node) -> int | None:
    """The whole number that an expression is, from 0 to 40."""
    q = store.value(node)
    return int(q.p) if q is not None and q.q == 1 and 0 <= q <= 40 else None
