"""Points at which a formula jumps though no rational number lies there, and points at which it may.

A switch that changes its sign between two rationals has a zero there; a polynomial has its roots. There, what is
switched is known to be zero, which no ball would tell. Where a switch only touches zero, nothing tells it.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations, islice
from typing import Any

from flint import acb, fmpq, fmpq_poly

from checker.symbolic.balls import Point, Program
from checker.symbolic.domains.domain import Domain
from checker.symbolic.expressions.store import ONE, Expressions, Node
from checker.symbolic.points.descent import lowest
from checker.symbolic.points.sampler import Forced, Sampler
from checker.symbolic.points.switches import WHOLES, factors, jumping, rounded
from checker.symbolic.points.zeros import enclosed, line_in, linear_zeros

CUT = frozenset("log power arg atan2 asin acos atan asinh acosh atanh floor ceiling".split())
"""heads of functions that jump across lines in the plane"""
RATIONAL = frozenset({"symbol", "add", "mul"})
MAX_DEGREE = 40
MAX_BASES = 4
MAX_PAIRS = 60
MAX_TOUCHED = 6


def on_zeros(
    store: Expressions, domain: Domain, names: list[str], roots: Iterable[Node]
) -> Iterator[tuple[Point, Forced]]:
    """Points at which a switch that jumps is certainly zero, one coordinate a ball; and what is known there."""
    jumps = list(_jumps(store, domain, list(roots)))
    if not jumps:
        return
    bases = list(Sampler(domain, names, "zeros").ordinary(2))
    bases += list(islice(_on_others(store, domain, bases[:1], [part for part, _ in jumps]), MAX_BASES))
    for base in bases:
        met: list[tuple[str, Any, Forced]] = []
        for part, forced in jumps:
            for name in store.symbols(part):
                if name in names and not domain.range(name).is_whole:
                    met += [(name, ball, forced) for ball in _zeros(store, domain, part, base, name)]
        yield from _singly(domain, base, met)
        yield from _in_pairs(domain, base, met)


def _on_others(store: Expressions, domain: Domain, bases: list[Point], parts: list[Node]) -> Iterator[Point]:
    """Points at which a part that is linear in a symbol is zero."""
    for base in bases:
        for part in parts:
            for name in store.symbols(part):
                if name in base and not domain.range(name).is_complex:
                    (zero,) = linear_zeros(Program(store, part), line_in(base, name, domain.range(name)))
                    if zero is not None and domain.range(name).contains(zero):
                        yield {**base, name: zero}


def _zeros(store: Expressions, domain: Domain, part: Node, base: Point, name: str) -> list[Any]:
    """Balls on a line that hold a zero."""
    given = domain.range(name)
    roots = _roots(store, part, name)
    if given.is_complex:
        return roots
    real = [root.real for root in roots if root.imag == 0]
    return real or list(enclosed(store, part, line_in(base, name, given)))


def _singly(domain: Domain, base: Point, met: list[tuple[str, Any, Forced]]) -> Iterator[tuple[Point, Forced]]:
    for name, ball, forced in met:
        if domain.contains(point := {**base, name: ball}, forced):
            yield point, forced


def _in_pairs(domain: Domain, base: Point, met: list[tuple[str, Any, Forced]]) -> Iterator[tuple[Point, Forced]]:
    """Points with two coordinates on zeros, which do not depend on one another."""
    store = domain.store
    for (a, first, known), (b, second, also) in islice(combinations(met, 2), MAX_PAIRS):
        depend = any(b in store.free[node] for node in known) or any(a in store.free[node] for node in also)
        if a != b and not depend:
            forced = {**known, **also}
            if domain.contains(point := {**base, a: first, b: second}, forced):
                yield point, forced


def _jumps(store: Expressions, domain: Domain, roots: list[Node]) -> Iterator[tuple[Node, Forced]]:
    """What is zero where a formula jumps, and what is known there."""
    for w in jumping(store, *roots):
        for part in factors(store, w):
            if store.symbols(part):
                yield part, {**domain.where_zero(w), **domain.where_zero(part)}
    for u in rounded(store, *roots):
        for k in map(fmpq, WHOLES):
            w = store.add(((u, ONE),), -k)
            yield w, {**domain.where_zero(w), u: k}


def _roots(store: Expressions, w: Node, name: str) -> list[Any]:
    """The complex roots of a polynomial in one symbol."""
    found = _polynomial(store, w, name)
    if found is None or not 0 < found.degree() <= MAX_DEGREE:
        return []
    return [acb(root) for root, _ in found.numer().complex_roots()]


def unsearched(store: Expressions, domain: Domain, roots: Iterable[Node]) -> bool:
    """Whether a formula may jump where nobody looks.

    At single points of the plane or on cuts through it, at 0**0, or at an end that is no rational number.
    """
    nodes = store.reachable(*roots)
    if any(_is_off_the_axes(store, domain, *cut) for node in nodes for cut in _cuts(store, node)):
        return True
    if any(store.heads[node] == "power" and store.args[node][0] == store.zero for node in nodes):
        return True
    switched = {**jumping(store, *roots), **rounded(store, *roots)}
    if _ends(store, domain) & {name for w in switched for name in store.symbols(w)}:
        return True
    for w in jumping(store, *roots):
        names = [name for name in store.symbols(w) if domain.range(name).is_complex]
        if any(_polynomial(store, w, name) is None for name in names):
            return True
    return False


def _ends(store: Expressions, domain: Domain) -> set[str]:
    """Symbols that reach an end which is no rational number."""
    return {
        name
        for node in domain.constraints
        if store.heads[node] == "less_equal" and len(names := store.symbols(node)) == 1
        for name in names
        if any(not store.free[part] and store.heads[part] != "number" for part in store.reachable(node))
    }


def _cuts(store: Expressions, node: Node) -> list[tuple[str, Node]]:
    """Heads of functions with a cut, and what they have it in."""
    head, args = store.heads[node], store.args[node]
    if head == "mul":
        return [(head, base) for base, q in args if q.q != 1]
    return [(head, args[0])] if head in CUT else []


def _is_off_the_axes(store: Expressions, domain: Domain, head: str, base: Node) -> bool:
    """Whether a cut may lie off the axes, where points are: that of log(z + i) does, that of log(z) does not."""
    if any(domain.range(name).is_complex for name in store.symbols(base)):
        terms: Any = store.args[base][1] if store.heads[base] == "add" and store.args[base][0] == 0 else ()
        is_multiple = len(terms) == 1 and store.heads[terms[0][0]] == "symbol"
        return store.heads[base] != "symbol" and not is_multiple
    inside = store.reachable(base)
    may_turn = head == "atan2" or store.i in inside
    return may_turn and any(store.free[part] and store.heads[part] not in RATIONAL for part in inside)


def _polynomial(store: Expressions, node: Node, name: str) -> Any:
    """An expression as a polynomial with rational coefficients, or None."""
    head, args = store.heads[node], store.args[node]
    if head == "number":
        return fmpq_poly([args[0]])
    if head == "symbol" and args[0] == name:
        return fmpq_poly([0, 1])
    if head == "add":
        terms = [(_polynomial(store, part, name), q) for part, q in args[1]]
        known = all(term is not None for term, _ in terms)
        return sum((term * q for term, q in terms), fmpq_poly([args[0]])) if known else None
    if head == "mul" and all(q.q == 1 and 0 < q <= MAX_DEGREE for _, q in args):
        product: Any = fmpq_poly([1])
        for part, q in args:
            factor = _polynomial(store, part, name)
            if factor is None:
                return None
            product *= factor ** int(q.p)
        return product
    return None


def touched(
    store: Expressions, domain: Domain, names: list[str], roots: Iterable[Node], limit: int
) -> Iterator[Point]:
    """Points at which a switch that jumps is lowest, or highest, and so close to zero that it may be zero."""
    listed = list(roots)
    found = [w for w in jumping(store, *listed) if store.symbols(w)]
    found += [store.add(((u, ONE),), -fmpq(k)) for u in rounded(store, *listed) for k in (0, 1)]
    lines = [name for name in names if not (domain.range(name).is_whole or domain.range(name).is_complex)]
    for w in found[:MAX_TOUCHED]:
        for base in Sampler(domain, names, "touched").ordinary(2):
            if Program.work < limit and (point := lowest(store, domain, lines, w, base)) is not None:
                yield point
