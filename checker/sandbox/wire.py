"""The messages between grader and sandbox: data, and nothing that runs.

A frame is  | size of the rest, 4 bytes | size of the head, 4 bytes | head: msgpack | arrays: raw bytes |.
The head is one of the message types below; an array in it says its dtype, shape and where its bytes begin.
A frame that is too long, is not of these types, names another dtype or points outside its bytes is a
`WireError`: its sender is not believed any further.

Values that cross: None, truth values, integers of any size, floats, complex numbers, text, arrays, tuples,
lists, dicts with simple keys, and SymPy expressions as trees of heads. What is none of these crosses as
`Other`, its type's name alone.
"""

import builtins
import sys
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
import numpy as np
from msgspec import Meta, Struct

# A submission may replace what stands in `builtins`; what is defined below keeps the originals.
globals()["__builtins__"] = dict(vars(builtins))

PLAIN: tuple[Any, ...] = (bool, int, float, str, tuple, list, dict)
"""types whose subclasses cross as plain values"""
MAX_HEAD = 1 << 20
"""bytes of a frame's head: a hostile one may expand in the reader's memory about sixty times"""
MAX_FRAME = 24 << 20
"""bytes of a frame in all: three million numbers"""
MAX_KEPT = 128 << 20
"""bytes of all answers of a submission that the grader keeps"""
MAX_DEPTH = 24
"""containers in containers"""
MAX_NODES = 20_000
"""nodes of one answer"""
MAX_TEXT = 20_000
"""characters of one text"""
OUTPUT_BYTES = 64 << 10
"""how much of what a submission prints is kept"""
MAX_DIGITS = 2_000
"""decimal digits of one integer"""

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

HEADS = frozenset(
    "Add Mul Pow Abs sign Max Min exp log sin cos tan sinh cosh tanh floor ceiling Heaviside Piecewise "
    "ExprCondPair Rational Float Symbol Pi Exp1 ImaginaryUnit Infinity NegativeInfinity ComplexInfinity NaN "
    "Equality Unequality StrictGreaterThan StrictLessThan GreaterThan LessThan And Or Not "
    "BooleanTrue BooleanFalse Tuple".split()
)
"""SymPy classes whose objects may cross"""


class WireError(Exception):
    """The other side sent something that is not one of the agreed messages."""


class Unencodable(Exception):
    """A value that is too large or too deep to cross."""


# ---- values ------------------------------------------------------------------------------------------------


class Array(Struct, tag="a", array_like=True):
    """An array whose bytes lie in the frame from `start` on, in C order."""

    dtype: str
    shape: tuple[int, ...]
    start: int


class Big(Struct, tag="i", array_like=True):
    """An integer of more than 64 bits, in hexadecimal."""

    digits: str


class Complex(Struct, tag="c", array_like=True):
    """A complex number."""

    real: float
    imag: float


class Sequence(Struct, tag="l", array_like=True):
    """A tuple or a list."""

    is_tuple: bool
    items: "list[Value]"


class Map(Struct, tag="d", array_like=True):
    """A dict, in its order."""

    items: "list[tuple[Value, Value]]"


class Tree(Struct, tag="t", array_like=True, frozen=True):
    """A SymPy expression: the class of its top, and its arguments.

    `Symbol` has a name and its assumptions, `Rational` two integers, `Float` its decimal digits.
    """

    head: str
    args: "tuple[Value, ...]" = ()


class Other(Struct, tag="o", array_like=True, frozen=True):
    """What cannot cross: the name of its type, and the reason where it is not the type."""

    type_name: str
    reason: str = ""


Value: TypeAlias = None | bool | int | float | str | Array | Big | Complex | Sequence | Map | Tree | Other


# ---- messages ----------------------------------------------------------------------------------------------


class Steps(Struct, array_like=True, frozen=True):
    """A call that is repeated, each time with what it returned before."""

    carry: tuple[int, ...]
    """positions of the arguments that take what the step before returned, in order"""
    each: tuple[int, ...]
    """positions of the arguments that hold a list with one value a step"""


class Call(Struct, array_like=True):
    """One call that the student's function is to answer."""

    function: str
    arguments: list[Value]
    steps: Steps | None = None


class Batch(Struct, tag="batch"):
    """Grader to zygote: the calls of an assignment."""

    calls: list[Call]


class Start(Struct, tag="start"):
    """Grader to worker: the submission, and which calls of the batch to make."""

    name: str
    """name of the file, as the student knows it"""
    source: bytes
    modules: dict[str, bytes]
    """other modules that the submission brought, by name"""
    calls: list[int]


class Raised(Struct, array_like=True, frozen=True):
    """An exception that left the student's code."""

    type_name: str
    message: str
    line: int = 0
    """line of the submitted file where it was last seen, 0 for none"""
    file: str = ""
    """name of the submitted file that the line is of"""
    is_denied: bool = False
    """whether the sandbox refused something"""
    is_memory: bool = False
    """whether the memory ran out"""
    text: str = ""
    """that line itself, which the grader adds from its own copy of the file"""


