"""How many bits a value swallows, and that these are what has to be taken."""

import pytest
import sympy
from flint import acb, arb, ctx, fmpq

from checker.symbolic.balls import Losses, Program, size, size_of_terms
from checker.symbolic.expressions.store import Expressions
from checker.symbolic.reading.inputs import as_plain
from checker.symbolic.reading.reader import Reader

x = sympy.Symbol("x", real=True)


def program(formula):
    store = Expressions()
    return Program(store, Reader(store).read(as_plain(formula)))


def lost(formula, place, bits=192):
    compiled = program(formula)
    return Losses(compiled).at(compiled.all_at({"x": fmpq(place)}, bits))


HIDDEN = {
    "term of a sum": (1 + sympy.exp(-x), 501, 722),
    "number in a sum": (1 + sympy.exp(x), 501, 722),
    "saturated tangent": (sympy.tanh(x), 300, 865),
    "saturated error function": (sympy.erf(x), 28, 1131),
    "flat exponential": (sympy.exp(x / 10**30), 1, 99),
    "top of a cosine": (sympy.cos(x / 10**30), 1, 198),
    "arctangent far out": (sympy.atan(x), 10**30, 99),
    "one inside another": (sympy.tanh(1 + sympy.exp(-x)), 100, 144),
}


@pytest.mark.parametrize(("formula", "place", "want"), HIDDEN.values(), ids=HIDDEN)
def test_bits_are_lost_where_a_value_hardly_depends_on_its_parts(formula, place, want):
    assert abs(lost(formula, place) - want) <= 4


PLAIN = {
    "sum of like sizes": (x + sympy.exp(x), 1),
    "product": (x * sympy.exp(-x), 501),
    "exact": (x**2 + 1, 10**90),
    "logarithm": (sympy.log(x), 10**90),
}


@pytest.mark.parametrize(("formula", "place"), PLAIN.values(), ids=PLAIN)
def test_nothing_much_is_lost_elsewhere(formula, place):
    assert lost(formula, place) <= 3


@pytest.mark.parametrize("place", [200, 501, 1000])
def test_what_is_lost_is_seen_with_that_many_bits_more(place):
    here, there = (1 / (1 + sympy.exp(-x)), 1 / (1 + sympy.exp(-sympy.Min(x, place - 1))))
    bits = lost(here, place) + 64

    def value(formula, bits):
        return program(formula).at({"x": fmpq(place)}, bits)[0]

    assert not value(here, bits).overlaps(value(there, bits))
    assert value(here, bits - 80).overlaps(value(there, bits - 80))


def test_size_is_the_binary_exponent():
    assert size(fmpq(1, 1024)) in (-10, -9)
    with ctx.workprec(64):
        assert size(arb(2) ** -3000) == -2999
        assert size(acb(0, arb(2) ** 90)) == 91
    assert size(fmpq(0)) is None
    assert size(arb(0, 1)) is None


def test_size_of_what_cancels_is_that_of_its_terms():
    compiled = program(
        sympy.sqrt(x**2 + 1) * sympy.exp(x) - sympy.exp(x) * sympy.sqrt(1 + x**2) + sympy.sin(x) - x
    )
    known = compiled.all_at({"x": fmpq(1, 2**100)}, 64)

    assert size(known[compiled.roots[0]]) is None
    assert abs(size_of_terms(compiled.store, known, compiled.roots[0]) + 100) <= 2
