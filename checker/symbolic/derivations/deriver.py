"""Whether a chain of expressions derives the one side from the other, step by step.

Every step is judged on its own: it has to be true, and to be explained by one rule: by the one that the student
named, or else by any that the part allows. The chain has to start at the left side and to end at the right one,
by algebra; where both sides are equal by algebra, they have to be written out as they are given. A step that is
true but is explained by no single rule is too big; it is told which rules it would take.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from checker.symbolic.derivations.explaining import MAX_TOGETHER, OPAQUE, Explainer, Meanings
from checker.symbolic.derivations.progress import shown
from checker.symbolic.derivations.steps import Line, Links, Step
from checker.symbolic.derivations.truth import Truth
from checker.symbolic.derivations.writing import foreign, functions_in, stranger
from checker.symbolic.domains.domain import Range
from checker.symbolic.expressions.store import LOGIC, RELATIONS, Node, TooLarge
from checker.symbolic.reading.reader import Unreadable

__all__ = ["MAX_STEPS", "MAX_TOGETHER", "OPAQUE", "Deriver", "Line", "Links", "Step"]

MAX_STEPS = 40
UNDEFINED = "is not defined: it divides by zero, perhaps"
LEFT, RIGHT, FIRST = 0, 1, 2
"""where the sides and the first line stand among what is held against each other"""


class Written(Struct, frozen=True):
    """A chain as it is read, and the sides that it is to join."""

    chain: list[Line]
    nodes: list[Node | str]
    """the expressions of its lines, or what is wrong with them"""
    left: Node
    right: Node
    truth: Truth
    """of the sides, then of the lines"""
    lost: list[str]
    """functions of the left side that the first line does without"""


class Deriver:
    """Judges chains from one expression to another.

    Args:
      ranges: what the symbols stand for.
      rules: names of the rules that may explain a step, beside algebra.
      meanings: what symbols stand for, by rule: `{"def:G": [(G, (x - x_next)/alpha)]}`, in trees.
      up_to_constant: symbols that a constant dropped at the end has to be free of; None: none may be.
      functions: names of the functions that are handed out.
    """

    def __init__(
        self,
        ranges: Mapping[str, Range],
        rules: tuple[str, ...],
        meanings: Meanings,
        up_to_constant: tuple[str, ...] | None = None,
        functions: tuple[str, ...] = OPAQUE,
    ) -> None:
        self.ranges, self.up_to_constant, self.functions = dict(ranges), up_to_constant, functions
        self._pairs = [pair for given in meanings.values() for pair in given]
        self._by = Explainer(ranges, rules, meanings, up_to_constant)
        self._store, self._reader = self._by.store, self._by.reader

    @property
    def rules(self) -> tuple[str, ...]:
        """Names of the rules that may explain a step."""
        return tuple(self._by.rules)

    # ---- chains ------------------------------------------------------------------------------------------------

    def check(self, chain: list[Line], left: Any, right: Any) -> Links:
        """Judge a chain that is to lead from left to right."""
        written = self._written(chain, left, right)
        steps = [self._step(written, i) for i in range(len(chain) - 1)]
        start, end = self._start(written), self._end(written)
        if is_turned := "right" not in (start.kind, end.kind) and self._is_turned_round(written):
            start, end = Step("backwards"), Step("right", "algebra")
        links = Links(start, tuple(steps), end)
        if all(step.kind == "right" for step in links.all):
            return links
        way = (steps[::-1], written.nodes[::-1]) if is_turned else (steps, written.nodes)
        found = shown(*way, written.right, self._by.left_over, is_false=start.kind == "wrong")
        return Links(start, tuple(steps), end, found)

    def _written(self, chain: list[Line], left: Any, right: Any) -> Written:
        """The chain as it is read: the sides before the lines, which may be too large together."""
        sides = self._reader.read(left), self._reader.read(right)
        truth = Truth(self.ranges, self._pairs, [left, right, *(line.expression for line in chain)])
        nodes = [self._node(line) for line in chain]
        for i, node in enumerate(nodes):
            if not isinstance(node, str) and truth.is_undefined(FIRST + i):
                nodes[i] = UNDEFINED
        lost = {*functions_in(left)} - {*functions_in(chain[0].expression)}
        return Written(chain, nodes, *sides, truth, sorted(lost))

    def _is_turned_round(self, written: Written) -> bool:
        first, last = written.nodes[0], written.nodes[-1]
        if isinstance(first, str) or isinstance(last, str):
            return False
        ends_left = self._by.reaches(last, written.left, may_drop=False)
        return ends_left and self._by.reaches(first, written.right, may_drop=True)

    def are_same(self, one: Line, other: Line) -> bool:
        """Whether two lines are the same by algebra alone."""
        a, b = self._node(one), self._node(other)
        return not isinstance(a, str) and not isinstance(b, str) and self._by.is_algebra(a, b)

    def _node(self, line: Line) -> Node | str:
        """The expression of a line, or what is wrong with it."""
        if line.fault:
            return line.fault
        if (strange := next(foreign(line.expression, self.functions), None)) is not None:
            return strange
        try:
            node = self._reader.read(line.expression)
        except Unreadable as err:
            return f"is {err}, should be a formula"
        except (TooLarge, RecursionError):
            return "is too large to compare"
        if self._store.heads[node] in RELATIONS | LOGIC:
            return "is an equation or a condition, should be an expression: write its two sides as two lines"
        return node

    # ---- ends --------------------------------------------------------------------------------------------------

    def _start(self, written: Written) -> Step:
        """Whether a chain starts at the left side, by algebra alone."""
        node, want = written.nodes[0], written.left
        if isinstance(node, str):
            return Step("no formula", reason=node)
        if not self._by.reaches(node, want, may_drop=False):
            return self._untrue(written, FIRST, LEFT) or Step("too big", needed=self._by.needed(node, want))
        if written.lost:
            reason = f"does not contain `{written.lost[0]}`: write the left side out as it is given"
            return Step("too big", reason=reason)
        return self._as_given(written, node, want, "left")

    def _end(self, written: Written) -> Step:
        """Whether a chain ends at the right side, by algebra alone, but for a constant that may be missing."""
        node, want = written.nodes[-1], written.right
        if isinstance(node, str):
            return Step("no formula", reason=node)
        if not self._by.reaches(node, want, may_drop=True):
            last = FIRST + len(written.chain) - 1
            return self._untrue(written, last, RIGHT) or Step("too big", needed=self._by.needed(node, want))
        return self._as_given(written, node, want, "right")

    def _as_given(self, written: Written, node: Node, want: Node, side: str) -> Step:
        """Where both sides are equal by algebra, an end of the chain has to have the terms of its own."""
        is_same = self._by.is_algebra(node, want)
        if is_same and self._by.is_algebra(written.left, written.right) and not self._has_terms(node, want):
            reason = f"is equal to it by algebra, as both sides are: write the {side} side out as it is given"
            return Step("too big", reason=reason)
        return Step("right", "algebra")

    def _has_terms(self, node: Node, want: Node) -> bool:
        """Whether an expression has the terms of another one, each by algebra."""
        wanted = list(self._terms(want))
        for part in self._terms(node):
            same = next((other for other in wanted if self._by.is_algebra(part, other)), None)
            if same is None:
                return False
            wanted.remove(same)
        return not wanted

    def _terms(self, node: Node) -> Iterator[Node]:
        store = self._store
        if store.heads[node] == "add":
            constant, terms = store.args[node]
            yield from (store.scaled(part, q) for part, q in terms)
            if constant != 0:
                yield store.number(constant)
        else:
            yield node

    # ---- steps -------------------------------------------------------------------------------------------------

    def _step(self, written: Written, i: int) -> Step:
        """What is said of the step behind line i."""
        a, b, named = written.nodes[i], written.nodes[i + 1], written.chain[i + 1].rule
        if isinstance(a, str) or isinstance(b, str):
            return Step("no formula", reason=b if isinstance(b, str) else "starts from what is no formula")
        rule = self._by.rule_called(named)
        unknown = named if named is not None and rule is None else ""
        if (found := self._explained(written, i, a, b, rule)) is not None:
            return Step("right", found, unknown=unknown)
        if untrue := self._untrue(written, FIRST + i, FIRST + i + 1):
            return untrue if untrue.kind != "wrong" else self._with_remark(untrue, a, b)
        needed = self._by.needed(a, b)
        if len(needed) == 1 and rule is not None:
            return Step("another rule", named or "", needed=needed)
        return Step("too big", named or "", needed=needed, unknown=unknown)

    def _explained(self, written: Written, i: int, a: Node, b: Node, rule: str | None) -> str | None:
        """The rule that explains a step which no point refutes; the last line may leave a constant out."""
        if a == b or not written.truth.is_broken(FIRST + i, FIRST + i + 1):
            found = self._by.explained(a, b, rule, may_drop=False)
            if found is not None:
                return found
        if self.up_to_constant is None or i < len(written.chain) - 2:
            return None
        if written.truth.is_more_than_constant(FIRST + i, FIRST + i + 1, self.up_to_constant):
            return None
        return self._by.explained(a, b, rule, may_drop=True)

    def _with_remark(self, step: Step, a: Node, b: Node) -> Step:
        if self.up_to_constant is None or self._by.explained(a, b, None, may_drop=True) is None:
            return step
        return replace(step, remark="only the last line may leave a constant out")

    def _untrue(self, written: Written, i: int, j: int) -> Step | None:
        """That two lines are not equal, or that it cannot be told."""
        result = written.truth.between(i, j)
        if result.verdict == "different":
            nodes = [node for node in written.nodes if not isinstance(node, str)]
            remark = stranger(self._store.symbols(*nodes), [*self.ranges])
            example = result.counterexample
            return Step("wrong", counterexample=example, reason=result.reason, remark=remark)
        if "too large" in result.reason:
            return Step("no formula", reason=result.reason)
        if result.verdict == "undecided":
            return Step("undecided", reason=result.reason)
        return None
