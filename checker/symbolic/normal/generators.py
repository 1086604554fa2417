"""The generators of normal forms: what stands for symbols, constants and roots of unity, and what they are.

`Normal` is built in layers, each in a module of its own: generators, signs, powers, special functions, and the
walk over expressions on top of them.
"""

from typing import Any

from flint import fmpq, fmpz

from checker.symbolic.domains.domain import Domain
from checker.symbolic.domains.facts import Facts
from checker.symbolic.expressions.store import ONE, Expressions, Node
from checker.symbolic.normal.field import MAX_DEGREE, Field, Generator, Hard, Poly, Quotient

MAX_ORDER = 240
"""order of roots of unity"""
MAX_SCALE = 60

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


class Generators:
    """The generators that stand for a store's expressions, in the case that some signs say.

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
        self._facts: Facts | None = None

    def of(self, root: Node) -> Quotient:
        """The normal form of an expression."""
        raise NotImplementedError

    def _variable(self, generator: Generator, power: int = 1) -> Quotient:
        if abs(power) > MAX_DEGREE:
            raise Hard("a large power")
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

    def _half_turn(self) -> Quotient:
        """i pi."""
        return self.field.mul(self.of(self.store.i), self.of(self.store.pi))

    def node_of(self, poly: Poly) -> Node:
        """The expression that a polynomial stands for."""
        terms = []
        for exponents, q in zip(poly.monoms(), poly.coeffs(), strict=True):
            factors = [(self.field.generators[i].node, fmpq(int(e))) for i, e in enumerate(exponents) if e]
            terms.append((self.store.mul(factors), fmpq(q)))
        return self.store.add(terms)

    def _node_of_quotient(self, a: Quotient) -> Node:
        return self.store.over(self.node_of(a.num), self.node_of(a.den))

    def is_real(self, poly: Poly) -> bool:
        """Whether a polynomial has real values."""
        return all(generator.is_real for generator in self.field.in_use(poly))

    def _is_real_quotient(self, u: Quotient) -> bool:
        return self.is_real(u.num) and self.is_real(u.den)

    def _is_whole(self, generator: Generator) -> bool:
        if generator.kind != "symbol" or generator.scale != 1:
            return False
        return self.store.heads[generator.base] == "symbol" and (
            self.domain.range(self.store.args[generator.base][0]).is_whole
        )

    def _is_whole_poly(self, poly: Poly) -> bool:
        return all(self._is_whole(generator) for generator in self.field.in_use(poly)) and all(
            fmpq(q).q == 1 for q in poly.coeffs()
        )

    def _name(self, generator: Generator) -> str:
        name = str(self.store.args[generator.base][0])
        return name if self.store.heads[generator.base] == "symbol" else f"({name})"

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

    @property
    def _unit(self) -> tuple[int, ...]:
        return (0,) * len(self.field.gens)
