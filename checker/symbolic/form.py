"""How a formula is written: with these functions only, expanded, factored, simplified.

What is judged is the formula as the student returned it, part by part, before anything is collected.
"""

from collections.abc import Iterator
from typing import Any

from checker.sandbox.wire import Tree

ARITHMETIC = frozenset({"Add", "Mul", "Pow", "Rational", "Float"})
LOGICAL = frozenset(
    "Equality Unequality StrictLessThan StrictGreaterThan LessThan GreaterThan And Or Not BooleanTrue "
    "BooleanFalse".split()
)
PARTS_FOR_SIMPLE = 3
"""how many times the parts of the shortest known form a simplified one may have"""


def fault(tree: Any, *, only: frozenset[str] | None = None, form: str = "", parts: int = 0) -> str:
    """Why a formula is not in the form that is asked for; empty where it is."""
    if only is not None and (foreign := next(_foreign(tree, only), "")):
        allowed = ", ".join(f"`{name}`" for name in sorted(only))
        return f"contains `{foreign}`, but may be written with {allowed} and arithmetic alone"
    if form == "expanded" and (found := next(_products_of_sums(tree), None)):
        return f"is not expanded: {found}"
    if form == "factored" and isinstance(tree, Tree) and tree.head == "Add":
        return "is a sum, should be a product"
    if form == "simplified" and parts and size(tree) > PARTS_FOR_SIMPLE * parts:
        return f"has {size(tree)} parts, where {parts} are enough"
    return ""


def size(tree: Any) -> int:
    """How many parts a formula has."""
    return (
        1 + sum(map(size, tree.args)) if isinstance(tree, Tree) and tree.head not in ("Symbol", "Rational") else 1
    )


def _foreign(tree: Any, only: frozenset[str]) -> Iterator[str]:
    """Names of functions and symbols that may not be used; what stands in an allowed function is free."""
    if not isinstance(tree, Tree):
        return
    name = str(tree.args[0]) if tree.head in ("Symbol", "Apply") and tree.args else tree.head
    if tree.head == "Apply" or tree.head not in ARITHMETIC | {"Symbol"}:
        if name not in only:
            yield name
        return
    if tree.head == "Symbol" and name not in only:
        yield name
    if tree.head == "Pow" and isinstance(tree.args[1], Tree) and tree.args[1].head != "Rational":
        yield from _foreign(tree.args[1], only)
    for arg in tree.args if tree.head in ("Add", "Mul", "Pow") else ():
        yield from _foreign(arg, only)


def _products_of_sums(tree: Any) -> Iterator[str]:
    if not isinstance(tree, Tree):
        return
    is_sum = [isinstance(arg, Tree) and arg.head == "Add" for arg in tree.args]
    if tree.head == "Mul" and any(is_sum):
        yield "a product still has a sum in it"
    if tree.head == "Pow" and is_sum[0] and isinstance(tree.args[1], int) and tree.args[1] > 1:
        yield "a sum is still raised to a power"
    if tree.head in ("Add", "Mul", "Pow"):
        for arg in tree.args:
            yield from _products_of_sums(arg)
