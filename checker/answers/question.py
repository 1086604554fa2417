"""One item as it is asked in one grading: its cases, right answers, bounds and points."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from msgspec import Struct

from checker.cases import Case
from checker.exercise import Item
from checker.maths.tolerance import Tolerance
from checker.sandbox import values


class Failed(Struct, frozen=True):
    """That a function of an author's raised instead of answering."""

    type_name: str
    """name of the exception"""


class Question(Struct, eq=False, dict=True):
    """An item, with all that is needed to judge answers to it; right answers are computed once."""

    item: Item
    points: float
    tolerance: Tolerance
    cases: list[Case]
    weights: dict[str, float]
    """share of the points that cases of a tag carry; the other tags carry the rest together"""
    shows_expected: bool = False
    """whether students may see right values"""
    accepts_evidence: bool = True
    """whether formulas that agree at many points, but were not proved equal, earn the points"""
    outputs: dict[str, list[Any]] = {}
    """answers of the reference, the variants and the misconceptions, as far as they were needed"""

    @cached_property
    def expected(self) -> list[Any]:
        """The reference's answer to each case."""
        return [settled(case.apply(self.item.reference)) for case in self.cases]

    def outputs_of(self, name: str, function: Callable[..., Any]) -> list[Any]:
        """Answers of a variant or misconception to each case; `Failed` where it raises."""
        if name not in self.outputs:
            self.outputs[name] = [attempted(function, case) for case in self.cases]
        return self.outputs[name]

    def bounds(self, case: Case) -> Tolerance:
        """Bounds that hold on that case."""
        return case.tolerance or self.tolerance

    def has_own_share(self, case: Case) -> bool:
        """Whether the tag of the case carries a share of its own."""
        return case.tag in self.weights


def settled(value: Any) -> Any:
    """The value as it would arrive from a student's process."""
    encoder = values.Encoder()
    encoded = encoder.encode(value)
    return values.decode(encoded, memoryview(b"".join(encoder.buffers)))


def attempted(function: Callable[..., Any], case: Case) -> Any:
    """What a function answers, or that it failed."""
    import numpy as np

    try:
        with np.errstate(all="ignore"):
            return settled(case.apply(function))
    except Exception as err:
        return Failed(type(err).__name__)
