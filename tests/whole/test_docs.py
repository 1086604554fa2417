"""The pages: what they show works, and nothing that they should tell is missing."""

import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import checker
from checker import reference
from checker.cli import COMMANDS
from checker.verdict import Outcome

ROOT = Path(__file__).parents[2]
PAGES = {path.name: path.read_text() for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]}


def test_settings_page_is_made_from_the_types():
    assert PAGES["grading-yaml.md"] == reference.page()


def test_every_key_of_the_settings_says_what_it_means():
    assert all(meaning for *_, meaning in reference.rows_of(reference.Settings, ""))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_shown_in_a_page(command):
    assert any(f"checker {command}" in text for text in PAGES.values())


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_is_explained_to_students(outcome):
    assert f"| {outcome} |" in PAGES["for-students.md"]


def test_links_between_pages_lead_somewhere():
    for name, text in PAGES.items():
        folder = ROOT if name == "README.md" else ROOT / "docs"
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (folder / target).exists(), f"{name} links to {target}"


def test_problem_of_the_authors_page_satisfies_the_contract(tmp_path):
    code = re.search(r"```python\n(.*?)```", PAGES["writing-a-problem.md"], re.DOTALL)
    (tmp_path / "problems" / "demo").mkdir(parents=True)
    (tmp_path / "problems" / "demo" / "averages.py").write_text(code[1])
    (tmp_path / "grading.yaml").write_text("course: Demo\n")

    done = subprocess.run(
        [sys.executable, "-m", "checker", "verify", "demo"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PATH": "", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 item, 0 complaints" in done.stdout


@pytest.mark.parametrize(
    "name",
    [info.name for info in pkgutil.walk_packages(checker.__path__, "checker.") if "__main__" not in info.name],
)
def test_examples_in_docstrings_hold(name):
    module = importlib.import_module(name)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

    failed, _ = doctest.testmod(module, optionflags=flags, extraglobs={"np": np})

    assert failed == 0
