"""Why a wrong answer is wrong, perhaps.

A known misconception of the item comes first: it must agree with the submission on every case of the core, and
where the submission gave no answer, give none either. Else the generic shapes of error, in order:

  random · transpose · extra axis · sign · base of the logarithm · sum for mean · factor · offset · permutation ·
  axis · diagonal · single precision · changed arguments

Each is claimed only where it explains all cases at once; else nothing is said.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from msgspec import Struct

from checker.answers.comparison import as_array, as_built, built_otherwise, compare, entries
from checker.answers.question import Failed, Question, attempted
from checker.answers.trial import Trial
from checker.cases import Case
from checker.exercise import Misconception
from checker.maths.describe import number
from checker.maths.tolerance import Array
from checker.sandbox.wire import Answer, Tree
from checker.verdict import Finding

LN10 = float(np.log(10.0))
FAR_LARGER = 100
"""how many times larger than the right answer an answer may be and still be compared with it by shapes"""


class Explanation(Struct, frozen=True):
    """What there is to say on a wrong answer, and the credit that it earns all the same."""

    findings: tuple[Finding, ...] = ()
    credit: float = 0.0


class Pair(Struct, frozen=True):
    """An answer beside the right one, as arrays."""

    case: Case
    got: Array
    want: Array
    mutated: tuple[int, ...]


def diagnose(question: Question, trials: list[Trial], again: Answer | None) -> Explanation:
    """Explain why the trials failed."""
    with np.errstate(all="ignore"):
        return _explained(question, trials, again)


def _explained(question: Question, trials: list[Trial], again: Answer | None) -> Explanation:
    if known := known_misconception(question, trials):
        finding = Finding(kind="misconception", message=known.hint, misconception=known.name)
        return Explanation((finding,), known.credit)
    hints = partly_known(question, trials)
    if not hints and (swapped := _swapped(question, trials)):
        hints = [Finding(kind="diagnosis", message=swapped)]
    if not hints:
        shape = _generic(question, trials, again)
        hints = [Finding(kind="diagnosis", message=shape)] if shape else []
    return Explanation(tuple(hints))


# ---- known misconceptions ------------------------------------------------------------------------------------


def known_misconception(question: Question, trials: list[Trial]) -> Misconception | None:
    """The misconception that gives these very answers."""
    considered = _considered(question, trials)
    for misconception in question.item.misconceptions:
        outputs = question.outputs_of(misconception.name, misconception.answer)
        if all(_agrees(question, trials[i], outputs[i]) for i in considered):
            return misconception
    return None


def partly_known(question: Question, trials: list[Trial]) -> list[Finding]:
    """Misconceptions that explain single entries of an answer with several."""
    considered = _considered(question, trials)
    failing = {name for i in considered for name, miss in trials[i].misses.items() if miss is not None}
    if len(trials[0].misses) < 2 or any(trials[i].answer.kind != "value" for i in considered):
        return []
    if any(miss is not None and miss.is_whole for i in considered for miss in trials[i].misses.values()):
        return []
    findings, explained = [], set[str]()
    for misconception in question.item.misconceptions:
        outputs = question.outputs_of(misconception.name, misconception.answer)
        names = {
            name
            for name in failing - explained
            if all(_entry_agrees(question, trials[i], outputs[i], name) for i in considered)
        }
        if names:
            explained |= names
            listed = ", ".join(f"`{name}`" for name in sorted(names))
            findings.append(
                Finding(
                    kind="misconception",
                    message=f"{misconception.hint} (This explains {listed}.)",
                    misconception=misconception.name,
                )
            )
    return findings


def _considered(question: Question, trials: list[Trial]) -> list[int]:
    """Cases on which an explanation must hold: the core, and all that failed where the core passed."""
    core = [i for i, t in enumerate(trials) if not question.has_own_share(t.case)]
    failed = [i for i, t in enumerate(trials) if not t.passed]
    return core if any(i in core for i in failed) else core + failed


def _agrees(question: Question, trial: Trial, output: Any) -> bool:
    if isinstance(output, Failed) or trial.answer.kind != "value":
        return isinstance(output, Failed) and trial.answer.kind == "raised"
    return not any(_misses(question, trial, output).values())


def _entry_agrees(question: Question, trial: Trial, output: Any, name: str) -> bool:
    if isinstance(output, Failed):
        return False
    misses = _misses(question, trial, output)
    return name in misses and misses[name] is None


def _misses(question: Question, trial: Trial, output: Any) -> dict[str, Any]:
    if question.item.kind == "symbolic":
        return _formula_misses(question, trial, output)
    view, bounds = question.item.view, question.bounds(trial.case)
    if view is None:
        return compare(trial.answer.value, output, bounds)
    got = trial.answer.value
    if built_otherwise(got, output) is not None:
        return {"": "built differently"}
    try:
        return compare(view(as_built(got, output), trial.case), view(output, trial.case), bounds)
    except (TypeError, ValueError, IndexError, KeyError):
        return {"": "built differently"}


def _formula_misses(question: Question, trial: Trial, output: Any) -> dict[str, Any]:
    """Entries of a formula that differ from those of a wrong function."""
    from checker.answers.formulas import UNFINISHED, compare_formulas, heads_of

    if not isinstance(trial.answer.value, Tree | int | float | complex | list | tuple | dict):
        return dict.fromkeys(trial.misses, "no formula")
    if any(head in UNFINISHED for head in heads_of(trial.answer.value)):
        return dict.fromkeys(trial.misses, "no formula yet")
    results = compare_formulas(question, trial.case, trial.answer.value, output, only=None, form="")
    return {name: None if result.verdict == "equal" else "another formula" for name, result in results.items()}


# ---- generic shapes of error ---------------------------------------------------------------------------------


def _generic(question: Question, trials: list[Trial], again: Answer | None) -> str | None:
    if again is not None and _is_random(question, trials[0], again):
        return "The same call gave two different answers: the function depends on chance, or on earlier calls."
    name = next(n for t in trials if not t.passed for n, miss in t.misses.items() if miss is not None)
    core = [(t, w) for t, w in zip(trials, question.expected, strict=True) if not question.has_own_share(t.case)]
    pairs = [_pair(question, trial, want, name) for trial, want in core]
    telling = [pair for pair in pairs if pair and (pair.want.any() or pair.got.any())]
    if not telling or None in pairs:
        return None
    if all(t.passed for t, _ in core):
        return None  # the values are right: what failed is another case, by its time, memory or range
    is_near = _all(telling, lambda p: _close(p.got, p.want))  # what is nearly right fits many shapes
    for shape in (_single_precision, _mutation) if is_near else SHAPES:
        if sentence := shape(telling, question, name):
            return sentence
    return None


def _swapped(question: Question, trials: list[Trial]) -> str | None:
    """The entries of a pair in the other order."""
    considered = _considered(question, trials)
    expected = [question.expected[i] for i in considered]
    got = [trials[i].answer.value for i in considered]
    if not all(isinstance(value, tuple) and len(value) == 2 for value in expected):
        return None
    for i, answer, want in zip(considered, got, expected, strict=True):
        if any(compare(answer, want[::-1], question.bounds(trials[i].case)).values()):
            return None
    return "These are the right two entries in the other order."


def _is_random(question: Question, trial: Trial, again: Answer) -> bool:
    if trial.answer.kind != "value" or again.kind != "value":
        return False
    first, second = dict(entries(trial.answer.value)), dict(entries(again.value))
    return any(name in second and _differ(as_array(first[name]), as_array(second[name])) for name in first)


def _differ(first: Array | None, second: Array | None) -> bool:
    if first is None or second is None:
        return False
    return first.shape != second.shape or not np.array_equal(first, second, equal_nan=first.dtype.kind in "fc")


def _pair(question: Question, trial: Trial, want: Any, name: str) -> Pair | None:
    if trial.answer.kind != "value":
        return None
    got = trial.answer.value
    if question.item.view is not None:
        if built_otherwise(got, want) is not None:
            return None
        got, want = (question.item.view(as_built(value, want), trial.case) for value in (got, want))
    elif name:
        got, want = _entry(got, name), _entry(want, name)
    array, right = as_array(got), as_array(want)
    if array is None or right is None or array.dtype.kind not in "fiu":
        return None
    if array.size > FAR_LARGER * (right.size + 1) or not np.isfinite(array).all():
        return None
    if not np.isfinite(right).all():
        return None
    return Pair(trial.case, array.astype(np.float64), right.astype(np.float64), trial.answer.mutated)


def _entry(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return value.get(name)
    if not name.startswith("["):
        return None
    index = int(name.strip("[]"))
    if isinstance(value, np.ndarray) and not value.ndim:
        return None
    return value[index] if isinstance(value, tuple | list | np.ndarray) and len(value) > index else None


def _close(a: Array, b: Array) -> bool:
    if a.shape != b.shape:
        return False
    scale = float(np.abs(b).max(initial=0.0))
    return bool((np.abs(a - b) <= 1e-7 * scale + 1e-12).all())


def _all(pairs: list[Pair], relation: Callable[[Pair], bool]) -> bool:
    return all(relation(pair) for pair in pairs)


def _transpose(pairs: list[Pair], question: Question, name: str) -> str | None:
    matrices = [p for p in pairs if p.want.ndim == 2 and min(p.want.shape) > 1]
    if matrices and _all(pairs, lambda p: p.got.ndim == p.want.ndim and _close(p.got.T, p.want)):
        return "These are the right numbers, transposed: rows and columns have changed places."
    return None


def _extra_axis(pairs: list[Pair], question: Question, name: str) -> str | None:
    if name.startswith("["):
        return None  # of a tuple: its entries are taken out of something else
    if not _all(pairs, lambda p: p.got.shape != p.want.shape and p.got.size == p.want.size):
        return None
    if not _all(pairs, lambda p: _close(p.got.ravel(), p.want.ravel())):
        return None
    if not pairs[0].want.ndim:
        return "This is the right number, inside an array: take it out with `.item()`."
    shapes = f"{pairs[0].got.shape} for {pairs[0].want.shape}"
    return f"These are the right numbers in another shape, {shapes}: `.reshape` mends it."


def _sign(pairs: list[Pair], question: Question, name: str) -> str | None:
    if _all(pairs, lambda p: _close(-p.got, p.want)):
        return "This is the right answer with the opposite sign."
    return None


def _constant_factor(pairs: list[Pair], question: Question, name: str) -> str | None:
    factor = _common_factor(pairs)
    if factor is None or abs(factor - 1) < 1e-7:
        return None
    for value, what in (
        (
            1 / LN10,
            "This is the right answer divided by ln 10: a logarithm to base 10 where the natural one is meant.",
        ),
        (LN10, "This is the right answer times ln 10: a logarithm to base 10 where the natural one is meant."),
    ):
        if abs(factor - value) < 1e-6:
            return what
    entries = sum(int(np.count_nonzero(p.want)) for p in pairs)
    if not 1 / LARGEST_FACTOR < abs(factor) < LARGEST_FACTOR:
        return None
    is_plain = abs(factor * 12 - round(factor * 12)) < 1e-6
    if entries < 2 or (entries < 4 and not is_plain):
        return None  # any number is some multiple of any other
    return f"This is the right answer times the constant {number(factor)}."


def _common_factor(pairs: list[Pair]) -> float | None:
    """The number by which all right answers were multiplied."""
    if any(p.got.shape != p.want.shape for p in pairs):
        return None
    want = np.concatenate([p.want.ravel() for p in pairs])
    got = np.concatenate([p.got.ravel() for p in pairs])
    if not want.any():
        return None
    largest = int(np.argmax(np.abs(want)))
    factor = float(got[largest] / want[largest])
    return factor if factor and _all(pairs, lambda p: _close(p.got, factor * p.want)) else None


def _sum_for_mean(pairs: list[Pair], question: Question, name: str) -> str | None:
    """A factor that follows the size of an axis of an argument."""
    factors = [_common_factor([pair]) for pair in pairs if pair.want.any()]
    pairs = [pair for pair in pairs if pair.want.any()]
    if None in factors or len({round(f, 6) for f in factors if f}) < 2:
        return None
    for argument in question.item.parameters:
        for axis in (0, 1, None):
            sizes = [_size(pair.case[argument], axis) for pair in pairs]
            if 0 in sizes:
                continue
            of = (
                f"the number of entries of `{argument}`"
                if axis is None
                else f"the length of axis {axis} of `{argument}`"
            )
            if all(abs(f / n - 1) < 1e-6 for f, n in zip(factors, sizes, strict=True) if f):
                return f"This is the right answer times {of}: a sum where a mean is asked for, perhaps."
            if all(abs(f * n - 1) < 1e-6 for f, n in zip(factors, sizes, strict=True) if f):
                return f"This is the right answer divided by {of}: a mean where a sum is asked for, perhaps."
    return None


def _size(value: Any, axis: int | None) -> int:
    array = value if isinstance(value, np.ndarray) else None
    if array is None or (axis is not None and array.ndim <= axis):
        return 0
    return int(array.size if axis is None else array.shape[axis])


def _offset(pairs: list[Pair], question: Question, name: str) -> str | None:
    if any(p.got.shape != p.want.shape or not p.want.size for p in pairs) or sum(p.want.size for p in pairs) < 3:
        return None
    shift = float((pairs[0].got - pairs[0].want).ravel()[0])
    varied = np.ptp(np.concatenate([p.want.ravel() for p in pairs])) > 1e-9
    if shift and varied and _all(pairs, lambda p: _close(p.got - shift, p.want)):
        return f"This is the right answer plus the constant {number(shift)}."
    return None


def _permutation(pairs: list[Pair], question: Question, name: str) -> str | None:
    same = _all(pairs, lambda p: p.got.shape == p.want.shape)
    if not same or not _all(pairs, lambda p: _close(np.sort(p.got, axis=None), np.sort(p.want, axis=None))):
        return None
    if sum(len(np.unique(p.want)) > 1 for p in pairs) == 0:
        return None
    for axis in range(pairs[0].want.ndim):
        if _all(pairs, lambda p, axis=axis: p.want.ndim > axis and _close(np.flip(p.got, axis), p.want)):  # type: ignore[misc]
            return f"These are the right numbers in reverse order along axis {axis}."
    return "These are the right numbers in another order: check the indices."


def _axis(pairs: list[Pair], question: Question, name: str) -> str | None:
    """The reference on transposed matrices: a sum or a norm that runs along the other axis."""
    matrices = [n for n in question.item.parameters if getattr(pairs[0].case[n], "ndim", 0) == 2]
    for argument in matrices:
        if all(_is_of_other_axis(pair, question, argument, name) for pair in pairs):
            return f"This is what comes out when rows and columns of `{argument}` are exchanged: check the axis."
    return None


def _is_of_other_axis(pair: Pair, question: Question, argument: str, name: str) -> bool:
    flipped = Case({**pair.case.inputs, argument: pair.case[argument].T}, pair.case.tag)
    output = attempted(question.item.reference, flipped)
    array = as_array(_entry(output, name) if name else output)
    return array is not None and (_close(pair.got, array) or _close(pair.got.T, array))


def _diagonal(pairs: list[Pair], question: Question, name: str) -> str | None:
    squares = [p for p in pairs if p.want.ndim == 2 and p.want.shape[0] == p.want.shape[1] > 1]
    if not squares or any(p.got.shape != p.want.shape for p in pairs):
        return None
    if all(_only_diagonal_right(p) for p in squares):
        return "Only the diagonal is right: look at the entries with two different indices."
    return None


def _only_diagonal_right(pair: Pair) -> bool:
    n = len(pair.want)
    if not np.diag(pair.want).any():
        return False  # zeros by convention say nothing
    wrong = int((np.abs(pair.got - pair.want) > 1e-7 * np.abs(pair.want).max()).sum())
    return _close(np.diag(pair.got), np.diag(pair.want)) and 2 * wrong > n * (n - 1)


def _single_precision(pairs: list[Pair], question: Question, name: str) -> str | None:
    def nearly(p: Pair) -> bool:
        return p.got.shape == p.want.shape and bool(
            (np.abs(p.got - p.want) <= 1e-3 * np.abs(p.want).max(initial=0.0) + 1e-9).all()
        )

    if _all(pairs, nearly) and not _all(
        pairs, lambda p: p.got.shape == p.want.shape and bool((p.got == p.want).all())
    ):
        return (
            "This is close, but not close enough: computed in single precision, rounded on the way, or from "
            "an approximate formula, perhaps."
        )
    return None


def _mutation(pairs: list[Pair], question: Question, name: str) -> str | None:
    changed = sorted({i for pair in pairs for i in pair.mutated if i < len(question.item.parameters)})
    if changed:
        listed = ", ".join(f"`{question.item.parameters[i]}`" for i in changed)
        return f"The function changes its argument {listed} while it computes: work on a copy."
    return None


LARGEST_FACTOR = 1e9
"""largest constant, or its inverse, that says something"""
SHAPES = (
    _transpose,
    _extra_axis,
    _sign,
    _sum_for_mean,
    _constant_factor,
    _offset,
    _permutation,
    _axis,
    _diagonal,
    _single_precision,
    _mutation,
)
