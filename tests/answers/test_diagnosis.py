"""Why a wrong answer is wrong: known misconceptions first, then the generic shapes of error."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.answers.diagnosis import diagnose
from checker.answers.numeric import judge, try_on
from checker.cases import case
from checker.maths.tolerance import Tolerance
from checker.sandbox.wire import Answer
from tests.answers.toy import VECTOR, answer_of, answers_of, judged, question


def draw(*shape, seed=0):
    """Random entries; each seed gives others."""
    return np.random.default_rng([seed, *shape]).normal(size=shape).round(3)


VECTORS = tuple(case(x=draw(n, seed=n)) for n in (3, 4, 6))
MATRICES = tuple(case(x=draw(*shape)) for shape in ((2, 3), (3, 3), (4, 2)))
SQUARES = tuple(case(x=draw(n, n)) for n in (2, 3, 4))


def sinus(x):
    return np.sin(x) + 2 * x


def total(x):
    return float((x**2).sum())


def mean(x):
    return float((x**2).mean())


def column_sums(x):
    return (x**2).sum(axis=0)


def logarithm(x):
    return np.log(1 + x**2)


def in_place(x):
    x[0] += 1
    return x**2


COUNTER = itertools.count()


def by_chance(x):
    return sinus(x) + next(COUNTER)


def extra(x):
    return {"a": np.sin(x), "b": np.cos(x)}


def chance_in_a_dict(x):
    return {"a": np.sin(x), "b": np.cos(x) + next(COUNTER) ** 2}


SHAPES = {
    "by chance": (
        sinus,
        by_chance,
        VECTORS,
        "The same call gave two different answers: the function depends on chance, or on earlier calls.",
    ),
    "by chance, in a dict": (
        extra,
        chance_in_a_dict,
        VECTORS,
        "The same call gave two different answers: the function depends on chance, or on earlier calls.",
    ),
    "transposed": (
        sinus,
        lambda x: sinus(x).T,
        MATRICES,
        "These are the right numbers, transposed: rows and columns have changed places.",
    ),
    "a column for a vector": (
        sinus,
        lambda x: sinus(x)[:, None],
        VECTORS,
        "These are the right numbers in another shape, (3, 1) for (3,): `.reshape` mends it.",
    ),
    "an array for a number": (
        total,
        lambda x: np.array([total(x)]),
        VECTORS,
        "This is the right number, inside an array: take it out with `.item()`.",
    ),
    "sign": (sinus, lambda x: -sinus(x), VECTORS, "This is the right answer with the opposite sign."),
    "sum for mean": (
        mean,
        total,
        VECTORS,
        "This is the right answer times the length of axis 0 of `x`: a sum where a mean is asked for, perhaps.",
    ),
    "mean for sum": (
        total,
        mean,
        VECTORS,
        "This is the right answer divided by the length of axis 0 of `x`: a mean "
        "where a sum is asked for, perhaps.",
    ),
    "sum for mean over all entries": (
        mean,
        total,
        MATRICES,
        "This is the right answer times the number of entries of `x`: a sum where a mean is asked for, perhaps.",
    ),
    "logarithm to base 10": (
        logarithm,
        lambda x: np.log10(1 + x**2),
        VECTORS,
        "This is the right answer divided by ln 10: a logarithm to base 10 where the natural one is meant.",
    ),
    "times ln 10": (
        logarithm,
        lambda x: np.log(10) * logarithm(x),
        VECTORS,
        "This is the right answer times ln 10: a logarithm to base 10 where the natural one is meant.",
    ),
    "factor": (sinus, lambda x: 0.5 * sinus(x), VECTORS, "This is the right answer times the constant 0.5."),
    "offset": (sinus, lambda x: sinus(x) + 0.75, VECTORS, "This is the right answer plus the constant 0.75."),
    "reversed": (
        sinus,
        lambda x: sinus(x)[::-1],
        VECTORS,
        "These are the right numbers in reverse order along axis 0.",
    ),
    "permuted": (
        sinus,
        lambda x: np.roll(sinus(x), 1),
        VECTORS,
        "These are the right numbers in another order: check the indices.",
    ),
    "other axis": (
        column_sums,
        lambda x: (x**2).sum(axis=1),
        MATRICES,
        "This is what comes out when rows and columns of `x` are exchanged: check the axis.",
    ),
    "diagonal": (
        sinus,
        lambda x: np.diag(np.diag(sinus(x))),
        SQUARES,
        "Only the diagonal is right: look at the entries with two different indices.",
    ),
    "single precision": (
        sinus,
        lambda x: sinus(x).astype(np.float16).astype(float),
        VECTORS,
        "This is close, but not close enough: computed in single precision, rounded on the way, or "
        "from an approximate formula, perhaps.",
    ),
    "changed argument": (
        sinus,
        in_place,
        VECTORS,
        "The function changes its argument `x` while it computes: work on a copy.",
    ),
    "pair in the other order": (
        lambda x: (x.sum(), x.max()),
        lambda x: (x.max(), x.sum()),
        VECTORS,
        "These are the right two entries in the other order.",
    ),
}


def diagnoses(asked_for, function):
    """Messages of the generic diagnosis of a student's function."""
    return [f.hint for f in judged(judge, asked_for, function).findings if f.hint and not f.misconception]


