"""Exact values of expression trees, and their limits."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.maths.exact import MAX_BITS, MAX_EXPONENT, NotExact, exact_value
from checker.sandbox.wire import HEADS, Other, Tree
from tests.strategies import plain

X, T = Tree("Symbol", ("x", "")), Tree("Symbol", ("t", ""))
POINT = {"x": Fraction(-3, 2), "t": Fraction(1, 3)}
TRUE, FALSE = Tree("BooleanTrue"), Tree("BooleanFalse")


def tree(head, *args):
    return Tree(head, args)


def half(n=1):
    return tree("Rational", n, 2)


VALUES = {
    "an integer": (7, 7),
    "a truth value": (True, True),
    "a float": (0.25, Fraction(1, 4)),
    "a symbol": (X, Fraction(-3, 2)),
    "a rational": (half(-3), Fraction(-3, 2)),
    "a decimal": (tree("Float", "0.1"), Fraction(1, 10)),
    "a decimal with an exponent": (tree("Float", "1.5e-3"), Fraction(3, 2000)),
    "a sum": (tree("Add", X, T, 1), Fraction(-1, 6)),
    "a product": (tree("Mul", -1, X, T), Fraction(1, 2)),
    "a quotient": (tree("Mul", X, tree("Pow", T, -1)), Fraction(-9, 2)),
    "a square": (tree("Pow", X, 2), Fraction(9, 4)),
    "0 to the power 0": (tree("Pow", 0, 0), 1),
    "an absolute value": (tree("Abs", X), Fraction(3, 2)),
    "a sign": (tree("sign", X), -1),
    "the sign of 0": (tree("sign", 0), 0),
    "a maximum": (tree("Max", 0, tree("Add", tree("Abs", X), tree("Mul", -1, T))), Fraction(7, 6)),
    "a minimum": (tree("Min", 0, X, T), Fraction(-3, 2)),
    "a step": (tree("Heaviside", T), 1),
    "a step with its value at 0": (tree("Heaviside", X, half()), 0),
    "greater": (tree("StrictGreaterThan", X, T), False),
    "greater or equal": (tree("GreaterThan", T, T), True),
    "less": (tree("StrictLessThan", X, T), True),
    "less or equal": (tree("LessThan", T, X), False),
    "equal": (tree("Equality", tree("Mul", 3, T), 1), True),
    "unequal": (tree("Unequality", X, T), True),
    "and": (tree("And", TRUE, FALSE), False),
    "or": (tree("Or", FALSE, tree("StrictLessThan", X, 0)), True),
    "not": (tree("Not", FALSE), True),
    "the case that holds": (
        tree("Piecewise", tree("ExprCondPair", 1, tree("LessThan", 0, X)), tree("ExprCondPair", 2, TRUE)),
        2,
    ),
    "a case that is not evaluated": (
        tree("Piecewise", tree("ExprCondPair", tree("log", X), FALSE), tree("ExprCondPair", 2, TRUE)), 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("expression", "value"), VALUES.values(), ids=VALUES)
def test_value_at_a_point(expression, value):
    result = exact_value(expression, POINT)

    assert result == value
    assert isinstance(result, bool) == isinstance(value, bool)


def tower(height):
    result = 2
    for _ in range(height):
        result = tree("Pow", result, MAX_EXPONENT)
    return result


REFUSED = {
    "another symbol": (tree("Symbol", "y", ""), "the symbol `y`"),
    "a symbol without a name": (tree("Symbol"), "`Symbol`"),
    "a symbol whose name is none": (tree("Symbol", 3, ""), "the symbol `3`"),
    "a text": ("x > 0", "a str"),
    "a list": ([1], "a list"),
    "nothing": (None, "a NoneType"),
    "a foreign object": (Other("sympy.erf"), "a sympy.erf"),
    "nan": (float("nan"), "the number nan"),
    "inf": (float("inf"), "the number inf"),
    "an infinity": (tree("Infinity"), "`Infinity`"),
    "an irrational number": (tree("Pi"), "`Pi`"),
    "an exponential": (tree("exp", X), "`exp`"),
    "a root": (tree("Pow", 2, half()), "the power 1/2"),
    "a large power": (tree("Pow", 2, 65), "the power 65"),
    "a tower of powers": (tower(50), "a number too large to compare"),
    "a power of the point": (tree("Pow", 2, tree("Pow", 10, 30)), "the power 1000000000000000000000000000000"),
    "a large integer": (1 << MAX_BITS, "a number too large to compare"),
    "a tiny rational": (tree("Rational", 1, 1 << MAX_BITS), "a number too large to compare"),
    "a division by zero": (tree("Pow", 0, -1), "a division by zero"),
    "a rational over zero": (tree("Rational", 1, 0), "`Rational`"),
    "a rational of one": (tree("Rational", 1), "`Rational`"),
    "a decimal that is none": (tree("Float", "abc"), "the number abc"),
    "a decimal over zero": (tree("Float", "1/0"), "the number 1/0"),
    "a decimal with a huge exponent": (tree("Float", "1e999999999"), "the number 1e999999999"),
    "a decimal of many digits": (tree("Float", "1" * 100), "a decimal number of too many digits"),
    "a step at 0": (tree("Heaviside", 0), "`Heaviside`"),
    "numbers in logic": (tree("And", 1, TRUE), "And of numbers"),
    "logic in numbers": (tree("Add", 1, TRUE), "Add of truth values"),
    "a relation of three": (tree("Equality", 1, 1, 1), "`Equality`"),
    "a sum of nothing": (tree("Add"), "`Add`"),
    "cases without pairs": (tree("Piecewise", 1), "a Piecewise without pairs"),
    "no case for the point": (tree("Piecewise", tree("ExprCondPair", 1, FALSE)), "a Piecewise with no case"),
}


@pytest.mark.parametrize(("expression", "why"), REFUSED.values(), ids=REFUSED)
def test_what_has_no_exact_value_is_refused(expression, why):
    with pytest.raises(NotExact) as refusal:
        exact_value(expression, POINT)

    assert why in str(refusal.value)


def test_long_sums_and_products_stay_within_their_limits():
    primes = [n for n in range(2, 3000) if all(n % d for d in range(2, int(n**0.5) + 1))]

    for head in ("Add", "Mul"):
        with pytest.raises(NotExact, match="too large"):
            exact_value(tree(head, *(tree("Rational", 1, p) for p in primes)), {})


def test_long_sum_of_small_numbers_has_its_value():
    assert exact_value(tree("Add", *([half()] * 10_000)), {}) == 5000


def test_deep_expression_is_refused():
    expression = X
    for _ in range(20_000):
        expression = tree("Abs", expression)

    with pytest.raises(NotExact, match="nested too deeply"):
        exact_value(expression, POINT)


leaves = plain | st.just(X) | st.just(T)
trees = st.recursive(
    leaves,
    lambda inner: st.builds(Tree, st.sampled_from(sorted(HEADS)), st.lists(inner, max_size=3).map(tuple)),
    max_leaves=6,
)


@settings(max_examples=150)
@given(trees)
def test_nothing_but_a_refusal_is_raised(expression):
    try:
        result = exact_value(expression, POINT)
    except NotExact:
        return

    assert isinstance(result, Fraction | bool)
