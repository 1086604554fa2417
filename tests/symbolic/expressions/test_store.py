"""The store of expressions: what is the same number, and what must not be."""

import pytest
from flint import fmpq

from checker.symbolic.expressions.store import HALF, Expressions, TooLarge, _key

ONE, TWO, THREE = fmpq(1), fmpq(2), fmpq(3)


@pytest.fixture
def store():
    return Expressions()


@pytest.fixture
def x(store):
    return store.symbol("x")


@pytest.fixture
def y(store):
    return store.symbol("y")


@pytest.fixture
def z(store):
    return store.symbol("z")


def power(store, node, q):
    return store.mul(((node, fmpq(q)),))


def number(store, p, q=1):
    return store.number(fmpq(p, q))


# ---- sums ------------------------------------------------------------------------------------------------------


def test_sums_do_not_mind_order_or_grouping(store, x, y, z):
    assert store.plus(x, store.plus(y, z)) == store.plus(store.plus(z, x), y)


def test_like_terms_are_collected(store, x, y):
    twice = store.plus(x, y, x)

    assert twice == store.add(((x, TWO), (y, ONE)))
    assert store.minus(twice, twice) == store.zero


def test_sum_with_nothing_but_one_term_is_the_term(store, x):
    assert store.plus(x, store.zero) == x
    assert store.scaled(store.scaled(x, TWO), HALF) == x


def test_sums_in_sums_are_scaled_with_their_constant(store, x):
    inner = store.add(((x, ONE),), THREE)

    assert store.scaled(inner, TWO) == store.add(((x, TWO),), fmpq(6))


def test_multiple_of_zero_vanishes(store, x):
    assert store.scaled(x, fmpq(0)) == store.zero


# ---- products --------------------------------------------------------------------------------------------------


def test_products_do_not_mind_order_or_grouping(store, x, y, z):
    assert store.times(x, store.times(y, z)) == store.times(store.times(z, x), y)


def test_powers_of_a_base_are_collected(store, x):
    assert store.times(power(store, x, HALF), power(store, x, HALF)) == x
    assert store.times(x, power(store, x, -1)) == store.one
    assert power(store, power(store, x, 2), 3) == power(store, x, 6)


def test_root_of_a_square_is_not_the_base(store, x):
    assert power(store, power(store, x, 2), HALF) != x
    assert power(store, power(store, x, HALF), 2) == x


def test_root_of_a_product_is_not_split(store, x, y):
    assert power(store, store.times(x, y), HALF) != store.times(power(store, x, HALF), power(store, y, HALF))
    assert power(store, store.times(x, y), 2) == store.times(power(store, x, 2), power(store, y, 2))


def test_positive_numbers_leave_a_root_and_negative_ones_do_not(store, x):
    root = power(store, x, HALF)

    assert power(store, store.scaled(x, fmpq(4)), HALF) == store.scaled(root, TWO)
    assert power(store, store.scaled(x, -ONE), HALF) != store.times(store.i, root)


NUMBERS = {
    "sqrt(4)": (4, HALF, 2, 1),
    "sqrt(9/16)": (fmpq(9, 16), HALF, 3, 4),
    "8**(2/3)": (8, fmpq(2, 3), 4, 1),
    "4**(-3/2)": (4, fmpq(-3, 2), 1, 8),
    "1**(1/7)": (1, fmpq(1, 7), 1, 1),
    "0**(1/2)": (0, HALF, 0, 1),
    "2**-3": (2, fmpq(-3), 1, 8),
    "(-1)**5": (-1, fmpq(5), -1, 1),
    "(-2/3)**3": (fmpq(-2, 3), THREE, -8, 27),
}


@pytest.mark.parametrize(("base", "exponent", "p", "q"), NUMBERS.values(), ids=NUMBERS)
def test_powers_of_numbers_fold_where_they_are_rational(store, base, exponent, p, q):
    assert power(store, store.number(base), exponent) == number(store, p, q)


def test_powers_of_two_are_written_in_one_way(store):
    two, root = store.number(TWO), power(store, store.number(TWO), HALF)

    assert power(store, two, fmpq(3, 2)) == store.scaled(root, TWO)
    assert power(store, two, -HALF) == store.scaled(root, HALF)


