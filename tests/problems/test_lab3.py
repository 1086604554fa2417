"""The problem bank of Lab 3: every item keeps the contract, and the totals are those of the catalogue."""

import re

import pytest

from checker.audit.contract import SEEDS, audit
from checker.maths.describe import call
from checker.sandbox.values import Encoder
from tests.problems.bank import COURSE, ITEMS, LAB3

WEIGHTS = COURSE.settings.case_weights_of("lab3")
FURTHER = "a seed that no author has looked at"

POINTS = {
    "lab3.1a": 4, "lab3.1b": 4, "lab3.2a": 6, "lab3.2b": 4, "lab3.3a": 4, "lab3.3b": 4, "lab3.4a": 3,
    "lab3.4b": 5, "lab3.4c": 3, "lab3.5a": 2, "lab3.5b": 5, "lab3.5c": 6, "lab3.6a": 3, "lab3.6b": 6,
    "lab3.6c": 3, "lab3.6d": 4, "lab3.7": 5, "lab3.8a": 4, "lab3.8b": 7, "lab3.9a": 6, "lab3.9b": 4,
    "lab3.9c": 4, "lab3.9d": 4,
}  # fmt: skip
"""what each part of the document is worth"""
ESSAYS = {
    "lab3.1a": 1.2, "lab3.1b": 4, "lab3.2b": 1.6, "lab3.3a": 1.6, "lab3.4c": 3, "lab3.7": 2, "lab3.8a": 2.8,
    "lab3.9c": 2.8,
}  # fmt: skip
"""what a person judges of it"""


@pytest.mark.parametrize("seeds", [SEEDS, (FURTHER,)], ids=["the audit's seeds", "a further seed"])
@pytest.mark.parametrize("id", ITEMS)
def test_contract_holds(id, seeds):
    report = audit(ITEMS[id], WEIGHTS, seeds)

    assert [complaint.message for complaint in report.complaints] == []
    assert report.margin > 10


def test_totals():
    kinds = {}
    for id, item in ITEMS.items():
        kinds[item.kind] = round(kinds.get(item.kind, 0) + LAB3.points[id], 6)

    assert kinds == {"numeric": 51.6, "value": 13.8, "witness": 10.8, "derivation": 4.8, "essay": 19}
    assert sum(LAB3.points.values()) == pytest.approx(100)
    assert len(ITEMS) == 38


def test_points_of_each_part():
    given = {}
    for id, item in ITEMS.items():
        given[item.part] = round(given.get(item.part, 0) + LAB3.points[id], 6)

    assert given == POINTS


def test_points_of_each_essay():
    assert {item.part: LAB3.points[id] for id, item in ITEMS.items() if item.kind == "essay"} == ESSAYS


def test_items_stand_in_the_order_of_the_document():
    parts = list(dict.fromkeys(item.part for item in ITEMS.values()))

    assert parts == list(POINTS)


@pytest.mark.parametrize("id", ITEMS)
def test_prompt_says_what_goes_in_and_what_comes_out(id):
    item = ITEMS[id]
    head, _, returns = item.prompt.partition("\nReturns:\n")

    assert len(item.prompt) >= 80
    assert returns.strip().endswith(".")
    assert ("\nArgs:\n" in head) == bool(item.parameters)
    assert tuple(re.findall(r"^  (\w+): ", head.partition("\nArgs:\n")[2], re.MULTILINE)) == item.parameters


@pytest.mark.parametrize("id", ITEMS)
def test_item_says_to_staff_what_is_right(id):
    item = ITEMS[id]

    if item.kind == "essay":
        assert len(item.rubric) >= 3
        assert not item.answer
    else:
        assert item.answer
        assert not item.rubric


@pytest.mark.parametrize("id", ITEMS)
def test_item_hints_at_slips(id):
    item = ITEMS[id]

    assert len(item.misconceptions) >= 3 or item.kind in ("derivation", "essay")
    assert all(m.hint.endswith((".", "?")) and len(m.hint) < 600 for m in item.misconceptions)
    assert all(v.note.endswith(".") for v in item.variants)


@pytest.mark.parametrize("exercise", LAB3.exercises, ids=lambda exercise: exercise.id)
def test_exercise_names_its_source_and_title(exercise):
    number = exercise.id.partition(".")[2]

    assert exercise.source == f"Deep Learning Teaching Kit, Lab 3, question {number}"
    assert exercise.title


@pytest.mark.parametrize("id", ITEMS)
def test_inputs_of_all_cases_can_cross_into_the_sandbox(id):
    encoder = Encoder()

    for case in ITEMS[id].cases_for(FURTHER):
        encoder.nodes = 0
        encoder.encode(list(case.inputs.values()))


@pytest.mark.parametrize("id", ITEMS)
def test_first_case_is_small_enough_to_paste(id):
    item = ITEMS[id]
    case = item.cases_for(FURTHER)[0]

    assert call(item.function, case.first_step if case.steps else case.inputs)
