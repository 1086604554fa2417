"""The terminal: words that make sense at any width and without a colour."""

import io

import click
import pytest
from rich.console import Console

from checker.reports.terminal import class_table, render_submission
from tests.reports.trees import CLASS, EVERYTHING, result, run_of


def shown(given, width=80):
    return click.unstyle(render_submission(given, "Tiny sheet", width=width)) + "\n"


def table(run, width=80):
    file = io.StringIO()
    console = Console(file=file, width=width, highlight=False, color_system=None)
    console.print(class_table(run.submissions))
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


def test_a_self_check_looks_as_it_did(golden):
    golden("check.txt", shown(EVERYTHING))


def test_a_class_looks_as_it_did(golden):
    golden("class.txt", table(CLASS))


def test_a_file_that_cannot_be_run_is_told_in_one_sentence_and_no_list(golden):
    golden("unreadable.txt", shown(CLASS.submissions[2]))


@pytest.mark.parametrize("width", [40, 80, 110])
def test_every_sentence_keeps_to_the_width(width):
    lines = shown(EVERYTHING, width).splitlines()[1:]

    rows = [line for line in lines if line[:2] == "  " and line[2].isdigit()]
    calls = [line for line in lines if line.startswith(" " * 9)]
    assert max(len(line) for line in lines if line not in rows + calls) <= width


def test_colour_adds_nothing_to_the_words():
    styled = render_submission(EVERYTHING, "Tiny sheet")

    assert "\x1b[" in styled
    assert "\x1b" not in click.unstyle(styled)
    assert all(f"{item.outcome}" in click.unstyle(styled) for item in EVERYTHING.items[:6])


def test_a_call_is_never_wrapped():
    assert "         log_sum(np.array([1000.0, 0.0]))" in shown(EVERYTHING, 20).splitlines()


def test_long_output_is_cut_and_said_to_be():
    text = shown(result(output="\n".join(f"line {n}" for n in range(50)) + "\n" + "x" * 500))

    assert "  | line 19\n  | ... and 31 more lines\n" in text
    assert "line 20" not in text


def test_a_long_line_of_output_is_cut():
    assert f"  | {'x' * 197}...\n" in shown(result(output="x" * 500))


@pytest.mark.parametrize("width", [60, 80, 200])
def test_scores_stand_whole_in_a_table_with_very_long_names(width):
    long = result("x" * 150, score=12.3456, max_score=76.25, message="a message " * 20)

    text = table(run_of(long), width)

    assert "12.3456" in text
    assert "76.25" in text
    assert "graded" in text
    assert max(map(len, text.splitlines())) <= width
