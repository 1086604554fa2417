"""Texts: kept for a person, and cleaned; missing, unusable or failed where there is none."""

import pytest

from checker.answers.essay import judge
from checker.engine.task import item_result
from checker.exercise import Exercise
from checker.sandbox.wire import MAX_TEXT, Answer, Other, Raised, Tree
from checker.verdict import Outcome
from tests.answers.toy import answers_of, asked
from tests.sandbox.test_wire import crossed

RUBRIC = ("says that the sum is finite", "names the theorem")


def essay():
    """An essay of one point."""
    exercise = Exercise("toy.1", title="A toy", source="These tests, question 1", points={"": 1.0})

    @exercise.essay(points=1.0, rubric=RUBRIC)
    def why():
        """Why does the series converge?"""
        return "It is bounded."

    return why


def judged(answer):
    return judge(asked(essay()), [answer], answer)


def written(text):
    return judged(Answer("value", text))


def test_a_text_waits_for_a_person_and_earns_nothing_yet():
    verdict = written("Because it is bounded and increasing.")

    assert (verdict.outcome, verdict.share, verdict.decided_by) == (Outcome.NEEDS_REVIEW, 0.0, "nobody")
    assert verdict.text == "Because it is bounded and increasing."
    assert [(f.kind, f.message) for f in verdict.findings] == [
        ("review", "A text of 6 words, which a person will read and score.")
    ]


def test_a_single_word_is_counted_as_one():
    assert written("Monotone.").findings[0].message.startswith("A text of 1 word, which ")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("two\n\nparagraphs\n", "two\n\nparagraphs\n"),
        ("∑ 1/n² = π²/6 – ça va, Größe", "∑ 1/n² = π²/6 – ça va, Größe"),
        ("# heading\n<b>bold</b> `code`", "# heading\n<b>bold</b> `code`"),
        ("a\tb", "a    b"),
        ("\x1b[2J\x1b]0;root\x07", "\\x1b[2J\\x1b]0;root\\x07"),
        ("1\r0\x00\b", "1\\r0\\x00\\x08"),
        ("left\u202etfel\u200b", "left\\u202etfel\\u200b"),
    ],
    ids=["lines", "letters", "markup", "tab", "terminal escapes", "control characters", "directions"],
)
def test_the_text_is_kept_as_it_was_written_but_for_what_cannot_be_seen(text, kept):
    assert written(text).text == kept


def missing_answers():
    return {
        "not there": Answer("missing"),
        "nothing": Answer("value", None),
        "an ellipsis": Answer("value", Other("ellipsis")),
        "not implemented": Answer("raised", error=Raised("NotImplementedError", "later", 3, "lab.py")),
        "an empty text": Answer("value", ""),
        "a blank text": Answer("value", " \n\t\u00a0\n"),
    }


@pytest.mark.parametrize("answer", missing_answers().values(), ids=missing_answers())
def test_what_is_not_written_is_missing(answer):
    verdict = judged(answer)

    assert (verdict.outcome, verdict.share, verdict.decided_by) == (Outcome.MISSING, 0.0, "absence")
    assert (verdict.findings, verdict.text) == ((), "")


NO_TEXTS = {
    "a number": (42, "a number"),
    "a list of texts": (["so", "it is"], "a list of 2"),
    "a pair of texts": (("so",), "a tuple of 1"),
    "a dict": ({"why": "so"}, "a dict with the keys 'why'"),
    "a truth value": (True, "the truth value True"),
    "a formula": (Tree("Pi"), "an expression"),
    "bytes": (b"so", "an object of type bytes"),
    "a function": (print, "an object of type builtin_function_or_method"),
}


@pytest.mark.parametrize(("value", "said"), NO_TEXTS.values(), ids=NO_TEXTS)
def test_what_is_no_text_is_unusable_and_told_so(value, said):
    verdict = written(value if isinstance(value, Tree) else crossed(value))

    assert (verdict.outcome, verdict.decided_by, verdict.text) == (Outcome.UNUSABLE, "failure", "")
    assert [(f.kind, f.message) for f in verdict.findings] == [
        ("type", f"The answer is {said}, should be a text: return a string.")
    ]


FAILURES = {
    "raised": (
        Answer("raised", error=Raised("ValueError", "no", 7, "lab.py", text="    raise ValueError('no')")),
        Outcome.RAISED,
        "The call raised ValueError: no, in line 7 of lab.py: `raise ValueError('no')`.",
    ),
    "looped": (
        Answer("timed out"), Outcome.TIMED_OUT,
        "The call did not return within the time of a call; an endless loop, perhaps.",
    ),
    "died": (
        Answer("died", detail="exit code 3"), Outcome.RAISED,
        "The call ended the whole Python process (exit code 3) instead of returning an answer.",
    ),
    "forged": (
        Answer("forged"), Outcome.FORBIDDEN,
        "The call wrote to the checker's own channel, which is not an answer.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "outcome", "message"), FAILURES.values(), ids=FAILURES)
def test_a_call_that_fails_is_a_failure_and_waits_for_nobody(answer, outcome, message):
    verdict = judged(answer)

    assert (verdict.outcome, verdict.decided_by, verdict.text) == (outcome, "failure", "")
    assert [f.message for f in verdict.findings] == [message]


def test_a_very_long_text_is_cut_and_says_so():
    verdict = written(crossed("word " * MAX_TEXT))

    assert len(verdict.text) <= MAX_TEXT
    assert verdict.findings[0].message == (
        "A text of 4000 words, which a person will read and score. Only its first 20000 characters were kept."
    )


def test_a_text_that_grows_when_it_is_cleaned_is_cut_too():
    verdict = written("\x1b" * (MAX_TEXT - 1))

    assert len(verdict.text) == MAX_TEXT
    assert verdict.text.endswith("...")
    assert "Only its first 20000 characters were kept." in verdict.findings[0].message


def test_a_text_that_fits_is_kept_whole():
    verdict = written("w" * (MAX_TEXT - 1))

    assert verdict.text == "w" * (MAX_TEXT - 1)
    assert "were kept" not in verdict.findings[0].message


# ---- the item --------------------------------------------------------------------------------------------------


def test_an_essay_is_one_call_without_arguments():
    made = essay()

    made.exercise.validate()
    (only,) = made.cases_for("any seed")

    assert (made.kind, made.parameters, dict(only.inputs), made.rubric) == ("essay", (), {}, RUBRIC)
    assert judge(asked(made), answers_of(asked(made), made.reference), None).text == "It is bounded."


@pytest.mark.parametrize(
    ("answer", "rubric"),
    [(Answer("value", "So."), RUBRIC), (Answer("value", 3), ()), (Answer("missing"), ())],
    ids=["text", "number", "missing"],
)
def test_the_rubric_goes_with_what_a_person_has_to_read_alone(answer, rubric):
    result = item_result(essay(), 2.0, judged(answer))

    assert (result.rubric, result.points, result.max_points) == (rubric, 0.0, 2.0)
