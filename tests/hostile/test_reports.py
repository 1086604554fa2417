"""A class that is written against its reports, graded for real: no text of a student's leaves its place.

Each report is read by somebody else's parser, or by the rules of whoever reads it.
"""

import csv
import json
import re
import unicodedata
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import jsonschema
import msgspec
import pytest
from markdown_it import MarkdownIt

from checker.reports import github, html, job_summary, junit
from checker.reports.json import schema_text
from checker.verdict import Run
from tests.cli.commands import checker
from tests.hostile.course import write_course
from tests.hostile.students import TEXTS, write_students

MARKDOWN = MarkdownIt("gfm-like", {"html": True, "linkify": False})
INLINE = {"text", "code_inline", "softbreak", "strong_open", "strong_close"}
BLOCKS = {"heading", "paragraph", "table", "thead", "tbody", "tr", "th", "td"}
LINKED = re.compile(r"(?i)(?<!\\)(?:https?|ftp|mailto)://|\bwww\.")
"""what GitHub makes a link of without being asked to"""
CALLED = re.compile(r"@\w")
"""what it makes a mention of, or a link to an address"""
TAGS = set(
    "html head meta title style body header main footer section h1 h2 h3 p strong span a code pre samp div table "
    "caption thead tbody tr th td img wbr".split()
)
XML = set("testsuites testsuite properties property testcase failure error skipped system-out".split())
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """What the command left behind, and where."""
    folder = tmp_path_factory.mktemp("students")
    (folder / "course").mkdir()
    write_course(folder / "course")
    write_students(folder / "class")
    where = {"CHECKER_COURSE": str(folder / "course"), "GITHUB_ACTIONS": "true"}
    done = checker("grade", "class", "--jobs", "1", cwd=folder, **where)
    assert done.code == 0, done.err
    return done, folder / "reports"


@pytest.fixture(scope="module")
def run(graded):
    """The result tree."""
    return msgspec.json.decode((graded[1] / "results.json").read_bytes(), type=Run)


def texts_in(tree):
    match tree:
        case dict():
            yield from (text for pair in tree.items() for part in pair for text in texts_in(part))
        case list():
            yield from (text for part in tree for text in texts_in(part))
        case str():
            yield tree


def acts(text):
    """Characters that a terminal or a browser obeys rather than shows."""
    return {c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}


def commands(log):
    """Lines that a build server takes for commands, but for those between a word to stop and its secret end."""
    end, found = "", []
    for line in re.split(r"\r\n|\r|\n", log):
        if end:
            end = "" if line == f"::{end}::" else end
        elif stop := re.fullmatch(r"::stop-commands::(\w{16,})", line):
            end = stop[1]
        elif line.lstrip().startswith("::") or "##[" in line:
            found.append(line)
    return found


def test_every_student_has_a_result(run):
    assert len(run.submissions) == len(TEXTS) + 21
    assert {result.status for result in run.submissions} == {"graded", "unreadable"}
    assert all(result.score == 0 for result in run.submissions)
    assert sum(bool(result.output.strip()) for result in run.submissions) == len(TEXTS)


def test_nothing_acts_on_the_terminal(graded):
    done, _ = graded

    assert not acts(done.out) | acts(done.err)


def test_the_table_commands_no_build_server(graded):
    done, _ = graded

    assert commands(done.out) + commands(done.err) == []


def test_the_tree_is_valid_and_holds_no_character_that_acts(graded):
    text = (graded[1] / "results.json").read_text(encoding="utf-8")
    tree = json.loads(text)

    jsonschema.validate(tree, json.loads(schema_text()))
    assert not acts(text)
    assert not {c for found in texts_in(tree) for c in acts(found)}
    assert len(text) < 4_000_000


def test_no_cell_of_the_scores_is_a_formula(graded):
    with (graded[1] / "scores.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))

    assert len(rows) == 1 + len(TEXTS) + 21
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]


def markdown_of(page):
    """The kinds of blocks, the kinds of what stands in them, and the text that is no code."""
    blocks = MARKDOWN.parse(page)
    inline = [child for block in blocks for child in block.children or ()]
    prose = "\n".join(re.sub(r"(?<!\\)(`+)(?!`).+?(?<!`)\1(?!`)", "", b.content) for b in blocks if b.children)
    return {re.sub("_(open|close)$", "", block.type) for block in blocks}, {t.type for t in inline}, prose


def test_no_text_is_markup_on_a_page(graded):
    pages = list((graded[1] / "students").iterdir())

    assert len(pages) == len(TEXTS) + 21
    for page in pages:
        assert re.fullmatch(r"[\w.@+-]+\.md", page.name)
        blocks, inline, _ = markdown_of(page.read_text(encoding="utf-8"))
        assert blocks <= {*BLOCKS, "inline", "fence"}, page.name
        assert inline <= INLINE, page.name


def test_no_page_links_anywhere(graded):
    for page in (graded[1] / "students").iterdir():
        _, _, prose = markdown_of(page.read_text(encoding="utf-8"))
        assert not LINKED.search(prose), page.name


def test_no_page_calls_anybody(graded):
    for page in (graded[1] / "students").iterdir():
        _, _, prose = markdown_of(page.read_text(encoding="utf-8"))
        assert not CALLED.search(prose), page.name


def test_the_summary_of_a_job_is_a_table_of_texts(run):
    blocks, inline, prose = markdown_of(job_summary.render(run))

    assert blocks <= {*BLOCKS, "inline"}
    assert inline <= INLINE
    assert not LINKED.search(prose)


class Page(HTMLParser):
    """What the elements of a page are."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes = set(), set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(attrs)

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_pi = handle_decl_unknown = handle_comment


def test_no_text_is_an_element_of_the_page_in_html(run):
    text = html.render(run)
    page = Page(text)

    assert page.tags <= TAGS
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert all(value.startswith("#") for name, value in page.attributes if name in ("href", "src"))
    assert not acts(text)


def test_junit_holds_every_text_as_text(run):
    text = junit.render(run)

    assert {element.tag for element in ET.fromstring(text.encode("utf-8")).iter()} <= XML
    assert not acts(text)


def test_github_gets_no_command_of_a_students(run):
    lines = github.render(run).split("\n")

    assert lines.pop() == ""
    assert len(lines) <= 29
    for line in lines:
        assert re.match(r"::(error|warning|notice) (file=[^,:]+,line=\d+,)?title=[^,:\r]+::[^\r]*$", line), line
        assert not acts(line)
        assert "##[" not in line
