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
    "what the search itself made": ("text that ", "was planted"),
    "inputs of the exam": ("only in the inputs ", "of the exam"),
    "key of the exam": ("only in the key ", "of the exam"),
    "prompt of the exam": ("The prompt of ", "the exam"),
    "the other student": ("only in what ", "the other student wrote"),
    "key of the lab": ("in the key ", "of the answers"),
    "seed": ("the seed ", "of grading"),
    "the submission before": ("return x * 0.", "577215 + 1"),
    "settings": ("call_seconds: ", "0.25"),
}
SEARCH = f"""\
import json
from memory import holds

planted = bytes(reversed(b"detnalp saw taht txet"))
found = [name for name, halves in {HALVES!r}.items() if holds(*map(str.encode, halves))]
print("\\n" + json.dumps(found))
"""


@pytest.fixture(scope="module")
def exam(tmp_path_factory):
    """A grader that has graded the exam, and then the lab."""
    course = write_course(tmp_path_factory.mktemp("secrets"))
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
