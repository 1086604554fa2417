"""What SymPy's own symbols say of themselves: ranges, and what they are in terms of others that have one.

An even e is 2 k for a whole number k, and an imaginary z is i t for a real t: formulas are compared in k and t.
For what no range says, such as that a symbol is prime, a wider one serves: what is equal there is equal, and of
what differs there nothing is known.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flint import fmpq
from msgspec import Struct

from checker.sandbox.wire import Tree, short
from checker.symbolic.domains.domain import REAL, WORDS, Range

WIDER = ("prime", "composite", "irrational")
"""what no range says"""
BINDERS = frozenset({"Sum", "Product", "Integral", "Derivative", "Subs", "Limit", "Lambda"})


class Assumed(Struct, frozen=True):
    """What is assumed of the symbols in some formulas."""

    ranges: dict[str, Range] = {}
    meanings: dict[str, Tree] = {}
    """what stands for a symbol, in terms of one that has a range"""
    wider: dict[str, str] = {}
    """symbols whose ranges hold more than they stand for, and the word for what they are"""
    strange: tuple[str, ...] = ()
    """symbols that do not commute, or stand for no number"""


def assumptions(*values: Any, given: Mapping[str, Any] | None = None) -> Assumed:
    """What the symbols in values say of themselves, also in lists and dicts; what is `given` counts for more."""
    found: dict[str, Any] = {}
    for value in values:
        for symbol in _symbols(value):
            found.setdefault(short(symbol.name), symbol)
    strange = tuple(sorted(name for name, symbol in found.items() if not _is_number(symbol)))
    said = {name: symbol for name, symbol in found.items() if name not in (given or {})}
    ranges: dict[str, Range] = {}
    meanings: dict[str, Tree] = {}
    for name, symbol in said.items():
        if (stand_in := _stand_in(name, symbol)) is not None:
            other, ranges[other], meanings[name] = stand_in
        elif (known := _range(symbol)) is not None:
            ranges[name] = known
    wider = {name: word for name, symbol in said.items() if (word := _beyond_ranges(symbol))}
    return Assumed(ranges, meanings, wider, strange)


def _symbols(value: Any) -> Iterator[Any]:
    """The free symbols of SymPy's in a value, in order."""
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _symbols(item)
    elif not isinstance(value, type):
        free = getattr(value, "free_symbols", ())
        symbols = free if isinstance(free, set | frozenset) else ()
        yield from sorted((s for s in symbols if getattr(s, "is_Symbol", False)), key=str)


def _is_number(symbol: Any) -> bool:
    return symbol.is_commutative is not False and symbol.is_infinite is not True


def _beyond_ranges(symbol: Any) -> str:
    return next((word for word in WIDER if getattr(symbol, f"is_{word}", None)), "")


def _range(symbol: Any) -> Range | None:
    """The range of a symbol, None where it says nothing."""
    if symbol.is_zero:
        return Range(fmpq(0), fmpq(0), is_low_open=False, is_high_open=False, word="zero")
    positive, negative = symbol.is_extended_positive, symbol.is_extended_negative
    nonnegative, nonpositive = symbol.is_extended_nonnegative, symbol.is_extended_nonpositive
    sign = (
        "positive" if positive else "negative" if negative else "nonnegative" if nonnegative else
        "nonpositive" if nonpositive else "nonzero" if symbol.is_extended_nonzero else ""
    )  # fmt: skip
    if symbol.is_integer:
        return WORDS[f"{sign} integer".strip()]
    if sign:
        return WORDS[sign]
    if symbol.is_extended_real:
        return REAL
    return WORDS["complex"] if symbol.is_complex else None


def _stand_in(name: str, symbol: Any) -> tuple[str, Range, Tree] | None:
    """What an even, odd or imaginary symbol is: the name and range of another, and the tree in it."""
    if symbol.is_imaginary:
        other = f"im({name})"
        return other, WORDS["nonzero"], Tree("Mul", (Tree("ImaginaryUnit"), Tree("Symbol", (other, ""))))
    if symbol.is_zero or (not symbol.is_even and not symbol.is_odd):
        return None
    rest = 1 if symbol.is_odd else 0
    other = f"({name} - 1)/2" if rest else f"{name}/2"
    low, high = (None, None)
    if symbol.is_positive or symbol.is_nonnegative:
        low = fmpq(0 if rest or not symbol.is_positive else 1)
    elif symbol.is_negative or symbol.is_nonpositive:
        high = fmpq(-1 if rest or symbol.is_negative else 0)
    has_zero = bool(rest) or not symbol.is_nonzero
    known = Range(low, high, low is None, high is None, is_whole=True, has_zero=has_zero, word="integer")
    return other, known, Tree("Add", (rest, Tree("Mul", (2, Tree("Symbol", (other, ""))))))


def meant(value: Any, meanings: Mapping[str, Tree]) -> Any:
    """A value with symbols replaced by what stands for them.

    Raises:
      KeyError: something binds such a symbol.
    """
    if not meanings:
        return value
    if isinstance(value, list | tuple):
        return type(value)(meant(item, meanings) for item in value)
    if isinstance(value, dict):
        return {key: meant(item, meanings) for key, item in value.items()}
    if not isinstance(value, Tree):
        return value
    if value.head == "Symbol":
        return meanings.get(str(value.args[0]), value)
    if value.head in BINDERS and (bound := set(_names(value.args[1:])).intersection(meanings)):
        raise KeyError(min(bound))
    return Tree(value.head, tuple(meant(arg, meanings) for arg in value.args))


def _names(trees: tuple[Any, ...]) -> Iterator[str]:
    for tree in trees:
        if isinstance(tree, Tree):
            if tree.head == "Symbol":
                yield str(tree.args[0])
            else:
                yield from _names(tree.args)
