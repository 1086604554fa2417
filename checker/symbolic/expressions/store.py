"""Expressions with shared parts, in a cheap normal form.

An `Expressions` store keeps every distinct expression once, as a number: equal numbers are equal expressions.
Making a sum or a product flattens, collects and folds, at the price of a few dictionary look-ups; everything done
here holds on the whole complex plane, but for isolated points at which one form is undefined.

What the store holds under a head:

  number (q,)                        an exact rational
  symbol (name,)  constant (name,)   `constant`: pi, i, euler, catalan, golden, infinity
  add (c, ((e, q), ...))             c + q*e + ...
  mul ((e, q), ...)                  e**q * ... with rational exponents; its coefficient stands in an `add`
  power (b, e)                       b**e, where e is no rational number
  piecewise ((value, condition), ...)
  less, less_equal, equal, unequal (w,)   w < 0, w <= 0, w = 0, w != 0
  and, or (conditions), not (condition,), true, false
  apply (name, arguments...)         an opaque function
  sum, product (body, name, from, to)
  undefined ()
  and the functions by their names: exp, log, sin, ... (arguments)
"""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flint import fmpq, fmpz

Node = int
Terms = Iterable[tuple[Node, Any]]

ZERO, ONE = fmpq(0), fmpq(1)
NONE: frozenset[str] = frozenset()
HALF = fmpq(1, 2)
MAX_FOLDED_BITS = 6_000
"""numerators and denominators above this stay as powers"""
MAX_SIZE = 60_000
"""distinct expressions in one comparison"""
ODD = frozenset("sin tan sinh tanh asin atan asinh atanh erf erfi erfinv sign".split())
EVEN = frozenset("cos cosh abs".split())
AT_ZERO = {"sin": 0, "tan": 0, "sinh": 0, "tanh": 0, "asin": 0, "atan": 0, "asinh": 0, "atanh": 0, "erf": 0,
           "erfi": 0, "sign": 0, "abs": 0, "cos": 1, "cosh": 1, "exp": 1, "erfc": 1, "floor": 0}  # fmt: skip
RELATIONS = frozenset({"less", "less_equal", "equal", "unequal"})
LOGIC = frozenset({"and", "or", "not", "true", "false"})


class TooLarge(Exception):
    """An expression that is too large to compare; the text says what is."""