class Loaded(Struct, tag="loaded"):
    """Worker to grader: the file has been run, or why not; and which functions are there."""

    functions: list[str] = []
    error: Raised | None = None


class Reply(Struct, tag="reply"):
    """Worker to grader: the answer to one call."""

    call: int
    value: Value = None
    error: Raised | None = None
    mutated: tuple[int, ...] = ()
    """positions of the arguments that the function changed"""


class Answer(Struct, frozen=True):
    """What became of one call, as the judges get it: the grader makes it of what the worker sent."""

    kind: Literal["value", "raised", "missing", "timed out", "died", "forged"]
    value: Any = None
    error: Raised | None = None
    detail: str = ""
    """how the process died, or what it sent"""
    mutated: tuple[int, ...] = ()


class Limits(Struct, frozen=True, kw_only=True):
    """What one submission may use."""

    call_seconds: Annotated[
        float, Meta(gt=0, description="processor seconds of one call; one that sleeps is ended later")
    ] = 2.0
    load_seconds: Annotated[float, Meta(gt=0, description="processor seconds of running the file itself")] = 10.0
    submission_seconds: Annotated[
        float, Meta(gt=0, description="seconds of a whole submission; later calls count as timed out")
    ] = 60.0
    memory_mib: Annotated[int, Meta(ge=64, description="MiB beyond what the interpreter starts with")] = 512


Message = Batch | Start | Loaded | Reply

_encoder = msgspec.msgpack.Encoder()
_from_worker = msgspec.msgpack.Decoder(Loaded | Reply)
_from_grader = msgspec.msgpack.Decoder(Batch | Start)


# ---- frames ------------------------------------------------------------------------------------------------


def pack(message: Message, buffers: list[bytes]) -> bytes:
    """The frame of a message whose arrays' bytes are in `buffers`."""
    head = _encoder.encode(message)
    size = 4 + len(head) + sum(map(len, buffers))
    if len(head) > MAX_HEAD or size > MAX_FRAME:
        raise Unencodable(f"larger than {MAX_FRAME >> 20} MiB")
    return b"".join([size.to_bytes(4, "big"), len(head).to_bytes(4, "big"), head, *buffers])


def unpack(frame: bytes | memoryview, *, from_worker: bool) -> tuple[Any, memoryview]:
    """The message of a frame without its first size, and the bytes of its arrays."""
    view = memoryview(frame)
    head_size = int.from_bytes(view[:4], "big")
    if len(view) < 4 or not 0 < head_size <= min(MAX_HEAD, len(view) - 4):
        raise WireError("a frame's head is longer than the frame, or than allowed")
    decoder: Any = _from_worker if from_worker else _from_grader
    try:
        message = decoder.decode(view[4 : 4 + head_size])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as err:
        raise WireError(f"a frame holds no known message ({type(err).__name__})") from err
    return message, view[4 + head_size :]


def frame_size(prefix: bytes | bytearray | memoryview) -> int:
    """Size of the rest of a frame, from its first four bytes."""
    size = int.from_bytes(prefix[:4], "big")
    if not 4 <= size <= MAX_FRAME:
        raise WireError(f"a frame of {size} bytes; between 4 and {MAX_FRAME} are allowed")
    return size


# ---- encoding ----------------------------------------------------------------------------------------------


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


# ---- decoding ----------------------------------------------------------------------------------------------


class Symbol(Struct, frozen=True):
    """A SymPy symbol that an author hands to a student's function, on the side that has no SymPy."""

    name: str
    domain: str = "real"
    """`real` or `positive`"""


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


# ---- calling -----------------------------------------------------------------------------------------------


def fresh(value: Any) -> Any:
    """A copy of an input that a function may change as it likes."""
    if type(value) is np.ndarray:
        return value.copy()
    if type(value) is list or type(value) is tuple:
        return type(value)([fresh(item) for item in value])
    if type(value) is dict:
        return {key: fresh(item) for key, item in value.items()}
    if type(value) is Symbol:
        import sympy

        return sympy.Symbol(value.name, **{value.domain: True})
    return value


def perform(function: Callable[..., Any], arguments: list[Any], steps: Steps | None) -> Any:
    """What a call means: once, or step after step until a step does not return what the next one needs."""
    if steps is None:
        return function(*arguments)
    arguments, answers = list(arguments), []
    lists = {position: arguments[position] for position in steps.each}
    for values in zip(*lists.values(), strict=True):
        for position, value in zip(lists, values, strict=True):
            arguments[position] = value
        answer = function(*arguments)
        if answer is None:
            return None  # a function that is not written yet
        answers.append(answer)
        if type(answer) not in (tuple, list) or len(answer) != len(steps.carry):
            break
        for position, value in zip(steps.carry, answer, strict=True):
            arguments[position] = fresh(value)
    return answers
