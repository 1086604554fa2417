"""The house: what stands where, and which way the imports point."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ALLOWED = {
    "pyproject.toml", "README.md", "checker", "problems", "submissions_example", "tests", "grading.yaml",
    "LICENSE", "CHANGELOG.md", "docs",
}  # fmt: skip

# From top to bottom; a module may import from its own row and from rows below.
ROWS = [
    ["checker.cli", "checker.__main__"],
    ["checker.reference", "checker.starter", "checker.example", "checker.audit"],
    ["checker.reports"],
    ["checker.gradebook"],
    ["checker.engine"],
    ["checker.submission"],
    ["checker.answers"],
    ["checker.catalogue"],
    ["checker.config"],
    ["checker.exercise"],
    ["checker.symbolic.derivations"],
    [f"checker.symbolic.{name}" for name in (
        "equivalence", "comparison", "entries", "elimination", "growth", "orders", "form", "options", "verdicts",
    )],
    ["checker.symbolic.proofs"],
    ["checker.symbolic.normal", "checker.symbolic.points"],
    ["checker.symbolic.reading"],
    ["checker.symbolic.domains"],
    ["checker.symbolic.balls"],
    ["checker.symbolic.expressions"],
    ["checker.symbolic.words"],
    ["checker.cases", "checker.maths"],
    ["checker.sandbox.calling", "checker.sandbox.values"],
    ["checker.sandbox.trees"],
    ["checker.sandbox.wire"],
    ["checker.verdict", "checker.errors"],
    ["checker.figure"],
]  # fmt: skip
MAY_DRIVE_THE_SANDBOX = ("checker.engine", "checker.sandbox", "checker.cli")


def modules():
    for path in sorted((ROOT / "checker").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        yield name, path


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def row(name):
    return next(
        (i for i, names in enumerate(ROWS) if any(name == n or name.startswith(f"{n}.") for n in names)), None
    )


def test_top_level_holds_what_the_design_allows():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    if not tracked:
        pytest.skip("not a git checkout")
    names = {line.split("/")[0] for line in tracked.splitlines()}

    assert {name for name in names if not name.startswith(".")} <= ALLOWED


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=[name for name, _ in modules()])
def test_imports_point_down(name, path):
    here = row(name)
    upward = [
        other
        for other in imports(path)
        if here is not None and (there := row(other)) is not None and there < here
    ]

    assert not upward


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=[name for name, _ in modules()])
def test_sandbox_is_known_by_its_messages_alone(name, path):
    if name.startswith(MAY_DRIVE_THE_SANDBOX):
        return

    inside = {other for other in imports(path) if other.startswith("checker.sandbox.")}

    known = ("checker.sandbox.wire", "checker.sandbox.values", "checker.sandbox.calling")
    assert all(other.startswith(known) for other in inside)


BESIDE = ["worker", "zygote", "wire", "values", "trees", "calling", "confinement", "syscalls"]


@pytest.mark.parametrize("name", BESIDE)
def test_what_runs_beside_a_submission_imports_nothing_of_the_grader(name):
    own = {other for other in imports(ROOT / "checker" / "sandbox" / f"{name}.py") if other.startswith("checker")}

    assert all(other.startswith("checker.sandbox") for other in own)


@pytest.mark.parametrize("path", sorted((ROOT / "problems").rglob("*.py")), ids=lambda path: path.stem)
def test_problems_import_public_names_only(path):
    from checker import __all__ as public

    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("checker"):
            assert node.module == "checker"
            assert {alias.name for alias in node.names} <= set(public)


def test_public_names_are_all_there():
    import checker

    for name in checker.__all__:
        assert getattr(checker, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = checker.nonsense


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=[name for name, _ in modules()])
def test_every_module_opens_with_a_docstring(name, path):
    assert ast.get_docstring(ast.parse(path.read_text()))
