"""The signs of polynomials in generators: known, implied by the domain, or seen from how they are written."""

import math
from typing import Any

from flint import fmpq

from checker.symbolic.domains.facts import Facts
from checker.symbolic.expressions.store import ONE, Node
from checker.symbolic.normal.field import Generator, Hard, Poly, Quotient
from checker.symbolic.normal.generators import Generators, NeedSign

MAX_SIGNS_DEEP = 3
"""signs that are looked for to find a sign"""
MAX_WHOLE_POWER = 12


class Signs(Generators):
    """Finds signs, and asks for those that it does not find."""

    def sign(self, a: Quotient) -> int:
        """The sign of a real quotient.

        Raises:
          NeedSign: it is not known.
        """
        a = self.field.lowest(a)
        if len(a.num) == 0:
            return 0
        sign = 1
        for poly in (a.num, a.den):
            content, factors = self.field.factors(poly)
            sign *= 1 if content > 0 else -1
            for factor, power in factors:
                if not self.is_real(factor):
                    raise Hard("the sign of a complex number")
                if power % 2 == 0 and not self.minds_zeros:
                    continue
                found = self.sign_of(factor)
                sign *= found if power % 2 or found == 0 else 1
        return sign

    def sign_of(self, factor: Poly) -> int:
        """The sign of an irreducible polynomial."""
        generator = self.field.generator_of(factor)
        if generator is not None and (generator.is_positive or self._is_positive(generator)):
            return 1
        node = self.node_of(factor)
        if (known := self._known(node)) is not None:
            return known
        if generator is not None and generator.kind == "symbol":
            name = self.store.args[generator.base][0]
            given = self.domain.range(name)
            if given.sign is not None:
                return given.sign
            if given.is_nonnegative and not self.minds_zeros:
                return 1
        if (sign := self._sign_of_terms(factor)) is not None or (sign := self._implied(node)) is not None:
            return sign
        if (argument := self._argument_of(factor)) is not None:
            return self.sign(argument)
        if (powers := self._difference_of_powers(factor)) is not None:
            node = self.node_of(powers)
            if (sign := self._known(node)) is not None or (sign := self._implied(node)) is not None:
                return sign
        raise NeedSign(node)

    def _known(self, node: Node) -> int | None:
        """The sign that was decided on, of an expression or its opposite."""
        if (known := self.signs.get(node)) is not None:
            return known
        opposite = self.signs.get(self.store.scaled(node, -ONE))
        return None if opposite is None else -opposite

    def _implied(self, node: Node) -> int | None:
        """The sign that an expression has to have, by the domain and the signs that are known."""
        if self._facts is None:
            self._facts = Facts(self.store, self.domain, self.signs)
        return self._facts.implied(node)

    def _argument_of(self, poly: Poly) -> Quotient | None:
        """What has the same sign: u - v for exp(u) - exp(v), f - g for log(f) - log(g), f - 1 for log(f)."""
        generator = self.field.generator_of(poly)
        if generator is not None and generator.kind == "logarithm":
            return self.field.sub(self.field.of(generator.base), self.field.one)
        if len(poly) != 2 or sum(poly.coeffs()) != 0:
            return None
        m, n = poly.monoms() if poly.coeffs()[0] > 0 else reversed(poly.monoms())
        return self._difference_of_logarithms(m, n) or self._difference_of_exponents(m, n)

    def _difference_of_logarithms(self, m: Any, n: Any) -> Quotient | None:
        """f - g for log f - log g."""
        pair = [self.field.generator_of(self.field.monomial(tuple(map(int, k)))) for k in (m, n)]
        if any(g is None or g.kind != "logarithm" for g in pair):
            return None
        f, g = (generator.base for generator in pair if generator is not None)
        return self.field.sub(self.field.of(f), self.field.of(g))

    def _difference_of_powers(self, poly: Poly) -> Poly | None:
        """(a m)**N - (b n)**N for a m - b n, where all generators are positive and some are roots."""
        if len(poly) != 2:
            return None
        parts = [
            self.field.monomial(tuple(map(int, m)), abs(q))
            for m, q in zip(poly.monoms(), poly.coeffs(), strict=True)
        ]
        used = self.field.in_use(poly)
        if poly.coeffs()[0] * poly.coeffs()[1] > 0 or any(
            g.kind not in ("symbol", "root") or self._known_sign(g) != 1 for g in used
        ):
            return None
        scale = math.lcm(*(g.scale for g in used))
        if not 1 < scale <= MAX_WHOLE_POWER:
            return None
        first, second = (self.field.reduce(part**scale) for part in parts)
        return first - second if poly.coeffs()[0] > 0 else second - first

    def _difference_of_exponents(self, m: Any, n: Any) -> Quotient | None:
        """u - v for exp(u) - exp(v)."""
        monomials = [self.field.monomial(tuple(map(int, k))) for k in (m, n)]
        used = [g for monomial in monomials for g in self.field.in_use(monomial)]
        if any(g.kind != "exponential" or not g.is_positive for g in used):
            return None
        parts = [self._some_logarithm(self.field.of(monomial)) for monomial in monomials]
        return None if None in parts else self.field.sub(*parts)  # type: ignore[arg-type]

    def _is_positive(self, generator: Generator) -> bool:
        return generator.kind == "symbol" and self.signs.get(generator.base) == 1

    def _known_sign(self, generator: Generator) -> int | None:
        """The sign of a generator, where nothing has to be asked."""
        if generator.is_positive:
            return 1
        if generator.kind != "symbol":
            return self.signs.get(generator.node)
        if (known := self.signs.get(generator.base)) is not None:
            return known
        return self.domain.range(self.store.args[generator.base][0]).sign

    def _sign_of_terms(self, poly: Poly) -> int | None:
        """The sign that all terms have, or that a square completes to."""
        signs = [self._sign_of_term(m, c) for m, c in zip(poly.monoms(), poly.coeffs(), strict=True)]
        for sign in (1, -1):
            if sign in signs and all(found in (sign, 2 * sign) for found in signs):
                return sign
        return self._sign_of_quadratic(poly)

    def _sign_of_term(self, exponents: Any, q: Any) -> int | None:
        """The sign of a term; 2 or -2 for one that may also vanish, None for an unknown one."""
        sign, may_vanish = (1 if q > 0 else -1), False
        for i, e in enumerate(exponents):
            if not e:
                continue
            generator = self.field.generators[i]
            known = self._known_sign(generator)
            if known is None or known == 0:
                if int(e) % 2 or not generator.is_real:
                    return None
                may_vanish = True
            elif int(e) % 2:
                sign *= known
        return 2 * sign if may_vanish else sign

    def _sign_of_quadratic(self, poly: Poly) -> int | None:
        """a x**2 + b x + c has the sign of a where b**2 - 4 a c is negative."""
        for i, degree in enumerate(poly.degrees()):
            if degree != 2 or not self.field.generators[i].is_real:
                continue
            parts = [self.field.context.constant(0)] * 3
            for exponents, q in zip(poly.monoms(), poly.coeffs(), strict=True):
                rest = tuple(0 if j == i else int(e) for j, e in enumerate(exponents))
                parts[int(exponents[i])] += self.field.monomial(rest, q)
            c, b, a = parts
            discriminant = self.field.reduce(b * b - 4 * a * c)
            if self._certain_sign(discriminant) == -1 and (sign := self._certain_sign(a)) is not None:
                return sign
        return self._sign_beside_root(poly)

    def _sign_beside_root(self, poly: Poly) -> int | None:
        """g + h r with a square root r has the sign of h where h**2 r**2 - g**2 is positive."""
        for generator in self.field.in_use(poly):
            if generator.kind != "root" or generator.scale != 2 or poly.degrees()[generator.index] != 1:
                continue
            g = h = self.field.context.constant(0)
            for exponents, q in zip(poly.monoms(), poly.coeffs(), strict=True):
                rest = tuple(0 if j == generator.index else int(e) for j, e in enumerate(exponents))
                term = self.field.monomial(rest, q)
                g, h = (g, h + term) if exponents[generator.index] else (g + term, h)
            of_root = self._certain_sign(h)
            if of_root is not None and (
                self._certain_sign(g) == of_root or self._certain_sign(h * h * generator.base - g * g) == 1
            ):
                return of_root
        return None

    def _certain_sign(self, poly: Poly) -> int | None:
        """The sign of a polynomial, None where it is not known."""
        poly = self.field.reduce(poly)
        if poly.is_constant():
            return None if poly == 0 else 1 if fmpq(poly.leading_coefficient()) > 0 else -1
        if not self.is_real(poly) or self._depth == MAX_SIGNS_DEEP:
            return None
        self._depth += 1
        try:
            return self.sign(self.field.of(poly))
        except NeedSign:
            return None
        finally:
            self._depth -= 1
