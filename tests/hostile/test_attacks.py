"""Every attack of `attacks/` earns nothing, costs nobody else anything, and leaves nothing behind."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from checker.verdict import Outcome
from tests.hostile.course import HONEST, POINTS, Range
from tests.sandbox.processes import children, settled_children

SEPARATOR = re.compile(r"^# ---- (\w+): ([a-z ]+?)(?:, (all|later|symbolic|item \w+))?$", re.MULTILINE)


GROUPS = {
    None: ["attacked"],
    "all": list(POINTS),
    "later": list(POINTS)[1:],
    "symbolic": ["attacked", "absolute_value"],
}
"""answers that share the outcome of an attack"""


class Attack(Struct, frozen=True):
    """A submission that is not honest."""

    name: str
    source: str
    outcomes: frozenset[Outcome]
    """what the attacked item may get"""
    hits: tuple[str, ...]
    """functions that get it"""


def read_attacks() -> Iterator[Attack]:
    """The attacks, each under a line `# ---- name: outcome or outcome, which`.

    The last word says which answers get that outcome, where it is not the attacked one alone: `all` answers of
    the file, those that are asked for `later`, the `symbolic` one as well, or that `item`.
    """
    for path in sorted(Path(__file__).with_name("attacks").glob("*.py")):
        parts = SEPARATOR.split(path.read_text())
        for name, outcomes, what, source in zip(*[iter(parts[1:])] * 4, strict=True):
            hits = GROUPS.get(what) or [what.removeprefix("item ")]
            yield Attack(
                f"{path.stem}-{name}", source, frozenset(map(Outcome, outcomes.split(" or "))), tuple(hits)
            )


def parameters() -> Iterator[object]:
    """The attacks as parameters of a test."""
    for attack in read_attacks():
        yield pytest.param(attack, id=attack.name)


@pytest.mark.parametrize("attack", list(parameters()))
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
