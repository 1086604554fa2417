# ruff: noqa
"""SymPy bombs: expressions that are too large, too deep, or not what they seem."""


# ---- many_terms: wrong, item absolute_value
# A sum of a hundred thousand terms.
def absolute_value(x):
    return sympy.Add(*[x] * 100_000, evaluate=False)


# ---- power_of_powers: wrong, item absolute_value
# A number that nobody can write out.
def absolute_value(x):
    return sympy.Abs(x) * sympy.Pow(10, sympy.Pow(10, 10, evaluate=False), evaluate=False)


# ---- power_that_is_carried_out: timed out or out of memory, item absolute_value
# The same number, written out.
def absolute_value(x):
    return sympy.Abs(x) * sympy.Integer(10) ** (10**10)


# ---- tower: wrong, item absolute_value
# Twenty levels of powers.
def absolute_value(x):
    value = x
    for _ in range(20):
        value = sympy.Pow(9, value, evaluate=False)
    return value


# ---- factorial: wrong, item absolute_value
# The factorial of a thousand millions.
def absolute_value(x):
    return sympy.Abs(x) + sympy.factorial(10**9, evaluate=False)


# ---- shared_parts: wrong, item absolute_value
# Forty objects that would be a million million parts.
def absolute_value(x):
    for _ in range(40):
        x = sympy.Mul(x, x, evaluate=False)
    return x


# ---- ten_thousand_levels: wrong, item absolute_value
# Functions in functions.
def absolute_value(x):
    f = sympy.Function("f")
    for _ in range(10_000):
        x = sympy.Basic.__new__(f, x)
    return x


# ---- ten_thousand_levels_and_a_small_stack: wrong or raised, item absolute_value
# The same, with little room for whoever reads it.
import sys


def absolute_value(x):
    f = sympy.Function("f")
    for _ in range(140):
        x = sympy.Basic.__new__(f, x)
    sys.setrecursionlimit(80)
    return x


# ---- part_of_itself: wrong, item absolute_value
# A sum whose terms are the sum.
def absolute_value(x):
    value = sympy.Abs(x) + 1
    value._args = (value, value)
    return value


# ---- long_name: wrong, item absolute_value
# A symbol with a name of ten million characters, and escapes for the terminal.
def absolute_value(x):
    return sympy.Symbol("\x1b[2J\u202e" * 2_000_000)


# ---- long_function_name: wrong, item absolute_value
# The same, of a function.
def absolute_value(x):
    return sympy.Function("\x1b[2J\u202e" * 2_000_000)(x)


# ---- many_digits: wrong, item absolute_value
# A decimal number with a million digits.
def absolute_value(x):
    return sympy.Float("0." + "1" * 1_000, 1_000) * x + sympy.Float(0.5, 100_000)


# ---- class_called_abs: wrong, item absolute_value
# A class that is called like one of SymPy's, and says that it is from there.
class Abs(sympy.Basic):
    args = property(lambda self: [1] * 10**9)


Abs.__module__ = "sympy.functions.elementary.complexes"


def absolute_value(x):
    return Abs(x)


# ---- symbol_that_is_everything: wrong or raised, item absolute_value
# A symbol that is equal to everything, is of every class, and has a name that is no text.
class Everything(sympy.Symbol):
    __class__ = property(lambda self: 1 / 0)
    name = property(lambda self: ["x"], lambda self, name: None)
    args = property(lambda self: 1 / 0)
    __eq__ = lambda self, other: True
    __hash__ = lambda self: 0


def absolute_value(x):
    return Everything("x")


# ---- symbol_with_the_right_name: wrong, item absolute_value
# A symbol whose name is an expression.
def absolute_value(x):
    return sympy.Symbol("Abs(x)", real=True)


# ---- arguments_without_end: wrong or raised, item absolute_value
# Every expression of SymPy's has arguments without end.
import itertools


def absolute_value(x):
    sympy.Basic.args = property(lambda self: itertools.repeat(self))
    return sympy.Abs(x)


# ---- another_sympy: unusable or wrong or raised, item absolute_value
# Another module in the place of SymPy, in which every class is every other.
import sys


class Anything(type):
    def __getattr__(cls, name):
        return cls

    def __subclasscheck__(cls, other):
        return True

    def __instancecheck__(cls, other):
        return True


