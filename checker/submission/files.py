"""What one student handed in, as names and the bytes behind them: a folder, or an archive that is like one."""

import os
import stat
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Protocol

from checker.errors import StudentError
from checker.submission.names import SKIPPED, ending, printable

LARGEST = {
    ".ipynb": (16, "; clear its outputs, and save it again"),
    ".zip": (32, "; leave data and pictures out"),
}
"""MiB that are read of a file by its ending, and how to come below; 1 for all others"""
DEEPEST = 3
"""folders in each other that are looked into"""


class Files(Protocol):
    """A student's files; a name is a path inside with slashes."""

    @property
    def label(self) -> str:
        """What they are in, in a sentence."""

    @property
    def names(self) -> list[str]:
        """The files that somebody wrote, in the order of their names."""

    @property
    def top(self) -> list[str]:
        """What lies uppermost, a folder with its slash."""

    def read(self, name: str) -> bytes:
        """The bytes of a file.

        Raises:
          StudentError: it cannot be read.
        """

    def modified(self, name: str) -> float:
        """When it was last changed, in seconds since 1970."""


class Folder:
    """A folder on disk, whose links lead nowhere out of it."""

    label = "the folder"

    def __init__(self, path: Path, *, depth: int = DEEPEST) -> None:
        self._path, self._depth = path, depth

    @cached_property
    def names(self) -> list[str]:
        """The files in it and in the folders below."""
        found = (os.path.relpath(path, self._path) for path in _files_in(self._path, self._depth))
        return sorted((name.replace(os.sep, "/") for name in found), key=lambda name: name.split("/"))

    @property
    def top(self) -> list[str]:
        """What lies in it, a folder with its slash."""
        entries = (path for path in self._path.iterdir() if not SKIPPED.fullmatch(path.name))
        return sorted(path.name + "/" * os.path.isdir(path) for path in entries)

    def path(self, name: str) -> Path:
        """Where a file is.

        Raises:
          StudentError: it is a link that leads out of the folder.
        """
        path = self._path / name
        refuse_link_out(path, self._path)
        return path

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        return read_bytes(self.path(name))

    def modified(self, name: str) -> float:
        """When it was last changed."""
        return os.stat(self._path / name).st_mtime


def _files_in(folder: Path, depth: int) -> Iterator[str]:
    for entry in os.scandir(folder):
        if SKIPPED.fullmatch(entry.name):
            continue
        if not entry.is_dir(follow_symlinks=False):
            yield entry.path
        elif depth:
            yield from _files_in(Path(entry.path), depth - 1)


def read_bytes(path: Path) -> bytes:
    """The bytes of a plain file of a size that its ending allows.

    Raises:
      StudentError: it is none, is too large, or cannot be read.
    """
    name = printable(path.name)
    most, advice = LARGEST.get(ending(path.name), (1, ""))
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise StudentError(f"{name} is not a plain file; hand in a text file with Python in it")
        if status.st_size > most << 20:
            size = status.st_size / (1 << 20)
            raise StudentError(f"{name} has {size:.1f} MiB; at most {most} MiB is read{advice}")
        return path.read_bytes()[: (most << 20) + 1]
    except OSError as err:
        raise StudentError(f"{name} cannot be read: {err.strerror or err}") from err


def refuse_link_out(path: Path, folder: Path) -> None:
    """Refuse a link that leads out of a folder: behind it may be what nobody may hand in.

    Raises:
      StudentError: it does.
    """
    if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        raise StudentError(
            f"{printable(path.name)} is a symbolic link out of the folder; hand in the file itself"
        )
