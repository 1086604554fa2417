"""What a derivation with a fault has shown all the same: rules that were applied rightly, and to some end.

A step leads on where behind it less is left to show than ever before. So a chain that runs in circles, or that
unfolds what it then folds again, shows nothing.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from checker.symbolic.derivations.steps import Step
from checker.symbolic.expressions.store import Node

LeftOver = Callable[[Node, Node], frozenset[str] | None]
"""rules that one expression takes to become another, None where it is not seen"""


def shown(
    steps: Sequence[Step],
    nodes: Sequence[Node | str],
    right: Node,
    left_over: LeftOver,
    *,
    is_false: bool,
) -> frozenset[str]:
    """The rules that were applied rightly and lead on.

    They lead to the right side; behind a wrong step, or a first line that is false, where one slip is carried on,
    to the chain's own end.
    """
    found: set[str] = set()

    def left(node: Node | str, target: Node | str) -> frozenset[str] | None:
        return None if isinstance(node, str) or isinstance(target, str) else left_over(node, target)

    target: Node | str = nodes[-1] if is_false else right
    least = left(nodes[0], target)
    for step, (a, b) in zip(steps, pairwise(nodes), strict=True):
        if step.kind == "wrong":
            target = nodes[-1]
            least = left(b, target)
            continue
        if step.explained_by == "algebra":
            if a != b:
                found.add("algebra")
            continue  # as much is left as before
        rest = left(b, target)
        if rest is not None and (least is None or len(rest) < len(least)):
            if step.explained_by and step.explained_by not in rest:
                found.add(step.explained_by)
            least = rest
    return frozenset(found)
