"""What a formula tends to where it has no value of its own: (exp(x) - 1)/x at 0, x log(x) at 0.

Numerator and denominator are differentiated until the denominator does not vanish any more. Both are smooth, so
that what is found is the limit from everywhere.
"""

from flint import fmpq

from checker.symbolic.expressions.derivative import differentiated
from checker.symbolic.expressions.store import Expressions, Node
from checker.symbolic.proofs.case import Case

MAX_ROUNDS = 4
SMOOTH = frozenset("number symbol constant add mul exp sin cos sinh cosh tanh atan asinh erf erfi".split())
"""heads that are smooth wherever they have a value, with whole powers in products"""
CONTINUOUS = SMOOTH | {"abs", "max", "min"}


def is_continuous(store: Expressions, root: Node) -> bool:
    """Whether an expression has a value everywhere, and is continuous, by the functions that it is made of."""
    for node in store.reachable(root):
        head, args = store.heads[node], store.args[node]
        if head not in CONTINUOUS or (head == "mul" and any(q.q != 1 or q < 0 for _, q in args)):
            return False
    return True


def limit_at(case: Case, node: Node, name: str, value: Node) -> Node | None:
    """What a node tends to as a symbol does; None where that is not seen.

    Args:
      case: what is known of the other symbols where the symbol has the value.
      node: the expression.
      name: the symbol.
      value: what it tends to, free of the symbol.
    """
    store = case.store
    there = {name: value}
    if name not in store.free[node]:
        return node
    if case.domain.range(name).is_whole:
        return None  # whole numbers tend to nothing
    if store.heads[node] == "add":
        constant, terms = store.args[node]
        limits = [(limit_at(case, part, name, value), q) for part, q in terms]
        if all(limit is not None for limit, _ in limits):
            return store.add([(limit, q) for limit, q in limits if limit is not None], constant)
    num, den = _parts(store, node)
    if _is_product_with_logarithm(case, num, den, name, value):
        return store.zero
    if not all(_is_smooth(case, side, there) for side in (num, den)):
        return None
    for _ in range(MAX_ROUNDS):
        above, below = (store.substituted(side, there) for side in (num, den))
        if store.undefined in (above, below):
            return None
        if case.sign(below) is not None or store.value(below) not in (None, 0):
            return store.over(above, below)
        if not (case.is_zero(below) and case.is_zero(above)):
            return None
        num, den = (differentiated(store, side, name) for side in (num, den))
    return None


def _parts(store: Expressions, node: Node) -> tuple[Node, Node]:
    """Numerator and denominator, of a sum over the product of its denominators."""
    head, args = store.heads[node], store.args[node]
    if head == "add":
        den = store.mul([(_parts(store, part)[1], fmpq(1)) for part, _ in args[1]])
        terms = [(store.times(part, den), q) for part, q in args[1]]
        return store.add([*terms, (den, args[0])]), den
    if head != "mul":
        return node, store.one
    return (
        store.mul([(base, q) for base, q in args if q > 0]),
        store.mul([(base, -q) for base, q in args if q < 0]),
    )


def _is_smooth(case: Case, root: Node, there: dict[str, Node]) -> bool:
    """Whether an expression is smooth around the place; what roots and logarithms are of is positive there."""
    store = case.store
    for node in store.reachable(root):
        head, args = store.heads[node], store.args[node]
        if head == "mul":
            bases = [base for base, q in args if q.q != 1]
            if any(q.q == 1 and q < 0 and case.sign(store.substituted(base, there)) is None for base, q in args):
                return False
        elif head in ("log", "power"):
            bases = [args[0]]
        elif head in SMOOTH:
            continue
        else:
            return False
        if any(case.sign(store.substituted(base, there)) != 1 for base in bases):
            return False
    return True


def _is_product_with_logarithm(case: Case, num: Node, den: Node, name: str, value: Node) -> bool:
    """Whether it is x**q log(x**p f) g at 0, with q > 0, and f and g smooth, f positive."""
    store = case.store
    if value != store.zero or store.heads[num] != "mul":
        return False
    symbol, there = store.symbol(name), {name: value}
    factors = dict(store.args[num])
    logs = [base for base in factors if store.heads[base] == "log"]
    if symbol not in factors or len(logs) != 1 or factors[logs[0]] != 1 or case.domain.range(name).sign == -1:
        return False
    rest = store.mul([(base, q) for base, q in factors.items() if base not in (symbol, logs[0])])
    inner = store.args[logs[0]][0]
    if not all(_is_smooth(case, side, there) for side in (rest, den)):
        return False
    if case.sign(store.substituted(den, there)) is None and den != store.one:
        return False
    for power in (-2, -1, 1, 2):
        left = store.mul(((inner, fmpq(1)), (symbol, fmpq(power))))
        if _is_smooth(case, left, there) and case.sign(store.substituted(left, there)) == 1:
            return True
    return False
