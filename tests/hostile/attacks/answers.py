# ruff: noqa
"""Answers that are not what they seem, to whoever compares them."""


# ---- equal_to_everything: wrong
# A float that is equal to everything, and close to everything.
class Yes(float):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __sub__(self, other):
        return 0.0

    __rsub__ = __abs__ = lambda self, *_: 0.0
    __le__ = __lt__ = __ge__ = __gt__ = lambda self, other: True
    __hash__ = float.__hash__
    __array_priority__ = 1e9


def attacked(x):
    return [Yes(0), Yes(0), Yes(0)]


# ---- array_equal_to_everything: wrong
# An array whose every comparison and every NumPy function says yes.
import numpy as np


class Yes(np.ndarray):
    def __eq__(self, other):
        return True

    def __le__(self, other):
        return np.True_

    def __array_function__(self, function, types, args, kwargs):
        return True

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.zeros(3)

    def __array_finalize__(self, other):
        pass

    def all(self, *_):
        return True


def attacked(x):
    return np.zeros(3).view(Yes)


# ---- array_of_objects: unusable
# An array of objects, each with its own idea of comparison.
import numpy as np


class Yes:
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0


def attacked(x):
    return np.array([Yes(), Yes(), Yes()], dtype=object)


# ---- lie_about_class: unusable
# An object that says it is an array.
import numpy as np


class Liar:
    __class__ = np.ndarray
    shape, dtype, ndim, size = (3,), np.dtype(float), 1, 3


def attacked(x):
    return Liar()


# ---- lie_about_float: unusable or wrong
# An object that says it is a number, and a fraction.
class Liar:
    numerator = 1

    def __float__(self):
        return 0.5


def attacked(x):
    return Liar()


# ---- lie_about_array: unusable or wrong
# An object that turns into an array when it is asked to.
import numpy as np


class Liar:
    def __array__(self, dtype=None, copy=None):
        return np.zeros(3)


def attacked(x):
    return Liar()


# ---- lie_about_array_without_end: raised or unusable or timed out
# An object that turns into itself when it is asked to be an array.
class Liar:
    def __array__(self, dtype=None, copy=None):
        return self

    def __len__(self):
        return 2**62

    def __getitem__(self, i):
        return self


def attacked(x):
    return Liar()


# ---- metaclass: raised or unusable
# A class whose very name is not a text.
class Meta(type):
    __module__ = property(lambda cls: 1 / 0)

    def __instancecheck__(cls, other):
        return True

    def __subclasscheck__(cls, other):
        return True

    def __hash__(cls):
        raise ValueError


class Liar(metaclass=Meta):
    pass


def attacked(x):
    return Liar()


# ---- list_that_grows: timed out or out of memory or unusable
# A list whose iteration never ends.
class Endless(list):
    def __iter__(self):
        while True:
            yield 0.0


def attacked(x):
    return Endless()


# ---- text_subclass: unusable
# A text that says it is another one.
class Text(str):
    def __eq__(self, other):
        return True

    def __getitem__(self, i):
        return Text("right")

    def encode(self, *_):
        return b"\xff"


def attacked(x):
    return Text("right")


# ---- integer_subclass: unusable or wrong or raised
# An integer that is as large as is asked for.
class Number(int):
    def __index__(self):
        return 2**100_000

    def __int__(self):
        return 2**100_000

    def bit_length(self):
        return 1


def attacked(x):
    return Number(1)


# ---- hostile_keys: unusable
# A dict whose keys cannot be hashed twice, compared or printed.
class Key:
    def __hash__(self):
        return 1

    def __eq__(self, other):
        raise SystemExit

    def __repr__(self):
        raise SystemExit


def attacked(x):
    return {Key(): x, None: x, float("nan"): x, (1, (2, 3)): x, "\x1b[2J": x}


# ---- million_levels: unusable or timed out
# A list a million levels deep.
def attacked(x):
    nested = []
    for _ in range(10**6):
        nested = [nested]
    return nested


