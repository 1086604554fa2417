"""How far a class is: a bar on a terminal, else a line now and then.

All of it goes to standard error, so that what is printed for machines stands alone.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import click

if TYPE_CHECKING:
    from checker.gradebook.batch import Step

FEW = 5
"""submissions for which no bar is worth drawing"""
SILENCE = 60
"""seconds between two lines where there is no terminal"""


class Progress(Protocol):
    """What is told of a run while it runs."""

    def step(self, step: "Step") -> None:
        """Take note of one more submission."""

    def expect(self, more: int) -> None:
        """Take note of submissions that nobody knew of."""


class Counts:
    """What is known so far, in words."""

    def __init__(self, total: int) -> None:
        self.total, self.done, self._graded = total, 0, 0
        self._counts: Counter[str] = Counter()
        self._started = time.monotonic()

    def add(self, step: "Step") -> None:
        """Count one more submission."""
        self.done += 1
        self._graded += not step.is_known
        self._counts["known already"] += step.is_known
        self._counts["waiting"] += step.waits
        if step.status != "graded":
            self._counts[step.status] += 1

    @property
    def rate(self) -> float:
        """Submissions graded in a second, without those that were known already."""
        return self._graded / max(time.monotonic() - self._started, 1e-3)

    @property
    def left(self) -> str:
        """Time left at that rate, as `1:02:03`; empty where nothing is known of it."""
        if not self._graded or self.done >= self.total:
            return ""
        minutes, seconds = divmod(round((self.total - self.done) / self.rate), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02} left"

    def words(self) -> str:
        """The rate, the time left, and what is not simply graded."""
        counted = [f"{number:,} {what}" for what, number in self._counts.items() if number]
        return ", ".join(filter(None, [f"{self.rate:,.1f} a second", self.left, *counted]))


@contextmanager
def progress(total: int) -> Iterator[Progress]:
    """Tell of a run over so many submissions."""
    if total < FEW or not sys.stderr.isatty():
        yield Lines(total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("grading"), BarColumn(20), MofNCompleteColumn(), TextColumn("{task.fields[words]}"))
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        yield Bar(bars, total)


class Bar:
    """A bar on a terminal."""

    def __init__(self, bars: Any, total: int) -> None:
        self._bars, self._counts = bars, Counts(total)
        self._task = bars.add_task("grading", total=total, words="")

    def step(self, step: "Step") -> None:
        """Move on."""
        self._counts.add(step)
        self._bars.update(self._task, advance=1, words=self._counts.words())

    def expect(self, more: int) -> None:
        """Make room."""
        self._counts.total += more
        self._bars.update(self._task, total=self._counts.total)


class Lines:
    """A line a minute, for a log."""

    def __init__(self, total: int) -> None:
        self._counts, self._told = Counts(total), time.monotonic()

    def step(self, step: "Step") -> None:
        """Say something, where a minute has gone by."""
        self._counts.add(step)
        if time.monotonic() - self._told >= SILENCE:
            self._told = time.monotonic()
            counts = self._counts
            click.echo(f"{counts.done:,} of {counts.total:,} submissions: {counts.words()}", err=True)

    def expect(self, more: int) -> None:
        """Count on more."""
        self._counts.total += more
