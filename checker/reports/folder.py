"""The folder of reports that a run leaves behind."""

import io
import os
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from checker.errors import StaffError
from checker.reports import csv, json, markdown, pictures
from checker.verdict import Run, SubmissionResult

PAGES = "students"
UNFINISHED = ".writing-"
"""what the name of a file begins with until it is whole"""


def prepare(folder: Path) -> None:
    """Make the folder, remove what a run left behind that was killed, and refuse a folder that cannot be written.

    Raises:
      StaffError: it cannot be written.
    """
    try:
        (folder / PAGES).mkdir(parents=True, exist_ok=True)
        for left in (*folder.glob(f"{UNFINISHED}*"), *(folder / PAGES).glob(f"{UNFINISHED}*")):
            left.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=UNFINISHED)
        os.close(handle)
        os.unlink(name)
    except OSError as err:
        raise _unwritable(folder, err) from err


def write(
    head: Run,
    results: Iterable[SubmissionResult],
    columns: Sequence[str],
    folder: Path,
    faults: Iterable[str],
    *,
    draws: bool,
) -> None:
    """Write results.json, scores.csv, a page a student, and what failed on our side, in one pass.

    Each file appears whole or not at all; a page of an earlier run that nobody has any more is removed.

    Args:
      head: what is to be said of the run as a whole.
      results: in the order of the class; no more than one of them is kept in memory.
      columns: items that scores.csv has a column for.
      folder: where to write.
      faults: tracebacks of what failed on our side.
      draws: whether pages get the pictures of answers.

    Raises:
      StaffError: the folder cannot be written.
    """
    pages, faults, names = folder / PAGES, list(faults), PageNames()
    written: set[str] = set()
    before, after = json.ends(head)
    try:
        pages.mkdir(parents=True, exist_ok=True)
        with _written(folder / "scores.csv") as scores, _written(folder / "results.json") as tree:
            scores.write(csv.header(columns))
            tree.write(before)
            lead = "\n"
            for result in results:
                name = names.next(result)
                drawn = _draw(result, pages, name.removesuffix(".md"), faults) if draws else {}
                written.update([name, *drawn.values()])
                with _written(pages / name) as page:
                    page.write(markdown.render_submission(result, head.course, drawn))
                scores.write(csv.row(result, columns))
                tree.write(lead + json.one(result))
                lead = ",\n"
            tree.write(after if lead == "\n" else f"\n  {after}")
        for old in (*pages.glob("*.md"), *pages.glob("*.png")):
            if old.name not in written:
                old.unlink()
        if faults:
            with _written(folder / "faults.txt") as file:
                file.write("\n".join(faults))
        else:
            (folder / "faults.txt").unlink(missing_ok=True)
    except OSError as err:
        raise _unwritable(folder, err) from err


def _draw(result: SubmissionResult, pages: Path, page: str, faults: list[str]) -> dict[str, str]:
    """Draw the pictures of a submission; the names of their files, by item."""
    figures = {item.id: item.figure for item in result.items if item.figure is not None}
    if not figures or not pictures.can_draw():
        return {}
    names = {}
    for id, figure in figures.items():
        try:
            drawn = pictures.png(figure)
        except Exception as err:  # whatever matplotlib says of odd numbers: the marks do not depend on it
            faults.append(f"{page}, {id}: the picture cannot be drawn: {type(err).__name__}: {err}")
            continue
        names[id] = f"{page}-{id.rpartition('.')[2]}.png"
        with _replaced(pages / names[id]) as file:
            file.write(drawn)
    return names


def _unwritable(folder: Path, err: OSError) -> StaffError:
    return StaffError(
        f"the reports cannot be written to {folder}: {err.strerror or err}; name another folder with --out"
    )


class PageNames:
    """A file name for each submission, safe on every system, and different from all others."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._tries: Counter[str] = Counter()

    def next(self, result: SubmissionResult) -> str:
        """The name of the next one's page."""
        base = _base(f"{result.id}-{result.assignment}")
        name = f"{base}.md"
        while _same(name) in self._taken:
            self._tries[_same(base)] += 1
            name = f"{base}-{self._tries[_same(base)] + 1}.md"
        self._taken.add(_same(name))
        return name


def _base(name: str) -> str:
    """The name in letters that every system takes, cut to 160 bytes."""
    base = re.sub(r"[^\w.@+-]+", "_", name).lstrip("._-").rstrip("._")
    return base.encode()[:160].decode(errors="ignore") or "submission"


def _same(name: str) -> str:
    """What two names share that some system takes for one."""
    return unicodedata.normalize("NFC", name).casefold()


@contextmanager
def _written(path: Path) -> Iterator[IO[str]]:
    """A file to be written that takes the place of the old one when it is whole."""
    with _replaced(path) as file, io.TextIOWrapper(file, "utf-8", errors="replace", newline="") as text:
        yield text


@contextmanager
def _replaced(path: Path) -> Iterator[IO[bytes]]:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
