"""The pages: what they show works, and nothing that they should tell is missing."""

import ast
import doctest
import importlib
import pkgutil
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import yaml

import checker
from checker import reference
from checker.cases import TAGS
from checker.catalogue import Course
from checker.cli import COMMANDS
from checker.cli.printing import FORMATS
from checker.config import Settings, read_settings
from checker.exercise import Item, Kind
from checker.maths.typed import Unreadable, read_formula
from checker.sandbox.wire import DOMAINS
from checker.symbolic.derivations.rules import RULES
from checker.symbolic.words import FORMS, MODES
from checker.verdict import Outcome


def get_command(name):
    return getattr(importlib.import_module(f"checker.cli.{name}"), name)


def options_of(name):
    """Names of the options of a command."""
    return [option for parameter in get_command(name).params for option in parameter.opts]


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


def yaml_of(page):
    return re.findall(r"```yaml\n(.*?)```", PAGES[page], re.DOTALL)


MANIFESTS = ("apiVersion", "# .")
"""what YAML of others begins with"""


@pytest.mark.parametrize(
    "text", [text for text in yaml_of("running-a-course.md") if not text.startswith(MANIFESTS)]
)
def test_settings_that_staff_are_shown_can_be_used(tmp_path, text):
    (tmp_path / "grading.yaml").write_text(text)

    assert isinstance(read_settings(tmp_path), Settings), "what cannot be used raises"


@pytest.mark.parametrize("text", [text for text in yaml_of("running-a-course.md") if text.startswith("# .")])
def test_commands_of_pipelines_that_staff_are_shown_are_commands(tmp_path, text):
    commands = re.findall(r"checker (.*?)(?: >.*)?$", text, re.MULTILINE)

    assert yaml.safe_load(text)
    for command in commands:
        name, *arguments = shlex.split(command)
        get_command(name).make_context(name, arguments, resilient_parsing=True)
    assert commands


def test_manifests_that_staff_are_shown_can_be_read():
    (text,) = (text for text in yaml_of("running-a-course.md") if text.startswith("apiVersion"))

    assert [part["kind"] for part in yaml.safe_load_all(text)] == ["Service", "Deployment", "Deployment"]


def test_python_that_staff_are_shown_is_python():
    for text in re.findall(r"```python\n(.*?)```", PAGES["running-a-course.md"], re.DOTALL):
        ast.parse(text)


@pytest.mark.parametrize("name", [option for option in options_of("grade") if option.startswith("--")])
def test_every_option_of_grading_is_explained_to_staff(name):
    assert f"`{name}" in PAGES["running-a-course.md"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_explained_to_staff(form):
    assert f"| `{form}` |" in PAGES["running-a-course.md"]


def test_links_between_pages_lead_somewhere():
    for name, text in PAGES.items():
        folder = ROOT if name == "README.md" else ROOT / "docs"
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (folder / target).exists(), f"{name} links to {target}"


def modules():
    """The modules of the authors' page, each as its stages: the code so far, and what `verify` is said to say.

    A block that begins with a docstring begins a module; any other goes on with the last one.
    """
    found = []
    for kind, text in re.findall(r"```(python|text)\n(.*?)```", PAGES["writing-a-problem.md"], re.DOTALL):
        if kind == "text":
            found[-1][-1] = (found[-1][-1][0], text)
        elif text.startswith('"""'):
            found.append([(text, "")])
        else:
            found[-1].append((joined(found[-1][-1][0], text), ""))
    return found


def joined(code, more):
    """The module with what a block adds to it, or defines anew."""
    nodes = [*ast.parse(code).body, *ast.parse(more).body]
    return "\n\n".join(map(ast.unparse, {known_as(node): node for node in nodes}.values())) + "\n"


def known_as(node):
    match node:
        case ast.FunctionDef(name=name, decorator_list=decorators):
            return (name, *map(ast.unparse, decorators))
        case ast.ImportFrom(module=module):
            return module
        case _:
            return ast.unparse(node)


MODULES = modules()


def verify(folder, codes):
    """What `checker verify` says of these modules, in the course that the authors' page describes."""
    problems = folder / "my_problems" / "sheet1"
    problems.mkdir(parents=True)
    for number, code in enumerate(codes):
        (problems / f"question_{number}.py").write_text(code)
    (settings,) = re.findall(r"```yaml\n(.*?)```", PAGES["writing-a-problem.md"], re.DOTALL)
    (folder / "grading.yaml").write_text(settings)
    done = subprocess.run(
        [sys.executable, "-m", "checker", "verify", "sheet1"],
        cwd=folder, capture_output=True, text=True, check=False,
        env={"PATH": "", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return done.returncode, " ".join((done.stdout + done.stderr).split())


@pytest.mark.parametrize("stage", range(len(MODULES[0])))
def test_exercise_of_the_authors_page_grows_as_it_says(stage, tmp_path):
    code, quoted = MODULES[0][stage]

    exit_code, said = verify(tmp_path, [code])

    assert " ".join(quoted.split()) in said
    assert exit_code == quoted.startswith("mutant"), said


def test_readme_counts_the_bank_as_it_is():
    course = Course.find(str(ROOT))
    modules = {name: len(list((ROOT / "problems" / name).glob("*.py"))) for name in course.names}
    readme, scores, essays = PAGES["README.md"], [], []

    for name in course.names:
        items, points = course.assignment(name).items, course.assignment(name).points
        scores += points.values()
        essays += [points[id] for id, item in items.items() if item.kind == "essay"]
        row = rf"\| `{name}` \| .* \| {modules[name]} \| {len(items)} \| {sum(points.values()):g} \|"
        assert re.search(row, readme), row

    assert f"{len(scores)} items, {sum(scores):g} points. " in readme
    assert f"{len(essays)} essays with {sum(essays):g} points wait for a person" in readme


def test_problems_of_the_authors_page_satisfy_the_contract(tmp_path):
    exit_code, said = verify(tmp_path, [stages[-1][0] for stages in MODULES])

    assert exit_code == 0, said
    assert "13 items, 0 complaints" in said


@pytest.mark.parametrize("word", [*get_args(Kind), *MODES, *FORMS, *DOMAINS, *TAGS])
def test_every_word_of_the_vocabulary_is_told_to_authors(word):
    assert re.search(rf"[`\".]{word}[`\"(]", PAGES["writing-a-problem.md"])


MARKS = [name for name, value in vars(Item).items() if (value.__doc__ or "").startswith(("Mark ", "Say that "))]


@pytest.mark.parametrize("name", MARKS)
def test_every_mark_under_an_item_is_shown_to_authors(name):
    assert f".{name}" in PAGES["writing-a-problem.md"]


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


def importable():
    """Names of the modules; Alembic alone can run the migrations and their surroundings."""
    names = [info.name for info in pkgutil.walk_packages(checker.__path__, "checker.")]
    return [name for name in names if "__main__" not in name and ".migrations." not in name]


@pytest.mark.parametrize("name", importable())
def test_examples_in_docstrings_hold(name):
    module = importlib.import_module(name)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

    failed, _ = doctest.testmod(module, optionflags=flags, extraglobs={"np": np})

    assert failed == 0
