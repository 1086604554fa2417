"""What marks rest on, beside the submission itself, as one hash.

Two runs with the same basis give the same submission the same judgement. What was judged on it need not be judged
again; what was judged on another one has to be.
"""

import hashlib
import os
import platform
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec

from checker.catalogue import Course

PACKAGE = Path(__file__).parents[1]
BESIDE = {"audit", "cli", "gradebook", "reports"}
"""packages of the checker that no judgement depends on"""
LIBRARIES = ("numpy", "sympy", "python-flint", "msgspec")


def basis(course: Course, assignment: str, seed: str, layers: Iterable[str]) -> str:
    """SHA-256 of all that a judgement of that assignment depends on but the submission.

    That is the code that judges and the versions of what it uses, the problem modules, the settings that matter
    to judging (no title, due date or team), the seed of the inputs, and the layers of the sandbox.
    """
    settings = course.settings
    of_assignment = settings.of(assignment)
    parts = [
        judges(),
        seed,
        sorted(layers),
        assignment,
        settings.feedback_of(assignment),
        settings.case_weights_of(assignment),
        settings.tolerance,
        settings.equal_by_evidence,
        settings.limits,
        of_assignment.points,
        of_assignment.tolerance,
        _hash(_problem_files(course, assignment), course.folder),
    ]
    return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()


@cache
def judges() -> str:
    """SHA-256 of the code that judges, with the versions of the interpreter and the libraries."""
    files = (path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] not in BESIDE)
    versions = [platform.python_version(), platform.machine(), *map(version, LIBRARIES)]
    return hashlib.sha256("\0".join([_hash(files, PACKAGE), *versions]).encode()).hexdigest()


def _problem_files(course: Course, assignment: str) -> Iterator[Path]:
    """The modules of an assignment, and whatever beside them they may use."""
    folder = course.folder / course.settings.problems
    yield from (path for path in folder.glob("*.py"))
    yield from (path for path in (folder / assignment).rglob("*") if path.is_file())


def _hash(paths: Iterable[Path], root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if "__pycache__" not in path.parts):
        content = path.read_bytes()
        digest.update(f"{os.path.relpath(path, root)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
