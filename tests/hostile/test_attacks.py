"""Every attack of `attacks/` earns nothing, costs nobody else anything, and leaves nothing behind."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from checker.verdict import Outcome
from tests.hostile.course import HONEST, POINTS, Range

SEPARATOR = re.compile(r"^# ---- (\w+): ([a-z ]+?)(?:, (all|item \w+))?$", re.MULTILINE)


class Attack(Struct, frozen=True):
    """A submission that is not honest."""

    name: str
    source: str
    outcomes: frozenset[Outcome]
    """what the attacked item may get"""
    hits: tuple[str, ...]
    """functions that get it"""


def read_attacks() -> Iterator[Attack]:
    """The attacks: `# ---- name: outcome`, with `all` where the honest answers fall with the attacked one."""
    for path in sorted(Path(__file__).with_name("attacks").glob("*.py")):
        parts = SEPARATOR.split(path.read_text())
        for name, outcomes, what, source in zip(*[iter(parts[1:])] * 4, strict=True):
            hits = tuple(POINTS) if what == "all" else (what or "item attacked").split()[1:]
            yield Attack(
                f"{path.stem}-{name}", source, frozenset(map(Outcome, outcomes.split(" or "))), tuple(hits)
            )


ATTACKS = list(read_attacks())


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


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_attack_earns_nothing_and_harms_nobody(range_: Range, attack: Attack) -> None:
    before = children(os.getpid())
    result = range_.grade(HONEST + attack.source)
    items = {item.function: item for item in result.items}
    for name in attack.hits:
        assert items[name].outcome in attack.outcomes, items[name]
        assert items[name].points == 0.0
    for name in set(POINTS) - {*attack.hits, "attacked"}:
        assert items[name].points == POINTS[name], items[name]
    assert result.score == sum(POINTS[name] for name in POINTS if name not in {*attack.hits, "attacked"})
    assert all(c == "\n" or c.isprintable() for c in result.output)
    assert len(result.output) <= 64 << 10
    assert range_.grade(f"{HONEST}def attacked(x):\n    return x * 0.577215 + 1\n") == range_.full
    assert children(os.getpid()) == before, "the fork server is another process, or is not alone"
    [zygote] = before
    assert len(settled_children(zygote, 1)) <= 1, "more is left than the child that is forked ahead"
