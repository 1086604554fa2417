"""`checker check`: what a student reads about their own file."""

import json
import os
import re
import subprocess
import sys

import jsonschema
import pytest

from checker.reports.json import schema_text
from tests.cli.commands import checker
from tests.engine.tiny import RIGHT, SYNTAX, WRONG, with_word, write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="paths and sockets are those of POSIX")


@pytest.fixture
def check(tiny_course, tmp_path):
    def run(source, *options, name="lab1.py"):
        path = write(tmp_path / name, source)
        return checker("check", path.name, *options, cwd=tmp_path, CHECKER_COURSE=str(tiny_course))

    return run


def test_full_marks_exit_with_0(check):
    done = check(RIGHT)

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Tiny sheet: 10 of 10 points\n")
    assert done.out.count("  correct\n") == 4


def test_a_wrong_answer_exits_with_1_and_says_what_was_wrong(check):
    done = check(WRONG)

    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("Tiny sheet: 8 of 10 points\n")
    assert "       Hint: That is the third power: multiply twice, not three times.\n" in done.out
    assert "         square(np.array([2.0, 3.0]))\n" in done.out
    assert "\x1b" not in done.out


def test_a_file_that_python_does_not_read_exits_with_2_and_names_the_line(check):
    done = check(SYNTAX)

    assert done.code == 2
    assert (
        "lab1.py cannot be run: SyntaxError: invalid syntax, in line 2 of lab1.py: `return x +* x`"
        in " ".join(done.out.replace("+*\n", "+* ").split("\n"))
    )


def test_a_judge_that_breaks_exits_with_3(check):
    done = check(with_word("break the judge"))

    assert done.code == 3
    assert "That costs nothing: staff will look." in done.out
    assert "\x1b" not in done.out + done.err


def test_functions_that_are_not_written_yet_are_listed(check):
    done = check("def square(x): return x * x\n\n\ndef log_sum(x): ...\n")

    assert done.code == 1
    assert done.out.endswith("Not answered yet: 1b log_sum (3), 1c the_answer (1), 2 palindrome (4)\n")


REFUSED = {
    "a missing file": (["gone.py"], "gone.py cannot be read: No such file or directory"),
    "a folder": (["folder"], "folder is a folder; name the file in it, such as folder/lab3.py"),
    "an unknown part": (["lab1.py", "--part", "1z"], "there is no part `lab1.1z`; did you mean `lab1."),
    "an unknown assignment": (
        ["lab1.py", "--assignment", "lab9"],
        "there is no assignment `lab9` in the course in ",
    ),
    "no assignment": (
        ["notes.py"],
        "notes.py answers no assignment of this course: neither its name nor its functions",
    ),
    "no Python": (["lab1.pdf"], "lab1.pdf is not UTF-8 text: byte 0xe2 in line 2; save it as UTF-8"),
}


@pytest.mark.parametrize(("arguments", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_checked_exits_with_2_and_a_sentence(tiny_course, tmp_path, arguments, words):
    write(tmp_path / "lab1.py", RIGHT)
    write(tmp_path / "notes.py", "")
    write(tmp_path / "lab1.pdf", b"%PDF-1.7\n%\xe2\xe3\n")
    (tmp_path / "folder").mkdir()

    done = checker("check", *arguments, cwd=tmp_path, CHECKER_COURSE=str(tiny_course))

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"checker: {words}")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("parts", "functions"),
    [
        (["1a"], ["square"]),
        (["lab1.1"], ["square", "log_sum", "the_answer"]),
        (["palindrome", "lab1.1c.the_answer"], ["the_answer", "palindrome"]),
    ],
)
def test_only_the_named_parts_are_checked(check, parts, functions):
    done = check(RIGHT, *(option for part in parts for option in ("--part", part)))

    assert done.code == 0
    assert re.findall(r"^  \w+ +(\w+)  .*correct$", done.out, re.MULTILINE) == functions
    assert "Not answered" not in done.out


def test_json_stands_alone_on_standard_output_and_keeps_the_schema(check):
    done = check(WRONG + "print('hello')\n", "--format", "json")

    document = json.loads(done.out)
    jsonschema.validate(document, json.loads(schema_text()))
    assert (done.code, done.err) == (1, "")
    assert document["submissions"][0]["output"] == "hello\n"


def test_markdown_is_the_page_of_a_student(check):
    done = check(WRONG, "--format", "markdown")

    assert done.out.startswith("# lab1: lab1\n\nTiny course. **8 of 10 points** (graded).\n")


def test_what_the_file_prints_cannot_steer_the_terminal(check):
    done = check(RIGHT + "print('\\x1b[2J\\x07 cleared')\nraise ValueError('\\x1b]0;title\\x07')\n")

    assert "  | \\x1b[2J\\x07 cleared\n" in done.out
    assert "\x1b" not in done.out
    assert "\x07" not in done.out


def test_modules_beside_the_file_are_imported(check, tmp_path):
    write(tmp_path / "tools.py", "def power(x, n):\n    return x**n\n")

    done = check("from tools import power\n\n\ndef square(x):\n    return power(x, 2)\n", "--part", "1a")

    assert done.code == 0


def test_another_name_is_told_the_assignment(check):
    done = check("x = 1\n", "--assignment", "lab2", name="notes.py")

    assert done.code == 1
    assert "Not answered yet: 1 negative (1)" in done.out


def test_a_reader_that_has_seen_enough_is_no_reason_for_a_traceback(tiny_course, tmp_path):
    path = write(tmp_path / "lab1.py", RIGHT)
    read_end, write_end = os.pipe()
    os.close(read_end)

    with os.fdopen(write_end, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "checker", "check", str(path), "--course", str(tiny_course)],
            stdout=closed,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )

    assert done.stderr == b""
    assert done.returncode != 0
