"""Whether a worker of a cluster gives the marks that this machine would give.

It does where the same code judges, with the same libraries, behind the same layers of the sandbox. Every worker
is asked before the work begins; one that joins later asks itself.
"""

import asyncio
import platform
import socket
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version

import msgspec
from msgspec import Struct

from checker.engine.basis import LIBRARIES, judges
from checker.errors import SandboxError, StaffError
from checker.sandbox import opening
from checker.sandbox.wire import Limits

NAMED = 3
"""workers that a sentence names"""


class Promise(Struct, frozen=True):
    """What every worker that grades has to have."""

    judges: str
    """hash of the code that judges"""
    layers: tuple[str, ...]
    """of the sandbox"""


class Fitness(Struct, frozen=True):
    """What one worker has."""

    host: str
    versions: dict[str, str]
    judges: str
    layers: tuple[str, ...] = ()
    problem: str = ""
    """why submissions cannot be run there"""

    def keeps(self, promise: Promise) -> bool:
        """Whether it gives the marks that were promised."""
        return not self.problem and self.judges == promise.judges and {*self.layers} >= {*promise.layers}


def examine(limits: bytes, *, trust_submissions: bool) -> Fitness:
    """What this machine has; its sandbox is tried for that."""
    on_disk = judges.__wrapped__()  # not what was there when this process asked for the first time
    here = Fitness(socket.gethostname(), versions(), on_disk)
    try:
        read = msgspec.json.decode(limits, type=Limits)
        with opening.for_strangers(read, (), trust_submissions=trust_submissions) as sandbox:
            return msgspec.structs.replace(here, layers=sandbox.layers)
    except SandboxError as err:
        return msgspec.structs.replace(here, problem=str(err))


async def report(limits: bytes, trust_submissions: bool) -> bytes:
    """The fitness of a worker, which is asked for it from afar and goes on talking meanwhile."""
    return msgspec.msgpack.encode(await asyncio.to_thread(examine, limits, trust_submissions=trust_submissions))


def promise_of(answers: Mapping[str, bytes | BaseException]) -> Promise:
    """What all these workers have, by their addresses.

    Raises:
      StaffError: one of them judges with something else than this machine does.
      SandboxError: one of them cannot run submissions safely.
    """
    found: dict[str, Fitness] = {}
    for where, answer in answers.items():
        if not isinstance(answer, bytes):
            raise StaffError(strange("worker", where, answer))
        found[where] = msgspec.msgpack.decode(answer, type=Fitness)
    _refuse_others(found)
    _refuse_unsafe(found)
    return Promise(judges(), common([fitness.layers for fitness in found.values()]))


def common(layers: Sequence[Iterable[str]]) -> tuple[str, ...]:
    """What all of them hold, in their order."""
    first, *rest = layers
    return tuple(layer for layer in first if all(layer in other for other in rest))


def versions() -> dict[str, str]:
    """What a person may compare where the hashes of two machines differ."""
    return {
        "checker": version("checker"),
        "Python": platform.python_version(),
        "machine": platform.machine(),
        **{name: version(name) for name in LIBRARIES},
    }


# ---- in words --------------------------------------------------------------------------------------------------


def strange(what: str, where: str, answer: object) -> str:
    """What to tell of a machine that does not know what it is asked for."""
    return (
        f"the {what} at {where} has another checker, or none ({answer}); install checker {version('checker')} "
        "there, from the same files as here, and start it again"
    )


def _refuse_others(found: Mapping[str, Fitness]) -> None:
    others = {f"{where} on {f.host}": f for where, f in found.items() if f.judges != judges()}
    if others:
        difference = _difference(next(iter(others.values())))
        raise StaffError(
            f"{_listed(others)} would not judge as this machine does: {difference}; install the same on all of "
            "them, and start the workers again"
        )


def _difference(other: Fitness) -> str:
    here = versions()
    theirs = {name: has for name, has in other.versions.items() if has != here.get(name)}
    if not theirs:
        return f"the files of checker {here['checker']} are not the same"
    there, ours = (", ".join(f"{name} {has.get(name)}" for name in theirs) for has in (theirs, here))
    return f"there {there}, here {ours}"


def _refuse_unsafe(found: Mapping[str, Fitness]) -> None:
    unsafe = {f"{where} on {f.host}": f.problem for where, f in found.items() if f.problem}
    if unsafe:
        raise SandboxError(f"{_listed(unsafe)} cannot run submissions: {next(iter(unsafe.values()))}")


def _listed(workers: Iterable[str]) -> str:
    names = list(workers)
    shown = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    return f"the worker {shown}" if len(names) == 1 else f"the workers {shown}"
