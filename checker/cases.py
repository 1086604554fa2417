"""Inputs on which answers are tried: one `Case` a call, and the samplers that authors draw them from.

Cases are yielded from small to large, so that the first one to fail is the smallest. A tag says what a
case is about; `grading.yaml` may give a tag its own share of the points:

  basic        the formula on ordinary inputs
  edge         ends of the domain: one class, empty gradient, ties
  stability    right on paper, but overflow, underflow or cancellation lie in wait
  efficiency   large inputs, under the limits on time and memory
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from checker.errors import AuthorError
from checker.maths.tolerance import Array, Tolerance
from checker.sandbox import calling, wire

if TYPE_CHECKING:
    import numpy as np

TAGS = ("basic", "edge", "stability", "efficiency")


class Case(Struct, frozen=True, eq=False):
    """One call of a student's function."""

    inputs: Mapping[str, Any]
    """arguments by name, in the order of the signature"""
    tag: str = "basic"
    """what the case is about: one of `TAGS`"""
    private: Mapping[str, Any] = {}
    """what only the judge may know: never sent to the student's process"""
    tolerance: Tolerance | None = None
    """bounds of this case, where they differ from those of the item"""
    carry: tuple[str, ...] = ()
    """arguments that each step takes from what the step before returned"""
    each: tuple[str, ...] = ()
    """arguments that hold one value a step"""

    def __getitem__(self, name: str) -> Any:
        """An input, or a private fact, by its name."""
        return self.private[name] if name in self.private else self.inputs[name]

    @property
    def steps(self) -> wire.Steps | None:
        """How the call is repeated, in positions; None for a single call."""
        if not self.each:
            return None
        place = list(self.inputs).index
        return wire.Steps(carry=tuple(map(place, self.carry)), each=tuple(map(place, self.each)))

    @property
    def first_step(self) -> dict[str, Any]:
        """Inputs of the first step, where the call is repeated."""
        return {name: value[0] if name in self.each else value for name, value in self.inputs.items()}

    def apply(self, function: Callable[..., Any]) -> Any:
        """What `function` answers, on copies of the inputs: exactly what the sandbox does with a student's."""
        arguments = [calling.fresh(value) for value in self.inputs.values()]
        return calling.perform(function, arguments, self.steps)


def case(
    *,
    tag: str = "basic",
    private: Mapping[str, Any] | None = None,
    tolerance: Tolerance | None = None,
    **inputs: Any,
) -> Case:
    """One call with these arguments."""
    if tag not in TAGS:
        raise AuthorError(f"a case has the tag {tag!r}, should be one of {', '.join(TAGS)}")
    return Case(inputs, tag, private or {}, tolerance)


def trajectory(*, carry: tuple[str, ...], each: tuple[str, ...], tag: str = "basic", **inputs: Any) -> Case:
    """Many calls in a row: what a step returns, in order, becomes the arguments `carry` of the next.

    The arguments named in `each` hold a list with one value a step. The answer is the list of what the
    steps returned.
    """
    if tag not in TAGS:
        raise AuthorError(f"a trajectory has the tag {tag!r}, should be one of {', '.join(TAGS)}")
    return Case(inputs, tag, carry=carry, each=each)


def generator(seed: str, *names: str) -> "np.random.Generator":
    """Random numbers that depend on the seed and the names alone: the same on every machine, for ever."""
    from numpy.random import PCG64, Generator

    digest = hashlib.sha256("\0".join((seed, *names)).encode()).digest()
    return Generator(PCG64(int.from_bytes(digest[:16], "big")))


def normal(rng: "np.random.Generator", *shape: int, scale: float = 1.0) -> Array:
    """Standard normal entries times `scale`, with three decimals, so that a failing call can be retyped."""
    values: Array = (rng.standard_normal(shape) * scale).round(3)
    return values


def uniform(rng: "np.random.Generator", *shape: int, low: float = 0.0, high: float = 1.0) -> Array:
    """Uniform entries in [low, high], with three decimals."""
    values: Array = rng.uniform(low, high, shape).round(3)
    return values


def one_hot(k: int, c: int) -> Array:
    """The vector of length `k` that is 1 at class `c` (from 0) and 0 elsewhere.

    >>> one_hot(3, 1).tolist()
    [0.0, 1.0, 0.0]
    """
    import numpy as np

    y = np.zeros(k)
    y[c] = 1.0
    return y
