"""Normal forms with functions that are only named, and with sums taken apart."""

from flint import fmpq

from checker.symbolic.derivations.reality import Reality
from checker.symbolic.expressions.store import ONE, Node
from checker.symbolic.normal.field import Hard, Poly, Quotient
from checker.symbolic.normal.generators import NeedSign, Scales
from checker.symbolic.normal.normal import Normal

INDEX = "~of height "
"""what the indices of sums are called"""


class NamedNormal(Normal):
    """Normal forms in which a function that is only named is real where that is certain, and bounded as it is."""

    def __init__(self, reality: Reality, scales: Scales, opens: frozenset[str], roots: tuple[Node, ...]) -> None:
        signs = dict.fromkeys(reality.bounds(*roots), 1) if opens else {}
        super().__init__(reality.store, reality.domain, signs, scales, minds_zeros=False, opens=opens)
        self._reality = reality

    def _kernel(self, name: str, args: list[Quotient], node: Node) -> Quotient:
        if name == "apply log" and (exponent := self._exponent(self.field.lowest(args[0]))) is not None:
            return exponent
        count = len(self._kernels)
        found = super()._kernel(name, args, node)
        if len(self._kernels) > count and name.startswith("apply ") and not self._reality.is_real(node):
            generator = self._kernels[-1][2]
            generator.is_real = generator.is_positive = False
        return found

    def _exponent(self, u: Quotient) -> Quotient | None:
        """v for u = exp(v), where the laws of exp and log(exp(v)) = v are used together."""
        if not self.opens >= {"exp", "log_exp"}:
            return None
        for poly, other, sign in ((u.num, u.den, 1), (u.den, u.num, -1)):
            generator = None if poly.is_constant() else self.field.generator_of(poly)
            if other == 1 and generator is not None and generator.kind == "exponential" and generator.is_positive:
                return self.field.scaled(generator.base, fmpq(sign, generator.scale))
        return None

    def _kernel_of(self, node: Node) -> Quotient:
        """A sum by its terms; a product, and a sum whose terms have no normal form, as it is."""
        if self.store.heads[node] != "sum" or self._is_infinite(node):
            return super()._kernel_of(node)
        try:
            return self._sum(*self.store.args[node])
        except (NeedSign, Hard):
            return super()._kernel_of(node)

    def _is_infinite(self, node: Node) -> bool:
        return self.store.constant("infinity") in self.store.reachable(node)

    def _sum(self, body: Node, name: str, low: Node, high: Node) -> Quotient:
        """sum (a f + b g) = a sum f + b sum g, and sum 1 = the number of terms; a and b without the index."""
        field = self.field
        terms = field.lowest(self.of(body))
        inside, outside = self._split_by(terms.den, name)
        total = field.zero
        for exponents, q in zip(terms.num.monoms(), terms.num.coeffs(), strict=True):
            bound, free = self._split_by(field.monomial(tuple(map(int, exponents)), q), name)
            summand = self.store.over(self.node_of(bound), self.node_of(inside))
            factor = Quotient(free, outside)
            total = field.add(total, field.mul(factor, self._sum_of(summand, name, low, high)))
        return total

    def _sum_of(self, summand: Node, name: str, low: Node, high: Node) -> Quotient:
        if summand == self.store.one:
            return self.of(self.store.add(((high, ONE), (low, -ONE)), ONE))
        index = f"{INDEX}{self._height(summand)}"
        renamed = self.store.substituted(summand, {name: self.store.symbol(index)})
        return super()._kernel_of(self.store.series("sum", renamed, index, low, high))

    def _height(self, summand: Node) -> int:
        """How deep sums stand in a summand: by that their indices are named, wherever they come from."""
        sums = [node for node in self.store.reachable(summand) if self.store.heads[node] == "sum"]
        names = [str(self.store.args[node][1]) for node in sums]
        return max((1 + int(name.removeprefix(INDEX)) for name in names if name.startswith(INDEX)), default=0)

    def _split_by(self, poly: Poly, name: str) -> tuple[Poly, Poly]:
        """What of a polynomial depends on an index, and the factor that does not; all of several terms does."""
        used = self.field.in_use(poly)
        is_bound = {g.index: name in self.store.free[g.node] for g in used}
        if not any(is_bound.values()):
            return self.field.one_poly, poly
        if len(poly) != 1:
            return poly, self.field.one_poly
        exponents = tuple(map(int, poly.monoms()[0]))
        bound = tuple(e if is_bound.get(i) else 0 for i, e in enumerate(exponents))
        free = tuple(0 if is_bound.get(i) else e for i, e in enumerate(exponents))
        return self.field.monomial(bound), self.field.monomial(free, poly.coeffs()[0])
