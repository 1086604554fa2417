"""The table of scores: it survives a spreadsheet, and a spreadsheet survives it."""

import csv
import io

import pytest

from checker.reports.csv import FIXED, render, safe
from checker.verdict import Outcome
from tests.reports.trees import CLASS, EVERYTHING, HOSTILE, item, result, run_of

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\n=1",
    "=cmd|' /c calc'!A1",
    "\uff1d1",
    "-rf",
    '="a,b"',
]


def rows_of(run):
    return list(csv.DictReader(io.StringIO(render(run), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_like_a_formula(text):
    run = run_of(result(text, [item()], message=text))

    (row,) = rows_of(run)

    assert (row["submission"], row["message"], row["members"]) == (f"'{text}",) * 3


def test_a_carriage_return_does_not_hide_a_formula():
    assert safe("\r=1") == "'\r=1"


@pytest.mark.parametrize("text", ["a,b", 'say "hello"', "two\nlines", "a;b", "é 李", "1-2", *HOSTILE])
def test_every_text_comes_back_as_it_was(text):
    run = run_of(result(text, [item()], message=text), result("ben", [item()]))

    first, second = rows_of(run)

    assert (first["submission"], first["message"]) == (safe(text), safe(text))
    assert first["lab1.1a.square"] == "2"
    assert second["submission"] == "ben"


def test_a_row_has_the_totals_then_the_points_of_every_item():
    header, row = csv.reader(io.StringIO(render(run_of(EVERYTHING))))

    assert header == [*FIXED, *(item.id for item in EVERYTHING.items)]
    assert row[:9] == ["anna", "lab1", "anna", "partly graded", "6.4", "4", "15.75", "yes", EVERYTHING.message]
    assert row[9:] == ["2", "2.4", "0", "2", "0", "0", "0", "0"]


def test_items_of_another_assignment_are_left_empty():
    other = result("ben", [item("negative", "lab2.1", Outcome.CORRECT, 1.0, 1.0)], assignment="lab2")

    anna, ben = rows_of(run_of(result("anna", [item()]), other))

    assert (anna["lab1.1a.square"], anna["lab2.1.negative"]) == ("2", "")
    assert (ben["lab1.1a.square"], ben["lab2.1.negative"]) == ("", "1")


def test_a_class_looks_as_it_did(golden):
    golden("scores.csv", render(CLASS))
