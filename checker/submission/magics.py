"""Lines that a notebook understands and Python does not: `%matplotlib inline`, `!pip install`, `x?`, `%%bash`.

They become comments, and every other line stays where it is. A line counts only where a statement begins: a
`%` that continues a bracket, or a `?` in a text, is the student's own. That is told from quotes and brackets,
letter by letter; nothing is parsed.
"""

import re

KEPT = ("time", "timeit", "capture", "prun", "memit")
"""magics of a whole cell that run it in Python; any other means another language, and the cell is left out"""
CELL_MAGIC = re.compile(r"\s*%%([!\w]+)[^\n]*")
MAGIC = re.compile(
    r"""(?P<indent>[ \t]*)
    (?: %time[ \t]+ (?P<timed>[^\s-][^\n]*)                       # a statement, and how long it takes
      | (?P<target>[^\W\d][\w., \t]*=[ \t]*) [%!] (?:\\\n|[^\n])*   # files = !ls
      | [%!] (?:\\\n|[^\n])*
      | (?:pip3?|conda|mamba) [ \t]+ install\b (?:\\\n|[^\n])*
      | (?: \?\??[\w.*]+ | [\w.*]+\?\?? ) [ \t]*                    # help
    ) (?:\n|\Z)""",
    re.VERBOSE,
)
TOKEN = re.compile(r"\\.|\"\"\"|'''|[\"'#\n()\[\]{}]", re.DOTALL)


def without_magics(cell: str) -> str:
    """The code of a cell as Python, line for line.

    >>> without_magics("%matplotlib inline\\nx = 5 % 3\\nx?")
    '# %matplotlib inline\\nx = 5 % 3\\n# x?'
    """
    cell, above = _without_cell_magics(_dedented(cell))
    parts, at = [above], 0
    while at < len(cell):
        found = MAGIC.match(cell, at)
        end = found.end() if found else _end_of_statement(cell, at)
        parts.append(_replaced(found) if found else cell[at:end])
        at = end
    return "".join(parts)


def _without_cell_magics(cell: str) -> tuple[str, str]:
    """The cell below its magics, and the comments that stand for them: all of it, for another language."""
    above = ""
    while found := CELL_MAGIC.match(cell):
        if found[1] not in KEPT:
            return "", above + _commented(cell)
        end = found.end() + 1
        above, cell = above + _commented(cell[:end]), cell[end:]
    return cell, above


def _dedented(cell: str) -> str:
    """The cell without an indent that it has as a whole: a notebook takes it off, too."""
    found = re.match(r"(?:[ \t]*\n)*([ \t]+)(?=\S)", cell)
    return re.sub(rf"^{found[1]}", "", cell, flags=re.MULTILINE) if found else cell


def _replaced(found: re.Match[str]) -> str:
    if found["timed"] is not None:
        return found["indent"] + found[0].lstrip().removeprefix("%time").lstrip(" \t")
    if found["target"] is not None:
        return (
            found["indent"]
            + found["target"]
            + "None  "
            + _commented(found.string[found.end("target") : found.end()])
        )
    # A block may hold nothing else, and may not be empty.
    return (found["indent"] + "pass  " if found["indent"] else "") + _commented(found[0].lstrip(" \t"))


def _commented(text: str) -> str:
    """The same lines as comments."""
    return re.sub(r"^(?!\Z)", "# ", text, flags=re.MULTILINE)


def _end_of_statement(text: str, at: int) -> int:
    """Where the next statement could begin: behind a line whose brackets and quotes are closed."""
    depth, quote = 0, ""
    for found in TOKEN.finditer(text, at):
        token = found[0]
        if token[-1] == "\n" and (quote == "#" or token == "\n"):
            quote = quote if len(quote) == 3 else ""
            if not quote and not depth:
                return found.end()
        elif quote:
            quote = "" if token == quote else quote
        elif token[0] in "\"'#":
            quote = token
        elif token in "([{":
            depth += 1
        elif token in ")]}":
            depth = max(0, depth - 1)
    return len(text)
