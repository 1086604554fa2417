"""What is known of the signs of expressions, as linear facts: on symbols, and on parts that are left whole.

x y, sqrt(x**2 + y**2) or exp(x) is as good an unknown for an elimination as x is. What they are bounded by of
themselves (a square is not negative, a sine is at most 1) is a fact, too, and so is a fact times a symbol whose
sign is known.
"""

from collections.abc import Iterable, Iterator, Mapping

from flint import fmpq

from checker.symbolic.domains import Domain, real_valued
from checker.symbolic.expressions import ONE, ZERO, Expressions, Node
from checker.symbolic.feasible import Fact, Linear, contradict, linear

WHOLE = "# "
"""what the name of an unknown begins with that stands for a part, before its number"""
MAX_SCALED = 24
WITHIN_ONE = frozenset("sin cos tanh erf".split())


def form_of(store: Expressions, node: Node) -> Linear:
    """The linear form that an expression is in symbols and parts that are left whole."""
    if (plain := linear(store, node)) is not None:
        return plain
    if store.heads[node] != "add":
        return Linear(ZERO, {f"{WHOLE}{node}": ONE})
    constant, terms = store.args[node]
    return Linear(constant, {_unknown(store, part): q for part, q in terms})


def _unknown(store: Expressions, part: Node) -> str:
    return str(store.args[part][0]) if store.heads[part] == "symbol" else f"{WHOLE}{part}"


