"""Trees, as they come from a student or a reference, read into a store of expressions."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from flint import acb, arb, fmpq

from checker.maths.describe import words
from checker.sandbox.wire import Big, Other, Tree
from checker.symbolic.balls import Program
from checker.symbolic.expressions.derivative import INTEGRAL, differentiated
from checker.symbolic.expressions.store import HALF, LOGIC, ONE, RELATIONS, Expressions, Node, TooLarge
from checker.symbolic.reading.definitions import DEFINITIONS, Definition
from checker.symbolic.reading.heads import CONSTANTS, of_name
from checker.symbolic.reading.heads import Unreadable as Unreadable
from checker.symbolic.reading.sets import membership

MAX_TERMS = 2_000
"""terms of a sum with limits that are numbers"""
MAX_PARTS = 120_000
"""parts of a formula, with its sums written out"""
MAX_DEPTH = 155
"""expressions in expressions"""
MAX_LENGTH = 20_000
"""characters of a decimal number"""
MAX_EXPONENT_LENGTH = 6
"""characters of its exponent"""
MAX_ORDER = 12
"""derivatives of derivatives"""


ENTRY = "~entry"
"""what an entry of a sequence is moved by, to see how an expression changes with it"""
ODD = str.maketrans({"~": "\u223c", "?": "\uff1f", ".": "\u2024"})
"""letters in names that a store has a use of its own for, and what stands for them"""


def own_name(name: str) -> str:
    """A name as it stands in a store, other than all that the checker makes."""
    return name.translate(ODD) or "(no name)"


class Reader:
    """Reads trees into a store; functions that are only named get their definition, where they have one.

    An entry x[1] is a symbol, but a function of its index where the sequence is among `sequences`. Those of which
    it turns out that they have to be, because of an entry such as x[i], are `mixed`: read again.
    """

    def __init__(
        self,
        store: Expressions,
        definitions: Mapping[str, Definition | None] | None = None,
        *,
        keeps_derivatives: bool = False,
        sequences: frozenset[str] = frozenset(),
    ) -> None:
        self.store, self._keeps_derivatives = store, keeps_derivatives
        self.definitions: dict[str, Definition | None] = {**DEFINITIONS, **(definitions or {})}
        self.entries: dict[str, str] = {}
        """names of symbols that are entries of sequences, and of these"""
        self.sequences = set(sequences)
        """names of sequences whose entries are functions of their indices"""
        self._bound: list[tuple[str, Node]] = []
        self._parts = 0

    @property
    def mixed(self) -> frozenset[str]:
        """Sequences of which some entries have been read as symbols, and some as functions of their indices."""
        return frozenset(self.sequences.intersection(self.entries.values()))

    def read(self, tree: Any, depth: int = 0) -> Node:
        """The expression of a tree.

        Raises:
          Unreadable: it is no formula.
          TooLarge: it is too large to compare.
        """
        self._parts += 1
        if depth > MAX_DEPTH or self._parts > MAX_PARTS:
            raise TooLarge("an expression nested too deeply" if depth > MAX_DEPTH else f"over {MAX_PARTS} parts")
        if isinstance(tree, Tree):
            return self._tree(tree, depth + 1)
        if isinstance(tree, bool):
            return self.store.true if tree else self.store.false
        if isinstance(tree, int):
            return self.store.number(fmpq(tree))
        if isinstance(tree, float):
            return self._decimal(repr(float(tree)))
        if isinstance(tree, Fraction):
            return self.store.number(fmpq(tree.numerator, tree.denominator))
        if isinstance(tree, complex):
            parts = [self._decimal(repr(part)) for part in (tree.real, tree.imag)]
            return self.store.plus(parts[0], self.store.times(parts[1], self.store.i))
        if isinstance(tree, Big):
            return self.store.number(fmpq(int(tree.digits, 16)))
        if isinstance(tree, Other):
            raise Unreadable(words(tree))
        raise Unreadable(words(tree))

    def _all(self, trees: Iterable[Any], depth: int) -> list[Node]:
        return [self.read(tree, depth) for tree in trees]

    def _numbers(self, trees: Iterable[Any], depth: int) -> list[Node]:
        """The same, where they are no conditions."""
        nodes = self._all(trees, depth)
        if any(self.store.heads[node] in RELATIONS or self.store.heads[node] in LOGIC for node in nodes):
            raise Unreadable("arithmetic with a condition")
        return nodes

    def _tree(self, tree: Tree, depth: int) -> Node:
        store, head, args = self.store, tree.head, tree.args
        match head:
            case "Symbol":
                return self._symbol(str(args[0]))
            case "Add":
                return store.plus(*self._numbers(args, depth))
            case "Mul":
                return store.times(*self._numbers(args, depth))
            case "Pow":
                base, exponent = self._numbers(args, depth)
                return store.power(base, exponent)
            case "Rational":
                above, below = self._all(args, depth)
                return store.over(above, below)
            case "Float":
                return self._decimal(str(args[0]))
            case "exp":
                return store.exp(self.read(args[0], depth))
            case "Apply":
                return self._applied(str(args[0]), self._all(args[1:], depth))
            case "Indexed":
                return self._indexed(str(args[0]), self._all(args[1:], depth))
            case "Piecewise":
                pairs = [pair.args for pair in args if isinstance(pair, Tree) and len(pair.args) == 2]
                return store.piecewise((self.read(v, depth), self.read(c, depth)) for v, c in pairs)
            case "Sum" | "Product":
                return self._series(head.lower(), args, depth)
            case "Integral":
                return self._integral(args, depth)
            case "Limit":
                return self._limit(args, depth)
            case "Contains":
                return self.read(membership(*args), depth)
            case "Derivative":
                return self._derivative(args, depth)
            case "Subs":
                return self._subs(args, depth)
            case _:
                return self._named(head, args, depth)

    def _symbol(self, name: str) -> Node:
        for bound, node in reversed(self._bound):
            if bound == name:
                return node
        return self.store.symbol(own_name(name))

    def _indexed(self, name: str, indices: list[Node]) -> Node:
        name = own_name(name)
        values = [self.store.value(index) for index in indices]
        if name not in self.sequences and all(value is not None for value in values):
            symbol = f"{name}_{','.join(map(str, values))}"
            self.entries[symbol] = name
            return self.store.symbol(symbol)
        self.sequences.add(name)
        return self.store.apply(name, *indices)

    def _decimal(self, text: str) -> Node:
        _, _, exponent = text.lower().partition("e")
        if len(text) > MAX_LENGTH or len(exponent) > MAX_EXPONENT_LENGTH:
            raise TooLarge("a decimal number of many digits")
        try:
            value = Fraction(text)
        except (ValueError, ZeroDivisionError):
            if text.strip("+-").lower() in ("inf", "infinity"):
                return self.store.scaled(self.store.constant("infinity"), -ONE if text[0] == "-" else ONE)
            return self.store.undefined
        return self.store.number(fmpq(value.numerator, value.denominator))

    def _applied(self, name: str, args: list[Node]) -> Node:
        definition = self.definitions.get(name)
        if definition is not None and len(args) == 1:
            return definition(self.store, args[0])
        return self.store.apply(own_name(name), *args)

    # ---- the functions by name ---------------------------------------------------------------------------------

    def _named(self, head: str, args: tuple[Any, ...], depth: int) -> Node:
        store = self.store
        match head:
            case "Exp1":
                return store.exp(store.one)
            case "GoldenRatio":
                return store.add(((store.mul(((store.number(5), HALF),)), HALF),), HALF)
            case "NegativeInfinity":
                return store.scaled(store.constant("infinity"), -ONE)
            case "NaN" | "ComplexInfinity":
                return store.undefined
            case "BooleanTrue" | "BooleanFalse":
                return store.true if head == "BooleanTrue" else store.false
        if head in CONSTANTS:
            return store.constant(CONSTANTS[head])
        return of_name(store, head, self._all(args, depth))

    # ---- what binds symbols ------------------------------------------------------------------------------------

    def _series(self, kind: str, args: tuple[Any, ...], depth: int) -> Node:
        body, *limits = args
        if not limits:
            return self.read(body, depth)
        *inner, last = limits
        if not isinstance(last, Tree) or len(last.args) != 3:
            raise Unreadable("a sum or product without limits")
        symbol, low, high = last.args
        below, above = self.read(low, depth), self.read(high, depth)
        name = str(symbol.args[0]) if isinstance(symbol, Tree) else "_"
        rest = Tree(kind.capitalize(), (body, *inner)) if inner else body
        first, past = self.store.value(below), self.store.value(above)
        if first is not None and past is not None and first.q == past.q == 1:
            return self._written_out(kind, rest, name, int(first.p), int(past.p), depth)
        bound = f"~{len(self._bound)}"
        return self.store.series(
            kind, self._within(name, self.store.symbol(bound), rest, depth), bound, below, above
        )

    def _written_out(self, kind: str, body: Any, name: str, low: int, high: int, depth: int) -> Node:
        if high < low - 1:  # from its end to its beginning, after Karr
            inverse = self._written_out(kind, body, name, high + 1, low - 1, depth)
            return self.store.scaled(inverse, -ONE) if kind == "sum" else self.store.over(self.store.one, inverse)
        if high - low >= MAX_TERMS:
            raise TooLarge(f"a {kind} of {high - low + 1} terms")
        terms = [self._within(name, self.store.number(k), body, depth) for k in range(low, high + 1)]
        return self.store.plus(*terms) if kind == "sum" else self.store.times(*terms)

    def _integral(self, args: tuple[Any, ...], depth: int) -> Node:
        """An integral with limits, whose symbol may have any name; others are what they are."""
        body, *limits = args
        last = limits[-1] if limits else None
        if not isinstance(last, Tree) or len(last.args) != 3:
            return self._named("Integral", args, depth)
        variable, low, high = last.args
        name = str(variable.args[0]) if isinstance(variable, Tree) else "_"
        ends = [self.read(end, depth) for end in (low, high)]
        rest = Tree("Integral", (body, *limits[:-1])) if len(limits) > 1 else body
        bound = self.store.symbol(f"~{len(self._bound)}")
        inside = self._within(name, bound, rest, depth)
        return self.store.apply(INTEGRAL, inside, bound, *ends)

    def _limit(self, args: tuple[Any, ...], depth: int) -> Node:
        """A limit, whose symbol may have any name."""
        body, variable, point, direction = args
        if not isinstance(variable, Tree) or not isinstance(direction, Tree):
            return self._named("Limit", args, depth)
        bound = self.store.symbol(f"~{len(self._bound)}")
        inside = self._within(str(variable.args[0]), bound, body, depth)
        return self.store.apply(f"sympy.Limit {direction.args[0]}", inside, bound, self.read(point, depth))

    def _within(self, name: str, value: Node, body: Any, depth: int) -> Node:
        self._bound.append((name, value))
        try:
            return self.read(body, depth)
        finally:
            self._bound.pop()

    def _derivative(self, args: tuple[Any, ...], depth: int) -> Node:
        node = self.read(args[0], depth)
        for pair in args[1:]:
            variable, count = pair.args if isinstance(pair, Tree) and pair.head == "Tuple" else (pair, 1)
            symbol = self.read(variable, depth)
            is_variable = self.store.heads[symbol] == "symbol" or self._is_entry(symbol)
            if not is_variable or not isinstance(count, int) or not 0 < count <= MAX_ORDER:
                raise Unreadable("a derivative that is not by symbols")
            for _ in range(count):
                node = self._slope(node, symbol)
        return node

    def _is_entry(self, node: Node) -> bool:
        return self.store.heads[node] == "apply" and self.store.args[node][0] in self.sequences

    def _slope(self, node: Node, variable: Node) -> Node:
        store = self.store
        if self._keeps_derivatives:
            return store.apply("D", node, variable)
        if store.heads[variable] == "symbol":
            return differentiated(store, node, store.args[variable][0])
        moved = store.rebuilt(node, lambda part: self._moved(part, variable))
        return store.substituted(differentiated(store, moved, ENTRY), {ENTRY: store.zero})

    def _moved(self, node: Node, variable: Node) -> Node | None:
        """An entry x[i], and a step more where i is the k of the variable x[k]."""
        store = self.store
        name, *indices = store.args[variable]
        if store.heads[node] != "apply" or store.args[node][0] != name:
            return None
        own = store.args[node][1:]
        if any(name == store.args[part][0] for part in store.reachable(*own) if store.heads[part] == "apply"):
            raise Unreadable("a derivative by an entry whose index has such entries")
        same = [store.relation("equal", store.minus(i, k)) for i, k in zip(own, indices, strict=True)]
        here = store.piecewise(((store.one, store.logic("and", same)), (store.zero, store.true)))
        return store.plus(node, store.times(store.symbol(ENTRY), here))

    def _subs(self, args: tuple[Any, ...], depth: int) -> Node:
        body, *pairs = args
        olds, news = (pair.args if isinstance(pair, Tree) and pair.head == "Tuple" else () for pair in pairs)
        if len(olds) != len(news) or not all(isinstance(old, Tree) and old.head == "Symbol" for old in olds):
            raise Unreadable("a substitution that is not for symbols")
        named = zip((str(old.args[0]) for old in olds if isinstance(old, Tree)), news, strict=True)
        values = {name: self.read(new, depth) for name, new in named}
        return self.store.substituted(self.read(body, depth), values)


def number_of(tree: Tree) -> int | float | complex | None:
    """The number that a tree without symbols stands for, to the precision of a float; None where it has none."""
    store = Expressions()
    try:
        node = Reader(store).read(tree)
    except (
        Unreadable,
        TooLarge,
        RecursionError,
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ):
        return None
    value = Program(store, node).at({}, 256)[0]
    if isinstance(value, fmpq) and value.q == 1:
        return int(value.p)
    if isinstance(value, fmpq | arb):
        return float(arb(value).mid())
    return complex(value.real.mid(), value.imag.mid()) if isinstance(value, acb) else None