# ---- circle: unusable
# A list that holds itself.
def attacked(x):
    circle = [x]
    circle.append(circle)
    return circle


# ---- circular_dict: unusable
# A dict that holds itself.
def attacked(x):
    circle = {}
    circle["self"] = circle
    return circle


# ---- million_entries: unusable
# A list with a million entries.
def attacked(x):
    return [0.0] * 10**6


# ---- large_array: unusable or out of memory or timed out
# An array over the cap on frames.
import numpy as np


def attacked(x):
    return np.zeros(9 << 20)


# ---- wide_array: unusable or out of memory
# An array that is tiny in memory and huge when it is sent.
import numpy as np


def attacked(x):
    return np.broadcast_to(np.zeros(1), (10**6, 10**6))


# ---- fitting_array: unusable or wrong or timed out
# An array that is just under the cap: many of them would fill the grader's memory.
import numpy as np


def attacked(x):
    return np.zeros(7 << 20)


# ---- small_entries: unusable or wrong or timed out
# An array of truth values, which the grader must not widen.
import numpy as np


def attacked(x):
    return np.zeros(48 << 20, bool)


# ---- integer_of_a_million_digits: unusable
# An integer with a million digits.
def attacked(x):
    return 1 << 3_400_000


# ---- integers_of_many_digits: wrong or unusable
# Integers with as many digits as may cross.
def attacked(x):
    return [10**1900, -(10**1900), 10**1900]


# ---- not_a_number: wrong
# Numbers that are none.
def attacked(x):
    return [float("nan")] * 3


# ---- infinite: wrong
# Numbers without end.
def attacked(x):
    return [float("inf")] * 3


# ---- complex: wrong
# Numbers that are not real.
def attacked(x):
    return x + 1j


# ---- extended_precision: wrong
# Numbers of a type that only some machines have.
import numpy as np


def attacked(x):
    return x.astype(np.longdouble)


# ---- dates: unusable
# An array of dates.
import numpy as np


def attacked(x):
    return np.array(["2026-01-01"] * 3, dtype="datetime64[D]")


# ---- records: unusable
# An array of records.
import numpy as np


def attacked(x):
    return np.zeros(3, dtype=[("a", float), ("b", object)])


# ---- masked: wrong
# An array with everything masked, whose differences are masked too.
import numpy as np


def attacked(x):
    return np.ma.masked_all(3)


# ---- generator: unusable
# A generator.
def attacked(x):
    yield x


# ---- coroutine: unusable
# A coroutine: it is closed unheard, and may warn as it likes.
async def attacked(x):
    return x


# ---- other_byte_order: wrong
# Numbers whose bytes stand in the other order.
import sys


def attacked(x):
    return x.astype(">f8" if sys.byteorder == "little" else "<f8")


# ---- itself: unusable
# A function that returns itself.
def attacked(x):
    return attacked


# ---- module: unusable
# A module of the grader's.
from checker.sandbox import wire


def attacked(x):
    return wire


# ---- class_with_the_name: unusable
# A class where a function is asked for.
class attacked:
    def __init__(self, x):
        self.x = x


# ---- not_callable: missing
# A number where a function is asked for.
attacked = 3.0


# ---- lie_about_callable: raised
# An object that can be called, and removes itself.
class Liar:
    def __call__(self, x):
        del globals()["attacked"]
        return globals()["attacked"](x)


attacked = Liar()


# ---- hostile_namespace: raised
# Takes its functions away once they were counted.
import sys


def attacked(x):
    sys.modules["lab"].__dict__.pop("attacked")
    return sys.modules["lab"].attacked(x)


# ---- ellipsis: missing
# The placeholder of a function that is not written.
def attacked(x):
    return ...


# ---- changes_its_argument: wrong
# Overwrites the inputs, for whoever uses them next.
def attacked(x):
    x[:] = 0
    return x
