"""The blank submission: prompts, examples, the header of a team, and no answer."""

import pytest

from checker.catalogue import Course
from checker.config import read_settings
from checker.example import LENGTH
from checker.starter import starter
from checker.submission.model import Submission
from checker.submission.team import members_of, named_in
from tests.engine.tiny import write, write_course

PLAIN = '''\
"""One of each."""

import numpy as np

from checker import Exercise, Heads, Lambda, Rng, Symbol, case, trajectory

exercise = Exercise("lab9.1", title="One of each", source="Sheet 9, question 1", points={"a": 6})


@exercise.numeric("a", points=1)
def applied(phi, rng, x):
    r"""phi of x, with $\\\\phi$ as in the notes."""
    return phi(x)


@applied.cases
def _(rng):
    yield case(phi=Lambda("r", "r**2"), rng=Rng(1), x=np.array([2.0]))


@exercise.numeric("a", points=1)
def long(x):
    """All of x."""
    return x


@long.cases
def _(rng):
    yield case(x=np.arange(100.0))


@exercise.value("a", points=1)
def secret_number():
    """Which number?"""
    return 361


@exercise.numeric("a", points=1)
def step(x, g):
    """One step."""
    return (x - 17 * g,)


@step.cases
def _(rng):
    yield trajectory(carry=("x",), each=("g",), x=1.0, g=[0.5, 0.25])


@exercise.essay("a", points=1, rubric=("names the theorem of Heine",))
def why():
    """Why?"""
    return "By the theorem of Heine."


@exercise.symbolic("a", points=1, domain={"t": "positive"})
def formula(t):
    """A formula of t."""
    return t**19
'''
SECRETS = ("361", "17", "19", "Heine")


def written(tmp_path, settings="", module=PLAIN):
    course = write_course(tmp_path, settings=settings)
    write(course / "problems" / "lab9" / "each.py", module)
    return starter(Course(course, read_settings(course)).assignment("lab9"), "practice")


def test_a_stub_tells_points_example_shape_and_prompt(tmp_path):
    text = written(tmp_path)

    assert (
        "\n\n# 1a: 1 point\n"
        "# Example: applied(lambda r: r**2, np.random.default_rng(1), np.array([2.0]))\n"
        "# returns an array of shape (1,)\n"
        "def applied(phi, rng, x):\n"
        '    r"""phi of x, with $\\\\phi$ as in the notes.\n'
        '    """\n'
        "    ...\n"
    ) in text
    assert "# Example: step(1.0, 0.5)\n# returns a tuple: a number\ndef step(x, g):\n" in text
    assert "# Example: formula(sympy.Symbol('t', positive=True))\n# returns a formula, or a number\n" in text


def test_what_has_no_example_has_a_stub_without_one(tmp_path):
    text = written(tmp_path)

    for head in ("def long(x):", "def secret_number():", "def why():"):
        assert f"\n\n# 1a: 1 point\n{head}\n" in text


def test_it_holds_no_answer_and_no_long_line(tmp_path):
    text = written(tmp_path)

    compile(text, "lab9.py", "exec")
    assert not [secret for secret in SECRETS if secret in text]
    assert max(map(len, text.splitlines())) <= LENGTH + len("# Example: ")


def test_formulas_bring_a_line_for_sympy(tmp_path):
    text = written(tmp_path)

    assert "\n# import sympy as sp    # for the formulas; the check is quicker without it\n" in text
    assert "sympy" not in written(tmp_path, module=PLAIN.partition("@exercise.symbolic")[0].replace(": 6", ": 5"))


# ---- teams ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", ["", "assignments: {lab9: {team: 1}}"], ids=["no setting", "team of 1"])
def test_who_works_alone_is_not_asked_for_members(tmp_path, settings):
    text = written(tmp_path, settings)

    assert "members" not in text
    assert named_in(text.encode()) == ()


def test_a_team_is_asked_for_its_members(tmp_path):
    text = written(tmp_path, "assignments: {lab9: {team: 3}}")

    assert (
        "\nTeams of up to 3 hand in one file, which names them here, as in `members: anna, ben`.\n\nmembers:\n"
        '"""\n\nimport numpy as np\n'
    ) in text


def test_a_blank_line_of_members_names_nobody(tmp_path):
    text = written(tmp_path, "assignments: {lab9: {team: 3}}")

    assert named_in(text.encode()) == ()
    assert members_of(Submission("carl", "lab9", "lab9.py", text.encode()), 3) == (("carl",), "")


@pytest.mark.parametrize("names", ["anna, ben", "Anna and ben.", "anna; ben"])
def test_a_filled_line_names_the_team(tmp_path, names):
    text = written(tmp_path, "assignments: {lab9: {team: 2}}").replace("members:\n", f"members: {names}\n")

    compile(text, "lab9.py", "exec")
    assert [name.casefold() for name in named_in(text.encode())] == ["anna", "ben"]
    assert members_of(Submission("anna", "lab9", "lab9.py", text.encode()), 2)[0] == ("anna", "ben")
