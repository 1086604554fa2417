"""What every item must satisfy, so that its marks can be trusted.

`checker verify` and the tests run this same contract, with several seeds:

  1. the reference earns all points on its own cases, and answers the same when asked twice
  2. every variant earns all points
  3. every misconception loses some, and is recognised by its own name: no two of them look alike
  4. no case is decided by a hair: a wrong answer misses by more than ten times the tolerance, or agrees to a
     tenth of it
  5. the symbolic twin agrees with the reference
  6. declared gradients agree with finite differences in extended precision
  7. the prompt does not give the answer away
  8. follow-through and pictures work on the reference's own answers
  9. every small slip in the reference (see `mutants`) is rejected by a case, or said to change nothing
"""

import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from checker.answers import numeric, witness
from checker.answers.comparison import as_array, compare, entries
from checker.answers.diagnosis import known_misconception
from checker.answers.judging import JUDGES, figure_of
from checker.answers.question import Failed, Question, settled
from checker.audit.mutants import mutants
from checker.audit.proofs import is_proved
from checker.cases import Case
from checker.exercise import Gradient, Item, Misconception
from checker.maths.tolerance import Tolerance
from checker.sandbox.wire import Answer, Raised
from checker.verdict import Outcome, Verdict

SEEDS = ("public", "first audit", "second audit")
CLEAR = 10.0
"""how many times the tolerance a wrong answer has to miss by"""
MUTANT_SECONDS = 2.0
"""time of one call of a changed reference"""
TWIN = Tolerance(rtol=1e-9, atol=1e-12)
TWIN_ENTRIES = 40
"""input numbers up to which a case is put to the symbolic twin"""
GRADIENT = Tolerance(rtol=1e-7, atol=1e-9)


class Complaint(Struct, frozen=True):
    """One way in which an item breaks the contract."""

    item: str
    rule: str
    message: str
    """what was found, and what to mend"""


class Audit(Struct, frozen=True):
    """What the audit of one item found."""

    item: Item
    cases: int
    margin: float
    """smallest miss of a misconception that a case rejects, in units of the tolerance"""
    twin_cases: int
    """cases on which the symbolic twin was compared"""
    is_proved: bool
    """whether the reference was proved equal to its twin"""
    gradients: int
    """declared gradients that were compared"""
    mutants: int
    """changed references that were tried"""
    complaints: tuple[Complaint, ...]


def audit(item: Item, weights: dict[str, float], seeds: tuple[str, ...] = SEEDS) -> Audit:
    """Hold an item against the contract."""
    complaints: dict[str, Complaint] = {}
    margin, cases, twins = float("inf"), 0, 0
    if item.kind == "essay":  # a person judges it: there is nothing that could be held against anything
        return Audit(item, 0, margin, 0, False, 0, 0, ())
    is_equal = is_proved(item, item.cases_for(seeds[0]))
    for seed in seeds:
        question = Question(item, 1.0, item.tolerance, item.cases_for(seed), weights)
        cases = len(question.cases)
        if broken := list(_broken(question)):
            complaints |= {complaint.message: complaint for complaint in broken}
            continue
        found = [
            *_reference(question),
            *_beside(question),
            *_variants(question),
            *_misconceptions(question),
            *_prompt(item),
            *_gradients(question),
        ]
        lowest, close = _margins(question)
        compared, differing = _twin(question) if seed == seeds[0] or not is_equal else (0, [])
        margin, twins = min(margin, lowest), twins + compared
        for complaint in (*found, *close, *differing):
            complaints.setdefault(complaint.message, complaint)
    tried = 0
    if not complaints:
        question = Question(item, 1.0, item.tolerance, item.cases_for(seeds[0]), weights)
        tried, survived = _mutants(question)
        complaints |= {complaint.message: complaint for complaint in survived}
    return Audit(item, cases, margin, twins, is_equal, len(item.gradients), tried, tuple(complaints.values()))


# ---- 1 to 3: who earns what ------------------------------------------------------------------------------------


def _judged(question: Question, outputs: list[Any]) -> Verdict:
    return _judged_answers(question, [as_answer(output) for output in outputs])


def _judged_answers(question: Question, answers: list[Answer]) -> Verdict:
    return JUDGES[question.item.kind](question, answers, None)


