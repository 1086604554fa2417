"""What all peers share: the calls and right answers in a file, how their commands are run, and where they are."""

import os
import pickle
import subprocess
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from checker.engine.plan import Plan

COMPARED = """\
def is_right(function, name):
    import pickle
    import numpy as np
    with open({path!r}, "rb") as file:
        cases = pickle.load(file)[name]
    return all(
        np.allclose(function(*[value.copy() for value in inputs]), want, rtol=1e-6, atol=1e-9)
        for inputs, want in cases
    )
"""
"""Python that holds a function against its ten right answers; every peer runs the same"""


class Material(Struct, frozen=True):
    """The assignment, as peers get it."""

    bin: Path
    """folder of the peers' commands"""
    folder: Path
    """where a peer may write"""
    functions: tuple[str, ...]
    compared: str
    """source of `is_right(function, name)`"""

    def own(self, name: str) -> "Material":
        """The same, in a folder of its own."""
        folder = self.folder / name
        folder.mkdir()
        return Material(self.bin, folder, self.functions, self.compared)

    def run(self, *command: str | Path, may_fail: bool = False) -> str:
        """Run one of the peers' commands in the folder; what it said."""
        path = os.pathsep.join([str(self.bin), os.environ.get("PATH", "")])
        environment = {**os.environ, "PATH": path, "HOME": str(self.folder)}
        environment.pop("PYTHONPATH", None)
        words = [str(self.bin / command[0]), *map(str, command[1:])]
        done = subprocess.run(
            words, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode and not may_fail:
            raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout


def material_of(plan: Plan, bin: Path, folder: Path) -> Material:
    """Write down the calls of a plan with their right answers."""
    path = folder / "wanted.pickle"
    wanted = {
        question.item.function: [
            (list(case.inputs.values()), want)
            for case, want in zip(question.cases, question.expected, strict=True)
        ]
        for question in plan.questions
    }
    path.write_bytes(pickle.dumps(wanted))
    return Material(bin, folder, tuple(wanted), COMPARED.format(path=str(path)))


class Peer(Protocol):
    """Another grader."""

    def grade(self, source: bytes) -> float:
        """Grade a submission as its users would; the points."""
