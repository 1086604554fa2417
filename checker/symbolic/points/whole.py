"""Points at whole numbers that are not small: the first of each kind that switches tell apart, and round ones."""

from collections.abc import Iterator
from typing import Any

from flint import fmpq

from checker.symbolic.balls import Point, Program
from checker.symbolic.domains.domain import Domain
from checker.symbolic.expressions.store import Expressions, Node
from checker.symbolic.points.sampler import Sampler
from checker.symbolic.points.zeros import SIGHT, Line, line_in, sign_of

SEVERAL = (64, 70, 100, 101, 128, 899, 1000, 1001, 1024, 10**4, 10**5, 2**20, 10**6, 10**9, 2**40, 10**12)
"""whole numbers that are met where whole numbers are asked for, with their neighbours"""
MAX_PERIOD = 2100
FIRST_WHOLES = 130


def at_whole_numbers(
    store: Expressions, domain: Domain, names: list[str], found: list[Node], roots: list[Node]
) -> Iterator[Point]:
    """Points at whole numbers that are not small, and at one number of each kind that the switches tell apart."""
    bases = list(Sampler(domain, names, "whole").ordinary(1))
    for name in names:
        given = domain.range(name)
        if not given.is_whole or not bases:
            continue
        line = line_in(bases[0], name, given)
        values = [sign * fmpq(k + d) for k in SEVERAL for d in (-1, 0, 1) for sign in (1, -1)]
        values += list(_new_signs(store, line, name, found, roots))
        yield from filter(domain.contains, (line.at(value) for value in values if given.contains(value)))


def _new_signs(store: Expressions, line: Line, name: str, found: list[Node], roots: list[Node]) -> Iterator[Any]:
    """Numbers, within a period, at which switches have signs that they had not together before."""
    inside = [w for w in found if name in store.free[w]]
    if not inside:
        return
    program, seen = Program(store, *inside), set[Any]()
    start = line.given.low if line.given.low is not None else fmpq(0)
    for k in range(min(MAX_PERIOD, 2 * max(FIRST_WHOLES, _period(store, roots)) + 2)):
        signs = tuple(map(sign_of, program.at(line.at(start + k), SIGHT[0])))
        if signs not in seen and len(seen) < FIRST_WHOLES:
            seen.add(signs)
            yield start + k


def _period(store: Expressions, roots: list[Node]) -> int:
    """The largest denominator in a formula, as far as it is no decimal of many digits."""
    found = 1
    for node in store.reachable(*roots):
        if store.heads[node] == "add":
            found = max([found, *(int(q.q) for _, q in store.args[node][1] if q.q < MAX_PERIOD)])
    return found
