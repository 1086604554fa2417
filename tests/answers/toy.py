"""Toy items: an exercise of one function, and the answers of a student's function to it."""

import numpy as np

from checker.answers.question import Question, settled
from checker.cases import Case, case
from checker.exercise import Exercise
from checker.sandbox.wire import Answer, Raised

WEIGHTS = {"stability": 0.2}
VECTOR = np.array([1.0, 2.0, 4.0])


def item(reference, cases=(), *, kind="numeric", variants=(), misconceptions=(), credits=None, **rest):
    """An item that asks for that function on those cases."""
    if not reference.__doc__:
        reference.__doc__ = "What the student reads."
    exercise = Exercise("toy.1", title="A toy", source="These tests, question 1", points={"": 1.0})
    rules = {name: rest.pop(name) for name in ("accepts", "compared", "formula") if name in rest}
    made = getattr(exercise, kind)(points=1.0, **rest)(reference)
    if cases:
        made.cases(lambda rng: [given if isinstance(given, Case) else case(x=given) for given in cases])
    for rule, function in rules.items():
        getattr(made, rule)(function)
    for variant in variants:
        made.variant(variant)
    for wrong in misconceptions:
        made.misconception(wrong, credit=(credits or {}).get(wrong.__name__, 0.0))
    return made


def asked(made, *, weights=None, shows_expected=False, tolerance=None):
    """The item as a question, worth one point."""
    weights = WEIGHTS if weights is None else weights
    return Question(made, 1.0, tolerance or made.tolerance, made.cases_for("tests"), weights, shows_expected)


def question(reference, cases=(), *, weights=None, shows_expected=False, tolerance=None, **rest):
    """A question about that function."""
    made = item(reference, cases, **rest)
    return asked(made, weights=weights, shows_expected=shows_expected, tolerance=tolerance)


def answer_of(function, given):
    """What becomes of one call, as the sandbox would tell it."""
    arguments = {
        name: value.copy() if isinstance(value, np.ndarray) else value for name, value in given.inputs.items()
    }
    try:
        with np.errstate(all="ignore"):
            value = function(**arguments)
    except Exception as err:
        return Answer(
            "raised", error=Raised(type(err).__name__, str(err), line=3, file="toy.py", text="  return x")
        )
    pairs = enumerate(zip(given.inputs.values(), arguments.values(), strict=True))
    mutated = tuple(i for i, (old, new) in pairs if not np.array_equal(old, new, equal_nan=True))
    return Answer("value", settled(value), mutated=mutated)


def answers_of(asked_for, function):
    """What becomes of all calls of a question."""
    return [answer_of(function, given) for given in asked_for.cases]


def judged(judge, asked_for, function):
    """The verdict on a student's function, called once more at the end as the grader does."""
    return judge(asked_for, answers_of(asked_for, function), answer_of(function, asked_for.cases[0]))
