"""Slips made on purpose: each kind is made, takes effect, and is no mere spelling of the right formula."""

import warnings

import numpy as np
import pytest

from checker.audit.mutants import in_own_module, mutants
from checker.maths.functions import softmax
from tests.answers.toy import item

# ---- references, of which each shows one kind of slip --------------------------------------------------------


def total(x, y):
    return x + y


def difference(x, y):
    return x - y


def product(x, y):
    return x * y


def weighted(x, y):
    return x + 2 * y


def quotient(x, y):
    return x / y


def half(x):
    return 0.5 * x


def power(x):
    return x**3


def negative(x):
    return -x


def transposed(w):
    return w.T


def applied(w, x):
    return w @ x


def called(x, y):
    return np.subtract(x, y)


def summed(x):
    return np.sum(x, axis=0)


def along_rows(x):
    return x.sum(axis=1)


def largest(x):
    return x.max()


def clipped(x):
    return np.maximum(x, 0.0)


def positive(x):
    return np.where(x > 0, x, 0.5)


def equal(x, y):
    return x == y


def both(x, y):
    return x > 1 and y > 1


def either(x):
    return 7 if x else 8


def counted(n):
    total = 0
    for i in range(n):
        total = total + i
    return total


def grown(x):
    return np.exp(x)


def logarithm(x):
    return np.log(x)


def pair(x):
    return x + 1, x


MATRIX = np.array([[1.0, 2.0], [3.0, 4.0]])
SLIPS = {
    "sign of a term": (total, (7.0, 2.0), "x + y -> x - y", 5.0),
    "a term dropped": (total, (7.0, 2.0), "x + y -> x", 7.0),
    "the other term dropped": (total, (7.0, 2.0), "x + y -> y", 2.0),
    "sign of a difference": (difference, (7.0, 2.0), "x - y -> x + y", 9.0),
    "the first term dropped": (difference, (7.0, 2.0), "x - y -> -y", -2.0),
    "a difference the other way round": (difference, (7.0, 2.0), "x - y -> y - x", -5.0),
    "a factor dropped": (product, (7.0, 2.0), "x * y -> x", 7.0),
    "the other factor dropped": (product, (7.0, 2.0), "x * y -> y", 2.0),
    "divided instead": (product, (7.0, 2.0), "x * y -> x / y", 3.5),
    "multiplied instead": (quotient, (7.0, 2.0), "x / y -> x * y", 14.0),
    "a quotient upside down": (quotient, (8.0, 2.0), "x / y -> y / x", 0.25),
    "a divisor dropped": (quotient, (7.0, 2.0), "x / y -> x", 7.0),
    "a number one larger": (half, (4.0,), "0.5 * x -> 1.5 * x", 6.0),
    "a number twice as large": (half, (4.0,), "0.5 * x -> 1.0 * x", 4.0),
    "a constant factor dropped": (half, (4.0,), "0.5 * x -> x", 4.0),
    "another power": (power, (2.0,), "x ** 3 -> x ** 4", 16.0),
    "a power dropped": (power, (2.0,), "x ** 3 -> x", 2.0),
    "a minus dropped": (negative, (2.0,), "-x -> x", 2.0),
    "a transpose left out": (transposed, (MATRIX,), "w.T -> w", MATRIX),
    "a matrix product the other way round": (applied, (MATRIX, np.eye(2)[::-1]), "w @ x -> x @ w", MATRIX[::-1]),
    "arguments of a call swapped": (called, (7.0, 2.0), "np.subtract(x, y) -> np.subtract(y, x)", -5.0),
    "arguments of the function swapped": (weighted, (7.0, 2.0), "x, y -> y, x", 16.0),
    "another axis": (summed, (MATRIX,), "np.sum(x, axis=0) -> np.sum(x, axis=1)", np.array([3.0, 7.0])),
    "the first axis": (along_rows, (MATRIX,), "x.sum(axis=1) -> x.sum(axis=0)", np.array([4.0, 6.0])),
    "no axis": (summed, (MATRIX,), "np.sum(x, axis=0) -> np.sum(x)", 10.0),
    "a mean for a sum": (summed, (MATRIX,), "np.sum(x, axis=0) -> np.mean(x, axis=0)", np.array([2.0, 3.0])),
    "a minimum for a maximum": (largest, (MATRIX,), "x.max() -> x.min()", 1.0),
    "the smaller of two": (clipped, (2.0,), "np.maximum(x, 0.0) -> np.minimum(x, 0.0)", 0.0),
    "the end of a range included": (positive, (np.zeros(1),), "x > 0 -> x >= 0", np.zeros(1)),
    "the other comparison": (positive, (np.array([-2.0]),), "x > 0 -> x < 0", np.array([-2.0])),
    "unequal for equal": (equal, (2.0, 2.0), "x == y -> x != y", False),
    "or for and": (both, (2.0, 0.0), "x > 1 and y > 1 -> x > 1 or y > 1", True),
    "branches swapped": (either, (True,), "7 if x else 8 -> 8 if x else 7", 8),
    "a branch forgotten": (either, (False,), "7 if x else 8 -> 7", 7),
    "a loop one step short": (counted, (4,), "range(n) -> range(n - 1)", 3),
    "a function forgotten": (grown, (0.0,), "np.exp(x) -> x", 0.0),
    "the logarithm of another base": (logarithm, (8.0,), "np.log(x) -> np.log2(x)", 3.0),
    "entries in the other order": (pair, (2.0,), "(x + 1, x) -> (x, x + 1)", (2.0, 3.0)),
}


