"""Exponents of a typed formula, where it is clear how far they go.

TeX sets one letter or digit above; a calculator takes the next value. What is glued on behind could belong to the
exponent or to the product, and is refused.
"""

from checker.maths.typed.layouts import Layouts
from checker.maths.typed.tokens import Token, group_end
from checker.maths.typed.trees import Formula, power
from checker.maths.typed.walk import Strength

VALUES = ("symbol", "constant", "number")


class Powers(Layouts):
    """A walk that knows what `^` takes."""

    def power_of(self, base: Formula) -> Formula:
        """The power whose sign is here."""
        sign = self.take()
        if self._is_marked() and getattr(base, "head", "") in ("Symbol", "Indexed"):
            typed = self.shown(self.token(self.i + 2))
            marked = self.text[self.token(self.i + 1).at : self.token(self.i + 3).end]
            raise self.fault(f"`{marked}` above may be an index or a power; write _{typed} or ^{typed}", sign)
        return power(base, self.exponent(sign))

    def _is_marked(self) -> bool:
        """Whether one number or name in brackets stands above, as in `x^{(2)}` and `W^{[1]}`."""
        brace, bracket, _, closing, end = (self.token(self.i + ahead).text for ahead in range(5))
        return (brace, closing + end) in (("{", ")}"), ("{", "]}")) and bracket in ("(", "[")

    def exponent(self, sign: Token, *, of_function: bool = False) -> Formula:
        """What stands above, behind the sign, which was taken."""
        self.check_single()
        first, after = self.here, self.token(group_end(self.tokens, self.i))
        if first.text == "{" and after.text == "^":
            raise self.fault("two exponents one behind the other; put the first power in brackets", after)
        value = self.number_after(sign, Strength.SIGN)
        if self.is_latex:
            self._check_signed(first, sign)
        elif not (of_function and self.before is first and first.kind == "number"):
            self._check_glued(first)
        return value

    def _check_signed(self, first: Token, sign: Token) -> None:
        """Refuse `e^-2x`, where TeX sets the minus alone above."""
        if first.text in ("-", "+") and self.starts_operand():
            typed = self.text[sign.at : self.before.end]
            inside = self.text[sign.end : self.before.end]
            raise self.fault(
                f"`{typed}` can be read in two ways; put the exponent in braces, ^{{{inside}}}", sign
            )

    def _check_glued(self, first: Token) -> None:
        """Refuse `e^2x`, but not `x^2y^3`, where the second power shows what is meant."""
        last, here = self.before, self.here
        if last.kind not in VALUES or here.at != last.end:
            return
        is_power = last is first and last.kind == "number" and self.token(self.i + 1).text == "^"
        is_call = here.kind == "function" and last.kind != "number"
        if is_call or (here.kind in VALUES and not (is_power and here.kind == "symbol")):
            tail = f"{self.shown(last)}{self.shown(here)}"
            raise self.fault(f"`^{tail}` can be read in two ways; put the exponent in brackets, or write `*`")
