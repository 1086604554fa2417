"""What is known after judging: the frozen data that every later stage passes on.

`Run` is the result tree `checker.result/v1`. All reports are renderings of it, and its JSON Schema is
generated from the types in this file. Fields may be added; those that are here keep their meaning.
"""

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from checker.figure import Figure


class Outcome(StrEnum):
    """How an item ended; a closed list, so that nothing is ever called wrong which could not be judged."""

    CORRECT = "correct"
    PARTLY_CORRECT = "partly correct"
    WRONG = "wrong"
    MISSING = "missing"
    RAISED = "raised"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    FORBIDDEN = "forbidden"
    UNUSABLE = "unusable"
    NEEDS_REVIEW = "needs review"
    UNDECIDED = "undecided"
    OUR_FAULT = "our fault"


WAITING = frozenset({Outcome.NEEDS_REVIEW, Outcome.UNDECIDED, Outcome.OUR_FAULT})
"""Outcomes that cost the student nothing: their points wait for a person."""

DecidedBy = Literal[
    "comparison", "predicate", "structure", "proof", "evidence", "counterexample", "absence", "failure", "person",
    "nobody",
]  # fmt: skip
Judged = Literal["graded", "unreadable", "not judged"]
Status = Literal["graded", "partly graded", "unreadable", "not judged"]


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that the checker has to say about one item."""

    kind: Annotated[str, Meta(description="what the finding is about: shape, value, raised, misconception ...")]
    message: Annotated[str, Meta(description="whole sentences, in student words")]
    hint: Annotated[str, Meta(description="what to think about next")] = ""
    misconception: Annotated[str, Meta(description="name of the known misconception that fits")] = ""
    call: Annotated[str, Meta(description="the smallest failing call, as it can be pasted into Python")] = ""
    where: Annotated[str, Meta(description="place in the answer or in the file")] = ""


class Verdict(Struct, frozen=True, kw_only=True):
    """What a judge says of one item; the engine turns it into points."""

    outcome: Outcome
    share: float = 0.0
    """earned share of the item's points, from 0 to 1"""
    decided_by: DecidedBy = "comparison"
    findings: tuple[Finding, ...] = ()
    cases: dict[str, tuple[int, int]] = {}
    text: str = ""
    """what was written, of an essay"""
    figure: Figure | None = None
    """the picture of the answers, where there is one"""


class ItemResult(Struct, frozen=True, kw_only=True):
    """The judgement of one function of one submission."""

    id: Annotated[str, Meta(description="item, such as lab3.2a.softmax_regression_grad_W")]
    part: Annotated[str, Meta(description="part of the document, such as lab3.2a")]
    function: str
    kind: Annotated[
        str, Meta(description="how the answer is judged: numeric, value, witness, symbolic, derivation, essay")
    ]
    outcome: Outcome
    points: float
    max_points: float
    decided_by: DecidedBy
    findings: tuple[Finding, ...] = ()
    cases: Annotated[
        dict[str, tuple[int, int]], Meta(description="passed and all cases, by the tag of the case")
    ] = {}
    text: Annotated[str, Meta(description="what was written, of an essay")] = ""
    rubric: Annotated[
        tuple[str, ...], Meta(description="what a full answer contains, where a person has to read it")
    ] = ()
    figure: Annotated[Figure | None, Meta(description="the picture of the answers, as data")] = None


class Judgement(Struct, frozen=True, kw_only=True):
    """What grading found in the files of a submission, whoever handed them in."""

    status: Judged
    message: str = ""
    output: str = ""
    items: tuple[ItemResult, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether points wait for a person."""
        return any(item.outcome in WAITING for item in self.items)

    @property
    def is_settled(self) -> bool:
        """Whether grading the same files again could find nothing else: the checker did not fail."""
        return self.status != "not judged" and all(i.outcome is not Outcome.OUR_FAULT for i in self.items)


class SubmissionResult(Struct, frozen=True, kw_only=True):
    """One submission of one assignment."""

    id: Annotated[str, Meta(description="name of the submitted folder or file")]
    members: tuple[str, ...]
    assignment: str
    hash: Annotated[str, Meta(description="SHA-256 of what was graded")]
    status: Status
    message: Annotated[str, Meta(description="why, where the status is not `graded`")] = ""
    score: Annotated[float, Meta(description="points earned so far")] = 0.0
    waiting: Annotated[float, Meta(description="points that wait for a person")] = 0.0
    max_score: Annotated[float, Meta(description="all points of the assignment")] = 0.0
    late: Annotated[bool, Meta(description="handed in after the due date of the assignment")] = False
    output: Annotated[str, Meta(description="what the submission printed, as far as it was kept")] = ""
    items: tuple[ItemResult, ...] = ()

    @property
    def is_full(self) -> bool:
        """Whether every point was earned, or waits for a person."""
        return self.status in ("graded", "partly graded") and self.score + self.waiting >= self.max_score > 0


class Versions(Struct, frozen=True, kw_only=True):
    """What the marks were computed with."""

    checker: str
    python: str
    numpy: str
    sympy: str


class Times(Struct, frozen=True, kw_only=True):
    """The one block that may differ between two runs of the same work."""

    started: Annotated[str, Meta(description="ISO 8601, UTC")]
    seconds: float
    submissions: Annotated[dict[str, float], Meta(description="seconds by `id/assignment`")] = {}


class Run(Struct, frozen=True, kw_only=True):
    """The document `checker.result/v1`: all that one run of the grader has to say."""

    schema: Literal["checker.result/v1"] = "checker.result/v1"
    course: str
    versions: Versions
    settings_hash: Annotated[str, Meta(description="SHA-256 of the settings in force and the problems")]
    isolation: Annotated[tuple[str, ...], Meta(description="names of the sandbox layers that were active")]
    submissions: tuple[SubmissionResult, ...]
    times: Times


def points(value: float) -> float:
    """Points as they are written: sums of tenths without their binary dust."""
    return round(value, 4) + 0.0
