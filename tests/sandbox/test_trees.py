"""Expressions of SymPy as trees: which cross, and what is said of those that do not."""

import contextlib
import sys
import threading
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import S
from sympy.matrices.expressions.matexpr import MatrixElement

from checker.answers.question import settled
from checker.sandbox import trees, values, wire
from checker.sandbox.wire import HEADS, MAX_DIGITS, MAX_LEVELS, MAX_NAME, MAX_NODES, Other, Tree
from tests.sandbox.test_wire import crossed, decoded

QUICK = settings(max_examples=400, deadline=None, database=None, derandomize=True)
RAW = {"evaluate": False}
X, Y = Tree("Symbol", ("x", "")), Tree("Symbol", ("y", ""))
x, y = sympy.symbols("x y", real=True)
n = sympy.Symbol("n", integer=True, positive=True)
A = sympy.MatrixSymbol("A", 2, 2)
f, named_exp = sympy.Function("f"), sympy.Function("exp")
a, b, c = x > 0, y > 0, x < y


def tree(head, *args):
    return Tree(head, args)


def symbol(name):
    return Tree("Symbol", (name, ""))


def heads(value):
    """All heads in a tree."""
    return {value.head}.union(*map(heads, value.args)) if isinstance(value, Tree) else set()


EXPRESSIONS = [
    sympy.Rational(1, 3), sympy.Float(0.1), x, x + 1, 2 * x, sympy.sqrt(x), x**y, sympy.root(x, 3),
    S.Pi, S.Exp1, S.ImaginaryUnit, S.EulerGamma, S.GoldenRatio, S.Catalan, S.Infinity, S.NegativeInfinity,
    S.ComplexInfinity, S.NaN, S.true, S.false,
    *(function(x) for function in (
        sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.tan, sympy.cot, sympy.sec, sympy.csc,
        sympy.asin, sympy.acos, sympy.atan, sympy.acot, sympy.asec, sympy.acsc,
        sympy.sinh, sympy.cosh, sympy.tanh, sympy.coth, sympy.sech, sympy.csch,
        sympy.asinh, sympy.acosh, sympy.atanh, sympy.acoth, sympy.asech, sympy.acsch,
        sympy.sinc, sympy.erf, sympy.erfc, sympy.erfi, sympy.erfinv, sympy.erfcinv, sympy.gamma, sympy.loggamma,
        sympy.factorial, sympy.factorial2, sympy.Abs, sympy.sign, sympy.floor, sympy.ceiling, sympy.frac,
        sympy.subfactorial, sympy.lucas, sympy.fibonacci, sympy.catalan, sympy.Ei, sympy.Si, sympy.Ci, sympy.li,
        sympy.fresnels, sympy.fresnelc, sympy.elliptic_k, sympy.elliptic_e, sympy.LambertW,
        sympy.zeta, sympy.harmonic, sympy.Heaviside, sympy.DiracDelta, f, named_exp,
    )),
    *(function(sympy.Symbol("z")) for function in (sympy.re, sympy.im, sympy.conjugate, sympy.arg)),
    *(function(x, y) for function in (
        sympy.atan2, sympy.beta, sympy.lowergamma, sympy.uppergamma, sympy.binomial, sympy.RisingFactorial,
        sympy.expint, sympy.polylog, sympy.besselj, sympy.bessely, sympy.besseli, sympy.besselk,
        sympy.FallingFactorial, sympy.Mod, sympy.Max, sympy.Min, sympy.KroneckerDelta,
        sympy.Tuple, sympy.FiniteSet, sympy.Eq, sympy.Ne, sympy.Gt, sympy.Lt, sympy.Ge, sympy.Le, f,
    )),
    sympy.polygamma(1, x), sympy.digamma(x, **RAW), sympy.LambertW(x, 1), sympy.DiracDelta(x, 1),
    sympy.Piecewise((x, a), (-x, True)), sympy.And(a, b), sympy.Or(a, b), sympy.Xor(a, b), sympy.ITE(a, b, c),
    sympy.Implies(a, b), sympy.Equivalent(a, b),
    sympy.Not(sympy.And(a, b), **RAW),
    S.EmptySet, S.UniversalSet, S.Naturals, S.Naturals0, S.Integers, S.Rationals, S.Reals, S.Complexes,
    sympy.Interval(0, x), sympy.Interval.open(0, 1) | sympy.Interval(3, sympy.oo),
    sympy.Intersection(sympy.FiniteSet(x), sympy.Interval(0, 1)), S.Reals - sympy.FiniteSet(x),
    sympy.Contains(x, S.Integers),
    sympy.Sum(1 / n**2, (n, 1, sympy.oo)), sympy.Product(n, (n, 1, 5)), sympy.Sum(x**n, (n, 1, y), (y, 0, 3)),
    sympy.Integral(x, x), sympy.Integral(sympy.exp(-x), (x, 0, sympy.oo)), sympy.Limit(sympy.sin(x) / x, x, 0),
    sympy.Derivative(sympy.sin(x) * y, x, x, y), f(2 * x).diff(x), sympy.Subs(f(x), x, 0),
    sympy.IndexedBase("w")[n, 0],
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_every_part_of_an_expression_arrives(expression):
    got = crossed(expression)

    assert isinstance(got, Tree)
    assert hash(got) == hash(crossed(expression))
    assert got == crossed(expression)
    assert got == settled(expression)


def test_every_head_has_an_expression():
    assert set().union(*(heads(crossed(expression)) for expression in EXPRESSIONS)) == HEADS


ARRIVES = {
    "an integer": (S(7), 7),
    "a large integer": (S(10) ** 1900, 10**1900),
    "a rational": (S(-1) / 3, tree("Rational", -1, 3)),
    "a large rational": (1 / S(10) ** 100, tree("Rational", 1, 10**100)),
    "a sum": (x + 1, tree("Add", 1, X)),
    "a root": (sympy.sqrt(x), tree("Pow", X, tree("Rational", 1, 2))),
    "a power": (sympy.Pow(2, 3, **RAW), tree("Pow", 2, 3)),
    "e": (sympy.exp(1), tree("Exp1")),
    "a function that has but a name": (f(x, 2), tree("Apply", "f", X, 2)),
    "a function that is called like SymPy's": (named_exp(x), tree("Apply", "exp", X)),
    "a function of nothing": (f(), tree("Apply", "f")),
    "an entry": (sympy.IndexedBase("w")[1, n], tree("Indexed", "w", 1, symbol("n"))),
    "an entry with an index": (sympy.IndexedBase("w")[sympy.Idx("i", 3)], tree("Indexed", "w", symbol("i"))),
    "an entry of a matrix that has but a name": (A[0, 1], tree("Indexed", "A", 0, 1)),
    "a case": (
        sympy.Piecewise((x, x > 0), (1, True)),
        tree(
            "Piecewise",
            tree("ExprCondPair", X, tree("StrictGreaterThan", X, 0)),
            tree("ExprCondPair", 1, tree("BooleanTrue")),
        ),
    ),
    "a series": (sympy.Sum(x, (n, 1, 5)), tree("Sum", X, tree("Tuple", symbol("n"), 1, 5))),
    "a derivative": (f(x).diff(x, 2), tree("Derivative", tree("Apply", "f", X), tree("Tuple", X, 2))),
    "a derivative of a named function": (
        sympy.Derivative(named_exp(x), x), tree("Derivative", tree("Apply", "exp", X), tree("Tuple", X, 1))
    ),
    "a derivative at a point": (
        sympy.Subs(f(x).diff(x), x, 0),
        tree(
            "Subs",
            tree("Derivative", tree("Apply", "f", X), tree("Tuple", X, 1)), tree("Tuple", X), tree("Tuple", 0),
        ),
    ),
    "an interval": (
        sympy.Interval.Lopen(0, 1), tree("Interval", 0, 1, tree("BooleanTrue"), tree("BooleanFalse"))
    ),
    "the real numbers": (S.Reals, tree("Reals")),
    "a set of SymPy's": (sympy.FiniteSet(x, 3, 1), tree("FiniteSet", 1, 3, X)),
    "a set": ({3, x, S.One}, tree("FiniteSet", 1, 3, X)),
    "a set of tuples": ({(1, x), (0, 0.5)}, tree("FiniteSet", tree("Tuple", 0, 0.5), tree("Tuple", 1, X))),
    "a set of sets": (frozenset({frozenset({1})}), tree("FiniteSet", tree("FiniteSet", 1))),
    "a set of texts": ({"b", "a"}, tree("FiniteSet", "a", "b")),
    "a set of other numbers": ({np.float64(0.5), 2**70}, tree("FiniteSet", 2**70, 0.5)),
    "an empty set": (set(), tree("EmptySet")),
    "a set of what is none": ({1, x, len}, Other("builtin_function_or_method")),
    "a set of nothing": ({None}, Other("NoneType")),
    "a matrix": (sympy.Matrix([[x, 1], [0.5, y]]), [[X, 1], [tree("Float", "0.5"), Y]]),
    "an immutable matrix": (sympy.ImmutableMatrix([[x]]), [[X]]),
    "a sparse matrix": (sympy.SparseMatrix(2, 2, {(0, 1): x}), [[0, X], [0, 0]]),
    "a matrix without entries": (sympy.Matrix(0, 0, []), []),
    "a formula for a matrix": (2 * sympy.Identity(2), [[2, 0], [0, 2]]),
    "a matrix that has but a name": (A, [[tree("Indexed", "A", i, j) for j in (0, 1)] for i in (0, 1)]),
    "a matrix of any size": (sympy.MatrixSymbol("B", n, n), Other("sympy.MatrixSymbol")),
    "a large formula for a matrix": (sympy.Identity(21), Other("sympy.Identity")),
    "an array of SymPy's": (sympy.Array([[x], [1]]), [[X], [1]]),
    "an array of expressions": (np.array([[x, 1], [0.5, y]]), [[X, 1], [0.5, Y]]),
    "an array of one expression": (np.array(x), X),
    "an array of something": (
        np.array([x, None]), Other("numpy.ndarray", "an array of Python objects")
    ),
    "a list": ([x, (y, 1)], [X, (Y, 1)]),
    "a dict": ({"x": x}, {"x": X}),
    "an instance of a class that cannot cross": (sympy.ConditionSet(x, x > 0), Other("sympy.ConditionSet")),
    "an expression with such a part": (1 + sympy.erf2(x, y), Other("sympy.erf2")),
    "a list with such a part": ([x, sympy.O(x)], [X, Other("sympy.Order")]),
    "a function of one variable": (sympy.Lambda(x, x**2), Other("sympy.Lambda")),
    "a function alone": (f, Other("sympy.UndefinedFunction")),
    "a function of SymPy's alone": (sympy.sin, Other("sympy.FunctionClass")),
    "a base alone": (sympy.IndexedBase("w"), Other("sympy.IndexedBase")),
    "an entry of a sum of matrices": (MatrixElement(A + A.T, 0, n), Other("sympy.MatrixElement")),
}  # fmt: skip


@pytest.mark.parametrize(("value", "arrives"), ARRIVES.values(), ids=ARRIVES)
def test_symbolic_value_arrives(value, arrives):
    assert crossed(value) == arrives
    assert settled(value) == arrives


def test_truth_values_stay_truth_values():
    assert decoded(tree("And", True, tree("Not", False))).args[0] is True


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (sympy.Float(0.1), "0.1"),
        (sympy.Float(0.1 + 0.2), "0.3"),
        (sympy.Float("0.1", 50), "0.1"),
        (sympy.Rational(1, 3).n(50), "0." + "3" * 50),
        (sympy.Float(-2), "-2.0"),
        (sympy.Float(0), "0.0"),
        (sympy.Float("1.25e30"), "1.25e+30"),
        (sympy.Float("1e-20"), "1.0e-20"),
        (sympy.Float(0.00012), "0.00012"),
    ],
    ids=str,
)
def test_decimals_arrive_as_a_student_sees_them(number, text):
    assert crossed(number) == tree("Float", text)
    assert abs(Fraction(text) - Fraction(str(number))) <= abs(Fraction(text)) * Fraction(1, 10**14)