def as_answer(output: Any) -> Answer:
    """The output of an author's function, as if a student's had given it."""
    if isinstance(output, Failed):
        return Answer("raised", error=Raised(output.type_name, ""))
    return Answer("value", output)


def _broken(question: Question) -> Iterator[Complaint]:
    """A reference that does not answer: nothing can be compared with it."""
    for number, case in enumerate(question.cases, 1):
        try:
            case.apply(question.item.reference)
        except Exception as err:
            message = f"the reference fails on case {number} ({case.tag}): {type(err).__name__}: {err}"
            yield Complaint(question.item.id, "reference", message)


def _reference(question: Question) -> Iterator[Complaint]:
    item = question.item
    again = [settled(case.apply(item.reference)) for case in question.cases]
    verdict = _judged(question, again)
    if verdict.outcome is not Outcome.CORRECT:
        why = verdict.findings[0].message if verdict.findings else verdict.outcome
        yield Complaint(item.id, "reference", f"the reference fails on its own cases: {why}")


def _beside(question: Question) -> Iterator[Complaint]:
    """What stands beside the judging, tried on the reference's answers: follow-through and pictures."""
    item = question.item
    answers = [as_answer(settled(case.apply(item.reference))) for case in question.cases]
    try:
        if item.draw is not None and figure_of(question, answers) is None:
            yield Complaint(item.id, "picture", "the reference's answers are not drawn; they should be arrays")
        for case, answer in zip(question.cases, answers, strict=True):
            own = item.follow(answer.value, **case.inputs) if item.follow is not None else {}
            if any(compare({name: answer.value[name] for name in own}, own, question.bounds(case)).values()):
                message = f"what follows from the reference's own entries is not the reference ({case.tag} case)"
                yield Complaint(item.id, "follow-through", message)
    except Exception as err:
        message = f"the picture or the follow-through fails on the reference: {type(err).__name__}: {err}"
        yield Complaint(item.id, "beside", message)


def _variants(question: Question) -> Iterator[Complaint]:
    for variant in question.item.variants:
        verdict = _judged(question, question.outputs_of(variant.name, variant.answer))
        if verdict.outcome is not Outcome.CORRECT:
            message = f"the variant `{variant.name}` does not earn all points; it is {verdict.outcome}"
            yield Complaint(question.item.id, "variant", message)


def _misconceptions(question: Question) -> Iterator[Complaint]:
    item = question.item
    for misconception in item.misconceptions:
        outputs = question.outputs_of(misconception.name, misconception.answer)
        verdict = _judged(question, outputs)
        if verdict.outcome is Outcome.CORRECT:
            message = (
                f"no case rejects the misconception `{misconception.name}`; add one on which it differs from "
                "the reference"
            )
            yield Complaint(item.id, "misconception", message)
        elif (name := _recognised(question, misconception)) != misconception.name:
            other = f"as `{name}`" if name else "by no name"
            message = (
                f"the misconception `{misconception.name}` is recognised {other}; add a case that tells it apart"
            )
            yield Complaint(item.id, "told apart", message)


def _recognised(question: Question, misconception: Misconception) -> str:
    outputs = question.outputs_of(misconception.name, misconception.answer)
    answers = [as_answer(output) for output in outputs]
    if question.item.kind == "witness":
        trials = witness.try_on(question, answers, [])
    elif question.item.kind == "symbolic":
        from checker.answers import symbolic

        trials = symbolic.try_on(question, answers, question.expected)
    elif question.item.kind == "derivation":
        return misconception.name  # a chain is explained step by step, and has no need of a name
    else:
        trials = numeric.try_on(question, answers, question.expected)
    known = known_misconception(question, trials)
    return known.name if known else ""


# ---- 4: margins ------------------------------------------------------------------------------------------------


def _margins(question: Question) -> tuple[float, list[Complaint]]:
    """The smallest clear miss, and the misses that are not clear."""
    if question.item.kind in ("witness", "symbolic", "derivation"):
        return float("inf"), []
    lowest, complaints = float("inf"), []
    for misconception in question.item.misconceptions:
        outputs = question.outputs_of(misconception.name, misconception.answer)
        for number, (case, output, want) in enumerate(
            zip(question.cases, outputs, question.expected, strict=True), 1
        ):
            for name, ratio in _ratios(question, case, output, want):
                if ratio >= CLEAR:
                    lowest = min(lowest, ratio)
                elif ratio > 1 / CLEAR:
                    where = f" in the entry `{name}`" if name else ""
                    message = (
                        f"case {number} ({case.tag}) hardly tells the misconception `{misconception.name}` from "
                        f"the reference{where}: it misses by {ratio:.2g} times the tolerance; choose other inputs"
                    )
                    complaints.append(Complaint(question.item.id, "margin", message))
    return lowest, complaints


