"""The judge of each kind of item; those of formulas are loaded when there is one to judge."""

from collections.abc import Callable

from checker.answers import numeric, witness
from checker.answers.question import Question
from checker.exercise import Kind
from checker.sandbox.wire import Answer
from checker.verdict import Verdict

Judge = Callable[[Question, list[Answer], Answer | None], Verdict]


def _symbolic(question: Question, answers: list[Answer], again: Answer | None) -> Verdict:
    from checker.answers import symbolic

    return symbolic.judge(question, answers, again)


def _derivation(question: Question, answers: list[Answer], again: Answer | None) -> Verdict:
    from checker.answers import derivation

    return derivation.judge(question, answers, again)


JUDGES: dict[Kind, Judge] = {
    "numeric": numeric.judge,
    "value": numeric.judge,
    "witness": witness.judge,
    "symbolic": _symbolic,
    "derivation": _derivation,
}
"""how an item of each kind is judged"""
