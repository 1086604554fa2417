"""Reading a file, or the folder of a class.

A class is a folder with a folder, a file or an archive for each student. Which assignment a file answers is told
by its name (`lab3.py`, `anna_lab3.ipynb`), else by the functions that it defines. What cannot be read becomes a
submission with a sentence about it, never an exception: the rest of the class is graded.
"""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from checker.errors import StaffError, StudentError, suggestion
from checker.submission.files import Files, Folder, read_bytes, refuse_link_out
from checker.submission.model import Submission
from checker.submission.modules import modules_beside
from checker.submission.names import (
    PACKED,
    PYTHON,
    SKIPPED,
    ending,
    is_python,
    last,
    listed,
    printable,
    shown,
    stem,
)
from checker.submission.text import text_of

DEFINITION = re.compile(rb"^(?:async[ \t]+)?def[ \t]+(\w+)|^(\w+)[ \t]*=[ \t]*lambda", re.MULTILINE)

Functions = Callable[[str], Iterable[str]]
"""names of the functions that an assignment asks for"""


def read_file(path: Path, assignments: Iterable[str], functions: Functions, *, given: str = "") -> Submission:
    """One student's file, notebook or archive.

    Args:
      path: the file.
      assignments: names of the assignments that there are.
      functions: tells what an assignment asks for.
      given: the assignment, where somebody said which.

    Raises:
      StudentError: it cannot be read, or answers no assignment.
    """
    if os.path.isdir(path):
        raise StudentError(f"{shown(path)} is a folder; name the file in it, such as {shown(path / 'lab3.py')}")
    if ending(path.name) in PACKED:
        return _only_one(path, _read_archive(path, [given] if given else list(assignments), functions))
    name = printable(path.name)
    source = text_of(name, read_bytes(path))
    assignment = given or assignment_of(path.name, source, list(assignments), functions)
    modules, newest = modules_beside(path.name, source, Folder(path.parent, depth=0))
    return Submission(printable(stem(path.name)), assignment, name, source, modules, newest)


def read_class(folder: Path, assignments: Iterable[str], functions: Functions) -> list[Submission]:
    """All submissions of a class, in the order of their names.

    Raises:
      StaffError: the folder itself cannot be read, or holds nothing that could be one.
    """
    assignments = list(assignments)
    return [
        submission
        for entry in class_entries(folder)
        for submission in read_entry(entry, folder, assignments, functions)
    ]


def class_entries(folder: Path) -> list[Path]:
    """What lies in the folder of a class and is somebody's, in the order of the names; no file is read yet.

    Raises:
      StaffError: the folder itself cannot be read, or holds nothing that could be a submission.
    """
    try:
        found = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as err:
        raise StaffError(f"the folder {shown(folder)} cannot be read: {err.strerror or err}") from err
    entries = [Path(entry.path) for entry in found if _is_somebodys(entry)]
    if not entries:
        raise StaffError(
            f"{shown(folder)} holds no submission; expected a folder, a file or a zip archive for each student"
        )
    return entries


def _is_somebodys(entry: "os.DirEntry[str]") -> bool:
    if SKIPPED.fullmatch(entry.name) or _is_our_report(entry):
        return False
    return bool(ending(entry.name)) or entry.is_symlink() or os.path.isdir(entry.path)


def _is_our_report(entry: "os.DirEntry[str]") -> bool:
    return all(os.path.isfile(os.path.join(entry.path, name)) for name in ("results.json", "scores.csv"))


def read_entry(entry: Path, folder: Path, assignments: Iterable[str], functions: Functions) -> list[Submission]:
    """What one entry of a class holds: at least one submission, and one for each assignment that it answers.

    Args:
      entry: a student's file or folder, as `class_entries` found it.
      folder: the class.
      assignments: names of the assignments that there are.
      functions: tells what an assignment asks for.
    """
    assignments, id = list(assignments), entry_id(entry, folder)
    try:
        refuse_link_out(entry, folder)
        if os.path.isdir(entry):
            return _read_student(id, entry, assignments, functions)
        if ending(entry.name) in PACKED:
            return _read_archive(entry, assignments, functions, id=id)
        source = text_of(printable(entry.name), read_bytes(entry))
        assignment = assignment_of(entry.name, source, assignments, functions)
        return [Submission(id, assignment, printable(entry.name), source, {}, os.stat(entry).st_mtime)]
    except (StudentError, OSError) as err:
        is_file = not os.path.isdir(entry)
        assignment = (named_assignment(stem(entry.name), assignments) if is_file else "") or _only(assignments)
        name = printable(entry.name) if is_file else ""
        return [Submission(id, assignment, name, problem=_why(err))]


def entry_id(entry: Path, folder: Path) -> str:
    """The id of whoever handed in an entry: its name, without the ending of a file where nobody else has that."""
    own = stem(entry.name)
    if own == entry.name or os.path.isdir(entry):
        return printable(entry.name)
    others = (os.path.join(folder, own + other) for other in ("", *PYTHON, *PACKED) if own + other != entry.name)
    return printable(entry.name if any(map(os.path.lexists, others)) else own)