class Facts:
    """What a domain and some signs say."""

    def __init__(self, store: Expressions, domain: Domain, signs: Mapping[Node, int]) -> None:
        self.store, self.domain = store, domain
        given = domain.signs()
        self.signs = {**given, **signs}
        stated = [(form_of(store, node), sign) for node, sign in (*signs.items(), *given.items())]
        self.stated = [*stated, *domain.bounds()]
        self._of_parts: dict[str, list[Fact]] = {}

    def contradict(self, *more: Fact) -> bool:
        """Whether no real numbers satisfy all of it and a few facts more."""
        stated = [*more, *self.stated]
        if not more and all(not form.slopes for form, _ in stated):
            return contradict(stated)
        known = self._connected(stated, {name for form, _ in more for name in form.slopes})
        return contradict(known) or (self._has_parts(known) and contradict([*known, *self._wider(known)]))

    def implied(self, node: Node) -> int | None:
        """The sign, 1 or -1, that an expression has to have."""
        form = form_of(self.store, node)
        for sign in (1, -1):
            if all(self.contradict((form, other)) for other in (0, -sign)):
                return sign
        return None

    def _connected(self, facts: list[Fact], names: set[str]) -> list[Fact]:
        """The facts that have to do with some unknowns, with one another's bounds."""
        if not names:
            names = {name for form, _ in facts for name in form.slopes}
        names = self._touching(names)
        kept, others = list[Fact](), facts
        while True:
            near = [fact for fact in others if not fact[0].slopes or not names.isdisjoint(fact[0].slopes)]
            if not near:
                return kept
            others = [fact for fact in others if fact not in near]
            names = self._touching({name for form, _ in near for name in form.slopes} | names)
            kept += near

    def _touching(self, names: set[str]) -> set[str]:
        """Unknowns, and the symbols in them."""
        parts = [int(name.removeprefix(WHOLE)) for name in names if name.startswith(WHOLE)]
        return names.union(*(self.store.free[part] for part in parts))

    def _has_parts(self, facts: list[Fact]) -> bool:
        return any(name.startswith(WHOLE) for form, _ in facts for name in form.slopes)

    def _wider(self, facts: list[Fact]) -> Iterator[Fact]:
        """What parts say of themselves, and facts times symbols."""
        names = sorted({name for form, _ in facts for name in form.slopes if name.startswith(WHOLE)})
        for name in names:
            if name not in self._of_parts:
                self._of_parts[name] = list(self._of_part(name, int(name.removeprefix(WHOLE))))
            yield from self._of_parts[name]
        yield from self._scaled(facts, set(names))

    def _of_part(self, name: str, part: Node) -> Iterator[Fact]:
        """The bounds that an expression has by its shape."""
        head = self.store.heads[part]
        if head == "mul":
            if (sign := self._sign_of_product(self.store.args[part])) is not None:
                yield Linear(ZERO, {name: ONE}), sign
        elif not real_valued(self.store, part, self.domain):
            return
        elif head == "exp":
            yield Linear(ZERO, {name: ONE}), 1
        elif head == "abs":
            yield Linear(ZERO, {name: ONE}), 2
        elif head == "cosh":
            yield Linear(-ONE, {name: ONE}), 2
        elif head in WITHIN_ONE:
            yield Linear(ONE, {name: ONE}), 2
            yield Linear(ONE, {name: -ONE}), 2

    def _sign_of_product(self, factors: Iterable[tuple[Node, fmpq]]) -> int | None:
        """1 or -1, twice that where it may also be zero, None where it is not known."""
        sign, may_vanish = 1, False
        for base, q in factors:
            known = self._sign_of_base(base)
            if q.q == 1 and int(q.p) % 2 == 0 and known is None:
                if not real_valued(self.store, base, self.domain):
                    return None
                may_vanish = True
                continue
            if known is None or (known < 0 and q.q != 1):
                return None
            may_vanish = may_vanish or abs(known) == 2
            sign *= -1 if known < 0 and int(q.p) % 2 else 1
        if not may_vanish:
            return sign
        return 2 if sign == 1 else None

    def _sign_of_base(self, base: Node) -> int | None:
        """1, -1, or 2 for not negative."""
        head, args = self.store.heads[base], self.store.args[base]
        if (known := self.signs.get(base)) in (1, -1, 2):
            return known
        if head == "number":
            return 1 if args[0] > 0 else -1
        if head == "symbol":
            given = self.domain.range(args[0])
            return given.sign or (2 if given.is_nonnegative else None)
        if head == "constant":
            return 1 if args[0] != "i" else None
        if head in ("exp", "cosh") and real_valued(self.store, base, self.domain):
            return 1
        if head == "abs":
            return 2
        if head == "add" and args[0] >= 0 and all(q > 0 for _, q in args[1]):
            found = [self._sign_of_term(part) for part, _ in args[1]]
            if None in found or -1 in found:
                return None
            return 1 if args[0] > 0 or 1 in found else 2
        return None

    def _sign_of_term(self, part: Node) -> int | None:
        if self.store.heads[part] == "mul":
            return self._sign_of_product(self.store.args[part])
        return self._sign_of_base(part)

    def _scaled(self, facts: list[Fact], parts: set[str]) -> Iterator[Fact]:
        """Facts on symbols times a symbol of known sign, where the products are unknowns already."""
        count = 0
        factors = {
            base
            for name in parts
            if self.store.heads[part := int(name.removeprefix(WHOLE))] == "mul"
            for base, q in self.store.args[part]
            if q == 1 and self.store.heads[base] == "symbol"
        }
        for base in sorted(factors):
            sign = self._sign_of_base(base)
            if sign is None:
                continue
            for form, known in facts:
                if any(name.startswith(WHOLE) for name in form.slopes) or known == 0:
                    continue
                scaled = self._times(base, form, sign)
                if count < MAX_SCALED and parts.issuperset(n for n in scaled.slopes if n.startswith(WHOLE)):
                    count += 1
                    yield scaled, (2 if sign == 2 else known)

    def _times(self, base: Node, form: Linear, sign: int) -> Linear:
        direction = fmpq(-1 if sign < 0 else 1)
        slopes = {str(self.store.args[base][0]): form.constant * direction} if form.constant != 0 else {}
        for name, q in form.slopes.items():
            product = self.store.times(base, self.store.symbol(name))
            unknown = _unknown(self.store, product)
            slopes[unknown] = slopes.get(unknown, ZERO) + q * direction
        return Linear(ZERO, slopes)
