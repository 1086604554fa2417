"""Trees of typed formulas in a short spelling, and their refusals.

A symbol is spelled by its name, `1/2` is a rational, `x > 0` a relation.
"""

import pytest

from checker.maths.typed import Unreadable, read_formula
from checker.sandbox.wire import Tree

RELATIONS = {
    "StrictGreaterThan": ">", "StrictLessThan": "<", "GreaterThan": ">=", "LessThan": "<=", "Equality": "=",
    "Unequality": "!=",
}  # fmt: skip


def short(value):
    """A tree in a short spelling."""
    if isinstance(value, list):
        return f"[{', '.join(map(short, value))}]"
    if not isinstance(value, Tree):
        return str(value)
    match value.head:
        case "Symbol":
            return value.args[0]
        case "Rational":
            return f"{value.args[0]}/{value.args[1]}"
        case head if head in RELATIONS:
            return f" {RELATIONS[head]} ".join(map(short, value.args))
    head = "Case" if value.head == "ExprCondPair" else value.head
    return f"{head}({', '.join(map(short, value.args))})" if value.args else head


LEVELS = {"Add": 1, "Mul": 2, "Pow": 3}
SIGNS = {"Add": " + ", "Mul": "*", "Pow": "**"}


def plain(value, level=0):
    """A tree as Python would have it, with no more brackets than say how it is built."""
    if isinstance(value, list):
        return f"[{', '.join(map(plain, value))}]"
    if not isinstance(value, Tree):
        return f"({value})" if level > 2 and type(value) is int and value < 0 else str(value)
    if value.head in ("Symbol", "Rational"):
        name = short(value)
        return f"({name})" if level and value.head == "Rational" else name
    if value.head in LEVELS:
        here = LEVELS[value.head]
        made = SIGNS[value.head].join(plain(arg, here + 1) for arg in value.args)
        return f"({made})" if here < level else made
    if value.head in RELATIONS:
        made = f" {RELATIONS[value.head]} ".join(plain(arg) for arg in value.args)
        return f"({made})" if level else made
    args = [arg if isinstance(arg, str) else plain(arg) for arg in value.args]
    match value.head:
        case "Apply" | "Indexed":
            name, *args = args
            return f"{name}({', '.join(args)})" if value.head == "Apply" else f"{name}[{', '.join(args)}]"
        case "Tuple" | "ExprCondPair":
            return f"({', '.join(args)})"
    return f"{value.head}({', '.join(args)})" if args else value.head


def refusal(text, **names):
    """The error that a formula raises."""
    with pytest.raises(Unreadable) as caught:
        read_formula(text, **names)
    return caught.value


def read_or_refused(text, **names):
    """Read a text of any kind; whatever else than a refusal is raised is a fault of ours."""
    try:
        read_formula(text, **names)
    except Unreadable as err:
        error = err
    else:
        return
    assert 0 <= error.position <= len(text)
    assert str(error).startswith("cannot read the formula")
