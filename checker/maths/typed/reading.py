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

from checker.maths.typed.functions import BUILDERS, INVERSES, Unfit, applied
from checker.maths.typed.layouts import Layouts
from checker.maths.typed.names import named
from checker.maths.typed.tokens import Token, check_readable, is_latex, tokenized
from checker.maths.typed.trees import (
    CONSTANTS,
    RELATIONS,
    Formula,
    at_point,
    cases,
    indicator,
    is_condition,
    negative,
    number,
    power,
    product,
    reciprocal,
    relation,
)
from checker.maths.typed.unreadable import Unreadable, quoted
from checker.maths.typed.vocabulary import Vocabulary
from checker.maths.typed.walk import MAX_DEPTH, Strength
from checker.sandbox.wire import Tree

MAX_NODES = 5_000
"""trees and numbers of one formula"""
MAX_DIGITS = 2_000
"""digits of one number"""
MAX_EXPONENT = 400
"""powers of ten of one number, as in 1e400"""

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
    check_readable(tokens, text)
    try:
        value = _Parser(named(tokens, vocabulary, text), text).formula()
    except RecursionError as err:
        raise Unreadable("it is nested too deeply", text, 0) from err
    if _nodes(value) > MAX_NODES:
        raise Unreadable(f"it has more than {MAX_NODES} parts", text, 0)
    return value


def _nodes(value: Formula) -> int:
    """How many trees and numbers there are in a value; no more are counted than matter."""
    waiting: list[Formula] = [value]
    count = 0
    while waiting and count <= MAX_NODES:
        part = waiting.pop()
        count += 1
        inside = part.args if isinstance(part, Tree) else part if isinstance(part, list) else ()
        waiting += [p for p in inside if not isinstance(p, str)]
    return count


