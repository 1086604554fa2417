"""What SymPy writes is read back."""

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.maths.typed import read_formula
from checker.sandbox.wire import Tree

x, y = sympy.symbols("x y", positive=True)
leaves = st.sampled_from([x, y, sympy.pi]) | st.integers(-9, 9).map(sympy.Integer)
leaves |= st.fractions(-3, 3, max_denominator=9).map(lambda q: sympy.Rational(q.numerator, q.denominator))
FUNCTIONS = [sympy.exp, sympy.sin, sympy.cos, sympy.tanh, sympy.Abs, sympy.atan, sympy.erf, sympy.floor]
expressions = st.recursive(
    leaves,
    lambda inner: (
        st.builds(lambda a, b: a + b, inner, inner)
        | st.builds(lambda a, b: a * b, inner, inner)
        | st.builds(lambda a, b: a / (b**2 + 1), inner, inner)
        | st.builds(lambda a, n: (a**2 + 1) ** n, inner, st.integers(-3, 3).map(sympy.Integer))
        | st.builds(lambda f, a: f(a), st.sampled_from(FUNCTIONS), inner)
        | st.builds(lambda a: sympy.sqrt(a**2 + 1), inner)
        | st.builds(lambda a, b: sympy.Max(a, b), inner, inner)
        | st.builds(lambda a, b: sympy.Piecewise((a, x > y), (b, True)), inner, inner)
    ),
    max_leaves=6,
)


def rebuilt(value):
    """The SymPy expression of a tree."""
    if not isinstance(value, Tree):
        return sympy.sympify(value)
    if value.head == "Symbol":
        return {"x": x, "y": y}[value.args[0]]
    args = [rebuilt(arg) for arg in value.args]
    match value.head:
        case "Pi":
            return sympy.pi
        case "Exp1":
            return sympy.E
        case "ExprCondPair":
            return tuple(args)
    return getattr(sympy, value.head)(*args)


@pytest.mark.parametrize("write", [sympy.latex, str], ids=["latex", "str"])
@given(expression=expressions)
@settings(max_examples=60, deadline=None)
def test_what_sympy_writes_is_read_back(write, expression):
    if expression.has(sympy.zoo, sympy.nan, sympy.oo):
        return
    text = write(expression)

    back = rebuilt(read_formula(text, symbols=["x", "y"]))

    point = {x: sympy.Rational(7, 5), y: sympy.Rational(3, 4)}
    want, got = (complex(e.subs(point).evalf(30)) for e in (expression, back))
    assert got == pytest.approx(want, rel=1e-9, abs=1e-12), text
