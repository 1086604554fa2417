"""Conditions, what they choose between, and functions that are only named."""

import re
from collections.abc import Mapping
from functools import lru_cache
from zlib import crc32

from flint import acb, arb, fmpq

from checker.symbolic.balls.values import (
    UNDEFINED,
    UNKNOWN,
    Known,
    Operation,
    Value,
    are_numbers,
    as_real,
    checked,
    without,
)
from checker.symbolic.expressions.store import ONE, ZERO, Node


def is_off_the_line(value: Value) -> bool:
    """Whether a value is certainly not real: such values have no order."""
    return isinstance(value, acb) and not value.imag.contains(0)


def _extreme(is_max: bool) -> Operation:
    def operation(known: Known, *nodes: Node) -> Value:
        values = [known[node] for node in nodes]
        if not are_numbers(*values):
            return without(known, nodes)
        if all(type(value) is fmpq for value in values):
            return max(values) if is_max else min(values)
        reals = [as_real(value) for value in values]
        if None in reals:
            return UNDEFINED if any(map(is_off_the_line, values)) else UNKNOWN
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
            return UNDEFINED if is_off_the_line(w) else UNKNOWN
        if kind == "less":
            return True if real < 0 else False if real >= 0 else UNKNOWN
        return True if real <= 0 else False if real > 0 else UNKNOWN

    return operation


def _logic(is_and: bool) -> Operation:
    def operation(known: Known, *nodes: Node) -> Value:
        values = [known[node] for node in nodes]
        if (not is_and) in values:
            return not is_and  # whatever the others are: a condition may guard another
        if UNDEFINED in values:
            return UNDEFINED
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
    """An opaque function, as some rational function that nothing else equals by chance.

    It is exact where it can be, but under a name that ends in `~`: terms of a sum would add up to long fractions.
    """
    if not is_free(name):
        return UNKNOWN  # a function that has a value, which is not known here
    values = [known[node] for node in nodes]
    numbers = [ONE if value is True else ZERO if value is False else value for value in values]
    if not are_numbers(*numbers):
        return without(known, nodes)
    phase: Value
    phase, shift, slopes = _coefficients(name.rstrip("~"), len(nodes))
    for value, (slope, bend) in zip(numbers, slopes, strict=True):
        phase = phase + (slope + value * bend) * value
    if name.endswith("~") and type(phase) is fmpq:
        phase = arb(phase)
    return checked(_wave, phase, shift)


def is_free(name: str) -> bool:
    """Whether a function that is only named may have any value: what is made of known ones has its own."""
    return DERIVED.sub("", name).find(".") < 0


DERIVED = re.compile(r"^(D\d+\.)+")
"""how names of derivatives begin"""


def _wave(phase: Value, shift: Value) -> Value:
    return (phase + shift) / (phase * phase + ONE)


@lru_cache(maxsize=256)
def _coefficients(name: str, count: int) -> tuple[Value, Value, list[tuple[Value, Value]]]:
    """What tells an opaque function from others: offset, shift, and slope and bend of each argument."""
    seed = crc32(f"{name} {count}".encode())
    slopes = [(fmpq(seed // 89 * i % 61 + 7, 53), fmpq(i, 101)) for i in range(1, count + 1)]
    return fmpq(seed % 89 - 44, 19), fmpq(seed // 5429 % 23 - 11, 5), slopes


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
