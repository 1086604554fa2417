"""`checker grade`: a class, its reports, its exit codes."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time

import jsonschema
import pytest

from checker.reports.json import schema_text
from tests.cli.commands import ENVIRONMENT, checker
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
    return checker("grade", "class", "--trust-submissions", cwd=classroom, CHECKER_COURSE=str(tiny_course))


@pytest.fixture
def grade(tiny_course, classroom, tmp_path):
    def run(*options, folder="class"):
        arguments = ("grade", folder, "--trust-submissions", "--out", tmp_path / "reports", *options)
        return checker(*arguments, cwd=classroom, CHECKER_COURSE=str(tiny_course))

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


@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_a_machine_format_stands_alone_on_standard_output(grade, tmp_path, form):
    done = grade("--format", form)

    files = {"json": "results.json", "csv": "scores.csv"}
    if form == "markdown":
        assert done.out.startswith("# anna: lab1\n")
    else:
        assert done.out == (tmp_path / "reports" / files[form]).read_text()
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
        ("class/gina", "class/gina holds no submission; expected a folder or a .py file for each student"),
        ("class/finn_lab2.py", "the folder class/finn_lab2.py cannot be read: Not a directory"),
    ],
)
def test_a_class_that_is_not_there_exits_with_2(grade, folder, words):
    done = grade(folder=folder)

    assert (done.code, done.out, done.err) == (2, "", f"checker: {words}\n")


def test_two_processes_write_what_one_writes(grade, tmp_path):
    one = grade("--jobs", "1", "--format", "csv").out
    pages = {path.name: path.read_bytes() for path in (tmp_path / "reports" / "students").iterdir()}

    assert grade("--jobs", "2", "--format", "csv").out == one
    assert {path.name: path.read_bytes() for path in (tmp_path / "reports" / "students").iterdir()} == pages


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interruption_from_the_keyboard_leaves_reports(tiny_course, tmp_path, jobs):
    """The signal goes to all processes of the terminal, as Ctrl-C does."""
    write(tmp_path / "class" / "anna" / "lab1.py", with_word("mark the hour"))
    for number in range(20):
        write(tmp_path / "class" / f"student{number}" / "lab1.py", "import time\ntime.sleep(2)\n" + RIGHT)
    mark = tmp_path / "mark"
    command = ["grade", "class", "--trust-submissions", "--jobs", str(jobs), "--format", "json"]
    running = subprocess.Popen(
        [sys.executable, "-m", "checker", *command],
        cwd=tmp_path,
        env={**ENVIRONMENT, "CHECKER_COURSE": str(tiny_course), "MARK": str(mark)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 30
    while not mark.exists() and time.monotonic() < deadline:
        time.sleep(0.02)

    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=30)

    run = json.loads(out)
    last = run["submissions"][-1]
    assert running.returncode == 3
    assert "Traceback" not in err
    assert (last["status"], last["message"]) == ("not judged", "grading was interrupted before this submission")
    assert json.loads((tmp_path / "reports" / "results.json").read_text()) == run
