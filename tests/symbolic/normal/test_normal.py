"""Normal forms: identities vanish, near misses do not, and signs are asked for."""

from contextlib import suppress

import pytest
import sympy
from sympy import Abs, I, Max, Min, Piecewise, Rational, exp, log, pi, sign, sqrt

from checker.symbolic.domains.domain import Domain, range_of
from checker.symbolic.equivalence import equivalence
from checker.symbolic.expressions.store import Expressions
from checker.symbolic.normal.field import Hard, NoRoom, Undefined
from checker.symbolic.normal.generators import NeedSign, Rescale, Scales
from checker.symbolic.normal.normal import Normal
from checker.symbolic.reading.inputs import as_plain
from checker.symbolic.reading.reader import Reader

x, y, p, q, z, n, m, k = sympy.symbols("x y p q z n m k")
DOMAIN = {
    "p": "positive",
    "q": "positive",
    "z": "complex",
    "n": "integer",
    "k": "nonnegative integer",
    "m": "nonnegative integer",
}


def vanishes(formula, signs=None, **domain):
    """Whether the normal form of a formula is zero, in the case that the signs say."""
    store = Expressions()
    reader = Reader(store)
    node = reader.read(as_plain(formula))
    known = {reader.read(as_plain(w)): s for w, s in (signs or {}).items()}
    ranges = {name: range_of(word) for name, word in {**DOMAIN, **domain}.items()}
    scales = Scales()
    while True:
        normal = Normal(store, Domain(store, ranges), known, scales, minds_zeros=True)
        try:
            return normal.field.is_zero(normal.of(node))
        except Rescale:
            continue
        except NoRoom:
            scales.size += 1


IDENTITIES = {
    "fractions": 1 / (x - 1) - 1 / (x + 1) - 2 / (x**2 - 1),
    "exponentials": exp(x) * exp(y) - exp(x + y),
    "fractions of exponents": exp(x / 2) ** 2 * exp(y / 3) ** 3 - exp(x + y),
    "sigmoid": 1 / (1 + exp(-x)) - (1 + sympy.tanh(x / 2)) / 2,
    "pythagoras": sympy.sin(x) ** 2 + sympy.cos(x) ** 2 - 1,
    "angle sum": sympy.sin(x + y) - sympy.sin(x) * sympy.cos(y) - sympy.cos(x) * sympy.sin(y),
    "tangent": sympy.tan(2 * x) - 2 * sympy.tan(x) / (1 - sympy.tan(x) ** 2),
    "hyperbolic": sympy.cosh(2 * x) - 1 - 2 * sympy.sinh(x) ** 2,
    "complex": sympy.cosh(I * z) - sympy.cos(z),
    "logarithm of a product": log(p * q**2) - log(p) - 2 * log(q),
    "logarithm of a power": log(p**x) - x * log(p),
    "power": p**x * q**x - (p * q) ** x,
    "roots": sqrt(p * q) - sqrt(p) * sqrt(q),
    "rationalised": 1 / (sqrt(p) + sqrt(q)) - (sqrt(p) - sqrt(q)) / (p - q),
    "cube root": p ** Rational(1, 3) * p ** Rational(2, 3) - p,
    "numbers": sqrt(6) * sqrt(10) - 2 * sqrt(15),
    "sine of a fraction of pi": sympy.sin(pi / 5) ** 2 - (5 - sqrt(5)) / 8,
    "area functions": sympy.asinh(x) - log(x + sqrt(x**2 + 1)),
    "arcsine": sympy.asin(x) + sympy.acos(x) - pi / 2,
    "whole turns": sympy.cos(n * pi) ** 2 - 1,
    "powers of minus one": (-1) ** (2 * n + 1) + 1,
    "factorial": sympy.gamma(k + 3) / sympy.gamma(k + 1) - (k + 1) * (k + 2),
    "reflection": sympy.gamma(x) * sympy.gamma(1 - x) * sympy.sin(pi * x) - pi,
    "duplication": sympy.gamma(2 * x) * sqrt(pi)
    - 2 ** (2 * x - 1) * sympy.gamma(x) * sympy.gamma(x + Rational(1, 2)),
    "binomial": sympy.binomial(m, k) * (m - k) - sympy.binomial(m, k + 1) * (k + 1),
    "floor": sympy.floor(x + n) - sympy.floor(x) - n,
    "odd kernel": sympy.erf(x - y) + sympy.erf(y - x),
    "opaque": sympy.Function("f")(x**2 - y**2) - sympy.Function("f")((x - y) * (x + y)),
    "square of abs": Abs(p) - p,
    "discriminant": Abs(x**2 + x + 1) - x**2 - x - 1,
    "sum of positive terms": sqrt((p + q) ** 2) - p - q,
    "largest": Max(p + q, p) - p - q,
    "conjugate": sympy.re(x) + sympy.im(x) - x,
}


