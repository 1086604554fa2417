r"""Spellings in another order, brought into the usual one: `\sum^n_{i=1}`, `{n \choose k}` and `f^\prime`."""

from checker.maths.typed import advice
from checker.maths.typed.commands import FONTS
from checker.maths.typed.tokens import CLOSING, Token, group_end
from checker.maths.typed.unreadable import Unreadable, quoted
from checker.maths.typed.vocabulary import Vocabulary

INFIX = {"choose": "binom", "over": "frac"}
"""commands that stand between two values, and those before them that mean the same"""
SUMS = ("sum", "prod")


def with_norms(tokens: list[Token], vocabulary: Vocabulary) -> list[Token]:
    r"""The tokens with `\lVert a\rVert` as the name `norm_a`, where the question has that name."""
    made, i = list(tokens), 0
    while i < len(made):
        last = (
            next((j for j in range(i + 1, min(i + 7, len(made))) if _is_norm(made[j])), 0)
            if _is_norm(made[i])
            else 0
        )
        words = [token for token in made[i + 1 : last] if token.text not in (*FONTS, "{", "}")]
        if len(words) == 1 and words[0].kind == "word" and (name := vocabulary.symbol(f"norm_{words[0].text}")):
            made[i : last + 1] = [Token("word", name, made[i].at, made[last].end, is_whole=True)]
        i += 1
    return made


def _is_norm(token: Token) -> bool:
    return token.kind == "unread" and token.text == advice.NORM


def respelled(tokens: list[Token], text: str) -> list[Token]:
    """The tokens in the usual order."""
    return _with_limits(_with_primes(_with_fractions(tokens, text)))


def check_numbers(tokens: list[Token], vocabulary: Vocabulary, text: str) -> None:
    """Refuse `2e-1` where the e may be a name: in LaTeX, and where the question has one."""
    for token, sign, after in zip(tokens, tokens[1:], [*tokens[2:], tokens[-1]], strict=False):
        is_taken = token.kind == "number" and "e" in token.text.lower()
        if is_taken and any(vocabulary.symbol(name) for name in "eE"):
            raise _two_ways(token.text, text, token.at)
        is_e = sign.kind == "word" and sign.text in ("e", "E") and sign.at == token.end
        is_exponent = after.text in ("-", "+") and after.at == sign.end
        if (
            vocabulary.is_latex
            and token.kind == "number"
            and is_e
            and is_exponent
            and text[after.end :][:1].isdigit()
        ):
            raise _two_ways(text[token.at : after.end + 1], text, token.at)


def _two_ways(number: str, text: str, at: int) -> Unreadable:
    digits, _, exponent = number.lower().partition("e")
    power, more = exponent.removeprefix("+"), exponent if exponent[0] in "+-" else f"*{exponent}"
    way = f"{digits}*10^({power}) or {digits}*e{more}"
    return Unreadable(f"{quoted(number)} can be read in two ways; write {way}", text, at)


def _with_primes(tokens: list[Token]) -> list[Token]:
    r"""The tokens with `^\prime` and `^{\prime}` as `'`."""
    made: list[Token] = []
    i = 0
    while i < len(tokens):
        after = group_end(tokens, i + 1) if tokens[i].text == "^" and i + 1 < len(tokens) else i
        inside = [token for token in tokens[i + 1 : after] if token.text not in "{}"]
        is_prime = bool(inside) and all(token.text == "'" for token in inside)
        made += inside if is_prime else [tokens[i]]
        i = after if is_prime else i + 1
    return made


def _with_limits(tokens: list[Token]) -> list[Token]:
    r"""The tokens with `\sum_{i=1}^n` for `\sum^n_{i=1}`."""
    made, i = list(tokens), 0
    while i + 1 < len(made):
        if made[i].text in SUMS and made[i + 1].text == "^":
            end = group_end(made, i + 2)
            last = group_end(made, end + 1) if end + 1 < len(made) else end
            if end < len(made) and made[end].text == "_":
                made[i + 1 : last] = made[end:last] + made[i + 1 : end]
        i += 1
    return made


def _with_fractions(tokens: list[Token], text: str) -> list[Token]:
    r"""The tokens with `\binom{n}{k}` for `{n \choose k}`, and `\frac{a}{b}` for `{a \over b}`."""
    made = list(tokens)
    while (i := next((i for i, token in enumerate(made) if _is_infix(token)), -1)) >= 0:
        start, end = _group_around(made, i)
        over, under = made[start:i], made[i + 1 : end]
        if not over or not under or any(map(_is_infix, under)):
            raise Unreadable(f"{quoted(made[i].text)} stands between two values in braces", text, made[i].at)
        sign = made[i]
        command = Token("command", INFIX[sign.text], sign.at, sign.end)
        braces = [Token("sign", brace, sign.at, sign.end) for brace in "{}"]
        made[start:end] = [command, braces[0], *over, braces[1], braces[0], *under, braces[1]]
    return made


def _is_infix(token: Token) -> bool:
    return token.kind == "command" and token.text in INFIX


def _group_around(tokens: list[Token], i: int) -> tuple[int, int]:
    """Where the braces or the formula begin and end in which a token stands."""
    start, depth = i, 0
    while start > 0 and not (depth == 0 and tokens[start - 1].text in CLOSING):
        start -= 1
        depth += (tokens[start].text in CLOSING.values()) - (tokens[start].text in CLOSING)
    end, depth = i, 0
    while end < len(tokens) - 1 and not (depth == 0 and tokens[end].text in CLOSING.values()):
        depth += (tokens[end].text in CLOSING) - (tokens[end].text in CLOSING.values())
        end += 1
    return start, end
