"""Grade one submission: run its calls, judge its answers, add up its points."""

import traceback
from contextlib import suppress
from typing import Any

import msgspec
from msgspec import Struct

from checker.answers.judging import figure_of
from checker.answers.question import Question
from checker.answers.trial import MISSING, raised_in_words
from checker.catalogue import Assignment
from checker.config import Settings
from checker.engine.entry import entry_of, result_of
from checker.engine.opinions import Opinions
from checker.engine.plan import Plan
from checker.errors import SandboxError
from checker.exercise import Item
from checker.maths.describe import clean
from checker.sandbox.host import Runner, Sandbox, Session
from checker.sandbox.wire import OUTPUT_BYTES, Answer
from checker.submission.model import Submission
from checker.verdict import (
    WAITING,
    Finding,
    ItemResult,
    Judged,
    Judgement,
    Outcome,
    SubmissionResult,
    Verdict,
    points,
)


class Grader(Struct, eq=False):
    """Grades submissions of one assignment, one after another."""

    plan: Plan
    sandbox: Sandbox
    settings: Settings
    faults: list[str] = []
    """tracebacks of what failed on our side, for staff"""
    opinions: Opinions = msgspec.field(default_factory=Opinions)
    """what was said of formulas before"""

    def __post_init__(self) -> None:
        self.sandbox.load(self.plan.calls, list(self.plan.buffers))

    def grade(self, submission: Submission) -> SubmissionResult:
        """The result of a submission; what fails on our side becomes a result that says so."""
        session = self.collect(submission, self.begin(submission))
        return result_of(entry_of(submission, self.plan.assignment), self.judge(submission, session))

    # In three steps, so that the next submission can run while this one is judged.

    def begin(self, submission: Submission) -> Runner | None:
        """Hand the submission to the sandbox; None where there is nothing to run, or that failed."""
        if submission.problem:
            return None
        try:
            return self.sandbox.begin(submission.name, submission.source, submission.modules)
        except Exception:
            self._keep_fault(submission.id)
            return None

    def collect(self, submission: Submission, runner: Runner | None) -> Session | None:
        """Wait for the answers; None where there are none, for a fault of ours."""
        if runner is None:
            return None
        try:
            return runner.run()
        except Exception:
            self._keep_fault(submission.id)
            with suppress(SandboxError):
                runner.abandon()
            return None

    def judge(self, submission: Submission, session: Session | None) -> Judgement:
        """What the answers are worth."""
        if submission.problem:
            return unreadable(submission, self.plan.assignment)
        if session is None:
            return not_judged(self.plan.assignment)
        try:
            return self._judgement(submission, session)
        except Exception:
            self._keep_fault(submission.id)
            return not_judged(self.plan.assignment)

    def _judgement(self, submission: Submission, session: Session) -> Judgement:
        output = clean(session.output, OUTPUT_BYTES)
        if why := why_unreadable(submission, session):
            outcome, message = why
            verdict = Verdict(outcome=outcome, decided_by="failure")
            return _unjudged(self.plan.assignment, "unreadable", message, verdict, output)
        answers = [_with_line(session.answers[i], submission) for i in range(len(session.answers))]
        judged = {}
        for number, question in enumerate(self.plan.questions):
            calls = self.plan.calls_of(number)
            verdict = self._verdict(submission, question, answers[calls], answers[calls.stop])
            judged[question.item.id] = item_result(question.item, question.points, self._told(verdict))
        items = tuple(
            judged.get(item.id) or item_result(item, self.plan.assignment.points[item.id], MISSING)
            for item in self.plan.assignment.items.values()
        )
        return Judgement(status="graded", message=_message(submission, session), output=output, items=items)

    def _verdict(
        self, submission: Submission, question: Question, answers: list[Answer], again: Answer
    ) -> Verdict:
        try:
            verdict = self.opinions.verdict(question, answers, again)
            if question.item.draw is None:
                return verdict
            return msgspec.structs.replace(verdict, figure=figure_of(question, answers))
        except Exception:
            self._keep_fault(f"{submission.id}, {question.item.id}")
            return OUR_FAULT

    def _keep_fault(self, where: str) -> None:
        """Keep the traceback of what just failed; the message in it may be of a student's making."""
        self.faults.append(clean(f"{where}\n{traceback.format_exc()}", 64 << 10))

    def _told(self, verdict: Verdict) -> Verdict:
        """The verdict with as much as the course lets students know."""
        level = self.settings.feedback_of(self.plan.assignment.name)
        if level == "outcome" and verdict.outcome not in WAITING:
            return msgspec.structs.replace(verdict, findings=())
        return verdict