def changed(reference):
    """The mutants of a function by their words."""
    found = {mutant.change: mutant.function for mutant in mutants(item(reference))}
    assert len(found) == len(list(mutants(item(reference))))  # no two of them are told alike
    return found


@pytest.mark.parametrize(("reference", "arguments", "change", "value"), SLIPS.values(), ids=SLIPS)
def test_a_slip_of_each_kind_is_made_and_takes_effect(reference, arguments, change, value):
    right = reference(*arguments)

    got = changed(reference)[change](*arguments)

    np.testing.assert_array_equal(got, value)
    assert not np.array_equal(got, right)
    np.testing.assert_array_equal(reference(*arguments), right)  # the reference itself is as it was


# ---- what is the same ----------------------------------------------------------------------------------------


def squared_distance(x, y):
    return (x - y) ** 2


def distance(x, y):
    return abs(x - y)


def cubed_distance(x, y):
    return (x - y) ** 3


def reordered(x, y):
    return y * x + 1


def both_axes(x):
    return np.sum(x, axis=(0, 1))


def greater(x, y):
    return np.maximum(x, y)


ABSENT = {
    "the arguments of a sum": (total, "x, y -> y, x"),
    "the arguments of a product": (product, "x, y -> y, x"),
    "the arguments of a sum of products": (reordered, "x, y -> y, x"),
    "the difference under a square": (squared_distance, "x - y -> y - x"),
    "the arguments of a squared difference": (squared_distance, "x, y -> y, x"),
    "the difference in an absolute value": (distance, "x - y -> y - x"),
    "the arguments of a symmetrical function": (greater, "np.maximum(x, y) -> np.maximum(y, x)"),
    "axes in another order": (both_axes, "(0, 1) -> (1, 0)"),
}


@pytest.mark.parametrize(("reference", "change"), ABSENT.values(), ids=ABSENT)
def test_the_same_formula_in_another_order_is_no_slip(reference, change):
    assert change not in changed(reference)


def test_an_odd_power_keeps_the_sign_of_its_difference():
    assert changed(cubed_distance)["x - y -> y - x"](2.0, 3.0) == 1.0


def test_two_slips_to_the_same_formula_are_made_once():
    assert "x - y -> y - x" in changed(difference)
    assert "x, y -> y, x" not in changed(difference)


