"""Values and texts, in words and in lines that can be pasted into Python.

What comes from a student may be hostile to whoever reads it: control characters, terminal escapes, endless
texts. Every text of a student's passes through `clean` before it stands in a finding.
"""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from checker.sandbox.wire import DOMAINS, Function, Heads, Lambda, Other, Rng, Symbol, Tile, Tree

LITERAL_LENGTH = 600
"""characters of a call that a student is asked to paste"""

ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")


def clean(text: str, limit: int = 300) -> str:
    """The text with its control characters made visible, addresses of memory blanked, and cut to size.

    >>> clean("\\x1b[31mred at 0x7f3a2b1c4d5e")
    '\\\\x1b[31mred at 0x...'
    """
    text = text[: limit + 1]
    if text.replace("\n", "").isprintable():  # as nearly all text is, which is much faster to see as a whole
        visible = text
    else:
        visible = "".join(c if c == "\n" or c.isprintable() else _escape(c) for c in text)
    visible = ADDRESS.sub("0x...", visible)
    return visible if len(visible) <= limit else visible[: limit - 3] + "..."


def one_line(text: str, limit: int = 300) -> str:
    """The same, on one line."""
    return " ".join(clean(text, limit).split())


def words(value: Any) -> str:
    """What a value is, in a student's words.

    >>> words(np.zeros((2, 3)))
    'an array of shape (2, 3)'
    """
    match value:
        case None:
            return "nothing (None)"
        case bool() | np.bool_():
            return f"the truth value {value}"
        case int() | float() | complex() | np.number():
            return "a number"
        case str():
            return f"the text {one_line(value, 60)!r}"
        case np.ndarray():
            return "a number" if value.ndim == 0 else f"an array of shape {value.shape}"
        case tuple() | list():
            return f"a {type(value).__name__} of {len(value)}"
        case dict():
            return (
                f"a dict with the keys {one_line(', '.join(map(repr, value)), 120)}" if value else "an empty dict"
            )
        case Tree() | Symbol():
            return "an expression"
        case Function():
            return f"the function {one_line(value.name, 60)}"
        case Heads():
            return f"an object with the functions {one_line(', '.join(value.names), 120)}"
        case Lambda():
            return f"the function of {value.arguments} that gives {value.body}"
        case Rng():
            return "a generator of random numbers"
        case Tile():
            return f"an array of shape ({len(value.values) * value.times},)"
        case Other(type_name="answer"):
            return f"an answer {one_line(value.reason, 80)}"
        case Other():
            return one_line(value.reason, 80) or f"an object of type {one_line(value.type_name, 80)}"
        case _:
            return f"an object of type {type(value).__name__}"


def kind(value: Any) -> str:
    """What a right answer is, where its value is not to be told.

    >>> kind(True), kind("max"), kind(0.5)
    ('a truth value', 'a text', 'a number')
    """
    if isinstance(value, bool | np.bool_):
        return "a truth value"
    return "a text" if isinstance(value, str) else words(value)


def number(value: Any) -> str:
    """A number as students write it, with at most six digits.

    >>> number(0.1 + 0.2)
    '0.3'
    """
    if isinstance(value, bool | np.bool_):
        return str(value)
    if isinstance(value, complex | np.complexfloating):
        return f"{complex(value):.6g}"
    return f"{float(value) + 0.0:.6g}" if not isinstance(value, int | np.integer) else str(value)


def roughly(value: float) -> str:
    """A size in one digit: enough to see how far off, too little to copy a right value from.

    >>> roughly(0.2514)
    '0.3'
    """
    return number(float(f"{value:.1g}"))


def literal(value: Any) -> str:
    """Python that makes the value.

    >>> literal(np.array([[0.5, 1.0]]))
    'np.array([[0.5, 1.0]])'
    """
    match value:
        case np.ndarray():
            return literal(value.item()) if value.ndim == 0 else _array_literal(value)
        case np.generic():
            return literal(value.item())
        case float():
            return f"float('{value}')" if value != value or abs(value) == float("inf") else repr(value)
        case complex():
            return repr(value) if np.isfinite(value) else f"complex({literal(value.real)}, {literal(value.imag)})"
        case dict():
            return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(literal, value)) + "]"
        case tuple():
            return "(" + ", ".join(map(literal, value)) + ("," if len(value) == 1 else "") + ")"
        case Symbol():
            return f"sympy.Symbol({value.name!r}{_keywords(DOMAINS[value.domain])})"
        case Function():
            return f"sympy.Function({value.name!r})"
        case Heads():
            functions = {name: Function(name) for name in value.names}
            return f"types.SimpleNamespace(D=sympy.Derivative{_keywords(functions)})"
        case Lambda():
            return f"lambda {value.arguments}: {value.body}"
        case Rng():
            return f"np.random.default_rng({value.seed})"
        case Tile():
            return f"np.tile({literal(value.values)}, {value.times})"
        case _:
            return repr(value)


def short(value: Any) -> str:
    """A value as it is shown in a sentence: its numbers where there are few, else what it is."""
    match value:
        case np.ndarray() if value.ndim and value.size <= 12:
            text = np.array2string(value, separator=", ", formatter={"all": number}, max_line_width=10_000)
            return " ".join(text.split())
        case np.ndarray() if value.ndim == 0:
            return number(value[()])
        case bool() | int() | float() | complex():
            return number(value)
        case tuple() | list() if len(value) <= 6 and all(isinstance(v, int | float | str) for v in value):
            inside = ", ".join(repr(one_line(v, 40)) if isinstance(v, str) else number(v) for v in value)
            return f"({inside})" if isinstance(value, tuple) else f"[{inside}]"
        case _:
            return words(value)


def call(function: str, inputs: Mapping[str, Any]) -> str:
    """The call as it can be pasted, or nothing where it would be too long to read."""
    line = f"{function}({', '.join(map(literal, inputs.values()))})"
    return line if len(line) <= LITERAL_LENGTH else ""


def inputs_in_words(inputs: Mapping[str, Any]) -> str:
    """The inputs of a call that is too long to paste.

    >>> inputs_in_words({"x": np.zeros(50), "t": 2.0})
    'x an array of shape (50,), t = 2.0'
    """
    return ", ".join(
        f"{name} = {literal(value)}" if isinstance(value, int | float | str) else f"{name} {words(value)}"
        for name, value in inputs.items()
    )


def _keywords(values: Mapping[str, Any]) -> str:
    """Arguments by name that stand behind others."""
    return "".join(f", {name}={literal(value)}" for name, value in values.items())


def _array_literal(array: Any) -> str:
    is_usual = array.dtype in (np.float64, np.complex128) or (array.dtype in (np.int64, np.bool_) and array.size)
    dtype = "" if is_usual else f", dtype=np.{array.dtype.name}"
    if not array.size:
        return f"np.zeros({array.shape}{dtype})"
    return f"np.array({_listed(array.tolist())}{dtype})"


def _listed(rows: Any) -> str:
    return "[" + ", ".join(map(_listed, rows)) + "]" if isinstance(rows, list) else literal(rows)


def _escape(c: str) -> str:
    return "    " if c == "\t" else c.encode("unicode_escape").decode()
