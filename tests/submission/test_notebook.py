"""Notebooks: their cells are one Python text, and what is wrong with one is said in a sentence."""

import json
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.errors import StudentError
from checker.submission.magics import without_magics
from checker.submission.model import Submission
from checker.submission.notebook import python_of
from checker.submission.reading import read_file
from checker.submission.team import named_in
from checker.submission.text import text_of
from tests.engine.tiny import RIGHT, grade, write, write_course
from tests.submission.notebooks import PYTHON_3, code, notebook, words


def text(data):
    return python_of("lab1.ipynb", data).decode()


def names_in(data):
    """What is defined when the text of a notebook is run."""
    scope = {}
    exec(compile(python_of("lab1.ipynb", data), "lab1.ipynb", "exec"), scope)
    return {name: value for name, value in scope.items() if not name.startswith("__")}


def refusal(data):
    with pytest.raises(StudentError) as caught:
        text_of("lab1.ipynb", data)
    return str(caught.value)


# ---- the cells -------------------------------------------------------------------------------------------------


def test_code_cells_are_joined_in_their_order_below_their_numbers():
    data = notebook(
        words("# Lab 1"), "x = 1\ny = 2", words("Now the answer."), "", "def square(x):\n    return x\n"
    )

    assert text(data) == (
        "# coding: utf-8\n# # Lab 1\n# code cell 1\nx = 1\ny = 2\n# code cell 2\n\n"
        "# code cell 3\ndef square(x):\n    return x\n\n"
    )


def test_a_source_may_be_one_text_or_lines():
    cell = code("") | {"source": "x = 1\r\ny = '\\u00fc'\r\n"}

    assert names_in(notebook(cell, "z = 3")) == {"x": 1, "y": "ü", "z": 3}


def test_format_3_is_read():
    cells = [
        {"cell_type": "heading", "level": 1, "source": ["Lab 1"]},
        {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "language": "python", "outputs": []},
        {"cell_type": "code", "input": "z = 3", "language": "python", "outputs": []},
    ]
    data = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}

    assert names_in(json.dumps(data).encode()) == {"x": 1, "y": 2, "z": 3}


ODD_METADATA = {
    "none": {},
    "no name of a language": {"kernelspec": {"name": "python3"}},
    "of other types": {"kernelspec": None, "language_info": [1, {"name": 3}]},
    "a kernel of Sage": {"kernelspec": {"language": "sage"}, "language_info": {"name": "python"}},
    "IPython": {"language_info": {"name": "ipython", "version": 3}},
    "widgets": {"widgets": {"state": {"x": [1, 2, {"y": None}]}}},
}


@pytest.mark.parametrize("metadata", ODD_METADATA.values(), ids=ODD_METADATA)
def test_metadata_is_whatever_programs_write(metadata):
    assert names_in(notebook("x = 1", metadata=metadata)) == {"x": 1}


def test_outputs_are_passed_over_even_where_they_are_not_json():
    """Jupyter writes the numbers of Python into the data of a plot."""
    output = {"data": {"text/plain": ['a "NaN" in a \\ text', float("nan")], "x": [float("-inf"), float("inf")]}}
    said = 'x = "NaN and \\"Infinity\\""'

    assert names_in(notebook(code(said, outputs=[output]))) == {"x": 'NaN and "Infinity"'}


def test_a_byte_order_mark_is_no_mistake():
    assert names_in(b"\xef\xbb\xbf" + notebook("x = 1") + b"\r\n") == {"x": 1}


def test_an_encoding_that_a_cell_names_does_not_change_the_text():
    assert names_in(notebook("# -*- coding: latin-1 -*-\nx = 'ü'")) == {"x": "ü"}


def test_members_above_the_code_are_read():
    data = notebook(words("# Homework 1\n\n**Members:** ada-brandt, Ben Okafor\n"), "import math")

    assert named_in(python_of("hw1.ipynb", data)) == ("ada-brandt", "Ben Okafor")


