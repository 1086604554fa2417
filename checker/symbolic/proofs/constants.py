"""Whether an algebraic number is zero, by root separation.

An algebraic integer of degree at most D, all of whose conjugates are at most B in size, is zero or at least
B**(1-D). For a sum of products of roots, D and B follow from how it is written; a ball that is smaller than
that and holds zero proves zero.
"""

import math
from typing import Any

from flint import fmpq, fmpz
from msgspec import Struct

from checker.symbolic.balls import Program
from checker.symbolic.expressions.store import Expressions, Node

MAX_BITS = 60_000
"""of the precision that a proof may take"""
MAX_DEGREE = 600


class _Size(Struct, frozen=True):
    """A number as beta / d, with beta an algebraic integer."""

    conjugates: float
    """binary logarithm of a bound on all conjugates of beta"""
    divisor: float
    """binary logarithm of d, a positive integer"""


class _Unbounded(Exception):
    """The number is not seen to be algebraic."""


def vanishes(store: Expressions, node: Node) -> bool:
    """Whether a constant is proved to be zero."""
    if store.symbols(node):
        return False
    try:
        degree = _degree(store, node)
        size = _size(store, node, degree)
    except _Unbounded:
        return False
    bits = (degree - 1) * max(size.conjugates, 1.0) + size.divisor + 8
    if bits > MAX_BITS:
        return False
    value = Program(store, node).at({}, int(bits) + 64 + int(size.conjugates + size.divisor))[0]
    if isinstance(value, fmpq):
        return bool(value == 0)
    if value is None or not hasattr(value, "contains") or not value.contains(0):
        return False
    return bool(abs(value) < fmpq(1, fmpz(2) ** int(bits)))


def _degree(store: Expressions, root: Node) -> int:
    """A bound on the degree of the field that the number lies in: roots of numbers count once for each prime."""
    degree, primes = 1, dict[int, int]()
    for node in store.reachable(root):
        head, args = store.heads[node], store.args[node]
        if head == "mul":
            for part, q in args:
                number = store.value(part)
                if number is None or q.q == 1:
                    degree *= int(q.q)
                    continue
                for prime in _primes(number):
                    primes[prime] = int(fmpz(primes.get(prime, 1)).lcm(q.q))
        elif head == "constant" and args[0] == "i":
            degree *= 2
        elif head in ("sin", "cos"):
            degree *= 2 * int(_turn(store, args[0]).q)
        if degree * math.prod(primes.values()) > MAX_DEGREE:
            raise _Unbounded
    return degree * math.prod(primes.values())


def _primes(number: Any) -> list[int]:
    if number.height_bits() > 100:
        raise _Unbounded
    return [int(p) for part in (number.p, number.q) if abs(part) > 1 for p, _ in fmpz(abs(part)).factor()] or [-1]


def _turn(store: Expressions, node: Node) -> Any:
    """q where the expression is q pi."""
    if node == store.pi:
        return fmpq(1)
    if store.heads[node] == "add":
        constant, terms = store.args[node]
        if constant == 0 and len(terms) == 1 and terms[0][0] == store.pi:
            return terms[0][1]
    raise _Unbounded


def _bits(value: Any) -> float:
    return float(max(fmpz(value).bit_length(), 1))


def _size(store: Expressions, node: Node, degree: int) -> _Size:
    head, args = store.heads[node], store.args[node]
    match head:
        case "number":
            return _Size(_bits(args[0].p), _bits(args[0].q) if args[0].q != 1 else 0.0)
        case "constant" if args[0] == "i":
            return _Size(0.0, 0.0)
        case "sin" | "cos":
            _turn(store, args[0])
            return _Size(1.0, 1.0)  # 2 cos is an algebraic integer
        case "add":
            parts = [_Size(_bits(args[0].p), _bits(args[0].q) if args[0].q != 1 else 0.0)]
            for part, q in args[1]:
                parts.append(_times(_size(store, part, degree), _size(store, store.number(q), degree)))
            divisor = sum(part.divisor for part in parts)
            largest = max(part.conjugates + divisor - part.divisor for part in parts)
            return _Size(largest + _bits(len(parts)), divisor)
        case "mul":
            total = _Size(0.0, 0.0)
            for part, q in args:
                total = _times(total, _power(_size(store, part, degree), q, degree))
            return total
        case _:
            raise _Unbounded


def _times(a: _Size, b: _Size) -> _Size:
    return _Size(a.conjugates + b.conjugates, a.divisor + b.divisor)


def _power(size: _Size, q: Any, degree: int) -> _Size:
    """Bounds on (beta / d) ** q."""
    if q < 0:
        # 1/beta = (N/beta) / N with the norm N, an integer; N/beta is a product of the other conjugates
        norm = degree * max(size.conjugates, 0.0)
        size = _Size((degree - 1) * max(size.conjugates, 0.0) + size.divisor, norm)
        q = -q
    if abs(q) > 200:
        raise _Unbounded
    if q.q != 1:
        # (beta/d)**(1/n) = (beta d**(n-1))**(1/n) / d
        n = float(int(q.q))
        size = _Size((size.conjugates + (n - 1) * size.divisor) / n, size.divisor)
    p = float(int(q.p))
    return _Size(size.conjugates * p, size.divisor * p)
