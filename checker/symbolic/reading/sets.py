"""Sets as conditions on what lies in them."""

from typing import Any

from checker.sandbox.wire import Tree
from checker.symbolic.reading.heads import Unreadable

SETS = frozenset(
    "FiniteSet EmptySet UniversalSet Interval Union Intersection Complement Reals Integers Naturals "
    "Naturals0".split()
)
"""heads of sets of which it can be said what lies in them"""


def is_set(value: Any) -> bool:
    """Whether a tree is a set."""
    return isinstance(value, Tree) and value.head in SETS


def membership(element: Any, within: Any) -> Any:
    """The condition that an element lies in a set, as a tree.

    Raises:
      Unreadable: it is no set that is known.
    """
    if not isinstance(within, Tree):
        raise Unreadable("a set of another kind")
    args = within.args
    match within.head:
        case "FiniteSet":
            return _any([Tree("Equality", (element, other)) for other in args])
        case "EmptySet":
            return False
        case "UniversalSet" | "Reals":
            return True
        case "Integers":
            return Tree("Equality", (element, Tree("floor", (element,))))
        case "Naturals" | "Naturals0":
            least = 1 if within.head == "Naturals" else 0
            whole = Tree("Equality", (element, Tree("floor", (element,))))
            return Tree("And", (whole, Tree("GreaterThan", (element, least))))
        case "Interval":
            return _between(element, *args)
        case "Union":
            return _any([membership(element, part) for part in args])
        case "Intersection":
            return Tree("And", tuple(membership(element, part) for part in args))
        case "Complement":
            return Tree("And", (membership(element, args[0]), Tree("Not", (membership(element, args[1]),))))
        case _:
            raise Unreadable(f"the set {within.head}")


def _any(conditions: list[Any]) -> Any:
    return Tree("Or", tuple(conditions)) if conditions else False


def _between(element: Any, low: Any, high: Any, is_low_open: Any, is_high_open: Any) -> Any:
    """That an element lies in an interval."""
    bounds = []
    if not _is(low, "NegativeInfinity"):
        bounds.append(Tree("StrictLessThan" if _is_true(is_low_open) else "LessThan", (low, element)))
    if not _is(high, "Infinity"):
        bounds.append(Tree("StrictLessThan" if _is_true(is_high_open) else "LessThan", (element, high)))
    return Tree("And", tuple(bounds)) if bounds else True


def _is(value: Any, head: str) -> bool:
    return isinstance(value, Tree) and value.head == head


def _is_true(value: Any) -> bool:
    return value is True or _is(value, "BooleanTrue")
