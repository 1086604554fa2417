"""Where to look for a difference: seeded points of a domain, and points aimed at where formulas switch.

Random points alone miss what differs on a half-line that is far away, past a branch cut, in a narrow window or
at one point. So the arguments of abs, max, cases, roots, logarithms and inverse functions are followed along
lines; between and beside their zeros, and on them, further points are set.
"""

import random
from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import Any

from flint import acb, arb, fmpq

from checker.symbolic.balls import Program
from checker.symbolic.derivative import differentiated
from checker.symbolic.domains import Domain, Range
from checker.symbolic.expressions import ONE, Expressions, Node

Point = dict[str, Any]

NICE = tuple(
    fmpq(p, q) for p, q in ((1, 1), (2, 1), (1, 2), (3, 1), (-1, 1), (0, 1), (-2, 1), (-1, 2), (1, 3), (5, 2))
)
SCALES = tuple(fmpq(10) ** k for k in (-9, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 9))
FAR = tuple(fmpq(10) ** k for k in (12, 20, 45, 90))
BESIDE = (fmpq(1, 100), fmpq(1, 10**5), fmpq(1, 10**9))
MAX_LINES = 24
MAX_SWITCHES = 40
MAX_SLOPES = 8
"""switches on a line whose highest and lowest places are looked for, too"""
MAX_TOGETHER = 64
SHORT = 40
"""bits of a zero that is combined with others"""
BISECTIONS = 70
TRIES = 40
NARROWING = 160
"""halvings of an interval that a zero is in"""
CONTINUOUS = frozenset(
    "number symbol constant add mul exp sin cos sinh cosh tanh atan asinh erf abs max min".split()
)
"""heads under which what changes its sign has a zero, where no power is negative"""


class Sampler:
    """Points of a domain, the same for the same seed."""

    def __init__(self, domain: Domain, names: list[str], seed: str = "") -> None:
        self.domain, self.names = domain, names
        self._random = random.Random(f"points {seed} {' '.join(names)}")

    def ordinary(self, count: int) -> Iterator[Point]:
        """Points of ordinary size, with no special numbers."""
        yield from self._kept(count, lambda i, given: self._ordinary(given))

    def spread(self, count: int) -> Iterator[Point]:
        """Points over many scales, with small and simple numbers among them."""
        yield from self._kept(count, self._spread)

    def _kept(self, count: int, draw: Any) -> Iterator[Point]:
        if not self.names:
            yield {}
            return
        for i in range(count):
            for _ in range(TRIES if self.domain.constraints else 4):
                point = {name: draw(i, self.domain.range(name)) for name in self.names}
                if self.domain.contains(point):
                    yield point
                    break

    def _ordinary(self, given: Range) -> Any:
        if given.is_complex:
            return acb(self._dyadic(), self._dyadic())
        if given.is_whole:
            return self._whole(given, 9)
        if given.low is not None and given.high is not None:
            return given.low + (given.high - given.low) * fmpq(self._random.randint(30, 960), 991)
        size = fmpq(self._random.randint(17, 200), self._random.randint(61, 71))
        if given.low is not None:
            return given.low + size
        if given.high is not None:
            return given.high - size
        return size if self._random.random() < 0.5 else -size

    def _spread(self, i: int, given: Range) -> Any:
        choose = self._random.choice
        if given.is_complex:
            size = choose((arb(1) / 64, arb(1), arb(1), arb(4), arb(32)))
            real, imaginary = self._dyadic() * size, self._dyadic() * size
            return choose((acb(real, imaginary), acb(real, imaginary), acb(real, 0), acb(0, imaginary)))
        if i % 3 == 0:
            return self._ordinary(given)
        if given.is_whole:
            return self._whole(given, 60 if i % 3 == 1 else 4)
        if i % 3 == 1:
            fitting = [value for value in NICE if given.contains(value)]
            return choose(fitting) if fitting else self._ordinary(given)
        if given.low is not None and given.high is not None:
            near = (given.high - given.low) * choose(SCALES[:6]) * fmpq(self._random.randint(50, 900), 991)
            return given.low + near if self._random.random() < 0.5 else given.high - near
        far = choose((*SCALES, *SCALES[5:9])) * fmpq(self._random.randint(17, 200), 67)
        if given.low is not None:
            return given.low + far
        return -far if given.high is not None or self._random.random() < 0.5 else far

    def _whole(self, given: Range, size: int) -> Any:
        low = (
            given.low if given.low is not None else (given.high - size if given.high is not None else fmpq(-size))
        )
        high = given.high if given.high is not None else low + (size if given.low is not None else 2 * size)
        value = fmpq(self._random.randint(int(low.ceil()), int(high.floor())))
        return ONE if value == 0 and not given.has_zero else value

    def _dyadic(self) -> Any:
        return arb(self._random.randint(20, 180)) / 64 * (1 if self._random.random() < 0.5 else -1)


