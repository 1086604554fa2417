"""Claims on symbols that are whole numbers, split into simpler ones: value by value, or residue by residue."""

import math
from collections.abc import Iterator
from typing import Any

from flint import fmpq

from checker.symbolic.domains.domain import Domain, Range
from checker.symbolic.expressions.store import ZERO, Expressions, Node

MAX_MODULUS = 12
QUOTIENT = " div"
"""what the name of a symbol gets when it stands for the quotient by a modulus"""

Claim = tuple[Node, Node, Domain]
"""that two expressions are equal on a domain"""


def claims_of_whole(store: Expressions, a: Node, b: Node, domain: Domain) -> Iterator[Claim] | None:
    """Claims that say together that a = b, None where no whole symbol is worth a split."""
    if (chosen := _few_values(store, a, b, domain)) is not None and chosen[1]:
        return _at_values(store, a, b, domain, *chosen)
    if (split := _modulus(store, a, b, domain)) is not None:
        return (_at_residue(store, a, b, domain, *split, residue) for residue in range(split[1]))
    return None


def _few_values(store: Expressions, a: Node, b: Node, domain: Domain) -> tuple[str, list[Any]] | None:
    """A whole symbol that takes a few values alone, and these."""
    for name in store.symbols(a, b):
        if not domain.range(name).is_whole:
            continue
        low = high = None
        for form, sign in domain.bounds():
            slope = form.slopes.get(name, ZERO)
            if len(form.slopes) != 1 or slope == 0 or sign not in (1, 2):
                continue
            bound = -form.constant / slope
            if slope > 0:
                least = fmpq(bound.floor() + 1 if sign == 1 else bound.ceil())
                low = least if low is None else max(low, least)
            else:
                most = fmpq(bound.ceil() - 1 if sign == 1 else bound.floor())
                high = most if high is None else min(high, most)
        if low is not None and high is not None and high - low < MAX_MODULUS:
            return name, [low + k for k in range(int(high - low) + 1)]
    return None


def _at_values(
    store: Expressions, a: Node, b: Node, domain: Domain, name: str, values: list[Any]
) -> Iterator[Claim]:
    """The claim at each value of a symbol that is in the domain."""
    for value in values:
        there = {name: store.number(value)}
        constraints = tuple(store.substituted(c, there) for c in domain.constraints)
        if domain.range(name).contains(value) and store.false not in constraints:
            narrower = Domain(store, domain.ranges, tuple(c for c in constraints if c != store.true))
            yield store.substituted(a, there), store.substituted(b, there), narrower


def _modulus(store: Expressions, a: Node, b: Node, domain: Domain) -> tuple[str, int] | None:
    """A whole symbol that floors divide, and by what in all: the cases are its residues."""
    found: dict[str, int] = {}
    depth: dict[Node, int] = {}
    for node in store.reachable(a, b):
        depth[node] = max((depth[part] for part in store.parts[node]), default=1)
        if store.heads[node] not in ("floor", "ceiling"):
            continue
        for name, divisor in _divisors(store, store.args[node][0], domain):
            product = divisor * depth[store.args[node][0]]
            depth[node] = max(depth[node], product)
            whole = math.lcm(found.get(name, 1), product)
            if whole <= MAX_MODULUS:
                found[name] = whole
            else:
                found.setdefault(name, divisor)
    return next(((name, modulus) for name, modulus in sorted(found.items()) if modulus > 1), None)


def _divisors(store: Expressions, root: Node, domain: Domain) -> Iterator[tuple[str, int]]:
    """Whole symbols in sums, and the denominators before them."""
    for part in store.reachable(root):
        if store.heads[part] != "add":
            continue
        for term, q in store.args[part][1]:
            names = [
                name
                for name in store.symbols(term)
                if domain.range(name).is_whole and not name.endswith(QUOTIENT)
            ]
            if 1 < q.q <= MAX_MODULUS and names:
                yield names[0], int(q.q)


def _at_residue(
    store: Expressions, a: Node, b: Node, domain: Domain, name: str, modulus: int, residue: int
) -> Claim:
    """The claim for n = modulus * m + residue."""
    given = domain.range(name)
    inner = f"{name}{QUOTIENT}"
    low = fmpq(0) if given.is_nonnegative else None
    ranges = {**domain.ranges, inner: Range(low=low, is_low_open=False, is_whole=True)}
    there = {name: store.add(((store.symbol(inner), fmpq(modulus)),), fmpq(residue))}
    constraints = tuple(store.substituted(c, there) for c in domain.constraints)
    return store.substituted(a, there), store.substituted(b, there), Domain(store, ranges, constraints)
