"""Which rules of a part explain that one expression is another.

The rules are those that the part allows, with algebra. What is found is kept: the same two lines are asked for
again when a chain has a fault, and what it has shown all the same is looked for.
"""

from collections.abc import Mapping
from typing import Any

from checker.symbolic.derivations.reality import Reality
from checker.symbolic.derivations.rules import ALGEBRA, RULES, Rule, diff, difference_by
from checker.symbolic.domains.domain import Domain, Range
from checker.symbolic.expressions.store import Expressions, Node
from checker.symbolic.reading.reader import Reader

MAX_TOGETHER = 3
"""rules that a step that is too big is told to take"""
OPAQUE = ("exp", "log", "sigma", "sigmoid", "tanh", "softplus", "sin", "cos", "relu", "expit", "logistic")
"""functions that are left as they are named"""
Meanings = Mapping[str, list[tuple[Any, Any]]]
"""symbols and what they stand for, in trees, by rule"""


class Explainer:
    """Explains by the rules of a part, with expressions in a store of its own.

    Args:
      ranges: what the symbols stand for.
      rules: names of the rules that may explain a step, beside algebra.
      meanings: what symbols stand for, by rule: `{"def:G": [(G, (x - x_next)/alpha)]}`.
      up_to_constant: symbols that a constant dropped at the end has to be free of; None: none may be.
    """

    def __init__(
        self,
        ranges: Mapping[str, Range],
        rules: tuple[str, ...],
        meanings: Meanings,
        up_to_constant: tuple[str, ...] | None = None,
    ) -> None:
        self.store, self.up_to_constant = Expressions(), up_to_constant
        self.reader = Reader(self.store, dict.fromkeys(OPAQUE), keeps_derivatives=True)
        self._reality = Reality(self.store, Domain(self.store, ranges))
        pairs = [pair for given in meanings.values() for pair in given]
        self._meaning = {self._name(symbol): self.reader.read(value) for symbol, value in pairs}
        self.rules = {"algebra": ALGEBRA, **{name: self._rule(name, meanings) for name in rules}}
        self._known: dict[Any, tuple[str, ...] | None] = {}

    def _name(self, symbol: Any) -> str:
        return str(self.store.args[self.reader.read(symbol)][0])

    def _rule(self, name: str, meanings: Meanings) -> Rule:
        if name in meanings:
            names = [self._name(symbol) for symbol, _ in meanings[name]]
            return Rule(name, meaning={known: self._meaning[known] for known in names})
        return Rule("diff", diff(self._related)) if name == "diff" else RULES[name]

    def _related(self, variable: str) -> frozenset[str]:
        """Symbols that depend on one by what they stand for, so that they are no constants beside it."""
        behind = {name: self._behind(name) for name in self._meaning}
        if variable not in behind:
            return frozenset(name for name, others in behind.items() if variable in others)
        own = behind[variable]
        return (own | {name for name, others in behind.items() if others & own}) - {variable}

    def _behind(self, name: str) -> frozenset[str]:
        """A symbol, and all that stand in what it stands for."""
        found, waiting = {name}, [name]
        while waiting:
            node = self._meaning.get(waiting.pop())
            new = set() if node is None else set(self.store.symbols(node)) - found
            found |= new
            waiting += new
        return frozenset(found)

    def reaches(self, a: Node, b: Node, *, may_drop: bool, rules: tuple[str, ...] = ("algebra",)) -> bool:
        """Whether rules explain that a is b, but for a constant where one may be dropped."""
        left = self.difference(rules, a, b)
        if left is None or left == ():
            return left == ()
        return may_drop and self.up_to_constant is not None and not set(left) & set(self.up_to_constant)

    def rule_called(self, name: str | None) -> str | None:
        """The rule that a student means by a name; None for none, and for a name that no rule has."""
        if name is None:
            return None
        called = {_plain(known): known for known in (*RULES, *self.rules)}
        return called.get(_plain(name)) or called.get(_plain(f"def {name}"))

    def explained(self, a: Node, b: Node, rule: str | None, *, may_drop: bool) -> str | None:
        """The rule that explains a step: algebra, the one that is named, or any."""
        names = [*self.rules] if rule is None else ["algebra", *([rule] if rule in self.rules else [])]
        return next((n for n in names if self.reaches(a, b, may_drop=may_drop, rules=(n,))), None)

    def difference(self, names: tuple[str, ...], a: Node, b: Node) -> tuple[str, ...] | None:
        """Symbols in what is left of a - b behind rules, as `difference_by` has it."""
        key = names, a, b
        if key not in self._known:
            rules = tuple(self.rules[name] for name in names)
            self._known[key] = () if a == b else difference_by(self._reality, rules, a, b)
        return self._known[key]

    def is_algebra(self, a: Node, b: Node) -> bool:
        """Whether two expressions are the same by algebra alone."""
        return self.difference(("algebra",), a, b) == ()

    def needed(self, a: Node, b: Node) -> tuple[str, ...]:
        """Rules that explain a step together, none of them to spare; none where they are many, or not found."""
        found = self._enough(a, b, may_drop=False)
        return found if found is not None and len(found) <= MAX_TOGETHER else ()

    def left_over(self, a: Node, b: Node) -> frozenset[str] | None:
        """Rules that a takes to become b, where a constant may be dropped; None where it is not seen."""
        found = self._enough(a, b, may_drop=True)
        return None if found is None else frozenset(found) - {"algebra"}

    def _enough(self, a: Node, b: Node, *, may_drop: bool) -> tuple[str, ...] | None:
        single = next((n for n in self.rules if self.reaches(a, b, may_drop=may_drop, rules=(n,))), None)
        if single is not None:
            return (single,)
        found = tuple(name for name in self.rules if name != "algebra")
        if len(found) < 2 or not self.reaches(a, b, may_drop=may_drop, rules=found):
            return None
        for name in found:
            fewer = tuple(other for other in found if other != name)
            if {"exp_law", "log_law"} <= set(fewer) and "log_exp" in set(self.rules) - set(fewer):
                continue  # the laws of both together would bring log(exp(u)) = u with them
            if self.reaches(a, b, may_drop=may_drop, rules=fewer):
                found = fewer
        return found


def _plain(name: str) -> str:
    """A name without capitals, blanks and signs between its words."""
    return "_".join("".join(c if c.isalnum() else " " for c in name.lower()).split())
