"""Sums, products and powers of values."""

from collections.abc import Mapping
from typing import Any

from flint import acb, arb, fmpq

from checker.symbolic.balls.values import (
    MAX_BITS,
    UNDEFINED,
    UNKNOWN,
    Known,
    Operation,
    Value,
    are_numbers,
    as_real,
    finite,
    kept,
    without,
)
from checker.symbolic.expressions.store import ONE, ZERO, Node

MAX_WHOLE = 10**6
"""largest whole power that is multiplied out"""


def _sum(known: Known, constant: Any, terms: Any) -> Value:
    """constant + q*e + ..."""
    total = constant
    try:
        for node, q in terms:
            total = total + (known[node] if q == 1 else known[node] * q)
    except TypeError:
        return without(known, (node for node, _ in terms))
    return kept(total)


def _product(known: Known, *factors: Any) -> Value:
    """e**q * ..."""
    product: Value = ONE
    is_unknown = False
    for node, q in factors:
        value = known[node]
        if value is UNDEFINED:
            return UNDEFINED
        if q != 1:
            value = UNKNOWN if value is UNKNOWN else _rational_power(value, q)
            if value is UNDEFINED:
                return UNDEFINED
        if value is UNKNOWN or value is True or value is False:
            is_unknown = True
        elif not is_unknown:
            product = product * value
            if type(product) is fmpq and product.height_bits() > MAX_BITS:
                product = arb(product)
    return UNKNOWN if is_unknown else kept(product)


def _rational_power(b: Value, q: Any) -> Value:
    """b ** q for rational q, the principal value."""
    if b == 0:
        return ZERO if q > 0 else UNDEFINED
    if q.q == 1:
        return _whole_power(b, int(q.p))
    real = as_real(b)
    if real is None:
        return UNKNOWN if b.contains(0) else finite((b.log() * q).exp())
    if real > 0:
        root = real.sqrt() if q.q == 2 else real.root(int(q.q)) if q.q < 50 else (real.log() / int(q.q)).exp()
        return _whole_power(root, int(q.p))
    if real < 0:
        return finite(_rational_power(-real, q) * _turned(arb(q)))
    return UNKNOWN


def _whole_power(b: Value, n: int) -> Value:
    """b ** n."""
    if type(b) is fmpq:
        if abs(n) * b.height_bits() <= MAX_BITS:
            return b**n
        b = arb(b)
    if b.contains(0):
        return finite(_multiplied(b, n)) if n > 0 else UNKNOWN
    if abs(n) > MAX_WHOLE and isinstance(b, arb):
        size = (abs(b).log() * n).exp()
        return finite(-size if n % 2 and b < 0 else size)
    return finite(b**n)


def _multiplied(b: Any, n: int) -> Any:
    """b ** n for a positive n, by squares: flint's own power gives nothing for a ball with 0 in it."""
    if n == 1:
        return b
    half = _multiplied(b, n // 2)
    return half * half * b if n % 2 else half * half


def _power(known: Known, base: Node, exponent: Node) -> Value:
    """b ** e = exp(e log b), and SymPy's 0 ** 0 = 1."""
    b, e = known[base], known[exponent]
    if b is UNDEFINED or e is UNDEFINED:
        return UNDEFINED
    if not are_numbers(b, e):
        return UNKNOWN
    if type(e) is fmpq and e.height_bits() <= 64:
        return ONE if e == 0 else _rational_power(b, e)
    real, exponent_real = as_real(b), as_real(e)
    if b == 0:
        if exponent_real is None:
            return UNKNOWN
        return ZERO if exponent_real > 0 else UNDEFINED if exponent_real < 0 else UNKNOWN
    if real is not None and exponent_real is not None and real > 0:
        return finite((real.log() * exponent_real).exp())
    return UNKNOWN if acb(b).contains(0) else finite((log_of(b) * e).exp())


def _turned(q: Value) -> Any:
    """exp(i pi q)."""
    return acb(arb.cos_pi(q), arb.sin_pi(q))


def log_of(u: Value) -> Value:
    """The principal logarithm of what is not 0."""
    real = as_real(u)
    if real is None:
        return UNKNOWN if u.contains(0) else u.log()
    if real > 0:
        return real.log()
    return acb((-real).log(), arb.pi()) if real < 0 else UNKNOWN


ARITHMETIC: Mapping[str, Operation] = {"add": _sum, "mul": _product, "power": _power}
