"""Whether an answer is the right one, by a ladder.

Compared in this order, and the first rung that fails is what the student is told:
  1. type     an array, a number, a tuple, a dict, a text: what the right answer is
  2. shape    exactly; nothing is broadcast
  3. dtype    numbers, and real ones where the right ones are real
  4. finite   the same entries are nan or infinite
  5. value    every entry within its bound

Tuples and dicts are compared entry by entry. What arrives from a student's process is plain data, so nothing
of a student's runs here.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from checker.maths.describe import kind, number, roughly, short, words
from checker.maths.tolerance import Array, Tolerance
from checker.sandbox.wire import Tree

ANY_VALUE = Tolerance(rtol=0.0, atol=1e300)
"""bounds under which only the build of an answer counts"""
INTEGERS = Tolerance(rtol=1e-9, atol=1e-9)
"""bounds where the right answer is integer: a float may stand for an integer, and no more"""
IS_TRUTH = "is a truth value, should be a number"
IS_COMPLEX = "is a complex number, should be a real one"
INFINITIES = {"Infinity": float("inf"), "NegativeInfinity": float("-inf"), "NaN": float("nan")}
"""what SymPy has for floats that are no numbers"""
NEXT_INTEGER = 0.25
"""largest error beside an integer, however large it is: the next one is another number"""


class Miss(Struct, frozen=True):
    """How an answer differs from the right one, or that there is none."""

    rung: str
    """type, shape, dtype, finite, value, or what became of the call"""
    message: str
    """the rest of a sentence that begins with the name of the answer"""
    where: str = ""
    """first bad index"""
    ratio: float = float("inf")
    """largest error, in units of the allowed one"""
    off: str = ""
    """how far the entry named last is off, where the message ends in it"""
    is_whole: bool = False
    """whether it is about the answer as a whole, where that has entries"""


def entries(want: Any) -> Iterator[tuple[str, Any]]:
    """The parts of a right answer that are scored one by one, by name.

    >>> [name for name, _ in entries({"dW": 1, "db": 2})]
    ['dW', 'db']
    """
    if isinstance(want, dict):
        yield from ((str(key), value) for key, value in want.items())
    elif isinstance(want, tuple):
        yield from ((f"[{i}]", value) for i, value in enumerate(want))
    else:
        yield "", want


def compare(got: Any, want: Any, tolerance: Tolerance) -> dict[str, Miss | None]:
    """What is wrong with each entry of an answer; None where nothing is."""
    if isinstance(want, dict):
        return _compare_dict(got, want, tolerance)
    if isinstance(want, tuple):
        return _compare_tuple(got, want, tolerance)
    return {"": compare_entry(got, want, tolerance)}


def built_otherwise(got: Any, want: Any) -> Miss | None:
    """What is wrong with the build of an answer, whatever its values."""
    misses = compare(got, want, ANY_VALUE).values()
    return next((miss for miss in misses if miss is not None and miss.rung not in ("finite", "value")), None)


def as_built(got: Any, want: Any) -> Any:
    """An answer whose build is right, with an array where the right one has one."""
    return as_array(evaluated(got)) if isinstance(want, np.ndarray) else got


def _compare_dict(got: Any, want: dict[str, Any], tolerance: Tolerance) -> dict[str, Miss | None]:
    if not isinstance(got, dict):
        keys = ", ".join(f"`{key}`" for key in want)
        miss = Miss("type", f"is {words(got)}, should be a dict with the keys {keys}", is_whole=True)
        return dict.fromkeys(map(str, want), miss)
    absent = Miss("type", "is missing from the dict")
    return {
        str(key): compare_entry(got[key], value, tolerance) if key in got else absent
        for key, value in want.items()
    }


def _compare_tuple(got: Any, want: tuple[Any, ...], tolerance: Tolerance) -> dict[str, Miss | None]:
    names = [f"[{i}]" for i in range(len(want))]
    if _is_stack(got, want):
        got = tuple(got)  # an array of numbers says the same as a tuple of them
    if not isinstance(got, tuple | list) or len(got) != len(want):
        miss = Miss("type", f"is {words(got)}, should be a tuple of {len(want)}", is_whole=True)
        return dict.fromkeys(names, miss)
    return {name: compare_entry(g, w, tolerance) for name, g, w in zip(names, got, want, strict=True)}


def _is_stack(got: Any, want: list[Any] | tuple[Any, ...]) -> bool:
    """Whether an array holds, one after another, what a list or tuple should hold."""
    if not isinstance(got, np.ndarray) or not got.ndim or len(got) != len(want):
        return False
    return all(isinstance(w, np.ndarray | int | float) and np.shape(w) == got.shape[1:] for w in want)


def compare_entry(got: Any, want: Any, tolerance: Tolerance) -> Miss | None:
    """What is wrong with one array, number, text, or list of such."""
    if isinstance(want, str):
        right = isinstance(got, str) and got.strip().casefold() == want.casefold()
        return None if right else Miss("value", f"is {words(got)}, which is not the right choice")
    if isinstance(want, Tree):
        return None if isinstance(got, Tree) and got == want else Miss("value", "is another expression")
    if isinstance(want, list | tuple):
        return _compare_list(got, want, tolerance)
    got = evaluated(got)
    if type(want) is int and type(got) is int:
        return None if got == want else _wrong_integer(got, want)
    array, wanted = as_array(got), as_array(want)
    if array is None and type(got) is int:
        return Miss("type", f"is {_integer(got)}, which is too large to compare")
    if array is None or wanted is None:
        return Miss("type", f"is {words(got)}, should be {kind(want)}")
    return compare_arrays(array, wanted, tolerance)


def evaluated(value: Any) -> Any:
    """The number that an exact constant of SymPy's is, such as sqrt(2)/2, in lists too; else the value itself."""
    if isinstance(value, list | tuple) and not _all_numbers(value):
        return type(value)(map(evaluated, value))
    if not isinstance(value, Tree):
        return value
    if value.head in INFINITIES:
        return INFINITIES[value.head]
    from checker.symbolic.reading.reader import number_of

    number = number_of(value)
    return value if number is None else number


