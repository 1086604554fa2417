"""Formulas and derivations through the real sandbox: what explodes costs only its own item."""

import sys

import pytest

from checker.engine.backend import Work
from checker.engine.entry import entry_of, result_of
from checker.engine.here import Here
from checker.submission.model import Submission
from checker.verdict import Outcome
from tests.engine.algebra import RIGHT, TYPED, WRONG, with_body, write_course
from tests.engine.tiny import by_function

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="paths and sockets are those of POSIX")


@pytest.fixture(scope="module")
def grade(tmp_path_factory):
    """Grade the texts of submissions, one after another, with one sandbox."""
    course = write_course(tmp_path_factory.mktemp("algebra"))
    here = Here(Work(str(course), "seed of the tests", trust_submissions=True))

    def graded(*sources):
        handed_in = [Submission(f"s{i}", "alg", "alg.py", text.encode()) for i, text in enumerate(sources)]
        done = list(here.grade(enumerate(handed_in)))
        assert [fault for one in done for fault in one.faults] == []
        return [result_of(entry_of(handed_in[one.index], None), one.judgement) for one in done]

    yield graded
    here.close()


@pytest.mark.parametrize("source", [RIGHT, TYPED], ids=["SymPy", "texts"])
def test_right_submission_earns_all(grade, source):
    (result,) = grade(source)

    assert [(item.function, item.outcome.value) for item in result.items] == [
        (name, "correct") for name in ("variance", "slope", "jacobian", "chain")
    ]
    assert result.is_full


def test_wrong_submission_earns_what_is_right_in_it_and_is_told_the_rest(grade):
    (result,) = grade(WRONG)

    items = by_function(result)
    assert {name: item.points for name, item in items.items()} == {
        "variance": 0.5,
        "slope": 0.0,
        "jacobian": 3.0,
        "chain": 2.0,
    }
    assert items["variance"].findings[0].hint == "Variances add up, not standard deviations."
    assert items["slope"].findings[0].hint == "The question asks for sigma only."
    assert items["jacobian"].findings[-1].message == "Entries that are not right are marked by x: . . / x ."
    assert "is true, but not by `algebra`: it is `def:sigma`." in items["chain"].findings[0].message


BOMBS = {
    "a tower typed": ("variance", 'return "10**10**10"'),
    "a higher tower typed": ("variance", 'return "10**10**10**10**10"'),
    "a tower of SymPy's": (
        "variance",
        "import sympy\nten = sympy.Integer(10)\nreturn sympy.Pow(ten, sympy.Pow(ten, ten, evaluate=False), "
        "evaluate=False)",
    ),
    "a power that Python computes": ("variance", "return n * 10**10**10"),
    "twenty levels of powers": ("variance", "for _ in range(20):\n    n = n**n\nreturn n"),
    "twenty levels of exponentials": (
        "variance",
        "import sympy\nfor _ in range(20):\n    n = sympy.exp(n)\nreturn n",
    ),
    "a thousand levels": ("variance", "import sympy\nfor _ in range(1000):\n    n = sympy.sin(n)\nreturn n"),
    "a hundred thousand terms": (
        "variance",
        "import sympy\nreturn sympy.Add(*sympy.symbols('a:100000'), evaluate=False)",
    ),
    "ten thousand powers": ("variance", "import sympy\nreturn sympy.Add(*[n**i for i in range(10000)])"),
    "a sum of 10^9 terms": (
        "variance",
        "import sympy\nk = sympy.Symbol('k')\nreturn sympy.Sum(sympy.sin(k * n), (k, 1, 10**9))",
    ),
    "a text of many brackets": ("variance", 'return "(" * 5000 + "n" + ")" * 5000'),
    "a text of a megabyte": ("variance", 'return "n+" * 500000 + "n"'),
    "a high power of a sum": ("variance", "return (n + sigma + 1)**1000000"),
    "an endless loop": ("variance", "while True:\n    pass"),
    "a large matrix": ("jacobian", "import sympy\nreturn sympy.ones(300, 300) * x"),
    "a matrix of towers": ("jacobian", 'return [["10**10**10", "y"], ["x", "x**x**x**x"]]'),
    "a chain of towers": ("chain", "e = x\nfor _ in range(20):\n    e = H.exp(e)\nreturn [H.sigma(x), e, e]"),
    "a chain of many lines": ("chain", "return [H.sigma(x)] * 100000"),
    "a chain of high powers": (
        "chain",
        "E = H.exp\nreturn [H.sigma(x), (1 + E(x))**100000 / (1 + E(x))**100000 * H.sigma(x), E(x) / (1 + E(x))]",
    ),
    "a chain in a chain": ("chain", "c = []\nc.append(c)\nreturn [c, c]"),
    "a chain of Nones": ("chain", "return [None, None, None]"),
}


@pytest.mark.parametrize(
    ("name", "body"),
    [pytest.param(*row, id=id) for id, row in BOMBS.items()],
)
def test_bomb_costs_its_own_item_alone(grade, name, body):
    bombed, honest = grade(with_body(name, body), RIGHT)

    items = by_function(bombed)
    bomb = items.pop(name)
    assert {item.outcome for item in items.values()} == {Outcome.CORRECT}
    assert bomb.points < bomb.max_points
    assert bomb.outcome not in (Outcome.CORRECT, Outcome.OUR_FAULT)
    assert bomb.findings[0].message
    assert all(len(f.message) < 2000 and "Traceback" not in f.message for f in bomb.findings)
    assert honest.is_full


def test_endless_loop_is_told_as_one(grade):
    (result,) = grade(with_body("chain", "while True:\n    pass"))

    item = by_function(result)["chain"]
    assert item.outcome is Outcome.TIMED_OUT
    assert "endless loop" in item.findings[0].message


def test_symbols_of_a_name_that_look_alike_are_not_mixed_up(grade):
    (result,) = grade(with_body("variance", "import sympy\nreturn sympy.Symbol('n') * sympy.Symbol('Sigma')**2"))

    item = by_function(result)["variance"]
    assert item.outcome is Outcome.WRONG
    assert item.findings[0].message == (
        "The answer contains `Sigma`, which is not among the symbols that were given: `n`, `sigma`."
    )
