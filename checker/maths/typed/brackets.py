"""Brackets of a typed formula, and the groups in braces that commands take."""

from checker.maths.typed.tokens import CLOSING, Token, closing
from checker.maths.typed.trees import Formula
from checker.maths.typed.unreadable import quoted
from checker.maths.typed.walk import Walk
from checker.sandbox.wire import Tree


class Brackets(Walk):
    """A walk that knows what stands in brackets."""

    def values(self, token: Token) -> list[Formula]:
        """The values between a bracket, which was taken, and what closes it."""
        bars, self.bars = self.bars, 0
        if self.here.text == closing(token):
            raise self.fault("empty brackets; write a value in them", token)
        found = [self.expression()]
        while self.here.text == ",":
            comma, i = self.take(), self.i
            found.append(self.expression())
            self._check_comma(comma, i)
        self._close(token)
        self.bars = bars
        return found

    def _check_comma(self, comma: Token, i: int) -> None:
        """Refuse `max(0,5 x)`, where the comma looks like that of a decimal."""
        before, after, factor = self.token(i - 2), self.token(i), self.token(i + 1)
        is_glued = before.end == comma.at and after.at == comma.end and before.kind == after.kind == "number"
        is_factor = factor.kind in ("symbol", "function", "constant") and factor.at > after.end
        if is_glued and is_factor:
            typed = self.text[before.at : after.end]
            raise self.fault(
                f"`{typed}` can be read in two ways; write a point, or a blank behind the comma", comma
            )

    def _close(self, token: Token) -> None:
        if self.here.text not in (closing(token), r"\right."):
            shown, wanted = quoted(self.shown(self.here)), quoted(closing(token))
            raise self.fault(f"{shown} is not expected here, but {wanted} or a sign between two values")
        self.take()

    def _only(self, values: list[Formula], token: Token) -> Formula:
        if len(values) != 1:
            raise self.fault(f"one value was expected in {quoted(token.text)}, not {len(values)}", token)
        return values[0]

    def _absolute(self, token: Token) -> Formula:
        start = self.i
        self.bars += 1
        value = self.numeric(self.expression(), token)
        if self.here.text != "|":
            raise self.fault("a second `|` is missing for this one", token)
        is_norm = self.tokens[start].text == "|" == self.before.text and value.head == "Abs"
        if is_norm:
            raise self.fault("norms are not read; write the sum of squares, or |x|", token)
        place = self.take().at
        self.bars -= 1
        goes_on = self.here.kind in ("number", "symbol", "function", "constant", "command")
        sides = self.text[place - 1 : place].isspace(), self.text[place + 1 : place + 2].isspace()
        if (goes_on or self.here.text in CLOSING) and sides != (False, True):
            self.closers.append(place)
        return Tree("Abs", (value,))

    # ---- what a command takes ----

    def argument(self) -> Formula:
        r"""What `\sqrt`, `\frac` or `\log_` takes: a group, or one digit or letter."""
        token = self.here
        if token.text in ("{", "("):
            return self.numeric(self._only(self.values(self.take()), token), token)
        if token.kind == "number" and self.is_latex and len(token.text) > 1:
            if not token.text.isdigit():
                raise self.fault("put the number in braces, {0.5}")
            self.tokens[self.i : self.i + 1] = [
                Token("number", token.text[0], token.at, token.at + 1),
                Token("number", token.text[1:], token.at + 1, token.end),
            ]
        self._check_letter()
        return self.numeric(self.operand(), token)

    def script(self) -> Formula:
        """What `^` or `_` takes."""
        self.check_single()
        return self.argument()

    def check_single(self) -> None:
        r"""Refuse `x^10` and `x^bc`, where TeX sets one digit or letter above."""
        token, sign = self.here, self.before.text
        if self.is_latex and token.kind == "number" and len(token.text) > 1:
            raise self.fault(f"only the {token.text[0]} belongs to the `{sign}`; write {sign}{{{token.text}}}")
        self._check_letter()

    def _check_letter(self) -> None:
        r"""Refuse `\frac bc` where `bc` is one name of the question: TeX takes the b alone."""
        typed = self.shown(self.here)
        if (
            self.is_latex
            and self.here.kind == "symbol"
            and typed.isalnum()
            and typed.isascii()
            and len(typed) > 1
        ):
            raise self.fault(
                f"only the {typed[0]} belongs to the {quoted(self.shown(self.before))}; write {{{typed}}}"
            )
