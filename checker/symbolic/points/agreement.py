"""Whether two values are certainly apart, or agree to so many digits that it means something.

Digits count from the size of the values: two numbers below 1e-300 do not agree because both are small.
"""

from typing import Any

from flint import acb, arb, fmpq

from checker.symbolic.balls import Value, size

AGREED = 0.6
"""share of the working bits that have to be right where values agree"""


def are_apart(a: Value, b: Value) -> bool:
    """Whether two values are certainly different."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is not b
    if type(a) is fmpq and type(b) is fmpq:
        return bool(a != b)
    if isinstance(a, acb) or isinstance(b, acb):
        return not acb(a).overlaps(acb(b))
    return not arb(a).overlaps(arb(b))


def is_nonzero(difference: Value) -> bool:
    """Whether a difference is certainly not zero."""
    if isinstance(difference, fmpq | arb):
        return bool(difference != 0)
    return isinstance(difference, acb) and not difference.contains(0)


def are_exact(a: Value, b: Value) -> bool:
    """Whether two values are known for good."""
    return isinstance(a, bool) or (type(a) is fmpq and type(b) is fmpq)


def are_close(a: Value, b: Value, bits: int, terms: int = 0) -> bool:
    """Whether two values that overlap are known to enough digits of their size for that to mean something.

    Where neither is seen to be other than zero, digits count from `terms`, the binary exponent of what cancels.
    """
    if are_exact(a, b):
        return True
    sizes = [found for found in (size(a), size(b)) if found is not None]
    exponent = max(sizes) if sizes else terms
    radius = size_at_most(acb(a) - acb(b))
    return radius is None or radius < exponent - int(AGREED * bits)


def size_at_most(value: Any) -> int | None:
    """A bound on the binary exponent of a value, None for zero."""
    bound = arb(abs(value).upper())
    if bound == 0:
        return None
    mantissa, exponent = bound.man_exp()
    return int(mantissa.bit_length() + exponent)


def digits(bits: int) -> int:
    """Decimal digits of that many bits, as far as they have to agree."""
    return int(AGREED * bits * 0.30103)
