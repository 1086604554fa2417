"""What a call means: on copies of its inputs, once or step after step."""

import builtins
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from checker.sandbox.wire import (
    DOMAINS,
    FOR_STUDENT,
    SYMBOLIC,
    ForStudent,
    Function,
    Heads,
    Lambda,
    Rng,
    Steps,
    Symbol,
    Tile,
)

# A submission may replace what stands in `builtins` and in `numpy`; what is defined below keeps the originals.
globals()["__builtins__"] = dict(vars(builtins))
ndarray = np.ndarray


def fresh(value: Any) -> Any:
    """A copy of an input that a function may change as it likes."""
    if type(value) is ndarray:
        return value.copy()
    if type(value) is list or type(value) is tuple:
        return type(value)([fresh(item) for item in value])
    if type(value) is dict:
        return {key: fresh(item) for key, item in value.items()}
    if type(value) in FOR_STUDENT:
        return _made(value)
    return value


def is_symbolic(value: Any) -> bool:
    """Whether SymPy is needed to make an input."""
    if type(value) is list or type(value) is tuple:
        return any(map(is_symbolic, value))
    if type(value) is dict:
        return any(map(is_symbolic, value.values()))
    return type(value) in SYMBOLIC


def _made(value: ForStudent) -> Any:
    """The object itself, for what stands for it."""
    match value:
        case Lambda():
            return eval(f"lambda {value.arguments}: {value.body}", {"np": np})
        case Rng():
            return np.random.default_rng(value.seed)
        case Tile():
            return np.tile(value.values, value.times)
        case _:
            return _made_by_sympy(value)


def _made_by_sympy(value: Symbol | Function | Heads) -> Any:
    import sympy

    if isinstance(value, Symbol):
        return sympy.Symbol(value.name, **DOMAINS[value.domain])
    if isinstance(value, Function):
        return sympy.Function(value.name)
    functions = {name: sympy.Function(name) for name in value.names}
    return types.SimpleNamespace(D=sympy.Derivative, **functions)  # which carries nothing out unless told to


def perform(function: Callable[..., Any], arguments: list[Any], steps: Steps | None) -> Any:
    """What a call means: once, or step after step until a step does not return what the next one needs."""
    if steps is None:
        return function(*arguments)
    arguments, answers = list(arguments), []
    lists = {position: arguments[position] for position in steps.each}
    for values in zip(*lists.values(), strict=True):
        for position, value in zip(lists, values, strict=True):
            arguments[position] = value
        answer = function(*arguments)
        if answer is None:
            return None  # a function that is not written yet
        answers.append(answer)
        if type(answer) not in (tuple, list) or len(answer) != len(steps.carry):
            break
        for position, value in zip(steps.carry, answer, strict=True):
            arguments[position] = fresh(value)
    return answers