def test_the_inner_product_of_two_vectors_is_not_swapped():
    """It is the same both ways: such a mutant refuses to answer, and counts as rejected."""
    swapped = changed(applied)["w @ x -> x @ w"]
    vector = np.array([1.0, 2.0])

    assert np.array_equal(swapped(MATRIX, vector), vector @ MATRIX)
    assert np.array_equal(swapped(vector, MATRIX), MATRIX @ vector)
    with pytest.raises(Exception, match=r"^$"):
        swapped(vector, vector)


# ---- functions that the reference calls ----------------------------------------------------------------------


def outer(x):
    """One more than what two others make of x."""
    return 1 + middle(x)


def middle(x):
    return 10 * inner(x)


def inner(x):
    return x - 3


def factorial(n):
    return n * factorial(n - 1) if n > 0 else 1


def with_own_function(x):
    def own(y):
        return y + 5

    return own(x) * 2


THREE = 3.0


def with_constant(x, scale=2.0):
    return x * THREE * scale


def with_function_of_another_module(x):
    return softmax(x) * 2


def test_functions_that_it_calls_are_changed_and_it_sees_the_change():
    found = changed(outer)

    assert outer(5) == 21
    assert found["x - 3 -> x + 3"](5) == 81
    assert found["10 * inner(x) -> inner(x)"](5) == 3
    assert found["1 + middle(x) -> middle(x)"](5) == 20
    assert (outer(5), middle(5), inner(5)) == (21, 20, 2)  # the module itself is as it was


def test_a_function_that_calls_itself_calls_its_own_change():
    found = changed(factorial)

    assert found["n * factorial(n - 1) -> n / factorial(n - 1)"](4) == 4 / (3 / (2 / 1))
    assert found["n * factorial(n - 1) if n > 0 else 1 -> n * factorial(n - 1) if n > 0 else 2"](4) == 48


def test_a_function_inside_is_changed():
    assert changed(with_own_function)["y + 5 -> y - 5"](1.0) == -8.0


def test_constants_and_defaults_of_the_module_hold():
    found = changed(with_constant)

    assert found["x * THREE * scale -> x * THREE"](1.0) == 3.0
    assert found["x * THREE -> x / THREE"](6.0) == 4.0


def test_functions_of_other_modules_are_not_looked_into():
    assert set(changed(with_function_of_another_module)) == {
        f"softmax(x) * 2 -> {after}" for after in ("softmax(x) / 2", "softmax(x)", "2", "softmax(x) * 3")
    } | {"softmax(x) -> x", "softmax(x) -> sigmoid(x)"}


def test_a_reference_without_a_body_of_its_own_has_no_slips():
    assert list(mutants(item(lambda x: x + 1))) == []


def test_the_prompt_is_no_part_of_it():
    assert not [change for change in changed(outer) if "One more" in change]


def test_other_functions_may_take_the_names_of_helpers():
    assert in_own_module(outer, {"abs": None})(5) == 21
    assert in_own_module(with_constant, {"THREE": 100.0})(1.0) == 200.0


def test_every_slip_of_every_reference_here_can_be_compiled():
    functions = {value for value in globals().values() if getattr(value, "__module__", "") == __name__}
    references = [f for f in functions if hasattr(f, "__code__") and not f.__name__.startswith("test_")]

    assert len(references) > 20
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for reference in references:
            for mutant in mutants(item(reference)):
                assert callable(mutant.function)
                assert " -> " in mutant.change


# ---- bare names and functions made by others -------------------------------------------------------------------


def pooled(x):
    return max(x)


@pytest.mark.parametrize(
    ("reference", "change"),
    [(pooled, "max(x) -> min(x)"), (with_function_of_another_module, "softmax(x) -> sigmoid(x)")],
    ids=["max", "softmax"],
)
def test_a_function_by_its_bare_name_is_taken_for_its_sister(reference, change):
    assert callable(changed(reference)[change])


def test_slips_of_a_function_that_was_made_by_another_take_effect():
    def scaled_by(k):
        def scaled(x):
            return k * x

        return scaled

    assert changed(scaled_by(3.0))["k * x -> k / x"](2.0) == 1.5
