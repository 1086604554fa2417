"""One page in HTML, for a class or a submission: it needs no network and no script, and can be printed.

All text is escaped where it is put in. A policy in the page forbids whatever could be loaded or run beside it, so
that even a mistake here would run nothing of a student's.
"""

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from html import escape
from itertools import islice
from pathlib import Path

from checker.reports.summary import (
    LEADS,
    amount,
    case_counts,
    part_name,
    picture_of,
    remarks,
    score_line,
    told,
    visible,
)
from checker.verdict import WAITING, Finding, ItemResult, Outcome, Run, SubmissionResult

Pictures = Callable[[SubmissionResult], Mapping[str, str]]
"""the pictures of a submission, as `data:` addresses, by the ids of its items"""
STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'; "
    "img-src data:; base-uri 'none'; form-action 'none'"
)


def render(run: Run) -> str:
    """The page of a run, without pictures."""
    return "".join(pieces(run, run.submissions))


def pieces(
    run: Run, results: Iterable[SubmissionResult], pictures: Pictures = lambda result: {}
) -> Iterator[str]:
    """The page, part by part; `run` is the head of the tree alone.

    The results are read three times: for the title, for the table of a class, and for what stands below it. They
    are held only where they come from an iterator, which can be read but once.
    """
    if isinstance(results, Iterator):
        results = list(results)
    first = list(islice(results, 2))
    yield from _head(run, first)
    if len(first) != 1:
        yield from _class_table(results)
    for number, result in enumerate(results, 1):
        yield from _section(number, result, pictures(result))
        if len(first) > 1:
            yield '<p class="back"><a href="#class">All submissions</a></p>\n'
        yield "</section>\n"
    yield from _foot(run)


def png_address(content: bytes) -> str:
    """A PNG file as an address that holds all of it."""
    return f"data:image/png;base64,{b64encode(content).decode()}"


# ---- around ----------------------------------------------------------------------------------------------------


def _head(run: Run, first: list[SubmissionResult]) -> Iterator[str]:
    title = f"{_heading(first[0])} - {run.course}" if len(first) == 1 else run.course
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_text(POLICY)}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
    yield f"<title>{_text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
    yield f"<header><h1>{_text(run.course)}</h1></header>\n<main>\n"


def _foot(run: Run) -> Iterator[str]:
    versions = run.versions
    yield f"</main>\n<footer><p>checker {_text(versions.checker)}, Python {_text(versions.python)}, "
    yield f"NumPy {_text(versions.numpy)}, SymPy {_text(versions.sympy)}</p></footer>\n</body>\n</html>\n"


def _class_table(results: Iterable[SubmissionResult]) -> Iterator[str]:
    yield from _table_head(
        "Submissions", "class", "submission", "assignment", "#score", "#waiting", "#of", "status", "message"
    )
    statuses: Counter[str] = Counter()
    for number, result in enumerate(results, 1):
        statuses[result.status] += 1
        message = f"{result.message} (late)".strip() if result.late else result.message
        yield _row(
            f'<th scope="row" class="name"><a href="#s{number}">{_text(result.id)}</a></th>',
            _cell(result.assignment),
            _cell(amount(result.score), "number"),
            _cell(amount(result.waiting) if result.waiting else "", "number"),
            _cell(amount(result.max_score), "number"),
            _cell(result.status, "words"),
            f'<td class="long">{_prose(message)}</td>',
        )
    yield f"</tbody>\n</table>\n</div>\n<p>{_text(told(statuses))}.</p>\n"


# ---- one submission --------------------------------------------------------------------------------------------


def _heading(result: SubmissionResult) -> str:
    return f"{result.id}: {result.assignment or 'no assignment'}"


def _section(number: int, result: SubmissionResult, pictures: Mapping[str, str]) -> Iterator[str]:
    """The section of a submission, without its end."""
    yield f'<section id="s{number}" aria-labelledby="s{number}-name">\n'
    yield f'<h2 id="s{number}-name">{_text(_heading(result))}</h2>\n'
    yield f"<p><strong>{_text(score_line(result))}</strong> ({_text(result.status)}).</p>\n"
    yield from (f"<p>{_prose(remark)}</p>\n" for remark in remarks(result))
    anchors = {item.id: f"s{number}-{place}" for place, item in enumerate(result.items, 1)}
    shown = [item for item in result.items if item.findings or item.text or item.id in pictures]
    if result.items:
        yield from _items_table(number, result, {item.id: anchors[item.id] for item in shown})
    for item in shown:
        yield from _item(item, anchors[item.id], pictures.get(item.id, ""))
    if result.output.strip():
        yield "<h3>Printed while it ran</h3>\n" + _block(result.output.rstrip("\n"), "samp")


