"""Judge arrays and numbers: `numeric` items on all their cases, `value` items on their only one.

In this order: 1. is there an answer  2. is it the reference's  3. is it an accepted variant's. What is not right
is explained: the smallest failing call first, then why, perhaps.
"""

from typing import Any

import msgspec
import numpy as np

from checker.answers.comparison import as_array, as_built, built_otherwise, compare, entries, evaluated
from checker.answers.diagnosis import diagnose
from checker.answers.question import Failed, Question
from checker.answers.trial import (
    MISSING,
    Misses,
    Trial,
    earned_share,
    entries_finding,
    failed_outcome,
    finding_of,
    missing,
    run_trials,
    tally,
    with_hint,
)
from checker.maths.tolerance import Tolerance
from checker.sandbox.wire import Answer
from checker.verdict import Finding, Outcome, Verdict


def judge(question: Question, answers: list[Answer], again: Answer | None) -> Verdict:
    """Judge the answers to all cases; `again` is the answer to the first case, asked for once more."""
    if missing(answers):
        return MISSING
    trials = try_on(question, answers, question.expected)
    share, note = earned_share(question, trials), None
    if share < 1.0:
        trials, share, note = _best_reading(question, answers, trials, share)
    if share < 1.0 and question.item.follow is not None:
        trials, followed = _following(question, trials)
        share = earned_share(question, trials)
    else:
        followed = []
    cases = tally(trials)
    if share == 1.0:
        findings = (*note_findings(note), *mutation_findings(question, answers))
        return Verdict(outcome=Outcome.CORRECT, share=1.0, findings=findings, cases=cases)
    explained = diagnose(question, trials, again)
    if explained.credit > share:
        share = explained.credit
    first = next(trial for trial in trials if not trial.passed)
    outcome = Outcome.PARTLY_CORRECT if share > 0 else failed_outcome(question, trials)
    compared = outcome in (Outcome.WRONG, Outcome.PARTLY_CORRECT, Outcome.UNUSABLE)
    findings = (
        *with_hint(finding_of(question, first), explained.findings),
        *entries_finding(question, trials),
        *_followed_findings(followed),
        *note_findings(note),
    )
    return Verdict(
        outcome=outcome,
        share=share,
        decided_by="comparison" if compared else "failure",
        findings=findings,
        cases=cases,
    )


def try_on(question: Question, answers: list[Answer], expected: list[Any]) -> list[Trial]:
    """Compare all answers with those right answers."""
    view = question.item.view

    def misses(i: int, got: Any) -> Misses:
        if view is None:
            return compare(got, expected[i], question.bounds(question.cases[i]))
        return _compare_views(question, i, got, expected[i])

    names = [""] if view is not None else [name for name, _ in entries(expected[0])]
    return run_trials(question, answers, misses, names)


def _compare_views(question: Question, i: int, got: Any, want: Any) -> Misses:
    """Compare what the views show, once the answers are built alike."""
    view, case = question.item.view, question.cases[i]
    assert view is not None
    if (miss := built_otherwise(got, want)) is not None:
        return {"": miss}
    return compare(view(as_built(got, want), case), view(want, case), question.bounds(case))


def _following(question: Question, trials: list[Trial]) -> tuple[list[Trial], list[str]]:
    """The trials, with entries right that follow from the answer's own earlier ones; and which these are."""
    given = {
        name
        for trial in trials
        if trial.answer.kind == "value" and isinstance(trial.answer.value, dict)
        for name, value in trial.answer.value.items()
        if (array := as_array(evaluated(value))) is not None and array.dtype.kind in "fiu" and np.any(array)
    }
    mended = [_followed(question, trial, given) for trial in trials]
    names = [
        name
        for name in trials[0].misses
        if any(trial.misses[name] for trial in trials) and not any(trial.misses[name] for trial in mended)
    ]
    return mended, names


def _followed(question: Question, trial: Trial, given: set[str]) -> Trial:
    """The trial with entries right that follow, among those that are `given`, and not 0 on every case.

    What nan or infinity leads to says nothing that could be followed. A followed value may be tiny: it is met to
    a millionth of its own size.
    """
    follow, got, want = question.item.follow, trial.answer.value, question.expected[trial.index]
    if trial.passed or follow is None or not isinstance(got, dict):
        return trial
    built = {name: got[name] for name in want if name in got and not built_otherwise(got[name], want[name])}
    numbers = {name: array for name, value in built.items() if (array := as_array(evaluated(value))) is not None}
    try:
        with np.errstate(all="ignore"):
            own = follow({name: array[()] for name, array in numbers.items()}, **trial.case.inputs)
            sound = {name: value for name, value in own.items() if name in given and np.all(np.isfinite(value))}
    except (KeyError, IndexError, TypeError, ValueError, ArithmeticError, AttributeError):
        return trial  # an entry is missing, or built otherwise
    bounds = Tolerance(rtol=question.bounds(trial.case).rtol, atol=0.0)
    misses = compare(numbers, sound, bounds)
    return msgspec.structs.replace(
        trial, misses={name: miss and misses.get(name, miss) for name, miss in trial.misses.items()}
    )


def _followed_findings(followed: list[str]) -> tuple[Finding, ...]:
    """Which entries earned their points though their values are not the right ones."""
    if not followed:
        return ()
    listed = ", ".join(f"`{name}`" for name in followed)
    message = f"Computed rightly from your own earlier entries, which counts: {listed}."
    return (Finding(kind="note", message=message),)


def _best_reading(
    question: Question, answers: list[Answer], trials: list[Trial], share: float
) -> tuple[list[Trial], float, str | None]:
    """The reading of the answers that earns most: the reference's, or an accepted variant's."""
    note = None
    for variant in question.item.variants:
        expected = question.outputs_of(variant.name, variant.answer)
        if any(isinstance(output, Failed) for output in expected):
            continue
        other = try_on(question, answers, expected)
        if _is_built_otherwise(question, expected) and any(
            not trial.passed and not question.has_own_share(trial.case) for trial in other
        ):
            continue  # a part of an answer that was not asked for is no part of the one that was
        if (earned := earned_share(question, other)) > share:
            trials, share, note = other, earned, variant.note
    return trials, share, note


def _is_built_otherwise(question: Question, expected: list[Any]) -> bool:
    """Whether a variant has other entries than the reference."""
    return [name for name, _ in entries(expected[0])] != [name for name, _ in entries(question.expected[0])]


def note_findings(note: str | None) -> tuple[Finding, ...]:
    """What to say beside an accepted variant."""
    return (Finding(kind="note", message=note),) if note else ()


def mutation_findings(question: Question, answers: list[Answer]) -> tuple[Finding, ...]:
    """A word on arguments that a right answer changed: it costs nothing here, and may elsewhere."""
    changed = sorted({position for answer in answers for position in answer.mutated})
    names = [question.item.parameters[p] for p in changed if 0 <= p < len(question.item.parameters)]
    if not names:
        return ()
    listed = ", ".join(f"`{name}`" for name in names)
    return (Finding(kind="note", message=f"The function changes its argument {listed}; a caller may need it."),)
