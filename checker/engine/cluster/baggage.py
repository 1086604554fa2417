"""The course as it travels to machines that do not have its folder.

What judging needs goes along: the problems, the settings, the seed. The seed is never written to a disk there,
and so the settings go without it, and without the address of the gradebook.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from checker.config import FILE, Seeds, Settings, read_settings
from checker.engine.backend import Work
from checker.errors import StaffError

PROBLEMS = "problems"
"""the folder of the problems, where they are unpacked"""
MOST_BYTES = 64 << 20


class Baggage(Struct, frozen=True):
    """A course and how it is graded, in one piece."""

    seed: str
    trust_submissions: bool
    settings: bytes
    """grading.yaml without its secrets"""
    files: list[tuple[bytes, bytes]]
    """paths from the folder of the problems, and what they hold"""

    def __repr__(self) -> str:
        return f"Baggage({len(self.files)} files)"  # what is logged must not hold the seed

    def unpack(self, folder: Path) -> Work:
        """Write the course into an empty folder."""
        (folder / FILE).write_bytes(self.settings)
        for name, content in self.files:
            path = folder / PROBLEMS / os.fsdecode(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return Work(str(folder), self.seed, self.trust_submissions)


def pack(work: Work) -> bytes:
    """The baggage of a course.

    Raises:
      StaffError: its files are too large to be sent around.
    """
    folder = Path(work.course)
    settings = read_settings(folder)
    files = list(_files(folder / settings.problems))
    baggage = Baggage(work.seed, work.trust_submissions, _without_secrets(settings), files)
    return msgspec.msgpack.encode(baggage)


def unpack(packed: bytes, folder: Path) -> Work:
    """Write what was packed into an empty folder, and say how it is graded."""
    return msgspec.msgpack.decode(packed, type=Baggage).unpack(folder)


def _without_secrets(settings: Settings) -> bytes:
    """The settings as YAML, whose problems lie where they are unpacked."""
    shown = msgspec.structs.replace(settings, seeds=Seeds(), gradebook="", problems=PROBLEMS)
    return msgspec.yaml.encode(shown)


def _files(root: Path) -> Iterator[tuple[bytes, bytes]]:
    """All files of the problems but what Python compiled."""
    size = 0
    for folder, folders, names in os.walk(root, followlinks=True):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for path in (Path(folder, name) for name in sorted(names)):
            size += path.stat().st_size if path.is_file() else 0
            if size > MOST_BYTES:
                raise StaffError(
                    f"the files in {root} are too large for a cluster: they reach {size >> 20} MiB with {path}, "
                    f"and at most {MOST_BYTES >> 20} MiB are sent; keep what no problem needs in another folder"
                )
            if path.is_file():
                yield os.fsencode(path.relative_to(root)), path.read_bytes()
