"""`checker grade`: a folder of submissions."""

import gc
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import course_option, gradebook_option
from checker.cli.printing import FORMATS, for_people, print_report
from checker.cli.progress import Progress, progress

if TYPE_CHECKING:
    from checker.catalogue import Course
    from checker.engine.backend import Backend, Work
    from checker.gradebook.record import Record
    from checker.gradebook.store import Gradebook
    from checker.submission.model import Submission
    from checker.verdict import SubmissionResult

ROWS = 200
"""lines of the table that is printed"""
DRAWN = 60
"""submissions whose pictures are drawn without being asked for: each takes a tenth of a second"""


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
    "--cluster",
    metavar="ADDRESS",
    help="Grade on a Dask cluster, such as tcp://10.0.0.1:8786; `local` starts one on this machine.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    help="Grade only this assignment, or submissions whose name matches; may be given several times.",
)
@click.option("--fresh", is_flag=True, help="Grade again what the gradebook holds a result of.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit with 1 if any submission earns less; what waits for a person counts as earned.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", *FORMATS]),
    default="table",
    show_default=True,
    help="What to print; the other reports are written all the same.",
)
@click.option(
    "--pictures/--no-pictures",
    default=None,
    help=f"Draw the pictures of answers; by default for up to {DRAWN} submissions.",
)
@click.option(
    "--trust-submissions",
    is_flag=True,
    help="Grade without the sandbox layers that this machine lacks: only for code of your own.",
)
@gradebook_option
@course_option
def grade(
    folder: Path,
    out: Path,
    jobs: int | None,
    cluster: str | None,
    only: tuple[str, ...],
    fresh: bool,
    fail_under: float | None,
    form: str,
    pictures: bool | None,
    trust_submissions: bool,
    gradebook: str | None,
    course: str | None,
) -> None:
    """Grade every submission in FOLDER: a folder, a file or an archive for each student.

    Writes results.json, scores.csv and a page for each student to the folder of reports. Every result goes to the
    gradebook first: a run that was ended goes on with the same command, and nothing is graded twice that has not
    changed.
    """
    gc.enable()
    from checker.catalogue import Course
    from checker.engine.backend import Work
    from checker.errors import StaffError
    from checker.gradebook.record import Record
    from checker.gradebook.store import Gradebook
    from checker.reports import folder as reports

    found = Course.find(course)
    for name in found.names:
        found.assignment(name)  # an author's or a setting's mistake is told before the work, not after
    entries = _entries(folder, only, found)
    work = Work(str(found.folder), found.settings.grading_seed, trust_submissions)
    reports.prepare(out)  # a folder that cannot be written is told before the work, not after
    with closing(Gradebook.open(*found.settings.gradebook_at(found.folder, gradebook))) as book:
        with closing(_backend(work, len(entries), jobs, cluster)) as backend, progress(len(entries)) as told:
            submissions = _submissions(entries, folder, only, found, told)
            run, faults = _graded(found, work, backend, book, submissions, told, fresh=fresh)
        record = Record(book, run, found)
        if not len(record):
            raise StaffError(f"nobody in {folder} handed in {', '.join(only)}")
        tally = Tally(fail_under)
        draws = pictures if pictures is not None else len(record) <= DRAWN
        reports.write(record.head(), tally.watch(record), record.columns, out, faults, draws=draws)
        if form == "table":
            with for_people():
                _print_table(record, out)
        else:
            print_report(form, record.head(), record, record.columns, _folders(entries, folder), draws=draws)
    _tell(tally, backend.layers, out, faults, draws=draws)
    sys.exit(tally.exit_code)


# ---- the class -------------------------------------------------------------------------------------------------


def _entries(folder: Path, only: tuple[str, ...], course: "Course") -> list[Path]:
    """What lies in the folder, as far as --only names it."""
    from checker.errors import UnknownName
    from checker.submission.reading import class_entries, entry_id

    entries = class_entries(folder)
    ids = [entry_id(entry, folder) for entry in entries]
    names = [name for name in only if name not in course.names]
    for name in names:
        if not any(fnmatchcase(id, name) for id in ids):
            raise UnknownName("submission or assignment", name, {*ids, *course.names})
    if len(names) < len(only) or not only:
        return entries  # which of them answer an assignment is not known before they are read
    return [e for e, id in zip(entries, ids, strict=True) if any(fnmatchcase(id, name) for name in names)]


