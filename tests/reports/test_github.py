"""Annotations: read by the rules of the program that runs a job, and none of them a student's."""

import re

import pytest

from checker.reports.github import MOST, pieces, render
from checker.reports.summary import visible, visible_line
from checker.verdict import Finding, Outcome
from tests.reports.trees import CLASS, EVERYTHING, SHARP, item, result, run_of, steeped

LEVELS = {
    Outcome.PARTLY_CORRECT: "warning",
    Outcome.WRONG: "error",
    Outcome.MISSING: "warning",
    Outcome.RAISED: "error",
    Outcome.TIMED_OUT: "error",
    Outcome.OUT_OF_MEMORY: "error",
    Outcome.FORBIDDEN: "error",
    Outcome.UNUSABLE: "error",
    Outcome.NEEDS_REVIEW: "notice",
    Outcome.UNDECIDED: "warning",
    Outcome.OUR_FAULT: "warning",
}


def commands(text):
    """The commands in a log: name, properties and data; a line that is none fails."""
    return [command(line) for line in re.split(r"\r\n|\r|\n", text) if line]


def command(line):
    assert line.lstrip().startswith("::")
    head, _, data = line.lstrip()[2:].partition("::")
    name, _, properties = head.partition(" ")
    pairs = (pair.split("=", 1) for pair in properties.split(",") if pair)
    return name, {key: unescaped(value, "%3A:", "%2C,") for key, value in pairs}, unescaped(data)


def unescaped(text, *more):
    for sign in ("%0D\r", "%0A\n", *more, "%25%"):
        text = text.replace(sign[:3], sign[3:])
    return text


def noted(*results, **options):
    return commands("".join(pieces(run_of(), results, **options)))


def wrong(number, outcome=Outcome.WRONG):
    return [item(f"f{n}", f"lab1.{n}", outcome, 0.0, 1.0) for n in range(number)]


def raised(where, **fields):
    finding = Finding(kind="raised", message="It raised ValueError.", where=where)
    return result("anna", [item(outcome=Outcome.RAISED, points=0.0, findings=(finding,))], **fields)


def test_each_item_that_is_not_full_is_noted_with_the_missing_ones_last():
    notes = [(name, where["title"], text) for name, where, text in noted(EVERYTHING)]

    assert notes == [
        (
            "warning",
            "anna: lab1.1b log_sum: partly correct, 2.4 of 3 points",
            "The answer is inf, should be finite. This is a case of stability.\n"
            "Call: log_sum(np.array([1000.0, 0.0]))\n"
            "Hint: Right on paper, but exp overflows for large numbers: take the largest out first.\n"
            "Passed: 2 of 2 basic, 0 of 1 stability.",
        ),
        (
            "error",
            "anna: lab1.10a a_function_with_a_long_name: wrong, 0 of 1.25 points",
            "The answer has shape (2, 3), should have shape (3, 2).\nPerhaps: A transpose.\n"
            "Passed: 0 of 4 basic.",
        ),
        ("error", "anna: lab1.4 looped: timed out, 0 of 1 point", "Passed: 0 of 1 basic."),
        ("notice", "anna: lab1.5 read: needs review, 0 of 4 points", "needs review, 0 of 4 points"),
        ("warning", "anna: lab1.6a stub: missing, 0 of 1 point", "missing, 0 of 1 point"),
        ("warning", "anna: lab1.6b other_stub: missing, 0 of 1.5 points", "missing, 0 of 1.5 points"),
    ]


def test_every_outcome_but_the_right_one_has_its_level():
    found = {
        outcome: [name for name, _, _ in noted(result(items=[item(outcome=outcome)]))] for outcome in Outcome
    }

    assert found.pop(Outcome.CORRECT) == []
    assert found == {outcome: [level] for outcome, level in LEVELS.items()}


def test_a_right_answer_that_did_not_earn_all_points_is_noted():
    ((name, where, _),) = noted(result(items=[item(points=1.0)]))

    assert (name, where["title"]) == ("warning", "anna: lab1.1a square: correct, 1 of 2 points")


