"""Pictures of answers: drawn where every answer is built like the right one, and left out elsewhere."""

import numpy as np
import pytest

from checker.answers.judging import JUDGES, figure_of
from checker.exercise import Kind
from checker.figure import HeatMap, Lines
from checker.sandbox.wire import Answer, Other, Raised, Tree
from tests.answers.toy import VECTOR, answers_of, asked, item


def square(x):
    """Square of each entry."""
    return x**2


def pictured(cases=(VECTOR, 2 * VECTOR)):
    """A question whose answers are drawn as curves."""
    made = item(square, cases)

    @made.picture
    def _(answers, cases):
        curves = {f"case {number}": answer for number, answer in enumerate(answers, 1)}
        return Lines(title="Squares", x_label="x", y_label="x^2", x=cases[0]["x"], lines=curves)

    return asked(made)


def drawn(*values):
    """The curves of a student's answers."""
    figure = figure_of(pictured(), [Answer("value", value) for value in values])
    return figure and figure.lines


def test_every_kind_of_item_has_a_judge():
    assert sorted(JUDGES) == sorted(Kind.__args__)


def test_the_picture_shows_the_students_own_values():
    assert drawn(VECTOR**3, 3 * VECTOR) == {"case 1": [1.0, 8.0, 64.0], "case 2": [3.0, 6.0, 12.0]}


def test_an_item_without_a_picture_has_none():
    question = asked(item(square, (VECTOR,)))

    assert figure_of(question, answers_of(question, square)) is None


@pytest.mark.parametrize(
    "value",
    [[1, 4, 16], (1.0, 4.0, 16.0), np.array([1, 4, 16], np.int8), np.array([1.0, 4.0, 16.0], np.float32)],
    ids=["list", "tuple", "integers", "single precision"],
)
def test_numbers_in_another_dress_are_drawn(value):
    assert drawn(value, VECTOR) == {"case 1": [1.0, 4.0, 16.0], "case 2": [1.0, 2.0, 4.0]}


def test_what_is_not_finite_leaves_a_gap():
    assert drawn(np.array([np.nan, np.inf, -np.inf]), VECTOR)["case 1"] == [None, None, None]


NOT_DRAWN = {
    "another shape": VECTOR[:2],
    "an axis more": VECTOR[None],
    "a number": 3.0,
    "nothing": None,
    "a text": "abc",
    "truth values": VECTOR > 1,
    "complex numbers": VECTOR * 1j,
    "texts in a list": [1.0, 2.0, "x"],
    "formulas in a list": [1, 4, Tree("Symbol", ("x", ""))],
    "a dict": {"x": VECTOR},
    "an object": Other("torch.Tensor"),
    "an endless integer": [1, 4, 10**400],
}


@pytest.mark.parametrize("value", NOT_DRAWN.values(), ids=NOT_DRAWN)
def test_an_answer_of_another_build_is_not_drawn(value):
    assert drawn(VECTOR, value) is None
    assert drawn(value, VECTOR) is None


@pytest.mark.parametrize("kind", ["missing", "timed out", "died", "forged", "raised"])
def test_without_all_answers_nothing_is_drawn(kind):
    failed = Answer(kind, error=Raised("ValueError", "no") if kind == "raised" else None)

    assert figure_of(pictured(), [Answer("value", VECTOR), failed]) is None


def test_a_heat_map_is_drawn_of_matrices():
    made = item(lambda x: np.outer(x, x), (VECTOR,))
    made.picture(
        lambda answers, cases: HeatMap(
            title="Products", x_label="x", y_label="y", x=VECTOR, y=VECTOR, values=answers[0]
        )
    )

    figure = figure_of(asked(made), [Answer("value", np.diag(VECTOR).tolist())])

    assert figure.values == [[1.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 4.0]]


# ---- numbers that are not plain floats ----------------------------------------------------------------------


def test_complex_numbers_that_are_real_are_drawn_without_a_warning():
    assert drawn(VECTOR + 0j, VECTOR)["case 1"] == [1.0, 2.0, 4.0]


def test_an_exact_number_is_drawn():
    made = item(lambda x: x**0.5, (2.0, 3.0))
    made.picture(
        lambda answers, cases: Lines(
            title="Roots", x_label="x", y_label="root", x=[case["x"] for case in cases], lines={"root": answers}
        )
    )
    roots = [Tree("Pow", (base, Tree("Rational", (1, 2)))) for base in (2, 3)]

    figure = figure_of(asked(made), [Answer("value", root) for root in roots])

    assert figure.lines == {"root": [1.41421, 1.73205]}
