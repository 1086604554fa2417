"""`checker check`: the self-check of one's own file."""

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import course_option
from checker.cli.printing import FORMATS, for_people, print_report

if TYPE_CHECKING:
    from checker.catalogue import Course
    from checker.sandbox.host import Sandbox
    from checker.submission.model import Submission
    from checker.verdict import Run, SubmissionResult


@click.command(epilog="Example: checker check lab3.py --part 2a")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--part", multiple=True, help="Check only this part, such as 2a; may be given several times.")
@click.option("--assignment", default="", help="The assignment that FILE answers, if its name does not say.")
@click.option("--format", "form", type=click.Choice(["text", *FORMATS]), default="text", help="What to print.")
@course_option
def check(file: Path, part: tuple[str, ...], assignment: str, form: str, course: str | None) -> None:
    """Check your own FILE on practice inputs, and say what is wrong with it.

    Grading uses other inputs, so that only a right function is right there too. Exit code 0 means full marks.
    """
    from checker.sandbox.early import fork_server

    server = fork_server()  # before a reference is in memory: none can be found there

    from checker.catalogue import Course
    from checker.sandbox import opening

    started = datetime.now(UTC)
    clock = time.perf_counter()
    found = Course.find(course)
    sandbox = opening.for_own_code(found.settings.limits, server)
    try:
        submission = _read(found, file, assignment)
        result, faults = _grade(found, sandbox, submission, part)
        layers = sandbox.layers if form != "text" else ()
    finally:
        sandbox.close()
    if form == "text":
        with for_people():
            _print(result, found.assignment(result.assignment).title)
    else:
        run = _run(found, without_rubrics(result), layers, started, time.perf_counter() - clock)
        columns = [item.id for item in result.items]
        print_report(form, run, run.submissions, columns, {result.id: str(file.parent)}, draws=True)
    for fault in faults:
        reason = fault.strip().splitlines()[-1]
        click.echo(f"checker: the checker itself failed here; please tell your staff: {reason}", err=True)
    sys.stdout.flush()
    os._exit(_exit_code(result))  # all is said and closed: tearing the interpreter down would cost a tenth more


def _read(course: "Course", file: Path, assignment: str) -> "Submission":
    from checker.engine.plan import functions_of
    from checker.submission.reading import read_file

    if assignment:
        course.assignment(assignment)
    return read_file(file, course.names, lambda name: functions_of(course.assignment(name)), given=assignment)


def _grade(
    course: "Course", sandbox: "Sandbox", submission: "Submission", parts: tuple[str, ...]
) -> tuple["SubmissionResult", list[str]]:
    from checker.engine.plan import functions_of, make_plan
    from checker.engine.task import Grader
    from checker.submission.reading import defined_functions

    assignment = course.assignment(submission.assignment)
    if parts:
        assignment = assignment.only([item.id for part in parts for item in assignment.matching(part)])
    texts = (submission.source, *submission.modules.values())
    here = functions_of(assignment) & {name for text in texts for name in defined_functions(text)}
    # A function that is never defined by name may still be there: imported, or made by another one.
    functions = here or functions_of(assignment)
    plan = make_plan(assignment, course.settings, course.settings.seeds.public, functions=functions)
    grader = Grader(plan, sandbox, course.settings)
    return grader.grade(submission), grader.faults


def _run(
    course: "Course", result: "SubmissionResult", layers: tuple[str, ...], started: datetime, seconds: float
) -> "Run":
    from checker.engine.versions import versions
    from checker.verdict import Run, Times

    return Run(
        course=course.settings.course,
        versions=versions(),
        settings_hash=course.hash([result.assignment]),
        isolation=layers,
        submissions=(result,),
        times=Times(started=started.isoformat(timespec="seconds"), seconds=round(seconds, 3)),
    )


def _print(result: "SubmissionResult", title: str) -> None:
    import shutil

    from checker.reports.terminal import render_submission

    width = min(shutil.get_terminal_size((88, 24)).columns, 110)
    click.echo(render_submission(result, title, width=width))


def without_rubrics(result: "SubmissionResult") -> "SubmissionResult":
    """The result as students may see it: what a full answer of an essay contains is for those who read it."""
    from msgspec.structs import replace

    return replace(result, items=tuple(replace(item, rubric=()) for item in result.items))


def _exit_code(result: "SubmissionResult") -> int:
    from checker.verdict import Outcome

    if result.status == "unreadable":
        return 2
    if any(item.outcome in (Outcome.OUR_FAULT, Outcome.UNDECIDED) for item in result.items):
        return 3
    return 0 if result.is_full else 1
