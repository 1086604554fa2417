"""Elementary functions that stay finite."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.maths.functions import logsumexp, sigmoid, softmax
from tests.strategies import filled

logits = st.integers(1, 5).flatmap(lambda n: filled((n,)))


@given(st.floats(allow_nan=False))
def test_sigmoid_lies_between_0_and_1_and_is_symmetric(z):
    assert 0 <= sigmoid(z) <= 1
    assert sigmoid(z) + sigmoid(-z) == pytest.approx(1)


@pytest.mark.parametrize(("z", "value"), [(0.0, 0.5), (800.0, 1.0), (-800.0, 0.0), (-700.0, np.exp(-700.0))])
def test_sigmoid_of_extremes(z, value):
    assert sigmoid(z) == value


def test_sigmoid_goes_entry_by_entry():
    assert sigmoid(np.array([[0.0, np.log(3)]])).tolist() == [[0.5, pytest.approx(0.75)]]


@given(logits)
def test_softmax_adds_up_to_1_and_does_not_mind_a_shift(a):
    assert softmax(a).sum() == pytest.approx(1)
    assert softmax(a + 1000) == pytest.approx(softmax(a), abs=1e-9)


@given(logits)
def test_softmax_is_the_exponential_over_its_sum(a):
    assert softmax(a) == pytest.approx(np.exp(a - logsumexp(a)), abs=1e-9)


def test_logsumexp_leaves_out_minus_infinity():
    assert logsumexp(np.array([-np.inf, 0.0, 0.0])) == pytest.approx(np.log(2))


@given(logits)
def test_logsumexp_is_between_the_largest_and_that_plus_log_n(a):
    assert a.max() <= logsumexp(a) <= a.max() + np.log(len(a)) + 1e-9
