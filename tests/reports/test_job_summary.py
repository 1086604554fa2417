"""The summary of a job: right Markdown of a size that GitHub takes."""

import pytest
from markdown_it import MarkdownIt

from checker.reports.job_summary import LARGEST, render, summary
from checker.reports.summary import visible_line
from tests.reports.trees import CLASS, EVERYTHING, SHARP, item, result, run_of, steeped


def tokens(text):
    """Blocks, and what stands inside them."""
    blocks = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text)
    return [block.type for block in blocks], [child for block in blocks for child in block.children or ()]


def test_one_submission_looks_as_it_did(golden):
    golden("job_of_one.md", render(run_of(EVERYTHING)))


def test_a_class_looks_as_it_did(golden):
    golden("job_of_class.md", render(run_of(EVERYTHING, *CLASS.submissions[1:])))


def test_nobody_is_no_table():
    assert render(run_of()) == "## Tiny course\n\n0 submissions.\n\n"


@pytest.mark.parametrize("text", SHARP)
@pytest.mark.parametrize("others", [[], [result("ben")]], ids=["one", "class"])
def test_no_text_becomes_markup(text, others):
    blocks, inline = tokens(render(run_of(steeped(text), *others)))
    plain, _ = tokens(render(run_of(steeped("plain"), *others)))

    assert blocks == plain
    assert {token.type for token in inline} <= {"text", "softbreak", "strong_open", "strong_close", "code_inline"}


@pytest.mark.parametrize("text", SHARP)
def test_a_cell_reads_as_it_was_written(text):
    _, inline = tokens(render(run_of(result(text), result("ben", message=text))))

    assert visible_line(text) in "".join(token.content or "\n" for token in inline)


def big(number):
    for index in range(number):
        yield result(f"student{index}", [item()], message="李" * 400)


def test_a_large_class_is_cut_to_what_github_takes_and_says_so():
    text = summary(run_of(), big(2_000))

    shown = sum(line.startswith("| student") for line in text.splitlines())
    assert LARGEST - 8_000 < len(text.encode()) <= LARGEST
    assert f"\nThis summary is cut: {2_000 - shown} submissions did not fit. The reports have all.\n" in text
    assert "2000 submissions: 2000 graded." in text


def test_a_submission_of_very_many_parts_is_cut_too():
    items = [item(f"f{n}", "lab1." + "9" * 400) for n in range(3_000)]

    text = summary(run_of(), [result("anna", items)])

    assert len(text.encode()) <= LARGEST
    assert " parts did not fit. The reports have all.\n" in text


def test_a_long_message_is_cut_in_its_cell():
    text = render(run_of(result("anna"), result("ben", message="x" * 2_000)))

    assert f" {'x' * 497}... |" in text


def test_a_summary_ends_in_an_empty_line_so_that_another_can_follow():
    text = render(CLASS)

    assert text.endswith(" |\n\n")
