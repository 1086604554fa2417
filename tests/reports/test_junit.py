"""JUnit XML: what its readers share, and no text of a student's is part of the tree."""

from xml.etree import ElementTree as ET

import msgspec
import pytest

from checker.reports.junit import element_of, render
from checker.reports.summary import visible, visible_line
from checker.verdict import Outcome
from tests.reports.trees import CLASS, EVERYTHING, SHARP, item, result, run_of, steeped

PARTS = {
    "testsuites": ({"name"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "skipped", "time"},
        {"properties", "testcase", "system-out"},
    ),
    "properties": (set(), {"property"}),
    "property": ({"name", "value"}, set()),
    "testcase": ({"name", "classname", "time"}, {"failure", "error", "skipped"}),
    "failure": ({"type", "message"}, set()),
    "error": ({"type", "message"}, set()),
    "skipped": ({"type", "message"}, set()),
    "system-out": (set(), set()),
}
"""attributes and children of an element: what Jenkins' xUnit, the strictest of the readers, allows"""
REQUIRED = {
    "testsuite": {"name", "tests", "failures", "errors"},
    "testcase": {"name"},
    "property": {"name", "value"},
}
ELEMENTS = {
    Outcome.CORRECT: "",
    Outcome.PARTLY_CORRECT: "failure",
    Outcome.WRONG: "failure",
    Outcome.MISSING: "failure",
    Outcome.RAISED: "failure",
    Outcome.TIMED_OUT: "failure",
    Outcome.OUT_OF_MEMORY: "failure",
    Outcome.FORBIDDEN: "failure",
    Outcome.UNUSABLE: "failure",
    Outcome.NEEDS_REVIEW: "skipped",
    Outcome.UNDECIDED: "error",
    Outcome.OUR_FAULT: "error",
}
RUNS = {
    "a class": CLASS,
    "everything": run_of(EVERYTHING),
    "nobody": run_of(),
    "no item": run_of(result()),
    "sharp texts": run_of(*map(steeped, SHARP)),
}


def tree(*results):
    return ET.fromstring(render(run_of(*results)).encode())


def cases(root):
    """What became of each test case, by suite and name."""
    return {
        (case.get("classname"), case.get("name")): [child.tag for child in case] for case in root.iter("testcase")
    }


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_there_is_nothing_in_a_report_that_a_strict_reader_refuses(run):
    root = ET.fromstring(render(run).encode())

    assert root.tag == "testsuites"
    for element in root.iter():
        attributes, children = PARTS[element.tag]
        assert REQUIRED.get(element.tag, set()) <= set(element.keys()) <= attributes
        assert {child.tag for child in element} <= children
    for case in root.iter("testcase"):
        assert len(case) <= 1


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_a_suite_counts_its_cases(run):
    for suite in ET.fromstring(render(run).encode()):
        found = [child.tag for case in suite.iter("testcase") for child in case]

        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        counts = [int(suite.get(name)) for name in ("failures", "errors", "skipped")]
        assert counts == [found.count(name) for name in ("failure", "error", "skipped")]


def test_another_reader_finds_the_same_numbers():
    junitparser = pytest.importorskip("junitparser", reason="a reader of JUnit XML that is not ours")

    suites = list(junitparser.JUnitXml.fromstring(render(run_of(EVERYTHING, *CLASS.submissions)).encode()))

    assert [suite.name for suite in suites][:2] == ["anna/lab1", "anna/lab1 (2)"]
    assert (suites[0].tests, suites[0].failures, suites[0].errors, suites[0].skipped) == (8, 5, 0, 1)
    assert [len(case.result) for case in suites[0]] == [0, 1, 1, 0, 1, 1, 1, 1]
    assert {p.name: p.value for p in suites[0].properties()}["points of lab1.1b.log_sum"] == "2.4"


def test_every_outcome_has_its_element():
    assert {outcome: element_of(item(outcome=outcome)) for outcome in Outcome} == ELEMENTS


def test_a_right_answer_that_did_not_earn_all_points_does_not_pass():
    assert element_of(item(outcome=Outcome.CORRECT, points=1.0, max_points=2.0)) == "failure"


