"""Reading files and folders: whatever lies there, the class is read, and what is wrong is said in a sentence."""

import os
import socket

import pytest

from checker.errors import StaffError, StudentError
from checker.submission.model import Submission
from checker.submission.reading import class_entries, entry_id, read_class, read_entry, read_file
from tests.engine.tiny import write

FUNCTIONS = {"lab1": {"square", "log_sum"}, "lab2": {"negative"}}
NAMES = tuple(FUNCTIONS)
SOURCE = "def square(x):\n    return x * x\n"
ROOT_READS_ALL = hasattr(os, "geteuid") and os.geteuid() == 0


def read_one(path, **kwargs):
    return read_file(path, NAMES, FUNCTIONS.__getitem__, **kwargs)


def read_all(folder, names=NAMES):
    return read_class(folder, names, FUNCTIONS.__getitem__)


def refusal_of(path):
    with pytest.raises(StudentError) as caught:
        read_one(path)
    return str(caught.value)


# ---- what a file may hold --------------------------------------------------------------------------------------

UNREADABLE = {
    "a PDF": (
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "lab1.py is not UTF-8 text: byte 0xe2 in line 2; save it as UTF-8",
    ),
    "null bytes": (b"x = 1\n\0\0\n", "lab1.py is not a Python text: it contains null bytes"),
    "Latin-1": (
        "x = 1\n# Übung\n".encode("latin-1"),
        "lab1.py is not UTF-8 text: byte 0xdc in line 2; save it as UTF-8",
    ),
    "UTF-16, little end first": ("x = 1\n".encode("utf-16"), "lab1.py is UTF-16 text; save it as UTF-8"),
    "UTF-16, big end first": (
        b"\xfe\xff" + "x = 1\n".encode("utf-16-be"),
        "lab1.py is UTF-16 text; save it as UTF-8",
    ),
    "over 1 MiB": (b"#" * (3 << 20), "lab1.py has 3.0 MiB; at most 1 MiB is read"),
}


