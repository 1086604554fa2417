"""The Python text of a file, as it will be run: a Python file's own bytes, a notebook's cells."""

import re

from checker.errors import StudentError
from checker.submission.names import ending
from checker.submission.notebook import python_of

MAX_BYTES = 1 << 20
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
CODING = re.compile(rb"coding[:=][ \t]*[-\w.]+")


def text_of(name: str, data: bytes) -> bytes:
    """The text of a file.

    Args:
      name: its name, as it is shown.
      data: what it holds.

    Raises:
      StudentError: it is too large, not text in UTF-8, or not the notebook that its name promises.
    """
    if data[:2] in UTF_16:
        raise StudentError(f"{name} is UTF-16 text; save it as UTF-8")
    if ending(name) != ".ipynb":
        _check(name, data)
        return data
    text = python_of(name, data)
    if len(text) > MAX_BYTES:
        size = len(text) / (1 << 20)
        raise StudentError(f"{name} has {size:.1f} MiB of code; at most 1 MiB is read")
    _check(name, text)
    return text


def _check(name: str, text: bytes) -> None:
    if b"\0" in text:
        raise StudentError(f"{name} is not a Python text: it contains null bytes")
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as err:
        if CODING.search(b"\n".join(text.splitlines()[:2])):
            return  # it names its encoding, and Python reads it so
        line = text.count(b"\n", 0, err.start) + 1
        raise StudentError(
            f"{name} is not UTF-8 text: byte 0x{text[err.start]:02x} in line {line}; save it as UTF-8"
        ) from err
