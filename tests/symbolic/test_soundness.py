"""Arguments that are almost proofs: none of them may call these equal, nor show a point outside the domain."""

import pytest
import sympy
from sympy import Abs, Eq, Sum, exp, im, re, sign, symbols

from checker import equivalence

x, y, z = symbols("x y z")
n, k = symbols("n k", integer=True)
COMPLEX = {"z": "complex", "x": "positive", "y": "real"}
NOT_EQUAL = {
    "exp has more inverses than one": (z, 0, COMPLEX, Eq(exp(z), 1)),
    "so has its square": (exp(z), 1, COMPLEX, Eq(exp(2 * z), 1)),
    "a logarithm of a positive number may be complex": (im(z), 0, COMPLEX, Eq(exp(z), x)),
    "a root of a negative number is imaginary": (re(z) ** 2, y, COMPLEX, Eq(z**2, y)),
    "two exponents may be a turn apart": (z, y, COMPLEX, Eq(exp(z), exp(y))),
    "a negative fact times what may be zero": (
        x * sign((x**2 - 2 * x + sympy.Rational(1, 2)) ** 2) * Abs(x - 2),
        x * Abs(x - 2),
        {"x": "[0, 3]", "y": "real"},
        x * y <= 1,
    ),
    "a touching zero that is irrational": (sign(x**4 - 4 * x**2 + 4), 1, {"x": "real"}, ()),
    "zero at the corner of two ranges": (sign(x + y**2), 1, {"x": "nonnegative", "y": "real"}, ()),
    "a sum that runs backward": (
        Sum(Abs(k - 5), (k, 3000, n)),
        Sum(k - 5, (k, 3000, n)),
        {"n": "nonnegative integer"},
        (),
    ),
    "no whole number lies between": (n, n**2 + 1, {"n": "integer"}, [n > 0, n < 1]),
    "no whole number is a half": (n, sympy.Rational(5, 2), {"n": "integer"}, Eq(2 * n, 5)),
    "a symbol with a prime": (x * Abs(symbols("x'")), x * symbols("x'"), {"x": "positive", "x'": "real"}, ()),
}


@pytest.mark.parametrize(("got", "want", "domain", "where"), NOT_EQUAL.values(), ids=NOT_EQUAL)
def test_what_is_almost_a_proof_is_none(got, want, domain, where):
    assert equivalence(got, want, domain, where=where, use_sympy=False).verdict != "equal"


EQUAL = {
    "the positive root": ("x", "(1 + sqrt(5))/2", {"x": "positive"}, "x^2 = x + 1"),
    "a fixed point": ("sqrt(x + 1)", "x", {"x": "positive"}, "x^2 = x + 1"),
    "beside another symbol": ("x y", "y (1 + sqrt(5))/2", {"x": "positive", "y": "real"}, "x^2 = x + 1"),
    "the whole root": ("n", "3", {"n": "integer"}, "2n^2 - 7n + 3 = 0"),
    "two that add up to one": ("p + q", "1", {"p": "unit interval", "q": "unit interval"}, "p + q = 1"),
}


@pytest.mark.parametrize(("got", "want", "domain", "where"), EQUAL.values(), ids=EQUAL)
def test_solutions_outside_the_domain_show_nothing(got, want, domain, where):
    assert equivalence(got, want, domain, where=[where], use_sympy=False).verdict == "equal"
