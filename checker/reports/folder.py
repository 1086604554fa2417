"""The folder of reports that a run leaves behind."""

import os
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from checker.errors import StaffError
from checker.reports import csv, json, markdown, pictures
from checker.verdict import Run, SubmissionResult

PAGES = "students"


def prepare(folder: Path) -> None:
    """Make the folder, and refuse one that cannot be written.

    Raises:
      StaffError: it cannot be written.
    """
    try:
        (folder / PAGES).mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".writing-")
        os.close(handle)
        os.unlink(name)
    except OSError as err:
        raise _unwritable(folder, err) from err


def write(run: Run, folder: Path, faults: Iterable[str]) -> None:
    """Write results.json, scores.csv, a page a student, and what failed on our side.

    Each file appears whole or not at all; a page of an earlier run that nobody has any more is removed.

    Raises:
      StaffError: the folder cannot be written.
    """
    pages = folder / PAGES
    try:
        pages.mkdir(parents=True, exist_ok=True)
        faults = list(faults)
        names = page_names(run)
        written = set(names)
        for name, result in zip(names, run.submissions, strict=True):
            drawn = _draw(result, pages, name.removesuffix(".md"), faults)
            written.update(drawn.values())
            _write(pages / name, markdown.render_submission(result, run.course, drawn))
        for old in (*pages.glob("*.md"), *pages.glob("*.png")):
            if old.name not in written:
                old.unlink()
        _write(folder / "scores.csv", csv.render(run))
        _write(folder / "results.json", json.render(run))
        text = "\n".join(faults)
        if text:
            _write(folder / "faults.txt", text)
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
        _write_bytes(pages / names[id], drawn)
    return names


def _unwritable(folder: Path, err: OSError) -> StaffError:
    return StaffError(
        f"the reports cannot be written to {folder}: {err.strerror or err}; name another folder with --out"
    )


def page_names(run: Run) -> list[str]:
    """A file name for each submission, safe on every system, and different from all others."""
    names: list[str] = []
    taken: set[str] = set()
    tries: Counter[str] = Counter()
    for result in run.submissions:
        base = _base(f"{result.id}-{result.assignment}")
        name = f"{base}.md"
        while _same(name) in taken:
            tries[_same(base)] += 1
            name = f"{base}-{tries[_same(base)] + 1}.md"
        taken.add(_same(name))
        names.append(name)
    return names


def _base(name: str) -> str:
    """The name in letters that every system takes, cut to 160 bytes."""
    base = re.sub(r"[^\w.@+-]+", "_", name).lstrip("._-").rstrip("._")
    return base.encode()[:160].decode(errors="ignore") or "submission"


def _same(name: str) -> str:
    """What two names share that some system takes for one."""
    return unicodedata.normalize("NFC", name).casefold()


def _write(path: Path, text: str) -> None:
    _write_bytes(path, text.encode("utf-8", "replace"))


def _write_bytes(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
