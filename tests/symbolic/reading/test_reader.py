"""Trees read into expressions: every head, and what is refused."""

from fractions import Fraction

import pytest
import sympy
from flint import fmpq
from mpmath import mp, mpf
from sympy import Eq, Piecewise, Rational

from checker.sandbox.wire import Other, Tree
from checker.symbolic.balls import Program
from checker.symbolic.equivalence import equivalence
from checker.symbolic.expressions.store import Expressions, TooLarge
from checker.symbolic.reading.inputs import as_plain
from checker.symbolic.reading.reader import Reader, Unreadable
from tests.symbolic.trees import middle

x, y, n, k = sympy.symbols("x y n k")
f = sympy.Function("f")
X = Tree("Symbol", ("x", ""))


def read(formula, definitions=None):
    """A formula of SymPy's, or a tree, in a store of its own."""
    store = Expressions()
    return store, Reader(store, definitions).read(as_plain(formula))


def value(formula, **point):
    store, node = read(formula)
    return Program(store, node).at({name: fmpq(q) for name, q in point.items()}, 128)[0]


def same(a, b):
    store = Expressions()
    reader = Reader(store)
    return reader.read(as_plain(a)) == reader.read(as_plain(b))


# ---- every head means what SymPy means -------------------------------------------------------------------------

AT_A_POINT = [
    x + 2 * y,
    x * y,
    x / y,
    x**y,
    sympy.sqrt(x),
    Rational(2, 3) * x,
    sympy.Float("0.25") * x,
    sympy.exp(x),
    sympy.E**2,
    sympy.log(x),
    sympy.log(x, 2, evaluate=False),
    sympy.Abs(-x - y),
    sympy.sign(x - y),
    sympy.floor(7 * x),
    sympy.ceiling(7 * x),
    sympy.sin(x),
    sympy.cos(x),
    sympy.tan(x),
    sympy.cot(x),
    sympy.sec(x),
    sympy.csc(x),
    sympy.sinh(x),
    sympy.cosh(x),
    sympy.tanh(x),
    sympy.coth(x),
    sympy.sech(x),
    sympy.csch(x),
    sympy.asin(y),
    sympy.acos(y),
    sympy.atan(x),
    sympy.acot(x),
    sympy.asec(x),
    sympy.acsc(x),
    sympy.asinh(x),
    sympy.acosh(x),
    sympy.atanh(y),
    sympy.acoth(x),
    sympy.asech(y),
    sympy.acsch(x),
    sympy.atan2(x, y),
    sympy.erf(x),
    sympy.erfc(x),
    sympy.erfi(x),
    sympy.erfinv(y),
    sympy.gamma(x),
    sympy.loggamma(x),
    sympy.digamma(x),
    sympy.polygamma(1, x),
    sympy.zeta(x + 1),
    sympy.factorial(x),
    sympy.binomial(x, y),
    sympy.binomial(x, 3),
    sympy.RisingFactorial(x, 3),
    sympy.FallingFactorial(x, 3),
    sympy.beta(x, y),
    sympy.harmonic(x),
    sympy.LambertW(x),
    sympy.lowergamma(x, y),
    sympy.uppergamma(x, y),
    sympy.Mod(7 * x, y),
    sympy.frac(7 * x),
    sympy.sinc(x),
    sympy.Heaviside(x - y),
    sympy.Heaviside(y - x),
    sympy.Max(x, y, 1),
    sympy.Min(x, y, 1),
    sympy.pi * x,
    sympy.EulerGamma * x,
    sympy.Catalan * x,
    sympy.GoldenRatio * x,
    Piecewise((x, x < y), (y, True)),
    sympy.Sum(k * x, (k, 1, 5)),
    sympy.Product(k + x, (k, 1, 5)),
    sympy.Sum(k * n, (k, 1, n), (n, 1, 4)),
    sympy.Derivative(x**3 * y, x),
    sympy.Derivative(x**3 * y, x, y),
    sympy.Derivative(sympy.exp(x * y), (x, 3)),
    sympy.KroneckerDelta(2, 2) * x,
    sympy.Integer(10) ** 40 * x,
]


