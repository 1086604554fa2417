"""What is certainly real, or certainly positive, where functions are only named.

The laws of exp and log hold for what is real and for what is positive. Normal forms take a function that is only
named for real at real arguments; log is not, nor a root that a student writes.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from checker.symbolic.domains.domain import Domain
from checker.symbolic.expressions.store import LOGIC, ONE, RELATIONS, Expressions, Node

Least = Literal["positive", "not negative"] | None
"""what is known of an expression beside that it is real"""
ORDER: tuple[Least, ...] = (None, "not negative", "positive")
POSITIVE = frozenset({"exp", "sigma", "sigmoid", "softplus", "expit", "logistic", "cosh"})
"""functions that are positive at real arguments"""
BOUNDED = {"sigma": 0, "sigmoid": 0, "expit": 0, "logistic": 0, "tanh": -1}
"""functions that stay below 1, and above this, at real arguments"""
REAL = frozenset(
    "exp sin cos tan sinh cosh tanh atan asinh erf erfi abs sign floor ceiling max min gamma digamma binomial "
    "sum product piecewise".split()
)
"""heads that are real at real arguments, wherever they are defined"""


class Reality:
    """Says of the expressions of a store what is certain."""

    def __init__(self, store: Expressions, domain: Domain) -> None:
        self.store, self.domain = store, domain
        self._real: dict[Node, bool] = {}
        self._least: dict[Node, Least] = {}

    def is_real(self, node: Node) -> bool:
        """Whether an expression is certainly real wherever it is defined."""
        for part in self.store.reachable(node):
            if part not in self._real:
                self._real[part] = self._is_real(part)
        return self._real[node]

    def is_positive(self, node: Node) -> bool:
        """Whether an expression is certainly positive wherever it is defined."""
        return self.is_real(node) and self._at_least(node) == "positive"

    def bounds(self, *roots: Node) -> Iterator[Node]:
        """Expressions that are positive as sigma and tanh are bounded: 1 - sigma(u), 1 + tanh(u)."""
        store = self.store
        for node in store.reachable(*roots):
            if store.heads[node] != "apply" or store.args[node][0] not in BOUNDED or not self.is_real(node):
                continue
            yield store.minus(store.one, node)
            if BOUNDED[store.args[node][0]]:
                yield store.plus(store.one, node)

    def _is_real(self, node: Node) -> bool:
        store, head, args = self.store, self.store.heads[node], self.store.args[node]
        match head:
            case "symbol":
                return not self.domain.range(args[0]).is_complex
            case "constant":
                return args[0] not in ("i", "infinity")
            case "mul":
                return all(self._real[b] and (q.q == 1 or self._at_least(b) is not None) for b, q in args)
            case "power":
                return self._real[args[0]] and self._real[args[1]] and self._at_least(args[0]) == "positive"
            case "log":
                return self._real[args[0]] and self._at_least(args[0]) == "positive"
            case "apply" if args[0] == "log":
                return self._real[args[1]] and self._at_least(args[1]) == "positive"
            case "apply" if args[0].startswith("sympy."):
                return False
            case "number" | "add" | "apply":
                return all(self._real[part] for part in store.parts[node])
            case _ if head in RELATIONS or head in LOGIC:
                return True
            case _:
                return head in REAL and all(self._real[part] for part in store.parts[node])

    def _at_least(self, node: Node) -> Least:
        """What is known of a real expression."""
        if node not in self._least:
            self._least[node] = self._found(node)
        return self._least[node]

    def _found(self, node: Node) -> Least:
        head, args = self.store.heads[node], self.store.args[node]
        match head:
            case "number":
                return "positive" if args[0] > 0 else "not negative" if args[0] == 0 else None
            case "symbol":
                given = self.domain.range(args[0])
                return "positive" if given.sign == 1 else "not negative" if given.is_nonnegative else None
            case "constant":
                return "positive"
            case "add":
                return self._of_sum(args[0], args[1])
            case "mul":
                return _of_all(self._of_power(b, q) for b, q in args)
            case "power" | "exp":
                return "positive"
            case "apply" if args[0] in POSITIVE:
                return "positive"
            case "abs":
                return "not negative"
            case "max":
                return max(map(self._at_least, args), key=ORDER.index)
            case "piecewise":
                return _of_all(self._at_least(value) for value, _ in args)
            case _:
                return None

    def _of_sum(self, constant: Any, terms: tuple[tuple[Node, Any], ...]) -> Least:
        if constant == 1 and len(terms) == 1 and self._is_below_one(*terms[0]):
            return "positive"
        known = [self._at_least(part) if q > 0 else None for part, q in terms]
        if constant < 0 or None in known:
            return None
        return "positive" if constant > 0 or "positive" in known else "not negative"

    def _is_below_one(self, part: Node, q: Any) -> bool:
        """Whether 1 + q part is positive as the part is bounded."""
        head, args = self.store.heads[part], self.store.args[part]
        if head != "apply" or args[0] not in BOUNDED:
            return False
        return bool(q == -ONE or (q == ONE and BOUNDED[args[0]] == -1))

    def _of_power(self, base: Node, q: Any) -> Least:
        if (least := self._at_least(base)) is not None:
            return least
        return "not negative" if q.q == 1 and q.p % 2 == 0 else None


def _of_all(parts: Iterable[Least]) -> Least:
    """What is known of a product, or of a choice."""
    return min(parts, key=ORDER.index)
