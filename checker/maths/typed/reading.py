"""A typed formula, read into a tree.

The text becomes: 1. ASCII  2. tokens  3. names  4. a tree, by the parser here, which knows how strongly each
sign binds. Nothing is evaluated: `1 + 1` stays a sum. What could be read in two ways is refused.

    a if c else b     a Piecewise, weakest
    or, and, not      conditions; `&` in calculator syntax
    = != < <= > >=    a chain holds where all its links hold
    + -
    * / and nothing   `2x` binds like `2*x`; after a `/` it is refused, for 1/2x may be (1/2)*x or 1/(2*x)
    -x                below powers: -x^2 is -(x^2)
    sin 2x            without brackets a function takes a sign, numbers or pi, and one factor with its power
    ^ **              from the right: 2^3^4 is 2^(3^4)
    x!  f'            strongest
"""

from collections.abc import Collection

from checker.maths.typed.conditions import Conditions
from checker.maths.typed.entries import check_unbound
from checker.maths.typed.names import named
from checker.maths.typed.spellings import with_norms
from checker.maths.typed.tokens import Token, check_readable, is_latex, tokenized
from checker.maths.typed.trees import (
    CONSTANTS,
    MAX_NODES,
    RELATIONS,
    Formula,
    indicator,
    is_condition,
    negative,
    number,
    product,
    size_of,
)
from checker.maths.typed.unreadable import Unreadable, quoted
from checker.maths.typed.vocabulary import Vocabulary
from checker.maths.typed.walk import MAX_DEPTH, Strength
from checker.sandbox.wire import Tree

MAX_DIGITS = 2_000
"""digits of one number"""
MAX_EXPONENT = 400
"""powers of ten of one number, as in 1e400"""

MAX_OPENERS = 8
"""bars of a formula that are tried the other way round"""

STRENGTHS = {
    **dict.fromkeys(RELATIONS, Strength.COMPARED),
    **dict.fromkeys("+-", Strength.SUM),
    **dict.fromkeys("*/", Strength.PRODUCT),
    **dict.fromkeys("!'", Strength.POSTFIX),
    "^": Strength.POWER,
    "&": Strength.AND,
}
WORD_STRENGTHS = {"if": Strength.IF, "or": Strength.OR, "and": Strength.AND}


def read_formula(text: str, *, symbols: Collection[str] = (), functions: Collection[str] = ()) -> Formula:
    """The tree of a formula in calculator syntax or in LaTeX.

    Args:
      text: what the student typed.
      symbols: names of the question's variables; if there are none, any name is one.
      functions: names of the question's own functions.

    Returns:
      a `Tree`, an integer, a truth value, or a matrix as a list of rows.

    Raises:
      Unreadable: it is no formula, or could be read in two ways.

    >>> read_formula("2x", symbols=["x"])
    Tree(head='Mul', args=(2, Tree(head='Symbol', args=('x', ''))))
    """
    return read_tokens(tokenized(text), Vocabulary(symbols, functions, is_latex=is_latex(text)), text)


def read_tokens(tokens: list[Token], vocabulary: Vocabulary, text: str) -> Formula:
    """The tree of some tokens of a text, the last of which is an end.

    Raises:
      Unreadable: they are no formula, or could be read in two ways.
    """
    tokens = with_norms(tokens, vocabulary)
    check_readable(tokens, text)
    names = named(tokens, vocabulary, text)
    parser = _Parser(list(names), vocabulary, text)
    try:
        value = parser.formula()
        _check_bars(parser, names)
        check_unbound(value, vocabulary, names, text)
    except RecursionError as err:
        raise Unreadable("it is nested too deeply", text, 0) from err
    if size_of(value) > MAX_NODES:
        raise Unreadable(f"it has more than {MAX_NODES} parts", text, 0)
    return value


def _check_bars(parser: "_Parser", tokens: list[Token]) -> None:
    """Refuse `|a|b|c|`, where the bars make pairs in two ways."""
    for place in parser.closers[:MAX_OPENERS]:
        other = _Parser(list(tokens), parser.vocabulary, parser.text)
        other.opener = place
        try:
            other.formula()
        except Unreadable:
            continue
        raise Unreadable("these bars make pairs in two ways; write abs(...) for one of them", parser.text, place)