def test_dummies_are_numbered_as_they_appear():
    first, second = sympy.Dummy("u"), sympy.Dummy("u")

    got = crossed([first**second, second, sympy.Symbol("u")])

    assert got == [tree("Pow", symbol("_u_0"), symbol("_u_1")), symbol("_u_1"), symbol("u")]


def test_symbols_of_other_assumptions_are_the_same_symbol():
    assert crossed(sympy.Symbol("x")) == crossed(sympy.Symbol("x", positive=True)) == X


@pytest.mark.parametrize("text", ["x" * 10**6, "λ", "\udcff", "a b\x1b", ""], ids=ascii)
def test_any_name_arrives_as_a_short_text(text):
    shown = crossed(sympy.Symbol(text)).args[0]
    assert shown[:60] == text[:60].replace("\udcff", "?")
    assert len(shown) == min(len(text), MAX_NAME)
    if text != "\udcff":  # which is no name of a class
        assert crossed(sympy.Function(text)(x)) == tree("Apply", shown, X)
    assert len(crossed(sympy.Dummy(text)).args[0]) <= MAX_NAME


# ---- bombs ---------------------------------------------------------------------------------------------------


def tower(levels):
    """2^2^...^2, which nobody has carried out."""
    value = S(2)
    for _ in range(levels):
        value = sympy.Pow(2, value, **RAW)
    return value


