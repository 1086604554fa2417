"""One child process, one submission: run the file, make the calls, answer each.

The contract, in prose. One `Start` frame arrives on the channel. The file is run once, and one `Loaded` frame
leaves: the functions that are there, or the exception. Then for every call of `Start.calls` whose function is
there, in order, one `Reply` frame leaves, as soon as the call is done. The channel carries nothing else.
Standard input is empty; what the submission prints goes to a file that is capped, shown and never parsed.
Expect SIGKILL at any moment: nothing here needs cleaning up.

The submission lives in this process and can do to it what Python can do. All it wins is the channel, on which
it can say what its answers are; the grader knows the right ones, and they have never been here.
"""

import builtins
import errno
import io
import os
import random
import re
import socket
import sys
import types
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec
from typing import Any

from checker.sandbox import calling, values, wire

# A submission may replace what stands in `builtins`; what is defined below keeps the originals.
globals()["__builtins__"] = dict(vars(builtins))

ndarray = values.ndarray

PreparedCall = tuple[str, list[Any], wire.Steps | None]
MAX_MESSAGE = 2000
BOUNDARY = re.compile(rb"^(?=# code cell \d+$)", re.MULTILINE)
"""where a cell begins in the text of a notebook"""


def prepare(frame: bytes) -> list[PreparedCall]:
    """The calls of a `Batch` frame, with their arguments as Python values."""
    batch, data = wire.unpack(frame, from_worker=False)
    decoder = values.Decoder(data, is_trusted=True)
    return [(call.function, [decoder.decode(a) for a in call.arguments], call.steps) for call in batch.calls]


def serve(link: "Link", prepared: list[PreparedCall]) -> None:
    """Read one submission, answer its calls, and end the process."""
    start, _ = wire.unpack(link.read_frame(), from_worker=False)
    sys.stdout = sys.stderr = CappedOutput(1)
    submission = Submission(start)
    error = submission.load()
    names = sorted({prepared[index][0] for index in start.calls})
    functions = [name for name in names if submission.function(name) is not None]
    asked = [prepared[index] for index in start.calls if prepared[index][0] in functions]
    if any(calling.is_symbolic(value) for _, arguments, _ in asked for value in arguments):
        import sympy  # noqa: F401 - now, in the time for loading, and not in that of the first call

    link.send(wire.Loaded(functions, error), [])
    for index in start.calls:
        name, arguments, steps = prepared[index]
        if name in functions:
            link.send(*submission.answer(index, name, arguments, steps))
    os._exit(0)


class Submission:
    """A student's file, as a module of this process."""

    def __init__(self, start: Any) -> None:
        self.name: str = start.name
        self.source: bytes = start.source
        self.files = {start.name, *(f"{module}.py" for module in start.modules)}
        self.module = types.ModuleType(os.path.splitext(start.name)[0])
        self.is_random = any(b"random" in text for text in (start.source, *start.modules.values()))
        if start.modules:
            sys.meta_path.insert(0, SubmittedModules(start.modules))

    def load(self) -> wire.Raised | None:
        """Run the file; what it raised."""
        sys.modules[self.module.__name__] = self.module
        failures = []
        try:
            for part in self._parts():
                try:
                    exec(compile(part, self.name, "exec", dont_inherit=True), self.module.__dict__)
                except BaseException as error:
                    failures.append(self._raised(error))
            return failures[0] if failures else None
        finally:
            if self.is_random and "numpy" in sys.modules:
                import numpy.random  # noqa: F401 - NumPy would load it in the first call, unseeded

    def _parts(self) -> Iterator[bytes]:
        """The file in one piece, or the cells of a notebook, each at the line where it stands."""
        is_notebook = self.name.casefold().endswith(".ipynb")
        above = 0
        for part in BOUNDARY.split(self.source) if is_notebook else [self.source]:
            yield b"\n" * above + part
            above += part.count(b"\n")

    def function(self, name: str) -> Callable[..., Any] | None:
        """The student's function of that name."""
        found = self.module.__dict__.get(name)
        return found if callable(found) else None

    def answer(
        self, index: int, name: str, arguments: list[Any], steps: wire.Steps | None
    ) -> tuple[wire.Reply, list[bytes]]:
        """Call the function on copies of the arguments."""
        if self.is_random:
            self._seed(index)
        copies = [calling.fresh(value) for value in arguments]
        encoder = values.Encoder()
        function = self.module.__dict__[name]
        try:
            value = encoder.encode(calling.perform(function, copies, steps))
        except wire.Unencodable as error:
            return wire.Reply(index, wire.Other("answer", str(error))), []
        except BaseException as error:
            return wire.Reply(index, error=self._raised(error)), []
        if value is None and not _is_blank(function):
            value = wire.Other("NoneType", "nothing (None), as if a `return` were missing")
        mutated = tuple(i for i, (a, b) in enumerate(zip(arguments, copies, strict=True)) if _differ(a, b))
        return wire.Reply(index, value, mutated=mutated), encoder.buffers

    def _seed(self, index: int) -> None:
        random.seed(index)
        if numpy_random := sys.modules.get("numpy.random"):
            numpy_random.seed(index)

    def _raised(self, error: BaseException) -> wire.Raised:
        """The exception in plain words, with the last line of the student's that it passed."""
        file, line = "", 0
        if isinstance(error, SyntaxError) and error.filename in self.files:
            file, line = error.filename or "", error.lineno or 0
        else:
            trace = error.__traceback__
            while trace is not None:
                if trace.tb_frame.f_code.co_filename in self.files:
                    file, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
                trace = trace.tb_next
        return wire.Raised(
            type_name=type(error).__name__[:80],
            message=_message(error),
            line=line,
            file=file,
            is_denied=_is_denied(error),
            is_memory=isinstance(error, MemoryError),
        )


