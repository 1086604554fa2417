"""Many machines: the workers of a Dask cluster.

Submissions go out in chunks, a few for each thread of the workers, and come back as judgements. When a worker
dies, Dask has its chunks graded elsewhere. A chunk on which one worker after another dies is taken apart, so that
whoever takes workers down is known.
"""

import logging
import queue
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from checker.config import read_settings
from checker.engine.backend import Graded, Numbered, Work
from checker.engine.cluster import baggage, fitness
from checker.engine.cluster.connection import TOLD_AFTER, Connection, connect
from checker.engine.cluster.fitness import Promise
from checker.engine.local import MOMENT, assignment_of
from checker.engine.task import not_judged
from checker.errors import StaffError

MISSED_FOR = 600.0
"""seconds without any worker after which a run ends"""
ENDED_WITHIN = 5.0
"""seconds that workers have to end what they do"""
LOOK = 1.0
"""seconds between two looks at how many workers there are"""
CHUNK_SECONDS, CHUNK_BYTES = 0.5, 1 << 20
"""how much work a chunk should be, and how much text it may be"""
FIRST_CHUNK, MOST_IN_CHUNK = 2, 25
CHUNKS_PER_THREAD = 2
"""one that is graded, and one that waits"""

_log = logging.getLogger(__name__)


class Cluster:
    """Grades on the workers of a Dask cluster."""

    def __init__(self, connection: Connection, work: Work, jobs: int | None) -> None:
        self._connection, self._client, self._work, self._jobs = connection, connection.client, work, jobs
        self._name = f"checker-{uuid.uuid4().hex[:12]}"
        self._chunks = Chunks()
        self._suspects: deque[Numbered] = deque()
        """submissions on whose chunk one worker after another died"""
        self._is_alone = False
        """whether what is out is a suspect"""
        self._out: dict[int, tuple[list[Numbered], Any]] = {}
        self._back: queue.SimpleQueue[tuple[int, bytes | BaseException]] = queue.SimpleQueue()
        self._sent, self._threads, self._looked = 0, 0, 0.0
        self._seen, self._is_told = time.monotonic(), False
        with connection.in_words():
            self.layers = self._prepared().layers

    def _prepared(self) -> Promise:
        """What the workers have in common, once they have what they need."""
        from checker.engine.cluster.station import Farewell, Station

        packed, trust = baggage.pack(self._work), self._work.trust_submissions
        limits = msgspec.json.encode(read_settings(Path(self._work.course)).limits)
        try:
            self._client.register_plugin(Farewell(self._name, self._client.id))
        except ImportError as err:
            raise StaffError(fitness.strange("scheduler", self._connection.address, err)) from err
        self._connection.wait_for_worker()
        promise = fitness.promise_of(self._client.run(fitness.report, limits, trust, on_error="return"))
        self._client.register_plugin(Station(self._name, packed, limits, promise, trust=trust), name=self._name)
        return promise

    def grade(self, submissions: Iterable[Numbered]) -> Iterator[Graded | None]:
        """Send submissions out as there is room for them.

        Raises:
          StaffError: the cluster has gone, or a worker cannot grade.
        """
        rest = iter(submissions)
        while self._send(rest):
            yield from self._received()

    def _send(self, rest: Iterator[Numbered]) -> bool:
        """Send chunks while there is room and nothing has come back; whether any is out."""
        self._look()
        while self._has_room and self._back.empty() and (chunk := self._next_chunk(rest)):
            self._submit(chunk)
        return bool(self._out)

    @property
    def _has_room(self) -> bool:
        """Whether another chunk may go out; a suspect is out alone, as a worker takes all that it has down."""
        room = 1 if self._suspects else CHUNKS_PER_THREAD * max(self._threads, 1)
        return len(self._out) < room and not self._is_alone

    def _next_chunk(self, rest: Iterator[Numbered]) -> list[Numbered]:
        self._is_alone = bool(self._suspects)
        return [self._suspects.popleft()] if self._is_alone else self._chunks.next_of(rest)

    def _submit(self, chunk: list[Numbered]) -> None:
        from checker.engine.cluster.station import grade_chunk

        self._sent += 1
        with self._connection.in_words():
            future = self._client.submit(
                grade_chunk,
                self._name,
                msgspec.msgpack.encode(chunk),
                key=f"{self._name}-{self._sent}",
                resources={self._name: 1},
                pure=False,
            )
        self._out[self._sent] = chunk, future
        self._client.loop.add_callback(self._bring, self._sent, future)

    async def _bring(self, number: int, future: Any) -> None:
        """Bring home what became of a chunk, or what went wrong with it."""
        try:
            self._back.put((number, await future))
        except BaseException as err:
            self._back.put((number, err))

    def _received(self) -> Iterator[Graded | None]:
        """What has come back; None where nothing has for a moment."""
        from distributed import KilledWorker

        try:
            number, answer = self._back.get(timeout=MOMENT)
        except queue.Empty:
            yield None
            return
        chunk, _ = self._out.pop(number)
        self._is_alone = False
        if isinstance(answer, bytes):
            yield from self._opened(dict(chunk), answer)
        elif not isinstance(answer, KilledWorker):
            raise self._connection.failure(answer) from answer
        elif len(chunk) > 1:
            self._suspects.extend(chunk)
        else:
            yield self._lost(*chunk[0], "the workers that graded it ended, one after another")

    def _opened(self, chunk: dict[int, Any], answer: bytes) -> Iterator[Graded]:
        from checker.engine.cluster.station import Report

        report = msgspec.msgpack.decode(answer, type=Report)
        if report.problem:
            raise StaffError(f"the worker on {report.host} cannot grade: {report.problem}")
        for graded in report.graded:
            self._chunks.took(graded.seconds)
            yield graded
        for index, how in report.lost.items():
            yield self._lost(index, chunk[index], f"the process that graded it ended: {how}")

    def _lost(self, index: int, submission: Any, how: str) -> Graded:
        assignment = assignment_of(self._work, submission)
        return Graded.of(index, not_judged(assignment), 0.0, (f"{submission.id}\n{how}\n",))

    def _look(self) -> None:
        """See how many workers there are, and miss them if there are none.

        Raises:
          StaffError: there have been none for long.
        """
        from checker.engine.cluster.station import muster

        now = time.monotonic()
        if now - self._looked < LOOK:
            return
        with self._connection.in_words():
            found = self._client.run_on_scheduler(muster, self._name)
        self._looked, self._threads = now, min(found, self._jobs or found)
        if found:
            self._seen, self._is_told = now, False
        elif now - self._seen > MISSED_FOR:
            raise StaffError(
                f"the Dask cluster at {self._connection.address} has had no worker for {MISSED_FOR:g} s; start "
                "some, and the same command goes on from what is graded"
            )
        elif now - self._seen > TOLD_AFTER and not self._is_told:
            self._is_told = True
            _log.warning("the Dask cluster at %s has no worker left; waiting for one", self._connection.address)

    def close(self) -> None:
        """End what is left of the run on the workers, and leave the cluster as it was."""
        self._out.clear()
        if self._client.status == "running":
            ending = threading.Thread(target=self._end_stations, daemon=True)
            ending.start()
            ending.join(ENDED_WITHIN)
        self._connection.close()

    def _end_stations(self) -> None:
        with suppress(Exception):  # they end with the scheduler, or with the client, if not now
            self._client.unregister_worker_plugin(self._name)


