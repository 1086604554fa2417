"""What an assignment asks of every submission: the questions, and the calls that put them."""

from collections.abc import Container

import msgspec
from msgspec import Struct

from checker.answers.question import Question
from checker.catalogue import Assignment
from checker.config import Settings, ToleranceOverride
from checker.sandbox import calling, values, wire


class Plan(Struct, frozen=True, eq=False):
    """The questions of an assignment in order, and their calls.

    The calls of a question stand together: one a case, then the first once more, which shows whether the
    function depends on chance.
    """

    assignment: Assignment
    questions: tuple[Question, ...]
    calls: tuple[wire.Call, ...]
    buffers: tuple[bytes, ...]
    """bytes of the arrays in the calls"""

    @property
    def is_symbolic(self) -> bool:
        """Whether a call hands out SymPy symbols."""
        inputs = (case.inputs.values() for question in self.questions for case in question.cases)
        return any(calling.is_symbolic(value) for values in inputs for value in values)

    def calls_of(self, number: int) -> slice:
        """The calls of a question, without the repeated one."""
        start = sum(len(question.cases) + 1 for question in self.questions[:number])
        return slice(start, start + len(self.questions[number].cases))


def make_plan(
    assignment: Assignment, settings: Settings, seed: str, *, functions: Container[str] | None = None
) -> Plan:
    """Plan an assignment, or only those of its functions.

    Raises:
      SettingsError: a setting names a part that does not exist.
    """
    points = assignment.points
    overrides = _tolerances(assignment)
    weights = settings.case_weights_of(assignment.name)
    questions = tuple(
        Question(
            item=item,
            points=points[item.id],
            tolerance=overrides.get(item.id, ToleranceOverride()).over(
                item.own_tolerance or settings.tolerance.over(item.tolerance)
            ),
            cases=item.cases_for(seed),
            weights=weights,
            shows_expected=settings.feedback_of(assignment.name) == "expected",
            accepts_evidence=settings.equal_by_evidence == "accept",
        )
        for item in assignment.items.values()
        if functions is None or item.function in functions
    )
    encoder = values.Encoder()
    calls = tuple(call for question in questions for call in _calls(question, encoder))
    return Plan(assignment, questions, calls, tuple(encoder.buffers))


def _tolerances(assignment: Assignment) -> dict[str, ToleranceOverride]:
    """Bounds from the settings, by item."""
    return {
        item.id: override
        for name, override in assignment.settings.tolerance.items()
        for item in assignment.matching(name, setting="tolerance")
    }


def _calls(question: Question, encoder: values.Encoder) -> list[wire.Call]:
    calls = []
    for case in question.cases:
        encoder.nodes = 0  # the bound on one answer is no bound on all inputs together
        arguments = [encoder.encode(value) for value in case.inputs.values()]
        calls.append(wire.Call(question.item.function, arguments, case.steps))
    return [*calls, msgspec.structs.replace(calls[0])]


def functions_of(assignment: Assignment) -> set[str]:
    """Names of the functions that an assignment asks for."""
    return {item.function for item in assignment.items.values()}
