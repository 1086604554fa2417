"""The refusal of a typed formula: a sentence, and a caret under the place."""

import unicodedata

from checker.errors import StudentError

WIDTH = 72
"""characters of the formula that are shown around the place"""


class Unreadable(StudentError, ValueError):
    """A typed formula that cannot be read; for callers of `checker.equivalence`, a value that is none.

    >>> print(Unreadable("this `(` has no closing `)`", "2*(x + 1", 2))
    cannot read the formula at character 3: this `(` has no closing `)`
        2*(x + 1
          ^
    """

    def __init__(self, fault: str, text: str, position: int) -> None:
        self.fault, self.text, self.position = fault, text, position
        place = f" at character {position + 1}" if text.strip() else ""
        super().__init__(f"cannot read the formula{place}: {fault}" + (_shown(text, position) if place else ""))

    def __reduce__(self) -> tuple[type["Unreadable"], tuple[str, str, int]]:
        return Unreadable, (self.fault, self.text, self.position)


def quoted(text: str) -> str:
    """A piece of a formula for use in a sentence: short, on one line, without anything invisible.

    >>> quoted("a" * 50)
    '`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...`'
    """
    visible = "".join(map(_visible, text))
    return f"`{visible if len(visible) <= 36 else visible[:33] + '...'}`"


def _shown(text: str, position: int) -> str:
    """The text around the place on one line, and a caret on the next."""
    start = max(0, min(position - WIDTH // 2, len(text) - WIDTH))
    before, after = text[start:position], text[position : start + WIDTH]
    left, right = "..." if start else "", "..." if start + WIDTH < len(text) else ""
    line = left + "".join(map(_visible, before + after)) + right
    return f"\n    {line}\n    {' ' * (len(left) + sum(map(_columns, before)))}^"


def _visible(c: str) -> str:
    return c if c.isprintable() else " "


def _columns(c: str) -> int:
    if unicodedata.combining(c):
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1
