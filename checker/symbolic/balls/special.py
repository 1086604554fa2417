"""Integrals that have a name, Bessel functions, and whole sequences, of values on the real line."""

import math
from collections.abc import Callable, Mapping

from flint import acb, ctx, fmpq, fmpz

from checker.symbolic.balls.values import UNDEFINED, UNKNOWN, Operation, Value, as_real, several, unary

MODERATE = fmpq(10) ** 4
"""arguments up to which these functions are evaluated"""
MOST_BITS = 700
"""precision above which these functions are too slow"""
FEW_BITS = 200
"""the same for those that are slowest"""
MAX_INDEX = 5_000
"""indices up to which sequences are evaluated"""


def _on_line(
    name: str, *, low: int | None = None, high: int | None = None, pole: int | None = None
) -> Callable[[Value], Value]:
    """A function that is real between two bounds, by its name in flint; nothing is said of it elsewhere."""

    def operation(u: Value) -> Value:
        if pole is not None and u == pole:
            return UNDEFINED
        real = as_real(u)
        if real is None or not abs(real) < MODERATE or ctx.prec > MOST_BITS:
            return UNKNOWN
        if (low is not None and not real > low) or (high is not None and not real < high):
            return UNKNOWN
        value = getattr(real, name, None)
        return value() if value is not None else getattr(acb(real), name)().real

    return operation


def _of_order(
    name: str, *, low: int | None = None, high: int | None = None, takes_whole: bool = False
) -> Callable[[Value, Value], Value]:
    """A function of an order and a number, real between two bounds."""

    def operation(order: Value, u: Value) -> Value:
        s, real = as_real(order), as_real(u)
        if s is None or real is None or not abs(real) < MODERATE or not abs(s) < MODERATE:
            return UNKNOWN
        if ctx.prec > MOST_BITS:
            return UNKNOWN
        is_whole = type(order) is fmpq and order.q == 1
        within = (low is None or real > low) and (high is None or real < high)
        return getattr(real, name)(s) if within or (is_whole and takes_whole) else UNKNOWN

    return operation


def _polylog(order: Value, u: Value) -> Value:
    """Li_s(x) where its series is quick."""
    real = as_real(u)
    if real is None or not abs(real) < fmpq(4, 5) or ctx.prec > FEW_BITS:
        return UNKNOWN
    return _of_order("polylog", high=1)(order, u)


def _sequence(term: Callable[[int], int], first: int = 0) -> Callable[[Value], Value]:
    """A sequence of whole numbers, at its indices."""

    def operation(n: Value) -> Value:
        if type(n) is not fmpq or n.q != 1 or not first <= n <= MAX_INDEX:
            return UNKNOWN
        return fmpq(fmpz(term(int(n.p))))

    return operation


def _fibonacci(n: int) -> int:
    """F(n), with F(0) = 0 and F(1) = 1."""
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def _derangements(n: int) -> int:
    """Permutations that leave nothing in its place."""
    total = 1
    for k in range(1, n + 1):
        total = total * k + (-1) ** k
    return total


SPECIAL: Mapping[str, Operation] = {
    "ei": unary(_on_line("ei", pole=0)),
    "si": unary(_on_line("si")),
    "ci": unary(_on_line("ci", low=0, pole=0)),
    "li": unary(_on_line("li", low=0, pole=1)),
    "fresnels": unary(_on_line("fresnel_s")),
    "fresnelc": unary(_on_line("fresnel_c")),
    "elliptic_k": unary(_on_line("elliptic_k", high=1, pole=1)),
    "elliptic_e": unary(_on_line("elliptic_e", high=1)),
    "expint": several(_of_order("expint", low=0)),
    "polylog": several(_polylog),
    "besselj": several(_of_order("bessel_j", low=0, takes_whole=True)),
    "besseli": several(_of_order("bessel_i", low=0, takes_whole=True)),
    "bessely": several(_of_order("bessel_y", low=0)),
    "besselk": several(_of_order("bessel_k", low=0)),
    "fibonacci": unary(_sequence(_fibonacci)),
    "lucas": unary(_sequence(lambda n: 2 * _fibonacci(n + 1) - _fibonacci(n))),
    "subfactorial": unary(_sequence(_derangements)),
    "factorial2": unary(_sequence(lambda n: math.prod(range(n, 0, -2)), -1)),
}
"""functions that have a value on the real line, or a part of it"""
