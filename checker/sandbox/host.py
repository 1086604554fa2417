"""The grader's side of the sandbox: hands out submissions, collects answers, and keeps the time.

A call that hangs, dies or breaks the contract of the channel costs itself alone: the child is killed, what
happened is noted, and a fresh child goes on with the next call. One child is always forked ahead, so that a
fork's price is paid while another child works.
"""

import contextlib
import os
import signal
import socket
import time
from collections import Counter, deque
from collections.abc import Sequence
from typing import Any, Protocol

import msgspec
from msgspec import Struct

from checker.sandbox import values, wire
from checker.sandbox.wire import Answer, Limits

HANGS_PER_FUNCTION = 2
"""calls of one function that may hang before its other calls count as hanging too"""
WALL_FACTOR, WALL_SECONDS = 3.0, 1.0
"""a call that sleeps is ended after this many times its processor seconds, and this much more"""


class Session(Struct):
    """What became of one submission."""

    answers: dict[int, Answer] = {}
    load_error: wire.Raised | None = None
    load_failure: Answer | None = None
    """why the file did not even finish loading, where it raised nothing"""
    output: str = ""


class Child(Protocol):
    """A process that serves one submission."""

    channel: socket.socket

    def cpu_seconds(self) -> float | None:
        """Processor seconds used so far, None where the system does not say."""

    def end(self) -> None:
        """Kill it."""

    def how_it_ended(self) -> str:
        """How it had ended by itself, in words; empty where it had not."""

    def output(self) -> str:
        """What it printed, once it has ended."""


