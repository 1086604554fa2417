"""Inputs that the student's side makes, in the real sandbox: small functions, generators, long vectors."""

import numpy as np
import pytest

from checker.verdict import Outcome
from tests.engine.tiny import by_function, grade, submission, write, write_course

MADE = '''\
"""Inputs that are made where they are needed."""

import numpy as np

from checker import Exercise, Lambda, Rng, Tile, case

exercise = Exercise("lab7.1", title="Made there", source="Sheet 7, question 1", points={"a": 1, "b": 2, "c": 3})


@exercise.numeric("a", points=1)
def composed(phi, x):
    """phi of phi of x."""
    return phi(phi(x))


@composed.cases
def _(rng):
    yield case(phi=Lambda("r", "np.log(1 + r)"), x=np.array([0.5, 1.5]))
    yield case(phi=Lambda("r", "r**2"), x=np.array([3.0]))


@exercise.witness("b", points=2)
def sample(rng):
    """A standard normal number, drawn from `rng`."""
    return rng.standard_normal()


@sample.cases
def _(rng):
    for seed in range(3):
        yield case(rng=Rng(seed))


@sample.accepts_together
def _(draws, cases):
    right = [np.random.default_rng(case["rng"].seed).standard_normal() for case in cases]
    return None if np.allclose(draws, right) else "The numbers are not the first ones of the generator."


@exercise.numeric("c", points=3)
def mean(x):
    """The mean of x."""
    return x.mean()


@mean.cases
def _(rng):
    yield case(x=np.array([1.0, 3.0]))
    yield case(x=Tile(np.array([1.0, 2.0, 6.0]), 200_000))
'''

RIGHT = """\
import numpy as np

def composed(phi, x):
    return phi(phi(x))

def sample(rng):
    return rng.standard_normal()

def mean(x):
    return x.sum() / len(x)
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    made = write_course(tmp_path_factory.mktemp("made") / "course")
    write(made / "problems" / "lab7" / "made.py", MADE)
    return made


def graded(course, source):
    run, faults = grade(course, submission("anna", source, "lab7"))
    assert faults == []
    return run.submissions[0]


def test_what_is_made_on_the_students_side_is_what_the_reference_got(course):
    result = graded(course, RIGHT)

    assert (result.status, result.score, result.output) == ("graded", 6.0, "")
    assert all(item.findings == () for item in result.items)


def test_a_generator_and_a_vector_that_were_used_up_are_no_changed_arguments(course):
    result = graded(course, RIGHT.replace("return x.sum() / len(x)", "x[:] = x.sum() / len(x)\n    return x[0]"))

    items = by_function(result)
    assert items["sample"].findings == ()
    # The plain array of the first case is one, of course.
    assert [f.message for f in items["mean"].findings] == [
        "The function changes its argument `x`; a caller may need it."
    ]
    assert result.score == 6.0


def test_a_student_who_ignores_the_generator_is_told_so(course):
    item = by_function(graded(course, RIGHT.replace("rng.standard_normal()", "np.random.randn()")))["sample"]

    assert (item.outcome, item.points) == (Outcome.WRONG, 0.0)
    assert item.findings[0].message == "The numbers are not the first ones of the generator."
    assert item.findings[0].call == "sample(np.random.default_rng(0))"


def test_a_wrong_call_is_shown_with_the_function_as_it_can_be_pasted(course):
    (finding,) = by_function(graded(course, RIGHT.replace("phi(phi(x))", "phi(x)")))["composed"].findings

    seen = []
    exec(finding.call, {"np": np, "composed": lambda phi, x: seen.append(phi(phi(x)))})
    assert finding.call == "composed(lambda r: np.log(1 + r), np.array([0.5, 1.5]))"
    np.testing.assert_allclose(seen[0], np.log1p(np.log1p([0.5, 1.5])))


@pytest.mark.parametrize(
    "answer", ["phi", "rng", "np.random.default_rng"], ids=["function", "generator", "class"]
)
def test_what_was_made_is_no_answer(course, answer):
    source = RIGHT.replace("return phi(phi(x))", f"rng = np.random.default_rng(0)\n    return {answer}")

    item = by_function(graded(course, source))["composed"]

    assert (item.outcome, item.points) == (Outcome.UNUSABLE, 0.0)
    assert "The answer is an object of type " in item.findings[0].message


def test_a_student_who_patches_the_generators_changes_only_their_own(course):
    """The grader computes what is right on its own side."""
    source = "import numpy as np\nnp.random.default_rng = lambda seed: None\n" + RIGHT.partition("\n")[2]

    result = graded(course, source)
    item = by_function(result)["sample"]

    assert item.outcome is Outcome.RAISED
    assert item.findings[0].message.startswith(
        "The call raised AttributeError: 'NoneType' object has no attribute 'standard_normal'"
    )
    assert by_function(result)["mean"].points == 3.0
