"""The lines of a derivation as a student returns them: `[first, (rule, next), ...]`, as trees or typed."""

from typing import Any

import numpy as np

from checker.answers.decimals import exact, rounded
from checker.answers.formulas import functions_of, read_text
from checker.cases import Case
from checker.errors import StudentError
from checker.maths.describe import words
from checker.maths.typed.unreadable import Unreadable
from checker.sandbox.wire import Tree
from checker.symbolic.derivations.deriver import MAX_STEPS, Line


def lines_of(got: Any, case: Case) -> list[Line]:
    """The lines of a chain.

    Raises:
      StudentError: it is no chain; the message is the rest of a sentence.
    """
    if not isinstance(got, list | tuple) or not got:
        raise StudentError(f"is {words(got)}, should be a list of at least two expressions")
    if len(got) > MAX_STEPS:
        raise StudentError(f"has {len(got)} lines, should have at most {MAX_STEPS}")
    return [_line(i, entry, case) for i, entry in enumerate(got)]


def _line(index: int, entry: Any, case: Case) -> Line:
    rule = None
    if isinstance(entry, tuple | list):
        rule, entry = _pair(index, entry)
    if isinstance(entry, str):
        try:
            entry = _as_heads(read_text(entry, case), functions_of(case))
        except Unreadable as err:
            return Line(None, rule, f"cannot be read: {err.fault}, at character {err.position + 1}")
    if isinstance(entry, np.generic | np.ndarray) and not entry.ndim:
        entry = entry.item()
    if number := rounded(entry):
        fault = f"contains the decimal number {number}: write it exactly, with `sympy.pi` or a fraction"
        return Line(None, rule, fault)
    return Line(exact(entry), rule)


def _pair(index: int, entry: Any) -> tuple[str | None, Any]:
    """The rule and the expression of a line; a rule at the first one says nothing."""
    if len(entry) == 2 and isinstance(entry[0], str):
        return (entry[0].strip() if index else None), entry[1]
    found = "(expression, rule)" if len(entry) == 2 and isinstance(entry[1], str) else words(entry)
    raise StudentError(f"has {found} as line {index}, should have an expression, or (rule, expression)")


def _as_heads(tree: Any, names: tuple[str, ...]) -> Any:
    """A typed formula with the functions that the case hands out, in the place of those that everybody knows."""
    if not isinstance(tree, Tree):
        return tree
    args = tuple(_as_heads(arg, names) for arg in tree.args)
    return Tree("Apply", (tree.head, *args)) if tree.head in names else Tree(tree.head, args)
