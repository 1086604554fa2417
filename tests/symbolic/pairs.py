"""The pairs of `tests/maths/answers_seen.yaml`, as SymPy objects."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sympy
import yaml
from msgspec import Struct

from checker.symbolic.equivalence import equivalence
from checker.symbolic.verdicts import Equivalence

SEEN = Path(__file__).parents[1] / "maths" / "answers_seen.yaml"

ASSUMPTIONS: dict[str, dict[str, bool]] = {
    "positive": {"positive": True},
    "unit interval": {"positive": True},
    "nonnegative": {"nonnegative": True},
    "negative": {"negative": True},
    "nonzero": {"real": True, "nonzero": True},
    "integer": {"integer": True},
    "positive integer": {"integer": True, "positive": True},
    "nonnegative integer": {"integer": True, "nonnegative": True},
    "complex": {"complex": True},
}
"""what SymPy is told of a symbol, by the word for its domain; others are real"""


class Pair(Struct, frozen=True):
    """Two formulas, what is assumed of their symbols, and the verdict that is right."""

    family: str
    got: Any
    want: Any
    domain: dict[str, str]
    verdict: str
    options: dict[str, Any]
    """mode, where and free_of, as `equivalence` takes them"""
    text: str
    """the pair as it stands in the file"""

    def compared(self, **options: Any) -> Equivalence:
        """What the checker says of the pair."""
        return equivalence(self.got, self.want, self.domain, **self.options, **options)

    def swapped(self) -> Equivalence:
        """What it says with the sides exchanged."""
        return equivalence(self.want, self.got, self.domain, **self.options)


def symbols_of(domain: dict[str, str]) -> dict[str, sympy.Symbol]:
    """Symbols that SymPy knows the domain of."""
    return {name: sympy.Symbol(name, **ASSUMPTIONS.get(word, {"real": True})) for name, word in domain.items()}


def pairs(path: Path = SEEN) -> Iterator[Pair]:
    """All pairs of a file; SymPy reads the deepest of them with more of the stack than tests have left."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 10_000))
    for family in yaml.safe_load(path.read_text(encoding="utf-8")):
        for given in family["pairs"]:
            yield _pair(family["family"], given)


def _pair(family: str, given: dict[str, Any]) -> Pair:
    domain = given["domain"]
    symbols = symbols_of(domain)
    got, want = (sympy.sympify(given[side], locals=symbols, rational=True) for side in ("got", "want"))
    options = {key: given[key] for key in ("mode", "free_of") if key in given}
    if "where" in given:
        options["where"] = sympy.sympify(given["where"], locals=symbols)
    extra = "".join(f", {key} {given[key]}" for key in ("where", "mode", "free_of") if key in given)
    text = f"{family}: {given['got']}  against  {given['want']}  for {domain}{extra}"
    return Pair(family, got, want, domain, given["verdict"], options, text)