@pytest.mark.parametrize("formula", IDENTITIES.values(), ids=IDENTITIES)
def test_identity_vanishes(formula):
    assert vanishes(formula)


@pytest.mark.parametrize("formula", IDENTITIES.values(), ids=IDENTITIES)
def test_identity_with_a_slip_does_not(formula):
    assert not vanishes(formula + Rational(1, 10**30))
    assert not vanishes(formula + x / 10**30)


MISSES = {
    "root of a sum": sqrt(p + q) - sqrt(p) - sqrt(q),
    "logarithm of a sum": log(p + q) - log(p) - log(q),
    "logarithm of an exponential": log(exp(z)) - z,
    "root of a complex square": sqrt(z**2) - z,
    "complex product under a root": sqrt(z * x) - sqrt(z) * sqrt(x),
    "power of a complex power": (z**2) ** Rational(1, 3) - z ** Rational(2, 3),
    "conjugate of a complex number": sympy.conjugate(z) - z,
    "abs of a complex number": Abs(z) ** 2 - z**2,
    "floor of a sum": sympy.floor(x + y) - sympy.floor(x) - sympy.floor(y),
    "floor of a half": sympy.floor(n / 2) - n / 2,
    "turns by parity": (-1) ** n - 1,
    "gamma of another argument": sympy.gamma(x) - sympy.gamma(y),
    "kernel of another argument": sympy.erf(x) - sympy.erf(2 * x) / 2,
    "arcsine of a sine": sympy.asin(sympy.sin(x)) - x,
    "real power of a turn": exp(2 * pi * I * x) - 1,
}


@pytest.mark.parametrize("formula", MISSES.values(), ids=MISSES)
def test_what_only_looks_like_an_identity_does_not_vanish(formula):
    with suppress(NeedSign, Hard):  # asking, or giving up, is no claim
        assert not vanishes(formula)


# ---- cases -----------------------------------------------------------------------------------------------------

ASKING = {
    "abs": Abs(x),
    "root": sqrt(x**2),
    "largest": Max(x, y),
    "condition": Piecewise((1, x < y), (0, True)),
    "log": log(x * p),
}


@pytest.mark.parametrize("formula", ASKING.values(), ids=ASKING)
def test_sign_that_is_not_known_is_asked_for(formula):
    with pytest.raises(NeedSign):
        vanishes(formula)


BY_CASE = {
    "abs above": (Abs(x) - x, {x: 1}),
    "abs below": (Abs(x) + x, {x: -1}),
    "abs at": (Abs(x), {x: 0}),
    "root of a square": (sqrt(x**2) + x, {x: -1}),
    "root of a negative number": (sqrt(x) - I * sqrt(-x), {x: -1}),
    "logarithm of a negative number": (log(x) - log(-x) - I * pi, {x: -1}),
    "largest": (Max(x, y) - y, {y - x: 1}),
    "smallest": (Min(x, y) - x, {y - x: 1}),
    "condition": (Piecewise((1, x < y), (0, True)) - 1, {y - x: 1}),
    "strictness": (Piecewise((1, x < y), (0, True)), {y - x: 0}),
    "implied": (Abs(x + 1) - x - 1, {x: 1}),
    "implied by two": (Abs(x + y) - x - y, {x: 1, y: 1}),
    "product": (Abs(x * y) + x * y, {x: 1, y: -1}),
    "exponentials in order": (Max(exp(x), exp(y)) - exp(x), {x - y: 1}),
    "logarithm beside one": (Abs(log(p)) + log(p), {p - 1: -1}),
    "sign": (sign(x) + 1, {x: -1}),
}


