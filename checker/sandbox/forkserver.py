"""The grader's handle on a zygote, and on the children that it forks."""

import os
import socket
import sys
import time
from collections import deque
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from checker.errors import SandboxError
from checker.sandbox.host import describe_status
from checker.sandbox.wire import OUTPUT_BYTES, Limits

ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # a second BLAS thread could not be started, and would hang the first product
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",  # the same submission prints its sets in the same order
    "PYTHONDONTWRITEBYTECODE": "1",
    "MPLBACKEND": "Agg",
    "HOME": "/",
    "PATH": "/usr/bin:/bin",
}


class Request(Struct):
    """A message to the zygote, and its answer once that was read."""

    answer: str | None = None


class ForkServer:
    """Children from a zygote, each forked while the one before it works."""

    def __init__(self, control: socket.socket, pid: int, limits: Limits, *, ahead: bool) -> None:
        self._control, self._pid, self._forks_ahead = control, pid, ahead
        self._owed: deque[Request] = deque()
        self._ahead: ForkedChild | None = None
        self._probed: Request | None = None
        self.tell(b"L" + msgspec.json.encode(limits))

    @classmethod
    def start(cls, limits: Limits, modules: Sequence[str]) -> "ForkServer":
        """Start a zygote as a program of its own, with those modules in memory."""
        import subprocess  # a self-check has forked its server, and needs none of this

        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        paths = os.pathsep.join(path for path in sys.path if path)
        command = [sys.executable, "-m", "checker.sandbox.zygote", str(theirs.fileno()), *modules]
        with theirs:
            process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                env={**ENVIRONMENT, "PYTHONPATH": paths},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd="/",
            )
        process.returncode = 0  # `close` waits for it, by its number
        server = cls(ours, process.pid, limits, ahead=True)
        server._probed = server.tell(b"P")
        return server

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the layers that held when the zygote tried them."""
        self._probed = self._probed or self.tell(b"P")
        return ("process", *self.read(self._probed).split())

    # ---- messages ---------------------------------------------------------------------------------------------

    def tell(self, message: bytes, fds: Sequence[int] = ()) -> Request:
        """Send a message; its answer is read when somebody needs it."""
        request = Request()
        try:
            socket.send_fds(self._control, [message], fds)
        except OSError as err:
            raise SandboxError("the fork server of the sandbox has gone; run the command again") from err
        self._owed.append(request)
        return request

    def read(self, request: Request) -> str:
        """The answer to a message."""
        while request.answer is None:
            try:
                answer = self._control.recv(1024)
            except OSError as err:
                raise SandboxError("the fork server of the sandbox does not answer") from err
            if not answer:
                raise SandboxError("the fork server of the sandbox has gone; run the command again")
            self._owed.popleft().answer = answer.decode()
        return request.answer

    def ask(self, message: bytes, fds: Sequence[int] = ()) -> str:
        """Send a message and wait for its answer."""
        return self.read(self.tell(message, fds))

    # ---- children ---------------------------------------------------------------------------------------------

    def load(self, batch: bytes) -> None:
        """Hand the calls of an assignment to all children to come."""
        if self._ahead is not None:
            self._ahead.end()
            self._ahead = None
        fd = os.memfd_create("batch")
        try:
            with os.fdopen(os.dup(fd), "wb") as file:
                file.write(batch)
            self.ask(b"B", [fd])
        finally:
            os.close(fd)

    def child(self) -> "ForkedChild":
        """A child that is ready."""
        child, self._ahead = self._ahead or ForkedChild(self), None
        return child

    def fork_ahead(self) -> None:
        """Have the next child forked, while the last one works."""
        if self._forks_ahead and self._ahead is None:
            self._ahead = ForkedChild(self)

    def close(self) -> None:
        """Close the socket: the zygote ends its children and itself."""
        if self._ahead is not None:
            self._ahead.end()
        self._control.close()
        os.waitpid(self._pid, 0)


class ForkedChild:
    """A confined process that serves one submission."""

    def __init__(self, server: ForkServer) -> None:
        self._server = server
        self.channel, theirs = socket.socketpair()
        self._output_fd = os.memfd_create("output")
        with theirs:
            self._forked = server.tell(b"F", [theirs.fileno(), self._output_fd])
        self._printed = b""

    @property
    def pid(self) -> int:
        """Its process number; not used again before `end`."""
        return int(self._server.read(self._forked))

    def cpu_seconds(self) -> float | None:
        """Processor seconds used so far, from the kernel's clock of that process."""
        try:
            return time.clock_gettime((~self.pid << 3) | 2)
        except OSError:
            return None

    def end(self) -> None:
        """Kill it, and keep what it printed; the zygote buries it meanwhile."""
        if self.channel.fileno() >= 0:
            self._server.tell(b"R%d" % self.pid)
            self.channel.close()
            self._printed = os.pread(self._output_fd, OUTPUT_BYTES, 0)
            os.close(self._output_fd)

    def how_it_ended(self) -> str:
        """How it had ended by itself, in words; empty where it had not."""
        status = int(self._server.ask(b"D%d" % self.pid))
        return describe_status(status) if status >= 0 else ""

    def output(self) -> str:
        """What it printed, once it has ended."""
        return self._printed.decode("utf-8", "replace")