@pytest.mark.parametrize(("text", "words"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_python_is_refused_in_a_sentence(tmp_path, text, words):
    assert refusal_of(write(tmp_path / "lab1.py", text)) == words


@pytest.mark.parametrize(("text", "words"), UNREADABLE.values(), ids=UNREADABLE)
def test_in_a_class_such_a_file_costs_nobody_else(tmp_path, text, words):
    write(tmp_path / "anna" / "lab1.py", text)
    write(tmp_path / "ben" / "lab1.py", SOURCE)

    anna, ben = read_all(tmp_path)

    assert (anna.id, anna.assignment, anna.name, anna.problem) == ("anna", "lab1", "lab1.py", words)
    assert (ben.problem, ben.source) == ("", SOURCE.encode())


ACCEPTED = {
    "a coding cookie": "# -*- coding: latin-1 -*-\n# Übung\n".encode("latin-1"),
    "a cookie in line 2": "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n# €\n".encode("cp1252"),
    "a byte-order mark": b"\xef\xbb\xbf" + SOURCE.encode(),
    "line ends of Windows": SOURCE.replace("\n", "\r\n").encode(),
    "exactly 1 MiB": b"#" * (1 << 20),
    "nothing": b"",
}


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED)
def test_a_file_that_python_reads_is_handed_on_byte_for_byte(tmp_path, text):
    submission = read_one(write(tmp_path / "lab1.py", text))

    assert (submission.source, submission.problem) == (text, "")


@pytest.mark.parametrize("text", [*ACCEPTED.values(), b"x = 1\r\n\x0cy = 2\r\n"], ids=[*ACCEPTED, "a form feed"])
def test_lines_are_counted_as_python_counts_them(text):
    submission = Submission("anna", "lab1", "lab1.py", text + b"\x0c\nboom = 1 / 0\n")

    assert submission.line("lab1.py", text.count(b"\n") + 2) == "boom = 1 / 0"
    assert submission.line("lab1.py", 0) == submission.line("lab1.py", 999) == submission.line("x.py", 1) == ""


# ---- what is no file -------------------------------------------------------------------------------------------


def make_fifo(path):
    os.mkfifo(path)


def make_folder(path):
    path.mkdir()


def make_socket(path):
    server = socket.socket(socket.AF_UNIX)
    here = os.getcwd()
    os.chdir(path.parent)  # the name of a socket is short
    try:
        server.bind(path.name)
    finally:
        os.chdir(here)
        server.close()


@pytest.mark.parametrize("make", [make_fifo, make_socket], ids=["FIFO", "socket"])
def test_what_is_no_plain_file_is_refused_without_waiting_for_it(tmp_path, make):
    (tmp_path / "anna").mkdir()
    make(tmp_path / "anna" / "lab1.py")
    make(tmp_path / "ben_lab1.py")

    anna, ben = read_all(tmp_path)

    words = "is not a plain file; hand in a text file with Python in it"
    assert refusal_of(tmp_path / "ben_lab1.py") == f"ben_lab1.py {words}"
    assert (anna.problem, ben.problem) == (f"lab1.py {words}", f"ben_lab1.py {words}")


def test_a_folder_with_the_name_of_a_file_is_looked_into(tmp_path):
    (tmp_path / "anna" / "lab1.py").mkdir(parents=True)
    write(tmp_path / "ben" / "lab1.py" / "lab1.py", SOURCE)

    anna, ben = read_all(tmp_path)

    assert anna.problem == "the folder holds no Python file; it holds lab1.py/"
    assert (ben.problem, ben.source) == ("", SOURCE.encode())


def test_a_folder_is_no_file_to_check(tmp_path):
    folder = tmp_path / "anna"
    make_folder(folder)

    assert refusal_of(folder) == f"{folder} is a folder; name the file in it, such as {folder}/lab3.py"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("lab1.py", "No such file or directory"), ("a" * 300 + ".py", "File name too long")],
    ids=["missing", "name too long"],
)
def test_a_file_that_is_not_there_is_refused(tmp_path, name, reason):
    assert refusal_of(tmp_path / name).endswith(f"cannot be read: {reason}")


@pytest.mark.skipif(ROOT_READS_ALL, reason="root reads every file")
def test_files_and_folders_without_the_right_to_read_are_refused(tmp_path):
    write(tmp_path / "anna" / "lab1.py", SOURCE).chmod(0)
    write(tmp_path / "ben" / "lab1.py", SOURCE).parent.chmod(0)

    anna, ben = read_all(tmp_path)

    (tmp_path / "ben").chmod(0o700)
    assert anna.problem == "lab1.py cannot be read: Permission denied"
    assert ben.problem == "the folder cannot be read: Permission denied"


def test_an_error_of_the_disk_is_told_as_a_sentence(tmp_path, monkeypatch):
    path = write(tmp_path / "lab1.py", SOURCE)

    def broken(self):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(type(path), "read_bytes", broken)

    assert refusal_of(path) == "lab1.py cannot be read: Input/output error"


# ---- symbolic links --------------------------------------------------------------------------------------------


@pytest.fixture
def outside(tmp_path):
    """A folder beside the class, with a file that nobody may hand in."""
    write(tmp_path / "outside" / "lab1.py", "secret = 1\n")
    return tmp_path / "outside"


@pytest.fixture
def classroom(tmp_path):
    (tmp_path / "class" / "anna").mkdir(parents=True)
    return tmp_path / "class"


def test_a_link_out_of_the_folder_is_refused(classroom, outside):
    (classroom / "anna" / "lab1.py").symlink_to(outside / "lab1.py")
    (classroom / "ben_lab1.py").symlink_to(outside / "lab1.py")
    (classroom / "carl").symlink_to(outside)

    anna, ben, carl = read_all(classroom)

    words = "is a symbolic link out of the folder; hand in the file itself"
    assert [s.problem for s in (anna, ben, carl)] == [f"lab1.py {words}", f"ben_lab1.py {words}", f"carl {words}"]
    assert {s.source for s in (anna, ben, carl)} == {b""}


