"""SymPy's opinion: whether `simplify` brings a difference to 0, asked in a process of its own.

`simplify` may run for ever or take all memory, so it is asked in a child that is killed when its time is over;
the next question starts another one. A yes is a proof that SymPy vouches for; everything else says nothing.

The child reads frames of | size, 4 bytes | msgpack: two trees and the words of the symbols' domains | from
standard input, and answers each with one byte: 1 for yes, 0 for no.
"""

import atexit
import os
import select
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from checker.symbolic.domains import Range

SECONDS = 0.8
"""for one question"""
START_SECONDS = 20.0
"""for the import of SymPy, once"""
MEMORY = 2 << 30
"""bytes that the child may take"""


class Question(Struct, array_like=True, frozen=True):
    """Whether two trees are equal."""

    got: Any
    want: Any
    assumptions: dict[str, dict[str, bool]]


class _Child:
    """The process that is asked."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "checker.symbolic.opinion"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        if self._answer(START_SECONDS) != b"\x01":
            raise OSError("the child did not start")

    def ask(self, question: bytes) -> bool | None:
        """The answer, or None where there was none in time."""
        assert self._process.stdin is not None
        self._process.stdin.write(len(question).to_bytes(4, "big") + question)
        self._process.stdin.flush()
        answer = self._answer(SECONDS)
        return None if not answer else answer == b"\x01"

    def _answer(self, seconds: float) -> bytes:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        ready, _, _ = select.select([descriptor], [], [], seconds)
        return os.read(descriptor, 1) if ready else b""

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


_child: _Child | None = None


def sympy_proves(got: Any, want: Any, ranges: Mapping[str, Range]) -> bool:
    """Whether SymPy simplifies got - want to 0 in time."""
    global _child
    assumptions = {name: _assumptions(given) for name, given in ranges.items()}
    try:
        question = msgspec.msgpack.encode(Question(got, want, assumptions))
        if _child is None:
            _child = _Child()
            atexit.register(_end)
        answer = _child.ask(question)
    except (OSError, ValueError, TypeError):
        answer = None
    if answer is None:
        _end()
    return answer is True


def _end() -> None:
    global _child
    if _child is not None:
        _child.close()
        _child = None
        atexit.unregister(_end)


def _assumptions(given: Range) -> dict[str, bool]:
    if given.is_complex:
        return {"complex": True}
    found = {"integer": True} if given.is_whole else {"real": True}
    if given.sign is not None:
        found["positive" if given.sign > 0 else "negative"] = True
    elif given.is_nonnegative:
        found["nonnegative"] = True
    elif not given.has_zero:
        found["nonzero"] = True
    return found


# ---- in the child ----------------------------------------------------------------------------------------------


def main() -> None:
    """Answer questions until standard input ends."""
    import sympy

    _limit_memory()
    out, source = os.fdopen(os.dup(1), "wb", buffering=0), sys.stdin.buffer
    out.write(b"\x01")
    while len(size := source.read(4)) == 4:
        out.write(b"\x01" if _simplifies(source.read(int.from_bytes(size, "big")), sympy) else b"\x00")


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return  # a system without such limits: the time limit has to do
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _simplifies(question: bytes, sympy: Any) -> bool:
    try:
        got, want, assumptions = msgspec.msgpack.decode(question)
        symbols = {name: sympy.Symbol(name, **facts) for name, facts in assumptions.items()}
        difference = rebuilt(got, sympy, symbols) - rebuilt(want, sympy, symbols)
        return bool(sympy.simplify(difference) == 0)
    except Exception:
        return False  # SymPy has no opinion


def rebuilt(tree: Any, sympy: Any, symbols: dict[str, Any]) -> Any:
    """A tree, as msgpack has it, as SymPy's expression."""
    if not isinstance(tree, list):
        return sympy.sympify(tree) if isinstance(tree, bool | int) else sympy.Rational(repr(tree))
    if tree[0] == "i":
        return sympy.Integer(int(tree[1], 16))
    _, head, args = tree
    match head:
        case "Symbol":
            return symbols.setdefault(args[0], sympy.Symbol(args[0], real=True))
        case "Float":
            return sympy.Rational(args[0])
        case "Apply":
            return sympy.Function(args[0])(*(rebuilt(arg, sympy, symbols) for arg in args[1:]))
        case "Pi" | "Exp1" | "ImaginaryUnit" | "EulerGamma" | "Catalan" | "GoldenRatio":
            return getattr(sympy.S, head)
        case "BooleanTrue" | "BooleanFalse":
            return sympy.true if head == "BooleanTrue" else sympy.false
        case "ExprCondPair":
            return tuple(rebuilt(arg, sympy, symbols) for arg in args)
        case _:
            return getattr(sympy, head)(*(rebuilt(arg, sympy, symbols) for arg in args))


if __name__ == "__main__":
    main()
