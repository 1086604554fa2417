"""Running the command line as a person does."""

import os
import signal
import subprocess
import sys
from typing import NamedTuple


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("CHECKER_", "PYTHON"))}
ENVIRONMENT |= {"COLUMNS": "88", "CHECKER_SECRET": "known to the tests alone"}


def hears_the_keyboard():
    """Let a process be interrupted, also where this one, as a job in the background, cannot be."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def checker(*arguments, cwd, **environment):
    """Run `checker` with these arguments; whatever it is given, it never shows a traceback of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "checker", *map(str, arguments)],
        cwd=cwd,
        env={**ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)
