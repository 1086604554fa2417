"""What is handed in to be compared, as trees; and what SymPy's symbols say of themselves."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from checker.sandbox import values
from checker.sandbox.wire import Big, Other, Tree, Unencodable
from checker.symbolic.domains import Range, range_of

RELATIONS = frozenset(
    "Equality Unequality StrictGreaterThan StrictLessThan GreaterThan LessThan And Or Not".split()
)
MAX_DIGITS = 20_000
"""decimal digits of a number that somebody hands in here; a student's answer has passed a narrower bound"""


def as_plain(value: Any, names: Iterable[str] = ()) -> Any:
    """A formula as trees: texts are read, and SymPy's objects are taken apart."""
    if isinstance(value, str):
        from checker.maths.typed import read_formula

        return read_formula(value, symbols=tuple(names))
    if isinstance(value, Tree | int | float | Fraction | complex | Other):
        return value
    if isinstance(value, list):
        return [as_plain(item, names) for item in value]
    if isinstance(value, tuple):
        return tuple(as_plain(item, names) for item in value)
    if isinstance(value, dict):
        return {str(key): as_plain(item, names) for key, item in value.items()}
    encoder = values.Encoder(MAX_DIGITS)
    try:
        encoded = encoder.encode(value)
    except Unencodable as err:
        return Other("answer", str(err))
    if isinstance(encoded, Tree | Big):
        return encoded
    return values.decode(encoded, memoryview(b"".join(encoder.buffers)))


def as_answer(value: Any, want: Any, names: Iterable[str] = ()) -> Any:
    """A formula as trees, where that one is wanted: beside an expression, `y = 2x` is a text for 2x."""
    if (
        not isinstance(value, str)
        or isinstance(want, bool)
        or (isinstance(want, Tree) and want.head in RELATIONS)
    ):
        return as_plain(value, names)
    from checker.maths.typed import Unreadable, read_answer

    try:
        parts = read_answer(value, symbols=tuple(names) or tuple(_symbols(want))).parts
    except Unreadable:
        return as_plain(value, names)
    return parts[0] if len(parts) == 1 else as_plain(value, names)


def _symbols(value: Any) -> Iterator[str]:
    """Names of the symbols in a value."""
    if isinstance(value, Tree) and value.head == "Symbol":
        yield str(value.args[0])
        return
    parts = value.args if isinstance(value, Tree) else value if isinstance(value, list | tuple) else ()
    for part in parts:
        yield from _symbols(part)


def assumptions(*expressions: Any) -> dict[str, Range]:
    """What SymPy's own symbols say of themselves."""
    found: dict[str, Range] = {}
    for expression in expressions:
        for symbol in getattr(expression, "free_symbols", ()):
            if (word := _assumed(symbol)) is not None:
                found.setdefault(str(symbol), range_of(word))
    return found


def _assumed(symbol: Any) -> str | None:
    is_whole, is_positive, is_nonnegative = (
        getattr(symbol, f"is_{name}", None) for name in ("integer", "positive", "nonnegative")
    )
    if is_whole:
        return "positive integer" if is_positive else "nonnegative integer" if is_nonnegative else "integer"
    if is_positive or is_nonnegative:
        return "positive" if is_positive else "nonnegative"
    if getattr(symbol, "is_negative", None):
        return "negative"
    if getattr(symbol, "is_real", None):
        return "nonzero" if getattr(symbol, "is_nonzero", None) else "real"
    return "complex" if getattr(symbol, "is_complex", None) else None
