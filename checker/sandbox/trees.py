"""SymPy expressions as trees: read off the living objects, and checked before the grader believes them.

Nothing is evaluated on the way: an object's class must be SymPy's own, its name is the head, and what the object
was built from are the arguments. An expression that holds anything else crosses as the name of that, never as
half an expression.
"""

import builtins
import importlib
import re
import sys
from collections.abc import Callable
from itertools import repeat
from typing import Any

import msgspec

from checker.sandbox.wire import (
    ARITY,
    HEADS,
    MAX_DIGITS,
    MAX_EXPONENT,
    MAX_LEVELS,
    MAX_NAME,
    Other,
    Tree,
    Unencodable,
    Value,
    integer,
    short,
)

# A submission may replace what stands in `builtins` and in `msgspec`; what is defined below keeps the originals.
globals()["__builtins__"] = dict(vars(builtins))
packed = msgspec.msgpack.encode

DECIMAL = re.compile(rf"-?[0-9]{{1,{MAX_DIGITS}}}(\.[0-9]{{1,{MAX_DIGITS + 10}}})?(e[+-]?[0-9]{{1,4}})?")
DOES_NOT_COMMUTE = "a sympy.Symbol that does not commute"
MALFORMED = Other("answer", "that is no well-formed expression")
"""what stands for a tree that no expression has"""


# ---- from SymPy ----------------------------------------------------------------------------------------------


class Foreign(Exception):
    """Something in an expression that cannot cross."""

    def __init__(self, other: Other) -> None:
        self.other = other


class Writer:
    """Writes the expressions of one answer as trees."""

    def __init__(self, count: Callable[[str], None], digits: int = MAX_DIGITS) -> None:
        self._count, self._digits = count, digits
        self._sympy: Any = None
        self._dummies: dict[tuple[str, int], int] = {}

    def write(self, value: Any, sympy: Any) -> Value:
        """The tree of an expression, or the name of what in it cannot cross.

        Raises:
          Unencodable: it is too large or too deep.
        """
        self._sympy = sympy
        try:
            return self._part(value, 0)
        except Foreign as foreign:
            return foreign.other

    def _part(self, value: Any, level: int) -> Value:
        self._count("an expression")
        if level > MAX_LEVELS:
            raise Unencodable(f"an expression of over {MAX_LEVELS} levels")
        kind, sympy = type(value), self._sympy  # and not its `__class__`, which may lie
        if issubclass(kind, sympy.Integer):
            return integer(int(value.p), self._digits)
        if issubclass(kind, sympy.Rational):
            return Tree("Rational", tuple(integer(int(part), self._digits) for part in (value.p, value.q)))
        if issubclass(kind, sympy.Float):
            return _decimal(value)
        if issubclass(kind, sympy.Symbol):
            return self._symbol(value, kind)
        if issubclass(kind, sympy.Idx):
            return self._part(value.label, level + 1)  # its range says nothing about its value
        return self._applied(value, kind, level)

    def _applied(self, value: Any, kind: Any, level: int) -> Value:
        """The tree of what has arguments, or could have."""
        sympy = self._sympy
        if issubclass(kind, sympy.core.function.AppliedUndef):  # before its name is looked at, which may be "exp"
            return Tree("Apply", (name_of(kind.__name__), *self._parts(value.args, level)))
        if issubclass(kind, sympy.Indexed | sympy.matrices.expressions.matexpr.MatrixElement):
            base, *indices = _arguments(value.args)
            if issubclass(type(base), sympy.IndexedBase | sympy.MatrixSymbol):
                return Tree("Indexed", (name_of(base.name), *self._parts(tuple(indices), level)))
        head = _head(kind)
        if not head:
            raise Foreign(Other(type_name(kind)))
        args = self._parts(value.args, level)
        return Tree(head, ordered(args) if head == "FiniteSet" else args)

    def _parts(self, args: Any, level: int) -> tuple[Value, ...]:
        return tuple(map(self._part, _arguments(args), repeat(level + 1)))

    def _symbol(self, value: Any, kind: Any) -> Tree:
        name = name_of(value.name)
        if value.is_commutative is False:
            raise Foreign(Other("sympy.Symbol", DOES_NOT_COMMUTE))
        if issubclass(kind, self._sympy.Dummy):
            # Dummies of one name are different symbols: they are numbered as they appear, the same in every run.
            index = value.dummy_index if type(value.dummy_index) is int else id(value)
            short = name if len(name) <= 40 else name[:20] + name[-20:]
            name = f"_{short}_{self._dummies.setdefault((name, index), len(self._dummies))}"
        return Tree("Symbol", (name, ""))