def _items_table(number: int, result: SubmissionResult, anchors: Mapping[str, str]) -> Iterator[str]:
    yield from _table_head("Parts", f"s{number}-parts", "part", "function", "#points", "#of", "outcome")
    for item in result.items:
        name = f"<code>{_text(item.function).replace('_', '_<wbr>')}</code>"  # where a narrow screen may break it
        link = f'<a href="#{anchors[item.id]}">{name}</a>' if item.id in anchors else name
        yield _row(
            f'<th scope="row">{_text(part_name(item))}</th>',
            f'<td class="name">{link}</td>',
            _cell(amount(item.points), "number"),
            _cell(amount(item.max_points), "number"),
            f'<td class="words">{_outcome(item)}</td>',
        )
    yield "</tbody>\n</table>\n</div>\n"


def _item(item: ItemResult, anchor: str, picture: str) -> Iterator[str]:
    name = f"{_text(part_name(item))} <code>{_text(item.function)}</code>"
    yield f'<h3 id="{anchor}">{name}: {_outcome(item)}</h3>\n'
    for finding in item.findings:
        yield from _finding(finding)
    if item.text:
        yield _block(item.text, "samp")
    if picture and item.figure is not None:
        yield f'<img src="{_text(picture)}" alt="{_text(item.figure.title)}">\n'
    if item.outcome is not Outcome.CORRECT and (counts := case_counts(item)):
        yield f"<p>Passed: {_text(counts)}.</p>\n"


def _finding(finding: Finding) -> Iterator[str]:
    message, picture = picture_of(finding.message)
    yield f"<p>{_lead(LEADS.get(finding.kind, ''))}{_prose(message)}</p>\n"
    if picture:
        yield _block(picture, "samp")
    if finding.call:
        yield _block(finding.call, "code")
    if finding.hint:
        yield f"<p>{_lead('Hint' if finding.misconception else 'Perhaps')}{_prose(finding.hint)}</p>\n"


def _lead(word: str) -> str:
    return f"<strong>{word}.</strong> " if word else ""


def _outcome(item: ItemResult) -> str:
    colour = {Outcome.CORRECT: "good", Outcome.PARTLY_CORRECT: "part"}.get(item.outcome, "bad")
    return f'<span class="{"wait" if item.outcome in WAITING else colour}">{_text(item.outcome)}</span>'


# ---- pieces of HTML --------------------------------------------------------------------------------------------


def _text(text: str) -> str:
    return escape(visible(text))


def _prose(text: str) -> str:
    """Text in which what stands between backticks is code."""
    parts = re.split(r"`([^`\n]+)`", text)
    return "".join(f"<code>{_text(p)}</code>" if i % 2 else _text(p) for i, p in enumerate(parts))


def _block(text: str, tag: str) -> str:
    return f"<pre><{tag}>{_text(text)}</{tag}></pre>\n"  # a newline right after <pre> would be lost


def _table_head(caption: str, id: str, *names: str) -> Iterator[str]:
    """The head of a table; a name that begins with # is that of numbers. Narrow screens scroll it sideways."""
    yield f'<div class="scroll" role="region" aria-labelledby="{id}" tabindex="0">\n<table>\n'
    yield f'<caption id="{id}">{caption}</caption>\n<thead>\n<tr>'
    for name in names:
        kind = ' class="number"' if name.startswith("#") else ""
        yield f'<th scope="col"{kind}>{name.removeprefix("#")}</th>'
    yield "</tr>\n</thead>\n<tbody>\n"


def _row(*cells: str) -> str:
    return f"<tr>{''.join(cells)}</tr>\n"


def _cell(text: str, kind: str = "") -> str:
    return f'<td class="{kind}">{_text(text)}</td>' if kind else f"<td>{_text(text)}</td>"
