"""From submissions to results: what grading.yaml changes, and what happens when the checker itself fails."""

import pytest

from checker.engine import opinions
from checker.engine.here import Here
from checker.errors import SandboxError
from checker.sandbox.host import Runner, Sandbox
from checker.verdict import Outcome
from tests.engine.tiny import (
    RIGHT,
    SYNTAX,
    WRONG,
    by_function,
    grade,
    open_backend,
    submission,
    with_word,
    write_course,
)

DAY = 24 * 3600.0
DUE = "assignments: {lab1: {due: 2026-01-01T12:00:00+01:00}}"
NOON = 1767265200.0  # 2026-01-01T12:00:00+01:00


def broken(*_):
    raise ZeroDivisionError("a slip of ours")


# ---- when the checker fails ------------------------------------------------------------------------------------


def test_a_judge_that_breaks_costs_nothing_and_only_its_own_item_waits(tiny_course, monkeypatch):
    monkeypatch.setitem(opinions.JUDGES, "value", broken)

    run, faults = grade(tiny_course, submission("anna"), submission("ben", WRONG))

    for result, score in zip(run.submissions, (9.0, 7.0), strict=True):
        item = by_function(result)["the_answer"]
        assert (result.status, result.score, result.waiting, result.max_score) == (
            "partly graded",
            score,
            1.0,
            10.0,
        )
        assert result.message == "1 of 4 items waits for a person"
        assert (item.outcome, item.points, item.decided_by) == (Outcome.OUR_FAULT, 0.0, "nobody")
        assert [f.message for f in item.findings] == [
            "The checker failed on this answer. That costs nothing: staff will look."
        ]
    assert len(faults) == 2


def test_faults_are_kept_for_staff_with_submission_item_and_traceback(tiny_course):
    _, (fault,) = grade(tiny_course, submission("anna", with_word("break the judge")))

    assert fault.startswith("anna, lab1.2.palindrome\nTraceback (most recent call last):\n")
    assert "ZeroDivisionError: the judge met" in fault
    assert "\x1b" not in fault


def test_a_sandbox_that_breaks_costs_only_the_submission_that_it_had_in_hand(tiny_course, monkeypatch):
    begin = Sandbox.begin

    def fragile(self, name, source, modules):
        return broken() if b"fragile" in source else begin(self, name, source, modules)

    monkeypatch.setattr(Sandbox, "begin", fragile)

    run, faults = grade(tiny_course, submission("anna", RIGHT + "# fragile\n"), submission("ben"))

    anna, ben = run.submissions
    assert (anna.status, anna.score, anna.waiting, anna.max_score) == ("not judged", 0.0, 10.0, 10.0)
    assert anna.message == "the checker failed on this submission; it costs nothing, and staff will look"
    assert {item.outcome for item in anna.items} == {Outcome.OUR_FAULT}
    assert (ben.status, ben.score) == ("graded", 10.0)
    assert [fault.splitlines()[0] for fault in faults] == ["anna", "anna"], "it is tried twice"


def test_a_sandbox_that_breaks_under_a_submission_is_replaced_and_asked_again(tiny_course, monkeypatch):
    run_in_sandbox, broke = Runner.run, []

    def break_once(self):
        if not broke:
            broke.append(self)
            raise SandboxError("the fork server of the sandbox has gone")
        return run_in_sandbox(self)

    monkeypatch.setattr(Runner, "run", break_once)

    run, faults = grade(
        tiny_course, *(submission(name, f"{RIGHT}# {name}\n") for name in ("anna", "ben", "carl"))
    )

    assert [(result.status, result.score) for result in run.submissions] == [("graded", 10.0)] * 3
    assert [fault.splitlines()[0] for fault in faults] == ["anna"]


def test_a_word_that_needs_a_person_waits(tiny_course):
    run, faults = grade(tiny_course, submission("anna", with_word("onion?")))

    (result,) = run.submissions
    item = by_function(result)["palindrome"]
    assert (item.outcome, result.score, result.waiting) == (Outcome.NEEDS_REVIEW, 6.0, 4.0)
    assert [f.message for f in item.findings] == ["A person has to look at this word."]
    assert faults == []