def test_a_link_to_the_file_of_another_student_is_refused(classroom):
    write(classroom / "ben" / "lab1.py", SOURCE)
    (classroom / "anna" / "lab1.py").symlink_to("../ben/lab1.py")

    anna, ben = read_all(classroom)

    assert "symbolic link out of the folder" in anna.problem
    assert ben.problem == ""


def test_a_link_inside_the_folder_is_followed(classroom):
    write(classroom / "anna" / "final version" / "work.txt", SOURCE)
    (classroom / "anna" / "lab1.py").symlink_to("final version/work.txt")
    (classroom / "ben").symlink_to("anna")

    anna, ben = read_all(classroom)

    assert (anna.problem, anna.source) == ("", SOURCE.encode())
    assert (ben.problem, ben.source) == ("", SOURCE.encode())


def test_a_linked_folder_inside_a_student_is_not_entered(classroom, outside):
    (classroom / "anna" / "work").symlink_to(outside)

    (anna,) = read_all(classroom)

    assert anna.problem == "the folder holds no Python file; it holds work/"


def test_links_that_lead_nowhere_or_in_circles_cost_nobody_else(classroom):
    (classroom / "anna" / "lab1.py").symlink_to("gone.py")
    (classroom / "ben_lab1.py").symlink_to("ben_lab1.py")
    (classroom / "carl").symlink_to("carl")
    write(classroom / "dora" / "lab1.py", SOURCE)

    anna, ben, carl, dora = read_all(classroom)

    assert anna.problem == "lab1.py cannot be read: No such file or directory"
    assert ben.problem == "ben_lab1.py cannot be read: Too many levels of symbolic links"
    assert carl.problem == "carl cannot be read: Too many levels of symbolic links"
    assert dora.problem == ""


# ---- names -----------------------------------------------------------------------------------------------------

ODD_NAMES = {
    "spaces": ("anna maria von x", "anna maria von x"),
    "a newline": ("anna\nmaria", "anna\\nmaria"),
    "letters of other scripts": ("Zoë-李", "Zoë-李"),
    "bytes that are not UTF-8": (os.fsdecode(b"anna-\xff"), "anna-\\udcff"),
    "a leading dash": ("-rf", "-rf"),
    "a terminal escape": ("\x1b[31mred", "\\x1b[31mred"),
    "a change of direction": ("anna\u202eyp", "anna\\u202eyp"),
    "a glob": ("*[a]?", "*[a]?"),
}


@pytest.mark.parametrize(("name", "shown"), ODD_NAMES.values(), ids=ODD_NAMES)
def test_odd_names_are_read_and_shown_in_printable_letters(tmp_path, name, shown):
    write(tmp_path / name / "lab1.py", SOURCE)
    write(tmp_path / name / "helper.py", "")
    write(tmp_path / f"{name} lab2.py", "def negative(x): return -x\n")

    folder, file = sorted(read_all(tmp_path), key=lambda submission: submission.assignment)

    assert (folder.id, folder.assignment, folder.problem) == (shown, "lab1", "")
    assert (file.id, file.assignment, file.problem) == (f"{shown} lab2", "lab2", "")
    assert all(submission.id.isprintable() for submission in (folder, file))
    assert read_one(tmp_path / name / "lab1.py").source == SOURCE.encode()


@pytest.mark.parametrize("name", ["Lab1.PY", "ANNA_LAB1.Py", "lab1 (2).py", "2026-lab1-final.py"])
def test_the_word_in_the_name_says_which_assignment_a_file_answers(tmp_path, name):
    write(tmp_path / name, "")
    write(tmp_path / "anna" / name, "")

    submissions = read_all(tmp_path)

    assert [(s.assignment, s.problem) for s in submissions] == [("lab1", "")] * 2


