"""Calls of a typed formula: a function, its primes and powers, and what it is applied to.

Without brackets a function takes a sign, numbers or pi, and one factor with its power; where that may go on, the
call is refused.
"""

from checker.maths.typed.functions import BUILDERS, INVERSES, Unfit, applied
from checker.maths.typed.powers import Powers
from checker.maths.typed.tokens import Token, group_end
from checker.maths.typed.trees import Formula, at_point, negative, power, product
from checker.maths.typed.unreadable import Unreadable
from checker.maths.typed.walk import Strength


class Calls(Powers):
    """A walk that knows how functions are applied."""

    def call(self, token: Token) -> Formula:
        r"""A call: `f(x)`, `sin x`, `\sin^2 x`, `\sin^{-1} x`, `\log_2 x`, `f'(x)`."""
        base = self._base(token)
        primes = self._primes()
        name, raised = token.text, None
        if self.here.text == "^":
            raised = self._raised(token)
        if raised == -1:
            name, raised = self._inverse(token), None
        values = self._arguments(token)
        if base is not None:
            values.append(base)
        value = self._slope(name, values, token, primes) if primes else self._called(name, values, token)
        return value if raised is None else power(value, raised)

    def _raised(self, token: Token) -> Formula:
        """The power of a function, before its value."""
        sign, inside = self.take(), self.here
        name = self.shown(token)
        is_order = (inside.text == "{" and self.token(self.i + 1).text == "(") or (
            inside.text == "(" and token.text not in BUILDERS
        )
        if is_order:
            fault = f"a number in brackets above `{name}` can be read in two ways; write diff({name}(x), x, 2)"
            raise self.fault(f"{fault}, or {name}(x)^2", sign)
        raised = self.exponent(sign, of_function=True)
        if token.text == "exp" and not (type(raised) is int and raised > 0 and self.here.text in ("(", "[")):
            raise self.fault(f"`{name}^` can be read in two ways; write {name}(-x), or ({name}(x))^2", token)
        return raised

    def _called(self, name: str, values: list[Formula], token: Token) -> Formula:
        if name in BUILDERS:
            values = [self.numeric(value, token) for value in values]
        elif name != "Matrix" and any(isinstance(value, list) for value in values):
            raise self.fault("a matrix can only be the whole answer", token)
        try:
            value = applied(name, values)
        except Unfit as err:
            raise self.fault(f"`{self.shown(token)}` {err}", token) from err
        return self.written_out(value, token) if name in ("Sum", "Product") else value

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
        if self.here.text == "{":
            return self._braced(token)
        if self.here.text in ("(", "[", r"\{"):
            self._check_option(token)
            return self.values(self.take())
        if not self.starts_operand() and self.here.text not in ("-", "+"):
            raise self.fault(f"`{self.shown(token)}` needs a value; write {self.shown(token)}(x)")
        return [self._bare_argument(token)]

    def _braced(self, token: Token) -> list[Formula]:
        r"""The values in braces, which TeX does not show: in `\ln{x}y` they do not say where the value ends."""
        end = group_end(self.tokens, self.i)
        is_wrapped = (
            self.token(self.i + 1).text in ("(", "[", r"\{") and group_end(self.tokens, self.i + 1) == end - 1
        )
        found = self.values(self.take())
        goes_on = self.here.text in ("^", "!") or (self.starts_operand() and self.here.kind != "function")
        if goes_on and not is_wrapped:
            raise self._endless(token)
        return found

    def _check_option(self, token: Token) -> None:
        """Refuse `sqrt[3](x)` and `log[2] x`."""
        number, last, after = (self.token(self.i + ahead) for ahead in (1, 2, 3))
        if self.here.text != "[" or number.kind != "number" or last.text != "]":
            return
        if after.kind in ("number", "symbol", "constant", "function", "command") or after.text in ("(", "{", "["):
            name, n = self.shown(token), number.text
            way = (
                f"x^(1/{n})"
                if token.text == "sqrt"
                else f"log(x, {n})"
                if token.text == "log"
                else f"{name}({n})"
            )
            raise self.fault(f"`{name}[{n}]` can be read in two ways; write {way}, or `*` between two values")

    def _endless(self, token: Token) -> Unreadable:
        name = self.shown(token)
        return self.fault(f"it is not clear where the value of `{name}` ends; write it in brackets, {name}(...)")

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
        is_split = token.text == "sqrt" and len(factors) > 1
        if is_split or (self.starts_operand() and self.here.kind != "function") or self._divides():
            raise self._endless(token)
        value = factors[0] if len(factors) == 1 else product(factors)
        return negative(value) if sign and sign.text == "-" else value

    def _divides(self) -> bool:
        """Whether a `/` here may belong to the value of a function; blanks on both sides set it apart."""
        here = self.here
        around = self.text[self.before.end : here.at], self.text[here.end : here.end + 1]
        return here.text == "/" and not all(blank.isspace() for blank in around)
