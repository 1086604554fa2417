"""Decimal numbers in formulas: what a student meant who wrote `np.pi`, `math.e` or `1/3`.

Such a number reaches a formula rounded to 16 digits. It is read as what was rounded, where that is plain: a
fraction, a multiple of pi, e or one of their roots or logarithms. Shorter decimals, such as 0.25, are exact.
"""

import math
from fractions import Fraction
from typing import Any

from checker.sandbox.wire import Tree, integer

SHORT = 12
"""digits up to which a decimal number is meant as it stands"""
LARGEST = 10_000
"""numerator or denominator of a plain fraction"""
ROUNDING = 1e-14
"""relative error that a rounded number may have: SymPy writes 15 digits"""
HALF = Tree("Rational", (1, 2))


def _root(tree: Any) -> Tree:
    return Tree("Pow", (tree, HALF))


PI, E = Tree("Pi"), Tree("Exp1")
CONSTANTS: tuple[tuple[float, Any], ...] = (
    (math.pi, PI),
    (math.e, E),
    (math.sqrt(math.pi), _root(PI)),
    (math.sqrt(2 * math.pi), _root(Tree("Mul", (2, PI)))),
    *((math.pi**n, Tree("Pow", (PI, n))) for n in (2, 3, 4)),
    *((math.sqrt(math.pi) ** n, Tree("Pow", (_root(PI), n))) for n in (3, 5)),
    *((math.sqrt(2 * math.pi) ** n, Tree("Pow", (_root(Tree("Mul", (2, PI))), n))) for n in (3, 5)),
    (math.sqrt(math.e), _root(E)),
    *((math.sqrt(n), _root(n)) for n in (2, 3, 5, 6, 7, 10)),
    *((math.log(n), Tree("log", (n,))) for n in (2, 3, 5, 7, 10)),
    (math.log(math.pi), Tree("log", (PI,))),
    (math.log(2 * math.pi), Tree("log", (Tree("Mul", (2, PI)),))),
)


def meant(value: Any) -> Any:
    """The formula with its rounded numbers as what they were rounded from."""
    if isinstance(value, Tree):
        if value.head == "Float":
            return _number(str(value.args[0]), value)
        return Tree(value.head, tuple(map(meant, value.args)))
    if isinstance(value, float) and math.isfinite(value):
        return _number(repr(value), value)
    if isinstance(value, list | tuple):
        return type(value)(map(meant, value))
    return {key: meant(item) for key, item in value.items()} if isinstance(value, dict) else value


def exact(value: Any) -> Any:
    """The same, with all other decimals as the fractions that they are."""
    found = meant(value)
    if isinstance(found, Tree) and found.head != "Float":
        return Tree(found.head, tuple(map(exact, found.args)))
    if not isinstance(found, Tree | float):
        return found
    try:
        return _fraction(Fraction(str(found.args[0]) if isinstance(found, Tree) else repr(found)))
    except ValueError:
        return found  # infinite, or no number


def rounded(value: Any) -> str:
    """A number in a formula that was rounded from what is not plain; nothing where there is none."""
    found = meant(value)
    if isinstance(found, float) and math.isfinite(found):
        return "" if _is_short(repr(found)) else repr(found)
    if not isinstance(found, Tree):
        return ""
    if found.head == "Float":
        return "" if _is_short(str(found.args[0])) else str(found.args[0])
    return next(filter(None, map(rounded, found.args)), "")


def _is_short(text: str) -> bool:
    return len(text.lstrip("-0.").partition("e")[0].replace(".", "").rstrip("0")) <= SHORT


def _number(text: str, written: Any) -> Any:
    """What a decimal number was rounded from; the number itself, where that is not plain."""
    if _is_short(text):
        return written
    try:
        value = float(text)
    except ValueError:
        return written
    if not math.isfinite(value) or not 1e-9 < abs(value) < 1e9:
        return written
    if (fraction := _near(value)) is not None:
        return _fraction(fraction)
    for constant, tree in CONSTANTS:
        for power in (1, -1):
            if (fraction := _near(value / constant**power)) is not None:
                factor = tree if power == 1 else Tree("Pow", (tree, -1))
                return Tree("Mul", (_fraction(fraction), factor))
    return written


def _near(value: float) -> Fraction | None:
    """The plain fraction that the number is, but for rounding."""
    fraction = Fraction(value).limit_denominator(120)
    if not fraction or abs(fraction.numerator) > LARGEST:
        return None
    return fraction if abs(value - float(fraction)) <= ROUNDING * abs(value) else None


def _fraction(value: Fraction) -> Any:
    numerator, denominator = integer(value.numerator), integer(value.denominator)
    return numerator if denominator == 1 else Tree("Rational", (numerator, denominator))
