"""This machine: several processes, each with fork servers of its own.

A process is handed a few submissions ahead and sends each judgement as soon as it is made. When one dies, what
it had in hand is graded again, one submission at a time, so that whoever takes a process down is known.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from multiprocessing.connection import Connection, wait
from pathlib import Path

import msgspec

from checker.catalogue import Assignment, Course
from checker.config import read_settings
from checker.engine.backend import Graded, Numbered, Work
from checker.engine.serving import FAILED, STARTED, describe_exit, serve
from checker.engine.task import not_judged
from checker.errors import StaffError
from checker.sandbox import opening
from checker.submission.model import Submission

WORTH_A_PROCESS = 6
"""submissions that pay for starting another process"""
MOMENT = 0.05
"""seconds"""
AHEAD = 3
"""submissions that a process has in hand: one that is judged, one that runs, one that waits"""

_numbered = msgspec.msgpack.Decoder(tuple[int, Submission])
_graded = msgspec.msgpack.Decoder(Graded)


class Processes:
    """Grades in several processes."""

    def __init__(self, work: Work, jobs: int, layers: tuple[str, ...]) -> None:
        self._work, self.jobs, self.layers = work, jobs, layers
        self._workers: list[Worker] = []
        self._suspects: deque[Numbered] = deque()

    def grade(self, submissions: Iterable[Numbered]) -> Iterator[Graded | None]:
        """Hand out submissions as processes have room for them.

        Raises:
          StaffError: a process cannot be started.
        """
        rest = iter(submissions)
        if (first := next(rest, None)) is None:
            return
        rest = chain([first], rest)
        self._workers = [Worker(self._work) for _ in range(self.jobs)]
        while self._hand_out(rest):
            talking = ready(self._workers)
            if not talking:
                yield None
            for worker in talking:
                try:
                    if graded := worker.next_graded():
                        yield graded
                except EOFError:
                    yield from self._bury(worker)

    def _hand_out(self, rest: Iterator[Numbered]) -> bool:
        """Give every process what it has room for; whether anything is in hand."""
        for worker in self._workers:
            while self._suspects and not worker.hands:
                worker.take(self._suspects.popleft(), is_alone=True)
            while not self._suspects and worker.has_room and (numbered := next(rest, None)):
                worker.take(numbered)
        return any(worker.hands for worker in self._workers)

    def _bury(self, worker: "Worker") -> Iterator[Graded]:
        """Put another process in the place of a dead one; give up on a submission that was alone with it."""
        how = worker.end()
        if worker.is_alone:
            [(index, submission)] = worker.hands.items()
            fault = f"{submission.id}\nthe process that graded it ended: {how}\n"
            yield Graded.of(index, not_judged(assignment_of(self._work, submission)), 0.0, (fault,))
        else:
            self._suspects.extend(worker.hands.items())
        self._workers[self._workers.index(worker)] = Worker(self._work)

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.end()


def assignment_of(work: Work, submission: Submission) -> Assignment | None:
    """The assignment of a submission on which a process was lost."""
    folder = Path(work.course)
    return (
        Course(folder, read_settings(folder)).assignment(submission.assignment) if submission.assignment else None
    )


# ---- the grader's side of a process ----------------------------------------------------------------------------


class Worker:
    """A process that grades, and what it has in hand."""

    def __init__(self, work: Work) -> None:
        context = multiprocessing.get_context("spawn")
        self.channel, theirs = context.Pipe()
        self._process = context.Process(target=grade_what_comes, args=(theirs, work), daemon=True)
        self._process.start()
        theirs.close()
        self._has_answered, self._last_words = False, ""
        self.hands: dict[int, Submission] = {}
        self.is_alone = False
        """whether the submission in hand is suspected of taking processes down"""

    @property
    def has_room(self) -> bool:
        """Whether it should be handed another submission."""
        return len(self.hands) < (1 if self.is_alone else AHEAD)

    def take(self, numbered: Numbered, *, is_alone: bool = False) -> None:
        """Hand it a submission."""
        self.is_alone = is_alone
        self.hands[numbered[0]] = numbered[1]
        with suppress(OSError):  # it has ended, as the next look at the channel tells
            self.channel.send_bytes(msgspec.msgpack.encode(numbered))

    def next_graded(self) -> Graded | None:
        """What it sent; None for the word that it has started.

        Raises:
          EOFError: it has ended.
          StaffError: it could not start.
        """
        try:
            message = self.channel.recv_bytes()
        except ConnectionError as err:
            raise EOFError from err
        except EOFError:
            if not self._has_answered:
                raise StaffError(f"a grading process ended as it started: {self.end()}") from None
            raise
        self._has_answered = True
        if message.startswith(STARTED):
            if problem := message.removeprefix(STARTED).decode():
                raise StaffError(problem)
            return None
        if message.startswith(FAILED):
            self._last_words = message.removeprefix(FAILED).decode()
            raise EOFError
        graded = _graded.decode(message)
        del self.hands[graded.index]
        return graded

    def end(self) -> str:
        """End it, if it has not ended, and say how it did."""
        self.channel.close()
        self._process.join(0.2)
        ended_itself = not self._process.is_alive()
        self._process.kill()
        self._process.join()
        code = self._process.exitcode or 0
        return self._last_words or (describe_exit(code) if ended_itself else "it was ended")


def ready(workers: list[Worker]) -> list[Worker]:
    """Those that have something to say, which is waited for a moment."""
    channels = wait([worker.channel for worker in workers], MOMENT)
    return [worker for worker in workers if worker.channel in channels]


def grade_what_comes(channel: "Connection[bytes, bytes]", work: Work) -> None:
    """Be such a process."""
    serve(channel, lambda: work, lambda message: [_numbered.decode(message)])


# ---- the choice ------------------------------------------------------------------------------------------------


def open_processes(work: Work, count: int, jobs: int | None) -> Processes:
    """Processes for a class of that size, once it is known that submissions can be run.

    Even one job has a process of its own: what takes it down leaves whoever keeps the results standing.

    Raises:
      SandboxError: submissions would run unprotected.
    """
    folder = Path(work.course)
    limits, trust = read_settings(folder).limits, work.trust_submissions
    with opening.for_strangers(limits, (), trust_submissions=trust) as sandbox:
        layers = sandbox.layers
    return Processes(work, jobs or min(available_cpus(), 1 + count // WORTH_A_PROCESS), layers)


def available_cpus() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
