"""The page in HTML: one file that loads and runs nothing, and reads well by eye, by ear and on paper."""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from checker.figure import Lines
from checker.reports.html import STYLE, pieces, png_address, render
from checker.reports.summary import visible
from checker.verdict import Finding, Outcome
from tests.reports.trees import CLASS, EVERYTHING, SHARP, item, result, run_of, steeped

EMPTY = {"meta", "img", "wbr"}
TAGS = set(
    "html head meta title style body header main footer section h1 h2 h3 p strong span a code pre samp".split()
)
TAGS |= set("div table caption thead tbody tr th td img wbr".split())
ATTRIBUTES = set("lang charset http-equiv content name id class href scope role aria-labelledby tabindex".split())
ATTRIBUTES |= {"src", "alt"}
FIGURE = Lines(title="Loss <b>", x_label="step", y_label="loss", x=[0.0, 1.0], lines={"yours": [1.0, None]})
RUNS = {
    "a class": CLASS,
    "one": run_of(EVERYTHING),
    "nobody": run_of(),
    "sharp texts": run_of(*map(steeped, SHARP)),
}


class Page(HTMLParser):
    """The elements of a page in their order, each with its attributes and all text in it."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.open = [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "attributes": dict(attrs), "text": "", "inside": [e["tag"] for e in self.open]}
        assert len(element["attributes"]) == len(attrs)
        self.elements.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self.open:
            element["text"] += data

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    def all(self, tag):
        return [element for element in self.elements if element["tag"] == tag]

    def texts(self, tag):
        return [element["text"] for element in self.all(tag)]

    def values(self, name):
        return [e["attributes"][name] for e in self.elements if name in e["attributes"]]


def shape(page):
    """What is there beside text; code in a sentence is where its author put backticks."""
    return [
        (element["tag"], sorted(element["attributes"].items()))
        for element in page.elements
        if element["tag"] != "code" or "pre" in element["inside"]
    ]


# ---- nothing is loaded or run ----------------------------------------------------------------------------------


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_a_page_has_nothing_but_what_we_write(run):
    page = Page(render(run))

    assert {element["tag"] for element in page.elements} <= TAGS
    assert {name for element in page.elements for name in element["attributes"]} <= ATTRIBUTES
    assert all(href.startswith("#") for href in page.values("href"))


def test_the_policy_forbids_all_but_this_style_and_pictures_in_the_page():
    page = Page(render(CLASS))

    hashed = b64encode(sha256(page.texts("style")[0].encode()).digest()).decode()
    kinds = [e["attributes"].get("http-equiv") or next(iter(e["attributes"])) for e in page.all("meta")]
    assert kinds[:2] == ["charset", "Content-Security-Policy"]
    assert page.all("meta")[1]["attributes"]["content"] == (
        f"default-src 'none'; style-src 'sha256-{hashed}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_the_style_loads_nothing():
    assert not re.search(r"url\(|@import|</|\r", STYLE)


@pytest.mark.parametrize("text", SHARP)
@pytest.mark.parametrize("others", [[], [result("ben")]], ids=["one", "class"])
def test_no_text_becomes_markup(text, others):
    sharp, plain = (Page(render(run_of(steeped(given), *others))) for given in (text, "plain"))

    assert shape(sharp) == shape(plain)


@pytest.mark.parametrize("text", SHARP)
def test_texts_read_as_they_were_written(text):
    page = Page(render(run_of(steeped(text))))

    essay, printed = page.texts("samp")
    assert essay == visible(text)
    assert printed == visible(text).rstrip("\n")
    assert page.texts("h2") == [f"{visible(text)}: lab1"]
    assert page.texts("title") == [f"{visible(text)}: lab1 - Tiny course"]


def test_the_first_newline_of_what_was_printed_is_kept():
    assert "<pre><samp>\nloss</samp></pre>" in render(run_of(result(output="\nloss\n")))


def test_characters_that_act_are_written_out():
    text = render(run_of(result(output="\x1b[31m \u202e \x00 \ud800\n")))

    assert "<samp>\\x1b[31m \\u202e \\x00 \\ud800</samp>" in text
    assert text.encode()


# ---- whoever reads it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_a_page_can_be_found_through_by_its_headings_and_tables(run):
    page = Page(render(run))

    levels = [int(e["tag"][1]) for e in page.elements if re.fullmatch("h[1-6]", e["tag"])]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.all("html")[0]["attributes"] == {"lang": "en"}
    assert all(
        e["attributes"].get("scope") == ("col" if "thead" in e["inside"] else "row") for e in page.all("th")
    )
    assert len(page.all("caption")) == len(page.all("table"))
    assert len(page.all("tbody")) == len(page.all("thead")) == len(page.all("table"))


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_every_link_leads_to_one_place(run):
    page = Page(render(run))

    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.values("href")} <= set(ids)
    assert set(page.values("aria-labelledby")) <= set(ids)


def luminance(colour):
    digits = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("number", [0, 1, 2], ids=["light", "dark", "print"])
def test_all_words_can_be_read_on_their_ground(number):
    """At least 4.5, which the guidelines on accessibility ask for."""
    palette = dict(re.findall(r"--(\w+): #(\w+);", re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[number]))

    for name in ("ink", "faint", "link", "good", "part", "wait", "bad"):
        assert contrast(palette[name], palette["paper"]) >= 4.5, name
    assert contrast(palette["ink"], palette["block"]) >= 4.5


def test_outcomes_stand_in_words_and_not_in_colour_alone():
    page = Page(render(run_of(result(items=[item(f"f{o.name}", outcome=o) for o in Outcome]))))

    found = {span["text"]: span["attributes"]["class"] for span in page.all("span")}
    assert set(found) == {str(outcome) for outcome in Outcome}
    assert {word for word, colour in found.items() if colour == "wait"} == {
        "needs review",
        "undecided",
        "our fault",
    }


# ---- what is on it ---------------------------------------------------------------------------------------------


def test_a_class_has_a_table_of_students_that_leads_to_each_of_them():
    page = Page(render(CLASS))

    assert page.texts("caption")[0] == "Submissions"
    assert page.values("href").count("#class") == 5
    assert [e["text"] for e in page.all("a") if re.fullmatch(r"#s\d", e["attributes"]["href"])] == [
        made.id for made in CLASS.submissions
    ]
    assert "5 submissions: 2 graded, 2 unreadable, 1 not judged." in page.texts("p")


def test_one_submission_has_no_table_of_students():
    page = Page(render(run_of(EVERYTHING)))

    assert page.texts("caption") == ["Parts"]
    assert page.texts("title") == ["anna: lab1 - Tiny course"]


def test_nobody_is_an_empty_table():
    page = Page(render(run_of()))

    assert page.texts("tbody") == ["\n"]
    assert "0 submissions." in page.texts("p")


def test_the_rubric_is_for_whoever_reads_the_essay_and_not_on_the_page():
    read = item("why", outcome=Outcome.NEEDS_REVIEW, kind="essay", text="So.", rubric=("names the theorem",))

    text = render(run_of(result(items=[read])))

    assert "<samp>So.</samp>" in text
    assert "theorem" not in text


def test_code_between_backticks_is_code_and_a_place_is_shown_below_its_line():
    finding = Finding(kind="unreadable", message="A bracket is missing in `2*(n`\n    2*(n\n      ^", call="f(1)")

    page = Page(render(run_of(result(items=[item(points=0.0, outcome=Outcome.WRONG, findings=(finding,))]))))

    assert "A bracket is missing in 2*(n" in page.texts("p")
    assert "2*(n" in page.texts("code")
    assert page.texts("pre") == ["    2*(n\n      ^", "f(1)"]


def test_a_picture_lies_in_the_page():
    drawn = item("curve", figure=FIGURE)
    address = png_address(b"\x89PNG")

    page = Page("".join(pieces(run_of(), [result(items=[drawn])], lambda made: {drawn.id: address})))

    (picture,) = page.all("img")
    assert picture["attributes"] == {"src": "data:image/png;base64,iVBORw==", "alt": "Loss <b>"}


def test_without_its_address_a_picture_is_not_on_the_page():
    with_figure, without = (render(run_of(result(items=[made]))) for made in (item(figure=FIGURE), item()))

    assert with_figure == without


def test_results_that_can_be_read_but_once_are_all_on_the_page():
    assert "".join(pieces(CLASS, iter(CLASS.submissions))) == render(CLASS)


def test_the_same_results_give_the_same_bytes():
    first, second = (render(run_of(EVERYTHING, seconds=seconds)) for seconds in (1.5, 2.5))

    assert first == second


def styleless(page):
    """The page without its style, which is read on its own."""
    policy = re.sub(r"sha256-[\w+/=]+", "sha256-...", page)
    return policy.replace(STYLE, "...")


def test_a_class_looks_as_it_did(golden):
    golden("class.html", styleless(render(CLASS)))


def test_a_submission_looks_as_it_did(golden):
    golden("page.html", styleless(render(run_of(EVERYTHING))))