def _ratios(question: Question, case: Case, got: Any, want: Any) -> Iterator[tuple[str, float]]:
    """Largest error of each entry, in units of the tolerance."""
    if isinstance(got, Failed):
        return
    view, bounds = question.item.view, question.bounds(case)
    if view is not None:
        got, want = view(got, case), view(want, case)
    tightened = Tolerance(rtol=bounds.rtol / CLEAR, atol=bounds.atol / CLEAR, norm=bounds.norm)
    for name, miss in compare(got, want, tightened).items():
        if miss is not None and miss.rung == "value":
            yield name, miss.ratio / CLEAR


# ---- 5: the symbolic twin --------------------------------------------------------------------------------------


def _twin(question: Question) -> tuple[int, list[Complaint]]:
    item = question.item
    if item.twin is None:
        return 0, []
    import sympy

    compared, complaints = 0, []
    for number, (case, want) in enumerate(zip(question.cases, question.expected, strict=True), 1):
        if case.tag == "efficiency" or sum(map(_numbers_in, case.inputs.values())) > TWIN_ENTRIES:
            continue
        compared += 1
        symbolic = [_symbolic(value, sympy) for value in case.inputs.values()]
        try:
            got = _numeric(item.twin(sympy, *symbolic))
        except Exception as err:
            message = f"the symbolic twin fails on case {number} ({case.tag}): {type(err).__name__}: {err}"
            complaints.append(Complaint(item.id, "twin", message))
            continue
        for name, miss in compare(got, _as_floats(want), TWIN).items():
            if miss is not None:
                entry = f" entry `{name}`" if name else ""
                message = f"the symbolic twin disagrees on case {number} ({case.tag}):{entry} {miss.message}"
                complaints.append(Complaint(item.id, "twin", message))
    return compared, complaints