def _wrong_integer(got: int, want: int) -> Miss:
    off = f"too {'large' if got > want else 'small'}"
    return Miss("value", f"is {_integer(got)}", off=off)


def _integer(value: int) -> str:
    """An integer, or how long it is where nobody would read it."""
    return str(value) if abs(value) < 10**40 else f"a number of about {value.bit_length() * 3 // 10 + 1} digits"


def _compare_list(got: Any, want: list[Any] | tuple[Any, ...], tolerance: Tolerance) -> Miss | None:
    if _is_stack(got, want):
        got = list(got)
    if not isinstance(got, list | tuple):
        return Miss("type", f"is {words(got)}, should be {kind(want)}")
    for i, (g, w) in enumerate(zip(got, want, strict=False)):
        if miss := compare_entry(g, w, tolerance):
            return _inside(miss, f"[{i}]")
    if len(got) != len(want):
        return Miss("type", f"is {words(got)}, should be {kind(want)}")
    return None


def _inside(miss: Miss, place: str) -> Miss:
    """The miss of an entry, told of the list that it stands in."""
    message = miss.message.removeprefix("at ") if miss.message.startswith("at [") else f" {miss.message}"
    return replace(miss, message=f"at {place}{message}", where=place + miss.where)


def as_array(value: Any) -> Array | None:
    """Numbers as an array: an array itself, a number, or lists of numbers that line up."""
    if isinstance(value, np.ndarray):
        return value
    if isinstance(value, bool | int | float | complex | np.generic):
        return _array_of(value)
    if isinstance(value, list | tuple) and _all_numbers(value):
        return _array_of(value)
    return None


def _array_of(value: Any) -> Array | None:
    try:
        array = np.asarray(value)
    except (ValueError, OverflowError):
        return None
    if array.dtype == object:  # an integer beyond 64 bits
        try:
            return array.astype(np.float64)
        except (OverflowError, TypeError, ValueError):
            return None
    return array


def _all_numbers(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_all_numbers, value))
    return isinstance(value, bool | int | float | complex | np.generic | np.ndarray)


