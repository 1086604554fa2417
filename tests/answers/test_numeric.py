"""Verdicts on arrays and numbers: shares, outcomes, and what the student is told."""

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.answers.numeric import judge
from checker.cases import case, trajectory
from checker.sandbox.wire import Answer, Other, Raised, Tree
from checker.verdict import Outcome
from tests.answers.toy import VECTOR, answer_of, answers_of, asked, item, judged, question
from tests.strategies import plain


def square(x):
    return x**2


def square_plus_dust(x):
    return x**2 + 1e-12


CASES = (
    case(x=np.array([2.0])),
    case(x=VECTOR),
    case(tag="edge", x=np.zeros(2)),
    case(tag="stability", x=np.array([1e200, 1.0])),
)


def big_square(x):
    """Square that stays finite: inf is what the toy's naive square gives."""
    return np.minimum(np.abs(x), 1e150) ** 2


def verdict_on(function, reference=big_square, cases=CASES, **rest):
    return judged(judge, question(reference, cases, **rest), function)


# ---- shares -------------------------------------------------------------------------------------------------


def test_right_answer_earns_all_and_is_told_nothing():
    verdict = verdict_on(big_square)

    assert (verdict.outcome, verdict.share, verdict.findings) == (Outcome.CORRECT, 1.0, ())
    assert verdict.cases == {"basic": (2, 2), "edge": (1, 1), "stability": (1, 1)}
    assert verdict.decided_by == "comparison"


def test_overflow_alone_costs_the_stability_share():
    verdict = verdict_on(square)

    assert (verdict.outcome, verdict.share) == (Outcome.PARTLY_CORRECT, 0.8)
    assert verdict.cases["stability"] == (0, 1)
    assert "The input is extreme" in verdict.findings[0].message


def test_stability_earns_nothing_where_the_core_fails():
    verdict = verdict_on(lambda x: np.where(np.abs(x) > 1e100, 1e300, 0.0) + (np.abs(x) == 1.0))

    assert verdict.cases["stability"] == (1, 1)
    assert (verdict.outcome, verdict.share) == (Outcome.WRONG, 0.0)


def test_edge_belongs_to_the_core_unless_it_has_a_share():
    def forgets_zeros(x):
        return big_square(x) if x.any() else None

    assert verdict_on(forgets_zeros).share == 0.0
    assert verdict_on(forgets_zeros, weights={"edge": 0.3}).share == pytest.approx(0.7)


def test_shares_of_several_tags_are_lost_one_by_one():
    def only_core(x):
        return big_square(x) if np.isin(x, [1.0, 2.0, 4.0]).all() else "?"

    assert verdict_on(only_core, weights={"edge": 0.3, "stability": 0.2}).share == pytest.approx(0.5)


def two_entries(x):
    """Sum and square."""
    return {"sum": x.sum(), "square": x**2}


def test_each_entry_earns_its_own_share():
    verdict = verdict_on(
        lambda x: {"sum": x.sum(), "square": x**3}, reference=two_entries, cases=(VECTOR, 2 * VECTOR)
    )

    assert (verdict.outcome, verdict.share) == (Outcome.PARTLY_CORRECT, 0.5)
    assert verdict.findings[1].message == "Right: `sum`. Not right: `square`."
    assert verdict.findings[0].where == "square[1]"
    assert verdict.findings[0].message.startswith(
        "Entry `square` of the answer is [1, 8, 64]; 2 of its 3 numbers"
    )


def test_missing_entry_costs_its_share_alone():
    verdict = verdict_on(lambda x: {"sum": x.sum()}, reference=two_entries, cases=(VECTOR,))

    assert verdict.share == 0.5
    assert verdict.findings[0].message == "Entry `square` of the answer is missing from the dict."


def test_entries_and_tags_share_the_points_together():
    def unstable(x):
        return {"sum": x.sum(), "square": x**2 if x.max() < 1e100 else x * np.nan}

    cases = (case(x=VECTOR), case(tag="stability", x=np.array([1e120])))

    assert verdict_on(unstable, reference=two_entries, cases=cases).share == pytest.approx(0.9)


