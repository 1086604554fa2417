"""Scripts of a typed formula: what stands below and above a name, and whether an index of a sum runs in it."""

from itertools import pairwise

from checker.maths.typed.tokens import Token, group_end
from checker.maths.typed.unreadable import Unreadable
from checker.maths.typed.vocabulary import MAX_NAME, Vocabulary


class Scripts:
    """One walk over the tokens, from the left; `out` is what it has made of them."""

    def __init__(self, tokens: list[Token], vocabulary: Vocabulary, text: str) -> None:
        self.tokens, self.vocabulary, self.text = tokens, vocabulary, text
        self.i = 0
        self.out: list[Token] = []
        self.label_end = 0
        """where the names of a label end, which are the student's own"""

    def _raise_index_over_power(self) -> None:
        """Bring `x^2_i` into the order `x_i^2`."""
        tokens, i = self.tokens, self.i
        if tokens[i].text != "^":
            return
        end = group_end(tokens, i + 1)
        if end < len(tokens) and tokens[end].text == "_":
            last = group_end(tokens, end + 1)
            tokens[i:last] = tokens[end:last] + tokens[i:end]

    def _script(self, i: int) -> tuple[str, int]:
        """The plain text of a subscript, empty where it is none, and where it ends."""
        tokens = self.tokens
        if tokens[i].text == "{":
            after = group_end(tokens, i)
            inside = [token for token in tokens[i + 1 : after - 1] if token.text != ","]
            is_plain = all(token.kind in ("word", "number") or token.text == "_" for token in inside)
            is_apart = any(len(token.text) > 1 for token in inside) and len(inside) < after - i - 2
            return (("_" if is_apart else "").join(token.text for token in inside) if is_plain else ""), after
        run = self._run(i)
        joined = "".join(token.text for token in tokens[i:run])
        previous = tokens[i - 2].text
        if not self.vocabulary.is_latex or self.vocabulary.symbol(f"{previous}_{joined}"):
            return joined, run
        return self._letter(i), i + 1

    def _run(self, i: int) -> int:
        """The end of the words, numbers and `_` that stand there without a blank."""
        tokens, start = self.tokens, i
        while i - start < MAX_NAME and (tokens[i].kind in ("word", "number") or tokens[i].text == "_"):
            is_next = tokens[i].is_whole and tokens[i - 1].text != "_"
            if i > start and (tokens[i].at != tokens[i - 1].end or is_next):
                break
            i += 1
        return i

    def _letter(self, i: int) -> str:
        """The one letter or digit that TeX takes as a subscript; the rest of a word is left where it is."""
        token = self.tokens[i]
        if token.kind not in ("word", "number"):
            return ""
        if token.is_whole or len(token.text) == 1:
            return token.text
        if token.kind == "number":
            fault = f"only the {token.text[0]} is in the subscript; write _{{{token.text}}}"
            raise Unreadable(fault, self.text, token.at)
        self.tokens[i : i + 1] = [
            Token("word", token.text[0], token.at, token.at + 1),
            Token("word", token.text[1:], token.at + 1, token.end),
        ]
        return token.text[0]

    def _indices(self, i: int, script: str) -> list[str]:
        """The entries of a subscript in which an index of a sum stands: `x_{ij}`, `W_{i,2}`."""
        bound = self.vocabulary.bound
        after = group_end(self.tokens, i) if self.tokens[i].text == "{" else i
        apart = [token.text for token in self.tokens[i:after] if token.text == ","]
        parts = [t.text for t in self.tokens[i + 1 : after - 1] if t.text != ","] if apart else [script]
        if parts == [script] and script not in bound:
            parts = list(script)
            times = next((a for a, b in pairwise(parts) if a in "23456789" and b in bound), "")
            if times:
                fault = f"`{script}` below may be two indices or a product; write _{{{times},...}} with a comma"
                raise Unreadable(fault, self.text, self.tokens[i].at)
        is_index = all(part in bound or part.isdigit() for part in parts) and any(part in bound for part in parts)
        return parts if is_index else []

    def _check_index(self, word: Token, script: str, indices: list[str]) -> None:
        """Refuse a name of the question in which an index runs: `z_k` in a sum over k could be an entry."""
        if self.vocabulary.symbol(f"{word.text}_{script}"):
            index = next(part for part in indices if part in self.vocabulary.bound)
            fault = f"`{word.text}_{script}` is a name of this question; let another index than `{index}` run"
            raise Unreadable(fault, self.text, word.at)

    def _entries_of(self, word: Token) -> str:
        """The name of what has entries; it is never a constant, for pi_i are weights."""
        name = self.vocabulary.symbol(word.text)
        if not name and self.vocabulary.is_family(word.text):
            self.vocabulary.families.add(word.text)
            return word.text
        if not name and not self.vocabulary.is_free and word.at >= self.label_end:
            raise Unreadable(self.vocabulary.unknown(word.text, is_called=False), self.text, word.at)
        return name or word.text
