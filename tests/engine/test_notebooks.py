"""A notebook is run cell by cell: one that fails costs the others nothing, and its lines are found again."""

import pytest

from checker.submission.reading import read_file
from tests.engine.tiny import RIGHT, grade
from tests.submission.notebooks import notebook

SQUARE, LOG_SUM, THE_ANSWER, PALINDROME = ("def " + part for part in RIGHT.split("def ")[1:])
IMPORTS = "import numpy as np\n"
FUNCTIONS = {"lab1": {"square", "log_sum", "the_answer", "palindrome"}}


@pytest.fixture
def graded(tiny_course, tmp_path):
    """The result of a notebook with these cells."""

    def result(*cells):
        path = tmp_path / "lab1.ipynb"
        path.write_bytes(notebook(*cells))
        run, faults = grade(tiny_course, read_file(path, ["lab1"], FUNCTIONS.__getitem__))
        assert faults == []
        return run.submissions[0]

    return result


def test_the_functions_of_all_cells_count(graded):
    result = graded("%matplotlib inline\n" + IMPORTS, SQUARE, LOG_SUM, THE_ANSWER, PALINDROME)

    assert (result.status, result.score, result.message) == ("graded", 10.0, "")


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (
            "x = 1\nprint(y)\n",
            "NameError: name 'y' is not defined, in line 2 of code cell 2 of lab1.ipynb: `print(y)`",
        ),
        (
            "# a remark\nx = = 1\n",
            "SyntaxError: invalid syntax, in line 2 of code cell 2 of lab1.ipynb: `x = = 1`",
        ),
    ],
    ids=["raises", "is misspelt"],
)
def test_a_cell_that_fails_costs_the_others_nothing_and_is_found(graded, cell, words):
    result = graded(IMPORTS, cell, SQUARE, LOG_SUM, THE_ANSWER, PALINDROME)

    assert (result.status, result.score) == ("graded", 10.0)
    assert result.message == f"lab1.ipynb stopped with {words}; the other cells were graded"


def test_a_function_that_raises_is_found_in_its_cell(graded):
    result = graded(IMPORTS, "def square(x):\n    return x / nothing\n")

    assert "in line 2 of code cell 2 of lab1.ipynb" in result.items[0].findings[0].message


def test_a_notebook_of_which_no_cell_runs_cannot_be_run(graded):
    result = graded("def square(x:\n")

    assert result.status == "unreadable"
    assert result.message.startswith(
        "lab1.ipynb cannot be run: SyntaxError: '(' was never closed, in line 1 of code"
    )