def compare_arrays(got: Array, want: Array, tolerance: Tolerance) -> Miss | None:
    """Climb the ladder from the shape on."""
    if got.shape != want.shape:
        return _wrong_shape(got, want)
    if got.dtype.kind == "b" and want.dtype.kind != "b":
        return Miss("dtype", "holds truth values, should hold numbers" if got.ndim else IS_TRUTH)
    if got.dtype.kind == "c" and want.dtype.kind != "c":
        if got.imag.any():
            return Miss("dtype", "holds complex numbers, should hold real ones" if got.ndim else IS_COMPLEX)
        got = got.real
    if want.dtype.kind == "b":
        return None if (got == want).all() else Miss("value", "holds a wrong truth value")
    allowed = tolerance.loosened_for(got.dtype).allowed(want)
    with np.errstate(all="ignore"):
        error = np.abs(np.subtract(got, want, dtype=np.complex128 if want.dtype.kind == "c" else np.float64))
    if want.dtype.kind in "iu":
        allowed = np.minimum(INTEGERS.allowed(want), NEXT_INTEGER)
        if got.dtype.kind in "iu":  # floats would hide a difference beyond 2^53
            error = np.where(got == want, 0.0, np.maximum(error, 1.0))
    if (error <= allowed).all():
        return None
    return _wrong_mask(got, want) or _unless_infinite(got, want, error, allowed)


def _unless_infinite(got: Array, want: Array, error: Array, allowed: Array) -> Miss | None:
    """Values, where right infinite entries (whose difference is nan) count as no error."""
    error = np.where(np.isfinite(want), error, 0.0)
    return None if (error <= allowed).all() else _wrong_values(got, want, error, allowed)


def _wrong_shape(got: Array, want: Array) -> Miss:
    if not got.ndim:
        return Miss("shape", f"is a number, should be an array of shape {want.shape}")
    if not want.ndim:
        return Miss("shape", f"is an array of shape {got.shape}, should be a number")
    return Miss("shape", f"has shape {got.shape}, should have shape {want.shape}")


def _wrong_mask(got: Array, want: Array) -> Miss | None:
    for test, name in ((np.isnan, "nan"), (np.isposinf, "inf"), (np.isneginf, "-inf")):
        bad = _mask(test, got) != _mask(test, want)
        if bad.any():
            where, index = _first(bad)
            if _mask(test, got)[index]:
                what = f"is {name}{f' at {where}' if where else ''}"
                what += ", should be finite" if np.isfinite(want[index]) else ", which is not the right value"
            else:
                what = f"is {number(got[index])}{f' at {where}' if where else ''}, which is not the right value"
            count = f" ({int(bad.sum())} such entries)" if bad.sum() > 1 else ""
            return Miss("finite", f"{what}{count}", where)
    return None


def _mask(test: Any, array: Array) -> Any:
    if test is not np.isnan and array.dtype.kind == "c":
        return test(array.real) | test(array.imag)
    return test(array)


def _wrong_values(got: Array, want: Array, error: Array, allowed: Array) -> Miss:
    bad = ~(error <= allowed)
    where, index = _first(bad)
    with np.errstate(all="ignore"):
        ratio = float(np.max(np.where(bad, error / np.maximum(allowed, 1e-300), 0.0)))
    off = f"off by about {roughly(float(error[index]))}"
    if not got.ndim:
        return Miss("value", f"is {number(got[()])}", "", ratio, off)
    shown = f"is {short(got)}" if got.size <= 12 else f"has the right shape {got.shape}"
    count = int(bad.sum())
    of = f"{count} of its {bad.size} numbers {'is' if count == 1 else 'are'} wrong"
    share = of if bad.size > 1 else "its number is wrong"
    return Miss("value", f"{shown}; {share}, first at {where}: {number(got[index])}", where, ratio, off)


def _first(bad: Array) -> tuple[str, tuple[int, ...]]:
    index = tuple(int(i) for i in np.argwhere(bad)[0]) if bad.ndim else ()
    return (f"[{', '.join(map(str, index))}]" if index else ""), index
