"""A grading process that is a program of its own, as a worker of a cluster drives it.

The worker has threads, and so must not fork; it was started by `multiprocessing`, which lets it start nothing so
itself. And its memory holds no problem and no seed longer than they need to pass through.

The worker sends the baggage of the course, then a list of numbered submissions at a time; what comes back stands
in `serving.py`. When the worker goes, in whatever way, the program removes the folder that it unpacked the course
in, and ends.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import mkdtemp

import msgspec

from checker.engine.backend import Graded, Numbered
from checker.engine.serving import FAILED, STARTED, describe_exit, serve
from checker.errors import StaffError
from checker.submission.model import Submission

_chunk = msgspec.msgpack.Decoder(list[tuple[int, Submission]])
_graded = msgspec.msgpack.Decoder(Graded)


class Program:
    """The worker's side of it."""

    def __init__(self, baggage: bytes, scratch: str) -> None:
        self._baggage = baggage
        self._folder = mkdtemp(prefix="checker-", dir=scratch)
        ours, theirs = socket.socketpair()
        self._channel: Connection[bytes, bytes] = Connection(ours.detach())
        with theirs:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "checker.engine.cluster.program",
                    str(theirs.fileno()),
                    self._folder,
                ],
                pass_fds=[theirs.fileno()],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,  # an interruption in a terminal is for whoever started the worker
            )
        self._has_answered, self._last_words = False, ""

    def grade(self, chunk: Sequence[Numbered]) -> Iterator[Graded]:
        """Grade submissions, one after another.

        Raises:
          EOFError: it has ended.
          StaffError: it could not start.
        """
        try:
            if self._baggage:
                self._channel.send_bytes(self._baggage)
                self._baggage = b""
            self._channel.send_bytes(msgspec.msgpack.encode(chunk))
        except OSError as err:
            raise EOFError from err
        for _ in chunk:
            yield self._next_graded()

    def _next_graded(self) -> Graded:
        try:
            message = self._channel.recv_bytes()
        except OSError as err:
            raise EOFError from err
        if message.startswith(STARTED):
            if problem := message.removeprefix(STARTED).decode():
                raise StaffError(problem)
            self._has_answered = True
            return self._next_graded()
        if message.startswith(FAILED):
            self._last_words = message.removeprefix(FAILED).decode()
            raise EOFError
        return _graded.decode(message)

    @property
    def has_started(self) -> bool:
        """Whether it was ever ready to grade."""
        return self._has_answered

    def end(self, patience: float = 0.0) -> str:
        """End it, if it does not end itself within those seconds, remove its folder, and say how it ended."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(patience)
        ended_itself = self._process.poll() is not None
        self._process.kill()
        code = self._process.wait()
        self._channel.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        return self._last_words or (describe_exit(code) if ended_itself else "it was ended")


# ---- the program itself ----------------------------------------------------------------------------------------


def main() -> None:
    """Start as a program: descriptor of the channel, and an empty folder for the course."""
    from checker.engine.cluster.baggage import unpack

    channel: Connection[bytes, bytes] = Connection(int(sys.argv[1]))
    folder = Path(sys.argv[2])

    def leave() -> None:
        shutil.rmtree(folder, ignore_errors=True)

    try:
        serve(channel, lambda: unpack(channel.recv_bytes(), folder), _chunk.decode, leave)
    except (EOFError, OSError):
        pass  # the worker has gone
    finally:
        leave()


if __name__ == "__main__":
    main()