def test_wrong_build_is_told_of_the_whole_answer():
    (first,) = verdict_on(lambda x: x, reference=two_entries, cases=(VECTOR,)).findings[:1]

    assert first.message == (
        "The answer is an array of shape (3,), should be a dict with the keys `sum`, `square`."
    )
    assert first.where == ""


# ---- variants and misconceptions ----------------------------------------------------------------------------


def half_square(x):
    """A factor one half is right as well."""
    return x**2 / 2


def breaks(x):
    """A variant that cannot answer."""
    raise ZeroDivisionError


def test_accepted_variant_earns_all_with_its_note():
    verdict = verdict_on(half_square, variants=[half_square], reference=square, cases=(VECTOR,))

    assert (verdict.outcome, verdict.share) == (Outcome.CORRECT, 1.0)
    assert [(f.kind, f.message) for f in verdict.findings] == [("note", "A factor one half is right as well.")]


def test_variant_must_hold_on_all_cases():
    verdict = verdict_on(
        lambda x: x**2 / (2 if len(x) == 3 else 1),
        variants=[half_square], reference=square, cases=(VECTOR, np.array([3.0])),
    )  # fmt: skip

    assert verdict.outcome is Outcome.WRONG


def test_variant_that_fails_is_passed_over():
    verdict = verdict_on(lambda x: x, variants=[breaks, half_square], reference=square, cases=(VECTOR,))

    assert verdict.outcome is Outcome.WRONG


def test_reading_that_earns_most_is_judged():
    def unstable_half(x):
        return x**2 / 2 if x.max() < 10 else x * np.nan

    cases = (case(x=VECTOR), case(tag="stability", x=np.array([100.0])))
    verdict = verdict_on(unstable_half, variants=[half_square], reference=square, cases=cases)

    assert (verdict.outcome, verdict.share) == (Outcome.PARTLY_CORRECT, 0.8)
    assert verdict.findings[-1].message == "A factor one half is right as well."


def cube(x):
    """That is the cube; the square is asked for."""
    return x**3


def test_misconception_gives_its_hint_and_no_credit():
    verdict = verdict_on(cube, misconceptions=[cube], reference=square, cases=(VECTOR,))

    assert (verdict.outcome, verdict.share) == (Outcome.WRONG, 0.0)
    assert verdict.findings[0].misconception == "cube"
    assert verdict.findings[0].hint == "That is the cube; the square is asked for."


def test_misconception_gives_the_credit_that_it_declares():
    verdict = verdict_on(cube, misconceptions=[cube], credits={"cube": 0.5}, reference=square, cases=(VECTOR,))

    assert (verdict.outcome, verdict.share) == (Outcome.PARTLY_CORRECT, 0.5)


def test_credit_never_lowers_what_the_cases_earn():
    def naive(x):
        """Right on paper."""
        return x**2 if x.max() < 10 else x * np.inf

    cases = (case(x=VECTOR), case(tag="stability", x=np.array([100.0])))
    verdict = verdict_on(naive, misconceptions=[naive], credits={"naive": 0.1}, reference=square, cases=cases)

    assert verdict.share == 0.8
    assert verdict.findings[0].misconception == "naive"


# ---- outcomes -----------------------------------------------------------------------------------------------


