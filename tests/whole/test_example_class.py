"""The example class, graded by the real command: its README says what every submission earns.

The class is graded twice, by one process and by two. All tests look at these two runs.
"""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
CLASS = ROOT / "submissions_example"
HONEST = {"lab3.5a.conv_output_count": 2.0, "lab3.9c.prox_subgradient": 1.2}


class Graded(NamedTuple):
    """What one run of `checker grade` left behind."""

    printed: str
    reports: Path

    @property
    def results(self) -> dict[str, Any]:
        return json.loads(self.text("results.json"))

    @property
    def submissions(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The results by name and assignment."""
        return {(result["id"], result["assignment"]): result for result in self.results["submissions"]}

    @property
    def pages(self) -> dict[str, bytes]:
        return {page.name: page.read_bytes() for page in (self.reports / "students").iterdir()}

    def text(self, name: str) -> str:
        return (self.reports / name).read_text(encoding="utf-8")

    def items_of(self, name: str) -> dict[str, dict[str, Any]]:
        """All items of one name, of whatever assignment."""
        return {
            item["id"]: item
            for (id, _), result in self.submissions.items()
            if id == name
            for item in result["items"]
        }


def grade(out: Path, jobs: int) -> Graded:
    """Grade the class with `checker grade`, as staff do."""
    command = [sys.executable, "-m", "checker", "grade", CLASS.name, "--out", str(out), "--format", "json"]
    done = subprocess.run(
        [*command, "--jobs", str(jobs)],
        cwd=ROOT,
        env={**os.environ, "CHECKER_SECRET": "known to this test alone"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Graded(done.stdout, out)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The class, graded by one process."""
    return grade(tmp_path_factory.mktemp("one") / "reports", jobs=1)


@pytest.fixture(scope="module")
def graded_by_two(tmp_path_factory):
    """The class, graded by two processes."""
    return grade(tmp_path_factory.mktemp("two") / "reports", jobs=2)


def table(first: str, second: str) -> list[tuple[str, ...]]:
    """The rows of the README's table whose header begins with these two columns."""
    lines = iter((CLASS / "README.md").read_text(encoding="utf-8").splitlines())
    next(line for line in lines if line.startswith(f"| {first} | {second} |"))
    next(lines)  # the rule below the header
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
    return rows


def findings_of(item: dict[str, Any]) -> str:
    """All sentences about an item, in one line."""
    return " ".join(finding["message"] + " " + finding["hint"] for finding in item["findings"])


# ---- the tables of the README ---------------------------------------------------------------------------------


@pytest.mark.parametrize("row", table("submission", "assignment"), ids=lambda row: f"{row[0]}-{row[1]}")
def test_every_submission_earns_what_the_readme_says(graded, row):
    name, assignment, status, *points = row

    result = graded.submissions[name, assignment]

    assert result["status"] == status
    assert [result["score"], result["waiting"], result["max_score"]] == list(map(float, points))


@pytest.mark.parametrize("row", table("submission", "item"), ids=lambda row: f"{row[0]}-{row[1]}")
def test_every_item_in_the_readme_ends_as_it_says(graded, row):
    name, item, outcome, points = row

    result = graded.items_of(name)[item]

    assert (result["outcome"], result["points"]) == (outcome, float(points))


def test_items_that_the_readme_leaves_out_are_correct_or_missing_or_essays(graded):
    listed = {(name, item) for name, item, _, _ in table("submission", "item")}

    for (name, _), result in graded.submissions.items():
        for item in result["items"]:
            if (name, item["id"]) in listed:
                continue
            outcomes = {"correct", "missing"} if result["status"] != "unreadable" else {"unusable", "missing"}
            if item["kind"] == "essay":
                outcomes |= {"needs review"}
            assert item["outcome"] in outcomes, (name, item["id"])
            right = item["max_points"] if item["outcome"] == "correct" else 0
            assert item["points"] == right, (name, item["id"])


def test_every_submission_of_the_class_appears_once(graded):
    there = sorted(
        path.stem
        for path in CLASS.iterdir()
        if (path.is_dir() and path.name != "__pycache__") or path.suffix == ".py"
    )

    judged = [(result["id"], result["assignment"]) for result in graded.results["submissions"]]
    rows = [
        (row["submission"], row["assignment"]) for row in csv.DictReader(io.StringIO(graded.text("scores.csv")))
    ]

    assert judged == rows == [(name, assignment) for name, assignment, *_ in table("submission", "assignment")]
    assert sorted({name for name, _ in judged}) == there
    assert len(judged) >= 12
    assert len({assignment for _, assignment in judged if assignment}) == 4
    assert sum(name.endswith(".md") for name in graded.pages) == len(judged)


# ---- single submissions ---------------------------------------------------------------------------------------


def test_the_real_submission_is_told_all_four_of_its_slips(graded):
    told = findings_of(graded.items_of("anonymous-003")["lab3.2a.softmax_regression_grad_W"])

    assert "denominator sums over the classes" in told
    assert "natural" in told
    assert "ln 10" in told
    assert "sum over all classes" in told
    assert "b_i" in told
    assert "b_j" in told


def test_the_real_submission_is_told_why_its_shape_counts_as_a_number(graded):
    item = graded.items_of("anonymous-003")["lab3.5a.conv_output_count"]

    assert item["outcome"] == "correct"
    assert "says the same as the number 9" in findings_of(item)


def test_at_least_ten_misconceptions_are_recognised_in_one_submission(graded):
    items = graded.items_of("ben-okafor").values()

    known = {finding.get("misconception") for item in items for finding in item["findings"]} - {None}

    assert len(known) >= 10
    assert {"naive_exp", "nesterov", "denominator_sign", "transposed"} <= known


def test_a_file_with_a_syntax_error_is_told_the_line(graded):
    message = graded.submissions["jan_novak_lab3", "lab3"]["message"]

    assert "SyntaxError: '(' was never closed, in line 10 of jan_novak_lab3.py" in message


def test_an_empty_folder_is_said_to_be_empty(graded):
    assert graded.submissions["dora-lind", ""]["message"].endswith("it is empty")


def test_the_hostile_submission_earns_its_honest_answers_and_nothing_else(graded):
    earned = {id: item["points"] for id, item in graded.items_of("mallory-quick").items() if item["points"]}

    assert earned == HONEST


def test_nothing_but_essays_waits_for_a_person(graded):
    """Not even after an attack: the checker has an answer to everything else here, and fails on nothing."""
    for result in graded.submissions.values():
        essays = [item for item in result["items"] if item["outcome"] == "needs review"]
        assert all(item["kind"] == "essay" and item["text"] and item["rubric"] for item in essays)
        assert result["waiting"] == pytest.approx(sum(item["max_points"] for item in essays))
    assert not (graded.reports / "faults.txt").exists()


def test_both_members_of_a_team_get_the_mark(graded):
    assert graded.submissions["ben-okafor", "hw3"]["members"] == ["ben-okafor", "emre-yildiz"]
    assert graded.submissions["ada-brandt", "hw3"]["members"] == ["ada-brandt"]


def test_curves_and_heat_map_are_drawn_from_the_answers(graded):
    page = graded.pages["ada-brandt-hw1.md"].decode()

    for name in ("ada-brandt-hw1-logistic_curve.png", "ada-brandt-hw1-logistic_loss_grid.png"):
        assert f"]({name})" in page
        assert graded.pages[name].startswith(b"\x89PNG")
    figure = graded.items_of("ada-brandt")["hw1.8iv.logistic_loss_grid"]["figure"]
    assert (len(figure["values"]), len(figure["values"][0])) == (len(figure["y"]), len(figure["x"]))


# ---- two runs -------------------------------------------------------------------------------------------------


def test_what_is_printed_is_the_file_of_results(graded):
    assert json.loads(graded.printed) == graded.results


def test_one_process_and_two_write_the_same_results_but_for_their_times(graded, graded_by_two):
    assert without_times(graded) == without_times(graded_by_two)


def without_times(run: Graded) -> str:
    """The text of results.json around its block `times`, as it was written."""
    before, name, block = run.text("results.json").partition('"times":')
    assert name
    times, end = json.JSONDecoder().raw_decode(block.lstrip())
    assert set(times) == {"started", "seconds", "submissions"}
    return before + block.lstrip()[end:]


def test_one_process_and_two_write_the_same_table_and_the_same_pages(graded, graded_by_two):
    assert graded.text("scores.csv") == graded_by_two.text("scores.csv")
    assert graded.pages == graded_by_two.pages