def test_the_functions_say_which_assignment_a_file_answers_where_its_name_does_not(tmp_path):
    write(tmp_path / "anna" / "homework.py", "negative = lambda x: -x\n")
    write(tmp_path / "ben.py", "async def negative(x): ...\n")

    assert [(s.id, s.assignment) for s in read_all(tmp_path)] == [("anna", "lab2"), ("ben", "lab2")]


def test_an_unknown_assignment_is_answered_with_the_nearest_one(tmp_path):
    write(tmp_path / "anna" / "lab_2.py", "x = 1\n")
    write(tmp_path / "ben_lab 2.py", "x = 1\n")

    anna, ben = read_all(tmp_path)

    words = "answers no assignment of this course: neither its name nor its functions say which"
    assert anna.problem == f"lab_2.py {words}; did you mean `lab2`?"
    assert ben.problem.startswith(f"ben_lab 2.py {words}; ")
    assert refusal_of(tmp_path / "anna" / "lab_2.py") == anna.problem


def test_whoever_says_which_assignment_it_is_is_believed(tmp_path):
    path = write(tmp_path / "homework.py", "x = 1\n")

    assert read_one(path, given="lab2").assignment == "lab2"


def test_in_a_course_of_one_assignment_a_nameless_failure_is_one_of_it(tmp_path):
    (tmp_path / "anna").mkdir()

    assert [s.assignment for s in read_all(tmp_path, ("lab1",))] == ["lab1"]
    assert [s.assignment for s in read_all(tmp_path)] == [""]


# ---- a student's folder ----------------------------------------------------------------------------------------


def test_two_files_for_one_assignment_are_refused_by_name(tmp_path):
    write(tmp_path / "anna" / "lab1.py", SOURCE)
    write(tmp_path / "anna" / "old" / "lab1 (1).py", SOURCE)

    (anna,) = read_all(tmp_path)

    assert anna.problem == "there are 2 files for lab1: lab1.py, old/lab1 (1).py; keep one"
    assert anna.source == b""


def test_one_student_may_answer_several_assignments(tmp_path):
    write(tmp_path / "anna" / "lab2.py", "def negative(x): return -x\n")
    write(tmp_path / "anna" / "lab1.py", SOURCE)

    assert [(s.id, s.assignment, s.problem) for s in read_all(tmp_path)] == [
        ("anna", "lab1", ""),
        ("anna", "lab2", ""),
    ]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "the folder holds no Python file; it is empty"),
        (["lab1.docx", "notes.txt"], "the folder holds no Python file; it holds lab1.docx, notes.txt"),
        (["work/lab1.c"], "the folder holds no Python file; it holds work/"),
        (
            [f"{c}.txt" for c in "abcdefg"],
            "the folder holds no Python file; it holds a.txt, b.txt, c.txt, d.txt, e.txt and 2 more",
        ),
        ([".lab1.py.swp", "__pycache__/lab1.cpython-311.pyc"], "the folder holds no Python file; it is empty"),
    ],
    ids=["empty", "a document", "a folder", "many", "rubbish"],
)
def test_a_folder_without_a_python_file_is_said_to_hold_what_is_there(tmp_path, files, words):
    (tmp_path / "anna").mkdir()
    for name in files:
        write(tmp_path / "anna" / name, "")

    (anna,) = read_all(tmp_path)

    assert anna.problem == words


def test_a_file_in_nested_folders_is_found(tmp_path):
    write(tmp_path / "anna" / "submission" / "src" / "lab1.py", SOURCE)

    (anna,) = read_all(tmp_path)

    assert (anna.id, anna.source, anna.problem) == ("anna", SOURCE.encode(), "")


