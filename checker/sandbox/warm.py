"""SymPy in working order: imported by a fork server, so that no child pays for what SymPy loads when it is used.

SymPy imports many of its modules in the first calls, and fills its tables then. In a fresh process a student's
first few formulas would take ten times as long as the later ones.
"""

import sympy as sp


def warm() -> None:
    """Do once what most formulas do."""
    x, n = sp.Symbol("x", real=True), sp.Symbol("n", positive=True)
    f = sp.Function("f")
    terms = [
        sp.exp(-x) / (1 + sp.exp(-x)) ** 2,
        sp.log(n) + sp.sqrt(n) * sp.Abs(x) + sp.sign(x) + sp.Max(x, 0) + sp.tanh(x / 2) + sp.cos(x) * sp.pi,
        sp.Piecewise((x, x > 0), (-x, sp.Le(x, 0))) + sp.Heaviside(x),
        sp.Rational(1, 2) * f(x) ** 2 - f(n),
        sp.Sum(n, (n, 1, 3)) + sp.Derivative(f(x), x),
    ]
    for term in terms:
        term.diff(x).expand()
        term.subs(x, 2)
        str(term)
    str(f(x > 0) - f(sp.Eq(x, 0)))
    sp.simplify(terms[0] * (1 + sp.exp(x)))
    sp.factor(x**2 - 2 * x + 1)
    sp.solve(x**2 - n, x)
    sp.prod([x, n])
    sp.Matrix([[x, 1], [1, n]]).det()


warm()
