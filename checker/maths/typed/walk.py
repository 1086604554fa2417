"""A walk over the tokens of a formula: the place, the faults found there, and what a value has to be."""

from abc import ABC, abstractmethod
from enum import IntEnum

from checker.maths.typed.tokens import CLOSING, Token, is_latex
from checker.maths.typed.trees import COLLECTIONS, Formula, indicator, is_condition, symbol
from checker.maths.typed.unreadable import Unreadable, quoted
from checker.maths.typed.vocabulary import Vocabulary
from checker.sandbox.wire import Tree

MAX_DEPTH = 200
"""expressions in expressions"""


class Strength(IntEnum):
    """How strongly a sign binds, from the weakest on."""

    NONE = 0
    IF = 1
    OR = 2
    AND = 3
    NOT = 4
    COMPARED = 5
    SUM = 6
    PRODUCT = 7
    SIGN = 8
    POWER = 9
    POSTFIX = 10


class Walk(ABC):
    """The tokens and a place among them."""

    def __init__(self, tokens: list[Token], vocabulary: Vocabulary, text: str) -> None:
        self.tokens, self.vocabulary, self.text = tokens, vocabulary, text
        self.is_latex = is_latex(text)
        self.i = 0
        self.bars = 0
        """open |, which the next | after a value closes"""
        self.closers: list[int] = []
        """where in the text a | closed after which a factor follows: it could have opened as well"""
        self.opener = -1
        """where in the text a | opens that would else close"""

    @abstractmethod
    def expression(self, floor: Strength = Strength.NONE) -> Formula:
        """The value up to the next sign that binds no stronger than the floor."""

    @abstractmethod
    def operand(self) -> Formula:
        """The value up to the next sign of any kind."""

    @abstractmethod
    def exponent(self, sign: Token) -> Formula:
        """What stands above, behind the sign, which was taken."""

    @abstractmethod
    def strength(self) -> Strength:
        """How strongly what comes next binds to what was read."""

    @property
    def here(self) -> Token:
        """The token that comes next."""
        return self.tokens[self.i]

    def token(self, i: int) -> Token:
        """The token at that place, or the end where there are no more."""
        return self.tokens[min(i, len(self.tokens) - 1)]

    @property
    def before(self) -> Token:
        """The token that was taken last."""
        return self.tokens[self.i - 1]

    def take(self) -> Token:
        """The token here; the walk goes on behind it, but not beyond the end."""
        token = self.here
        self.i += token.kind != "end"
        return token

    def expect(self, text: str) -> None:
        """Take that token, which must be here."""
        if self.here.text != text:
            raise self.fault(f"{quoted(text)} is missing before this")
        self.take()

    def shown(self, token: Token) -> str:
        """A token as the student typed it."""
        return self.text[token.at : token.end]

    def fault(self, fault: str, token: Token | None = None) -> Unreadable:
        """The refusal of what is here, or of an earlier token."""
        return Unreadable(fault, self.text, (token or self.here).at)

    def missing(self, token: Token) -> Unreadable:
        """The fault that a token stands where a value should."""
        wanted = "a value was expected: a number, a name or a bracket"
        if token.kind == "end":
            return self.fault(f"the formula ends after {quoted(self.shown(self.before))}, where {wanted}", token)
        return self.fault(f"{quoted(self.shown(token))} stands where {wanted}", token)

    def starts_operand(self) -> bool:
        """Whether a value can begin here."""
        here = self.here
        if here.kind == "sign":
            is_bar = here.text == "|" and (not self.bars or here.at == self.opener)
            return is_bar or here.text in CLOSING or here.text.startswith(r"\begin")
        return here.kind in ("number", "symbol", "function", "constant", "command")

    # ---- kinds of value ----

    def single(self, value: Formula, token: Token) -> Formula:
        """The value, which must be one and no collection."""
        if isinstance(value, list) or (isinstance(value, Tree) and value.head in COLLECTIONS):
            kind = "a matrix" if isinstance(value, list) else "several values"
            raise self.fault(
                f"{kind} where one number was expected; decimals are written with a point, 0.5", token
            )
        return value

    def numeric(self, value: Formula, token: Token) -> Formula:
        """The value as a number: a condition counts 1 where it holds, as in (x > 0)*x."""
        return indicator(value) if is_condition(value) else self.single(value, token)

    def number_after(self, sign: Token, floor: Strength) -> Formula:
        """The number that follows a sign, which was taken."""
        return self.numeric(self.expression(floor), sign)

    def condition(self, floor: Strength) -> Formula:
        """The condition here."""
        start = self.here
        return self.checked_condition(self.expression(floor), start)

    def checked_condition(self, value: Formula, token: Token) -> Formula:
        """The value, which must be true or false."""
        if not is_condition(value):
            raise self.fault("a condition was expected here, as x > 0", token)
        return value

    def symbol(self, token: Token) -> Tree:
        """A symbol, or an entry whose index is bound."""
        name, *indices = token.text.split(",")
        if not indices:
            return symbol(name)
        return Tree("Indexed", (name, *(int(i) if i.isdigit() else symbol(i) for i in indices)))
