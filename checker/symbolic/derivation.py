"""Whether a chain of expressions derives the one side from the other, step by step.

Every step is judged on its own: it has to be true, and to be explained by one rule: by the one that the student
named, or else by any that the part allows. The chain has to start at the left side and to end at the right one,
by algebra. A step that is true but is explained by no single rule is too big; it is told which rules it would
take.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, Literal

from msgspec import Struct

from checker.sandbox.wire import Tree
from checker.symbolic.comparison import Comparison
from checker.symbolic.domains import Domain, Range
from checker.symbolic.expressions import Expressions, Node, TooLarge
from checker.symbolic.reading import Reader, Unreadable
from checker.symbolic.rules import ALGEBRA, RULES, Rule, difference_by, explains
from checker.symbolic.verdicts import Counterexample

MAX_STEPS = 40
MAX_TOGETHER = 3
"""rules that a step that is too big is looked through for"""

Kind = Literal["right", "wrong", "too big", "another rule", "unknown rule", "no formula", "undecided"]


class Step(Struct, frozen=True):
    """What is said of one step, or of an end of the chain."""

    kind: Kind
    rule: str = ""
    """the rule that the student named, or that explains the step"""
    needed: tuple[str, ...] = ()
    """rules that would explain it together"""
    counterexample: Counterexample | None = None
    """a point at which it is not true"""
    reason: str = ""


class Links(Struct, frozen=True):
    """What is said of a whole chain."""

    start: Step
    steps: tuple[Step, ...]
    end: Step
    helpful: frozenset[str] = frozenset()
    """rules whose steps lead on, where the chain has a fault"""

    @property
    def all(self) -> tuple[Step, ...]:
        """The ends and the steps."""
        return (self.start, *self.steps, self.end)


class Line(Struct, frozen=True):
    """One expression of a chain, and the rule that leads to it."""

    expression: Any
    rule: str | None


class Deriver:
    """Judges chains from one expression to another.

    Args:
      ranges: what the symbols stand for.
      rules: names of the rules that may explain a step, beside algebra.
      meanings: what symbols stand for, by rule: `{"def:G": [(G, (x - x_next)/alpha)]}`, in trees.
      up_to_constant: symbols that a constant dropped at the end has to be free of; None: none may be.
    """

    def __init__(
        self,
        ranges: Mapping[str, Range],
        rules: tuple[str, ...],
        meanings: Mapping[str, list[tuple[Any, Any]]],
        up_to_constant: tuple[str, ...] | None = None,
    ) -> None:
        self.ranges, self.up_to_constant = dict(ranges), up_to_constant
        self._store = Expressions()
        self._reader = Reader(self._store, dict.fromkeys(OPAQUE), keeps_derivatives=True)
        self._domain = Domain(self._store, self.ranges)
        self._meanings = meanings
        self.rules = {"algebra": ALGEBRA, **{name: self._rule(name) for name in rules}}

    def _rule(self, name: str) -> Rule:
        if name not in self._meanings:
            return RULES[name]
        pairs = [(self._reader.read(symbol), self._reader.read(value)) for symbol, value in self._meanings[name]]
        return Rule(name, meaning={self._store.args[symbol][0]: value for symbol, value in pairs})

    def check(self, chain: list[Line], left: Any, right: Any) -> Links:
        """Judge a chain that is to lead from left to right."""
        nodes = [self._node(line.expression) for line in chain]
        steps = tuple(
            self._step(chain[i].expression, chain[i + 1], nodes[i], nodes[i + 1]) for i in range(len(chain) - 1)
        )
        start = self._end(chain[0].expression, nodes[0], left, may_drop=False)
        end = self._end(chain[-1].expression, nodes[-1], right, may_drop=True)
        if steps and steps[-1].kind == "wrong" and (by := self._drops_constant(chain[-1], nodes[-2], nodes[-1])):
            steps = (*steps[:-1], Step("right", by))  # the last line may leave out a constant, and no other
        links = Links(start, steps, end)
        if all(step.kind == "right" for step in links.all):
            return links
        return Links(start, steps, end, self._helpful(steps, nodes, self._node(right)))

    def _helpful(self, steps: tuple[Step, ...], nodes: list[Node | str], right: Node | str) -> frozenset[str]:
        """Rules whose steps lead on: behind them, what is left to show takes that rule no more.

        What is left leads to the right side, or behind a wrong step to the chain's own end. Where it is not seen
        what is left, a step counts as one that leads on.
        """
        target, helpful = right, set()
        for i, step in enumerate(steps):
            a, b = nodes[i], nodes[i + 1]
            if step.kind != "right":
                target = nodes[-1] if step.kind == "wrong" else target
            elif not isinstance(a, str) and not isinstance(b, str) and not isinstance(target, str):
                left = self._needed(a, target)
                if step.rule not in left or step.rule not in self._needed(b, target):
                    helpful.add(step.rule)
        return frozenset(helpful)

    def _drops_constant(self, line: Line, before: Node | str, last: Node | str) -> str:
        """The rule by which a step is right but for a constant that it leaves out, where the last line may."""
        if self.up_to_constant is None or isinstance(before, str) or isinstance(last, str):
            return ""
        rules = [ALGEBRA, *([self.rules[line.rule]] if line.rule in self.rules else self.rules.values())]
        for rule in rules:
            left = difference_by(self._store, (rule,), before, last, self._domain)
            if left is not None and not set(left) & set(self.up_to_constant):
                return str(rule.name)
        return ""

    def _node(self, tree: Any) -> Node | str:
        """The expression of a line, or what is wrong with it."""
        if (foreign := next(_foreign(tree), None)) is not None:
            return foreign
        try:
            return self._reader.read(tree)
        except Unreadable as err:
            return f"is {err}, should be a formula"
        except (TooLarge, RecursionError):
            return "is too large to compare"

    def _end(self, tree: Any, node: Node | str, want: Any, *, may_drop: bool) -> Step:
        """Whether a chain ends where it should, by algebra alone."""
        if isinstance(node, str):
            return Step("no formula", reason=node)
        left = difference_by(self._store, (ALGEBRA,), node, self._reader.read(want), self._domain)
        if left == () and not may_drop and (lost := sorted(set(_functions(want)) - set(_functions(tree)))):
            return Step("too big", reason=f"does not contain `{lost[0]}`: write the left side out as it is given")
        if left == ():
            return Step("right", "algebra")
        dropped = self.up_to_constant if may_drop else None
        if dropped is not None and left is not None and not set(left) & set(dropped):
            return Step("right", "algebra")
        return self._untrue(tree, want) or Step(
            "too big", "algebra", needed=self._needed(node, self._reader.read(want))
        )

    def _step(self, before: Any, line: Line, a: Node | str, b: Node | str) -> Step:
        if isinstance(a, str) or isinstance(b, str):
            return Step("no formula", reason=b if isinstance(b, str) else "starts from what is no formula")
        if line.rule is not None and line.rule not in self.rules:
            return Step("unknown rule", line.rule, needed=tuple(self.rules))
        if explains(self._store, (ALGEBRA,), a, b, self._domain):
            return Step("right", "algebra")
        for rule in [self.rules[line.rule]] if line.rule is not None else self.rules.values():
            if explains(self._store, (rule,), a, b, self._domain):
                return Step("right", rule.name)
        if untrue := self._untrue(before, line.expression):
            return untrue
        needed = self._needed(a, b)
        if len(needed) == 1 and line.rule is not None:
            return Step("another rule", line.rule, needed=needed)
        return Step("too big", line.rule or "", needed=needed)

    def _untrue(self, before: Any, after: Any) -> Step | None:
        """That two expressions are not equal, or that it cannot be told."""
        comparison = Comparison(self.ranges, use_sympy=False)
        pairs = [pair for given in self._meanings.values() for pair in given]
        result = comparison.compare(*(_meant(tree, pairs) for tree in (before, after)))
        if result.verdict == "different":
            return Step("wrong", counterexample=result.counterexample, reason=result.reason)
        if "too large" in result.reason:
            return Step("no formula", reason=result.reason)
        if result.verdict == "undecided":
            return Step("undecided", reason=result.reason)
        return None

    def _needed(self, a: Node, b: Node) -> tuple[str, ...]:
        """The fewest rules that explain a step together, none where none were found."""
        for count in range(1, MAX_TOGETHER + 1):
            for names in combinations(self.rules, count):
                if count > 1 and "algebra" in names:
                    continue  # it goes with every rule
                if {"exp_law", "log_law"} <= set(names) and "log_exp" in set(self.rules) - set(names):
                    continue  # the laws of both together would bring log(exp(u)) = u with them
                if explains(self._store, tuple(self.rules[name] for name in names), a, b, self._domain):
                    return names
        return ()


OPAQUE = ("exp", "log", "sigma", "sigmoid", "tanh", "softplus", "sin", "cos", "relu", "expit", "logistic")
"""functions that are left as they are named"""
PLAIN = frozenset(
    "Add Mul Pow Rational Symbol Apply Derivative Tuple Pi Exp1 ImaginaryUnit Indexed Sum Product Piecewise "
    "ExprCondPair Abs Equality Unequality StrictLessThan StrictGreaterThan LessThan GreaterThan And Or Not "
    "BooleanTrue BooleanFalse".split()
)


def _foreign(tree: Any) -> Iterator[str]:
    """What may not stand in a chain: decimal numbers, and functions that SymPy rewrites by itself."""
    if isinstance(tree, float) or (isinstance(tree, Tree) and tree.head == "Float"):
        yield "contains a decimal number; write a fraction"
    elif isinstance(tree, Tree):
        if tree.head not in PLAIN:
            yield f"contains SymPy's own `{tree.head}`; write `H.{tree.head}`, which does not rewrite itself"
        for arg in tree.args:
            yield from _foreign(arg)


def _functions(tree: Any) -> Iterator[str]:
    """Names of the functions that a chain is written with."""
    if isinstance(tree, Tree):
        if tree.head == "Apply":
            yield str(tree.args[0])
        for arg in tree.args:
            yield from _functions(arg)


def _meant(tree: Any, pairs: list[tuple[Any, Any]]) -> Any:
    """A tree with symbols replaced by what they stand for."""
    for symbol, value in pairs:
        if tree == symbol:
            return value
    if isinstance(tree, Tree) and tree.head != "Symbol":
        return Tree(tree.head, tuple(_meant(arg, pairs) for arg in tree.args))
    return tree
