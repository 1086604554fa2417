"""One case of a question and what became of it: the part of judging that all kinds share."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec import Struct

from checker.answers.comparison import Miss
from checker.answers.question import Question
from checker.cases import Case
from checker.maths import describe
from checker.sandbox.wire import Answer, Other, Raised
from checker.verdict import Finding, Outcome, Verdict

Misses = dict[str, Miss | None]
"""what is wrong with each entry of an answer"""


class Trial(Struct, frozen=True, eq=False):
    """One call, its answer, and what is wrong with each entry of it."""

    index: int
    """place of the case in the question"""
    case: Case
    answer: Answer
    misses: Misses

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not any(self.misses.values())


def run_trials(
    question: Question, answers: list[Answer], judge: Callable[[int, Any], Misses], names: Iterable[str]
) -> list[Trial]:
    """Judge each answer that is there; a call that failed fails all entries."""
    names = list(names)
    return [
        Trial(
            i,
            case,
            answer,
            judge(i, answer.value) if answer.kind == "value" else dict.fromkeys(names, call_miss(answer)),
        )
        for i, (case, answer) in enumerate(zip(question.cases, answers, strict=True))
    ]


def missing(answers: list[Answer]) -> bool:
    """Whether the function is not there, or does nothing yet."""
    return all(_is_blank(answer) for answer in answers)


def _is_blank(answer: Answer) -> bool:
    if answer.kind == "value":
        value = answer.value
        return value is None or (isinstance(value, Other) and value.type_name == "ellipsis")
    not_written = answer.error is not None and answer.error.type_name == "NotImplementedError"
    return answer.kind == "missing" or (answer.kind == "raised" and not_written)


MISSING = Verdict(outcome=Outcome.MISSING, decided_by="absence")


# ---- shares ------------------------------------------------------------------------------------------------


def earned_share(question: Question, trials: list[Trial]) -> float:
    """Share of the points: each entry's, and in it each tag's.

    The cases whose tags have no share of their own are the core. Who fails one of them earns nothing for that
    entry; who passes them all earns the rest of the shares, tag by tag.
    """
    names = list(trials[0].misses)
    return sum(_entry_share(question, trials, name) for name in names) / len(names)


def _entry_share(question: Question, trials: list[Trial], name: str) -> float:
    failed = {trial.case.tag for trial in trials if trial.misses.get(name) is not None}
    if any(tag not in question.weights for tag in failed):
        return 0.0
    return 1.0 - sum(question.weights[tag] for tag in failed)


def tally(trials: list[Trial]) -> dict[str, tuple[int, int]]:
    """Passed and all cases, by tag."""
    counts: dict[str, tuple[int, int]] = {}
    for trial in trials:
        passed, total = counts.get(trial.case.tag, (0, 0))
        counts[trial.case.tag] = (passed + trial.passed, total + 1)
    return counts


# ---- what became of a call ---------------------------------------------------------------------------------


def call_miss(answer: Answer) -> Miss:
    """What to say of a call that gave no answer."""
    match answer.kind:
        case "raised" if answer.error is not None:
            return _raised_miss(answer.error)
        case "timed out":
            return Miss("timed out", _why_timed_out(answer.detail))
        case "died":
            rung = (
                "out of memory"
                if "memory" in answer.detail
                else "timed out"
                if "time" in answer.detail
                else "died"
            )
            return Miss(rung, f"ended the whole Python process ({answer.detail}) instead of returning an answer")
        case "forged":
            return Miss("forbidden", "wrote to the checker's own channel, which is not an answer")
        case _:
            return Miss("missing", "is not there")


def _raised_miss(error: Raised) -> Miss:
    rung = "forbidden" if error.is_denied else "out of memory" if error.is_memory else "raised"
    return Miss(rung, f"raised {raised_in_words(error)}", line_in_words(error))


def raised_in_words(error: Raised) -> str:
    """The exception with its message and the student's own line."""
    message = describe.one_line(error.message, 300)
    if error.type_name == "ModuleNotFoundError":
        message += "; there are NumPy, SymPy, Python's standard library, and the modules beside the file"
    what = describe.one_line(error.type_name, 80) + (f": {message}" if message else "")
    if not error.line:
        return what
    text = f": `{describe.one_line(error.text, 120)}`" if error.text.strip() else ""
    return f"{what}, in {line_in_words(error)}{text}"


def line_in_words(error: Raised) -> str:
    """Where in the submission it was."""
    return f"line {error.line} of {describe.one_line(error.file, 80)}" if error.line else ""


