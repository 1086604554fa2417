"""Grading in this process, with a fork server for each assignment that comes up."""

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from checker.catalogue import Course
from checker.config import read_settings
from checker.engine.backend import Graded, Numbered, Work
from checker.engine.plan import make_plan
from checker.engine.task import Grader, unreadable
from checker.sandbox import opening
from checker.sandbox.host import Runner, Session
from checker.submission.model import Submission


class Heard(Struct, frozen=True, eq=False):
    """A submission whose answers are there, and not judged yet."""

    index: int
    submission: Submission
    grader: Grader
    session: Session | None
    seconds: float
    """how long its answers took"""


class Here:
    """Grades in this process. While one submission is judged, the next one runs already."""

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

    def grade(self, submissions: Iterable[Numbered | None]) -> Iterator[Graded]:
        """Grade one after another; a None among them says that the next one may be long in coming."""
        heard: Heard | None = None
        for numbered in submissions:
            if numbered is None:
                if heard is not None:
                    yield self._judge(heard)
                heard = None
                continue
            index, submission = numbered
            if not submission.assignment:
                yield Graded.of(index, unreadable(submission, None), 0.0)
                continue
            started = time.perf_counter()
            begun = self._begin(submission)
            ahead = time.perf_counter() - started
            if heard is not None:
                yield self._judge(heard)
            heard = self._hear(index, submission, *begun, time.perf_counter() - ahead)
        if heard is not None:
            yield self._judge(heard)

    def _begin(self, submission: Submission) -> tuple[Grader, Runner | None]:
        """Hand a submission to its sandbox; to a new one, where that has broken meanwhile."""
        grader = self.prepare(submission.assignment)
        runner = grader.begin(submission)
        if runner is None and not submission.problem:
            grader = self._replaced(grader)
            runner = grader.begin(submission)
        return grader, runner

    def _hear(
        self, index: int, submission: Submission, grader: Grader, runner: Runner | None, started: float
    ) -> Heard:
        """The answers of a submission; asked for once more, where the sandbox broke under it."""
        session = grader.collect(submission, runner)
        if session is None and runner is not None:
            grader = self._replaced(grader)
            session = grader.collect(submission, grader.begin(submission))
        return Heard(index, submission, grader, session, time.perf_counter() - started)

    def _judge(self, heard: Heard) -> Graded:
        started = time.perf_counter()
        judgement = heard.grader.judge(heard.submission, heard.session)
        faults = tuple(heard.grader.faults)
        heard.grader.faults.clear()
        return Graded.of(heard.index, judgement, heard.seconds + time.perf_counter() - started, faults)

    def _replaced(self, grader: Grader) -> Grader:
        """A grader with a new fork server, after a failure of ours."""
        del self._graders[grader.plan.assignment.name]
        with suppress(Exception):  # it is broken, which is why it goes
            grader.sandbox.close()
        new = self.prepare(grader.plan.assignment.name)
        new.faults += grader.faults
        return new

    def close(self) -> None:
        """End the fork servers."""
        for grader in self._graders.values():
            grader.sandbox.close()
