"""Expressions as rational functions of independent exponentials, logarithms, roots and other kernels.

  exp(u)          a product of powers of exp(m), one m for each monomial of u; exp(q log f) is f**q
  sin, tanh, ...  through exponentials; i is a root of unity, and exp(i pi p/q) another power of it
  log(u), u**q    split over the factors of u, as far as these are real and their signs are known
  abs, max, ...   the one or the other case, by the sign of what they switch on
  gamma, floor    shifted by whole numbers to a common argument
  the rest        kernels: equal where their arguments are

Where a sign is needed that is not known, `NeedSign` asks for it, and the caller goes on case by case.
"""

import math
from typing import Any

from flint import arb, fmpq, fmpz

from checker.symbolic.balls import Program
from checker.symbolic.domains import Domain
from checker.symbolic.expressions import HALF, ONE, ZERO, Expressions, Node
from checker.symbolic.feasible import Fact, contradict, linear
from checker.symbolic.field import Field, Generator, Hard, Poly, Quotient, Undefined

MAX_SHIFT = 60
"""steps that the argument of gamma is shifted by"""
MAX_ORDER = 240
"""order of roots of unity"""
MAX_SCALE = 60
MAX_WHOLE_POWER = 12
MAX_SIGNS_DEEP = 3
"""signs that are looked for to find a sign"""
REAL_KERNELS = frozenset(
    "erf erfi atan asinh floor digamma gamma apply binomial zeta re im arg atan2 abs".split()
)
ODD_KERNELS = frozenset("erf erfi erfinv atan asin".split())
POSITIVE_KERNELS = frozenset({"apply exp", "apply sigma", "apply softplus"})
"""functions that are only named, and have positive values"""
JUMPS = frozenset("sign less less_equal equal unequal floor ceiling piecewise and or not arg atan2".split())

Key = tuple[Any, ...]


class NeedSign(Exception):
    """The sign of an expression has to be known to go on."""

    def __init__(self, node: Node) -> None:
        super().__init__(node)
        self.node = node


class Rescale(Exception):
    """A generator was chosen too coarse: begin again with finer ones."""


class Scales:
    """How fine the generators have to be, as far as it is known."""

    def __init__(self) -> None:
        self.of: dict[Key, int] = {}
        self.order = 4
        """order of the root of unity"""
        self.size = 0

    def need(self, key: Key, q: int) -> int:
        """The scale of a generator that is to be raised to multiples of 1/q.

        Raises:
          Rescale: it is finer than before.
        """
        scale = self.of.get(key, 1)
        if scale % q == 0:
            return scale
        finer = int(fmpz(scale).lcm(q))
        if finer > MAX_SCALE:
            raise Hard("roots of a high order")
        self.of[key] = finer
        raise Rescale


