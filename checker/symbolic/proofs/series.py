"""Sums and products with symbolic limits: by induction, and in closed form where a polynomial fits.

S(n+1) = S(n) + f(n+1). A difference that holds S once is zero for all n from the first one on, if it is zero
there and the step follows from the hypothesis.
"""

from collections.abc import Callable, Iterator

from flint import fmpq, fmpq_poly

from checker.symbolic.balls import Program
from checker.symbolic.domains.domain import WORDS, Domain, Range, real_valued
from checker.symbolic.domains.feasible import contradict, linear
from checker.symbolic.expressions.derivative import differentiated
from checker.symbolic.expressions.store import ONE, Expressions, Node
from checker.symbolic.proofs.case import has_sign as certain_sign
from checker.symbolic.proofs.progressions import closed_progression

MAX_STEP = 4
MAX_DEGREE = 7

Prove = Callable[[Node, Node, Domain], bool]
HasSign = Callable[[Node, Domain], bool]


def series_in(store: Expressions, *roots: Node) -> list[Node]:
    """The sums and products in expressions, inner ones first."""
    return [node for node in store.reachable(*roots) if store.heads[node] in ("sum", "product")]


def prove_by_induction(
    store: Expressions, a: Node, b: Node, domain: Domain, prove: Prove, has_sign: HasSign
) -> bool:
    """Whether a = b follows by induction over a whole symbol in the limits of its sums and products.

    Args:
      store: where a and b stand.
      a, b: the two sides.
      domain: what the symbols stand for.
      prove: proves what has no sums or products any more.
      has_sign: whether an expression is certainly never zero.
    """
    difference = in_closed_form(store, store.minus(a, b), domain, prove)
    nodes = series_in(store, difference)
    if not nodes:
        return prove(difference, store.zero, domain)
    names = {name for node in nodes for name in store.symbols(store.args[node][3])}
    for name in sorted(names):
        given = domain.range(name)
        is_bound = any(name in store.free[constraint] for constraint in domain.constraints)
        if (
            given.is_whole
            and given.low is not None
            and not is_bound
            and _follows(store, difference, nodes, name, domain, prove, has_sign)
        ):
            start = {name: store.number(given.low)}
            return prove(written_out(store, store.substituted(difference, start)), store.zero, domain)
    return False


def _follows(
    store: Expressions,
    difference: Node,
    nodes: list[Node],
    name: str,
    domain: Domain,
    prove: Prove,
    has_sign: HasSign,
) -> bool:
    """Whether difference = 0 at n + 1 follows from the same at n."""
    n = store.symbol(name)
    after = {name: store.add(((n, ONE),), ONE)}
    stand_ins: dict[Node, Node] = {}
    steps: dict[Node, Node] = {}
    kinds = dict(domain.ranges)
    for i, node in enumerate(nodes):
        step = _step(store, node, name)
        if step is None:
            return False
        stand_in = f"{name} series {i}"
        stand_ins[node] = store.symbol(stand_in)
        kinds[stand_in] = WORDS["real" if real_valued(store, node, domain) else "complex"]
        steps[node] = (
            store.plus(stand_ins[node], step)
            if store.heads[node] == "sum"
            else store.times(stand_ins[node], step)
        )
    domain = Domain(store, kinds, domain.constraints)
    now = store.rebuilt(difference, stand_ins.get)
    then = store.rebuilt(difference, lambda node: _moved(store, node, steps, after))
    if prove(then, now, domain):
        return True
    if len(nodes) != 1:
        return False
    stand_in = store.args[stand_ins[nodes[0]]][0]
    slope = differentiated(store, now, stand_in)
    if stand_in in store.symbols(slope) or not has_sign(slope, domain):
        return False
    rest = store.substituted(now, {stand_in: store.zero})
    hypothesis = {stand_in: store.scaled(store.over(rest, slope), -ONE)}
    return prove(store.substituted(then, hypothesis), store.zero, domain)


def _moved(store: Expressions, node: Node, steps: dict[Node, Node], after: dict[str, Node]) -> Node | None:
    """A part of the difference at n + 1."""
    if node in steps:
        return steps[node]
    return after.get(store.args[node][0]) if store.heads[node] == "symbol" else None


