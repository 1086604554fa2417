"""What crosses between grader and sandbox, and what does not."""

import contextlib
import math
import sys
import tracemalloc
from fractions import Fraction

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from checker.sandbox import values, wire
from tests.strategies import any_numbers, wild_trees

QUICK = settings(max_examples=80, deadline=None, database=None, derandomize=True)


def crossed(value, call=0):
    """The value as it arrives on the other side."""
    encoder = values.Encoder()
    encoded = encoder.encode(value)
    frame = wire.pack(wire.Reply(call, encoded), encoder.buffers)
    assert wire.frame_size(frame) == len(frame) - 4
    message, data = wire.unpack(frame[4:], from_worker=True)
    return values.decode(message.value, data)


def framed(head, data=b""):
    """A frame with that head, without its first size."""
    return len(head).to_bytes(4, "big") + head + data


def decoded(value, data=b""):
    return values.decode(value, memoryview(data))


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**300), 2**300)
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.complex_numbers(allow_nan=False)
)
keys = st.text(max_size=5) | st.integers(-(2**63), 2**63 - 1)
plain = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.tuples(inner, inner) | st.dictionaries(keys, inner, max_size=3)
    ),
    max_leaves=12,
)


@QUICK
@given(plain)
def test_plain_values_arrive_as_they_were_sent(value):
    got = crossed(value)
    assert got == value
    assert type(got) is type(value)


@QUICK
@given(
    arrays.arrays(
        st.sampled_from(sorted(values.DTYPES)).map(np.dtype),
        arrays.array_shapes(min_dims=0, max_dims=4, min_side=0),
    )
)
def test_arrays_arrive_with_their_dtype_shape_and_bytes(array):
    got = crossed(array)
    assert (got.dtype, got.shape, got.tobytes()) == (array.dtype, array.shape, array.tobytes())


def test_arrays_that_arrive_are_read_only_views():
    got = crossed(np.arange(3.0))
    assert not got.flags.writeable


def test_non_contiguous_and_zero_dimensional_arrays_arrive():
    matrix = np.arange(6.0).reshape(2, 3)
    for array in (matrix.T, matrix[:, ::2], np.broadcast_to(1.0, (2, 2)), np.array(3.0)):
        np.testing.assert_array_equal(crossed(array), array)
        assert crossed(array).shape == array.shape


def test_arrays_of_the_other_byte_order_arrive_with_their_values():
    other = ">" if sys.byteorder == "little" else "<"
    np.testing.assert_array_equal(crossed(np.arange(3.0).astype(f"{other}f8")), np.arange(3.0))


def test_nan_and_infinities_arrive():
    got = crossed([math.nan, math.inf, -math.inf, -0.0])
    assert math.isnan(got[0])
    assert got[1:3] == [math.inf, -math.inf]
    assert math.copysign(1, got[3]) == -1


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        (np.float32(0.5), np.array(0.5, np.float32)),
        (np.longdouble(0.5), np.array(0.5)),
        (np.bool_(True), np.array(True)),
        (Fraction(1, 3), wire.Tree("Rational", (1, 3))),
        (np.array([Fraction(1, 3), 2]), [wire.Tree("Rational", (1, 3)), 2]),
        (type("Float", (float,), {})(0.5), 0.5),
        (type("Text", (str,), {})("a"), "a"),
        (type("List", (list,), {})([1]), [1]),
        (type("Dict", (dict,), {})(a=1), {"a": 1}),
        ({2, 1}, wire.Tree("FiniteSet", (1, 2))),
        (frozenset(), wire.Tree("EmptySet")),
        ({None}, wire.Other("NoneType")),
        (object(), wire.Other("object")),
        (len, wire.Other("builtin_function_or_method")),
        (..., wire.Other("ellipsis")),
        (np.array([None]), wire.Other("numpy.ndarray", "an array of Python objects")),
    ],
    ids=lambda value: str(value).partition(" at 0x")[0],
)
def test_what_is_not_plain_data_arrives_as_its_plain_part_or_as_its_type(value, arrives):
    got = crossed(value)
    if isinstance(arrives, np.ndarray):
        assert (got.dtype, got.shape) == (arrives.dtype, arrives.shape)
        assert got == arrives
    else:
        assert got == arrives
        assert type(got) is type(arrives)


