"""A submission: the files of one student for one assignment, as they will be run."""

import hashlib
from functools import cached_property

from msgspec import Struct

from checker.submission.names import ending
from checker.submission.notebook import place_in


class Submission(Struct, frozen=True, dict=True):
    """The text of one file, the modules beside it, and whose it is; or why it cannot be read."""

    id: str
    """name of the folder or file, made printable"""
    assignment: str
    """name of the assignment, empty where it is not known"""
    name: str = ""
    """name of the file"""
    source: bytes = b""
    modules: dict[str, bytes] = {}
    """other modules that the file may import, by name"""
    modified: float = 0.0
    """when the newest of its files was last changed, in seconds since 1970"""
    problem: str = ""
    """why it cannot be graded, in a sentence"""

    @cached_property
    def hash(self) -> str:
        """SHA-256 of all that will be run."""
        digest = hashlib.sha256()
        for name, text in [(self.name, self.source), *sorted(self.modules.items())]:
            digest.update(f"{len(name)}:{name}:{len(text)}:".encode("utf-8", "surrogateescape") + text)
        return digest.hexdigest()

    @cached_property
    def key(self) -> str:
        """SHA-256 that tells two submissions apart by what can become of them: what runs, or why nothing can."""
        return hashlib.sha256(f"{self.hash}:{self.problem}".encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def is_notebook(self) -> bool:
        """Whether its text was put together from cells."""
        return ending(self.name) == ".ipynb"

    def line(self, file: str, number: int) -> str:
        """A line of one of its files, empty where there is none."""
        text = self.source if file == self.name else self.modules.get(file.removesuffix(".py"), b"")
        lines = text.splitlines()  # of bytes: a text has line ends that Python does not count, as form feeds
        return lines[number - 1].decode("utf-8", "replace").strip() if 0 < number <= len(lines) else ""

    def place(self, file: str, number: int) -> tuple[str, int]:
        """Where whoever wrote a line finds it: of a notebook, in which cell."""
        cell, line = place_in(self.source, number) if file == self.name and self.is_notebook else (0, 0)
        return (f"code cell {cell} of {file}", line) if cell else (file, number)