def test_a_submission_that_waits_and_stops_at_its_end_says_both(tiny_course):
    run, _ = grade(tiny_course, submission("anna", with_word("onion?") + "\nprint(1 / 0)\n"))

    (result,) = run.submissions
    assert result.status == "partly graded"
    assert "what stands above that line was graded" in result.message


# ---- what a file does while it is run --------------------------------------------------------------------------


def test_a_file_that_raises_at_its_end_is_graded_on_what_stands_above(tiny_course):
    run, _ = grade(tiny_course, submission("anna", RIGHT + "\nraise ValueError('the end')\n"))

    (result,) = run.submissions
    assert (result.status, result.score) == ("graded", 10.0)
    line = RIGHT.count("\n") + 2
    assert result.message == (
        f"lab1.py stopped with ValueError: the end, in line {line} of lab1.py: `raise ValueError('the end')`; "
        "what stands above that line was graded"
    )


UNREADABLE = {
    "syntax": (
        SYNTAX,
        "lab1.py cannot be run: SyntaxError: invalid syntax, in line 2 of lab1.py: `return x +* x`",
    ),
    "unknown cookie": ("# coding: utf-99\n", "lab1.py cannot be run: SyntaxError: unknown encoding: utf-99"),
    "early end": ("import os\nos._exit(3)\n", "lab1.py ended the Python process while it was run (exit code 3)"),
    "exit": (
        "import sys\nsys.exit('bye')\n",
        "lab1.py cannot be run: SystemExit: bye, in line 2 of lab1.py: `sys.exit('bye')`",
    ),
}


