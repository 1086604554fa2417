"""A class graded into the gradebook.

What is there already is not graded again; what is new is written down as soon as it is known. So a run that ends
early, in whatever way, has lost nothing: the same command goes on where it was.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import count, islice

from msgspec import Struct

from checker.catalogue import Course
from checker.engine.backend import Backend, Graded, Numbered, Work
from checker.engine.basis import basis
from checker.engine.entry import Entry, entry_of
from checker.engine.versions import versions
from checker.errors import StaffError
from checker.gradebook.store import Gradebook, Known, Row, result_id
from checker.submission.model import Submission

LOOKED_UP_TOGETHER = 64
MOST_FAULTS = 100
"""tracebacks of ours that are kept; what fails in every submission need not be told ten thousand times"""
AGE = 0.05
"""seconds after which what is known is written down"""


class Step(Struct, frozen=True):
    """One more submission whose result is in the gradebook."""

    entry: Entry
    status: str
    waits: bool
    is_known: bool
    """whether it was there already"""


Progress = Callable[[Step], None]


class Waiting(Struct, frozen=True):
    """A submission whose result is not there yet."""

    position: int
    entry: Entry


class Batch:
    """One run over a class."""

    def __init__(
        self, course: Course, work: Work, backend: Backend, book: Gradebook, *, fresh: bool, progress: Progress
    ) -> None:
        self._course, self._backend, self._book = course, backend, book
        self._seed, self._fresh, self._progress = work.seed, fresh, progress
        self._bases: dict[str, str] = {}
        self._in_hand: dict[int, tuple[str, str]] = {}
        self._waiting: dict[tuple[str, str], list[Waiting]] = {}
        self._just_made: dict[tuple[str, str], Known] = {}
        self._unwritten: list[Row] = []
        self._written = time.monotonic()
        self.faults: list[str] = []
        """tracebacks of what failed on our side"""
        self.run = book.begin(course.settings.course, course.hash(course.names), versions(), backend.layers)
        """number of the run"""

    def grade(self, submissions: Iterable[Submission]) -> None:
        """Grade all of them.

        Raises:
          StaffError: the gradebook or a process fails; what is written stays.
        """
        try:
            for graded in self._backend.grade(self._new(submissions)):
                if graded is not None:
                    self._take(graded)
                self._write(AGE)
        except BaseException:
            with suppress(StaffError):
                self._write()
            raise
        self._write()
        self._book.finish(self.run)

    def _new(self, submissions: Iterable[Submission]) -> Iterator[Numbered]:
        """Those whose result is not known; of equal ones only the first."""
        numbers, rest = count(), iter(submissions)
        while group := list(islice(rest, LOOKED_UP_TOGETHER)):
            self._write()
            self._just_made.clear()
            known = {} if self._fresh else self._book.find({submission.key for submission in group})
            for submission in group:
                waiting = Waiting(next(numbers), self._entry(submission))
                key = (submission.key, self._basis(submission.assignment))
                if there := known.get(key) or self._just_made.get(key):
                    self._unwritten.append(Row(waiting.position, waiting.entry, *key, there))
                elif key in self._waiting:
                    self._waiting[key].append(waiting)
                else:
                    self._waiting[key] = [waiting]
                    self._in_hand[waiting.position] = key
                    yield waiting.position, submission

    def _take(self, graded: Graded) -> None:
        key = self._in_hand.pop(graded.index)
        known = Known(result_id(self.run, graded.index), graded.status, graded.waits)
        self._just_made[key] = known
        for waiting in self._waiting.pop(key):
            result = graded if waiting.position == graded.index else known
            self._unwritten.append(Row(waiting.position, waiting.entry, *key, result))
        self.faults += graded.faults[: MOST_FAULTS - len(self.faults)]

    def _write(self, age: float = 0.0) -> None:
        """Write down what is that old; only then is it told."""
        if not self._unwritten or time.monotonic() - self._written < age:
            return
        rows = self._unwritten
        self._book.keep(self.run, rows)
        self._unwritten, self._written = [], time.monotonic()  # not before: what is interrupted is written again
        for row in rows:
            self._progress(Step(row.entry, row.result.status, row.result.waits, isinstance(row.result, Known)))

    def _entry(self, submission: Submission) -> Entry:
        name = submission.assignment
        return entry_of(submission, self._course.assignment(name) if name else None)

    def _basis(self, assignment: str) -> str:
        if assignment not in self._bases:
            layers = self._backend.layers
            self._bases[assignment] = basis(self._course, assignment, self._seed, layers)
        return self._bases[assignment]
