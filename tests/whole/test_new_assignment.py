"""A teacher adds an assignment of their own: a folder, two modules, one line of settings, and no line of ours.

Every command is the real one. The course lies in a folder of its own, with its problems under another name.
"""

import csv
import json

import jsonschema
import pytest

from checker.reports.json import schema_text
from tests.cli.commands import checker as run
from tests.engine.tiny import write

SETTINGS = """\
course: Statistics
problems: my_problems
limits: {call_seconds: 1, load_seconds: 5}
assignments:
  sheet5:
    title: Sheet 5
    team: 2
    points: {2b: 3}
"""

MOMENTS = '''\
"""Moments of a sample."""

import numpy as np

from checker import Exercise, Lines, Note, Rng, case, normal

exercise = Exercise(
    "sheet5.1", title="Moments", source="Sheet 5, question 1", points={"a": 4, "b": 2, "c": 2}
)


@exercise.numeric("a", points=4, answer="the mean, then the mean of the squared distances from it")
def moments(x):
    """Mean and variance of a sample.

    Args:
      x: real array of shape `(n,)`.

    Returns:
      dict with the numbers `mean` and `variance`, the second with the divisor n.
    """
    mean = x.sum() / len(x)
    return {"mean": mean, "variance": ((x - mean) ** 2).sum() / len(x)}


@moments.cases
def _(rng):
    for n in 3, 5:
        yield case(x=normal(rng, n) + 2)


@moments.formula
def _(sp, x):
    n = sp.Integer(len(x))
    return {"mean": sum(x) / n, "variance": sum(v**2 for v in x) / n - (sum(x) / n) ** 2}


@moments.follows
def _(answer, x):
    return {"variance": ((x - answer["mean"]) ** 2).sum() / len(x)}


@moments.misconception
def unbiased(x):
    """The divisor here is n: how many distances are there?"""
    return {"mean": x.mean(), "variance": x.var(ddof=1)}


@exercise.numeric("b", points=2, answer="cumulative sums over the counts")
def running_mean(x):
    """Mean of the first entries, for each length.

    Args:
      x: real array of shape `(n,)`.

    Returns:
      real array of shape `(n,)`.
    """
    return np.cumsum(x) / np.arange(1, len(x) + 1)


@running_mean.cases
def _(rng):
    yield case(x=normal(rng, 4))
    yield case(x=normal(rng, 9))


@running_mean.picture
def _(answers, cases):
    return Lines(title="Running mean", x_label="n", y_label="mean", x=range(1, 10), lines={"yours": answers[1]})


@exercise.witness("c", points=2, answer="rng.uniform(size=n)")
def uniform_sample(rng, n):
    """A sample of the uniform distribution on [0, 1].

    Args:
      rng: NumPy's random generator, to draw from.
      n: how many numbers.

    Returns:
      real array of shape `(n,)`.
    """
    return rng.uniform(size=n)


@uniform_sample.cases
def _(rng):
    for _ in range(10):
        yield case(rng=Rng(int(rng.integers(10**6))), n=100)


@uniform_sample.accepts
def _(answer, case):
    if not isinstance(answer, np.ndarray) or answer.shape != (case["n"],) or answer.dtype.kind != "f":
        return f"The answer should be a real array of shape ({case['n']},)."
    if not (0 <= answer.min() and answer.max() <= 1):
        return "Not all numbers lie in [0, 1]."
    return Note("Drawn with replacement from a grid.") if len(np.unique(answer)) < 50 else None


@uniform_sample.accepts_together
def _(answers, cases):
    mean = np.mean(answers)
    if abs(mean - 0.5) < 0.06 and len({float(a[0]) for a in answers}) == 1:
        return "Every generator gave the same numbers."
    return None if abs(mean - 0.5) < 0.06 else f"The mean of all numbers is {mean:.2f}, far from 0.5."


@uniform_sample.misconception
def squares(rng, n):
    """Squares of uniform numbers are smaller: are they still uniform?"""
    return rng.uniform(size=n) ** 2
'''

