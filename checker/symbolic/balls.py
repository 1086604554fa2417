"""Values of expressions at a point, with certified bounds.

A value is an exact rational as long as only arithmetic was needed, then a ball of real numbers (`arb`), or of
complex ones (`acb`) once a root, a logarithm or an inverse function has left the real line; of a condition it
is a truth value. It is `UNKNOWN` where the ball does not tell: it straddles a cut, a pole, or the place where a
case begins. It is `UNDEFINED` only where that is certain.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

from flint import acb, arb, ctx, fmpq

from checker.symbolic.expressions import ONE, ZERO, Expressions, Node

Value = Any
Point = Mapping[str, Any]

UNKNOWN = None
MAX_BITS = 8_000
"""an exact number with more digits goes on as a ball"""
MAX_TERMS = 400
"""terms of a sum that are evaluated one by one"""
MAX_TERMS_AT_A_POINT = 3_000
MAX_TERMS_IN_ALL = 40_000
"""terms of all sums that are evaluated in one comparison"""
MAX_WHOLE = 10**6
"""largest whole power that is multiplied out"""
LARGE = fmpq(10) ** 1000
"""numbers above this are not rounded"""
MODERATE = fmpq(10) ** 4
"""arguments up to which functions that are slow for larger ones are evaluated"""
PRECISIONS = (64, 192, 640, 2600)
FOR_CONSTANTS = (640, 2600, 12_000, 48_000)
"""the same for what has no symbols, and so a single point"""
"""bits, raised in turn until a question is answered"""


class _Undefined:
    def __repr__(self) -> str:
        return "undefined"


UNDEFINED: Any = _Undefined()

Step = tuple[Node, Callable[..., Value], tuple[Any, ...]]


class Program:
    """Expressions compiled to one list of steps with shared parts."""

    terms_left = 0
    """terms of sums that may still be evaluated at the point in hand: sums in sums multiply"""

    def __init__(self, store: Expressions, *roots: Node) -> None:
        self.store, self.roots = store, roots
        self.nodes = store.reachable(*roots)
        self.names: list[tuple[Node, str]] = []
        self.terms_in_all: int | None = None
        """terms of sums that may still be evaluated at all further points, None for any number"""
        self._steps: list[Step] = []
        self._start: dict[Node, Value] = {}
        self._bodies: dict[Node, Program] = {}
        for node in self.nodes:
            self._compile(node)

    def _compile(self, node: Node) -> None:
        head, args = self.store.heads[node], self.store.args[node]
        match head:
            case "number":
                self._start[node] = args[0]
            case "symbol":
                self.names.append((node, args[0]))
            case "true" | "false":
                self._start[node] = head == "true"
            case "undefined":
                self._start[node] = UNDEFINED
            case "sum" | "product":
                self._bodies[node] = Program(self.store, args[0])
                self._steps.append((node, self._series, (node, *args)))
            case _:
                operation = OPERATIONS.get(head)
                if operation is None:
                    operation, args = _no_value, ()
                self._steps.append((node, operation, args))

    def values(self, point: Point, bits: int, forced: Mapping[Node, Value] | None = None) -> dict[Node, Value]:
        """The value of every part at a point, with that working precision; `forced` ones are known otherwise."""
        before, ctx.prec = ctx.prec, bits
        try:
            known = dict(self._start)
            for node, name in self.names:
                known[node] = point.get(name, UNKNOWN)
            for node, operation, args in self._steps:
                known[node] = forced[node] if forced and node in forced else operation(known, *args)
            return known
        finally:
            ctx.prec = before

    def at(self, point: Point, bits: int, forced: Mapping[Node, Value] | None = None) -> list[Value]:
        """The values of the roots."""
        given = (
            MAX_TERMS_AT_A_POINT if self.terms_in_all is None else min(MAX_TERMS_AT_A_POINT, self.terms_in_all)
        )
        Program.terms_left = given
        values = self._at(point, bits, forced)
        if self.terms_in_all is not None:
            self.terms_in_all -= given - Program.terms_left
        return values

    def _at(self, point: Point, bits: int, forced: Mapping[Node, Value] | None = None) -> list[Value]:
        known = self.values(point, bits, forced)
        return [known[root] for root in self.roots]

    def _series(
        self, known: dict[Node, Value], node: Node, body: Node, name: str, low: Node, high: Node
    ) -> Value:
        """A sum or product whose limits have become numbers."""
        first, last = known[low], known[high]
        if not all(isinstance(limit, fmpq) and limit.q == 1 for limit in (first, last)):
            return UNKNOWN
        is_backward = last < first - 1
        if is_backward:
            first, last = last + 1, first - 1
        Program.terms_left -= int(last - first) + 1 if last - first < MAX_TERMS else MAX_TERMS
        if last - first >= MAX_TERMS or Program.terms_left < 0:
            return UNKNOWN
        is_sum, program = self.store.heads[node] == "sum", self._bodies[node]
        point = {inner: known[part] for part, inner in self.names if part in known}
        for part, inner in program.names:
            point.setdefault(inner, known.get(part))
        total: Value = ZERO if is_sum else ONE
        for k in range(int(first.p), int(last.p) + 1):
            term = program._at({**point, name: fmpq(k)}, ctx.prec)[0]
            if term is UNKNOWN or term is UNDEFINED or isinstance(term, bool):
                return term if term is UNDEFINED else UNKNOWN
            total = total + term if is_sum else total * term
        if not is_backward:
            return _kept(total)
        if is_sum:
            return -total  # a sum from its end to its beginning, after Karr
        return UNDEFINED if total == 0 else UNKNOWN if acb(total).contains(0) else 1 / total


# ---- arithmetic ------------------------------------------------------------------------------------------------


def _without(known: dict[Node, Value], nodes: Any) -> Value:
    """What a sum or product is where a part has no value."""
    return UNDEFINED if any(known[node] is UNDEFINED for node in nodes) else UNKNOWN


def _no_value(known: dict[Node, Value]) -> Value:
    return UNKNOWN


def _kept(value: Value) -> Value:
    """The value; as a ball where its digits have grown too many."""
    if type(value) is fmpq:
        return arb(value) if value.height_bits() > MAX_BITS else value
    return value if value.is_finite() else UNKNOWN


def _add(known: dict[Node, Value], constant: Any, terms: Any) -> Value:
    total = constant
    try:
        for node, q in terms:
            total = total + (known[node] if q == 1 else known[node] * q)
    except TypeError:
        return _without(known, (node for node, _ in terms))
    return _kept(total)


def _mul(known: dict[Node, Value], *factors: Any) -> Value:
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
    return UNKNOWN if is_unknown else _kept(product)


def _rational_power(b: Value, q: Any) -> Value:
    """b ** q for rational q, the principal value."""
    if b == 0:
        return ZERO if q > 0 else UNDEFINED
    if q.q == 1:
        return _whole_power(b, int(q.p))
    real = _real(b)
    if real is None:
        return UNKNOWN if b.contains(0) else _finite((b.log() * q).exp())
    if real > 0:
        root = real.sqrt() if q.q == 2 else real.root(int(q.q)) if q.q < 50 else (real.log() / int(q.q)).exp()
        return _whole_power(root, int(q.p))
    if real < 0:
        return _finite(_rational_power(-real, q) * _turn(arb(q)))
    return UNKNOWN


def _whole_power(b: Value, n: int) -> Value:
    if type(b) is fmpq:
        if abs(n) * b.height_bits() <= MAX_BITS:
            return b**n
        b = arb(b)
    if n < 0 and b.contains(0):
        return UNKNOWN
    if abs(n) > MAX_WHOLE and isinstance(b, arb):
        size = (abs(b).log() * n).exp()
        return _finite(-size if n % 2 and b < 0 else size)
    return _finite(b**n)


def _power(known: dict[Node, Value], base: Node, exponent: Node) -> Value:
    """b ** e = exp(e log b), and SymPy's 0 ** 0 = 1."""
    b, e = known[base], known[exponent]
    if b is UNDEFINED or e is UNDEFINED:
        return UNDEFINED
    if not _are_numbers(b, e):
        return UNKNOWN
    if type(e) is fmpq and e.height_bits() <= 64:
        return ONE if e == 0 else _rational_power(b, e)
    real, exponent_real = _real(b), _real(e)
    if b == 0:
        if exponent_real is None:
            return UNKNOWN
        return ZERO if exponent_real > 0 else UNDEFINED if exponent_real < 0 else UNKNOWN
    if real is not None and exponent_real is not None and real > 0:
        return _finite((real.log() * exponent_real).exp())
    return UNKNOWN if acb(b).contains(0) else _finite((_log_of(b) * e).exp())


