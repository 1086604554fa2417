"""The words of a typed formula, looked up among those of the question, with their subscripts.

`\\tilde{\\sigma}_{1}`, `σ̃₁` and `sigma_tilde_1` become one symbol of the name `sigma_tilde_1`.
"""

from checker.maths.typed.binding import SERIES, check_bound, collect_indices, with_differentials
from checker.maths.typed.functions import BARE
from checker.maths.typed.letters import without_fonts
from checker.maths.typed.scripts import Scripts
from checker.maths.typed.spellings import check_numbers, respelled
from checker.maths.typed.tokens import Token, group_end, outermost
from checker.maths.typed.unreadable import Unreadable
from checker.maths.typed.vocabulary import MAX_NAME, Ambiguous, Vocabulary

LETTERS_OF_SERIES = {"Sigma": ("∑", r"\sum"), "Pi": ("∏", r"\prod")}
"""capital letters that look like the sign of a sum or a product, and those signs"""
SUBSCRIPTED = frozenset("log ln lg max min Max Min".split())
"""functions whose subscript is no part of the name"""


def named(tokens: list[Token], vocabulary: Vocabulary, text: str) -> list[Token]:
    """The tokens with each word turned into symbols, functions, constants and reserved words.

    Raises:
      Unreadable: a name is not known, or is no name.
    """
    tokens = without_fonts(tokens, vocabulary, text)
    tokens = respelled(tokens, text)
    check_numbers(tokens, vocabulary, text)
    collect_indices(tokens, vocabulary)
    check_bound(tokens, vocabulary, text)
    return _Namer(with_differentials(tokens, vocabulary), vocabulary, text).all()


