"""This machine: in this process, or in several, each with a fork server of its own."""

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from checker.catalogue import Course
from checker.config import read_settings
from checker.engine.backend import Backend, Graded, Work
from checker.engine.plan import make_plan
from checker.engine.task import Grader, not_judged, unreadable
from checker.sandbox import opening
from checker.submission.model import Submission

Chunk = list[tuple[int, Submission]]
CHUNK = 8
"""submissions that a process is handed at a time"""
WORTH_A_PROCESS = 40
"""submissions that pay for starting another process"""


class Here:
    """Grades in this process, with one fork server for each assignment."""

    def __init__(self, work: Work) -> None:
        folder = Path(work.course)
        self._course = Course(folder, read_settings(folder))
        self._work = work
        self._graders: dict[str, Grader] = {}
        self.layers: tuple[str, ...] = ()

    def prepare(self, assignment: str) -> Grader:
        """The grader of an assignment, its fork server started."""
        if assignment not in self._graders:
            plan = make_plan(self._course.assignment(assignment), self._course.settings, self._work.seed)
            modules = ["numpy.random", *(["checker.sandbox.warm"] if plan.is_symbolic else [])]
            limits, trust = self._course.settings.limits, self._work.trust_submissions
            sandbox = opening.for_strangers(limits, modules, trust_submissions=trust)
            self.layers = sandbox.layers  # the machine's, and so the same for every assignment
            self._graders[assignment] = Grader(plan, sandbox, self._course.settings)
        return self._graders[assignment]

    def grade(self, submissions: Iterable[tuple[int, Submission]]) -> Iterator[Graded]:
        """Grade one after another."""
        for index, submission in submissions:
            started = time.perf_counter()
            if not submission.assignment:
                yield Graded(index, unreadable(submission, None), 0.0)
                continue
            grader = self.prepare(submission.assignment)
            result = grader.grade(submission)
            faults, grader.faults = tuple(grader.faults), []
            if result.status == "not judged":
                self._replace(submission.assignment)
            yield Graded(index, result, time.perf_counter() - started, faults)

    def _replace(self, assignment: str) -> None:
        """Give up a fork server after a failure of ours: the next submission gets a new one."""
        grader = self._graders.pop(assignment)
        try:
            grader.sandbox.close()
        except Exception:
            return  # it is broken, which is why it goes

    def close(self) -> None:
        """End the fork servers."""
        for grader in self._graders.values():
            grader.sandbox.close()


class Processes:
    """Grades in several processes."""

    def __init__(self, work: Work, jobs: int, layers: tuple[str, ...]) -> None:
        self._work, self._jobs, self.layers = work, jobs, layers

    def grade(self, submissions: Iterable[tuple[int, Submission]]) -> Iterator[Graded]:
        """Hand out chunks; when a process dies, what was handed out is done again, one by one."""
        everything = list(submissions)
        chunks = deque(everything[i : i + CHUNK] for i in range(0, len(everything), CHUNK))
        while chunks:
            suspects = yield from self._together(chunks)
            yield from self._one_by_one(deque(suspects))

    def _together(self, chunks: deque[Chunk]) -> Generator[Graded, None, Chunk]:
        """Grade chunks as long as no process dies; then return the submissions that one of them had in hand."""
        suspects: Chunk = []
        with self._pool(self._jobs) as pool:
            handed: dict[Future[list[Graded]], Chunk] = {}
            while (chunks and not suspects) or handed:
                while chunks and not suspects and len(handed) <= self._jobs:
                    chunk = chunks.popleft()
                    try:
                        handed[pool.submit(_grade_chunk, chunk)] = chunk
                    except BrokenProcessPool:
                        suspects += chunk
                for future in wait(handed, return_when=FIRST_COMPLETED).done:
                    chunk = handed.pop(future)
                    try:
                        yield from future.result()
                    except BrokenProcessPool:
                        suspects += chunk
        return suspects

    def _one_by_one(self, suspects: deque[tuple[int, Submission]]) -> Iterator[Graded]:
        """Grade one after another, so that whoever takes the process down is known."""
        while suspects:
            with self._pool(1) as pool:
                while suspects:
                    index, submission = suspects.popleft()
                    try:
                        yield pool.submit(_grade_chunk, [(index, submission)]).result()[0]
                    except BrokenProcessPool as err:
                        yield self._given_up(index, submission, err)
                        break

    def _given_up(self, index: int, submission: Submission, err: Exception) -> Graded:
        folder = Path(self._work.course)
        assignment = submission.assignment
        asked = Course(folder, read_settings(folder)).assignment(assignment) if assignment else None
        return Graded(index, not_judged(submission, asked), 0.0, (f"{submission.id}\n{err}\n",))

    @contextmanager
    def _pool(self, jobs: int) -> Iterator[ProcessPoolExecutor]:
        """Processes that end at once when the work is interrupted."""
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(jobs, context, initializer=_start, initargs=(self._work,))
        try:
            yield pool
        except BaseException:
            for process in multiprocessing.active_children():
                process.terminate()
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def close(self) -> None:
        """Do nothing: the processes end with their last chunk."""


def open_backend(work: Work, assignments: Iterable[str], count: int, jobs: int | None) -> Backend:
    """The backend for a class of that size.

    Raises:
      SandboxError: submissions would run unprotected.
    """
    here = Here(work)
    for name in assignments:
        here.prepare(name)  # fails here, before the class, what would fail for everybody
    jobs = jobs or min(available_cpus(), 1 + count // WORTH_A_PROCESS)
    if jobs == 1 or count < 2:
        return here
    here.close()
    return Processes(work, jobs, here.layers)


def available_cpus() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_here: Here | None = None


def _start(work: Work) -> None:
    global _here
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interruption is told to the first process, which ends this
    _here = Here(work)


def _grade_chunk(chunk: list[tuple[int, Submission]]) -> list[Graded]:
    assert _here is not None
    return list(_here.grade(chunk))