class _Parser(Layouts):
    """One walk over the tokens; `Layouts` adds what LaTeX and brackets arrange in space."""

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

    def __init__(self, tokens: list[Token], text: str) -> None:
        super().__init__(tokens, text)
        self.depth = 0

    def expression(self, floor: Strength = Strength.NONE) -> Formula:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fault("it is nested too deeply; write it in fewer steps")
        first = self.here
        value = self.operand()
        while (strength := self._strength()) > floor:
            value = self._joined(value, first, strength)
        self.depth -= 1
        return value

    def _strength(self) -> Strength:
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
                return self._product(self.numeric(left, first))
            case Strength.POWER:
                return self._power(self.numeric(left, first))
            case _:
                return self._postfix(self.numeric(left, first))

    # ---- signs between operands ----

    def _alternative(self, left: Formula, first: Token) -> Formula:
        """`a if c else b`."""
        self.take()
        value, condition = self.numeric(left, first), self.condition(Strength.IF)
        if self.here.text != "else":
            raise self.fault("`else` is missing; write x if x > 0 else 0")
        start = self.take()
        other = self.numeric(self.expression(), start)
        rest = (
            [pair.args for pair in other.args] if getattr(other, "head", "") == "Piecewise" else [(other, True)]
        )
        return cases([(value, condition), *rest])

    def _logic(self, left: Formula, first: Token, strength: Strength) -> Formula:
        values = [self.checked_condition(left, first)]
        while self._strength() == strength:
            self.take()
            values.append(self.condition(strength))
        return Tree("Or" if strength == Strength.OR else "And", tuple(values))

    def _comparison(self, left: Formula, first: Token) -> Formula:
        rest = []
        left = self.single(left, first)
        while self.here.text in RELATIONS and self.here.kind == "sign":
            sign = self.take()
            rest.append((sign.text, self.single(self.expression(Strength.COMPARED), sign)))
        return relation(left, rest)

    def _sum(self, left: Formula) -> Formula:
        terms = [left]
        while self._strength() == Strength.SUM:
            sign = self.take()
            term = self.number_after(sign, Strength.SUM)
            terms.append(term if sign.text == "+" else negative(term))
        return Tree("Add", tuple(terms))

    def _product(self, left: Formula) -> Formula:
        factors, slash = [left], None
        while self._strength() == Strength.PRODUCT:
            if self.here.text in ("*", "/") and self.here.kind == "sign":
                sign = self.take()
                factor = self.number_after(sign, Strength.PRODUCT)
                slash = sign if sign.text == "/" else None
                factors.append(factor if slash is None else reciprocal(factor))
            else:
                self._check_implicit(slash)
                start = self.here
                factors.append(self.numeric(self.expression(Strength.PRODUCT), start))
        return product(factors)

    def _check_implicit(self, slash: Token | None) -> None:
        """Refuse a product without a sign where it is not clear what is multiplied."""
        if slash:
            fault = "a product without `*` after `/` can be read in two ways; write (1/2)*x or 1/(2*x)"
            raise self.fault(fault)
        if self.here.kind == "number":
            raise self.fault(f"a number right after a value; write `*` or `^` before {self.here.text}")

    def _power(self, base: Formula) -> Formula:
        return power(base, self.exponent(self.take()))

    def exponent(self, sign: Token) -> Formula:
        """What stands above, where it is clear how far it goes."""
        self.check_digits()
        value = self.number_after(sign, Strength.SIGN)
        last = self.before
        is_glued = last.kind in ("number", "symbol", "constant") and self.here.at == last.end
        if not self.is_latex and is_glued and self.here.kind in ("symbol", "constant", "number"):
            tail = f"{self.shown(last)}{self.shown(self.here)}"
            raise self.fault(f"`^{tail}` can be read in two ways; put the exponent in brackets, or write `*`")
        return value

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
                is_indicator = token.text == "I" and self.here.text in ("_", "[", "(", "{", r"\{")
                return self._unit_or_indicator(token) if is_indicator else CONSTANTS[token.text]
            case "function":
                return self._function(token)
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

    # ---- functions ----

    def _function(self, token: Token) -> Formula:
        r"""A call: `f(x)`, `sin x`, `\sin^2 x`, `\sin^{-1} x`, `\log_2 x`, `f'(x)`."""
        base = self._base(token)
        primes = self._primes()
        name, raised = token.text, None
        if self.here.text == "^":
            raised = self.exponent(self.take())
        if raised == -1:
            name, raised = self._inverse(token), None
        values = self._arguments(token)
        if base is not None:
            values.append(base)
        value = self._slope(name, values, token, primes) if primes else self._called(name, values, token)
        return value if raised is None else power(value, raised)

    def _called(self, name: str, values: list[Formula], token: Token) -> Formula:
        if name in BUILDERS:
            values = [self.numeric(value, token) for value in values]
        elif name != "Matrix" and any(isinstance(value, list) for value in values):
            raise self.fault("a matrix can only be the whole answer", token)
        try:
            return applied(name, values)
        except Unfit as err:
            raise self.fault(f"`{self.shown(token)}` {err}", token) from err

    def _slope(self, name: str, values: list[Formula], token: Token, order: int) -> Formula:
        if len(values) != 1 or order > 1:
            raise self.fault("one prime after a function of one value is read; write diff(f(x), x)", token)
        return at_point(lambda u: self._called(name, [u], token), values[0])

    def _primes(self) -> int:
        count = 0
        while self.here.text == "'":
            self.take()
            count += 1
        return count

    def _inverse(self, token: Token) -> str:
        if token.text not in INVERSES:
            name = self.shown(token)
            fault = f"`{name}^-1` can be read in two ways; write 1/{name}(x), or the inverse by its name"
            raise self.fault(fault, token)
        return INVERSES[token.text]

    def _base(self, token: Token) -> Formula | None:
        if self.here.text != "_":
            return None
        if token.text not in ("log", "ln"):
            raise self.fault(f"a subscript of `{self.shown(token)}` is not read; write its values in brackets")
        self.take()
        return self.script()

    def _arguments(self, token: Token) -> list[Formula]:
        """What a function is applied to: values in brackets, or without them the next factor."""
        if self.here.text in ("(", "[", "{", r"\{"):
            return self.values(self.take())
        if not self.starts_operand() and self.here.text not in ("-", "+"):
            raise self.fault(f"`{self.shown(token)}` needs a value; write {self.shown(token)}(x)")
        return [self._bare_argument(token)]

    def _bare_argument(self, token: Token) -> Formula:
        """`-x`, `2x`, `2 pi x^2`, `\\frac{x}{2}`: refused where it may go on."""
        sign = self.take() if self.here.text in ("-", "+") else None
        factors = []
        goes_on = True
        while goes_on:
            start, i = self.here, self.i
            factors.append(self.numeric(self.expression(Strength.PRODUCT), start))
            is_coefficient = self.i == i + 1 and (start.kind == "number" or start.text in ("pi", "Pi"))
            goes_on = is_coefficient and self.here.kind in ("symbol", "constant", "command")
        if (self.starts_operand() and self.here.kind != "function") or self.here.text == "/":
            name = self.shown(token)
            raise self.fault(
                f"it is not clear where the value of `{name}` ends; write it in brackets, {name}(...)"
            )
        value = factors[0] if len(factors) == 1 else product(factors)
        return negative(value) if sign and sign.text == "-" else value
