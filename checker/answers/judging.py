"""The judge of each kind of item; those of formulas are loaded when there is one to judge."""

from collections.abc import Callable

import numpy as np

from checker.answers import essay, numeric, witness
from checker.answers.comparison import built_otherwise, evaluated
from checker.answers.question import Question
from checker.exercise import Kind
from checker.figure import Figure, plain
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
    "essay": essay.judge,
}
"""how an item of each kind is judged"""


def figure_of(question: Question, answers: list[Answer]) -> Figure | None:
    """The picture of the answers, where the author draws one and they can be drawn."""
    item = question.item
    if item.draw is None or any(answer.kind != "value" for answer in answers):
        return None
    values = [answer.value for answer in answers]
    if any(map(built_otherwise, values, question.expected)):
        return None
    arrays = [np.asarray(np.real(evaluated(value)), dtype=np.float64) for value in values]
    return plain(item.draw(arrays, question.cases))
