"""Orders of growth: what bounds what, and what is not seen."""

import pytest
import sympy
from sympy import Max, Rational, ceiling, exp, floor, log, sqrt

from checker.symbolic.expressions.store import Expressions
from checker.symbolic.growth import same_growth
from checker.symbolic.reading.inputs import as_plain
from checker.symbolic.reading.reader import Reader

n, m, d = sympy.symbols("n m d", positive=True)


def judged(got, want):
    store = Expressions()
    reader = Reader(store)
    left, right = reader.read(as_plain(got)), reader.read(as_plain(want))
    return same_growth(store, left, right, store.symbols(left, right))


SAME = {
    "factor": (7 * n, n),
    "lower order": (n**2 + 100 * n + 5, n**2),
    "logarithm below a power": (sqrt(n) + log(n) ** 5, sqrt(n)),
    "base of the logarithm": (log(n**3), log(n)),
    "logarithm of a product": (log(n * m), log(n) + log(m)),
    "constant": (sympy.Integer(3), sympy.Integer(1)),
    "square of a sum": ((n + m) ** 2, n**2 + m**2),
    "root of a sum": (sqrt(n**2 + n), n),
    "largest": (Max(n, m), n + m),
    "rounding": (ceiling(n / 2) + floor(n), n),
    "exponential": (2 ** (n + 3) + n**9, 2**n),
    "attention": (n**2 * d + n * d**2 + 3 * n * d, n**2 * d + n * d**2),
    "bounded by another": (n * m + n, n * m),
    "exponential of a logarithm": (exp(2 * log(n)), n**2),
    "decay": (1 + exp(-n), sympy.Integer(1)),
    "nothing": (sympy.Integer(0), sympy.Integer(0)),
    "nothing left": (n**3 - n**3, sympy.Integer(0)),
    "difference": (n**2 - n, n**2),
    "pairs": (n * (n - 1) / 2, n**2),
    "less its lower order": (n * log(n) - n, n * log(n)),
    "difference of squares": ((n + 1) ** 2 - n**2, n),
    "power of itself": (n**n, exp(n * log(n))),
    "logarithm of a logarithm": (log(log(n**2)), log(log(n))),
    "logarithm of a factorial": (log(sympy.factorial(n)), n * log(n)),
    "factorial": (sympy.factorial(n + 1), n * sympy.factorial(n)),
    "factorial after Stirling": (sympy.factorial(n), sqrt(n) * n**n * exp(-n)),
    "harmonic numbers": (sympy.harmonic(n), log(n)),
    "sum of numbers": (sympy.Sum(n, (n, 1, m)), m**2),
    "sum of inverses": (sympy.Sum(1 / n, (n, 1, m)), log(m)),
    "sum that converges": (sympy.Sum(1 / n**2, (n, 1, m)), sympy.Integer(1)),
    "bounded wave": (n + sympy.sin(n), n),
    "close to a logarithm": (log(1 + 1 / n), 1 / n),
    "times close to a logarithm": (n * log(1 + 1 / n), sympy.Integer(1)),
    "limit of a logarithm": (log(2 + 1 / n), sympy.Integer(1)),
    "limit of an exponential": (exp(1 / n), sympy.Integer(1)),
    "exponent that is a ratio": (n ** (log(8) / log(2)), n**3),
    "smaller": (sympy.Min(n, n**2), n),
    "squares in an exponent": (exp(n**2 + 1 / n), exp(n**2)),
    "power of a logarithm in an exponent": (n ** log(n), exp(log(n) ** 2)),
}
APART = {
    "power": (n**3, n**2, "grows with n^3"),
    "too little": (n, n**2, "does not grow with n^2"),
    "logarithm": (n * log(n), n, "grows with"),
    "root of the logarithm": (sqrt(log(n)), log(n), "does not grow with"),
    "exponential": (n**100, 2**n, "does not grow with"),
    "base of the exponential": (2**n, 3**n, "does not grow with"),
    "another symbol": (n * m, n + m, "grows with"),
    "missing term": (n**2 * d, n**2 * d + n * d**2, "does not grow with"),
    "constant": (n, sympy.Integer(1), "grows with n"),
    "nearly": (n**2 * log(n), n ** Rational(21, 10), "does not grow with"),
    "decay": (1 / n, 1 / n**2, "grows with"),
    "logarithm that tends to 0": (log(1 + 1 / n), sympy.Integer(1), "does not grow with a constant"),
    "softplus of a large loss": (log(1 + exp(-n)), sympy.Integer(1), "does not grow with a constant"),
    "nearly the same base": (2**n * (1 + Rational(1, 10**20)) ** n, 2**n, "grows with exp(n)^0.693147"),
    "square in an exponent": (exp(n**2), exp(n), "grows with exp(n^2)"),
    "logarithm of a logarithm": (log(log(n)), log(n), "does not grow with"),
    "factorial": (sympy.factorial(n), n**n, "does not grow with"),
    "next factorial": (sympy.factorial(n + 1), sympy.factorial(n), "grows with"),
    "Strassen": (n ** (log(7) / log(2)), n**3, "does not grow with n^3"),
    "something": (n, sympy.Integer(0), "is zero"),
}
UNSEEN = {
    "wave": (n * sympy.sin(n), n, "has `sin`, whose order is not seen"),
    "one over a sum": (1 / (n + m), 1 / n, "divides by a sum"),
    "infinite": (sympy.oo, n, "is infinite"),
    "logarithm of what falls": (log(1 / n, evaluate=False), log(n), "has the logarithm of what does not grow"),
    "logarithm of a ratio": (log(1 + n / m), log(n * m), "has the logarithm of what does not grow"),
    "small floor": (floor(1 / n), 1 / n, "has `floor` of what does not grow"),
    "equal orders of two signs": (
        sqrt(n + 1) - sqrt(n),
        1 / sqrt(n),
        "has a difference whose order is not seen",
    ),
    "root of a sum in an exponent": (
        exp(sqrt(n**2 + n)),
        exp(n),
        "has an exponent whose order is not seen",
    ),
    "smaller of two symbols": (sympy.Min(n, m), n + m, "has `min`, whose order is not seen"),
    "wave alone": (sympy.sin(n), sympy.Integer(1), "has `sin`, whose order is not seen"),
    "absolute wave": (abs(sympy.sin(n)), sympy.Integer(1), "has `sin`, whose order is not seen"),
    "other function": (sympy.erf(n), n, "has `erf`, whose order is not seen"),
}


@pytest.mark.parametrize(("got", "want"), SAME.values(), ids=SAME)
def test_orders_are_the_same_up_to_factors_and_lower_orders(got, want):
    assert judged(got, want) == (True, "")
    assert judged(want, got) == (True, "")


@pytest.mark.parametrize(("got", "want", "words"), APART.values(), ids=APART)
def test_orders_that_differ_say_with_what(got, want, words):
    is_same, reason = judged(got, want)

    assert is_same is False
    assert reason.startswith(words)
    assert judged(want, got)[0] is False


@pytest.mark.parametrize(("got", "want", "words"), UNSEEN.values(), ids=UNSEEN)
def test_order_that_is_not_seen_is_not_guessed(got, want, words):
    assert judged(got, want) == (None, words)


def test_logarithm_to_another_base_is_the_same_order():
    assert judged(n * log(n, 2), n * log(n)) == (True, "")