def test_a_picture_in_a_text_stays_behind():
    assert len(text(notebook(words("![](data:image/png;base64," + "A" * 100_000 + ")"), "x = 1"))) < 100


def test_display_prints(capsys):
    assert names_in(notebook("display(3)\nx = 1")) == {"display": print, "x": 1}
    assert capsys.readouterr().out == "3\n"


def test_a_line_is_told_by_its_cell():
    source = python_of("lab1.ipynb", notebook(words("Lab"), "x = 1", "%matplotlib inline\n\nboom = 1 / 0"))
    submission = Submission("anna", "lab1", "lab1.ipynb", source, {"tools": b""})
    number = source.splitlines().index(b"boom = 1 / 0") + 1

    assert submission.place("lab1.ipynb", number) == ("code cell 2 of lab1.ipynb", 3)
    assert submission.line("lab1.ipynb", number) == "boom = 1 / 0"
    assert submission.place("tools.py", 3) == ("tools.py", 3)
    assert submission.place("lab1.ipynb", 1) == ("lab1.ipynb", 1)
    assert Submission("anna", "lab1", "lab1.py", source).place("lab1.py", number) == ("lab1.py", number)


def test_a_notebook_earns_what_its_functions_earn(tmp_path):
    course = write_course(tmp_path)
    cells = RIGHT.replace("\n\n\n", "\0").split("\0")
    path = write(tmp_path / "anna_lab1.ipynb", notebook("%matplotlib inline", words("Powers"), *cells))

    run, faults = grade(course, read_file(path, ["lab1"], lambda name: ["square"]))

    (anna,) = run.submissions
    assert (anna.id, anna.score, anna.max_score, anna.message, faults) == ("anna_lab1", 10, 10, "", [])


# ---- what only a notebook understands --------------------------------------------------------------------------

MAGICS = {
    "a line": ("%matplotlib inline\nx = 1", "# %matplotlib inline\nx = 1"),
    "a command": ("!pip install numpy\nx = 1", "# !pip install numpy\nx = 1"),
    "a command over two lines": ("!pip install \\\n  numpy\nx = 1", "# !pip install \\\n#   numpy\nx = 1"),
    "pip without a sign": ("pip install numpy", "# pip install numpy"),
    "in a block": ("if x:\n    !ls\ny = 1", "if x:\n    pass  # !ls\ny = 1"),
    "an assignment": ("files = !ls *.py\nx = %pwd", "files = None  # !ls *.py\nx = None  # %pwd"),
    "a timed statement": ("%time x = f(3)", "x = f(3)"),
    "a timed statement in a block": ("for i in y:\n    %time x = f(i)", "for i in y:\n    x = f(i)"),
    "a statement timed often": ("%timeit f(3)", "# %timeit f(3)"),
    "help": ("np.sum?\nx??\n?x\nx = 1", "# np.sum?\n# x??\n# ?x\nx = 1"),
    "a timed cell": ("%%time\nx = 1", "# %%time\nx = 1"),
    "a timed and captured cell": ("%%capture out\n%%time\n%pwd\nx", "# %%capture out\n# %%time\n# %pwd\nx"),
    "a cell of the shell": ("\n%%bash\nls\n\ncd ..", "# \n# %%bash\n# ls\n# \n# cd .."),
    "a cell in HTML": ("%%html\n<b>", "# %%html\n# <b>"),
    "a cell of commands": ("%%!\nls", "# %%!\n# ls"),
    "a magic alone": ("%%time", "# %%time"),
    "an indented cell": ("  x = 1\n  if x:\n    y = 2", "x = 1\nif x:\n  y = 2"),
}  # fmt: skip


@pytest.mark.parametrize(("cell", "python"), MAGICS.values(), ids=MAGICS)
def test_what_only_a_notebook_understands_becomes_a_comment(cell, python):
    assert without_magics(cell) == python
    assert cell.count("\n") == python.count("\n")


