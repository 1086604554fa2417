"""How a formula is written, judged as the student wrote it."""

import pytest
import sympy
from sympy import exp, log, sin, tan

from checker.symbolic.form import fault, size
from checker.symbolic.reading.inputs import as_plain

x, y = sympy.symbols("x y")

ONLY = {
    "allowed function": (sin(x) ** 2, {"sin", "x"}, ""),
    "foreign function": (sympy.cos(x) * sin(x), {"sin", "x"}, "cos"),
    "foreign symbol": (x * y, {"x"}, "y"),
    "inside an allowed function": (sin(exp(y)), {"sin"}, ""),
    "in an exponent": (x**y, {"x"}, "y"),
    "a number as exponent": (sympy.sqrt(x) + x**-2, {"x"}, ""),
    "decimal": (0.5 * x, {"x"}, ""),
    "constant": (sympy.pi * x, {"x"}, "pi"),
    "allowed constant": (sympy.pi * x, {"x", "Pi"}, ""),
    "constants as they are written": (sympy.pi * sympy.I * sympy.E + x, {"x", "pi", "E", "I"}, ""),
    "opaque function": (sympy.Function("f")(x), {"x"}, "f"),
    "allowed opaque function": (sympy.Function("f")(y), {"f"}, ""),
    "nothing allowed": (sympy.Integer(3), set(), ""),
}


@pytest.mark.parametrize(("formula", "only", "foreign"), ONLY.values(), ids=ONLY)
def test_only_what_is_allowed_may_occur(formula, only, foreign):
    said = fault(as_plain(formula), only=frozenset(only))

    assert said.startswith(f"contains `{foreign}`, but may be written with") if foreign else said == ""


def test_where_nothing_is_allowed_there_is_arithmetic():
    assert fault(as_plain(x + 1), only=frozenset()) == "contains `x`, but may be written with arithmetic alone"


def test_fault_names_what_is_allowed():
    assert fault(as_plain(tan(x)), only=frozenset({"sin", "x"})) == (
        "contains `tan`, but may be written with `sin`, `x` and arithmetic alone"
    )


FORMS = {
    "sum": (x**2 + 2 * x + 1, "expanded", ""),
    "product of sums": ((x + 1) * (x + 2), "expanded", "is not expanded: a product still has a sum in it"),
    "product with a sum": (x * (x + 2), "expanded", "is not expanded: a product still has a sum in it"),
    "power of a sum": ((x + 1) ** 3 + x, "expanded", "is not expanded: a sum is still raised to a power"),
    "root of a sum": (sympy.sqrt(x + 1), "expanded", ""),
    "one over a sum": (1 / (x + 1), "expanded", ""),
    "sum in a function": (exp(x + 1) * x, "expanded", ""),
    "number": (sympy.Integer(3), "expanded", ""),
    "factors": (x * (x + 1), "factored", ""),
    "power": ((x + 1) ** 2, "factored", ""),
    "symbol": (x, "factored", ""),
    "factored sum": (x**2 - 1, "factored", "is a sum, should be a product"),
    "logarithm": (log(x + 1), "factored", ""),
    "sum without factors": (x + 1, "factored", ""),
    "square and one": (x**2 + 1, "factored", ""),
    "factor with factors": (
        (x + 1) * (x**2 - 1),
        "factored",
        "is not factored: a factor of it is a sum that has factors",
    ),
    "power of what has factors": (
        (x**2 - y**2) ** 3,
        "factored",
        "is not factored: a factor of it is a sum that has factors",
    ),
    "sum with a common factor": (x * y + x, "factored", "is a sum, should be a product"),
    "factors in a function": (exp(2 * x) - 1, "factored", ""),
    "functions with a common factor": (x * exp(y) + x**2, "factored", "is a sum, should be a product"),
    "product in a function": (exp(x * (y + 1)), "expanded", "is not expanded: a product still has a sum in it"),
}


@pytest.mark.parametrize(("formula", "form", "said"), FORMS.values(), ids=FORMS)
def test_form_is_judged_as_it_is_written(formula, form, said):
    assert fault(as_plain(formula), form=form) == said


def test_simplified_formula_may_have_three_times_the_parts_that_it_needs():
    tree = as_plain(x + y)

    assert size(tree) == 3
    assert fault(tree, form="simplified", parts=1) == ""
    assert fault(as_plain(x + y + sin(x)), form="simplified", parts=1) == "has 5 parts, where 1 are enough"


def test_nothing_is_asked_where_no_form_is():
    assert fault(as_plain((x + 1) ** 2 * tan(x))) == ""
