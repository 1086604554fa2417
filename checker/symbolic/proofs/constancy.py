"""Differences that are constant on a connected case, and zero at one point of it."""

from collections.abc import Iterator
from typing import Any

from flint import arb, fmpq
from msgspec.structs import replace

from checker.symbolic.balls import PRECISIONS, Program
from checker.symbolic.domains.domain import Domain
from checker.symbolic.domains.feasible import linear
from checker.symbolic.expressions.derivative import differentiated
from checker.symbolic.expressions.store import ONE, Expressions, Node
from checker.symbolic.points.sampler import Sampler
from checker.symbolic.proofs.case import Case
from checker.symbolic.proofs.constants import vanishes

MAX_POINTS = 6
"""at which it is tried whether the difference is zero"""
SMOOTH = frozenset(
    "number symbol constant add mul power exp log sin cos sinh cosh tanh atan asinh asin acos atanh acosh "
    "erf erfi".split()
)
"""heads whose only trouble lies where a base or an argument has a known bound"""


def is_constantly_zero(case: Case, difference: Node) -> bool:
    """Whether the difference is constant on a connected case, and zero somewhere in it."""
    store, domain = case.store, case.domain
    difference = _without_pi_below(store, case.resolved(difference))
    if difference == store.zero:
        return True
    names = store.symbols(difference)
    heads = {store.heads[node] for node in store.reachable(difference)}
    if not names or not heads <= SMOOTH:
        return False
    if any(domain.range(name).is_whole or domain.range(name).is_complex for name in names):
        return False
    if any(linear(store, node) is None for node in (*case.signs, *domain.signs())):
        return False  # the case may fall apart into pieces
    if "power" not in heads and 0 not in case.signs.values():
        case = _opened(case)
    if not _is_smooth(case, difference) or not _vanishes_somewhere(case, difference, names):
        return False
    return all(case.is_zero(differentiated(store, difference, name)) for name in names)


def _opened(case: Case) -> Case:
    """The case without the ends of its intervals: what is continuous is constant on them, too.

    It is convex, and a point within will be shown: every end is a limit.
    """
    ranges = {
        name: replace(given, is_low_open=True, is_high_open=True) for name, given in case.domain.ranges.items()
    }
    domain = Domain(case.store, ranges, case.domain.constraints)
    return Case(case.store, domain, case.signs, minds_zeros=case.minds_zeros)


def _without_pi_below(store: Expressions, difference: Node) -> Node:
    """The difference times pi, where a term is divided by it."""
    if store.heads[difference] != "add":
        return difference
    constant, terms = store.args[difference]
    if not any(store.heads[part] == "mul" and (store.pi, -ONE) in store.args[part] for part, _ in terms):
        return difference
    return store.add([*((store.times(part, store.pi), q) for part, q in terms), (store.pi, constant)])


def _is_smooth(case: Case, difference: Node) -> bool:
    """Whether nothing in the difference leaves its smooth range within the case."""
    return all(case.strict_sign(w) == 1 for w in _conditions(case.store, difference)) and all(
        case.strict_sign(w) is not None for w in _nonzero(case.store, difference)
    )


def _vanishes_somewhere(case: Case, difference: Node, names: list[str]) -> bool:
    store = case.store
    program = Program(store, difference, *case.signs)
    sampler = Sampler(case.domain, names, "base points")
    nice = [{name: fmpq(k) for name in names} for k in (0, 1, -1, 2, -2)]
    nice += [{name: fmpq(1, k) for name in names} for k in (2, -2, 3)]
    tried = 0
    for point in [*nice, *sampler.spread(30)]:
        if not case.domain.contains(point):
            continue
        value, *values = program.at(point, PRECISIONS[0])
        if not all(_has(value, sign) for value, sign in zip(values, case.signs.values(), strict=True)):
            continue
        if isinstance(value, fmpq | arb) and value != 0:
            return False
        tried += 1
        there = store.substituted(difference, {name: store.number(value) for name, value in point.items()})
        if there == store.zero or case.is_zero_number(there) or vanishes(store, there):
            return True
        if tried >= MAX_POINTS:
            break
    return False


def _has(value: Any, sign: int) -> bool:
    """Whether a value certainly has a sign."""
    if not isinstance(value, fmpq | arb):
        return False
    return bool(value > 0 if sign > 0 else value < 0 if sign < 0 else value == 0)


def _conditions(store: Expressions, root: Node) -> Iterator[Node]:
    """What has to be positive for the expression to be smooth."""
    for node in store.reachable(root):
        head, args = store.heads[node], store.args[node]
        match head:
            case "mul":
                yield from (base for base, q in args if q.q != 1)
            case "power" | "log":
                yield args[0]
            case "asin" | "acos" | "atanh":
                square = store.mul(((args[0], fmpq(2)),))
                yield store.add(((square, -ONE),), ONE)
            case "acosh":
                yield store.add(((args[0], ONE),), -ONE)
            case _:
                continue


def _nonzero(store: Expressions, root: Node) -> Iterator[Node]:
    """What has to keep its sign for the expression to be smooth."""
    for node in store.reachable(root):
        if store.heads[node] == "mul":
            yield from (base for base, q in store.args[node] if q.q == 1 and q < 0)
