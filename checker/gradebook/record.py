"""The results of a run as reports want them: read a few at a time, with what people decided."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec.structs import replace

from checker.catalogue import Course
from checker.engine.claims import claimed_once
from checker.engine.entry import result_of
from checker.gradebook.decisions import decided, remark_on
from checker.gradebook.store import Decision, Gradebook
from checker.verdict import Run, SubmissionResult, Times, Versions


class Record:
    """What a run found, from the gradebook."""

    def __init__(self, book: Gradebook, run: int, course: Course) -> None:
        self._book, self._run, self._course = book, run, course
        self._entries = claimed_once(book.entries(run))
        self._decisions: dict[tuple[str, str], list[Decision]] = defaultdict(list)
        for decision in book.decisions():
            self._decisions[decision.student, decision.assignment].append(decision)

    def __len__(self) -> int:
        """How many submissions there are."""
        return len(self._entries)

    def __iter__(self) -> Iterator[SubmissionResult]:
        """The results in the order of the class; may be asked for again and again."""
        for entry, judgement in zip(self._entries, self._book.judgements(self._run), strict=True):
            decisions = self._decisions.get((entry.id, entry.assignment), [])
            remark = "; ".join(filter(None, (entry.remark, remark_on(entry.hash, decisions))))
            judgement = decided(judgement, entry.hash, decisions)
            yield result_of(replace(entry, remark=remark), judgement)

    @property
    def columns(self) -> list[str]:
        """Items of all assignments that were handed in, in the order of the class."""
        names = dict.fromkeys(entry.assignment for entry in self._entries if entry.assignment)
        return [item for name in names for item in self._course.assignment(name).items]

    def head(self) -> Run:
        """What is to be said of the run as a whole: the document without its submissions."""
        row = self._book.run(self._run)
        return Run(
            course=row["course"],
            versions=msgspec.json.decode(row["versions"], type=Versions),
            settings_hash=row["settings_hash"],
            isolation=tuple(row["isolation"].split()),
            submissions=(),
            times=Times(
                started=row["started"],
                seconds=_seconds_between(row["started"], row["finished"]),
                submissions=self._book.seconds(self._run),
            ),
        )


def _seconds_between(started: str, finished: str | None) -> float:
    if finished is None:
        return 0.0
    return round((datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds(), 3)