@pytest.mark.parametrize("formula", AT_A_POINT, ids=str)
def test_formula_has_the_value_that_sympy_gives_it(formula):
    point = {x: Rational(7, 4), y: Rational(2, 5)}
    want = sympy.N(formula.doit().subs(point), 30)

    found = value(formula, x=fmpq(7, 4), y=fmpq(2, 5))

    with mp.workdps(40):
        assert abs(middle(found) - mpf(str(want))) < 1e-25


CONDITIONS = {
    "less": (x < y, True), "greater": (x > y, False), "at most": (x <= y, True), "at least": (x >= y, False),
    "equal": (Eq(x, y), False), "unequal": (sympy.Ne(x, y), True), "and": (sympy.And(x < y, y < 0), False),
    "or": (sympy.Or(x < y, y < 0), True), "not": (sympy.Not(sympy.And(x < y, y > 0)), False),
    "xor": (sympy.Xor(x < y, y > 0), False), "if": (sympy.ITE(x < y, y < 0, y > 0), False),
    "true": (sympy.true, True), "false": (False, False),
    "equal truths": (Tree("Equality", (as_plain(x < y), as_plain(y > 0))), True),
    "unequal truths": (Tree("Unequality", (as_plain(x < y), as_plain(y > 0))), False),
}  # fmt: skip


@pytest.mark.parametrize(("condition", "holds"), CONDITIONS.values(), ids=CONDITIONS)
def test_condition_holds_where_sympy_says_so(condition, holds):
    assert value(condition, x=1, y=2) is holds


PLAIN = {
    "int": (3, fmpq(3)),
    "big": (10**30, fmpq(10) ** 30),
    "fraction": (Fraction(1, 3), fmpq(1, 3)),
    "float": (0.1, fmpq(1, 10)),
    "float 1e-9": (1e-9, fmpq(1, 10**9)),
    "decimal": (Tree("Float", ("0.30",)), fmpq(3, 10)),
    "rational": (Tree("Rational", (-6, 4)), fmpq(-3, 2)),
}


@pytest.mark.parametrize(("given", "want"), PLAIN.values(), ids=PLAIN)
def test_numbers_are_exact_decimals_as_they_are_written(given, want):
    store, node = read(given)

    assert store.value(node) == want


def test_complex_numbers_are_read():
    assert same(2 + 0.5j, 2 + sympy.I / 2)


@pytest.mark.parametrize("text", ["nan", "inf2", ""])
def test_decimal_that_is_no_number_is_undefined(text):
    store, node = read(Tree("Float", (text,)))

    assert node == store.undefined


@pytest.mark.parametrize("head", ["NaN", "ComplexInfinity"])
def test_no_number_is_undefined(head):
    store, node = read(Tree(head))

    assert node == store.undefined


def test_infinity_has_two_signs():
    assert same(float("inf"), sympy.oo)
    assert same(float("-inf"), -sympy.oo)
    assert not same(sympy.oo, -sympy.oo)


# ---- names -----------------------------------------------------------------------------------------------------


def test_named_functions_of_the_field_have_their_definition():
    relu = sympy.Function("relu")

    assert same(relu(x), sympy.Max(0, x))


def test_definitions_can_be_given_or_taken_away():
    store, opaque = read(sympy.Function("relu")(x), {"relu": None})

    assert store.heads[opaque] == "apply"


def test_other_functions_are_opaque():
    store, node = read(f(x, y))

    assert store.args[node] == ("f", store.symbol("x"), store.symbol("y"))


def test_indexed_symbols_are_symbols_where_the_index_is_a_number():
    assert same(sympy.Indexed("a", 1), sympy.Symbol("a_1"))
    assert not same(sympy.Indexed("a", n), sympy.Indexed("a", k))
    assert same(sympy.Sum(sympy.Indexed("a", k), (k, 1, 2)), sympy.Symbol("a_1") + sympy.Symbol("a_2"))


def test_entries_of_one_sequence_are_read_alike():
    a = sympy.IndexedBase("a")
    sums = equivalence(a[1] + sympy.Sum(a[k], (k, 2, n)), sympy.Sum(a[k], (k, 1, n)), {"n": "positive integer"})
    telescope = equivalence(sympy.Sum(a[k + 1] - a[k], (k, 1, n)), a[n + 1] - a[1], {"n": "positive integer"})

    assert (sums.verdict, telescope.verdict) == ("equal", "equal")


