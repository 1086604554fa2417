"""`checker grade`: a folder of submissions."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import course_option

if TYPE_CHECKING:
    from checker.catalogue import Course
    from checker.submission.model import Submission
    from checker.verdict import Run, SubmissionResult


@click.command(epilog="Example: checker grade submissions_example --out reports")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("reports"),
    show_default=True,
    metavar="DIR",
    help="Folder for the reports.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Processes; else as many as the class is worth, up to the processors.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    help="Grade only this assignment, or submissions whose name matches; may be given several times.",
)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit with 1 if any submission earns less; what waits for a person counts as earned.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "markdown"]),
    default="table",
    show_default=True,
    help="What to print; the other reports are written all the same.",
)
@click.option(
    "--trust-submissions",
    is_flag=True,
    help="Grade without the sandbox layers that this machine lacks: only for code of your own.",
)
@course_option
def grade(
    folder: Path,
    out: Path,
    jobs: int | None,
    only: tuple[str, ...],
    fail_under: float | None,
    form: str,
    trust_submissions: bool,
    course: str | None,
) -> None:
    """Grade every submission in FOLDER: a folder or a .py file for each student.

    Writes results.json, scores.csv and a page for each student to the folder of reports.
    """
    gc.enable()
    from checker.catalogue import Course
    from checker.engine.backend import Work
    from checker.engine.local import open_backend
    from checker.engine.run import grade_class
    from checker.reports import folder as reports

    found = Course.find(course)
    submissions = _chosen(_read(found, folder), only, found)
    assignments = sorted({s.assignment for s in submissions if s.assignment and not s.problem})
    for name in found.names:
        found.assignment(name)  # an author's or a setting's mistake is told before the work, not after
    work = Work(str(found.folder), found.settings.grading_seed, trust_submissions)
    reports.prepare(out)  # a folder that cannot be written is told before the work, not after
    backend = open_backend(work, assignments, len(submissions), jobs)
    try:
        with _progress(len(submissions)) as step:
            run, faults = grade_class(found, backend, submissions, progress=step)
    finally:
        backend.close()
    reports.write(run, out, faults)
    _print(run, form)
    _tell(run, out, faults)
    sys.exit(_exit_code(run, fail_under))


def _read(course: "Course", folder: Path) -> "list[Submission]":
    from checker.engine.plan import functions_of
    from checker.submission.reading import read_class

    return read_class(folder, course.names, lambda name: functions_of(course.assignment(name)))


def _chosen(submissions: "list[Submission]", only: tuple[str, ...], course: "Course") -> "list[Submission]":
    """The submissions that --only names."""
    from checker.errors import UnknownName

    if not only:
        return submissions
    chosen = [s for s in submissions if any(name == s.assignment or fnmatchcase(s.id, name) for name in only)]
    for name in only:
        if not any(name == s.assignment or fnmatchcase(s.id, name) for s in submissions):
            raise UnknownName("submission or assignment", name, {s.id for s in submissions} | set(course.names))
    return chosen


@contextmanager
def _progress(total: int) -> "Iterator[Callable[[SubmissionResult], None]]":
    """A bar on standard error, where that is a terminal; else nothing."""
    if not sys.stderr.isatty() or total < 5:
        yield lambda result: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("grading", total=total)
        yield lambda result: bar.advance(task)


def _print(run: "Run", form: str) -> None:
    if form == "table":
        from rich.console import Console

        from checker.reports.terminal import class_table

        console = Console(highlight=False, soft_wrap=False)
        console.print(class_table(run))
        return
    from checker.reports import csv, json, markdown

    click.echo({"json": json, "csv": csv, "markdown": markdown}[form].render(run), nl=False)


def _tell(run: "Run", out: Path, faults: list[str]) -> None:
    """What staff should know beside the table, on standard error."""
    from checker.reports.pictures import can_draw
    from checker.reports.summary import counted

    statuses = [result.status for result in run.submissions]
    counts = [
        f"{statuses.count(s)} {s}"
        for s in ("graded", "partly graded", "unreadable", "not judged")
        if statuses.count(s)
    ]
    click.echo(f"{counted(len(statuses), 'submission')}: {', '.join(counts)}", err=True)
    click.echo(f"sandbox: {', '.join(run.isolation)}", err=True)
    click.echo(f"reports in {out}", err=True)
    if any(item.figure for result in run.submissions for item in result.items) and not can_draw():
        click.echo("pictures of answers are not drawn: pip install matplotlib, and they are", err=True)
    if faults:
        number = counted(len(faults), "failure")
        click.echo(f"checker: {number} of the checker itself, told in {out / 'faults.txt'}", err=True)


def _exit_code(run: "Run", fail_under: float | None) -> int:
    from checker.verdict import Outcome

    unsettled = (Outcome.OUR_FAULT, Outcome.UNDECIDED)
    if any(r.status == "not judged" or any(i.outcome in unsettled for i in r.items) for r in run.submissions):
        return 3
    if fail_under is not None and any(
        r.score + r.waiting < fail_under / 100 * r.max_score - 1e-9 or not r.max_score for r in run.submissions
    ):
        return 1
    return 0