def _why_timed_out(detail: str) -> str:
    return {
        "": "did not return within the time of a call; an endless loop, perhaps",
        "not waited for": "was not called any more, after it had not returned on other inputs",
        "submission": "was not called: the time for the whole submission was used up",
    }.get(detail, detail)


OUTCOMES = {
    "raised": Outcome.RAISED,
    "died": Outcome.RAISED,
    "timed out": Outcome.TIMED_OUT,
    "out of memory": Outcome.OUT_OF_MEMORY,
    "forbidden": Outcome.FORBIDDEN,
    "missing": Outcome.MISSING,
    "type": Outcome.UNUSABLE,
    "unreadable": Outcome.UNUSABLE,
}


def failed_outcome(question: Question, trials: list[Trial]) -> Outcome:
    """What to call an item that earned nothing: after the first core case that failed."""
    core = [t for t in trials if not t.passed and not question.has_own_share(t.case)]
    miss = next(m for m in core[0].misses.values() if m is not None)
    return OUTCOMES.get(miss.rung, Outcome.WRONG)


TAG_REMARKS = {
    "edge": " The input is a special one, at the end of what is allowed.",
    "stability": " The input is extreme: a formula may be right on paper and still overflow, or lose all digits.",
    "efficiency": " The input is large.",
}


def finding_of(question: Question, trial: Trial) -> Finding:
    """The smallest failing call, what it gave and what was wrong about it."""
    item, case = question.item, trial.case
    name, miss = next((n, m) for n, m in trial.misses.items() if m is not None)
    inputs, remark = case.inputs, TAG_REMARKS.get(case.tag, "")
    if case.steps is not None:
        inputs = case.first_step
        remark += " The call shown is the first of several steps; each goes on from what the last one returned."
    if case.tag == "efficiency" and miss.rung == "timed out":
        miss = msgspec.structs.replace(miss, message="did not return within the time of a call")
        remark += " The number of its steps grows faster with the length of the input than it has to, perhaps."
    pasted = describe.call(item.function, inputs)
    if not pasted and inputs:
        remark += f" The call: {describe.inputs_in_words(inputs)}."
    right = _right_value(question, trial, name) if question.shows_expected else ""
    of_symbols = trial.answer.error is not None and "loop of ufunc does not support" in trial.answer.error.message
    return Finding(
        kind=miss.rung,
        message=_sentence(question, name, miss) + right + remark,
        call=pasted,
        hint="NumPy's functions take numbers; for symbols write SymPy's, such as sympy.log."
        if of_symbols
        else "",
        where="" if miss.is_whole else f"{name}{miss.where}",
    )


def _sentence(question: Question, name: str, miss: Miss) -> str:
    """The miss as a sentence with its subject."""
    if miss.rung == "property":
        return miss.message  # a predicate speaks in sentences
    if miss.rung == "unreadable":
        return f"The checker {miss.message}"  # which ends in the line that shows the place
    if miss.rung in OUTCOMES and miss.rung != "type":
        return f"The call {miss.message}."
    subject = f"Entry `{name}` of the answer" if name and not miss.is_whole else "The answer"
    if not miss.off:
        return f"{subject} {miss.message}."
    # The distance from a fixed value would be the value itself.
    is_told = question.item.kind != "value" or question.shows_expected
    return f"{subject} {miss.message}, which is {miss.off if is_told else 'not right'}."


def with_hint(finding: Finding, explanations: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The finding with the first explanation as its hint, and the further ones behind it."""
    if not explanations:
        return (finding,)
    first, *rest = explanations
    return msgspec.structs.replace(finding, hint=first.message, misconception=first.misconception), *rest


def entries_finding(question: Question, trials: list[Trial]) -> tuple[Finding, ...]:
    """Which entries of an answer with several are right, where only some are."""
    failed = {name for trial in trials for name, miss in trial.misses.items() if miss is not None}
    right = [name for name in trials[0].misses if name not in failed]
    if not right or not failed:
        return ()
    wrong = [name for name in trials[0].misses if name in failed]
    listed = [", ".join(f"`{name}`" for name in names) for names in (right, wrong)]
    return (Finding(kind="entries", message=f"Right: {listed[0]}. Not right: {listed[1]}."),)


def _right_value(question: Question, trial: Trial, name: str) -> str:
    if question.item.kind in ("witness", "symbolic", "derivation") or question.item.view is not None:
        return ""
    want = question.expected[trial.index]
    if isinstance(want, dict):
        want = want.get(name)
    elif isinstance(want, tuple) and name:
        want = want[int(name.strip("[]"))]
    return f" The right value is {describe.short(want)}."