LIKELIHOOD = '''\
"""Likelihood of a sample."""

from checker import Exercise, Heads, Symbol, case

exercise = Exercise(
    "sheet5.2", title="Likelihood", source="Sheet 5, question 2", points={"a": 2, "b": 2, "c": 1}
)


@exercise.symbolic("a", points=2, answer="k/p - (n - k)/(1 - p)", domain={
    "n": "positive integer", "k": "positive integer", "p": "unit interval"})
def score(n, k, p):
    """Derivative in p of the log-likelihood of k successes in n trials.

    Args:
      n: positive integer symbol.
      k: positive integer symbol.
      p: symbol between 0 and 1.

    Returns:
      a formula in n, k and p.
    """
    return k / p - (n - k) / (1 - p)


@score.misconception
def likelihood_sign(n, k, p):
    """The second term: which sign has the inner derivative of 1 - p?"""
    return k / p + (n - k) / (1 - p)


@exercise.derivation("b", points=2, answer="one law for each factor", rules=("log_law",))
def log_of_product(x, y, H):
    """Show that H.log(x * y) + H.log(x) is 2 H.log(x) + H.log(y).

    Args:
      x: positive symbol.
      y: positive symbol.
      H: functions to write with, `H.log`.

    Returns:
      list of expressions, each but the first with its rule: `log_law` or `algebra`.
    """
    return [
        H.log(x * y) + H.log(x),
        ("log_law", H.log(x) + H.log(y) + H.log(x)),
        ("algebra", 2 * H.log(x) + H.log(y)),
    ]


@log_of_product.cases
def _(rng):
    yield case(x=Symbol("x", "positive"), y=Symbol("y", "positive"), H=Heads(("log",)))


@exercise.essay("c", points=1, rubric=("the law of large numbers", "names what is constant"))
def consistency():
    """Why does the estimate come closer to p?

    Returns:
      a text of two or three sentences.
    """
    return "By the law of large numbers."
'''

ANNA = """\
# members: anna, ben
import numpy as np

def moments(x):
    return {"mean": np.mean(x), "variance": np.var(x)}

def running_mean(x):
    return [x[: i + 1].mean() for i in range(len(x))]

def uniform_sample(rng, n):
    return rng.random(n)

def score(n, k, p):
    return (k - n * p) / (p * (1 - p))

def log_of_product(x, y, H):
    return [
        H.log(x * y) + H.log(x),
        ("log_law", 2 * H.log(x) + H.log(y)),
    ]

def consistency():
    return "The mean of many <b>independent</b> terms\\nis close to its expectation."
"""
CARL = """\
import numpy as np

def moments(x):
    mean = np.median(x)                 # a slip, and rightly on from there
    return {"mean": mean, "variance": np.mean((x - mean) ** 2)}

def running_mean(x):
    return np.cumsum(x)

def uniform_sample(rng, n):
    return rng.uniform(size=n) ** 2

def score(n, k, p):
    return k / p + (n - k) / (1 - p)

def log_of_product(x, y, H):
    return [H.log(x * y) + H.log(x), ("log_law", H.log(x) + H.log(y))]

def consistency():
    return 42
"""
SECRETS = ("law of large numbers", "np.cumsum", "ddof", "(n - k)", "squared distances", "rng.uniform")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("statistics")
    write(folder / "grading.yaml", SETTINGS)
    write(folder / "my_problems" / "sheet5" / "moments.py", MOMENTS)
    write(folder / "my_problems" / "sheet5" / "likelihood.py", LIKELIHOOD)
    write(folder / "class" / "anna" / "sheet5.py", ANNA)
    write(folder / "class" / "carl" / "sheet5.py", CARL)
    return folder


@pytest.fixture(scope="module")
def started(course):
    """The blank file that students begin with."""
    assert run("start", "sheet5", cwd=course).code == 0
    return course / "sheet5.py"


@pytest.fixture(scope="module")
def graded(course):
    """What `checker grade` left of the class of two."""
    done = run("grade", "class", "--jobs", "1", cwd=course)
    assert done.code == 0, done.err
    return course / "reports"


@pytest.fixture(scope="module")
def results(graded):
    document = json.loads((graded / "results.json").read_text())
    jsonschema.Draft202012Validator(json.loads(schema_text())).validate(document)
    return {result["id"]: result for result in document["submissions"]}


def items_of(result):
    return {item["function"]: item for item in result["items"]}


def test_verify_finds_nothing_to_mend(course):
    done = run("verify", cwd=course)

    assert (done.code, done.err) == (0, ""), done.out
    rows = {row.split()[1].rstrip(":"): row for row in done.out.splitlines()[:-1]}
    assert list(rows) == [
        "sheet5.1a.moments", "sheet5.1b.running_mean", "sheet5.1c.uniform_sample", "sheet5.2a.score",
        "sheet5.2b.log_of_product", "sheet5.2c.consistency",
    ]  # fmt: skip
    assert "twin proved" in rows["sheet5.1a.moments"]
    assert rows["sheet5.2c.consistency"].endswith("for a person")
    assert done.out.endswith("6 items, 0 complaints\n")


