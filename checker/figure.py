"""Pictures of answers, as data: what is drawn and how it is labelled.

Authors give arrays; `plain` turns them into lists that every report can carry.
"""

import math
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct

Numbers: TypeAlias = list[float | None]
"""values in six digits; None where a value is not finite"""


class Lines(Struct, frozen=True, kw_only=True, tag="lines"):
    """Curves over one axis."""

    title: str
    x_label: str
    y_label: str
    x: Numbers
    lines: dict[str, Numbers]
    """the values of each curve, by its label"""


class HeatMap(Struct, frozen=True, kw_only=True, tag="heat map"):
    """Values over a grid of two axes."""

    title: str
    x_label: str
    y_label: str
    x: Numbers
    y: Numbers
    values: list[Numbers]
    """rows along y"""


Figure: TypeAlias = Lines | HeatMap


def plain(figure: Figure) -> Figure:
    """The figure with lists of numbers for its arrays.

    >>> plain(Lines(title="t", x_label="x", y_label="y", x=(1, 2), lines={"a": (1 / 3, math.inf)})).lines
    {'a': [0.333333, None]}
    """
    if isinstance(figure, Lines):
        lines = {label: _numbers(values) for label, values in figure.lines.items()}
        return msgspec.structs.replace(figure, x=_numbers(figure.x), lines=lines)
    rows = [_numbers(row) for row in figure.values]
    return msgspec.structs.replace(figure, x=_numbers(figure.x), y=_numbers(figure.y), values=rows)


def _numbers(values: Any) -> Numbers:
    return [float(f"{value:.6g}") if math.isfinite(value) else None for value in values]
