"""One run over a class: from submissions to the result tree."""

import platform
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.metadata import version

import msgspec

from checker.catalogue import Course
from checker.engine.backend import Backend, Graded
from checker.engine.task import not_judged
from checker.submission.model import Submission
from checker.submission.team import names_of, plain_name
from checker.verdict import Run, SubmissionResult, Times, Versions


def grade_class(
    course: Course,
    backend: Backend,
    submissions: list[Submission],
    *,
    progress: Callable[[SubmissionResult], None] = lambda result: None,
) -> tuple[Run, list[str]]:
    """Grade all submissions; the result tree, and the tracebacks of what failed on our side.

    When it is interrupted, what is graded so far stands, and the rest is said to be not judged.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    graded: dict[int, Graded] = {}
    why = "grading was interrupted before this submission"
    try:
        for done in backend.grade(enumerate(submissions)):
            graded[done.index] = done
            progress(done.result)
    except KeyboardInterrupt:
        pass
    results = []
    for index, submission in enumerate(submissions):
        if index in graded:
            results.append(graded[index].result)
        else:
            assignment = course.assignment(submission.assignment) if submission.assignment else None
            results.append(not_judged(submission, assignment, why))
    results = _claimed_once(results)
    run = Run(
        course=course.settings.course,
        versions=versions(),
        settings_hash=course.hash({s.assignment for s in submissions if s.assignment}),
        isolation=backend.layers,
        submissions=tuple(results),
        times=Times(
            started=started.isoformat(timespec="seconds"),
            seconds=round(time.perf_counter() - clock, 3),
            submissions=_seconds(submissions, graded.values()),
        ),
    )
    return run, [fault for done in graded.values() for fault in done.faults]


def _claimed_once(results: list[SubmissionResult]) -> list[SubmissionResult]:
    """The results, members called as the class calls them.

    Where somebody is a member of two submissions of one assignment, both say so.
    """
    ids = {name: result.id for result in results for name in names_of(result.id, result.assignment)}
    named = [tuple(ids.get(plain_name(member), member) for member in result.members) for result in results]
    claims: dict[tuple[str, str], list[str]] = {}
    for result, members in zip(results, named, strict=True):
        for member in members:
            claims.setdefault((result.assignment, member), []).append(result.id)
    told = []
    for result, members in zip(results, named, strict=True):
        shared: dict[str, list[str]] = {}
        for member in members:
            for id in claims[result.assignment, member]:
                if id != result.id:
                    shared.setdefault(id, []).append(member)
        words = [
            f"the submission `{id}` is handed in for {' and '.join(names)} too; staff decides which one counts"
            for id, names in shared.items()
        ]
        message = "; ".join(filter(None, (result.message, *words)))
        told.append(msgspec.structs.replace(result, members=members, message=message))
    return told


def versions() -> Versions:
    """What the marks are computed with; none of it is imported for its number."""
    return Versions(
        checker=version("checker"),
        python=platform.python_version(),
        numpy=version("numpy"),
        sympy=version("sympy"),
    )


def _seconds(submissions: list[Submission], graded: Iterable[Graded]) -> dict[str, float]:
    return {
        f"{submissions[done.index].id}/{submissions[done.index].assignment}": round(done.seconds, 4)
        for done in graded
    }