class Expressions:
    """A store in which every distinct expression has one number."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self.args: list[tuple[Any, ...]] = []
        self.parts: list[tuple[Node, ...]] = []
        """the expressions that stand directly in each"""
        self.free: list[frozenset[str]] = []
        """names of the symbols in each, bound ones with them"""
        self._known: dict[Any, Node] = {}
        self.undefined = self._made("undefined", ())
        self.true, self.false = self._made("true", ()), self._made("false", ())
        self.zero, self.one = self.number(ZERO), self.number(ONE)
        self.pi, self.i = self.constant("pi"), self.constant("i")

    def _made(self, head: str, args: tuple[Any, ...], key: Any = None) -> Node:
        key = (head, args if key is None else key)
        node = self._known.get(key)
        if node is None:
            node = self._known[key] = len(self.heads)
            if node > MAX_SIZE:
                raise TooLarge(f"an expression of over {MAX_SIZE} parts")
            self.heads.append(head)
            self.args.append(args)
            self.parts.append(parts := _parts(head, args))
            self.free.append(self._free_in(head, args, parts))
        return node

    def _free_in(self, head: str, args: tuple[Any, ...], parts: tuple[Node, ...]) -> frozenset[str]:
        if head == "symbol":
            return frozenset(args)
        if len(parts) == 1:
            return self.free[parts[0]]
        return NONE.union(*(self.free[part] for part in parts))

    # ---- leaves ------------------------------------------------------------------------------------------------

    def number(self, value: Any) -> Node:
        """The expression of a rational number."""
        q = value if type(value) is fmpq else fmpq(value)
        return self._made("number", (q,), _key(q))

    def symbol(self, name: str) -> Node:
        """The expression of a symbol."""
        return self._made("symbol", (name,))

    def constant(self, name: str) -> Node:
        """The expression of a constant: pi, i, euler, catalan, golden, infinity."""
        return self._made("constant", (name,))

    def value(self, node: Node) -> Any:
        """The rational number that an expression is, or None."""
        return self.args[node][0] if self.heads[node] == "number" else None

    # ---- arithmetic --------------------------------------------------------------------------------------------

    def add(self, terms: Terms, constant: Any = ZERO) -> Node:
        """constant + the sum of q*e over the terms (e, q)."""
        collected: dict[Node, Any] = {}
        heads, args = self.heads, self.args
        for node, q in terms:
            head = heads[node]
            if head == "number":
                constant = constant + q * args[node][0]
            elif head == "add":
                inner, parts = args[node]
                constant = constant + q * inner
                for part, r in parts:
                    collected[part] = collected.get(part, ZERO) + q * r
            elif head == "undefined":
                return self.undefined
            else:
                collected[node] = collected.get(node, ZERO) + q
        kept = tuple(sorted((node, q) for node, q in collected.items() if q != 0))
        if not kept:
            return self.number(constant)
        if constant == 0 and len(kept) == 1 and kept[0][1] == 1:
            return kept[0][0]
        return self._made("add", (constant, kept), (_key(constant), *((node, _key(q)) for node, q in kept)))

    def plus(self, *nodes: Node) -> Node:
        """The sum."""
        return self.add((node, ONE) for node in nodes)

    def minus(self, a: Node, b: Node) -> Node:
        """a - b."""
        return self.add(((a, ONE), (b, -ONE)))

    def scaled(self, node: Node, q: Any) -> Node:
        """q * e."""
        return self.add(((node, q),))

    def times(self, *nodes: Node) -> Node:
        """The product."""
        return self.mul((node, ONE) for node in nodes)

    def over(self, a: Node, b: Node) -> Node:
        """a / b."""
        return self.mul(((a, ONE), (b, -ONE)))

    def mul(self, factors: Terms) -> Node:
        """The product of e**q over the factors (e, q), with rational q."""
        product = _Product(self)
        for node, q in factors:
            product.take(node, q)
        return product.made()

    def power(self, base: Node, exponent: Node) -> Node:
        """base ** exponent."""
        q = self.value(exponent)
        if q is not None:
            return self.mul(((base, q),))
        if self.heads[base] == "exp" and self.value(self.args[base][0]) == 1:
            return self.exp(exponent)
        if base == self.one:
            return base
        if self.undefined in (base, exponent):
            return self.undefined
        return self._made("power", (base, exponent))

    def exp(self, u: Node) -> Node:
        """e ** u; e ** (q log v) is v ** q."""
        if self.heads[u] == "log":
            return int(self.args[u][0])
        if self.heads[u] == "add":
            constant, terms = self.args[u]
            if constant == 0 and len(terms) == 1 and self.heads[terms[0][0]] == "log":
                return self.mul(((self.args[terms[0][0]][0], terms[0][1]),))
        return self.function("exp", u)

    # ---- functions ---------------------------------------------------------------------------------------------

    def function(self, name: str, *args: Node) -> Node:
        """A function of the list in `balls.py`, with what is known at 0 and of its parity."""
        if self.undefined in args:
            return self.undefined
        if len(args) == 1:
            u = args[0]
            q = self.value(u)
            if q is not None and (folded := _folded(name, q)) is not None:
                return self.number(folded)
            if (name in ODD or name in EVEN) and self._leads_negative(u):
                inner = self._made(name, (self.scaled(u, -ONE),))
                return self.scaled(inner, -ONE) if name in ODD else inner
            if name == "abs" and self.heads[u] == "abs":
                return u
        return self._made(name, args)

    def apply(self, name: str, *args: Node) -> Node:
        """An opaque function of that name."""
        return self.undefined if self.undefined in args else self._made("apply", (name, *args))

    def extreme(self, name: str, nodes: Iterable[Node]) -> Node:
        """`max` or `min` of several."""
        parts: set[Node] = set()
        for node in nodes:
            parts |= set(self.args[node]) if self.heads[node] == name else {node}
        if self.undefined in parts:
            return self.undefined
        numbers = [self.args[p][0] for p in parts if self.heads[p] == "number"]
        if len(numbers) > 1:
            parts = {p for p in parts if self.heads[p] != "number"}
            parts.add(self.number(max(numbers) if name == "max" else min(numbers)))
        return parts.pop() if len(parts) == 1 else self._made(name, tuple(sorted(parts)))

    def series(self, kind: str, body: Node, name: str, low: Node, high: Node) -> Node:
        """`sum` or `product` of the body over an integer symbol."""
        return self._made(kind, (body, name, low, high))

    def _leads_negative(self, u: Node) -> bool:
        if self.heads[u] == "number":
            return bool(self.args[u][0] < 0)
        return self.heads[u] == "add" and bool(self.args[u][1][0][1] < 0)

    # ---- cases -------------------------------------------------------------------------------------------------

    def relation(self, kind: str, w: Node) -> Node:
        """w < 0, w <= 0, w = 0 or w != 0, by its name in `RELATIONS`."""
        q = self.value(w)
        if q is not None:
            holds = {"less": q < 0, "less_equal": q <= 0, "equal": q == 0, "unequal": q != 0}[kind]
            return self.true if holds else self.false
        if w == self.undefined:
            return self.undefined
        if kind in ("equal", "unequal") and self._leads_negative(w):
            w = self.scaled(w, -ONE)
        return self._made(kind, (w,))

    def logic(self, kind: str, conditions: Iterable[Node]) -> Node:
        """`and` or `or` of conditions."""
        absorbing, neutral = (self.false, self.true) if kind == "and" else (self.true, self.false)
        parts: set[Node] = set()
        for node in conditions:
            parts |= set(self.args[node]) if self.heads[node] == kind else {node}
        parts.discard(neutral)
        if absorbing in parts:
            return absorbing
        if len(parts) < 2:
            return parts.pop() if parts else neutral
        return self._made(kind, tuple(sorted(parts)))

    def negation(self, condition: Node) -> Node:
        """not condition; relations turn round, which is right for reals."""
        head, args = self.heads[condition], self.args[condition]
        match head:
            case "true" | "false":
                return self.false if head == "true" else self.true
            case "less":
                return self.relation("less_equal", self.scaled(args[0], -ONE))
            case "less_equal":
                return self.relation("less", self.scaled(args[0], -ONE))
            case "equal" | "unequal":
                return self.relation("unequal" if head == "equal" else "equal", args[0])
            case "and" | "or":
                return self.logic("or" if head == "and" else "and", [self.negation(part) for part in args])
            case "not":
                return int(args[0])
            case _:
                return self._made("not", (condition,))

    def piecewise(self, pieces: Iterable[tuple[Node, Node]]) -> Node:
        """The value of the first piece whose condition holds; undefined where none does."""
        kept: list[tuple[Node, Node]] = []
        for value, condition in pieces:
            if condition == self.false:
                continue
            kept.append((value, condition))
            if condition == self.true:
                break
        if not kept:
            return self.undefined
        return kept[0][0] if kept[0][1] == self.true else self._made("piecewise", tuple(kept))

    # ---- walking -----------------------------------------------------------------------------------------------

    def reachable(self, *roots: Node) -> list[Node]:
        """All expressions in the roots, parts before wholes."""
        seen, stack, parts = set(roots), list(roots), self.parts
        while stack:
            for part in parts[stack.pop()]:
                if part not in seen:
                    seen.add(part)
                    stack.append(part)
        return sorted(seen)

    def symbols(self, *roots: Node) -> list[str]:
        """Names of the symbols in the roots that no sum or product binds, in order."""
        return sorted(
            name for name in NONE.union(*(self.free[root] for root in roots)) if not name.startswith("~")
        )

    def rebuilt(self, root: Node, leaf: Callable[[Node], Node | None]) -> Node:
        """The expression with parts replaced by what `leaf` gives for them, where that is not None."""
        made: dict[Node, Node] = {}
        for node in self.reachable(root):
            replaced = leaf(node)
            made[node] = self.again(node, made) if replaced is None else replaced
        return made[root]

    def substituted(self, root: Node, values: Mapping[str, Node]) -> Node:
        """The expression with symbols replaced."""

        def leaf(node: Node) -> Node | None:
            return values.get(self.args[node][0]) if self.heads[node] == "symbol" else None

        return self.rebuilt(root, leaf)

    def again(self, node: Node, made: Mapping[Node, Node]) -> Node:
        """The same expression over other parts."""
        head, args = self.heads[node], self.args[node]
        match head:
            case "number" | "symbol" | "constant" | "undefined" | "true" | "false":
                return node
            case "add":
                return self.add([(made[part], q) for part, q in args[1]], args[0])
            case "mul":
                return self.mul([(made[part], q) for part, q in args])
            case "power":
                return self.power(made[args[0]], made[args[1]])
            case "exp":
                return self.exp(made[args[0]])
            case "piecewise":
                return self.piecewise([(made[value], made[condition]) for value, condition in args])
            case "less" | "less_equal" | "equal" | "unequal":
                return self.relation(head, made[args[0]])
            case "and" | "or":
                return self.logic(head, [made[part] for part in args])
            case "not":
                return self.negation(made[args[0]])
            case "max" | "min":
                return self.extreme(head, [made[part] for part in args])
            case "apply":
                return self.apply(args[0], *(made[part] for part in args[1:]))
            case "sum" | "product":
                return self.series(head, made[args[0]], args[1], made[args[2]], made[args[3]])
            case _:
                return self.function(head, *(made[part] for part in args))


def _key(q: Any) -> Any:
    """What tells a rational from others: a fmpq itself is slow to hash."""
    return _hashed(q.p) if q.q == 1 else (_hashed(q.p), _hashed(q.q))


def _hashed(n: Any) -> int | str:
    """An integer; a large one as a text, for all multiples of 2^61 - 1 have one hash as integers."""
    return int(n) if -LARGE < n < LARGE else hex(int(n))


LARGE = 1 << 60


def _parts(head: str, args: tuple[Any, ...]) -> tuple[Node, ...]:
    match head:
        case "number" | "symbol" | "constant":
            return ()
        case "add":
            return tuple(part for part, _ in args[1])
        case "mul":
            return tuple(part for part, _ in args)
        case "piecewise":
            return tuple(part for piece in args for part in piece)
        case "apply":
            return args[1:]
        case "sum" | "product":
            return (args[0], *args[2:])
        case _:
            return args


class _Product:
    """A product in the making: its coefficient, and its factors by base."""

    def __init__(self, store: Expressions) -> None:
        self.store, self.coefficient = store, ONE
        self.exponents: dict[Node, Any] = {}
        self.symbolic: dict[Node, list[tuple[Node, Any]]] = {}
        self.of_e: list[tuple[Node, Any]] = []
        self.is_undefined = False

    def take(self, node: Node, q: Any) -> None:
        """Multiply by node ** q."""
        store = self.store
        head, args = store.heads[node], store.args[node]
        if q == 0:
            return
        is_whole = q.q == 1
        if head == "number":
            self._take_number(args[0], q)
        elif head == "mul" and is_whole:
            for part, r in args:
                self.take(part, q * r)
        elif head == "add" and args[0] == 0 and len(args[1]) == 1 and (is_whole or args[1][0][1] > 0):
            self._take_number(args[1][0][1], q)
            self.take(args[1][0][0], q)
        elif head == "exp" and is_whole:
            self.of_e.append((args[0], q))
        elif head == "power" and is_whole:
            self.symbolic.setdefault(args[0], []).append((args[1], q))
        elif head == "undefined":
            self.is_undefined = True
        else:
            self.exponents[node] = self.exponents.get(node, ZERO) + q

    def _take_number(self, value: Any, q: Any) -> None:
        if q.q == 1:
            self._take_whole(value, q)
        elif value == 0:
            self._take_whole(value, ONE if q > 0 else -ONE)
        elif value < 0:
            self._base(self.store.number(-ONE), q)
            self._take_number(-value, q)
        elif value != 1:
            root = _exact_root(value, int(q.q))
            if root is not None:
                self._take_whole(root, fmpq(q.p))
            else:
                self._base(self.store.number(value), q)

    def _take_whole(self, value: Any, q: Any) -> None:
        if value == 0 and q < 0:
            self.is_undefined = True
        elif value in (0, 1):
            self.coefficient = self.coefficient * value
        elif value == -1:
            self.coefficient = -self.coefficient if q.p % 2 else self.coefficient
        elif abs(q) * value.height_bits() > MAX_FOLDED_BITS:
            self._base(self.store.number(value), q)
        else:
            self.coefficient = self.coefficient * value ** int(q.p)

    def _base(self, node: Node, q: Any) -> None:
        self.exponents[node] = self.exponents.get(node, ZERO) + q

    def made(self) -> Node:
        """The product as an expression."""
        store = self.store
        if self.is_undefined:
            return store.undefined
        while self.of_e:
            exponents, self.of_e = self.of_e, []
            whole = store.exp(store.add(exponents))
            if store.heads[whole] == "exp":
                self.exponents[whole] = self.exponents.get(whole, ZERO) + ONE
            else:
                self.take(whole, ONE)
        for base, exponents in self.symbolic.items():
            together = store.power(base, store.add(exponents, self.exponents.pop(base, ZERO)))
            self.exponents[together] = self.exponents.get(together, ZERO) + ONE
        kept = tuple(sorted((b, q) for b, q in self._settled().items() if q != 0))
        if self.is_undefined:
            return store.undefined
        if self.coefficient == 0 or not kept:
            return store.number(self.coefficient)
        node = (
            kept[0][0]
            if len(kept) == 1 and kept[0][1] == 1
            else store._made("mul", kept, tuple((base, _key(q)) for base, q in kept))
        )
        return node if self.coefficient == 1 else store.scaled(node, self.coefficient)

    def _settled(self) -> dict[Node, Any]:
        """The factors, with powers of i and of numbers reduced."""
        store = self.store
        for base in [b for b in self.exponents if store.heads[b] == "number" or b == store.i]:
            q = self.exponents.pop(base)
            if base == store.i:
                if q.q != 1:
                    self.exponents[base] = q
                    continue
                turns = int(q.p) % 4
                self.coefficient = -self.coefficient if turns > 1 else self.coefficient
                if turns % 2:
                    self.exponents[base] = ONE
                continue
            whole = q.floor()
            value = store.args[base][0]
            if abs(whole) * value.height_bits() > MAX_FOLDED_BITS:
                self.exponents[base] = q
                continue
            if whole != 0:
                self._take_whole(value, fmpq(whole))
            rest = q - whole
            if value == -1 and rest == HALF:
                self.exponents[store.i] = self.exponents.get(store.i, ZERO) + ONE
                return self._settled()
            if rest != 0:
                self.exponents[base] = rest
        return self.exponents


def _exact_root(value: Any, n: int) -> Any:
    """The rational n-th root of a positive rational, or None."""
    if n > 64 or value.height_bits() > MAX_FOLDED_BITS:
        return None
    p, q = fmpz(value.p).root(n), fmpz(value.q).root(n)
    return fmpq(p, q) if p**n == value.p and q**n == value.q else None


def _folded(name: str, q: Any) -> Any:
    """The value of a function at a rational number, where it is a rational number that costs nothing."""
    if q == 0:
        return AT_ZERO.get(name)
    match name:
        case "abs":
            return abs(q)
        case "sign":
            return 1 if q > 0 else -1
        case "floor":
            return q.floor()
        case "ceiling":
            return q.ceil()
        case "log" if q == 1:
            return 0
        case "factorial" if q.q == 1 and 0 < q <= 500:
            return math.factorial(int(q.p))
        case "gamma" if q.q == 1 and 0 < q <= 500:
            return math.factorial(int(q.p) - 1)
        case _:
            return None
