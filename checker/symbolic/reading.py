"""Trees, as they come from a student or a reference, read into a store of expressions."""

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

from flint import acb, arb, fmpq

from checker.maths.describe import words
from checker.sandbox.wire import Big, Other, Tree
from checker.symbolic.balls import Program
from checker.symbolic.definitions import DEFINITIONS, Definition
from checker.symbolic.derivative import differentiated
from checker.symbolic.expressions import HALF, LOGIC, ONE, RELATIONS, Expressions, Node, TooLarge

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

NAMES = {
    "Abs": "abs", "sign": "sign", "floor": "floor", "ceiling": "ceiling", "log": "log", "LambertW": "lambertw",
    "re": "re", "im": "im", "conjugate": "conjugate", "arg": "arg", "atan2": "atan2", "loggamma": "loggamma",
    "digamma": "digamma", "polygamma": "polygamma", "gamma": "gamma", "erf": "erf", "erfi": "erfi",
    "erfinv": "erfinv", "erfcinv": "erfcinv", "lowergamma": "lowergamma", "uppergamma": "uppergamma",
    "zeta": "zeta",
    "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh",
    "asin": "asin", "acos": "acos", "atan": "atan", "asinh": "asinh", "acosh": "acosh", "atanh": "atanh",
}  # fmt: skip
"""functions that are taken over as they are, by SymPy's name"""
CONSTANTS = {
    "Pi": "pi", "ImaginaryUnit": "i", "EulerGamma": "euler", "Catalan": "catalan", "Infinity": "infinity",
}  # fmt: skip
INVERSES = {"sec": "cos", "csc": "sin", "cot": "tan", "sech": "cosh", "csch": "sinh", "coth": "tanh"}
RECIPROCALS = {
    "asec": "acos",
    "acsc": "asin",
    "acot": "atan",
    "asech": "acosh",
    "acsch": "asinh",
    "acoth": "atanh",
}
OF_TWO = frozenset("atan2 polygamma lowergamma uppergamma".split())
"""functions of two arguments"""
RELATION_HEADS = {
    "Equality": ("equal", False),
    "Unequality": ("unequal", False),
    "StrictLessThan": ("less", False),
    "StrictGreaterThan": ("less", True),
    "LessThan": ("less_equal", False),
    "GreaterThan": ("less_equal", True),
}


class Unreadable(Exception):
    """A value that is no formula; the text says what it is."""


