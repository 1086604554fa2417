"""Functions that become exponentials, multiples of pi, or kernels with a common argument."""

import math
from typing import Any

from flint import arb, fmpq, fmpz

from checker.symbolic.balls import Program
from checker.symbolic.expressions.store import HALF, ZERO, Expressions, Node
from checker.symbolic.normal.field import Hard, Poly, Quotient, Undefined
from checker.symbolic.normal.powers import Powers

MAX_SHIFT = 60
"""steps that the argument of gamma is shifted by"""


class Special(Powers):
    """Brings trigonometric, hyperbolic and special functions to normal form."""

    def _circular(self, head: str, turn: Quotient) -> Quotient:
        """sin, cos, tan of u, from i u."""
        field = self.field
        up = self.exponential(turn)
        down = field.inverse(up)
        minus_i = field.scaled(self.of(self.store.i), -1)
        if head == "cos":
            return field.scaled(field.add(up, down), HALF)
        sine = field.mul(minus_i, field.sub(up, down))
        return field.scaled(sine, HALF) if head == "sin" else field.mul(sine, field.inverse(field.add(up, down)))

    def _hyperbolic(self, head: str, u: Quotient) -> Quotient:
        field = self.field
        up = self.exponential(u)
        down = field.inverse(up)
        total, difference = field.add(up, down), field.sub(up, down)
        if head == "tanh":
            return field.mul(difference, field.inverse(total))
        return field.scaled(total if head == "cosh" else difference, HALF)

    def _inverse_circular(self, head: str, u: Quotient, node: Node) -> Quotient:
        """A rational multiple of pi where the argument is a known number, else a kernel of asin or atan."""
        field = self.field
        if head == "acos":
            return field.sub(field.scaled(self.of(self.store.pi), HALF), self._inverse_circular("asin", u, node))
        u = field.lowest(u)
        if not self.store.symbols(inner := self._node_of_quotient(u)) and (
            q := _guessed_angle(self.store, head, inner)
        ):
            angle = self.of(self.store.pi)
            turn = field.mul(field.mul(self.of(self.store.i), angle), field.number(q))
            if field.are_equal(self._circular("sin" if head == "asin" else "tan", turn), u):
                return field.scaled(angle, q)
        return self._kernel(head, [u], self.store.function(head, inner))

    def _angle(self, y: Quotient, x: Quotient) -> Quotient:
        """atan2(y, x), by the quadrant."""
        pi = self.of(self.store.pi)
        across, up = self.sign(x), self.sign(y)
        if across == 0:
            if up == 0:
                raise Undefined("undefined here")
            return self.field.scaled(pi, HALF * up)
        slope = self.field.mul(y, self.field.inverse(x))
        angle = self._inverse_circular("atan", slope, self.store.zero)
        if across > 0:
            return angle
        return self.field.add(angle, self.field.scaled(pi, 1 if up >= 0 else -1))

    def _gamma(self, u: Quotient) -> Quotient:
        """gamma(u), with the whole part of the constant in u taken out."""
        field = self.field
        u = field.lowest(u)
        constant = self._constant_in(u)
        if u.num.is_constant() and u.den.is_constant() and constant.q == 1:
            if not 0 < constant < 200:
                raise Hard("gamma of a large number or at a pole")
            return field.of(field.context.constant(math.factorial(int(constant.p) - 1)))
        shift = int(constant.floor())
        if abs(shift) > MAX_SHIFT:
            return self._kernel("gamma", [u], self.store.function("gamma", self._node_of_quotient(u)))
        base = field.sub(u, field.number(shift))
        result = self._gamma_of_base(base)
        for j in range(min(shift, 0), max(shift, 0)):
            step = field.add(base, field.number(j))
            result = field.mul(result, step if shift > 0 else field.inverse(step))
        return result

    def _constant_in(self, u: Quotient) -> Any:
        """The rational number that stands in a sum, or in the whole part of a fraction in lowest terms."""
        whole = u.num if u.den.is_constant() else divmod(u.num, u.den)[0]
        terms = dict(zip(map(tuple, whole.monoms()), whole.coeffs(), strict=True))
        return fmpq(terms.get(self._unit, ZERO))

    def _polygamma(self, order: int, u: Quotient) -> Quotient:
        """psi_n(u + 1) = psi_n(u) + (-1)**n n! / u**(n + 1), with whole numbers taken out of u."""
        field = self.field
        u = field.lowest(u)
        shift = int(self._constant_in(u).floor())
        if u.num.is_constant() or abs(shift) > MAX_SHIFT:
            shift = 0
        base = field.sub(u, field.number(shift))
        inner = self._node_of_quotient(field.lowest(base))
        name = "digamma" if order == 0 else f"polygamma {order}"
        node = (
            self.store.function("digamma", inner)
            if order == 0
            else self.store.function("polygamma", self.store.number(order), inner)
        )
        result = self._kernel(name, [base], node)
        factor = fmpq((-1) ** order * math.factorial(order))
        for j in range(min(shift, 0), max(shift, 0)):
            step = field.power(field.add(base, field.number(j)), -order - 1)
            result = field.add(result, field.scaled(step, factor if shift > 0 else -factor))
        return result

    def _gamma_of_base(self, u: Quotient) -> Quotient:
        """gamma(u) by the duplication formula, where everything but the constant is even; by reflection, where it
        leads with a minus; else a kernel."""
        field, pi = self.field, self.of(self.store.pi)
        u = field.lowest(u)
        if not u.den.is_constant():
            return self._kernel("gamma", [u], self.store.function("gamma", self._node_of_quotient(u)))
        if field.constant_of(u) == HALF:
            return self.root(pi, HALF)
        parts = [(tuple(m), fmpq(c)) for m, c in zip(u.num.monoms(), u.num.coeffs(), strict=True)]
        slopes = [c for m, c in parts if m != self._unit]
        if slopes and all(c.q == 1 and c.p % 2 == 0 for c in slopes):
            half = field.scaled(u, HALF)
            power = self.power(field.number(2), field.sub(u, field.one))
            both = field.mul(self._gamma(half), self._gamma(field.add(half, field.number(HALF))))
            return field.mul(field.mul(power, both), self.root(pi, -HALF))
        if slopes and slopes[0] < 0 and not any(self._is_whole(g) for g in field.in_use(u.num)):
            turn = field.mul(field.mul(self.of(self.store.i), pi), u)
            other = self._gamma(field.sub(field.one, u))
            return field.mul(pi, field.inverse(field.mul(self._circular("sin", turn), other)))
        return self._kernel("gamma", [u], self.store.function("gamma", self._node_of_quotient(u)))

    def _floor(self, u: Quotient, node: Node, *, is_ceiling: bool) -> Quotient:
        """floor(u) with what is whole taken out; ceil(p/q) is floor((p+q-1)/q) for whole p and q > 0."""
        field = self.field
        u = field.lowest(u)
        den = u.den
        if den.is_constant():
            scale = fmpz(1)
            for q in u.num.coeffs():
                scale = scale.lcm(fmpz(fmpq(q).q))
            u, den = Quotient(u.num * scale, field.context.constant(scale)), field.context.constant(scale)
        if is_ceiling:
            if not (self._is_whole_poly(u.num) and self._is_whole_poly(den) and self._certain_sign(den) == 1):
                return field.scaled(self._floor(field.scaled(u, -1), node, is_ceiling=False), -1)
            u = Quotient(u.num + den - 1, den)
        kept, taken = field.context.constant(0), field.context.constant(0)
        if den.is_constant():
            divisor = fmpz(fmpq(den.leading_coefficient()).p)
            for exponents, q in zip(u.num.monoms(), u.num.coeffs(), strict=True):
                term = field.monomial(tuple(map(int, exponents)))
                if self._is_whole_poly(term):
                    whole, rest = divmod(fmpz(fmpq(q).p), divisor)
                    taken, kept = taken + term * fmpq(whole), kept + term * fmpq(rest)
                else:
                    kept += term * fmpq(q)
        else:
            whole_part, kept = divmod(u.num, den)
            if self._is_whole_poly(whole_part):
                taken = whole_part
            else:
                kept = u.num
        if kept == 0:
            return field.of(taken)
        if self._turns_round(kept, den):
            turned = self._floor(Quotient(den - kept - 1, den), node, is_ceiling=False)
            return field.sub(field.of(taken), turned)
        rest_of = field.lowest(Quotient(kept, den))
        if (q := field.constant_of(rest_of)) is not None:
            return field.add(field.of(taken), field.number(fmpq(q.floor())))
        inner = self.store.function("floor", self._node_of_quotient(rest_of))
        return field.add(field.of(taken), self._kernel("floor", [rest_of], inner))

    def _turns_round(self, num: Poly, den: Poly) -> bool:
        """Whether floor(-p/q) is written as -floor((p + q - 1)/q): p leads with a plus, both are whole, q > 0."""
        if num.is_constant() or num.coeffs()[0] > 0:
            return False
        return self._is_whole_poly(num) and self._is_whole_poly(den) and self._certain_sign(den) == 1


def _guessed_angle(store: Expressions, head: str, node: Node) -> Any:
    """The rational q for which asin or atan of a constant is perhaps q pi, to be proved."""
    value = Program(store, store.function(head, node)).at({}, 128)[0]
    if not isinstance(value, arb):
        return None
    ratio = value / arb.pi()
    for den in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 20, 24, 30, 60):
        whole = (ratio * den + HALF).floor().unique_fmpz()
        if whole is not None and (ratio - fmpq(whole, den)).contains(0):
            return fmpq(whole, den)
    return None
