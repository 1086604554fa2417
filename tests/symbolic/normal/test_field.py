"""Rational functions with algebraic generators: exact sums and products, and what vanishes."""

import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from checker.symbolic.normal.field import SIZES, Field, Hard, NoRoom


@pytest.fixture
def field():
    return Field()


def variable(field, name=0, **facts):
    """A new free generator, as a quotient and as itself."""
    generator = field.new("symbol", name, is_real=True, **facts)
    return field.of(field.gens[generator.index]), generator


def root(field, square):
    """A generator whose square is a number."""
    generator = field.new("root", square, is_algebraic=True, is_real=True)
    field.relate(generator, field.gens[generator.index] ** 2 - square)
    return field.of(field.gens[generator.index])


def test_fractions_are_added_over_a_common_denominator(field):
    x, _ = variable(field)
    one_less, one_more = (field.add(x, field.number(k)) for k in (-1, 1))

    total = field.add(field.inverse(one_less), field.inverse(one_more))

    assert field.are_equal(total, field.mul(field.scaled(x, 2), field.inverse(field.mul(one_less, one_more))))
    assert not field.are_equal(total, field.inverse(field.mul(one_less, one_more)))


def test_powers_may_be_negative(field):
    x, _ = variable(field)

    assert field.are_equal(field.mul(field.power(x, -3), field.power(x, 4)), x)


def test_relations_decide_what_vanishes(field):
    r = root(field, 2)

    assert field.is_zero(field.sub(field.mul(r, r), field.number(2)))
    assert not field.is_zero(field.sub(r, field.number(fmpq(14142, 10000))))


def test_relations_are_used_one_after_another(field):
    r, s = root(field, 2), root(field, 3)
    total = field.add(r, s)

    fourth, square = field.power(total, 4), field.power(total, 2)

    assert field.is_zero(field.add(field.sub(fourth, field.scaled(square, 10)), field.one))
    assert not field.is_zero(field.sub(fourth, field.scaled(square, 10)))


def test_lowest_terms_are_the_same_for_equal_fractions(field):
    x, _ = variable(field)
    square_less_one = field.sub(field.mul(x, x), field.one)

    found = field.lowest(field.mul(square_less_one, field.inverse(field.sub(x, field.one))))

    assert (found.num, found.den) == (field.add(x, field.one).num, field.one_poly)


def test_constants_are_recognised(field):
    x, _ = variable(field)

    assert field.constant_of(
        field.lowest(field.mul(field.scaled(x, 6), field.inverse(field.scaled(x, 4))))
    ) == fmpq(3, 2)
    assert field.constant_of(field.zero) == 0
    assert field.constant_of(x) is None


def test_factors_multiply_to_the_polynomial(field):
    x, _ = variable(field)
    y, _ = variable(field, 1)
    poly = field.mul(field.scaled(field.sub(field.power(x, 4), field.power(y, 4)), fmpq(-3, 2)), y).num

    content, factors = field.factors(poly)

    product = field.context.constant(content)
    for factor, power in factors:
        product *= factor**power
    assert product == poly
    assert len(factors) == 4


def test_generator_is_found_from_its_polynomial(field):
    x, generator = variable(field)

    assert field.generator_of(x.num) is generator
    assert field.generator_of(field.scaled(x, 2).num) is None
    assert field.in_use(field.mul(x, x).num) == [generator]


@pytest.mark.parametrize("size", range(len(SIZES)))
@pytest.mark.parametrize("is_algebraic", [True, False], ids=["algebraic", "free"])
def test_generators_run_out(size, is_algebraic):
    field = Field(size)
    room = SIZES[size][0 if is_algebraic else 1]

    for i in range(room):
        field.new("symbol", i, is_real=True, is_algebraic=is_algebraic)

    with pytest.raises(NoRoom):
        field.new("symbol", room, is_real=True, is_algebraic=is_algebraic)


def test_division_by_zero_is_refused(field):
    r = root(field, 2)

    with pytest.raises(Hard, match="a division by zero"):
        field.inverse(field.sub(field.mul(r, r), field.number(2)))


def test_large_powers_and_products_are_refused(field):
    x, _ = variable(field)

    with pytest.raises(Hard, match="a large power"):
        field.power(x, 401)


def test_powers_of_long_sums_are_refused(field):
    total = field.one
    for i in range(8):
        total = field.add(total, variable(field, i)[0])

    with pytest.raises(Hard, match="a large"):
        field.power(total, 12)


def test_fuel_runs_out():
    field = Field(fuel=30)
    x, _ = variable(field)

    with pytest.raises(Hard, match="a large"):
        field.power(field.add(x, field.one), 9)


def test_cyclotomic_relation_makes_a_root_of_unity(field):
    generator = field.new("unity", 0, is_algebraic=True, is_real=False)
    field.relate(generator, field.cyclotomic(generator, 12))
    w = field.of(field.gens[generator.index])

    assert field.is_zero(field.sub(field.power(w, 12), field.one))
    assert not any(field.is_zero(field.sub(field.power(w, k), field.one)) for k in range(1, 12))


small = st.integers(-3, 3)


@given(st.lists(small, min_size=3, max_size=3), st.lists(small, min_size=3, max_size=3), small)
def test_arithmetic_agrees_with_that_of_numbers(a, b, at):
    field = Field()
    _, generator = variable(field)
    above, below = (field.of(field.polynomial(generator, c)) for c in (a, b))
    value, other = (sum(fmpq(c) * fmpq(at) ** k for k, c in enumerate(cs)) for cs in (a, b))

    total, product = field.add(above, below), field.mul(above, below)

    assert total.num.subs({"g4": at}) == value + other
    assert product.num.subs({"g4": at}) == value * other
