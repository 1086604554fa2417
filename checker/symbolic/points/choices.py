"""Which part of a maximum, a minimum or a choice is taken at a point: what never is, no point has tried."""

from collections.abc import Sequence

from checker.symbolic.balls import UNDEFINED, UNKNOWN
from checker.symbolic.balls.values import Known
from checker.symbolic.domains.domain import Domain
from checker.symbolic.domains.feasible import Fact, contradict, linear
from checker.symbolic.expressions.store import ONE, Expressions, Node
from checker.symbolic.points.agreement import are_apart

FEW = 8
"""parts, up to which one that is never taken may well be one that cannot be"""


def choices(store: Expressions, node: Node) -> Sequence[Node]:
    """What an expression chooses between."""
    head, args = store.heads[node], store.args[node]
    if head in ("max", "min"):
        return args
    return [value for value, _ in args] if head == "piecewise" else ()


def is_taken(store: Expressions, known: Known, node: Node, part: Node) -> bool:
    """Whether a part may be the one that is taken, with these values."""
    if store.heads[node] == "piecewise":
        taken = (value for value, condition in store.args[node] if known[condition] is not False)
        return next(taken, None) == part
    values = (known[node], known[part])
    return UNKNOWN not in values and UNDEFINED not in values and not are_apart(*values)


def too_idle(store: Expressions, idle: dict[Node, set[Node]], domain: Domain) -> bool:
    """Whether a case that there may be, or a part of a long list, was never taken."""
    return any(
        _is_possible(store, domain, node, part) if store.heads[node] == "piecewise" else _is_long(store, node)
        for node, parts in idle.items()
        for part in parts
    )


def _is_long(store: Expressions, node: Node) -> bool:
    return len(choices(store, node)) > FEW


def _is_possible(store: Expressions, domain: Domain, node: Node, part: Node) -> bool:
    """Whether the domain leaves room for a case, as far as its condition is on linear expressions."""
    conditions = [condition for value, condition in store.args[node] if value == part]
    return any(not contradict([*domain.bounds(), *_facts(store, condition)]) for condition in conditions)


def _facts(store: Expressions, condition: Node) -> list[Fact]:
    """What a condition says of linear expressions."""
    head, args = store.heads[condition], store.args[condition]
    if head == "and":
        return [fact for part in args for fact in _facts(store, part)]
    signs = {"less": 1, "less_equal": 2, "equal": 0}
    form = linear(store, store.scaled(args[0], -ONE)) if head in signs else None
    return [] if form is None else [(form, signs[head])]