# ---- aimed points ----------------------------------------------------------------------------------------------


def switches(store: Expressions, *roots: Node) -> list[Node]:
    """Expressions at whose zeros a formula bends, jumps, has a pole or leaves the real line."""
    found: dict[Node, None] = {}
    for node in store.reachable(*roots):
        for w in _switches_of(store, node):
            for part in _factors(store, w):
                if store.value(part) is None and store.symbols(part):
                    found.setdefault(part)
    return list(found)[:MAX_SWITCHES]


def _switches_of(store: Expressions, node: Node) -> Iterator[Node]:
    head, args = store.heads[node], store.args[node]
    match head:
        case "abs" | "sign" | "log" | "less" | "less_equal" | "equal" | "unequal" | "arg" | "lambertw":
            yield args[0]
        case "max" | "min":
            yield from (store.minus(a, b) for i, a in enumerate(args) for b in args[i + 1 :])
        case "mul":
            yield from (base for base, q in args if q < 0 or q.q != 1)
        case "power":
            yield args[0]
        case "asin" | "acos" | "atanh" | "acosh" | "erfinv":
            yield store.add(((args[0], ONE),), -ONE)
            yield store.add(((args[0], ONE),), ONE)
        case "atan2":
            yield from args
        case "floor" | "ceiling":
            for k in (-1, 0, 1, 2):
                yield store.add(((args[0], ONE),), fmpq(-k))
        case _:
            return


def _factors(store: Expressions, w: Node) -> Iterator[Node]:
    """A switch, and the factors of one that is a product: each changes its sign on its own."""
    yield w
    if store.heads[w] == "mul":
        yield from (base for base, _ in store.args[w])
    elif store.heads[w] == "add" and len(store.args[w][1]) == 1 and store.args[w][0] == 0:
        yield from _factors(store, store.args[w][1][0][0])


def aimed(
    store: Expressions, domain: Domain, names: list[str], roots: Iterable[Node], seed: str = ""
) -> Iterator[Point]:
    """Points on, beside and between the zeros of the switches, along lines through the domain."""
    found = switches(store, *roots)
    if not found or not names:
        return
    lines = 0
    exact: dict[str, list[Any]] = {}
    sampler = Sampler(domain, names, f"lines {seed}")
    for base in [*sampler.ordinary(2), *sampler.spread(3)]:
        for name in names:
            given = domain.range(name)
            if given.is_complex or lines >= MAX_LINES:
                continue
            here = [w for w in found if name in store.free[w]]
            here += [
                slope for w in here[:MAX_SLOPES] if name in store.free[slope := differentiated(store, w, name)]
            ]
            zeros = sorted({zero for w in here for zero in _zeros(store, w, base, name, given)})
            lines += bool(here)
            exact.setdefault(name, [zero for zero in zeros if zero.height_bits() <= SHORT][:4])
            for value in _around(zeros, given):
                if domain.contains(point := {**base, name: value}):
                    yield point
    yield from _together(exact, domain, sampler)


def on_zeros(
    store: Expressions, domain: Domain, names: list[str], roots: Iterable[Node]
) -> Iterator[tuple[Point, Node]]:
    """Points at which a switch that jumps is certainly zero, one coordinate an interval; and the switch.

    A switch that changes its sign between two rationals has a zero there, which may be no rational itself.
    """
    jumping = {
        store.args[node][0]: None
        for node in store.reachable(*roots)
        if store.heads[node] in ("less", "less_equal", "equal", "unequal", "sign")
    }
    for base in Sampler(domain, names, "zeros").ordinary(2):
        for w in jumping:
            for name in store.symbols(w):
                given = domain.range(name)
                if given.is_complex or given.is_whole or name not in names:
                    continue
                for low, high in _brackets(store, w, base, name, given):
                    yield {**base, name: arb(low).union(arb(high))}, w


def _is_continuous(store: Expressions, node: Node) -> bool:
    """Whether an expression is continuous and real in its parts."""
    if store.heads[node] == "mul" and any(q < 0 or q.q != 1 for _, q in store.args[node]):
        return False
    return store.heads[node] in CONTINUOUS and node != store.i


