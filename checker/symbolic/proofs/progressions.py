"""Closed forms of sums whose terms have a known ratio: geometric and exponential series, finite and infinite.

What stands before the geometric or exponential term is 1, k, or k squared. The ratio is guessed from the first
two terms and proved for all; where a series is infinite, that it converges is proved, too.
"""

from collections.abc import Callable

from flint import fmpq

from checker.symbolic.domains.domain import WORDS, Domain
from checker.symbolic.domains.feasible import Linear, contradict, linear
from checker.symbolic.expressions.store import ONE, Expressions, Node
from checker.symbolic.proofs.case import has_sign

Prove = Callable[[Node, Node, Domain], bool]

TWO = fmpq(2)


def closed_progression(store: Expressions, node: Node, domain: Domain, prove: Prove) -> Node | None:
    """The value of a sum of such terms, None where it is none."""
    body, bound, low, high = store.args[node]
    if store.heads[node] != "sum" or bound not in store.free[body]:
        return None
    is_infinite = high == store.constant("infinity")
    for weight in (0, 1, 2) if is_infinite else (0, 1):
        g = store.over(body, store.mul(((store.symbol(bound), fmpq(weight)),)))
        wider = _with_index(store, domain, bound, "nonnegative integer")
        if is_infinite and (x := _ratio(store, g, bound, wider, prove, is_exponential=True)) is not None:
            first = store.substituted(g, {bound: store.zero})
            return _exponential(store, first, low, x, weight)
        if not _starts_late(store, low, high, domain):
            wider = _with_index(store, domain, bound, "integer")
        r = _ratio(store, g, bound, wider, prove, is_exponential=False)
        if r is not None and (_starts_late(store, low, high, domain) or has_sign(store, r, domain) is not None):
            return _geometric(store, g, bound, (low, high), r, weight, domain)
    return None


def _with_index(store: Expressions, domain: Domain, bound: str, word: str) -> Domain:
    return Domain(store, {**domain.ranges, bound: WORDS[word]}, domain.constraints)


def _starts_late(store: Expressions, low: Node, high: Node, domain: Domain) -> bool:
    """Whether no index is negative, not even in a sum that runs backward: 0**0 is 1, and 0**(-1) is nothing."""
    first, form = store.value(low), linear(store, high)
    if first is None or first < 0:
        return False
    if high == store.constant("infinity"):
        return True
    return form is not None and contradict([*domain.bounds(), (Linear(form.constant + 1, form.slopes), -1)])


def _ratio(
    store: Expressions, g: Node, bound: str, domain: Domain, prove: Prove, *, is_exponential: bool
) -> Node | None:
    """r where g(k + 1) = r g(k), or x where (k + 1) g(k + 1) = x g(k); None where neither is proved."""
    zeroth, first = (store.substituted(g, {bound: store.number(fmpq(j))}) for j in (0, 1))
    if store.undefined in (zeroth, first) or store.zero in (zeroth, first):
        return None
    ratio, k = store.over(first, zeroth), store.symbol(bound)
    following = store.substituted(g, {bound: store.add(((k, ONE),), ONE)})
    if is_exponential:
        following = store.times(store.add(((k, ONE),), ONE), following)
    return ratio if prove(following, store.times(ratio, g), domain) else None


def _geometric(
    store: Expressions, g: Node, bound: str, limits: tuple[Node, Node], r: Node, weight: int, domain: Domain
) -> Node | None:
    """The sum of k**weight g(0) r**k between two limits."""
    low, high = limits
    rest = store.minus(store.one, r)
    if has_sign(store, rest, domain) is None:
        return None
    zeroth = store.substituted(g, {bound: store.zero})
    if high == store.constant("infinity"):
        if has_sign(store, rest, domain) != 1 or has_sign(store, store.plus(store.one, r), domain) != 1:
            return None  # it does not converge, or that is not known
        return _infinite_geometric(store, zeroth, low, r, weight)
    past = store.add(((high, ONE),), ONE)
    start, end = store.power(r, low), store.power(r, past)
    if weight == 0:
        return store.times(zeroth, store.over(store.minus(start, end), rest))
    edges = store.minus(store.times(low, start), store.times(past, end))
    inner = store.times(r, store.minus(start, end))
    return store.times(zeroth, store.plus(store.over(edges, rest), store.over(inner, store.times(rest, rest))))


def _infinite_geometric(store: Expressions, zeroth: Node, low: Node, r: Node, weight: int) -> Node | None:
    rest = store.minus(store.one, r)
    if weight == 0:
        return store.times(zeroth, store.over(store.power(r, low), rest))
    if store.value(low) not in (0, 1):
        return None
    if weight == 1:
        return store.times(zeroth, r, store.mul(((rest, -TWO),)))
    return store.times(zeroth, r, store.plus(store.one, r), store.mul(((rest, fmpq(-3)),)))


def _exponential(store: Expressions, zeroth: Node, low: Node, x: Node, weight: int) -> Node | None:
    """The sum of k**weight g(0) x**k / k! from 0 on."""
    if store.value(low) != 0 and not (weight and store.value(low) == 1):
        return None
    factor = (store.one, x, store.plus(x, store.times(x, x)))[weight]
    return store.times(zeroth, factor, store.exp(x))
