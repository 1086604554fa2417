"""What a formula binds itself: the indices of its sums, and the differentials of its derivatives."""

from checker.maths.typed.tokens import Token, group_end
from checker.maths.typed.unreadable import Unreadable
from checker.maths.typed.vocabulary import Vocabulary

SERIES = {"sum": "sum", "Sum": "sum", "prod": "prod", "product": "prod", "Product": "prod"}
"""words for sums and products, and the command that each is"""


def collect_indices(tokens: list[Token], vocabulary: Vocabulary) -> None:
    r"""Remember the index of each sum and product: `\sum_{k=1}^n`, `Sum(k, (k, 1, n))` and `sum(k, k, 1, n)`."""
    has_series = any(token.text in SERIES for token in tokens)
    for before, word, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        is_index = (before.text in "{(" and after.text in "=,") or before.text == after.text == ","
        if has_series and word.kind == "word" and before.text and after.text and is_index:
            vocabulary.bound |= set() if vocabulary.symbol(word.text) else {word.text}


def check_bound(tokens: list[Token], vocabulary: Vocabulary, text: str) -> None:
    r"""Refuse an index of a sum where it could be a power or a factor: `x^{(i)}`, `x[i]` and `x_{2i}`."""
    for i, token in enumerate(tokens[:-1]):
        name = token.text if token.kind == "word" and token.text in vocabulary.bound else ""
        around = (
            "".join(t.text for t in tokens[max(0, i - 3) : i]),
            "".join(t.text for t in tokens[i + 1 : i + 3]),
        )
        if name and ((around[0].endswith("^{(") and around[1] == ")}") or around[0].endswith("^(")):
            raise Unreadable(
                f"`({name})` above may be an index or a power; write _{name}", text, tokens[i - 2].at
            )
        is_entry = (
            around[0].endswith("[") and around[1].startswith("]") and i > 1 and tokens[i - 2].kind == "word"
        )
        if name and is_entry:
            raise Unreadable(f"an entry is written with a subscript, _{name}", text, tokens[i - 1].at)


def with_differentials(tokens: list[Token], vocabulary: Vocabulary) -> list[Token]:
    r"""The tokens with the `d` of `dy/dx` and `\frac{d}{dx}` as a command of its own."""
    marked: set[int] = set()
    for i in range(len(tokens)):
        over, under = _halves(tokens, i, vocabulary)
        if 0 <= over < under < len(tokens) and all(
            _is_differential(tokens[j], vocabulary) for j in (over, under)
        ):
            is_named = len(tokens[under].text) > 1 or tokens[under + 1].kind == "word"
            marked |= {over, *_denominators(tokens, under, vocabulary)} if is_named else set()
    return [part for i, token in enumerate(tokens) for part in (_split(token) if i in marked else [token])]


def _halves(tokens: list[Token], i: int, vocabulary: Vocabulary) -> tuple[int, int]:
    """Where the differentials of a fraction would stand, if a fraction is at `i`."""
    if tokens[i].text == "/":
        return i - 1 - (not _is_differential(tokens[i - 1], vocabulary)), i + 1
    if tokens[i].kind == "command" and tokens[i].text == "frac" and tokens[i + 1].text == "{":
        return i + 2, group_end(tokens, i + 1) + 1
    return -1, -1


def _is_differential(token: Token, vocabulary: Vocabulary) -> bool:
    if token.kind == "command":
        return token.text == "d"
    if token.kind != "word" or token.text[0] != "d" or (token.is_whole and len(token.text) > 1):
        return False
    return not vocabulary.meaning(token.text, is_whole=token.is_whole, is_called=False)


def _denominators(tokens: list[Token], start: int, vocabulary: Vocabulary) -> list[int]:
    """Where the differentials are in `dx dy`, from the first on."""
    found = []
    for i in range(start, len(tokens)):
        if _is_differential(tokens[i], vocabulary):
            found.append(i)
        elif tokens[i].text not in ("^", "{", "_") and tokens[i].kind not in ("word", "number"):
            break
    return found


def _split(token: Token) -> list[Token]:
    d = Token("command", "d", token.at, token.end if token.kind == "command" else token.at + 1)
    is_alone = token.kind == "command" or len(token.text) == 1
    return [d] if is_alone else [d, Token("word", token.text[1:], token.at + 1, token.end)]
