r"""Derivatives of a typed formula: `dy/dx`, `\frac{d}{dx} y` and `\frac{\partial^2 f}{\partial x \partial y}`."""

from checker.maths.typed.brackets import Brackets
from checker.maths.typed.tokens import Token
from checker.maths.typed.trees import Formula
from checker.maths.typed.walk import Strength
from checker.sandbox.wire import Tree

MAX_ORDER = 99
"""derivatives of derivatives"""


class Derivatives(Brackets):
    """A walk that knows differentials."""

    def _is_d(self, token: Token) -> bool:
        return token.kind == "command" and token.text == "d"

    def _derivative_of_fraction(self) -> Formula:
        r"""`\frac{d}{dx} f`, `\frac{df}{dx}`, `\frac{\partial^2 f}{\partial x \partial y}`."""
        self.expect("{")
        first = self.take()
        order = self._order()
        body = None if self.here.text == "}" else self.numeric(self.expression(), first)
        self.expect("}")
        self.expect("{")
        pairs = self._variables()
        self.expect("}")
        return self._derivative(body, pairs, order, first)

    def _derivative_by_slash(self) -> Formula:
        """`d/dx f` and `df/dx`."""
        first = self.before
        order = self._order()
        body = None if self.here.text == "/" else self.numeric(self.operand(), first)
        if self.here.text != "/":
            raise self.fault("a derivative is written df/dx, or diff(f, x)", first)
        self.take()
        return self._derivative(body, self._variables(), order, first)

    def _variables(self) -> list[tuple[Formula, int]]:
        pairs = []
        while self._is_d(self.here):
            self.take()
            name = self.take()
            if name.kind != "symbol" or "," in name.text:
                raise self.fault("a derivative is by a variable, as in dx", name)
            pairs.append((self.symbol(name), self._order()))
        return pairs

    def _order(self) -> int:
        if self.here.text != "^":
            return 1
        sign = self.take()
        order = self.script()
        if type(order) is not int or not 0 < order <= MAX_ORDER:
            raise self.fault("how often to differentiate must be a number, as in d^2", sign)
        return order

    def _derivative(
        self, body: Formula | None, pairs: list[tuple[Formula, int]], order: int, first: Token
    ) -> Formula:
        if not pairs or sum(count for _, count in pairs) != order:
            raise self.fault("the orders of the derivative do not agree, as they do in d^2 f / dx^2", first)
        if body is None:
            start = self.here
            body = self.numeric(self.expression(Strength.SUM), start)
        return Tree("Derivative", (body, *(Tree("Tuple", pair) for pair in pairs)))
