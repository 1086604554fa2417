"""The side of a process that grades what it is sent, until whoever sends it goes.

The contract, in prose. The process says that it has started, or what is wrong where it has not, and sends each
judgement as it is made. Its last message is a traceback, where an error of ours ends it. What arrives is taken in
by a thread, so that nobody waits for this process to read; when the channel ends, so does the process, at once.
"""

import os
import queue
import signal
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection

import msgspec

from checker.engine.backend import Numbered, Work
from checker.engine.here import Here
from checker.errors import CheckerError

STARTED = b"started:"
"""the first message of a process, with what is wrong behind it"""
FAILED = b"failed:"
"""the last message of a process that an error of ours ends, with its traceback behind it"""

Arrived = queue.SimpleQueue[Numbered]


def serve(
    channel: "Connection[bytes, bytes]",
    work: Callable[[], Work],
    read: Callable[[bytes], Iterable[Numbered]],
    leave: Callable[[], object] = lambda: None,
) -> None:
    """Grade what comes.

    Args:
      channel: to whoever sends submissions.
      work: tells what is to be graded; may fail as a course may.
      read: the submissions in a message.
      leave: cleans up before the process ends.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interruption is told to the first process, which ends this
    arrived: Arrived = queue.SimpleQueue()
    try:
        here = Here(work())
    except (CheckerError, OSError) as err:
        _say(channel, STARTED + str(err).encode("utf-8", "backslashreplace"))
        return
    threading.Thread(target=_receive, args=(channel, arrived, read, leave), daemon=True).start()
    _say(channel, STARTED)
    try:
        for graded in here.grade(_as_they_come(arrived)):
            _say(channel, msgspec.msgpack.encode(graded))
    except Exception:
        _say(channel, FAILED + traceback.format_exc().encode("utf-8", "backslashreplace"))


def _say(channel: "Connection[bytes, bytes]", message: bytes) -> None:
    """Send a message; where nobody is left to hear it, the thread that receives ends the process."""
    with suppress(OSError):
        channel.send_bytes(message)


def _receive(
    channel: "Connection[bytes, bytes]",
    arrived: Arrived,
    read: Callable[[bytes], Iterable[Numbered]],
    leave: Callable[[], object],
) -> None:
    while True:
        try:
            for numbered in read(channel.recv_bytes()):
                arrived.put(numbered)
        except (EOFError, OSError):
            leave()
            os._exit(0)  # the fork servers hear of it by their closed sockets


def _as_they_come(arrived: Arrived) -> Iterator[Numbered | None]:
    """What arrives, with None where the next one has to be waited for."""
    while True:
        if arrived.empty():
            yield None
        yield arrived.get()


def describe_exit(code: int) -> str:
    """How a process ended, in words."""
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