def _step(store: Expressions, node: Node, name: str) -> Node | None:
    """What S(n + 1) has more than S(n): the terms of the further indices, added or multiplied."""
    body, bound, low, high = store.args[node]
    form = linear(store, high)
    slope = form.slopes.get(name) if form is not None else None
    if slope is None or slope.q != 1 or not 0 < slope <= MAX_STEP or name in store.symbols(body, low):
        return None
    terms = [
        store.substituted(body, {bound: store.add(((high, ONE),), fmpq(k))}) for k in range(1, int(slope.p) + 1)
    ]
    return store.plus(*terms) if store.heads[node] == "sum" else store.times(*terms)


def written_out(store: Expressions, root: Node) -> Node:
    """The expression with the sums and products that have numbers for limits written out."""
    for node in series_in(store, root):
        body, bound, low, high = store.args[node]
        first, last = store.value(low), store.value(high)
        if first is None or last is None or not -1 <= last - first <= 40:
            continue
        terms = [store.substituted(body, {bound: store.number(first + k)}) for k in range(int(last - first) + 1)]
        whole = store.plus(*terms) if store.heads[node] == "sum" else store.times(*terms)
        return written_out(store, store.rebuilt(root, {node: whole}.get))
    return root


def _pulled_out(store: Expressions, node: Node) -> Node | None:
    """c sum f(k) for sum c f(k), term by term; None where nothing changes."""
    body, bound, low, high = store.args[node]
    if store.heads[node] != "sum":
        return None
    if store.heads[body] == "add" and high == store.constant("infinity"):
        return None  # the parts need not converge
    if store.heads[body] == "add":
        constant, terms = store.args[body]
        count = store.add(((high, ONE), (low, -ONE)), ONE)
        parts = [(store.series("sum", part, bound, low, high), q) for part, q in terms]
        return store.add([*parts, (count, constant)])
    if body == store.one:
        return None
    if (spread := _spread(store, body, bound)) is not None:
        return store.series("sum", spread, bound, low, high)
    inside: list[Node] = []
    outside: list[Node] = []
    for factor in _factors(store, body):
        if factor != store.one:
            (inside if bound in store.free[factor] else outside).append(factor)
    if not outside:
        return None
    return store.times(*outside, store.series("sum", store.times(*inside), bound, low, high))


def _spread(store: Expressions, body: Node, bound: str) -> Node | None:
    """a f + b f for (a + b) f, where f has a power of what does not change with the index in its exponent."""
    if store.heads[body] != "mul" or not any(store.heads[part] == "power" for part, _ in store.args[body]):
        return None
    for part, q in store.args[body]:
        if q == 1 and store.heads[part] == "add" and bound in store.free[part]:
            rest = store.mul([factor for factor in store.args[body] if factor[0] != part])
            constant, terms = store.args[part]
            return store.add([*((store.times(term, rest), c) for term, c in terms), (rest, constant)])
    return None


def _factors(store: Expressions, body: Node) -> Iterator[Node]:
    """The factors of a product; powers with a sum as exponent are split."""
    for part, q in store.args[body] if store.heads[body] == "mul" else ((body, ONE),):
        if store.heads[part] == "power" and q == 1 and store.heads[store.args[part][1]] == "add":
            base, exponent = store.args[part]
            constant, terms = store.args[exponent]
            yield from (store.power(base, store.scaled(term, c)) for term, c in terms)
            yield store.mul(((base, constant),))
        else:
            yield store.mul(((part, q),))


def in_closed_form(store: Expressions, root: Node, domain: Domain, prove: Prove) -> Node:
    """The expression with sums of polynomials replaced by the polynomials that they are, as induction proves."""
    for node in series_in(store, root):
        closed = (
            _by_binomial_theorem(store, node, domain, prove)
            or _pulled_out(store, node)
            or _repeated(store, node, domain)
            or closed_progression(store, node, domain, prove)
            or _closed(store, node, domain, prove)
        )
        if closed is not None:
            return in_closed_form(store, store.rebuilt(root, {node: closed}.get), domain, prove)
    return root


def _repeated(store: Expressions, node: Node, domain: Domain) -> Node | None:
    """The number of terms of a sum of ones; the power that a product of equal factors is, which are not zero."""
    body, bound, low, high = store.args[node]
    if bound in store.free[body] or store.constant("infinity") in store.reachable(low, high):
        return None
    count = store.add(((high, ONE), (low, -ONE)), ONE)
    if store.heads[node] == "sum":
        return count if body == store.one else None
    return store.power(body, count) if certain_sign(store, body, domain) is not None else None