OUTCOMES = {
    "raised": (
        Answer("raised", error=Raised("ValueError", "bad shape", 7, "lab.py", text="    x @ y")),
        Outcome.RAISED, "failure", "The call raised ValueError: bad shape, in line 7 of lab.py: `x @ y`.",
    ),
    "raised without a message": (
        Answer("raised", error=Raised("AssertionError", "", 7, "lab.py")),
        Outcome.RAISED, "failure", "The call raised AssertionError, in line 7 of lab.py.",
    ),
    "raised in a library": (
        Answer("raised", error=Raised("ValueError", "no")),
        Outcome.RAISED, "failure", "The call raised ValueError: no.",
    ),
    "raised with terminal escapes": (
        Answer("raised", error=Raised("E\x1b[2J", "\x1b[31mred\nline", 1, "a\u202eb.py", text="\x07")),
        Outcome.RAISED, "failure",
        "The call raised E\\x1b[2J: \\x1b[31mred line, in line 1 of a\\u202eb.py: `\\x07`.",
    ),
    "timed out": (
        Answer("timed out"), Outcome.TIMED_OUT, "failure",
        "The call did not return within the time of a call; an endless loop, perhaps.",
    ),
    "not waited for": (
        Answer("timed out", detail="not waited for"), Outcome.TIMED_OUT, "failure",
        "The call was not called any more, after it had not returned on other inputs.",
    ),
    "time of the submission": (
        Answer("timed out", detail="submission"), Outcome.TIMED_OUT, "failure",
        "The call was not called: the time for the whole submission was used up.",
    ),
    "out of memory": (
        Answer("raised", error=Raised("MemoryError", "", is_memory=True)),
        Outcome.OUT_OF_MEMORY, "failure", "The call raised MemoryError.",
    ),
    "forbidden": (
        Answer("raised", error=Raised("PermissionError", "no network", is_denied=True)),
        Outcome.FORBIDDEN, "failure", "The call raised PermissionError: no network.",
    ),
    "forged": (
        Answer("forged"), Outcome.FORBIDDEN, "failure",
        "The call wrote to the checker's own channel, which is not an answer.",
    ),
    "died": (
        Answer("died", detail="exit code 3"), Outcome.RAISED, "failure",
        "The call ended the whole Python process (exit code 3) instead of returning an answer.",
    ),
    "died of memory": (
        Answer("died", detail="killed for its memory"), Outcome.OUT_OF_MEMORY, "failure",
        "The call ended the whole Python process (killed for its memory) instead of returning an answer.",
    ),
    "died of time": (
        Answer("died", detail="out of processor time"), Outcome.TIMED_OUT, "failure",
        "The call ended the whole Python process (out of processor time) instead of returning an answer.",
    ),
    "unusable": (
        Answer("value", "text"), Outcome.UNUSABLE, "comparison",
        "The answer is the text 'text', should be an array of shape (3,).",
    ),
    "wrong": (
        Answer("value", np.zeros(3)), Outcome.WRONG, "comparison",
        "The answer is [0, 0, 0]; 3 of its 3 numbers are wrong, first at [0]: 0, which is off by about 1.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "outcome", "decided_by", "message"), OUTCOMES.values(), ids=OUTCOMES)
def test_outcome_is_one_of_the_closed_list(answer, outcome, decided_by, message):
    verdict = judge(question(square, (VECTOR,)), [answer], None)

    assert (verdict.outcome, verdict.share, verdict.decided_by) == (outcome, 0.0, decided_by)
    assert verdict.findings[0].message == message


MISSING = {
    "not there": Answer("missing"),
    "not implemented": Answer("raised", error=Raised("NotImplementedError", "todo", 3, "lab.py")),
    "None": Answer("value", None),
    "an ellipsis": Answer("value", Other("ellipsis")),
}


@pytest.mark.parametrize("answer", MISSING.values(), ids=MISSING)
def test_function_that_is_not_written_is_missing(answer):
    verdict = judge(question(square, (VECTOR, 2 * VECTOR)), [answer, answer], None)

    assert (verdict.outcome, verdict.share, verdict.findings) == (Outcome.MISSING, 0.0, ())
    assert verdict.decided_by == "absence"


def test_function_that_forgets_one_return_is_not_missing():
    verdict = verdict_on(lambda x: None if x[0] == 1 else x**2, reference=square, cases=(VECTOR, 2 * VECTOR))

    assert verdict.outcome is Outcome.UNUSABLE
    assert verdict.findings[0].message == "The answer is nothing (None), should be an array of shape (3,)."


def test_value_is_judged_as_a_call_without_arguments():
    def count():
        """How many?"""
        return 36

    asked_for = question(count, kind="value")

    assert judge(asked_for, [Answer("value", 36)], None).outcome is Outcome.CORRECT
    wrong = judge(asked_for, [Answer("value", 35)], None)
    assert wrong.findings[0].call == "count()"
    assert wrong.findings[0].message == "The answer is 35, which is not right."


def test_fixed_value_is_not_given_away_by_its_distance():
    def fixed():
        """Which?"""
        return 0.25

    (finding,) = judge(question(fixed, kind="value"), [Answer("value", 0.75)], None).findings

    assert finding.message == "The answer is 0.75, which is not right."


# ---- findings -----------------------------------------------------------------------------------------------


def test_smallest_failing_call_can_be_pasted():
    arrays = {
        "x": np.array([[0.5, -1.25], [np.inf, 3e-9]]),
        "labels": np.array([1, 0]),
        "empty": np.zeros((0, 3)),
        "k": 2,
        "t": 0.1,
        "grads": [np.array([1.0]), np.array([2.0])],
    }

    def first(x, labels, empty, k, t, grads):
        return 1.0

    asked_for = question(first, (case(**arrays), case(**arrays)))
    finding, *_ = judged(judge, asked_for, lambda **_: 2.0).findings
    seen = {}

    def record(*values):
        seen.update(zip(arrays, values, strict=True))

    exec(finding.call, {"np": np, "first": record})
    for name, value in arrays.items():
        assert type(seen[name]) is type(value)
        np.testing.assert_array_equal(seen[name], value)
        assert np.asarray(seen[name]).dtype == np.asarray(value).dtype


def test_first_failing_case_is_the_one_that_is_shown():
    cases = (np.array([1.0]), np.array([3.0]), np.array([5.0]))

    verdict = verdict_on(lambda x: x, reference=square, cases=cases)

    assert verdict.findings[0].call == "square(np.array([3.0]))"
    assert verdict.findings[0].where == "[0]"
    assert verdict.cases == {"basic": (1, 3)}


def test_long_call_is_told_in_words():
    verdict = verdict_on(lambda x: x + 1, reference=square, cases=(np.arange(500.0),))

    assert verdict.findings[0].call == ""
    assert verdict.findings[0].message == (
        "The answer has the right shape (500,); 500 of its 500 numbers are wrong, first at [0]: 1, which is "
        "off by about 1. The call: x an array of shape (500,)."
    )


def test_right_value_is_shown_only_where_the_course_lets_it():
    hidden, shown = (
        verdict_on(lambda x: x, reference=square, cases=(VECTOR,), shows_expected=shows).findings[0].message
        for shows in (False, True)
    )

    assert "right value" not in hidden
    assert shown == hidden + " The right value is [1, 4, 16]."


def test_right_value_of_an_entry_is_that_entry_alone():
    def pair(x):
        return x.sum(), x.max()

    verdict = verdict_on(lambda x: (x.sum(), 0.0), reference=pair, cases=(VECTOR,), shows_expected=True)

    assert verdict.findings[0].message == (
        "Entry `[1]` of the answer is 0, which is off by about 4. The right value is 4."
    )


def test_changed_argument_is_noted_and_costs_nothing():
    def in_place(x):
        x **= 2
        return x

    verdict = verdict_on(in_place, reference=square, cases=(VECTOR,))

    assert (verdict.outcome, verdict.share) == (Outcome.CORRECT, 1.0)
    assert verdict.findings[0].message == "The function changes its argument `x`; a caller may need it."


def test_position_of_no_argument_is_not_noted():
    answers = [
        msgspec.structs.replace(a, mutated=(7, -1)) for a in answers_of(question(square, (VECTOR,)), square)
    ]

    assert judge(question(square, (VECTOR,)), answers, None).findings == ()


REMARKS = {
    "basic": "",
    "edge": " The input is a special one, at the end of what is allowed.",
    "stability": " The input is extreme: a formula may be right on paper and still overflow, or lose all digits.",
    "efficiency": " The input is large.",
}


@pytest.mark.parametrize(("tag", "remark"), REMARKS.items(), ids=REMARKS)
def test_tag_of_the_case_is_told_in_words(tag, remark):
    cases = (case(x=np.array([1.0])), case(tag=tag, x=np.array([2.0])))

    verdict = verdict_on(lambda x: x, reference=square, cases=cases)

    assert verdict.findings[0].message.endswith(f"off by about 2.{remark}")


# ---- runs of several steps, and views ------------------------------------------------------------------------


def step(theta, v, g):
    """A step of momentum."""
    v = 0.5 * v + g
    return theta - v, v


def run_of_steps():
    """A question about three steps, of which only theta is compared."""
    made = item(
        step,
        [trajectory(carry=("theta", "v"), each=("g",), theta=VECTOR, v=0 * VECTOR, g=[VECTOR, VECTOR, VECTOR])],
        compared=lambda answers: np.stack([theta for theta, _ in answers]),
    )
    return asked(made)


def stepped(asked_for, function):
    """What becomes of the run of a student's step."""
    return [answer_of(lambda **_: asked_for.cases[0].apply(function), asked_for.cases[0])]


def test_view_decides_what_is_compared():
    asked_for = run_of_steps()

    verdict = judge(asked_for, stepped(asked_for, lambda t, v, g: (t + (0.5 * v - g), 0.5 * v - g)), None)

    assert verdict.outcome is Outcome.CORRECT


def test_wrong_step_is_told_with_the_first_call():
    asked_for = run_of_steps()

    (first, *_) = judge(asked_for, stepped(asked_for, lambda t, v, g: (t - g, g)), None).findings

    assert first.call == "step(np.array([1.0, 2.0, 4.0]), np.array([0.0, 0.0, 0.0]), np.array([1.0, 2.0, 4.0]))"
    assert first.where == "[1, 0]"
    assert "The call shown is the first of several steps" in first.message


def test_step_that_returns_no_pair_is_told_so():
    asked_for = run_of_steps()

    (first, *_) = judge(asked_for, stepped(asked_for, lambda t, v, g: t - g), None).findings

    assert first.message.startswith("The answer at [0] is an array of shape (3,), should be a tuple of 2.")


def test_step_that_is_not_written_is_missing():
    asked_for = run_of_steps()

    assert judge(asked_for, stepped(asked_for, lambda t, v, g: None), None).outcome is Outcome.MISSING


# ---- entries that follow from earlier ones ---------------------------------------------------------------------


def chain(x):
    """Twice x, one more, and their product."""
    a = 2 * x
    return {"a": a, "b": a + 1, "c": a * (a + 1)}


def followed_by(function, *, cases=(3.0, 5.0), reference=chain, **rest):
    """The verdict on a student's chain, whose entries may follow from their own earlier ones."""
    made = item(reference, cases, **rest)
    made.follows(lambda answer, x: {"b": answer["a"] + 1, "c": answer["a"] * answer["b"]})
    return judged(judge, asked(made), function)


def from_a(a, **slips):
    """A chain that goes on rightly from that first entry, but for the slips."""
    b = slips.get("b", a + 1)
    return {"a": a, "b": b, "c": slips.get("c", a * b)}


def test_one_slip_costs_one_entry():
    verdict = followed_by(lambda x: from_a(3 * x))

    assert (verdict.outcome, verdict.share) == (Outcome.PARTLY_CORRECT, pytest.approx(2 / 3))
    assert verdict.cases == {"basic": (0, 2)}
    assert verdict.findings[0].where == "a"
    assert [(f.kind, f.message) for f in verdict.findings[1:]] == [
        ("entries", "Right: `b`, `c`. Not right: `a`."),
        ("note", "Computed rightly from your own earlier entries, which counts: `b`, `c`."),
    ]


def test_a_slip_further_down_costs_no_more():
    verdict = followed_by(lambda x: from_a(2 * x, b=2 * x - 1))

    assert verdict.share == pytest.approx(2 / 3)
    assert verdict.findings[-1].message == "Computed rightly from your own earlier entries, which counts: `c`."


def test_two_slips_cost_two_entries():
    verdict = followed_by(lambda x: from_a(3 * x, c=7.0))

    assert verdict.share == pytest.approx(1 / 3)
    assert verdict.findings[-2].message == "Right: `b`. Not right: `a`, `c`."
    assert verdict.findings[-1].message == "Computed rightly from your own earlier entries, which counts: `b`."


def test_without_a_rule_every_entry_counts_for_itself():
    verdict = verdict_on(lambda x: from_a(3 * x), reference=chain, cases=(3.0, 5.0))

    assert (verdict.outcome, verdict.share) == (Outcome.WRONG, 0.0)


def test_right_entries_stay_right_whatever_would_follow():
    """Who guessed the end is not punished for the way."""
    verdict = followed_by(lambda x: from_a(3 * x, b=2 * x + 1, c=2 * x * (2 * x + 1)))

    assert verdict.share == pytest.approx(2 / 3)
    assert verdict.findings[-1].message == "Right: `b`, `c`. Not right: `a`."


def test_a_right_answer_is_told_of_nothing_that_follows():
    assert followed_by(chain).findings == ()


@pytest.mark.parametrize(
    ("a", "earned"),
    [(0.0, 1), (-1.0, 0), (np.nan, 0), (np.inf, 0), (-np.inf, 0), (1e300, 1)],
    ids=["zero", "zero in the next", "nan", "inf", "-inf", "overflow in the last"],
)
def test_zeros_and_what_is_not_finite_earn_nothing_that_follows(a, earned):
    """b = a + 1 and c = a * b: one of them may be zero, or infinite, where the other is not."""
    verdict = followed_by(lambda x: from_a(np.float64(a)) if abs(a) < 1e9 else from_a(a, c=a * a))

    assert verdict.share == pytest.approx(earned / 3)


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_one_value_for_all_entries_earns_nothing(value):
    assert followed_by(lambda x: dict.fromkeys("abc", value)).outcome is Outcome.WRONG


@pytest.mark.parametrize(
    "answer",
    [
        {"b": 7.0, "c": 12.0}, {"a": "9", "b": 10.0, "c": 90.0}, {"a": None, "b": 1.0, "c": 1.0},
        {"a": [9.0, 9.0], "b": [10.0, 10.0], "c": [90.0, 90.0]}, {"a": 10**400, "b": 10**400 + 1, "c": 1},
        {"a": np.array(["9"]), "b": 10.0, "c": 90.0}, {"a": {}, "b": (), "c": []}, {}, {1: 9.0, 2: 10.0},
        {"a": Tree("Symbol", ("x", "")), "b": 1.0, "c": 1.0}, {"a": Other("torch.Tensor"), "b": 1.0, "c": 1.0},
    ],
    ids=["missing", "text", "None", "lists", "endless", "array of texts", "empty", "nothing", "other keys",
         "symbol", "object"],
)  # fmt: skip
def test_what_is_no_number_leads_to_nothing(answer):
    verdict = judge(following_question(), [Answer("value", answer)], None)

    assert verdict.share == pytest.approx(1 / 3 if answer.get("b") == 7.0 else 0.0)
    assert not [f for f in verdict.findings if f.kind == "note"]


@pytest.mark.parametrize(
    "answer", [[6.0, 7.0, 42.0], (9.0, 10.0, 90.0), "9, 10, 90", 9.0, np.array([9.0, 10.0, 90.0])]
)
def test_what_is_no_dict_leads_to_nothing(answer):
    assert followed_by(lambda x: answer).outcome is Outcome.UNUSABLE


def test_exact_numbers_are_followed_too():
    half = Tree("Rational", (1, 2))
    verdict = judge(
        following_question(), [Answer("value", {"a": half, "b": Tree("Rational", (3, 2)), "c": 0.75})], None
    )

    assert verdict.share == pytest.approx(2 / 3)


def following_question(cases=(3.0,)):
    made = item(chain, cases)
    made.follows(lambda answer, x: {"b": answer["a"] + 1, "c": answer["a"] * answer["b"]})
    return asked(made)


def test_an_entry_has_to_follow_on_every_case():
    verdict = followed_by(lambda x: from_a(3 * x) if x == 3 else from_a(3 * x, c=1.0))

    assert verdict.share == pytest.approx(1 / 3)


def test_what_follows_on_one_case_alone_is_not_said_to_count():
    verdict = followed_by(lambda x: from_a(3 * x) if x == 3 else from_a(3 * x, c=1.0))

    assert verdict.findings[-1].message == "Computed rightly from your own earlier entries, which counts: `b`."


def test_each_case_is_followed_with_its_own_inputs():
    def grows(x):
        """Twice x, and x more."""
        return {"a": 2 * x, "b": 3 * x}

    made = item(grows, (3.0, 5.0))
    made.follows(lambda answer, x: {"b": answer["a"] + x})

    assert judged(judge, asked(made), lambda x: {"a": 7 * x, "b": 8 * x}).share == 0.5
    assert judged(judge, asked(made), lambda x: {"a": 7 * x, "b": 7 * x + 3}).share == 0.0


def test_what_follows_keeps_the_tolerance():
    assert followed_by(lambda x: from_a(3 * x, b=3 * x + 1 + 1e-9, c=0.0)).share == pytest.approx(1 / 3)
    assert followed_by(lambda x: from_a(3 * x, b=3 * x + 1.01, c=0.0)).share == 0.0


def test_a_call_that_fails_follows_from_nothing():
    verdict = followed_by(lambda x: from_a(3 * x) if x == 3 else 1 / 0)

    assert (verdict.outcome, verdict.share) == (Outcome.WRONG, 0.0)
    assert verdict.findings[0].where == "a"


def test_a_misconception_is_still_named_beside_what_follows():
    def tripled(x):
        """That is three times x."""
        return from_a(3 * x)

    verdict = followed_by(lambda x: from_a(3 * x), misconceptions=[tripled])

    assert verdict.share == pytest.approx(2 / 3)
    assert verdict.findings[0].misconception == "tripled"


@given(st.dictionaries(st.sampled_from("abc"), plain, max_size=3))
@settings(max_examples=150)
def test_junk_is_judged_and_earns_nothing_by_following(junk):
    verdict = judge(following_question(), [Answer("value", junk)], None)

    assert verdict.outcome in (Outcome.WRONG, Outcome.UNUSABLE, Outcome.PARTLY_CORRECT, Outcome.CORRECT)
    numbers = [value for value in junk.values() if isinstance(value, int | float | complex | np.ndarray)]
    assert numbers or not verdict.share


# ---- views that look at the case -------------------------------------------------------------------------------


def slope(x):
    """Slope of |x|; where x is 0, any number from -1 to 1."""
    return np.sign(x)


SLOPES = (case(x=np.array([2.0, -3.0])), case(tag="edge", x=np.array([0.0, 1.0, 0.0])))


def free_at_zero(answer, case):
    answer = np.asarray(answer)
    free = (case["x"] == 0) & (np.isnan(answer) | (abs(answer) <= 1))
    return np.where(free, 0.0, answer)


def slopes_at(*values):
    """The verdict on an answer with those slopes at 0, 1 and 0."""
    question_ = question(slope, SLOPES, compared=free_at_zero)
    answers = [Answer("value", np.array([1.0, -1.0])), Answer("value", *values)]
    return judge(question_, answers, None)


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ([0.0, 1.0, 0.0], Outcome.CORRECT),
        ([-1.0, 1.0, 0.3], Outcome.CORRECT),
        ([np.nan, 1.0, 1.0], Outcome.CORRECT),
        ([1, 1, -1], Outcome.CORRECT),
        ([0.0, np.nan, 0.0], Outcome.WRONG),
        ([0.0, 0.3, 0.0], Outcome.WRONG),
        ([2.0, 1.0, 0.0], Outcome.WRONG),
        ([np.inf, 1.0, 0.0], Outcome.WRONG),
    ],
)
def test_an_entry_is_free_where_the_case_frees_it(values, outcome):
    assert slopes_at(np.array(values)).outcome is outcome


