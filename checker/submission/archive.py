"""A zip archive, read in memory as if it were a folder; nothing of it is written to disk.

What its headers say of sizes is not believed: a member is unpacked up to its limit, all of them together up to
theirs, and what is not Python is never unpacked. An archive with names that lead elsewhere, with links or
locked members was not made by an ordinary program, and is refused as a whole.
"""

import io
import os
import re
import stat
import struct
import zipfile
import zlib
from pathlib import Path

from checker.errors import StudentError
from checker.submission.files import LARGEST, read_bytes
from checker.submission.names import PACKED, SKIPPED, ending, printable

MAX_MEMBERS = 10_000
MAX_TOTAL = 64 << 20
"""bytes that are unpacked of one archive"""
ENTRY = b"PK\1\2"
"""what the entry of a member begins with"""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
LEADS_OUT = re.compile(r"[/\\]|[A-Za-z]:|(?:.*/)?\.\.(?:/|\Z)", re.DOTALL)
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    OverflowError,
)
"""what `zipfile` lets through where bytes are damaged, or made to look so"""
ITSELF = "hand in the Python file itself"


def open_archive(path: Path) -> "Archive":
    """The archive in a file.

    Raises:
      StudentError: it cannot be read, or holds what no archive of a student's should.
    """
    name = printable(path.name)
    if ending(path.name) != ".zip":
        raise StudentError(
            f"{name} is {PACKED[ending(path.name)]}; hand in a zip archive, or the Python file itself"
        )
    return Archive(name, read_bytes(path), os.stat(path).st_mtime)


class Archive:
    """The files in an archive."""

    def __init__(self, label: str, data: bytes, modified: float) -> None:
        self.label, self._modified = label, modified
        self._archive = _opened(label, data)
        self._members = _checked(label, self._archive.infolist())
        self._room = MAX_TOTAL

    @property
    def names(self) -> list[str]:
        """The files that somebody wrote."""
        return sorted(self._members, key=lambda name: name.split("/"))

    @property
    def top(self) -> list[str]:
        """What lies uppermost."""
        return sorted({name[: name.index("/") + 1] if "/" in name else name for name in self._members})

    def read(self, name: str) -> bytes:
        """The bytes of a member, counted while they are unpacked."""
        shown = f"{printable(name)} in {self.label}"
        member = self._members[name]
        if member.compress_type not in METHODS:
            raise StudentError(f"{shown} is packed in an unusual way; pack it as an ordinary zip archive")
        most = LARGEST.get(ending(name), (1, ""))[0] << 20
        try:
            with self._archive.open(member) as file:
                data = file.read(min(most, self._room) + 1)
        except BROKEN as err:
            raise StudentError(f"{shown} is damaged; pack it again, or {ITSELF}") from err
        self._room -= len(data)
        if self._room < 0:
            self._room = 0
            raise StudentError(f"{self.label} unpacks to more than {MAX_TOTAL >> 20} MiB; {ITSELF}")
        if len(data) > most:
            raise StudentError(
                f"{shown} has more than {most >> 20} MiB, which is all that is read of such a file"
            )
        return data

    def modified(self, name: str) -> float:
        """When the archive was last changed: the clock in its members was the student's."""
        return self._modified


def _opened(label: str, data: bytes) -> zipfile.ZipFile:
    if not data:
        raise StudentError(f"{label} is empty; pack it again, or {ITSELF}")
    if data.count(ENTRY) > MAX_MEMBERS:  # before memory is spent on them
        raise StudentError(f"{label} holds more than {MAX_MEMBERS} files; {ITSELF}")
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except BROKEN as err:
        if data[:2] != b"PK":
            raise StudentError(f"{label} is no zip archive, whatever its name; {ITSELF}") from err
        raise StudentError(f"{label} is damaged or cut off; pack it again, or {ITSELF}") from err


def _checked(label: str, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The members that somebody wrote, by their names."""
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name, shown = info.orig_filename, printable(info.orig_filename)
        if LEADS_OUT.match(name):
            raise StudentError(f"{label} holds the name `{shown}`, which leads elsewhere; {ITSELF}")
        if "\\" in name or "\0" in name:
            raise StudentError(f"{label} holds the name `{shown}`, which not all machines read alike; {ITSELF}")
        parts = [part for part in name.split("/") if part not in ("", ".")]
        if info.is_dir() or any(map(SKIPPED.fullmatch, parts)):
            continue
        name = "/".join(parts)
        if name in members:
            raise StudentError(f"{label} holds {shown} twice; pack it again with one of them")
        _check_member(f"{shown} in {label}", info)
        members[name] = info
    return members


def _check_member(shown: str, info: zipfile.ZipInfo) -> None:
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise StudentError(f"{shown} is a link, or no plain file; pack the file itself")
    if info.flag_bits & 1:
        raise StudentError(f"{shown} is locked with a password; pack it without one")
