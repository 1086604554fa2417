"""Conditions, what they choose between, and functions that are only named."""

from collections.abc import Mapping

from flint import acb, arb, fmpq

from checker.symbolic.balls.values import (
    UNDEFINED,
    UNKNOWN,
    Known,
    Operation,
    Value,
    are_numbers,
    as_real,
    finite,
    without,
)
from checker.symbolic.expressions import ONE, ZERO, Node


def _extreme(is_max: bool) -> Operation:
    def operation(known: Known, *nodes: Node) -> Value:
        values = [known[node] for node in nodes]
        if not are_numbers(*values):
            return without(known, nodes)
        if all(type(value) is fmpq for value in values):
            return max(values) if is_max else min(values)
        reals = [as_real(value) for value in values]
        if None in reals:
            return UNKNOWN
        best = reals[0]
        for real in reals[1:]:
            best = best.max(real) if is_max else best.min(real)
        return best

    return operation


def _relation(kind: str) -> Operation:
    def operation(known: Known, node: Node) -> Value:
        w = known[node]
        if not are_numbers(w):
            return without(known, (node,))
        if kind in ("equal", "unequal"):
            is_zero = True if w == 0 else False if w != 0 else UNKNOWN
            return is_zero if kind == "equal" or is_zero is UNKNOWN else not is_zero
        real = as_real(w)
        if real is None:
            return UNKNOWN
        if kind == "less":
            return True if real < 0 else False if real >= 0 else UNKNOWN
        return True if real <= 0 else False if real > 0 else UNKNOWN

    return operation


def _logic(is_and: bool) -> Operation:
    def operation(known: Known, *nodes: Node) -> Value:
        values = [known[node] for node in nodes]
        if UNDEFINED in values:
            return UNDEFINED
        if (not is_and) in values:
            return not is_and
        return is_and if all(value is is_and for value in values) else UNKNOWN

    return operation


def _negation(known: Known, node: Node) -> Value:
    value = known[node]
    return (not value) if value is True or value is False else value


def _piecewise(known: Known, *pieces: tuple[Node, Node]) -> Value:
    for value, condition in pieces:
        holds = known[condition]
        if holds is True:
            return known[value]
        if holds is not False:
            return UNDEFINED if holds is UNDEFINED else UNKNOWN
    return UNDEFINED


def _opaque(known: Known, name: str, *nodes: Node) -> Value:
    """An opaque function, as some smooth function that nothing else equals by chance."""
    if name.startswith(("sympy.", "D.")):
        return UNKNOWN  # a function that has a value, which is not known here
    values = [known[node] for node in nodes]
    numbers = [ONE if value is True else ZERO if value is False else value for value in values]
    if not are_numbers(*numbers):
        return without(known, nodes)
    seed = sum(ord(c) * 31**i for i, c in enumerate(name[:12])) + len(nodes)
    phase: Value = fmpq(seed % 89 + 1, 97)
    for i, value in enumerate(numbers, 1):
        phase = phase + value * fmpq(seed * i % 61 + 7, 53) + value * value * fmpq(i, 101)
    wave = arb(phase) if type(phase) is fmpq else phase
    return finite(wave.sin() + 2 + fmpq(seed % 13, 17))


def _constant(known: Known, name: str) -> Value:
    match name:
        case "pi":
            return arb.pi()
        case "i":
            return acb(0, 1)
        case "euler":
            return arb.const_euler()
        case "catalan":
            return arb.const_catalan()
        case _:
            return UNKNOWN


CASES: Mapping[str, Operation] = {
    "constant": _constant,
    "apply": _opaque,
    "piecewise": _piecewise,
    "less": _relation("less"),
    "less_equal": _relation("less_equal"),
    "equal": _relation("equal"),
    "unequal": _relation("unequal"),
    "and": _logic(True),
    "or": _logic(False),
    "not": _negation,
    "max": _extreme(True),
    "min": _extreme(False),
}
"""conditions and choices, functions that are only named, and the constants"""
