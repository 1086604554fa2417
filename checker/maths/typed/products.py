"""Products of a typed formula, with and without a sign.

`2x` binds like `2*x`. Where two values side by side could be something else, a mixed number, two lines or a call,
the product is refused.
"""

from dataclasses import dataclass

from checker.maths.typed.calls import Calls
from checker.maths.typed.tokens import Token
from checker.maths.typed.trees import Formula, product, reciprocal
from checker.maths.typed.walk import Strength
from checker.sandbox.wire import Tree

AFTER_SLASH = "a product without `*` after `/` can be read in two ways; write (1/2)*x or 1/(2*x)"


@dataclass(frozen=True, slots=True)
class Slash:
    """The `/` that was read last."""

    sign: Token
    under: Token
    """where the denominator begins"""
    is_bare: bool
    """whether the denominator is that one number or name"""


class Products(Calls):
    """A walk that knows what stands beside what."""

    def product_of(self, left: Formula, strength: Strength) -> Formula:
        """The product that goes on here, behind its first factor; its strength is that of the sign here."""
        factors: list[Formula] = [left]
        slash: Slash | None = None
        while strength == Strength.PRODUCT:
            if self.here.text in ("*", "/") and self.here.kind == "sign":
                sign, start, i = self.take(), self.here, self.i
                factor = self.number_after(sign, Strength.PRODUCT)
                is_bare = self.i == i + 1 and start.kind in ("number", "symbol")
                slash = Slash(sign, start, is_bare) if sign.text == "/" else None
                factors.append(factor if slash is None else reciprocal(factor))
            else:
                self._check_implicit(slash)
                factors.append(self._implicit(factors[-1]))
                slash = None
            strength = self.strength()
        return product(factors)

    def _implicit(self, left: Formula) -> Formula:
        """The factor here, which no sign joins to the one before."""
        before, start = self.before, self.here
        value = self.expression(Strength.PRODUCT)
        if self._is_fraction(value, start) and type(left) is int and before.kind == "number":
            raise self.fault("a number right before a fraction; write one fraction, as 7/2, or `*`", start)
        if before.kind == "symbol":
            self._check_call(value, before, start)
        return self.numeric(value, start)

    def _check_call(self, value: Formula, before: Token, start: Token) -> None:
        """Refuse `p(y = 1)`, `x(2)` and `x[2]`, which look like a call or an entry of what is a name."""
        name = self.shown(before)
        if start.text == "(" and getattr(value, "head", "") == "Equality":
            raise self.fault(f"`{name}` is a name, and no function; write `*` before a condition", start)
        is_number = type(value) is int and before.end == start.at
        if is_number and start.text == "(":
            fault = f"`{name}({value})` may be a product or a value of {name}; write {name}*({value})"
            raise self.fault(fault, start)
        if is_number and start.text == "[":
            fault = f"`{name}[{value}]` may be an entry or a product; write {name}_{value}, or {name}*{value}"
            raise self.fault(fault, start)

    def _is_fraction(self, value: Formula, start: Token) -> bool:
        """Whether a value was written as a fraction of whole numbers."""
        is_product = (
            start.text == "frac" and isinstance(value, Tree) and value.head == "Mul" and len(value.args) == 2
        )
        return is_product and type(value.args[0]) is int and type(value.args[1].args[0]) is int

    # ---- what may stand beside a value ----

    def _check_implicit(self, slash: Slash | None) -> None:
        """Refuse a product without a sign where it is not clear what is multiplied."""
        here = self.here
        if slash and not self._goes_on(slash):
            raise self.fault(AFTER_SLASH)
        if here.kind == "number":
            raise self.fault(f"a number right after a value; write `*` or `^` before {here.text}")
        if here.text == "{" and self.token(self.i + 1).kind == "number":
            raise self.fault("a number in braces right after a value, where braces are not seen; write `*`")
        between = self.text[self.before.end : here.at]
        if "\n" in between and not (self.is_latex and here.kind in ("command", "function")):
            raise self.fault("a new line begins here; write one formula, with the sign between its lines")

    def _goes_on(self, slash: Slash) -> bool:
        """Whether the product goes on behind the fraction, as in `1/2 x` and `1/n sum_{i=1}^n i`."""
        here = self.here
        if not slash.is_bare:
            return False
        is_glued = slash.under.at == slash.sign.end and not self.text[slash.sign.at - 1].isspace()
        is_apart = is_glued and self.text[self.before.end : here.at].isspace()
        is_series = here.kind == "command" and here.text in ("sum", "prod")
        if slash.under.kind == "number":
            return here.kind == "function" or is_series or is_apart
        return is_series or (is_apart and here.text in ("(", "["))