# ---- what is refused on the side of the student ------------------------------------------------------------


def nested(depth):
    value: list = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        nested(wire.MAX_DEPTH + 1),
        nested(10**6),
        [0.0] * (wire.MAX_NODES + 1),
        10 ** (wire.MAX_DIGITS + 10),
        np.broadcast_to(0.0, (wire.MAX_FRAME,)),
        np.zeros((1,) * 9),
    ],
    ids=["deep", "very deep", "many parts", "many digits", "many bytes", "many axes"],
)
def test_what_is_too_large_is_not_encoded(value):
    with pytest.raises(wire.Unencodable, match="too large to compare: "):
        values.Encoder().encode(value)


def test_what_is_just_small_enough_is_encoded():
    for value in (nested(wire.MAX_DEPTH), [0.0] * (wire.MAX_NODES - 1), 10 ** (wire.MAX_DIGITS - 10)):
        assert crossed(value) == value


def test_long_texts_are_cut_and_half_characters_replaced():
    assert crossed("a" * 10**6) == "a" * (wire.MAX_TEXT + 1)  # so that one sees that it was longer
    assert crossed("\udcff") == "?"


# ---- what is refused on the side of the grader -------------------------------------------------------------


@QUICK
@given(st.binary(max_size=400))
def test_junk_is_a_wire_error_and_nothing_else(junk):
    for frame in (junk, framed(junk), framed(junk, junk)):
        for from_worker in (True, False):
            with contextlib.suppress(wire.WireError):
                wire.unpack(frame, from_worker=from_worker)


packed = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=8)
    | st.binary(max_size=8)
    | st.sampled_from(["a", "i", "c", "l", "d", "t", "o", "reply", "loaded", "float64", "0x1", "Add"]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)
messages = packed | st.fixed_dictionaries(
    {"type": st.sampled_from(["reply", "loaded", "start"]), "call": packed, "value": packed},
    optional={"error": packed, "mutated": packed, "functions": packed},
)


@QUICK
@given(messages, st.binary(max_size=40))
def test_any_packed_message_is_decoded_or_is_a_wire_error(message, data):
    with contextlib.suppress(wire.WireError):
        got, rest = wire.unpack(framed(msgspec.msgpack.encode(message), data), from_worker=True)
        if isinstance(got, wire.Reply):
            values.decode(got.value, rest)


HEADS = sorted(wire.HEADS)
small = st.integers(-3, 20) | st.sampled_from([2**31, 2**40, 2**63])
wire_values = st.recursive(
    st.builds(
        wire.Array,
        st.sampled_from(["float64", "bool", "complex128", "object", "", "U9", "datetime64", "V8"]),
        st.lists(small, max_size=10).map(tuple),
        small,
    )
    | st.builds(wire.Big, st.text(max_size=12) | st.integers().map(hex))
    | st.builds(wire.Complex, st.floats(), st.floats())
    | st.builds(wire.Other, st.text(max_size=5), st.text(max_size=5))
    | scalars.filter(lambda value: not isinstance(value, complex)),
    lambda inner: (
        st.builds(wire.Sequence, st.booleans(), st.lists(inner, max_size=4))
        | st.builds(wire.Map, st.lists(st.tuples(inner, inner), max_size=4))
        | st.builds(
            wire.Tree, st.sampled_from([*HEADS, "Lambda", "Heads"]), st.lists(inner, max_size=4).map(tuple)
        )
    ),
    max_leaves=10,
)


@settings(max_examples=400, deadline=None, database=None, derandomize=True)
@given(wire_values, st.binary(max_size=64))
def test_any_wire_value_is_decoded_or_is_a_wire_error(value, data):
    with contextlib.suppress(wire.WireError):
        decoded(value, data)


# ---- frames that somebody has bent ---------------------------------------------------------------------------


@st.composite
def bent(draw, frames):
    """A right frame with a few bytes changed, cut out, or put in, and its sizes as they were or put right."""
    frame = bytearray(draw(frames))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(frame)))
        gone = draw(st.integers(0, 3))
        put = draw(st.binary(max_size=3) | st.sampled_from([b"\xdd\xff\xff\xff\xff", b"\xc1", b"\x91" * 2000]))
        frame[place : place + gone] = put
    if draw(st.booleans()):
        return framed(bytes(frame[4:]))
    return bytes(frame)


