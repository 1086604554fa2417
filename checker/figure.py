"""Pictures of answers, as data: what is drawn and how it is labelled."""

from typing import TypeAlias

from msgspec import Struct


class Lines(Struct, frozen=True, kw_only=True, tag="lines"):
    """Curves over one axis."""

    title: str
    x_label: str
    y_label: str
    x: list[float]
    lines: dict[str, list[float]]
    """the values of each curve, by its label"""


class HeatMap(Struct, frozen=True, kw_only=True, tag="heat map"):
    """Values over a grid of two axes."""

    title: str
    x_label: str
    y_label: str
    x: list[float]
    y: list[float]
    values: list[list[float]]
    """rows along y"""


Figure: TypeAlias = Lines | HeatMap
