"""Judge formulas: `symbolic` items, on the symbols of every case.

In this order: 1. is there an answer  2. can it be read  3. is it a formula of the given symbols  4. is it equal
to the reference's, in the mode and the form that the item asks for. What agrees without a proof is right by
evidence, and says so; what is neither equal nor different waits for a person.
"""

from typing import Any

import numpy as np
from msgspec.structs import replace

from checker.answers.comparison import Miss
from checker.answers.decimals import meant
from checker.answers.diagnosis import known_misconception, partly_known
from checker.answers.formulas import (
    WHOLE,
    Results,
    compare_formulas,
    comparison_for,
    entry_names,
    faults_of,
    is_matrix,
    miss_of,
)
from checker.answers.numeric import note_findings
from checker.answers.question import Failed, Question
from checker.answers.texts import read_wanted
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
from checker.cases import Case
from checker.errors import StudentError
from checker.sandbox.wire import Answer
from checker.symbolic.comparison import Comparison
from checker.symbolic.verdicts import Equivalence
from checker.verdict import DecidedBy, Finding, Outcome, Verdict

BY: dict[str, DecidedBy] = {
    "structure": "structure", "proof": "proof", "SymPy": "proof", "growth": "proof", "evidence": "evidence",
}  # fmt: skip
WEAKEST = ("evidence", "proof", "structure")
RELATIVES = (
    ("up to a sign", "Your formula is the right one with the opposite sign."),
    ("up to a factor", "Your formula is the right one, times a constant factor."),
    ("up to a constant", "Your formula is the right one, but for an additive constant."),
)
"""what a wrong formula may have in common with the right one"""


def judge(question: Question, answers: list[Answer], again: Answer | None) -> Verdict:
    """Judge the answers to all cases."""
    if missing(answers):
        return MISSING
    answers = [_read(question, i, answer) for i, answer in enumerate(answers)]
    results: dict[int, Results] = {}
    trials = try_on(question, answers, question.expected, results)
    share, note = earned_share(question, trials), None
    for variant in question.item.variants:
        if share == 1.0:
            break
        found: dict[int, Results] = {}
        other = _try_variant(question, answers, variant.name, found)
        if other is not None and (earned := earned_share(question, other)) > share:
            trials, share, note, results = other, earned, variant.note, found
    cases = tally(trials)
    if share > 0 and (waiting := _waiting(question, results)):
        return Verdict(outcome=Outcome.UNDECIDED, decided_by="nobody", findings=(waiting,), cases=cases)
    if share == 1.0:
        return _right(question, results, note, cases)
    return _wrong(question, trials, share, note, cases)


def try_on(
    question: Question, answers: list[Answer], expected: list[Any], results: dict[int, Results] | None = None
) -> list[Trial]:
    """Compare all answers with those right answers; `results` takes what the comparison says."""

    def misses(i: int, got: Any) -> Misses:
        case, want = question.cases[i], expected[i]
        if isinstance(got, StudentError):
            return dict.fromkeys(entry_names(want), Miss("unreadable", str(got), is_whole=True))
        faults = faults_of(case, got, want)
        if set(faults) == {WHOLE}:
            return dict.fromkeys(entry_names(want), replace(faults[WHOLE], is_whole=True))
        found = compare_formulas(question, case, got, want)
        if results is not None:
            results[i] = found
        is_whole = len(found) > 1 and len({id(result) for result in found.values()}) == 1
        mode, shown = question.item.equality.mode, question.shows_expected
        missed = {name: miss_of(result, mode, shows_expected=shown) for name, result in found.items()}
        told = {name: miss and replace(miss, is_whole=is_whole) for name, miss in missed.items()}
        return {name: faults.get(name, miss) for name, miss in told.items()}

    return run_trials(question, answers, misses, entry_names(expected[0]))


def _try_variant(
    question: Question, answers: list[Answer], name: str, results: dict[int, Results]
) -> list[Trial] | None:
    variant = next(variant for variant in question.item.variants if variant.name == name)
    expected = question.outputs_of(name, variant.answer)
    if any(isinstance(output, Failed) for output in expected):
        return None
    return try_on(question, answers, expected, results)


def _read(question: Question, index: int, answer: Answer) -> Answer:
    """The answer, with texts read as formulas; one that cannot be read becomes what is wrong with it."""
    if answer.kind != "value":
        return answer
    want = question.expected[index]
    value = _as_formulas(question, index, answer.value, want)
    if isinstance(value, list | tuple) and len(value) == 1 and not isinstance(want, list | tuple | dict):
        value = value[0]  # as SymPy's `solve` gives it
    return replace(answer, value=meant(value))


