"""Values as they cross: Python's into wire values, and back.

What a student's process sends back is decoded under the caps of `wire`; nothing in it is executed or trusted.
"""

import builtins
import sys
from typing import Any

import numpy as np

from checker.sandbox.wire import (
    HEADS,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_FRAME,
    MAX_HEAD,
    MAX_NODES,
    MAX_TEXT,
    Array,
    Big,
    Complex,
    Map,
    Other,
    Sequence,
    Symbol,
    Tree,
    Unencodable,
    Value,
    WireError,
)

# A submission may replace what stands in `builtins`; what is defined below keeps the originals.
globals()["__builtins__"] = dict(vars(builtins))

PLAIN: tuple[Any, ...] = (bool, int, float, str, tuple, list, dict)
"""types whose subclasses cross as plain values"""
NAMES = {
    (np.dtype(name).kind, np.dtype(name).itemsize): name
    for name in (
        "bool float16 float32 float64 complex64 complex128 int8 int16 int32 int64 uint8 uint16 uint32 uint64"
    ).split()
}
"""names of the dtypes that cross, by kind and size"""
DTYPES = {name: np.dtype(name) for name in NAMES.values()}

KINDS = {"O": "Python objects", "U": "texts", "S": "bytes", "M": "dates", "m": "times", "V": "records"}
"""what arrays hold that do not cross"""

# A submission may replace what stands in `numpy`, too.
ndarray, generic, asarray, float64 = np.ndarray, np.generic, np.asarray, np.float64