class _Namer(Scripts):
    """The walk over all words."""

    def __init__(self, tokens: list[Token], vocabulary: Vocabulary, text: str) -> None:
        super().__init__(tokens, vocabulary, text)
        self.label_end = self._label_end()

    def all(self) -> list[Token]:
        while self.i < len(self.tokens):
            token = self.tokens[self.i]
            self.i += 1
            if token.kind == "word":
                self._word(token)
            else:
                self.out.append(token)
        return self.out

    def _label_end(self) -> int:
        """Where the left side of `y = ...` or `f(x) = ...` ends: its names are the student's own."""
        equal = next((i for i in outermost(self.tokens) if self.tokens[i].text == "="), 0)
        first, second = self.tokens[0], self.tokens[1].text if len(self.tokens) > 1 else ""
        is_call = first.kind == "word" and second == "(" and group_end(self.tokens, 1) == equal
        if is_call and not self.vocabulary.meaning(first.text, is_whole=first.is_whole, is_called=True):
            self.vocabulary.functions.add(first.text)
        return self.tokens[equal].at

    def _word(self, word: Token) -> None:
        following = self.tokens[self.i].text
        if word.text in SERIES and following == "_" and not self.vocabulary.symbol(word.text):
            self.out.append(Token("command", SERIES[word.text], word.at, word.end))
            return
        word = self._numbered(word)
        self._raise_index_over_power()
        if self.tokens[self.i].text == "_" and not self._keeps_subscript(word):
            self._subscripted(word)
            return
        self._indexed_above(word)

    def _numbered(self, word: Token) -> Token:
        """A name with the digits right after it, where the question has one: `\\frac{r2}{2}`, `σ1` and `x[1]`."""
        start = self.i
        is_entry = [token.text for token in self.tokens[start : start + 3 : 2]] == ["[", "]"]
        digits = self.tokens[start + is_entry]
        if not digits.text.isdigit() or self.tokens[start].at != word.end or self.vocabulary.symbol(word.text):
            return word
        cut = 0 if word.is_whole else self._cut(word.text, digits.text)
        name = word.text[cut:] + digits.text
        is_free_letter = (
            self.vocabulary.is_free and word.is_whole and not self.vocabulary.is_latex and not is_entry
        )
        if not is_free_letter and not self.vocabulary.symbol(name):
            return word
        if cut:
            self._resolve(Token("word", word.text[:cut], word.at, word.at + cut))
        end = self.tokens[start + 2 * is_entry].end
        self.i = start + 1 + 2 * is_entry
        return Token("word", name, word.at + cut, end, is_whole=True)

    def _cut(self, letters: str, digits: str) -> int:
        """Where the name begins to which the digits belong, in letters side by side."""
        names = (i for i in range(len(letters)) if self.vocabulary.symbol(letters[i:] + digits))
        return next(names, 0)

    def _is_called(self) -> bool:
        return self.tokens[self.i].text in ("(", "[", "'", r"\{")

    def _keeps_subscript(self, word: Token) -> bool:
        r"""Whether the subscript is no part of the name, as in `\log_2`, `\max_k` and `I_{x>0}`."""
        script = self._script(self.i + 1)[0] if word.text in (*SUBSCRIPTED, "I") else ""
        if self.vocabulary.symbol(word.text) or (script and self.vocabulary.symbol(f"{word.text}_{script}")):
            return False
        return word.text in SUBSCRIPTED or (word.text == "I" and not script)

    # ---- scripts ----

    def _subscripted(self, word: Token) -> None:
        """Join a word with the subscript that follows."""
        script, after = self._script(self.i + 1)
        is_known = self.vocabulary.symbol(word.text) or self.vocabulary.symbol(f"{word.text}_{script}")
        if self.vocabulary.is_latex and not word.is_whole and not is_known and len(word.text) > 1:
            try:
                self._resolve(
                    Token("word", word.text[:-1], word.at, word.end - 1)
                )  # in ab_1 the subscript is b's
            except Unreadable as err:
                name = f"{word.text}_{script}" if script else word.text
                raise Unreadable(self.vocabulary.unknown(name, is_called=False), self.text, word.at) from err
            word = Token("word", word.text[-1], word.end - 1, word.end)
        if not script and word.text in LETTERS_OF_SERIES:
            sign, command = LETTERS_OF_SERIES[word.text]
            fault = f"this is the letter {word.text}; a series is written with `{sign}` or `{command}`"
            raise Unreadable(fault, self.text, word.at)
        if not script:
            fault = "a subscript must be a name or a number, as in x_{12}"
            raise Unreadable(fault, self.text, self.tokens[self.i].at)
        is_one = word.is_whole or self.vocabulary.is_latex
        indices = self._indices(self.i + 1, script)
        self.i = after
        end = self.tokens[after - 1].end
        if indices:
            self._check_index(word, script, indices)
            self.out.append(Token("symbol", ",".join([self._entries_of(word), *indices]), word.at, end))
        else:
            self._indexed_above(Token("word", f"{word.text}_{script}", word.at, end, is_whole=is_one))

    def _indexed_above(self, word: Token) -> None:
        r"""Join a word with an index in brackets above it: `\theta^{(t)}`."""
        ahead = "".join(token.text for token in self.tokens[self.i : self.i + 3])
        is_one = word.is_whole or len(word.text) == 1 or "_" in word.text or self.vocabulary.symbol(word.text)
        if ahead == "^{(" and is_one and self.vocabulary.is_latex:
            after = group_end(self.tokens, self.i + 1)
            inside = self.tokens[self.i + 3 : after - 2]
            name = f"{word.text}_{''.join(token.text for token in inside)}"
            is_plain = len(inside) == 1 and inside[0].kind in ("word", "number")
            is_symbol = self.vocabulary.symbol(name) or (
                self.vocabulary.is_free and word.text not in ("e", *BARE)
            )
            if is_plain and is_symbol and self.tokens[after - 2].text == ")":
                self.i = after
                word = Token("word", name, word.at, self.tokens[after - 1].end, is_whole=True)
        self._resolve(self._marked_above(word))

    def _marked_above(self, word: Token) -> Token:
        r"""A word with a mark that its name has below: `\theta^t` is `theta_t`, `\rho'(l)` is `rho_prime_l`."""
        ahead = [token.text for token in self.tokens[self.i : self.i + 4]]
        if ahead[:2] == ["'", "("] and ahead[3:] == [")"]:
            name, after = f"{word.text}_prime_{ahead[2]}", self.i + 4
        elif ahead[:1] == ["^"]:
            inside = ahead[2] if ahead[1:2] == ["{"] and ahead[3:] == ["}"] else "".join(ahead[1:2])
            is_taken = self.vocabulary.meaning(inside, is_whole=False, is_called=False) or not inside.isalpha()
            name, after = "" if is_taken else f"{word.text}_{inside}", self.i + (4 if ahead[1:2] == ["{"] else 2)
        else:
            return word
        if name not in self.vocabulary.symbols:
            return word
        self.i = after
        return Token("word", name, word.at, self.tokens[after - 1].end, is_whole=True)

    # ---- meaning ----

    def _resolve(self, word: Token) -> None:
        """Put out what a word means: one name, or several as a product."""
        vocabulary, is_called = self.vocabulary, self._is_called()
        meaning = vocabulary.meaning(word.text, is_whole=word.is_whole, is_called=is_called)
        if meaning:
            self.out.append(Token(*meaning, word.at, word.end))
            return
        is_free = vocabulary.is_free or word.at < self.label_end
        if not is_free and word.text[:2] == "ln" and word.text[2:].isdigit():
            self.out.append(Token("function", "log", word.at, word.at + 2))
            self.out.append(Token("number", word.text[2:], word.at + 2, word.end))
            return
        pieces = [] if word.is_whole else self._pieces(word, is_called=is_called, is_free=is_free)
        if len(pieces) > 1:
            self._put_pieces(word, pieces, is_called=is_called)
            return
        is_call = is_called and (len(word.text) > 1 or not is_free) and not word.is_whole
        if not is_free or (is_call and self.tokens[self.i].text == "("):
            raise Unreadable(vocabulary.unknown(word.text, is_called=is_called), self.text, word.at)
        if len(word.text) > MAX_NAME:
            raise Unreadable(
                f"a name of {len(word.text)} letters; at most {MAX_NAME} are read", self.text, word.at
            )
        self.out.append(Token("symbol", word.text, word.at, word.end))

    def _pieces(self, word: Token, *, is_called: bool, is_free: bool) -> list[str]:
        if self.vocabulary.is_free and not self.vocabulary.is_latex:
            return []
        try:
            return self.vocabulary.pieces(word.text, is_called=is_called, is_free=is_free)
        except Ambiguous as err:
            raise Unreadable(str(err), self.text, word.at) from err

    def _put_pieces(self, word: Token, pieces: list[str], *, is_called: bool) -> None:
        at = word.at
        for i, piece in enumerate(pieces):
            is_last = i == len(pieces) - 1
            meaning = self.vocabulary.meaning(piece, is_whole=False, is_called=is_called and is_last)
            kind, name = meaning or ("symbol", piece)
            self.out.append(Token(kind, name, at, word.end if is_last else at + len(piece)))
            at += len(piece)
