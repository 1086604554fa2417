"""Functions that are only named, with values that can be anything.

Nothing is known of f(x) and of the entries x[i] of a sequence but what the domain says of `f` and `x`. So a point
of the domain has to choose the function, too: f = a F + b, where F is a fixed function that goes with its name,
and a and b are hidden symbols. Equal arguments have equal values, one point after the other has another
function, and what a condition or a maximum turns on can be aimed at, for it is linear in a and b.
"""

from flint import arb, fmpq
from msgspec import Struct

from checker.symbolic.balls import PRECISIONS, UNDEFINED, UNKNOWN, Program, Value
from checker.symbolic.balls.cases import is_free
from checker.symbolic.domains.domain import REAL, Domain, Range
from checker.symbolic.expressions.store import ONE, Expressions, Node
from checker.symbolic.points.looking import Difference

MARK = "?"
"""what the names of hidden symbols and of F have, and no other name"""
LONG = 40
"""bits of a fraction that is told as it is"""
MAX_TOLD = 4
"""values of functions that are told with a point"""


class Opened(Struct, frozen=True, eq=False):
    """Two expressions and a domain in which no function is opaque any more."""

    got: Node
    want: Node
    domain: Domain
    applications: dict[str, Node] = {}
    """what stands for f(x) now, by the way it is written, as far as no series binds what is in it"""

    def told(self, difference: Difference) -> Difference:
        """A difference with the values of the functions in place of what chose them."""
        hidden = [name for name in difference.point if MARK in name]
        if not hidden:
            return difference
        point = {name: value for name, value in difference.point.items() if name not in hidden}
        program = Program(self.domain.store, *self.applications.values())
        values = program.at(difference.point, PRECISIONS[1])
        known = {
            text: _short(value)
            for text, value in zip(self.applications, values, strict=True)
            if value not in (UNKNOWN, UNDEFINED)
        }
        return Difference({**point, **known}, difference.got, difference.want)


def opened(store: Expressions, got: Node, want: Node, domain: Domain, bases: frozenset[str]) -> Opened:
    """Two expressions with their opaque functions opened; `bases` names those that are sequences."""
    roots = (got, want, *domain.constraints)
    calls = [node for node in store.reachable(*roots) if _is_open(store, node)]
    if not calls:
        return Opened(got, want, domain)
    made: dict[Node, Node] = {}
    hidden: dict[str, Range] = {}
    counts = _counts(store, calls)
    for node in store.reachable(*roots):
        again = store.again(node, made)
        if store.heads[again] == "apply" and _is_open(store, again):
            name = str(store.args[again][0])
            given = domain.ranges.get(name, REAL)
            again = _valued(store, again, given, counts.get(name, 2), hidden)
        made[node] = again
    free = [node for node in calls if not _is_bound(store, node)]
    written = {text: made[node] for node in free if (text := _written(store, node, bases))}
    wider = Domain(store, {**domain.ranges, **hidden}, tuple(made[c] for c in domain.constraints))
    return Opened(made[got], made[want], wider, dict(list(written.items())[:MAX_TOLD]))


def _short(value: Value) -> Value:
    """A value as it is told: long fractions by their first digits."""
    return arb(value) if isinstance(value, fmpq) and value.height_bits() > LONG else value


def _is_open(store: Expressions, node: Node) -> bool:
    name = str(store.args[node][0]) if store.heads[node] == "apply" else MARK
    return MARK not in name and is_free(name)


def _is_bound(store: Expressions, node: Node) -> bool:
    """Whether a series binds what is in it."""
    return any(name.startswith("~") for name in store.free[node])


def _counts(store: Expressions, calls: list[Node]) -> dict[str, int]:
    """How many values of each function matter; one that a series binds has many."""
    counts: dict[str, int] = {}
    for node in calls:
        name = str(store.args[node][0])
        counts[name] = counts.get(name, 0) + (2 if _is_bound(store, node) else 1)
    return counts


def _valued(store: Expressions, node: Node, given: Range, count: int, hidden: dict[str, Range]) -> Node:
    """What stands for f(u): a F(u), and + b where there are several values; brought into the range of f."""
    name, *args = store.args[node]
    function = f"{name}{MARK}~" if _is_bound(store, node) else f"{name}{MARK}"
    own = [f"{name}{MARK}{which}" for which in range(1, min(count, 2) + 1)]
    hidden.update(dict.fromkeys(own, Range(is_complex=True, word="complex") if given.is_complex else REAL))
    factor, *shift = map(store.symbol, own)
    return _within(store, store.plus(store.times(factor, store.apply(function, *args)), *shift), given)


def _within(store: Expressions, v: Node, given: Range) -> Node:
    """A real number moved into a range, which it fills; continuously, where the range is no grid."""
    if given.is_complex:
        return v
    if given.is_whole:
        return _whole(store, store.function("floor", v), given)
    low, high = given.low, given.high
    if low is None and high is None:
        return v if given.has_zero else _not_zero(store, v)
    if low is None:
        mirrored = Range(-high, None, given.is_high_open)
        return store.scaled(_within(store, v, mirrored), -ONE)
    if high is None:
        return store.add(((_positive(store, v) if given.is_low_open else store.function("abs", v), ONE),), low)
    if not given.is_low_open and not given.is_high_open:
        middle = store.add(((v, (high - low) / 2),), (low + high) / 2)
        return store.extreme("max", (store.number(low), store.extreme("min", (middle, store.number(high)))))
    if not given.is_high_open:
        return store.scaled(_within(store, v, Range(-high, -low, is_low_open=False)), -ONE)
    size = _positive(store, v) if given.is_low_open else store.function("abs", v)
    return store.add(((store.over(size, store.plus(size, store.one)), high - low),), low)


def _positive(store: Expressions, v: Node) -> Node:
    """(1 + |v| + v) / (1 + |v| - v): positive numbers of every size."""
    size = store.add(((store.function("abs", v), ONE),), ONE)
    return store.over(store.plus(size, v), store.minus(size, v))


def _not_zero(store: Expressions, v: Node) -> Node:
    return store.piecewise(((store.one, store.relation("equal", v)), (v, store.true)))


def _whole(store: Expressions, k: Node, given: Range) -> Node:
    """A whole number moved into a range of whole numbers."""
    low, high = given.low, given.high
    if low is not None and high is not None:
        count = fmpq(high.floor() - low.ceil() + 1)
        rest = store.add(((k, ONE), (store.function("floor", store.scaled(k, 1 / count)), -count)))
        return store.add(((rest, ONE),), fmpq(low.ceil()))
    if low is not None:
        return store.add(((store.function("abs", k), ONE),), fmpq(low.ceil()))
    if high is not None:
        return store.add(((store.function("abs", k), -ONE),), fmpq(high.floor()))
    return k if given.has_zero else _not_zero(store, k)


def _written(store: Expressions, node: Node, bases: frozenset[str]) -> str:
    """f(x, 1) or x[i], where the arguments are symbols and numbers; nothing for others."""
    name, *args = store.args[node]
    parts = [str(store.args[arg][0]) for arg in args if store.heads[arg] in ("symbol", "number")]
    if len(parts) < len(args) or any(part.endswith("'") for part in parts) or "." in name:
        return ""
    return f"{name}[{', '.join(parts)}]" if name in bases else f"{name}({', '.join(parts)})"
