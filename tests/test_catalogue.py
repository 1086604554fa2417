"""The problem modules of a course: found, refused, and put in order."""

import pytest

from checker.catalogue import Course, natural
from checker.config import read_settings
from checker.errors import AuthorError, UnknownName
from tests.problems.bank import COURSE, LAB3


def text_of(id, function="f"):
    return (
        "from checker import Exercise\n"
        f'exercise = Exercise("{id}", title="Title of {id}", source="Kit, Lab, question 1", points={{"a": 1}})\n'
        f'@exercise.value("a", points=1)\ndef {function}():\n    """What is asked."""\n    return 1\n'
    )


@pytest.fixture
def course(tmp_path):
    """A course with these modules, by their path in the folder of problems."""

    def with_modules(modules, settings=""):
        (tmp_path / "grading.yaml").write_text(settings)
        (tmp_path / "problems").mkdir()
        for name, text in modules.items():
            path = tmp_path / "problems" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return Course(tmp_path, read_settings(tmp_path))

    return with_modules


MODULES = {
    "does not parse": ("def f(:\n", "{path}, line 1, cannot be imported: SyntaxError: "),
    "raises": ("x = 1\ny = x / 0\n", "{path}, line 2, cannot be imported: ZeroDivisionError: division by zero"),
    "imports what is not there": (
        "import nowhere_at_all\n",
        "{path}, line 1, cannot be imported: ModuleNotFoundError: No module named 'nowhere_at_all'",
    ),
    "passes wrong arguments": (
        "from checker import Exercise\nexercise = Exercise('lab9.1')\n",
        "{path}, line 2, cannot be imported: TypeError: Exercise.__init__() missing 3 required",
    ),
    "holds no exercise": ("x = 1\n", "{path} holds no exercise; write `exercise = Exercise(...)` at its top"),
    "holds another exercise": ("exercise = 1\n", "{path} holds no exercise; write `exercise = Exercise(...)`"),
    "stands in the wrong folder": (
        text_of("lab8.1"),
        "the exercise `lab8.1` stands in the folder `lab9`; its id should begin with `lab9.` - at {path}",
    ),
    "has a bad id": (
        text_of("lab9"), "the exercise 'lab9' should be named document.question, such as 'lab3.2' - at {path}:2",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message"), MODULES.values(), ids=MODULES)
def test_module_that_cannot_be_used_is_refused(course, tmp_path, text, message):
    with pytest.raises(AuthorError) as refusal:
        course({"lab9/one.py": text}).assignment("lab9")

    assert message.format(path=tmp_path / "problems" / "lab9" / "one.py") in str(refusal.value)


def test_a_long_exercise_may_have_several_modules(course):
    first, second = text_of("lab9.1", "f"), text_of("lab9.1", "g").replace('"a"', '"b"')
    made = course({"lab9/two.py": first, "lab9/one.py": second}).assignment("lab9")

    assert [item.id for item in made.items.values()] == ["lab9.1a.f", "lab9.1b.g"]
    assert len(made.matching("lab9.1")) == 2


def test_modules_of_one_exercise_stand_in_the_order_of_their_parts(course):
    """The names of the files say nothing: the first part of each module does."""
    parts = {"lab9/z.py": "a", "lab9/y.py": "b", "lab9/x.py": "c"}
    modules = {
        name: text_of("lab9.1", letter * 2).replace('"a"', f'"{letter}"') for name, letter in parts.items()
    }
    made = course(modules).assignment("lab9")

    assert [item.id for item in made.items.values()] == ["lab9.1a.aa", "lab9.1b.bb", "lab9.1c.cc"]
    assert [len(made.matching(name)) for name in ("lab9.1", "1", "lab9.1b", "1c", "bb")] == [3, 3, 1, 1, 1]


def test_modules_of_one_exercise_stand_before_the_next_exercise(course):
    first, last = (text_of("lab9.1", letter).replace('"a"', f'"{letter}"') for letter in "ac")
    made = course({"lab9/one.py": text_of("lab9.2", "f"), "lab9/two.py": last, "lab9/three.py": first})

    assert list(made.assignment("lab9").items) == ["lab9.1a.a", "lab9.1c.c", "lab9.2a.f"]


def test_two_functions_of_one_name_in_two_modules_of_an_exercise_are_refused(course):
    made = course({"lab9/one.py": text_of("lab9.1"), "lab9/two.py": text_of("lab9.1").replace('"a"', '"b"')})

    with pytest.raises(AuthorError, match=r"^`f` of 'Title of lab9.1' and of 'Title of lab9.1' are functions of"):
        made.assignment("lab9")


def test_settings_of_an_exercise_with_several_modules_reach_all_of_them(course):
    first, second = text_of("lab9.1", "f"), text_of("lab9.1", "g").replace('"a"', '"b"')
    made = course(
        {"lab9/two.py": first, "lab9/one.py": second}, "assignments: {lab9: {points: {lab9.1: 6, lab9.1b: 5}}}"
    ).assignment("lab9")

    assert made.points == {"lab9.1a.f": 3.0, "lab9.1b.g": 5.0}


def test_two_parts_of_one_name_are_refused(course, tmp_path):
    made = course({"lab9/one.py": text_of("lab9.1", "f"), "lab9/two.py": text_of("lab9.1", "g")})

    with pytest.raises(AuthorError) as refusal:
        made.assignment("lab9")

    assert str(refusal.value) == (
        "`lab9.1a` of 'Title of lab9.1' and of 'Title of lab9.1' are parts of one name; rename one, for they "
        f"stand in one file - at {tmp_path / 'problems' / 'lab9' / 'two.py'}"
    )


def test_two_functions_of_one_name_are_refused(course):
    made = course({"lab9/one.py": text_of("lab9.1"), "lab9/two.py": text_of("lab9.2")})

    with pytest.raises(
        AuthorError, match=r"^`f` of 'Title of lab9.1' and of 'Title of lab9.2' are functions of one"
    ):
        made.assignment("lab9")


def test_two_courses_with_modules_of_one_name_do_not_meet(course, tmp_path):
    made = course({"lab8/one.py": text_of("lab8.1", "f"), "lab9/one.py": text_of("lab9.1", "g")})

    assert list(made.assignment("lab8").items) == ["lab8.1a.f"]
    assert list(made.assignment("lab9").items) == ["lab9.1a.g"]


def test_assignments_are_the_folders_with_modules_in_natural_order(course, tmp_path):
    names = ("lab10/a.py", "lab9/a.py", "_old/a.py", ".git/a.py", "notes/readme.md", "helpers/_shared.py")

    assert course(dict.fromkeys(names, "")).names == ("lab9", "lab10")


def test_modules_that_begin_with_an_underscore_are_helpers(course):
    made = course({"lab9/one.py": text_of("lab9.1"), "lab9/_shared.py": "raise RuntimeError"})

    assert list(made.assignment("lab9").items) == ["lab9.1a.f"]


def test_exercises_stand_in_natural_order(course):
    made = course({"lab9/a.py": text_of("lab9.10", "f"), "lab9/b.py": text_of("lab9.9", "g")})

    assert [exercise.id for exercise in made.assignment("lab9").exercises] == ["lab9.9", "lab9.10"]
    assert sorted(["lab3.10", "lab3.9b", "lab3.9a"], key=natural) == ["lab3.9a", "lab3.9b", "lab3.10"]


def test_title_is_that_of_the_settings_or_of_the_source(course):
    assert course({"lab9/a.py": text_of("lab9.1")}).assignment("lab9").title == "Kit, Lab"
    assert LAB3.title == "Deep Learning Teaching Kit, Lab 3"


# ---- names ----------------------------------------------------------------------------------------------------


RESOLVED = {
    "lab3": 38,
    "lab3.2": 5,
    "lab3.2a": 2,
    "lab3.4b": 3,
    "lab3.2a.softmax_regression_grad_W": 1,
    "softmax_regression_grad_W": 1,
    "lab3.7": 2,
    "hw1.8iii": 1,
    "8iii": 1,
    "hw3.2b": 3,
}


@pytest.mark.parametrize(("name", "count"), RESOLVED.items(), ids=RESOLVED)
def test_name_of_a_document_question_part_or_function_is_resolved(name, count):
    chosen = COURSE.resolve(name)

    assert len(chosen.items) == len(chosen.points) == count


UNKNOWN = {
    "lab4": "there is no assignment, part or function `lab4`; did you mean `lab3`?",
    "lab3.2z": "there is no assignment, part or function `lab3.2z`; did you mean `lab3.2",
    "softmax_grad": "there is no assignment, part or function `softmax_grad`; did you mean `",
    "topk_eror": "there is no assignment, part or function `topk_eror`; did you mean `topk_error`?",
}


@pytest.mark.parametrize(("name", "message"), UNKNOWN.items(), ids=UNKNOWN)
def test_unknown_name_is_refused_with_the_nearest_one(name, message):
    with pytest.raises(UnknownName) as refusal:
        COURSE.resolve(name)

    assert str(refusal.value).startswith(message)


def test_unknown_assignment_is_refused():
    with pytest.raises(
        UnknownName, match=r"there is no assignment `lab4` in the course in .*; did you mean `lab3`"
    ):
        COURSE.assignment("lab4")


def test_part_of_an_assignment_leaves_the_whole_as_it_was():
    LAB3.only(["lab3.7.topk_error"])

    assert len(LAB3.items) == 38