@pytest.mark.parametrize("number", [2, 3, 4], ids=["unreadable", "empty", "not judged"])
def test_a_submission_of_which_nothing_was_judged_is_noted_once(number):
    given = CLASS.submissions[number]

    ((name, where, text),) = noted(given)

    assert name == ("warning" if given.status == "not judged" else "error")
    assert where["title"] == f"{given.id}: {given.status}"
    assert given.message[1:] in text


# ---- how many --------------------------------------------------------------------------------------------------


def test_no_more_are_written_than_github_shows_and_the_others_are_counted():
    items = [*wrong(25), *wrong(11, Outcome.MISSING), *wrong(12, Outcome.NEEDS_REVIEW)]

    notes = noted(result(items=items))

    names = [name for name, _, _ in notes]
    assert {name: names.count(name) for name in names} == {"error": 10, "warning": 10, "notice": 10}
    name, where, text = notes[-1]
    assert (name, where) == ("notice", {"title": "15 errors and 3 notices and 1 warning more"})
    assert text == "GitHub shows ten of a level; the summary of the job and the reports tell of all."


@pytest.mark.parametrize(("number", "written"), [(0, 0), (10, 10), (11, 11)])
def test_nothing_is_counted_where_all_are_shown(number, written):
    notes = noted(result(items=wrong(number)))

    assert len(notes) == written
    assert [where["title"] for name, where, _ in notes if name == "notice"] == ["1 error more"] * (number == 11)


def test_a_whole_class_keeps_to_the_same_numbers():
    notes = noted(*(result(f"student{n}", wrong(4)) for n in range(50)))

    assert len(notes) == MOST["error"] + 1
    assert notes[-1][1]["title"] == "190 errors more"


# ---- where -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ("line 12 of lab1.py", ("lab1.py", "12")),
        ("dWline 12 of lab1.py", ("lab1.py", "12")),
        ("line 3 of my answers.ipynb", ("my answers.ipynb", "3")),
        ("[0, 1]", (None, None)),
        ("", (None, None)),
        ("line 3 of ../../other.py", (None, None)),
        ("line 3 of /etc/x.py", (None, None)),
        ("line 3 of a.py,line=9::x.py", ("a.py", "3")),
    ],
)
def test_a_line_that_a_finding_knows_is_named(where, place):
    ((_, found, _),) = noted(raised(where))

    assert (found.get("file"), found.get("line")) == place


def test_the_line_of_a_file_that_cannot_be_run_is_named():
    ((_, where, _),) = noted(CLASS.submissions[2])

    assert (where["file"], where["line"]) == ("lab1.py", "10")


def test_files_are_named_from_the_top_of_the_repository_where_the_folder_is_known():
    ((_, where, _),) = noted(raised("line 2 of lab1.py"), folders={"anna": "homework, one/lab: 1"})

    assert where["file"] == "homework, one/lab: 1/lab1.py"


# ---- hostile texts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", SHARP)
def test_no_text_begins_a_command_or_changes_one(text):
    sharp, plain = noted(steeped(text)), noted(steeped("plain"))

    assert [name for name, _, _ in sharp] == [name for name, _, _ in plain] == ["error", "notice", "warning"]
    assert all(where.keys() <= {"file", "line", "title"} for _, where, _ in sharp)
    assert sharp[2][1]["title"] == f"{visible_line(text)}: lab1.3 whole: partly correct, 1 of 2 points"
    assert sharp[2][2] == visible(text)


def test_a_very_long_message_is_cut_where_github_would_cut_it():
    long = result("x" * 900, status="unreadable", message="y" * 9_000)

    ((_, where, text),) = noted(long)

    assert (len(where["title"]), where["title"][-4:]) == (250, "x...")
    assert (len(text), text[-4:]) == (4_000, "y...")


def test_a_class_looks_as_it_did(golden):
    golden("annotations.txt", render(run_of(EVERYTHING, *CLASS.submissions[1:])))
