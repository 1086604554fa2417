"""Pictures from a student's answer to the page, by the real sandbox and the real folder of reports."""

import json

import jsonschema
import pytest

from checker.reports import folder
from checker.reports import json as results
from checker.verdict import Outcome
from tests.engine.tiny import by_function, grade, submission, write, write_course

DRAWN = '''\
"""Curves."""

import numpy as np

from checker import Exercise, Lines, case

exercise = Exercise("lab6.1", title="Curves", source="Sheet 6, question 1", points={"": 2})


@exercise.numeric(points=2)
def curve(x):
    """Square of each entry."""
    return x * x


@curve.cases
def _(rng):
    yield case(x=np.array([1.0, 2.0]))
    yield case(x=np.arange(4.0))


@curve.picture
def _(answers, cases):
    if answers[0][0] == 5:
        raise ZeroDivisionError("a slip of the author's")
    return Lines(title="Squares", x_label="x", y_label="x^2", x=cases[1]["x"], lines={"yours": answers[1]})
'''


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    made = write_course(tmp_path_factory.mktemp("drawn") / "course", settings="feedback: outcome\n")
    write(made / "problems" / "lab6" / "curves.py", DRAWN)
    return made


def graded(course, answer):
    source = f"import numpy as np\ndef curve(x):\n    return {answer}\n"
    return grade(course, submission("anna", source, "lab6"))


@pytest.mark.parametrize(
    ("answer", "points", "curve"),
    [
        ("x**2", 2.0, [0.0, 1.0, 4.0, 9.0]),
        ("[v**2 for v in x]", 2.0, [0.0, 1.0, 4.0, 9.0]),
        ("x**3", 0.0, [0.0, 1.0, 8.0, 27.0]),
        ("np.log(np.maximum(x - 1, 0))", 0.0, [None, None, 0.0, 0.693147]),
    ],
    ids=["right", "list", "wrong", "infinite"],
)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_the_picture_is_of_the_students_own_values_right_or_wrong(course, answer, points, curve):
    run, faults = graded(course, answer)

    (item,) = run.submissions[0].items
    document = json.loads(results.render(run))
    jsonschema.Draft202012Validator(json.loads(results.schema_text())).validate(document)
    assert (item.points, faults) == (points, [])
    assert document["submissions"][0]["items"][0]["figure"]["lines"] == {"yours": curve}


@pytest.mark.parametrize(
    "answer", ["x[:1]", "x.sum()", "None", "'x'", "1 / 0", "x * 1j", "(x for _ in ())", "{'x': x}"]
)
def test_what_cannot_be_drawn_has_no_picture_and_is_judged_as_ever(course, answer):
    run, faults = graded(course, answer)

    (item,) = run.submissions[0].items
    assert (item.figure, item.points, faults) == (None, 0.0, [])
    assert item.outcome is not Outcome.OUR_FAULT


def test_a_picture_that_breaks_is_our_fault_and_is_kept_for_staff(course):
    run, (fault,) = graded(course, "x * 0 + 5")

    assert by_function(run.submissions[0])["curve"].outcome is Outcome.OUR_FAULT
    assert "a slip of the author's" in fault


def test_the_page_shows_it_even_where_students_are_told_the_outcome_alone(course, tmp_path):
    pytest.importorskip("matplotlib")
    run, faults = graded(course, "x**3")

    folder.write(run, run.submissions, (), tmp_path, faults, draws=True)

    page = (tmp_path / "students" / "anna-lab6.md").read_text()
    assert "![Squares](anna-lab6-curve.png)" in page
    assert (tmp_path / "students" / "anna-lab6-curve.png").read_bytes()[:4] == b"\x89PNG"
