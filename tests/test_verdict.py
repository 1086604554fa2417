"""What is known after judging."""

import pytest

from checker.verdict import WAITING, Outcome, SubmissionResult, points


def test_outcomes_that_wait_cost_nothing_and_are_decided_by_a_person():
    assert {outcome.value for outcome in WAITING} == {"needs review", "undecided", "our fault"}


def test_outcomes_are_a_closed_list():
    assert [outcome.value for outcome in Outcome] == [
        "correct", "partly correct", "wrong", "missing", "raised", "timed out", "out of memory", "forbidden",
        "unusable", "needs review", "undecided", "our fault",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "written"), [(0.1 + 0.2, 0.3), (76.2 * 0.8, 60.96), (-0.0, 0.0), (1 / 3, 0.3333)]
)
def test_points_are_written_without_binary_dust(value, written):
    assert points(value) == written
    assert str(points(value)) == str(written)


@pytest.mark.parametrize(
    ("status", "score", "waiting", "most", "is_full"),
    [
        ("graded", 10.0, 0.0, 10.0, True),
        ("graded", 9.9, 0.0, 10.0, False),
        ("graded", 0.0, 0.0, 0.0, False),
        ("partly graded", 8.0, 2.0, 10.0, True),
        ("partly graded", 7.0, 2.0, 10.0, False),
        ("not judged", 0.0, 10.0, 10.0, False),
    ],
    ids=["all points", "one missing", "nothing to earn", "the rest waits", "some wait", "not judged"],
)
def test_full_means_every_point_earned_or_waiting(status, score, waiting, most, is_full):
    result = SubmissionResult(
        id="a",
        members=(),
        assignment="lab3",
        hash="",
        status=status,
        score=score,
        waiting=waiting,
        max_score=most,
    )

    assert result.is_full == is_full
