"""The names that a question uses, and what a typed word means among them.

In this order: 1. a symbol of the question  2. a function of the question  3. a constant  4. a known function
5. a product of such names written without signs. So a question that has a symbol `e`, `E`, `I` or `sigma` gives
that name its own meaning. Only `I` and an upright `i` are the imaginary unit: a plain `i` or `j` is an index.
"""

from collections import Counter
from collections.abc import Collection, Iterable

from checker.errors import suggestion
from checker.maths.typed.commands import GREEK
from checker.maths.typed.functions import ALIASES, BARE, BUILDERS, NAMED, SPECIAL, built_in
from checker.maths.typed.tokens import Kind
from checker.maths.typed.trees import CONSTANTS

MAX_NAME = 40
"""characters of a name"""
RESERVED = frozenset("if else otherwise elif and or not for when where True False true false".split())
GREEK_LETTERS = frozenset(GREEK) | {letter.capitalize() for letter in GREEK}


class Ambiguous(Exception):
    """A word that is a product of known names in several ways; the text names two."""


class Vocabulary:
    """What is known of the names in one formula."""

    def __init__(self, symbols: Collection[str], functions: Collection[str], *, is_latex: bool) -> None:
        self.symbols, self.functions = set(symbols), set(functions)
        self.is_free = not symbols
        """whether a name that nobody announced is a symbol all the same"""
        self.is_latex = is_latex
        self.bound: set[str] = set()
        """indices of sums and products in the formula"""
        self.families: set[str] = set()
        """names in the formula that the question does not have, but with numbers behind them"""
        self.choice = sorted(symbols)
        self._longest = max(map(len, (*symbols, *functions, "indicator")))
        keys = Counter(map(_key, self.symbols))
        self._by_key = {_key(name): name for name in sorted(symbols) if keys[_key(name)] == 1}

    def symbol(self, word: str) -> str:
        """The symbol of the question that a word means, `x1` for `x_1` and `lam` for `lambda`; empty if none."""
        if word in self.symbols or word in self.bound:
            return word
        name = self._by_key.get(_key(word), "")
        is_letter = "_" in word + name and GREEK_LETTERS & {word, name}  # x_i is not xi
        return "" if is_letter else name

    def is_family(self, word: str) -> bool:
        """Whether the question has names of that word and a number, as `x_1` and `x_2` are for `x`."""
        start = _key(f"{word}_1")[:-1]
        return any(key.startswith(start) and key[len(start) :].isdigit() for key in self._by_key)

    def function(self, word: str, *, is_whole: bool = False, is_called: bool = True) -> str:
        """The function that a word means; empty if none."""
        if word in self.functions:
            return word
        if word in NAMED:
            same = [other for other in NAMED if NAMED[other] == NAMED[word] and other in self.functions]
            is_symbol = word in GREEK_LETTERS and self.is_free and not same and not is_called
            return "" if is_symbol else min(same, default=NAMED[word])
        is_letter = word in GREEK_LETTERS and (not is_called or (is_whole and word != "Gamma"))
        return "" if is_letter else built_in(word)

    def meaning(self, word: str, *, is_whole: bool, is_called: bool) -> tuple[Kind, str] | None:
        """The kind and the name of a word, or nothing where it is unknown."""
        name = self.symbol(word)
        if name and not (is_called and word in self.functions):
            return "symbol", name
        if word in self.functions:
            return "function", word
        if word in RESERVED and not (word == "where" and is_called):
            return "reserved", word
        if word == "i" and is_whole:
            return "constant", "I"
        if word in CONSTANTS and not (word == "Pi" and is_whole):
            return "constant", word
        function = self.function(word, is_whole=is_whole, is_called=is_called)
        return ("function", function) if function else None

    def pieces(self, word: str, *, is_called: bool, is_free: bool) -> list[str]:
        """The fewest known names that make the word; empty if there are none.

        Raises:
          Ambiguous: there are two ways with as few names.

        >>> Vocabulary({"x", "y"}, (), is_latex=False).pieces("xsiny", is_called=False, is_free=False)
        ['x', 'sin', 'y']
        """
        best: list[tuple[int, int, int] | None] = [(0, 1, 0)]  # names, ways, length of the last
        for end in range(1, len(word) + 1):
            is_last = is_called and end == len(word)
            found = [
                (before[0] + 1, before[1], end - start)
                for start in range(max(0, end - self._longest), end)
                if (before := best[start]) and self._may_stand(word[start:end], is_last=is_last, is_free=is_free)
            ]
            fewest = min(found, default=None)
            same = [one for one in found if fewest and one[0] == fewest[0]]
            best.append((same[0][0], min(2, sum(one[1] for one in same)), same[0][2]) if same else None)
        return self._traced(word, best)

    def _traced(self, word: str, best: list[tuple[int, int, int] | None]) -> list[str]:
        names: list[str] = []
        end = len(word)
        while end:
            last = best[end]
            if last is None:
                return []
            if last[1] > 1 and end == len(word):
                raise Ambiguous(
                    f"`{word}` is a product of known names in several ways; write the `*` between them"
                )
            names.append(word[end - last[2] : end])
            end -= last[2]
        return names[::-1]

    def _may_stand(self, name: str, *, is_last: bool, is_free: bool) -> bool:
        if name in self.symbols or name in self.bound or name in ("e", "pi") or name in BARE:
            return True
        if is_last and (name in self.functions or name in NAMED or name in ALIASES or name in BUILDERS):
            return True
        if not self.is_latex:
            return False
        return name in RESERVED or (is_free and len(name) == 1)

    def unknown(self, word: str, *, is_called: bool) -> str:
        """The sentence about a name that is not known."""
        if is_called:
            known: Iterable[str] = {*self.functions, *self.choice, *BUILDERS, *SPECIAL, *ALIASES, *NAMED}
            return f"unknown function `{word}`" + (suggestion(word, known) if 2 < len(word) <= MAX_NAME else "")
        names = ", ".join(f"`{name}`" for name in self.choice[:12]) + ", ..." * (len(self.choice) > 12)
        return f"unknown name `{word}`; this question uses {names}" + self._hint(word)

    def _hint(self, word: str) -> str:
        if word in ("i", "j"):
            return "; the imaginary unit is written `I`"
        base = word.rstrip("0123456789")
        if base != word and self.symbol(base):
            return f"; a power is written `{base}^{word[len(base) :]}`"
        near = suggestion(word, self.choice) if 2 < len(word) <= MAX_NAME else ""
        return near if "did you mean" in near else ""


def _key(name: str) -> str:
    """The same for all spellings of a name: `x_1` and `x1`, `lambda` and `lam`."""
    for long, short in (
        ("_", ""),
        ("lambda", "lam"),
        ("lmbda", "lam"),
        ("varepsilon", "eps"),
        ("epsilon", "eps"),
    ):
        name = name.replace(long, short)
    return name
