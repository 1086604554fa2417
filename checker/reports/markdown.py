"""One page a student, in Markdown that GitHub, GitLab and most course sites show.

What a student wrote stands in code spans and fences that it cannot close, or is escaped.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from checker.reports.summary import (
    LEADS,
    amount,
    case_counts,
    handed_in_by,
    part_name,
    picture_of,
    score_line,
    sentence,
    visible,
    visible_line,
)
from checker.verdict import Finding, ItemResult, Outcome, Run, SubmissionResult

NO_PICTURES: Mapping[str, str] = MappingProxyType({})


def render(run: Run) -> str:
    """The pages of a run, one after another."""
    return "".join(pieces(run, run.submissions))


def pieces(run: Run, results: Iterable[SubmissionResult]) -> Iterator[str]:
    """The pages, one by one as the results come; `run` is the head of the tree alone."""
    for number, result in enumerate(results):
        yield "\n" * (number > 0) + render_submission(result, run.course)


def render_submission(result: SubmissionResult, course: str, pictures: Mapping[str, str] = NO_PICTURES) -> str:
    """The page of one submission; `pictures` has the files of the pictures of its items, by their id."""
    return "\n".join(_lines(result, course, pictures)) + "\n"


def _lines(result: SubmissionResult, course: str, pictures: Mapping[str, str]) -> Iterator[str]:
    yield f"# {escaped(result.id)}: {escaped(result.assignment) or 'no assignment'}"
    yield ""
    yield f"{escaped(course)}. **{score_line(result)}** ({result.status})."
    if team := handed_in_by(result):
        yield escaped(team)
    if result.late:
        yield "Handed in after the due date."
    if result.message:
        yield ""
        yield escaped(sentence(result.message))
    if result.items:
        yield ""
        yield "| part | function | points | of | outcome |"
        yield "| --- | --- | ---: | ---: | --- |"
        for item in result.items:
            row = (
                part_name(item),
                f"`{item.function}`",
                amount(item.points),
                amount(item.max_points),
                item.outcome,
            )
            yield f"| {' | '.join(row)} |"
    for item in result.items:
        if item.findings or item.id in pictures:
            yield from _section(item)
            if item.id in pictures and item.figure is not None:
                yield ""
                yield f"![{escaped(item.figure.title)}]({pictures[item.id]})"
    if result.output.strip():
        yield ""
        yield "## Printed while it ran"
        yield ""
        yield from fenced(result.output.rstrip("\n"), "text")


def _section(item: ItemResult) -> Iterator[str]:
    yield ""
    yield f"## {part_name(item)} `{item.function}`: {item.outcome}"
    for finding in item.findings:
        yield ""
        yield from _finding(finding)
    if item.text:
        yield ""
        yield from fenced(item.text, "text")
    if item.outcome is not Outcome.CORRECT and (counts := case_counts(item)):
        yield ""
        yield f"Passed: {counts}."


def _finding(finding: Finding) -> Iterator[str]:
    lead = LEADS.get(finding.kind)
    message, picture = picture_of(finding.message)
    yield (f"**{lead}.** " if lead else "") + escaped(message)
    if picture:
        yield ""
        yield from fenced(picture, "text")
    if finding.call:
        yield ""
        yield from fenced(finding.call, "python")
    if finding.hint:
        yield ""
        yield ("**Hint.** " if finding.misconception else "**Perhaps.** ") + escaped(finding.hint)


def fenced(text: str, language: str) -> list[str]:
    """A code block that the text cannot end."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence + language, visible(text), fence]


def escaped(text: str) -> str:
    r"""Text in which nothing is markup, but code between single backticks stays code.

    >>> escaped("a <b> in `x*y*z`, *not*")
    'a &lt;b&gt; in `x*y*z`, \\*not\\*'
    """
    parts = re.split(r"(`[^`\n]+`)", visible_line(text))
    whole = "".join(
        part if part.startswith("`") and part.endswith("`") and len(part) > 2 else _plain(part) for part in parts
    )
    return re.sub(r"^(\d*)([-+=.)])", r"\1\\\2", whole)  # no list begins here


def cell(text: str) -> str:
    r"""Text in a table or a line, in which nothing at all is markup, not even code.

    >>> cell("`a|b`")
    '\\`a\\|b\\`'
    """
    return _plain(visible_line(text))


def _plain(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"([\\`*_\[\]|#!~$])", r"\\\1", text)
    text = re.sub(r"@(?=\w)", "@&#8203;", text)  # nobody is called by a name in a page
    return re.sub(r"(?i)(https?|ftp|www)([:.])", r"\1\\\2", text)
