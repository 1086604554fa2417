"""How a class is spread over processes and machines: the small base that every backend shares."""

from collections.abc import Iterable, Iterator
from typing import Protocol

import msgspec
from msgspec import Struct

from checker.submission.model import Submission
from checker.verdict import Judgement

Numbered = tuple[int, Submission]
"""a submission with its place in the class"""

_judgement = msgspec.json.Decoder(Judgement)


class Work(Struct, frozen=True):
    """What a backend has to know to grade: it makes everything else itself, wherever it runs."""

    course: str
    """folder of the course"""
    seed: str
    """seed of the inputs"""
    trust_submissions: bool = False
    """whether submissions may run without the layers that strangers' code needs"""


class Graded(Struct, frozen=True):
    """A judgement on its way to whoever keeps it, and what it took."""

    index: int
    """place of the submission in the class"""
    document: bytes
    """the judgement as JSON: written once, where it was made"""
    status: str
    waits: bool
    """whether points wait for a person"""
    is_settled: bool
    """whether grading the same files again could find nothing else"""
    seconds: float
    faults: tuple[str, ...] = ()
    """tracebacks of what failed on our side"""

    @classmethod
    def of(cls, index: int, judgement: Judgement, seconds: float, faults: tuple[str, ...] = ()) -> "Graded":
        """A judgement, written down."""
        return cls(
            index,
            msgspec.json.encode(judgement),
            judgement.status,
            judgement.waits,
            judgement.is_settled,
            round(seconds, 4),
            faults,
        )

    @property
    def judgement(self) -> Judgement:
        """The judgement, read again."""
        return _judgement.decode(self.document)


class Backend(Protocol):
    """Grades submissions; judgements come as they are ready, in any order."""

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the sandbox layers that are active."""

    def grade(self, submissions: Iterable[Numbered]) -> Iterator[Graded | None]:
        """Grade all submissions, which are asked for as there is room; None where nothing came lately."""

    def close(self) -> None:
        """End all processes."""
