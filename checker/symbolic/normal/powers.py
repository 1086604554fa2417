"""Exponentials, roots and logarithms in generators.

exp(u) is a product of powers of exp(m), one m for each monomial of u; exp(q log f) is f**q, and exp(i pi p/q) a
power of the root of unity. Roots and logarithms are split over the factors of what they are of, as far as these
are real and their signs are known; the rest is left alone.
"""

from typing import Any

from flint import fmpq, fmpz

from checker.symbolic.expressions.store import HALF, ONE, Node
from checker.symbolic.normal.field import Generator, Hard, Poly, Quotient, Undefined
from checker.symbolic.normal.signs import Signs

MAX_POWER_OF_PRIME = 2_000
REAL_KERNELS = frozenset(
    "erf erfi atan asinh floor digamma gamma apply binomial zeta re im arg atan2 abs".split()
)
ODD_KERNELS = frozenset("erf erfi erfinv atan asin".split())
POSITIVE_KERNELS = frozenset({"apply exp", "apply sigma", "apply softplus"})
"""functions that are only named, and have positive values"""


class Powers(Signs):
    """Brings powers, roots and logarithms to normal form."""

    def power(self, base: Quotient, exponent: Quotient) -> Quotient:
        """base ** exponent."""
        exponent = self.field.lowest(exponent)
        if (q := self.field.constant_of(exponent)) is not None:
            return self.root(base, q)
        base = self.field.lowest(base)
        if self._is_real_quotient(base) and self.sign(base) == 0:
            return self._power_of_zero(exponent)
        is_whole = exponent.den.is_constant() and self._is_whole_poly(exponent.num)
        if is_whole and (logarithm := self._some_logarithm(base)) is not None:
            return self.exponential(self.field.mul(exponent, logarithm))
        return self.exponential(self.field.mul(exponent, self.logarithm(base)))

    def _power_of_zero(self, exponent: Quotient) -> Quotient:
        """0 ** e: 0 for what is positive, and SymPy's 0 ** 0 = 1."""
        if not self._is_real_quotient(exponent):
            raise Hard("a complex power of zero")
        sign = self.sign(exponent)
        if sign < 0:
            raise Undefined("a division by zero")
        return self.field.one if sign == 0 else self.field.zero

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
                monomial, below = tuple(map(int, exponents)), den
                if den is not None:
                    part = self.field.lowest(Quotient(self.field.monomial(monomial), den))
                    monomial = tuple(map(int, part.num.monoms()[0]))
                    below = None if part.den.is_constant() else part.den
                    q = q * part.num.coeffs()[0]
                product = self.field.mul(product, self._exponential_of(monomial, below, fmpq(q)))
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
                if q.q == 1 and any(e > 1 for _, e in others):  # (-1)**(n**2) is (-1)**n
                    once = {generator.index for generator, _ in others}
                    monomial = tuple(1 if i in once else e for i, e in enumerate(monomial))
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
        of_pi = [
            e
            for generator, e in used
            if generator.kind == "symbol" and generator.base == self.store.pi and generator.scale == e
        ]
        if not kinds or not of_pi or kinds["unity"] * 4 != self.scales.order:
            return None
        return [(g, e) for g, e in used if g.kind != "unity" and g.base != self.store.pi], 0

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
        if abs(whole) > MAX_POWER_OF_PRIME:
            raise Hard("a large power")
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
        if len(f) == 1 and f.coeffs()[0] == 1 and f.total_degree() > 1:
            product = self.field.one
            for i, e in enumerate(f.monoms()[0]):
                if e:
                    product = self.field.mul(product, self._positive_root(self.field.gens[i], t * fmpq(int(e))))
            return product
        generator = self.field.generator_of(f)
        if generator is not None:
            match generator.kind:
                case "symbol":
                    name = self._name(generator)
                    total = t / generator.scale
                    self.scales.need(("symbol", name), int(total.q))
                    return self._variable(generator, int((total * generator.scale).p))
                case "exponential" if generator.is_positive:
                    base = generator.base
                    return self.exponential(self.field.scaled(base, t / generator.scale))
                case "root":
                    return self._positive_root(generator.base, t / generator.scale)
        whole = fmpq(t.floor())
        result = self.field.power(self.field.of(f), int(whole.p))
        return self.field.mul(result, self._radical(f, self.node_of(f), t - whole))

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
            if generator.kind == "kernel" and self.opens >= {"log", "log_exp"}:
                known = next(
                    (args for name, args, g in self._kernels if g is generator and name == "apply exp"), None
                )
                if known is not None:
                    return known[0]
            if generator.kind == "exponential" and generator.is_positive:
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
        is_real = all(map(self._is_real_quotient, args)) and (
            head in REAL_KERNELS or (name == "asin" and self._is_within_one(args[0]))
        )
        is_positive = name in POSITIVE_KERNELS or (
            name == "gamma" and is_real and self._certain_sign(args[0].num * args[0].den) == 1
        )
        generator = self.field.new("kernel", node, is_real=is_real, is_positive=is_positive)
        self._kernels.append((name, args, generator))
        return self._variable(generator)

    def _is_within_one(self, u: Quotient) -> bool:
        """Whether -1 < u < 1, for what is real."""
        rest = self.field.lowest(self.field.sub(self.field.one, self.field.mul(u, u)))
        return self._certain_sign(rest.num * rest.den) == 1


def _primes(number: Any) -> list[tuple[int, int]]:
    """The prime factors of a positive integer."""
    if number == 1:
        return []
    if fmpz(number).bit_length() > 120:
        raise Hard("a large number to factor")
    return [(int(p), int(k)) for p, k in fmpz(number).factor()]
