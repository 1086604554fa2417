"""The problem bank: every item keeps the contract, and the totals are those of the documents."""

import re

import pytest

from checker.audit.contract import audit
from checker.maths.describe import call
from checker.sandbox.values import Encoder
from tests.problems.bank import ASSIGNMENTS, COURSE, ITEMS

FURTHER = "a seed that no author has looked at"

POINTS = {
    "lab3": (
        "1a=4 1b=4 2a=6 2b=4 3a=4 3b=4 4a=3 4b=5 4c=3 5a=2 5b=5 5c=6 6a=3 6b=6 6c=3 6d=4 7=5 8a=4 "
        "8b=7 9a=6 9b=4 9c=4 9d=4 "
    ),
    "assignments": ("1=10 2=10 3a=4 3b=4 3r=2 4=10 5=10 6=10 7=10 8a=7 8b=3 9=10 10=10 11=7 11r=3 "),
    "hw3": (
        "1a=2 1b=1 1c=1 1d=1 1e=1 1f=1 1g=1 1h=1 1i=1 1j=1 1k=1 1l=1 1m=2 2a=2 2b=2 2c=2 2d=2 "
        "2e=2 2f=2 2g=3 2h=3 2i=2 2j=2 2k=2 2l=2 2m=2 2n=2 2o=2 2p=2 3a=3 3b=2 3c=2 3d=2 3e=2 "
    ),
    "hw1": ("1=5 2=10 3=10 4=8 5=8 6=8 7=12 8i=2 8ii=2 8iii=3 8iv=3 8v=2 9=15 10=15 "),
}
"""what each part of a document is worth"""
KINDS = {
    "lab3": {
        "numeric": (19, 51.6), "value": (5, 13.8), "witness": (4, 10.8), "derivation": (2, 4.8), "essay": (8, 19),
    },
    "assignments": {
        "numeric": (20, 67.6), "symbolic": (10, 27.3), "witness": (1, 8), "derivation": (1, 5), "essay": (1, 2.1),
    },
    "hw3": {
        "numeric": (35, 33.7), "symbolic": (5, 4.5), "value": (2, 5), "witness": (6, 8.8),
        "derivation": (7, 7.4), "essay": (1, 0.6),
    },
    "hw1": {
        "numeric": (10, 44.2), "symbolic": (5, 11), "value": (4, 24.2), "witness": (4, 7.05),
        "derivation": (2, 12), "essay": (3, 4.55),
    },
}  # fmt: skip
"""how many items of each kind there are, and what they are worth together"""
SOURCES = {
    "lab3": "Deep Learning Teaching Kit, Lab 3, question {}",
    "assignments": "Assignments with Solutions, assignment {}",
    "hw3": "Homework 3, question {}",
    "hw1": "Homework 1, problem {}",
}
EXERCISES = [exercise for assignment in ASSIGNMENTS.values() for exercise in assignment.exercises]


@pytest.mark.parametrize("id", ITEMS)
def test_contract_holds(id):
    item = ITEMS[id]

    report = audit(item, COURSE.settings.case_weights_of(item.exercise.assignment), (FURTHER,))

    assert [complaint.message for complaint in report.complaints] == []
    assert report.margin > 10


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_kinds_of_items_and_what_they_are_worth(name):
    kinds = {}
    for id, item in ASSIGNMENTS[name].items.items():
        count, points = kinds.get(item.kind, (0, 0))
        kinds[item.kind] = (count + 1, round(points + ASSIGNMENTS[name].points[id], 6))

    assert kinds == KINDS[name]


def test_totals_of_all_documents():
    assert len(ITEMS) == 155
    assert len({item.part for item in ITEMS.values()}) == 86
    assert sum(sum(assignment.points.values()) for assignment in ASSIGNMENTS.values()) == pytest.approx(373)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_parts_stand_in_the_order_of_the_document_with_their_points(name):
    given = {}
    for id, item in ASSIGNMENTS[name].items.items():
        part = item.part.partition(".")[2]
        given[part] = round(given.get(part, 0) + ASSIGNMENTS[name].points[id], 6)

    assert " ".join(f"{part}={points:g}" for part, points in given.items()) == POINTS[name].strip()


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
        assert len(item.rubric) >= 2
        assert not item.answer
    else:
        assert item.answer
        assert not item.rubric


@pytest.mark.parametrize("id", ITEMS)
def test_item_hints_at_slips(id):
    item = ITEMS[id]

    least = {"derivation": 0, "essay": 0, "value": 1}.get(item.kind, 3)  # of yes or no, one is wrong
    assert len(item.misconceptions) >= least
    assert all(m.hint.endswith((".", "?", "?)")) and len(m.hint) < 600 for m in item.misconceptions)
    assert all(v.note.endswith(".") for v in item.variants)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: f"{exercise.id}{min(exercise.points)}")
def test_exercise_names_its_source_and_title(exercise):
    number = exercise.id.partition(".")[2]

    assert exercise.source == SOURCES[exercise.assignment].format(number)
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
