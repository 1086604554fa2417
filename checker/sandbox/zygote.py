"""The fork server: Python and its libraries in memory, and never a reference or a submission.

The contract, in prose. The grader speaks on one socket, a message at a time, and every message is answered in
order:

  L + limits                     what a child may use, as JSON; answered "ok"
  B + descriptor                 the calls of an assignment, as a file; answered "ok"
  F + two descriptors            fork a child on this channel and this output; answered with its process number
  D + number                     how that child ended; answered with its exit status, -1 if it has not ended
  R + number                     kill that child and forget it; answered "ok"
  P                              what confinement holds here; answered with the names of the layers

When the socket closes, the server kills its children and ends. A child gives up what it could do harm with
before it reads a byte of the submission, and the server never reads one: no student's text can be in the
memory of the next student's process.
"""

import gc
import importlib
import os
import signal
import socket
import sys
import time
from typing import NoReturn

import msgspec

from checker.sandbox import worker
from checker.sandbox.confinement import Confinement
from checker.sandbox.wire import Limits

CHANNEL = 3


class Zygote:
    """The state of one fork server."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.confinement = Confinement(Limits())
        self.prepared: list[worker.PreparedCall] = []
        self.children: set[int] = set()

    def run(self) -> None:
        """Answer the grader until it goes."""
        gc.freeze()  # a child's collector leaves these pages alone, so that they stay shared
        while True:
            try:
                message, fds, _, _ = socket.recv_fds(self.control, 1024, 2)
                if not message:
                    break
                self.control.send(self.answer(message, fds).encode())
            except ConnectionError:
                break  # the grader has gone
        for child in self.children:
            os.kill(child, signal.SIGKILL)

    def answer(self, message: bytes, fds: list[int]) -> str:
        """Do what the grader says."""
        match message[:1]:
            case b"L":
                self.confinement.limits = msgspec.json.decode(message[1:], type=Limits)
                return "ok"
            case b"B":
                return self.load(fds[0])
            case b"F":
                return self.fork(fds)
            case b"D":
                return str(exit_status(int(message[1:])))
            case b"R":
                return self.reap(int(message[1:]))
            case b"P":
                return self.probe()
            case _:
                return "unknown message"

    def load(self, fd: int) -> str:
        """Take the calls of an assignment into memory, for all children to come."""
        with os.fdopen(fd, "rb") as file:
            file.seek(0)
            self.prepared = worker.prepare(file.read())
        gc.freeze()
        return "ok"

    def fork(self, fds: list[int]) -> str:
        """Fork a child that serves one submission."""
        child = os.fork()
        if child == 0:
            self._become_worker(*fds)
        for fd in fds:
            os.close(fd)
        self.children.add(child)
        return str(child)

    def reap(self, child: int) -> str:
        """Kill a child, and bury it."""
        if child in self.children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            self.children.discard(child)
        return "ok"

    def probe(self) -> str:
        """Apply the layers one by one in a child, try to break out of it, and keep what held."""
        read_end, write_end = os.pipe()
        child = os.fork()
        if child == 0:
            held = []
            for layer in self.confinement.layers:
                try:
                    self.confinement.apply_layer(layer)
                    held.append(layer)
                except OSError:
                    continue
            broken = set() if "seccomp" not in held or _is_refused(os.fork) else {"seccomp"}
            if "landlock" in held and not _is_refused(lambda: open("/etc/passwd")):  # noqa: SIM115
                broken.add("landlock")
            os.write(write_end, " ".join(layer for layer in held if layer not in broken).encode())
            os._exit(0)
        os.close(write_end)
        layers = os.read(read_end, 1024).decode()
        os.close(read_end)
        os.waitpid(child, 0)
        self.confinement.settle(tuple(layers.split()))
        return layers

    def _become_worker(self, channel: int, output: int) -> NoReturn:
        try:
            nothing = os.open(os.devnull, os.O_RDONLY)
            os.dup2(nothing, 0)
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.dup2(channel, CHANNEL)
            keep = self.confinement.ruleset
            os.closerange(CHANNEL + 1, max(keep, CHANNEL + 1))
            os.closerange(max(keep, CHANNEL) + 1, 1 << 16)
            os.chdir("/")
            link = worker.Link(socket.socket(fileno=CHANNEL))  # asks the kernel what the filter would refuse
            self.confinement.apply()
            worker.serve(link, self.prepared)
        finally:
            os._exit(70)  # a broken confinement must not answer


def exit_status(child: int) -> int:
    """How a child ended that has closed its channel; -1 if it goes on without one."""
    for _ in range(100):
        found = os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if found is not None:
            return found.si_status << 8 if found.si_code == os.CLD_EXITED else found.si_status
        time.sleep(0.005)
    return -1


def _is_refused(attempt: object) -> bool:
    try:
        attempt()  # type: ignore[operator]
    except OSError:
        return True
    return False


def become(control: socket.socket) -> None:
    """Turn this process into a fork server."""
    gc.enable()
    os.setsid()  # Ctrl-C in the terminal is for the grader
    os.environ.clear()
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("900")  # when memory runs out, a submission goes first, not the grader
    except OSError:
        pass
    fd = os.dup2(control.detach(), CHANNEL) if control.fileno() != CHANNEL else control.detach()
    os.closerange(CHANNEL + 1, 1 << 16)
    Zygote(socket.socket(fileno=fd)).run()


def main() -> None:
    """Start as a program: descriptor of the control socket, and modules to preload."""
    fd, *modules = sys.argv[1:]
    for module in modules:
        importlib.import_module(module)
    become(socket.socket(fileno=int(fd)))


if __name__ == "__main__":
    main()