@pytest.mark.parametrize(("right", "wrong", "cases", "message"), SHAPES.values(), ids=SHAPES)
def test_generic_shape_is_recognised(right, wrong, cases, message):
    assert diagnoses(question(right, cases), wrong) == [message]


@pytest.mark.parametrize(("right", "wrong", "cases", "message"), SHAPES.values(), ids=SHAPES)
def test_generic_shape_must_explain_all_cases(right, wrong, cases, message):
    def sometimes(x):
        return wrong(x) if len(x) != 4 else "no answer"

    if "argument" not in message and "same call" not in message:
        assert diagnoses(question(right, cases), sometimes) == []


def test_only_the_core_has_to_be_explained():
    cases = (*VECTORS, case(tag="stability", x=VECTOR * 1e9))

    assert diagnoses(question(sinus, cases), lambda x: -sinus(x) if x.max() < 1e6 else x * np.nan) == [
        "This is the right answer with the opposite sign."
    ]


def test_entry_of_a_dict_is_diagnosed_alone():
    right = question(extra, VECTORS)

    assert diagnoses(right, lambda x: extra(x) | {"b": -np.cos(x)}) == [
        "This is the right answer with the opposite sign."
    ]


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize(
    ("right", "cases"),
    [
        (sinus, VECTORS),
        (sinus, MATRICES),
        (sinus, SQUARES),
        (column_sums, MATRICES),
        (total, VECTORS),
        (mean, MATRICES),
    ],
    ids=["vectors", "matrices", "squares", "sums", "numbers", "means"],
)
def test_nothing_is_claimed_of_random_wrong_answers(right, cases, seed):
    rng = np.random.default_rng(seed)
    asked_for = question(right, cases)
    answers = [Answer("value", rng.normal(size=np.shape(want))) for want in asked_for.expected]

    assert diagnose(asked_for, try_on(asked_for, answers, asked_for.expected), answers[0]).findings == ()


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.floats(0.1, 10))
def test_nothing_is_claimed_where_the_right_answer_is_zero(seed, value):
    rng = np.random.default_rng(seed)

    for wrong in (lambda x: np.full_like(x, value), lambda x: rng.normal(size=x.shape)):
        asked_for = question(lambda x: 0 * x, SQUARES)
        answers = answers_of(asked_for, wrong)
        findings = diagnose(asked_for, try_on(asked_for, answers, asked_for.expected), answers[0]).findings
        assert findings == ()


def test_zero_for_everything_is_no_shape_of_error():
    assert diagnoses(question(sinus, VECTORS), np.zeros_like) == []


def test_diagonal_of_zeros_says_nothing():
    def off_diagonal(x):
        return sinus(x) * (1 - np.eye(len(x)))

    assert diagnoses(question(off_diagonal, SQUARES), lambda x: (x + 1) ** 2 * (1 - np.eye(len(x)))) == []


def test_nearly_right_answer_is_not_called_permuted():
    symmetric = tuple(case(x=c.inputs["x"] + c.inputs["x"].T) for c in SQUARES)
    exact = question(sinus, symmetric, tolerance=Tolerance(rtol=1e-12, atol=1e-12))

    (message,) = diagnoses(exact, lambda x: sinus(x) * (1 + 1e-8 * (x > 0)))

    assert message.startswith("This is close, but not close enough")


