"""Pictures as data: arrays become lists that every report can carry."""

import json

import msgspec
import numpy as np
import pytest

from checker.figure import HeatMap, Lines, plain


def lines(x, **curves):
    return Lines(title="Loss", x_label="step", y_label="loss", x=x, lines=curves)


def heat_map(x, y, values):
    return HeatMap(title="Risk", x_label="a", y_label="b", x=x, y=y, values=values)


def test_arrays_become_lists_of_six_digits():
    made = plain(lines(np.arange(3), yours=np.array([1 / 3, 2e-9 / 3, 123456789.0]), reference=(1, 2, 3)))

    assert made.x == [0.0, 1.0, 2.0]
    assert made.lines == {"yours": [0.333333, 6.66667e-10, 123457000.0], "reference": [1.0, 2.0, 3.0]}
    assert (made.title, made.x_label, made.y_label) == ("Loss", "step", "loss")
    assert all(type(number) is float for number in (*made.x, *made.lines["yours"]))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_none(value):
    curve = plain(lines([0.0, value], a=[value, -0.0]))
    rows = plain(heat_map([value], [1.0, value], np.array([[value], [2.0]])))

    assert (curve.x, curve.lines["a"]) == ([0.0, None], [None, 0.0])
    assert (rows.x, rows.y, rows.values) == ([None], [1.0, None], [[None], [2.0]])


@pytest.mark.parametrize(
    "figure",
    [lines([0, 1], a=[np.inf, 1e308]), heat_map((0,), (1, 2), np.array([[np.nan], [-5e-324]])), lines([])],
    ids=["lines", "heat map", "nothing"],
)
def test_a_plain_figure_crosses_json_unchanged(figure):
    made = plain(figure)

    text = msgspec.json.encode(made)

    assert msgspec.json.decode(text, type=Lines | HeatMap) == made
    assert json.loads(text)["type"] == ("lines" if isinstance(figure, Lines) else "heat map")


def test_rows_of_a_heat_map_stand_along_y():
    made = plain(heat_map(range(3), range(2), np.arange(6.0).reshape(2, 3)))

    assert made.values == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    assert (len(made.y), len(made.x)) == (2, 3)
