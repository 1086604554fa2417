"""`checker mark`: what a person decides, and what is refused."""

import sys

import pytest

from tests.cli.commands import checker
from tests.engine.tiny import with_word, write

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strangers are graded on Linux alone")


@pytest.fixture
def run(tiny_course, tmp_path):
    """Commands over a class of one, whose word waits for a person."""
    write(tmp_path / "class" / "anna" / "lab1.py", with_word("onion?"))
    environment = {"CHECKER_COURSE": str(tiny_course), "CHECKER_GRADEBOOK": str(tmp_path / "book.db")}

    def command(*arguments):
        return checker(*arguments, cwd=tmp_path, **environment)

    command("grade", "class", "--trust-submissions")
    return command


def row(run):
    """The line of the only student."""
    return run("grade", "class", "--trust-submissions", "--format", "csv").out.splitlines()[1]


def test_points_settle_what_waited_and_the_reports_show_it(run, tmp_path):
    assert row(run).startswith("anna,lab1,anna,partly graded,6,4,10,")

    done = run("mark", "anna", "palindrome", "3.5", "--comment", "Nearly.", "--by", "dora")

    assert (done.code, done.err) == (0, "")
    assert done.out == "anna, lab1.2.palindrome: 3.5 points; `checker grade` writes it into the reports\n"
    assert row(run).startswith("anna,lab1,anna,graded,9.5,0,10,")
    page = (tmp_path / "reports" / "students" / "anna-lab1.md").read_text()
    assert "## 2 `palindrome`: partly correct" in page or "palindrome`: partly correct" in page
    assert "**Comment.** Nearly." in page


def test_points_can_be_taken_back(run):
    before = row(run)
    run("mark", "anna", "palindrome", "1")

    done = run("mark", "anna", "palindrome", "--take-back")

    assert done.out == "anna, lab1.2.palindrome: taken back; `checker grade` writes it into the reports\n"
    assert row(run) == before


def test_a_comment_may_be_on_the_whole(run):
    assert run("mark", "anna", "lab1", "--comment", "Well done.").code == 0

    assert "Well done." in row(run)


REFUSED = {
    "nothing": (["anna", "palindrome"], "nothing to write down; give points, --comment or --take-back"),
    "both": (
        ["anna", "palindrome", "1", "--take-back"],
        "points and --take-back exclude each other; leave one out",
    ),
    "too much": (["anna", "palindrome", "4.5"], "lab1.2.palindrome is worth 4 points; 4.5 are more"),
    "a stranger": (["ana", "palindrome", "1"], "there is no submission `ana` in the gradebook"),
    "an unknown item": (
        ["anna", "palindrom", "1"],
        "there is no assignment, part or function `palindrom`; did you",
    ),
    "points for a whole": (
        ["anna", "lab1", "1"],
        "`lab1` has 4 items; say which: lab1.1a.square, lab1.1b.log_sum",
    ),
    "points below zero": (["anna", "palindrome", "--", "-1"], "-1.0 is not in the range"),
}


@pytest.mark.parametrize(("arguments", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_decided_is_told(run, arguments, words):
    done = run("mark", *arguments)

    assert (done.code, done.out) == (2, "")
    assert words in done.err
