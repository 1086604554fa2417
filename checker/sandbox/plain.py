"""A bare process for one's own code, where the system has no fork server: macOS, Windows.

Time is kept, memory is bounded where the system can, and that is all: no stranger's code belongs here.
"""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence

from checker.sandbox import worker
from checker.sandbox.forkserver import ENVIRONMENT
from checker.sandbox.host import describe_status
from checker.sandbox.wire import OUTPUT_BYTES, Limits


class PlainSource:
    """Children that are ordinary processes, each started anew."""

    layers: tuple[str, ...] = ("process",)

    def __init__(self, limits: Limits, modules: Sequence[str] = ()) -> None:
        self._limits, self._modules = limits, modules
        self._batch = b""

    def load(self, batch: bytes) -> None:
        """Keep the calls of an assignment for all children to come."""
        self._batch = batch

    def child(self) -> "PlainChild":
        """A child that has got the calls."""
        return PlainChild(self._batch, self._limits.memory_mib)

    def fork_ahead(self) -> None:
        """Do nothing: children are started when they are needed."""

    def close(self) -> None:
        """Do nothing: each child has ended with its submission."""


class PlainChild:
    """An ordinary process that serves one submission."""

    def __init__(self, batch: bytes, memory_mib: int) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        self.channel, theirs = socket.socketpair()
        on_windows = sys.platform == "win32"
        paths = os.pathsep.join(path for path in sys.path if path)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "checker.sandbox.plain", str(theirs.fileno()), str(memory_mib)],
                stdin=subprocess.PIPE,
                stdout=self._file,
                stderr=self._file,
                env={**os.environ, **ENVIRONMENT, "PYTHONPATH": paths, "HOME": os.path.expanduser("~")},
                **({} if on_windows else {"pass_fds": [theirs.fileno()]}),  # type: ignore[call-overload]
            )
            assert self._process.stdin is not None
            if sys.platform == "win32":
                share = theirs.share(self._process.pid)
                self._process.stdin.write(len(share).to_bytes(4, "big") + share)
            self._process.stdin.close()
        self.channel.sendall(len(batch).to_bytes(4, "big") + batch)
        self._printed = ""

    def cpu_seconds(self) -> float | None:
        """Nothing: wall time is kept."""
        return None

    def end(self) -> None:
        """Kill it."""
        if self.channel.fileno() >= 0:
            self._process.kill()
            self._process.wait()
            self.channel.close()
            self._file.seek(0)
            self._printed = self._file.read(OUTPUT_BYTES).decode("utf-8", "replace")
            self._file.close()

    def how_it_ended(self) -> str:
        """How it had ended by itself, in words; empty where it had not."""
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return ""
        return describe_status(-code if code < 0 else code << 8) if os.name == "posix" else f"exit code {code}"

    def output(self) -> str:
        """What it printed, once it has ended."""
        return self._printed


def main() -> None:
    """Start as a program: the channel's descriptor, and the memory allowed in MiB."""
    fd, memory_mib = map(int, sys.argv[1:])
    if sys.platform == "win32":
        size = int.from_bytes(sys.stdin.buffer.read(4), "big")
        channel = socket.fromshare(sys.stdin.buffer.read(size))
    else:
        import resource

        channel = socket.socket(fileno=fd)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":  # other systems refuse, or ignore, this bound
            _, hard = resource.getrlimit(resource.RLIMIT_DATA)
            resource.setrlimit(resource.RLIMIT_DATA, ((memory_mib + 128) << 20, hard))
    link = worker.Link(channel)
    worker.serve(link, worker.prepare(link.read_frame()))


if __name__ == "__main__":
    main()
