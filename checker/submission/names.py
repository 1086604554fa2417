"""What the name of a file says: how it is shown, what kind of file it is, whether somebody wrote it."""

import re
from collections.abc import Iterable
from pathlib import Path

from checker.maths.describe import clean

PYTHON = (".py", ".ipynb")
"""endings of what can be graded: a Python text, a notebook"""
PACKED = {
    ".zip": "a zip archive",
    ".rar": "a RAR archive",
    ".7z": "a 7-Zip archive",
    **dict.fromkeys((".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz"), "a tar archive"),
}
"""endings of what files are packed in"""
SKIPPED = re.compile(r"\..*|__.*|node_modules|venv")
"""files and folders that programs leave behind"""


def last(name: str) -> str:
    """The name of a file without the folders that it is in."""
    return name.rpartition("/")[2]


def ending(name: str) -> str:
    """The ending of a file that may be somebody's, empty for any other.

    >>> ending("anna.TAR.GZ")
    '.tar.gz'
    """
    return next((known for known in (*PYTHON, *PACKED) if name.casefold().endswith(known)), "")


def stem(name: str) -> str:
    """The name without such an ending."""
    return name[: len(name) - len(ending(name))]


def is_python(name: str) -> bool:
    """Whether the file is a Python text or a notebook."""
    return ending(name) in PYTHON


def printable(name: str) -> str:
    """A name of a file as text: control characters and undecodable bytes made visible."""
    visible = clean(name.encode("utf-8", "backslashreplace").decode(), 200)
    return visible.replace("\n", "\\n")


def shown(path: Path) -> str:
    """A path in a sentence."""
    return printable(str(path))


def listed(names: Iterable[str]) -> str:
    """The first few names in a sentence."""
    shown = [printable(name) for name in names]
    return ", ".join(shown[:5]) + (f" and {len(shown) - 5} more" if len(shown) > 5 else "")