def test_entries_of_several_indices_are_no_entries_of_another_sequence():
    assert not same(sympy.Indexed("a_1", 2), sympy.Indexed("a", 1, 2))
    assert not same(sympy.Indexed("a", 1, 2), sympy.Indexed("a", 12))


def test_entries_lie_in_the_domain_of_their_sequence():
    a = sympy.IndexedBase("a")

    assert equivalence(sympy.Abs(a[1]), a[1], {"a": "positive"}).verdict == "equal"
    assert equivalence(sympy.Abs(a[1]), a[1], {"a": "positive", "a_1": "real"}).verdict == "different"


def test_derivative_by_an_entry_finds_the_entry_in_a_sum():
    a, m = sympy.IndexedBase("a"), sympy.Symbol("m", integer=True)
    slope = sympy.Derivative(sympy.Sum(a[k] ** 2, (k, 1, n)), a[m])
    where = sympy.And(m >= 1, m <= n)

    assert equivalence(slope, 2 * a[m], {"n": "positive integer"}, where=where).verdict != "different"
    assert equivalence(slope, 2 * a[n], {"n": "positive integer"}, where=where).verdict == "different"
    assert equivalence(sympy.Derivative(sympy.Sum(a[k] ** 2, (k, 1, 3)), a[1]), 2 * a[1]).verdict == "equal"


def test_names_are_never_taken_for_those_that_the_checker_makes():
    assert not same(sympy.Symbol("a~b"), sympy.Symbol("a_b"))
    assert len({read(sympy.Symbol(name))[0].args[-1] for name in ("", "~", "_", "?")}) == 4
    assert not same(sympy.Function("D1.f")(x), sympy.Derivative(f(x), x))
    assert equivalence(sympy.Abs(sympy.Symbol("a~")), sympy.Symbol("a~"), {"a~": "positive"}).verdict == "equal"


SPECIAL = [
    sympy.Ei(x), sympy.Ei(-x), sympy.Si(x), sympy.Si(-x), sympy.Ci(x), sympy.li(x + 1), sympy.fresnels(x),
    sympy.fresnelc(-x), sympy.elliptic_k(y), sympy.elliptic_k(-x), sympy.elliptic_e(y), sympy.expint(2, x),
    sympy.expint(y, x), sympy.polylog(2, y), sympy.polylog(3, -y), sympy.polylog(1, y),
    sympy.besselj(0, x), sympy.besselj(2, -x),
    sympy.besselj(y, x), sympy.bessely(1, x), sympy.besseli(0, x), sympy.besselk(1, x), sympy.catalan(x),
]  # fmt: skip


@pytest.mark.parametrize("formula", SPECIAL, ids=str)
def test_special_functions_have_the_value_that_sympy_gives_them(formula):
    found = value(formula, x=fmpq(7, 4), y=fmpq(2, 5))
    want = sympy.N(formula.subs({x: Rational(7, 4), y: Rational(2, 5)}), 25)

    with mp.workdps(30):
        assert abs(middle(found) - mpf(str(want))) < 1e-20


@pytest.mark.parametrize("sequence", [sympy.fibonacci, sympy.lucas, sympy.subfactorial, sympy.factorial2])
def test_sequences_have_their_values_at_whole_numbers(sequence):
    assert [value(sequence(n), n=k) for k in range(9)] == [sequence(k) for k in range(9)]
    assert value(sequence(n), n=fmpq(1, 2)) is None


