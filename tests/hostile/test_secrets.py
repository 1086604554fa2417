"""What a submission can find in its memory: the inputs of its own calls, and nothing of anybody else's."""

import json

import pytest

from tests.hostile.course import FULL, HONEST, Range, write_course

EXAM = '''\
"""The question of another assignment."""

from checker.cases import case
from checker.exercise import Exercise

exercise = Exercise("exam.1", title="Exam", source="Hostile, 2", points={"a": 1})


@exercise.numeric("a", points=1, answer="only in the key of the exam")
def guess(hint):
    """The prompt of the exam."""
    return 17


@guess.cases
def _(rng):
    yield case(hint="only in the inputs of the exam")
'''
ANSWER = 'def guess(hint):\n    """only in what the other student wrote"""\n    return 17\n'
HALVES = {
    "what the search itself made": (b"text that ", b"was planted"),
    "inputs of the exam": (b"only in the inputs ", b"of the exam"),
    "key of the exam": (b"only in the key ", b"of the exam"),
    "prompt of the exam": (b"The prompt of ", b"the exam"),
    "the other student": (b"only in what ", b"the other student wrote"),
    "key of the lab": (b"in the key ", b"of the answers"),
    "seed": (b"the seed ", b"of grading"),
    "the submission before": (b"return x * 0.", b"577215 + 1"),
    "settings": (b"call_seconds: ", b"0.25"),
}
SEARCH = f"""\
import json
from memory import found

planted = bytes(reversed(b"detnalp saw taht txet"))
names = sorted(found({HALVES!r}))
print("\\n" + json.dumps(names))
"""


@pytest.fixture(scope="module")
def exam(tmp_path_factory):
    """A grader that has graded the exam, and then the lab."""
    course = write_course(tmp_path_factory.mktemp("secrets"))
    settings = (course / "grading.yaml").read_text()
    (course / "grading.yaml").write_text(settings.replace("load_seconds: 0.75", "load_seconds: 10"))
    (course / "problems" / "exam").mkdir()
    (course / "problems" / "exam" / "question.py").write_text(EXAM)
    grader = Range(course)
    yield grader
    grader.close()


def found_by(result):
    return set(json.loads(result.output.splitlines()[-1]))


def test_a_submission_finds_nothing_of_other_assignments_and_other_students(exam):
    assert exam.grade(ANSWER, "exam").is_full
    assert exam.grade(FULL).is_full

    assert found_by(exam.grade(HONEST + SEARCH)) == {"what the search itself made"}


def test_the_search_finds_what_is_there(exam):
    """Inputs of its own calls are a submission's to see; so the test above could fail."""
    found = found_by(exam.grade(ANSWER + SEARCH, "exam"))

    assert found == {"what the search itself made", "inputs of the exam", "the other student"}
