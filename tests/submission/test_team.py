"""Who gets the mark, by the header of a file."""

import pytest

from checker.submission.model import Submission
from checker.submission.team import members_of, named_in
from tests.engine.tiny import RIGHT, grade, write_course
from tests.engine.tiny import submission as submitted

HEADERS = {
    "in a docstring": (b'"""Homework 3.\n\nmembers: ada-brandt, ben\n"""\nimport math\n', ("ada-brandt", "ben")),
    "in a comment": (b"# Members: Ada Brandt and Ben Okafor\n", ("Ada Brandt", "Ben Okafor")),
    "with semicolons and brackets": (b"#members : [ada; ben]\r\n", ("ada", "ben")),
    "one alone": (b"# member: ada\n", ("ada",)),
    "team members": (b"# Team members: ada & ben.\n", ("ada", "ben")),
    "with an accent": ("# members: Zoë, Jürgen\n".encode(), ("Zoë", "Jürgen")),
    "of other bytes": (b"# members: \xff\xfe, ben\n", ("\ufffd\ufffd", "ben")),
    "with an escape": (b"# members: \x1b[31mada\n", ("\\x1b[31mada",)),
    "twice the same": (b"# members: ada, ada\n", ("ada",)),
    "left empty": (b'"""Homework 3.\n\nmembers:\n"""\n', ()),
    "in a comment behind the imports": (b"import math\n# members: ada, ben\n", ("ada", "ben")),
    "in a text behind the code": (b"def f():\n    return 'x'\nmembers: ada, ben\n", ()),
    "after a byte order mark": (b"\xef\xbb\xbf# members: ada, ben\n", ("ada", "ben")),
    "in a list of Python's": (b"members = ['ada', 'ben']\n", ("ada", "ben")),
    "in the lines below": (b'"""Homework\n\nmembers:\n  - ada\n  - ben\n\n  and more\n"""\n', ("ada", "ben")),
    "in comments below": (b"# members:\n#   ada\n#   ben\n# Homework 3: all\n", ("ada", "ben")),
    "in two lines": (b"# members: ada\n# members: ben\n", ("ada", "ben")),
    "far below": (b"\n" * 80 + b"# members: ada, ben\n", ()),
    "inside a sentence": (b"# all members: see the list\nx = 1\n# The members: ada\n", ()),
    "nowhere": (b"def f():\n    return 1\n", ()),
}  # fmt: skip


@pytest.mark.parametrize(("source", "names"), HEADERS.values(), ids=HEADERS)
def test_members_are_read_from_the_lines_above_the_code(source, names):
    assert named_in(source) == names


def submission(id: str, header: str) -> Submission:
    return Submission(id, "hw3", "hw3.py", f"# members: {header}\n".encode())


@pytest.mark.parametrize(
    ("id", "header", "largest", "members"),
    [
        ("ada-brandt", "ada-brandt, ben-okafor", 2, ("ada-brandt", "ben-okafor")),
        ("ada-brandt", "Ada Brandt, ben-okafor", 2, ("ada-brandt", "ben-okafor")),
        ("ada-brandt", "ben-okafor", 2, ("ada-brandt", "ben-okafor")),
        ("team-7", "ada-brandt, ben-okafor", 2, ("ada-brandt", "ben-okafor")),
        ("ada-brandt", "", 2, ("ada-brandt",)),
        ("ada-brandt", "Ada_Brandt", 1, ("ada-brandt",)),
        ("ada_hw3", "ada", 1, ("ada_hw3",)),
        ("ada_hw3", "ada, ben", 2, ("ada_hw3", "ben")),
        ("hw3", "ada", 1, ("ada",)),
        ("hw3", "ada, ben", 2, ("ada", "ben")),
        ("hw3", "", 2, ("hw3",)),
    ],
)
def test_who_hands_in_is_a_member_unless_the_folder_is_the_teams(id, header, largest, members):
    assert members_of(submission(id, header), largest) == (members, "")


@pytest.mark.parametrize(("largest", "allowed"), [(1, "is to be done alone"), (2, "allows teams of 2")])
def test_too_many_members_are_left_to_staff(largest, allowed):
    members, remark = members_of(submission("ada", "ada, ben, carl"), largest)

    assert members == ("ada",)
    assert remark == (
        f"the header names 3 members (ada, ben, carl), but hw3 {allowed}; "
        "only ada gets the mark until staff decides"
    )


@pytest.mark.parametrize("header", [",", ";;;", "a" * 10_000, ", ".join(map(str, range(1000)))])
def test_odd_headers_name_few_and_short_members(header):
    names = named_in(f"# members: {header}\n".encode())

    assert len(names) <= 20
    assert all(0 < len(name) <= 80 for name in names)


def test_both_members_get_the_mark_and_double_claims_are_told(tmp_path):
    course = write_course(tmp_path, settings="assignments: {lab1: {team: 2}}\n")

    run, _ = grade(
        course, submitted("ada", "# members: ada, Ben O\n" + RIGHT), submitted("ben-o"), submitted("carl")
    )

    ada, ben, carl = run.submissions
    assert ada.members == ("ada", "ben-o")
    too = "too; staff decides which one counts"
    assert ada.message == f"the submission `ben-o` is handed in for ben-o {too}"
    assert ben.message == f"the submission `ada` is handed in for ben-o {too}"
    assert (carl.members, carl.message) == (("carl",), "")