@pytest.mark.parametrize(("formula", "signs"), BY_CASE.values(), ids=BY_CASE)
def test_identity_holds_in_its_case(formula, signs):
    assert vanishes(formula, signs)


OTHER_CASES = {
    "abs": (Abs(x) - x, {x: -1}),
    "root": (sqrt(x**2) - x, {x: -1}),
    "largest": (Max(x, y) - y, {y - x: -1}),
    "logarithms of negative numbers": (log(x * y) - log(x) - log(y), {x: -1, y: -1}),
    "roots of negative numbers": (sqrt(x * y) - sqrt(x) * sqrt(y), {x: -1, y: -1}),
}


@pytest.mark.parametrize(("formula", "signs"), OTHER_CASES.values(), ids=OTHER_CASES)
def test_identity_fails_in_the_other_case(formula, signs):
    assert not vanishes(formula, signs)


def test_domain_answers_for_linear_forms():
    assert vanishes(Abs(x - 3) - x + 3, x="(4, 5)")
    assert vanishes(Max(x, y) - y, x="(0, 1)", y="[1, 2]")
    with pytest.raises(NeedSign):
        vanishes(Max(x, y) - y, x="(0, 1)", y="[1/2, 2]")


def test_case_without_a_value_is_undefined():
    with pytest.raises(Undefined):
        vanishes(Piecewise((1, x < 0)), {x: 1})


REFUSED = {"infinity": sympy.oo * x, "many terms": sum(sympy.symbols("a:9")) ** 30 - 1}


@pytest.mark.parametrize("formula", REFUSED.values(), ids=REFUSED)
def test_what_is_too_dear_or_no_number_is_refused(formula):
    with pytest.raises(Hard):
        vanishes(formula)


def test_positive_numbers_of_any_scale_are_roots_of_each_other():
    sixth = p ** Rational(1, 6)

    assert vanishes(sqrt(p) - sixth**3)
    assert vanishes(p ** Rational(1, 3) - sixth**2)
    assert not vanishes(sqrt(p) - sixth**2)


def test_scales_grow_only_when_needed():
    scales = Scales()
    assert scales.need("key", 1) == 1

    with pytest.raises(Rescale):
        scales.need("key", 4)

    assert scales.need("key", 2) == 4


@pytest.mark.parametrize(
    ("got", "want", "is_same"),
    [
        (sympy.digamma(x + 2), sympy.digamma(x) + 1 / x + 1 / (x + 1), True),
        (sympy.digamma(x + 1), sympy.digamma(x) - 1 / x, False),
        (sympy.polygamma(1, x + 1), sympy.polygamma(1, x) - 1 / x**2, True),
        (sympy.polygamma(2, x + 1), sympy.polygamma(2, x) + 2 / x**3, True),
        (sympy.gamma(1 + 2 / x), 2 / x * sympy.gamma(2 / x), True),
        (sympy.erfcinv(x), sympy.erfinv(1 - x), True),
        (sympy.erfcinv(x), sympy.erfinv(x - 1), False),
    ],
    ids=str,
)
def test_recurrences_are_used(got, want, is_same):
    assert (equivalence(got, want, {"x": "(0, 1)"}, use_sympy=False).decided_by == "proof") is is_same


@pytest.mark.parametrize(
    ("got", "want", "is_same"),
    [((-1) ** (n**2), (-1) ** n, True), (sympy.exp(I * pi * n**2 / 2), sympy.exp(I * pi * n / 2), False)],
    ids=str,
)
def test_powers_of_whole_numbers_have_their_parity(got, want, is_same):
    assert (equivalence(got, want, {"n": "integer"}, use_sympy=False).verdict == "equal") is is_same
