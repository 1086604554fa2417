"""What people decide counts in place of what was found, for the files that they looked at."""

import pytest
from sqlalchemy import select

from checker.gradebook.decisions import decided, outcome_of, remark_on
from checker.gradebook.schema import overrides
from checker.gradebook.store import Decision, now
from checker.verdict import Outcome
from tests.engine.tiny import RIGHT, by_function, grade_into, open_backend, submission, with_word

WORD = "lab1.2.palindrome"
WAITS = submission("anna", with_word("onion?"))


@pytest.fixture(scope="module")
def backend(tiny_course):
    made = open_backend(tiny_course)
    made.prepare("lab1")
    yield made
    made.close()


@pytest.fixture
def result(book, backend, tiny_course):
    """The result of one submission, as the gradebook has it."""

    def graded(one=WAITS):
        tree, _ = grade_into(book, tiny_course, backend, [one])
        return tree.submissions[0]

    return graded


def decision(points=None, text="", *, item=WORD, hash=WAITS.hash, who="dora"):
    return Decision(
        student="anna", assignment="lab1", item=item, hash=hash, who=who, moment=now(), points=points, text=text
    )


def test_points_of_a_person_settle_what_waited(book, result):
    assert (result().status, result().waiting) == ("partly graded", 4.0)

    book.decide(decision(3.0))

    item = by_function(result())["palindrome"]
    assert (item.points, item.outcome, item.decided_by) == (3.0, Outcome.PARTLY_CORRECT, "person")
    assert (result().status, result().score, result().waiting, result().message) == ("graded", 9.0, 0.0, "")


def test_the_newest_points_count_and_all_stay_on_record(book, result):
    for points, who in (1.0, "dora"), (4.0, "emre"):
        book.decide(decision(points, who=who))

    assert result().score == 10.0
    assert [(d.points, d.who, d.item) for d in book.decisions()] == [(1.0, "dora", WORD), (4.0, "emre", WORD)]
    assert all(d.moment <= now() for d in book.decisions())


def test_points_that_are_taken_back_count_no_more(book, result):
    book.decide(decision(4.0))
    book.decide(decision(), takes_back=True)

    assert (result().score, result().waiting) == (6.0, 4.0)
    with book._engine.connect() as connection:
        assert connection.execute(select(overrides.c.points)).scalars().all() == [4.0, None]


def test_a_comment_stands_with_its_item_and_changes_no_points(book, result):
    book.decide(decision(text="Onions are no words."))

    item = by_function(result())["palindrome"]
    assert [(f.kind, f.message) for f in item.findings][-1] == ("comment", "Onions are no words.")
    assert (item.outcome, result().waiting) == (Outcome.NEEDS_REVIEW, 4.0)


def test_points_and_a_comment_may_come_together(book, result):
    book.decide(decision(0.0, "No."))

    item = by_function(result())["palindrome"]
    assert (item.points, item.outcome, item.findings[-1].message) == (0.0, Outcome.WRONG, "No.")


def test_a_comment_on_the_whole_stands_in_the_message(book, result):
    book.decide(decision(text="Well done.", item=""))

    assert result().message == "1 of 4 items waits for a person; Well done."


def test_points_for_other_files_do_not_count_and_are_told(book, result):
    book.decide(decision(4.0))

    other = result(submission("anna", with_word("leek?")))

    assert (other.score, other.waiting) == (6.0, 0.0)
    assert other.message == f"points that a person gave to {WORD} were for other files; staff has to look again"


def test_points_for_one_student_are_not_anothers(book, backend, tiny_course):
    book.decide(decision(4.0))

    tree, _ = grade_into(book, tiny_course, backend, [WAITS, submission("ben", with_word("onion?"))])

    assert [result.score for result in tree.submissions] == [10.0, 6.0]


def test_a_file_that_cannot_be_read_is_graded_once_a_person_gave_all_points(book, result):
    broken = submission("anna", "def square(x:\n")
    items = [item.id for item in result(broken).items]
    for item in items[:-1]:
        book.decide(decision(1.0, item=item, hash=broken.hash))
    assert (result(broken).status, result(broken).score) == ("unreadable", 3.0)

    book.decide(decision(1.0, item=items[-1], hash=broken.hash))

    assert (result(broken).status, result(broken).score) == ("graded", 4.0)


def test_without_decisions_a_judgement_is_what_it_was(backend):
    judgement = next(iter(backend.grade([(0, submission("anna", RIGHT))]))).judgement

    assert decided(judgement, "a hash", []) is judgement
    assert remark_on("a hash", []) == ""


@pytest.mark.parametrize(
    ("given", "outcome"), [(4.0, Outcome.CORRECT), (3.9, Outcome.PARTLY_CORRECT), (0.0, Outcome.WRONG)]
)
def test_the_outcome_follows_from_the_points(given, outcome):
    assert outcome_of(given, 4.0) is outcome


def test_the_newest_submission_of_a_student_is_known(book, result):
    result()
    result(submission("anna", RIGHT))

    assert book.newest("anna", "lab1") == submission("anna", RIGHT).hash
    assert book.newest("anna", "lab2") is None
    assert book.students("lab1") == ["anna"]
