"""Pictures as files: real PNGs, the same for the same data."""

import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest

from checker.figure import HeatMap, Lines, plain
from checker.reports.pictures import DPI, SIZE, can_draw, png

pytest.importorskip("matplotlib")

WORDS = {"title": "Loss", "x_label": "step", "y_label": "loss"}


def curve(*values, x=None):
    return plain(Lines(**WORDS, x=range(len(values)) if x is None else x, lines={"yours": values}))


def heat_map(rows):
    rows = np.array(rows, float)
    return plain(HeatMap(**WORDS, x=range(rows.shape[1]), y=range(rows.shape[0]), values=rows))


FIGURES = {
    "a curve": curve(1.0, 4.0, 2.0),
    "two curves": plain(Lines(**WORDS, x=[0, 1], lines={"a": [0, 1], "b": [1, 0]})),
    "a heat map": heat_map([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
    "a constant": curve(1.0, 1.0),
    "one point": curve(1.0),
    "no point": curve(),
    "a curve with gaps": curve(1.0, np.nan, np.inf, 2.0),
    "nothing finite": curve(np.nan, -np.inf),
    "a gap on the axis": curve(1.0, 2.0, 3.0, x=[0.0, np.nan, 2.0]),
    "very small numbers": curve(1e-308, 2e-308),
    "a heat map of one": heat_map([[1.0]]),
    "a heat map with gaps": heat_map([[np.nan, np.inf], [1.0, 2.0]]),
    "a heat map of nothing finite": heat_map([[np.nan, np.inf]]),
}
TOO_LARGE = {"a curve": curve(1e308, -1e308), "a heat map": heat_map([[1e308, -1e308], [0.0, 1.0]])}


def chunks(data):
    """The chunks of a PNG file, by their names; each has the checksum that it says."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    found, place = {}, 8
    while place < len(data):
        (size,) = struct.unpack(">I", data[place : place + 4])
        name, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        assert zlib.crc32(name + body) == struct.unpack(">I", data[place + 8 + size : place + 12 + size])[0]
        found[name] = found.get(name, b"") + body
        place += 12 + size
    return found


def pixels(data):
    """What a PNG file shows, as rows of bytes that are filtered, but whole."""
    return zlib.decompress(chunks(data)[b"IDAT"])


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_every_figure_becomes_a_whole_png_of_one_size(figure):
    found = chunks(png(figure))

    width, height = struct.unpack(">II", found[b"IHDR"][:8])
    assert (width, height) == tuple(round(side * DPI) for side in SIZE)
    assert len(zlib.decompress(found[b"IDAT"])) == height * (4 * width + 1)
    assert b"IEND" in found


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_the_same_figure_gives_the_same_bytes(figure):
    assert png(figure) == png(figure)


def test_another_process_gives_the_same_bytes():
    code = (
        "import sys\nfrom checker.reports.pictures import png\nfrom checker.figure import Lines\n"
        "sys.stdout.buffer.write(png(Lines(title='Loss', x_label='step', y_label='loss', x=[0.0, 1.0, 2.0], "
        "lines={'yours': [1.0, 4.0, 2.0]})))\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert done.stdout == png(FIGURES["a curve"])


def test_other_values_are_drawn_otherwise():
    drawn = [pixels(png(figure)) for figure in (curve(1.0, 2.0), curve(2.0, 1.0), curve(1.0, np.nan))]

    assert len(set(drawn)) == 3


def test_a_file_names_no_program_and_no_time():
    assert not {b"tEXt", b"iTXt", b"zTXt", b"tIME"} & set(chunks(png(FIGURES["a curve"])))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("figure", TOO_LARGE.values(), ids=TOO_LARGE)
def test_numbers_at_the_end_of_the_scale_are_drawn_too(figure):
    assert chunks(png(figure))


def test_it_can_draw_where_matplotlib_is_and_not_where_it_is_not(monkeypatch):
    assert can_draw()

    monkeypatch.setitem(sys.modules, "matplotlib", None)  # as Python marks what cannot be imported

    assert not can_draw()