def test_root_of_minus_one_is_i(store):
    minus_one = store.number(-ONE)

    assert power(store, minus_one, HALF) == store.i
    assert power(store, store.i, 2) == minus_one
    assert power(store, store.i, 3) == store.scaled(store.i, -ONE)
    assert power(store, store.number(-4), HALF) == store.scaled(store.i, TWO)


def test_division_by_zero_is_undefined(store, x):
    assert power(store, store.zero, -1) == store.undefined
    assert store.over(x, store.zero) == store.undefined
    assert store.plus(x, store.undefined) == store.undefined
    assert store.function("sin", store.undefined) == store.undefined


def test_zero_times_anything_is_zero(store, x):
    assert store.times(store.zero, x) == store.zero


def test_very_large_powers_stay_powers(store):
    tower = power(store, store.number(10), 10**9)

    assert store.value(tower) is None
    assert store.times(tower, power(store, store.number(10), -(10**9))) == store.one


# ---- powers with symbols ---------------------------------------------------------------------------------------


def test_exponents_of_a_base_are_added(store, x, y):
    assert store.times(store.power(x, y), store.power(x, store.scaled(y, -ONE))) == store.one
    assert store.times(store.power(x, y), x) == store.power(x, store.add(((y, ONE),), ONE))


def test_bases_are_not_multiplied_under_an_exponent(store, x, y, z):
    assert store.times(store.power(x, z), store.power(y, z)) != store.power(store.times(x, y), z)


def test_exponentials_are_multiplied(store, x, y):
    assert store.times(store.exp(x), store.exp(y)) == store.exp(store.plus(x, y))
    assert store.times(store.exp(x), store.exp(store.scaled(x, -ONE))) == store.one
    assert power(store, store.exp(x), 3) == store.exp(store.scaled(x, THREE))


def test_root_of_an_exponential_is_left_alone_for_it_may_be_complex(store, x):
    assert power(store, store.exp(x), HALF) != store.exp(store.scaled(x, HALF))


def test_exponential_undoes_the_logarithm_and_not_the_other_way_round(store, x):
    assert store.exp(store.function("log", x)) == x
    assert store.exp(store.scaled(store.function("log", x), HALF)) == power(store, x, HALF)
    assert store.function("log", store.exp(x)) != x


def test_power_of_e_is_the_exponential(store, x):
    assert store.power(store.exp(store.one), x) == store.exp(x)


# ---- functions -------------------------------------------------------------------------------------------------

FOLDED = {
    "sin 0": ("sin", 0, 0), "cos 0": ("cos", 0, 1), "exp 0": ("exp", 0, 1), "log 1": ("log", 1, 0),
    "abs": ("abs", fmpq(-3, 2), fmpq(3, 2)), "sign": ("sign", -7, -1), "sign 0": ("sign", 0, 0),
    "floor": ("floor", fmpq(-3, 2), -2), "ceiling": ("ceiling", fmpq(-3, 2), -1), "gamma": ("gamma", 5, 24),
    "factorial": ("factorial", 5, 120), "floor 0": ("floor", 0, 0),
}  # fmt: skip


@pytest.mark.parametrize(("name", "at", "value"), FOLDED.values(), ids=FOLDED)
def test_values_that_cost_nothing_are_folded(store, name, at, value):
    assert store.function(name, store.number(at)) == store.number(value)


@pytest.mark.parametrize("name", "sin tan sinh tanh asin atan asinh atanh erf erfi sign".split())
def test_odd_functions_take_the_sign_out(store, x, name):
    opposite = store.function(name, store.scaled(x, -ONE))

    assert opposite == store.scaled(store.function(name, x), -ONE)


@pytest.mark.parametrize("name", "cos cosh abs".split())
def test_even_functions_drop_the_sign(store, x, y, name):
    assert store.function(name, store.minus(x, y)) == store.function(name, store.minus(y, x))


@pytest.mark.parametrize("name", "exp log acos acosh gamma floor ceiling".split())
def test_other_functions_keep_the_sign(store, x, name):
    opposite = store.function(name, store.scaled(x, -ONE))

    assert opposite not in (store.function(name, x), store.scaled(store.function(name, x), -ONE))


