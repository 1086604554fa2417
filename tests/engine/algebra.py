"""A small course of formulas and derivations, and submissions to it: honest, wrong and hostile ones."""

from pathlib import Path

from tests.engine.tiny import write

SETTINGS = """\
course: Formulas
seeds: {public: practice}
limits: {call_seconds: 1, load_seconds: 10, submission_seconds: 60}
"""

PROBLEMS = '''\
"""Formulas and derivations."""

import sympy as sp

from checker import Exercise, Function, Heads, Symbol, case

exercise = Exercise("alg.1", title="Algebra", source="Sheet, question 1", points={"": 12})


@exercise.symbolic(points=2, domain={"n": "positive", "sigma": "positive"}, answer="n times sigma squared")
def variance(n, sigma):
    """The variance of a sum of n independent terms."""
    return n * sigma**2


@variance.misconception(credit=0.25)
def deviation(n, sigma):
    """Variances add up, not standard deviations."""
    return n * sigma


@exercise.symbolic(points=2, only=("sigma",), answer="sigma times one minus sigma")
def slope(x, sigma):
    """The derivative of the sigmoid, by sigma alone."""
    return sigma(x) * (1 - sigma(x))


@slope.cases
def _(rng):
    yield case(x=Symbol("x"), sigma=Function("sigma"))


@slope.misconception
def with_exponentials(x, sigma):
    """The question asks for sigma only."""
    return sp.exp(-x) / (1 + sp.exp(-x)) ** 2


@exercise.symbolic(points=4, domain={"x": "real", "y": "real"}, answer="a matrix of partial derivatives")
def jacobian(x, y):
    """A matrix of derivatives."""
    return sp.Matrix([[2 * x, y], [x * y, sp.exp(x)]])


@exercise.derivation(points=4, rules=("exp_law", "def:sigma"), answer="open sigma, then multiply by e to the x")
def chain(x, H):
    """From sigma(x) to e^x/(1 + e^x)."""
    E = H.exp
    return [H.sigma(x), ("def:sigma", 1 / (1 + E(-x))), ("exp_law", E(x) / (1 + E(x)))]


@chain.cases
def _(rng):
    yield case(x=Symbol("x"), H=Heads(("exp", "sigma")))
'''

NUMBERS = '''\
"""A number."""

from checker import Exercise, case

exercise = Exercise("num.1", title="Numbers", source="Sheet, question 2", points={"": 1})


@exercise.numeric(points=1, answer="x, twice")
def double(x):
    """Two times x."""
    return 2 * x


@double.cases
def _(rng):
    yield case(x=3.0)
'''

RIGHT = """\
import sympy as sp


def variance(n, sigma):
    return sigma * n * sigma


def slope(x, sigma):
    return sigma(x) * sigma(-x)


def jacobian(x, y):
    return sp.Matrix([[x + x, y], [y * x, sp.exp(x)]])


def chain(x, H):
    E = H.exp
    return [H.sigma(x), ("def:sigma", 1 / (1 + E(-x))), E(x) / (E(x) + 1)]
"""
"""all twelve points, with SymPy"""

TYPED = """\
def variance(n, sigma):
    return r"n \\cdot \\sigma^2"


def slope(x, sigma):
    return "sigma(x) - sigma(x)^2"


def jacobian(x, y):
    return [["2x", "y"], ["x*y", "e^x"]]


def chain(x, H):
    return ["sigma(x)", 1 / (1 + H.exp(-x)), H.exp(x) / (1 + H.exp(x))]
"""
"""all twelve points, with texts"""

WRONG = """\
import sympy


def variance(n, sigma):
    return n * sigma


def slope(x, sigma):
    return sympy.exp(x) / (1 + sympy.exp(x)) ** 2


def jacobian(x, y):
    return [[2 * x, y], [x + y, sympy.exp(x)]]


def chain(x, H):
    return [H.sigma(x), ("algebra", 1 / (1 + H.exp(-x))), ("exp_law", H.exp(x) / (1 + H.exp(x)))]
"""
"""a misconception, another form, a wrong entry and a rule that is not the one"""

FUNCTIONS = {"variance": "n, sigma", "slope": "x, sigma", "jacobian": "x, y", "chain": "x, H"}


def with_body(name: str, body: str) -> str:
    """A right submission, but for the body of one function."""
    lines = body.replace("\n", "\n    ")
    return f"{RIGHT}\n\ndef {name}({FUNCTIONS[name]}):\n    {lines}\n"


def write_course(folder: Path) -> Path:
    """Write the course into a folder."""
    write(folder / "grading.yaml", SETTINGS)
    write(folder / "problems" / "alg" / "algebra.py", PROBLEMS)
    write(folder / "problems" / "num" / "numbers.py", NUMBERS)
    return folder
