"""Every attack of `attacks/` earns nothing, costs nobody else anything, and leaves nothing behind."""

import os
from collections.abc import Iterator

import pytest

from tests.hostile.corpus import FOLDER, Attack, read_families
from tests.hostile.course import FULL, HONEST, POINTS, Range
from tests.sandbox.processes import children, settled_children

FAMILIES = read_families()
FEWEST = {
    "answers": 40, "channel": 24, "decoder": 25, "ends": 14, "exceptions": 18, "expressions": 32,
    "files": 46, "kernel": 33, "memory": 13, "network": 13, "output": 14, "patches": 21,
    "processes": 15, "secrets": 15, "signals": 17, "time": 15,
}  # fmt: skip
"""attacks that a family has at least: one that is lost in an edit is missed"""


def parameters() -> Iterator[object]:
    """The attacks as parameters of a test."""
    for family in FAMILIES:
        for attack in family.attacks:
            yield pytest.param(attack, id=f"{family.name}-{attack.name}")


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
    assert range_.grade(FULL) == range_.full
    assert children(os.getpid()) == before, "the fork server is another process, or is not alone"
    [zygote] = before
    assert len(settled_children(zygote, 1)) <= 1, "more is left than the child that is forked ahead"


def test_every_family_has_its_attacks() -> None:
    assert {family.name for family in FAMILIES} == FEWEST.keys()
    for family in FAMILIES:
        assert len(family.attacks) >= FEWEST[family.name], family.name


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_attack_says_what_it_tries(family) -> None:
    headings = (FOLDER / f"{family.name}.py").read_text().count("\n# ----")
    names = [attack.name for attack in family.attacks]

    assert family.about.endswith(".")
    assert len(names) == headings, "a heading is not `# ---- name: outcome` above a sentence of its own"
    assert len(set(names)) == len(names)


def test_the_attacks_can_be_listed(capsys) -> None:
    from tests.hostile.__main__ import main

    main()
    printed = capsys.readouterr().out

    assert all(attack.tries in printed for family in FAMILIES for attack in family.attacks)
