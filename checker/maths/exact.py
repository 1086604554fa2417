"""Exact values of expression trees at rational points, under limits.

What a student sends is never rebuilt as a live expression here: a tree is walked with `fractions.Fraction`,
and whatever could grow without bound is refused before it is computed.
"""

import operator
from collections.abc import Mapping
from fractions import Fraction
from functools import reduce
from typing import Any, NoReturn

from checker.sandbox.wire import Tree

MAX_EXPONENT = 64
"""largest power that is computed"""
MAX_BITS = 4096
"""largest numerator or denominator that is kept"""
MAX_DEPTH = 150
"""expressions in expressions"""
MAX_DIGITS = 60
"""characters of one decimal number"""


class NotExact(Exception):
    """An expression that has no exact rational value here, or is too large; the text says why."""


RELATIONS = {
    "Equality": operator.eq,
    "Unequality": operator.ne,
    "StrictGreaterThan": operator.gt,
    "StrictLessThan": operator.lt,
    "GreaterThan": operator.ge,
    "LessThan": operator.le,
}


def exact_value(tree: Any, point: Mapping[str, Fraction], depth: int = 0) -> Fraction | bool:
    """Value of a tree of arithmetic, absolute values, signs, extremes, cases, relations and logic.

    Args:
      tree: a number, a truth value or a `Tree`.
      point: the value of each symbol.
      depth: how deep the tree stands in another.

    Returns:
      a fraction, or a truth value where the tree is a relation or logic.

    Raises:
      NotExact: it holds something else, is undefined at the point, or is too large.

    >>> exact_value(Tree("Add", (Tree("Symbol", ("x", "")), 1)), {"x": Fraction(1, 2)})
    Fraction(3, 2)
    """
    if depth > MAX_DEPTH:
        _refuse("an expression nested too deeply")
    if isinstance(tree, bool):
        return tree
    if isinstance(tree, int):
        return _kept(Fraction(tree))
    if isinstance(tree, float):
        return _kept(Fraction(tree)) if abs(tree) < 1e300 else _refuse(f"the number {tree}")
    if not isinstance(tree, Tree):
        _refuse(f"a {getattr(tree, 'type_name', type(tree).__name__)}")
    match tree.head:
        case "Symbol" if tree.args:
            name = tree.args[0]
            return point[name] if isinstance(name, str) and name in point else _refuse(f"the symbol `{name}`")
        case "Rational" if len(tree.args) == 2 and all(type(a) is int for a in tree.args) and tree.args[1]:
            return _kept(Fraction(tree.args[0], tree.args[1]))  # type: ignore[arg-type]
        case "Float":
            digits = tree.args[0] if tree.args else None
            is_short = isinstance(digits, str) and len(digits) < MAX_DIGITS
            return _decimal(str(digits)) if is_short else _refuse("a decimal number of too many digits")
        case "BooleanTrue" | "BooleanFalse":
            return tree.head == "BooleanTrue"
        case "Piecewise":
            return _first_that_holds(tree, point, depth + 1)
        case _ if not tree.args:
            _refuse(f"`{tree.head}`")
        case _:
            return _applied(tree.head, [exact_value(arg, point, depth + 1) for arg in tree.args])


def _applied(head: str, values: list[Any]) -> Fraction | bool:
    if head in ("And", "Or", "Not"):
        if not all(isinstance(v, bool) for v in values):
            _refuse(f"{head} of numbers")
        return not values[0] if head == "Not" else (all if head == "And" else any)(values)
    if any(isinstance(v, bool) for v in values):
        _refuse(f"{head} of truth values")
    if head in RELATIONS and len(values) == 2:
        return bool(RELATIONS[head](*values))
    match head, values:
        case "Add", _:
            return reduce(lambda total, value: _kept(total + value), values, Fraction(0))
        case "Mul", _:
            return reduce(lambda product, value: _kept(product * value), values, Fraction(1))
        case "Pow", [base, exponent]:
            return _power(base, exponent)
        case "Abs", [value]:
            return abs(value)  # type: ignore[no-any-return]
        case "sign", [value]:
            return Fraction((value > 0) - (value < 0))
        case "Max" | "Min", _:
            return (max if head == "Max" else min)(values)  # type: ignore[no-any-return]
        case "Heaviside", [value, *_] if value != 0:
            return Fraction(int(value > 0))
        case _:
            _refuse(f"`{head}`")


def _first_that_holds(tree: Tree, point: Mapping[str, Fraction], depth: int) -> Fraction | bool:
    for pair in tree.args:
        if not isinstance(pair, Tree) or len(pair.args) != 2:
            _refuse("a Piecewise without pairs")
        if exact_value(pair.args[1], point, depth) is True:
            return exact_value(pair.args[0], point, depth)
    _refuse("a Piecewise with no case for this point")


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) > MAX_EXPONENT:
        _refuse(f"the power {exponent}")
    if base == 0 and exponent < 0:
        _refuse("a division by zero")
    return _kept(base ** int(exponent))


def _decimal(digits: str) -> Fraction:
    _, _, exponent = digits.lower().partition("e")
    try:
        if abs(int(exponent or 0)) > 300:
            _refuse(f"the number {digits}")
        return Fraction(digits)
    except (ValueError, ZeroDivisionError):
        _refuse(f"the number {digits}")


def _kept(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
        _refuse("a number too large to compare")
    return value


def _refuse(what: str) -> NoReturn:
    raise NotExact(what)
