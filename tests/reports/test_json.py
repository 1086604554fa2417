"""The result tree as JSON, held against its schema by a validator that is not ours."""

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import checker.reports
from checker.figure import HeatMap, Lines, plain
from checker.reports.json import render, schema_text
from checker.verdict import Outcome
from tests.reports.trees import CLASS, EVERYTHING, HOSTILE, hostile_result, item, result, run_of

SCHEMA = Path(checker.reports.__file__).parent / "result.schema.json"


@pytest.fixture(scope="module")
def validator():
    committed = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(committed)
    return jsonschema.Draft202012Validator(committed)


def test_the_committed_schema_is_that_of_the_types():
    """After a change of verdict.py: python -m checker.reports.json > checker/reports/result.schema.json."""
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


def test_the_module_prints_the_schema():
    done = subprocess.run(
        [sys.executable, "-m", "checker.reports.json"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, schema_text(), "")


LINES = plain(Lines(title="Loss", x_label="step", y_label="loss", x=[0, 1], lines={"a": [1.0, np.nan]}))
HEAT_MAP = plain(
    HeatMap(title="Risk", x_label="a", y_label="b", x=range(2), y=[0.5], values=np.array([[np.inf, -1e-9]]))
)

RUNS = {
    "a class": CLASS,
    "everything": run_of(EVERYTHING),
    "nobody": run_of(),
    "an essay and pictures": run_of(
        result(
            items=[
                item("why", outcome=Outcome.NEEDS_REVIEW, kind="essay", text="So.\x07", rubric=("names it",)),
                item("curve", figure=LINES),
                item("map", figure=HEAT_MAP),
            ]
        )
    ),
    "hostile texts": run_of(*map(hostile_result, HOSTILE)),
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_every_run_keeps_the_schema(validator, run):
    validator.validate(json.loads(render(run)))


def test_a_picture_is_data_with_null_for_what_is_not_finite():
    document = json.loads(render(RUNS["an essay and pictures"]))
    _, curve, heat = document["submissions"][0]["items"]

    assert curve["figure"] == {
        "type": "lines",
        "title": "Loss",
        "x_label": "step",
        "y_label": "loss",
        "x": [0.0, 1.0],
        "lines": {"a": [1.0, None]},
    }
    assert heat["figure"]["type"] == "heat map"
    assert heat["figure"]["values"] == [[None, -1e-9]]


BREAKS = {
    "a picture of another kind": lambda run: run["submissions"][0]["items"][0].update(figure={"type": "pie"}),
    "a picture without its axis": lambda run: run["submissions"][0]["items"][0].update(
        figure={"type": "lines", "title": "", "x_label": "", "y_label": "", "lines": {}}
    ),
    "a rubric that is text": lambda run: run["submissions"][0]["items"][0].update(rubric="names it"),
    "an unknown outcome": lambda run: run["submissions"][0]["items"][0].update(outcome="fine"),
    "an unknown status": lambda run: run["submissions"][0].update(status="lost"),
    "points that are text": lambda run: run["submissions"][0].update(score="2"),
    "a missing hash": lambda run: run["submissions"][0].pop("hash"),
    "another version": lambda run: run.update(schema="checker.result/v2"),
}


@pytest.mark.parametrize("change", BREAKS.values(), ids=BREAKS)
def test_the_schema_refuses_what_is_no_result(validator, change):
    document = json.loads(render(CLASS))
    change(document)

    assert not validator.is_valid(document)


def test_the_schema_lets_fields_be_added(validator):
    document = json.loads(render(CLASS))
    document["later"] = document["submissions"][0]["later"] = 1

    validator.validate(document)


def test_two_runs_differ_in_their_times_alone():
    first, second = (render(run_of(EVERYTHING, seconds=seconds)) for seconds in (1.5, 2.5))

    assert first != second
    assert without_times(first) == without_times(second)
    assert render(run_of(EVERYTHING)) == first


def without_times(text):
    return re.sub(r'"times": \{[^{}]*(\{[^{}]*\})?[^{}]*\}', "", text)