def _turn(q: Value) -> Any:
    """exp(i pi q)."""
    return acb(arb.cos_pi(q), arb.sin_pi(q))


def _finite(value: Any) -> Value:
    if not value.is_finite():
        return UNKNOWN
    if isinstance(value, acb) and value.imag == 0:
        return value.real
    return value


def _real(value: Value) -> Any:
    """The value as a real ball, or None where it is not certainly real."""
    if type(value) is fmpq:
        return arb(value)
    if isinstance(value, arb):
        return value
    return value.real if value.imag == 0 else None


def _are_numbers(*values: Value) -> bool:
    return all(isinstance(value, fmpq | arb | acb) for value in values)


# ---- functions -------------------------------------------------------------------------------------------------


def _log_of(u: Value) -> Value:
    """The principal logarithm of what is not 0."""
    real = _real(u)
    if real is None:
        return UNKNOWN if u.contains(0) else u.log()
    if real > 0:
        return real.log()
    return acb((-real).log(), arb.pi()) if real < 0 else UNKNOWN


def _log(u: Value) -> Value:
    return UNDEFINED if u == 0 else _log_of(u)


def _entire(name: str) -> Callable[[Value], Value]:
    """A function without cuts and poles, by its name in flint."""

    def operation(u: Value) -> Value:
        return getattr(arb(u) if type(u) is fmpq else u, name)()

    return operation


