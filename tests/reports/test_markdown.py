"""Pages of students: right Markdown, out of which no student's text can break."""

import msgspec
import pytest
from markdown_it import MarkdownIt

from checker.figure import Lines
from checker.reports import markdown
from checker.verdict import Finding, Outcome
from tests.reports.trees import CLASS, EVERYTHING, HOSTILE, hostile_result, item, result, run_of

FIGURE = Lines(title="Loss", x_label="step", y_label="loss", x=[0.0, 1.0], lines={"yours": [1.0, None]})
INLINE = {"text", "code_inline", "softbreak", "strong_open", "strong_close"}


def tokens_of(text):
    """What a renderer with every extension on makes of a page: blocks, then what stands inside them."""
    blocks = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text)
    return blocks, [child for block in blocks for child in block.children or ()]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_students_becomes_markup(text):
    blocks, inline = tokens_of(markdown.render_submission(hostile_result(text), "Tiny course"))

    assert {token.type for token in inline} <= INLINE
    assert [token.content for token in inline if token.type == "strong_open"] == [""]  # the score
    assert sum(token.type == "heading_open" for token in blocks) == 3
    assert not {token.type for token in blocks} & {
        "html_block",
        "blockquote_open",
        "bullet_list_open",
        "ordered_list_open",
        "hr",
        "code_block",
        "reference",
    }
    assert sum(token.type == "table_open" for token in blocks) == 1
    assert sum(token.type == "fence" for token in blocks) == 2


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_printed_is_shown_as_it_was(text):
    blocks, _ = tokens_of(markdown.render_submission(hostile_result(text), "Tiny course"))

    assert blocks[-1].type == "fence"
    assert blocks[-1].content == text + "\n"


@pytest.mark.parametrize("text", [text for text in HOSTILE if "`" not in text and "&" not in text])
def test_escaped_text_reads_as_it_was_written(text):
    _, inline = tokens_of(f"The message: {markdown.escaped(text)}\n")

    assert "".join(token.content for token in inline) == f"The message: {' '.join(text.split())}"


def test_code_between_backticks_stays_code():
    _, inline = tokens_of(markdown.escaped("raised in `return x*y*z` of `lab1.py`"))

    assert [token.content for token in inline if token.type == "code_inline"] == ["return x*y*z", "lab1.py"]


REVIEW = Finding(kind="review", message="A text of 9 words, which a person will read and score.")


def essay(text, **fields):
    """A result with an essay of that text."""
    fields = {"outcome": Outcome.NEEDS_REVIEW, "points": 0.0, "decided_by": "nobody", **fields}
    return result(items=[item("why", kind="essay", text=text, findings=(REVIEW,), **fields)])


@pytest.mark.parametrize("text", [*HOSTILE, "\n\n", "ends\n", "``````", "```text\n```\n# out"])
def test_an_essay_is_shown_as_it_was_written_and_is_no_markup(text):
    blocks, inline = tokens_of(markdown.render_submission(essay(text), "Tiny course"))

    assert {token.type for token in inline} <= INLINE
    assert [token.content for token in blocks if token.type == "fence"] == [text + "\n"]
    assert sum(token.type == "heading_open" for token in blocks) == 2
    assert not [token for token in blocks if token.type in ("html_block", "hr", "bullet_list_open")]


def test_the_rubric_is_for_whoever_reads_the_essay_and_not_on_the_page():
    page = markdown.render_submission(essay("So.", rubric=("names the theorem",)), "Tiny course")

    assert "theorem" not in page
    assert "\n```text\nSo.\n```\n" in page


def test_a_page_with_an_essay_and_a_picture_looks_as_it_did(golden):
    drawn = item("curve", "lab1.2a", figure=FIGURE)
    left_blank = item("other_curve", "lab1.2b", Outcome.MISSING, 0.0, 1.0, decided_by="absence")
    items = [*essay("# So\n\nit `is`.").items, drawn, left_blank]
    pages = result(items=items, status="partly graded", waiting=2.0)

    golden("essay.md", markdown.render_submission(pages, "Tiny course", {"lab1.2a.curve": "anna-curve.png"}))


@pytest.mark.parametrize("title", HOSTILE)
def test_the_title_of_a_picture_is_no_markup(title):
    drawn = item("curve", figure=msgspec.structs.replace(FIGURE, title=title))
    page = markdown.render_submission(result(items=[drawn]), "Tiny course", {drawn.id: "anna-curve.png"})

    _, inline = tokens_of(page)
    (picture,) = [token for token in inline if token.type == "image"]
    assert picture.attrs["src"] == "anna-curve.png"
    assert {token.type for token in inline} <= INLINE | {"image"}


def test_without_its_file_a_picture_is_not_on_the_page():
    drawn = item("curve", figure=FIGURE)

    with_figure, without = (
        markdown.render_submission(result(items=[made]), "Tiny course") for made in (drawn, item("curve"))
    )

    assert with_figure == without


def test_a_page_looks_as_it_did(golden):
    golden("page.md", markdown.render_submission(EVERYTHING, "Tiny course"))


def test_the_pages_of_a_class_look_as_they_did(golden):
    golden("class.md", markdown.render(CLASS))


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("the folder is empty", "The folder is empty."),
        ("lab7.py answers nothing; did you mean `lab1`?", "lab7.py answers nothing; did you mean `lab1`?"),
        ("lab1.py stopped with ValueError: no!", "lab1.py stopped with ValueError: no\\!"),
    ],
)
def test_a_message_ends_with_one_mark(message, line):
    page = markdown.render_submission(result(message=message), "Tiny course")

    assert line in page.splitlines()


def test_the_same_run_gives_the_same_bytes():
    first, second = (markdown.render(run_of(EVERYTHING, seconds=seconds)) for seconds in (1.5, 2.5))

    assert first == second
