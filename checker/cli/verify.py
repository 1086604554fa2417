"""`checker verify`: the audit of the exercises themselves."""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import course_option

if TYPE_CHECKING:
    from checker.audit.contract import Audit
    from checker.catalogue import Assignment, Course


@click.command(epilog="Example: checker verify lab3")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--report", type=click.Path(path_type=Path), metavar="FILE", help="Write the audit as a Markdown table."
)
@course_option
def verify(names: tuple[str, ...], report: Path | None, course: str | None) -> None:
    """Hold the problems of the course, or only those NAMED, against their contract.

    A name is an assignment, a question, a part or a function. Exit code 1 means that something is to be mended.
    """
    gc.enable()
    from checker.audit.contract import audit
    from checker.catalogue import Course
    from checker.engine.plan import make_plan
    from checker.reports.summary import counted

    found = Course.find(course)
    audits: list[Audit] = []
    complaints = 0
    for assignment in [found.resolve(name) for name in names or found.names]:
        make_plan(assignment, found.settings, found.settings.seeds.public)  # refuses settings for unknown parts
        weights = found.settings.case_weights_of(assignment.name)
        for item in assignment.items.values():
            audits.append(audit(item, weights))
            complaints += len(audits[-1].complaints)
            click.echo(_row(audits[-1]))
        if blank := _blank_score(found, assignment):
            complaints += 1
            click.echo(f"  {assignment.name}: {blank}")
    click.echo(f"{counted(len(audits), 'item')}, {counted(complaints, 'complaint')}")
    if report is not None:
        _write(report, audits)
    sys.exit(1 if complaints else 0)


def _write(path: Path, audits: "list[Audit]") -> None:
    from checker.audit.table import render
    from checker.errors import StaffError

    try:
        path.write_text(render(audits), encoding="utf-8", newline="\n")
    except OSError as err:
        raise StaffError(f"{path} cannot be written: {err.strerror or err}") from err


def _row(found: "Audit") -> str:
    from checker.maths.describe import roughly
    from checker.reports.summary import counted

    item = found.item
    facts = [counted(found.cases, "case"), counted(len(item.misconceptions), "misconception")]
    if item.kind == "essay":
        facts = ["for a person"]
    if found.margin < float("inf"):
        facts.append(f"margin {roughly(found.margin)}")
    if item.twin is not None:
        facts.append("twin proved" if found.is_proved else f"twin on {found.twin_cases}")
    if found.gradients:
        facts.append(counted(found.gradients, "gradient"))
    if found.mutants:
        facts.append(counted(found.mutants, "mutant"))
    mark = click.style("mend", fg="red") if found.complaints else click.style("ok  ", fg="green")
    lines = [f"{mark}  {item.id}: {', '.join(facts)}"]
    return "\n".join([*lines, *(f"      {c.rule}: {c.message}" for c in found.complaints)])


def _blank_score(course: "Course", assignment: "Assignment") -> str:
    """What is wrong with the blank starter's marks: it is run for real, and must earn nothing."""
    from checker.engine.plan import make_plan
    from checker.engine.task import Grader
    from checker.sandbox import opening
    from checker.starter import starter
    from checker.submission.model import Submission
    from checker.verdict import Outcome

    settings = course.settings
    plan = make_plan(assignment, settings, settings.seeds.public)
    text = starter(assignment, settings.seeds.public).encode()
    with opening.for_strangers(settings.limits, ["numpy.random"], trust_submissions=True) as sandbox:
        result = Grader(plan, sandbox, settings).grade(Submission("starter", assignment.name, "starter.py", text))
    if result.status != "graded" or any(item.outcome is not Outcome.MISSING for item in result.items):
        return f"the blank starter is not blank: {result.score:g} points, {result.status} {result.message}"
    return ""
