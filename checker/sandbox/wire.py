"""The messages between grader and sandbox: data, and nothing that runs.

A frame is  | size of the rest, 4 bytes | size of the head, 4 bytes | head: msgpack | arrays: raw bytes |.
The head is one of the message types below; an array in it says its dtype, shape and where its bytes begin.
A frame that is too long, is not of these types, names another dtype or points outside its bytes is a
`WireError`: its sender is not believed any further.

Values that cross: None, truth values, integers of any size, floats, complex numbers, text, arrays, tuples,
lists, sets, dicts with simple keys, and SymPy expressions as trees of heads. What is none of these crosses as
`Other`, its type's name alone. To the student, and never back, cross names of what the student's side makes:
`Symbol`, `Function`, `Heads`, `Lambda`, `Rng` and `Tile`.
"""

import builtins
from hashlib import sha256
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

# A submission may replace what stands in `builtins`; what is defined below keeps the originals.
globals()["__builtins__"] = dict(vars(builtins))

MAX_HEAD = 1 << 20
"""bytes of a frame's head: a hostile one may expand in the reader's memory about sixty times"""
MAX_FRAME = 24 << 20
"""bytes of a frame in all: three million numbers"""
MAX_KEPT = 128 << 20
"""bytes of all answers of a submission that the grader keeps"""
MAX_DEPTH = 24
"""containers in containers"""
MAX_LEVELS = 150
"""expressions in expressions"""
MAX_NODES = 20_000
"""nodes of one answer"""
MAX_TEXT = 20_000
"""characters of one text"""
MAX_NAME = 80
"""characters of the name of a symbol, function or type"""
MARK_LENGTH = 16
"""characters that tell a long name from others"""
OUTPUT_BYTES = 64 << 10
"""how much of what a submission prints is kept"""
MAX_DIGITS = 2_000
"""decimal digits of one integer, and of one decimal number"""
MAX_EXPONENT = 5_000
"""largest power of ten of one decimal number, or of its inverse"""

MANY = MAX_NODES
_HEADS = {
    (0, 0): "Pi Exp1 ImaginaryUnit EulerGamma GoldenRatio Catalan Infinity NegativeInfinity ComplexInfinity NaN "
    "BooleanTrue BooleanFalse EmptySet UniversalSet Naturals Naturals0 Integers Rationals Reals Complexes",
    (0, MANY): "Tuple FiniteSet Union Intersection",
    (1, 1): "Float exp log sin cos tan cot sec csc asin acos atan acot asec acsc sinh cosh tanh coth sech csch "
    "asinh acosh atanh acoth asech acsch sinc erf erfc erfi erfinv erfcinv gamma loggamma digamma factorial "
    "factorial2 subfactorial lucas Ei Si Ci li fresnels fresnelc elliptic_k Abs sign floor ceiling frac re im "
    "conjugate arg Not",
    (1, 2): "LambertW zeta harmonic Heaviside DiracDelta fibonacci catalan elliptic_e",
    (1, MANY): "Add Mul Max Min And Or Xor Equivalent Piecewise Sum Product Integral Apply",
    (2, 2): "Symbol Rational Pow atan2 polygamma beta lowergamma uppergamma binomial RisingFactorial Mod "
    "FallingFactorial ExprCondPair Equality Unequality StrictGreaterThan StrictLessThan GreaterThan LessThan "
    "Complement Contains expint polylog besselj bessely besseli besselk Implies",
    (2, 3): "KroneckerDelta",
    (2, MANY): "Indexed Derivative",
    (3, 3): "ITE Subs",
    (4, 4): "Interval Limit",
}
ARITY = {head: bounds for bounds, heads in _HEADS.items() for head in heads.split()}
"""fewest and most arguments, by head"""
HEADS = frozenset(ARITY)
"""heads of expressions: SymPy's classes, and `Apply`, a function that has but a name"""

