"""What an expression may have for a value, and what holds for all values."""

from collections.abc import Callable, Mapping
from typing import Any

from flint import acb, arb, fmpq

from checker.symbolic.expressions.store import Node

Value = Any
Point = Mapping[str, Any]
Known = dict[Node, Value]
"""the values of the parts that come first"""
Operation = Callable[..., Value]
"""what is known, and the arguments of a node, to the value of that node"""

UNKNOWN = None
MAX_BITS = 8_000
"""an exact number with more digits goes on as a ball"""


class _Undefined:
    def __repr__(self) -> str:
        return "undefined"


UNDEFINED: Any = _Undefined()


def kept(value: Value) -> Value:
    """The value; as a ball where its digits have grown too many."""
    if type(value) is fmpq:
        return arb(value) if value.height_bits() > MAX_BITS else value
    return value if value.is_finite() else UNKNOWN


def finite(value: Any) -> Value:
    """The value; unknown where its bounds are infinite, real where its imaginary part is certainly 0."""
    if not value.is_finite():
        return UNKNOWN
    if isinstance(value, acb) and value.imag == 0:
        return value.real
    return value


def as_real(value: Value) -> Any:
    """The value as a real ball, or None where it is not certainly real."""
    if type(value) is fmpq:
        return arb(value)
    if isinstance(value, arb):
        return value
    return value.real if value.imag == 0 else None


def are_numbers(*values: Value) -> bool:
    """Whether none is unknown, undefined or a truth value."""
    return all(isinstance(value, fmpq | arb | acb) for value in values)


def without(known: Known, nodes: Any) -> Value:
    """What a sum or product is where a part has no value."""
    return UNDEFINED if any(known[node] is UNDEFINED for node in nodes) else UNKNOWN


def unary(function: Callable[[Value], Value]) -> Operation:
    """An operation on the value of one part."""

    def operation(known: Known, node: Node) -> Value:
        u = known[node]
        if u is UNKNOWN or u is UNDEFINED or u is True or u is False:
            return UNDEFINED if u is UNDEFINED else UNKNOWN
        return checked(function, u)

    return operation


def several(function: Operation) -> Operation:
    """An operation on the values of several parts."""

    def operation(known: Known, *nodes: Node) -> Value:
        values = [known[node] for node in nodes]
        if not are_numbers(*values):
            return without(known, nodes)
        return checked(function, *values)

    return operation


def checked(function: Operation, *values: Value) -> Value:
    """What a function of flint gives, unknown where it gives nothing."""
    try:
        value = function(*values)
    except (ValueError, TypeError, ZeroDivisionError, OverflowError, AttributeError, NotImplementedError):
        return UNKNOWN  # flint has no such value
    if value is UNKNOWN or value is UNDEFINED or type(value) is fmpq:
        return value
    return finite(value)