def frame_of(value):
    """The frame of an answer, without its first size."""
    encoder = values.Encoder()
    encoded = encoder.encode(value)
    return wire.pack(wire.Reply(0, encoded), encoder.buffers)[4:]


replies = (plain | any_numbers).map(frame_of) | wild_trees.map(
    lambda tree: wire.pack(wire.Reply(0, tree), [])[4:]
)
raised = st.builds(wire.Raised, st.text(max_size=9), st.text(max_size=9), st.integers(-(2**63), 2**63 - 1))
failures = st.builds(lambda error: wire.pack(wire.Reply(0, error=error), [])[4:], raised)
loads = st.builds(
    lambda names, error: wire.pack(wire.Loaded(names, error), [])[4:], st.lists(st.text(max_size=9)), raised
)


def extent(value):
    """Parts of a decoded value, and bytes of its arrays."""
    if isinstance(value, np.ndarray):
        return 1, value.nbytes
    if isinstance(value, wire.Tree):
        value = value.args
    if isinstance(value, dict):
        value = [*value, *value.values()]
    inside = [extent(item) for item in value] if isinstance(value, list | tuple) else []
    return 1 + sum(parts for parts, _ in inside), sum(size for _, size in inside)


def decoded_or_refused(frame):
    """What a frame stands for is no larger than the frame; where it stands for nothing, that is a wire error."""
    try:
        message, data = wire.unpack(frame, from_worker=True)
        value = values.decode(message.value, data) if isinstance(message, wire.Reply) else None
    except wire.WireError:
        return
    assert isinstance(message, wire.Reply | wire.Loaded)
    parts, size = extent(value)
    assert parts <= min(2 * len(frame), 2 * wire.MAX_NODES)
    assert size <= len(frame)


@settings(QUICK, max_examples=300)
@given(bent(replies | failures | loads))
def test_a_bent_frame_is_a_bounded_value_or_a_wire_error(frame):
    decoded_or_refused(frame)


@QUICK
@given(st.lists(replies | failures, min_size=1, max_size=3), st.data())
def test_a_frame_that_is_cut_anywhere_is_a_bounded_value_or_a_wire_error(frames, data):
    joined = b"".join(frames)
    start = data.draw(st.integers(0, len(joined)))
    decoded_or_refused(joined[start : data.draw(st.integers(start, len(joined)))])


@QUICK
@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.binary(max_size=64))
def test_no_size_that_is_announced_is_believed(size, head, rest):
    with contextlib.suppress(wire.WireError):
        assert 4 <= wire.frame_size(size.to_bytes(4, "big")) <= wire.MAX_FRAME
    decoded_or_refused(head.to_bytes(4, "big") + rest)


@pytest.mark.parametrize(
    "item",
    [b"\xc0", b"\xa0", b"\x93\xa1l\xc2\x90", b"\x92\xa1d\x90", b"\x93\xa1t\xa3Add\x90"],
    ids=["nothing", "text", "list", "dict", "tree"],
)
def test_the_densest_head_becomes_at_most_sixty_times_as_large(item):
    count = (wire.MAX_HEAD - 64) // len(item)
    opening = b"\x83\xa4type\xa5reply\xa4call\x00\xa5value\x93\xa1l\xc2\xdd"
    frame = framed(opening + count.to_bytes(4, "big") + item * count)

    tracemalloc.start()
    decoded_or_refused(frame)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 60 * wire.MAX_HEAD


def test_an_array_without_entries_cannot_have_an_impossible_shape():
    with pytest.raises(wire.WireError):
        decoded(wire.Array("float64", (0, *[1 << 26] * 7), 0))


def test_arrays_together_hold_no_more_than_their_frame():
    data = bytes(1000)
    with pytest.raises(wire.WireError):
        decoded(wire.Sequence(False, [wire.Array("uint8", (1000,), 0)] * 3), data)


def test_an_answer_with_too_many_parts_is_refused():
    with pytest.raises(wire.WireError):
        decoded(wire.Sequence(False, [0] * (wire.MAX_NODES + 1)))


