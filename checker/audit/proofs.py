"""References carried out on symbols, and proved equal to their twins.

A reference that only adds, multiplies and calls smooth functions runs on symbols as it runs on numbers. What it
then gives is compared with the symbolic twin, entry by entry. One that compares or rounds its inputs cannot run
so: its twin is held against it at sampled inputs alone.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import sympy

from checker.audit.mutants import in_own_module
from checker.cases import Case
from checker.exercise import Item
from checker.symbolic.equivalence import equivalence

FEW = 12
"""numbers of a case, and of an answer, up to which it is carried out on symbols"""
ELEMENTARY = "exp log sqrt sin cos tan tanh sinh cosh arctan arcsin arccos".split()


class Exact:
    """A SymPy expression that NumPy's arrays of objects can hold and compute with."""

    def __init__(self, expression: Any) -> None:
        self.expression = sympy.sympify(expression)

    def __add__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, np.ndarray) else Exact(self.expression + _bare(other))

    def __sub__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, np.ndarray) else Exact(self.expression - _bare(other))

    def __rsub__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, np.ndarray) else Exact(_bare(other) - self.expression)

    def __mul__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, np.ndarray) else Exact(self.expression * _bare(other))

    def __truediv__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, np.ndarray) else Exact(self.expression / _bare(other))

    def __rtruediv__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, np.ndarray) else Exact(_bare(other) / self.expression)

    def __pow__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, np.ndarray) else Exact(self.expression ** _bare(other))

    def __rpow__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, np.ndarray) else Exact(_bare(other) ** self.expression)

    def __neg__(self) -> "Exact":
        return Exact(-self.expression)

    def __abs__(self) -> "Exact":
        return Exact(sympy.Abs(self.expression))

    def conjugate(self) -> "Exact":
        """Itself: all symbols are real."""
        return self

    __radd__, __rmul__ = __add__, __mul__

    def __eq__(self, other: object) -> bool:
        raise _not_a_number("compared")

    __lt__ = __le__ = __gt__ = __ge__ = __ne__ = __eq__
    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise _not_a_number("tested")


def _not_a_number(what: str) -> TypeError:
    return TypeError(f"a symbol cannot be {what}")


def _method(name: str) -> Callable[[Exact], Exact]:
    function = getattr(sympy, name.replace("arc", "a"))
    return lambda self: Exact(function(self.expression))


for _name in ELEMENTARY:
    setattr(Exact, _name, _method(_name))


def _bare(value: Any) -> Any:
    """The expression, with the decimals of a reference as the fractions that they are."""
    if isinstance(value, Exact):
        return value.expression
    return sympy.Rational(float(value)) if isinstance(value, float | np.floating) else sympy.sympify(value)


def is_proved(item: Item, cases: list[Case]) -> bool:
    """Whether the reference, carried out on symbols, is proved equal to its twin on some case."""
    if item.twin is None or item.reference.__code__.co_name == "<lambda>":
        return False
    candidates = [case for case in cases if case.tag == "basic" and 1 <= _floats_in(case.inputs.values()) <= FEW]
    return any(_agree(item, case, cases) for case in candidates[:2])


def _agree(item: Item, case: Case, cases: list[Case]) -> bool:
    domain: dict[str, str] = {}
    inputs = {name: _symbols(value, name, _sign(name, cases), domain) for name, value in case.inputs.items()}
    reference = in_own_module(item.reference, {"sigmoid": _sigmoid, "softmax": _softmax, "logsumexp": _logsumexp})
    try:
        got = list(_flat(reference(*inputs.values())))
        assert item.twin is not None
        want = list(_flat(item.twin(sympy, *(_nested(value) for value in inputs.values()))))
    except Exception:
        return False  # it looks at its inputs, or needs numbers
    if len(got) != len(want) or len(got) > FEW or not domain:
        return False
    verdicts = [equivalence(a, b, domain) for a, b in zip(got, want, strict=True)]
    return all(v.verdict == "equal" and v.decided_by in ("structure", "proof") for v in verdicts)


# ---- symbols for the inputs ------------------------------------------------------------------------------------


def _symbols(value: Any, name: str, word: str, domain: dict[str, str]) -> Any:
    """Symbols in place of an input's decimals; integers, labels and one-hot vectors stay."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f" and not np.isin(value, (0, 1)).all():
        made = np.empty(value.shape, object)
        for index in np.ndindex(value.shape):
            made[index] = _symbols(0.5, "_".join((name, *map(str, index))), word, domain)
        return made
    if isinstance(value, float):
        domain[name] = word
        return Exact(sympy.Symbol(name, real=True))
    if isinstance(value, list | tuple):
        return type(value)(_symbols(item, f"{name}_{i}", word, domain) for i, item in enumerate(value))
    return value


def _sign(name: str, cases: list[Case]) -> str:
    """What the input stands for, judged by all its values."""
    values = [number for case in cases for number in _numbers(case.inputs[name])]
    if not values or min(values) <= 0:
        return "real"
    return "unit interval" if max(values) < 1 else "positive"


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiu":
        yield from value.ravel().tolist()
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _numbers(item)
    elif isinstance(value, float):
        yield value


def _floats_in(values: Any) -> int:
    return sum(1 for value in values for _ in _numbers(value))


def _nested(value: Any) -> Any:
    """An input as a twin gets it: lists of expressions."""
    if isinstance(value, np.ndarray):
        return _nested(value.tolist())
    if isinstance(value, list | tuple):
        return [_nested(item) for item in value]
    return value.expression if isinstance(value, Exact) else value


def _flat(value: Any) -> Iterator[Any]:
    """The expressions of an answer, in order."""
    if isinstance(value, dict):
        for item in value.values():
            yield from _flat(item)
    elif isinstance(value, np.ndarray | list | tuple):
        for item in value.tolist() if isinstance(value, np.ndarray) and value.ndim else list(value):
            yield from _flat(item)
    else:
        yield _bare(value)


# ---- smooth functions in place of those that look at their inputs ----------------------------------------------


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def _softmax(a: Any) -> Any:
    return np.exp(a) / np.exp(a).sum()


def _logsumexp(a: Any) -> Any:
    return np.log(np.exp(a).sum())