def test_lists_are_compared_through_the_view_as_well():
    assert slopes_at([0.5, 1.0, -0.5]).outcome is Outcome.CORRECT


@pytest.mark.parametrize(
    ("value", "outcome", "message"),
    [
        (np.zeros(2), Outcome.WRONG, "The answer has shape (2,), should have shape (3,)."),
        (1.0, Outcome.WRONG, "The answer is a number, should be an array of shape (3,)."),
        ("0, 1, 0", Outcome.UNUSABLE, "The answer is the text '0, 1, 0', should be an array of shape (3,)."),
        (None, Outcome.UNUSABLE, "The answer is nothing (None), should be an array of shape (3,)."),
        ({"x": 1}, Outcome.UNUSABLE, "The answer is a dict with the keys 'x', should be an array of shape (3,)."),
        (np.array([0, 1j, 0]), Outcome.WRONG, "The answer holds complex numbers, should hold real ones."),
        ([True, True, False], Outcome.WRONG, "The answer holds truth values, should hold numbers."),
        (Other("torch.Tensor"), Outcome.UNUSABLE,
         "The answer is an object of type torch.Tensor, should be an array of shape (3,)."),
    ],
    ids=["shape", "number", "text", "None", "dict", "complex", "truth", "object"],
)  # fmt: skip
def test_an_answer_of_another_build_is_refused_before_the_view(value, outcome, message):
    answers = [Answer("value", np.array([1.0, -1.0])), Answer("value", value)]
    verdict = judge(
        question(slope, SLOPES, compared=lambda answer, case: answer * (case["x"] != 0)), answers, None
    )

    assert verdict.outcome is outcome
    assert verdict.findings[0].message == message + REMARKS["edge"]


