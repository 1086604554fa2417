r"""What a student calls the answer, in front of it: `y = ...`, `f'(x) = ...`, `\frac{dL}{dw} = ...`.

A label is told by its shape alone, before any name in it is looked up: its names are the student's own, and it
may hold what is not read elsewhere, as `\mathbb{E}[y]`, `p(x|z)`, `x_{t+1}` and `\nabla_\theta L` do.
"""

from collections.abc import Callable
from typing import Literal

from checker.maths.typed import advice
from checker.maths.typed.commands import ACCENTS, FONTS
from checker.maths.typed.tokens import Token, group_end, outermost
from checker.maths.typed.vocabulary import RESERVED

Shape = Literal["", "name", "slope"]
"""of no label, of a name or a call, and of a derivative: that one is never an answer itself"""
PREFIXES = frozenset({"log", "ln", "Delta"})
"""words that may stand before a name, as in `log p = ...`"""
CALLS = ("(", "[", r"\{")


def shape_of(tokens: list[Token], reads: Callable[[list[Token]], bool]) -> Shape:
    """The shape of the label that these tokens are.

    Args:
      tokens: what stands before the `=`.
      reads: whether some tokens are a formula in the question's own names.
    """
    if tokens[0].text == advice.COMMANDS["nabla"]:
        end = _scripted(tokens, 1)
        return "slope" if end == len(tokens) or _is_name(tokens[end:]) else ""
    body = _differentiated(tokens)
    if body is not None:
        is_plain = not body or (_is_name(body) and ("^" not in _texts(body) or not reads(body)))
        return "slope" if is_plain else ""
    if not _is_name(tokens):
        return ""
    return "slope" if "'" in _texts(tokens) else "name"


def _texts(tokens: list[Token]) -> list[str]:
    return [token.text for token in tokens]


def _is_name(tokens: list[Token]) -> bool:
    """Whether the tokens are a name with its scripts and primes, or a call of it, or a logarithm of either."""
    start = 1 if tokens and tokens[0].text in PREFIXES and len(tokens) > 1 and tokens[1].text not in CALLS else 0
    end = _name(tokens, start)
    if end < len(tokens) and tokens[end].text in CALLS:
        end = group_end(tokens, end)
    return start < end == len(tokens)


def _name(tokens: list[Token], start: int) -> int:
    """Where the name ends that begins there; there, if none does."""
    if start >= len(tokens):
        return start
    first = tokens[start]
    if first.kind == "word" and first.text not in RESERVED:
        return _scripted(tokens, start + 1)
    if first.kind == "command" and (first.text in FONTS or first.text in ACCENTS) and start + 1 < len(tokens):
        inside = tokens[start + 1 : group_end(tokens, start + 1)]
        has_letters = any(token.kind == "word" for token in inside)
        return _scripted(tokens, start + 1 + len(inside)) if has_letters else start
    return start


def _scripted(tokens: list[Token], i: int) -> int:
    """Where subscripts, superscripts, primes and a star end."""
    while i < len(tokens):
        if tokens[i].text in ("_", "^") and i + 1 < len(tokens):
            i = group_end(tokens, i + 1)
        elif tokens[i].text == "'" or (tokens[i].text == "*" and i == len(tokens) - 1):
            i += 1
        else:
            break
    return i


def _differentiated(tokens: list[Token]) -> list[Token] | None:
    r"""What `dy/dx`, `d/dx y` and `\frac{\partial y}{\partial x}` differentiate; nothing where they are none."""
    if tokens[0].kind == "command" and tokens[0].text == "frac":
        end = group_end(tokens, 1)
        last = group_end(tokens, end) if end < len(tokens) else end
        over, under, rest = tokens[2 : end - 1], tokens[end + 1 : last - 1], tokens[last:]
    else:
        slash = next((i for i in outermost(tokens) if tokens[i].text == "/"), len(tokens))
        over, behind = tokens[:slash], tokens[slash + 1 :]
        last = _scripted(behind, 1 + bool(behind and len(behind[0].text) == 1 and behind[0].kind != "sign"))
        under, rest = behind[:last], behind[last:]
    if not under or _body(over) is None or _body(under) is None:
        return None
    return (_body(over) or []) + rest


def _body(tokens: list[Token]) -> list[Token] | None:
    """What follows the d; nothing where there is none."""
    if not tokens:
        return None
    first, rest = tokens[0], tokens[1:]
    if first.kind == "command" and first.text in FONTS:
        end = group_end(tokens, 1)
        first, rest = next((token for token in tokens[1:end] if token.kind == "word"), first), tokens[end:]
    if first.text != "d" and (first.kind != "word" or first.text[0] != "d" or first.is_whole):
        return None
    named = [Token("word", first.text[1:], first.at + 1, first.end)] if len(first.text) > 1 else []
    return named + (rest[group_end(rest, 1) :] if rest and rest[0].text == "^" and not named else rest)
