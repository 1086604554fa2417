"""How close is close enough.

An entry `got` is right when

    |got - want| <= rtol * |want| + atol * max(1, s),    s = max |want| over the array (or the given scale)

so every entry is held to its own size, while the rounding error that a large neighbour leaves behind by
cancellation is forgiven. With `norm` the whole array shares one bound, rtol * s + atol * max(1, s).
"""

import math
from typing import Any

import numpy as np
from msgspec import Struct

Array = np.ndarray[Any, np.dtype[Any]]


class Tolerance(Struct, frozen=True, kw_only=True):
    """Bounds on the error of a floating-point answer."""

    rtol: float = 1e-6
    """error allowed, relative to the right value"""
    atol: float = 1e-9
    """error allowed beside it, relative to the largest right value, or absolute where that is below 1"""
    norm: bool = False
    """measure the error of every entry against the largest one: for answers of mixed sizes"""

    def allowed(self, want: Array) -> Array:
        """Largest error that each entry of `want` may have; infinite entries may have none."""
        size = np.abs(np.asarray(want))
        scale = float(size.max(initial=0.0))
        if not math.isfinite(scale):
            size = np.where(np.isfinite(size), size, 0.0)
            scale = float(size.max(initial=0.0))
        bound: Array = np.asarray(self.rtol * (np.full(size.shape, scale) if self.norm else size))
        return bound + self.atol * max(1.0, scale)

    def loosened_for(self, dtype: np.dtype[Any]) -> "Tolerance":
        """The same bounds where the answer has that dtype: single precision cannot carry more digits."""
        if dtype in (np.float32, np.complex64):
            return Tolerance(rtol=max(self.rtol, 1e-4), atol=max(self.atol, 1e-6), norm=self.norm)
        return self
