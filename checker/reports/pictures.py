"""Pictures of answers as PNG files, drawn by matplotlib where it is installed."""

import io
from importlib.util import find_spec
from typing import Any

from checker.figure import Figure, HeatMap, Lines

SIZE = (5.2, 3.4)
"""inches"""
DPI = 80
LARGEST = 1e100
"""values beyond which nothing is drawn: an axis has to have both ends and their distance"""


def can_draw() -> bool:
    """Whether matplotlib is there."""
    return find_spec("matplotlib") is not None


def png(figure: Figure) -> bytes:
    """The picture as a PNG file: the same bytes for the same data, with the same version of matplotlib."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=SIZE, dpi=DPI)
    canvas.subplots_adjust(left=0.13, right=0.97, bottom=0.15, top=0.9)
    FigureCanvasAgg(canvas)
    axes = canvas.add_subplot()
    axes.set(title=figure.title, xlabel=figure.x_label, ylabel=figure.y_label)
    match figure:
        case Lines():
            _draw_lines(axes, figure)
        case HeatMap():
            _draw_heat_map(canvas, axes, figure)
    out = io.BytesIO()
    canvas.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _draw_lines(axes: Any, figure: Lines) -> None:
    for label, values in figure.lines.items():
        axes.plot(_floats(figure.x), _floats(values), label=label)
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")


def _draw_heat_map(canvas: Any, axes: Any, figure: HeatMap) -> None:
    mesh = axes.pcolormesh(
        _floats(figure.x), _floats(figure.y), [*map(_floats, figure.values)], shading="nearest"
    )
    canvas.colorbar(mesh, ax=axes)


def _floats(values: list[float | None]) -> list[float]:
    return [float("nan") if value is None or abs(value) > LARGEST else value for value in values]