def _as_formulas(question: Question, index: int, value: Any, want: Any) -> Any:
    """The value with its texts read, each as what is wanted in its place."""
    if isinstance(value, str):
        try:
            return read_wanted(question, question.cases[index], value, want)
        except StudentError as err:
            return err
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple):
        has_places = isinstance(want, list | tuple) and len(want) == len(value)
        wanted = want if has_places else [want] * len(value)
        items = zip(value, wanted, strict=True)
        return type(value)(_as_formulas(question, index, item, one) for item, one in items)
    if isinstance(value, dict):
        wants = want if isinstance(want, dict) else {}
        return {key: _as_formulas(question, index, item, wants.get(key)) for key, item in value.items()}
    return value


def _waiting(question: Question, results: dict[int, Results]) -> Finding | None:
    """What a person has to look at."""
    for found in results.values():
        for result in found.values():
            if result.verdict == "undecided" and "too large" not in result.reason:
                message = f"The checker could not tell whether this formula is right: it {result.reason}."
                return Finding(kind="undecided", message=f"{message} That costs nothing: staff will look.")
            if result.verdict == "equal" and result.decided_by == "evidence" and not question.accepts_evidence:
                message = (
                    "The formula agrees with the right one wherever it was tried, but was not proved equal to it."
                )
                return Finding(kind="evidence", message=f"{message} Staff will look.")
    return None


def _right(question: Question, results: dict[int, Results], note: str | None, cases: Any) -> Verdict:
    said = [result for found in results.values() for result in found.values()]
    decided: set[DecidedBy] = {BY.get(result.decided_by, "proof") for result in said}
    by = next((kind for kind in WEAKEST if kind in decided), "proof")
    findings = (*note_findings(note), *_remarks(said), *(_evidence(said) if by == "evidence" else ()))
    return Verdict(outcome=Outcome.CORRECT, share=1.0, decided_by=by, findings=findings, cases=cases)  # type: ignore[arg-type]


def _remarks(results: list[Equivalence]) -> tuple[Finding, ...]:
    """A word on points at which a right formula is not defined."""
    for result in results:
        _, found, rest = result.reading.partition("the first formula is not defined at ")
        if found:
            message = f"The formula is right, but not defined at {rest}."
            return (Finding(kind="note", message=message),)
    return ()


def _evidence(results: list[Equivalence]) -> tuple[Finding, ...]:
    """What agreement without a proof rests on."""
    reading = next(result.reading for result in results if result.decided_by == "evidence")
    _, _, basis = reading.partition("the values agree")
    message = f"The formula was not proved to be the right one, but the values agree{basis}."
    return (Finding(kind="evidence", message=message),)


def _wrong(question: Question, trials: list[Trial], share: float, note: str | None, cases: Any) -> Verdict:
    known = known_misconception(question, trials)
    if known is not None:
        hints: tuple[Finding, ...] = (
            Finding(kind="misconception", message=known.hint, misconception=known.name),
        )
    else:
        hints = tuple(partly_known(question, trials)) or _relative(question, trials)
    share = max(share, known.credit if known else 0.0)
    first = next(trial for trial in trials if not trial.passed)
    outcome = Outcome.PARTLY_CORRECT if share > 0 else failed_outcome(question, trials)
    by: DecidedBy = "failure"
    if outcome in (Outcome.WRONG, Outcome.PARTLY_CORRECT, Outcome.UNUSABLE):
        rung = next(miss.rung for miss in first.misses.values() if miss is not None)
        by = "counterexample" if rung == "value" else "comparison"
    findings = (*with_hint(finding_of(question, first), hints), *_map(question, trials), *note_findings(note))
    return Verdict(outcome=outcome, share=share, decided_by=by, findings=findings, cases=cases)


def _relative(question: Question, trials: list[Trial]) -> tuple[Finding, ...]:
    """What a wrong formula has in common with the right one on all cases."""
    if question.item.equality.mode != "exact" or any(t.answer.kind != "value" for t in trials):
        return ()
    if any(miss is not None and miss.rung == "form" for t in trials for miss in t.misses.values()):
        return ()
    for mode, sentence in RELATIVES:
        results = [
            _hint(question, t.case, mode).compare(t.answer.value, want)
            for t, want in zip(trials, question.expected, strict=True)
        ]
        if all(result.verdict == "equal" for result in results):
            return (Finding(kind="diagnosis", message=sentence),)
    return ()


def _hint(question: Question, case: Case, mode: str) -> Comparison:
    """A comparison that is worth a hint: what is not soon proved is not looked at for long."""
    return comparison_for(question, case, mode=mode, only=None, form="", looks_long=False)


def _map(question: Question, trials: list[Trial]) -> tuple[Finding, ...]:
    """Which entries are right: of a matrix as a map."""
    want = question.expected[0]
    if not is_matrix(want):
        return entries_finding(question, trials)
    failed = {name for trial in trials for name, miss in trial.misses.items() if miss is not None}
    if len(failed) == len(trials[0].misses):
        return ()
    rows = [
        " ".join("x" if f"[{i}, {j}]" in failed else "." for j in range(len(row))) for i, row in enumerate(want)
    ]
    message = f"Entries that are not right are marked by x: {' / '.join(rows)}"
    return (Finding(kind="entries", message=message),)
