"""Differences that vanish since their exponential is 1: of logarithms, or of angles less than a turn apart."""

from flint import arb, fmpq, fmpz

from checker.symbolic.balls import Program
from checker.symbolic.expressions.store import Node
from checker.symbolic.normal.field import Quotient
from checker.symbolic.normal.normal import Normal

MAX_LOGARITHMS = 12
MAX_POWER = 24


def has_trivial_exponential(normal: Normal, found: Quotient, difference: Node) -> bool:
    """Whether exp(k d) = 1 for a real d, or exp(i k d) = 1 for a constant that is small: then d = 0.

    Args:
      normal: the normal forms of a case.
      found: the normal form of the difference.
      difference: the difference itself.
    """
    field = normal.field
    found = field.lowest(found)
    if not found.den.is_constant() or not any(g.kind in ("logarithm", "kernel") for g in field.in_use(found.num)):
        return False
    if not normal.is_real(found.num) or len(found.num) > MAX_LOGARITHMS:
        return False
    scale = fmpz(1)
    for q in found.num.coeffs():
        scale = scale.lcm(fmpz(fmpq(q).q))
    if scale > MAX_POWER:
        return False
    whole = field.scaled(found, fmpq(scale))
    if field.is_zero(field.sub(normal.exponential(whole), field.one)):
        return True
    if normal.store.symbols(difference):
        return False
    value = Program(normal.store, difference).at({}, 256)[0]
    if not isinstance(value, arb) or not abs(value) * scale < 1:
        return False
    turned = field.mul(normal.of(normal.store.i), whole)
    return field.is_zero(field.sub(normal.exponential(turned), field.one))
