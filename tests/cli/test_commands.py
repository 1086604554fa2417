"""The command line as a whole: help, versions, unknown names, odd arguments."""

import re
import shlex

import pytest

from checker import __version__
from checker.cli import COMMANDS
from tests.cli.commands import checker
from tests.engine.tiny import RIGHT, write, write_course


def test_help_lists_every_command_in_the_order_of_a_courses_life(tmp_path):
    done = checker("--help", cwd=tmp_path)

    assert (done.code, done.err) == (0, "")
    assert re.findall(r"^  (\w+)  ", done.out, re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_ends_with_an_example_that_runs(tmp_path, command):
    """It is run as it stands there, in a course that has what it names."""
    course = write_course(tmp_path)
    (course / "problems" / "lab1").rename(course / "problems" / "lab3")
    for path in (course / "problems" / "lab3").iterdir():
        path.write_text(path.read_text().replace("lab1.2", "lab3.5").replace("lab1.1", "lab3.2"))
    write(course / "submissions_example" / "anna" / "lab3.py", RIGHT)
    if command != "start":
        write(course / "lab3.py", RIGHT)
    if command == "mark":
        checker("grade", "submissions_example", cwd=course)

    help_page = checker(*[command] * bool(command), "--help", cwd=course).out
    example = help_page.rstrip().rpartition("Example: ")[2]
    program, *arguments = shlex.split(example)
    done = checker(*arguments, cwd=course)

    assert program == "checker"
    assert arguments[0] == (command or "check")
    assert done.code == 0, done


def test_the_version_is_that_of_the_package(tmp_path):
    done = checker("--version", cwd=tmp_path)

    assert (done.code, done.err) == (0, "")
    assert done.out.endswith(f", version {__version__}\n")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("chekc", "there is no command `chekc`; did you mean `check`?"),
        ("xyz", "there is no command `xyz`; there is `start`, `show`, `check`, `grade`, `mark`, `verify`"),
    ],
)
def test_an_unknown_command_is_answered_with_the_nearest_one(tmp_path, name, words):
    done = checker(name, cwd=tmp_path)

    assert (done.code, done.out) == (2, "")
    assert words in done.err


@pytest.mark.parametrize(
    "command", [("show", "lab1"), ("start", "lab1"), ("check", "lab1.py"), ("grade", "."), ("verify",)]
)
def test_outside_of_a_course_every_command_says_where_it_looked(tmp_path, command):
    write(tmp_path / "lab1.py", RIGHT)

    done = checker(*command, cwd=tmp_path)

    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "checker: no grading.yaml here or in any folder above; go to the course's folder, or name it with "
        "--course or in the environment variable CHECKER_COURSE\n"
    )


def test_a_course_is_found_from_its_folders_from_an_option_and_from_the_environment(tiny_course, tmp_path):
    pages = {
        checker("show", "lab1.1c", cwd=tiny_course / "problems" / "lab1").out,
        checker("show", "lab1.1c", "--course", tiny_course, cwd=tmp_path).out,
        checker("show", "lab1.1c", cwd=tmp_path, CHECKER_COURSE=str(tiny_course)).out,
    }

    assert len(pages) == 1
    assert "the_answer()" in pages.pop()


def test_a_course_that_is_not_there_is_told(tmp_path):
    done = checker("show", "lab1", "--course", "gone", cwd=tmp_path)

    assert (done.code, done.err) == (
        2,
        "checker: there is no grading.yaml in `gone`; name the folder that holds the course\n",
    )


ODD = [
    ["check", ""],
    ["check", "."],
    ["check", "/dev/null"],
    ["check", "-"],
    ["check", "--", "-rf"],
    ["check", "lab1.py", "--part", ""],
    ["check", "lab1.py", "--part", "lab1..1a"],
    ["check", "lab1.py", "--assignment", "../lab1"],
    ["check", "lab1.py", "--format", "xml"],
    ["check", "lab1.py", "lab1.py"],
    ["grade", "/dev/null"],
    ["grade", ".", "--jobs", "0"],
    ["grade", ".", "--jobs", "many"],
    ["grade", ".", "--fail-under", "101"],
    ["grade", ".", "--only", ""],
    ["grade", ".", "--only", "[" * 50],
    ["show", ""],
    ["show", "lab1."],
    ["show", "*"],
    ["show", "\x1b[31m"],
    ["start", "../lab1"],
    ["start", "lab1", "--out", "problems"],
    ["start", "lab1", "--out", "a" * 300],
    ["verify", "lab1", "nothing"],
    ["show", "lab1", "--course", "grading.yaml"],
    ["check", "a" * 5000],
    ["grade", "a" * 5000],
    ["show", "lab1", "--course", "a" * 5000],
    ["--nothing"],
    ["-x", "check"],
]


@pytest.mark.parametrize("arguments", ODD, ids=lambda arguments: " ".join(arguments)[:40])
def test_odd_arguments_are_refused_in_a_sentence(tiny_course, arguments):
    done = checker(*arguments, cwd=tiny_course)

    assert done.code == 2
    assert done.out == ""
    assert done.err.splitlines()[-1].startswith(("checker: ", "Error: "))