class Normal:
    """The normal forms of a store's expressions, in the case that some signs say.

    Args:
      store: where the expressions stand.
      domain: what the symbols stand for.
      signs: 1, 0 or -1 of the expressions that are decided on.
      scales: how fine the generators are.
      minds_zeros: whether a formula may jump, so that zeros count as cases of their own.
      opens: names of opaque functions that count as the functions of that name: exp, log.
    """

    def __init__(
        self,
        store: Expressions,
        domain: Domain,
        signs: dict[Node, int],
        scales: Scales,
        *,
        minds_zeros: bool,
        opens: frozenset[str] = frozenset(),
    ) -> None:
        self.store, self.domain, self.signs, self.scales = store, domain, signs, scales
        self.minds_zeros, self.opens = minds_zeros, opens
        self.field = Field(scales.size)
        self._made: dict[Node, Quotient] = {}
        self._symbols: dict[str, Generator] = {}
        self._exponentials: dict[Key, Generator] = {}
        self._roots: list[tuple[Poly, Generator]] = []
        self._kernels: list[tuple[str, list[Quotient], Generator]] = []
        self._unity: Generator | None = None
        self._depth = 0
        self._facts: list[Fact] | None = None

    # ---- the walk ----------------------------------------------------------------------------------------------

    def of(self, root: Node) -> Quotient:
        """The normal form of an expression.

        Raises:
          NeedSign: a sign is not known.
          Rescale: the generators have to be finer.
          Hard: it is too dear, or not a number.
        """
        made = self._made.get(root)
        if made is None:
            made = self._made[root] = self._quotient(root)
        return made

    def _quotient(self, node: Node) -> Quotient:
        field, (head, args) = self.field, (self.store.heads[node], self.store.args[node])
        match head:
            case "number":
                return field.number(args[0])
            case "symbol":
                return self._symbol(args[0], node)
            case "constant":
                return self._constant(args[0], node)
            case "add":
                total = field.number(args[0])
                for part, q in args[1]:
                    total = field.add(total, field.scaled(self.of(part), q))
                return total
            case "mul":
                product = field.one
                for part, q in args:
                    product = field.mul(product, self.root(self.of(part), q))
                return product
            case "power":
                return self.power(self.of(args[0]), self.of(args[1]))
            case "piecewise":
                return self._piecewise(args)
            case "max" | "min":
                return self._extreme(head == "max", args)
            case "undefined" | "sum" | "product" | "true" | "false":
                return self._kernel_of(node)
            case "apply" if args[0] in self.opens and len(args) == 2:
                return self._function(args[0], args[1:], node)
            case "apply":
                return self._kernel(f"apply {args[0]}", [self._number_of(arg) for arg in args[1:]], node)
            case _:
                return self._function(head, args, node)

    def _number_of(self, node: Node) -> Quotient:
        """The argument of an opaque function, which may be a condition."""
        if self.store.heads[node] in (
            "less",
            "less_equal",
            "equal",
            "unequal",
            "and",
            "or",
            "not",
            "true",
            "false",
        ):
            return self.field.one if self.holds(node) else self.field.zero
        return self.of(node)

    def _kernel_of(self, node: Node) -> Quotient:
        if self.store.heads[node] not in ("sum", "product"):
            raise Hard("not a number")
        for name, _, generator in self._kernels:
            if name == "as it is" and generator.node == node:
                return self._variable(generator)
        generator = self.field.new("kernel", node, is_real=self.domain.is_real)
        self._kernels.append(("as it is", [], generator))
        return self._variable(generator)

    def _variable(self, generator: Generator, power: int = 1) -> Quotient:
        poly = self.field.gens[generator.index]
        if power >= 0:
            return self.field.of(poly**power)
        return Quotient(self.field.one_poly, poly**-power)

    def _symbol(self, name: str, node: Node) -> Quotient:
        generator = self._symbols.get(name)
        if generator is None:
            given = self.domain.range(name)
            scale = self.scales.of.get(("symbol", name), 1)
            generator = self._symbols[name] = self.field.new(
                "symbol",
                self.store.mul(((node, fmpq(1, scale)),)),
                is_real=not given.is_complex,
                is_positive=self.signs.get(node, given.sign) == 1,
                base=node,
                scale=scale,
            )
        return self._variable(generator, generator.scale)

    def _constant(self, name: str, node: Node) -> Quotient:
        if name == "i":
            return self.unity(ONE / 2)
        if name == "infinity":
            raise Hard("infinity")
        generator = self._symbols.get(f"({name})")
        if generator is None:
            scale = self.scales.of.get(("symbol", f"({name})"), 1)
            root = self.store.mul(((node, fmpq(1, scale)),))
            generator = self._symbols[f"({name})"] = self.field.new(
                "symbol", root, is_real=True, is_positive=True, base=node, scale=scale
            )
        return self._variable(generator, generator.scale)

    def unity(self, q: Any) -> Quotient:
        """exp(i pi q)."""
        q = q - 2 * fmpq((q / 2).floor())
        if q.q == 1:
            return self.field.number(1 if q == 0 else -1)
        if self.scales.order % int(2 * q.q):
            self.scales.order = int(fmpz(self.scales.order).lcm(2 * q.q))
            if self.scales.order > MAX_ORDER:
                raise Hard("roots of unity of a high order")
            raise Rescale
        if self._unity is None:
            node = self.store.mul(((self.store.number(-1), fmpq(2, self.scales.order)),))
            self._unity = self.field.new("unity", node, is_algebraic=True, is_real=False)
            self.field.relate(self._unity, self.field.cyclotomic(self._unity, self.scales.order))
        turns = int((q * self.scales.order / 2).p)
        return self.field.of(self.field.reduce(self.field.gens[self._unity.index] ** turns))

    # ---- signs -------------------------------------------------------------------------------------------------

    def node_of(self, poly: Poly) -> Node:
        """The expression that a polynomial stands for."""
        terms = []
        for exponents, q in zip(poly.monoms(), poly.coeffs(), strict=True):
            factors = [(self.field.generators[i].node, fmpq(int(e))) for i, e in enumerate(exponents) if e]
            terms.append((self.store.mul(factors), fmpq(q)))
        return self.store.add(terms)

    def is_real(self, poly: Poly) -> bool:
        """Whether a polynomial has real values."""
        return all(generator.is_real for generator in self.field.in_use(poly))

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
        """The sign that a linear expression has to have, by the domain and the signs that are known."""
        form = linear(self.store, node)
        if form is None:
            return None
        facts = self.facts()
        return next((s for s in (1, -1) if all(contradict([*facts, (form, o)]) for o in (0, -s))), None)

    def facts(self) -> list[Fact]:
        """What is known of linear expressions."""
        if self._facts is None:
            known = [
                (form, sign) for w, sign in self.signs.items() if (form := linear(self.store, w)) is not None
            ]
            self._facts = [*known, *self.domain.bounds()]
        return self._facts

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
            if self._certain_sign(h * h * generator.base - g * g) == 1:
                return self._certain_sign(h)
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

    # ---- exponentials and powers -------------------------------------------------------------------------------

    def power(self, base: Quotient, exponent: Quotient) -> Quotient:
        """base ** exponent."""
        exponent = self.field.lowest(exponent)
        if (q := self.field.constant_of(exponent)) is not None:
            return self.root(base, q)
        if exponent.den.is_constant() and self._is_whole_poly(exponent.num):
            base = self.field.lowest(base)
            if (logarithm := self._some_logarithm(base)) is not None:
                return self.exponential(self.field.mul(exponent, logarithm))
        return self.exponential(self.field.mul(exponent, self.logarithm(base)))

    def _some_logarithm(self, base: Quotient) -> Quotient | None:
        """Some logarithm, which serves for whole exponents, of a product of exponentials."""
        total = self.field.zero
        for poly, direction in ((base.num, 1), (base.den, -1)):
            if len(poly) != 1 or poly.coeffs()[0] != 1:
                return None
            for generator in self.field.in_use(poly):
                if generator.kind != "exponential" or generator.relation is not None:
                    return None
                power = fmpq(direction * int(poly.degrees()[generator.index]), generator.scale)
                total = self.field.add(total, self.field.scaled(generator.base, power))
        return total

    def exponential(self, u: Quotient) -> Quotient:
        """exp(u), over the monomials of u."""
        u = self.field.lowest(u)
        whole, rest = (u.num, None) if u.den.is_constant() else divmod(u.num, u.den)
        product = self.field.one
        for poly, den in ((whole, None), (rest, u.den)):
            if poly is None:
                continue
            if len(poly) > 40:
                raise Hard("an exponent of many terms")
            for exponents, q in zip(poly.monoms(), poly.coeffs(), strict=True):
                product = self.field.mul(product, self._exponential_of(tuple(map(int, exponents)), den, fmpq(q)))
        return product

    def _exponential_of(self, monomial: tuple[int, ...], den: Poly | None, q: Any) -> Quotient:
        """exp(q m / den)."""
        used = [(self.field.generators[i], e) for i, e in enumerate(monomial) if e]
        if den is None and len(used) == 1 and used[0][1] == 1 and used[0][0].kind == "logarithm":
            return self._positive_root(used[0][0].base, q)
        if den is None and q.q == 1 and (angle := self._angle_of(used)) is not None:
            return self.field.power(angle, int(q.p))
        turn = self._turn_of(used) if den is None else None
        if turn is not None:
            others, shift = turn
            if not others:
                return self.unity(q) if shift == 0 else self._phase(monomial, den, q, used)
            if shift == 0 and all(self._is_whole(generator) for generator, _ in others):
                return self._phase(monomial, den, q, used, is_whole_turn=True)
        return self._phase(monomial, den, q, used)

    def _angle_of(self, used: list[tuple[Generator, int]]) -> Quotient | None:
        """exp(i asin u) = sqrt(1 - u**2) + i u, and exp(i atan u) = (1 + i u) / sqrt(1 + u**2)."""
        if len(used) != 2 or {g.kind for g, _ in used} != {"unity", "kernel"}:
            return None
        turns, (kernel, e) = (next(x for x in used if x[0].kind == kind) for kind in ("unity", "kernel"))
        if e != 1 or turns[1] * 4 != self.scales.order:
            return None
        field = self.field
        name, args = next((name, args) for name, args, g in self._kernels if g is kernel)
        if name not in ("asin", "atan"):
            return None
        turned, square = field.mul(self.of(self.store.i), args[0]), field.mul(args[0], args[0])
        if name == "asin":
            return field.add(self.root(field.sub(field.one, square), HALF), turned)
        return field.mul(field.add(field.one, turned), self.root(field.add(field.one, square), -HALF))

    def _turn_of(self, used: list[tuple[Generator, int]]) -> tuple[list[tuple[Generator, int]], int] | None:
        """What stands beside i pi in a monomial, where that is in it."""
        kinds = {generator.kind: e for generator, e in used if generator.kind == "unity"}
        of_pi = [e for generator, e in used if generator.base == self.store.pi and generator.scale == e]
        if not kinds or not of_pi or kinds["unity"] * 4 != self.scales.order:
            return None
        return [(g, e) for g, e in used if g.kind != "unity" and g.base != self.store.pi], 0

    def _is_whole(self, generator: Generator) -> bool:
        if generator.kind != "symbol" or generator.scale != 1:
            return False
        return self.store.heads[generator.base] == "symbol" and (
            self.domain.range(self.store.args[generator.base][0]).is_whole
        )

    def _phase(
        self,
        monomial: tuple[int, ...],
        den: Poly | None,
        q: Any,
        used: list[tuple[Generator, int]],
        *,
        is_whole_turn: bool = False,
    ) -> Quotient:
        """A power of the generator exp(m / (den N))."""
        key = ("exp", tuple((i, e) for i, e in enumerate(monomial) if e), "" if den is None else str(den))
        scale = self.scales.need(key, int(q.q))
        generator = self._exponentials.get(key)
        if generator is None:
            poly = self.field.monomial(monomial)
            exponent = self.node_of(poly)
            if den is not None:
                exponent = self.store.over(exponent, self.node_of(den))
            is_real = all(g.is_real for g, _ in used) and (den is None or self.is_real(den))
            generator = self._exponentials[key] = self.field.new(
                "exponential",
                self.store.exp(self.store.scaled(exponent, fmpq(1, scale))),
                is_algebraic=is_whole_turn,
                is_real=is_real or (is_whole_turn and scale == 1),
                is_positive=is_real,
                base=Quotient(poly, self.field.one_poly if den is None else den),
                scale=scale,
            )
            if is_whole_turn:
                g = self.field.gens[generator.index]
                self.field.relate(generator, g ** (2 * scale) - 1)
        return self._variable(generator, int((q * scale).p))

    def root(self, b: Quotient, q: Any) -> Quotient:
        """b ** q for a rational q, the principal value."""
        if q.q == 1:
            return self.field.power(b, int(q.p))
        b = self.field.lowest(b)
        if len(b.num) == 0:
            if q < 0:
                raise Undefined("a division by zero")
            return self.field.zero
        content, real, other = self._split(b)
        sign = 1 if content > 0 else -1
        result = self._root_of_number(abs(content), q)
        for factor, power in real:
            found = self.sign_of(factor)
            if found == 0:
                if q * power < 0:
                    raise Undefined("a division by zero")
                return self.field.zero
            sign *= found if power % 2 else 1
            result = self.field.mul(result, self._positive_root(factor if found > 0 else -factor, q * power))
        if other is not None:
            other = self.field.scaled(other, sign)
            turn = self._turn_in(other)
            root = self._complex_root(other, q) if turn is None else self.unity(turn * q)
            return self.field.mul(result, root)
        return self.field.mul(result, self.unity(q)) if sign < 0 else result

    def _split(self, b: Quotient) -> tuple[Any, list[tuple[Poly, int]], Quotient | None]:
        """The number, the real factors with their powers, and the rest of a quotient in lowest terms."""
        content: Any = ONE
        real: list[tuple[Poly, int]] = []
        other = None
        for poly, direction in ((b.num, 1), (b.den, -1)):
            c, factors = self.field.factors(poly)
            content = content * c**direction
            for factor, power in factors:
                if self.is_real(factor):
                    real.append((factor, direction * power))
                else:
                    part = self.field.power(self.field.of(factor), direction * power)
                    other = part if other is None else self.field.mul(other, part)
        return content, real, other

    def _root_of_number(self, value: Any, q: Any) -> Quotient:
        """value ** q for a positive rational."""
        product = self.field.one
        for number, direction in ((value.p, 1), (value.q, -1)):
            for prime, power in _primes(number):
                product = self.field.mul(product, self._prime_root(prime, q * power * direction))
        return product

    def _prime_root(self, prime: int, t: Any) -> Quotient:
        whole = fmpq(t.floor())
        result = self.field.number(fmpq(prime) ** int(whole.p))
        if t == whole:
            return result
        if t - whole == HALF and prime < 20 and self.scales.order % (8 if prime == 2 else 4 * prime) == 0:
            return self.field.mul(result, self._gauss(prime))
        poly = self.field.context.constant(prime)
        return self.field.mul(result, self._radical(poly, self.store.number(prime), t - whole))

    def _gauss(self, prime: int) -> Quotient:
        """sqrt(p) by roots of unity: Gauss's sum over the quadratic residues."""
        if prime == 2:
            return self.field.add(self.unity(fmpq(1, 4)), self.unity(fmpq(-1, 4)))
        residues = {k * k % prime for k in range(1, prime)}
        total = self.field.zero
        for k in range(1, prime):
            total = self.field.add(
                total, self.field.scaled(self.unity(fmpq(2 * k, prime)), 1 if k in residues else -1)
            )
        return total if prime % 4 == 1 else self.field.mul(total, self.unity(-HALF))

    def _positive_root(self, f: Poly, t: Any) -> Quotient:
        """f ** t for what is positive."""
        if t.q == 1:
            return self.field.power(self.field.of(f), int(t.p))
        if f.is_constant():
            return self._root_of_number(fmpq(f.leading_coefficient()), t)
        generator = self.field.generator_of(f)
        if generator is not None:
            match generator.kind:
                case "symbol":
                    name = self._name(generator)
                    total = t / generator.scale
                    self.scales.need(("symbol", name), int(total.q))
                    return self._variable(generator, int((total * generator.scale).p))
                case "exponential":
                    base = generator.base
                    return self.exponential(self.field.scaled(base, t / generator.scale))
                case "root":
                    return self._positive_root(generator.base, t / generator.scale)
        whole = fmpq(t.floor())
        result = self.field.power(self.field.of(f), int(whole.p))
        return self.field.mul(result, self._radical(f, self.node_of(f), t - whole))

    def _name(self, generator: Generator) -> str:
        name = str(self.store.args[generator.base][0])
        return name if self.store.heads[generator.base] == "symbol" else f"({name})"

    def _radical(self, f: Poly, node: Node, t: Any) -> Quotient:
        """A power of the generator f ** (1/N), which is positive."""
        generator = next((known for base, known in self._roots if base == f), None)
        if generator is None:
            scale = self.scales.of.get(("root", node), 1)
            generator = self.field.new(
                "root",
                self.store.mul(((node, fmpq(1, scale)),)),
                is_algebraic=True,
                is_real=True,
                is_positive=True,
                base=f,
                scale=scale,
            )
            self.field.relate(generator, self.field.gens[generator.index] ** scale - f)
            self._roots.append((f, generator))
        self.scales.need(("root", node), int(t.q))
        return self._variable(generator, int((t * generator.scale).p))

    def _complex_root(self, b: Quotient, q: Any) -> Quotient:
        """A power of a root that is left alone, but for its relation."""
        b = self.field.lowest(b)
        for _, (base,), generator in [k for k in self._kernels if k[0] == "root"]:
            if generator.scale % int(q.q) == 0 and self.field.are_equal(base, b):
                return self._variable(generator, int((q * generator.scale).p))
        if b.den.is_constant():
            node = self.node_of(b.num)
            scale = self.scales.of.get(("root", node), 1)
            generator = self.field.new(
                "root", self.store.mul(((node, fmpq(1, scale)),)), is_algebraic=True, is_real=False, scale=scale
            )
            generator.base = b.num
            self.field.relate(generator, self.field.gens[generator.index] ** scale - b.num)
            self._kernels.append(("root", [b], generator))
            self.scales.need(("root", node), int(q.q))
        else:
            node = self.store.mul(
                ((self.store.over(self.node_of(b.num), self.node_of(b.den)), fmpq(1, int(q.q))),)
            )
            generator = self.field.new("kernel", node, is_real=False, scale=int(q.q))
            self._kernels.append(("root", [b], generator))
        return self._variable(generator, int((q * generator.scale).p))

    # ---- logarithms --------------------------------------------------------------------------------------------

    def logarithm(self, u: Quotient) -> Quotient:
        """log(u), the principal value, over the factors of u."""
        u = self.field.lowest(u)
        if len(u.num) == 0:
            raise Undefined("the logarithm of zero")
        content, real, other = self._split(u)
        sign = 1 if content > 0 else -1
        total = self.field.zero
        for number, direction in ((abs(content).p, 1), (abs(content).q, -1)):
            for prime, power in _primes(number):
                poly = self.field.context.constant(prime)
                total = self.field.add(
                    total, self.field.scaled(self._positive_logarithm(poly), power * direction)
                )
        for factor, power in real:
            found = self.sign_of(factor)
            if found == 0:
                raise Undefined("the logarithm of zero")
            sign *= found if power % 2 else 1
            part = self._positive_logarithm(factor if found > 0 else -factor)
            total = self.field.add(total, self.field.scaled(part, power))
        if other is not None:
            rest = self.field.scaled(other, sign)
            if (turn := self._turn_in(rest)) is not None:
                return self.field.add(total, self.field.scaled(self._half_turn(), turn))
            node = self.store.function("log", self._node_of_quotient(rest))
            return self.field.add(total, self._kernel("log", [rest], node))
        return self.field.add(total, self._half_turn()) if sign < 0 else total

    def _half_turn(self) -> Quotient:
        """i pi."""
        return self.field.mul(self.of(self.store.i), self.of(self.store.pi))

    def _turn_in(self, a: Quotient) -> Any:
        """q in (-1, 1] where a quotient is exp(i pi q), None where it is no root of unity."""
        a = self.field.lowest(a)
        if self._unity is None or not a.den.is_constant() or self.field.in_use(a.num) != [self._unity]:
            return None
        order = self.scales.order
        for k in range(order):
            if self.field.are_equal(a, self.unity(fmpq(2 * k, order))):
                return fmpq(2 * k, order) if 2 * k <= order else fmpq(2 * k, order) - 2
        return None

    def _positive_logarithm(self, f: Poly) -> Quotient:
        """log(f) for what is positive."""
        generator = None if f.is_constant() else self.field.generator_of(f)
        if generator is not None:
            fraction = fmpq(1, generator.scale)
            if generator.kind == "exponential":
                return self.field.scaled(generator.base, fraction)
            if generator.kind == "root":
                return self.field.scaled(self.logarithm(self.field.of(generator.base)), fraction)
            if generator.kind == "symbol" and generator.scale > 1:
                whole = self.field.gens[generator.index] ** generator.scale
                return self.field.scaled(self._log_generator(whole, generator.base), fraction)
        return self._log_generator(f, self.node_of(f))

    def _log_generator(self, f: Poly, inner: Node) -> Quotient:
        for known in self.field.generators.values():
            if known.kind == "logarithm" and known.base == f:
                return self._variable(known)
        return self._variable(
            self.field.new(
                "logarithm",
                self.store.function("log", inner),
                is_real=True,
                is_positive=f.is_constant(),
                base=f,
            )
        )

    def _node_of_quotient(self, a: Quotient) -> Node:
        return self.store.over(self.node_of(a.num), self.node_of(a.den))

    # ---- functions ---------------------------------------------------------------------------------------------

    def _function(self, head: str, args: tuple[Node, ...], node: Node) -> Quotient:
        if len(args) > 1:
            return self._of_several(head, args, node)
        field, u = self.field, self.of(args[0])
        match head:
            case "exp":
                return self.exponential(u)
            case "log":
                return self.logarithm(u)
            case "sin" | "cos" | "tan":
                return self._circular(head, field.mul(self.of(self.store.i), u))
            case "sinh" | "cosh" | "tanh":
                return self._hyperbolic(head, u)
            case "asinh":
                inner = field.add(u, self.root(field.add(field.mul(u, u), field.one), HALF))
                return self.logarithm(inner)
            case "acosh":
                parts = [self.root(field.add(u, field.number(k)), HALF) for k in (1, -1)]
                return self.logarithm(field.add(u, field.mul(*parts)))
            case "atanh":
                parts = [self.logarithm(field.add(field.one, field.scaled(u, k))) for k in (1, -1)]
                return field.scaled(field.sub(*parts), HALF)
            case "abs" if self._is_real_quotient(u):
                return field.scaled(u, self.sign(u))
            case "sign" if self._is_real_quotient(u):
                return field.number(self.sign(u))
            case "re" | "conjugate" if self._is_real_quotient(u):
                return u
            case "im" if self._is_real_quotient(u):
                return field.zero
            case "floor" | "ceiling":
                return self._floor(u, node, is_ceiling=head == "ceiling")
            case "gamma":
                return self._gamma(u)
            case "loggamma" if self._is_real_quotient(u) and self.sign(u) > 0:
                return self.logarithm(self._gamma(u))
            case "asin" | "acos" | "atan":
                return self._inverse_circular(head, u, node)
            case _:
                return self._kernel(head, [u], node)

    def _is_real_quotient(self, u: Quotient) -> bool:
        return self.is_real(u.num) and self.is_real(u.den)

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
            angle = self.of(self.store.mul(((self.store.pi, ONE),)))
            turn = field.mul(field.mul(self.of(self.store.i), angle), field.number(q))
            if field.are_equal(self._circular("sin" if head == "asin" else "tan", turn), u):
                return field.scaled(angle, q)
        return self._kernel(head, [u], self.store.function(head, inner))

    def _of_several(self, head: str, args: tuple[Node, ...], node: Node) -> Quotient:
        if head == "binomial":
            n, k = (self.of(arg) for arg in args)
            field = self.field
            top = self._gamma(field.add(n, field.one))
            below = self._gamma(field.add(k, field.one))
            rest = self._gamma(field.add(field.sub(n, k), field.one))
            return field.mul(top, field.inverse(field.mul(below, rest)))
        if head == "atan2":
            return self._angle(*map(self.of, args))
        return self._kernel(head, [self.of(arg) for arg in args], node)

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

    def _kernel(self, name: str, args: list[Quotient], node: Node) -> Quotient:
        """A generator for a function that is left alone; odd ones take the sign out."""
        args = [self.field.lowest(arg) for arg in args]
        head = name.partition(" ")[0]
        for known, others, generator in self._kernels:
            if known != name or len(others) != len(args):
                continue
            if all(map(self.field.are_equal, args, others)):
                return self._variable(generator)
            if name in ODD_KERNELS and self.field.is_zero(self.field.add(args[0], others[0])):
                return self.field.scaled(self._variable(generator), -1)
        is_real = head in REAL_KERNELS and all(map(self._is_real_quotient, args))
        is_positive = name in POSITIVE_KERNELS or (
            name == "gamma" and is_real and self._certain_sign(args[0].num * args[0].den) == 1
        )
        generator = self.field.new("kernel", node, is_real=is_real, is_positive=is_positive)
        self._kernels.append((name, args, generator))
        return self._variable(generator)

    def _gamma(self, u: Quotient) -> Quotient:
        """gamma(u), with the whole part of the constant in u taken out."""
        field = self.field
        u = field.lowest(u)
        if not u.den.is_constant():
            return self._kernel("gamma", [u], self.store.function("gamma", self._node_of_quotient(u)))
        constant = fmpq(dict(zip(map(tuple, u.num.monoms()), u.num.coeffs(), strict=True)).get(self._unit, ZERO))
        if u.num.is_constant() and constant.q == 1:
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

    def _gamma_of_base(self, u: Quotient) -> Quotient:
        """gamma(u) by the duplication formula, where everything but the constant is even; by reflection, where it
        leads with a minus; else a kernel."""
        field, pi = self.field, self.of(self.store.pi)
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

    @property
    def _unit(self) -> tuple[int, ...]:
        return (0,) * len(self.field.gens)

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

    def _is_whole_poly(self, poly: Poly) -> bool:
        return all(self._is_whole(generator) for generator in self.field.in_use(poly)) and all(
            fmpq(q).q == 1 for q in poly.coeffs()
        )

    # ---- cases -------------------------------------------------------------------------------------------------

    def _extreme(self, is_max: bool, args: tuple[Node, ...]) -> Quotient:
        best = self.of(args[0])
        for arg in args[1:]:
            other = self.of(arg)
            difference = self.field.sub(best, other)
            if not self._is_real_quotient(difference):
                raise Hard("an order of complex numbers")
            if (self.sign(difference) < 0) == is_max:
                best = other
        return best

    def _piecewise(self, pieces: tuple[tuple[Node, Node], ...]) -> Quotient:
        for value, condition in pieces:
            if self.holds(condition):
                return self.of(value)
        raise Undefined("undefined here")

    def holds(self, condition: Node) -> bool:
        """Whether a condition holds in this case."""
        head, args = self.store.heads[condition], self.store.args[condition]
        match head:
            case "true" | "false":
                return head == "true"
            case "and":
                return all(self.holds(arg) for arg in args)
            case "or":
                return any(self.holds(arg) for arg in args)
            case "not":
                return not self.holds(args[0])
            case "less" | "less_equal" | "equal" | "unequal":
                w = self.of(args[0])
                if head in ("equal", "unequal") and not self._is_real_quotient(w):
                    raise Hard("an equation of complex numbers")
                if head == "less" and w.den.is_constant() and self._is_whole_poly(w.num):
                    head, w = (
                        "less_equal",
                        self.field.add(w, self.field.one),
                    )  # whole numbers below 0 are up to -1
                sign = self.sign(w)
                return {"less": sign < 0, "less_equal": sign <= 0, "equal": sign == 0, "unequal": sign != 0}[head]
            case _:
                raise Hard("a condition that is none")


def _primes(number: Any) -> list[tuple[int, int]]:
    """The prime factors of a positive integer."""
    if number == 1:
        return []
    if fmpz(number).bit_length() > 120:
        raise Hard("a large number to factor")
    return [(int(p), int(k)) for p, k in fmpz(number).factor()]


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
