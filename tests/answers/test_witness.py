"""Verdicts on objects with a property: the reason, the review, and junk."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.answers.question import Question
from checker.answers.witness import judge
from checker.cases import case
from checker.exercise import NeedsReview, Note
from checker.sandbox.wire import HEADS, Answer, Other, Raised, Rng, Tree
from checker.verdict import Outcome
from tests.answers.toy import asked, item, question
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
    few = QUESTIONS[id]

    verdict = judge(few, [Answer("value", junk)] * len(few.cases), None)

    assert verdict.outcome in set(Outcome) - {Outcome.OUR_FAULT}


@pytest.mark.parametrize("id", WITNESSES)
def test_misconceptions_of_the_bank_get_a_reason_in_whole_sentences(id):
    whole = asked(WITNESSES[id])
    for misconception in whole.item.misconceptions:
        outputs = whole.outputs_of(misconception.name, misconception.answer)

        first = judge(whole, values(*outputs), None).findings[0]

        assert first.message[0].isupper() or first.message[0] in "`g"  # a sentence may begin with a name
        assert first.message.rstrip()[-1] in ".?"


# ---- notes -----------------------------------------------------------------------------------------------------


def noted(answer, case):
    if answer == 1:
        return Note("Every integer has the divisor \x1b[1m1.")
    return divides(answer, case)


def test_a_note_stands_beside_the_full_points():
    made = question(divisor, (case(x=12), case(x=18)), kind="witness", accepts=noted)

    verdict = judge(made, values(1, 3), None)

    assert (verdict.outcome, verdict.share, verdict.decided_by) == (Outcome.CORRECT, 1.0, "predicate")
    assert [(f.kind, f.message) for f in verdict.findings] == [
        ("note", "Every integer has the divisor \\x1b[1m1.")
    ]


def test_the_same_note_is_given_once():
    made = question(divisor, (case(x=12), case(x=18)), kind="witness", accepts=noted)

    assert len(judge(made, values(1, 1), None).findings) == 1


def test_a_note_is_not_given_where_points_are_lost():
    made = question(divisor, (case(x=12), case(x=18)), kind="witness", accepts=noted)

    verdict = judge(made, values(1, 5), None)

    assert (verdict.outcome, [f.message for f in verdict.findings]) == (
        Outcome.WRONG,
        ["The remainder of 18 is 3."],
    )


def test_a_review_is_not_hidden_by_a_note():
    made = question(divisor, (case(x=12), case(x=18)), kind="witness", accepts=noted)

    verdict = judge(made, values(1, "ask"), None)

    assert (verdict.outcome, [f.kind for f in verdict.findings]) == (Outcome.NEEDS_REVIEW, ["review"])


def test_a_long_note_is_cut():
    made = question(divisor, (case(x=1),), kind="witness", accepts=lambda answer, case: Note("so " * 5000))

    assert len(judge(made, values(1), None).findings[0].message) <= 1000


# ---- predicates on all answers together ------------------------------------------------------------------------


def ascending(answers, cases):
    """Whether the answers grow from case to case."""
    if answers == [0, 0, 0]:
        return NeedsReview("A person should look at three \x1b[2Jzeros.")
    if answers == [1, 2, 3]:
        return Note("The smallest ones will do.")
    pairs = zip(answers, answers[1:], cases[1:], strict=False)
    return next((f"{b} at {case['x']} is not above {a}." for a, b, case in pairs if not a < b), None)


def pooled(*, accepts=None, cases=None, **rest):
    """A question whose answers are judged together, and one by one where there is a predicate for that."""
    rest |= {"accepts": accepts} if accepts is not None else {}
    made = item(divisor, cases or (case(x=12), case(x=18), case(x=24)), kind="witness", **rest)
    made.accepts_together(ascending)
    return asked(made)


def integers_alone(answer, case):
    return None if isinstance(answer, int) else "The answer should be an integer."


def test_answers_are_judged_together():
    right, wrong = (judge(pooled(), values(*answers), None) for answers in ((2, 3, 4), (2, 4, 3)))

    assert (right.outcome, right.share, right.decided_by, right.findings) == (
        Outcome.CORRECT,
        1.0,
        "predicate",
        (),
    )
    assert (wrong.outcome, wrong.share, wrong.decided_by) == (Outcome.WRONG, 0.0, "predicate")
    assert [f.message for f in wrong.findings] == ["3 at 24 is not above 4."]
    assert wrong.cases == {"basic": (0, 3)}


def test_answers_are_judged_one_by_one_first():
    verdict = judge(pooled(accepts=integers_alone), values(2, "x", 1), None)

    assert [f.message for f in verdict.findings] == ["The answer should be an integer."]
    assert verdict.findings[0].call == "divisor(18)"
    assert verdict.cases == {"basic": (2, 3)}


def test_answers_that_are_right_alone_may_be_wrong_together():
    made = pooled(accepts=integers_alone)

    assert judge(made, values(3, 4, 5), None).outcome is Outcome.CORRECT
    assert judge(made, values(3, 4, 4), None).findings[0].message == "4 at 24 is not above 4."


@pytest.mark.parametrize(
    "failed", [Answer("raised", error=Raised("KeyError", "'x'")), Answer("timed out"), Answer("forged")]
)
def test_the_predicate_on_all_gets_no_answer_that_is_not_there(failed):
    """It may count on values: `ascending` would raise on what is none."""
    verdict = judge(pooled(), [*values(2, 3), failed], None)

    assert verdict.decided_by == "failure"
    assert verdict.outcome in (Outcome.RAISED, Outcome.TIMED_OUT, Outcome.FORBIDDEN)


def test_a_failing_case_with_its_own_share_does_not_hide_what_the_others_are_together():
    made = pooled(cases=(case(x=12), case(x=18), case(tag="stability", x=24)))

    verdict = judge(made, [*values(4, 3), Answer("timed out")], None)

    assert (verdict.outcome, verdict.share) == (Outcome.WRONG, 0.0)


def test_what_needs_a_person_on_all_answers_together_waits():
    verdict = judge(pooled(accepts=integers_alone), values(0, 0, 0), None)

    assert (verdict.outcome, verdict.share, verdict.decided_by) == (Outcome.NEEDS_REVIEW, 0.0, "nobody")
    assert [(f.kind, f.message) for f in verdict.findings] == [
        ("review", "A person should look at three \\x1b[2Jzeros.")
    ]


def test_a_note_on_all_answers_together_is_told():
    verdict = judge(pooled(), values(1, 2, 3), None)

    assert (verdict.outcome, [f.message for f in verdict.findings]) == (
        Outcome.CORRECT,
        ["The smallest ones will do."],
    )


def same_everywhere(x):
    """Seven everywhere: does the answer depend on x?"""
    return 7


def test_a_misconception_is_recognised_by_all_answers_together():
    made = pooled(misconceptions=[same_everywhere], credits={"same_everywhere": 0.25})

    verdict = judge(made, values(7, 7, 7), None)

    assert (verdict.outcome, verdict.share) == (Outcome.PARTLY_CORRECT, 0.25)
    assert verdict.findings[0].misconception == "same_everywhere"
    assert verdict.findings[0].hint == "Seven everywhere: does the answer depend on x?"


def test_a_misconception_is_not_recognised_where_one_answer_differs():
    verdict = judge(pooled(misconceptions=[same_everywhere]), values(7, 7, 6), None)

    assert verdict.findings[0].misconception == ""


def test_a_missing_function_is_missing_to_both_predicates():
    made = pooled(accepts=integers_alone)

    assert judge(made, [Answer("missing")] * 3, None).outcome is Outcome.MISSING


def test_a_misconception_that_draws_is_recognised_by_its_draws():
    made = item(divisor, (case(x=Rng(1)), case(x=Rng(2))), kind="witness", misconceptions=[doubled_draw])
    made.accepts_together(lambda draws, cases: "The draws are too wide." if max(map(abs, draws)) > 0 else None)

    verdict = judge(asked(made), values(*(2 * np.random.default_rng(seed).normal() for seed in (1, 2))), None)

    assert verdict.findings[0].message == "The draws are too wide."
    assert verdict.findings[0].misconception == "doubled_draw"


def doubled_draw(x):
    """The deviation is 1, not 2."""
    return 2 * x.normal()