@pytest.mark.parametrize("value", ["0, 1, 0", None, Other("torch.Tensor")], ids=["text", "None", "object"])
def test_a_view_that_calls_a_method_of_the_array_is_no_fault_of_ours(value):
    answers = [Answer("value", np.array([1.0, -1.0])), Answer("value", value)]

    verdict = judge(question(slope, SLOPES, compared=lambda answer, case: answer.clip(-1, 1)), answers, None)

    assert verdict.outcome is Outcome.UNUSABLE


def test_a_view_gets_lists_of_numbers_as_arrays():
    asked_for = question(slope, SLOPES, compared=lambda answer, case: answer[case["x"] != 0])

    verdict = judge(asked_for, [Answer("value", [1.0, -1.0]), Answer("value", [0.5, 1.0, -0.5])], None)

    assert verdict.outcome is Outcome.CORRECT


@pytest.mark.parametrize(
    "follow",
    [lambda answer, x: {"b": 2 * answer["a"]}, lambda answer, x: {"b": answer["a"].clip(0) * 2}],
    ids=["doubled", "method"],
)
def test_a_rule_gets_lists_of_numbers_as_arrays(follow):
    def twice(x):
        """Minus x, and twice that."""
        return {"a": x + 1, "b": 2 * x + 2}

    made = item(twice, (VECTOR,))
    made.follows(follow)

    assert judged(judge, asked(made), lambda x: {"a": x.tolist(), "b": (2 * x).tolist()}).share == 0.5


def test_the_right_value_is_not_shown_of_what_has_several():
    asked_for = question(slope, SLOPES, compared=free_at_zero, shows_expected=True)

    (finding, *_) = judge(asked_for, [Answer("value", np.zeros(2)), Answer("value", np.zeros(3))], None).findings

    assert "right value" not in finding.message


def test_a_misconception_is_recognised_through_the_view():
    def unsigned(x):
        """The slope left of zero is negative."""
        return np.ones(len(x))

    asked_for = question(slope, SLOPES, compared=free_at_zero, misconceptions=[unsigned])

    verdict = judge(asked_for, [Answer("value", np.ones(2)), Answer("value", np.array([0.2, 1.0, -1.0]))], None)

    assert verdict.findings[0].misconception == "unsigned"