def _head(kind: Any) -> str:
    """The name of a class of SymPy's whose objects may cross, or nothing."""
    name, module = kind.__name__, kind.__module__
    if name not in HEADS or not module.startswith("sympy."):
        return ""
    is_own = getattr(sys.modules.get(module), name, None) is kind  # a class of that name is not enough
    return name if is_own else ""


def _arguments(args: Any) -> tuple[Any, ...]:
    if type(args) is not tuple:
        raise Foreign(Other(type_name(type(args))))
    return args


def _decimal(value: Any) -> Tree:
    """A decimal number with the digits that its precision stands for, as SymPy would print them."""
    mpmath = importlib.import_module("mpmath.libmp")  # SymPy has it in memory
    _, _, exponent, bits = value._mpf_
    if bits > MAX_DIGITS * 33 // 10:
        raise Unencodable(f"a decimal number of over {MAX_DIGITS} digits")
    if abs(exponent + bits) > MAX_EXPONENT * 33 // 10:
        raise Unencodable(f"a decimal number with an exponent of over {MAX_EXPONENT}")
    digits = min(mpmath.prec_to_dps(value._prec), MAX_DIGITS)
    text = mpmath.to_str(value._mpf_, digits, min_fixed=-8, max_fixed=20)
    if not DECIMAL.fullmatch(text):
        raise Foreign(Other("sympy.Float"))
    return Tree("Float", (text,))


def ordered(elements: Any) -> tuple[Value, ...]:
    """The elements of a set in an order that depends on them alone."""
    return tuple(sorted(elements, key=packed))


def name_of(text: Any) -> str:
    """A name as a plain text, cut to size."""
    if not issubclass(type(text), str):
        raise Foreign(Other(type_name(type(text))))
    return short(str.__str__(text))


def type_name(kind: Any) -> str:
    """The name of a type, with its module; SymPy's are shown as they are imported."""
    module, name = f"{kind.__module__}", f"{kind.__qualname__}"
    if module.startswith("sympy."):
        module = "sympy"
    return f"{module}.{name}".removeprefix("builtins.")[:MAX_NAME]


# ---- to the grader -------------------------------------------------------------------------------------------


def checked(head: str, args: tuple[Any, ...]) -> Tree | Other:
    """The tree of decoded arguments, or what is said instead where no expression has such."""
    for arg in args:
        if isinstance(arg, Other):
            return arg
    if not _is_sound(head, args):
        return MALFORMED
    return Tree(head, (*args[:1], "") if head == "Symbol" else args)


def _is_sound(head: str, args: tuple[Any, ...]) -> bool:
    """Whether an expression of that head may have these arguments."""
    fewest, most = ARITY[head]
    if not fewest <= len(args) <= most:
        return False
    match head, args:
        case "Symbol", (name, assumptions):
            return _is_name(name) and _is_name(assumptions)
        case "Float", (digits,):
            return isinstance(digits, str) and DECIMAL.fullmatch(digits) is not None
        case "Rational", (p, q):
            return type(p) is int and type(q) is int and q != 0
        case "Apply" | "Indexed", (name, *rest):
            return _is_name(name) and all(map(_is_part, rest))
        case "Tuple" | "FiniteSet", _:
            return all(_is_part(arg) or isinstance(arg, str) for arg in args)
    return all(map(_is_part, args)) and _is_bound(head, args)


def _is_bound(head: str, args: tuple[Any, ...]) -> bool:
    """Whether what a head expects in tuples and pairs is there."""
    match head, args:
        case "Piecewise", _:
            return all(isinstance(arg, Tree) and arg.head == "ExprCondPair" for arg in args)
        case "Sum" | "Product" | "Integral", (_, *limits):
            return all(map(_is_limit, limits))
        case "Derivative", (_, *pairs):
            return all(len(pair) == 2 and isinstance(pair[0], Tree) for pair in map(_entries, pairs))
        case "Subs", (_, olds, news):
            is_expression = all(isinstance(old, Tree) and old.args for old in _entries(olds))
            return is_expression and 0 < len(_entries(olds)) == len(_entries(news))
        case "Limit", (_, variable, _, _):
            return _is_variable(variable)
        case _:
            return True


def _is_limit(limit: Any) -> bool:
    """Whether it is (i,), (i, last) or (i, first, last)."""
    entries = _entries(limit)
    return 1 <= len(entries) <= 3 and _is_variable(entries[0])


def _is_variable(value: Any) -> bool:
    return isinstance(value, Tree) and value.head in ("Symbol", "Indexed")


def _entries(value: Any) -> tuple[Any, ...]:
    return value.args if isinstance(value, Tree) and value.head == "Tuple" else ()


def _is_part(value: Any) -> bool:
    return isinstance(value, bool | int | float | complex | Tree)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_NAME
