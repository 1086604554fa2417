"""Judge an object by its property: the predicate of a `witness` item, on every case."""

from typing import Any

from checker.answers.comparison import Miss
from checker.answers.diagnosis import known_misconception
from checker.answers.question import Question
from checker.answers.trial import (
    MISSING,
    Misses,
    earned_share,
    failed_outcome,
    finding_of,
    missing,
    run_trials,
    tally,
    with_hint,
)
from checker.exercise import NeedsReview
from checker.maths.describe import clean
from checker.sandbox.wire import Answer
from checker.verdict import Finding, Outcome, Verdict

REASON_LENGTH = 1000
"""characters of what a predicate says, which may quote a student"""


def judge(question: Question, answers: list[Answer], again: Answer | None) -> Verdict:
    """Judge the answers to all cases."""
    if missing(answers):
        return MISSING
    reviews: list[str] = []

    def misses(i: int, got: Any) -> Misses:
        assert question.item.predicate is not None
        reason = question.item.predicate(got, question.cases[i])
        if isinstance(reason, NeedsReview):
            reviews.append(clean(reason.reason, REASON_LENGTH))
            return {"": None}
        return {"": miss_of(reason)}

    trials = run_trials(question, answers, misses, [""])
    share, cases = earned_share(question, trials), tally(trials)
    if share > 0 and reviews:
        findings = (Finding(kind="review", message=reviews[0]),)
        return Verdict(outcome=Outcome.NEEDS_REVIEW, decided_by="nobody", findings=findings, cases=cases)
    if share == 1.0:
        return Verdict(outcome=Outcome.CORRECT, share=1.0, decided_by="predicate", cases=cases)
    first = finding_of(question, next(trial for trial in trials if not trial.passed))
    known = known_misconception(question, trials)
    hints = (Finding(kind="misconception", message=known.hint, misconception=known.name),) if known else ()
    share = max(share, known.credit if known else 0.0)
    outcome = Outcome.PARTLY_CORRECT if share > 0 else failed_outcome(question, trials)
    return Verdict(
        outcome=outcome,
        share=share,
        decided_by="predicate" if outcome in (Outcome.WRONG, Outcome.PARTLY_CORRECT) else "failure",
        findings=with_hint(first, hints),
        cases=cases,
    )


def miss_of(reason: str | NeedsReview | None) -> Miss | None:
    """What a predicate says, as a miss."""
    return Miss("property", clean(reason, REASON_LENGTH)) if isinstance(reason, str) and reason else None
