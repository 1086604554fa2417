"""Expressions compiled to a list of steps, and run at points."""

from collections.abc import Mapping
from typing import Any

from flint import acb, ctx, fmpq

from checker.symbolic.balls.arithmetic import ARITHMETIC
from checker.symbolic.balls.cases import CASES
from checker.symbolic.balls.functions import FUNCTIONS
from checker.symbolic.balls.values import UNDEFINED, UNKNOWN, Known, Operation, Point, Value, kept
from checker.symbolic.expressions.store import ONE, ZERO, Expressions, Node

MAX_TERMS = 400
"""terms of a sum that are evaluated one by one"""
MAX_TERMS_AT_A_POINT = 3_000
MAX_TERMS_IN_ALL = 40_000
"""terms of all sums that are evaluated in one comparison"""
PRECISIONS = (64, 192, 640, 2600)
"""bits, raised in turn until a question is answered"""
FOR_CONSTANTS = (640, 2600, 12_000, 48_000)
"""the same for what has no symbols, and so a single point"""
OPERATIONS: Mapping[str, Operation] = {**ARITHMETIC, **CASES, **FUNCTIONS}
"""how each head is evaluated; what is not here has no value"""

EFFORTS = {
    "erf": 10, "erfi": 10, "gamma": 8, "loggamma": 8, "digamma": 20, "binomial": 20, "lambertw": 20, "erfinv": 60,
    "erfcinv": 60, "uppergamma": 60, "lowergamma": 60, "zeta": 120, "polygamma": 200, "sum": 40, "product": 40,
}  # fmt: skip
"""functions that take longer than a logarithm, and about how many times"""

Step = tuple[Node, Operation, tuple[Any, ...]]


class Program:
    """Expressions compiled to one list of steps with shared parts."""

    terms_left = 0
    """terms of sums that may still be evaluated at the point in hand: sums in sums multiply"""
    work = 0
    """what all programs have done, as a number of elementary functions with some hundred bits"""

    def __init__(self, store: Expressions, *roots: Node) -> None:
        self.store, self.roots = store, roots
        self.nodes = store.reachable(*roots)
        self.names: list[tuple[Node, str]] = []
        self.terms_in_all: int | None = None
        """terms of sums that may still be evaluated at all further points, None for any number"""
        self._steps: list[Step] = []
        self._start: Known = {}
        self._bodies: dict[Node, Program] = {}
        for node in self.nodes:
            self._compile(node)
        heads, parts = store.heads, store.parts
        self.effort = 4 + sum(
            EFFORTS.get(heads[node], 1) + len(parts[node]) ** 2 // (len(parts[node]) + 8)
            for node, _, _ in self._steps
        )
        """what one evaluation costs, in the same unit"""

    def _compile(self, node: Node) -> None:
        head, args = self.store.heads[node], self.store.args[node]
        match head:
            case "number":
                self._start[node] = args[0]
            case "symbol":
                self.names.append((node, args[0]))
            case "true" | "false":
                self._start[node] = head == "true"
            case "undefined":
                self._start[node] = UNDEFINED
            case "sum" | "product":
                self._bodies[node] = Program(self.store, args[0])
                self._steps.append((node, self._series, (node, *args)))
            case _:
                if operation := OPERATIONS.get(head):
                    self._steps.append((node, operation, args))
                else:
                    self._start[node] = UNKNOWN

    def values(self, point: Point, bits: int, forced: Mapping[Node, Value] | None = None) -> Known:
        """The value of every part at a point, with that working precision; `forced` ones are known otherwise."""
        Program.work += self.effort * (1 + bits * bits // 400_000)
        before, ctx.prec = ctx.prec, bits
        try:
            known = dict(self._start)
            for node, name in self.names:
                known[node] = point.get(name, UNKNOWN)
            for node, operation, args in self._steps:
                known[node] = forced[node] if forced and node in forced else operation(known, *args)
            return known
        finally:
            ctx.prec = before

    def at(self, point: Point, bits: int, forced: Mapping[Node, Value] | None = None) -> list[Value]:
        """The values of the roots."""
        known = self.all_at(point, bits, forced)
        return [known[root] for root in self.roots]

    def all_at(self, point: Point, bits: int, forced: Mapping[Node, Value] | None = None) -> Known:
        """The values of all parts, within the bounds on the terms of sums."""
        given = (
            MAX_TERMS_AT_A_POINT if self.terms_in_all is None else min(MAX_TERMS_AT_A_POINT, self.terms_in_all)
        )
        Program.terms_left = given
        known = self.values(point, bits, forced)
        if self.terms_in_all is not None:
            self.terms_in_all -= given - Program.terms_left
        return known

    def _at(self, point: Point, bits: int, forced: Mapping[Node, Value] | None = None) -> list[Value]:
        known = self.values(point, bits, forced)
        return [known[root] for root in self.roots]

    def _series(self, known: Known, node: Node, body: Node, name: str, low: Node, high: Node) -> Value:
        """A sum or product whose limits have become numbers."""
        first, last = known[low], known[high]
        if not all(isinstance(limit, fmpq) and limit.q == 1 for limit in (first, last)):
            return UNKNOWN
        is_backward = last < first - 1
        if is_backward:
            first, last = last + 1, first - 1
        Program.terms_left -= int(last - first) + 1 if last - first < MAX_TERMS else MAX_TERMS
        if last - first >= MAX_TERMS or Program.terms_left < 0:
            return UNKNOWN
        is_sum, program = self.store.heads[node] == "sum", self._bodies[node]
        point = {inner: known[part] for part, inner in self.names if part in known}
        for part, inner in program.names:
            point.setdefault(inner, known.get(part))
        total: Value = ZERO if is_sum else ONE
        for k in range(int(first.p), int(last.p) + 1):
            term = program._at({**point, name: fmpq(k)}, ctx.prec)[0]
            if term is UNKNOWN or term is UNDEFINED or isinstance(term, bool):
                return term if term is UNDEFINED else UNKNOWN
            total = total + term if is_sum else total * term
        if not is_backward:
            return kept(total)
        if is_sum:
            return -total  # a sum from its end to its beginning, after Karr
        return UNDEFINED if total == 0 else UNKNOWN if acb(total).contains(0) else 1 / total