def _submissions(
    entries: list[Path], folder: Path, only: tuple[str, ...], course: "Course", told: Progress
) -> "Iterator[Submission]":
    """The submissions, each read when there is room for it."""
    from checker.engine.plan import functions_of
    from checker.submission.reading import read_entry

    for entry in entries:
        found = [
            submission
            for submission in read_entry(
                entry, folder, course.names, lambda name: functions_of(course.assignment(name))
            )
            if not only or any(name == submission.assignment or fnmatchcase(submission.id, name) for name in only)
        ]
        told.expect(len(found) - 1)
        yield from found


def _folders(entries: list[Path], folder: Path) -> dict[str, str]:
    """Where the files of each student lie, as annotations of them name the place."""
    from checker.submission.reading import entry_id

    return {entry_id(entry, folder): str(entry if entry.is_dir() else folder) for entry in entries}


def _backend(work: "Work", count: int, jobs: int | None, cluster: str | None) -> "Backend":
    if cluster is not None:
        from checker.engine.cluster.cluster import open_cluster

        return open_cluster(cluster, work, jobs)
    from checker.engine.local import open_processes

    return open_processes(work, count, jobs)


# ---- the work --------------------------------------------------------------------------------------------------


def _graded(
    course: "Course",
    work: "Work",
    backend: "Backend",
    book: "Gradebook",
    submissions: "Iterable[Submission]",
    told: Progress,
    *,
    fresh: bool,
) -> tuple[int, list[str]]:
    """Grade into the gradebook; the number of the run, and what failed on our side."""
    from checker.gradebook.batch import Batch

    batch = Batch(course, work, backend, book, fresh=fresh, progress=told.step)
    try:
        with _ended_gently():
            batch.grade(submissions)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # one is enough
        backend.close()
        click.echo(
            f"checker: interrupted. What was graded is in {book.name}; the same command goes on from there",
            err=True,
        )
        sys.exit(130)
    return batch.run, batch.faults


@contextmanager
def _ended_gently() -> Iterator[None]:
    """Take a request to end, as schedulers and shutdowns send it, for an interruption."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


# ---- what is told ----------------------------------------------------------------------------------------------


class Tally:
    """What the results come to."""

    def __init__(self, fail_under: float | None) -> None:
        self._fail_under = fail_under
        self.statuses: Counter[str] = Counter()
        self.is_unsettled = self.is_below = self.has_figures = False

    def watch(self, results: "Iterable[SubmissionResult]") -> "Iterator[SubmissionResult]":
        """The same results, counted on their way."""
        from checker.verdict import Outcome

        unsettled = (Outcome.OUR_FAULT, Outcome.UNDECIDED)
        for result in results:
            self.statuses[result.status] += 1
            if result.status == "not judged" or any(item.outcome in unsettled for item in result.items):
                self.is_unsettled = True
            self.has_figures |= any(item.figure for item in result.items)
            self.is_below |= self._falls_short(result)
            yield result

    def _falls_short(self, result: "SubmissionResult") -> bool:
        if self._fail_under is None:
            return False
        earned = result.score + result.waiting
        return earned < self._fail_under / 100 * result.max_score - 1e-9 or not result.max_score

    @property
    def exit_code(self) -> int:
        """0 where all is well, 1 where somebody earned too little, 3 where something could not be judged."""
        return 3 if self.is_unsettled else int(self.is_below)


def _print_table(record: "Record", out: Path) -> None:
    """All rows, or those of a large class that somebody has to look at."""
    from rich.console import Console

    from checker.reports.terminal import class_table

    is_large = len(record) > ROWS
    rows = list(islice((r for r in record if not is_large or r.status != "graded"), ROWS))
    if rows:
        Console(highlight=False, soft_wrap=False).print(class_table(rows))
    if is_large:
        lead = f"... and {len(record) - len(rows):,} more" if rows else f"{len(record):,} submissions"
        click.echo(f"{lead}, all of them in {out / 'scores.csv'}")


def _tell(tally: Tally, layers: tuple[str, ...], out: Path, faults: list[str], *, draws: bool) -> None:
    """What staff should know beside the table, on standard error."""
    from checker.reports import summary
    from checker.reports.pictures import can_draw

    click.echo(summary.told(tally.statuses), err=True)
    click.echo(f"sandbox: {', '.join(layers)}", err=True)
    click.echo(f"reports in {out}", err=True)
    if tally.has_figures and not (draws and can_draw()):
        how = "pip install matplotlib, and they are" if draws else "--pictures draws them"
        click.echo(f"pictures of answers are not drawn: {how}", err=True)
    if faults:
        number = summary.counted(len(faults), "failure")
        click.echo(f"checker: {number} of the checker itself, told in {out / 'faults.txt'}", err=True)
