"""How close is close enough."""

import numpy as np
import pytest
from hypothesis import given

from checker.answers.comparison import ANY_VALUE
from checker.maths.tolerance import Tolerance
from tests.strategies import any_numbers

DEFAULT = Tolerance()


def test_bound_is_relative_to_the_entry_and_forgives_the_dust_of_its_largest_neighbour():
    assert DEFAULT.allowed(np.array([1e6, 0.0])).tolist() == pytest.approx([1.0 + 1e-3, 1e-3])


def test_bound_of_small_answers_is_absolute():
    assert DEFAULT.allowed(np.array([1e-12, 0.0])) == pytest.approx([1e-9, 1e-9], rel=1e-6)


def test_norm_measures_every_entry_against_the_largest():
    assert Tolerance(norm=True).allowed(np.array([100.0, 0.0])).tolist() == pytest.approx([1e-4 + 1e-7] * 2)


def test_infinite_entries_are_no_scale():
    bounds = DEFAULT.allowed(np.array([np.inf, np.nan, 1.0]))

    assert bounds.tolist() == pytest.approx([1e-9, 1e-9, 1e-6 + 1e-9])


def test_exact_bounds_allow_nothing():
    assert not Tolerance(rtol=0, atol=0).allowed(np.array([1.0, 1e9])).any()


@pytest.mark.parametrize("shape", [(), (0,), (0, 3)], ids=str)
def test_bounds_have_the_shape_of_the_answer(shape):
    assert DEFAULT.allowed(np.zeros(shape)).shape == shape


@given(any_numbers)
def test_bounds_are_never_negative_nor_nan(want):
    assert (DEFAULT.allowed(want) >= 0).all()
    assert (ANY_VALUE.allowed(want) >= 1e300).all()


DTYPES = {"float64": 1e-6, "float32": 1e-4, "complex64": 1e-4, "float16": 1e-6, "int64": 1e-6}


@pytest.mark.parametrize(("dtype", "rtol"), DTYPES.items(), ids=DTYPES)
def test_only_single_precision_loosens_the_bounds(dtype, rtol):
    assert DEFAULT.loosened_for(np.dtype(dtype)).rtol == rtol


def test_loosening_never_tightens():
    wide = Tolerance(rtol=0.1, atol=0.2, norm=True)

    assert wide.loosened_for(np.dtype("float32")) == wide
