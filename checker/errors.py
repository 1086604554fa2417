"""What can go wrong, by who has to read it.

CheckerError
├── StudentError       a submission cannot be read: shown to the student and to staff
├── AuthorError        a problem module breaks its contract: shown to its author
└── StaffError         something around the grading: shown to whoever runs the command
    ├── SettingsError      grading.yaml, with the path of the key
    ├── UnknownName        a name that the course does not have, with the nearest one
    └── SandboxError       student code cannot be run safely, or at all, on this machine

Every message says what was found, where, what was expected and what to do next.
"""

from collections.abc import Iterable


class CheckerError(Exception):
    """Base of all that this package raises on purpose; its text is fit to be shown."""


class StudentError(CheckerError):
    """A submission that cannot be read."""


class AuthorError(CheckerError):
    """A problem module that breaks its contract."""


class StaffError(CheckerError):
    """A command, a setting or a machine that does not allow grading."""


class SettingsError(StaffError):
    """A key of grading.yaml that cannot be used."""

    def __init__(self, message: str, *, path: str = "") -> None:
        super().__init__(message)
        self.path = path


class UnknownName(StaffError):
    """A name that nothing in the course has."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, where: str = "") -> None:
        self.name, self.known = name, sorted(known)
        message = f"there is no {kind} `{name}`" + (f" in {where}" if where else "")
        super().__init__(message + suggestion(name, self.known))


class SandboxError(StaffError):
    """The sandbox cannot be had, or broke."""


def suggestion(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown name: the nearest known one, else the choice if it is short.

    >>> suggestion("lab4", ["lab3", "hw1"])
    '; did you mean `lab3`?'
    """
    from difflib import get_close_matches  # costs 3 ms, and only a mistake needs it

    known = list(known)
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    if near:
        return f"; did you mean `{near[0]}`?"
    if 0 < len(known) <= 12:
        return "; there is " + ", ".join(f"`{k}`" for k in known)
    return ""
