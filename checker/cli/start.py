"""`checker start`: write the blank submission of an assignment."""

from pathlib import Path

import click

from checker.cli import course_option


@click.command(epilog="Example: checker start lab3")
@click.argument("assignment")
@click.option("--out", metavar="FILE", help="Where to write it; else ASSIGNMENT.py in this folder.")
@course_option
def start(assignment: str, out: str | None, course: str | None) -> None:
    """Write a file with one stub for each question of ASSIGNMENT.

    A file that is already there is never overwritten.
    """
    from checker.catalogue import Course
    from checker.errors import StaffError
    from checker.starter import starter

    found = Course.find(course)
    text = starter(found.assignment(assignment), found.settings.seeds.public)
    path = Path(out or f"{assignment}.py")
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise StaffError(f"{path} is already there, and may hold your work; name another with --out") from None
    except OSError as err:
        raise StaffError(f"{path} cannot be written: {err.strerror or err}") from err
    click.echo(f"wrote {path}; fill in the functions, then: checker check {path}")