def _numbers_in(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return int(value.size)
    return sum(map(_numbers_in, value)) if isinstance(value, list | tuple) else 1


def _symbolic(value: Any, sympy: Any) -> Any:
    """An input for the twin: floats to 50 digits, arrays as nested lists, integers as they are."""
    match value:
        case np.ndarray():
            return _symbolic(value.tolist(), sympy)
        case list() | tuple():
            return [_symbolic(item, sympy) for item in value]
        case float():
            return sympy.Float(value, 50)
        case _:
            return value


def _numeric(value: Any) -> Any:
    """What a twin answers, as an answer of numbers."""
    if isinstance(value, dict):
        return {key: _numeric(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_numeric(item) for item in value)
    if isinstance(value, list):
        return np.array(_floats(value))
    return np.asarray(float(value))


def _floats(value: Any) -> Any:
    return [_floats(item) for item in value] if isinstance(value, list) else float(value)


def _as_floats(want: Any) -> Any:
    """The reference's answer, with integers as floats: a twin computes in floats."""
    if isinstance(want, dict):
        return {key: _as_floats(item) for key, item in want.items()}
    if isinstance(want, tuple):
        return tuple(_as_floats(item) for item in want)
    return np.asarray(want, dtype=np.float64)


# ---- 6 and 7: gradients, prompts -------------------------------------------------------------------------------


def _gradients(question: Question) -> Iterator[Complaint]:
    for gradient in question.item.gradients:
        for number, (case, want) in enumerate(zip(question.cases, question.expected, strict=True), 1):
            if case.tag in ("stability", "efficiency") or sum(map(_numbers_in, case.inputs.values())) > 400:
                continue
            claimed = as_array(dict(entries(want)).get(gradient.entry) if gradient.entry else want)
            if claimed is None:
                message = f"the answer has no array `{gradient.entry}` to hold its gradient in `{gradient.of}`"
                yield Complaint(question.item.id, "gradient", message)
                return
            try:
                measured = finite_differences(gradient, case)
            except Exception as err:
                message = f"the loss of its gradient fails on case {number}: {type(err).__name__}: {err}"
                yield Complaint(question.item.id, "gradient", message)
                return
            if miss := compare(measured, claimed.astype(np.float64), GRADIENT)[""]:
                of = f"`{gradient.entry}`" if gradient.entry else "the answer"
                message = (
                    f"{of} is not the derivative of its loss in `{gradient.of}` on case {number}: {miss.message}"
                )
                yield Complaint(question.item.id, "gradient", message)


def finite_differences(gradient: Gradient, case: Case) -> Any:
    """Derivative of a function by central differences of fourth order, in extended precision.

    f'(x) = (8 (f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h))) / (12 h) + O(h^4)

    Its axes are those of the function's value, then those of the variable.
    """
    inputs = {name: _extended(value) for name, value in case.inputs.items()}
    if gradient.at is not None:
        inputs[gradient.of] = _extended(gradient.at(**case.inputs))
    point = np.asarray(inputs[gradient.of])
    h = np.longdouble(2.0**-12)
    slopes = []
    for index in np.ndindex(point.shape):
        values = []
        for step in (1, -1, 2, -2):
            moved = point.copy()
            moved[index] += step * h
            values.append(gradient.loss(**{**inputs, gradient.of: moved if moved.ndim else moved[()]}))
        up, down, far_up, far_down = values
        slopes.append(np.asarray((8 * (up - down) - (far_up - far_down)) / (12 * h)))
    if not slopes:
        value = np.asarray(gradient.loss(**inputs))
        return np.zeros((*value.shape, *point.shape))
    result = np.stack(slopes, axis=-1).reshape((*slopes[0].shape, *point.shape))
    return result.astype(np.float64)


def _extended(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(np.longdouble)
    return np.longdouble(value) if isinstance(value, float) else value


def _prompt(item: Item) -> Iterator[Complaint]:
    if len(item.answer) > 6 and "".join(item.answer.split()) in "".join(item.prompt.split()):
        yield Complaint(item.id, "prompt", "the prompt gives the answer away; say what is asked, and no more")


# ---- 9: slips on purpose ---------------------------------------------------------------------------------------


def _mutants(question: Question) -> tuple[int, list[Complaint]]:
    item = question.item
    count, survivors = 0, []
    if not item.parameters or item.kind == "derivation":  # one answer alone, or held to each of its own steps
        return 0, []
    for mutant in mutants(item):
        count += 1
        if _is_accepted(question, mutant.function):
            survivors.append(mutant.change)
    complaints = [
        Complaint(
            item.id,
            "mutant",
            f"every case accepts the reference with `{change}`; add a case that rejects it, or say why it is "
            f"right with `{item.function}.harmless({change!r}, ...)`",
        )
        for change in survivors
        if change not in item.same
    ]
    complaints += [
        Complaint(item.id, "mutant", f"`.harmless({change!r}, ...)` is not needed; delete it")
        for change in item.same
        if change not in survivors
    ]
    return count, complaints


def _is_accepted(question: Question, function: Any) -> bool:
    """Whether a changed reference earns all points, though it is neither proved the same nor an accepted variant.

    One that fails, or does not end, earns nothing.
    """
    answers = []
    for case in question.cases:
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings(), at_most(MUTANT_SECONDS):
                warnings.simplefilter("ignore")
                output = settled(case.apply(function))
        except Exception:
            return False  # with a vector product that is the same both ways, too: that is no mutant
        answers.append(as_answer(output))
        if question.item.kind in ("numeric", "symbolic") and _misses(question, answers):
            return False
    verdict = _judged_answers(question, answers)
    is_equal = question.item.kind == "symbolic" and verdict.decided_by in ("structure", "proof")
    is_variant = any(finding.kind == "note" for finding in verdict.findings)
    return verdict.share == 1.0 and not is_equal and not is_variant


def _misses(question: Question, answers: list[Answer]) -> bool:
    """Whether the newest answer is wrong, whatever the others are."""
    last = len(answers) - 1
    if question.item.variants:
        return False
    here = msgspec.structs.replace(question, cases=[question.cases[last]], outputs={})
    expected = [question.expected[last]]
    if question.item.kind == "numeric":
        return not numeric.try_on(here, answers[-1:], expected)[0].passed
    from checker.answers import symbolic

    return not symbolic.try_on(here, answers[-1:], expected)[0].passed


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in what takes longer; in the main thread, where alone signals arrive."""

    def end(*_: Any) -> None:
        raise TimeoutError

    previous = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
