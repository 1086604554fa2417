"""How a comparison is asked for: what a caller of `equivalence` may say, read and checked.

A slip of an author's must not cost a student anything, so everything that is not understood is refused in words.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from checker.sandbox.wire import Tree, short
from checker.symbolic.domains.domain import INTERVAL, DomainError, Range, interval, range_of
from checker.symbolic.reading.inputs import as_plain
from checker.symbolic.reading.reader import number_of
from checker.symbolic.words import FORMS, MODES

ALIASES = {
    "up to an additive constant": "up to a constant", "constant": "up to a constant", "factor": "up to a factor",
    "up to a nonzero factor": "up to a factor", "same sign": "sign", "order of growth": "growth",
    "same growth": "growth",
}  # fmt: skip
RELATIONS = frozenset(
    "Equality Unequality StrictLessThan StrictGreaterThan LessThan GreaterThan And Or Not Xor ITE Implies "
    "Equivalent Contains BooleanTrue BooleanFalse".split()
)
MARGIN = Fraction(1, 10**9)
"""how far a rational bound may lie outside of one that is no rational"""


def mode_of(given: Any) -> str:
    """The mode of a name.

    Raises:
      ValueError: there is none of that name.
    """
    mode = ALIASES.get(given, given) if isinstance(given, str) else given
    if not isinstance(mode, str) or mode not in MODES:
        raise ValueError(f"the mode {given!r} is not known; it is one of {', '.join(MODES)}")
    return mode


def form_of(given: Any) -> str:
    """The form of a name; none where nothing is asked.

    Raises:
      ValueError: there is none of that name.
    """
    if given is None or given == "":
        return ""
    if not isinstance(given, str) or given not in FORMS:
        raise ValueError(f"the form {given!r} is not known; it is one of {', '.join(FORMS)}")
    return given


def names_of(what: str, given: Any) -> frozenset[str] | None:
    """Names of symbols and functions: a name, a symbol, or several of either; None for all.

    Raises:
      ValueError: it is something else.
    """
    if given is None:
        return None
    several = given if isinstance(given, list | tuple | set | frozenset | dict) else [given]
    return frozenset(_name(what, item) for item in several)


def _name(what: str, item: Any) -> str:
    if isinstance(item, str):
        return item
    is_function = isinstance(item, type) and getattr(item, "is_Function", False) is True
    if is_function or getattr(item, "is_Symbol", False) is True:
        return str(item.__name__ if is_function else item.name)
    if getattr(item, "is_NumberSymbol", False) is True or getattr(item, "is_ImaginaryUnit", False) is True:
        return type(item).__name__
    raise ValueError(f"`{what}` takes names such as 'x', or symbols; got {item!r}")


def functions_of(given: Any) -> dict[str, Callable[..., Any] | None]:
    """Definitions by name.

    Raises:
      ValueError: it is no dict of functions.
    """
    if given is None:
        return {}
    named = given.items() if isinstance(given, Mapping) else [("", given)]
    for name, definition in named:
        if not name or not (definition is None or (callable(definition) and not hasattr(definition, "args"))):
            place = f" for {str(name)!r}" if name else ""
            said = "`functions` has a function of (store, argument), or None, for each name"
            raise ValueError(f"{said}; got {definition!r}{place}")
    return {str(name): definition for name, definition in named}


def constraints_of(given: Any) -> tuple[Any, ...]:
    """Relations as trees.

    Raises:
      ValueError: it is no relation, nor several.
    """
    several = given if isinstance(given, list | tuple | set | frozenset) else [given]
    return tuple(_relation(item) for item in several if item is not None)


def _relation(item: Any) -> Any:
    is_possible = isinstance(item, str | bool | Tree) or hasattr(item, "free_symbols")
    tree = as_plain(item) if is_possible and not isinstance(item, type) else None
    if isinstance(tree, bool) or (isinstance(tree, Tree) and tree.head in RELATIONS):
        return tree
    raise ValueError(f"`where` takes relations between symbols, such as 'x > 0' or [x > 0, x < y]; got {item!r}")


def domain_of(given: Any) -> tuple[dict[str, Range], tuple[Tree, ...]]:
    """The ranges of symbols by their names; and relations, for bounds that are no rational numbers.

    Raises:
      DomainError: it is no dict, or has what is no domain.
    """
    if given is None:
        return {}, ()
    if not isinstance(given, Mapping):
        raise DomainError(
            f"`domain` says what each symbol stands for, such as {{'x': 'positive'}}; got {given!r}"
        )
    ranges: dict[str, Range] = {}
    relations: list[Tree] = []
    for symbol, said in given.items():
        named = getattr(symbol, "name", symbol)
        if not isinstance(named, str):
            raise DomainError(f"`domain` has names of symbols, or symbols, as its keys; got {symbol!r}")
        name = short(named)
        ranges[name], further = _range(name, said)
        relations += further
    return ranges, tuple(relations)


def _range(name: str, given: Any) -> tuple[Range, list[Tree]]:
    """The range that is said, with rational bounds a little outside of such as pi, and what these bounds are."""
    ends = _ends(given)
    if ends is None:
        return range_of(given), []
    outer: list[Any] = []
    relations: list[Tree] = []
    for i, (end, is_open) in enumerate(ends):
        tree = _bound(end)
        outer.append(end if tree is None else _beside(tree, -1 if i == 0 else 1, end))
        if tree is not None:
            sides = (tree, Tree("Symbol", (name, ""))) if i == 0 else (Tree("Symbol", (name, "")), tree)
            relations.append(Tree("StrictLessThan" if is_open else "LessThan", sides))
    if not relations:
        return range_of(given), []
    shown = tuple(str(end) for end, _ in ends)
    return interval(outer[0], outer[1], ends[0][1], ends[1][1], shown=shown), relations


def _ends(given: Any) -> list[tuple[Any, bool]] | None:
    """The bounds of an interval, and whether each is open; None where it is none."""
    if isinstance(given, str) and (match := INTERVAL.fullmatch(given)):
        opening, low, high, closing = match.groups()
        return [(low, opening == "("), (high, closing == ")")]
    if isinstance(given, tuple | list) and len(given) == 2:
        return [(end, isinstance(given, tuple)) for end in given]
    if type(given).__name__ == "Interval" and hasattr(given, "left_open"):
        return [(given.start, bool(given.left_open)), (given.end, bool(given.right_open))]
    return None


def _bound(end: Any) -> Tree | None:
    """A bound such as pi or sqrt(2) as a tree; None for rational and infinite ones, and what is no number."""
    if isinstance(end, int | float | Fraction):
        return None
    try:
        tree = as_plain(end)
    except ValueError:
        return None
    if not isinstance(tree, Tree) or tree.head in ("Rational", "Float", "Infinity", "NegativeInfinity"):
        return None
    return tree if isinstance(number_of(tree), float) else None


def _beside(tree: Tree, direction: int, end: Any) -> Fraction:
    """A rational number beyond a bound."""
    value = number_of(tree)
    if not isinstance(value, float) or abs(value) > 10**6:
        raise DomainError(f"a bound is a number or oo; got {end!r}")
    return Fraction(value) + direction * MARGIN * (1 + abs(Fraction(value)))
