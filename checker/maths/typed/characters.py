"""The characters of a typed formula, written in ASCII with the place that each came from.

Whatever Unicode has for mathematics becomes LaTeX: `x² ≤ ŷ·σ₁` is read as `x^{2} <= \\hat{y}*\\sigma _{1}`.
So the rest of the reader knows one spelling of each thing.
"""

import unicodedata
from collections.abc import Iterator

from checker.maths.typed.advice import CHARACTERS
from checker.maths.typed.unreadable import Unreadable, quoted

SIGNS = {
    **dict.fromkeys("−–—‐‑", "-"),
    **dict.fromkeys("·⋅∙•∗×✕", "*"),
    **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("≤≦⩽", "<="),
    **dict.fromkeys("≥≧⩾", ">="),
    **dict.fromkeys("′’ʹ", "'"),
    "∣": "|", "″": "''", "≠": "!=", "≔": ":=", "∞": r"\infty ", "√": r"\surd ", "∑": r"\sum ", "∏": r"\prod ",
    "∂": r"\partial ", "¬": r"\neg ", "∧": r"\land ", "∨": r"\lor ", "⌊": r"\lfloor ", "⌋": r"\rfloor ",
    "⌈": r"\lceil ", "⌉": r"\rceil ", "‖": r"\| ", "±": r"\pm ", "∓": r"\mp ", "∫": r"\int ", "∇": r"\nabla ",
    "…": "...", "𝟙": r"\mathbb{1}", "𝟏": r"\mathbf{1}", "𝕀": r"\mathbb{I}", "𝔼": r"\mathbb{E}",
}  # fmt: skip
"""what stands for a sign of ASCII, or for a command"""

ACCENTS = {
    "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar", "\u0307": "dot", "\u0308": "ddot",
    "\u20d7": "vec",
}  # fmt: skip
"""combining marks, which follow the letter that they stand on"""


def in_ascii(text: str) -> tuple[str, list[int]]:
    """The text in ASCII, and for each of its characters the position in the text as it was typed.

    >>> in_ascii("x²")
    ('x^{2}', [0, 1, 1, 1, 1])
    """
    spelled, places = [], []
    for place, piece in _pieces(text):
        spelled.append(piece)
        places += [place] * len(piece)
    return "".join(spelled), places


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Each position of the text, with what is read there."""
    script = ""
    for i, c in enumerate(text):
        now = "" if ord(c) < 128 else _script(c)
        if now != script:
            yield from [(max(i - 1, 0), "}")] * bool(script) + [(i, now + "{")] * bool(now)
        script = now
        if c not in ACCENTS:
            yield i, _piece(text, i)
        elif not text[i - 1 : i].isalpha():  # else it was read with its letter
            raise _unknown(text, i)
    yield from [(len(text) - 1, "}")] * bool(script)


def _piece(text: str, i: int) -> str:
    c = text[i]
    if c in " \t\n\r" or unicodedata.category(c)[0] == "Z":
        return " "
    if unicodedata.category(c)[0] == "C":
        raise Unreadable(f"an invisible character (U+{ord(c):04X}); delete it, or type the line anew", text, i)
    if c in SIGNS:
        return SIGNS[c]
    if unicodedata.decomposition(c).startswith("<fraction>"):
        return _fraction(text, i)
    letter, *marks = list(unicodedata.normalize("NFD", unicodedata.normalize("NFKC", c)))
    marks += text[i + 1 : i + 2] if text[i + 1 : i + 2] in ACCENTS else ""
    if not all(mark in ACCENTS for mark in marks):
        raise _unknown(text, i)
    return "".join(f"\\{ACCENTS[mark]}{{" for mark in marks) + _letter(text, i, letter) + "}" * len(marks)


def _letter(text: str, i: int, letter: str) -> str:
    if letter.isascii():
        return letter
    if letter in SIGNS:
        return SIGNS[letter]
    words = unicodedata.name(letter, "").split()
    if words[:1] != ["GREEK"] or "LETTER" not in words:
        raise _unknown(text, i)
    name = words[-1].replace("LAMDA", "LAMBDA")  # as Unicode spells it
    return f"\\{name.capitalize() if 'CAPITAL' in words else name.lower()} "


def _fraction(text: str, i: int) -> str:
    over, under = unicodedata.normalize("NFKC", text[i]).split("⁄")
    if not under:
        raise _unknown(text, i)
    if text[i - 1 : i].isdigit():
        raise Unreadable(f"{quoted(text[i])} after a digit; write the number as one fraction, as 5/2", text, i)
    return rf"\frac{{{over}}}{{{under}}}"


def _script(c: str) -> str:
    """`^` or `_` for a character that stands raised or lowered of itself."""
    kind = unicodedata.decomposition(c).split(" ")[0]
    return {"<super>": "^", "<sub>": "_"}.get(kind, "")


def _unknown(text: str, i: int) -> Unreadable:
    name = unicodedata.name(text[i], f"U+{ord(text[i]):04X}").lower()
    if text[i] in CHARACTERS:
        return Unreadable(CHARACTERS[text[i]], text, i)
    way = "use Latin or Greek letters" if text[i].isalpha() else "write it with signs that a calculator has"
    return Unreadable(f"{quoted(text[i])} ({name}) has no meaning here; {way}", text, i)