def _closed(store: Expressions, node: Node, domain: Domain, prove: Prove) -> Node | None:
    body, bound, low, high = store.args[node]
    first = store.value(low)
    if store.heads[node] != "sum" or first is None or store.symbols(body) or store.symbols(high) == []:
        return None
    values = list(_partial_sums(store, body, bound, first))
    points = [first - 1 + k for k in range(len(values))]
    if len(values) < MAX_DEGREE + 3:
        return None
    polynomial = _through(points[:-1], values[:-1])
    if polynomial(points[-1]) != values[-1] or polynomial.degree() > MAX_DEGREE:
        return None
    name = "sum so far"
    n = store.symbol(name)
    guess = _at(store, polynomial, n)
    before = _at(store, polynomial, store.add(((n, ONE),), -ONE))
    is_forward = certain_sign(store, store.add(((high, ONE),), 2 - first), domain) == 1
    steps = Range(low=first, is_low_open=False, is_whole=True) if is_forward else Range(is_whole=True)
    whole = Domain(store, {**domain.ranges, name: steps})
    if not prove(store.minus(guess, before), store.substituted(body, {bound: n}), whole):
        return None
    return _at(store, polynomial, high)


def _by_binomial_theorem(store: Expressions, node: Node, domain: Domain, prove: Prove) -> Node | None:
    """sum C(n, k) c r**k = c (1 + r)**n and sum k C(n, k) c r**k = c n r (1 + r)**(n - 1), from k = 0 to n."""
    body, bound, low, high = store.args[node]
    k = store.symbol(bound)
    choices = store.function("binomial", high, k)
    is_counted = store.heads[node] == "sum" and choices in store.reachable(body)
    form = linear(store, high)
    if not is_counted or form is None or not contradict([*domain.bounds(), (form, -1)]):
        return None  # below n = 0 the sum is none of n + 1 terms
    rest = store.over(body, choices)
    for is_weighted in (False, True):
        g = store.over(rest, k) if is_weighted else rest
        at = [store.substituted(g, {bound: store.number(fmpq(j))}) for j in (0, 1)]
        if store.value(low) != 0 and not (is_weighted and store.value(low) == 1):
            continue
        following = store.substituted(g, {bound: store.add(((k, ONE),), ONE)})
        wider = Domain(store, {**domain.ranges, bound: WORDS["nonnegative integer"]}, domain.constraints)
        if store.undefined in at or not prove(store.times(following, at[0]), store.times(at[1], g), wider):
            continue
        ratio = store.over(at[1], at[0])
        base = store.plus(store.one, ratio)
        if not is_weighted:
            return store.times(at[0], store.power(base, high))
        return store.times(at[0], high, ratio, store.power(base, store.add(((high, ONE),), -ONE)))
    return None


def _partial_sums(store: Expressions, body: Node, bound: str, first: fmpq) -> Iterator[fmpq]:
    """0, f(a), f(a) + f(a+1), ... as far as the terms are rational."""
    program = Program(store, body)
    total = fmpq(0)
    yield total
    for k in range(MAX_DEGREE + 3):
        term = program.at({bound: first + k}, 64)[0]
        if type(term) is not fmpq:
            return
        total = total + term
        yield total


def _through(points: list[fmpq], values: list[fmpq]) -> fmpq_poly:
    """The polynomial through points, after Newton."""
    table = list(values)
    for j in range(1, len(points)):
        for i in range(len(points) - 1, j - 1, -1):
            table[i] = (table[i] - table[i - 1]) / (points[i] - points[i - j])
    result = fmpq_poly([0])
    for x, c in zip(reversed(points), reversed(table), strict=True):
        result = result * fmpq_poly([-x, 1]) + c
    return result


def _at(store: Expressions, polynomial: fmpq_poly, u: Node) -> Node:
    """A polynomial at an expression."""
    powers = [(store.mul(((u, fmpq(k)),)), c) for k, c in enumerate(polynomial.coeffs()) if k]
    return store.add(powers, fmpq(polynomial.coeffs()[0]) if polynomial.coeffs() else fmpq(0))
