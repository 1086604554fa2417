"""Sums and products with symbolic limits: what induction proves, and what it must not."""

import pytest
import sympy
from sympy import Product, Rational, Sum, factorial

from checker.symbolic.domains.domain import Domain, range_of
from checker.symbolic.equivalence import equivalence
from checker.symbolic.expressions.store import Expressions
from checker.symbolic.proofs.prover import prove_equal
from checker.symbolic.proofs.series import in_closed_form, series_in, written_out
from checker.symbolic.reading.inputs import as_plain
from checker.symbolic.reading.reader import Reader

n, m, k, j, r, x, a = sympy.symbols("n m k j r x a")
u = sympy.Symbol("u")
f = sympy.Function("f")
DOMAIN = {"u": "(-1, 1)", "n": "nonnegative integer", "m": "positive integer", "r": "(0, 1)"}


def proved(got, want):
    store = Expressions()
    reader = Reader(store)
    ranges = {name: range_of(word) for name, word in DOMAIN.items()}
    return prove_equal(store, reader.read(as_plain(got)), reader.read(as_plain(want)), Domain(store, ranges))


PROVED = {
    "gauss": (Sum(k, (k, 1, n)), n * (n + 1) / 2),
    "from zero": (Sum(k, (k, 0, n)), n * (n + 1) / 2),
    "squares": (Sum(k**2, (k, 1, n)), n * (n + 1) * (2 * n + 1) / 6),
    "cubes": (Sum(k**3, (k, 1, n)), (n * (n + 1) / 2) ** 2),
    "constant": (Sum(x, (k, 1, n)), n * x),
    "odd numbers": (Sum(2 * k - 1, (k, 1, n)), n**2),
    "geometric": (Sum(r**k, (k, 0, n)), (1 - r ** (n + 1)) / (1 - r)),
    "powers of two": (Sum(2**k, (k, 0, n)), 2 ** (n + 1) - 1),
    "telescope": (Sum(1 / (k * (k + 1)), (k, 1, n)), n / (n + 1)),
    "factorials": (Sum(k * factorial(k), (k, 1, n)), factorial(n + 1) - 1),
    "to n - 1": (Sum(k, (k, 0, m - 1)), m * (m - 1) / 2),
    "to 2 n": (Sum(k, (k, 1, 2 * n)), n * (2 * n + 1)),
    "pulled out": (Sum(x * k, (k, 1, n)), x * Sum(k, (k, 1, n))),
    "split": (Sum(k + k**2, (k, 1, n)), Sum(k, (k, 1, n)) + Sum(k**2, (k, 1, n))),
    "renamed": (Sum(f(k), (k, 1, n)), Sum(f(j), (j, 1, n))),
    "last term": (Sum(f(k), (k, 1, n + 1)), Sum(f(k), (k, 1, n)) + f(n + 1)),
    "factorial": (Product(k, (k, 1, n)), factorial(n)),
    "product": (Product(1 + 1 / k, (k, 1, n)), n + 1),
    "power": (Product(x, (k, 1, n)), x**n),
}
GEOMETRIC = {
    "reversed": (Sum(r ** (n - k), (k, 1, n)), Sum(r**k, (k, 0, n - 1))),
    "with a factor": (Sum(r ** (n - k) * x, (k, 1, n)) + a * r**n, x * (1 - r**n) / (1 - r) + a * r**n),
    "weighted": (Sum(k * r**k, (k, 0, n)), Sum((n - k) * r ** (n - k), (k, 0, n))),
    "nested": (Sum(Sum(1, (j, k, n)), (k, 1, n)), n * (n + 1) / 2),
    "of sums": (Sum(Sum(r ** (k - j), (j, 1, k)), (k, 1, m)), Sum((1 - r**k) / (1 - r), (k, 1, m))),
    "of products": (Sum(Product(m, (j, 1, k)), (k, 0, n)), Sum(m**k, (k, 0, n))),
    "ratio that may be zero": (Sum(u**k, (k, 0, n)), (1 - u ** (n + 1)) / (1 - u)),
    "infinite": (Sum(u**k, (k, 0, sympy.oo)), 1 / (1 - u)),
    "infinite and weighted": (Sum(k * (1 - r) ** k, (k, 1, sympy.oo)), (1 - r) / r**2),
    "second moment": (Sum(k**2 * r * (1 - r) ** (k - 1), (k, 1, sympy.oo)), (2 - r) / r**2),
    "exponential": (Sum(x**k / factorial(k), (k, 0, sympy.oo)), sympy.exp(x)),
    "mean of counts": (Sum(k * x**k * sympy.exp(-x) / factorial(k), (k, 0, sympy.oo)), x),
}
PROVED |= GEOMETRIC
UNPROVED = {
    "one more": (Sum(k, (k, 1, n)), n * (n + 1) / 2 + 1),
    "one term more": (Sum(k, (k, 1, n + 1)), n * (n + 1) / 2),
    "true up to five": (Sum(k, (k, 1, n)), n * (n + 1) / 2 + n * (n - 1) * (n - 2) * (n - 3) * (n - 4) * (n - 5)),
    "true only at the start": (Sum(k, (k, 1, n)), n**2),
    "geometric, one off": (Sum(r**k, (k, 0, n)), (1 - r**n) / (1 - r)),
    "other body": (Sum(f(k), (k, 1, n)), Sum(f(k) + 1, (k, 1, n))),
    "symbol of the sum pulled out": (Sum(k * x, (k, 1, n)), k * Sum(x, (k, 1, n))),
    "product": (Product(k, (k, 1, n)), n ** (n / 2)),
    "sum for product": (Sum(k, (k, 1, n)), Product(k, (k, 1, n))),
    "small": (Sum(k, (k, 1, n)), n * (n + 1) / 2 + Rational(1, 10**40)),
    "step holds, start does not": (Sum(2**k, (k, 0, n)), 2 ** (n + 1)),
}


