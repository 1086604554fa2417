"""`checker grade`: a class, its reports, its exit codes."""

import csv
import io
import json
import sys

import jsonschema
import pytest

from checker.cli.printing import FORMATS
from checker.reports.json import schema_text
from tests.cli.commands import checker
from tests.engine.tiny import RIGHT, SYNTAX, WRONG, with_word, write

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strangers are graded on Linux alone")


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    """A class in which something went wrong in every way, and its reports."""
    folder = tmp_path_factory.mktemp("class")
    for name, source in {
        "anna": RIGHT,
        "ben": WRONG,
        "carl": SYNTAX,
        "dora": with_word("onion?"),
        "eve": with_word("break the judge"),
    }.items():
        write(folder / "class" / name / "lab1.py", source)
    write(folder / "class" / "finn_lab2.py", "def negative(x):\n    return -x\n")
    (folder / "class" / "gina").mkdir()
    return folder


@pytest.fixture(scope="module")
def graded(tiny_course, classroom):
    environment = {"CHECKER_COURSE": str(tiny_course), "CHECKER_GRADEBOOK": str(classroom / "book.db")}
    return checker("grade", "class", "--trust-submissions", cwd=classroom, **environment)


@pytest.fixture
def grade(tiny_course, classroom, tmp_path):
    def run(*options, folder="class"):
        arguments = ("grade", folder, "--trust-submissions", "--out", tmp_path / "reports", *options)
        environment = {"CHECKER_COURSE": str(tiny_course), "CHECKER_GRADEBOOK": str(tmp_path / "book.db")}
        return checker(*arguments, cwd=classroom, **environment)

    return run


def test_a_failure_of_ours_exits_with_3_and_says_where_it_is_told(graded):
    assert graded.code == 3
    assert graded.err.splitlines()[-1].endswith("told in reports/faults.txt")
    assert "7 submissions: 3 graded, 2 partly graded, 2 unreadable\nsandbox: process, " in graded.err
    assert "reports in reports\n" in graded.err


def test_the_reports_of_such_a_run_are_written_and_say_so(graded, classroom):
    reports = classroom / "reports"

    run = json.loads((reports / "results.json").read_text())
    jsonschema.validate(run, json.loads(schema_text()))
    eve = next(result for result in run["submissions"] if result["id"] == "eve")
    assert (eve["status"], eve["score"], eve["waiting"]) == ("partly graded", 6, 4)
    assert "palindrome" in (reports / "faults.txt").read_text()
    assert "\x1b" not in (reports / "faults.txt").read_text()
    assert "our fault" in (reports / "students" / "eve-lab1.md").read_text()
    assert len(list((reports / "students").iterdir())) == 7


def test_the_table_has_a_row_for_each_submission(graded):
    rows = [line.split()[0] for line in graded.out.splitlines() if line[:1].strip()]

    assert rows == ["submission", "anna", "ben", "carl", "dora", "eve", "finn_lab2", "gina"]


@pytest.mark.parametrize("form", FORMATS)
def test_a_machine_format_stands_alone_on_standard_output(grade, tmp_path, form):
    done = grade("--format", form)

    files = {"json": "results.json", "csv": "scores.csv"}
    beginnings = {"markdown": "# anna: lab1\n", "html": "<!doctype html>", "junit": "<?xml", "github": "::"}
    if form in files:
        assert done.out == (tmp_path / "reports" / files[form]).read_text()
    else:
        assert done.out.startswith(beginnings[form])
    assert done.code == 3
    assert "reports in " in done.err


@pytest.mark.parametrize(
    ("only", "ids"),
    [
        (["anna"], ["anna"]),
        (["lab2"], ["finn_lab2"]),
        (["[ab]*", "lab2"], ["anna", "ben", "finn_lab2"]),
    ],
)
def test_only_the_named_submissions_are_graded(grade, only, ids):
    done = grade("--format", "csv", *(option for name in only for option in ("--only", name)))

    assert done.code == 0
    assert [row["submission"] for row in csv.DictReader(io.StringIO(done.out))] == ids


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--only", "anna", "--fail-under", "100"], 0),
        (["--only", "ben", "--fail-under", "80"], 0),
        (["--only", "ben", "--fail-under", "80.1"], 1),
        (["--only", "carl"], 0),
        (["--only", "carl", "--fail-under", "0"], 0),
        (["--only", "gina", "--fail-under", "0"], 1),
        (["--only", "dora"], 0),
        (["--only", "dora", "--fail-under", "100"], 0),
        (["--only", "eve", "--fail-under", "100"], 3),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else f"exits with {value}",
)
def test_the_exit_code_says_how_the_class_did(grade, options, code):
    assert grade(*options).code == code