class Source(Protocol):
    """Where children come from."""

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the layers that hold."""

    def load(self, batch: bytes) -> None:
        """Hand the calls of an assignment to all children to come."""

    def child(self) -> Child:
        """A child, ready to read a submission."""

    def fork_ahead(self) -> None:
        """Make the next child ready, if that takes time."""

    def close(self) -> None:
        """End all children, and what makes them."""


# ---- running a submission ------------------------------------------------------------------------------------


class Sandbox:
    """Runs submissions one after another on the calls of one assignment."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self._source, self._limits = source, limits
        self._functions: list[str] = []

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the layers between a submission and the machine."""
        return self._source.layers

    def load(self, calls: Sequence[wire.Call], buffers: list[bytes]) -> None:
        """Take the calls of an assignment."""
        self._functions = [call.function for call in calls]
        self._source.load(wire.pack(wire.Batch(list(calls)), buffers)[4:])

    def run(self, name: str, source: bytes, modules: dict[str, bytes]) -> Session:
        """Run a submission on all calls.

        Raises:
          SandboxError: the sandbox itself broke.
        """
        return self.begin(name, source, modules).run()

    def begin(self, name: str, source: bytes, modules: dict[str, bytes]) -> "Runner":
        """Hand a submission to a child, which works on it before anybody waits for its answers.

        Raises:
          SandboxError: the sandbox itself broke.
        """
        return Runner(self._source, self._limits, self._functions, name, source, modules)

    def close(self) -> None:
        """End all processes."""
        self._source.close()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Runner:
    """One submission on its way through the calls of an assignment."""

    def __init__(
        self,
        source: Source,
        limits: Limits,
        functions: Sequence[str],
        name: str,
        text: bytes,
        modules: dict[str, bytes],
    ) -> None:
        self._source, self._limits, self._functions = source, limits, functions
        self._start = wire.Start(name, text, modules, [])
        self._pending = deque(range(len(functions)))
        self._hangs: Counter[str] = Counter()
        self._kept = 0
        self._session = Session()
        self._opened: Conversation | None = self._open()

    def run(self) -> Session:
        """Let one child after another answer what it can."""
        deadline = time.monotonic() + self._limits.submission_seconds  # what was done before this is a present
        given_up: Answer | None = None
        while self._pending and given_up is None and time.monotonic() < deadline:
            given_up = self._attempt(deadline)
        if given_up is not None and not self._session.answers:
            self._session.load_failure = given_up
        for index in self._pending:
            self._session.answers[index] = given_up or Answer("timed out", detail="submission")
        return self._session

    def abandon(self) -> None:
        """End the child of a submission that nobody will run."""
        if self._opened is not None:
            self._opened.child.end()
            self._opened = None

    def _open(self) -> "Conversation":
        """A child that has the submission and the pending calls."""
        frame = wire.pack(msgspec.structs.replace(self._start, calls=list(self._pending)), [])
        talk = Conversation(self._source.child())
        talk.say(frame)
        self._source.fork_ahead()
        return talk

    def _attempt(self, deadline: float) -> Answer | None:
        """Let a child answer as many of the pending calls as it can; why it did not even load."""
        talk, self._opened = self._opened or self._open(), None
        talk.deadline = deadline
        try:
            return self._converse(talk)
        finally:
            talk.child.end()
            self._session.output = self._session.output or talk.child.output()

    def _converse(self, talk: "Conversation") -> Answer | None:
        child = talk.child
        try:
            loaded = talk.hear(self._limits.load_seconds)
            if not isinstance(loaded, wire.Loaded):
                raise wire.WireError("an answer before the file was loaded")
        except (wire.WireError, TimeoutError, EOFError) as failure:
            return _failure(failure, child)
        self._session.load_error = loaded.error
        functions, is_first = set(loaded.functions), True
        while self._pending:
            index = self._pending[0]
            if self._functions[index] not in functions:
                self._note(Answer("missing"))
                continue
            try:
                self._note(self._bounded(talk.answer_to(index, self._limits.call_seconds), talk))
            except (wire.WireError, TimeoutError, EOFError) as failure:
                self._blame(_failure(failure, child), is_first=is_first)
                return None
            is_first = False
        return None

    def _note(self, answer: Answer) -> None:
        """Note what became of the next call."""
        self._session.answers[self._pending.popleft()] = answer

    def _bounded(self, answer: Answer, talk: "Conversation") -> Answer:
        """The answer, or a word in its place where all answers together are too large to keep."""
        if self._kept + talk.last_size > wire.MAX_KEPT:
            return Answer("value", wire.Other("answer", "too large, together with the answers before it"))
        self._kept += talk.last_size
        return answer

    def _blame(self, failure: Answer, *, is_first: bool) -> None:
        """Note a failure if it can only be this call's: what an earlier one left behind may be the cause.

        Where other calls came before it in its process, it is asked again in a fresh one.
        """
        function = self._functions[self._pending[0]]
        if not is_first:
            return
        self._note(failure)
        if failure.kind == "timed out":
            self._hangs[function] += 1
            if self._hangs[function] >= HANGS_PER_FUNCTION:
                self._skip(function)

    def _skip(self, function: str) -> None:
        """Do not wait for the other calls of a function that hangs."""
        for index in [i for i in self._pending if self._functions[i] == function]:
            self._pending.remove(index)
            self._session.answers[index] = Answer("timed out", detail="not waited for")


class Conversation:
    """The frames of one channel, under its deadlines."""

    deadline = float("inf")
    """when the time of the whole submission is used up"""

    def __init__(self, child: Child) -> None:
        self.child, self._channel = child, child.channel
        self._buffer = bytearray()
        self.last_size = 0
        """bytes of the last frame"""

    def say(self, frame: bytes) -> None:
        """Send the submission; whoever waits for the answers hears of a child that has ended."""
        with contextlib.suppress(OSError):
            self._channel.settimeout(30)
            self._channel.sendall(frame)

    def answer_to(self, index: int, seconds: float) -> Answer:
        """The answer to that call, within that many processor seconds.

        Raises:
          TimeoutError: it did not come in time.
          EOFError: the child ended.
          WireError: something else came.
        """
        reply = self.hear(seconds)
        if not isinstance(reply, wire.Reply) or reply.call != index:
            raise wire.WireError("an answer to a call that was not made")
        if reply.error is not None:
            return Answer("raised", error=reply.error)
        return Answer("value", values.decode(reply.value, self._data), mutated=reply.mutated)

    def hear(self, seconds: float) -> Any:
        """The next message, within that many processor seconds."""
        patience: Patience | None = None
        while (frame := self._next_frame()) is None:
            patience = patience or Patience(self.child, seconds, self.deadline)
            self._fill(patience)
        message, self._data = wire.unpack(frame, from_worker=True)
        self.last_size = len(frame)
        return message

    def _next_frame(self) -> bytes | None:
        buffer = self._buffer
        if len(buffer) < 4:
            return None
        size = wire.frame_size(buffer) + 4
        if len(buffer) < size:
            return None
        with memoryview(buffer) as view:
            frame = bytes(view[4:size])
        del buffer[:size]
        return frame

    def _fill(self, patience: "Patience") -> None:
        """Read what comes next, as long as the patience lasts."""
        while True:
            self._channel.settimeout(patience.wait())
            try:
                data = self._channel.recv(RECEIVED_BYTES)
            except TimeoutError:
                continue
            except OSError as err:
                raise EOFError from err
            if not data:
                raise EOFError
            self._buffer += data
            return


RECEIVED_BYTES = 1 << 20
"""what is read at a time, if it is there"""


class Patience:
    """How long a message may take: processor seconds of the child, and a bound for one that only sleeps.

    A busy machine makes a child slow, but not its processor clock fast: the same submission gets the same
    marks whatever else runs.
    """

    def __init__(self, child: Child, seconds: float, deadline: float) -> None:
        self._child, self._seconds = child, seconds
        self._started = time.monotonic()
        self._used_before = child.cpu_seconds()
        self._wall = min(self._started + WALL_FACTOR * seconds + WALL_SECONDS, deadline)
        self._asked = False

    def wait(self) -> float:
        """Seconds until the next look at the clocks.

        Raises:
          TimeoutError: the time is used up.
        """
        now = time.monotonic()
        used = self._used(now) if self._asked else 0.0
        if now >= self._wall or used >= self._seconds:
            raise TimeoutError
        self._asked = True
        return max(min(self._seconds - used, self._wall - now), 0.005)

    def _used(self, now: float) -> float:
        used = self._child.cpu_seconds()
        return now - self._started if used is None or self._used_before is None else used - self._used_before


def _failure(failure: Exception, child: Child) -> Answer:
    if isinstance(failure, TimeoutError):
        return Answer("timed out")
    if isinstance(failure, wire.WireError):
        return Answer("forged", detail=str(failure))
    how = child.how_it_ended()
    return Answer("died", detail=how) if how else Answer("forged", detail="closed the channel")


def describe_status(status: int) -> str:
    """How a process ended, in words."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        known: dict[int, str] = {
            signal.SIGSEGV: "a segmentation fault",
            signal.SIGKILL: "killed, probably for its memory",
            signal.SIGABRT: "an abort",
            signal.SIGXCPU: "out of processor time",
            signal.SIGSYS: "a forbidden system call",
            signal.SIGFPE: "a floating-point trap",
        }
        return known.get(number, f"signal {number}")
    return f"exit code {os.WEXITSTATUS(status)}"
