"""JUnit XML, which Jenkins, GitLab and the test reporters of GitHub read.

The format has no specification. This keeps to what all its readers share:

- a test suite is a submission, a test case an item; class name and name together are unique
- `failure` is what the submission answers for: a wrong, partly right or missing answer, and one that raised,
  hung, took all memory, did what is forbidden or returned what cannot be used; its type is the outcome
- `error` is what we could not judge: undecided, our fault
- `skipped` is what a person has to read
- a submission of which nothing could be run, or judged, has a test case of its own that says why
- points, which JUnit does not know, are properties of the suite, and stand in the message
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import assert_never
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

from checker.reports.summary import amount, is_full, said, score_line, sentence, standing, visible, visible_line
from checker.verdict import ItemResult, Outcome, Run, SubmissionResult

ATTACHMENT = re.compile(r"\[(?=\[ATTACHMENT\|)", re.IGNORECASE)
"""how a line of text makes Jenkins and GitLab attach a file of the server's"""


def render(run: Run) -> str:
    """The test report of a run."""
    return "".join(pieces(run, run.submissions))


def pieces(run: Run, results: Iterable[SubmissionResult]) -> Iterator[str]:
    """The report, suite by suite as the results come; `run` is the head of the tree alone."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name={quoteattr(visible_line(run.course))}>\n'
    taken: Counter[str] = Counter()
    for result in results:
        suite = _suite(result, _name(result, taken))
        if (seconds := run.times.submissions.get(f"{result.id}/{result.assignment}")) is not None:
            suite.set("time", f"{seconds:.3f}")
        ET.indent(suite, level=1)
        yield f"  {ET.tostring(suite, encoding='unicode')}\n"
    yield "</testsuites>\n"


def _name(result: SubmissionResult, taken: Counter[str]) -> str:
    """A name that no other suite has: GitLab drops whatever it takes for a second run of the same test."""
    base = name = visible_line(f"{result.id}/{result.assignment}".rstrip("/"))
    while name in taken:
        taken[base] += 1
        name = f"{base} ({taken[base]})"
    taken[name] = 1
    return name


def _suite(result: SubmissionResult, name: str) -> ET.Element:
    suite = ET.Element("testsuite", name=name)
    properties = ET.SubElement(suite, "properties")
    for key, value in _facts(result):
        ET.SubElement(properties, "property", name=key, value=visible_line(value))
    if result.status in ("unreadable", "not judged"):
        _add_whole(suite, result)
    for item in result.items:
        _add_item(suite, item)
    if result.output.strip():
        ET.SubElement(suite, "system-out").text = _body(result.output)
    _count(suite)
    return suite


def _facts(result: SubmissionResult) -> Iterator[tuple[str, str]]:
    """What JUnit has no place for, by its name in the result tree."""
    yield "members", "; ".join(result.members)
    yield "status", result.status
    yield "message", result.message
    yield "late", "yes" if result.late else "no"
    yield "score", amount(result.score)
    yield "waiting", amount(result.waiting)
    yield "max_score", amount(result.max_score)
    for item in result.items:
        yield f"points of {item.id}", amount(item.points)
        yield f"max_points of {item.id}", amount(item.max_points)


def _add_whole(suite: ET.Element, result: SubmissionResult) -> None:
    """The test case of a submission that could not be run, or judged."""
    element = "failure" if result.status == "unreadable" else "error"
    why = visible_line(sentence(result.message)) if result.message else result.status
    _add(_case(suite, "submission"), element, result.status, why, f"{why}\n{score_line(result)}")


def _add_item(suite: ET.Element, item: ItemResult) -> None:
    case = _case(suite, item.id)
    if element := element_of(item):
        lines = [standing(item), *said(item)]
        _add(case, element, item.outcome, ": ".join(lines[:2]), "\n".join(lines))


def _add(case: ET.Element, element: str, kind: str, message: str, text: str) -> None:
    """What became of a test case, where it did not pass."""
    ET.SubElement(case, element, type=kind, message=_unattached(visible_line(message))).text = _body(text)


def _case(suite: ET.Element, name: str) -> ET.Element:
    # The time of one item is not known; some readers take a missing one for not a number.
    return ET.SubElement(suite, "testcase", name=name, classname=suite.get("name", ""), time="0")


def element_of(item: ItemResult) -> str:
    """What JUnit calls the outcome of an item; empty where it passed."""
    match item.outcome:
        case Outcome.CORRECT:
            return "" if is_full(item) else "failure"
        case Outcome.NEEDS_REVIEW:
            return "skipped"
        case Outcome.UNDECIDED | Outcome.OUR_FAULT:
            return "error"
        case Outcome.PARTLY_CORRECT | Outcome.WRONG | Outcome.MISSING | Outcome.UNUSABLE | Outcome.FORBIDDEN:
            return "failure"
        case Outcome.RAISED | Outcome.TIMED_OUT | Outcome.OUT_OF_MEMORY:
            return "failure"
    assert_never(item.outcome)


def _count(suite: ET.Element) -> None:
    suite.set("tests", str(len(suite.findall("testcase"))))
    for name, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{element}"))))


def _body(text: str) -> str:
    return _unattached(visible(text).rstrip("\n"))


def _unattached(text: str) -> str:
    return ATTACHMENT.sub("[ ", text)
