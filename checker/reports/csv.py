"""One row a student: the totals, then the points of every item."""

import csv
import io

from checker.reports.summary import amount
from checker.verdict import Run

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""what a formula begins with, in wide letters too"""
FIXED = ("submission", "assignment", "members", "status", "score", "waiting", "max_score", "late", "message")


def render(run: Run) -> str:
    """The table of a class; a column an item, empty where the assignment has no such item."""
    items = list(dict.fromkeys(item.id for result in run.submissions for item in result.items))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*FIXED, *items])
    for result in run.submissions:
        earned = {item.id: amount(item.points) for item in result.items}
        writer.writerow(
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
                *(earned.get(item, "") for item in items),
            ]
        )
    return out.getvalue()


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> safe("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    return f"'{text}" if text.startswith(FORMULA) else text