RUBBISH = [
    ".git/lab1.py",
    "__pycache__/lab1.py",
    "__MACOSX/._lab1.py",
    "._lab1.py",
    "venv/lab1.py",
    "node_modules/lab1.py",
]


@pytest.mark.parametrize("name", RUBBISH)
def test_files_that_nobody_wrote_are_skipped(tmp_path, name):
    write(tmp_path / "anna" / "lab1.py", SOURCE)
    write(tmp_path / "anna" / name, "boom")
    write(tmp_path / name, "boom")

    (anna,) = read_all(tmp_path)

    assert (anna.id, anna.problem, anna.source) == ("anna", "", SOURCE.encode())


def test_a_student_whose_name_begins_with_an_underscore_is_not_lost(tmp_path):
    write(tmp_path / "_anna" / "lab1.py", SOURCE)

    assert [s.id for s in read_all(tmp_path)] == ["_anna"]


def test_our_own_reports_in_the_class_are_not_a_student(tmp_path):
    write(tmp_path / "anna" / "lab1.py", SOURCE)
    write(tmp_path / "reports" / "results.json", "{}")
    write(tmp_path / "reports" / "scores.csv", "")
    write(tmp_path / "reports" / "students" / "anna-lab1.md", "")

    assert [s.id for s in read_all(tmp_path)] == ["anna"]


# ---- modules beside the file -----------------------------------------------------------------------------------


def test_modules_that_are_imported_come_along(tmp_path):
    write(tmp_path / "anna" / "lab1.py", "from tools import twice\nimport numpy\n")
    write(tmp_path / "anna" / "tools.py", "import more\n")
    write(tmp_path / "anna" / "more.py", "")

    (anna,) = read_all(tmp_path)

    assert anna.modules == {"tools": b"import more\n", "more": b""}
    assert read_one(tmp_path / "anna" / "lab1.py").modules == anna.modules


def test_modules_that_nobody_imports_stay_behind(tmp_path):
    write(tmp_path / "lab1.py", "import numpy\n")
    write(tmp_path / "lab2.py", "")

    assert read_one(tmp_path / "lab1.py").modules == {}


def test_a_module_with_a_name_that_says_nothing_does_not_hide_the_main_file(tmp_path):
    write(tmp_path / "anna" / "main.py", "from stuff import twice\n\ndef square(x): return x * x\n")
    write(tmp_path / "anna" / "stuff.py", "def twice(x): return 2 * x\n")

    (anna,) = read_all(tmp_path)

    assert (anna.name, anna.assignment, anna.problem) == ("main.py", "lab1", "")
    assert list(anna.modules) == ["stuff"]


@pytest.mark.parametrize("text", [b"\0", b"\xff", b"#" * (2 << 20)], ids=["null bytes", "not UTF-8", "large"])
def test_a_module_that_cannot_be_read_is_left_out(tmp_path, text):
    write(tmp_path / "lab1.py", "import tools, more\n")
    write(tmp_path / "tools.py", text)
    write(tmp_path / "more.py", "")

    assert read_one(tmp_path / "lab1.py").modules == {"more": b""}


# ---- the hash --------------------------------------------------------------------------------------------------


def test_the_hash_is_the_same_in_every_run():
    submission = Submission("anna", "lab1", "lab1.py", b"x = 1\n", {"a": b"1", "b": b"2"})

    assert submission.hash == "ae69d39e05e83b7bec2db78fe20b43763a6275cf98974813c2bd4fb3eaa4740d"
    assert submission.hash == Submission("ben", "lab1", "lab1.py", b"x = 1\n", {"b": b"2", "a": b"1"}).hash


