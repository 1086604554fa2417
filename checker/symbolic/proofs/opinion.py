"""SymPy's opinion: whether `simplify` brings a difference to 0, asked in processes of their own.

`simplify` may run for ever or take all memory. So a server imports SymPy once, and answers each question in a
fork of itself that the kernel ends when its time is over: the next question waits for nothing. A yes is a proof
that SymPy vouches for; everything else says nothing.

The server reads frames of | size, 4 bytes | msgpack: two trees and the words of the symbols' domains | from
standard input, and answers each with one byte: 1 for yes, 0 for no.
"""

import atexit
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from checker.symbolic.domains.domain import Range

SECONDS = 0.8
"""of processor time for one question"""
PATIENCE = 1.6
"""seconds that one question may take by the clock"""
START_SECONDS = 10.0
"""for the import of SymPy, once"""
MEMORY = 2 << 30
"""bytes that a fork may take"""


YES, NO = b"\x01", b"\x00"


class Question(Struct, array_like=True, frozen=True):
    """Whether two trees are equal."""

    got: Any
    want: Any
    assumptions: dict[str, dict[str, bool]]


class _Server:
    """The process that is asked."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "checker.symbolic.proofs.opinion"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.is_there = self._answer(START_SECONDS) == YES
        if not self.is_there:
            self.close()

    def ask(self, question: bytes) -> bool:
        """Whether the answer is yes; one that does not come is none, and ends the server."""
        if not self.is_there:
            return False
        assert self._process.stdin is not None
        self._process.stdin.write(len(question).to_bytes(4, "big") + question)
        self._process.stdin.flush()
        answer = self._answer(2 * PATIENCE)
        if not answer:
            self.close()
        return answer == YES

    def _answer(self, seconds: float) -> bytes:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        ready, _, _ = select.select([descriptor], [], [], seconds)
        return os.read(descriptor, 1) if ready else b""

    def close(self) -> None:
        """End it; nobody is asked any more."""
        self.is_there = False
        self._process.kill()
        self._process.wait()
        self.leave()

    def leave(self) -> None:
        """Let go of its pipes."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


_server: _Server | None = None


def sympy_proves(got: Any, want: Any, ranges: Mapping[str, Range]) -> bool:
    """Whether SymPy simplifies got - want to 0 in time."""
    global _server
    assumptions = {name: _assumptions(given) for name, given in ranges.items()}
    try:
        question = msgspec.msgpack.encode(Question(got, want, assumptions))
        if _server is None:
            _server = _Server()
            atexit.register(_server.close)
        return _server.ask(question)
    except (OSError, ValueError, TypeError):
        return False


def _forget() -> None:
    """In a fork of whoever asks: two that read one pipe would take each other's answers."""
    global _server
    if _server is not None:
        atexit.unregister(_server.close)
        _server.leave()
        _server = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


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


# ---- in the server ---------------------------------------------------------------------------------------------


def main() -> None:
    """Answer questions until standard input ends."""
    import sympy

    x = sympy.Symbol("x", real=True)
    sympy.simplify(sympy.sin(x) ** 2 + sympy.cos(x) ** 2 + sympy.exp(x) / x)  # loads what is loaded at first use
    _limit_memory()
    out, source = os.fdopen(os.dup(1), "wb", buffering=0), sys.stdin.buffer
    out.write(YES)
    while len(size := source.read(4)) == 4:
        out.write(YES if _agrees(source.read(int.from_bytes(size, "big")), sympy) else NO)


def _agrees(question: bytes, sympy: Any) -> bool:
    """Whether a fork says yes before its time is over."""
    if not hasattr(os, "fork"):
        return _simplifies(question, sympy)  # whoever asks ends this process where it takes too long
    pid = os.fork()
    if pid == 0:
        for alarm, timer, seconds in (
            (signal.SIGPROF, signal.ITIMER_PROF, SECONDS),
            (signal.SIGALRM, signal.ITIMER_REAL, PATIENCE),
        ):
            signal.signal(alarm, signal.SIG_DFL)
            signal.setitimer(timer, seconds)
        os._exit(0 if _simplifies(question, sympy) else 1)
    _, status = os.waitpid(pid, 0)
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


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
