"""How the formulas of one case are compared: the domain, the mode and the form that the item asks for."""

import re
from collections.abc import Iterable, Iterator
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import Any

from checker.answers.comparison import Miss, entries
from checker.answers.question import Question
from checker.cases import Case
from checker.errors import StudentError
from checker.maths.describe import clean, words
from checker.sandbox.wire import Function, Heads, Symbol, Tree
from checker.symbolic.comparison import Comparison
from checker.symbolic.points.telling import in_words
from checker.symbolic.reading.definitions import DEFINITIONS
from checker.symbolic.verdicts import Counterexample, Equivalence

NUMBER = re.compile(r"\[(-?[0-9.]+(?:e[+-]?[0-9]+)?)? ?\+/- [^\]]*\]")
"""an enclosure, as flint writes it"""
UNFINISHED = {"Derivative": "a derivative", "Integral": "an integral", "Limit": "a limit"}
"""what stands for a formula, and is none yet"""
WHOLE = "the whole answer"
Results = dict[str, Equivalence]
"""verdicts on the entries of an answer, by name"""


def given_symbols(value: Any) -> Iterator[Symbol]:
    """The symbols in an input."""
    if isinstance(value, Symbol):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from given_symbols(item)


def symbols_of(case: Case) -> dict[str, str]:
    """What each symbol of a case stands for."""
    return {symbol.name: symbol.domain for value in case.inputs.values() for symbol in given_symbols(value)}


def names_of(case: Case, arguments: Iterable[str]) -> Iterator[str]:
    """Names of the symbols in some arguments."""
    for argument in arguments:
        yield from (symbol.name for symbol in given_symbols(case.inputs[argument]))


def functions_of(case: Case) -> tuple[str, ...]:
    """Names of the functions that a case hands out."""
    names: list[str] = []
    for value in case.inputs.values():
        names += [value.name] if isinstance(value, Function) else value.names if isinstance(value, Heads) else ()
    return tuple(names)


def comparison_for(question: Question, case: Case, **changes: Any) -> Comparison:
    """How formulas are compared on a case."""
    from checker.symbolic.domains.domain import range_of

    equality, given = question.item.equality, symbols_of(case)
    facts: dict[str, Any] = {
        "mode": equality.mode,
        "where": (read_text(equality.where, case),) if equality.where else (),
        "free_of": None if equality.free_of is None else frozenset(names_of(case, equality.free_of)),
        "only": None if equality.only is None else frozenset(equality.only),
        "form": equality.form,
        "functions": dict.fromkeys(equality.opaque),
        "seed": question.item.id,
        "use_sympy": False,  # it may run out of time on a slow machine: marks must not depend on that
    }
    return Comparison({name: range_of(word) for name, word in given.items()}, **{**facts, **changes})


def read_text(text: str, case: Case) -> Any:
    """The tree of a formula that was typed.

    Raises:
      Unreadable: it cannot be read; the message says where and why.
    """
    from checker.maths.typed import read_formula

    return read_formula(text, symbols=tuple(symbols_of(case)), functions=functions_of(case))


def compare_formulas(question: Question, case: Case, got: Any, want: Any, **changes: Any) -> Results:
    """The verdict on each entry of an answer; the entries of a matrix count one by one."""
    comparison = comparison_for(question, case, **changes)
    if not is_matrix(want):
        named = dict(entries(want))
        if set(named) == {""}:
            return {"": comparison.compare(got, want)}
    result = comparison.compare(got, want)
    return result.entries or dict.fromkeys(entry_names(want), result)


def entry_names(want: Any) -> list[str]:
    """Names of the entries that are scored one by one."""
    if is_matrix(want):
        return [f"[{i}, {j}]" for i, row in enumerate(want) for j in range(len(row))]
    if isinstance(want, list):
        return [f"[{i}]" for i in range(len(want))]
    return [name for name, _ in entries(want)]


def is_matrix(value: Any) -> bool:
    """Whether a value is a list of rows."""
    return isinstance(value, list) and bool(value) and all(isinstance(row, list) and row for row in value)


def faults_of(case: Case, got: Any, want: Any) -> dict[str, Miss]:
    """Why an answer, or which entry of it, is no formula of the arguments; nothing where all is well."""
    named, wanted = dict(entries(got)), dict(entries(want))
    if len(wanted) > 1 and isinstance(got, list):
        named = dict(entries(tuple(got)))
    if len(wanted) < 2 or set(named) != set(wanted):
        fault = fault_of(case, got, want)
        return {WHOLE: fault} if fault else {}
    found = {name: fault_of(case, named[name], wanted[name]) for name in wanted}
    return {name: fault for name, fault in found.items() if fault}


def fault_of(case: Case, got: Any, want: Any) -> Miss | None:
    """Why a value without entries of its own is no formula of the arguments."""
    if unreadable := next(_unreadable(got), None):
        return Miss("unreadable", str(unreadable))
    if not isinstance(got, Tree | int | float | complex | list | tuple | dict):
        return Miss("type", f"is {words(got)}, should be a formula")
    if unknown := sorted(set(_functions_in(got)) - set(functions_of(case)) - set(DEFINITIONS)):
        return Miss("symbols", f"contains the function `{clean(unknown[0], 40)}`, which was not given")
    foreign = sorted(set(_names_in(got)) - set(symbols_of(case)))
    if foreign:
        known = ", ".join(f"`{name}`" for name in symbols_of(case)) or "none"
        names = ", ".join(f"`{clean(name, 40)}`" for name in foreign[:5])
        return Miss("symbols", f"contains {names}, which is not among the symbols that were given: {known}")
    if left := next(
        (head for head in heads_of(got) if head in UNFINISHED and head not in set(heads_of(want))), ""
    ):
        return Miss("form", f"leaves {UNFINISHED[left]} that is not carried out")
    return None