def test_extremes_are_flat_sorted_and_without_doubles(store, x, y):
    inner = store.extreme("max", (y, x, store.number(1)))

    assert store.extreme("max", (x, inner, store.number(3), y)) == store.extreme("max", (store.number(3), y, x))
    assert store.extreme("min", (x, x)) == x
    assert store.extreme("min", (x, y)) != store.extreme("max", (x, y))


def test_opaque_functions_mind_name_and_order(store, x, y):
    assert store.apply("f", x, y) == store.apply("f", x, y)
    assert len({store.apply("f", x, y), store.apply("f", y, x), store.apply("g", x, y)}) == 3


# ---- conditions ------------------------------------------------------------------------------------------------


def test_relations_of_numbers_are_true_or_false(store):
    assert store.relation("less", store.zero) == store.false
    assert store.relation("less_equal", store.zero) == store.true
    assert store.relation("unequal", store.one) == store.true


def test_negation_turns_relations_round(store, x):
    less = store.relation("less", x)

    assert store.negation(less) == store.relation("less_equal", store.scaled(x, -ONE))
    assert store.negation(store.negation(less)) == less


def test_negation_follows_de_morgan(store, x, y):
    a, b = store.relation("less", x), store.relation("equal", y)

    assert store.negation(store.logic("and", (a, b))) == store.logic("or", (store.negation(b), store.negation(a)))


def test_equations_do_not_mind_their_sides(store, x, y):
    assert store.relation("equal", store.minus(x, y)) == store.relation("equal", store.minus(y, x))
    assert store.relation("less", store.minus(x, y)) != store.relation("less", store.minus(y, x))


def test_logic_absorbs_and_drops_what_is_neutral(store, x):
    less = store.relation("less", x)

    assert store.logic("and", (less, store.true)) == less
    assert store.logic("and", (less, store.false)) == store.false
    assert store.logic("or", (less, store.true)) == store.true
    assert store.logic("or", ()) == store.false


def test_cases_that_cannot_be_reached_are_dropped(store, x, y):
    less = store.relation("less", x)

    assert store.piecewise(((x, store.false), (y, store.true), (x, less))) == y
    assert store.piecewise(((x, store.false),)) == store.undefined
    assert store.heads[store.piecewise(((x, less), (y, store.true)))] == "piecewise"


# ---- walking ---------------------------------------------------------------------------------------------------


def test_parts_come_before_wholes(store, x, y):
    root = store.function("sin", store.plus(store.times(x, y), x))

    found = store.reachable(root)

    assert found[-1] == root
    assert all(part in found[:i] for i, node in enumerate(found) for part in store.parts[node])


def test_bound_symbols_are_not_free(store, x):
    k = store.symbol("~0")
    total = store.series("sum", store.times(x, k), "~0", store.one, store.symbol("n"))

    assert store.symbols(total) == ["n", "x"]


def test_substitution_is_simultaneous(store, x, y):
    root = store.plus(x, store.scaled(y, TWO))

    assert store.substituted(root, {"x": y, "y": x}) == store.plus(y, store.scaled(x, TWO))


def test_substitution_normalises_again(store, x, y):
    root = store.function("abs", store.minus(x, y))

    assert store.substituted(root, {"x": number(store, 1), "y": number(store, 3)}) == number(store, 2)


def test_expressions_that_are_too_many_are_refused():
    store = Expressions()

    with pytest.raises(TooLarge, match="an expression of over 60000 parts"):
        store.plus(*(store.symbol(f"x{i}") for i in range(70_000)))


def test_numbers_that_hash_alike_as_integers_are_told_apart_at_once():
    """Multiples of 2^61 - 1 have one hash in Python: a sum of thousands of them would take minutes to read."""
    prime = (1 << 61) - 1
    numbers = [fmpq(k * prime, d) for k in range(-100, 100) for d in (1, 7)]

    assert len({hash(_key(number)) for number in numbers}) > 0.9 * len({*map(str, numbers)})
    assert len({_key(number) for number in numbers}) == len({*map(str, numbers)})
