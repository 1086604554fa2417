"""What the words for domains mean, and which points lie in them."""

import pytest
from flint import acb, arb, fmpq

from checker.symbolic.domains.domain import WORDS, Domain, DomainError, Range, range_of
from checker.symbolic.domains.feasible import linear
from checker.symbolic.expressions.store import Expressions

MEMBERS = {
    "real": ((-2, fmpq(-1, 2), 0, fmpq(1, 2), 1, 2), ()),
    "positive": ((fmpq(1, 2), 1, 2), (-2, fmpq(-1, 2), 0)),
    "nonnegative": ((0, fmpq(1, 2), 1, 2), (-2, fmpq(-1, 2))),
    "negative": ((-2, fmpq(-1, 2)), (0, fmpq(1, 2), 1, 2)),
    "nonpositive": ((-2, fmpq(-1, 2), 0), (fmpq(1, 2), 1, 2)),
    "nonzero": ((-2, fmpq(-1, 2), fmpq(1, 2), 1, 2), (0,)),
    "unit interval": ((fmpq(1, 2),), (-2, fmpq(-1, 2), 0, 1, 2)),
    "integer": ((-2, 0, 1, 2), (fmpq(-1, 2), fmpq(1, 2))),
    "positive integer": ((1, 2), (-2, fmpq(-1, 2), 0, fmpq(1, 2))),
    "nonnegative integer": ((0, 1, 2), (-2, fmpq(1, 2))),
    "negative integer": ((-2,), (0, fmpq(-1, 2), 1)),
    "nonpositive integer": ((-2, 0), (fmpq(-1, 2), 1)),
    "nonzero integer": ((-2, 1, 2), (0, fmpq(1, 2))),
    "complex": ((-2, 0, fmpq(1, 2)), ()),
}
INTERVALS = {
    "(0, 1)": ((fmpq(1, 2),), (0, 1)),
    "[0, 1)": ((0, fmpq(1, 2)), (1,)),
    "(0, 1]": ((1,), (0,)),
    "[-1.5, 3/2]": ((fmpq(-3, 2), fmpq(3, 2)), (-2, 2)),
    "(-oo, 0]": ((0, -(10**9)), (1,)),
    "[1e-3; inf)": ((fmpq(1, 1000), 10**9), (0, fmpq(1, 1001))),
}


@pytest.mark.parametrize(
    ("word", "inside", "outside"), [(w, *m) for w, m in {**MEMBERS, **INTERVALS}.items()], ids=str
)
def test_domain_contains_its_members_alone(word, inside, outside):
    given = range_of(word)

    assert all(given.contains(fmpq(value)) for value in inside)
    assert not any(given.contains(fmpq(value)) for value in outside)


def test_every_word_is_tried():
    assert set(MEMBERS) == set(WORDS)


def test_complex_numbers_lie_in_no_real_domain():
    assert not range_of("real").contains(acb(1, 1))
    assert range_of("complex").contains(acb(1, 1))


def test_membership_has_to_be_certain():
    assert not range_of("positive").contains(arb(0, 1))
    assert range_of("positive").contains(arb(2, 1))


SIGNS = {
    "positive": 1, "positive integer": 1, "unit interval": 1, "[1, 2]": 1, "negative": -1, "negative integer": -1,
    "[-2, -1]": -1, "real": None, "nonzero": None, "nonnegative": None, "nonpositive": None, "[-1, 1]": None,
    "complex": None, "integer": None, "(-3, 0)": -1,
}  # fmt: skip


@pytest.mark.parametrize("word", SIGNS)
def test_sign_is_known_where_all_values_share_it(word):
    assert range_of(word).sign == SIGNS[word]


@pytest.mark.parametrize(
    ("spelling", "word"),
    [
        ("Positive", "positive"),
        ("positives", "positive"),
        ("non-negative", "nonnegative"),
        ("non zero", "nonzero"),
        ("positive_integer", "positive integer"),
        ("natural numbers", "positive integer"),
        ("whole", "integer"),
        ("probability", "unit interval"),
        ("reals", "real"),
        ("any", "real"),
        ("nonzero real", "nonzero"),
    ],
)
def test_words_are_read_as_people_write_them(spelling, word):
    assert range_of(spelling) == WORDS[word]


def test_range_is_taken_as_it_is():
    given = Range(low=fmpq(2), word="large")

    assert range_of(given) is given


@pytest.mark.parametrize(
    "given", ["", "(0, 1", "0, 1", "(1, 0)", "[2, 2]", (1,), None, {"low": 0}, "(0, 1/0)"], ids=str
)
def test_what_is_no_domain_is_refused(given):
    with pytest.raises(DomainError):
        range_of(given)


def test_interval_is_called_as_it_was_written():
    assert range_of("[0, 1)").word == "in [0, 1)"
    assert range_of((0, 1)).word == "in (0, 1)"
    assert range_of([0, 1]).word == "in [0, 1]"


# ---- several symbols -------------------------------------------------------------------------------------------


@pytest.fixture
def store():
    return Expressions()


def below(store, *names):
    """The condition that the names are in order: the first is below the second."""
    first, second = map(store.symbol, names)
    return store.relation("less", store.minus(first, second))


def test_point_has_to_satisfy_the_constraints(store):
    domain = Domain(store, {"x": WORDS["positive"]}, (below(store, "x", "y"),))

    assert domain.contains({"x": fmpq(1), "y": fmpq(2)})
    assert not domain.contains({"x": fmpq(2), "y": fmpq(1)})
    assert not domain.contains({"x": fmpq(-1), "y": fmpq(1)})


def test_constraint_that_is_not_certain_is_not_satisfied(store):
    domain = Domain(store, {}, (below(store, "x", "y"),))

    assert not domain.contains({"x": arb(0, 1), "y": fmpq(0)})


def test_bounds_come_from_ranges_and_constraints(store):
    domain = Domain(store, {"x": range_of("[0, 1)")}, (below(store, "x", "y"),))

    found = [(form.constant, form.slopes, sign) for form, sign in domain.bounds()]

    assert (fmpq(0), {"x": fmpq(1)}, 2) in found
    assert (fmpq(1), {"x": fmpq(-1)}, 1) in found
    assert (fmpq(0), {"x": fmpq(-1), "y": fmpq(1)}, 1) in found
    assert len(found) == 3


def test_constraints_that_hold_together_are_taken_apart(store):
    x, y, z = map(store.symbol, "xyz")
    both = store.logic("and", (below(store, "x", "y"), store.relation("less_equal", store.minus(y, z))))

    signs = Domain(store, {}, (both,)).signs()

    assert signs == {store.minus(y, x): 1, store.minus(z, y): 2}


def test_words_name_the_symbols_that_occur(store):
    domain = Domain(store, {"x": WORDS["positive"], "unused": WORDS["integer"]})

    assert domain.words(["x", "y"]) == "x positive, y real"
    assert Domain(store, {}, (below(store, "x", "y"),)).words(["x"]) == "x real, under the constraints given"


def test_domain_is_real_unless_a_symbol_is_complex(store):
    assert Domain(store, {"x": WORDS["integer"]}).is_real
    assert not Domain(store, {"x": WORDS["integer"], "z": WORDS["complex"]}).is_real


def test_constraint_that_is_not_linear_gives_no_bound(store):
    x = store.symbol("x")
    disc = store.relation("less", store.add(((store.mul(((x, fmpq(2)),)), fmpq(1)),), fmpq(-1)))
    domain = Domain(store, {}, (disc,))

    assert domain.bounds() == []
    assert linear(store, next(iter(domain.signs()))) is None
    assert not domain.contains({"x": fmpq(2)})
