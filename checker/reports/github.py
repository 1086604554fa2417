"""Annotations that GitHub shows beside the code of a run.

An annotation is a line of the log that begins with `::`. All of its text is escaped, so that it stays one line.
GitHub shows ten of each level a step and drops the others without a word: the last line here counts them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Literal, assert_never

from msgspec import Struct

from checker.reports.summary import counted, is_full, said, sentence, standing, visible, visible_line
from checker.verdict import ItemResult, Outcome, Run, SubmissionResult

Level = Literal["error", "warning", "notice"]
MOST: dict[Level, int] = {"error": 10, "warning": 10, "notice": 9}
"""annotations that GitHub shows of one step, but for the notice of those left out"""
LONGEST, LONGEST_TITLE = 4_000, 250
"""characters; GitHub cuts at 4096 and 255"""
PLACE = re.compile(r"line (\d+) of ([^/\\:`,\n]+?\.(?:py|ipynb))\b")
"""a line of a file of the submission, in the words of a finding"""
NOWHERE: Mapping[str, str] = MappingProxyType({})


class Annotation(Struct, frozen=True, kw_only=True):
    """A remark beside a line of code, or beside the run where no line is known."""

    level: Level
    title: str
    message: str
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        """The workflow command, with its newline."""
        place = f"file={_property(self.file)},line={self.line}," if self.file else ""
        title = _property(_cut(visible_line(self.title), LONGEST_TITLE))
        return f"::{self.level} {place}title={title}::{_data(_cut(visible(self.message), LONGEST))}\n"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 3] + "..."


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def render(run: Run) -> str:
    """The annotations of a run."""
    return "".join(pieces(run, run.submissions))


def pieces(run: Run, results: Iterable[SubmissionResult], folders: Mapping[str, str] = NOWHERE) -> Iterator[str]:
    """An annotation for each item that is not full, as the results come, and a notice of those left out.

    `folders` has the folder of a submission's files, as seen from the top of the repository, by its id.
    """
    met: Counter[Level] = Counter()
    for result in results:
        for note in annotations(result, folders.get(result.id, "")):
            met[note.level] += 1
            if met[note.level] <= MOST[note.level]:
                yield str(note)
    if rest := [counted(number - MOST[level], level) for level, number in met.items() if number > MOST[level]]:
        message = "GitHub shows ten of a level; the summary of the job and the reports tell of all."
        yield str(Annotation(level="notice", title=f"{' and '.join(rest)} more", message=message))


def annotations(result: SubmissionResult, folder: str = "") -> Iterator[Annotation]:
    """All that is to be said of a submission: first what was answered, then what is missing."""
    if result.status in ("unreadable", "not judged"):
        message = sentence(result.message or result.status)
        level: Level = "error" if result.status == "unreadable" else "warning"
        yield _annotation(level, f"{result.id}: {result.status}", message, result.message, folder)
        return
    for item in sorted(result.items, key=lambda item: item.outcome is Outcome.MISSING):
        if not is_full(item):
            yield _of_item(result, item, folder)


def _of_item(result: SubmissionResult, item: ItemResult, folder: str) -> Annotation:
    title = f"{result.id}: {item.part} {item.function}: {standing(item)}"
    message = "\n".join(said(item)) or standing(item)
    return _annotation(_level(item), title, message, "\n".join(f.where for f in item.findings), folder)


def _annotation(level: Level, title: str, message: str, places: str, folder: str) -> Annotation:
    """The annotation at the first line of a file that `places` names."""
    found = PLACE.search(places)
    if found is None:
        return Annotation(level=level, title=title, message=message)
    file = f"{folder}/{found[2]}".lstrip("/")
    return Annotation(level=level, title=title, message=message, file=file, line=int(found[1]))


def _level(item: ItemResult) -> Level:
    """An error where an answer earned nothing; a warning where it earned some, is missing, or was not judged."""
    match item.outcome:
        case Outcome.WRONG | Outcome.UNUSABLE | Outcome.FORBIDDEN:
            return "error"
        case Outcome.RAISED | Outcome.TIMED_OUT | Outcome.OUT_OF_MEMORY:
            return "error"
        case Outcome.NEEDS_REVIEW:
            return "notice"
        case Outcome.CORRECT | Outcome.PARTLY_CORRECT | Outcome.MISSING | Outcome.UNDECIDED | Outcome.OUR_FAULT:
            return "warning"
    assert_never(item.outcome)
