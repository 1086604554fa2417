"""Which processes there are."""

import os
import time
from pathlib import Path


def children(parent: int) -> set[int]:
    """Processes whose parent that is, without those that have ended."""
    found = set()
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            state, ppid = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue  # it has just ended
        if int(ppid) == parent and state != "Z":
            found.add(int(entry))
    return found


def settled_children(parent: int, count: int) -> set[int]:
    """The same, once no more than `count` are left; killing takes a moment."""
    for _ in range(200):
        if len(found := children(parent)) <= count:
            break
        time.sleep(0.01)
    return found