class Encoder:
    """Turns Python values into wire values, and gathers the bytes of their arrays."""

    def __init__(self) -> None:
        self.buffers: list[bytes] = []
        self.size = 0
        self.nodes = 0

    def encode(self, value: Any, depth: int = 0) -> Value:
        """The wire value of a Python value.

        Raises:
          Unencodable: it is too large or too deep.
        """
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise Unencodable("nested too deeply" if depth > MAX_DEPTH else f"of over {MAX_NODES} parts")
        kind = type(value)
        if kind is ndarray:
            return self._array(value)
        if value is None or kind is bool or kind is float:
            return value  # type: ignore[no-any-return]
        if kind is int:
            return _integer(value)
        if kind is str:
            return value[:MAX_TEXT].encode("utf-8", "replace").decode()  # type: ignore[no-any-return]
        if kind is tuple or kind is list:
            return Sequence(kind is tuple, [self.encode(item, depth + 1) for item in value])
        if kind is dict:
            return Map([(self.encode(k, depth + 1), self.encode(v, depth + 1)) for k, v in value.items()])
        return self._converted(value, kind, depth)

    def _array(self, value: Any) -> Value:
        dtype = value.dtype
        if dtype.kind == "f" and dtype.itemsize > 8:
            value = value.astype(float64)  # longdouble
            dtype = value.dtype
        name = NAMES.get((dtype.kind, dtype.itemsize))
        if name is None:
            return Other("numpy.ndarray", f"an array of {KINDS.get(dtype.kind, 'something else than numbers')}")
        if not dtype.isnative:
            value = value.astype(dtype.newbyteorder("="))
        if value.ndim > 8 or self.size + value.nbytes > MAX_FRAME - MAX_HEAD:
            raise Unencodable(f"an array of shape {value.shape}")
        start = self.size
        self.size += value.nbytes
        self.buffers.append(value.tobytes())
        return Array(name, value.shape, start)

    def _converted(self, value: Any, kind: type, depth: int) -> Value:
        """What is not plain data, but says the same as something that is."""
        if isinstance(value, str):
            return self.encode(str(value), depth + 1)
        if isinstance(value, generic) or isinstance(value, ndarray):  # noqa: SIM101 - a patched `|` would be theirs
            return self._array(asarray(value))  # a subclass crosses as its plain numbers
        if isinstance(value, complex):
            return Complex(value.real, value.imag)
        for plain in PLAIN:
            if isinstance(value, plain):
                return self.encode(plain(value), depth + 1)
        if isinstance(value, Symbol):
            return Tree("Symbol", (value.name, value.domain))
        sympy = sys.modules.get("sympy")
        if sympy is not None and isinstance(value, sympy.Basic | sympy.MatrixBase):
            return self._expression(value, sympy, depth)
        if hasattr(kind, "__float__") and hasattr(kind, "numerator"):
            return float(value)  # fractions.Fraction
        if hasattr(kind, "__array__"):
            return self._array(asarray(value))
        return Other(f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")[:80])

    def _expression(self, value: Any, sympy: Any, depth: int) -> Value:
        self.nodes += 1
        if depth > 4 * MAX_DEPTH or self.nodes > MAX_NODES:
            raise Unencodable(f"an expression of over {MAX_NODES} parts, or nested too deeply")
        if isinstance(value, sympy.MatrixBase):
            rows = [[self._expression(e, sympy, depth + 1) for e in row] for row in value.tolist()]
            return Sequence(False, [Sequence(False, row) for row in rows])
        if isinstance(value, sympy.Integer):
            return _integer(int(value))
        if isinstance(value, sympy.Rational):
            return Tree("Rational", (_integer(int(value.p)), _integer(int(value.q))))
        if isinstance(value, sympy.Float):
            return Tree("Float", (str(value),))
        if isinstance(value, sympy.Symbol):
            return Tree("Symbol", (value.name[:80], ""))
        head = type(value).__name__
        if head not in HEADS:
            return Other(f"sympy.{head}"[:80])
        return Tree(head, tuple(self._expression(arg, sympy, depth + 1) for arg in value.args))


def _integer(value: int) -> int | Big:
    if -(1 << 63) <= value < 1 << 63:
        return value
    if value.bit_length() > MAX_DIGITS * 10 // 3:
        raise Unencodable(f"an integer of over {MAX_DIGITS} digits")
    return Big(hex(value))


class Decoder:
    """Turns the wire values of one frame into Python values; arrays are views of its bytes, trees stay trees.

    Arrays have to lie in the frame one behind the other, as an `Encoder` writes them: a small frame cannot
    stand for much memory.
    """

    def __init__(self, data: memoryview, *, is_trusted: bool = False) -> None:
        self._data, self._is_trusted = data, is_trusted
        self._nodes = self._position = 0

    def decode(self, value: Value, depth: int = 0) -> Any:
        """The Python value of a wire value.

        Raises:
          WireError: it has too many parts, is nested too deeply, or an array is not what it says.
        """
        self._nodes += 1
        if depth > 5 * MAX_DEPTH:
            raise WireError("nested too deeply")
        if self._nodes > MAX_NODES and not self._is_trusted:
            raise WireError(f"of over {MAX_NODES} parts")
        match value:
            case Array():
                return self._array(value)
            case Sequence():
                items = [self.decode(item, depth + 1) for item in value.items]
                return tuple(items) if value.is_tuple else items
            case Map():
                return self._map(value, depth)
            case Big():
                return _decode_big(value)
            case Complex():
                return complex(value.real, value.imag)
            case Tree():
                return self._tree(value, depth)
            case _:
                return value

    def _array(self, value: Array) -> Any:
        dtype = DTYPES.get(value.dtype)
        if dtype is None:
            raise WireError(f"an array of the unknown dtype {value.dtype[:40]!r}")
        count = 1
        for length in value.shape:
            if not 0 <= length <= MAX_FRAME:
                raise WireError("an array with an impossible shape")
            count *= length
        stop = value.start + count * dtype.itemsize
        in_order = self._is_trusted or value.start == self._position
        if len(value.shape) > 8 or value.start < 0 or stop > len(self._data) or not in_order:
            raise WireError("an array whose bytes are not in its frame")
        self._position = stop
        try:
            return np.frombuffer(self._data[value.start : stop], dtype).reshape(value.shape)
        except ValueError as err:
            raise WireError("an array with an impossible shape") from err

    def _map(self, value: Map, depth: int) -> dict[Any, Any]:
        pairs = [(self.decode(k, depth + 1), self.decode(v, depth + 1)) for k, v in value.items]
        if any(not isinstance(key, str | int | float | bool | None) for key, _ in pairs):
            return {str(type(key).__name__): item for key, item in pairs}
        return dict(pairs)

    def _tree(self, value: Tree, depth: int) -> Tree:
        if value.head not in HEADS:
            raise WireError(f"an expression with the unknown head {value.head[:40]!r}")
        args = tuple(self.decode(arg, depth + 1) for arg in value.args)
        if any(isinstance(arg, ndarray | dict | list | tuple | complex | Other) for arg in args):
            return Tree("NaN")  # no expression has such an argument; nothing is equal to it
        return Tree(value.head, args)


def decode(value: Value, data: memoryview) -> Any:
    """The Python value of the only wire value of a frame."""
    return Decoder(data).decode(value)


def _decode_big(value: Big) -> int:
    if len(value.digits) > MAX_DIGITS:
        raise WireError("an integer with too many digits")
    try:
        return int(value.digits, 16)
    except ValueError as err:
        raise WireError("an integer that is not one") from err
