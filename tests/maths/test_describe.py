"""Values and texts in words, and in lines that can be pasted."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checker.maths.describe import (
    LITERAL_LENGTH,
    call,
    clean,
    inputs_in_words,
    literal,
    number,
    one_line,
    roughly,
    short,
    words,
)
from checker.sandbox.wire import Other, Symbol, Tree
from tests.strategies import any_numbers

DIRECTIONS = [chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)]


# ---- clean --------------------------------------------------------------------------------------------------


CLEANED = {
    "plain text": ("dW has shape (2, 3)", "dW has shape (2, 3)"),
    "mathematics": ("∂L/∂W = ŷ − y", "∂L/∂W = ŷ − y"),
    "terminal colours": ("\x1b[31mred", "\\x1b[31mred"),
    "title of a terminal": ("\x1b]0;root\x07", "\\x1b]0;root\\x07"),
    "eight-bit escapes": ("\x9b31m", "\\x9b31m"),
    "carriage return": ("100\r0", "100\\r0"),
    "backspace": ("a\bb", "a\\x08b"),
    "tab": ("a\tb", "a    b"),
    "line breaks stay": ("a\nb", "a\nb"),
    "right to left": ("a\u202eb", "a\\u202eb"),
    "zero width": ("a\u200bb", "a\\u200bb"),
    "half a pair of surrogates": ("\ud800", "\\ud800"),
    "address": ("<f at 0x7f3a2b1c4d5e>", "<f at 0x...>"),
    "short hexadecimal number": ("0xff", "0xff"),
}


@pytest.mark.parametrize(("text", "cleaned"), CLEANED.values(), ids=CLEANED)
def test_text_is_cleaned(text, cleaned):
    assert clean(text) == cleaned


@given(st.text(max_size=400))
@example("".join(DIRECTIONS))
@example("\x1b" * 400)
def test_cleaned_text_is_short_and_harmless(text):
    result = clean(text)

    assert len(result) <= 300
    assert all(c.isprintable() or c == "\n" for c in result)
    assert not set(DIRECTIONS) & set(result)
    result.encode()


def test_long_text_is_cut_with_a_mark():
    assert clean("a" * 400, 10) == "aaaaaaa..."


def test_one_line_joins_the_lines():
    assert one_line(" a\n\n  b\t c ") == "a b c"


# ---- literal ------------------------------------------------------------------------------------------------


SCOPE = {"np": np}
VALUES = {
    "numbers": np.array([[0.5, 1.0], [1e-300, -0.1]]),
    "integers": np.array([1, -2]),
    "truth values": np.array([True, False]),
    "complex numbers": np.array([1 + 2j, 0.5]),
    "nan and inf": np.array([np.nan, np.inf, -np.inf]),
    "empty": np.zeros(0),
    "no rows": np.zeros((0, 3)),
    "no columns": np.zeros((2, 0)),
    "no integers": np.zeros(0, np.int64),
    "single precision": np.array([0.1], np.float32),
    "bytes": np.array([[200]], np.uint8),
    "a number": 0.1,
    "nan": np.nan,
    "minus infinity": -np.inf,
    "negative zero": -0.0,
    "a complex nan": complex(np.nan, -np.inf),
    "an integer": 10**30,
    "a truth value": True,
    "a text": 'it\'s "quoted"\n',
    "None": None,
    "nested lists": [[1, [2.5, np.inf]], []],
    "a list of arrays": [np.array([1.0]), np.array([[2.0]])],
    "a tuple of one": (1.0,),
    "an empty tuple": (),
    "a dict of arrays": {"a": np.array([1.0]), 2: [np.nan]},
}


def assert_same(got, want):
    assert type(got) is type(want)
    if isinstance(want, np.ndarray):
        assert (got.dtype, got.shape) == (want.dtype, want.shape)
        np.testing.assert_array_equal(got, want)
    elif isinstance(want, list | tuple):
        assert len(got) == len(want)
        for g, w in zip(got, want, strict=True):
            assert_same(g, w)
    elif isinstance(want, dict):
        assert_same(list(got.items()), list(want.items()))
    else:
        assert repr(got) == repr(want)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_literal_makes_the_value(value):
    assert_same(eval(literal(value), SCOPE), value)


@given(any_numbers.filter(lambda array: array.ndim))
def test_literal_makes_every_array(array):
    assert_same(eval(literal(array), SCOPE), array)


def test_literal_of_a_symbol_declares_its_domain():
    assert literal(Symbol("t", "positive")) == "sympy.Symbol('t', positive=True)"


@pytest.mark.parametrize("value", [np.float64(0.5), np.array(0.5)], ids=["scalar", "0-d"])
def test_literal_of_a_numpy_number_is_a_plain_number(value):
    assert literal(value) == "0.5"


def test_call_is_one_line_of_python():
    assert call("f", {"x": np.array([1.0]), "k": 2}) == "f(np.array([1.0]), 2)"
    assert call("f", {}) == "f()"


def test_call_that_nobody_would_paste_is_left_out():
    assert call("f", {"x": np.zeros(LITERAL_LENGTH)}) == ""


def test_long_inputs_are_told_in_words():
    inputs = {"x": np.zeros((50, 2)), "t": 2.0, "names": "abc", "grads": [1] * 30}

    assert inputs_in_words(inputs) == "x an array of shape (50, 2), t = 2.0, names = 'abc', grads a list of 30"


# ---- words and numbers --------------------------------------------------------------------------------------


WORDS = {
    "None": (None, "nothing (None)"),
    "truth value": (True, "the truth value True"),
    "integer": (3, "a number"),
    "complex": (1j, "a number"),
    "numpy number": (np.float32(1), "a number"),
    "0-d array": (np.array(1.0), "a number"),
    "array": (np.zeros((2, 0)), "an array of shape (2, 0)"),
    "text": ("a\x1b", "the text 'a\\\\x1b'"),
    "long text": ("a" * 100, f"the text '{'a' * 57}...'"),
    "list": ([1, 2], "a list of 2"),
    "tuple": ((), "a tuple of 0"),
    "dict": ({"a": 1, "\x07": 2}, "a dict with the keys 'a', '\\x07'"),
    "empty dict": ({}, "an empty dict"),
    "expression": (Tree("Pi"), "an expression"),
    "symbol": (Symbol("x"), "an expression"),
    "object": (Other("torch.Tensor"), "an object of type torch.Tensor"),
    "object with a hostile name": (Other("\x1b[2J"), "an object of type \\x1b[2J"),
    "array of objects": (Other("numpy.ndarray", "an array of dtype object"), "an array of dtype object"),
    "too large": (Other("answer", "nested too deeply"), "an answer nested too deeply"),
    "anything else": (object(), "an object of type object"),
}


@pytest.mark.parametrize(("value", "said"), WORDS.values(), ids=WORDS)
def test_value_in_a_students_words(value, said):
    assert words(value) == said


NUMBERS = {
    "rounding": (0.1 + 0.2, "0.3"),
    "six digits": (1 / 3, "0.333333"),
    "integer": (1234567890, "1234567890"),
    "numpy integer": (np.int64(1234567890), "1234567890"),
    "small": (1.5e-9, "1.5e-09"),
    "negative zero": (-0.0, "0"),
    "nan": (np.nan, "nan"),
    "inf": (-np.inf, "-inf"),
    "complex": (1 + 2j, "1+2j"),
    "truth value": (np.True_, "True"),
}


@pytest.mark.parametrize(("value", "said"), NUMBERS.values(), ids=NUMBERS)
def test_number_as_students_write_it(value, said):
    assert number(value) == said


@pytest.mark.parametrize(
    ("value", "said"), [(0.2514, "0.3"), (12.0, "10"), (960.0, "1000"), (3e-7, "3e-07"), (4.2e9, "4e+09")]
)
def test_size_in_one_digit(value, said):
    assert roughly(value) == said


SHORT = {
    "small array": (np.array([[1.0, 0.25]]), "[[1, 0.25]]"),
    "integers": (np.array([123456789]), "[123456789]"),
    "large array": (np.zeros(13), "an array of shape (13,)"),
    "0-d array": (np.array(2.0), "2"),
    "number": (2.5, "2.5"),
    "pair": ((1, 2.5), "(1, 2.5)"),
    "texts": (["a", "b\n"], "['a', 'b']"),
    "long list": ([0] * 7, "a list of 7"),
    "text": ("max", "the text 'max'"),
}


@pytest.mark.parametrize(("value", "said"), SHORT.values(), ids=SHORT)
def test_value_in_a_sentence(value, said):
    assert short(value) == said
