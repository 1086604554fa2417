"""How many bits a value swallows: what a sum, or a function that is flat, hides of what it is made of.

In 1 + exp(-500) the second term stands 721 bits behind the first. Two formulas that differ in it alone look the
same until that many bits are taken, and then some. So precision is chosen at each point by what is lost there.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flint import acb, arb, fmpq

from checker.symbolic.balls.program import Program
from checker.symbolic.balls.values import Known, Value
from checker.symbolic.expressions.store import ZERO, Expressions, Node

BEYOND = 10**9
"""a loss that no precision makes good"""
NUMBER: Node = -1
"""stands for the number in a sum"""
PER_UNIT = 1.4427
"""bits in a factor of e"""


def size(value: Value) -> int | None:
    """The binary exponent of a value, None where that is not known, or the value is zero."""
    if type(value) is fmpq:
        return int(value.p.bit_length() - value.q.bit_length()) if value != 0 else None
    if isinstance(value, arb):
        if value.rel_accuracy_bits() < 1:
            return None
        mantissa, exponent = value.mid().man_exp()
        return int(mantissa.bit_length() + exponent)
    if isinstance(value, acb):
        parts = [part for part in (size(value.real), size(value.imag)) if part is not None]
        return max(parts, default=None)
    return None


def size_of_terms(store: Expressions, known: Known, node: Node) -> int:
    """The exponent of a value, or, where it may be zero, of what cancels in it; 0 where nothing is seen."""
    if (found := size(known[node])) is not None:
        return found
    head, args = store.heads[node], store.args[node]
    if head == "add":
        sizes: list[int] = [size_of_terms(store, known, part) + (size(q) or 0) for part, q in args[1]]
        return max(sizes if args[0] == 0 else [*sizes, size(args[0]) or 0])
    if head == "mul":
        return int(sum((size_of_terms(store, known, part) * q for part, q in args), ZERO).floor())
    if head in ("abs", "max", "min"):
        return max(size_of_terms(store, known, part) for part in args)
    return 0


# ---- functions that are flat -----------------------------------------------------------------------------------


def _near_zero(value: Value, times: int = 1) -> int:
    """What is lost of a small number that is added to 1."""
    exponent = size(value)
    return max(0, -exponent * times) if exponent is not None else 0


def _decay(value: Value, power: int = 1) -> int:
    """What is lost of u beside exp(-u**power)."""
    exponent = size(value)
    if exponent is None or exponent < 2:
        return 0
    if exponent > 30:
        return BEYOND
    found = abs(float((arb(value) if type(value) is fmpq else abs(value)).mid()))
    return int(min(found**power * PER_UNIT, BEYOND))


def _far(value: Value) -> int:
    """What is lost of 1/u beside 1."""
    return max(0, size(value) or 0)


FLAT: Mapping[str, Callable[[Value], int]] = {
    "exp": _near_zero,
    "cos": lambda u: _near_zero(u, 2),
    "cosh": lambda u: _near_zero(u, 2),
    "acos": _near_zero,
    "atan": _far,
    "tanh": lambda u: 2 * _decay(u),
    "erf": lambda u: _decay(u, 2),
    "zeta": _decay,
}
"""functions that hardly change for some arguments, and the bits of such an argument that they hide"""


class Losses:
    """What is lost on the way through a program."""

    def __init__(self, program: Program) -> None:
        self._store = program.store
        self._nodes = [node for node in reversed(program.nodes) if program.store.parts[node]]
        self.is_possible = any(self._hides(node) for node in self._nodes)

    def at(self, known: Known) -> int:
        """The bits that have to be taken so that nothing is hidden, beside those that are wanted of it."""
        if not self.is_possible:
            return 0
        lost: dict[Node, int] = {}
        for node in self._nodes:
            if type(known[node]) is fmpq:
                continue  # exact
            here = lost.get(node, 0)
            for part, more in self._each(node, known):
                if here + more > lost.get(part, 0):
                    lost[part] = here + more
        return min(max(lost.values(), default=0), BEYOND)

    def _hides(self, node: Node) -> bool:
        head, args = self._store.heads[node], self._store.args[node]
        if head == "add":
            return len(args[1]) > 1 or bool(args[0] != 0)
        return head in FLAT or head in ("power", "atan2", "lowergamma")

    def _each(self, node: Node, known: Known) -> Any:
        """The parts of an expression, and what is lost of each."""
        head, args = self._store.heads[node], self._store.args[node]
        match head:
            case "add":
                return self._terms(args, known)
            case "piecewise":
                return [(value, 0) for value, condition in args if known[condition] is not False][:1]
            case "power":
                hidden = _near_zero(known[args[1]])
                return [(args[0], hidden), (args[1], hidden)]
            case "atan2":
                apart = abs((size(known[args[0]]) or 0) - (size(known[args[1]]) or 0))
                return [(args[0], apart), (args[1], apart)]
            case "lowergamma":
                return [(args[0], 0), (args[1], _decay(known[args[1]]))]
            case "sum" | "product":
                return []
            case _ if head in FLAT:
                return [(args[0], FLAT[head](known[args[0]]))]
            case _:
                return [(part, 0) for part in self._store.parts[node]]

    def _terms(self, args: Any, known: Known) -> list[tuple[Node, int]]:
        """What each term of a sum loses behind the largest one."""
        sizes = [(part, size(known[part]), size(q) or 0) for part, q in args[1]]
        largest = max([s + q for _, s, q in sizes if s is not None], default=0)
        if args[0] != 0:
            largest = max(largest, size(args[0]) or 0)
        hidden = [(part, 0 if s is None else largest - s - q) for part, s, q in sizes]
        return [*hidden, (NUMBER, largest - (size(args[0]) or 0))] if args[0] != 0 else hidden
