"""How a class is spread over processes: the small base that every backend shares."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from msgspec import Struct

from checker.submission.model import Submission
from checker.verdict import SubmissionResult


class Work(Struct, frozen=True):
    """What a backend has to know to grade: it makes everything else itself, wherever it runs."""

    course: str
    """folder of the course"""
    seed: str
    """seed of the inputs"""
    trust_submissions: bool = False
    """whether submissions may run without the layers that strangers' code needs"""


class Graded(Struct, frozen=True):
    """A result, and what it took."""

    index: int
    """place of the submission in the class"""
    result: SubmissionResult
    seconds: float
    faults: tuple[str, ...] = ()
    """tracebacks of what failed on our side"""


class Backend(Protocol):
    """Grades submissions; results come as they are ready, in any order."""

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the sandbox layers that are active."""

    def grade(self, submissions: Iterable[tuple[int, Submission]]) -> Iterator[Graded]:
        """Grade all submissions."""

    def close(self) -> None:
        """End all processes."""
