"""The terminal: one submission as a student reads it, a class as a table.

It makes sense without colour and at any width; nothing of a student's reaches the terminal uncleaned.
"""

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from checker.reports.summary import (
    LEADS,
    amount,
    case_counts,
    handed_in_by,
    part_name,
    picture_of,
    score_line,
    sentence,
    unanswered,
)
from checker.verdict import Finding, ItemResult, Outcome, SubmissionResult

if TYPE_CHECKING:
    from rich.table import Table

COLOURS = {
    Outcome.CORRECT: "green",
    Outcome.PARTLY_CORRECT: "yellow",
    Outcome.NEEDS_REVIEW: "cyan",
    Outcome.UNDECIDED: "cyan",
    Outcome.OUR_FAULT: "cyan",
}


def render_submission(result: SubmissionResult, title: str, *, width: int = 80) -> str:
    """What a student sees of their own file; styled, for a terminal that may drop the styles."""
    import click

    lines = [click.style(f"{title}: {score_line(result)}", bold=True)]
    if team := handed_in_by(result):
        lines += [*_wrapped(team, "", width)]
    if result.late:
        lines += ["Handed in after the due date."]
    if result.message:
        lines += ["", *_wrapped(sentence(result.message), "", width)]
    answered = [item for item in result.items if item.outcome is not Outcome.MISSING]
    if answered and result.status != "unreadable":
        column = max(len(item.function) for item in answered)
        lines += ["", *(line for item in answered for line in _item_lines(item, column, width))]
    if result.output.strip():
        lines += ["", "Printed while it ran:", textwrap.indent(_shortened(result.output), "  | ")]
    if rest := unanswered(result.items):
        names = ", ".join(f"{part_name(item)} {item.function} ({amount(item.max_points)})" for item in rest)
        lines += ["", *_wrapped(f"Not answered yet: {names}", "", width)]
    return "\n".join(lines)


def _item_lines(item: ItemResult, column: int, width: int) -> Iterator[str]:
    import click

    score = f"{amount(item.points)} of {amount(item.max_points)}"
    outcome = click.style(item.outcome, fg=COLOURS.get(item.outcome, "red"))
    yield f"  {part_name(item):4} {item.function:{column}}  {score:>12}  {outcome}"
    for finding in item.findings:
        yield from _finding_lines(finding, width)
    if counts := case_counts(item):
        yield from _wrapped(f"Passed: {counts}.", "       ", width)


def _finding_lines(finding: Finding, width: int) -> Iterator[str]:
    lead = LEADS.get(finding.kind)
    message, picture = picture_of(finding.message)
    yield from _wrapped(f"{lead}: {message}" if lead else message, "       ", width)
    yield from (f"       {line}" for line in picture.splitlines())
    if finding.call:
        yield "       Call:"
        yield "         " + finding.call  # never wrapped: it is there to be copied
    if finding.hint:
        lead = "Hint: " if finding.misconception else "Perhaps: "
        yield from _wrapped(lead + finding.hint, "       ", width)


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _shortened(text: str, lines: int = 20) -> str:
    parts = text.rstrip("\n").split("\n")
    cut = [line if len(line) <= 200 else line[:197] + "..." for line in parts[:lines]]
    return "\n".join([*cut, f"... and {len(parts) - lines} more lines"] if len(parts) > lines else cut)


def class_table(results: Iterable[SubmissionResult]) -> "Table":
    """A class as a table: one row a submission."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in (("submission", "left"), ("assignment", "left"), ("score", "right"), ("of", "right")):
        table.add_column(name, justify=justify, no_wrap=name != "submission")  # type: ignore[arg-type]
    table.add_column("status", no_wrap=True)
    table.add_column("message", ratio=1)
    for result in results:
        style = {"graded": "", "partly graded": "cyan", "not judged": "cyan"}.get(result.status, "red")
        message = f"{result.message} (late)".strip() if result.late else result.message
        table.add_row(
            Text(result.id),
            result.assignment,
            amount(result.score),
            amount(result.max_score),
            Text(result.status, style),
            Text(message),
        )
    return table