@pytest.mark.parametrize(
    "other",
    [
        ("lab1.py", b"x = 2\n", {"a": b"1"}),
        ("lab1.py", b"x = 1\r\n", {"a": b"1"}),
        ("lab1.py", b"x = 1\n", {"a": b"2"}),
        ("lab1.py", b"x = 1\n", {"b": b"1"}),
        ("lab1.py", b"x = 1\n", {}),
        ("lab1.py", b"x = 1\n1:a1:1", {}),
        ("main.py", b"x = 1\n", {"a": b"1"}),
    ],
    ids=["text", "line end", "module", "its name", "no module", "a module in the text", "file name"],
)
def test_any_byte_changes_the_hash(other):
    submission = Submission("anna", "lab1", "lab1.py", b"x = 1\n", {"a": b"1"})

    assert Submission("anna", "lab1", *other).hash != submission.hash


def test_the_key_tells_two_problems_apart_that_leave_nothing_to_run():
    damaged, gone = (Submission("anna", "lab1", problem=words) for words in ("it is damaged", "it is gone"))

    assert damaged.hash == gone.hash
    assert damaged.key != gone.key
    assert damaged.key == Submission("ben", "lab1", problem="it is damaged").key
    assert len(damaged.key) == 64


# ---- a class ---------------------------------------------------------------------------------------------------


def test_an_empty_class_is_refused(tmp_path):
    write(tmp_path / "README.md", "")

    with pytest.raises(StaffError) as caught:
        read_all(tmp_path)

    assert (
        str(caught.value)
        == f"{tmp_path} holds no submission; expected a folder, a file or a zip archive for each student"
    )


@pytest.mark.parametrize(
    ("name", "reason"), [("class.zip", "Not a directory"), ("gone", "No such file or directory")]
)
def test_a_class_that_is_no_folder_is_refused(tmp_path, name, reason):
    write(tmp_path / "class.zip", "")

    with pytest.raises(StaffError) as caught:
        read_all(tmp_path / name)

    assert str(caught.value) == f"the folder {tmp_path / name} cannot be read: {reason}"


def test_three_hundred_submissions_are_read_in_the_order_of_their_names(tmp_path):
    names = [f"student{number:03}" for number in range(300)]
    for name in reversed(names):
        write(tmp_path / name / "lab1.py", SOURCE) if int(name[-1]) % 2 else write(
            tmp_path / f"{name}.py", SOURCE
        )

    submissions = read_all(tmp_path)

    assert [s.id for s in submissions] == names
    assert {(s.assignment, s.problem) for s in submissions} == {("lab1", "")}


def test_a_class_is_read_entry_by_entry(tmp_path):
    write(tmp_path / "anna" / "lab1.py", SOURCE)
    write(tmp_path / "anna" / "lab2.py", "")
    write(tmp_path / "ben_lab1.py", SOURCE)
    write(tmp_path / "notes.txt", "")
    entries = class_entries(tmp_path)
    write(tmp_path / "ben_lab1.py", "changed = 1\n")

    read = [read_entry(entry, tmp_path, NAMES, FUNCTIONS.__getitem__) for entry in entries]

    assert [entry.name for entry in entries] == ["anna", "ben_lab1.py"]
    assert [[(s.id, s.assignment) for s in one] for one in read] == [
        [("anna", "lab1"), ("anna", "lab2")],
        [("ben_lab1", "lab1")],
    ]
    assert read[1][0].source == b"changed = 1\n", "nothing is read before it is asked for"


def test_the_id_of_an_entry_is_known_before_it_is_read(tmp_path):
    write(tmp_path / "anna" / "lab1.py", SOURCE)
    write(tmp_path / "anna.py", SOURCE)
    write(tmp_path / "b.en.py", SOURCE)
    write(tmp_path / "carl smith.v2" / "lab1.py", SOURCE)
    (tmp_path / "dora.v2").symlink_to("gone")

    ids = [entry_id(entry, tmp_path) for entry in class_entries(tmp_path)]

    assert ids == ["anna", "anna.py", "b.en", "carl smith.v2", "dora.v2"]
    assert ids == [submission.id for submission in read_all(tmp_path)]
