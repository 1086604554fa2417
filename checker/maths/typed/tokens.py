"""The tokens of a typed formula: numbers, words, signs and commands, each with its place in the text.

LaTeX and calculator syntax become the same tokens: `\\cdot` is the sign `*`, `\\sin` and `\\mathrm{sin}` the word
`sin`, `\\left(` an opening bracket. Only what has a structure of its own stays a command.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from checker.errors import suggestion
from checker.maths.typed import advice
from checker.maths.typed.characters import in_ascii
from checker.maths.typed.commands import ACCENTS, BLANKS, FONTS, SIGNS, STRUCTURES, WORDS
from checker.maths.typed.unreadable import Unreadable, quoted

MAX_LENGTH = 5_000
"""characters of a formula"""
MAX_TOKENS = 5_000
"""signs, names and numbers of a formula; a character like ½ counts several"""
MAX_BRACKETS = 100
"""brackets in brackets"""

Kind = Literal["number", "word", "symbol", "function", "constant", "reserved", "sign", "command", "end", "unread"]


@dataclass(frozen=True, slots=True)
class Token:
    """One number, word, sign or command."""

    kind: Kind
    """words become symbols, functions, constants or reserved words when they are looked up; what is `unread` has
    its fault as its text, and may stand in a label"""
    text: str
    at: int
    """where it begins in the text as it was typed"""
    end: int
    """where it ends there"""
    is_whole: bool = False
    """whether a word cannot be a product of letters, as `\\sin` and `\\lambda` cannot"""


CLOSING = {
    "(": ")", "[": "]", "{": "}", r"\{": r"\}", r"\lvert": r"\rvert", r"\lfloor": r"\rfloor",
    r"\lceil": r"\rceil", r"\left.": r"\right.",
}  # fmt: skip
"""each opening bracket, and what closes it"""
DISPLAYS = frozenset(
    rf"\begin{{{name}}}"
    for name in ("equation", "align", "aligned", "gather", "gathered", "split", "displaymath", "math")
)
"""environments that hold one formula"""
DELIMITERS = {"$": "$", "$$": "$$", r"\(": r"\)", r"\[": r"\]"}

PREFIXES = r"(?:np|numpy|math|sp|sympy|torch|jnp)\.(?=[A-Za-z])"
COMMANDS = r"""(?P<blank>BLANK)
      | (?P<number>NUMBER)
      | (?P<sign>\*\*|<=|>=|==|!=|:=|<>|\$\$|[-+*/^_!'(),\[\]{}|<>=&$])
      | \\(?P<edge>begin|end)\s*\{(?P<environment>[A-Za-z]*)\*?\}(?:(?<=array\})\s*\{[lcr|\s]*\})?
      | \\(?P<side>left|right)\s*(?P<bracket>[()\[\]|.]|\\[{}|]|\\[A-Za-z]+)
      | (?P<command>\\(?:[A-Za-z]+|.))(?:(?<=\\\\)\s*\[[\d.]+(?:pt|em|ex|mm|cm)\])?
      | (?P<prefix>PREFIXES)?(?P<word>WORD)""".replace("PREFIXES", PREFIXES)
NUMBER = r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"


def _spelled(**pieces: str) -> re.Pattern[str]:
    """The pattern of one syntax."""
    pattern = COMMANDS
    for name, piece in pieces.items():
        pattern = pattern.replace(name, piece)
    return re.compile(pattern, re.VERBOSE)


LATEX = _spelled(BLANK=r"[\s~]+", NUMBER=r"\d+(?:\.\d+)?|\.\d+", WORD="[A-Za-z]+")
CALCULATOR = _spelled(BLANK=r"\s+", NUMBER=rf"\d{{1,3}}(?:_\d{{3}})+|{NUMBER}", WORD="[A-Za-z][A-Za-z0-9]*")
"""in calculator syntax `x1` is one name, and 10_000 one number"""
DOTTED = re.compile(r"\.\.\.|(?<=\d)\.\.|(?<=\d\.)\.\.")


def is_latex(text: str) -> bool:
    """Whether a formula is written in LaTeX, where letters side by side are a product."""
    return any(c in text for c in "\\{$")


def tokenized(text: str) -> list[Token]:
    """The tokens of a formula, whose brackets are known to match; the last is its end.

    >>> [token.text for token in tokenized(r"2\\cdot x")]
    ['2', '*', 'x', '']
    """
    if len(text) > MAX_LENGTH:
        raise Unreadable(f"it has {len(text)} characters; at most {MAX_LENGTH} are read", text, MAX_LENGTH)
    tokens = list(islice(_tokens(text), MAX_TOKENS + 1))
    if len(tokens) > MAX_TOKENS:
        raise Unreadable(f"it has more than {MAX_TOKENS} signs and names", text, tokens[-1].at)
    tokens = _without_delimiters(tokens, text)
    if not tokens:
        raise Unreadable("there is none; write one, as 2*x + 1", text, 0)
    _check_brackets(tokens, text)
    return [*tokens, Token("end", "", tokens[-1].end, tokens[-1].end)]


def _tokens(text: str) -> Iterator[Token]:
    line, places = in_ascii(text)
    pattern = LATEX if is_latex(text) else CALCULATOR
    position = 0
    while position < len(line):
        match = pattern.match(line, position)
        at = places[position]
        if match is None:
            if line[position] not in ".;" or line[position:].strip(" .;$") or DOTTED.match(line, position):
                yield Token("unread", _meaningless(line, position, text[at]), at, at + 1)
            position += 1  # at most the end of a sentence
            continue
        position = match.end()
        token = _token(match, text, at, places[position - 1] + 1)
        if token:
            yield token


def _meaningless(line: str, position: int, typed: str) -> str:
    """The fault of a character that no token begins with."""
    if DOTTED.match(line, position):
        return advice.DOTS
    return advice.CHARACTERS.get(typed) or f"{quoted(typed)} has no meaning in a formula; delete it"


def _token(match: re.Match[str], text: str, at: int, end: int) -> Token | None:
    """The token of a match, or nothing for a blank."""
    found = match.groupdict()
    if found["number"]:
        if found["number"].endswith(".") and match.string.startswith("(", match.end()):
            return Token(
                "unread", "a point before a bracket can be read in two ways; write 1/3 for 0.(3)", at, end
            )
        return Token("number", found["number"].replace("_", ""), at, end)
    if found["sign"]:
        return Token(
            "sign", {":=": "=", "==": "=", "<>": "!=", "**": "^"}.get(found["sign"], found["sign"]), at, end
        )
    if found["edge"]:
        return Token("sign", f"\\{found['edge']}{{{found['environment']}}}", at, end)
    if found["side"]:
        return _sided(found["side"], found["bracket"], text, at, end)
    if found["command"]:
        return _command(found["command"][1:], text, at, end)
    if found["word"]:
        start = at + (end - at - len(found["word"]) if found["prefix"] else 0)
        return Token("word", found["word"], start, end)
    return None


def _sided(side: str, bracket: str, text: str, at: int, end: int) -> Token:
    if bracket == ".":
        return Token("sign", f"\\{side}.", at, end)
    if bracket in ("|", r"\vert"):
        return Token("sign", r"\lvert" if side == "left" else r"\rvert", at, end)
    if bracket.startswith("\\"):
        token = _command(bracket[1:], text, at, end)
        if token and token.text in (*CLOSING, *CLOSING.values()):
            return token
        raise Unreadable(f"{quoted(bracket)} is no bracket; after `\\{side}` one is expected", text, at)
    return Token("sign", bracket, at, end)


def _command(name: str, text: str, at: int, end: int) -> Token | None:
    r"""The token of `\name`, or nothing where it only makes space."""
    if name in BLANKS:
        return None
    if name in WORDS:
        return Token("word", WORDS[name], at, end, is_whole=True)
    if name in SIGNS:
        return Token("sign", SIGNS[name], at, end)
    if name in "()[]":
        return Token("sign", f"\\{name}", at, end)
    if name in STRUCTURES or name in FONTS or name in ACCENTS:
        return Token("command", STRUCTURES.get(name, name), at, end)
    if name in advice.COMMANDS:
        return Token("unread", advice.COMMANDS[name], at, end)
    known = {*WORDS, *SIGNS, *STRUCTURES, *FONTS, *ACCENTS}
    alike = [other for other in known if other[0] == name[0] and len(name) > 2]
    near = suggestion(name, alike).replace("`", "`\\", 1) if len(name) <= 40 else ""
    near = near if "did you mean" in near else ""
    return Token("unread", f"the command {quoted(text[at:end])} is not known here{near}", at, end)


def check_readable(tokens: list[Token], text: str) -> None:
    """Refuse what is known, and not read."""
    for token in tokens:
        if token.kind == "unread":
            raise Unreadable(token.text, text, token.at)


def _without_delimiters(tokens: list[Token], text: str) -> list[Token]:
    r"""The tokens between `$` and `$`, `\(` and `\)`, or `\[` and `\]`."""
    while len(tokens) > 1 and (cut := _wrapped(tokens)):
        tokens = tokens[cut:-1]
    for token in tokens:
        if token.text in DELIMITERS or token.text in DELIMITERS.values():
            raise Unreadable(
                f"{quoted(token.text)} stands alone; put one formula between two of them", text, token.at
            )
    return tokens


def _wrapped(tokens: list[Token]) -> int:
    r"""How many tokens begin what stands around all of them: `$`, `\begin{equation}`, `\boxed{`."""
    first, last = tokens[0].text, tokens[-1].text
    if first == "boxed" and len(tokens) > 2:
        return 2 if tokens[1].text == "{" and group_end(tokens, 1) == len(tokens) else 0
    is_display = first in DISPLAYS and last == first.replace("begin", "end")
    return 1 if is_display or DELIMITERS.get(first, "?") == last else 0


def _check_brackets(tokens: list[Token], text: str) -> None:
    """Refuse brackets that do not match, or too many in each other."""
    opened: list[Token] = []
    for token in tokens:
        if token.text in CLOSING or token.text.startswith(r"\begin"):
            opened.append(token)
        elif token.text in CLOSING.values() or token.text.startswith(r"\end"):
            _close(opened, token, text)
        if len(opened) > MAX_BRACKETS:
            raise Unreadable(f"more than {MAX_BRACKETS} brackets in brackets", text, token.at)
    if opened:
        raise _unclosed(opened[-1], text)


def _close(opened: list[Token], token: Token, text: str) -> None:
    if not opened:
        raise Unreadable(f"{quoted(token.text)} closes nothing; an opening bracket is missing", text, token.at)
    first = opened.pop()
    is_open_ended = token.text == r"\right." and first.text in CLOSING and first.text != "{"
    if token.text != closing(first) and not is_open_ended:
        raise Unreadable(
            f"{quoted(token.text)} where {quoted(closing(first))} was expected, "
            f"which closes the {quoted(first.text)} at character {first.at + 1}",
            text,
            token.at,
        )


def closing(token: Token) -> str:
    """What closes a bracket or an environment."""
    return CLOSING.get(token.text) or token.text.replace("begin", "end")


def group_end(tokens: list[Token], start: int) -> int:
    """Where the group ends that begins there: after its closing bracket, or after a single token."""
    depth = 0
    for i in range(start, len(tokens)):
        token = tokens[i].text
        depth += (token in CLOSING) - (token in CLOSING.values())
        if depth <= 0:
            return i + 1
    return len(tokens)


def outermost(tokens: list[Token]) -> list[int]:
    """Positions of the tokens that stand in no brackets."""
    found, depth = [], 0
    for i, token in enumerate(tokens):
        depth += token.text in CLOSING or token.text.startswith(r"\begin")
        depth -= token.text in CLOSING.values() or token.text.startswith(r"\end")
        if not depth:
            found.append(i)
    return found


def _unclosed(token: Token, text: str) -> Unreadable:
    fault = f"a closing bracket {quoted(closing(token))} is missing for this {quoted(token.text)}"
    return Unreadable(fault, text, token.at)
