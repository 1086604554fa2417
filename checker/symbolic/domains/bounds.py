"""Bounds that exponentials and logarithms have, as linear facts: 1 + u <= exp(u), and what follows from it."""

from collections.abc import Callable, Iterable, Iterator

from flint import fmpq

from checker.symbolic.domains.feasible import Fact, Linear, linear
from checker.symbolic.expressions.store import ONE, ZERO, Expressions, Node

MAX_ARGUMENTS = 5
"""of logarithms that are held against one another"""

FormOf = Callable[[Node], Linear]
SignOf = Callable[[Node], int | None]


def of_exponential(name: str, u: Node, form_of: FormOf) -> Iterator[Fact]:
    """exp(u) >= 1 + u, for real u; `name` stands for exp(u)."""
    yield _sum(((ONE, Linear(ZERO, {name: ONE})), (-ONE, form_of(u))), -ONE), 2


def of_logarithm(store: Expressions, name: str, v: Node, form_of: FormOf) -> Iterator[Fact]:
    """log(v) <= v - 1, and log(v) > u where v is exp(u) and more; for positive v."""
    log = Linear(ZERO, {name: ONE})
    yield _sum(((ONE, form_of(v)), (-ONE, log)), -ONE), 2
    if store.heads[v] != "add":
        return
    constant, terms = store.args[v]
    if constant < 0 or any(q < 0 or store.heads[part] != "exp" for part, q in terms):
        return
    if constant >= 1:
        yield log, 1
    for part, q in terms:
        if q >= 1:
            yield _sum(((ONE, log), (-ONE, form_of(store.args[part][0]))), ZERO), 2


def signs_of_products(
    store: Expressions, arguments: list[Node], form_of: FormOf, sign_of_log: SignOf
) -> Iterator[Fact]:
    """The sign of u log(v), for positive u and v, linear in symbols or numbers."""
    known = [(u, form) for u in arguments if (form := linear(store, u)) is not None][:MAX_ARGUMENTS]
    for _, left in known:
        for v, _ in known:
            if left.slopes and (sign := sign_of_log(v)) is not None:
                yield _times_log(store, left, v, form_of), sign


def between_logarithms(store: Expressions, arguments: list[Node], form_of: FormOf) -> Iterator[Fact]:
    """u log(u) - u log(v) >= u - v, for positive u and v, linear in symbols or numbers."""
    known = [(u, form) for u in arguments if (form := linear(store, u)) is not None]
    for u, left in known[:MAX_ARGUMENTS]:
        if not left.slopes:
            continue
        first = _times_log(store, left, u, form_of)
        for v, right in [*known[:MAX_ARGUMENTS], (store.one, Linear(ONE, {}))]:
            if u == v:
                continue
            for sign in (1, -1) if not right.slopes else (1,):  # log(1/2) is -log(2)
                second = _times_log(store, left, v, form_of)
                bound = right if sign == 1 else Linear(1 / right.constant, {})
                yield _sum(((ONE, first), (fmpq(-sign), second), (-ONE, left), (ONE, bound)), ZERO), 2


def _times_log(store: Expressions, u: Linear, v: Node, form_of: FormOf) -> Linear:
    """u log(v), with products of a symbol and the logarithm as unknowns."""
    log = store.function("log", v)
    parts = [(u.constant, form_of(log))]
    parts += [(q, form_of(store.times(store.symbol(name), log))) for name, q in u.slopes.items()]
    return _sum(parts, ZERO)


def _sum(parts: Iterable[tuple[fmpq, Linear]], constant: fmpq) -> Linear:
    """constant + the sum of q times each form."""
    slopes: dict[str, fmpq] = {}
    for q, form in parts:
        constant = constant + q * form.constant
        for name, slope in form.slopes.items():
            slopes[name] = slopes.get(name, ZERO) + q * slope
    return Linear(constant, {name: slope for name, slope in slopes.items() if slope != 0})
