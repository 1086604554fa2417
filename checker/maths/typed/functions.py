"""The functions that a typed formula may call, and the trees that they become."""

from collections.abc import Callable
from typing import Any

from checker.maths.typed.trees import (
    HALF,
    RELATIONS,
    Formula,
    cases,
    is_condition,
    logarithm,
    power,
    product,
    reciprocal,
)
from checker.sandbox.wire import Tree

SAME_NAME = (
    "exp sin cos tan cot sec csc asin acos atan acot asec acsc sinh cosh tanh coth sech csch asinh acosh atanh "
    "acoth asech acsch erf erfc gamma loggamma factorial Abs sign floor ceiling"
).split()
"""functions of one value that SymPy calls the same"""
BARE = frozenset("exp ln log sin cos tan cot sec csc sinh cosh tanh coth sqrt".split())
"""functions that are recognised when they are glued to what they apply to, as in `sinx`"""
INVERSES = {name: f"a{name}" for name in SAME_NAME if f"a{name}" in SAME_NAME}
"""what `sin^{-1}` means"""

ALIASES = {
    **{f"{prefix}{name}": f"a{name}" for prefix in ("arc", "ar") for name in INVERSES},
    "ln": "log", "tg": "tan", "ctg": "cot", "tgh": "tanh", "abs": "Abs", "fabs": "Abs", "absolute": "Abs",
    "sgn": "sign", "ceil": "ceiling", "lgamma": "loggamma", "gammaln": "loggamma", "fact": "factorial",
    "lg": "log10",
    "Max": "max", "maximum": "max", "Min": "min", "minimum": "min", "arctan2": "atan2", "binom": "binomial",
    "nCr": "binomial", "heaviside": "Heaviside", "pow": "Pow", "power": "Pow", "Eq": "Equality",
    "Ne": "Unequality", "Gt": "StrictGreaterThan", "Lt": "StrictLessThan", "Ge": "GreaterThan", "Le": "LessThan",
    "sum": "Sum",
    "product": "Product", "prod": "Product", "diff": "Derivative", "matrix": "Matrix", "array": "Matrix",
    "piecewise": "Piecewise",
}  # fmt: skip
"""other spellings"""

NAMED = {
    "sigma": "sigma", "sigmoid": "sigma", "logistic": "sigma", "expit": "sigma", "softplus": "softplus",
    "relu": "relu", "ReLU": "relu", "softmax": "softmax", "logit": "logit", "Phi": "Phi", "ind": "ind",
    "indicator": "ind", "silu": "silu", "swish": "silu", "gelu": "gelu", "GELU": "gelu",
}  # fmt: skip
"""functions of deep learning, which stay names"""


class Unfit(Exception):
    """Arguments that a function does not take; the text is the rest of a sentence that begins with its name."""


def _one(head: str) -> Callable[..., Formula]:
    return lambda value: Tree(head, (value,))


def _two(head: str) -> Callable[..., Formula]:
    return lambda first, second: Tree(head, (first, second))


def _any(head: str) -> Callable[..., Formula]:
    return lambda *values: Tree(head, values)


def _log(value: Formula, base: Formula = None) -> Formula:
    return Tree("log", (value,)) if base is None else logarithm(value, base)


def _series(head: str) -> Callable[..., Formula]:
    """`Sum(body, (k, 1, n))`, also without the inner brackets."""

    def build(body: Formula, *limits: Formula) -> Formula:
        if len(limits) == 3:
            limits = (Tree("Tuple", limits),)
        if len(limits) != 1 or not _is_tuple(limits[0], 3) or not _is_symbol(limits[0].args[0]):
            raise Unfit("takes what is added, an index and its limits, as in Sum(k^2, (k, 1, n))")
        return Tree(head, (body, *limits))

    return build


def _derivative(body: Formula, *by: Formula) -> Formula:
    """`diff(f, x)`, `diff(f, x, 2)`, `diff(f, (x, 2))` or `diff(f, x, y)`."""
    pairs: list[Tree] = []
    for item in by:
        if type(item) is int and item > 0 and pairs:
            pairs[-1] = Tree("Tuple", (pairs[-1].args[0], item))
        elif _is_tuple(item, 2) and _is_symbol(item.args[0]) and type(item.args[1]) is int:
            pairs.append(item)
        elif _is_symbol(item):
            pairs.append(Tree("Tuple", (item, 1)))
        else:
            raise Unfit("takes a formula and what to differentiate by, as in diff(x^2, x)")
    return Tree("Derivative", (body, *pairs))


