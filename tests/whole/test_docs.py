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
from checker.maths.typed import Unreadable, read_formula
from checker.symbolic.rules import RULES
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


def test_problems_of_the_authors_page_satisfy_the_contract(tmp_path):
    blocks = re.findall(r"```python\n(.*?)```", PAGES["writing-a-problem.md"], re.DOTALL)
    (tmp_path / "problems" / "demo").mkdir(parents=True)
    for number, code in enumerate(blocks):
        (tmp_path / "problems" / "demo" / f"question_{number}.py").write_text(code)
    (tmp_path / "grading.yaml").write_text("course: Demo\n")

    done = subprocess.run(
        [sys.executable, "-m", "checker", "verify", "demo"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PATH": "", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 items, 0 complaints" in done.stdout


def test_examples_of_the_pages_hold():
    examples = re.findall(r"```pycon\n(.*?)```", "\n".join(PAGES.values()), re.DOTALL)
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()

    for number, text in enumerate(examples):
        runner.run(parser.get_doctest(text, {}, f"example {number}", None, 0))

    assert examples
    assert runner.failures == 0


def test_fault_of_a_typed_formula_is_shown_as_it_is():
    with pytest.raises(Unreadable) as caught:
        read_formula("2*(x + 1", symbols=("x",))

    shown = "\n".join(f"    {line}" for line in str(caught.value).splitlines())
    assert shown in PAGES["for-students.md"]


def test_every_rule_of_derivations_is_explained_to_students():
    assert all(f"| `{name}` |" in PAGES["for-students.md"] for name in RULES)


@pytest.mark.parametrize(
    "name",
    [info.name for info in pkgutil.walk_packages(checker.__path__, "checker.") if "__main__" not in info.name],
)
def test_examples_in_docstrings_hold(name):
    module = importlib.import_module(name)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

    failed, _ = doctest.testmod(module, optionflags=flags, extraglobs={"np": np})

    assert failed == 0
