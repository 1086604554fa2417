"""Classes of many students, made from few files.

Every file is one of a handful with edits of its own (`edits.py`), so that no two are equal, which the gradebook
would grade once, and so that marks are spread. The same numbers give the same class.

`python -m tests.benchmarks.classes FOLDER --count 1000 --assignment hw3` writes one, to be graded by hand.
"""

import argparse
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from msgspec import Struct

from checker.submission.model import Submission
from tests.benchmarks.edits import edited

ROOT = Path(__file__).parents[2]
NUMERIC_COURSE = Path(__file__).parent / "course"
NUMERIC = "bench"
"""the assignment of eight numeric questions"""
REAL = ("lab3", "hw3", "hw1", "assignments")
"""assignments of the example course"""
AUTHORS = {
    NUMERIC: [NUMERIC_COURSE / "submission.py"],
    **{
        name: [
            ROOT / "submissions_example" / student / f"{name}.py"
            for student in ("ada-brandt", "anonymous-003", "ben-okafor", "chiara-moreau", "emre-yildiz")
            if (ROOT / "submissions_example" / student / f"{name}.py").exists()
        ]
        for name in REAL
    },
}
"""whose files a class is made from"""
ENDLESS = ROOT / "submissions_example" / "chiara-moreau" / "lab3.py"
"""has a loop that never ends: how long it takes is a limit in the settings"""


class Handed(Struct, frozen=True):
    """A file of a class."""

    student: str
    assignment: str
    text: str

    @property
    def submission(self) -> Submission:
        """The same, as the engine takes it."""
        return Submission(self.student, self.assignment, f"{self.assignment}.py", self.text.encode())


def class_of(assignment: str, count: int, *, seed: str = "class", endless: bool = False) -> Iterator[Handed]:
    """A class of that many students.

    Args:
      assignment: `bench`, or one of the example course.
      count: how many.
      seed: another one makes another class.
      endless: whether some have a loop that never ends.
    """
    sources = [path.read_text() for path in AUTHORS[assignment] if endless or path != ENDLESS]
    for number in range(count):
        text = edited(sources[number % len(sources)], number, f"{seed}/{assignment}")
        yield Handed(f"student{number:05}", assignment, text)


def mixed(count: int, *, seed: str = "class", endless: bool = False) -> Iterator[Handed]:
    """A class in which each student hands in one of the real assignments."""
    each = [class_of(name, -(-count // len(REAL)), seed=seed, endless=endless) for name in REAL]
    together = (
        Handed(f"{h.student}-{h.assignment}", h.assignment, h.text)
        for turn in zip(*each, strict=True)
        for h in turn
    )
    return islice(together, count)


def write(folder: Path, handed: Iterable[Handed]) -> Path:
    """Write a class as `checker grade` reads one: a folder a student."""
    for one in handed:
        own = folder / one.student
        own.mkdir(parents=True)
        (own / f"{one.assignment}.py").write_text(one.text)
    return folder


def main() -> None:
    """Write the class that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--assignment", choices=[NUMERIC, *REAL, "mixed"], default=NUMERIC)
    parser.add_argument("--seed", default="class")
    parser.add_argument("--endless", action="store_true", help="keep the file with a loop that never ends")
    chosen = parser.parse_args()
    options = {"seed": chosen.seed, "endless": chosen.endless}
    made = (
        mixed(chosen.count, **options)
        if chosen.assignment == "mixed"
        else class_of(chosen.assignment, chosen.count, **options)
    )
    write(chosen.folder, made)


if __name__ == "__main__":
    main()
