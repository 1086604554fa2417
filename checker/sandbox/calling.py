"""What a call means: on copies of its inputs, once or step after step."""

import builtins
from collections.abc import Callable
from typing import Any

import numpy as np

from checker.sandbox.wire import Steps, Symbol

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
    if type(value) is Symbol:
        import sympy

        return sympy.Symbol(value.name, **{value.domain: True})
    return value


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
