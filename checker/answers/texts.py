"""Texts that students answer with, read as what is wanted in their place.

Where an equation or a condition is wanted, a text is read as it stands. Elsewhere `y = 2x` is a name that the
student gives the answer, and the answer; and a chain `a = b` answers where its parts are equal.
"""

from typing import Any

from checker.answers.formulas import (
    UNFINISHED,
    comparison_for,
    fault_of,
    functions_of,
    is_matrix,
    read_text,
    symbols_of,
)
from checker.answers.question import Question
from checker.cases import Case
from checker.errors import StudentError
from checker.sandbox.wire import Tree

CONDITIONS = frozenset(
    "Equality Unequality StrictGreaterThan StrictLessThan GreaterThan LessThan And Or Not".split()
)
ALL_HEADS = Tree("Tuple", tuple(Tree(head) for head in UNFINISHED))
"""beside which nothing is left unfinished"""


def read_wanted(question: Question, case: Case, text: str, want: Any) -> Any:
    """The formula that a text answers with, where that one is wanted.

    Raises:
      Unreadable: it cannot be read, or is a chain `a = b` of formulas that differ.
    """
    from checker.maths.typed import read_answer, read_answers

    mode = question.item.equality.mode
    if is_equation(want) or (mode == "same zeros" and _is_of_case(text, case)):
        return read_text(text, case)
    comparison = comparison_for(question, case, mode="exact", free_of=None, only=None, form="", looks_long=False)

    def are_equal(one: Any, other: Any) -> bool:
        is_fit = not any(fault_of(case, part, ALL_HEADS) for part in (one, other))
        return is_fit and comparison.compare(one, other).verdict == "equal"

    names = {"symbols": tuple(symbols_of(case)), "functions": functions_of(case)}
    if isinstance(want, tuple) or (isinstance(want, list) and not is_matrix(want)):
        chains = read_answers(text, **names, is_order=mode == "growth")
        values = [chain.settled(are_equal) for chain in chains]
        return values[0] if len(values) == 1 else Tree("Tuple", tuple(values))
    return read_answer(text, **names, is_order=mode == "growth").settled(are_equal)


def is_equation(value: Any) -> bool:
    """Whether a value is an equation or a condition."""
    return isinstance(value, bool) or (isinstance(value, Tree) and value.head in CONDITIONS)


def _is_of_case(text: str, case: Case) -> bool:
    """Whether a text is a formula, or an equation, of what the case hands out."""
    try:
        value = read_text(text, case)
    except StudentError:
        return False
    return fault_of(case, value, value) is None
