"""Elementary and special functions of values, by the names of their heads."""

import math
from collections.abc import Callable, Mapping

from flint import acb, arb, fmpq

from checker.symbolic.balls.arithmetic import log_of
from checker.symbolic.balls.special import SPECIAL
from checker.symbolic.balls.values import (
    UNDEFINED,
    UNKNOWN,
    Operation,
    Value,
    are_numbers,
    as_real,
    kept,
    several,
    unary,
)
from checker.symbolic.expressions.store import ONE, ZERO

LARGE = fmpq(10) ** 1000
"""numbers above this are not rounded"""
MODERATE = fmpq(10) ** 4
"""arguments up to which functions that are slow for larger ones are evaluated"""
FAR = fmpq(10) ** 30
"""positive ones up to which those are that are only slow for large negative ones"""


def _log(u: Value) -> Value:
    return UNDEFINED if u == 0 else log_of(u)


def _entire(name: str) -> Callable[[Value], Value]:
    """A function without cuts and poles, by its name in flint."""

    def operation(u: Value) -> Value:
        return getattr(arb(u) if type(u) is fmpq else u, name)()

    return operation


def _within(name: str, *, low: int | None, high: int | None) -> Callable[[Value], Value]:
    """A function that is real between two bounds, and complex beyond."""

    def operation(u: Value) -> Value:
        real = as_real(u)
        if real is not None and (low is None or real >= low) and (high is None or real <= high):
            return getattr(real, name)()
        return getattr(acb(u), name)()

    return operation


def _atanh(u: Value) -> Value:
    return UNDEFINED if u in (1, -1) else _within("atanh", low=-1, high=1)(u)


def _abs(u: Value) -> Value:
    return abs(u)


def _sign(u: Value) -> Value:
    real = as_real(u)
    if real is None:
        return UNKNOWN if u.contains(0) else u / abs(u)
    return ONE if real > 0 else -ONE if real < 0 else ZERO if real == 0 else UNKNOWN


def _rounded(name: str) -> Callable[[Value], Value]:
    def operation(u: Value) -> Value:
        if type(u) is fmpq:
            return fmpq(u.floor() if name == "floor" else u.ceil())
        real = as_real(u)
        if real is None:
            return UNKNOWN
        if not abs(real) < LARGE:
            return UNKNOWN  # its digits would fill the memory
        whole = (real.floor() if name == "floor" else real.ceil()).unique_fmpz()
        return UNKNOWN if whole is None else fmpq(whole)

    return operation


def _gamma(u: Value) -> Value:
    if type(u) is fmpq and u.q == 1:
        if u <= 0:
            return UNDEFINED
        if u < 2000:
            return fmpq(math.factorial(int(u.p) - 1))
    return (arb(u) if type(u) is fmpq else u).gamma()


def _loggamma(u: Value) -> Value:
    real = as_real(u)
    if type(u) is fmpq and u.q == 1 and u <= 0:
        return UNDEFINED
    return real.lgamma() if real is not None and real > 0 else acb(u).lgamma()


def _digamma(u: Value) -> Value:
    if type(u) is fmpq and u.q == 1 and u <= 0:
        return UNDEFINED
    return (arb(u) if type(u) is fmpq else u).digamma()


def _real_part(u: Value) -> Value:
    return u.real if isinstance(u, acb) else u


def _imaginary_part(u: Value) -> Value:
    return u.imag if isinstance(u, acb) else ZERO


def _conjugate(u: Value) -> Value:
    return acb(u.real, -u.imag) if isinstance(u, acb) else u


def _argument(u: Value) -> Value:
    if u == 0:
        return UNDEFINED
    logarithm = log_of(u)
    return UNKNOWN if logarithm is UNKNOWN else _imaginary_part(logarithm)


def _atan2(y: Value, x: Value) -> Value:
    y, x = as_real(y), as_real(x)
    if y is None or x is None:
        return UNKNOWN
    if y == 0 and x == 0:
        return UNDEFINED
    return arb.atan2(y, x) if x > 0 or y != 0 or (y == 0 and x < 0) else UNKNOWN


def _binomial(n: Value, k: Value) -> Value:
    """Gamma(n+1) / (Gamma(k+1) Gamma(n-k+1)), and a product where k is a whole number."""
    if type(k) is fmpq and k.q == 1 and k < 200:
        if k < 0:
            return ZERO
        product: Value = ONE
        for j in range(int(k.p)):
            product = kept(product * (n - j) / (j + 1))
        return product
    if not (are_numbers(n, k) and not isinstance(n, acb) and not isinstance(k, acb)):
        return UNKNOWN
    n, k = arb(n), arb(k)
    return (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma()


def _polygamma(n: Value, u: Value) -> Value:
    real = as_real(u)
    is_far = real is not None and MODERATE <= real < FAR
    if type(n) is not fmpq or n.q != 1 or not 0 < n < 50 or not (abs(u) < MODERATE or is_far):
        return UNKNOWN
    order = int(n.p)
    if type(u) is fmpq and u.q == 1 and u <= 0:
        return UNDEFINED
    value = acb(order + 1).zeta(acb(u))  # Hurwitz
    return value * math.factorial(order) * (-1) ** (order + 1)


def _incomplete_gamma(is_upper: bool) -> Callable[[Value, Value], Value]:
    def operation(s: Value, u: Value) -> Value:
        s, u = as_real(s), as_real(u)
        if s is None or u is None or not 0 < u < MODERATE or not abs(s) < MODERATE:
            return UNKNOWN
        return u.gamma_upper(s) if is_upper else u.gamma_lower(s)

    return operation


FUNCTIONS: Mapping[str, Operation] = {
    "log": unary(_log),
    "abs": unary(_abs),
    "sign": unary(_sign),
    "floor": unary(_rounded("floor")),
    "ceiling": unary(_rounded("ceiling")),
    **{
        name: unary(_entire(name)) for name in ("exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "erf", "erfi")
    },
    "atan": unary(_entire("atan")),
    "asinh": unary(_entire("asinh")),
    "asin": unary(_within("asin", low=-1, high=1)),
    "acos": unary(_within("acos", low=-1, high=1)),
    "acosh": unary(_within("acosh", low=1, high=None)),
    "atanh": unary(_atanh),
    "erfinv": unary(_entire("erfinv")),
    "erfcinv": unary(_entire("erfcinv")),
    "gamma": unary(_gamma),
    "loggamma": unary(_loggamma),
    "digamma": unary(_digamma),
    "zeta": unary(lambda u: _entire("zeta")(u) if abs(u) < MODERATE else UNKNOWN),
    "lambertw": unary(_entire("lambertw")),
    "re": unary(_real_part),
    "im": unary(_imaginary_part),
    "conjugate": unary(_conjugate),
    "arg": unary(_argument),
    "atan2": several(_atan2),
    "binomial": several(_binomial),
    "polygamma": several(_polygamma),
    "uppergamma": several(_incomplete_gamma(True)),
    "lowergamma": several(_incomplete_gamma(False)),
    **SPECIAL,
}
"""functions of one or several numbers"""
