"""`checker start`, `checker show` and `checker verify`: the work before and around a submission."""

import re

import pytest

from tests.cli.commands import checker
from tests.engine.tiny import POWERS, write, write_course

# ---- start -----------------------------------------------------------------------------------------------------


def test_start_writes_a_stub_for_each_item_and_says_how_to_go_on(tiny_course, tmp_path):
    done = checker("start", "lab1", cwd=tmp_path, CHECKER_COURSE=str(tiny_course))

    text = (tmp_path / "lab1.py").read_text()
    compile(text, "lab1.py", "exec")
    assert (done.code, done.err) == (0, "")
    assert done.out == "wrote lab1.py; fill in the functions, then: checker check lab1.py\n"
    assert text.startswith('"""Tiny sheet.\n\n4 functions to write, 10 points. ')
    assert [text.count(f"def {name}(") for name in ("square", "log_sum", "the_answer", "palindrome")] == [1] * 4
    assert "x * x" not in text
    assert "level" not in text


def test_the_blank_file_answers_nothing_yet(tiny_course, tmp_path):
    checker("start", "lab1", cwd=tmp_path, CHECKER_COURSE=str(tiny_course))

    done = checker("check", "lab1.py", cwd=tmp_path, CHECKER_COURSE=str(tiny_course))

    assert done.code == 1
    assert done.out.startswith("Tiny sheet: 0 of 10 points\n\nNot answered yet: 1a square (2), ")


def test_start_never_overwrites(tiny_course, tmp_path):
    write(tmp_path / "mine.py", "my work")
    (tmp_path / "link.py").symlink_to("mine.py")

    for name in ("mine.py", "link.py"):
        done = checker("start", "lab1", "--out", name, cwd=tmp_path, CHECKER_COURSE=str(tiny_course))

        assert (done.code, done.out) == (2, "")
        assert done.err == (
            f"checker: {name} is already there, and may hold your work; name another with --out\n"
        )
    assert (tmp_path / "mine.py").read_text() == "my work"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lba1"], "checker: there is no assignment `lba1` in the course in "),
        (
            ["lab1", "--out", "gone/lab1.py"],
            "checker: gone/lab1.py cannot be written: No such file or directory\n",
        ),
        (["lab1", "--out", "folder"], "checker: folder is already there, and may hold your work;"),
    ],
    ids=["unknown assignment", "missing folder", "folder"],
)
def test_what_cannot_be_started_is_told(tiny_course, tmp_path, arguments, words):
    (tmp_path / "folder").mkdir()

    done = checker("start", *arguments, cwd=tmp_path, CHECKER_COURSE=str(tiny_course))

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(words)
    assert ("did you mean `lab1`?" in done.err) == ("lba1" in arguments)


# ---- show ------------------------------------------------------------------------------------------------------

SECRETS = ("x * x entry by entry", "m + log(sum(exp(x - m)))", "42", "level", "third power")


@pytest.mark.parametrize(
    ("name", "functions"),
    [
        ("lab1", ["square", "log_sum", "the_answer", "palindrome"]),
        ("lab1.1", ["square", "log_sum", "the_answer"]),
        ("lab1.1a", ["square"]),
        ("1b", ["log_sum"]),
        ("palindrome", ["palindrome"]),
        ("lab2.1.negative", ["negative"]),
    ],
)
def test_show_tells_what_is_asked_and_never_the_answer(tiny_course, name, functions):
    done = checker("show", name, cwd=tiny_course)

    heads = re.findall(r"^lab\d\.\w+  (\w+)\(.*\)  \d+ points?$", done.out, re.MULTILINE)
    assert (done.code, done.err) == (0, "")
    assert sorted(heads) == sorted(functions)
    assert not [secret for secret in SECRETS if secret in done.out]


def test_show_gives_prompt_shapes_and_an_example_call(tiny_course):
    done = checker("show", "lab1.1a", cwd=tiny_course)

    assert done.out == (
        "lab1.1a  square(x)  2 points\n"
        "Powers. Tiny sheet, question 1.\n"
        "\n"
        "Square of each entry.\n"
        "\n"
        "Args:\n"
        "  x: real array of shape `(n,)`.\n"
        "\n"
        "Returns:\n"
        "  real array of shape `(n,)`.\n"
        "\n"
        "Example call:\n"
        "  square(np.array([2.0, 3.0]))\n"
        "  returns an array of shape (2,)\n"
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("lab1.1z", "there is no assignment, part or function `lab1.1z`; did you mean `lab1.1"),
        ("sqare", "there is no assignment, part or function `sqare`; did you mean `square`?"),
    ],
)
def test_show_answers_an_unknown_name_with_the_nearest_one(tiny_course, name, words):
    done = checker("show", name, cwd=tiny_course)

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"checker: {words}")


# ---- verify ----------------------------------------------------------------------------------------------------


def test_verify_finds_nothing_to_mend_in_a_good_course(tiny_course):
    done = checker("verify", cwd=tiny_course)

    assert (done.code, done.err) == (0, "")
    rows = done.out.splitlines()
    assert [row.split()[:2] for row in rows[:-1]] == [
        ["ok", f"{item}:"]
        for item in (
            "lab1.1a.square",
            "lab1.1b.log_sum",
            "lab1.1c.the_answer",
            "lab1.2.palindrome",
            "lab2.1.negative",
        )
    ]
    assert rows[-1] == "5 items, 0 complaints"


def test_verify_looks_at_the_named_parts_alone(tiny_course):
    done = checker("verify", "lab1.1a", "negative", cwd=tiny_course)

    assert done.code == 0
    assert done.out.endswith("2 items, 0 complaints\n")


