"""Words and figures that several reports share."""

import re
from collections.abc import Iterable, Iterator, Mapping

from checker.verdict import Finding, ItemResult, Outcome, Status, SubmissionResult

LEADS = {"misconception": "Hint", "diagnosis": "Perhaps", "note": "Note", "comment": "Comment"}
"""what a finding begins with, by its kind"""
STATUSES: tuple[Status, ...] = ("graded", "partly graded", "unreadable", "not judged")
"""in the order in which they are told"""
ACTING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""characters that no page shows and that XML forbids, but for the tab and the newline"""


def amount(points: float) -> str:
    """Points without needless zeros.

    >>> amount(3.60)
    '3.6'
    """
    return f"{points:.4f}".rstrip("0").rstrip(".")


def counted(number: float, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "point"), counted(2.5, "point")
    ('1 point', '2.5 points')
    """
    return f"{amount(number)} {noun}" + "s" * (number != 1)


def score_line(result: SubmissionResult) -> str:
    """What was earned, of how much, and what still waits for a person.

    >>> score_line(SubmissionResult(id="a", members=("a",), assignment="lab3", hash="", status="graded",
    ...                             score=2.0, max_score=76.2))
    '2 of 76.2 points'
    """
    line = f"{amount(result.score)} of {amount(result.max_score)} points"
    return f"{line}, {amount(result.waiting)} to be reviewed" if result.waiting else line


def handed_in_by(result: SubmissionResult) -> str:
    """Who gets the mark, where that is more than one.

    >>> handed_in_by(SubmissionResult(id="a", members=("ada", "ben"), assignment="hw3", hash="", status="graded"))
    'Handed in by ada and ben.'
    """
    return f"Handed in by {' and '.join(result.members)}." if len(result.members) > 1 else ""


def remarks(result: SubmissionResult) -> Iterator[str]:
    """What there is to know of a submission beside its points, in sentences.

    >>> list(remarks(SubmissionResult(id="a", members=("a",), assignment="hw3", hash="", status="graded",
    ...                               late=True)))
    ['Handed in after the due date.']
    """
    if team := handed_in_by(result):
        yield team
    if result.late:
        yield "Handed in after the due date."
    if result.message:
        yield sentence(result.message)


def sentence(text: str) -> str:
    """A message as a sentence of its own; one that begins with the name of a file keeps it.

    >>> sentence("the folder is empty"), sentence("lab3.py cannot be run")
    ('The folder is empty.', 'lab3.py cannot be run.')
    """
    first = text.split(" ", 1)[0]
    start = text[:1].upper() if first.isalpha() else text[:1]
    return f"{start}{text[1:]}" + ("" if text.endswith((".", "!", "?")) else ".")


def part_name(item: ItemResult) -> str:
    """The part without the document.

    >>> part_name(ItemResult(id="lab3.2a.f", part="lab3.2a", function="f", kind="numeric",
    ...           outcome=Outcome.CORRECT, points=1.0, max_points=1.0, decided_by="comparison"))
    '2a'
    """
    return item.part.partition(".")[2]


def unanswered(items: Iterable[ItemResult]) -> list[ItemResult]:
    """Items that are not there."""
    return [item for item in items if item.outcome is Outcome.MISSING]


def case_counts(item: ItemResult) -> str:
    """Passed cases by tag, where not all passed.

    >>> case_counts(ItemResult(id="lab3.2a.f", part="lab3.2a", function="f", kind="numeric",
    ...             outcome=Outcome.WRONG, points=0.0, max_points=1.0, decided_by="comparison",
    ...             cases={"basic": (1, 3)}))
    '1 of 3 basic'
    """
    if all(passed == total for passed, total in item.cases.values()):
        return ""
    return ", ".join(f"{passed} of {total} {tag}" for tag, (passed, total) in item.cases.items())


def picture_of(message: str) -> tuple[str, str]:
    """A message, and the two lines at its end that show a place in a text by a caret, where it has them.

    >>> picture_of("a bracket is missing\\n    2*(n\\n      ^")
    ('a bracket is missing', '    2*(n\\n      ^')
    """
    first, _, rest = message.partition("\n")
    line, _, caret = rest.partition("\n")
    return (first, rest) if line and caret.strip() == "^" else (message, "")


def is_full(item: ItemResult) -> bool:
    """Whether nothing is left to be said: it is right, and earned all its points.

    >>> is_full(ItemResult(id="lab3.2a.f", part="lab3.2a", function="f", kind="numeric",
    ...         outcome=Outcome.CORRECT, points=1.0, max_points=1.0, decided_by="comparison"))
    True
    """
    return item.outcome is Outcome.CORRECT and item.points >= item.max_points


def standing(item: ItemResult) -> str:
    """The outcome and the points.

    >>> standing(ItemResult(id="lab3.2a.f", part="lab3.2a", function="f", kind="numeric",
    ...          outcome=Outcome.WRONG, points=0.0, max_points=1.5, decided_by="comparison"))
    'wrong, 0 of 1.5 points'
    """
    return f"{item.outcome}, {amount(item.points)} of {counted(item.max_points, 'point')}"


def said(item: ItemResult) -> Iterator[str]:
    """All that is said of an item, in plain lines."""
    for finding in item.findings:
        yield from _said_of(finding)
    if item.outcome is not Outcome.CORRECT and (counts := case_counts(item)):
        yield f"Passed: {counts}."


def _said_of(finding: Finding) -> Iterator[str]:
    lead = LEADS.get(finding.kind)
    yield f"{lead}: {finding.message}" if lead else finding.message
    if finding.call:
        yield f"Call: {finding.call}"
    if finding.hint:
        yield ("Hint: " if finding.misconception else "Perhaps: ") + finding.hint


def told(statuses: Mapping[str, int]) -> str:
    """How many submissions ended how.

    >>> told({"unreadable": 1, "graded": 2})
    '3 submissions: 2 graded, 1 unreadable'
    """
    counts = [f"{statuses[status]} {status}" for status in STATUSES if statuses.get(status)]
    return ": ".join(filter(None, (counted(sum(statuses.values()), "submission"), ", ".join(counts))))


def visible(text: str) -> str:
    r"""The text, in which whatever is not shown but acts is written out.

    >>> visible("\x1b[31mred\x00")
    '\\x1b[31mred\\x00'
    """
    return ACTING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def visible_line(text: str) -> str:
    r"""The same, on one line.

    >>> visible_line("two\n lines")
    'two lines'
    """
    return visible(" ".join(text.split()))
