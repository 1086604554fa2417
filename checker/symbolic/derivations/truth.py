"""Whether the lines of a derivation are equal, with all that symbols and functions stand for put in.

A rule explains a step by how it is written. That the step is true is seen here, in another way: at a few points
for every step, and by the whole comparison of formulas for one that no rule explains.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from flint import acb, ctx, fmpq

from checker.sandbox.wire import Tree
from checker.symbolic.balls import MAX_TERMS_IN_ALL, PRECISIONS, UNDEFINED, UNKNOWN, Point, Program, Value
from checker.symbolic.balls.values import are_numbers
from checker.symbolic.comparison import Comparison
from checker.symbolic.domains.domain import Domain, Range
from checker.symbolic.expressions.store import Expressions, Node, TooLarge
from checker.symbolic.points.agreement import are_apart
from checker.symbolic.points.looking import Difference
from checker.symbolic.points.sampler import Sampler
from checker.symbolic.reading.reader import Reader, Unreadable
from checker.symbolic.verdicts import Equivalence, different

POINTS = 4
MAX_SIZE = 9
"""denominators up to which a point that the definitions allow is looked for"""
Pairs = Sequence[tuple[Any, Any]]
"""symbols and what they stand for, in trees"""


class Truth:
    """What is true of lines, and between them.

    Args:
      ranges: what the symbols stand for.
      pairs: symbols that stand for expressions.
      lines: the lines, in trees.
    """

    def __init__(self, ranges: Mapping[str, Range], pairs: Pairs, lines: Iterable[Any]) -> None:
        self.ranges, self.pairs = dict(ranges), pairs
        self.lines = [meant(line, pairs) for line in lines]
        self._store = Expressions()
        self._reader = Reader(self._store)
        self._nodes = [self._read(line) for line in self.lines]
        self._points: list[Point] = []
        self._values = list(self._at_points())

    def _read(self, tree: Any) -> Node | None:
        try:
            return self._reader.read(tree)
        except (Unreadable, TooLarge, RecursionError, ArithmeticError, LookupError, TypeError, ValueError):
            return None

    def _at_points(self) -> Iterator[dict[Node, Value]]:
        """The values of all lines at each point."""
        roots = sorted({node for node in self._nodes if node is not None})
        program = Program(self._store, *roots)
        program.terms_in_all = MAX_TERMS_IN_ALL
        names = sorted({name for _, name in program.names if not name.startswith("~")})
        self._points = list(Sampler(Domain(self._store, self.ranges), names).ordinary(POINTS))
        for point in self._points:
            yield dict(zip(roots, program.at(point, PRECISIONS[1]), strict=True))

    def is_undefined(self, i: int) -> bool:
        """Whether a line has no value at any point."""
        node = self._nodes[i]
        if node is None:
            return False
        return bool(self._values) and all(values[node] is UNDEFINED for values in self._values)

    def is_broken(self, i: int, j: int) -> bool:
        """Whether two lines certainly differ at a point."""
        a, b = self._nodes[i], self._nodes[j]
        if a is None or b is None or a == b:
            return False
        return any(_differ(values[a], values[b]) for values in self._values)

    def is_more_than_constant(self, i: int, j: int, free_of: tuple[str, ...]) -> bool:
        """Whether the difference of two lines certainly changes with these symbols."""
        a, b = self._nodes[i], self._nodes[j]
        if a is None or b is None:
            return False
        program = Program(self._store, a, b)
        program.terms_in_all = MAX_TERMS_IN_ALL
        for here, other in pairwise(self._points):
            there = {**here, **{name: other[name] for name in free_of if name in other}}
            known = [*program.at(here, PRECISIONS[1]), *program.at(there, PRECISIONS[1])]
            if not are_numbers(*known):
                continue
            with ctx.workprec(PRECISIONS[1]):
                before, after, moved_before, moved_after = map(acb, known)
                if not (before - after).overlaps(moved_before - moved_after):
                    return True
        return False

    def between(self, i: int, j: int) -> Equivalence:
        """The verdict on two lines; where they differ, at a point that the definitions allow if one is near."""
        result = Comparison(self.ranges, use_sympy=False).compare(self.lines[i], self.lines[j])
        if result.counterexample is None:
            return result
        return next(self._at_allowed_points(self._nodes[i], self._nodes[j]), result)

    def _at_allowed_points(self, a: Node | None, b: Node | None) -> Iterator[Equivalence]:
        """Differences at points where all that stands for a symbol lies in that symbol's range."""
        limited = [
            (self._read(value), given)
            for symbol, value in self.pairs
            if (given := self.ranges.get(symbol.args[0])) is not None and (given.low, given.high) != (None, None)
        ]
        if a is None or b is None or not limited or any(node is None for node, _ in limited):
            return
        program = Program(self._store, a, b, *(node for node, _ in limited if node is not None))
        names = sorted({name for _, name in program.names if not name.startswith("~")})
        domain = Domain(self._store, self.ranges)
        for size in range(1, MAX_SIZE):
            point = {name: fmpq(1, size + k) for k, name in enumerate(names)}
            got, want, *values = program.at(point, PRECISIONS[1])
            is_allowed = (
                domain.contains(point)
                and are_numbers(*values)
                and all(given.contains(value) for value, (_, given) in zip(values, limited, strict=True))
            )
            if is_allowed and _differ(got, want):
                yield different(Difference(point, got, want))


def _differ(a: Value, b: Value) -> bool:
    if a is b or UNKNOWN in (a, b) or UNDEFINED in (a, b):
        return False
    return are_apart(a, b)


def meant(tree: Any, pairs: Pairs) -> Any:
    """A tree with symbols replaced by what they stand for; what a sum binds is renamed, and captures none."""
    if not isinstance(tree, Tree):
        return tree
    for symbol, value in pairs:
        if tree == symbol:
            return value
    if tree.head == "Symbol":
        return tree
    if tree.head in ("Sum", "Product"):
        return _series_meant(tree, pairs)
    return Tree(tree.head, tuple(meant(arg, pairs) for arg in tree.args))


def _series_meant(tree: Tree, pairs: Pairs) -> Tree:
    """A sum or product; the last of its limits binds all before."""
    body, *limits = tree.args
    kept: list[Any] = []
    for limit in reversed(limits):
        if not isinstance(limit, Tree) or not limit.args or not isinstance(limit.args[0], Tree):
            kept.append(limit)
            continue
        name, between = limit.args[0], limit.args[1:]
        kept.append(Tree(limit.head, (_bound(name), *(meant(bound, pairs) for bound in between))))
        pairs = [(name, _bound(name)), *(pair for pair in pairs if pair[0] != name)]
    return Tree(tree.head, (meant(body, pairs), *reversed(kept)))


def _bound(symbol: Tree) -> Tree:
    return Tree("Symbol", (f"{symbol.args[0]}'", *symbol.args[1:]))
