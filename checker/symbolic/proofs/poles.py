"""Where an expression has no value, and what of that is lost when a number is put in: 0/y is 0 only off y = 0."""

from checker.symbolic.domains.facts import Facts, form_of
from checker.symbolic.expressions.store import Node
from checker.symbolic.proofs.case import Case

ELSEWHERE = frozenset("tan gamma loggamma digamma polygamma atanh zeta lambertw erfinv erfcinv binomial".split())
"""functions that have poles or ends other than where their argument is zero"""


def lost_poles(case: Case, got: Node, want: Node, there: dict[str, Node]) -> set[Node]:
    """What `got` may have no value for, is not to be seen with symbols put in, and does not keep `want` from one.

    Args:
      case: what is left once the symbols have been put in.
      got, want: the two sides as they were.
      there: the values of these symbols.
    """
    store = case.store
    walk = _Walk(case, there)
    before = walk.singular(got, is_certain=False)
    lost = before - _Walk(case, {}).singular(store.substituted(got, there), is_certain=False)
    if not lost:
        return lost
    shared = walk.singular(want, is_certain=True)
    return {node for node in lost - shared if not _is_harmless(case, node)}


def _is_harmless(case: Case, node: Node) -> bool:
    """Whether something is certainly not zero, or a function certainly within its range."""
    head, args = case.store.heads[node], case.store.args[node]
    if head in ("gamma", "loggamma", "digamma"):
        return case.sign(args[0]) == 1
    if head == "power":  # 0**e is a number but for negative e
        facts = Facts(case.store, case.domain, case.signs)
        return case.sign(args[0]) is not None or facts.contradict((form_of(case.store, args[1]), -1))
    if head in ELSEWHERE:
        return False
    return case.store.value(node) not in (None, 0) or case.sign(node) is not None


class _Walk:
    """Walks over what is evaluated of an expression where symbols have some values."""

    def __init__(self, case: Case, there: dict[str, Node]) -> None:
        self.case, self.store, self.there = case, case.store, there
        self._facts: Facts | None = None

    def singular(self, root: Node, *, is_certain: bool) -> set[Node]:
        """What must not be zero, and functions with poles, there; those that certainly count, or all."""
        found, seen, stack = set[Node](), {root}, [root]
        while stack:
            node = stack.pop()
            found.update(self._put_in(part) for part in self._singular_parts(node))
            parts = self.store.parts[node]
            if self.store.heads[node] == "piecewise":
                parts = self._live(node, is_certain=is_certain)
            new = [part for part in parts if part not in seen]
            seen.update(new)
            stack += new
        return found

    def _put_in(self, node: Node) -> Node:
        return self.store.substituted(node, self.there) if self.there else node

    def _singular_parts(self, node: Node) -> list[Node]:
        head, args = self.store.heads[node], self.store.args[node]
        if head == "mul":
            return [base for base, q in args if q < 0]
        if head == "log":
            return [args[0]]
        if head == "power":
            exponent = self.store.value(args[1])
            return [] if exponent is not None and exponent > 0 else [node]
        return [node] if head in ELSEWHERE else []

    def _live(self, node: Node, *, is_certain: bool) -> tuple[Node, ...]:
        """The values and conditions that are, or may be, looked at."""
        live: list[Node] = []
        for value, condition in self.store.args[node]:
            holds = self._put_in(condition)
            live.append(condition)
            if not self._may_hold(holds):
                continue
            if holds == self.store.true:
                return (*live, value)
            if is_certain:
                return tuple(live)
            live.append(value)
        return tuple(live)

    def _may_hold(self, condition: Node) -> bool:
        head, args = self.store.heads[condition], self.store.args[condition]
        if head not in ("less", "equal"):
            return head != "false"
        if self._facts is None:
            self._facts = Facts(self.store, self.case.domain, self.case.signs)
        return not self._facts.contradict((form_of(self.store, args[0]), -1 if head == "less" else 0))
