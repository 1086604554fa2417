"""Signs of linear forms: whether they contradict each other, and where they hold, by Fourier and Motzkin."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from checker.symbolic.expressions.store import ONE, ZERO, Expressions, Node

MAX_FACTS = 60


class Linear(Struct, frozen=True, eq=False):
    """constant + the sum of the slopes times their symbols."""

    constant: Any
    slopes: dict[str, Any]


Fact = tuple[Linear, int]
"""a form and its sign: 1, 0, -1, or 2 for not negative"""
_Row = tuple[dict[str, Any], Any, bool]


def linear(store: Expressions, node: Node) -> Linear | None:
    """The linear form that an expression is, or None."""
    head, args = store.heads[node], store.args[node]
    if head == "symbol":
        return Linear(ZERO, {args[0]: ONE})
    if head == "number":
        return Linear(args[0], {})
    if head != "add" or any(store.heads[part] != "symbol" for part, _ in args[1]):
        return None
    return Linear(args[0], {store.args[part][0]: q for part, q in args[1]})


def contradict(facts: list[Fact]) -> bool:
    """Whether no real numbers satisfy all facts; False where it is not known."""
    return next(_eliminations(facts), None) is None


def inner_point(facts: list[Fact]) -> dict[str, Any] | None:
    """Rational numbers that satisfy all facts, well inside where there is room; None where none were found."""
    stages = next(_eliminations(facts), None)
    if stages is None:
        return None
    point: dict[str, Any] = {}
    for name, rows in reversed(stages):
        low: Any = None
        high: Any = None
        for slopes, constant, _ in rows:
            slope = slopes.get(name, ZERO)
            bound = constant + sum((q * point.get(n, ZERO) for n, q in slopes.items() if n != name), ZERO)
            if slope > 0:
                low = -bound / slope if low is None else max(low, -bound / slope)
            elif slope < 0:
                high = -bound / slope if high is None else min(high, -bound / slope)
        if low is not None and high is not None:
            point[name] = (low + high) / 2
        elif low is not None or high is not None:
            bound = low if high is None else high
            point[name] = bound + (1 + abs(bound)) * (1 if high is None else -1)
        else:
            point[name] = ONE
    return point


def _eliminations(facts: list[Fact]) -> Iterator[list[tuple[str, list[_Row]]]]:
    """The stages of the elimination, a symbol and the rows before it went; nothing in a contradiction."""
    rows = _rows(facts)
    stages: list[tuple[str, list[_Row]]] = []
    while True:
        if any(not slopes and (c < 0 or (c == 0 and strict)) for slopes, c, strict in rows):
            return
        names = {name for slopes, _, _ in rows for name in slopes}
        if not names or len(rows) > MAX_FACTS:
            yield stages
            return
        name = min(names)
        stages.append((name, rows))
        rows = _without(name, rows)


def _rows(facts: list[Fact]) -> list[_Row]:
    rows: list[_Row] = []
    for form, sign in facts:
        if sign in (1, 2, 0):
            rows.append((form.slopes, form.constant, sign == 1))
        if sign in (-1, 0):
            rows.append(({n: -q for n, q in form.slopes.items()}, -form.constant, sign == -1))
    return rows


def _without(name: str, rows: list[_Row]) -> list[_Row]:
    """The rows that follow on the other symbols: each lower bound is below each upper one."""
    above = [row for row in rows if row[0].get(name, ZERO) > 0]
    below = [row for row in rows if row[0].get(name, ZERO) < 0]
    kept = [row for row in rows if row[0].get(name, ZERO) == 0]
    for lower, c, strict in above:
        for upper, d, also in below:
            p, q = -upper[name], lower[name]
            slopes = {n: lower.get(n, ZERO) * p + upper.get(n, ZERO) * q for n in {*lower, *upper} - {name}}
            kept.append(({n: s for n, s in slopes.items() if s != 0}, c * p + d * q, strict or also))
    return kept
