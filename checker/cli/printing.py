"""What commands print for machines, in the format that was asked for."""

import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from checker.verdict import Run, SubmissionResult

FORMATS = ("json", "csv", "markdown", "html", "junit", "github")
"""formats that stand alone on standard output"""


@contextmanager
def for_people() -> Iterator[None]:
    """Print what people read: in the log of GitHub Actions nothing of it counts as a command."""
    if not os.environ.get("GITHUB_ACTIONS"):
        yield
        return
    token = secrets.token_hex(16)
    click.echo(f"::stop-commands::{token}")
    try:
        yield
    finally:
        click.echo(f"::{token}::")


def print_report(
    form: str,
    head: "Run",
    results: "Iterable[SubmissionResult]",
    columns: Sequence[str],
    folders: Mapping[str, str],
    *,
    draws: bool,
) -> None:
    """Print a report piece by piece, as the results come.

    Args:
      form: one of `FORMATS`.
      head: what is to be said of the run as a whole.
      results: may be asked for more than once.
      columns: items that CSV has a column for.
      folders: where the files of a submission are, from the top of a repository, by its id.
      draws: whether pages show the pictures of answers.
    """
    for piece in _pieces(form, head, results, columns, folders, draws=draws):
        click.echo(piece, nl=False)
    if form == "github" and (file := os.environ.get("GITHUB_STEP_SUMMARY")):
        from checker.reports.job_summary import summary

        with open(file, "a", encoding="utf-8") as text:
            text.write(summary(head, results))


def _pieces(
    form: str,
    head: "Run",
    results: "Iterable[SubmissionResult]",
    columns: Sequence[str],
    folders: Mapping[str, str],
    *,
    draws: bool,
) -> Iterator[str]:
    from checker.reports import csv, github, html, json, junit, markdown

    match form:
        case "json":
            return json.pieces(head, results)
        case "csv":
            return csv.pieces(head, results, columns)
        case "markdown":
            return markdown.pieces(head, results)
        case "html":
            return html.pieces(head, results, _addresses) if draws else html.pieces(head, results)
        case "junit":
            return junit.pieces(head, results)
        case "github":
            return github.pieces(head, results, folders)
    raise AssertionError(form)


def _addresses(result: "SubmissionResult") -> dict[str, str]:
    """The pictures of a submission, inside the page."""
    from checker.reports import html, pictures

    addresses = {}
    for item in result.items:
        if item.figure is not None and pictures.can_draw():
            with suppress(Exception):  # whatever matplotlib says of odd numbers: the page goes without
                addresses[item.id] = html.png_address(pictures.png(item.figure))
    return addresses