class Chunks:
    """Submissions that travel together: few enough that results come soon, and enough that they come cheap."""

    def __init__(self) -> None:
        self._mean = CHUNK_SECONDS / FIRST_CHUNK

    def took(self, seconds: float) -> None:
        """Learn from a submission how long one takes."""
        self._mean += 0.1 * (seconds - self._mean)

    @property
    def size(self) -> int:
        """How many submissions a chunk should have."""
        return min(MOST_IN_CHUNK, max(1, int(CHUNK_SECONDS / max(self._mean, 1e-4))))

    def next_of(self, rest: Iterator[Numbered]) -> list[Numbered]:
        """The next chunk, empty where nothing is left."""
        chunk: list[Numbered] = []
        size = 0
        while len(chunk) < self.size and size < CHUNK_BYTES and (numbered := next(rest, None)):
            chunk.append(numbered)
            size += len(numbered[1].source) + sum(map(len, numbered[1].modules.values()))
        return chunk


def open_cluster(address: str, work: Work, jobs: int | None) -> Cluster:
    """A cluster on which the course can be graded: that of a scheduler, or `local`.

    Raises:
      StaffError: it cannot be reached, has no workers, or has some that would judge otherwise.
    """
    connection = connect(address, jobs)
    try:
        return Cluster(connection, work, jobs)
    except BaseException:
        connection.close()
        raise