DOMAINS: dict[str, dict[str, bool]] = {
    "real": {"real": True},
    "positive": {"positive": True},
    "nonnegative": {"nonnegative": True},
    "nonzero": {"real": True, "nonzero": True},
    "negative": {"negative": True},
    "unit interval": {"positive": True},
    "integer": {"integer": True},
    "positive integer": {"integer": True, "positive": True},
    "nonnegative integer": {"integer": True, "nonnegative": True},
    "complex": {"complex": True},
}
"""what a symbol may stand for, and what SymPy is told of it; the unit interval is open"""


class WireError(Exception):
    """The other side sent something that is not one of the agreed messages."""


class Unencodable(Exception):
    """A value that is too large or too deep to cross: what is, in words."""

    def __str__(self) -> str:
        return f"too large to compare: {super().__str__()}"


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


class Tree(Struct, tag="t", array_like=True, frozen=True, cache_hash=True):
    """A SymPy expression: the class of its top, and its arguments.

    `Symbol` has a name and an empty text, `Rational` two integers, `Float` its decimal digits. `Apply` has the
    name of an undefined function and what it is applied to, `Indexed` the name of the base and the indices.
    """

    head: str
    args: "tuple[Value, ...]" = ()


class Symbol(Struct, frozen=True):
    """A SymPy symbol that an author hands to a student's function, on the side that has no SymPy."""

    name: str
    domain: str = "real"
    """one of `DOMAINS`"""

    def __post_init__(self) -> None:
        if self.domain not in DOMAINS:
            raise ValueError(f"a symbol has the domain {self.domain!r}, should be one of {', '.join(DOMAINS)}")


class Function(Struct, frozen=True):
    """A function that has but a name: `sympy.Function(name)` in the student's hands."""

    name: str


class Heads(Struct, frozen=True):
    """An object with an undefined function for each name, and `D(f, v)`, a derivative that is not carried out.

    SymPy knows no rules for them, so a step of a derivation stays as the student wrote it.
    """

    names: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in self.names:
            if not name.isidentifier() or name == "D":
                raise ValueError(f"heads have the name {name!r}, should have names of Python's other than D")


class Lambda(Struct, frozen=True):
    """A small function that an author hands to a student's, such as `Lambda("r", "np.log(1 + r)")`."""

    arguments: str
    body: str
    """an expression of Python's in the arguments and `np`"""


class Rng(Struct, frozen=True):
    """NumPy's generator of random numbers with that seed: `np.random.default_rng(seed)`."""

    seed: int


class Tile(Struct, frozen=True, eq=False):
    """A long vector: a short one many times over, `np.tile(values, times)`, of which the short one crosses."""

    values: Any
    """array of shape (n,)"""
    times: int


SYMBOLIC: tuple[Any, ...] = (Symbol, Function, Heads)
FOR_STUDENT: tuple[Any, ...] = (*SYMBOLIC, Lambda, Rng, Tile)
"""what the student's side makes of a few words"""
ForStudent: TypeAlias = Symbol | Function | Heads | Lambda | Rng | Tile
"""what crosses to the student alone, in a tree that has its type's name for a head"""


class Other(Struct, tag="o", array_like=True, frozen=True):
    """What cannot cross: the name of its type, and the reason where it is not the type."""

    type_name: str
    reason: str = ""


Value: TypeAlias = None | bool | int | float | str | Array | Big | Complex | Sequence | Map | Tree | Other


def short(name: str) -> str:
    """A name cut to size: of a long one the beginning, and what tells it from others that begin so."""
    plain = name.encode("utf-8", "replace")
    name = plain.decode()
    if len(name) <= MAX_NAME:
        return name
    return f"{name[: MAX_NAME - MARK_LENGTH - 1]}#{sha256(plain).hexdigest()[:MARK_LENGTH]}"


def integer(value: int, digits: int = MAX_DIGITS) -> int | Big:
    """An integer as it crosses."""
    if -(1 << 63) <= value < 1 << 63:
        return value
    if value.bit_length() > digits * 10 // 3:
        raise Unencodable(f"an integer of over {digits} digits")
    return Big(hex(value))


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
