"""The attacks, read from `attacks/`: a file a family, a small piece of Python an attack.

An attack stands under two lines, `# ---- name: outcome or outcome, which` and a sentence that says what it tries.
The last word of the first line says which answers get that outcome, where it is not the attacked one alone: `all`
answers of the file, those that are asked for `later`, the `symbolic` one as well, or that `item`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from checker.verdict import Outcome
from tests.hostile.course import POINTS

FOLDER = Path(__file__).with_name("attacks")
SEPARATOR = re.compile(
    r"^# ---- (\w+): ([a-z ]+?)(?:, (all|later|symbolic|item \w+))?\n# ([A-Z].*\.)$", re.MULTILINE
)
GROUPS = {
    None: ["attacked"],
    "all": list(POINTS),
    "later": list(POINTS)[1:],
    "symbolic": ["attacked", "absolute_value"],
}
"""answers that share the outcome of an attack"""


class Attack(Struct, frozen=True):
    """A submission that is not honest."""

    name: str
    tries: str
    """what it tries, in a sentence"""
    source: str
    outcomes: frozenset[Outcome]
    """what the attacked answers may get"""
    hits: tuple[str, ...]
    """functions that get it"""


class Family(Struct, frozen=True):
    """Attacks of one kind: a file of `attacks/`."""

    name: str
    about: str
    attacks: tuple[Attack, ...]


def read_families() -> list[Family]:
    """All families, by their names."""
    return [_read(path) for path in sorted(FOLDER.glob("*.py"))]


def _read(path: Path) -> Family:
    text = path.read_text()
    about = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    return Family(path.stem, about, tuple(_attacks(text)))


def _attacks(text: str) -> Iterator[Attack]:
    parts = SEPARATOR.split(text)
    for name, outcomes, which, tries, source in zip(*[iter(parts[1:])] * 5, strict=True):
        hits = GROUPS.get(which) or [which.removeprefix("item ")]
        yield Attack(name, tries, source, frozenset(map(Outcome, outcomes.split(" or "))), tuple(hits))
