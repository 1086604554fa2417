"""What is in the gradebook is not graded again, and what is not settled is."""

from contextlib import closing

import pytest

from checker.gradebook.store import Gradebook
from checker.verdict import Outcome
from tests.engine.tiny import RIGHT, WRONG, grade_into, open_backend, submission, with_word, write_course


class Counted:
    """A backend that keeps a list of whom it graded."""

    def __init__(self, backend):
        self._backend, self.graded = backend, []
        backend.prepare("lab1")  # its layers are known
        self.layers = backend.layers

    def grade(self, submissions):
        def seen():
            for index, one in submissions:
                self.graded.append(one.id)
                yield index, one

        return self._backend.grade(seen())


@pytest.fixture(scope="module")
def opened(tiny_course):
    with closing(open_backend(tiny_course)) as backend:
        yield backend


@pytest.fixture
def backend(opened):
    return Counted(opened)


@pytest.fixture
def grade(book, backend, tiny_course):
    """Grade into the gradebook of the test; the submissions of the tree, and who was graded for it."""

    def run(*submissions, **options):
        backend.graded.clear()
        tree, _ = grade_into(book, tiny_course, backend, submissions, **options)
        return tree.submissions, list(backend.graded)

    return run


def test_what_has_not_changed_is_not_graded_again(grade):
    anna, ben = submission("anna"), submission("ben", WRONG)

    first, graded = grade(anna, ben)
    assert graded == ["anna", "ben"]

    assert grade(anna, ben) == (first, [])
    assert grade(ben, anna) == (first[::-1], [])


def test_what_has_changed_is_graded_again_and_nothing_else(grade):
    grade(submission("anna"), submission("ben", WRONG))

    results, graded = grade(submission("anna"), submission("ben", RIGHT + "# better\n"))

    assert graded == ["ben"]
    assert [result.score for result in results] == [10.0, 10.0]


def test_a_module_beside_the_file_counts_as_part_of_it(grade):
    grade(submission("anna", modules={"tools": b"x = 1\n"}))

    assert grade(submission("anna", modules={"tools": b"x = 2\n"}))[1] == ["anna"]


def test_everything_is_graded_again_where_that_is_asked_for(grade):
    first, _ = grade(submission("anna"), submission("ben", WRONG))

    assert grade(submission("anna"), submission("ben", WRONG), fresh=True) == (first, ["anna", "ben"])
    assert grade(submission("anna"), submission("ben", WRONG)) == (first, [])


def test_equal_files_are_graded_once_and_counted_for_each(grade):
    results, graded = grade(*(submission(f"student{i}") for i in range(100)))

    assert graded == ["student0"]
    assert [(result.id, result.members, result.score) for result in results] == [
        (f"student{i}", (f"student{i}",), 10.0) for i in range(100)
    ]


def test_equal_files_for_two_assignments_are_two_submissions(grade):
    results, graded = grade(submission("anna", RIGHT, "lab1"), submission("anna", RIGHT, "lab2"))

    assert graded == ["anna", "anna"]
    assert [(result.assignment, result.score) for result in results] == [("lab1", 10.0), ("lab2", 0.0)]


def test_what_the_checker_failed_on_is_graded_again(grade):
    results, _ = grade(submission("anna", with_word("break the judge")))
    assert {item.outcome for item in results[0].items} == {Outcome.CORRECT, Outcome.OUR_FAULT}

    assert grade(submission("anna", with_word("break the judge")))[1] == ["anna"]


def test_what_waits_for_a_person_is_not_graded_again(grade):
    results, _ = grade(submission("anna", with_word("onion?")))
    assert results[0].waiting == 4.0

    assert grade(submission("anna", with_word("onion?"))) == (results, [])


def test_files_that_cannot_be_read_are_told_apart_by_the_reason(grade):
    empty, strange = (submission("anna", "", problem=why) for why in ("it is empty", "it is strange"))

    assert [grade(one)[0][0].message for one in (empty, strange, empty)] == [
        "it is empty",
        "it is strange",
        "it is empty",
    ]


def test_a_class_without_submissions_leaves_a_run_without_results(grade):
    assert grade() == ((), [])


@pytest.mark.parametrize(
    ("settings", "is_graded_again"),
    [
        ("assignments: {lab1: {title: A new title}}", False),
        ("assignments: {lab1: {due: 2026-01-01T12:00:00+01:00, team: 2}}", False),
        ("assignments: {lab2: {feedback: outcome}}", False),
        ("gradebook: elsewhere.db", False),
        ("assignments: {lab1: {feedback: outcome}}", True),
        ("assignments: {lab1: {points: {1c: 5}}}", True),
        ("assignments: {lab1: {tolerance: {1a: {rtol: 1.0e-3}}}}", True),
        ("tolerance: {rtol: 1.0e-3}", True),
        ("equal_by_evidence: review", True),
    ],
    ids=lambda value: value if isinstance(value, str) else "graded again" if value else "known",
)
def test_only_a_setting_that_judging_depends_on_makes_it_grade_again(tmp_path, settings, is_graded_again):
    course = write_course(tmp_path / "course")
    with closing(Gradebook.open("book.db", tmp_path)) as book, closing(open_backend(course)) as backend:
        before = Counted(backend)
        grade_into(book, course, before, [submission("anna")])
        write_course(course, settings=settings + "\n")
        after = Counted(backend)
        grade_into(book, course, after, [submission("anna")])

    assert before.graded == ["anna"]
    assert after.graded == ["anna"] * is_graded_again


@pytest.mark.parametrize("file", ["lab1/powers.py", "lab1/_helper.py", "shared.py", "lab1/data.csv"])
def test_a_change_of_a_problem_makes_it_grade_again(tmp_path, file):
    course = write_course(tmp_path / "course")
    with closing(Gradebook.open("book.db", tmp_path)) as book, closing(open_backend(course)) as backend:
        grade_into(book, course, Counted(backend), [submission("anna")])
        with open(course / "problems" / file, "a") as text:
            text.write("\n# another word\n")
        after = Counted(backend)
        grade_into(book, course, after, [submission("anna")])

    assert after.graded == ["anna"]


def test_two_runs_at_once_write_into_one_gradebook(address, tmp_path, tiny_course, backend):
    with closing(Gradebook.open(address, tmp_path)) as one, closing(Gradebook.open(address, tmp_path)) as two:
        inner = []

        def meanwhile(step):
            if not inner:
                inner.append(None)
                inner[0], _ = grade_into(
                    two, tiny_course, backend, [submission("carl"), submission("dora", WRONG)]
                )

        outer, _ = grade_into(
            one, tiny_course, backend, [submission("anna", RIGHT + "# anna\n"), submission("ben", WRONG)],
            progress=meanwhile,
        )  # fmt: skip

    assert [result.score for result in outer.submissions] == [10.0, 8.0]
    assert [result.score for result in inner[0].submissions] == [10.0, 8.0]
