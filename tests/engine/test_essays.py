"""Essays from a student's file to the reports: their points wait, their texts reach a person, and nobody else."""

import json

import jsonschema
import pytest

from checker.reports import json as results
from checker.reports import markdown
from checker.verdict import Outcome
from tests.engine.tiny import by_function, grade, submission, write, write_course

ESSAYS = '''\
"""Essays."""

from checker import Exercise

exercise = Exercise("lab5.1", title="Series", source="Sheet 5, question 1", points={"a": 2, "b": 1})


@exercise.essay("a", points=2, rubric=("bounded above", "increasing, hence convergent"))
def why():
    """Why does the series converge?"""
    return "A bounded and increasing sequence converges."


@exercise.value("b", points=1)
def limit():
    """Its limit."""
    return 2
'''
GOOD = "def why():\n    return '''It grows,\nbut not beyond 2.'''\n\ndef limit():\n    return 2\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    made = write_course(tmp_path_factory.mktemp("essays") / "course", settings="feedback: outcome\n")
    write(made / "problems" / "lab5" / "series.py", ESSAYS)
    return made


def graded(course, body):
    """The result of the file whose essay has this body."""
    run, faults = grade(course, submission("anna", f"def why():\n    {body}\n\ndef limit(): return 2\n", "lab5"))
    assert faults == []
    return run


def test_its_points_wait_and_its_text_and_rubric_stand_in_the_results(course):
    run, faults = grade(course, submission("anna", GOOD, "lab5"))

    document = json.loads(results.render(run))
    jsonschema.Draft202012Validator(json.loads(results.schema_text())).validate(document)
    (result,) = document["submissions"]
    essay, value = result["items"]
    assert faults == []
    assert (result["status"], result["message"]) == ("partly graded", "1 of 2 items waits for a person")
    assert (result["score"], result["waiting"], result["max_score"]) == (1.0, 2.0, 3.0)
    assert (essay["outcome"], essay["kind"], essay["points"], essay["max_points"]) == (
        "needs review",
        "essay",
        0.0,
        2.0,
    )
    assert essay["text"] == "It grows,\nbut not beyond 2."
    assert essay["rubric"] == ["bounded above", "increasing, hence convergent"]
    assert (value["text"], value["rubric"]) == ("", [])


def test_its_page_shows_the_text_and_never_the_rubric(course):
    run, _ = grade(course, submission("anna", GOOD, "lab5"))

    page = markdown.render(run)

    assert "## 1a `why`: needs review\n\nA text of 6 words, which a person will read and score.\n" in page
    assert "\n```text\nIt grows,\nbut not beyond 2.\n```\n" in page
    assert "hence convergent" not in page


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("return ''", Outcome.MISSING),
        ("...", Outcome.MISSING),
        ("return ...", Outcome.MISSING),
        ("raise NotImplementedError", Outcome.MISSING),
        ("return ['so']", Outcome.UNUSABLE),
        ("return 1 / 0", Outcome.RAISED),
        ("while True: pass", Outcome.TIMED_OUT),
        ("raise SystemExit", Outcome.RAISED),
        ("import os; os._exit(0)", Outcome.RAISED),
    ],
)
def test_what_is_no_text_waits_for_nobody(course, body, outcome):
    (result,) = graded(course, body).submissions

    assert by_function(result)["why"].outcome is outcome
    assert (result.status, result.score, result.waiting, result.max_score) == ("graded", 1.0, 0.0, 3.0)


@pytest.mark.parametrize(
    "body",
    [
        "return 'word ' * 10**6",
        "return '\\x1b' * 10**6",
        "return '\\ud800' + '\\x00' * 9",
        "return type('Text', (str,), {'strip': lambda self: ''})('A text of a class of its own.')",
    ],
    ids=["long", "escapes", "half a character", "subclass"],
)
def test_odd_texts_are_texts(course, body):
    run = graded(course, body)

    essay = by_function(run.submissions[0])["why"]
    page = markdown.render(run)
    assert essay.outcome is Outcome.NEEDS_REVIEW
    assert 0 < len(essay.text) <= 20_000
    assert all(c.isprintable() or c == "\n" for c in page)
    assert essay.text.strip() in page


def test_an_essay_in_another_file_of_a_class_stays_in_its_own_result(course):
    run, _ = grade(
        course, submission("anna", GOOD, "lab5"), submission("ben", GOOD.replace("grows", "climbs"), "lab5")
    )

    texts = [by_function(result)["why"].text for result in run.submissions]
    assert texts == ["It grows,\nbut not beyond 2.", "It climbs,\nbut not beyond 2."]
