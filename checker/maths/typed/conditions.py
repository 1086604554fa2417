"""Conditions of a typed formula: relations, `and`, `or`, and `a if c else b`."""

from checker.maths.typed.products import Products
from checker.maths.typed.tokens import Token
from checker.maths.typed.trees import RELATIONS, Formula, cases, relation
from checker.maths.typed.walk import Strength
from checker.sandbox.wire import Tree


class Conditions(Products):
    """A walk that knows what is true or false."""

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
        while self.strength() == strength:
            self.take()
            values.append(self.condition(strength))
        return Tree("Or" if strength == Strength.OR else "And", tuple(values))

    def _comparison(self, left: Formula, first: Token) -> Formula:
        rest = []
        left = self.single(left, first)
        while self.here.text in RELATIONS and self.here.kind == "sign":
            sign = self._checked_relation(self.take())
            rest.append((sign.text, self.single(self.expression(Strength.COMPARED), sign)))
        return relation(left, rest)

    def _checked_relation(self, sign: Token) -> Token:
        """The sign that was taken, unless it could be two: `n!=n(n-1)!` and `x <- y`."""
        name, typed = self.tokens[self.i - 2], self.shown(sign)
        behind = {token.text for token in self.tokens[self.i :] if token.kind == "symbol"}
        if typed == "!=" and name.kind == "symbol" and name.end == sign.at and name.text in behind:
            raise self.fault("`!=` right behind a name can be read in two ways; set the `=` apart", sign)
        is_arrow = typed == "<" and self.here.text == "-" and self.here.at == sign.end
        if is_arrow and self.text[self.here.end : self.here.end + 1].isspace():
            raise self.fault("`<-` can be read in two ways; leave out what it assigns to, or write < -x", sign)
        return sign
