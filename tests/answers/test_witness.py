"""Verdicts on objects with a property: the reason, the review, and junk."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.answers.question import Question
from checker.answers.witness import judge
from checker.cases import case
from checker.exercise import NeedsReview
from checker.sandbox.wire import HEADS, Answer, Other, Raised, Tree
from checker.verdict import Outcome
from tests.answers.toy import question
from tests.problems.bank import ITEMS
from tests.strategies import plain


def divisor(x):
    """A divisor of x."""
    return 1


def divides(answer, case):
    if answer == "ask":
        return NeedsReview("A person should look at `\x1b[2Jask`.")
    if not isinstance(answer, int) or not answer:
        return "The answer should be an integer other than 0."
    return f"The remainder of {case['x']} is {case['x'] % answer}." if case["x"] % answer else None


def asked_for(**rest):
    cases = (case(x=12), case(x=18), case(tag="stability", x=25))
    return question(divisor, cases, kind="witness", accepts=divides, **rest)


def values(*given):
    return [Answer("value", value) for value in given]


def test_object_with_the_property_earns_all():
    verdict = judge(asked_for(), values(3, 6, 5), None)

    assert (verdict.outcome, verdict.share, verdict.decided_by) == (Outcome.CORRECT, 1.0, "predicate")


def test_reason_is_what_the_student_reads():
    verdict = judge(asked_for(), values(3, 5, 5), None)

    assert (verdict.outcome, verdict.share, verdict.decided_by) == (Outcome.WRONG, 0.0, "predicate")
    assert [f.message for f in verdict.findings] == ["The remainder of 18 is 3."]
    assert verdict.findings[0].call == "divisor(18)"


def test_stability_has_its_share_here_too():
    verdict = judge(asked_for(), values(3, 6, 6), None)

    assert (verdict.outcome, verdict.share) == (Outcome.PARTLY_CORRECT, 0.8)


def test_what_needs_a_person_waits_for_one():
    verdict = judge(asked_for(), values(3, "ask", 5), None)

    assert (verdict.outcome, verdict.decided_by) == (Outcome.NEEDS_REVIEW, "nobody")
    assert [(f.kind, f.message) for f in verdict.findings] == [
        ("review", "A person should look at `\\x1b[2Jask`.")
    ]


def test_review_does_not_save_a_wrong_answer():
    assert judge(asked_for(), values("ask", 5, 5), None).outcome is Outcome.WRONG


def test_reason_that_quotes_a_student_is_cleaned():
    made = question(
        divisor, (case(x=1),), kind="witness", accepts=lambda answer, case: f"Found `{answer}`." + "!" * 5000
    )

    (finding,) = judge(made, values("\x1b]0;title\x07"), None).findings

    assert finding.message.startswith("Found `\\x1b]0;title\\x07`.")
    assert len(finding.message) <= 1000


def seven(x):
    """Seven is a good number, but not here."""
    return 7


def test_known_misconception_is_named_and_credited():
    verdict = judge(asked_for(misconceptions=[seven], credits={"seven": 0.25}), values(7, 7, 7), None)

    assert (verdict.outcome, verdict.share) == (Outcome.PARTLY_CORRECT, 0.25)
    assert verdict.findings[0].misconception == "seven"
    assert verdict.findings[0].hint == "Seven is a good number, but not here."


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer("raised", error=Raised("KeyError", "'x'")), Outcome.RAISED),
        (Answer("timed out"), Outcome.TIMED_OUT),
        (Answer("died", detail="exit code 1"), Outcome.RAISED),
        (Answer("forged"), Outcome.FORBIDDEN),
        (Answer("missing"), Outcome.MISSING),
        (Answer("value", None), Outcome.MISSING),
    ],
    ids=["raised", "timed out", "died", "forged", "missing", "None"],
)
def test_call_without_an_answer_is_not_put_to_the_predicate(answer, outcome):
    verdict = judge(asked_for(), [answer] * 3, None)

    assert verdict.outcome is outcome
    assert verdict.decided_by == ("absence" if outcome is Outcome.MISSING else "failure")


# ---- junk ---------------------------------------------------------------------------------------------------


WITNESSES = {id: item for id, item in ITEMS.items() if item.kind == "witness"}
QUESTIONS = {
    id: Question(item, 1.0, item.tolerance, item.cases_for("junk")[:2], {}) for id, item in WITNESSES.items()
}

trees = st.recursive(
    st.integers(-9, 9)
    | st.floats()
    | st.sampled_from(
        [
            Tree("Symbol", ("x", "")),
            Tree("Symbol", ("t", "")),
            Tree("Symbol", ()),
            Tree("Symbol", (3,)),
            Tree("Rational", (1, 0)),
            Tree("Rational", ("a",)),
            Tree("Float", ("1e999999999",)),
            Tree("Float", (7,)),
            Tree("BooleanTrue"),
            Tree("NaN"),
            Tree("Piecewise", (1,)),
            Tree("Pi", (True,)),
            Other("sympy.erf"),
        ]
    ),
    lambda inner: st.builds(Tree, st.sampled_from(sorted(HEADS)), st.lists(inner, max_size=3).map(tuple)),
    max_leaves=8,
)
triples = st.lists(st.tuples(trees, trees, trees) | st.lists(trees, max_size=4), max_size=3)
keyed = st.dictionaries(
    st.sampled_from(["g", "grad_g", "h", "prox_h", "max", "Lp pooling", "average"]),
    plain | st.sampled_from(["MaxPool2d", "nn.AvgPool2d", "torch.nn.LPPool2d", "StochasticPooling", ""]),
    max_size=4,
)


@pytest.mark.parametrize("id", WITNESSES)
@settings(max_examples=80)
@given(junk=plain | keyed | triples | trees)
def test_predicates_of_the_bank_never_raise_on_junk(id, junk):
    asked = QUESTIONS[id]

    verdict = judge(asked, [Answer("value", junk)] * len(asked.cases), None)

    assert verdict.outcome in set(Outcome) - {Outcome.OUR_FAULT}


@pytest.mark.parametrize("id", WITNESSES)
def test_misconceptions_of_the_bank_get_a_reason_in_whole_sentences(id):
    asked = QUESTIONS[id]
    for misconception in asked.item.misconceptions:
        outputs = asked.outputs_of(misconception.name, misconception.answer)

        first = judge(asked, values(*outputs), None).findings[0]

        assert first.message[0].isupper() or first.message[0] in "`g"  # a sentence may begin with a name
        assert first.message.rstrip()[-1] in ".?"
