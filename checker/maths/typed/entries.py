"""Entries whose index is bound by a sum, and the names that a question may have for them one by one.

`x_i` is an entry of `x` where the question has an `x`. Where it has `x_1` and `x_2`, the sum is written out.
"""

from collections.abc import Callable, Iterator
from typing import Any

from checker.maths.typed.tokens import Token
from checker.maths.typed.trees import Formula, symbol
from checker.maths.typed.unreadable import Unreadable
from checker.maths.typed.vocabulary import Vocabulary
from checker.sandbox.wire import Tree


def families_in(value: Formula) -> Iterator[str]:
    """Names of what has entries with an index in a formula."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Tree):
            if part.head == "Indexed":
                yield str(part.args[0])
            waiting += [arg for arg in part.args if isinstance(arg, Tree)]


def parts_of(series: Any) -> tuple[Formula, tuple[Formula, Formula, Formula]]:
    """What a sum or product adds or multiplies, and its index with its limits."""
    body, limits = series.args
    return body, limits.args


def unbound(value: Formula, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """Names of the symbols that no sum or product binds."""
    if not isinstance(value, Tree):
        return
    if value.head == "Symbol":
        yield from () if value.args[0] in bound else (str(value.args[0]),)
    elif value.head in ("Sum", "Product"):
        body, (index, low, high) = parts_of(value)
        yield from (*unbound(low, bound), *unbound(high, bound), *unbound(body, bound | {index.args[0]}))
    else:
        for part in value.args:
            yield from unbound(part, bound)


def at_index(value: Formula, index: Formula, place: int, named: Callable[[str], str]) -> Formula:
    """The formula with a number for an index; an entry that the question has by name becomes that name.

    Raises:
      KeyError: the question has no such entry; its name is the argument.
    """
    if value == index:
        return place
    if not isinstance(value, Tree):
        return value
    if value.head == "Symbol":
        return value
    if value.head == "Indexed":
        name, *indices = value.args
        return _entry(str(name), [place if one == index else one for one in indices], named)
    return Tree(value.head, tuple(at_index(arg, index, place, named) for arg in value.args))


def _entry(name: str, indices: list[Formula], named: Callable[[str], str]) -> Tree:
    if named(name) or not all(type(one) is int for one in indices):
        return Tree("Indexed", (name, *indices))
    spelled = f"{name}_{'_'.join(map(str, indices))}"
    found = named(spelled) or named(f"{name}_{''.join(map(str, indices))}")
    if not found:
        raise KeyError(spelled)
    return symbol(found)


def check_unbound(value: Formula, vocabulary: Vocabulary, tokens: list[Token], text: str) -> None:
    """Refuse the index of a sum outside of that sum."""
    rows = value if isinstance(value, list) else [[value]]
    free = {name for row in rows for entry in row for name in unbound(entry)} & vocabulary.bound
    for token in reversed(tokens):
        if token.kind == "symbol" and (names := free & set(token.text.split(","))):
            fault = f"the index `{min(names)}` stands outside of its sum; put what is summed in brackets"
            raise Unreadable(fault, text, token.at)