# ---- which assignment ------------------------------------------------------------------------------------------


def assignment_of(name: str, source: bytes, assignments: list[str], functions: Functions) -> str:
    """The assignment that a file answers, by its name, else by its functions.

    Raises:
      StudentError: none of them.
    """
    if named := named_assignment(stem(name), assignments):
        return named
    defined = defined_functions(source)
    counts = {assignment: len(defined.intersection(functions(assignment))) for assignment in assignments}
    best = max(counts, key=lambda assignment: counts[assignment], default="")
    if best and counts[best]:
        return best
    raise StudentError(
        f"{printable(name)} answers no assignment of this course: neither its name nor its functions say "
        f"which{suggestion(stem(name), assignments)}"
    )


def defined_functions(source: bytes) -> set[str]:
    """Names that the text defines at its top level, without parsing it: it may be hostile."""
    return {(a or b).decode("ascii", "ignore") for a, b in DEFINITION.findall(source)}


def named_assignment(stem: str, assignments: Iterable[str]) -> str:
    """The assignment whose name is a word of the file's.

    >>> named_assignment("anna_lab3 (1)", ["lab3", "hw1"])
    'lab3'
    """
    words = {word.casefold() for word in re.split(r"[^0-9A-Za-z]+", stem)}
    return next((name for name in assignments if name.casefold() in words), "")


def _only(assignments: list[str]) -> str:
    return assignments[0] if len(assignments) == 1 else ""


# ---- one student -----------------------------------------------------------------------------------------------


def _read_student(id: str, folder: Path, assignments: list[str], functions: Functions) -> list[Submission]:
    """A student who is a folder, in which an archive may stand for the files."""
    files = Folder(folder)
    packed = [name for name in files.names if ending(name) in PACKED]
    if not packed or any(map(is_python, files.names)):
        return _read_files(id, files, assignments, functions)
    if len(packed) > 1:
        raise StudentError(
            f"the folder holds {len(packed)} archives and no Python file: {listed(packed)}; keep one"
        )
    return _read_archive(files.path(packed[0]), assignments, functions, id=id)


def _read_archive(path: Path, assignments: list[str], functions: Functions, *, id: str = "") -> list[Submission]:
    from checker.submission.archive import open_archive  # zipfile costs 10 ms, and most files are none

    archive = open_archive(path)
    if not any(map(is_python, archive.names)) and any(ending(name) in PACKED for name in archive.names):
        raise StudentError(f"{archive.label} holds an archive and no Python file; pack the files themselves")
    return _read_files(id or printable(stem(path.name)), archive, assignments, functions)


def _read_files(id: str, files: Files, assignments: list[str], functions: Functions) -> list[Submission]:
    """One submission for each assignment that the files answer."""
    names = [name for name in files.names if is_python(name)]
    if not names:
        top = files.top
        holds = f"it holds {listed(top)}" if top else "it is empty"
        raise StudentError(f"{files.label} holds no Python file; {holds}")
    answers, problems = _assign(names, files, assignments, functions)
    if not answers:
        raise StudentError(problems[0])
    return [_chosen(id, assignment, names, files) for assignment, names in sorted(answers.items())]


def _assign(
    names: list[str], files: Files, assignments: list[str], functions: Functions
) -> tuple[dict[str, list[str]], list[str]]:
    """Which files answer which assignment: by their names where any does, else by their functions."""
    answers: dict[str, list[str]] = {}
    for name in names:
        if assignment := named_assignment(stem(last(name)), assignments):
            answers.setdefault(assignment, []).append(name)
    problems: list[str] = []
    for name in [] if answers else names:
        try:
            text = text_of(printable(last(name)), files.read(name))
            answers.setdefault(assignment_of(last(name), text, assignments, functions), []).append(name)
        except StudentError as err:
            problems.append(str(err))
    return answers, problems


def _chosen(id: str, assignment: str, names: list[str], files: Files) -> Submission:
    """The submission of an assignment, from the one file that answers it."""
    if len(names) > 1:
        found = f"there are {len(names)} files for {assignment}: {listed(names)}; keep one"
        return Submission(id, assignment, problem=found)
    name = printable(last(names[0]))
    try:
        source = text_of(name, files.read(names[0]))
        return Submission(id, assignment, name, source, *modules_beside(names[0], source, files))
    except (StudentError, OSError) as err:
        return Submission(id, assignment, name, problem=_why(err))


def _only_one(path: Path, submissions: list[Submission]) -> Submission:
    """The submission in an archive that is to be checked."""
    first = submissions[0]
    if len(submissions) > 1:
        names = " and ".join(submission.assignment for submission in submissions)
        raise StudentError(f"{printable(path.name)} answers {names}; say which with --assignment")
    if first.problem:
        raise StudentError(first.problem)
    return first


def _why(err: StudentError | OSError) -> str:
    return str(err) if isinstance(err, StudentError) else f"the folder cannot be read: {err.strerror or err}"
