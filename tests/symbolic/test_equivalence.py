"""The comparison of two formulas: its ladder, domains, modes, forms, and what it says besides the verdict."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from sympy import Eq, FiniteSet, Matrix, Piecewise, Rational, exp, log, sqrt

from checker.maths.typed import Unreadable
from checker.sandbox.wire import Other, Tree
from checker.symbolic.domains.domain import DomainError
from checker.symbolic.equivalence import equivalence
from checker.symbolic.options import ALIASES
from checker.symbolic.words import MODES

x, y, n, k, eps, lam = sympy.symbols("x y n k eps lam")
f = sympy.Function("f")

X, Y = Tree("Symbol", ("x", "")), Tree("Symbol", ("y", ""))
TOWER = Tree("Pow", (10, Tree("Pow", (10, 10))))
"""10 ** 10 ** 10"""


def verdict(*args, **options):
    return equivalence(*args, **options).verdict


# ---- the ladder ------------------------------------------------------------------------------------------------

LADDER = {
    "collected alike": (x + x, 2 * x, {}, "equal", "structure"),
    "apart at a point": (x**2, x**3, {}, "different", "point"),
    "normal forms": (sympy.sin(x) ** 2 + sympy.cos(x) ** 2, 1, {}, "equal", "proof"),
    "equal derivatives": (sympy.atan(x) + sympy.atan(1 / x), sympy.pi / 2, {"x": "positive"}, "equal", "proof"),
    "root separation": (sqrt(5 + 2 * sqrt(6)), sqrt(2) + sqrt(3), {}, "equal", "proof"),
    "induction": (sympy.Sum(k, (k, 1, n)), n * (n + 1) / 2, {"n": "positive integer"}, "equal", "proof"),
    "many points": (sqrt(1 - sympy.cos(x) ** 2), sympy.Abs(sympy.sin(x)), {}, "equal", "evidence"),
    "a number and a condition": (x, x > 0, {}, "different", "kind"),
    "infinite": (sympy.oo, 1, {}, "different", "kind"),
    "nothing to see": (sympy.DiracDelta(x), 1, {}, "undecided", "nobody"),
}


@pytest.mark.parametrize(("got", "want", "domain", "said", "by"), LADDER.values(), ids=LADDER)
def test_cheapest_rung_that_can_decides(got, want, domain, said, by):
    result = equivalence(got, want, domain, use_sympy=False)

    assert (result.verdict, result.decided_by) == (said, by)


def test_sympy_is_asked_where_no_proof_was_found():
    size = sympy.Abs(x + sympy.I * y)

    asked = equivalence(size, sqrt(x**2 + y**2))
    unasked = equivalence(size, sqrt(x**2 + y**2), use_sympy=False)

    assert (asked.verdict, asked.decided_by) == ("equal", "SymPy")
    assert (unasked.verdict, unasked.decided_by) == ("equal", "evidence")


def test_evidence_says_that_it_is_no_proof():
    result = equivalence(sqrt(1 - sympy.cos(x) ** 2), sympy.Abs(sympy.sin(x)), use_sympy=False)

    assert "points, which is no proof" in result.reading
    assert "would have been missed with a probability of" in result.reading


def test_what_cannot_be_evaluated_is_undecided_and_says_so():
    result = equivalence(sympy.polygamma(-2, x), x, {"x": "positive"})

    assert (result.verdict, result.reason) == (
        "undecided",
        "could not be evaluated at any point, and no proof was found",
    )


def test_domain_without_points_is_undecided():
    assert verdict(sympy.cos(x), x**2, where=[x < 3, x > 4]) == "undecided"


def test_same_seed_gives_the_same_verdict():
    first, again = (equivalence(exp(x), exp(x) + log(x) / 10**9, {"x": "positive"}, seed="a") for _ in range(2))

    assert first == again


# ---- counterexamples -------------------------------------------------------------------------------------------


def test_counterexample_shows_the_point_and_both_values():
    found = equivalence(sympy.Max(x, 7), x, {"x": "[6, 8]"}, use_sympy=False).counterexample

    value = found.point["x"]
    assert isinstance(value, Fraction)
    assert 6 <= value < 7
    assert found.got == "7"
    assert found.want == str(value)


def test_counterexample_shows_enclosures_of_irrational_values():
    found = equivalence(exp(x), 1 + x, {"x": "positive"}).counterexample

    assert "+/-" in found.got
    assert set(found.point) == {"x"}


def test_counterexample_is_complex_on_a_complex_domain():
    found = equivalence(log(exp(x)), x, {"x": "complex"}).counterexample

    assert isinstance(found.point["x"], complex)
    assert found.got.endswith("j")


def test_counterexample_lies_in_the_domain():
    found = equivalence(sqrt(x**2), x, {"x": "(-3, -2)"}).counterexample

    assert -3 < found.point["x"] < -2


def test_counterexample_of_constants_has_no_coordinates():
    found = equivalence(sympy.pi, Rational(22, 7)).counterexample

    assert found.point == {}
    assert found.got.startswith("[3.14159265359")


TOO_CLOSE = {
    "2**1000 - 1": (sympy.Integer(2) ** 1000 - 1, sympy.Integer(2) ** 1000),
    "1e-200 relative": (exp(x) * (1 + sympy.Integer(10) ** -200), exp(x)),
}


@pytest.mark.parametrize(("got", "want"), TOO_CLOSE.values(), ids=TOO_CLOSE)
def test_counterexample_shows_values_that_differ(got, want):
    found = equivalence(got, want).counterexample

    assert found.got != found.want


# ---- domains ---------------------------------------------------------------------------------------------------

POSITIVE = [
    "positive",
    "Positive",
    "positives",
    "positive real",
    "unit interval",
    "probability",
    "nonnegative",
    "non-negative",
    "positive integer",
    "positive_integers",
    "natural",
    "nonnegative integer",
    "(0, oo)",
    "[0, 1)",
    "in [0, 1]",
    "(1/2; 3]",
    "[0, ∞)",
    (0, 1),
    [0, 1],
    (0, float("inf")),
    (Fraction(1, 3), 0.5),
    sympy.Interval(0, 1),
    sympy.Interval.Lopen(0, 1),
    sympy.Interval.open(0, sympy.oo),
    sympy.S.Naturals,
    sympy.S.Naturals0,
]
OTHERS = [
    "real",
    "nonzero",
    "negative",
    "nonpositive",
    "integer",
    "negative integer",
    "nonzero integer",
    "complex",
    "any",
    "(-oo, 0]",
    "[-1, 1]",
    (-1, 1),
    [-2, -1],
    sympy.Interval(-sympy.oo, 0),
    sympy.S.Reals,
    sympy.S.Integers,
    sympy.S.Complexes,
]


@pytest.mark.parametrize("domain", POSITIVE, ids=str)
def test_root_of_a_square_is_the_number_where_no_number_is_negative(domain):
    result = equivalence(sqrt(x**2), x, {"x": domain})

    assert (result.verdict, result.decided_by) == ("equal", "proof")


@pytest.mark.parametrize("domain", OTHERS, ids=str)
def test_root_of_a_square_is_not_the_number_elsewhere(domain):
    assert verdict(sqrt(x**2), x, {"x": domain}) == "different"


def test_square_root_of_a_square_is_the_opposite_of_negative_numbers():
    assert verdict(sqrt(x**2), -x, {"x": "negative"}) == "equal"


def test_symbols_are_real_where_nothing_is_said():
    assert verdict(sqrt(x**2), sympy.Abs(x)) == "equal"
    assert verdict(sqrt(x**2), sympy.Abs(x), {"x": "complex"}) == "different"


ASSUMED = {
    "positive": ({"positive": True}, "equal"),
    "nonnegative": ({"nonnegative": True}, "equal"),
    "positive integer": ({"integer": True, "positive": True}, "equal"),
    "negative": ({"negative": True}, "different"),
    "real": ({"real": True}, "different"),
    "integer": ({"integer": True}, "different"),
    "complex": ({"complex": True}, "different"),
    "nothing": ({}, "different"),
}


@pytest.mark.parametrize(("assumptions", "said"), ASSUMED.values(), ids=ASSUMED)
def test_assumptions_of_sympy_count_where_no_domain_is_given(assumptions, said):
    u = sympy.Symbol("u", **assumptions)

    assert verdict(sympy.Abs(u, evaluate=False), u) == said


def test_domain_that_is_given_overrules_the_assumptions_of_sympy():
    real = sympy.Symbol("x", real=True)

    assert verdict(sympy.Abs(real), real, {"x": "positive"}) == "equal"


def test_domain_may_be_given_by_symbol():
    assert verdict(sqrt(x**2), x, {x: "positive"}) == "equal"


def test_whole_numbers_see_no_difference_between_them():
    assert verdict(sympy.cos(n * sympy.pi), (-1) ** n, {"n": "integer"}) == "equal"
    assert verdict(sympy.cos(n * sympy.pi), (-1) ** n, {"n": "real"}) == "different"


def test_reading_says_what_was_assumed():
    assert equivalence(x * y, y * x, {"x": "[0, 1)"}).reading == "x in [0, 1), y real"


WRONG_DOMAINS = {
    "no word": ("nonsense", "a domain is one of real, positive, .*, or an interval such as.*; got 'nonsense'"),
    "a number": (3, "a domain is one of .*; got 3"),
    "turned round": ((2, 1), "an interval goes from the lower to the higher bound; got 2, 1"),
    "no bound": ("(a, b)", "a bound is a number or oo; got 'a'"),
    "three bounds": ((1, 2, 3), "a domain is one of"),
}


@pytest.mark.parametrize(("domain", "words"), WRONG_DOMAINS.values(), ids=WRONG_DOMAINS)
def test_domain_that_is_not_understood_says_what_is(domain, words):
    with pytest.raises(DomainError, match=words):
        equivalence(x, x, {"x": domain})


# ---- constraints -----------------------------------------------------------------------------------------------

BOTH_POSITIVE = {"eps": "positive", "lam": "positive"}


def test_relation_between_symbols_narrows_the_domain():
    shrunk = sqrt((1 - eps * lam) ** 2)

    assert verdict(shrunk, 1 - eps * lam, BOTH_POSITIVE, where=eps * lam < 1) == "equal"
    assert verdict(shrunk, 1 - eps * lam, BOTH_POSITIVE) == "different"
    assert verdict(shrunk, eps * lam - 1, BOTH_POSITIVE, where=eps * lam > 1) == "equal"


CONSTRAINTS = {
    "equation": (x**2, y**2, Eq(x + y, 0), "equal"),
    "equation that says otherwise": (x, y, Eq(x + y, 0), "different"),
    "two relations": (sympy.Abs(x), x, [x > y, y > 0], "equal"),
    "text": (sympy.Abs(x), x, "x > 0", "equal"),
    "both at once": (sympy.Max(x, y), x, sympy.And(x > y, y > 0), "equal"),
    "circle": (sqrt(1 - x**2), sympy.Abs(y), Eq(x**2 + y**2, 1), "equal"),
}


@pytest.mark.parametrize(("got", "want", "where", "said"), CONSTRAINTS.values(), ids=CONSTRAINTS)
def test_constraints_are_relations(got, want, where, said):
    assert verdict(got, want, where=where) == said


def test_reading_mentions_the_constraints():
    assert equivalence(sympy.Abs(x), x, where=x > 0).reading == "x real, under the constraints given"


# ---- modes -----------------------------------------------------------------------------------------------------

MODE_CASES = {
    "constant": (log(2 * x), log(x), "up to a constant", None, "equal"),
    "no constant": (x + log(x), log(x), "up to a constant", None, "different"),
    "constant in y": (x + y, x, "up to a constant", ["x"], "equal"),
    "constant in nothing": (x + y, x, "up to a constant", None, "different"),
    "constant times x": (x + x * y, x, "up to a constant", ["x"], "different"),
    "factor": (3 * x, x, "up to a factor", None, "equal"),
    "negative factor": (-x * exp(2), x, "up to a factor", None, "equal"),
    "no factor": (x**2, x, "up to a factor", None, "different"),
    "factor of y": (x * exp(y), x, "up to a factor", ["x"], "equal"),
    "factor of nothing": (x * exp(y), x, "up to a factor", None, "different"),
    "factor of zero": (sympy.Integer(0), x, "up to a factor", None, "different"),
    "factor on zero": (x, sympy.Integer(0), "up to a factor", None, "different"),
    "zero and zero": (x - x, sympy.Integer(0), "up to a factor", None, "equal"),
    "other sign": (y - x, x - y, "up to a sign", None, "equal"),
    "same sign": ((x - y) ** 2 / (x - y), x - y, "up to a sign", None, "equal"),
    "no sign": (x + y, x - y, "up to a sign", None, "different"),
    "twice": (2 * x, x, "up to a sign", None, "different"),
    "sign": (x**3 * exp(y), x, "sign", None, "equal"),
    "sign of one more": (x - 100, x, "sign", None, "different"),
    "growth": (3 * n**2 + n * log(n), n**2, "growth", None, "equal"),
    "more growth": (n**2 * log(n), n**2, "growth", None, "different"),
}  # fmt: skip


@pytest.mark.parametrize(("got", "want", "mode", "free_of", "said"), MODE_CASES.values(), ids=MODE_CASES)
def test_mode_forgives_what_it_names_and_nothing_more(got, want, mode, free_of, said):
    positive = {"x": "positive"}

    assert verdict(got, want, positive, mode, free_of=free_of) == said


@pytest.mark.parametrize("mode", [*MODES, *ALIASES])
def test_every_mode_finds_a_formula_equal_to_itself(mode):
    assert verdict(x**2 + 1, x**2 + 1, mode=mode) == "equal"


def test_signs_are_found_wrong_on_one_side_alone():
    assert verdict(sympy.Abs(x), x, mode="up to a sign") == "different"


def test_unknown_mode_says_which_there_are():
    with pytest.raises(
        ValueError, match="the mode 'nearly' is not known; it is one of exact, up to a constant, up to"
    ):
        equivalence(x, x, mode="nearly")


def test_growth_says_which_term_is_too_much():
    result = equivalence(n**3, n**2, mode="growth")

    assert (result.decided_by, result.reason) == ("growth", "grows with n^3")


def test_growth_that_is_not_seen_is_undecided():
    result = equivalence(sympy.sin(n), n, mode="growth")

    assert (result.verdict, result.reason) == ("undecided", "has `sin`, whose order is not seen")


# ---- forms -----------------------------------------------------------------------------------------------------


def test_only_the_functions_that_are_allowed_may_be_used():
    result = equivalence(sympy.sin(x) / sympy.cos(x), sympy.tan(x), only=["tan", "x"])

    assert (result.verdict, result.decided_by) == ("different", "form")
    assert result.reason == "contains `cos`, but may be written with `tan`, `x` and arithmetic alone"


def test_wrong_formula_is_different_before_its_form_is_looked_at():
    assert equivalence(sympy.sin(x), sympy.tan(x), only=["tan", "x"]).decided_by == "point"


def test_expanded_form_has_no_product_of_sums():
    result = equivalence((x + 1) ** 2, x**2 + 2 * x + 1, form="expanded")

    assert (result.verdict, result.reason) == ("different", "is not expanded: a sum is still raised to a power")
    assert verdict(x**2 + 2 * x + 1, (x + 1) ** 2, form="expanded") == "equal"


def test_factored_form_is_no_sum():
    assert equivalence(x**2 - 1, (x - 1) * (x + 1), form="factored").reason == "is a sum, should be a product"
    assert verdict((x - 1) * (x + 1), x**2 - 1, form="factored") == "equal"


def test_simplified_form_is_not_three_times_as_long_as_it_need_be():
    long = (x + 1) ** 3 - x**3 - 3 * x**2 - 2 * x - 1 + sympy.sin(x) ** 2 + sympy.cos(x) ** 2 - 1

    assert equivalence(long, x, form="simplified").decided_by == "form"
    assert verdict(x, long, form="simplified") == "equal"


def test_unknown_form_says_which_there_are():
    with pytest.raises(
        ValueError, match="the form 'pretty' is not known; it is one of expanded, factored, simplified"
    ):
        equivalence(x, x, form="pretty")


# ---- values with entries ---------------------------------------------------------------------------------------


def test_matrix_says_which_entries_are_wrong():
    result = equivalence(Matrix([[1, x], [x, 2]]), Matrix([[1, x], [y, 2]]))

    assert result.verdict == "different"
    assert result.wrong_entries == ["[1, 0]"]
    assert set(result.entries) == {"[0, 0]", "[0, 1]", "[1, 0]", "[1, 1]"}
    assert result.entries["[0, 1]"].verdict == "equal"


def test_matrix_of_equal_entries_is_equal_by_the_weakest_of_them():
    result = equivalence(Matrix([[x, sympy.sin(x) ** 2]]), Matrix([[x, 1 - sympy.cos(x) ** 2]]))

    assert (result.verdict, result.decided_by, result.wrong_entries) == ("equal", "proof", [])


WRONG_SHAPES = {
    "another shape": (Matrix([[1, 2]]), Matrix([[1], [2]]), "should have 2 entries"),
    "a number for a matrix": (x, Matrix([[x]]), "is one formula, should have 1 entry"),
    "a matrix for a number": (Matrix([[x]]), x, "is a matrix of 1 row, should be one formula"),
    "too long a row": (Matrix([[1, 2, 3]]), Matrix([[1, 2]]), "is no matrix of 1 rows and 2 columns"),
    "too short a tuple": ((x,), (x, y), "should have 2 entries"),
    "no dict": ((x,), {"a": x}, "is no dict with the keys a"),
    "no set": (x, FiniteSet(x, y), "is no set"),
}


@pytest.mark.parametrize(("got", "want", "words"), WRONG_SHAPES.values(), ids=WRONG_SHAPES)
def test_value_of_another_shape_is_of_another_kind(got, want, words):
    result = equivalence(got, want)

    assert (result.verdict, result.decided_by) == ("different", "kind")
    assert words in result.reason


def test_tuples_are_compared_entry_by_entry():
    result = equivalence((x, y + 1), (x, y))

    assert (result.verdict, result.wrong_entries) == ("different", ["[1]"])
    assert verdict((x + x, y), (2 * x, y)) == "equal"


def test_dicts_are_compared_key_by_key():
    result = equivalence({"a": x + x}, {"a": 2 * x, "b": y})

    assert result.wrong_entries == ["b"]
    assert result.entries["b"].reason == "is missing"
    assert verdict({"a": x + x}, {"a": 2 * x}) == "equal"


SETS = {
    "order": (FiniteSet(x, y), FiniteSet(y, x), "equal"),
    "spelling": (FiniteSet((x + 1) ** 2, 1), FiniteSet(1, x**2 + 2 * x + 1), "equal"),
    "other element": (FiniteSet(x, 2), FiniteSet(x, 1), "different"),
    "one more": (FiniteSet(x, 1, 2), FiniteSet(x, 1), "different"),
    "one less": (FiniteSet(x), FiniteSet(x, 1), "different"),
    "roots": (FiniteSet(sqrt(2), -sqrt(2)), FiniteSet(-2 / sqrt(2), 2 / sqrt(2)), "equal"),
    "list": ([y, x], FiniteSet(x, y), "equal"),
    "empty": (sympy.S.EmptySet, FiniteSet(x), "different"),
    "both empty": (sympy.S.EmptySet, sympy.S.EmptySet, "equal"),
}


@pytest.mark.parametrize(("got", "want", "said"), SETS.values(), ids=SETS)
def test_sets_are_equal_with_the_same_elements_in_any_order(got, want, said):
    assert verdict(got, want) == said


def test_set_that_differs_shows_a_point_at_which_it_does():
    result = equivalence(FiniteSet(x, 2), FiniteSet(x, 1))

    assert result.reason == "has an element that is in the one set alone"
    assert (result.counterexample.got, result.counterexample.want) == (
        "one set has an element here",
        "that the other has not",
    )


CONDITIONS = {
    "equation turned round": (Eq(x, y), Eq(y - x, 0), "equal"),
    "equation times two": (Eq(2 * x, 2 * y), Eq(x, y), "equal"),
    "another equation": (Eq(x, y), Eq(x, 2 * y), "different"),
    "inequality turned round": (x > y, y < x, "equal"),
    "strictness": (x >= y, x > y, "different"),
    "log of both sides": (exp(x) > 1, x > 0, "equal"),
    "negation": (sympy.Not(sympy.And(x > 0, y > 0)), sympy.Or(x <= 0, y <= 0), "equal"),
    "double inequality": (sympy.And(x > -1, x < 1), x**2 < 1, "equal"),
    "always": (x**2 >= 0, sympy.true, "equal"),
    "not always": (x**2 > 0, sympy.true, "different"),
}


@pytest.mark.parametrize(("got", "want", "said"), CONDITIONS.values(), ids=CONDITIONS)
def test_conditions_are_equal_where_they_hold_at_the_same_points(got, want, said):
    assert verdict(got, want) == said


def test_condition_and_number_are_of_different_kinds():
    result, other = equivalence(x > 0, x), equivalence(x, x > 0)

    assert (result.decided_by, other.decided_by) == ("kind", "kind")
    assert result.reason == "is an equation or a condition, should be an expression"
    assert other.reason == "is an expression, should be an equation or a condition"


ZEROS = {
    "a square": (x**2 - 2 * x * y + y**2, x - y, "equal"),
    "an equation": (sympy.Eq(x, y), x - y, "equal"),
    "a factor that is never zero": ((x - y) * sympy.exp(x), x - y, "equal"),
    "exponentials": (sympy.exp(x) - sympy.exp(y), x - y, "equal"),
    "a factor that is zero somewhere": ((x - y) * x, x - y, "different"),
    "a zero too few": (x**2 + y**2, x - y, "different"),
    "another sign": (x + y, x - y, "different"),
    "zero everywhere": (sympy.Integer(0), x - y, "different"),
    "zero nowhere": (sympy.Integer(1), x - y, "different"),
}


@pytest.mark.parametrize(("got", "want", "said"), ZEROS.values(), ids=ZEROS)
def test_formulas_with_the_same_zeros(got, want, said):
    assert equivalence(got, want, {"x": "real", "y": "real"}, mode="same zeros").verdict == said


# ---- where a side is undefined ---------------------------------------------------------------------------------


def test_removable_singularity_is_forgiven():
    assert verdict((x**2 - 1) / (x - 1), x + 1) == "equal"


def test_removable_singularity_that_was_met_is_noted():
    filled = Piecewise((1, Eq(x, 0)), (sympy.sin(x) / x, True))

    result = equivalence(sympy.sin(x) / x, filled, use_sympy=False)

    assert result.verdict == "equal"
    assert "the first formula is not defined at x = 0, where it tends to the value of the other" in result.reading


def test_gap_of_the_reference_may_be_filled_with_any_value():
    assert verdict(Piecewise((5, Eq(x, 0)), (sympy.sin(x) / x, True)), sympy.sin(x) / x) == "equal"


def test_gap_that_the_reference_fills_with_another_value_is_a_difference():
    found = equivalence(sympy.sin(x) / x, Piecewise((5, Eq(x, 0)), (sympy.sin(x) / x, True))).counterexample

    assert (found.point, found.got, found.want) == ({"x": Fraction(0)}, "undefined", "5")


def test_formula_that_is_undefined_on_half_the_domain_is_different_there():
    found = equivalence(Piecewise((x, x > 0)), x).counterexample

    assert found.point["x"] <= 0
    assert found.got == "undefined"


# ---- what is no formula ----------------------------------------------------------------------------------------

UNREADABLE = {
    "object": (object(), "is an object of type object, should be a formula"),
    "none": (None, "is nothing (None), should be a formula"),
    "other": (Other("spam.Egg"), "is an object of type spam.Egg, should be a formula"),
}


@pytest.mark.parametrize(("got", "reason"), UNREADABLE.values(), ids=UNREADABLE)
def test_answer_that_is_no_formula_is_of_another_kind(got, reason):
    result = equivalence(got, x)

    assert (result.verdict, result.decided_by, result.reason) == ("different", "kind", reason)


def test_texts_are_read_as_students_type_them():
    assert verdict("x^2 + 2x + 1", (x + 1) ** 2) == "equal"
    assert verdict("x^2 + 2x + 1", "(x + 1)^2", {"x": "real"}) == "equal"
    assert verdict("x^2 + 2x", "(x + 1)^2", {"x": "real"}) == "different"


def test_text_that_cannot_be_read_says_where():
    with pytest.raises(Unreadable, match="a closing bracket"):
        equivalence("x^2 + (", x)


def test_functions_that_are_only_named_have_the_definition_of_the_field():
    sigma = sympy.Function("sigma")

    assert verdict(sigma(x), 1 / (1 + exp(-x))) == "equal"
    assert verdict(sigma(x), 1 / (1 + exp(-x)), functions={"sigma": None}) == "different"


def test_functions_without_a_definition_are_equal_to_themselves_alone():
    assert verdict(f(x + x) * f(y), f(y) * f(2 * x)) == "equal"
    assert verdict(f(x), f(y)) == "different"
    assert verdict(f(x + y), f(x) + f(y)) == "different"


CRASHES = {
    "a branch of LambertW": sympy.LambertW(x, -1),
    "zeta of two arguments": sympy.zeta(x, 2),
    "sinc of a truth value": Tree("sinc", (True,)),
    "substitution for a symbol": Tree("Subs", (X, X, Tree("Tuple", (1,)))),
    "substitution for a number": Tree("Subs", (X, Tree("Tuple", (2,)), Tree("Tuple", (1,)))),
    "substitution of too few": Tree("Subs", (X, Tree("Tuple", (X, Y)), Tree("Tuple", (1,)))),
}


@pytest.mark.parametrize("got", CRASHES.values(), ids=CRASHES)
def test_arguments_that_do_not_fit_raise_nothing(got):
    equivalence(got, x + 1, use_sympy=False)


def test_number_of_numpy_is_a_number():
    assert verdict(np.float64(1.5), Rational(3, 2)) == "equal"


# ---- what is too large -----------------------------------------------------------------------------------------


def deep(levels):
    tree = Tree("Symbol", ("x", ""))
    for _ in range(levels):
        tree = Tree("sin", (tree,))
    return tree


TOO_LARGE = {
    "deep": deep(400),
    "long sum": sympy.Sum(k, (k, 1, 10**7)),
    "wide": Tree("Add", tuple(Tree("sin", (i,)) for i in range(70_000))),
    "many parts": Tree("Add", tuple(range(130_000))),
}


@pytest.mark.parametrize("got", TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_is_too_large_is_undecided(got):
    result = equivalence(got, x)

    assert (result.verdict, result.decided_by) == ("undecided", "nobody")
    assert "is too large to compare" in result.reason


TOWERS = {
    "tower and itself": (TOWER, TOWER, True),
    "tower and one more": (Tree("Add", (TOWER, 1)), TOWER, False),
    "tower of towers": (Tree("Add", (Tree("Pow", (10, TOWER)), 1)), Tree("Pow", (10, TOWER)), False),
}


@pytest.mark.parametrize(("got", "want", "is_equal"), TOWERS.values(), ids=TOWERS)
def test_towers_of_powers_are_quick_and_never_falsely_equal(got, want, is_equal):
    result = equivalence(got, want)

    assert (result.verdict == "equal") is is_equal
