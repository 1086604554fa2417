"""Who handed in what: all of a submission but what was found in it.

Judging looks at files alone, so one judgement serves whoever hands in the same ones. What depends on the student
and on the day is put to it here: the members, the due date, the remarks.
"""

from msgspec import Struct

from checker.catalogue import Assignment
from checker.config import when
from checker.submission.model import Submission
from checker.submission.team import members_of
from checker.verdict import WAITING, Judgement, Status, SubmissionResult, points


class Entry(Struct, frozen=True, kw_only=True):
    """One row of a class."""

    id: str
    members: tuple[str, ...]
    assignment: str
    hash: str
    """of what is graded"""
    late: bool = False
    remark: str = ""
    """what staff should know of the members"""


def entry_of(submission: Submission, assignment: Assignment | None) -> Entry:
    """The row of a submission."""
    members, remark = members_of(submission, assignment.settings.team if assignment else 1)
    return Entry(
        id=submission.id,
        members=members,
        assignment=submission.assignment,
        hash=submission.hash,
        late=assignment is not None and is_late(submission, assignment),
        remark=remark,
    )


def is_late(submission: Submission, assignment: Assignment) -> bool:
    """Whether its newest file is younger than the due date."""
    due = assignment.settings.due
    return due is not None and submission.modified > when(due).timestamp()


def result_of(entry: Entry, judgement: Judgement) -> SubmissionResult:
    """The result of a submission: its row, what was found in it, and its points added up."""
    items = judgement.items
    waiting = sum(item.outcome in WAITING for item in items)
    message = judgement.message
    status: Status = judgement.status
    if status == "graded" and waiting:
        status = "partly graded"
        verb = "waits" if waiting == 1 else "wait"
        message = message or f"{waiting} of {len(items)} items {verb} for a person"
    return SubmissionResult(
        id=entry.id,
        members=entry.members,
        assignment=entry.assignment,
        hash=entry.hash,
        status=status,
        message="; ".join(filter(None, (message, entry.remark))),
        score=points(sum(item.points for item in items)),
        waiting=points(sum(item.max_points for item in items if item.outcome in WAITING)),
        max_score=points(sum(item.max_points for item in items)),
        late=entry.late,
        output=judgement.output,
        items=items,
    )