def _codes_of_stubs() -> frozenset[bytes]:
    codes = set()
    for prompt in "", "'prompt'; ":
        for body in "...", "pass", "return", "return None":
            scope: dict[str, Any] = {}
            exec(f"def stub(): {prompt}{body}", scope)
            codes.add(scope["stub"].__code__.co_code)
    return frozenset(codes)


STUBS = _codes_of_stubs()


def _is_blank(function: Any) -> bool:
    """Whether a function is still a stub, which returns nothing because nothing is in it."""
    code = getattr(function, "__code__", None)
    return code is not None and code.co_code in STUBS


class SubmittedModules:
    """Finds the modules that a submission brought beside its file: they come by the channel, not from disk."""

    def __init__(self, modules: dict[str, bytes]) -> None:
        self.modules = modules

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """The specification of one of the modules."""
        return ModuleSpec(name, self) if name in self.modules else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave the making of the module to Python."""

    def exec_module(self, module: types.ModuleType) -> None:
        """Run the module."""
        name = module.__name__
        exec(compile(self.modules[name], f"{name}.py", "exec", dont_inherit=True), module.__dict__)


class CappedOutput(io.TextIOBase):
    """Standard output that swallows what is over the cap, so that a chatty answer is still an answer."""

    def __init__(self, fd: int, room: int = 64 << 10) -> None:
        self._fd, self._room = fd, room

    def write(self, text: str) -> int:
        """Write as much as there is room for."""
        data = str(text).encode("utf-8", "backslashreplace")[: self._room]
        self._room -= len(data)
        if data:
            try:
                os.write(self._fd, data)
            except OSError:
                self._room = 0
        return len(text)

    def writable(self) -> bool:
        """Say that prints are welcome."""
        return True

    def fileno(self) -> int:
        """Hand out the descriptor, for the few who ask."""
        return self._fd


def _message(error: BaseException) -> str:
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
        return str(text)[:MAX_MESSAGE].encode("utf-8", "backslashreplace").decode()
    except BaseException:
        return "(its message could not be read)"


def _is_denied(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.EPERM, errno.EACCES)
    return isinstance(error, RuntimeError) and "can't start new thread" in _message(error)


def _differ(before: Any, after: Any) -> bool:
    """Whether a call changed its argument; nothing of what it put there is called."""
    kind = type(before)
    if type(after) is not kind:
        return False  # a symbol, which the student's side made
    if kind is ndarray:
        return bool(before.shape != after.shape or before.tobytes() != after.tobytes())
    if kind is list or kind is tuple:
        return len(before) != len(after) or any(map(_differ, before, after))
    return False


class Link:
    """The worker's end of the channel."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel

    def read_frame(self) -> bytes:
        """The next frame, without its size."""
        return self._read_exactly(wire.frame_size(self._read_exactly(4)))

    def send(self, message: wire.Message, buffers: list[bytes]) -> None:
        """Send a message; an answer that is too large is replaced by a word about it."""
        try:
            frame = wire.pack(message, buffers)
        except wire.Unencodable as error:
            assert isinstance(message, wire.Reply)
            frame = wire.pack(wire.Reply(message.call, wire.Other("answer", str(error))), [])
        self._channel.sendall(frame)

    def _read_exactly(self, size: int) -> bytes:
        parts = []
        while size:
            part = self._channel.recv(min(size, 1 << 20))
            if not part:
                os._exit(0)  # the grader has no use for this child any more
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