class _Parser(Conditions):
    """One walk over the tokens; what it is built on reads products, calls, powers and what stands in space."""

    def formula(self) -> Formula:
        value = self.expression()
        if self.here.text == ",":
            raise self.fault(
                "several values; put them in brackets, (1, 2), and write decimals with a point", self.here
            )
        if self.here.kind != "end":
            raise self.fault(
                f"{quoted(self.shown(self.here))} is not expected here; the formula could end before it"
            )
        return value

    def __init__(self, tokens: list[Token], vocabulary: Vocabulary, text: str) -> None:
        super().__init__(tokens, vocabulary, text)
        self.depth = 0

    def expression(self, floor: Strength = Strength.NONE) -> Formula:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fault("it is nested too deeply; write it in fewer steps")
        first = self.here
        value = self.operand()
        while (strength := self.strength()) > floor:
            value = self._joined(value, first, strength)
        self.depth -= 1
        return value

    def strength(self) -> Strength:
        """How strongly what comes next binds to what was read; 0 where it does not."""
        here = self.here
        if here.kind == "reserved":
            return WORD_STRENGTHS.get(here.text, Strength.NONE)
        if here.kind == "sign" and here.text in STRENGTHS:
            return Strength.NONE if here.text == "&" and self.is_latex else STRENGTHS[here.text]
        return Strength.PRODUCT if self.starts_operand() else Strength.NONE

    def _joined(self, left: Formula, first: Token, strength: Strength) -> Formula:
        match strength:
            case Strength.IF:
                return self._alternative(left, first)
            case Strength.OR | Strength.AND:
                return self._logic(left, first, strength)
            case Strength.COMPARED:
                return self._comparison(left, first)
            case Strength.SUM:
                return self._sum(self.numeric(left, first))
            case Strength.PRODUCT:
                return self.product_of(self.numeric(left, first), strength)
            case Strength.POWER:
                return self.power_of(self.numeric(left, first))
            case _:
                return self._postfix(self.numeric(left, first))

    # ---- signs between operands ----

    def _sum(self, left: Formula) -> Formula:
        terms = [left]
        while self.strength() == Strength.SUM:
            sign = self.take()
            term = self.number_after(sign, Strength.SUM)
            terms.append(term if sign.text == "+" else negative(term))
        return Tree("Add", tuple(terms))

    def _postfix(self, value: Formula) -> Formula:
        sign = self.take()
        if sign.text == "'":
            raise self.fault("a prime stands after the name of a function only", sign)
        if self.here.text == "!":
            raise self.fault("double factorials are not read; write a product")
        return Tree("factorial", (value,))

    # ---- operands ----

    def operand(self) -> Formula:
        token = self.take()
        match token.kind:
            case "number":
                return self._number(token)
            case "symbol":
                return self.symbol(token)
            case "constant":
                self._check_constant(token)
                is_indicator = token.text == "I" and self.here.text in ("_", "[", "(", "{", r"\{")
                return self._unit_or_indicator(token) if is_indicator else CONSTANTS[token.text]
            case "function":
                return self.call(token)
            case "reserved":
                return self._reserved(token)
            case "command":
                return self.layout(token)
            case "sign" if token.text in ("-", "+"):
                value = self.number_after(token, Strength.SIGN)
                return negative(value) if token.text == "-" else value
            case "sign":
                return self.bracket(token)
            case _:
                raise self.missing(token)

    def _check_constant(self, token: Token) -> None:
        """Refuse `E[x]`: an expectation is no product with Euler's number."""
        if token.text == "E" and self.here.text in ("(", "[", r"\{", "|"):
            fault = "expectations are not read; write the sum or the value, and `e` for Euler's number"
            raise self.fault(fault, token)

    def _number(self, token: Token) -> Formula:
        digits, _, exponent = token.text.lower().partition("e")
        if len(digits) > MAX_DIGITS:
            raise self.fault(f"a number of {len(digits)} digits; at most {MAX_DIGITS} are read", token)
        if exponent and (len(exponent) > 5 or abs(int(exponent)) > MAX_EXPONENT):
            raise self.fault(
                f"the exponent {exponent[:9]} is out of range; at most {MAX_EXPONENT} is read", token
            )
        if self.here.text == "_" and digits == "1":
            return self.indicator_below()
        return number(token.text)

    def _unit_or_indicator(self, token: Token) -> Formula:
        """`I[x > 0]` and `I_{x > 0}` are indicators, `I(1 - x)` is a product with the imaginary unit."""
        if self.here.text == "_":
            return self.indicator_below()
        start = self.here
        value = self.operand()
        if is_condition(value):
            return indicator(value)
        return product([CONSTANTS[token.text], self.numeric(value, start)])

    def _reserved(self, token: Token) -> Formula:
        match token.text:
            case "True" | "true" | "False" | "false":
                return token.text in ("True", "true")
            case "not":
                return Tree("Not", (self.condition(Strength.NOT),))
            case _:
                raise self.missing(token)
