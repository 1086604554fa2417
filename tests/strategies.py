"""Values that Hypothesis draws for several tests."""

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from checker.sandbox.wire import ARITY, Tree

finite = st.floats(-1e6, 1e6, allow_nan=False, allow_infinity=False, width=64)
shapes = st.lists(st.integers(0, 4), min_size=0, max_size=3).map(tuple)


def filled(shape, entries=finite):
    """Arrays of that shape."""
    size = int(np.prod(shape))
    return st.lists(entries, min_size=size, max_size=size).map(
        lambda values: np.array(values, float).reshape(shape)
    )


arrays = shapes.flatmap(filled)
"""float arrays of up to three axes, also empty ones and single numbers"""

any_numbers = shapes.flatmap(lambda shape: filled(shape, st.floats()))
"""the same with nan, infinities and numbers of any size"""

nonempty = arrays.filter(lambda array: array.size > 0)

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.complex_numbers()
    | st.text(max_size=20)
    | any_numbers,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
"""whatever plain data may arrive from a student's process"""


# ---- formulas --------------------------------------------------------------------------------------------------


def symbol(name):
    """The tree of a symbol."""
    return Tree("Symbol", (name, ""))


REALS = tuple(map(symbol, "xy"))
POSITIVES = tuple(map(symbol, "pq"))
FORMULA_DOMAIN = {"x": "real", "y": "real", "p": "positive", "q": "positive"}
"""what the symbols of `formulas` stand for"""
HALF = Tree("Rational", (1, 2))

small = st.integers(-3, 3)
rationals = st.builds(
    lambda above, below: Tree("Rational", (above, below)), st.integers(-7, 7), st.integers(2, 5)
)
counts = st.integers(1, 3)
positive_numbers = counts | st.builds(
    lambda above, below: Tree("Rational", (above, below)), counts, st.integers(2, 5)
)


def applied(head, *args):
    """Trees with that head, over arguments that are drawn."""
    return st.tuples(*args).map(lambda drawn: Tree(head, drawn))


def _cases(value, u, other):
    return Tree(
        "Piecewise",
        (Tree("ExprCondPair", (value, Tree("StrictLessThan", (u, 0)))), Tree("ExprCondPair", (other, True))),
    )


reals = st.deferred(
    lambda: (
        st.sampled_from(REALS + POSITIVES)
        | small
        | rationals
        | applied("Add", reals, reals)
        | applied("Mul", reals, reals)
        | applied("Pow", reals, st.integers(2, 3))
        | applied("sin", reals)
        | applied("tanh", reals)
        | applied("Abs", reals)
        | applied("Max", reals, reals)
        | applied("log", positives)
        | st.builds(_cases, reals, reals, reals)
        | positives
    )
)
"""trees that are real, and defined, all over `FORMULA_DOMAIN`"""

bounded = (
    st.sampled_from(REALS)
    | applied("sin", reals)
    | applied("tanh", reals)
    | applied("Mul", small, st.sampled_from(REALS))
)

positives = st.deferred(
    lambda: (
        st.sampled_from(POSITIVES)
        | positive_numbers
        | applied("exp", bounded)
        | applied("Add", positives, positives)
        | applied("Mul", positives, positives)
        | applied("Add", st.just(1), applied("Pow", reals, st.just(2)))
        | applied(
            "Pow", positives, st.sampled_from((-2, -1, HALF, Tree("Rational", (-1, 2)), Tree("Rational", (3, 2))))
        )
    )
)
"""the same, and positive"""


def parts(tree):
    """How many trees and numbers a tree has."""
    return (
        1 + sum(map(parts, tree.args))
        if isinstance(tree, Tree) and tree.head not in ("Symbol", "Rational")
        else 1
    )


formulas = reals.filter(lambda tree: parts(tree) <= 14)
"""formulas of a size that an exam would ask for"""

rough = st.deferred(
    lambda: (
        st.sampled_from(REALS + POSITIVES)
        | small
        | applied("Add", rough, rough)
        | applied("Mul", rough, rough)
        | applied(
            "Pow", rough, st.sampled_from((-1, 2, 3, HALF, Tree("Rational", (1, 3)), Tree("Rational", (-1, 2))))
        )
        | st.sampled_from("exp log sin tan tanh asin acos atan Abs floor sign".split()).flatmap(
            lambda head: applied(head, rough)
        )
        | applied("Max", rough, rough)
        | applied("Min", rough, rough)
        | st.builds(_cases, rough, rough, rough)
    )
).filter(lambda tree: parts(tree) <= 12)
"""formulas that may be complex, or undefined"""

points = st.fixed_dictionaries(
    {
        name: st.builds(Fraction, st.integers(-40 if name in "xy" else 1, 40), st.integers(1, 9))
        for name in FORMULA_DOMAIN
    }
)
"""points of `FORMULA_DOMAIN`"""

wild_leaves = (
    st.sampled_from(
        (*REALS, *POSITIVES, Tree("Pi"), Tree("ImaginaryUnit"), Tree("Infinity"), Tree("NaN"), Tree("Exp1"))
    )
    | st.integers(-(10**3), 10**3)
    | st.booleans()
    | st.floats()
    | st.builds(Tree, st.just("Float"), st.tuples(st.sampled_from(("0.5", "-1e3", "nan", "inf", "1e-9"))))
)
fitting = sorted(ARITY.keys() - {"Symbol", "Rational", "Float", "Apply", "Indexed"})


def _wild(inner):
    """Trees of any head over what is drawn, with as many arguments as the head may have."""
    fit = st.sampled_from(fitting).flatmap(
        lambda head: (
            applied(head, *[inner] * ARITY[head][0])
            | st.lists(inner, min_size=ARITY[head][0], max_size=min(ARITY[head][1], 4)).map(
                lambda args: Tree(head, tuple(args))
            )
        )
    )
    opaque = st.builds(
        lambda name, args: Tree("Apply", (name, *args)),
        st.sampled_from("fg"),
        st.lists(inner, min_size=1, max_size=2),
    )
    return fit | opaque


wild_trees = st.recursive(wild_leaves, _wild, max_leaves=8)
"""trees of heads that cross the wire, over arguments that make no sense"""

misshapen_trees = st.recursive(
    wild_leaves,
    lambda inner: st.builds(Tree, st.sampled_from(fitting), st.lists(inner, max_size=4).map(tuple)),
    max_leaves=8,
)
"""the same with any number of arguments"""
