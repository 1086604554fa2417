"""How long grading takes and how much memory it keeps, against baselines of the same run.

`python -m tests.benchmarks` prints a table. All rows of a table are measured in turn, round after round, so that
a machine whose speed drifts treats them alike; ratios are medians of the ratios of single rounds.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import sympy

from checker.engine.backend import Work
from checker.engine.here import Here
from checker.engine.task import Grader
from checker.sandbox.confinement import Confinement
from checker.sandbox.wire import Limits
from checker.submission.model import Submission

COURSE = Path(__file__).parent / "course"
SOURCE = (COURSE / "submission.py").read_bytes()
ROOT = Path(__file__).parents[2]


def main() -> None:
    """Measure everything, and print it."""
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
    grading(grader, submission)
    layers()
    self_check()
    memory(grader, submission)
    here.close()
    homework()


# ---- one submission --------------------------------------------------------------------------------------------


def grading(grader: Grader, submission: Submission) -> None:
    """One submission: without isolation, in the sandbox, and in a process of its own."""
    encoder = msgspec.json.Encoder()
    floor = Floor(grader)
    rows: dict[str, Callable[[], object]] = {
        "floor: the same calls in this process, no isolation": floor.run,
        "warm grading: sandbox, judging and JSON": lambda: encoder.encode(grader.grade(submission)),
    }
    table("one submission", rows, rounds=200, warm=20)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE)
        command = [sys.executable, str(script), str(COURSE)]
        rows["a bare python process that does the same"] = lambda: subprocess.run(command, check=True)
        table("one submission, beside a bare process", rows, rounds=15, warm=1)


class Floor:
    """What no grader can undercut: run the file, make the calls, compare with numpy."""

    def __init__(self, grader: Grader) -> None:
        self.work = [
            (question.item.function, list(case.inputs.values()), want)
            for question in grader.plan.questions
            for case, want in zip(question.cases, question.expected, strict=True)
        ]

    def run(self) -> int:
        """Grade the submission; the number of right answers."""
        module: dict[str, object] = {}
        exec(compile(SOURCE, "submission.py", "exec"), module)
        right = 0
        for function, inputs, want in self.work:
            got = module[function](*[value.copy() for value in inputs])  # type: ignore[operator]
            right += bool(np.allclose(got, want, rtol=1e-6, atol=1e-9))
        return right


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


def layers() -> None:
    """What each layer of the sandbox adds to a fork of this process."""
    confinement = Confinement(Limits())
    rows: dict[str, Callable[[], object]] = {"fork and exit": lambda: forked(confinement, ())}
    for number in range(1, len(confinement.layers) + 1):
        some = confinement.layers[:number]
        rows[f"+ {some[-1]}"] = lambda some=some: forked(confinement, some)  # type: ignore[misc]
    table("layers of the sandbox, one added to the other", rows, rounds=100, warm=5)


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


def self_check() -> None:
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
        table("the self-check, a whole process", rows, rounds=25, warm=2)


# ---- memory ----------------------------------------------------------------------------------------------------


def memory(grader: Grader, submission: Submission) -> None:
    """Memory of the grader's process over a thousand submissions."""
    marks = {}
    for number in range(1, 1001):
        source = submission.source + f"\n# {number}\n".encode()
        grader.grade(Submission(f"student{number}", "bench", "bench.py", source))
        if number in (100, 400, 700, 1000):
            gc.collect()
            marks[number] = resident_kib()
    print("memory of the grader, MiB resident")
    for number, kib in marks.items():
        print(f"  after {number:5} submissions {kib / 1024:8.1f}   {kib / marks[100]:6.3f} times the first 100")


def resident_kib() -> int:
    """Resident memory of this process, in KiB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


# ---- a whole homework ------------------------------------------------------------------------------------------


def homework() -> None:
    """Homework 3 of the example class, all 56 items of it, and the class itself."""
    here = Here(Work(str(ROOT), "benchmark"))
    grader = here.prepare("hw3")
    source = (ROOT / "submissions_example" / "ada-brandt" / "hw3.py").read_bytes()
    submission = Submission("ada-brandt", "hw3", "hw3.py", source)
    floor = HomeworkFloor(grader, source)
    rows: dict[str, Callable[[], object]] = {
        "floor: the same calls, compared at one point": floor.run,
        "warm grading: sandbox and judging": lambda: grader.grade(submission),
    }
    table(
        f"Homework 3, {len(grader.plan.questions)} items, {len(grader.plan.calls)} calls", rows, rounds=15, warm=2
    )
    here.close()
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "checker",
            "grade",
            "submissions_example",
            "--out",
            folder,
            "--jobs",
            "2",
        ]
        started = time.perf_counter()
        subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
        print(f"the example class of four assignments, two processes: {time.perf_counter() - started:.1f} s")


class HomeworkFloor:
    """What no grader can undercut that compares at all: run the file, make the calls, look at one point.

    Arrays are compared by NumPy; formulas, and each step of a derivation, by SymPy at one point: no proof of any.
    """

    def __init__(self, grader: Grader, source: bytes) -> None:
        self.questions, self.source = grader.plan.questions, source
        self.wanted = {
            question.item.id: [case.apply(question.item.reference) for case in question.cases]
            for question in self.questions
            if question.item.kind in ("symbolic", "derivation")
        }

    def run(self) -> int:
        """Grade the submission; the number of comparisons."""
        module: dict[str, object] = {}
        exec(compile(self.source, "hw3.py", "exec"), module)
        count = 0
        for question in self.questions:
            function = module[question.item.function]
            for number, case in enumerate(question.cases):
                got = case.apply(function)  # type: ignore[arg-type]
                if question.item.id in self.wanted:
                    self.look(got, self.wanted[question.item.id][number])
                elif isinstance(want := question.expected[number], np.ndarray | float):
                    np.allclose(got, want, rtol=1e-6, atol=1e-9)
                count += 1
        return count

    def look(self, got: object, want: object) -> None:
        """Evaluate both sides of every equality at one point."""
        lines = (
            [line[1] if isinstance(line, tuple) else line for line in got]
            if isinstance(got, list)
            else [got, want]
        )
        for line in lines:
            for formula in line if isinstance(line, tuple) else [line]:
                sympy.N(sympy.sympify(formula).subs(dict.fromkeys(getattr(formula, "free_symbols", ()), POINT)))


POINT = sympy.Rational(3, 7)


# ---- measuring -------------------------------------------------------------------------------------------------


def table(title: str, rows: dict[str, Callable[[], object]], *, rounds: int, warm: int) -> None:
    """Time the rows in turn; medians, and ratios to the first row round by round."""
    times: dict[str, list[float]] = {name: [] for name in rows}
    for number in range(-warm, rounds):
        for name, run in rows.items():
            started = time.perf_counter()
            run()
            if number >= 0:
                times[name].append(time.perf_counter() - started)
    first = next(iter(rows))
    print(f"{title}: {rounds} rounds, milliseconds")
    print(f"  {'':55} {'median':>8} {'min':>8} {'max':>8} {'ratio':>7}")
    for name, values in times.items():
        ratio = statistics.median(a / b for a, b in zip(values, times[first], strict=True))
        figures = [statistics.median(values), min(values), max(values)]
        print(f"  {name:55} " + " ".join(f"{1000 * value:8.2f}" for value in figures) + f" {ratio:7.2f}")
    print()


if __name__ == "__main__":
    main()
