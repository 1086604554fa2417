"""A typed answer where a formula is asked for: behind its label, and through its chain of `=`.

`y = a = b` has the label `y` and the parts a and b. The label is a name that the student gives the answer, and is
left out. All parts must be equal, else nobody could tell which of them is the answer: such a chain is refused.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from checker.maths.typed.commands import FONTS
from checker.maths.typed.labels import shape_of
from checker.maths.typed.reading import read_tokens
from checker.maths.typed.tokens import CLOSING, Token, group_end, is_latex, outermost, tokenized
from checker.maths.typed.trees import CONSTANTS, Formula, indicator, is_condition
from checker.maths.typed.unreadable import Unreadable, quoted
from checker.maths.typed.vocabulary import RESERVED, Vocabulary
from checker.sandbox.wire import Tree

INEQUALITIES = ("<", ">", "<=", ">=", "!=")
MAX_PARTS = 10
"""formulas in a chain"""
ORDERS = frozenset({"O", "Theta"})
"""what stands before an order of growth"""


@dataclass(frozen=True, slots=True)
class Chain:
    """The parts of `a = b = c`, without a label."""

    text: str
    parts: tuple[Formula, ...]
    places: tuple[tuple[int, int], ...]
    """where each part begins and ends in the text"""

    def settled(self, are_equal: Callable[[Formula, Formula], bool]) -> Formula:
        """The last part, which is the answer if all are equal.

        Raises:
          Unreadable: they are not.
        """
        *others, last = self.parts
        for i, part in enumerate(others):
            if not are_equal(part, last):
                raise self._differing(i)
        return last

    def _differing(self, i: int) -> Unreadable:
        at = max(self.text.find("=", self.places[i][1]), 0)
        if self.parts[0] == 0:
            way = f"leave out the {quoted(self.text[self.places[0][0] : at + 1])}"
        else:
            way = f"leave out the {quoted('= ' + self.text[slice(*self.places[-1])])}"
        if 0 in (self.parts[0], self.parts[-1]):
            return Unreadable(f"an equation where a formula is asked for; {way}", self.text, at)
        fault = f"an equation whose sides differ, where a formula is asked for; {way}, or what is not the answer"
        return Unreadable(fault, self.text, at)


def read_answer(
    text: str, *, symbols: Collection[str] = (), functions: Collection[str] = (), is_order: bool = False
) -> Chain:
    """The formula that a text answers with.

    Args:
      text: what the student typed.
      symbols: names of the question's variables; if there are none, any name is one.
      functions: names of the question's own functions.
      is_order: whether `O(...)` may stand around an order of growth.

    Raises:
      Unreadable: it is no formula, or could be read in two ways.

    >>> read_answer("E[y] = 0", symbols=["n"]).parts
    (0,)
    """
    return _Reader(text, symbols, functions, is_order=is_order).chain(tokenized(text)[:-1])


def read_answers(
    text: str, *, symbols: Collection[str] = (), functions: Collection[str] = (), is_order: bool = False
) -> list[Chain]:
    """The formulas that a text answers with where several are asked for, `a, b` or `(a, b)`.

    >>> [chain.parts for chain in read_answers("(a = 1, b = 2)", symbols=["x"])]
    [(1,), (2,)]
    """
    tokens = tokenized(text)[:-1]
    is_wrapped = tokens[0].text in ("(", "[") and group_end(tokens, 0) == len(tokens)
    if is_wrapped and tokens[1].text != "[":
        tokens = tokens[1:-1]
    reader = _Reader(text, symbols, functions, is_order=is_order)
    if not tokens:
        raise Unreadable("empty brackets; write a value in them", text, 0)
    commas = [i for i in outermost(tokens) if tokens[i].text == ","]
    return [reader.chain(part) for part in _split(tokens, commas)]


def _split(tokens: list[Token], places: list[int]) -> list[list[Token]]:
    starts, ends = [0, *(i + 1 for i in places)], [*places, len(tokens)]
    return [tokens[start:end] for start, end in zip(starts, ends, strict=True)]


class _Reader:
    """Reads the parts of one text."""

    def __init__(
        self, text: str, symbols: Collection[str], functions: Collection[str], *, is_order: bool
    ) -> None:
        self.text, self.symbols, self.functions, self.is_order = text, symbols, functions, is_order

    def chain(self, tokens: list[Token]) -> Chain:
        """The parts between the outermost `=`, without what is a label."""
        if not tokens:
            raise Unreadable("a value is missing beside this `,`", self.text, 0)
        signs = self._signs(tokens)
        is_wrapped = tokens[0].text == "(" and group_end(tokens, 0) == len(tokens)
        if is_wrapped and any(tokens[1:-1][i].text == "=" for i in self._signs(tokens[1:-1])):
            return self.chain(tokens[1:-1])
        equals = [i for i in signs if tokens[i].text == "="]
        if len(equals) > MAX_PARTS:
            fault = f"a chain of more than {MAX_PARTS} formulas; write the last one alone"
            raise Unreadable(fault, self.text, tokens[equals[MAX_PARTS]].at)
        segments = _split(tokens, equals)
        if len(segments) > 1 and (not segments[0] or self._is_label(segments)):
            segments = segments[1:]
        for segment, i in zip(segments, [0, *equals][-len(segments) :], strict=True):
            if not segment:
                raise Unreadable("a formula is missing beside this `=`", self.text, tokens[i].at)
        self._check_inequality(tokens, signs)
        places = tuple((segment[0].at, segment[-1].end) for segment in segments)
        return Chain(self.text, tuple(self._values(segments)), places)

    def _values(self, segments: list[list[Token]]) -> Iterator[Formula]:
        for i, segment in enumerate(segments):
            try:
                yield self._value(segment)
            except Unreadable as err:
                if i == len(segments) - 1:
                    raise
                fault = f"{err.fault}; leave out what stands before the `=`, if it is not the answer"
                raise Unreadable(fault, self.text, err.position) from err

    def _signs(self, tokens: list[Token]) -> list[int]:
        """Where relations stand that are no conditions of cases: before the first `if`."""
        found = []
        for i in outermost(tokens):
            if tokens[i].kind == "word" and tokens[i].text in RESERVED - set(self.symbols):
                break
            if tokens[i].kind == "sign" and tokens[i].text in ("=", *INEQUALITIES):
                found.append(i)
        return found

    def _check_inequality(self, tokens: list[Token], signs: list[int]) -> None:
        for i in signs:
            if tokens[i].text in INEQUALITIES:
                is_behind = [token.text for token in tokens[:i]] == ["0"]
                first, last = (tokens[0], tokens[i]) if is_behind else (tokens[i], tokens[-1])
                tail = quoted(self.text[first.at : last.end])
                fault = f"an inequality where a formula is asked for; leave out the {tail}"
                raise Unreadable(fault, self.text, tokens[i].at)

    # ---- labels ----

    def _is_label(self, segments: list[list[Token]]) -> bool:
        first = segments[0]
        shape = shape_of(first, self._reads)
        if shape != "name":
            return shape == "slope"
        if not self.symbols:  # then any name would read: it is a label where it does not stand on the right too
            behind = {token.text for segment in segments[1:] for token in segment}
            return not any(token.kind == "word" and token.text in behind for token in first)
        return not self._reads(first)

    def _reads(self, tokens: list[Token]) -> bool:
        """Whether the tokens are a formula in the question's own names."""
        try:
            value = self._value(tokens)
        except Unreadable:
            return False
        return value not in CONSTANTS.values()

    # ---- values ----

    def _value(self, tokens: list[Token]) -> Formula:
        if self.is_order:
            tokens = self._without_order(tokens)
        end = tokens[-1].end
        vocabulary = Vocabulary(self.symbols, self.functions, is_latex=is_latex(self.text))
        value = read_tokens([*tokens, Token("end", "", end, end)], vocabulary, self.text)
        is_iverson = tokens[0].text in CLOSING and is_condition(value) and isinstance(value, Tree)
        return indicator(value) if is_iverson else value

    def _without_order(self, tokens: list[Token]) -> list[Token]:
        """The tokens in the brackets of `O(...)`."""
        start = 1
        if tokens[0].kind == "command" and tokens[0].text in FONTS and len(tokens) > 1:
            start = group_end(tokens, 1)
        names = [token.text for token in tokens[:start] if token.kind == "word"]
        is_order = len(names) == 1 and names[0] in ORDERS - set(self.symbols)
        if not is_order or len(tokens) < start + 3 or tokens[start].text != "(":
            return tokens
        return tokens[start + 1 : -1] if group_end(tokens, start) == len(tokens) else tokens