def test_start_writes_stubs_with_examples_a_header_and_no_answer(started):
    text = started.read_text()

    compile(text, "sheet5.py", "exec")
    assert text.startswith('"""Sheet 5.\n\n6 functions to write, 14 points. ')
    assert "\nTeams of up to 2 hand in one file, which names them here, as in `members: anna, ben`.\n" in text
    assert text.count("\n# Example: ") == 5
    assert "# returns a dict: `mean` a number, `variance` a number\n" in text
    assert "# 2b: 3 points\n" in text
    assert not [secret for secret in SECRETS if secret in text]


def test_the_blank_file_earns_nothing(course, started):
    done = run("check", started.name, cwd=course)

    assert done.code == 1
    assert done.out.startswith("Sheet 5: 0 of 14 points\n\nNot answered yet: 1a moments (4), ")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sheet5.1a", "sheet5.1a  moments(x)  4 points\nMoments. Sheet 5, question 1.\n"),
        ("uniform_sample", "  uniform_sample(np.random.default_rng("),
        ("score", "  score(sympy.Symbol('n', integer=True, positive=True), "),
        ("2b", "\nRules: algebra, log_law\n"),
        ("sheet5.2c", "\nA person reads and scores this one.\n"),
        ("running_mean", "  returns an array of shape (4,)\n"),
    ],
)
def test_show_tells_what_is_asked(course, name, words):
    done = run("show", name, cwd=course)

    assert (done.code, done.err) == (0, "")
    assert words in done.out
    assert not [secret for secret in SECRETS if secret in done.out]


def test_check_tells_a_student_what_is_wrong(course):
    done = run("check", "class/carl/sheet5.py", cwd=course)

    told = " ".join(done.out.split())
    assert done.code == 1
    assert done.out.startswith("Sheet 5: 2 of 14 points\n")
    assert "Computed rightly from your own earlier entries, which counts: `variance`." in told
    assert "Hint: Squares of uniform numbers are smaller: are they still uniform?" in told
    assert "Hint: The second term: which sign has the inner derivative of 1 - p?" in told
    assert "The answer is a number, should be a text: return a string." in told


def test_check_of_one_part_looks_at_it_alone(course):
    done = run("check", "class/anna/sheet5.py", "--part", "2a", cwd=course)

    assert (done.code, done.out.startswith("Sheet 5: 2 of 2 points\n")) == (0, True)


def test_full_marks_but_for_what_a_person_reads(results):
    anna = results["anna"]

    assert (anna["status"], anna["score"], anna["waiting"], anna["max_score"]) == (
        "partly graded",
        13.0,
        1.0,
        14.0,
    )
    assert anna["members"] == ["anna", "ben"]
    assert {item["outcome"] for item in anna["items"]} == {"correct", "needs review"}
    essay = items_of(anna)["consistency"]
    assert essay["text"] == "The mean of many <b>independent</b> terms\nis close to its expectation."
    assert essay["rubric"] == ["the law of large numbers", "names what is constant"]


def test_slips_cost_what_they_should(results):
    carl = results["carl"]

    earned = {name: (item["outcome"], item["points"]) for name, item in items_of(carl).items()}
    assert (carl["status"], carl["score"], carl["waiting"]) == ("graded", 2.0, 0.0)
    assert earned["moments"] == ("partly correct", 2.0)
    assert earned["running_mean"] == ("wrong", 0.0)
    assert earned["uniform_sample"] == ("wrong", 0.0)
    assert earned["score"] == ("wrong", 0.0)
    assert earned["log_of_product"][1] == 0.0
    assert earned["consistency"] == ("unusable", 0.0)
    assert items_of(carl)["uniform_sample"]["findings"][0]["misconception"] == "squares"


def test_the_page_shows_the_essay_as_text_and_the_picture(graded):
    pytest.importorskip("matplotlib")
    page = (graded / "students" / "anna-sheet5.md").read_text()

    assert "```text\nThe mean of many <b>independent</b> terms\n" in page
    assert "![Running mean](anna-sheet5-running_mean.png)" in page
    assert (graded / "students" / "anna-sheet5-running_mean.png").read_bytes()[:4] == b"\x89PNG"
    assert "law of large numbers" not in page


def test_the_table_has_a_row_for_each_file_with_its_members(graded):
    rows = list(csv.DictReader((graded / "scores.csv").read_text().splitlines()))

    assert [(row["submission"], row["members"], row["score"]) for row in rows] == [
        ("anna", "anna; ben", "13"),
        ("carl", "carl", "2"),
    ]
    assert rows[0]["sheet5.1a.moments"] == "4"
