"""Judge an object by its property: the predicate of a `witness` item, on every case."""

from typing import Any

import msgspec

from checker.answers.comparison import Miss
from checker.answers.diagnosis import known_misconception
from checker.answers.question import Question
from checker.answers.trial import (
    MISSING,
    Misses,
    Trial,
    earned_share,
    failed_outcome,
    finding_of,
    missing,
    run_trials,
    tally,
    with_hint,
)
from checker.exercise import Judgement, NeedsReview, Note
from checker.maths.describe import clean
from checker.sandbox.wire import Answer
from checker.verdict import Finding, Outcome, Verdict

REASON_LENGTH = 1000
"""characters of what a predicate says, which may quote a student"""


def judge(question: Question, answers: list[Answer], again: Answer | None) -> Verdict:
    """Judge the answers to all cases."""
    if missing(answers):
        return MISSING
    said: list[NeedsReview | Note] = []
    trials = try_on(question, answers, said)
    share, cases = earned_share(question, trials), tally(trials)
    reviews = [clean(word.reason, REASON_LENGTH) for word in said if isinstance(word, NeedsReview)]
    if share > 0 and reviews:
        findings = (Finding(kind="review", message=reviews[0]),)
        return Verdict(outcome=Outcome.NEEDS_REVIEW, decided_by="nobody", findings=findings, cases=cases)
    if share == 1.0:
        notes = dict.fromkeys(clean(word.remark, REASON_LENGTH) for word in said if isinstance(word, Note))
        remarks = tuple(Finding(kind="note", message=note) for note in notes)
        return Verdict(outcome=Outcome.CORRECT, share=1.0, decided_by="predicate", findings=remarks, cases=cases)
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


def try_on(question: Question, answers: list[Answer], said: list[NeedsReview | Note]) -> list[Trial]:
    """Ask the predicates of all answers; notes and doubts are gathered in `said`."""
    item, cases = question.item, question.cases

    def misses(i: int, got: Any) -> Misses:
        return {"": heard(item.predicate(got, cases[i]) if item.predicate is not None else None)}

    def heard(judgement: Judgement) -> Miss | None:
        if isinstance(judgement, NeedsReview | Note):
            said.append(judgement)
        return miss_of(judgement)

    trials = run_trials(question, answers, misses, [""])
    passed = [trial for trial in trials if trial.passed]
    if item.predicate_of_all is None or any(not t.passed and not question.has_own_share(t.case) for t in trials):
        return trials
    miss = heard(
        item.predicate_of_all([trial.answer.value for trial in passed], [trial.case for trial in passed])
    )
    return [msgspec.structs.replace(t, misses={"": miss}) if t.passed and miss else t for t in trials]


def miss_of(reason: Judgement) -> Miss | None:
    """What a predicate says, as a miss."""
    return Miss("property", clean(reason, REASON_LENGTH)) if isinstance(reason, str) and reason else None
