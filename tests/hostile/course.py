"""The course that is attacked: four small questions, one of them with an answer that nobody can guess."""

from pathlib import Path

from checker.engine.backend import Work
from checker.engine.entry import entry_of, result_of
from checker.engine.here import Here
from checker.submission.model import Submission

SETTINGS = """\
course: Hostile
seeds: {secret: the seed of grading}
limits: {call_seconds: 0.25, load_seconds: 0.75, submission_seconds: 15, memory_mib: 256}
"""

QUESTIONS = '''\
"""Four questions."""

from fractions import Fraction

import numpy as np

from checker.cases import case, normal
from checker.exercise import Exercise
from checker.maths.exact import NotExact, exact_value
from checker.sandbox.wire import Symbol

exercise = Exercise("lab.1", title="Attacked", source="Hostile, 1", points={"a": 2, "b": 3, "c": 4, "d": 1})


@exercise.value("a", points=2, answer="9, in the key of the answers")
def conv_output_count():
    """Number of outputs."""
    return 9


@exercise.numeric("b", points=3, answer="a number in the key of the answers")
def attacked(x):
    """What nobody can guess."""
    return x * 0.577215 + 1


@attacked.cases
def _(rng):
    for _ in range(2):
        yield case(x=normal(rng, 3))


@exercise.numeric("c", points=4, answer="theta - lr * grad")
def autoencoder_gd_step(theta, grad, lr):
    """One step of gradient descent."""
    return theta - lr * grad


@autoencoder_gd_step.cases
def _(rng):
    for shape in (2,), (2, 3):
        yield case(theta=normal(rng, *shape), grad=normal(rng, *shape), lr=0.3)


@exercise.witness("d", points=1, answer="sympy.Abs(x)")
def absolute_value(x):
    """An expression for the absolute value."""
    import sympy

    return sympy.Abs(x)


@absolute_value.cases
def _(rng):
    yield case(x=Symbol("x"))


@absolute_value.accepts
def _(answer, case):
    for n in range(-3, 4):
        try:
            if exact_value(answer, {"x": Fraction(n)}) != abs(n):
                return f"It is not |x| at x = {n}."
        except NotExact as err:
            return f"It cannot be evaluated: {err}."
    return None
'''

HONEST = """\
import sympy


def conv_output_count():
    return 9


def autoencoder_gd_step(theta, grad, lr):
    return theta - lr * grad


def absolute_value(x):
    return sympy.Abs(x)


"""

FULL = f"{HONEST}def attacked(x):\n    return x * 0.577215 + 1\n"
"""the submission that has everything right"""

POINTS = {"conv_output_count": 2.0, "attacked": 3.0, "autoencoder_gd_step": 4.0, "absolute_value": 1.0}


def write_course(folder: Path) -> Path:
    """The course, with something of another student's in it."""
    (folder / "grading.yaml").write_text(SETTINGS)
    (folder / "problems" / "lab").mkdir(parents=True)
    (folder / "problems" / "lab" / "questions.py").write_text(QUESTIONS)
    (folder / "submissions" / "ada").mkdir(parents=True)
    (folder / "submissions" / "ada" / "lab.py").write_text(HONEST)
    return folder


class Range:
    """A grader of that course, as a class is graded with it."""

    def __init__(self, course: Path) -> None:
        self.course = course
        self.here = Here(Work(str(course), "the seed of grading"))
        beside = (Path(__file__).with_name(f"{name}.py") for name in ("tools", "messages", "memory"))
        self.modules = {path.stem: path.read_bytes() for path in beside}
        self.full = self.grade(FULL)
        assert self.full.is_full

    def close(self) -> None:
        """End the fork server."""
        self.here.close()

    def grade(self, source: str, assignment: str = "lab"):
        """The result of a file with that text; nothing may fail on our side."""
        text = source.replace("@COURSE@", str(self.course)).encode()
        modules = self.modules if any(f"from {name}" in source for name in self.modules) else {}
        submission = Submission("mallory", assignment, f"{assignment}.py", text, modules)
        [graded] = self.here.grade([(0, submission)])
        assert graded.faults == ()
        return result_of(entry_of(submission, None), graded.judgement)
