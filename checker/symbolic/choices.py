"""Which part of a maximum, a minimum or a choice is taken at a point: what never is, no point has tried."""

from collections.abc import Sequence

from checker.symbolic.agreement import are_apart
from checker.symbolic.balls import UNDEFINED, UNKNOWN
from checker.symbolic.balls.values import Known
from checker.symbolic.expressions import Expressions, Node

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


def too_idle(store: Expressions, idle: dict[Node, set[Node]]) -> bool:
    """Whether a case, or a part of a long list, was never taken."""
    return any(
        parts and (store.heads[node] == "piecewise" or len(choices(store, node)) > FEW)
        for node, parts in idle.items()
    )
