"""Reading a file, or a folder of a class.

A class is a folder with a folder or a file for each student. Which assignment a file answers is told by its
name (`lab3.py`, `anna_lab3.py`), else by the functions that it defines. What cannot be read becomes a submission
with a sentence about it, never an exception: the rest of the class is graded.
"""

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from checker.errors import StaffError, StudentError, suggestion
from checker.maths.describe import clean
from checker.submission.model import Submission

MAX_BYTES = 1 << 20
MAX_MODULES = 50
PACKED = {".ipynb": "a notebook", ".zip": "an archive"}
"""what students hand in in place of a Python file"""
SKIPPED = re.compile(r"\..*|__.*|node_modules|venv")
DEFINITION = re.compile(rb"^(?:async[ \t]+)?def[ \t]+(\w+)|^(\w+)[ \t]*=[ \t]*lambda", re.MULTILINE)

Functions = Callable[[str], Iterable[str]]
"""names of the functions that an assignment asks for"""


def read_file(path: Path, assignments: Iterable[str], functions: Functions, *, given: str = "") -> Submission:
    """One student's file.

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
    source = read_text(path)
    assignment = given or assignment_of(path, source, list(assignments), functions)
    modules, newest = _modules_beside(path)
    return Submission(_printable(path.stem), assignment, _printable(path.name), source, modules, newest)


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
        raise StaffError(f"{shown(folder)} holds no submission; expected a folder or a .py file for each student")
    return entries


def read_entry(entry: Path, folder: Path, assignments: Iterable[str], functions: Functions) -> list[Submission]:
    """What one entry of a class holds: at least one submission, and one for each assignment that it answers.

    Args:
      entry: a student's file or folder, as `class_entries` found it.
      folder: the class.
      assignments: names of the assignments that there are.
      functions: tells what an assignment asks for.
    """
    assignments = list(assignments)
    if os.path.isdir(entry):
        return _read_student(entry, assignments, functions)
    return [_read_single(entry, folder, assignments, functions)]


def entry_id(entry: Path, folder: Path) -> str:
    """The id of whoever handed in an entry: its name, without the ending of a file where that is unambiguous."""
    if os.path.isdir(entry) or os.path.isdir(folder / entry.stem):
        return _printable(entry.name)
    return _printable(entry.stem if entry.suffix.casefold() in (".py", *PACKED) else entry.name)


def assignment_of(path: Path, source: bytes, assignments: list[str], functions: Functions) -> str:
    """The assignment that a file answers, by its name, else by its functions.

    Raises:
      StudentError: none of them.
    """
    if named := named_assignment(path.stem, assignments):
        return named
    defined = defined_functions(source)
    counts = {name: len(defined.intersection(functions(name))) for name in assignments}
    best = max(counts, key=lambda name: counts[name], default="")
    if best and counts[best]:
        return best
    raise StudentError(
        f"{_printable(path.name)} answers no assignment of this course: neither its name nor its functions say "
        f"which{suggestion(path.stem, assignments)}"
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


def read_text(path: Path) -> bytes:
    """The bytes of a Python file.

    Raises:
      StudentError: it is no plain file, too large, or not text in UTF-8.
    """
    name = _printable(path.name)
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise StudentError(f"{name} is not a plain file; hand in a text file with Python in it")
        if status.st_size > MAX_BYTES:
            size = status.st_size / (1 << 20)
            raise StudentError(f"{name} has {size:.1f} MiB; at most 1 MiB is read")
        source = path.read_bytes()[: MAX_BYTES + 1]
    except OSError as err:
        raise StudentError(f"{name} cannot be read: {err.strerror or err}") from err
    _check_encoding(name, source)
    return source


def _check_encoding(name: str, source: bytes) -> None:
    if source[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise StudentError(f"{name} is UTF-16 text; save it as UTF-8")
    if b"\0" in source:
        raise StudentError(f"{name} is not a Python text: it contains null bytes")
    try:
        source.decode("utf-8")
    except UnicodeDecodeError as err:
        if re.search(rb"coding[:=][ \t]*[-\w.]+", b"\n".join(source.splitlines()[:2])):
            return  # it names its encoding, and Python reads it so
        line = source.count(b"\n", 0, err.start) + 1
        raise StudentError(
            f"{name} is not UTF-8 text: byte 0x{source[err.start]:02x} in line {line}; save it as UTF-8"
        ) from err


# ---- a class ---------------------------------------------------------------------------------------------------


def _read_single(path: Path, folder: Path, assignments: list[str], functions: Functions) -> Submission:
    """A student who is a file."""
    id = entry_id(path, folder)
    try:
        _refuse_link_out(path, folder)
        if (kind := PACKED.get(path.suffix.casefold())) is not None:
            raise StudentError(f"{_printable(path.name)} is {kind}; hand in the Python file itself")
        source = read_text(path)
        assignment = assignment_of(path, source, assignments, functions)
        return Submission(id, assignment, _printable(path.name), source, {}, path.stat().st_mtime)
    except StudentError as err:
        assignment = named_assignment(path.stem, assignments) or _only(assignments)
        return Submission(id, assignment, _printable(path.name), problem=str(err))


def _read_student(folder: Path, assignments: list[str], functions: Functions) -> list[Submission]:
    """A student who is a folder: one submission for each assignment that it answers."""
    id = entry_id(folder, folder.parent)
    try:
        if folder.is_symlink():
            _refuse_link_out(folder, folder.parent)
        files = sorted(_python_files(folder))
    except (StudentError, OSError) as err:
        reason = (
            str(err) if isinstance(err, StudentError) else f"the folder cannot be read: {err.strerror or err}"
        )
        return [Submission(id, _only(assignments), problem=reason)]
    if not files:
        others = sorted(
            _printable(p.name) + "/" * p.is_dir() for p in folder.iterdir() if not SKIPPED.fullmatch(p.name)
        )
        found = f"; it holds {', '.join(others[:5])}" if others else "; it is empty"
        return [Submission(id, _only(assignments), problem=f"the folder holds no Python file{found}")]
    answers, problems = _assign(files, folder, assignments, functions)
    submissions = [_chosen(id, name, paths, folder) for name, paths in sorted(answers.items())]
    return submissions or [Submission(id, _only(assignments), problem=problems[0])]


def _assign(
    files: list[Path], folder: Path, assignments: list[str], functions: Functions
) -> tuple[dict[str, list[Path]], list[str]]:
    """Which files answer which assignment: by their names where any does, else by their functions."""
    answers: dict[str, list[Path]] = {}
    for path in files:
        if name := named_assignment(path.stem, assignments):
            answers.setdefault(name, []).append(path)
    problems: list[str] = []
    for path in [] if answers else files:
        try:
            _refuse_link_out(path, folder)
            answers.setdefault(assignment_of(path, read_text(path), assignments, functions), []).append(path)
        except StudentError as err:
            problems.append(str(err))
    return answers, problems


def _chosen(id: str, assignment: str, paths: list[Path], folder: Path) -> Submission:
    """The submission of an assignment, from the one file that answers it."""
    if len(paths) > 1:
        names = ", ".join(_printable(str(path.relative_to(folder))) for path in paths)
        return Submission(
            id, assignment, problem=f"there are {len(paths)} files for {assignment}: {names}; keep one"
        )
    path = paths[0]
    try:
        _refuse_link_out(path, folder)
        source = read_text(path)
        modules, newest = _modules_beside(path)
        return Submission(id, assignment, _printable(path.name), source, modules, newest)
    except StudentError as err:
        return Submission(id, assignment, _printable(path.name), problem=str(err))


def _python_files(folder: Path, depth: int = 3) -> Iterator[Path]:
    for entry in os.scandir(folder):
        if SKIPPED.fullmatch(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False) and depth:
            yield from _python_files(Path(entry.path), depth - 1)
        elif _is_python(entry.name):
            yield Path(entry.path)


def _modules_beside(path: Path) -> tuple[dict[str, bytes], float]:
    """Other modules in the file's folder, and when the newest of all files was changed.

    They are read here and handed over as text: what is hashed is what is run, and the sandbox needs no folder.
    """
    modules: dict[str, bytes] = {}
    newest = path.stat().st_mtime
    for other in sorted(path.parent.glob("*.py"))[:MAX_MODULES]:
        if other == path or not other.stem.isidentifier() or other.is_symlink():
            continue
        try:
            modules[other.stem] = read_text(other)
            newest = max(newest, other.stat().st_mtime)
        except (StudentError, OSError):
            continue  # whoever imports it is told that there is no such module
    return modules if _imports_any(path, modules) else {}, newest


def _imports_any(path: Path, modules: Mapping[str, bytes]) -> bool:
    texts = [path.read_bytes(), *modules.values()]
    return any(
        re.search(rb"import[^\n]*\b" + name.encode() + rb"\b|from[ \t]+" + name.encode() + rb"\b", text)
        for name in modules
        for text in texts
    )


def _refuse_link_out(path: Path, folder: Path) -> None:
    if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        raise StudentError(
            f"{_printable(path.name)} is a symbolic link out of the folder; hand in the file itself"
        )


def _is_python(name: str) -> bool:
    return name.lower().endswith(".py")


def _is_somebodys(entry: "os.DirEntry[str]") -> bool:
    if SKIPPED.fullmatch(entry.name) or _is_our_report(entry):
        return False
    is_file = _is_python(entry.name) or Path(entry.name).suffix.casefold() in PACKED
    return is_file or entry.is_symlink() or os.path.isdir(entry.path)


def _is_our_report(entry: "os.DirEntry[str]") -> bool:
    return all(os.path.isfile(Path(entry.path) / name) for name in ("results.json", "scores.csv"))


def _only(assignments: list[str]) -> str:
    return assignments[0] if len(assignments) == 1 else ""


def _printable(name: str) -> str:
    """A name of a file as text: control characters and undecodable bytes made visible."""
    visible = clean(name.encode("utf-8", "backslashreplace").decode(), 200)
    return visible.replace("\n", "\\n")


def shown(path: Path) -> str:
    """A path in a sentence."""
    return _printable(str(path))
