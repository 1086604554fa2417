"""One submission after another in this process, and what a process of its own costs."""

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from checker.engine.backend import Work
from checker.engine.here import Here
from checker.engine.task import Grader
from checker.sandbox.confinement import Confinement
from checker.sandbox.wire import Limits
from checker.submission.model import Submission
from tests.benchmarks.classes import NUMERIC_COURSE as COURSE
from tests.benchmarks.classes import ROOT
from tests.benchmarks.floors import Floor
from tests.benchmarks.measuring import FULL, Size, table

SOURCE = (COURSE / "submission.py").read_bytes()


def single(size: Size) -> None:
    """One submission of eight questions, the layers around it, the self-check, memory, and Homework 3."""
    here = Here(Work(str(COURSE), "benchmark"))
    grader = here.prepare("bench")
    submission = Submission("ada", "bench", "bench.py", SOURCE)
    result = grader.grade(submission)
    assert result.is_full, result
    calls = sum(len(question.cases) for question in grader.plan.questions)
    print(
        f"a submission of {len(grader.plan.questions)} questions and {calls} calls; "
        f"Python {sys.version.split()[0]}, numpy {np.__version__}; sandbox: {', '.join(grader.sandbox.layers)}\n"
    )
    scale = 1 if size == FULL else 10
    grading(grader, submission, scale)
    layers(100 // scale)
    self_check(25 // scale)
    memory(grader, submission, 1000 // scale)
    here.close()
    homework(max(15 // scale, 2))


# ---- one submission --------------------------------------------------------------------------------------------


def grading(grader: Grader, submission: Submission, scale: int) -> None:
    """One submission: without isolation, in the sandbox, and in a process of its own."""
    encoder = msgspec.json.Encoder()
    floor = Floor(grader.plan)
    rows: dict[str, Callable[[], object]] = {
        "floor: the same calls in this process, no isolation": lambda: floor.run(SOURCE),
        "warm grading: sandbox, judging and JSON": lambda: encoder.encode(grader.grade(submission)),
    }
    table("one submission", rows, rounds=200 // scale, warm=20)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE)
        command = [sys.executable, str(script), str(COURSE)]
        rows["a bare python process that does the same"] = lambda: subprocess.run(command, check=True)
        table("one submission, beside a bare process", rows, rounds=max(15 // scale, 2), warm=1)


BARE = """
import sys, pathlib, numpy as np
course = pathlib.Path(sys.argv[1])
namespace = {}
exec((course / "submission.py").read_text(), namespace)
rng = np.random.default_rng(1)
for n in range(3, 13):
    x, a, W, X = rng.normal(size=n), rng.normal(size=n), rng.normal(size=(n, 4)), rng.normal(size=(n, 5))
    y = np.eye(n)[1]
    e = np.exp(a - a.max())
    for name, inputs, want in (
        ("relu", (x,), np.maximum(x, 0)),
        ("class_probabilities", (a,), e / e.sum()),
        ("logistic", (x,), 1 / (1 + np.exp(-x))),
        ("cross_entropy_grad", (a, y), e / e.sum() - y),
        ("affine", (W, W[0], x), W @ W[0] + x),
        ("row_means", (X,), X.mean(axis=1)),
        ("mean_squared_error", (x, y), np.mean((x - y) ** 2)),
        ("squared_distances", (X,), ((X[:, None] - X[None]) ** 2).sum(-1)),
    ):
        assert np.allclose(namespace[name](*inputs), want)
"""


# ---- the layers ------------------------------------------------------------------------------------------------


def layers(rounds: int) -> None:
    """What each layer of the sandbox adds to a fork of this process."""
    confinement = Confinement(Limits())
    rows: dict[str, Callable[[], object]] = {"fork and exit": lambda: forked(confinement, ())}
    for number in range(1, len(confinement.layers) + 1):
        some = confinement.layers[:number]
        rows[f"+ {some[-1]}"] = lambda some=some: forked(confinement, some)  # type: ignore[misc]
    table("layers of the sandbox, one added to the other", rows, rounds=rounds, warm=5)


def forked(confinement: Confinement, some: tuple[str, ...]) -> None:
    """Fork a child that applies those layers and exits."""
    child = os.fork()
    if child == 0:
        try:
            for layer in some:
                confinement.apply_layer(layer)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


# ---- the self-check --------------------------------------------------------------------------------------------


def self_check(rounds: int) -> None:
    """`checker check` of a numeric file, against the import of numpy alone."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.pop("OPENBLAS_NUM_THREADS", None)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.py"
        file.write_bytes(SOURCE)
        check = [sys.executable, "-m", "checker", "check", str(file), "--course", str(COURSE)]
        numpy = [sys.executable, "-c", "import numpy"]
        rows: dict[str, Callable[[], object]] = {
            'python -c "import numpy"': lambda: subprocess.run(numpy, check=True, env=environment),
            "checker check bench.py": lambda: subprocess.run(
                check, check=True, env=environment, stdout=subprocess.DEVNULL
            ),
        }
        table("the self-check, a whole process", rows, rounds=rounds, warm=2)


# ---- memory ----------------------------------------------------------------------------------------------------


def memory(grader: Grader, submission: Submission, count: int) -> None:
    """Memory of the grader's process over that many submissions."""
    marks = {}
    looks = [count * share // 10 for share in (1, 4, 7, 10)]
    for number in range(1, count + 1):
        source = submission.source + f"\n# {number}\n".encode()
        grader.grade(Submission(f"student{number}", "bench", "bench.py", source))
        if number in looks:
            gc.collect()
            marks[number] = resident_kib()
    print("memory of the grader, MiB resident")
    first = marks[looks[0]]
    for number, kib in marks.items():
        print(f"  after {number:5} submissions {kib / 1024:8.1f}   {kib / first:6.3f} times the first {looks[0]}")
    print()


def resident_kib() -> int:
    """Resident memory of this process, in KiB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


# ---- a whole homework ------------------------------------------------------------------------------------------


def homework(rounds: int) -> None:
    """Homework 3 of the example class, all 56 items of it."""
    here = Here(Work(str(ROOT), "benchmark"))
    grader = here.prepare("hw3")
    source = (ROOT / "submissions_example" / "ada-brandt" / "hw3.py").read_bytes()
    submission = Submission("ada-brandt", "hw3", "hw3.py", source)
    floor = Floor(grader.plan)
    rows: dict[str, Callable[[], object]] = {
        "floor: the same calls, compared at one point": lambda: floor.run(source),
        "warm grading: sandbox and judging": lambda: grader.grade(submission),
    }
    plan = grader.plan
    table(f"Homework 3, {len(plan.questions)} items, {len(plan.calls)} calls", rows, rounds=rounds, warm=2)
    here.close()
