"""`checker mark`: what a person decides on an answer."""

from contextlib import closing
from typing import TYPE_CHECKING

import click

from checker.cli import course_option, gradebook_option

if TYPE_CHECKING:
    from checker.catalogue import Assignment
    from checker.exercise import Item
    from checker.gradebook.store import Gradebook


@click.command(epilog="Example: checker mark anna lab3.2a 1.5 --comment 'Say why.'")
@click.argument("student")
@click.argument("item")
@click.argument("points", type=click.FloatRange(0, 1e6), required=False)
@click.option("--comment", default="", metavar="TEXT", help="What the student should read.")
@click.option("--take-back", is_flag=True, help="Let the checker's own points count again.")
@click.option("--by", metavar="NAME", help="Who decides; else whoever is logged in.")
@gradebook_option
@course_option
def mark(
    student: str,
    item: str,
    points: float | None,
    comment: str,
    take_back: bool,
    by: str | None,
    gradebook: str | None,
    course: str | None,
) -> None:
    """Give POINTS to ITEM of what STUDENT handed in, or comment on it.

    ITEM is a function, a part that has but one, or an assignment for a comment on the whole. The gradebook keeps
    who decided and when; the next `checker grade` writes it into the reports. Points count for the files that
    they were given for: whoever hands in something else is graded anew.
    """
    from checker.catalogue import Course
    from checker.errors import StaffError
    from checker.gradebook.store import Decision, Gradebook, now
    from checker.reports.summary import counted

    if points is None and not comment and not take_back:
        raise click.UsageError("nothing to write down; give points, --comment or --take-back")
    if points is not None and take_back:
        raise click.UsageError("points and --take-back exclude each other; leave one out")
    found = Course.find(course)
    assignment = found.resolve(item)
    chosen = _chosen(assignment, item, is_comment=points is None and not take_back)
    most = found.assignment(assignment.name).points[chosen.id] if chosen else 0.0
    if chosen and points is not None and points > most:
        raise StaffError(f"{chosen.id} is worth {most:g} points; {points:g} are more")
    with closing(Gradebook.open(*found.settings.gradebook_at(found.folder, gradebook))) as book:
        hash = _handed_in(book, student, assignment.name)
        book.decide(
            Decision(
                student=student,
                assignment=assignment.name,
                item=chosen.id if chosen else "",
                hash=hash,
                who=by or _whoami(),
                moment=now(),
                points=points,
                text=comment.strip(),
            ),
            takes_back=take_back,
        )
    what = "taken back" if take_back else "commented on" if points is None else counted(points, "point")
    name = chosen.id if chosen else assignment.name
    click.echo(f"{student}, {name}: {what}; `checker grade` writes it into the reports")


def _chosen(assignment: "Assignment", name: str, *, is_comment: bool) -> "Item | None":
    """The one item of that name; None for a whole assignment, which can only be commented on."""
    from checker.errors import StaffError

    items = list(assignment.items.values())
    if len(items) == 1:
        return items[0]
    if is_comment and name == assignment.name:
        return None
    several = ", ".join(item.id for item in items[:6]) + (" ..." if len(items) > 6 else "")
    raise StaffError(f"`{name}` has {len(items)} items; say which: {several}")


def _handed_in(book: "Gradebook", student: str, assignment: str) -> str:
    """Hash of what the student handed in."""
    from checker.errors import UnknownName

    hash = book.newest(student, assignment)
    if hash is None:
        raise UnknownName("submission", student, book.students(assignment), where=f"{book.name} for {assignment}")
    return hash


def _whoami() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"
