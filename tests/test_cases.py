"""Inputs: the same for one seed, others for another; and the samplers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.cases import TAGS, case, generator, normal, one_hot, trajectory, uniform
from checker.errors import AuthorError
from checker.sandbox import wire
from tests.problems.bank import ITEMS

SEEDED = [id for id, item in ITEMS.items() if item.make_cases is not None]


def flat(value):
    """All that a value holds, as text."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{value.tolist()}"
    if isinstance(value, list | tuple):
        return "|".join(map(flat, value))
    return repr(value)


def drawn(id, seed):
    return [flat([*c.inputs.values(), *c.private.values()]) for c in ITEMS[id].cases_for(seed)]


@pytest.mark.parametrize("id", SEEDED)
def test_same_seed_gives_the_same_inputs(id):
    assert drawn(id, "a seed") == drawn(id, "a seed")


def has_decimals(value):
    """Whether there is anything in an input that could be drawn."""
    if isinstance(value, list | tuple):
        return any(map(has_decimals, value))
    return isinstance(value, float | wire.Rng) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")


DRAWN = [id for id in SEEDED if any(has_decimals([*c.inputs.values()]) for c in ITEMS[id].cases_for("a seed"))]


@pytest.mark.parametrize("id", DRAWN)
def test_another_seed_gives_other_inputs_in_as_many_cases(id):
    one, other = drawn(id, "a seed"), drawn(id, "another seed")

    assert one != other
    assert len(one) == len(other)


@pytest.mark.parametrize("id", SEEDED)
def test_tags_do_not_depend_on_the_seed(id):
    one, other = ([c.tag for c in ITEMS[id].cases_for(seed)] for seed in ("a seed", "another seed"))

    assert one == other
    assert "basic" in one


def test_items_draw_from_streams_of_their_own():
    first, second = (generator("seed", name).random(4).tolist() for name in ("lab3.1a.f", "lab3.1a.g"))

    assert first != second


def test_names_are_not_run_together():
    assert generator("a", "bc").random() != generator("ab", "c").random()


def test_stream_of_a_seed_is_the_same_for_ever():
    assert generator("public", "lab3.2a").integers(0, 1000, 4).tolist() == [496, 458, 590, 709]


@given(st.text(max_size=5), st.integers(1, 4), st.integers(0, 4))
def test_samplers_give_three_decimals_in_the_shape_asked_for(seed, n, d):
    rng = generator(seed)

    for values in (normal(rng, n, d, scale=3), uniform(rng, n, d, low=-2, high=2)):
        assert values.shape == (n, d)
        assert (values == values.round(3)).all()


def test_uniform_stays_between_its_bounds():
    values = uniform(generator("s"), 1000, low=2, high=3)

    assert values.min() >= 2
    assert values.max() <= 3


def test_normal_has_the_scale_asked_for():
    assert normal(generator("s"), 4000, scale=5).std() == pytest.approx(5, rel=0.1)


def test_one_hot_marks_its_class():
    assert one_hot(4, 2).tolist() == [0, 0, 1, 0]


# ---- cases --------------------------------------------------------------------------------------------------


def test_case_hands_out_copies():
    given_case = case(x=np.zeros(2), rows=[np.zeros(1)])

    def spoil(x, rows):
        x[0] = rows[0][0] = 7

    given_case.apply(spoil)

    assert given_case["x"].tolist() == [0, 0]
    assert given_case["rows"][0].tolist() == [0]


def test_private_facts_are_known_to_the_judge_alone():
    given_case = case(private={"h": "l1"}, x=1.0)

    assert given_case["h"] == "l1"
    assert given_case["x"] == 1.0
    assert given_case.apply(lambda *inputs: inputs) == (1.0,)


@pytest.mark.parametrize("make", [case, trajectory], ids=["case", "trajectory"])
def test_unknown_tag_is_refused(make):
    rest = {} if make is case else {"carry": (), "each": ("x",)}

    with pytest.raises(AuthorError) as refusal:
        make(tag="hard", x=[1.0], **rest)

    assert f"has the tag 'hard', should be one of {', '.join(TAGS)}" in str(refusal.value)


def run(**inputs):
    return trajectory(carry=("theta", "v"), each=("g",), **inputs)


def test_trajectory_feeds_what_a_step_returns_to_the_next():
    steps = run(theta=1.0, v=0.0, g=[1.0, 2.0, 3.0])

    answers = steps.apply(lambda theta, v, g: (theta - g, v + g))

    assert steps.steps == wire.Steps(carry=(0, 1), each=(2,))
    assert answers == [(0.0, 1.0), (-2.0, 3.0), (-5.0, 6.0)]


def test_trajectory_stops_where_a_step_returns_too_little():
    assert run(theta=1.0, v=0.0, g=[1.0, 2.0]).apply(lambda theta, v, g: theta - g) == [0.0]


def test_first_step_of_a_trajectory_is_a_single_call():
    assert run(theta=1.0, v=0.0, g=[1.0, 2.0]).first_step == {"theta": 1.0, "v": 0.0, "g": 1.0}


def test_single_call_has_no_steps():
    assert case(x=1.0).steps is None
