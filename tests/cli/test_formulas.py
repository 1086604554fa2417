"""`checker check`, `grade` and `verify` on formulas and derivations."""

import json
import re
import subprocess
import sys

import pytest

from tests.cli.commands import ENVIRONMENT, checker
from tests.engine.algebra import PROBLEMS, RIGHT, TYPED, WRONG, with_body, write_course
from tests.engine.tiny import write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="paths and sockets are those of POSIX")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The folder of the course; nobody writes to it."""
    return write_course(tmp_path_factory.mktemp("algebra"))


@pytest.fixture
def check(course, tmp_path):
    def run(source, *options, name="alg.py"):
        write(tmp_path / name, source)
        return checker("check", name, *options, cwd=tmp_path, CHECKER_COURSE=str(course))

    return run


# ---- check -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", [RIGHT, TYPED], ids=["SymPy", "texts"])
def test_right_formulas_exit_with_0(check, source):
    done = check(source)

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Sheet: 12 of 12 points\n")


def test_wrong_formulas_exit_with_1_and_say_why(check):
    done = check(WRONG)

    out = " ".join(done.out.split())
    assert (done.code, done.err) == (1, "")
    assert out.startswith("Sheet: 5.5 of 12 points")
    assert "Hint: Variances add up, not standard deviations." in out
    assert "may be written with `sigma` and arithmetic alone" in out
    assert "Entries that are not right are marked by x: . . / x ." in out
    assert "is true, but not by `algebra`: it is `def:sigma`." in out


def test_formula_that_cannot_be_read_is_told_with_its_place(check):
    done = check(with_body("variance", 'return "n sigma^"'))

    assert done.code == 1
    assert "cannot read the formula at character" in " ".join(done.out.split())


@pytest.mark.parametrize(
    "text", ["Var(y) = n sigma^2", r"\\mathrm{Var}[y] = n \\sigma^2", "v = n*sigma^2 = sigma*n*sigma"]
)
def test_name_that_a_student_gives_the_answer_costs_nothing(check, text):
    done = check(with_body("variance", f'return "{text}"'))

    assert re.search(r"variance +2 of 2 +correct", done.out)


def test_call_that_is_shown_can_be_pasted_into_python(check):
    done = check(with_body("variance", "return n"), "--format", "json")

    (finding,) = [
        finding
        for item in json.loads(done.out)["submissions"][0]["items"]
        for finding in item["findings"]
        if finding["call"]
    ]
    scope = {}
    exec(f"import sympy\n{with_body('variance', 'return n')}\nvalue = {finding['call']}", scope)
    assert str(scope["value"]) == "n"


# ---- what is loaded --------------------------------------------------------------------------------------------

PROBE = """\
import os, sys
from checker.cli import main

def tell(code, end=os._exit, grader=os.getpid()):
    if os.getpid() != grader:
        end(code)
    print("loaded:", *(name for name in ("sympy", "flint") if name in sys.modules), file=sys.stderr, flush=True)
    sys.stdout.flush()
    end(code)

os._exit, sys.argv = tell, ["checker", "check", *sys.argv[1:]]
main()
"""
"""a `checker check` that tells at its end what it has in memory; it ends without cleaning up"""


def loaded(course, folder, name, source):
    """Which of the libraries of formulas the process of `checker check` has in memory when it ends."""
    path = write(folder / name, source)
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(path)],
        env={**ENVIRONMENT, "CHECKER_COURSE": str(course)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    (words,) = re.findall(r"^loaded:(.*)$", done.stderr, re.MULTILINE)
    return done.stdout, set(words.split())


def test_numbers_are_checked_without_loading_what_formulas_need(course, tmp_path):
    out, names = loaded(course, tmp_path, "num.py", "def double(x):\n    return 2 * x\n")

    assert "1 of 1 points" in out
    assert names == set()


def test_formulas_are_checked_with_what_they_need(course, tmp_path):
    out, names = loaded(course, tmp_path, "alg.py", RIGHT)

    assert "12 of 12 points" in out
    assert {"flint", "sympy"} <= names


# ---- verify ----------------------------------------------------------------------------------------------------


def test_verify_holds_formulas_and_derivations_against_the_contract(course):
    done = checker("verify", cwd=course)

    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("5 items, 0 complaints\n")


PLANTED = {
    "a misconception that is right": (
        PROBLEMS.replace("return n * sigma\n", "return n * sigma * sigma\n"),
        "no case rejects the misconception `deviation`",
    ),
    "a reference with a wrong step": (
        PROBLEMS.replace('("exp_law", E(x) / (1 + E(x)))', '("exp_law", E(x) / (1 - E(x)))'),
        "the reference fails on its own cases: The answer has a fault in step 2",
    ),
    "a reference with a step that is too big": (
        PROBLEMS.replace('("def:sigma", 1 / (1 + E(-x))), ', ""),
        "the reference fails on its own cases: The answer has a fault in step 1",
    ),
}


@pytest.mark.parametrize(("module", "words"), PLANTED.values(), ids=PLANTED)
def test_verify_finds_what_is_to_be_mended(tmp_path, module, words):
    folder = write_course(tmp_path)
    write(folder / "problems" / "alg" / "algebra.py", module)

    done = checker("verify", "alg", cwd=folder)

    assert (done.code, done.err) == (1, "")
    assert words in " ".join(done.out.split())


# ---- grade -----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="strangers are graded on Linux alone")
def test_class_is_graded_though_one_of_them_sends_bombs(course, tmp_path):
    bombs = "".join(
        f"def {name}({arguments}):\n    {body}\n\n\n"
        for name, arguments, body in (
            ("variance", "n, sigma", 'return "10**10**10**10**10"'),
            ("slope", "x, sigma", "for _ in range(20): x = sigma(x) ** x\n    return x"),
            ("jacobian", "x, y", "return __import__('sympy').Add(*[x**i for i in range(10**5)])"),
            ("chain", "x, H", "while True: pass"),
        )
    )
    for name, source in {"anna": RIGHT, "ben": bombs, "carl": TYPED, "dora": WRONG}.items():
        write(tmp_path / "class" / name / "alg.py", source)

    done = checker(
        "grade", "class", "--trust-submissions", "--out", "reports", cwd=tmp_path, CHECKER_COURSE=str(course)
    )

    (report,) = (tmp_path / "reports").rglob("*.json")
    results = {one["id"]: one for one in json.loads(report.read_text())["submissions"]}
    assert done.code == 0
    assert {name: results[name]["score"] for name in results} == {"anna": 12, "ben": 0, "carl": 12, "dora": 5.5}
    assert {item["outcome"] for item in results["ben"]["items"]} <= {
        "unusable",
        "wrong",
        "timed out",
        "raised",
    }
