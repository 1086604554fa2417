"""A lab of machines: real Dask schedulers and workers, each a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

PATIENCE = 40.0
"""seconds that anything in the lab may take"""


class Lab:
    """A scheduler and its workers, in a folder."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._folder, self._settings = folder, settings
        self.file = folder / "scheduler.json"
        self._processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[int] = []
        self.scheduler: subprocess.Popen[bytes] | None = None

    def open(self, *options: str) -> "Lab":
        """Start the scheduler; workers may be started at once, for they wait for it."""
        address = [] if options else ["--host", "127.0.0.1"]
        self.scheduler = self._start("dask_scheduler", "--port", "0", *address, *options)
        return self

    def worker(self, name: str, *options: str, before: tuple[str, ...] = (), **environment: str) -> int:
        """Start a worker with one thread, and what it keeps in a folder of its name; its process number."""
        kept = ("--local-directory", str(self.scratch(name)), "--name", name)
        started = self._start("dask_worker", "--nthreads", "1", *kept, *options, before=before, **environment)
        self.workers.append(started.pid)
        return started.pid

    def _start(
        self, program: str, *options: str, before: tuple[str, ...] = (), **environment: str
    ) -> "subprocess.Popen[bytes]":
        (self._folder / "elsewhere").mkdir(exist_ok=True)
        command = [sys.executable, "-m", f"distributed.cli.{program}", "--scheduler-file", str(self.file)]
        with (self._folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [*before, *command, *options, "--no-dashboard"],
                env={**os.environ, **self._settings, **environment},
                cwd=self._folder / "elsewhere",
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        self._processes.append(process)
        return process

    @property
    def address(self) -> str:
        """Where the scheduler listens."""
        wait_until(self.file.is_file)
        with suppress(ValueError):
            return str(json.loads(self.file.read_text())["address"])
        time.sleep(0.05)  # it is being written
        return self.address

    @property
    def log(self) -> str:
        """All that the machines said."""
        return (self._folder / "log").read_text()

    def scratch(self, name: str) -> Path:
        """The folder of a worker."""
        return self._folder / "scratch" / name

    def courses(self) -> list[Path]:
        """Courses that lie on workers."""
        return list((self._folder / "scratch").rglob("checker-*"))

    def close(self) -> None:
        """End all machines."""
        for process in self._processes:
            for child in children(process.pid):
                with suppress(ProcessLookupError):
                    kill(child)
            process.kill()
        for process in self._processes:
            process.wait()

    def __enter__(self) -> "Lab":
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()


def children(pid: int) -> list[int]:
    """All processes under that one."""
    try:
        below = [
            int(n) for n in " ".join(p.read_text() for p in Path(f"/proc/{pid}/task").glob("*/children")).split()
        ]
    except OSError:
        return []
    return [*below, *(child for first in below for child in children(first))]


def wait_until(claim, seconds: float = PATIENCE) -> None:
    """Wait until something holds that takes its time."""
    end = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def kill(pid: int) -> None:
    """Take the power away from a process."""
    os.kill(pid, signal.SIGKILL)
