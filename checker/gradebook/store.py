"""What is written into a gradebook, and read from it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Engine, insert, select, update

from checker.engine.backend import Graded
from checker.engine.entry import Entry
from checker.gradebook.opening import name_of, open_engine, told
from checker.gradebook.schema import comments, overrides, results, runs, submissions
from checker.verdict import Judgement, Versions

READ_AT_A_TIME = 50
"""results that are in memory together when reports are written"""

_judgement = msgspec.json.Decoder(Judgement)


class Known(Struct, frozen=True):
    """A result that is in the gradebook already."""

    id: str
    status: str
    waits: bool


class Row(Struct, frozen=True):
    """A submission with its result: one that was found, or one that was just made."""

    position: int
    entry: Entry
    key: str
    basis: str
    result: Known | Graded


class Decision(Struct, frozen=True, kw_only=True):
    """What somebody decided on an item, or has to say of it: points, or a comment."""

    student: str
    assignment: str
    item: str
    hash: str
    who: str
    moment: str
    points: float | None = None
    text: str = ""


class Gradebook:
    """The gradebook of a course."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.name = name_of(engine.url)

    @classmethod
    def open(cls, address: str, folder: Path) -> "Gradebook":
        """The gradebook at that address, a path from `folder` or a URL.

        Raises:
          StaffError: it cannot be used.
        """
        return cls(open_engine(address, folder))

    def close(self) -> None:
        """Let go of it."""
        self._engine.dispose()

    # ---- runs -------------------------------------------------------------------------------------------------

    def begin(self, course: str, settings_hash: str, versions: Versions, isolation: Sequence[str]) -> int:
        """Note that a run begins; its number."""
        values = {
            "course": course,
            "started": now(),
            "settings_hash": settings_hash,
            "versions": msgspec.json.encode(versions).decode(),
            "isolation": " ".join(isolation),
        }
        with told(self._engine.url), self._engine.begin() as connection:
            key = connection.execute(insert(runs).values(values)).inserted_primary_key
        assert key is not None
        return int(key[0])

    def finish(self, run: int) -> None:
        """Note that a run has come to its end."""
        with told(self._engine.url), self._engine.begin() as connection:
            connection.execute(update(runs).where(runs.c.id == run).values(finished=now()))

    def run(self, run: int) -> dict[str, Any]:
        """What is noted of a run."""
        with told(self._engine.url), self._engine.connect() as connection:
            return dict(connection.execute(select(runs).where(runs.c.id == run)).mappings().one())

    # ---- results ----------------------------------------------------------------------------------------------

    def find(self, keys: Iterable[str]) -> dict[tuple[str, str], Known]:
        """Settled results of files with those keys, by key and basis; of several the newest."""
        columns = (results.c.key, results.c.basis, results.c.id, results.c.status, results.c.waits)
        query = (
            select(*columns).where(results.c.key.in_(list(keys)), results.c.settled).order_by(results.c.graded)
        )
        with told(self._engine.url), self._engine.connect() as connection:
            return {(key, basis): Known(*rest) for key, basis, *rest in connection.execute(query)}

    def keep(self, run: int, rows: Sequence[Row]) -> None:
        """Write down who handed in what, and what was found in it: all of it, or nothing."""
        made = [_result(run, row, row.result) for row in rows if isinstance(row.result, Graded)]
        with told(self._engine.url), self._engine.begin() as connection:
            if made:
                connection.execute(insert(results), made)
            if rows:
                connection.execute(insert(submissions), [_submission(run, row) for row in rows])

    def entries(self, run: int) -> list[Entry]:
        """Who handed in what in a run, in the order of the class."""
        columns = [submissions.c[name] for name in ("student", "members", "assignment", "hash", "late", "remark")]
        query = select(*columns).where(submissions.c.run == run).order_by(submissions.c.position)
        with told(self._engine.url), self._engine.connect() as connection:
            return [
                Entry(
                    id=student,
                    members=msgspec.json.decode(members, type=tuple[str, ...]),
                    assignment=assignment,
                    hash=hash,
                    late=late,
                    remark=remark,
                )
                for student, members, assignment, hash, late, remark in connection.execute(query)
            ]

    def judgements(self, run: int) -> Iterator[Judgement]:
        """What was found in each submission of a run, in the order of the class, a few at a time."""
        query = (
            select(results.c.document)
            .join(submissions, submissions.c.result == results.c.id)
            .where(submissions.c.run == run)
            .order_by(submissions.c.position)
        )
        with told(self._engine.url), self._engine.connect() as connection:
            stream = connection.execution_options(yield_per=READ_AT_A_TIME).execute(query)
            for (document,) in stream:
                yield _judgement.decode(document)

    def seconds(self, run: int) -> dict[str, float]:
        """How long each submission took when it was graded, by `id/assignment`."""
        query = (
            select(submissions.c.student, submissions.c.assignment, results.c.seconds)
            .join(results, submissions.c.result == results.c.id)
            .where(submissions.c.run == run)
            .order_by(submissions.c.position)
        )
        with told(self._engine.url), self._engine.connect() as connection:
            return {f"{student}/{name}": seconds for student, name, seconds in connection.execute(query)}

    # ---- decisions --------------------------------------------------------------------------------------------

    def decide(self, decision: Decision, *, takes_back: bool = False) -> None:
        """Write down what somebody decided; what was decided before stays on record.

        Args:
          decision: points, a comment, or both.
          takes_back: whether points that were given before are to count no more.
        """
        values = msgspec.to_builtins(decision)
        with told(self._engine.url), self._engine.begin() as connection:
            if decision.text:
                connection.execute(insert(comments).values({k: v for k, v in values.items() if k != "points"}))
            if decision.points is not None or takes_back:
                connection.execute(insert(overrides).values({k: v for k, v in values.items() if k != "text"}))

    def decisions(self) -> list[Decision]:
        """All decisions and comments, oldest first."""
        found = []
        with told(self._engine.url), self._engine.connect() as connection:
            for table in overrides, comments:
                rows = connection.execute(select(table).order_by(table.c.id)).mappings()
                found += [Decision(**{name: row[name] for name in row if name != "id"}) for row in rows]
        return found

    def newest(self, student: str, assignment: str) -> str | None:
        """Hash of what a student handed in, as the newest run saw it."""
        query = (
            select(submissions.c.hash)
            .where(submissions.c.student == student, submissions.c.assignment == assignment)
            .order_by(submissions.c.run.desc())
            .limit(1)
        )
        with told(self._engine.url), self._engine.connect() as connection:
            return connection.execute(query).scalar()

    def students(self, assignment: str) -> list[str]:
        """Names of those who handed in an assignment, in any run."""
        query = select(submissions.c.student).where(submissions.c.assignment == assignment).distinct()
        with told(self._engine.url), self._engine.connect() as connection:
            return sorted(connection.execute(query).scalars())


def result_id(run: int, index: int) -> str:
    """Number of the result that was made in a run for the submission at that place."""
    return f"{run}-{index}"


def _result(run: int, row: Row, graded: Graded) -> dict[str, object]:
    return {
        "id": result_id(run, graded.index),
        "run": run,
        "assignment": row.entry.assignment,
        "key": row.key,
        "basis": row.basis,
        "status": graded.status,
        "waits": graded.waits,
        "settled": graded.is_settled,
        "seconds": graded.seconds,
        "graded": now(),
        "document": graded.document.decode(),
    }


def _submission(run: int, row: Row) -> dict[str, object]:
    entry, result = row.entry, row.result
    return {
        "run": run,
        "position": row.position,
        "student": entry.id,
        "assignment": entry.assignment,
        "hash": entry.hash,
        "members": msgspec.json.encode(entry.members).decode(),
        "late": entry.late,
        "remark": entry.remark,
        "result": result.id if isinstance(result, Known) else result_id(run, result.index),
    }


def now() -> str:
    """The moment, in ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
