"""What is handed in to be compared, as trees."""

import sys
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from checker.sandbox import values
from checker.sandbox.wire import Big, Other, Tree, Unencodable

RELATIONS = frozenset(
    "Equality Unequality StrictGreaterThan StrictLessThan GreaterThan LessThan And Or Not".split()
)
MAX_ENTRIES = 10_000
"""entries of an array"""
MAX_DIGITS = 20_000
"""decimal digits of a number that somebody hands in here; a student's answer has passed a narrower bound"""


def as_plain(value: Any, names: Iterable[str] = ()) -> Any:
    """A formula as trees: texts are read, and SymPy's objects are taken apart."""
    if isinstance(value, str):
        from checker.maths.typed import read_formula

        return read_formula(value, symbols=tuple(names))
    if isinstance(value, np.ndarray | np.generic | Decimal):
        value = _of_python(value)
    if isinstance(value, Tree | int | float | Fraction | complex | Other):
        return value
    if isinstance(value, list):
        return [as_plain(item, names) for item in value]
    if isinstance(value, tuple):
        return tuple(as_plain(item, names) for item in value)
    if isinstance(value, dict):
        return {str(key): as_plain(item, names) for key, item in value.items()}
    value = _with_matrices_done(value)
    encoder = values.Encoder(MAX_DIGITS)
    try:
        encoded = encoder.encode(value)
    except Unencodable as err:
        return Other("answer", str(err))
    if isinstance(encoded, Tree | Big):
        return encoded
    return values.decode(encoded, memoryview(b"".join(encoder.buffers)))


def _with_matrices_done(value: Any) -> Any:
    """An expression of SymPy's in which traces and determinants of matrices with entries are carried out."""
    sympy = sys.modules.get("sympy")
    if sympy is None or not isinstance(value, sympy.Basic) or not value.has(sympy.Trace, sympy.Determinant):
        return value
    try:
        return value.replace(
            lambda part: isinstance(part, sympy.Trace | sympy.Determinant), lambda part: part.doit()
        )
    except (AttributeError, TypeError, ValueError, NotImplementedError):
        return value


def _of_python(value: Any) -> Any:
    """Numbers and arrays of NumPy's, and decimals, as Python has them."""
    if isinstance(value, Decimal):
        return Fraction(value) if value.is_finite() else float(value)
    if isinstance(value, np.ndarray) and value.size > MAX_ENTRIES:
        return Other("answer", f"an array of over {MAX_ENTRIES} entries")
    plain = value.tolist()
    return float(plain) if isinstance(plain, np.floating) else plain


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