def _piecewise(*pairs: Formula) -> Formula:
    if not all(_is_tuple(pair, 2) and is_condition(pair.args[1]) for pair in pairs):
        raise Unfit("takes pairs of a value and a condition, as in Piecewise((x, x > 0), (0, True))")
    return cases([pair.args for pair in pairs])


def _where(condition: Formula, yes: Formula, no: Formula) -> Formula:
    if not is_condition(condition):
        raise Unfit("takes a condition and two values, as in where(x > 0, x, 0)")
    return cases([(yes, condition), (no, True)])


def _logic(head: str) -> Callable[..., Formula]:
    def build(*values: Formula) -> Formula:
        if not all(map(is_condition, values)):
            raise Unfit("takes conditions, as in And(x > 0, x < 1)")
        return Tree(head, values)

    return build


def _matrix(rows: Formula) -> Formula:
    if not isinstance(rows, list):
        raise Unfit("takes its rows, as in Matrix([[1, 2], [3, 4]])")
    return rows


def _is_tuple(value: Any, size: int) -> bool:
    return isinstance(value, Tree) and value.head == "Tuple" and len(value.args) == size


def _is_symbol(value: Any) -> bool:
    return isinstance(value, Tree) and value.head == "Symbol"


ANY = 10_000
BUILDERS: dict[str, tuple[int, int, Callable[..., Formula]]] = {
    **{name: (1, 1, _one(name)) for name in SAME_NAME},
    **{head: (2, 2, _two(head)) for head in ("atan2", "binomial")},
    **{head.lower(): (1, ANY, _any(head)) for head in ("Max", "Min")},
    "log": (1, 2, _log),
    "log2": (1, 1, lambda value: logarithm(value, 2)),
    "log10": (1, 1, lambda value: logarithm(value, 10)),
    "log1p": (1, 1, lambda value: Tree("log", (Tree("Add", (1, value)),))),
    "expm1": (1, 1, lambda value: Tree("Add", (Tree("exp", (value,)), -1))),
    "sqrt": (1, 1, lambda value: Tree("Pow", (value, HALF))),
    "cbrt": (1, 1, lambda value: Tree("Pow", (value, Tree("Rational", (1, 3))))),
    "square": (1, 1, lambda value: Tree("Pow", (value, 2))),
    "Pow": (2, 2, power),
    "Rational": (2, 2, lambda over, under: product([over, reciprocal(under)])),
    "Heaviside": (1, 2, _any("Heaviside")),
}
"""functions of numbers: fewest and most values, and the tree"""
SPECIAL: dict[str, tuple[int, int, Callable[..., Formula]]] = {
    **{head: (2, ANY, _series(head)) for head in ("Sum", "Product")},
    **{head: (2, 2, _two(head)) for head in RELATIONS.values()},
    **{head: (1, ANY, _logic(head)) for head in ("And", "Or")},
    "Not": (1, 1, _logic("Not")),
    "Derivative": (2, ANY, _derivative),
    "Piecewise": (1, ANY, _piecewise),
    "where": (3, 3, _where),
    "Matrix": (1, 1, _matrix),
    "FiniteSet": (1, ANY, _any("FiniteSet")),
    "Tuple": (1, ANY, _any("Tuple")),
}
"""functions of conditions, pairs and rows"""


def built_in(word: str) -> str:
    """The name in the tables of a function as it is spelled, `Sin` like `sin`; empty if there is none."""
    for spelling in (word, word.lower()):
        name = ALIASES.get(spelling, spelling)
        if name in BUILDERS or name in SPECIAL:
            return name
    return ""


def applied(name: str, values: list[Formula]) -> Formula:
    """The tree of a call.

    Raises:
      Unfit: the function does not take such values.
    """
    if name not in BUILDERS and name not in SPECIAL:
        return Tree("Apply", (name, *values))
    fewest, most, build = BUILDERS.get(name) or SPECIAL[name]
    if not fewest <= len(values) <= most:
        wanted = f"{fewest}" if fewest == most else f"{fewest} or {most}" if most < ANY else f"at least {fewest}"
        raise Unfit(f"takes {wanted} value{'s' * (wanted != '1')}, got {len(values)}")
    return build(*values)