@pytest.mark.parametrize(
    ("got", "want", "said"),
    [
        (sympy.Ei(x) + x, x + sympy.Ei(x), "equal"),
        (sympy.Ei(x), sympy.Ei(x + 1), "different"),
        (sympy.Chi(x), sympy.Chi(x), "undecided"),
        (sympy.Derivative(sympy.Ei(x), x), sympy.exp(x) / x, "equal"),
        (sympy.Derivative(sympy.zeta(x), x), x, "undecided"),
        (sympy.Derivative(sympy.zeta(x), x, x), x, "undecided"),
        (sympy.Integral(sympy.exp(-(x**2)), (x, 0, y)), sympy.Integral(sympy.exp(-(n**2)), (n, 0, y)), "equal"),
        (sympy.Limit(sympy.sin(x * y) / x, x, 0), sympy.Limit(sympy.sin(n * y) / n, n, 0), "equal"),
        (sympy.Limit(1 / x, x, 0, "+"), sympy.Limit(1 / x, x, 0, "-"), "undecided"),
        (sympy.Implies(x > 0, y > 0), sympy.Or(x <= 0, y > 0), "equal"),
        (sympy.Equivalent(x > 0, y > 0), sympy.Xor(x > 0, y <= 0), "equal"),
        (sympy.Trace(sympy.Matrix([[x, y], [n, x]])), 2 * x, "equal"),
        (sympy.Determinant(sympy.Matrix([[x, y], [1, x]])), x**2 - y, "equal"),
        (sympy.oo, x, "different"),
        (sympy.oo, -sympy.oo, "different"),
        (-sympy.oo, -sympy.oo, "equal"),
    ],
    ids=str,
)
def test_what_has_no_closed_form_is_compared_as_it_is(got, want, said):
    assert equivalence(got, want, use_sympy=False).verdict == said


# ---- what binds ------------------------------------------------------------------------------------------------


def test_bound_symbols_may_have_any_name():
    assert same(sympy.Sum(k * x, (k, 1, n)), sympy.Sum(y * x, (y, 1, n)))
    assert not same(sympy.Sum(k * x, (k, 1, n)), sympy.Sum(k * x, (x, 1, n)))


def test_bound_symbol_hides_a_free_one_of_the_same_name():
    assert value(sympy.Sum(x, (x, 1, 3)) + x, x=10) == 16


def test_limits_of_a_sum_see_the_free_symbol():
    assert value(Tree("Sum", (X, Tree("Tuple", (X, 1, X)))), x=4) == 10


def test_inner_sums_may_depend_on_outer_ones():
    assert value(sympy.Sum(sympy.Sum(k, (k, 1, n)), (n, 1, 3))) == 10


def test_empty_sum_is_zero_and_empty_product_one():
    assert value(Tree("Sum", (X, Tree("Tuple", (X, 1, 0))))) == 0
    assert value(Tree("Product", (X, Tree("Tuple", (X, 1, 0))))) == 1


def test_substitution_in_a_derivative_happens_after_it():
    assert value(sympy.Subs(sympy.Derivative(x**3, x), x, y**2), y=2) == 48


# ---- refusals --------------------------------------------------------------------------------------------------

REFUSED = {
    "text": ("x + 1", "the text"),
    "none": (None, "nothing"),
    "list": ([1], "a list"),
    "object": (Other("spam.Egg"), "an object of type spam.Egg"),
    "sum without limits": (Tree("Sum", (X, Tree("Tuple", (X,)))), "a sum or product without limits"),
    "derivative by a number": (
        Tree("Derivative", (X, Tree("Tuple", (2, 1)))),
        "a derivative that is not by symbols",
    ),
    "derivative of order 99": (
        Tree("Derivative", (X, Tree("Tuple", (X, 99)))),
        "a derivative that is not by symbols",
    ),
    "truth and number": (
        Tree("Equality", (Tree("StrictLessThan", (X, 1)), 1)),
        "a comparison of a truth value with",
    ),
}


@pytest.mark.parametrize(("tree", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_formula_is_named(tree, words):
    with pytest.raises(Unreadable, match=words):
        Reader(Expressions()).read(tree)


def nested(levels):
    tree = X
    for _ in range(levels):
        tree = Tree("sin", (tree,))
    return tree


TOO_LARGE = {
    "wide": (Tree("Add", (X,) * 120_001), "over 120000 parts"),
    "long": (Tree("Sum", (X, Tree("Tuple", (X, 1, 5000)))), "a sum of 5000 terms"),
}


def test_what_is_nested_too_deeply_says_so():
    with pytest.raises(TooLarge, match="nested too deeply"):
        Reader(Expressions()).read(nested(156))


@pytest.mark.parametrize(("tree", "words"), TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_is_too_large_says_what_is(tree, words):
    with pytest.raises(TooLarge, match=words):
        Reader(Expressions()).read(tree)
