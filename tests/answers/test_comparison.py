"""The ladder of comparison: type, shape, dtype, finite mask, value."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.answers.comparison import compare, entries
from checker.answers.question import Failed
from checker.maths.tolerance import Tolerance
from checker.sandbox.wire import Other, Symbol, Tree
from tests.strategies import any_numbers, arrays, filled, nonempty, plain

DEFAULT = Tolerance()
nan, inf = np.nan, np.inf


def miss_of(got, want, tolerance=DEFAULT):
    """The miss of an answer without entries."""
    return compare(got, want, tolerance)[""]


def read_only(values):
    array = np.array(values, float)
    array.setflags(write=False)
    return array


RIGHT = {
    "the same numbers": (np.array([1.0, 2.0]), np.array([1.0, 2.0])),
    "a list for an array": ([1.0, 2.0], np.array([1.0, 2.0])),
    "a tuple for an array": ((1.0, 2.0), np.array([1.0, 2.0])),
    "rows of lists": ([[1, 2], [3, 4]], np.array([[1.0, 2.0], [3.0, 4.0]])),
    "a list of arrays": ([np.array([1.0]), np.array([2.0])], np.array([[1.0], [2.0]])),
    "ints for floats": (np.array([1, 2]), np.array([1.0, 2.0])),
    "an int for a float": (1, 1.0),
    "floats for ints where integral": (np.array([1.0, 2.0]), np.array([1, 2])),
    "a float for an int where integral": (36.0, 36),
    "rounding dust beside an int": (0.1 * 30, 3),
    "a 0-d array for a number": (np.array(3.5), 3.5),
    "a number for a 0-d array": (3.5, np.array(3.5)),
    "small unsigned integers": (np.array([250], np.uint8), np.array([250.0])),
    "single precision": (np.array([1 / 3], np.float32), np.array([1 / 3])),
    "complex numbers without imaginary part": (np.array([1 + 0j]), np.array([1.0])),
    "read-only": (read_only([1, 2]), np.array([1.0, 2.0])),
    "not contiguous": (np.arange(6.0)[::2], np.array([0.0, 2.0, 4.0])),
    "in Fortran order": (np.asfortranarray([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])),
    "an empty array": (np.zeros((0, 3)), np.zeros((0, 3))),
    "an empty list": ([], np.zeros(0)),
    "nan where nan is right": (np.array([nan, 1.0]), np.array([nan, 1.0])),
    "inf with its sign": ([inf, -inf, 1.0], np.array([inf, -inf, 1.0])),
    "a huge integer": (10**400, 10**400),
    "an integer beyond 64 bits for a float": (2**70, float(2**70)),
    "a float for an integer beyond 64 bits": (float(2**70), 2**70),
    "a text in other letters": (" Max ", "max"),
    "truth values": ([True, False], np.array([True, False])),
    "a list of texts": (["a", "B"], ["a", "b"]),
    "an expression": (Tree("Symbol", ("x", "")), Tree("Symbol", ("x", ""))),
}


@pytest.mark.parametrize(("got", "want"), RIGHT.values(), ids=RIGHT)
def test_answer_is_right(got, want):
    assert miss_of(got, want) is None


WRONG = {
    # type
    "nothing": (None, np.zeros(2), "type", "is nothing (None), should be an array of shape (2,)"),
    "a text": ("abc", np.zeros(2), "type", "is the text 'abc', should be an array of shape (2,)"),
    "a text for a number": ("1.0", 1.0, "type", "is the text '1.0', should be a number"),
    "a dict": ({"a": 1}, 1.0, "type", "is a dict with the keys 'a', should be a number"),
    "an expression for numbers": (Tree("Symbol", ("x", "")), 1.0, "type", "is an expression, should be a number"),
    "a foreign object": (
        Other("torch.Tensor"),
        np.zeros(2),
        "type",
        "is an object of type torch.Tensor, should be an array of shape (2,)",
    ),
    "too large an answer": (
        Other("answer", "larger than 64 MiB"),
        1.0,
        "type",
        "is an answer larger than 64 MiB, should be a number",
    ),
    "lists that do not line up": (
        [[1.0], [1.0, 2.0]],
        np.zeros(2),
        "type",
        "is a list of 2, should be an array of shape (2,)",
    ),
    "a list with a text": ([1.0, "a"], np.zeros(2), "type", "is a list of 2, should be an array of shape (2,)"),
    "an integer beyond all floats": (
        10**400,
        1.0,
        "type",
        "is a number of about 399 digits, which is too large to compare",
    ),
    "a number for a text": (3, "max", "value", "is a number, which is not the right choice"),
    "another text": ("average", "max", "value", "is the text 'average', which is not the right choice"),
    "another expression": (Tree("Pi"), Tree("Exp1"), "value", "is another expression"),
    # shape: nothing is broadcast
    "a column for a vector": (np.zeros((3, 1)), np.zeros(3), "shape", "has shape (3, 1), should have shape (3,)"),
    "a vector for a column": (np.zeros(3), np.zeros((3, 1)), "shape", "has shape (3,), should have shape (3, 1)"),
    "a row for a column": (
        np.zeros((1, 3)),
        np.zeros((3, 1)),
        "shape",
        "has shape (1, 3), should have shape (3, 1)",
    ),
    "a number for an array": (0.0, np.zeros(3), "shape", "is a number, should be an array of shape (3,)"),
    "an array for a number": (np.zeros(3), 0.0, "shape", "is an array of shape (3,), should be a number"),
    "a number in an array": (np.zeros(1), 0.0, "shape", "is an array of shape (1,), should be a number"),
    "an empty array for a number": (np.zeros(0), 0.0, "shape", "is an array of shape (0,), should be a number"),
    "an empty array of other shape": (
        np.zeros((0, 2)),
        np.zeros((0, 3)),
        "shape",
        "has shape (0, 2), should have shape (0, 3)",
    ),
    # dtype
    "truth values for numbers": (
        np.array([True]),
        np.array([1.0]),
        "dtype",
        "holds truth values, should hold numbers",
    ),
    "a truth value for a number": (True, 1.0, "dtype", "is a truth value, should be a number"),
    "a truth value for an integer": (True, 1, "dtype", "is a truth value, should be a number"),
    "complex numbers": (np.array([1j]), np.array([0.0]), "dtype", "holds complex numbers, should hold real ones"),
    "a complex number": (1 + 1j, 1.0, "dtype", "is a complex number, should be a real one"),
    "nan as imaginary part": (
        np.array([complex(1, nan)]),
        np.array([1.0]),
        "dtype",
        "holds complex numbers, should hold real ones",
    ),
    # finite mask
    "nan": (nan, 1.0, "finite", "is nan, should be finite"),
    "nan at a place": (np.array([1.0, nan]), np.array([1.0, 2.0]), "finite", "is nan at [1], should be finite"),
    "nan at two places": (
        np.array([[nan, nan]]),
        np.zeros((1, 2)),
        "finite",
        "is nan at [0, 0], should be finite (2 such entries)",
    ),
    "inf": ([inf, 1.0], np.array([1.0, 1.0]), "finite", "is inf at [0], should be finite"),
    "inf of the other sign": (inf, -inf, "finite", "is inf, which is not the right value"),
    "a number where inf is right": (5.0, inf, "finite", "is 5, which is not the right value"),
    "a number where nan is right": (
        [5.0],
        np.array([nan]),
        "finite",
        "is 5 at [0], which is not the right value",
    ),
    "inf where nan is right": (inf, nan, "finite", "is inf, which is not the right value"),
    # value
    "another number": (1.5, 1.0, "value", "is 1.5"),
    "another number beside inf": (
        [inf, 2.0],
        np.array([inf, 1.0]),
        "value",
        "is [inf, 2]; 1 of its 2 numbers is wrong, first at [1]: 2",
    ),
    "another entry": (
        np.array([1.0, 2.5]),
        np.array([1.0, 2.0]),
        "value",
        "is [1, 2.5]; 1 of its 2 numbers is wrong, first at [1]: 2.5",
    ),
    "its only entry": (
        np.array([2.5]),
        np.array([2.0]),
        "value",
        "is [2.5]; its number is wrong, first at [0]: 2.5",
    ),
    "many entries": (
        np.zeros((4, 5)),
        np.ones((4, 5)),
        "value",
        "has the right shape (4, 5); 20 of its 20 numbers are wrong, first at [0, 0]: 0",
    ),
    "half an integer": (36.5, 36, "value", "is 36.5"),
    "another integer": (35, 36, "value", "is 35"),
    "a huge integer instead": (10**400, 36, "value", "is a number of about 399 digits"),
    "half precision": (
        np.array([1 / 3], np.float16),
        np.array([1 / 3]),
        "value",
        "is [0.333252]; its number is wrong, first at [0]: 0.333252",
    ),
    "wrong truth values": ([True, True], np.array([True, False]), "value", "holds a wrong truth value"),
    "the next large integer": (
        np.array([10**12 + 1]),
        np.array([10**12]),
        "value",
        "is [1000000000001]; its number is wrong, first at [0]: 1000000000001",
    ),
    "the next integer beyond doubles": (
        np.array([2**60 + 1]),
        np.array([2**60]),
        "value",
        f"is [{2**60 + 1}]; its number is wrong, first at [0]: {2**60 + 1}",
    ),
    "one beside a large integer": (
        np.array([10**10, 1]),
        np.array([10**10, 0]),
        "value",
        "is [10000000000, 1]; 1 of its 2 numbers is wrong, first at [1]: 1",
    ),
    # lists of answers
    "a shorter list": ([1.0], [1.0, 2.0], "type", "is a list of 1, should be a list of 2"),
    "a number for a list": (1.0, [1.0, 2.0], "type", "is a number, should be a list of 2"),
    "an entry of a list": ([1.0, 3.0], [1.0, 2.0], "value", "at [1] is 3"),
    "an entry of a tuple in a list": (
        [(1.0, np.zeros(3))],
        [(1.0, np.zeros(2))],
        "shape",
        "at [0][1] has shape (3,), should have shape (2,)",
    ),
}


@pytest.mark.parametrize(("got", "want", "rung", "message"), WRONG.values(), ids=WRONG)
def test_answer_is_wrong_and_told_so(got, want, rung, message):
    miss = miss_of(got, want)

    assert miss is not None
    assert (miss.rung, miss.message) == (rung, message)


ORDER = {
    "type before shape": ("text", np.zeros(3), "type"),
    "shape before dtype": (np.array([True, True]), np.zeros(3), "shape"),
    "dtype before finite": (np.array([complex(nan, 1)]), np.zeros(1), "dtype"),
    "finite before value": (np.array([5.0, nan]), np.zeros(2), "finite"),
}


@pytest.mark.parametrize(("got", "want", "rung"), ORDER.values(), ids=ORDER)
def test_first_rung_that_fails_is_told(got, want, rung):
    assert miss_of(got, want).rung == rung


def test_distance_is_told_in_one_digit():
    assert miss_of(12.0, 0.4).off == "off by about 10"
    assert miss_of([0.0, 0.0], np.array([0.0, 0.2514])).off == "off by about 0.3"


@pytest.mark.parametrize(("got", "off"), [(35, "too small"), (37, "too large")])
def test_distance_of_an_integer_is_its_direction(got, off):
    assert miss_of(got, 36).off == off


def test_single_precision_has_looser_bounds_and_half_precision_has_not():
    got, want = np.array([1.00005]), np.array([1.0])

    assert miss_of(got, want) is not None
    assert miss_of(got.astype(np.float32), want) is None
    assert miss_of(np.array([1.0009765625], np.float16), want) is not None


# ---- dicts and tuples ---------------------------------------------------------------------------------------


PAIR = {"dW": np.zeros((2, 3)), "db": np.zeros(2)}
NOT_THERE = "is missing from the dict"
NO_DICT = "should be a dict with the keys `dW`, `db`"

DICTS = {
    "right": (PAIR, [None, None]),
    "in another order": ({"db": np.zeros(2), "dW": np.zeros((2, 3))}, [None, None]),
    "with a further key": (PAIR | {"loss": 3.0}, [None, None]),
    "without a key": ({"dW": np.zeros((2, 3))}, [None, NOT_THERE]),
    "with keys in other letters": ({"dw": 0.0, "DB": 0.0}, [NOT_THERE, NOT_THERE]),
    "empty": ({}, [NOT_THERE, NOT_THERE]),
    "with one slip": (
        PAIR | {"db": np.ones(2)},
        [None, "is [1, 1]; 2 of its 2 numbers are wrong, first at [0]: 1"],
    ),
    "as a tuple": (tuple(PAIR.values()), [f"is a tuple of 2, {NO_DICT}"] * 2),
    "as an array": (np.zeros(3), [f"is an array of shape (3,), {NO_DICT}"] * 2),
    "as nothing": (None, [f"is nothing (None), {NO_DICT}"] * 2),
}


@pytest.mark.parametrize(("got", "messages"), DICTS.values(), ids=DICTS)
def test_dict_is_compared_key_by_key(got, messages):
    misses = compare(got, PAIR, DEFAULT)

    assert list(misses) == ["dW", "db"]
    assert [miss and miss.message for miss in misses.values()] == messages


TUPLES = {
    "right": ((1.0, 2.0), [None, None]),
    "as a list": ([1.0, 2.0], [None, None]),
    "as an array": (np.array([1.0, 2.0]), [None, None]),
    "with one slip": ((1.0, 3.0), [None, "is 3"]),
    "too short": ((1.0,), ["is a tuple of 1, should be a tuple of 2"] * 2),
    "too long": ([1.0, 2.0, 3.0], ["is a list of 3, should be a tuple of 2"] * 2),
    "an array of other shape": (np.ones((2, 2)), ["is an array of shape (2, 2), should be a tuple of 2"] * 2),
    "a number": (1.0, ["is a number, should be a tuple of 2"] * 2),
    "a text of that length": ("ab", ["is the text 'ab', should be a tuple of 2"] * 2),
}


@pytest.mark.parametrize(("got", "messages"), TUPLES.values(), ids=TUPLES)
def test_tuple_is_compared_entry_by_entry(got, messages):
    misses = compare(got, (1.0, 2.0), DEFAULT)

    assert list(misses) == ["[0]", "[1]"]
    assert [miss and miss.message for miss in misses.values()] == messages


def test_miss_of_a_whole_answer_is_marked_as_such():
    assert all(miss.is_whole for miss in compare(1.0, PAIR, DEFAULT).values())
    assert not compare({}, PAIR, DEFAULT)["dW"].is_whole


def test_entries_are_named_by_key_or_index():
    assert [name for name, _ in entries(PAIR)] == ["dW", "db"]
    assert [name for name, _ in entries((1, 2))] == ["[0]", "[1]"]
    assert [name for name, _ in entries([1, 2])] == [""]


# ---- properties ---------------------------------------------------------------------------------------------


@given(any_numbers)
def test_every_array_equals_itself(array):
    assert miss_of(array, array) is None


@given(plain)
def test_no_answer_whatever_breaks_the_comparison(got):
    for want in (
        1.0,
        7,
        np.zeros((2, 2)),
        "max",
        (1.0, np.zeros(2)),
        {"a": 1.0},
        [1.0, 2.0],
        np.array([inf, nan]),
    ):
        compare(got, want, DEFAULT)


@given(nonempty, st.data())
def test_hundred_tolerances_are_always_caught_and_a_hundredth_never(want, data):
    index = data.draw(st.integers(0, want.size - 1))
    direction = data.draw(st.sampled_from([-1, 1]))
    allowed = DEFAULT.allowed(want).ravel()[index]

    def moved(factor):
        got = want.copy()
        got.ravel()[index] += direction * factor * allowed
        return got

    assert miss_of(moved(100), want).rung == "value"
    assert 50 < miss_of(moved(100), want).ratio < 200
    assert miss_of(moved(0.01), want) is None


@given(arrays, arrays)
def test_other_shapes_are_never_right(got, want):
    if got.shape != want.shape:
        assert miss_of(got, want).rung == "shape"


@given(filled((3,)), st.sampled_from([nan, inf, -inf]), st.integers(0, 2))
def test_what_is_not_finite_never_matches_a_number(want, intruder, index):
    got = want.copy()
    got[index] = intruder

    assert miss_of(got, want).rung == "finite"
    assert miss_of(want, got).rung == "finite"


@given(plain)
def test_failure_of_an_author_is_no_answer(got):
    assert miss_of(got, Failed("ValueError")) is not None


def test_symbol_for_a_number_is_an_expression():
    assert miss_of(Symbol("x"), 1.0).message == "is an expression, should be a number"
