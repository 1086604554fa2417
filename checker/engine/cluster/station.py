"""What a worker of a Dask cluster has for a run: grading processes, one for each of its threads.

The worker itself judges nothing and runs nothing of a student's: it hands submissions on. So a judge that dies
takes no worker down, and a worker's threads do not wait for each other.
"""

import asyncio
import queue
import socket
from collections.abc import Sequence
from typing import Any

import msgspec
from distributed import SchedulerPlugin, WorkerPlugin, get_worker
from msgspec import Struct

from checker.engine.backend import Graded, Numbered
from checker.engine.cluster.fitness import Promise, examine
from checker.engine.cluster.program import Program
from checker.errors import StaffError
from checker.submission.model import Submission

_chunk = msgspec.msgpack.Decoder(list[tuple[int, Submission]])


class Report(Struct):
    """What became of a chunk."""

    host: str
    graded: list[Graded] = []
    lost: dict[int, str] = {}
    """submissions on which two processes ended, and how the second one did"""
    problem: str = ""
    """why nothing can be graded here"""


class Station(WorkerPlugin):  # type: ignore[misc]  # its base has no types
    """The grading processes of one worker."""

    def __init__(self, name: str, baggage: bytes, limits: bytes, promise: Promise, *, trust: bool) -> None:
        self.name = name
        self._baggage, self._limits, self._promise, self._trust = baggage, limits, promise, trust

    async def setup(self, worker: Any) -> None:
        """Start the processes, and offer them; a worker that would judge otherwise offers none."""
        self._scratch, self._is_open = worker.local_directory, True
        self._programs: set[Program] = set()
        self._free: queue.SimpleQueue[Program] = queue.SimpleQueue()
        fitness = await asyncio.to_thread(examine, self._limits, trust_submissions=self._trust)
        if self._is_open and fitness.keeps(self._promise):
            for _ in range(worker.state.nthreads):
                self._free.put(self._started())
            await worker.set_resources(**{self.name: worker.state.nthreads})

    def teardown(self, worker: Any) -> None:
        """End the processes."""
        self._is_open = False
        for program in list(self._programs):
            program.end()

    def grade(self, chunk: Sequence[Numbered]) -> Report:
        """Grade submissions; those that were in hand when a process ended once more, each alone."""
        report = Report(socket.gethostname())
        ended = self._attempt(chunk, report)
        done = {graded.index for graded in report.graded}
        for numbered in chunk:
            if ended and numbered[0] not in done and (how := self._attempt([numbered], report)):
                report.lost[numbered[0]] = how
        return report

    def _attempt(self, chunk: Sequence[Numbered], report: Report) -> str:
        """Let one process grade them, and say how it ended if it did."""
        program = self._free.get()
        try:
            for graded in program.grade(chunk):
                report.graded.append(graded)  # what is done stays done, whatever becomes of the next one
        except EOFError:
            how = self._buried(program)
            self._free.put(self._started())
            return how
        self._free.put(program)
        return ""

    def _started(self) -> Program:
        if not self._is_open:
            raise StaffError("the run has ended")
        program = Program(self._baggage, self._scratch)
        self._programs.add(program)
        return program

    def _buried(self, program: Program) -> str:
        """How it ended.

        Raises:
          StaffError: it did so as it started, and so would the next one.
        """
        self._programs.discard(program)
        how = program.end(patience=0.2)
        if not program.has_started:
            raise StaffError(f"a grading process ended as it started: {how}")
        return how


def grade_chunk(station: str, chunk: bytes) -> bytes:
    """Grade a chunk where this is called: a task of Dask's."""
    try:
        report = get_worker().plugins[station].grade(_chunk.decode(chunk))
    except (StaffError, OSError) as err:
        report = Report(socket.gethostname(), problem=str(err))
    return msgspec.msgpack.encode(report)


# ---- on the scheduler ------------------------------------------------------------------------------------------


class Farewell(SchedulerPlugin):  # type: ignore[misc]  # its base has no types
    """Ends the stations of a run when its client has gone, even where that could not say so."""

    def __init__(self, station: str, client: str) -> None:
        self.name = f"{station}-farewell"
        self._station, self._client = station, client

    def remove_client(self, scheduler: Any, client: str) -> None:
        """End them, if that was the client."""
        if client == self._client:
            scheduler.loop.add_callback(self._end, scheduler)

    async def _end(self, scheduler: Any) -> None:
        if self._station in scheduler.worker_plugins:
            await scheduler.unregister_worker_plugin(comm=None, name=self._station)
        if self.name in scheduler.plugins:
            scheduler.remove_plugin(self.name)


def muster(station: str, dask_scheduler: Any) -> int:
    """How many submissions can be graded at once; what no worker was there for is given to those that came."""
    offers = dask_scheduler.resources.get(station, {})
    for address in offers:
        # Dask thinks of it when a worker comes, and not again when the worker has a station to offer.
        runnable = dask_scheduler.bulk_schedule_unrunnable_after_adding_worker(dask_scheduler.workers[address])
        dask_scheduler.transitions(runnable, f"{station}-muster")
    return int(sum(offers.values()))
