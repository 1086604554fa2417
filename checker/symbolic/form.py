"""How a formula is written: with these functions only, expanded, factored, simplified.

What is judged is the formula as the student returned it, part by part, before anything is collected.
"""

from collections.abc import Iterator
from functools import reduce
from itertools import zip_longest
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from checker.sandbox.wire import Tree

ARITHMETIC = frozenset({"Add", "Mul", "Pow", "Rational", "Float"})
MAX_DEGREE = 40
"""of a polynomial whose factors are looked for"""
MAX_TERMS = 2_000
PARTS_FOR_SIMPLE = 3
"""how many times the parts of the shortest known form a simplified one may have"""


def fault(tree: Any, *, only: frozenset[str] | None = None, form: str = "", parts: int = 0) -> str:
    """Why a formula is not in the form that is asked for; empty where it is."""
    if only is not None and (foreign := next(_foreign(tree, frozenset(map(_spelled, only))), "")):
        allowed = "".join(f"`{name}`, " for name in sorted(map(_spelled, only)))[:-2]
        return f"contains `{foreign}`, but may be written with {allowed}{' and ' * bool(allowed)}arithmetic alone"
    if form == "expanded" and (found := next(_products_of_sums(tree), None)):
        return f"is not expanded: {found}"
    if form == "factored" and (found := _unfactored(tree)):
        return found
    if form == "simplified" and parts and size(tree) > PARTS_FOR_SIMPLE * parts:
        return f"has {size(tree)} parts, where {parts} are enough"
    return ""


def size(tree: Any) -> int:
    """How many parts a formula has."""
    return (
        1 + sum(map(size, tree.args)) if isinstance(tree, Tree) and tree.head not in ("Symbol", "Rational") else 1
    )


def _foreign(tree: Any, only: frozenset[str]) -> Iterator[str]:
    """Names of functions and symbols that may not be used; what stands in an allowed function is free."""
    if not isinstance(tree, Tree):
        return
    name = str(tree.args[0]) if tree.head in ("Symbol", "Apply") and tree.args else _spelled(tree.head)
    if tree.head == "Apply" or tree.head not in ARITHMETIC | {"Symbol"}:
        if name not in only:
            yield name
        return
    if tree.head == "Symbol" and name not in only:
        yield name
    if tree.head == "Pow" and isinstance(tree.args[1], Tree) and tree.args[1].head != "Rational":
        yield from _foreign(tree.args[1], only)
    for arg in tree.args if tree.head in ("Add", "Mul", "Pow") else ():
        yield from _foreign(arg, only)


def _products_of_sums(tree: Any) -> Iterator[str]:
    if not isinstance(tree, Tree):
        return
    is_sum = [isinstance(arg, Tree) and arg.head == "Add" for arg in tree.args]
    if tree.head == "Mul" and any(is_sum):
        yield "a product still has a sum in it"
    if tree.head == "Pow" and is_sum[0] and isinstance(tree.args[1], int) and tree.args[1] > 1:
        yield "a sum is still raised to a power"
    for arg in tree.args:
        yield from _products_of_sums(arg)


def _spelled(name: str) -> str:
    """A constant as SymPy's users write it."""
    return SPELLED.get(name, name)


SPELLED = {"Pi": "pi", "Exp1": "E", "ImaginaryUnit": "I", "Infinity": "oo", "NegativeInfinity": "-oo"}


# ---- factors ---------------------------------------------------------------------------------------------------


def _unfactored(tree: Any) -> str:
    """Why a formula is no product of what has no factors; empty where it is one."""
    if not isinstance(tree, Tree):
        return ""
    if tree.head == "Add":
        return "is a sum, should be a product" if _has_factors(tree) else ""
    factors = tree.args if tree.head == "Mul" else tree.args[:1] if tree.head == "Pow" else ()
    bases = [arg.args[0] if isinstance(arg, Tree) and arg.head == "Pow" else arg for arg in factors]
    if any(isinstance(base, Tree) and base.head == "Add" and _has_factors(base) for base in bases):
        return "is not factored: a factor of it is a sum that has factors"
    return ""


def _has_factors(tree: Tree) -> bool:
    """Whether a sum is a product of polynomials, with rational coefficients, in what it is made of."""
    kernels: dict[Any, int] = {}
    try:
        terms = _polynomial(tree, kernels)
    except OverflowError:
        return False
    if not terms or not kernels or max(map(sum, terms)) > MAX_DEGREE:
        return False
    context = fmpq_mpoly_ctx.get([f"x{i}" for i in range(len(kernels))], Ordering.lex)
    wide = {(*powers, *[0] * (len(kernels) - len(powers))): q for powers, q in terms.items()}
    _, factors = context.from_dict(wide).factor()
    return sum(int(power) for _, power in factors) > 1


def _polynomial(tree: Any, kernels: dict[Any, int]) -> dict[tuple[int, ...], fmpq]:
    """The terms of a sum of products of whole powers, by their exponents."""
    if isinstance(tree, int):
        return {(): fmpq(tree)}
    if isinstance(tree, Tree) and tree.head == "Rational":
        above, below = tree.args
        if isinstance(above, int) and isinstance(below, int):
            return {(): fmpq(above, below)}
    head = tree.head if isinstance(tree, Tree) else ""
    if head in ("Add", "Mul"):
        parts = [_polynomial(arg, kernels) for arg in tree.args]
        return reduce(_added if head == "Add" else _multiplied, parts)
    if head == "Pow" and isinstance(tree.args[1], int) and 0 < tree.args[1] <= MAX_DEGREE:
        return reduce(_multiplied, [_polynomial(tree.args[0], kernels)] * tree.args[1])
    index = kernels.setdefault(tree, len(kernels))
    return {(*[0] * index, 1): fmpq(1)}


Terms = dict[tuple[int, ...], fmpq]


def _added(a: Terms, b: Terms) -> Terms:
    return {powers: a.get(powers, fmpq(0)) + b.get(powers, fmpq(0)) for powers in {**a, **b}}


def _multiplied(a: Terms, b: Terms) -> Terms:
    if len(a) * len(b) > MAX_TERMS:
        raise OverflowError
    total: Terms = {}
    for p, q in a.items():
        for r, s in b.items():
            powers = tuple(i + j for i, j in zip_longest(p, r, fillvalue=0))
            total[powers] = total.get(powers, fmpq(0)) + q * s
    return total