def nested(levels):
    value = x
    for _ in range(levels):
        value = f(value)
    return value


def doubled(levels):
    """An expression of a few objects, and 2^levels parts."""
    value = x
    for _ in range(levels):
        value = sympy.Add(value, value, **RAW)
    return value


@pytest.mark.parametrize(
    "value",
    [
        sympy.Pow(10, sympy.Pow(10, 10, **RAW), **RAW),
        sympy.factorial(10**9, **RAW),
        sympy.binomial(10**9, 10**8, **RAW),
        tower(20),
        sympy.Sum(1 / n, (n, 1, 10**100)),
        sympy.zeta(sympy.Float("1e1000")),
        nested(MAX_LEVELS - 1),
        doubled(10),
        sympy.Add(*sympy.symbols("x:5000")),
    ],
    ids=["power", "factorial", "binomial", "tower", "sum", "zeta", "levels", "doubled", "terms"],
)
def test_what_would_be_large_if_it_were_carried_out_arrives(value):
    assert isinstance(crossed(value), Tree)


TOO_LARGE = {
    "terms": (lambda: sympy.Add(*sympy.symbols("x:100000"), **RAW), f"an expression of over {MAX_NODES} parts"),
    "a list": (lambda: [sympy.Add(*sympy.symbols("x:5000"))] * 5, f"an expression of over {MAX_NODES} parts"),
    "shared parts": (lambda: doubled(40), f"an expression of over {MAX_NODES} parts"),
    "levels": (lambda: nested(MAX_LEVELS + 1), f"an expression of over {MAX_LEVELS} levels"),
    "many levels": (lambda: nested(10_000), f"an expression of over {MAX_LEVELS} levels"),
    "an integer": (lambda: x + S(10) ** 2100, f"an integer of over {MAX_DIGITS} digits"),
    "a denominator": (lambda: 1 / S(10) ** 2100, f"an integer of over {MAX_DIGITS} digits"),
    "a decimal": (lambda: sympy.sqrt(2).n(2100), f"a decimal number of over {MAX_DIGITS} digits"),
    "an exponent": (lambda: sympy.Float("1e100000", 15), "a decimal number with an exponent of over 5000"),
    "a small number": (lambda: sympy.Float("1e-100000", 15), "a decimal number with an exponent of over 5000"),
    "a matrix": (lambda: sympy.zeros(200), f"a matrix of over {MAX_NODES} entries"),
    "a sparse matrix": (lambda: sympy.SparseMatrix(10**6, 10**6, {}), f"a matrix of over {MAX_NODES} entries"),
    "an array": (lambda: np.full((200, 200), x), f"an array of over {MAX_NODES} objects"),
    "an array of nothing": (
        lambda: np.broadcast_to(np.array(None), (10**12,)), f"an array of over {MAX_NODES} objects"
    ),
    "a set": (lambda: set(range(30_000)), f"a value of over {MAX_NODES} parts"),
    "a set of tuples": (lambda: {(((i,),),) for i in range(9_000)}, f"a value of over {MAX_NODES} parts"),
    "sets in a set": (lambda: sets(100), "nested too deeply"),
    "tuples in a set": (lambda: {tuples(100)}, "nested too deeply"),
}  # fmt: skip


