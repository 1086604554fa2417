"""Points and values as they are told."""

from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from checker.symbolic.balls import PRECISIONS, UNDEFINED, UNKNOWN, Value

LONG = 10**6
"""a fraction with a larger denominator is told as a decimal"""


def shown(value: Value, places: int = 12) -> str:
    """An enclosure as text."""
    if value is UNDEFINED:
        return "undefined"
    if value is UNKNOWN:
        return "unknown"
    if (isinstance(value, fmpq) and value.height_bits() <= 40) or isinstance(value, bool):
        return str(value)
    with ctx.workprec(PRECISIONS[3]):
        return str((arb(value) if isinstance(value, fmpq) else value).str(places))


def in_words(point: dict[str, Any]) -> str:
    """A point as it is told: x = 3/10, y = -2."""
    return ", ".join(f"{name} = {_coordinate(value)}" for name, value in point.items())


def _coordinate(value: Any) -> str:
    if isinstance(value, complex):
        return f"{value.real:.6g} {'-' if value.imag < 0 else '+'} {abs(value.imag):.6g} i"
    if isinstance(value, Fraction) and value.denominator > LONG:
        return f"{float(value):.6g}..."
    return str(value)


def plain(value: Any) -> Any:
    """A coordinate of a point as a Python number."""
    if isinstance(value, fmpq):
        return Fraction(int(value.p), int(value.q))
    if isinstance(value, arb):
        return Fraction(float(value.mid()))  # an irrational point, by the float beside it
    return complex(float(value.real.mid()), float(value.imag.mid()))
