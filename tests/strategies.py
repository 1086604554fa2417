"""Values that Hypothesis draws for several tests."""

import numpy as np
from hypothesis import strategies as st

finite = st.floats(-1e6, 1e6, allow_nan=False, allow_infinity=False, width=64)
shapes = st.lists(st.integers(0, 4), min_size=0, max_size=3).map(tuple)


def filled(shape, entries=finite):
    """Arrays of that shape."""
    size = int(np.prod(shape))
    return st.lists(entries, min_size=size, max_size=size).map(
        lambda values: np.array(values, float).reshape(shape)
    )


arrays = shapes.flatmap(filled)
"""float arrays of up to three axes, also empty ones and single numbers"""

any_numbers = shapes.flatmap(lambda shape: filled(shape, st.floats()))
"""the same with nan, infinities and numbers of any size"""

nonempty = arrays.filter(lambda array: array.size > 0)

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.complex_numbers()
    | st.text(max_size=20)
    | any_numbers,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
"""whatever plain data may arrive from a student's process"""