@pytest.mark.parametrize(("source", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_run_is_unreadable_and_says_why(tiny_course, source, message):
    run, faults = grade(tiny_course, submission("anna", source), submission("ben"))

    anna, ben = run.submissions
    assert (anna.status, anna.score, anna.waiting, anna.max_score) == ("unreadable", 0.0, 0.0, 10.0)
    assert anna.message.startswith(message)
    assert (ben.status, ben.score, faults) == ("graded", 10.0, [])


def test_an_endless_loop_outside_the_functions_is_told(tmp_path):
    course = write_course(tmp_path)
    settings = (course / "grading.yaml").read_text().replace("load_seconds: 3", "load_seconds: 0.3")
    (course / "grading.yaml").write_text(settings)

    run, _ = grade(course, submission("anna", "while True: pass\n"))

    assert run.submissions[0].message == (
        "lab1.py did not finish running within its time; an endless loop outside the functions, perhaps"
    )


def test_a_module_of_the_student_is_imported(tiny_course):
    source = RIGHT.replace("import numpy as np", "import numpy as np\nfrom tools import power").replace(
        "x**2", "power(x, 2)"
    )

    run, _ = grade(tiny_course, submission("anna", source, modules={"tools": b"def power(x, n): return x**n\n"}))

    assert run.submissions[0].score == 10.0


# ---- grading.yaml ----------------------------------------------------------------------------------------------


def graded_with(tmp_path, settings, *submissions):
    run, faults = grade(write_course(tmp_path, settings=settings), *submissions)
    assert faults == []
    return run.submissions


def test_points_of_the_settings_take_the_place_of_the_modules(tmp_path):
    settings = "assignments: {lab1: {points: {lab1.1a: 20, lab1.1b.log_sum: 0.5, lab1.2: 0}}}"

    (result,) = graded_with(tmp_path, settings, submission("anna", WRONG))

    assert [(item.points, item.max_points) for item in result.items] == [(0, 20), (0.5, 0.5), (1, 1), (0, 0)]
    assert (result.score, result.max_score) == (1.5, 21.5)


@pytest.mark.parametrize(("name", "score"), [("lab1.1a", 10.0), ("lab1.1b", 8.0)])
def test_a_tolerance_of_the_settings_holds_for_its_part_alone(tmp_path, name, score):
    settings = f"assignments: {{lab1: {{tolerance: {{{name}: {{rtol: 0.5}}}}}}}}"

    (result,) = graded_with(tmp_path, settings, submission("anna", RIGHT.replace("x**2", "x**2 * 1.2")))

    assert result.score == score


def test_a_share_of_the_points_belongs_to_stability(tmp_path):
    naive = RIGHT.replace("m = x.max()", "m = 0 * x.max()")

    (kept,) = graded_with(tmp_path / "kept", "", submission("anna", naive))
    (more,) = graded_with(
        tmp_path / "more", "assignments: {lab1: {case_weights: {stability: 0.5}}}", submission("anna", naive)
    )

    assert (kept.score, more.score) == (9.4, 8.5)
    assert by_function(kept)["log_sum"].outcome is Outcome.PARTLY_CORRECT
    assert by_function(kept)["log_sum"].cases == {"basic": (2, 2), "stability": (0, 1)}


def test_what_is_younger_than_the_due_date_is_late_and_loses_nothing(tmp_path):
    early, late, broken_and_late = graded_with(
        tmp_path,
        DUE,
        submission("anna", modified=NOON - 1),
        submission("ben", modified=NOON + 1),
        submission("carl", SYNTAX, modified=NOON + DAY),
    )

    assert [r.late for r in (early, late, broken_and_late)] == [False, True, True]
    assert (early.score, late.score) == (10.0, 10.0)


def test_without_a_due_date_nothing_is_late(tiny_course):
    run, _ = grade(tiny_course, submission("anna", modified=NOON * 10))

    assert not run.submissions[0].late


FEEDBACK = {
    "outcome": (0, False),
    "hints": (1, False),
    "expected": (1, True),
}


@pytest.mark.parametrize(("level", "findings", "shows"), [(k, *v) for k, v in FEEDBACK.items()], ids=FEEDBACK)
def test_feedback_tells_as_much_as_the_course_lets_students_know(tmp_path, level, findings, shows):
    (result,) = graded_with(tmp_path, f"feedback: {level}", submission("anna", WRONG))

    item = by_function(result)["square"]
    text = " ".join(finding.message + finding.hint for finding in item.findings)
    assert (item.outcome, len(item.findings)) == (Outcome.WRONG, findings)
    assert ("The right value is [4, 9]." in text) == shows
    assert ("third power" in text) == (findings > 0)


def test_what_waits_is_told_at_every_level_of_feedback(tmp_path):
    run, _ = grade(
        write_course(tmp_path, settings="feedback: outcome"), submission("a", with_word("break the judge"))
    )

    assert len(by_function(run.submissions[0])["palindrome"].findings) == 1


# ---- a class ---------------------------------------------------------------------------------------------------


def test_what_has_no_assignment_is_unreadable_and_worth_nothing(tiny_course):
    run, _ = grade(tiny_course, submission("anna", "", "", problem="the folder is strange"))

    (result,) = run.submissions
    assert (result.status, result.message, result.items) == ("unreadable", "the folder is strange", ())
    assert isinstance(run.times.submissions["anna/"], float)


def test_two_runs_differ_in_their_times_alone(tiny_course):
    class_of_two = [submission("anna", WRONG), submission("ben", with_word("onion?"))]

    first, second = (grade(tiny_course, *class_of_two)[0] for _ in range(2))

    assert first.submissions == second.submissions
    assert (first.settings_hash, first.versions) == (second.settings_hash, second.versions)


def test_a_sandbox_is_opened_once_for_each_assignment(tiny_course):
    opened = []
    prepare = Here.prepare

    class Counting(Here):
        def prepare(self, assignment):
            grader = prepare(self, assignment)
            opened.append(id(grader))
            return grader

    backend = open_backend(tiny_course)
    backend.__class__ = Counting
    with_two = [submission("a"), submission("b", "def negative(x): return -x\n", "lab2"), submission("c")]
    judgements = [graded.judgement for graded in backend.grade(enumerate(with_two))]
    backend.close()

    assert [sum(item.points for item in found.items) for found in judgements] == [10.0, 1.0, 10.0]
    assert len(set(opened)) == 2