def test_claims_hold_where_an_answer_agrees_by_symmetry():
    """A symmetric matrix is its own transpose: transposing it is no error, and never named."""
    symmetric = tuple(case(x=c.inputs["x"] + c.inputs["x"].T) for c in SQUARES)

    assert diagnoses(question(sinus, symmetric), lambda x: sinus(x).T + x**2) == []


def test_same_call_twice_is_no_chance_where_nan_stays_nan():
    asked_for = question(sinus, VECTORS)

    assert diagnoses(asked_for, lambda x: np.full_like(x, np.nan)) == []


def test_chance_is_not_claimed_without_a_second_answer():
    asked_for = question(sinus, VECTORS)
    answers = answers_of(asked_for, lambda x: x)

    for again in (None, Answer("timed out"), Answer("value", None)):
        findings = judge(asked_for, answers, again).findings
        assert not any("two different answers" in finding.message for finding in findings)


# ---- known misconceptions -----------------------------------------------------------------------------------


def negative(x):
    """The loss falls here: check the sign."""
    return -sinus(x)


def raises(x):
    """This cannot be inverted."""
    raise ValueError(x)


def naive(x):
    """Right on paper, but it overflows."""
    return sinus(x) if x.max() < 1e6 else x * np.nan


def found(asked_for, function):
    """Names of the misconceptions that are recognised, and other kinds of hint."""
    findings = judged(judge, asked_for, function).findings
    return [f.misconception or "a diagnosis" for f in findings if f.misconception or f.hint]


def test_known_misconception_comes_before_the_generic_shape():
    assert found(question(sinus, VECTORS, misconceptions=[negative]), negative) == ["negative"]
    assert found(question(sinus, VECTORS), negative) == ["a diagnosis"]


def test_misconception_that_raises_is_recognised_where_the_student_raises():
    asked_for = question(sinus, VECTORS, misconceptions=[raises])

    assert found(asked_for, raises) == ["raises"]
    assert found(asked_for, lambda x: x) == []


def test_misconception_of_stability_is_recognised_where_the_core_is_right():
    cases = (*VECTORS, case(tag="stability", x=VECTOR * 1e9))

    assert found(question(sinus, cases, misconceptions=[negative, naive]), naive) == ["naive"]


def test_misconception_must_agree_on_the_whole_core():
    asked_for = question(sinus, VECTORS, misconceptions=[negative])

    assert "negative" not in found(asked_for, lambda x: -sinus(x) if len(x) == 3 else x)


def wrong_a(x):
    """Entry a is a cosine here."""
    return extra(x) | {"a": np.cos(x)}


def wrong_b(x):
    """Entry b has the wrong sign."""
    return extra(x) | {"b": -np.cos(x)}


def test_misconceptions_are_recognised_entry_by_entry():
    asked_for = question(extra, VECTORS, misconceptions=[wrong_a, wrong_b])

    findings = judged(judge, asked_for, lambda x: {"a": np.cos(x), "b": -np.cos(x)}).findings

    assert [f.hint or f.message for f in findings if f.misconception] == [
        "Entry a is a cosine here. (This explains `a`.)",
        "Entry b has the wrong sign. (This explains `b`.)",
    ]


def test_one_misconception_explains_its_entry_beside_an_unknown_slip():
    asked_for = question(extra, VECTORS, misconceptions=[wrong_a, wrong_b])

    assert found(asked_for, lambda x: {"a": np.cos(x), "b": x**5}) == ["wrong_a"]


def test_entries_are_not_explained_where_a_call_failed():
    asked_for = question(extra, VECTORS, misconceptions=[wrong_a])

    def sometimes(x):
        return raises(x) if len(x) == 6 else {"a": np.cos(x), "b": x**5}

    assert found(asked_for, sometimes) == []


def test_answer_that_breaks_a_view_is_no_known_misconception():
    def doubled(x):
        """Doubled."""
        return [2 * x]

    asked_for = question(lambda x: [x], VECTORS, misconceptions=[doubled], compared=lambda answer: answer[0])

    assert found(asked_for, lambda x: []) == []
    assert found(asked_for, doubled) == ["doubled"]


def test_toy_gives_its_answers_as_the_sandbox_does():
    assert answer_of(in_place, case(x=VECTOR)).mutated == (0,)
    assert answer_of(raises, case(x=VECTOR)).error.type_name == "ValueError"