def _unreadable(value: Any) -> Iterator[StudentError]:
    """The faults of texts in an answer that are no formulas."""
    if isinstance(value, StudentError):
        yield value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    for part in parts:
        yield from _unreadable(part)


def heads_of(value: Any) -> Iterator[str]:
    """The heads of all expressions in a value."""
    if isinstance(value, Tree):
        yield value.head
    parts = value.args if isinstance(value, Tree) else value.values() if isinstance(value, dict) else value
    if isinstance(value, Tree | dict | list | tuple):
        for part in parts:
            yield from heads_of(part)


def _names_in(value: Any, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """Names of the symbols in an answer that no sum, product or integral binds."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from _names_in(item, bound)
    elif isinstance(value, dict):
        yield from _names_in(list(value.values()), bound)
    elif isinstance(value, Tree):
        if value.head == "Symbol":
            yield from [str(value.args[0])] if value.args[0] not in bound else []
            return
        if value.head in ("Sum", "Product", "Integral", "Subs", "Limit"):
            bound = bound | set(_bound_by(value.args[1:]))
        yield from _names_in(list(value.args), bound)


def _functions_in(value: Any) -> Iterator[str]:
    """Names of the functions in an answer that have but a name."""
    if isinstance(value, Tree) and value.head == "Apply":
        yield str(value.args[0])
    parts = value.args if isinstance(value, Tree) else value.values() if isinstance(value, dict) else value
    if isinstance(value, Tree | dict | list | tuple):
        for part in parts:
            yield from _functions_in(part)


def _bound_by(limits: Iterable[Any]) -> Iterator[str]:
    for limit in limits:
        first = limit.args[0] if isinstance(limit, Tree) and limit.head == "Tuple" and limit.args else limit
        if isinstance(first, Tree) and first.head == "Symbol":
            yield str(first.args[0])


def miss_of(result: Equivalence, mode: str, *, shows_expected: bool) -> Miss | None:
    """What is wrong with a formula, None where it is right or could not be judged."""
    if result.verdict == "equal":
        return None
    if result.verdict == "undecided":
        return Miss("type", result.reason) if "too large" in result.reason else None
    if result.decided_by == "growth" and not shows_expected:
        return Miss("kind", "grows in another order than the right one")
    if (example := result.counterexample) is None:
        return Miss("form" if result.decided_by == "form" else "kind", result.reason or "is another formula")
    if any(name.endswith("'") for name in example.point):
        return _miss_between(example, mode, shows_expected=shows_expected)
    where = in_words(example.point)
    if example.got == "undefined" or example.want == "undefined":
        which = "is not defined" if example.got == "undefined" else "is defined"
        other = "the right formula is" if example.got == "undefined" else "the right formula is not"
        return Miss("value", f"{which}{f' at {where}' if where else ''}, where {other}")
    if mode == "same zeros":
        which = (
            "is 0 there, though the equation does not hold"
            if example.got == "True"
            else "is not 0 there, though the equation holds"
        )
        return Miss("value", f"was tried at {where}: it {which}")
    got, want = in_decimals(example.got, example.want)
    value = f"{'at ' + where + ' ' if where else ''}gives {got}"
    right = f"; the right one gives {want}" if shows_expected else ", which is not right"
    return Miss("value", f"{value}{right}")


def _miss_between(example: Counterexample, mode: str, *, shows_expected: bool) -> Miss:
    """What two points show, where a constant or a factor is free."""
    second = {name.removesuffix("'"): value for name, value in example.point.items() if name.endswith("'")}
    first = {name: example.point[name] for name in second}
    fixed = {name: value for name, value in example.point.items() if name not in first and not name.endswith("'")}
    way = f"from {in_words(first)} to {in_words(second)}{f', at {in_words(fixed)},' if fixed else ''}"
    if example.got == "undefined" or example.want == "undefined":
        return Miss("value", f"is not defined everywhere where the right formula is, {way}")
    if mode == "up to a factor":
        return Miss("value", f"changes by another factor than the right formula {way}")
    got, want = in_decimals(example.got, example.want)
    right = f"; the right one by {want}" if shows_expected else ", which is not right"
    return Miss("value", f"changes {way} by {got}{right}")


def in_decimals(got: str, want: str) -> tuple[str, str]:
    """Two enclosures as decimal numbers, with as many digits as tell them apart."""
    for digits in (7, 12, 20, 70):
        pair = tuple(NUMBER.sub(lambda match: _rounded(match, digits), text) for text in (got, want))  # noqa: B023
        if pair[0] != pair[1]:
            break
    return pair[0], pair[1]


def _rounded(match: re.Match[str], digits: int) -> str:
    """The middle of an enclosure."""
    number = match[1] or "0"
    context = Context(prec=digits, Emax=MAX_EMAX, Emin=MIN_EMIN)
    return f"{Decimal(number).normalize(context)}" if digits < 70 else number
