"""The summary of a job on GitHub: a table of parts for one submission, a table of students for a class.

It is Markdown for the end of the file that GITHUB_STEP_SUMMARY names. GitHub drops a summary that is too large:
this one is cut, and says so.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from checker.reports.markdown import cell, escaped
from checker.reports.summary import (
    amount,
    counted,
    is_full,
    part_name,
    remarks,
    said,
    score_line,
    told,
    visible_line,
)
from checker.verdict import ItemResult, Run, SubmissionResult

LARGEST = 1_000_000
"""bytes; GitHub takes 2**20, of all that a step appends"""
AROUND = 5_000
"""bytes for what stands around a table"""
LONGEST = 500
"""characters of a cell"""


def render(run: Run) -> str:
    """The summary of a run."""
    return summary(run, run.submissions)


def summary(run: Run, results: Iterable[SubmissionResult]) -> str:
    """The summary of results as they come; `run` is the head of the tree alone."""
    coming = iter(results)
    first = list(islice(coming, 2))
    if len(first) == 1:
        return _of_one(run.course, first[0])
    return _of_class(run.course, chain(first, coming))


def _of_one(course: str, result: SubmissionResult) -> str:
    lines = [f"## {_cell(result.id)}: {_cell(result.assignment) or 'no assignment'}", ""]
    lines += [f"{escaped(course)}. **{score_line(result)}** ({result.status})."]
    lines += map(escaped, remarks(result))
    if result.items:
        lines += ["", "| part | function | points | of | outcome | what was found |"]
        lines += ["| --- | --- | ---: | ---: | --- | --- |"]
    rows, left = _fitting(map(_part_row, result.items))
    return _whole([*lines, *rows], left and f"{counted(left, 'part')} did not fit.")


def _part_row(item: ItemResult) -> str:
    found = "" if is_full(item) else next(said(item), "")
    return _row(part_name(item), item.function, amount(item.points), amount(item.max_points), item.outcome, found)


def _of_class(course: str, results: Iterable[SubmissionResult]) -> str:
    statuses: Counter[str] = Counter()

    def rows() -> Iterator[str]:
        for result in results:
            statuses[result.status] += 1
            yield _student_row(result)

    head = ["| submission | assignment | points | of | status | message |"]
    head += ["| --- | --- | ---: | ---: | --- | --- |"]
    table, left = _fitting(rows())
    lines = [f"## {_cell(course)}", "", f"{told(statuses)}."]
    if table:
        lines += ["", *head, *table]
    return _whole(lines, left and f"{counted(left, 'submission')} did not fit.")


def _student_row(result: SubmissionResult) -> str:
    message = f"{result.message} (late)".strip() if result.late else result.message
    points = (
        f"{amount(result.score)}, {amount(result.waiting)} waiting" if result.waiting else amount(result.score)
    )
    return _row(result.id, result.assignment, points, amount(result.max_score), result.status, message)


# ---- lines -----------------------------------------------------------------------------------------------------


def _row(*cells: str) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    text = visible_line(text)
    return cell(text if len(text) <= LONGEST else text[: LONGEST - 3] + "...")


def _fitting(rows: Iterable[str]) -> tuple[list[str], int]:
    """The rows that a summary has room for, and how many were left out."""
    kept, size, left = [], 0, 0
    for row in rows:
        size += len(row.encode()) + 1
        if size > LARGEST - AROUND:
            left += 1
        else:
            kept.append(row)
    return kept, left


def _whole(lines: list[str], missing: str | int) -> str:
    if missing:
        lines = [*lines, "", f"This summary is cut: {missing} The reports have all."]
    return "\n".join([*lines, ""]) + "\n"
