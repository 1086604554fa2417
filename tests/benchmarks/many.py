"""A class: submissions a second, one job against two, and what one of ten thousand costs beside one of 500."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import islice
from pathlib import Path

from msgspec import Struct

from checker.engine.backend import Work
from checker.engine.here import Here
from tests.benchmarks.classes import NUMERIC, NUMERIC_COURSE, REAL, ROOT, Handed, class_of, write
from tests.benchmarks.floors import Floor
from tests.benchmarks.measuring import Size, in_turns, one_core, ratio, show
from tests.benchmarks.peaks import Peaks

FINE = (0, 3)
"""exit codes of a class that was graded; 3 where something waits for staff"""


def many(size: Size) -> None:
    """Throughput in one process, then of the whole command, then growth."""
    for assignment in (NUMERIC, *REAL):
        throughput(assignment, size)
    jobs(size)
    growth(size)


# ---- in one process --------------------------------------------------------------------------------------------


def throughput(assignment: str, size: Size) -> None:
    """Warm grading of a class, one submission judged while the next one runs, against the bare calls."""
    folder = NUMERIC_COURSE if assignment == NUMERIC else ROOT
    spread, narrow = (Here(Work(str(folder), "benchmark")) for _ in range(2))
    floor = Floor(spread.prepare(assignment).plan)
    with one_core():
        narrow.prepare(assignment)
    rows: dict[str, Callable[[list[Handed]], object]] = {
        "floor: the same calls in this process, no isolation": lambda block: floor.run_all(
            handed.text.encode() for handed in block
        ),
        "warm grading, on all cores": lambda block: graded(spread, block),
        "warm grading, on one core": lambda block: graded_on_one_core(narrow, block),
    }
    times = in_turns(rows, blocks(class_of(assignment, size.students), size.block), warm=1)
    show(
        f"{assignment}: a class of {size.students} in blocks of {size.block}, a submission",
        times,
        each=size.block,
    )
    spread.close()
    narrow.close()


def blocks(handed: Iterator[Handed], length: int) -> Iterator[list[Handed]]:
    """The class in blocks of that many."""
    while len(block := list(islice(handed, length))) == length:
        yield block


def graded(here: Here, block: list[Handed]) -> None:
    """Grade a block, and keep nothing."""
    deque(here.grade(enumerate(handed.submission for handed in block)), maxlen=0)


def graded_on_one_core(here: Here, block: list[Handed]) -> None:
    """The same, while the grader has but one core; its fork server was started so."""
    with one_core():
        graded(here, block)


# ---- the whole command -----------------------------------------------------------------------------------------


class Ran(Struct, frozen=True):
    """What a run of `checker grade` took."""

    seconds: float
    peaks: dict[str, int]
    """highest resident memory in KiB, by what the process is for"""


def jobs(size: Size) -> None:
    """`checker grade` of a numeric class with one job and with two, whole and without what it takes to start."""
    ways = {"1 job on one core": (1, True), "1 job, all cores": (1, False), "2 jobs, all cores": (2, False)}
    whole: dict[str, list[float]] = {way: [] for way in ways}
    alone: dict[str, list[float]] = {way: [] for way in ways}
    with written(1) as one, written(size.students) as folder:
        for _ in range(size.repeats):
            for way, (count, is_narrow) in ways.items():
                with one_core() if is_narrow else nullcontext():
                    alone[way].append(fresh(one, count).seconds)
                    whole[way].append(fresh(folder, count).seconds)
    first = next(iter(ways))
    net = {way: [a - b for a, b in zip(whole[way], alone[way], strict=True)] for way in ways}
    print(f"checker grade, a numeric class of {size.students}, {size.repeats} runs of each")
    print(f"  {'':30} {'seconds':>9} {'start':>7} {'a second':>9} {'speed':>7} {'without start':>14}")
    for way in ways:
        seconds = statistics.median(whole[way])
        print(
            f"  {way:30} {seconds:9.2f} {statistics.median(alone[way]):7.2f} {size.students / seconds:9.1f} "
            f"{ratio(whole[first], whole[way]):7.2f} {ratio(net[first], net[way]):14.2f}"
        )
    print(flush=True)


def growth(size: Size) -> None:
    """Time and memory a submission in a small class and in a large one, graded and known."""
    counts = (1, size.few, size.many)
    runs: dict[tuple[int, bool], list[Ran]] = {(count, known): [] for count in counts for known in (False, True)}
    with written(1) as one, written(size.few) as few, written(size.many) as large:
        for _ in range(size.repeats):
            for count, folder in zip(counts, (one, few, large), strict=True):
                with tempfile.TemporaryDirectory() as scratch:
                    runs[count, False].append(run(folder, 2, Path(scratch)))
                    runs[count, True].append(run(folder, 2, Path(scratch)))
    for known in False, True:
        print_growth(runs, counts, known=known)
    print_memory(runs, counts)


def print_growth(runs: dict[tuple[int, bool], list[Ran]], counts: tuple[int, ...], *, known: bool) -> None:
    """Milliseconds a submission without the start, and their ratio."""
    title = "all known from the gradebook" if known else "graded"
    print(f"checker grade --jobs 2, {title}, without the start; milliseconds a submission")
    start, *others = ([ran.seconds for ran in runs[count, known]] for count in counts)
    each = {
        count: [1000 * (seconds - alone) / (count - 1) for seconds, alone in zip(taken, start, strict=True)]
        for count, taken in zip(counts[1:], others, strict=True)
    }
    few = each[counts[1]]
    for count, figures in each.items():
        print(f"  class of {count:6,} {statistics.median(figures):9.2f}   {ratio(figures, few):6.3f} times")
    print(f"  the start      {1000 * statistics.median(start):9.0f}\n", flush=True)


def print_memory(runs: dict[tuple[int, bool], list[Ran]], counts: tuple[int, ...]) -> None:
    """Highest resident memory of each kind of process, and its ratio."""
    peaks = {
        count: highest([ran for known in (False, True) for ran in runs[count, known]]) for count in counts[1:]
    }
    few, large = counts[1:]
    print("highest resident memory of a process, MiB")
    for kind in sorted(peaks[large]):
        before, after = peaks[few].get(kind, 0) / 1024, peaks[large][kind] / 1024
        times = f"{after / before:6.3f} times" if before else ""
        print(f"  {kind:14} {before:8.1f} at {few:,}   {after:8.1f} at {large:,}   {times}")
    print(flush=True)


def highest(ran: list[Ran]) -> dict[str, int]:
    """The highest peak of each kind of process."""
    kinds = {kind for one in ran for kind in one.peaks}
    return {kind: max(one.peaks.get(kind, 0) for one in ran) for kind in kinds}


@contextmanager
def written(count: int) -> Iterator[Path]:
    """A numeric class of that many on disk."""
    with tempfile.TemporaryDirectory() as folder:
        yield write(Path(folder), class_of(NUMERIC, count))


def fresh(folder: Path, count: int) -> Ran:
    """Grade a class into a gradebook of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        return run(folder, count, Path(scratch))


def run(folder: Path, count: int, scratch: Path) -> Ran:
    """Run `checker grade` with that many jobs; reports and gradebook go to the scratch folder."""
    command = [sys.executable, "-m", "checker", "grade", str(folder), "--course", str(NUMERIC_COURSE)]
    command += [
        "--jobs",
        str(count),
        "--out",
        str(scratch / "reports"),
        "--gradebook",
        str(scratch / "grades.db"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CHECKER_SECRET": "benchmark"}
    started = time.perf_counter()
    with (scratch / "said.txt").open("wb") as said:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        peaks = Peaks(process.pid)
        peaks.watch(lambda: process.poll() is None)
    seconds = time.perf_counter() - started
    assert process.returncode in FINE, (scratch / "said.txt").read_text()
    return Ran(seconds, peaks.kib)