UNTOUCHED = {
    "a percent sign in brackets": "x = (17\n  % 5)\n",
    "a percent sign behind a backslash": "x = 17 \\\n  % 5\n",
    "an exclamation mark in a call": "f(x\n  != 3)\n",
    "a question in a text": 'def essay():\n    return """\nWhy?\n%time flies\n!\n"""\n',
    "a question in another": "x = '''a \\''' b\nWhy?\n'''\n",
    "quotes in a comment": '# it\'s """ open\nx = 1\n',
    "a bracket in a text": "x = '('\ny = \"[\" # {\nz = 1\n",
    "an unclosed quote": "x = 'it\ny = 2\n",
    "a form feed": "x = 1\n\x0cy = 2\n",
    "a line end of another alphabet": "x = '\u2028%pwd'\n",
}


@pytest.mark.parametrize("cell", UNTOUCHED.values(), ids=UNTOUCHED)
def test_what_python_understands_is_left_as_it_is(cell):
    assert without_magics(cell) == cell


@pytest.mark.parametrize(
    "above",
    ["# it's", "x = 'it\\'s'", '"""doc"""', "x = (1,\n 2)", "# C:\\", "f'{x!r}'", "x = ''''a'''", "x = ')'"],
)
def test_a_magic_is_found_below_any_statement(above):
    assert without_magics(f"{above}\n%pwd\n") == f"{above}\n# %pwd\n"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab1 \t\n\\'\"#%!?()[]{}=.,é", max_size=60))
def test_no_line_moves_whatever_a_cell_holds(cell):
    assert without_magics(cell).count("\n") == cell.count("\n")


# ---- what is refused -------------------------------------------------------------------------------------------

WHOLE = notebook("x = 1", "y = 2")
AGAIN = "save it again in Jupyter, and hand in that file"
REFUSED = {
    "nothing": (b" \n", f"lab1.ipynb is empty; {AGAIN}"),
    "a web page": (
        b"\n<!DOCTYPE html>",
        "lab1.ipynb is a web page, not the notebook; download the notebook file itself",
    ),
    "Python": (b"x = 1\n", f"lab1.ipynb is no Jupyter notebook, which begins with a brace; {AGAIN}"),
    "a list": (b"[1]", f"lab1.ipynb is no Jupyter notebook, which begins with a brace; {AGAIN}"),
    "UTF-16": ("{}".encode("utf-16"), "lab1.ipynb is UTF-16 text; save it as UTF-8"),
    "a download that was cut off": (
        WHOLE[:-20],
        "lab1.ipynb is cut off: its end is missing; download or save it again",
    ),
    "other JSON": (
        b'{"name": "x"}',
        f"lab1.ipynb is no Jupyter notebook: Object missing required field `nbformat`; {AGAIN}",
    ),
    "a merge conflict": (
        WHOLE.replace(b'"cells"', b'<<<<<<< HEAD\n "cells"', 1),
        "lab1.ipynb is not JSON, as a notebook is: JSON is malformed: object keys must be strings (byte 3); "
        + AGAIN,
    ),
    "cells that are none": (
        notebook(cells={}),
        f"lab1.ipynb is no Jupyter notebook: Expected `array`, got `object` - at `$.cells`; {AGAIN}",
    ),
    "a source that is a number": (
        notebook(code("", source=3)),
        f"lab1.ipynb has a cell that is no text: Expected `str | array`, got `int`; {AGAIN}",
    ),
    "no code": (
        notebook(words("# Lab 1")),
        "lab1.ipynb holds no code cell; hand in the notebook that your answers are in",
    ),
    "R": (
        notebook("x <- 1", metadata={"kernelspec": {"language": "R", "name": "ir"}}),
        "lab1.ipynb is a notebook in R; hand in one in Python",
    ),
    "format 2": (
        notebook("x = 1", nbformat=2),
        f"lab1.ipynb is in format 2 of notebooks, which is too old; {AGAIN}",
    ),
    "depth": (
        b'{"nbformat": 4, "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        f"lab1.ipynb is no Jupyter notebook: it is nested too deeply; {AGAIN}",
    ),
    "a huge number": (
        b'{"nbformat": 1' + b"0" * 9000 + b"}",
        f"lab1.ipynb is no Jupyter notebook: Integer value out of range - at `$.nbformat`; {AGAIN}",
    ),
    "null bytes": (notebook("x = '\0'"), "lab1.ipynb is not a Python text: it contains null bytes"),
    "too much code": (
        notebook(*["#" * 1000] * 1200),
        "lab1.ipynb has 1.2 MiB of code; at most 1 MiB is read",
    ),
    "too many cells": (
        notebook(*["x = 1"] * 5001),
        "lab1.ipynb has more than 5000 cells; hand in a notebook of your answers alone",
    ),
    "a cell that is too long": (
        notebook("#" * (5 << 20)),
        "lab1.ipynb has too many cells, or too long ones; hand in a notebook of your answers alone",
    ),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_no_notebook_is_refused_in_a_sentence(data, words):
    assert refusal(data) == words


def is_read_or_refused(data):
    words = ""
    try:
        text_of("lab1.ipynb", data)
    except StudentError as err:
        words = str(err)
    assert len(words) < 300
    assert not words or words.isprintable()


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=6,
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        name: JSON | st.sampled_from(["code", "markdown", "%%time\nx", ["a\n", "b?"], "\ud800"])
        for name in ("cell_type", "source", "input", "language", "outputs", "metadata")
    },
)
NOTEBOOKS = st.fixed_dictionaries(
    {"nbformat": st.sampled_from([4, 3, 2, -1, 10**30, 4.5, None]) | JSON},
    optional={
        "cells": st.lists(FIELDS | JSON, max_size=4) | JSON,
        "worksheets": st.lists(st.fixed_dictionaries({"cells": st.lists(FIELDS, max_size=2)}) | JSON, max_size=2),
        "metadata": JSON | st.just(PYTHON_3),
    },
)


