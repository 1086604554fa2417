"""What may not stand in a line of a derivation, and what a chain is written with."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from checker.sandbox.wire import Tree

PLAIN = frozenset(
    "Add Mul Pow Rational Symbol Apply Derivative Tuple Pi Exp1 ImaginaryUnit Indexed Sum Product Piecewise "
    "ExprCondPair Abs Equality Unequality StrictLessThan StrictGreaterThan LessThan GreaterThan And Or Not "
    "BooleanTrue BooleanFalse".split()
)
NO_NUMBERS = {"NaN": "nan", "ComplexInfinity": "zoo", "Infinity": "oo", "NegativeInfinity": "-oo"}


def foreign(tree: Any, functions: tuple[str, ...]) -> Iterator[str]:
    """What may not stand in a chain: decimal numbers, and functions that SymPy rewrites by itself."""
    if isinstance(tree, float) or (isinstance(tree, Tree) and tree.head == "Float"):
        number = str(tree.args[0] if isinstance(tree, Tree) else tree)
        if number.strip("+-").lower() in ("nan", "inf"):
            yield f"contains `{number}`, which is no number: it divides by zero, perhaps"
        yield f"contains the decimal number {number}; write a fraction, or `sympy.pi` and the like"
    elif isinstance(tree, Tree):
        if tree.head not in PLAIN:
            yield _of_sympy(tree.head, functions)
        for arg in tree.args:
            yield from foreign(arg, functions)


def _of_sympy(head: str, functions: tuple[str, ...]) -> str:
    if head in NO_NUMBERS:
        return f"contains `{NO_NUMBERS[head]}`, which is no number: it divides by zero, perhaps"
    if head == "Subs":
        return "contains SymPy's `Subs`, a derivative that it did not finish; write `H.D(f, x)`, or the result"
    if head in functions:
        return f"contains SymPy's own `{head}`; write `H.{head}`, which does not rewrite itself"
    return f"contains SymPy's own `{head}`, for which there is no rule here"


def functions_in(tree: Any) -> Iterator[str]:
    """Names of the functions that a line is written with."""
    if isinstance(tree, Tree):
        if tree.head == "Apply":
            yield str(tree.args[0])
        for arg in tree.args:
            yield from functions_in(arg)


def stranger(names: list[str], known: list[str]) -> str:
    """What to say of a symbol that the question has not, where one of its own is near."""
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1, 0.5)
            return f"`{name}` is no symbol of this question" + (f": `{near[0]}`, perhaps" if near else "")
    return ""
