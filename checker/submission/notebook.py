"""A notebook, as one Python text.

Its code cells stand in it in their order, line for line as they were written, each below a comment with its
number. What only a notebook understands (`checker.submission.magics`) becomes comments. The text that stands
before all code comes along as a comment, because it may name the members of a team. A notebook is read as the
JSON that it is: nothing of it is run, and its outputs are passed over unread.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw, Struct

from checker.errors import StudentError
from checker.maths.describe import one_line
from checker.submission.magics import without_magics

MAX_CELLS = 5000
MAX_SOURCES = 4 << 20
"""bytes of JSON that the code of all cells may have"""
MAX_HEADER_BYTES = 64 << 10
MAX_HEADER = 40
"""lines of text that come along from above the code"""
NOT_A_NUMBER = re.compile(
    rb'(?:[^"NI]++|"(?:[^"\\]++|\\.)*+(?:"|\Z)|N(?!aN)|I(?!nfinity))*+(NaN|Infinity|\Z)', re.DOTALL
)
"""what Python writes and JSON lacks, behind all texts: found in one pass, whatever the file holds"""
BOUNDARY = re.compile(rb"# code cell (\d+)")


class Cell(Struct, frozen=True):
    """One cell; in format 3 its code is the `input`."""

    cell_type: str
    source: Raw = Raw(b'""')
    input: Raw = Raw(b'""')
    language: Any = None

    @property
    def raw(self) -> bytes:
        """Its text, as JSON."""
        code = bytes(self.source)
        return bytes(self.input) if code == b'""' else code


class Worksheet(Struct, frozen=True):
    """What held the cells in format 3."""

    cells: list[Cell] = []


class Metadata(Struct, frozen=True):
    """What says in which language the cells are; whoever writes it writes it as they like."""

    language_info: Any = None
    kernelspec: Any = None


class Notebook(Struct, frozen=True):
    """The notebook, as far as it concerns grading."""

    nbformat: int
    cells: list[Cell] = []
    worksheets: list[Worksheet] = []
    metadata: Metadata = Metadata()

    @property
    def all_cells(self) -> list[Cell]:
        """The cells, wherever the format keeps them."""
        return [*self.cells, *(cell for sheet in self.worksheets for cell in sheet.cells)]


def python_of(name: str, data: bytes) -> bytes:
    """The Python text of a notebook.

    Args:
      name: name of the file, as it is shown.
      data: the file.

    Raises:
      StudentError: it is no notebook, or holds no Python.
    """
    notebook = _read(name, data)
    cells = notebook.all_cells
    codes = [cell for cell in cells if cell.cell_type == "code"]
    if not codes:
        raise StudentError(f"{name} holds no code cell; hand in the notebook that your answers are in")
    _check_language(name, notebook, codes)
    if len(cells) > MAX_CELLS or sum(len(cell.raw) for cell in codes) > MAX_SOURCES:
        raise StudentError(f"{name} has too many cells, or too long ones; {SMALLER}")
    lines = ["# coding: utf-8", *_header(name, cells)]
    for number, cell in enumerate(codes, 1):
        lines += [f"# code cell {number}", without_magics(_text(name, cell))]
    if any("display(" in line for line in lines):
        lines[0] += "\ndisplay = print  # which a notebook has without an import"
    return ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace")


def place_in(source: bytes, number: int) -> tuple[int, int]:
    """The code cell that a line of the text is in, and which of its lines it is; (0, 0) above all cells.

    >>> place_in(b"# coding: utf-8\\n# code cell 1\\nx = 1\\n# code cell 2\\n\\ny = 2\\n", 6)
    (2, 2)
    """
    for above, line in enumerate(reversed(source.splitlines()[:number])):
        if found := BOUNDARY.fullmatch(line):
            return int(found[1][:9]), above
    return 0, 0


# ---- the file --------------------------------------------------------------------------------------------------


def _read(name: str, data: bytes) -> Notebook:
    data = data.removeprefix(b"\xef\xbb\xbf").strip()
    _check_shape(name, data)
    try:
        notebook = msgspec.json.decode(_as_json(data), type=Notebook)
    except msgspec.ValidationError as err:
        raise StudentError(f"{name} is no Jupyter notebook: {one_line(str(err), 120)}; {AGAIN}") from err
    except ValueError as err:
        raise StudentError(f"{name} is not JSON, as a notebook is: {one_line(str(err), 120)}; {AGAIN}") from err
    except RecursionError as err:
        raise StudentError(f"{name} is no Jupyter notebook: it is nested too deeply; {AGAIN}") from err
    if notebook.nbformat < 3:
        raise StudentError(f"{name} is in format {notebook.nbformat} of notebooks, which is too old; {AGAIN}")
    return notebook


def _as_json(data: bytes) -> bytes | bytearray:
    """The same bytes with 0 for NaN and Infinity: Jupyter writes them into outputs, and JSON has neither."""
    if b"NaN" not in data and b"Infinity" not in data:
        return data
    patched = bytearray(data)
    for found in NOT_A_NUMBER.finditer(data):
        patched[found.start(1) : found.end(1)] = b"0".ljust(len(found[1])) if found[1] else b""
    return patched


AGAIN = "save it again in Jupyter, and hand in that file"
SMALLER = "hand in a notebook of your answers alone"


def _check_shape(name: str, data: bytes) -> None:
    """Refuse what cannot be one by its first or last letter."""
    if not data:
        raise StudentError(f"{name} is empty; {AGAIN}")
    if data[:1] == b"<":
        raise StudentError(f"{name} is a web page, not the notebook; download the notebook file itself")
    if data[:1] != b"{":
        raise StudentError(f"{name} is no Jupyter notebook, which begins with a brace; {AGAIN}")
    if data[-1:] != b"}":
        raise StudentError(f"{name} is cut off: its end is missing; download or save it again")
    if data.count(b'"cell_type"') > MAX_CELLS:
        raise StudentError(f"{name} has more than {MAX_CELLS} cells; {SMALLER}")


def _check_language(name: str, notebook: Notebook, codes: list[Cell]) -> None:
    languages = [language for language in _languages(notebook, codes) if isinstance(language, str) and language]
    if languages and not any("python" in language.casefold() for language in languages):
        raise StudentError(f"{name} is a notebook in {one_line(languages[0], 40)}; hand in one in Python")


def _languages(notebook: Notebook, codes: list[Cell]) -> Iterator[Any]:
    info, kernel = notebook.metadata.language_info, notebook.metadata.kernelspec
    yield info.get("name") if isinstance(info, dict) else None
    yield kernel.get("language") if isinstance(kernel, dict) else None
    yield from (cell.language for cell in codes)


# ---- the cells -------------------------------------------------------------------------------------------------


def _header(name: str, cells: list[Cell]) -> Iterator[str]:
    """What is written above the code, as comments."""
    lines: list[str] = []
    for cell in cells:
        if cell.cell_type == "code" or len(lines) > MAX_HEADER:
            break
        if len(cell.raw) <= MAX_HEADER_BYTES:  # else a picture is in it
            lines += _text(name, cell).split("\n")
    return (f"# {one_line(line, 200)}" for line in lines[:MAX_HEADER])


def _text(name: str, cell: Cell) -> str:
    try:
        text = msgspec.json.decode(cell.raw, type=str | list[str])
    except (ValueError, RecursionError) as err:
        raise StudentError(f"{name} has a cell that is no text: {one_line(str(err), 120)}; {AGAIN}") from err
    joined = text if isinstance(text, str) else "".join(text)
    return joined.replace("\r\n", "\n").replace("\r", "\n")
