"""Rational functions over a growing list of generators, some of them algebraic.

A generator stands for a symbol, an exponential, a logarithm, a root, or any function that is left alone. A root
brings its relation, such as r**2 = 2; sums and products are exact, and `reduce` divides by the relations, so
that a numerator that becomes 0 is an identity.
"""

from functools import lru_cache
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx, fmpz, fmpz_poly
from msgspec import Struct

from checker.symbolic.expressions.store import ONE, Node

Poly = Any

SIZES = ((4, 10), (12, 30))
"""how many algebraic and other generators there is room for"""
MAX_TERMS = 1_200
"""terms of a polynomial"""
MAX_DEGREE = 400
MAX_DEGREE_OF_DIVISOR = 60
"""degree of a denominator that is divided by another one"""


class Hard(Exception):
    """No proof is to be had at a fair price."""


class Undefined(Hard):
    """There is no value in this case."""


class NoRoom(Exception):
    """There are more generators than there is room for."""


class Generator(Struct, eq=False):
    """One variable of the polynomials, and what it stands for."""

    index: int
    kind: str
    """symbol, exponential, logarithm, root, unity, kernel"""
    node: Node
    """the expression that it stands for"""
    is_real: bool
    is_positive: bool = False
    relation: Poly = None
    """polynomial that vanishes, where it is algebraic"""
    base: Any = None
    """what it is the exponential, logarithm or root of"""
    scale: int = 1
    """the root or the fraction of `base` that is meant"""


@lru_cache(maxsize=8)
def _context(size: int) -> tuple[Any, tuple[Poly, ...], Poly]:
    """The polynomials in that many variables, the variables, and 1."""
    context = fmpq_mpoly_ctx.get([f"g{i}" for i in range(size)], Ordering.lex)
    return context, context.gens(), context.constant(1)


class Quotient:
    """A numerator over a denominator."""

    __slots__ = ("den", "num")

    def __init__(self, num: Poly, den: Poly) -> None:
        self.num, self.den = num, den