def sets(levels):
    value = frozenset({1})
    for _ in range(levels):
        value = frozenset({value})
    return value


def tuples(levels):
    value = ()
    for _ in range(levels):
        value = (value,)
    return value


@pytest.mark.parametrize(("make", "words"), TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_is_too_large_is_refused_in_words(make, words):
    with pytest.raises(wire.Unencodable) as refused:
        values.Encoder().encode(make())

    assert str(refused.value) == f"too large to compare: {words}"


def test_a_small_stack_is_a_refusal_too():
    """However little of the stack is left, nobody sees a RecursionError."""
    outcomes = []

    def attempt():
        value = nested(MAX_LEVELS - 1)
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(100)
        try:
            outcomes.append(values.Encoder().encode(value))
        except wire.Unencodable as err:
            outcomes.append(str(err))
        finally:
            sys.setrecursionlimit(before)

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    assert outcomes == ["too large to compare: nested too deeply"]


# ---- what is not what it seems -------------------------------------------------------------------------------


class Add(sympy.Basic):
    """Not SymPy's."""


class Forger(sympy.Basic):
    """Says it is another class, from another module."""

    args = property(lambda self: 1 / 0)
    __class__ = sympy.Add


Forger.__module__, Forger.__name__, Forger.__qualname__ = "sympy.core.add", "Add", "Add"


class Text(str):
    """A text that answers nothing."""

    __str__ = __len__ = __getitem__ = encode = lambda self, *_: 1 / 0


class Sin(sympy.sin):
    """A function that a student derived."""


def of(kind, *args):
    """An object of SymPy's that was built past its constructor."""
    return sympy.Basic.__new__(kind, *args)


def named(text):
    """A symbol of a student's class, with a name and parts of its own."""
    members = {"name": property(lambda self: text, lambda self, name: None), "args": property(lambda self: 1 / 0)}
    return sympy.Symbol.__new__(type("Named", (sympy.Symbol,), members), "x")


DISGUISED = {
    "a class called Add": (Add(x, y), "tests.sandbox.test_trees.Add"),
    "a class that says it is Add": (Forger(x, y), "sympy.Add"),
    "a class derived from sin": (Sin(x), "tests.sandbox.test_trees.Sin"),
    "arguments that are no expressions": (of(sympy.Add, x, "y"), "str"),
    "arguments that are lists": (of(sympy.Add, [x], {}), "list"),
    "an argument that is a matrix": (
        of(sympy.Add, x, sympy.ImmutableMatrix([[1]])),
        "sympy.ImmutableDenseMatrix",
    ),
    "a tuple with nothing": (of(sympy.Tuple, None), "NoneType"),
    "a name that is no text": (named(1), "int"),
}


@pytest.mark.parametrize(("value", "name"), DISGUISED.values(), ids=DISGUISED)
def test_what_is_not_what_it_seems_arrives_as_its_type(value, name):
    assert crossed(value) == Other(name)


def test_a_symbol_of_a_students_class_is_a_symbol_and_its_parts_are_not_asked():
    assert crossed(named(Text("y" * 70))) == symbol("y" * 70)


def test_an_expression_that_holds_itself_is_too_large():
    value = sympy.Dummy() + sympy.Dummy()  # which nobody else finds in SymPy's cache
    value._args = (value, value)

    with pytest.raises(wire.Unencodable, match="too large to compare: an expression of over"):
        values.Encoder().encode(value)


# ---- what the grader believes --------------------------------------------------------------------------------


UNSOUND = {
    "a symbol without a name": tree("Symbol"),
    "a symbol that is called 1": tree("Symbol", 1, ""),
    "a symbol with a long name": tree("Symbol", "x" * (MAX_NAME + 1), ""),
    "a rational over zero": tree("Rational", 1, 0),
    "a rational of truth values": tree("Rational", True, True),
    "a rational of decimals": tree("Rational", 0.5, 1),
    "a decimal that is a number": tree("Float", 0.5),
    "a power of one": tree("Pow", X),
    "a sine of two": tree("sin", X, Y),
    "a constant of something": tree("Pi", 1),
    "an application of nothing": tree("Apply", X),
    "a case that is no pair": tree("Piecewise", X),
    "a sum over a constant": tree("Sum", X, tree("Tuple", tree("Pi"), 1, 2)),
    "a sum over nothing": tree("Sum", X, tree("Tuple")),
    "a sum over a symbol": tree("Sum", X, X),
    "a limit at a number": tree("Limit", X, 0, 0, symbol("+")),
    "a derivative by a number": tree("Derivative", X, tree("Tuple", 1, 1)),
    "a derivative by a symbol alone": tree("Derivative", X, X),
    "a substitution of two by one": tree("Subs", X, tree("Tuple", X, Y), tree("Tuple", 1)),
    "a substitution of a number": tree("Subs", X, tree("Tuple", 1), tree("Tuple", 1)),
    "a text in a sum": tree("Add", X, "x"),
    "nothing in a sum": tree("Add", X, None),
    "a list in a sum": tree("Add", X, wire.Sequence(False, [X])),
    "a dict in a sum": tree("Add", X, wire.Map([])),
}


@pytest.mark.parametrize("value", UNSOUND.values(), ids=UNSOUND)
def test_a_tree_that_no_expression_has_is_no_expression(value):
    assert decoded(value) == trees.MALFORMED
    assert decoded(tree("sin", value)) == trees.MALFORMED


@pytest.mark.parametrize(
    "text", ["", "0x1", "1e99999", "nan", "inf", "1_000", "١", " 1", "1" * 5000, "1.", ".5", "1e"]
)
def test_a_decimal_is_one(text):
    assert decoded(tree("Float", text)) == trees.MALFORMED


def test_what_an_expression_holds_is_named_where_it_cannot_cross():
    assert decoded(tree("Add", X, tree("sin", Other("torch.Tensor")))) == Other("torch.Tensor")


@pytest.mark.parametrize("value", [tree("Function", "f"), tree("Heads", "f", "g"), tree("Heads")], ids=str)
def test_students_hand_in_no_functions(value):
    assert decoded(value) == Other(value.head)
    assert decoded(tree("Add", X, value)) == Other(value.head)


parts = (
    st.integers(-3, 3)
    | st.booleans()
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from([X, Y, 1j, None, Other("a")])
)
limits = st.lists(parts, max_size=4).map(lambda args: Tree("Tuple", tuple(args)))
forged = st.recursive(
    parts | limits,
    lambda inner: st.builds(
        Tree, st.sampled_from(sorted(HEADS)), st.lists(inner | limits, max_size=4).map(tuple)
    ),
    max_leaves=12,
)


@QUICK
@given(forged)
def test_any_tree_that_is_believed_is_sound(value):
    value = wire.Sequence(False, [value]) if not isinstance(value, complex) else wire.Complex(0.0, 1.0)
    with contextlib.suppress(wire.WireError):
        assert_sound(decoded(value))


def assert_sound(value):
    if isinstance(value, list):
        for item in value:
            assert_sound(item)
    if isinstance(value, Tree):
        assert hash(value) == hash(Tree(value.head, value.args))
        assert trees.checked(value.head, value.args) == value
        for arg in value.args:
            assert isinstance(arg, Tree | int | float | complex | str)
            assert_sound(arg)


def test_long_names_are_told_apart():
    one, two = (crossed(sympy.Symbol("x" * 200 + end)).args[0] for end in "ab")

    assert one != two
    assert len(one) == len(two) == MAX_NAME


def test_symbol_that_does_not_commute_is_named():
    P = sympy.Symbol("P", commutative=False)

    assert crossed(P * sympy.Symbol("x")) == Other("sympy.Symbol", "a sympy.Symbol that does not commute")
