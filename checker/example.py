"""An example call of an item, and what an answer to it looks like: its shape, never its value."""

from checker.exercise import Item
from checker.maths import describe

LENGTH = 200
"""characters of an example in a file, beyond which it would be in the way"""


def example_of(item: Item, seed: str, length: int = describe.LITERAL_LENGTH) -> tuple[str, str] | None:
    """A call on practice inputs that can be pasted, and its answer's shape; None where there is none."""
    from checker.answers.question import settled

    if not item.parameters:
        return None
    for case in item.cases_for(seed):
        call = describe.call(item.function, case.first_step)
        if call and len(call) <= length:
            answer = case.apply(item.reference)
            return call, _shape(item, settled(answer[0] if case.steps else answer))
    return None


def _shape(item: Item, answer: object) -> str:
    if item.kind == "derivation":
        return "a list: the first expression, then each further one with its rule, (rule, expression)"
    if item.kind == "symbolic" and not isinstance(answer, dict | list | tuple):
        return "a formula, or a number"
    if isinstance(answer, dict):
        return "a dict: " + ", ".join(f"`{key}` {_kind(value)}" for key, value in answer.items())
    if isinstance(answer, tuple):
        return "a tuple: " + ", ".join(map(_kind, answer))
    return _kind(answer)


def _kind(value: object) -> str:
    """What a value is; of an array its shape too, for the others may be the answer itself."""
    return f"a {type(value).__name__}" if isinstance(value, list | tuple) else describe.kind(value)