class Field:
    """The rational functions in the generators that were made so far."""

    def __init__(self, size: int = 0, *, fuel: int = 400_000) -> None:
        self.algebraic, self.others = SIZES[size]
        self.context, self.gens, self.one_poly = _context(self.algebraic + self.others)
        self.generators: dict[int, Generator] = {}
        self.relations: list[Generator] = []
        self.fuel = fuel
        self.zero, self.one = self.number(0), self.number(1)

    def number(self, value: Any) -> Quotient:
        """A rational number."""
        return Quotient(self.context.constant(value), self.one_poly)

    def of(self, poly: Poly) -> Quotient:
        """A polynomial as a quotient."""
        return Quotient(poly, self.one_poly)

    def new(self, kind: str, node: Node, *, is_algebraic: bool = False, **facts: Any) -> Generator:
        """A further generator; an algebraic one stands before all that its relation may contain.

        Raises:
          NoRoom: there is none left.
        """
        count = sum(1 for i in self.generators if (i < self.algebraic) == is_algebraic)
        if count >= (self.algebraic if is_algebraic else self.others):
            raise NoRoom
        index = self.algebraic - 1 - count if is_algebraic else self.algebraic + count
        generator = Generator(index, kind, node, **facts)
        self.generators[index] = generator
        return generator

    def relate(self, generator: Generator, relation: Poly) -> None:
        """Say which polynomial, monic in the generator, vanishes."""
        generator.relation = relation
        self.relations.insert(0, generator)

    def cyclotomic(self, generator: Generator, order: int) -> Poly:
        """The cyclotomic polynomial of an order, in a generator."""
        coefficients = fmpz_poly.cyclotomic(order).coeffs()
        return self.polynomial(generator, coefficients)

    def polynomial(self, generator: Generator, coefficients: list[Any]) -> Poly:
        """The polynomial in one generator with these coefficients, from the constant up."""
        g = self.gens[generator.index]
        total = self.context.constant(0)
        for k, c in enumerate(coefficients):
            total = total + g**k * fmpq(c)
        return total

    # ---- arithmetic --------------------------------------------------------------------------------------------

    def add(self, a: Quotient, b: Quotient) -> Quotient:
        """a + b."""
        if a.den == b.den:
            return Quotient(self._bounded(a.num + b.num), a.den)
        if a.den == self.one_poly:
            return Quotient(self._bounded(self._product(a.num, b.den) + b.num), b.den)
        if b.den == self.one_poly:
            return Quotient(self._bounded(a.num + self._product(b.num, a.den)), a.den)
        is_small = max(*a.den.degrees(), *b.den.degrees()) <= MAX_DEGREE_OF_DIVISOR
        for first, second in ((a, b), (b, a)) if is_small else ():
            whole, rest = divmod(first.den, second.den)
            if rest == 0:
                return Quotient(self._bounded(first.num + self._product(second.num, whole)), first.den)
        num = self._product(a.num, b.den) + self._product(b.num, a.den)
        return Quotient(self._bounded(num), self._product(a.den, b.den))

    def mul(self, a: Quotient, b: Quotient) -> Quotient:
        """a * b."""
        if a.num == b.den:
            return Quotient(b.num, a.den)
        if b.num == a.den:
            return Quotient(a.num, b.den)
        return Quotient(self._product(a.num, b.num), self._product(a.den, b.den))

    def scaled(self, a: Quotient, q: Any) -> Quotient:
        """q * a."""
        return Quotient(a.num * q, a.den)

    def sub(self, a: Quotient, b: Quotient) -> Quotient:
        """a - b."""
        return self.add(a, self.scaled(b, -1))

    def inverse(self, a: Quotient) -> Quotient:
        """1 / a."""
        if self.is_zero(a):
            raise Hard("a division by zero")
        return Quotient(a.den, a.num)

    def power(self, a: Quotient, n: int) -> Quotient:
        """a ** n for a whole n."""
        if n < 0:
            return self.power(self.inverse(a), -n)
        if n > MAX_DEGREE:
            raise Hard("a large power")
        result, square = self.one, a
        while n:
            if n & 1:
                result = self.mul(result, square)
            n >>= 1
            if n:
                square = Quotient(self._product(square.num, square.num), self._product(square.den, square.den))
        return result

    def _product(self, a: Poly, b: Poly) -> Poly:
        cost = len(a) * len(b)
        self.fuel -= cost
        if cost > 40 * MAX_TERMS or self.fuel < 0:
            raise Hard("a large product")
        return self._bounded(a * b)

    def _bounded(self, poly: Poly) -> Poly:
        self.fuel -= len(poly)
        if len(poly) > MAX_TERMS or self.fuel < 0:
            raise Hard("a large polynomial")
        return poly

    # ---- canonical forms ---------------------------------------------------------------------------------------

    def reduce(self, poly: Poly) -> Poly:
        """The remainder by all relations."""
        for generator in self.relations:
            if poly.degrees()[generator.index] > MAX_DEGREE:
                raise Hard("a large power of a root")
            poly = divmod(poly, generator.relation)[1]
            self._bounded(poly)
        return poly

    def is_zero(self, a: Quotient) -> bool:
        """Whether the quotient vanishes by the relations."""
        return bool(self.reduce(a.num) == 0)

    def are_equal(self, a: Quotient, b: Quotient) -> bool:
        """Whether two quotients are the same by the relations."""
        return self.is_zero(self.sub(a, b))

    def lowest(self, a: Quotient) -> Quotient:
        """The quotient in lowest terms, its denominator monic."""
        num, den = self.reduce(a.num), self.reduce(a.den)
        if den == 0:
            raise Hard("a division by zero")
        if not den.is_constant():
            if len(num) * len(den) > 3 * MAX_TERMS or max(*num.degrees(), *den.degrees()) > 60:
                raise Hard("a large fraction")
            self.fuel -= 50 + len(num) * len(den)
            common = num.gcd(den)
            if not common.is_constant():
                num, den = divmod(num, common)[0], divmod(den, common)[0]
        leading = den.leading_coefficient()
        return Quotient(num / leading, den / leading) if leading != 1 else Quotient(num, den)

    def factors(self, poly: Poly) -> tuple[Any, list[tuple[Poly, int]]]:
        """The content of a polynomial and its irreducible factors with their powers."""
        if poly.is_constant():
            return fmpq(poly.leading_coefficient() if len(poly) else 0), []
        if len(poly) == 1:
            monomial = poly.monoms()[0]
            return fmpq(poly.coeffs()[0]), [(self.gens[i], int(e)) for i, e in enumerate(monomial) if e]
        if _is_irreducible(poly):
            content = _content(poly)
            return content, [(poly / content, 1)]
        if len(poly) > 120 or max(poly.degrees()) > 24:
            raise Hard("a large polynomial to factor")
        self.fuel -= 200 + 4 * len(poly) ** 2
        content, factors = poly.factor()
        return fmpq(content), [(factor, int(power)) for factor, power in factors]

    def generator_of(self, poly: Poly) -> Generator | None:
        """The generator that a polynomial is, where it is one."""
        if len(poly) != 1 or poly.coeffs()[0] != 1 or poly.total_degree() != 1:
            return None
        return self.generators[next(i for i, e in enumerate(poly.monoms()[0]) if e)]

    def in_use(self, poly: Poly) -> list[Generator]:
        """The generators that occur in a polynomial."""
        return [self.generators[i] for i, degree in enumerate(poly.degrees()) if degree > 0]

    def constant_of(self, a: Quotient) -> Any:
        """The rational number that a quotient in lowest terms is, or None."""
        if not (a.num.is_constant() and a.den.is_constant()):
            return None
        return fmpq(a.num.leading_coefficient()) / fmpq(a.den.leading_coefficient()) if len(a.num) else fmpq(0)

    def monomial(self, exponents: tuple[int, ...], coefficient: Any = ONE) -> Poly:
        """The polynomial of one term."""
        return self.context.from_dict({exponents: coefficient})


def _is_irreducible(poly: Poly) -> bool:
    """Whether a variable stands in a single term of a polynomial, and there alone and to the first power."""
    monomials = [[(i, int(e)) for i, e in enumerate(m) if e] for m in poly.monoms()]
    for monomial in monomials:
        if len(monomial) == 1 and monomial[0][1] == 1:
            index = monomial[0][0]
            if sum(1 for other in monomials for i, _ in other if i == index) == 1:
                return True
    return False


def _content(poly: Poly) -> Any:
    """The rational number by which a polynomial is a primitive one that leads with a plus."""
    above, below = fmpz(0), fmpz(1)
    for q in poly.coeffs():
        above, below = above.gcd(fmpq(q).p), below.lcm(fmpq(q).q)
    return fmpq(above, below) * (1 if poly.leading_coefficient() > 0 else -1)
