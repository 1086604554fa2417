"""Linear facts: contradictions and inner points, held against a grid of points."""

import itertools

import pytest
from flint import fmpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checker.symbolic.domains.feasible import Linear, contradict, inner_point, linear
from checker.symbolic.expressions.store import Expressions

SIGNS = (1, 0, -1, 2)


def form(constant, **slopes):
    return Linear(fmpq(constant), {name: fmpq(q) for name, q in slopes.items()})


def holds(facts, point):
    def value(fact):
        return fact.constant + sum((q * point.get(name, 0) for name, q in fact.slopes.items()), fmpq(0))

    checks = {1: lambda v: v > 0, -1: lambda v: v < 0, 0: lambda v: v == 0, 2: lambda v: v >= 0}
    return all(checks[sign](value(fact)) for fact, sign in facts)


facts = st.lists(
    st.tuples(
        st.builds(
            lambda c, p, q: form(c, **{name: s for name, s in (("x", p), ("y", q)) if s}),
            st.integers(-3, 3),
            st.integers(-2, 2),
            st.integers(-2, 2),
        ),
        st.sampled_from(SIGNS),
    ),
    max_size=5,
)
GRID = [fmpq(p, 2) for p in range(-12, 13)]


@settings(max_examples=300)
@given(facts)
def test_what_a_point_satisfies_is_no_contradiction(drawn):
    on_grid = any(holds(drawn, {"x": x, "y": y}) for x, y in itertools.product(GRID, repeat=2))
    assume(on_grid)

    assert not contradict(drawn)


@settings(max_examples=300)
@given(facts)
def test_facts_contradict_each_other_or_have_a_point(drawn):
    if contradict(drawn):
        assert inner_point(drawn) is None
    else:
        assert holds(drawn, inner_point(drawn))


CONTRADICTIONS = {
    "x > 0, x < 0": ([(form(0, x=1), 1), (form(0, x=1), -1)], True),
    "x >= 0, x <= 0": ([(form(0, x=1), 2), (form(0, x=-1), 2)], False),
    "x >= 0, x < 0": ([(form(0, x=1), 2), (form(0, x=1), -1)], True),
    "x = 0, x > 0": ([(form(0, x=1), 0), (form(0, x=1), 1)], True),
    "x < y < z < x": ([(form(0, y=1, x=-1), 1), (form(0, z=1, y=-1), 1), (form(0, x=1, z=-1), 1)], True),
    "x <= y <= z <= x": ([(form(0, y=1, x=-1), 2), (form(0, z=1, y=-1), 2), (form(0, x=1, z=-1), 2)], False),
    "x + y > 2, x < 1, y < 1": ([(form(-2, x=1, y=1), 1), (form(1, x=-1), 1), (form(1, y=-1), 1)], True),
    "x + y > 2, x <= 1, y < 2": ([(form(-2, x=1, y=1), 1), (form(1, x=-1), 2), (form(2, y=-1), 1)], False),
    "1 > 2": ([(form(-1), 1)], True),
    "nothing": ([], False),
}


@pytest.mark.parametrize(("given_facts", "want"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_contradiction_is_found_exactly_where_there_is_one(given_facts, want):
    assert contradict(given_facts) is want


def test_inner_point_lies_well_inside_where_there_is_room():
    point = inner_point([(form(0, x=1), 1), (form(1, x=-1), 1)])

    assert point == {"x": fmpq(1, 2)}


def test_linear_form_of_an_expression_is_read_off():
    store = Expressions()
    x, y = store.symbol("x"), store.symbol("y")

    found = linear(store, store.add(((x, fmpq(2)), (y, fmpq(-1, 3))), fmpq(5)))

    assert (found.constant, found.slopes) == (5, {"x": 2, "y": fmpq(-1, 3)})
    assert linear(store, store.one).slopes == {}
    assert linear(store, x).slopes == {"x": 1}


@pytest.mark.parametrize("head", ["product", "square", "exp", "pi"])
def test_other_expressions_have_no_linear_form(head):
    store = Expressions()
    x, y = store.symbol("x"), store.symbol("y")
    others = {
        "product": store.times(x, y), "square": store.mul(((x, fmpq(2)),)), "exp": store.plus(x, store.exp(y)),
        "pi": store.plus(x, store.pi),
    }  # fmt: skip

    assert linear(store, others[head]) is None