REFUSED = {
    "an unknown submission": (
        ["--only", "ana"],
        "there is no submission or assignment `ana`; did you mean `anna`?",
    ),
    "a folder that is a file": (
        ["--out", "class/finn_lab2.py"],
        "the reports cannot be written to class/finn_lab2.py",
    ),
}


@pytest.mark.parametrize(("options", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_graded_exits_with_2_and_a_sentence(grade, options, words):
    done = grade(*options)

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"checker: {words}")


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("gone", "the folder gone cannot be read: No such file or directory"),
        (
            "class/gina",
            "class/gina holds no submission; expected a folder, a file or a zip archive for each student",
        ),
        ("class/finn_lab2.py", "the folder class/finn_lab2.py cannot be read: Not a directory"),
    ],
)
def test_a_class_that_is_not_there_exits_with_2(grade, folder, words):
    done = grade(folder=folder)

    assert (done.code, done.out, done.err) == (2, "", f"checker: {words}\n")


def test_two_processes_write_what_one_writes(grade, tmp_path):
    one = grade("--jobs", "1", "--format", "csv").out
    pages = {path.name: path.read_bytes() for path in (tmp_path / "reports" / "students").iterdir()}

    assert grade("--jobs", "2", "--format", "csv", "--fresh").out == one
    assert {path.name: path.read_bytes() for path in (tmp_path / "reports" / "students").iterdir()} == pages


def test_github_gets_annotations_in_the_log_and_a_summary_of_the_job(tiny_course, classroom, tmp_path):
    summary = tmp_path / "summary.md"
    summary.write_text("An earlier step.\n")
    environment = {"CHECKER_COURSE": str(tiny_course), "CHECKER_GRADEBOOK": str(tmp_path / "book.db")}

    done = checker(
        "grade", "class", "--trust-submissions", "--out", tmp_path / "reports", "--format", "github",
        cwd=classroom, GITHUB_STEP_SUMMARY=str(summary), **environment,
    )  # fmt: skip

    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in done.out.splitlines())
    assert "::error file=class/carl/lab1.py,line=2," in done.out
    assert summary.read_text().startswith("An earlier step.\n")
    assert "anna" in summary.read_text()


def test_what_has_not_changed_is_known_and_the_reports_are_the_same(grade, tmp_path):
    first = grade("--format", "csv", "--only", "[a-d]*").out
    book = tmp_path / "book.db"
    before = book.read_bytes()

    assert grade("--format", "csv", "--only", "[a-d]*").out == first
    assert b"student" in before


def test_nobody_who_handed_in_an_assignment_is_told(grade, classroom):
    done = grade("--only", "lab2", folder="class/anna")

    assert done.code == 2
    assert done.err == "checker: nobody in class/anna handed in lab2\n"


def test_a_large_class_is_printed_as_far_as_somebody_has_to_look(tiny_course, tmp_path):
    for number in range(210):
        write(tmp_path / "class" / f"student{number:03}.py", RIGHT)
    write(tmp_path / "class" / "zoe_lab1.py", SYNTAX)
    environment = {"CHECKER_COURSE": str(tiny_course), "CHECKER_GRADEBOOK": str(tmp_path / "book.db")}

    done = checker("grade", "class", "--trust-submissions", cwd=tmp_path, **environment)

    rows = [line.split()[0] for line in done.out.splitlines() if line[:1].strip()]
    assert rows == ["submission", "zoe_lab1", "..."]
    assert done.out.splitlines()[-1] == "... and 210 more, all of them in reports/scores.csv"
    assert done.err.startswith("211 submissions: 210 graded, 1 unreadable\n")