@QUICK
@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda middle: b"{" + middle + b"}"))
def test_random_bytes_are_refused(data):
    is_read_or_refused(data)


@QUICK
@given(NOTEBOOKS)
def test_whatever_stands_in_the_fields_is_read_or_refused(content):
    is_read_or_refused(json.dumps(content).encode())


@QUICK
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.binary(max_size=3)), min_size=1, max_size=4))
def test_a_damaged_notebook_is_read_or_refused(damages):
    data = bytearray(WHOLE)
    for at, other in damages:
        data[at : at + 2] = other
    is_read_or_refused(bytes(data))


LARGE = {
    "cells": b'{"nbformat":4,"cells":[' + b'{"cell_typ\\u0065":"code"},' * 500_000 + b'{"cell_type":""}]}',
    "lines": b'{"nbformat":4,"cells":[{"cell_type":"code","source":[' + b'"ab",' * 3_000_000 + b'""]}]}',
    "metadata": b'{"nbformat":4,"metadata":{"widgets":[' + b"[]," * 5_000_000 + b"[]]}}",
    "quotes beside NaN": b'{"nbformat":4,"x":[NaN,' + b'"",' * 3_000_000 + b'""]}',
    "backslashes beside NaN": b'{"nbformat":4,"x":[NaN,"' + b"\\" * 15_000_000 + b"}",
    "an open quote beside NaN": b'{"nbformat":4,"x":[NaN,"' + b'\\"' * 7_000_000 + b"}",
    "letters beside NaN": b'{"nbformat":4,"x":[NaN,' + b"N" * 15_000_000 + b"}",
    "open brackets": notebook("(" * 200_000),
    "open quotes": notebook("'''\"" * 60_000),
    "escapes": notebook('"' + "\\" * 300_000),
    "magics": notebook("%x\n" * 90_000),
    "blanks": notebook(" " * 1_000_000),
    "blank lines": notebook(" \n" * 500_000),
    "names": notebook("a," * 500_000),
    "help": notebook("a." * 500_000 + "!"),
}


@pytest.mark.parametrize("data", LARGE.values(), ids=LARGE)
def test_a_large_notebook_costs_little_memory(data):
    tracemalloc.start()
    is_read_or_refused(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 100 << 20
