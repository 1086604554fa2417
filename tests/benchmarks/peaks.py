"""The highest resident memory of a command and of all processes below it, by what they are for."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

MOMENT = 0.05
"""seconds between two looks; the kernel keeps the peak, so that only what ends in between is missed"""


class Peaks:
    """Peaks of a process and its descendants."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.kib: dict[str, int] = {}
        """highest resident memory of one process, by kind"""

    def watch(self, is_running: Callable[[], bool]) -> None:
        """Look again and again."""
        while is_running():
            with suppress(OSError):
                self._look(self._pid, "command")
            time.sleep(MOMENT)

    def _look(self, pid: int, kind: str) -> None:
        """Note the peak of a process, then those of its children."""
        peak = peak_kib(pid)
        self.kib[kind] = max(self.kib.get(kind, 0), peak)
        for child in children(pid):
            with suppress(OSError):  # it has ended
                self._look(child, kind_of(child, below=kind))


def peak_kib(pid: int) -> int:
    """Highest resident memory of a process so far."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1])
    return 0


def children(pid: int) -> list[int]:
    """Processes that a process started, by any of its threads."""
    return [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]


def kind_of(pid: int, *, below: str) -> str:
    """What a process is for, by its command line."""
    words = Path(f"/proc/{pid}/cmdline").read_bytes()
    if b"zygote" in words:
        return "submission" if below in ("fork server", "submission") else "fork server"
    return "worker" if b"spawn_main" in words else "other"