class Fake(metaclass=Anything):
    p, q, name = 1, 0, "x"


def absolute_value(x):
    sys.modules["sympy"] = Fake
    return Fake()


# ---- matrix_to_the_power_of_a_thousand_millions: timed out or wrong or raised, item absolute_value
# A formula for a matrix that takes for ever to write out.
def absolute_value(x):
    a = sympy.ImmutableMatrix(3, 3, sympy.symbols("a:9"))
    return sympy.MatPow(a, 10**9, evaluate=False)


# ---- array_of_hostile_expressions: unusable
# An array of expressions, some of which are none.
import numpy as np


class Yes:
    __eq__ = lambda self, other: True
    __class__ = sympy.Symbol


def attacked(x):
    return np.array([sympy.Symbol("x"), Yes(), Yes()], dtype=object)


# ---- array_of_shared_expressions: unusable
# A billion expressions in a few bytes.
import numpy as np


def attacked(x):
    return np.broadcast_to(np.array(sympy.Symbol("x"), dtype=object), (1000, 1000, 1000))


# ---- set_of_sets: unusable
# Sets in sets.
def attacked(x):
    value = frozenset()
    for _ in range(500):
        value = frozenset({value})
    return value


# ---- tower_of_tens: wrong, item absolute_value
# An expression whose value would not fit into the universe.
def absolute_value(x):
    import sympy

    with sympy.evaluate(False):
        return sympy.Pow(10, sympy.Pow(10, sympy.Pow(10, 10))) + x


# ---- large_power: wrong, item absolute_value
# Powers of powers, each of them allowed.
def absolute_value(x):
    import sympy

    with sympy.evaluate(False):
        y = x
        for _ in range(20):
            y = sympy.Pow(y, 64)
        return y


# ---- wide_sum: wrong or unusable or timed out, item absolute_value
# A sum of very many terms.
def absolute_value(x):
    import sympy

    return sympy.Add(*[sympy.Rational(1, n) * x**n for n in range(2, 1500)], evaluate=False)


# ---- doubling: wrong or unusable or timed out or out of memory, item absolute_value
# An expression that shares its parts: a line in memory, and a universe on paper.
def absolute_value(x):
    import sympy

    with sympy.evaluate(False):
        y = x
        for _ in range(60):
            y = sympy.Add(sympy.Pow(y, 2), y)
        return y


# ---- lying_expression: wrong or unusable or raised, item absolute_value
# A class of expressions that has the name of an honest one.
def absolute_value(x):
    import sympy

    class Abs(sympy.Expr):
        args = property(lambda self: (x, x, x))

    return Abs(x)


# ---- endless_expression: wrong or unusable or raised or timed out, item absolute_value
# An expression that is its own argument.
def absolute_value(x):
    import sympy

    class Add(sympy.Expr):
        args = property(lambda self: (self, self))

    return Add(x)


# ---- numbers_with_one_hash: wrong, item absolute_value
# A sum of thousands of numbers, each of which collides with all others where it is looked up.
from tools import answer_with


def absolute_value(x):
    from checker.sandbox import wire

    answer_with(wire.Tree("Add", tuple(wire.Big(hex(n * (2**61 - 1))) for n in range(4, 9000))), b"")


# ---- fractions_that_do_not_end: wrong, item absolute_value
# A sum whose common denominator has a hundred thousand digits.
def absolute_value(x):
    return sympy.Add(*[sympy.Rational(1, 10**1000 + n) for n in range(100)], x, evaluate=False)


# ---- cases_in_cases: wrong or timed out, item absolute_value
# Two to the power of twenty cases.
def absolute_value(x):
    value = x
    for n in range(20):
        value = sympy.Piecewise((value + n, x > n), (-value, True), evaluate=False)
    return value


# ---- sum_of_a_thousand_millions: wrong or timed out, item absolute_value
# A sum that takes years to carry out, and an integral that nobody can.
def absolute_value(x):
    n = sympy.Symbol("n")
    return sympy.Sum(sympy.sin(n * x), (n, 1, 10**9)) + sympy.Integral(sympy.exp(n**5 * x), (n, 0, x))


# ---- tiny_and_huge: wrong or unusable or timed out, item absolute_value
# Decimal numbers at both ends of what can be written.
def absolute_value(x):
    return sympy.Abs(x) + sympy.Float("1e-100000") + sympy.Float("1e100000")