def _brackets(store: Expressions, w: Node, base: Point, name: str, given: Range) -> Iterator[tuple[Any, Any]]:
    """Narrow intervals in which a continuous switch changes its sign."""
    program = Program(store, w)
    if not all(_is_continuous(store, node) for node in program.nodes):
        return

    def sign(value: Any) -> int:
        found = program.at({**base, name: value}, 640)[0]
        return 0 if not isinstance(found, fmpq | arb) else (found > 0) - (found < 0)

    before, last = 0, fmpq(0)
    for value in _grid(given):
        here = sign(value)
        if before * here < 0:
            low, high = last, value
            for _ in range(NARROWING):
                middle = (low + high) / 2
                if (there := sign(middle)) == 0:
                    break
                low, high = (middle, high) if there == before else (low, middle)
            else:
                if given.contains(low) and given.contains(high):
                    yield low, high
        before, last = here, value


def _together(exact: dict[str, list[Any]], domain: Domain, sampler: Sampler) -> Iterator[Point]:
    """Points at which several symbols are at zeros of switches at once."""
    several = {name: values for name, values in exact.items() if values}
    if len(several) < 2:
        return
    for base in sampler.ordinary(1):
        for values in islice(product(*several.values()), MAX_TOGETHER):
            point = {**base, **dict(zip(several, values, strict=True))}
            if domain.contains(point):
                yield point


def _around(zeros: list[Any], given: Range) -> Iterator[Any]:
    """Values on, beside and between the zeros."""
    if given.is_whole:
        yield from {
            fmpq(whole + k) for zero in zeros for whole in (zero.floor(), zero.ceil()) for k in (-1, 0, 1)
        }
        return
    for i, zero in enumerate(zeros):
        yield zero
        for step in BESIDE:
            yield zero + step * (1 + abs(zero))
            yield zero - step * (1 + abs(zero))
        if i:
            yield (zero + zeros[i - 1]) / 2
    if zeros:
        yield from (zeros[0] - 1 - abs(zeros[0]), zeros[-1] + 1 + abs(zeros[-1]))


def _zeros(store: Expressions, w: Node, base: Point, name: str, given: Range) -> Iterator[Any]:
    """Places on a line at which a switch changes its sign, exact ones where they can be had."""
    program = Program(store, w)

    def at(value: Any) -> Any:
        found = program.at({**base, name: value}, 96)[0]
        return found if isinstance(found, fmpq | arb) else None

    if (exact := _linear_zero(at)) is not None:
        yield exact
        return
    before: tuple[Any, Any] | None = None
    for value in _grid(given):
        found = at(value)
        if found is None or not (found > 0 or found < 0):
            if found is not None and found == 0:
                yield value
            before = None
            continue
        if before is not None and (found > 0) != (before[1] > 0):
            yield _bisected(at, before[0], value, before[1] > 0)
        before = (value, found)


def _linear_zero(at: Any) -> Any:
    """The zero of a switch that is linear in the symbol."""
    a, b, c = at(fmpq(0)), at(fmpq(1)), at(fmpq(5))
    if not all(type(value) is fmpq for value in (a, b, c)) or a == b or c - a != 5 * (b - a):
        return None
    zero = a / (a - b)
    return zero if at(zero) == 0 else None


def _grid(given: Range) -> list[Any]:
    if given.low is not None and given.high is not None:
        return [given.low + (given.high - given.low) * fmpq(k, 24) for k in range(25)]
    sizes = [scale * q for scale in SCALES[2:-1] for q in (ONE, fmpq(7, 3))] + list(FAR)
    values = sorted({-s for s in sizes} | set(sizes) | {fmpq(k) for k in range(-4, 5)})
    if given.low is not None:
        return [given.low + v for v in values if v >= 0]
    return [given.high - v for v in reversed(values) if v >= 0] if given.high is not None else values


def _bisected(at: Any, low: Any, high: Any, is_positive_below: bool) -> Any:
    """A rational close to the zero between two values, the zero itself where that is simple."""
    for _ in range(BISECTIONS):
        middle = _simplest(low, high)
        found = at(middle)
        if found is None or found == 0:
            return middle
        if high - low < fmpq(1, 10**15) * (1 + abs(low)):
            break
        middle = (low + high) / 2
        found = at(middle)
        if found is None or not (found > 0 or found < 0):
            return middle
        low, high = (middle, high) if (found > 0) == is_positive_below else (low, middle)
    return (low + high) / 2


def _simplest(low: Any, high: Any) -> Any:
    """The rational of the smallest denominator strictly between two."""
    whole = low.floor()
    if whole + 1 < high:
        return fmpq(whole + 1)
    if low == whole:
        return low + 1 / fmpq((1 / (high - low)).floor() + 1)
    return whole + 1 / _simplest(1 / (high - whole), 1 / (low - whole))