class Reader:
    """Reads trees into a store; functions that are only named get their definition, where they have one."""

    def __init__(
        self,
        store: Expressions,
        definitions: Mapping[str, Definition | None] | None = None,
        *,
        keeps_derivatives: bool = False,
    ) -> None:
        self.store, self._keeps_derivatives = store, keeps_derivatives
        self.definitions: dict[str, Definition | None] = {**DEFINITIONS, **(definitions or {})}
        self._bound: list[tuple[str, Node]] = []
        self._parts = 0

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
        return self.store.symbol(name.replace("~", "_") or "_")

    def _indexed(self, name: str, indices: list[Node]) -> Node:
        values = [self.store.value(index) for index in indices]
        if all(value is not None for value in values):
            return self.store.symbol("_".join([name, *map(str, values)]))
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
        return self.store.apply(name, *args)

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
        nodes = self._all(args, depth)
        if head in RELATION_HEADS and len(nodes) == 2:
            kind, is_flipped = RELATION_HEADS[head]
            return self._related(kind, *(reversed(nodes) if is_flipped else nodes))
        match head, nodes:
            case "log", [u, base]:
                return store.over(store.function("log", u), store.function("log", base))
            case _, [u] if head in INVERSES:
                return store.over(store.one, store.function(INVERSES[head], u))
            case _, [u] if head in RECIPROCALS:
                return self._of_reciprocal(head, u)
            case "Max" | "Min", [_, *_]:
                return store.extreme(head.lower(), nodes)
            case "And" | "Or", _:
                return store.logic(head.lower(), nodes)
            case "Not", [u]:
                return store.negation(u)
            case "Xor", [first, *rest]:
                return reduce(self._either, rest, first)
            case "ITE", [condition, yes, no]:
                other = store.logic("and", (store.negation(condition), no))
                return store.logic("or", (store.logic("and", (condition, yes)), other))
            case _:
                return self._special(head, nodes)

    def _either(self, a: Node, b: Node) -> Node:
        """a or b, and not both."""
        store = self.store
        return store.logic("and", (store.logic("or", (a, b)), store.negation(store.logic("and", (a, b)))))

    def _of_reciprocal(self, head: str, u: Node) -> Node:
        """f(1/u), with SymPy's values of acot and acoth at 0."""
        store = self.store
        value = store.function(RECIPROCALS[head], store.over(store.one, u))
        at_zero = {
            "acot": store.scaled(store.pi, HALF),
            "acoth": store.scaled(store.times(store.i, store.pi), HALF),
        }
        if head not in at_zero:
            return value
        return store.piecewise(((at_zero[head], store.relation("equal", u)), (value, store.true)))

    def _special(self, head: str, nodes: list[Node]) -> Node:
        store = self.store
        match head, nodes:
            case "Heaviside", [u, *rest]:
                middle = rest[0] if rest else store.number(HALF)
                below, at = store.relation("less", u), store.relation("equal", u)
                return store.piecewise(((store.zero, below), (middle, at), (store.one, store.true)))
            case "KroneckerDelta", [a, b, *_]:
                return store.piecewise(((store.one, self._related("equal", a, b)), (store.zero, store.true)))
            case "erfc", [u]:
                return store.minus(store.one, store.function("erf", u))
            case "factorial", [u]:
                return store.function("gamma", store.plus(u, store.one))
            case "binomial", [n, k]:
                return self._binomial(n, k)
            case "RisingFactorial" | "FallingFactorial", [u, k] if (steps := self._few(k)) is not None:
                direction = 1 if head == "RisingFactorial" else -1
                return store.times(*(store.add(((u, ONE),), fmpq(direction * j)) for j in range(steps)))
            case "RisingFactorial", [u, k]:
                return store.over(store.function("gamma", store.plus(u, k)), store.function("gamma", u))
            case "FallingFactorial", [u, k]:
                top = store.plus(u, store.one)
                return store.over(store.function("gamma", top), store.function("gamma", store.minus(top, k)))
            case "beta", [a, b]:
                top = store.times(store.function("gamma", a), store.function("gamma", b))
                return store.over(top, store.function("gamma", store.plus(a, b)))
            case "harmonic", [n, *order] if not order or order == [store.one]:
                return store.plus(store.function("digamma", store.plus(n, store.one)), store.constant("euler"))
            case "polygamma", [n, u] if store.value(n) == 0:
                return store.function("digamma", u)
            case "Mod", [a, b]:
                return store.minus(a, store.times(b, store.function("floor", store.over(a, b))))
            case "frac", [u]:
                return store.minus(u, store.function("floor", u))
            case "sinc", [u]:
                at = store.relation("equal", u)
                return store.piecewise(((store.one, at), (store.over(store.function("sin", u), u), store.true)))
            case _ if head in NAMES and len(nodes) == (2 if head in OF_TWO else 1):
                return store.function(NAMES[head], *nodes)
            case _:
                return store.apply(f"sympy.{head}", *nodes)  # the same on both sides, or undecided

    def _related(self, kind: str, a: Node, b: Node) -> Node:
        """a < b and the like; truth values are equal when both hold or neither does."""
        store = self.store
        is_logical = [store.heads[x] in RELATIONS | LOGIC for x in (a, b)]
        if all(is_logical) and kind in ("equal", "unequal"):
            both = store.logic("and", (a, b))
            same = store.logic("or", (both, store.logic("and", (store.negation(a), store.negation(b)))))
            return same if kind == "equal" else store.negation(same)
        if any(is_logical):
            raise Unreadable("a comparison of a truth value with a number")
        return store.relation(kind, store.minus(a, b))

    def _binomial(self, n: Node, k: Node) -> Node:
        store = self.store
        whole = self._few(k)
        if whole is not None:
            top = store.times(*(store.add(((n, ONE),), fmpq(-j)) for j in range(whole)))
            return store.scaled(top, fmpq(1, math.factorial(whole)))
        return store.function("binomial", n, k)

    def _few(self, node: Node) -> int | None:
        """The whole number that an expression is, from 0 to 40."""
        q = self.store.value(node)
        return int(q.p) if q is not None and q.q == 1 and 0 <= q <= 40 else None

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
            if self.store.heads[symbol] != "symbol" or not isinstance(count, int) or not 0 < count <= MAX_ORDER:
                raise Unreadable("a derivative that is not by symbols")
            for _ in range(count):
                if self._keeps_derivatives:
                    node = self.store.apply("D", node, symbol)
                    continue
                node = differentiated(self.store, node, self.store.args[symbol][0])
        return node

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
