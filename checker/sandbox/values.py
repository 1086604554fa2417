"""Values as they cross: Python's into wire values, and back.

What a student's process sends back is decoded under the caps of `wire`; nothing in it is executed or trusted.
"""

import builtins
import sys
from typing import Any

import msgspec
import numpy as np

from checker.sandbox.trees import Writer, checked, ordered, type_name
from checker.sandbox.wire import (
    FOR_STUDENT,
    HEADS,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_FRAME,
    MAX_HEAD,
    MAX_LEVELS,
    MAX_NODES,
    MAX_TEXT,
    Array,
    Big,
    Complex,
    ForStudent,
    Heads,
    Map,
    Other,
    Sequence,
    Symbol,
    Tree,
    Unencodable,
    Value,
    WireError,
    integer,
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

MAX_ENTRIES = 400
"""entries of a matrix that is written out to be sent, where it was only a formula"""
ELEMENTS: tuple[Any, ...] = (bool, int, float, str, Big, Complex, Tree, Other)
"""wire values that may stand in a set"""
MADE_THERE: dict[str, Any] = {kind.__name__: kind for kind in FOR_STUDENT}
"""what the student's side makes, by its head"""

# A submission may replace what stands in `numpy`, too.
ndarray, generic, asarray, float64 = np.ndarray, np.generic, np.asarray, np.float64


class Encoder:
    """Turns Python values into wire values, and gathers the bytes of their arrays."""

    def __init__(self, digits: int = MAX_DIGITS) -> None:
        self.buffers: list[bytes] = []
        self.size = 0
        self.nodes = 0
        self._writer = Writer(self._count, digits)

    def encode(self, value: Any) -> Value:
        """The wire value of a Python value.

        Raises:
          Unencodable: it is too large or too deep.
        """
        try:
            return self._encode(value, 0)
        except RecursionError as err:
            raise Unencodable("nested too deeply") from err

    def _count(self, what: str) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise Unencodable(f"{what} of over {MAX_NODES} parts")

    def _encode(self, value: Any, depth: int) -> Value:
        self._count("a value")
        if depth > MAX_DEPTH:
            raise Unencodable("nested too deeply")
        kind = type(value)
        if kind is ndarray:
            return self._objects(value, depth) if value.dtype.kind == "O" else self._array(value)
        if value is None or kind is bool or kind is float:
            return value  # type: ignore[no-any-return]
        if kind is int:
            return integer(value)
        if kind is str:
            return value[: MAX_TEXT + 1].encode("utf-8", "replace").decode()  # type: ignore[no-any-return]
        if kind is tuple or kind is list:
            return Sequence(kind is tuple, [self._encode(item, depth + 1) for item in value])
        if kind is dict:
            return Map([(self._encode(k, depth + 1), self._encode(v, depth + 1)) for k, v in value.items()])
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

    def _objects(self, value: Any, depth: int) -> Value:
        """An array of objects: nested lists where they are numbers and expressions."""
        if value.size > MAX_NODES:
            raise Unencodable(f"an array of over {MAX_NODES} objects")
        kinds = {type(item) for item in value.ravel().tolist()}
        sympy = sys.modules.get("sympy")
        expressions = {kind for kind in kinds if sympy is not None and issubclass(kind, sympy.Basic)}
        expressions = expressions.union({kind for kind in kinds if _is_fraction(kind)})
        numbers = {kind for kind in kinds if kind in (bool, int, float, complex) or issubclass(kind, generic)}
        if expressions and kinds == expressions.union(numbers):
            return self._encode(value.tolist(), depth)
        return self._array(value)

    def _converted(self, value: Any, kind: type, depth: int) -> Value:
        """What is not plain data, but says the same as something that is."""
        if isinstance(value, str):
            return self._encode(str(value), depth + 1)
        if isinstance(value, generic) or isinstance(value, ndarray):  # noqa: SIM101 - a patched `|` would be theirs
            return self._encode(asarray(value), depth + 1)  # a subclass crosses as its plain numbers
        if isinstance(value, complex):
            return Complex(value.real, value.imag)
        for plain in PLAIN:
            if isinstance(value, plain):
                return self._encode(plain(value), depth + 1)
        if issubclass(kind, set) or issubclass(kind, frozenset):
            return self._set(list(value), depth)
        if kind in FOR_STUDENT:
            facts = value.names if kind is Heads else msgspec.structs.astuple(value)
            return Tree(kind.__name__, tuple(self._encode(fact, depth + 1) for fact in facts))
        sympy = sys.modules.get("sympy")
        if sympy is not None and (issubclass(kind, sympy.Basic) or issubclass(kind, sympy.MatrixBase)):
            return self._symbolic(value, kind, sympy, depth)
        if _is_fraction(kind):
            return Tree("Rational", (integer(int(value.numerator)), integer(int(value.denominator))))
        if hasattr(kind, "__array__"):
            return self._encode(asarray(value), depth + 1)
        return Other(type_name(kind))

    def _symbolic(self, value: Any, kind: type, sympy: Any, depth: int) -> Value:
        """What SymPy made: matrices and arrays as lists, the rest as a tree."""
        if issubclass(kind, sympy.MatrixBase) or issubclass(kind, sympy.NDimArray):
            if len(value) > MAX_NODES:
                raise Unencodable(f"a matrix of over {MAX_NODES} entries")
            return self._encode(value.tolist(), depth)
        if issubclass(kind, sympy.MatrixExpr):
            written_out = _written_out(value)
            if issubclass(type(written_out), sympy.MatrixBase):
                return self._encode(written_out.tolist(), depth)
            return Other(type_name(kind))
        return self._writer.write(value, sympy)

    def _set(self, items: list[Any], depth: int) -> Value:
        elements = self._elements(items, depth + 1)
        if isinstance(elements, Other):
            return elements
        return Tree("FiniteSet", ordered(elements)) if elements else Tree("EmptySet")

    def _elements(self, items: Any, depth: int) -> list[Value] | Other:
        """The elements of a set, or the first of them that cannot stand in one."""
        elements: list[Value] = []
        if depth > MAX_DEPTH:
            raise Unencodable("nested too deeply")
        for item in items:
            element = self._element(item, type(item), depth)
            if isinstance(element, Other):
                return element
            elements.append(element)
        return elements

    def _element(self, item: Any, kind: type, depth: int) -> Value:
        if issubclass(kind, tuple):
            self._count("a value")
            inner = self._elements(item, depth + 1)
            return inner if isinstance(inner, Other) else Tree("Tuple", tuple(inner))
        element = self._encode(item.item() if issubclass(kind, generic) else item, depth)
        return element if type(element) in ELEMENTS else Other(type_name(kind))


def _is_fraction(kind: type) -> bool:
    """Whether values are exact fractions, as those of `fractions.Fraction`."""
    return hasattr(kind, "denominator") and hasattr(kind, "limit_denominator")


def _written_out(value: Any) -> Any:
    """A formula for a matrix with its entries, where it is small and has them."""
    try:
        rows, columns = map(int, value.shape)
        return value.as_explicit() if 0 <= rows * columns <= MAX_ENTRIES else None
    except Exception:
        return None  # a shape of symbols, or entries that SymPy cannot tell


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
        if depth > MAX_DEPTH + MAX_LEVELS + 1:
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
        is_large = any(isinstance(key, Big) for key, _ in value.items)  # thousands can have the same hash
        if is_large or any(not isinstance(key, str | int | float | bool | None) for key, _ in pairs):
            return {str(type(key).__name__): item for key, item in pairs}
        return dict(pairs)

    def _tree(self, value: Tree, depth: int) -> Tree | Other | ForStudent:
        if value.head not in HEADS and value.head not in MADE_THERE:
            raise WireError(f"an expression with the unknown head {value.head[:40]!r}")
        args = [self.decode(arg, depth + 1) for arg in value.args]
        if value.head not in MADE_THERE or (value.head in HEADS and not self._is_trusted):
            return checked(value.head, tuple(args))
        return _for_student(value.head, args) if self._is_trusted else Other(value.head)


def _for_student(head: str, args: list[Any]) -> ForStudent:
    if head == "Symbol":
        return Symbol(args[0], args[1] or "complex")
    return Heads(tuple(args)) if head == "Heads" else MADE_THERE[head](*args)


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