@pytest.mark.parametrize(("got", "want"), PROVED.values(), ids=PROVED)
def test_sum_is_proved_by_induction(got, want):
    assert proved(got, want)


@pytest.mark.parametrize(("got", "want"), UNPROVED.values(), ids=UNPROVED)
def test_what_is_false_is_not_proved(got, want):
    assert not proved(got, want)


@pytest.mark.parametrize(("got", "want"), UNPROVED.values(), ids=UNPROVED)
def test_what_is_false_is_seen_to_be(got, want):
    assert equivalence(got, want, DOMAIN, use_sympy=False).verdict == "different"


@pytest.mark.parametrize("first", [2, 5])
def test_closed_form_holds_for_sums_that_run_backward(first):
    """A sum that ends before it begins is that between with a minus, after Karr and SymPy."""
    assert proved(Sum(k, (k, first, m)), m * (m + 1) / 2 - Rational(first * (first - 1), 2))
    assert equivalence(Sum(k, (k, first + 4, first)), -(3 * first + 6)).verdict == "equal"


DIVERGENT = {
    "ratio two": (Sum(2**k, (k, 0, sympy.oo)), -1),
    "any ratio": (Sum(x**k, (k, 0, sympy.oo)), 1 / (1 - x)),
    "ratio at most one": (Sum(x**k, (k, 0, sympy.oo)), 1 / (1 - x), "[0, 1]"),
    "alternating": (Sum((-1) ** k, (k, 0, sympy.oo)), Rational(1, 2)),
    "parts that diverge": (Sum(1 / k - 1 / (k + 1), (k, 1, sympy.oo)), Sum(1 / k, (k, 2, sympy.oo)) * 0),
    "first term left out": (Sum(x**k / factorial(k), (k, 1, sympy.oo)), sympy.exp(x)),
    "weight for none": (Sum(k * r**k, (k, 0, sympy.oo)), 1 / (1 - r)),
}


@pytest.mark.parametrize("row", DIVERGENT.values(), ids=DIVERGENT)
def test_infinite_sum_is_proved_where_it_certainly_converges_alone(row):
    got, want, *word = row
    domain = {**DOMAIN, **({"x": word[0]} if word else {})}

    assert equivalence(got, want, domain, use_sympy=False).verdict != "equal"


def read(formula):
    store = Expressions()
    return store, Reader(store).read(as_plain(formula))


def test_sums_are_found_inner_ones_first():
    store, node = read(Sum(Sum(j * k, (j, 1, k)), (k, 1, n)) + 1)

    inner, outer = series_in(store, node)

    assert inner in store.reachable(outer)


def test_sums_with_numbers_for_limits_are_written_out():
    store, node = read(Sum(f(k), (k, 1, n)))

    short = store.substituted(node, {"n": store.number(3)})
    long = store.substituted(node, {"n": store.number(99)})

    assert written_out(store, short) == Reader(store).read(as_plain(f(1) + f(2) + f(3)))
    assert written_out(store, long) == long


def test_polynomial_sums_are_put_in_closed_form():
    store, node = read(Sum(k**2, (k, 1, n)))
    domain = Domain(store, {"n": range_of("nonnegative integer")})

    closed = in_closed_form(store, node, domain, lambda *claim: prove_equal(store, *claim))

    assert series_in(store, closed) == []
    assert prove_equal(store, closed, Reader(store).read(as_plain(n * (n + 1) * (2 * n + 1) / 6)), domain)
