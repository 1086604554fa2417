"""Pairs that were seen or chosen to mislead: the verdicts, and what decided them."""

import random

import pytest

from tests.symbolic.pairs import pairs

PROVED = ("structure", "proof", "SymPy", "growth")
WITHOUT_A_POINT = ("kind", "form", "growth")
MAX_UNDECIDED = 0.01
MIN_PROVED = 0.95
SAMPLE = 300


def report(failures):
    """The pairs that fail a claim, one a line."""
    return "\n".join(["", *failures])


@pytest.fixture(scope="module")
def seen():
    return list(pairs())


@pytest.fixture(scope="module")
def judged(seen):
    """Every pair with what the checker says of it."""
    return [(pair, pair.compared()) for pair in seen]


@pytest.fixture(scope="module")
def sample(judged):
    """Pairs of all families, the same every time."""
    return random.Random("a sample").sample(judged, SAMPLE)


def test_verdicts_in_the_file_are_two(seen):
    assert {pair.verdict for pair in seen} == {"equal", "different"}


def test_no_verdict_is_false(judged):
    false = [
        f"{result.verdict} by {result.decided_by}, not {pair.verdict}: {pair.text} {result.counterexample or ''}"
        for pair, result in judged
        if result.verdict not in (pair.verdict, "undecided")
    ]

    assert not false, report(false)


def test_hardly_anything_is_undecided(judged):
    undecided = [f"{result.reason}: {pair.text}" for pair, result in judged if result.verdict == "undecided"]

    assert len(undecided) <= MAX_UNDECIDED * len(judged), report(undecided)


def test_equality_is_proved_rather_than_believed(judged):
    equal = [(pair, result) for pair, result in judged if result.verdict == "equal"]
    believed = [pair.text for pair, result in equal if result.decided_by not in PROVED]

    assert len(believed) <= (1 - MIN_PROVED) * len(equal), report(believed)


def test_difference_is_shown_at_a_point(judged):
    unshown = [
        f"by {result.decided_by}: {pair.text}"
        for pair, result in judged
        if result.verdict == "different"
        and result.decided_by not in WITHOUT_A_POINT
        and (result.counterexample is None or result.counterexample.got == result.counterexample.want)
    ]

    assert not unshown, report(unshown)


def is_by_definedness(result):
    """Whether two formulas differ since one is undefined: that counts where it is the first one alone."""
    return result.counterexample is not None and "undefined" in (
        result.counterexample.got,
        result.counterexample.want,
    )


def test_verdict_does_not_depend_on_which_side_is_which_where_both_are_defined(sample):
    other = [
        f"{result.verdict}, swapped {swapped.verdict}: {pair.text}"
        for pair, result in sample
        if "mode" not in pair.options
        and not is_by_definedness(result)
        and not is_by_definedness(swapped := pair.swapped())
        and swapped.verdict != result.verdict
    ]

    assert not other, report(other)


def test_no_other_seed_says_the_opposite(sample):
    other = [
        f"{result.verdict}, with another seed {again.verdict}: {pair.text}"
        for pair, result in sample
        if {result.verdict, (again := pair.compared(seed="another")).verdict} == {"equal", "different"}
    ]

    assert not other, report(other)