SAME = '''

@square.misconception
def same(x):
    """This is the same as the right answer."""
    return x * x
'''

PLANTED = {
    "a misconception that is right": (
        POWERS + SAME,
        "misconception: no case rejects the misconception `same`; add one on which it differs from the reference",
    ),
    "a prompt with the answer": (
        POWERS.replace("Square of each entry.", "Square: x * x entry by entry."),
        "prompt: the prompt gives the answer away; say what is asked, and no more",
    ),
}


@pytest.mark.parametrize(("module", "sentence"), PLANTED.values(), ids=PLANTED)
def test_verify_finds_a_bad_problem_and_says_what_to_mend(tmp_path, module, sentence):
    course = write_course(tmp_path)
    write(course / "problems" / "lab1" / "powers.py", module)

    done = checker("verify", "lab1.1a", cwd=course)

    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("mend  lab1.1a.square: ")
    assert f"      {sentence}\n" in done.out


ESSAY = '''

@exercise.essay("d", points=1, rubric=("so many words",))
def why():
    """Why?

    Returns:
      a text.
    """
    return "So many words."
'''
TOLD = """

@square.formula
def _(sp, x):
    return [v**2 for v in x]


@square.differentiates("x")
def _(x):
    return (x**3).sum() / 3


@log_sum.formula
def _(sp, x):
    return sp.log(sum(sp.exp(v) for v in x))
"""


def test_verify_tells_what_the_marks_rest_on(tmp_path):
    course = write_course(tmp_path)
    with_essay = POWERS.replace('"c": 1}', '"c": 1, "d": 1}').replace("np.zeros(0)", "np.zeros(1)") + TOLD + ESSAY
    write(course / "problems" / "lab1" / "powers.py", with_essay)

    done = checker("verify", "lab1.1", cwd=course)

    assert (done.code, done.err) == (0, "")
    square, log_sum, value, essay, last = done.out.splitlines()
    assert re.fullmatch(
        r"ok +lab1\.1a\.square: 3 cases, 1 misconception, margin \S+, twin proved, 1 gradient, 2 mutants",
        square,
    )
    assert log_sum.split(maxsplit=1)[1] == "lab1.1b.log_sum: 3 cases, 0 misconceptions, twin proved"
    assert value.split(maxsplit=1)[1] == "lab1.1c.the_answer: 1 case, 0 misconceptions"
    assert essay.split(maxsplit=1)[1] == "lab1.1d.why: for a person"
    assert last == "4 items, 0 complaints"


def test_verify_says_on_how_many_inputs_a_twin_was_held_that_is_not_proved(tmp_path):
    course = write_course(tmp_path)
    looking = POWERS.replace("np.zeros(0)", "np.zeros(1)")
    looking = looking.replace("return x * x\n", "return np.where(x > 0, x, -x) ** 2\n", 1) + TOLD
    write(course / "problems" / "lab1" / "powers.py", looking)

    done = checker("verify", "square", cwd=course)

    assert ", twin on 9, 1 gradient" in done.out


def test_verify_names_slips_that_no_case_rejects(tmp_path):
    course = write_course(tmp_path)
    blind = POWERS.replace("np.array([2.0, 3.0])", "np.array([1.0])").replace("normal(rng, 4) + 5", "np.ones(2)")
    write(course / "problems" / "lab1" / "powers.py", blind.partition("@square.misconception")[0].replace(
        '"a": 2, "b": 3, "c": 1', '"a": 2'
    ))  # fmt: skip

    done = checker("verify", "lab1.1a", cwd=course)

    assert (done.code, done.err) == (1, "")
    assert done.out.splitlines() == [
        "mend  lab1.1a.square: 3 cases, 0 misconceptions, 2 mutants",
        *(
            f"      mutant: every case accepts the reference with `x * x -> {slip}`; add a case that rejects it, "
            f"or say why it is right with `square.harmless('x * x -> {slip}', ...)`"
            for slip in ("x / x", "x")
        ),
        "1 item, 2 complaints",
    ]


def test_verify_writes_its_audit_as_a_table(tiny_course, tmp_path):
    done = checker("verify", "lab1.1", "--report", "audit.md", cwd=tmp_path, CHECKER_COURSE=str(tiny_course))

    text = (tmp_path / "audit.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| `lab1.1")]
    assert (done.code, done.err) == (0, "")
    assert text.startswith("# Audit of the problems\n\n3 items, 0 complaints.\n")
    assert [row.split("|")[1].strip() for row in rows] == [
        "`lab1.1a.square`",
        "`lab1.1b.log_sum`",
        "`lab1.1c.the_answer`",
    ]


def test_a_table_that_cannot_be_written_is_told(tiny_course, tmp_path):
    done = checker(
        "verify", "lab1.1a", "--report", "gone/audit.md", cwd=tmp_path, CHECKER_COURSE=str(tiny_course)
    )

    assert done.code == 2
    assert done.err == "checker: gone/audit.md cannot be written: No such file or directory\n"


BROKEN = {
    "a slip of Python": ("1 / 0\n", ", line 1, cannot be imported: ZeroDivisionError: division by zero"),
    "no exercise": ("x = 1\n", "holds no exercise; write `exercise = Exercise(...)` at its top"),
    "points that do not add up": (
        POWERS.replace('"a": 2', '"a": 7'),
        "part `lab1.1a` is declared with 7 points, but its items add up to 2; mend one of them",
    ),
}


@pytest.mark.parametrize(("module", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_module_that_cannot_be_used_is_told_by_every_command(tmp_path, module, sentence):
    course = write_course(tmp_path)
    write(course / "problems" / "lab1" / "powers.py", module)

    done = checker("verify", cwd=course)

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("checker: ")
    assert sentence in done.err