def test_points_stand_in_the_properties_and_in_the_message():
    root = tree(EVERYTHING)

    values = {p.get("name"): p.get("value") for p in root.iter("property")}
    assert (values["score"], values["waiting"], values["max_score"]) == ("6.4", "4", "15.75")
    assert (values["points of lab1.1b.log_sum"], values["max_points of lab1.1b.log_sum"]) == ("2.4", "3")
    assert root.find(".//failure").get("message") == (
        "partly correct, 2.4 of 3 points: The answer is inf, should be finite. This is a case of stability."
    )


def test_a_failure_tells_all_findings_and_what_was_passed():
    assert tree(EVERYTHING).find(".//failure").text == (
        "partly correct, 2.4 of 3 points\n"
        "The answer is inf, should be finite. This is a case of stability.\n"
        "Call: log_sum(np.array([1000.0, 0.0]))\n"
        "Hint: Right on paper, but exp overflows for large numbers: take the largest out first.\n"
        "Passed: 2 of 2 basic, 0 of 1 stability."
    )


@pytest.mark.parametrize(
    ("number", "found"),
    [
        (
            2,
            {("carl/lab1", "submission"): ["failure"], ("carl/lab1", "lab1.1a.square"): ["failure"]},
        ),
        (3, {("dora", "submission"): ["failure"]}),
        (
            4,
            {
                ("[red]eve[/red]/lab1", "submission"): ["error"],
                ("[red]eve[/red]/lab1", "lab1.1a.square"): ["error"],
            },
        ),
    ],
    ids=["unreadable", "empty", "not judged"],
)
def test_a_submission_of_which_nothing_was_judged_says_why_in_a_case_of_its_own(number, found):
    root = tree(CLASS.submissions[number])

    assert cases(root) == found
    message = CLASS.submissions[number].message
    assert message[1:] in next(root.iter("testcase"))[0].get("message")


def test_no_case_is_taken_for_a_second_run_of_another():
    """GitLab keeps the first of the test cases that share class name and name."""
    ids = ["anna", "anna", "anna (2)", "a b", "a  b", "a\tb", "anna", "anna (2) (2)"]

    found = cases(tree(*(result(id, [item(), item("cube")]) for id in ids)))

    assert len(found) == 2 * len(ids)


def test_the_seconds_of_a_submission_are_those_of_its_suite():
    run = run_of(result("anna", [item()]), result("ben", [item()]))
    timed = msgspec.structs.replace(run.times, submissions={"ben/lab1": 1.23456})

    anna, ben = ET.fromstring(render(msgspec.structs.replace(run, times=timed)).encode())

    assert (anna.get("time"), ben.get("time")) == (None, "1.235")


@pytest.mark.parametrize("text", SHARP)
def test_no_text_becomes_part_of_the_tree(text):
    sharp, plain = tree(steeped(text)), tree(steeped("plain"))

    assert [(e.tag, sorted(e.keys())) for e in sharp.iter()] == [(e.tag, sorted(e.keys())) for e in plain.iter()]


@pytest.mark.parametrize("text", [text for text in SHARP if "[[" not in text])
def test_every_text_can_be_read_as_it_was(text):
    root = tree(steeped(text))

    assert root.find(".//system-out").text == visible(text)
    assert root.find(".//property[@name='message']").get("value") == visible_line(text)
    assert root.find(".//failure").get("message") == visible_line(f"raised, 0 of 2 points: It raised {text}")


def test_characters_that_xml_forbids_are_written_out():
    root = tree(result(output="\x1b[31mred\x00 \ud800 \ufffe\r\n\tend"))

    assert root.find(".//system-out").text == "\\x1b[31mred\\x00 \\ud800 \\ufffe\\r\n\tend"


def test_no_line_attaches_a_file_of_the_server():
    """Jenkins and GitLab attach the file that such a line names."""
    root = tree(steeped("[[ATTACHMENT|/etc/passwd]] [[[attachment|x]]"))

    texts = [text for e in root.iter() for text in (e.text or "", e.get("message", ""))]
    assert not [text for text in texts if "[[attachment|" in text.lower()]
    assert root.find(".//system-out").text == "[ [ATTACHMENT|/etc/passwd]] [[ [attachment|x]]"


def test_a_class_looks_as_it_did(golden):
    golden("class.xml", render(run_of(EVERYTHING, *CLASS.submissions[1:])))
