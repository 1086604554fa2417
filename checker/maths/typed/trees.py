"""Trees of typed formulas, built without evaluating anything.

Heads are the names of SymPy's classes. Beside them stand `Apply(name, *args)`, a function that is only named,
and `Indexed(name, *indices)`, an entry whose index is bound by a sum.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from checker.sandbox.wire import Tree

Formula: TypeAlias = Any
"""a `Tree`, an integer, a truth value, or a matrix as a list of lists of these"""

RELATIONS = {
    "=": "Equality", "!=": "Unequality", ">": "StrictGreaterThan", "<": "StrictLessThan", ">=": "GreaterThan",
    "<=": "LessThan",
}  # fmt: skip
CONDITIONS = frozenset(RELATIONS.values()) | {"And", "Or", "Not"}
COLLECTIONS = frozenset({"Tuple", "FiniteSet"})
CONSTANTS = {
    "e": Tree("Exp1"), "E": Tree("Exp1"), "pi": Tree("Pi"), "Pi": Tree("Pi"), "I": Tree("ImaginaryUnit"),
    **dict.fromkeys(["oo", "inf", "infty", "infinity", "Infinity"], Tree("Infinity")),
}  # fmt: skip
MAX_NODES = 5_000
"""trees and numbers of one formula"""
HALF = Tree("Rational", (1, 2))


def symbol(name: str) -> Tree:
    """A symbol of that name, about which nothing is assumed."""
    return Tree("Symbol", (name, ""))


def size_of(value: Formula) -> int:
    """How many trees and numbers there are in a value; no more are counted than matter."""
    waiting: list[Formula] = [value]
    count = 0
    while waiting and count <= MAX_NODES:
        part = waiting.pop()
        count += 1
        inside = part.args if isinstance(part, Tree) else part if isinstance(part, list) else ()
        waiting += [p for p in inside if not isinstance(p, str)]
    return count


def is_condition(value: Formula) -> bool:
    """Whether a value is true or false."""
    return isinstance(value, bool) or (isinstance(value, Tree) and value.head in CONDITIONS)


def number(text: str) -> Tree | int:
    """The exact value of digits, a point and an exponent.

    >>> number("0.25")
    Tree(head='Rational', args=(1, 4))
    """
    value = Fraction(text)
    if value.denominator == 1:
        return value.numerator
    return Tree("Rational", (value.numerator, value.denominator))


def negative(value: Formula) -> Formula:
    """-value; the sign of a number is part of it."""
    if isinstance(value, int):
        return -value
    if value.head == "Rational":
        return Tree("Rational", (-value.args[0], value.args[1]))
    return Tree("Mul", (-1, *value.args) if value.head == "Mul" else (-1, value))


def reciprocal(value: Formula) -> Tree:
    """1 / value."""
    return Tree("Pow", (value, -1))


def product(factors: Sequence[Formula]) -> Formula:
    """The product of the factors; a 1 before an indicator belongs to its name, as in 1{x > 0}."""
    if len(factors) == 2 and factors[0] == 1 and isinstance(factors[1], Tree) and factors[1].args[:1] == ("ind",):
        return factors[1]
    return Tree("Mul", tuple(factors))


def power(base: Formula, exponent: Formula) -> Tree:
    """base^exponent, where e^u is exp(u)."""
    return Tree("exp", (exponent,)) if base == CONSTANTS["e"] else Tree("Pow", (base, exponent))


def logarithm(value: Formula, base: Formula) -> Tree:
    """log(value) / log(base)."""
    return Tree("Mul", (Tree("log", (value,)), reciprocal(Tree("log", (base,)))))


def indicator(condition: Formula) -> Tree:
    """1 where the condition holds, else 0."""
    return Tree("Apply", ("ind", condition))


def cases(pairs: Sequence[tuple[Formula, Formula]]) -> Tree:
    """The value of the first pair whose condition holds."""
    return Tree("Piecewise", tuple(Tree("ExprCondPair", pair) for pair in pairs))


def relation(first: Formula, rest: Sequence[tuple[str, Formula]]) -> Tree:
    """A chain of comparisons: `0 < x <= 1` holds where both do."""
    links = []
    for sign, value in rest:
        links.append(Tree(RELATIONS[sign], (first, value)))
        first = value
    return links[0] if len(links) == 1 else Tree("And", tuple(links))


def at_point(derivative_of: Any, argument: Formula) -> Tree:
    """f'(argument): the derivative of a function of one variable, where the argument may be an expression.

    Args:
      derivative_of: builds f(u) from u.
      argument: where the derivative is taken.
    """
    if isinstance(argument, Tree) and argument.head == "Symbol":
        return Tree("Derivative", (derivative_of(argument), Tree("Tuple", (argument, 1))))
    dummy = symbol("_u")  # no student can type this name
    slope = Tree("Derivative", (derivative_of(dummy), Tree("Tuple", (dummy, 1))))
    return Tree("Subs", (slope, Tree("Tuple", (dummy,)), Tree("Tuple", (argument,))))
