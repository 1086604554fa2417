"""Other graders on the same submissions, in one run with ours and with the floor.

They are looked for in the folder that the environment variable CHECKER_PEERS names, else beside this Python:

    python -m venv peers
    peers/bin/pip install otter-grader ipykernel nbgrader gradescope-utils pytest numpy
    CHECKER_PEERS=$PWD/peers/bin python -m tests.benchmarks peers

What is not there is named and left out. All of them make the same 80 calls and compare by the same function, and
have to give the marks that ours gives. None of them isolates; each runs as its users run it, with one thread for
linear algebra, which spares them more than it costs.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import msgspec

from checker.engine.backend import Work
from checker.engine.here import Here
from checker.engine.task import Grader
from checker.verdict import Outcome
from tests.benchmarks.classes import NUMERIC, NUMERIC_COURSE, ROOT, Handed, class_of
from tests.benchmarks.floors import Floor
from tests.benchmarks.measuring import Size, Times, in_turns, show
from tests.benchmarks.peers.gradescope import Gradescope
from tests.benchmarks.peers.material import Material, Peer, material_of
from tests.benchmarks.peers.nbgrader import Nbgrader
from tests.benchmarks.peers.otter import Otter
from tests.benchmarks.peers.pytest_files import Pytest

KINDS: dict[str, tuple[str, Callable[[Material], Peer]]] = {
    "pytest, a process": ("pytest", Pytest),
    "gradescope-utils, a process": ("gradescope_utils", Gradescope),
    "otter run": ("otter", Otter),
    "nbgrader autograde, one notebook": ("nbgrader", Nbgrader),
}
"""what a row is called, the module that has to be there, and how it is driven"""
OURS, FLOOR = "warm grading: sandbox, judging and JSON", "floor: the same calls in this process, no isolation"
AGAIN = 20
"""times that a fast row does its work in a round, so that it is not only measured waking up"""


def peers(size: Size) -> None:
    """Grade submissions of a class with everybody in turn."""
    here = Here(Work(str(NUMERIC_COURSE), "benchmark"))
    grader = here.prepare(NUMERIC)
    with tempfile.TemporaryDirectory() as folder:
        times = in_one_run(grader, Path(folder), list(readable(size.peers + 1)))
    here.close()
    for name in FLOOR, OURS:
        times[name] = [seconds / AGAIN for seconds in times[name]]
    show(f"the peers: {size.peers} submissions of a class, one a round", times)
    show("the same, beside warm grading", {OURS: times[OURS], **without(times, FLOOR, OURS)})


def in_one_run(grader: Grader, folder: Path, turns: list[Handed]) -> Times:
    """Everybody that is there on the same submissions, once all agree."""
    material = material_of(grader.plan, bin_of_peers(), folder)
    found = {
        name: make(material.own(module)) for name, (module, make) in KINDS.items() if is_there(material, name)
    }
    agree(found, grader)
    wanted = {handed: marks(grader, handed) for handed in turns}
    theirs = {name: marked(peer, wanted) for name, peer in found.items()}
    return in_turns({**fast(grader), **own_process(folder), **theirs}, turns, warm=1)


def bin_of_peers() -> Path:
    """Where the peers' commands are."""
    found = Path(os.environ.get("CHECKER_PEERS") or Path(sys.executable).parent).absolute()
    if not (found / "python").exists():
        sys.exit(f"there is no python in {found}; CHECKER_PEERS should name the folder `bin` of an environment")
    return found


def is_there(material: Material, name: str) -> bool:
    """Whether a peer is installed; it is told where not."""
    module, _ = KINDS[name]
    python = material.bin / "python"
    there = (
        subprocess.run([python, "-c", f"import numpy, {module}"], capture_output=True, check=False).returncode
        == 0
    )
    if not there:
        print(f"{module} is not installed in {material.bin}, and left out: CHECKER_PEERS names where it is")
    return there


def readable(count: int) -> Iterator[Handed]:
    """Submissions of the class that can be run: of others, peers print no marks at all."""
    return islice((handed for handed in class_of(NUMERIC, 10 * count) if is_python(handed.text)), count)


def is_python(text: str) -> bool:
    """Whether the text compiles."""
    try:
        compile(text, "submission.py", "exec")
    except SyntaxError:
        return False
    return True


def marks(grader: Grader, handed: Handed) -> int:
    """How many questions are right."""
    return sum(item.outcome is Outcome.CORRECT for item in grader.grade(handed.submission).items)


def agree(found: dict[str, Peer], grader: Grader) -> None:
    """Hold everybody to the same marks on a good submission and on a bad one."""
    some = list(readable(40))
    good = next(handed for handed in some if marks(grader, handed) == len(grader.plan.questions))
    bad = min(some, key=lambda handed: marks(grader, handed))
    for handed in good, bad:
        for name, peer in found.items():
            got, want = peer.grade(handed.text.encode()), marks(grader, handed)
            assert got == want, f"{name} gives {handed.student} {got} marks, should be {want}"
    print(f"all give {marks(grader, good)} marks to a good submission, and {marks(grader, bad)} to a bad one\n")


# ---- rows ------------------------------------------------------------------------------------------------------


def fast(grader: Grader) -> dict[str, Callable[[Handed], object]]:
    """The floor, and a grading in this process."""
    floor, encoder = Floor(grader.plan), msgspec.json.Encoder()

    def bare(handed: Handed) -> None:
        for _ in range(AGAIN):
            floor.run(handed.text.encode())

    def warm(handed: Handed) -> None:
        for _ in range(AGAIN):
            encoder.encode(grader.grade(handed.submission))

    return {FLOOR: bare, OURS: warm}


def own_process(folder: Path) -> dict[str, Callable[[Handed], object]]:
    """Our self-check, a process of its own as the peers are."""
    file = folder / f"{NUMERIC}.py"
    command = [sys.executable, "-m", "checker", "check", str(file), "--course", str(NUMERIC_COURSE)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def check(handed: Handed) -> None:
        file.write_text(handed.text)
        subprocess.run(command, check=False, env=environment, capture_output=True)

    return {"checker check, a process": check}


def marked(peer: Peer, wanted: dict[Handed, int]) -> Callable[[Handed], object]:
    """A peer whose marks have to be ours."""

    def grade(handed: Handed) -> None:
        assert peer.grade(handed.text.encode()) == wanted[handed], handed.student

    return grade


def without(times: Times, *names: str) -> Times:
    """The rows but those."""
    return {name: seconds for name, seconds in times.items() if name not in names}