@pytest.mark.parametrize("dtype", ["object", "O", "U5", "V8", "datetime64[s]", "f8,O", "longdouble", ">f8", ""])
def test_only_numbers_and_truth_values_cross_in_arrays(dtype):
    with pytest.raises(wire.WireError, match="dtype"):
        decoded(wire.Array(dtype, (1,), 0), bytes(64))


@pytest.mark.parametrize(
    ("shape", "start"),
    [((3,), 0), ((2,), 8), ((2,), -8), ((1,), 1 << 60), ((-1, -1), 0), ((1 << 62,), 0), ((1,) * 9, 0)],
)
def test_an_array_lies_in_its_frame(shape, start):
    with pytest.raises(wire.WireError):
        decoded(wire.Array("float64", shape, start), bytes(16))


@pytest.mark.parametrize("size", [0, 3, wire.MAX_FRAME + 1, (1 << 32) - 1])
def test_the_size_of_a_frame_is_capped(size):
    with pytest.raises(wire.WireError):
        wire.frame_size(size.to_bytes(4, "big"))
    assert wire.frame_size(wire.MAX_FRAME.to_bytes(4, "big")) == wire.MAX_FRAME


def test_the_head_of_a_frame_is_capped():
    head = msgspec.msgpack.encode(wire.Reply(0, "a" * wire.MAX_HEAD))
    with pytest.raises(wire.WireError):
        wire.unpack(framed(head), from_worker=True)
    with pytest.raises(wire.Unencodable, match="too large to compare: larger than 24 MiB"):
        wire.pack(wire.Reply(0, "a" * wire.MAX_HEAD), [])


@pytest.mark.parametrize("levels", [wire.MAX_DEPTH + wire.MAX_LEVELS + 2, 300])
def test_the_depth_of_an_answer_is_capped(levels):
    value = wire.Sequence(False, [])
    for _ in range(levels):
        value = wire.Sequence(False, [value])
    with pytest.raises(wire.WireError, match="deep"):
        decoded(value)


def test_a_message_that_is_a_hundred_thousand_levels_deep_is_refused():
    head = b"\x83\xa4type\xa5reply\xa4call\x00\xa5value" + b"\x93\xa1l\xc2\x91" * 100_000
    with pytest.raises(wire.WireError):
        wire.unpack(framed(head), from_worker=True)


@pytest.mark.parametrize("kind", [b"\x93\xa1l\xc2", b"\x93\xa1t\xa3Add", b"\x92\xa1d"])
def test_announced_lengths_are_not_believed(kind):
    head = b"\x83\xa4type\xa5reply\xa4call\x00\xa5value" + kind + b"\xdd\xff\xff\xff\xff"
    with pytest.raises(wire.WireError):
        wire.unpack(framed(head), from_worker=True)


def test_integers_are_capped():
    with pytest.raises(wire.WireError, match="digits"):
        decoded(wire.Big("0x" + "f" * wire.MAX_DIGITS))
    with pytest.raises(wire.WireError):
        decoded(wire.Big("__import__('os')"))


def test_expressions_have_known_heads():
    with pytest.raises(wire.WireError, match="Program"):
        decoded(wire.Sequence(True, [wire.Tree("Program", ())]))


@pytest.mark.parametrize("head", ["Function", "Heads", "Lambda", "Rng", "Tile"])
def test_what_the_students_side_makes_does_not_come_back(head):
    got = decoded(wire.Sequence(True, [wire.Tree(head, ("x", "__import__('os')"))]))
    assert got == (wire.Other(head),)


def test_a_worker_cannot_send_what_the_grader_sends():
    start = wire.pack(wire.Start("a.py", b"", {}, []), [])[4:]
    assert wire.unpack(start, from_worker=False)[0].name == "a.py"
    with pytest.raises(wire.WireError):
        wire.unpack(start, from_worker=True)


def test_keys_that_are_no_simple_values_become_their_type():
    got = decoded(wire.Map([(wire.Sequence(True, [1]), 1)]))
    assert got == {"tuple": 1}


def test_large_integers_are_no_keys_since_a_dict_of_equal_hashes_takes_for_ever():
    keys = [wire.Big(hex(n * (2**61 - 1))) for n in range(4, 9000)]
    assert decoded(wire.Map([(key, 0.5) for key in keys])) == {"int": 0.5}
    assert crossed({2**63 - 1: 0.5}) == {2**63 - 1: 0.5}
