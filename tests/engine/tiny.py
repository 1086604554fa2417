"""A tiny course, small enough to grade in a moment: two assignments, four items and one."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from checker.catalogue import Course
from checker.engine.backend import Backend, Work
from checker.engine.here import Here
from checker.engine.local import Processes
from checker.gradebook.batch import Batch, Progress
from checker.gradebook.record import Record
from checker.gradebook.store import Gradebook
from checker.submission.model import Submission
from checker.verdict import ItemResult, Run, SubmissionResult

SETTINGS = """\
course: Tiny course
case_weights: {stability: 0.2}
seeds: {public: practice}
limits: {call_seconds: 1, load_seconds: 3}
"""

POWERS = '''\
"""Powers and sums of exponentials."""

import numpy as np

from checker import Exercise, case, logsumexp, normal

exercise = Exercise(
    "lab1.1", title="Powers", source="Tiny sheet, question 1", points={"a": 2, "b": 3, "c": 1}
)


@exercise.numeric("a", points=2, answer="x * x entry by entry")
def square(x):
    """Square of each entry.

    Args:
      x: real array of shape `(n,)`.

    Returns:
      real array of shape `(n,)`.
    """
    return x * x


@square.cases
def _(rng):
    yield case(x=np.array([2.0, 3.0]))
    yield case(x=normal(rng, 4) + 5)
    yield case(tag="edge", x=np.zeros(0))


@square.misconception
def cube(x):
    """That is the third power: multiply twice, not three times."""
    return x * x * x


@exercise.numeric("b", points=3, answer="m + log(sum(exp(x - m))) with m = max x")
def log_sum(x):
    """Logarithm of the sum of the exponentials.

    Args:
      x: real array of shape `(n,)`.

    Returns:
      a real number, finite for all finite inputs.
    """
    return logsumexp(x)


@log_sum.cases
def _(rng):
    yield case(x=np.array([0.0, 1.0]))
    yield case(x=normal(rng, 3))
    yield case(tag="stability", x=np.array([1000.0, 0.0]))


@exercise.value("c", points=1, answer="42, as six times seven")
def the_answer():
    """Six times seven.

    Returns:
      a whole number.
    """
    return 42
'''

WORDS = '''\
"""Words with a property."""

import os

from checker import Exercise, NeedsReview

exercise = Exercise("lab1.2", title="Words", source="Tiny sheet, question 2", points={"": 4})


@exercise.witness(points=4, answer="level, radar, noon")
def palindrome():
    """A word that reads the same from both ends.

    Returns:
      a text.
    """
    return "level"


@palindrome.accepts
def _(word, case):
    if word == "break the judge":
        raise ZeroDivisionError("the judge met \\x1b[31m a word that it cannot read")
    if word == "kill the judge":
        os._exit(7)
    if word == "mark the hour":
        open(os.environ["MARK"], "w").close()
    if word == "onion?":
        return NeedsReview("A person has to look at this word.")
    return None if word == word[::-1] else "does not read the same from both ends"
'''

SIGNS = '''\
"""Signs."""

from checker import Exercise, case

exercise = Exercise("lab2.1", title="Signs", source="Other sheet, question 1", points={"": 1})


@exercise.numeric(points=1, answer="-x, with a minus")
def negative(x):
    """The number with the other sign.

    Args:
      x: real number.

    Returns:
      a real number.
    """
    return -x


@negative.cases
def _(rng):
    yield case(x=2.0)
    yield case(x=float(rng.integers(3, 9)))
'''

RIGHT = """\
import numpy as np


def square(x):
    return x**2


def log_sum(x):
    m = x.max()
    return m + np.log(np.exp(x - m).sum())


def the_answer():
    return 42


def palindrome():
    return "radar"
"""
"""a submission that earns all ten points of lab1"""

WRONG = RIGHT.replace("x**2", "x**3")
"""a submission with a known misconception: eight points of ten"""

SYNTAX = "def square(x):\n    return x +* x\n"
"""a submission that Python does not read"""


def write_course(folder: Path, *, settings: str = "") -> Path:
    """Write the course into a folder, with more lines at the end of its grading.yaml."""
    for name, text in {
        "grading.yaml": SETTINGS + settings,
        "problems/lab1/powers.py": POWERS,
        "problems/lab1/words.py": WORDS,
        "problems/lab2/signs.py": SIGNS,
    }.items():
        write(folder / name, text)
    return folder


def write(path: Path, text: str | bytes) -> Path:
    """Write a file, and the folders that it stands in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def with_word(word: str) -> str:
    """A submission that is right but for its palindrome."""
    return RIGHT.replace('"radar"', repr(word))


# ---- grading in a test -----------------------------------------------------------------------------------------


def submission(id: str, source: str = RIGHT, assignment: str = "lab1", **fields: object) -> Submission:
    """A submission in memory."""
    return Submission(id, assignment, f"{assignment}.py", source.encode(), **fields)  # type: ignore[arg-type]


def work_for(course: Path) -> Work:
    """Inputs from a seed of the tests' own; the sandbox is taken as this machine has it."""
    return Work(str(course), "seed of the tests", trust_submissions=True)


def open_backend(course: Path, jobs: int = 1) -> Backend:
    """A backend of its own for a test: in this process, or in several."""
    return Here(work_for(course)) if jobs == 1 else Processes(work_for(course), jobs, ())


def grade(course: Path, *submissions: Submission, jobs: int = 1, **options: object) -> tuple[Run, list[str]]:
    """Grade submissions with a backend and a gradebook of their own; the tree, and the faults of ours."""
    with (
        TemporaryDirectory() as folder,
        closing(Gradebook.open("book.db", Path(folder))) as book,
        closing(open_backend(course, jobs)) as backend,
    ):
        return grade_into(book, course, backend, submissions, **options)  # type: ignore[arg-type]


def grade_into(
    book: Gradebook,
    course: Path,
    backend: Backend,
    submissions: Iterable[Submission],
    *,
    fresh: bool = False,
    progress: Progress = lambda step: None,
) -> tuple[Run, list[str]]:
    """Grade submissions into a gradebook; the tree, and the faults of ours."""
    found = Course.find(str(course))
    batch = Batch(found, work_for(course), backend, book, fresh=fresh, progress=progress)
    batch.grade(submissions)
    record = Record(book, batch.run, found)
    return replace(record.head(), submissions=tuple(record)), batch.faults


def by_function(result: SubmissionResult) -> dict[str, ItemResult]:
    """The items of a result by their functions."""
    return {item.function: item for item in result.items}
