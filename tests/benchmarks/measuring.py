"""Timing in turns, and tables of what came out.

All rows of a table are measured one after the other, round after round, so that a machine whose speed drifts
treats them alike; ratios are medians of the ratios of single rounds.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from msgspec import Struct

Turn = TypeVar("Turn")
Times = dict[str, list[float]]
"""seconds of each round, by row"""


class Size(Struct, frozen=True):
    """How much is measured."""

    students: int = 1000
    """submissions of a class"""
    block: int = 50
    """submissions that one row grades before it is the next one's turn"""
    few: int = 500
    many: int = 10_000
    """classes whose time and memory a submission are held against each other"""
    repeats: int = 3
    """runs of a whole command"""
    peers: int = 9
    """submissions that the peers grade"""


FULL = Size()
SMALL = Size(students=24, block=8, few=10, many=40, repeats=1, peers=2)
"""shows that it all works, and no figure worth having"""


def table(title: str, rows: dict[str, Callable[[], object]], *, rounds: int, warm: int) -> None:
    """Time rows that do the same in every round."""
    alike = {name: lambda _, run=run: run() for name, run in rows.items()}
    show(f"{title}: {rounds} rounds", in_turns(alike, range(rounds + warm), warm=warm))  # type: ignore[arg-type]


def in_turns(rows: dict[str, Callable[[Turn], object]], turns: Iterable[Turn], *, warm: int = 0) -> Times:
    """Time the rows on the material of each round; the first rounds only warm up."""
    times: Times = {name: [] for name in rows}
    for number, turn in enumerate(turns):
        for name, run in rows.items():
            started = time.perf_counter()
            run(turn)
            if number >= warm:
                times[name].append(time.perf_counter() - started)
    return times


def show(title: str, times: Times, *, each: int = 1) -> None:
    """Print milliseconds, and ratios to the first row: of single rounds, and of all together.

    Args:
      title: what stands above the table.
      times: what was measured.
      each: how many submissions a round had; what is printed is for one.
    """
    first = next(iter(times.values()))
    print(f"{title}; milliseconds")
    print(f"  {'':55} {'median':>9} {'min':>9} {'max':>9} {'ratio':>8} {'in all':>8}")
    for name, seconds in times.items():
        figures = [1000 / each * value for value in (statistics.median(seconds), min(seconds), max(seconds))]
        together = sum(seconds) / sum(first)
        print(
            f"  {name:55} "
            + " ".join(f"{value:9.2f}" for value in figures)
            + f" {ratio(seconds, first):8.2f} {together:8.2f}"
        )
    print(flush=True)


def ratio(seconds: list[float], first: list[float]) -> float:
    """Median of the ratios of single rounds."""
    return statistics.median(a / b for a, b in zip(seconds, first, strict=True))


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process, and those that it starts, to one of its processors."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
