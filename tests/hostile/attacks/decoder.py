# ruff: noqa
"""Messages that attack whoever reads them: sizes, depths, shapes and numbers that are lies.

`tools.send` writes raw bytes to the channel, `tools.frame` makes a frame of them.
"""

# ---- frame_of_4_gb: forbidden
# Announces a frame of 4 GB.
from tools import send


def attacked(x):
    send(b"\xff\xff\xff\xff" + b"\0" * 1000)
    return x


# ---- frame_of_nothing: forbidden
# Announces a frame without room for its head.
from tools import send


def attacked(x):
    send(b"\0\0\0\0")
    return x


# ---- head_of_4_gb: forbidden
# Announces a head that is longer than its frame.
from tools import send


def attacked(x):
    send(b"\0\0\0\x08\xff\xff\xff\xff1234")
    return x


# ---- list_of_4_billion: forbidden
# Announces a list that would fill the grader's memory, were it believed.
from tools import frame, send


def attacked(x):
    send(frame(b"\x83\xa4type\xa5reply\xa4call\x00\xa5value\x93\xa1l\xc2\xdd\xff\xff\xff\xff"))
    return x


# ---- deep_message: forbidden
# Nests lists a hundred thousand deep.
from tools import frame, send


def attacked(x):
    send(frame(b"\x83\xa4type\xa5reply\xa4call\x00\xa5value" + b"\x93\xa1l\xc2\x91" * 100_000))
    return x


# ---- unknown_dtype: forbidden
# Sends an array of Python objects.
from checker.sandbox import wire
from tools import answer_with


def attacked(x):
    answer_with(wire.Array("object", (3,), 0), b"\0" * 24)


# ---- array_outside_its_frame: forbidden
# Sends an array that begins where its frame has ended.
from checker.sandbox import wire
from tools import answer_with


def attacked(x):
    answer_with(wire.Array("float64", (3,), 1 << 40), b"\0" * 24)


# ---- array_before_its_frame: forbidden
# Sends an array that begins before its frame.
from checker.sandbox import wire
from tools import answer_with


def attacked(x):
    answer_with(wire.Array("float64", (3,), -1000), b"\0" * 24)


# ---- array_of_negative_shape: forbidden
# Sends an array with a negative length.
from checker.sandbox import wire
from tools import answer_with


def attacked(x):
    answer_with(wire.Array("float64", (-3, -1), 0), b"\0" * 24)


# ---- array_of_impossible_shape: forbidden
# Sends an array without entries, whose other lengths no array can have.
from checker.sandbox import wire
from tools import answer_with


def attacked(x):
    answer_with(wire.Array("float64", (0, *[1 << 26] * 7), 0), b"")


# ---- one_array_many_times: forbidden
# Names the same bytes again and again: as one array they would fill the grader's memory.
from checker.sandbox import wire
from tools import answer_with


def attacked(x):
    answer_with(wire.Sequence(False, [wire.Array("uint8", (1 << 20,), 0)] * 40), b"\1" * (1 << 20))


# ---- integer_of_many_digits: forbidden
# Sends an integer that takes long to read.
from checker.sandbox import wire
from tools import answer_with


def attacked(x):
    answer_with(wire.Big("0x" + "f" * 900_000), b"")


# ---- integer_of_no_digits: forbidden
# Sends an integer that is none.
from checker.sandbox import wire
from tools import answer_with


def attacked(x):
    answer_with(wire.Big("__import__('os')"), b"")


# ---- unknown_expression: forbidden
# Sends an expression of a class that may not cross.
from checker.sandbox import wire
from tools import answer_with


def attacked(x):
    answer_with(wire.Tree("Program", (1,)), b"")


# ---- functions_that_are_for_students: wrong, item absolute_value
# What only the grader may send.
from tools import answer_with


def absolute_value(x):
    from checker.sandbox import wire

    answer_with(wire.Tree("Abs", (wire.Tree("Heads", ("x",) * 1000),)), b"")


# ---- trees_that_no_expression_has: wrong, item absolute_value
# A fraction over zero, a sum over nothing, a substitution of nothing: past all that writes trees.
from tools import answer_with


def absolute_value(x):
    from checker.sandbox import wire

    tree = wire.Tree
    nothing = tree("Sum", (tree("Rational", (1, 0)), tree("Tuple", ())))
    answer_with(tree("Subs", (nothing, tree("Tuple", (1,)), tree("Tuple", ()))), b"")


# ---- forged_levels: forbidden, item absolute_value
# More levels than any expression may have.
from tools import answer_with


def absolute_value(x):
    from checker.sandbox import wire

    value = wire.Tree("Symbol", ("x", ""))
    for _ in range(400):
        value = wire.Tree("Abs", (value,))
    answer_with(value, b"")


# ---- dict_of_4_billion: forbidden
# Announces a dict that would fill the grader's memory, were it believed.
from tools import frame, send


def attacked(x):
    send(frame(b"\x83\xa4type\xa5reply\xa4call\x00\xa5value\xdf\xff\xff\xff\xff"))
    return x


# ---- text_of_4_gb: forbidden
# Announces a text that is longer than its frame.
from tools import frame, send


def attacked(x):
    send(frame(b"\x83\xa4type\xa5reply\xa4call\x00\xa5value\xdb\xff\xff\xff\xffabc"))
    return x


# ---- unknown_extension: forbidden
# Sends values of types that the encoding leaves to its users, and a date of the year 292 billion.
from tools import frame, send


def attacked(x):
    send(
        frame(
            b"\x83\xa4type\xa5reply\xa4call\x00\xa5value\x93\xa1l\xc2\x92\xc7\x01\x7fx\xc7\x0c\xff" + b"\xff" * 12
        )
    )
    return x


# ---- text_that_is_none: forbidden
# Sends a text of bytes that are no characters.
from tools import frame, send


def attacked(x):
    send(frame(b"\x83\xa4type\xa5reply\xa4call\x00\xa5value\xa4\xff\xfe\x80\x80"))
    return x


# ---- keys_that_are_no_keys: wrong or unusable
# Sends a dict whose keys are arrays, dicts, and numbers that differ from themselves.
from checker.sandbox import wire
from tools import answer_with


def attacked(x):
    key = wire.Map([(wire.Array("float64", (0,), 0), wire.Map([]))])
    answer_with(wire.Map([(key, 1.0)] * 3 + [(float("nan"), 1.0)] * 3), b"")


# ---- keys_with_one_hash: wrong or unusable
# Sends a dict in which each key collides with all others.
from checker.sandbox import wire
from tools import answer_with


def attacked(x):
    answer_with(wire.Map([(wire.Big(hex(n * (2**61 - 1))), 0) for n in range(4, 9000)]), b"")


# ---- bytes_that_nobody_asked_for: wrong
# Sends a small answer with as many bytes behind it as a frame may have.
from tools import answer_with


def attacked(x):
    answer_with(0.5, bytes(23 << 20))


# ---- answers_that_fill_the_memory: wrong or unusable
# Sends as much as a frame may hold, again and again.
import numpy as np


def attacked(x):
    return np.full(23 << 20, 255, np.uint8)
