"""Trees and their values, found without the checker: by mpmath, with as many digits as one likes."""

import mpmath
from flint import acb, ctx
from mpmath import mpc, mpf

from checker.sandbox.wire import Tree

FUNCTIONS = {
    "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "tanh": mpmath.tanh, "exp": mpmath.exp, "Abs": abs,
    "asin": mpmath.asin, "acos": mpmath.acos, "atan": mpmath.atan, "floor": mpmath.floor, "sign": mpmath.sign,
}  # fmt: skip
TINY = mpf(10) ** -30
"""below this a number may be 0, which only happened to be missed"""


def value(tree, point, digits=60):
    """The value of a tree of real numbers at a point, or None where it has none."""
    with mpmath.workdps(digits):
        return _value(tree, {name: mpf(q.numerator) / q.denominator for name, q in point.items()})


def differ(a, b, point):
    """Whether mpmath sees that two trees differ at a point, with 60 digits."""
    pairs = [[value(tree, point, digits) for tree in (a, b)] for digits in (60, 90)]
    if any(found is None for pair in pairs for found in pair):
        return False
    with mpmath.workdps(60):
        gaps = [abs(left - right) for left, right in pairs]
        scale = 1 + max(map(abs, pairs[1]))
        return gaps[1] > mpf(10) ** -40 * scale and abs(gaps[0] - gaps[1]) < gaps[1] / 10**6


def _value(tree, point):
    if not isinstance(tree, Tree):
        return mpf(tree)
    if tree.head == "Symbol":
        return point[tree.args[0]]
    if tree.head == "Piecewise":
        return _case(tree.args, point)
    args = [_value(arg, point) for arg in tree.args]
    if None in args or any(abs(arg) > 10**6 or _is_on_an_edge(arg) for arg in args):
        return None
    match tree.head, args:
        case "Add", _:
            return mpmath.fsum(args)
        case "Mul", _:
            return mpmath.fprod(args)
        case "Rational", [above, below]:
            return above / below
        case "Max" | "Min" | "floor" | "sign", _ if any(isinstance(arg, mpc) for arg in args):
            return None
        case "Max" | "Min", _:
            return max(args) if tree.head == "Max" else min(args)
        case "floor", [u]:
            return mpmath.floor(u) if abs(u - mpmath.nint(u)) > TINY else None
        case "sign", [u]:
            return mpmath.sign(u) if abs(u) > TINY else None
        case "log", [u]:
            return mpmath.log(u) if abs(u) > TINY else None
        case "Pow", [base, exponent]:
            whole = exponent == int(exponent)
            return base**exponent if abs(base) > TINY or (whole and exponent > 0) else None
        case head, [u]:
            return FUNCTIONS[head](u)


def _is_on_an_edge(number):
    """Whether rounding may have put a complex number on the wrong side of a cut."""
    return isinstance(number, mpc) and min(abs(number.real), abs(number.imag)) < TINY


def _case(pieces, point):
    for pair in pieces:
        then, condition = pair.args
        if condition is True:
            return _value(then, point)
        u = _value(condition.args[0], point)
        if u is None or isinstance(u, mpc) or abs(u) < TINY:
            return None
        if u < 0:
            return _value(then, point)
    return None


def middle(ball):
    """The middle of a ball of flint's, or an exact rational, as mpmath has it."""
    with ctx.workprec(200):
        number = acb(ball)
        return mpc(*(mpf(part.mid().str(60, radius=False)) for part in (number.real, number.imag)))


def subtrees(tree):
    """All formulas in a tree, but for exponents, with the places at which they stand."""
    found = [((), tree)]
    for place, inner in found:
        if not isinstance(inner, Tree) or inner.head in ("Symbol", "Rational", "StrictLessThan"):
            continue
        args = inner.args[:1] if inner.head == "Pow" else inner.args
        found += [((*place, i), arg) for i, arg in enumerate(args) if not isinstance(arg, bool)]
    return [(place, inner) for place, inner in found if not _is_condition(inner)]


def _is_condition(tree):
    return isinstance(tree, Tree) and tree.head in ("ExprCondPair", "StrictLessThan")


def replaced(tree, place, new):
    """The tree with another one at a place."""
    if not place:
        return new
    first, *rest = place
    args = list(tree.args)
    args[first] = replaced(args[first], tuple(rest), new)
    return Tree(tree.head, tuple(args))
