"""No answer that can cross makes a judge of the problem bank fail: what is strange is wrong, not our fault."""

import math
from pathlib import Path

import numpy as np
import pytest

from checker.answers.judging import JUDGES
from checker.config import read_settings
from checker.engine.plan import make_plan
from checker.sandbox.wire import Answer, Other, Tree
from checker.verdict import Outcome
from tests.answers.toy import asked
from tests.problems import bank

LARGE = 10**1900
STRANGE = [
    None, True, math.nan, math.inf, LARGE, -LARGE, complex(math.nan, math.inf), "\x1b[2J`a`" * 50, "", [], (), {},
    Tree("Add"), Tree("Symbol", (1,)), Tree("Rational", (1, 0)), Tree("Pow", (0, -1)), Other("set"), 0, -1, 1.0,
    np.zeros(0), np.zeros((0, 0)), np.array(1.0), np.full(3, np.nan), np.full((2, 2), 1j * np.nan),
    np.zeros((2, 2), bool), np.full(3, np.inf, np.float16), np.array([2**64 - 1] * 3, np.uint64),
    np.array([-(2**63)] * 3), np.zeros((1,) * 8), [LARGE] * 3, [1, "a", None], [[1], [1, 2]], [[[[[]]]]],
    [np.zeros(2), np.zeros(3)], (np.zeros(2), np.zeros(2)), {math.nan: 1, None: 2, True: 3},
    ((Tree("Abs"), 1, 2),) * 3, [(True, 0, 0)] * 3,
    [(Tree("GreaterThan", (Tree("Symbol", ("x", "")), "a")), Tree("Max"), Tree("Piecewise", (1,)))] * 3,
]  # fmt: skip
ROOT = Path(__file__).parents[2]
SETTINGS = read_settings(ROOT)
PLANS = [make_plan(assignment, SETTINGS, "a seed") for assignment in bank.ASSIGNMENTS.values()]
COMMON = {"degenerate_dataset", "logistic_loss_is_convex"}
"""items of which some strange answers are right: equal points are degenerate, and 1.0 is true"""


ZERO = "node_output_mean"
"""the one formula that is 0, as some strange answers are"""
SYMBOLIC = [
    asked(item)
    for item in bank.ITEMS.values()
    if item.kind in ("symbolic", "derivation") and item.function != ZERO
]


def built_like(want, value):
    """The value itself, and in the place of each part of the right answer."""
    yield value
    if isinstance(want, dict):
        yield dict.fromkeys(want, value)
    if isinstance(want, tuple):
        yield (value,) * len(want)
    if isinstance(want, list):
        yield [value] * len(want)
        yield [(value, value)] * len(want)
    if isinstance(want, np.ndarray) and want.ndim:
        yield [value] * len(want)


def questions():
    for plan in PLANS:
        for question in plan.questions:
            if question.item.kind not in ("symbolic", "derivation", "essay"):
                yield pytest.param(question, id=question.item.function)


def symbolic_questions():
    for question in SYMBOLIC:
        yield pytest.param(question, id=question.item.function)


@pytest.mark.parametrize("question", list(questions()))
def test_strange_answers_are_judged_and_never_right(question):
    for strange in STRANGE:
        for value in built_like(question.expected[0], strange):
            answer = Answer("value", value)
            verdict = JUDGES[question.item.kind](question, [answer] * len(question.cases), answer)
            assert verdict.share < 1.0 or question.item.function in COMMON
            texts = [finding.message + finding.where for finding in verdict.findings]
            assert all(c == "\n" or c.isprintable() for text in texts for c in text)


@pytest.mark.parametrize("question", list(symbolic_questions()))
def test_strange_formulas_are_judged_and_never_right(question):
    for strange in STRANGE:
        for value in built_like(question.expected[0], strange):
            answer = Answer("value", value)
            verdict = JUDGES[question.item.kind](question, [answer] * len(question.cases), answer)
            assert verdict.outcome is not Outcome.CORRECT
            texts = [finding.message + finding.where for finding in verdict.findings]
            assert all(c == "\n" or c.isprintable() for text in texts for c in text)