OUR_FAULT = Verdict(
    outcome=Outcome.OUR_FAULT,
    decided_by="nobody",
    findings=(
        Finding(
            kind="our fault", message="The checker failed on this answer. That costs nothing: staff will look."
        ),
    ),
)


def item_result(item: Item, max_points: float, verdict: Verdict) -> ItemResult:
    """The verdict on an item, in points."""
    return ItemResult(
        id=item.id,
        part=item.part,
        function=item.function,
        kind=item.kind,
        outcome=verdict.outcome,
        points=points(verdict.share * max_points),
        max_points=points(max_points),
        decided_by=verdict.decided_by,
        findings=verdict.findings,
        cases=verdict.cases,
        text=verdict.text,
        rubric=item.rubric if verdict.outcome is Outcome.NEEDS_REVIEW else (),
        figure=verdict.figure,
    )


def unreadable(submission: Submission, assignment: Assignment | None) -> Judgement:
    """The judgement of a submission that there is nothing to run of."""
    verdict = Verdict(outcome=Outcome.UNUSABLE if submission.name else Outcome.MISSING, decided_by="absence")
    return _unjudged(assignment, "unreadable", submission.problem, verdict)


def not_judged(assignment: Assignment | None) -> Judgement:
    """The judgement of a submission on which the checker failed."""
    message = "the checker failed on this submission; it costs nothing, and staff will look"
    return _unjudged(assignment, "not judged", message, OUR_FAULT)


def _unjudged(
    assignment: Assignment | None, status: Judged, message: str, verdict: Verdict, output: str = ""
) -> Judgement:
    values = assignment.points if assignment else {}
    items = tuple(
        item_result(item, values[item.id], verdict) for item in (assignment.items.values() if assignment else ())
    )
    return Judgement(status=status, message=message, output=output, items=items)


def why_unreadable(submission: Submission, session: Session) -> tuple[Outcome, str] | None:
    """Why the file could not be run to where it has an answer, None where it could."""
    if session.load_failure is not None:
        outcome, what = {
            "timed out": (
                Outcome.TIMED_OUT,
                "did not finish running within its time; an endless loop outside the functions, perhaps",
            ),
            "forged": (Outcome.FORBIDDEN, "wrote to the checker's own channel while it was run"),
        }.get(
            session.load_failure.kind,
            (Outcome.RAISED, f"ended the Python process while it was run ({session.load_failure.detail})"),
        )
        return outcome, f"{submission.name} {what}"
    error = session.load_error
    if error is None or any(answer.kind != "missing" for answer in session.answers.values()):
        return None
    return Outcome.UNUSABLE, f"{submission.name} cannot be run: {raised_in_words(_line_added(error, submission))}"


def _message(submission: Submission, session: Session) -> str:
    """What is to be said of a file that did not run to its end."""
    if session.load_error is None:
        return ""
    words = raised_in_words(_line_added(session.load_error, submission))
    rest = "the other cells were" if submission.is_notebook else "what stands above that line was"
    return f"{submission.name} stopped with {words}; {rest} graded"


def _with_line(answer: Answer, submission: Submission) -> Answer:
    """The answer, with the text of the line where an exception left the student's code."""
    if answer.error is None or not answer.error.line:
        return answer
    return msgspec.structs.replace(answer, error=_line_added(answer.error, submission))


def _line_added(error: Any, submission: Submission) -> Any:
    file, line = submission.place(error.file, error.line)
    return msgspec.structs.replace(error, text=submission.line(error.file, error.line), file=file, line=line)
