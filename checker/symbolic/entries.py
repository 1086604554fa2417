"""Values with entries: tuples, matrices, dicts and sets, compared entry by entry."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from checker.sandbox.wire import Tree
from checker.symbolic.reading.heads import Unreadable
from checker.symbolic.reading.sets import is_set, membership
from checker.symbolic.verdicts import Equivalence, of_another_kind, of_sets, rank, together, unreadable

Compare = Callable[[Any, Any], Equivalence]

ELEMENT = Tree("Symbol", ("element", ""))
"""what may lie in a set"""
CONDITIONS = frozenset(
    "Equality Unequality StrictLessThan StrictGreaterThan LessThan GreaterThan And Or Not Xor Implies "
    "Equivalent BooleanTrue BooleanFalse Tuple".split()
)
"""elements of a set that are no numbers"""


def has_entries(got: Any, want: Any) -> bool:
    """Whether one of two values is no single formula."""
    return any(isinstance(v, list | tuple | dict) or is_set(v) or _is_tuple(v) for v in (got, want))


def compare_entries(got: Any, want: Any, compare: Compare, one: Compare) -> Equivalence:
    """The verdict on two values of which one has entries.

    Args:
      got, want: the values, in trees.
      compare: compares two values of any kind.
      one: compares two formulas.
    """
    got, want = (tuple(v.args) if _is_tuple(v) else v for v in (got, want))
    if is_set(want):
        return _sets(got, want, compare, one)
    if isinstance(want, list | tuple):
        return _sequences(got, want, compare)
    if isinstance(want, dict):
        return _dicts(got, want, compare)
    return of_another_kind(f"is {_kind(got)}, should be one formula")


def _is_tuple(value: Any) -> bool:
    return isinstance(value, Tree) and value.head == "Tuple"


def _kind(value: Any) -> str:
    """What a value is, in a few words."""
    if is_set(value):
        return "a set"
    if isinstance(value, dict):
        return f"a dict with the keys {', '.join(map(str, value))}"
    if not isinstance(value, list | tuple):
        return "one formula"
    if value and all(isinstance(row, list) for row in value):
        return f"a matrix of {_count(len(value), 'row')}"
    return f"a {type(value).__name__} of {_count(len(value), 'entry')}"


def _count(number: int, what: str) -> str:
    plural = what[:-1] + "ies" if what.endswith("y") else f"{what}s"
    return f"{number} {what if number == 1 else plural}"


# ---- tuples, matrices and dicts --------------------------------------------------------------------------------


def _sequences(got: Any, want: Sequence[Any], compare: Compare) -> Equivalence:
    if not isinstance(got, list | tuple):
        return of_another_kind(f"is {_kind(got)}, should have {_count(len(want), 'entry')}")
    if _is_flat(got) != _is_flat(want):
        got = _flat(got) if _is_flat(want) else _like(want, got)
    if len(got) != len(want):
        return of_another_kind(f"has {_count(len(got), 'entry')}, should have {_count(len(want), 'entry')}")
    if want and all(isinstance(row, list) for row in want):
        return _matrices(got, want, compare)
    pairs = zip(got, want, strict=True)
    return together({f"[{i}]": compare(g, w) for i, (g, w) in enumerate(pairs)})


def _is_flat(value: Sequence[Any]) -> bool:
    return not any(isinstance(row, list | tuple) for row in value)


def _flat(value: Sequence[Any]) -> Sequence[Any]:
    """The entries of a row or a column; others are left as they are."""
    rows = [row for row in value if isinstance(row, list | tuple)]
    if len(rows) < len(value) or not rows:
        return value
    if len(rows) == 1:
        return rows[0]
    return [row[0] for row in rows] if all(len(row) == 1 for row in rows) else value


def _like(want: Sequence[Any], entries: Sequence[Any]) -> Sequence[Any]:
    """Entries as the row or the column that is wanted; as they are where that is neither."""
    if len(_flat(want)) != len(entries) or _flat(want) is want:
        return entries
    return [list(entries)] if len(want) == 1 else [[entry] for entry in entries]


def _matrices(got: Sequence[Any], want: Sequence[Any], compare: Compare) -> Equivalence:
    if any(not isinstance(g, list | tuple) or len(g) != len(w) for g, w in zip(got, want, strict=True)):
        return of_another_kind(f"is no matrix of {len(want)} rows and {len(want[0])} columns")
    entries = {
        f"[{i}, {j}]": compare(g, w)
        for i, (row, right) in enumerate(zip(got, want, strict=True))
        for j, (g, w) in enumerate(zip(row, right, strict=True))
    }
    return together(entries)


def _dicts(got: Any, want: Mapping[str, Any], compare: Compare) -> Equivalence:
    if not isinstance(got, dict):
        return of_another_kind(f"is no dict with the keys {', '.join(want)}")
    absent = of_another_kind("is missing")
    return together({str(key): compare(got[key], v) if key in got else absent for key, v in want.items()})


# ---- sets ------------------------------------------------------------------------------------------------------


def _sets(got: Any, want: Tree, compare: Compare, one: Compare) -> Equivalence:
    if isinstance(got, list | tuple):
        got = Tree("FiniteSet", tuple(got))
    if not is_set(got):
        return of_another_kind("is no set")
    if {got.head, want.head} <= {"FiniteSet", "EmptySet"}:
        return _finite_sets(got.args, want.args, compare, one)
    try:
        result = one(membership(ELEMENT, got), membership(ELEMENT, want))
    except Unreadable as err:
        return unreadable(str(err))
    return replace(result, reason="is another set") if result.decided_by == "kind" else result


def _finite_sets(elements: Sequence[Any], others: Sequence[Any], compare: Compare, one: Compare) -> Equivalence:
    """Whether every element of either set is in the other."""
    same = Equivalence(verdict="equal", decided_by="structure")
    if not elements or not others:
        return same if not elements and not others else of_another_kind("is another set")
    weakest = same
    for some, rest in ((elements, others), (others, elements)):
        for element in some:
            result = _within(element, rest, compare, one)
            if result.verdict == "different":
                reason = "has an element that is in the one set alone"
                return replace(result, reason=reason, counterexample=of_sets(result))
            weakest = max(weakest, result, key=rank)
    return weakest


def _within(element: Any, others: Sequence[Any], compare: Compare, one: Compare) -> Equivalence:
    """Whether an element is in a set: a is in {b, c} where (a - b) (a - c) = 0."""
    if any(_is_no_number(value) for value in (element, *others)):
        return min((compare(element, other) for other in others), key=rank)
    return one(Tree("Mul", tuple(Tree("Add", (element, Tree("Mul", (-1, o)))) for o in others)), 0)


def _is_no_number(value: Any) -> bool:
    is_tree = isinstance(value, Tree)
    return isinstance(value, bool | list | tuple) or (is_tree and (value.head in CONDITIONS or is_set(value)))
