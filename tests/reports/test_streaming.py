"""Reports in pieces: the same bytes as in one, and no class in memory."""

import gc
import tracemalloc
from functools import partial

import msgspec
import pytest

from checker.reports import csv, github, html, json, junit, markdown
from checker.verdict import Finding
from tests.reports.trees import CLASS, EVERYTHING, HOSTILE, hostile_result, item, result, run_of

HEAD = run_of(result("nobody's"))
COLUMNS = ["lab1.1a.square"]
FACES = {
    "json": json.pieces,
    "csv": partial(csv.pieces, columns=COLUMNS),
    "markdown": markdown.pieces,
    "junit": junit.pieces,
}
RUNS = {
    "a class": CLASS,
    "everything": run_of(EVERYTHING),
    "nobody": run_of(),
    "one without items": run_of(result()),
    "other ends of lines": run_of(
        result("a\u2028b\x85c\u2029d", message='\r\n\n\x0b\x0c\x1c\x1d\x1e \n  "submissions": [')
    ),
    "hostile texts": run_of(*map(hostile_result, HOSTILE)),
}


def results(number):
    """That many results of some thousand letters each, made when they are asked for."""
    for index in range(number):
        finding = Finding(kind="value", message=f"The answer {index} is wrong. " * 40, call="square(2.0)")
        yield result(f"student{index}", [item(findings=(finding,))], output=f"loss {index}\n" * 100)


def peak(pieces):
    """The most memory that was held at once while the pieces were read, in bytes."""
    gc.enable()  # commands that run long have it on; what commands begin with turns it off
    tracemalloc.start()
    try:
        for _ in pieces:
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


class Stored:
    """Results that can be read more than once, and are nowhere in memory."""

    def __init__(self, number):
        self.number = number

    def __iter__(self):
        return results(self.number)


@pytest.mark.parametrize("pieces", [*FACES.values(), github.pieces, html.pieces], ids=[*FACES, "github", "html"])
def test_ten_times_the_class_takes_no_more_memory(pieces):
    peak(pieces(HEAD, Stored(3)))  # what is loaded once

    small, large = (peak(pieces(HEAD, Stored(number))) for number in (200, 2_000))

    assert large < small + 500_000  # names are kept; 2,000 results take 5 million


@pytest.mark.parametrize("pieces", FACES.values(), ids=FACES)
def test_text_comes_before_all_results_are_there(pieces):
    asked = []

    def watched():
        for made in results(50):
            asked.append(made.id)
            yield made

    text = pieces(HEAD, watched())
    for _ in range(3):
        next(text)

    assert len(asked) <= 3


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_the_document_in_pieces_is_the_tree_as_it_is_formatted_in_one(run):
    whole = msgspec.json.format(msgspec.json.encode(run), indent=2).decode() + "\n"

    assert "".join(json.pieces(run, iter(run.submissions))) == whole == json.render(run)


@pytest.mark.parametrize("pieces", FACES.values(), ids=FACES)
def test_submissions_of_the_head_are_no_part_of_the_report(pieces):
    text = "".join(pieces(HEAD, [result("anna", [item()])]))

    assert "anna" in text
    assert "nobody's" not in text


def test_a_document_can_be_put_together_by_whoever_writes_several_files_at_once():
    before, after = json.ends(CLASS)

    between = ",\n".join(map(json.one, CLASS.submissions))

    assert f"{before}\n{between}\n  {after}" == json.render(CLASS)


def test_a_table_can_be_written_row_by_row():
    columns = csv.columns_of(CLASS.submissions)

    rows = [csv.row(made, columns) for made in CLASS.submissions]

    assert csv.header(columns) + "".join(rows) == csv.render(CLASS)


def test_a_column_that_nobody_named_is_not_in_the_table():
    text = "".join(csv.pieces(HEAD, [EVERYTHING], ["lab1.1b.log_sum", "lab9.z"]))

    assert [line.rsplit(",", 2)[1:] for line in text.splitlines()] == [
        ["lab1.1b.log_sum", "lab9.z"],
        ["2.4", ""],
    ]
