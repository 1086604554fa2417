"""Opening the sandbox that this machine allows."""

import sys
from collections.abc import Sequence

from checker.errors import SandboxError
from checker.sandbox.early import Server
from checker.sandbox.host import Sandbox
from checker.sandbox.wire import Limits

REQUIRED = frozenset({"limits", "no-new-privileges", "landlock", "seccomp"})
"""layers without which the code of strangers is not run"""


def for_strangers(limits: Limits, modules: Sequence[str], *, trust_submissions: bool = False) -> Sandbox:
    """The sandbox for a class.

    Raises:
      SandboxError: a layer that strangers' code needs is missing, and nobody said to trust it.
    """
    if sys.platform == "linux":
        from checker.sandbox.forkserver import ForkServer

        server = ForkServer.start(limits, modules)
        missing = sorted(REQUIRED - set(server.layers))
        if not missing or trust_submissions:
            return Sandbox(server, limits)
        server.close()
    else:
        missing = sorted(REQUIRED)
        if trust_submissions:
            return _plain(limits, modules)
    raise SandboxError(
        f"this machine lacks {', '.join(missing)}, without which a hostile submission could read or harm "
        "it; grade on Linux 5.13 or newer, or say --trust-submissions if all of them are your own"
    )


def for_own_code(limits: Limits, server: Server | None) -> Sandbox:
    """The sandbox for a student's own file, on the server that was forked early; as good as the machine has."""
    if server is None:
        return _plain(limits, ())
    from checker.sandbox.forkserver import ForkServer

    return Sandbox(ForkServer(*server, limits, ahead=False), limits)


def _plain(limits: Limits, modules: Sequence[str]) -> Sandbox:
    from checker.sandbox.plain import PlainSource

    return Sandbox(PlainSource(limits, modules), limits)
