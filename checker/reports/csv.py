"""One row a student: the totals, then the points of every item."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from checker.reports.summary import amount
from checker.verdict import Run, SubmissionResult

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""what a formula begins with, in wide letters too"""
FIXED = ("submission", "assignment", "members", "status", "score", "waiting", "max_score", "late", "message")


def render(run: Run) -> str:
    """The table of a class; a column an item, empty where the assignment has no such item."""
    return "".join(pieces(run, run.submissions, columns_of(run.submissions)))


def pieces(run: Run, results: Iterable[SubmissionResult], columns: Sequence[str]) -> Iterator[str]:
    """The table, row by row as the results come; of `run`, the head of the tree, it shows nothing."""
    yield header(columns)
    for result in results:
        yield row(result, columns)


def columns_of(results: Iterable[SubmissionResult]) -> list[str]:
    """The items of some results, in the order in which they are first met."""
    return list(dict.fromkeys(item.id for result in results for item in result.items))


def header(columns: Sequence[str]) -> str:
    """The line of names."""
    return _line([*FIXED, *columns])


def row(result: SubmissionResult, columns: Sequence[str]) -> str:
    """The line of one submission."""
    earned = {item.id: amount(item.points) for item in result.items}
    return _line(
        [
            safe(result.id),
            safe(result.assignment),
            safe("; ".join(result.members)),
            result.status,
            amount(result.score),
            amount(result.waiting),
            amount(result.max_score),
            "yes" if result.late else "no",
            safe(result.message),
            *(earned.get(item, "") for item in columns),
        ]
    )


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> safe("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    return f"'{text}" if text.startswith(FORMULA) else text