def _within(name: str, *, low: int | None, high: int | None) -> Callable[[Value], Value]:
    """A function that is real between two bounds, and complex beyond."""

    def operation(u: Value) -> Value:
        real = _real(u)
        if real is not None and (low is None or real >= low) and (high is None or real <= high):
            return getattr(real, name)()
        return getattr(acb(u), name)()

    return operation


def _atanh(u: Value) -> Value:
    return UNDEFINED if u in (1, -1) else _within("atanh", low=-1, high=1)(u)


def _abs(u: Value) -> Value:
    return abs(u)


def _sign(u: Value) -> Value:
    real = _real(u)
    if real is None:
        return UNKNOWN if u.contains(0) else u / abs(u)
    return ONE if real > 0 else -ONE if real < 0 else ZERO if real == 0 else UNKNOWN


def _rounded(name: str) -> Callable[[Value], Value]:
    def operation(u: Value) -> Value:
        if type(u) is fmpq:
            return fmpq(u.floor() if name == "floor" else u.ceil())
        real = _real(u)
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
    real = _real(u)
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
    logarithm = _log_of(u)
    return UNKNOWN if logarithm is UNKNOWN else _imaginary_part(logarithm)


def _atan2(y: Value, x: Value) -> Value:
    y, x = _real(y), _real(x)
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
            product = _kept(product * (n - j) / (j + 1))
        return product
    if not (_are_numbers(n, k) and not isinstance(n, acb) and not isinstance(k, acb)):
        return UNKNOWN
    n, k = arb(n), arb(k)
    return (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma()


def _polygamma(n: Value, u: Value) -> Value:
    if type(n) is not fmpq or n.q != 1 or not 0 < n < 50 or not abs(u) < MODERATE:
        return UNKNOWN
    order = int(n.p)
    if type(u) is fmpq and u.q == 1 and u <= 0:
        return UNDEFINED
    value = acb(order + 1).zeta(acb(u))  # Hurwitz
    return value * math.factorial(order) * (-1) ** (order + 1)


def _incomplete_gamma(is_upper: bool) -> Callable[[Value, Value], Value]:
    def operation(s: Value, u: Value) -> Value:
        s, u = _real(s), _real(u)
        if s is None or u is None or not 0 < u < MODERATE or not abs(s) < MODERATE:
            return UNKNOWN
        return u.gamma_upper(s) if is_upper else u.gamma_lower(s)

    return operation


def _unary(function: Callable[[Value], Value]) -> Callable[..., Value]:
    """An operation on the value of one part."""

    def operation(known: dict[Node, Value], node: Node) -> Value:
        u = known[node]
        if u is UNKNOWN or u is UNDEFINED or u is True or u is False:
            return UNDEFINED if u is UNDEFINED else UNKNOWN
        return _checked(function, u)

    return operation


def _several(function: Callable[..., Value]) -> Callable[..., Value]:
    """An operation on the values of several parts."""

    def operation(known: dict[Node, Value], *nodes: Node) -> Value:
        values = [known[node] for node in nodes]
        if not _are_numbers(*values):
            return _without(known, nodes)
        return _checked(function, *values)

    return operation


def _checked(function: Callable[..., Value], *values: Value) -> Value:
    try:
        value = function(*values)
    except (ValueError, TypeError, ZeroDivisionError, OverflowError, AttributeError, NotImplementedError):
        return UNKNOWN  # flint has no such value
    if value is UNKNOWN or value is UNDEFINED or type(value) is fmpq:
        return value
    return _finite(value)


# ---- cases -----------------------------------------------------------------------------------------------------


def _extreme(is_max: bool) -> Callable[..., Value]:
    def operation(known: dict[Node, Value], *nodes: Node) -> Value:
        values = [known[node] for node in nodes]
        if not _are_numbers(*values):
            return _without(known, nodes)
        if all(type(value) is fmpq for value in values):
            return max(values) if is_max else min(values)
        reals = [_real(value) for value in values]
        if None in reals:
            return UNKNOWN
        best = reals[0]
        for real in reals[1:]:
            best = best.max(real) if is_max else best.min(real)
        return best

    return operation


def _relation(kind: str) -> Callable[..., Value]:
    def operation(known: dict[Node, Value], node: Node) -> Value:
        w = known[node]
        if not _are_numbers(w):
            return _without(known, (node,))
        if kind in ("equal", "unequal"):
            is_zero = True if w == 0 else False if w != 0 else UNKNOWN
            return is_zero if kind == "equal" or is_zero is UNKNOWN else not is_zero
        real = _real(w)
        if real is None:
            return UNKNOWN
        if kind == "less":
            return True if real < 0 else False if real >= 0 else UNKNOWN
        return True if real <= 0 else False if real > 0 else UNKNOWN

    return operation


def _logic(is_and: bool) -> Callable[..., Value]:
    def operation(known: dict[Node, Value], *nodes: Node) -> Value:
        values = [known[node] for node in nodes]
        if UNDEFINED in values:
            return UNDEFINED
        if (not is_and) in values:
            return not is_and
        return is_and if all(value is is_and for value in values) else UNKNOWN

    return operation


def _not(known: dict[Node, Value], node: Node) -> Value:
    value = known[node]
    return (not value) if value is True or value is False else value


def _piecewise(known: dict[Node, Value], *pieces: tuple[Node, Node]) -> Value:
    for value, condition in pieces:
        holds = known[condition]
        if holds is True:
            return known[value]
        if holds is not False:
            return UNDEFINED if holds is UNDEFINED else UNKNOWN
    return UNDEFINED


def _apply(known: dict[Node, Value], name: str, *nodes: Node) -> Value:
    """An opaque function, as some smooth function that nothing else equals by chance."""
    if name.startswith(("sympy.", "D.")):
        return UNKNOWN  # a function that has a value, which is not known here
    values = [known[node] for node in nodes]
    numbers = [ONE if value is True else ZERO if value is False else value for value in values]
    if not _are_numbers(*numbers):
        return _without(known, nodes)
    seed = sum(ord(c) * 31**i for i, c in enumerate(name[:12])) + len(nodes)
    phase: Value = fmpq(seed % 89 + 1, 97)
    for i, value in enumerate(numbers, 1):
        phase = phase + value * fmpq(seed * i % 61 + 7, 53) + value * value * fmpq(i, 101)
    wave = arb(phase) if type(phase) is fmpq else phase
    return _finite(wave.sin() + 2 + fmpq(seed % 13, 17))


def _constant(known: dict[Node, Value], name: str) -> Value:
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


OPERATIONS: dict[str, Callable[..., Value]] = {
    "add": _add,
    "mul": _mul,
    "power": _power,
    "constant": _constant,
    "apply": _apply,
    "piecewise": _piecewise,
    "less": _relation("less"),
    "less_equal": _relation("less_equal"),
    "equal": _relation("equal"),
    "unequal": _relation("unequal"),
    "and": _logic(True),
    "or": _logic(False),
    "not": _not,
    "max": _extreme(True),
    "min": _extreme(False),
    "log": _unary(_log),
    "abs": _unary(_abs),
    "sign": _unary(_sign),
    "floor": _unary(_rounded("floor")),
    "ceiling": _unary(_rounded("ceiling")),
    **{
        name: _unary(_entire(name))
        for name in ("exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "erf", "erfi")
    },
    "atan": _unary(_entire("atan")),
    "asinh": _unary(_entire("asinh")),
    "asin": _unary(_within("asin", low=-1, high=1)),
    "acos": _unary(_within("acos", low=-1, high=1)),
    "acosh": _unary(_within("acosh", low=1, high=None)),
    "atanh": _unary(_atanh),
    "erfinv": _unary(_entire("erfinv")),
    "erfcinv": _unary(_entire("erfcinv")),
    "gamma": _unary(_gamma),
    "loggamma": _unary(_loggamma),
    "digamma": _unary(_digamma),
    "zeta": _unary(lambda u: _entire("zeta")(u) if abs(u) < MODERATE else UNKNOWN),
    "lambertw": _unary(_entire("lambertw")),
    "re": _unary(_real_part),
    "im": _unary(_imaginary_part),
    "conjugate": _unary(_conjugate),
    "arg": _unary(_argument),
    "atan2": _several(_atan2),
    "binomial": _several(_binomial),
    "polygamma": _several(_polygamma),
    "uppergamma": _several(_incomplete_gamma(True)),
    "lowergamma": _several(_incomplete_gamma(False)),
}
"""how each head is evaluated; what is not here has no value"""
