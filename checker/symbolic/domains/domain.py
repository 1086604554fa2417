"""What the symbols stand for: real, positive, whole numbers, an interval, constraints between them."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flint import acb, fmpq
from msgspec import Struct

from checker.symbolic.balls import Program
from checker.symbolic.domains.feasible import Fact, Linear, linear
from checker.symbolic.expressions.store import ONE, ZERO, Expressions, Node


class DomainError(ValueError):
    """A domain that is not understood; the text says which words there are."""


class Range(Struct, frozen=True):
    """The values of one symbol."""

    low: Any = None
    """least value as a rational, None for none"""
    high: Any = None
    is_low_open: bool = True
    is_high_open: bool = True
    is_whole: bool = False
    is_complex: bool = False
    has_zero: bool = True
    word: str = "real"
    """how it is called"""

    def contains(self, value: Any) -> bool:
        """Whether a number certainly lies in it."""
        if self.is_complex:
            return True
        if isinstance(value, acb):
            return False
        if self.is_whole and not (isinstance(value, fmpq) and value.q == 1):
            return False
        if not self.has_zero and value == 0:
            return False
        if self.low is not None and not (value > self.low if self.is_low_open else value >= self.low):
            return False
        return self.high is None or bool(value < self.high if self.is_high_open else value <= self.high)

    @property
    def is_one_value(self) -> bool:
        """Whether there is but one value."""
        return self.low is not None and bool(self.low == self.high)

    @property
    def sign(self) -> int | None:
        """1, -1 or 0 where every value is positive, negative, or zero."""
        if self.is_complex:
            return None
        if self.low is not None and (self.low > 0 or (self.low == 0 and (self.is_low_open or not self.has_zero))):
            return 1
        if self.high is not None and (
            self.high < 0 or (self.high == 0 and (self.is_high_open or not self.has_zero))
        ):
            return -1
        return None

    @property
    def is_nonnegative(self) -> bool:
        """Whether no value is negative."""
        return self.low is not None and self.low >= 0


REAL = Range()
WORDS = {
    "real": REAL,
    "positive": Range(low=fmpq(0), word="positive"),
    "nonnegative": Range(low=fmpq(0), is_low_open=False, word="nonnegative"),
    "negative": Range(high=fmpq(0), word="negative"),
    "nonpositive": Range(high=fmpq(0), is_high_open=False, word="nonpositive"),
    "nonzero": Range(has_zero=False, word="nonzero"),
    "unit interval": Range(low=fmpq(0), high=fmpq(1), word="in (0, 1)"),
    "integer": Range(is_whole=True, word="integer"),
    "positive integer": Range(low=fmpq(1), is_low_open=False, is_whole=True, word="positive integer"),
    "nonnegative integer": Range(low=fmpq(0), is_low_open=False, is_whole=True, word="nonnegative integer"),
    "negative integer": Range(high=fmpq(-1), is_high_open=False, is_whole=True, word="negative integer"),
    "nonpositive integer": Range(high=fmpq(0), is_high_open=False, is_whole=True, word="nonpositive integer"),
    "nonzero integer": Range(is_whole=True, has_zero=False, word="nonzero integer"),
    "complex": Range(is_complex=True, word="complex"),
}
"""the domains that have a name"""
ALIASES = {
    "unit": "unit interval", "probability": "unit interval", "natural": "positive integer", "whole": "integer",
    "natural number": "positive integer", "real nonzero": "nonzero", "nonzero real": "nonzero",
    "integer positive": "positive integer", "integer nonnegative": "nonnegative integer",
    "real positive": "positive",
    "positive real": "positive", "real number": "real", "any": "real",
}  # fmt: skip
INTERVAL = re.compile(r"\s*(?:in\s*)?([(\[])\s*([^,;]+?)\s*[,;]\s*([^,;]+?)\s*([)\]])\s*")


def range_of(given: Any) -> Range:
    """The range that a word, an interval or a SymPy set names.

    Raises:
      DomainError: it names none.
    """
    if isinstance(given, Range):
        return given
    if isinstance(given, str):
        word = " ".join(given.lower().replace("-", " ").replace("_", " ").split()).removesuffix("s")
        word = word.replace("non zero", "nonzero").replace("non negative", "nonnegative")
        if (known := WORDS.get(ALIASES.get(word, word))) is not None:
            return known
        if match := INTERVAL.fullmatch(given):
            opening, low, high, closing = match.groups()
            if (opening == "[" and _is_infinite(low)) or (closing == "]" and _is_infinite(high)):
                raise DomainError(f"an interval is open at infinity, such as '[0, oo)'; got {given!r}")
            return interval(low, high, opening == "(", closing == ")")
    if isinstance(given, tuple | list) and len(given) == 2:
        return interval(given[0], given[1], isinstance(given, tuple), isinstance(given, tuple))
    kind = type(given).__name__
    if kind == "Interval" and hasattr(given, "left_open"):
        return interval(given.start, given.end, bool(given.left_open), bool(given.right_open))
    if kind in SETS:
        return WORDS[SETS[kind]]
    known_words = ", ".join(WORDS)
    raise DomainError(f"a domain is one of {known_words}, or an interval such as '[0, 1)'; got {given!r}")


SETS = {
    "Reals": "real", "Integers": "integer", "Naturals": "positive integer", "Naturals0": "nonnegative integer",
    "Complexes": "complex",
}  # fmt: skip


def interval(low: Any, high: Any, is_low_open: bool, is_high_open: bool, *, shown: tuple[str, ...] = ()) -> Range:
    """The range between two numbers; it is called by the bounds that are `shown`, where these are others."""
    first, last = _bound(low), _bound(high)
    if (_is_infinite(low) and first > 0) or (_is_infinite(high) and last < 0) or not first < last:
        raise DomainError(f"an interval goes from the lower to the higher bound; got {low}, {high}")
    named = shown or (str(low), str(high))
    word = f"in {'(' if is_low_open else '['}{named[0]}, {named[1]}{')' if is_high_open else ']'}"
    ends = [None if _is_infinite(end) else fmpq(bound.numerator, bound.denominator) for end, bound in
            ((low, first), (high, last))]  # fmt: skip
    return Range(ends[0], ends[1], is_low_open or ends[0] is None, is_high_open or ends[1] is None, word=word)


def _text(value: Any) -> str:
    return str(value).strip().lower().replace("∞", "oo").replace(" ", "")


def _is_infinite(value: Any) -> bool:
    return _text(value).lstrip("+-") in ("oo", "inf", "infinity")


def _bound(value: Any) -> Any:
    """A bound as a fraction, or as an infinite number."""
    if _is_infinite(value):
        return -INFINITY if _text(value).startswith("-") else INFINITY
    try:
        return Fraction(_text(value))
    except (ValueError, ZeroDivisionError) as err:
        raise DomainError(f"a bound is a number or oo; got {value!r}") from err


INFINITY = float("inf")


class Domain:
    """The ranges of all symbols, and constraints between them."""

    def __init__(
        self, store: Expressions, ranges: Mapping[str, Range], constraints: tuple[Node, ...] = ()
    ) -> None:
        self.store, self.ranges, self.constraints = store, dict(ranges), constraints
        self._program = Program(store, *constraints) if constraints else None

    def range(self, name: str) -> Range:
        """The range of a symbol; one that nothing is said of is real."""
        return self.ranges.get(name, REAL)

    def contains(self, point: Mapping[str, Any], forced: Mapping[Node, Any] | None = None) -> bool:
        """Whether a point certainly lies in it; what is `forced` has a value that is known otherwise."""
        if not all(self.range(name).contains(value) for name, value in point.items()):
            return False
        return self._program is None or all(holds is True for holds in self._program.at(point, 128, forced))

    def equations(self) -> list[Node]:
        """Expressions that the constraints say to be zero."""
        found: list[Node] = []
        stack = list(self.constraints)
        while stack:
            node = stack.pop()
            if self.store.heads[node] == "and":
                stack.extend(self.store.args[node])
            elif self.store.heads[node] == "equal":
                found.append(self.store.args[node][0])
        return found

    def where_zero(self, node: Node) -> dict[Node, Any]:
        """What is known where an expression is zero."""
        return {node: ZERO, self.store.scaled(node, -ONE): ZERO, self.store.relation("equal", node): True}

    def bounds(self) -> list[Fact]:
        """What it says of linear expressions."""
        found: list[Fact] = []
        for name, given in self.ranges.items():
            if given.low is not None:
                found.append((Linear(-given.low, {name: ONE}), 1 if given.is_low_open else 2))
            if given.high is not None:
                found.append((Linear(given.high, {name: -ONE}), 1 if given.is_high_open else 2))
        for node, sign in self.signs().items():
            if (form := linear(self.store, node)) is not None:
                found.append((form, sign))
        return found

    def signs(self) -> dict[Node, int]:
        """What the constraints say of the signs of expressions; 2 for not negative."""
        found: dict[Node, int] = {}
        stack = list(self.constraints)
        while stack:
            node = stack.pop()
            head, args = self.store.heads[node], self.store.args[node]
            if head == "and":
                stack.extend(args)
            elif head == "less":
                found[self.store.scaled(args[0], -ONE)] = 1
            elif head == "less_equal":
                found[self.store.scaled(args[0], -ONE)] = 2
        return found

    @property
    def is_real(self) -> bool:
        """Whether no symbol is complex."""
        return not any(given.is_complex for given in self.ranges.values())

    def words(self, names: list[str]) -> str:
        """What is assumed of these symbols, in words."""
        said = ", ".join(f"{name} {self.range(name).word}" for name in names)
        return said + (", under the constraints given" if self.constraints else "")


REAL_ON_REALS = frozenset(
    "number add mul exp sin cos tan sinh cosh tanh atan asinh erf erfi abs sign floor ceiling max min gamma "
    "digamma binomial sum product power".split()
)


def real_valued(store: Expressions, root: Node, domain: Domain) -> bool:
    """Whether an expression is certainly real wherever it is defined, by the functions that it is made of."""
    for node in store.reachable(root):
        head, args = store.heads[node], store.args[node]
        if head == "symbol":
            if domain.range(args[0]).is_complex:
                return False
        elif head == "constant":
            if args[0] == "i":
                return False
        elif head == "mul":
            if any(q.q != 1 and not _is_surely_positive(store, base, domain) for base, q in args):
                return False
        elif head == "power":
            if not _is_surely_positive(store, args[0], domain):
                return False
        elif head not in REAL_ON_REALS:
            return False
    return True


def _is_surely_positive(store: Expressions, node: Node, domain: Domain) -> bool:
    head, args = store.heads[node], store.args[node]
    if head == "symbol":
        return domain.range(args[0]).sign == 1
    return head == "number" and bool(args[0] > 0)
