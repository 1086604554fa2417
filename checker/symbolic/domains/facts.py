"""What is known of the signs of expressions, as linear facts: on symbols, and on parts that are left whole.

x y, sqrt(x**2 + y**2) or exp(x) is as good an unknown for an elimination as x is. What they are bounded by of
themselves (a square is not negative, a sine is at most 1) is a fact, too, and so is a fact times a symbol whose
sign is known.
"""

from collections.abc import Iterable, Iterator, Mapping

from flint import fmpq

from checker.symbolic.domains.bounds import between_logarithms, of_exponential, of_logarithm, signs_of_products
from checker.symbolic.domains.domain import Domain, real_valued
from checker.symbolic.domains.feasible import Fact, Linear, contradict, linear
from checker.symbolic.expressions.store import ONE, ZERO, Expressions, Node

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
        if contradict(known):
            return True
        names = sorted({name for form, _ in known for name in form.slopes if name.startswith(WHOLE)})
        return bool(names) and any(contradict([*known, *more]) for more in self._wider(known, names))

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

    def _wider(self, facts: list[Fact], names: list[str]) -> Iterator[list[Fact]]:
        """What parts say of themselves, with facts times symbols, or with what logarithms say of one another."""
        own = [fact for name in names for fact in self._known_of(name)]
        yield [*own, *self._scaled(facts, set(names)), *self._products(facts, names)]
        if logs := self._in_logarithms(names):
            yield [*own, *between_logarithms(self.store, logs, self._form_of)]
            yield [*own, *signs_of_products(self.store, logs, self._form_of, self._sign_of_logarithm)]

    def _known_of(self, name: str) -> list[Fact]:
        if name not in self._of_parts:
            self._of_parts[name] = list(self._of_part(name, int(name.removeprefix(WHOLE))))
        return self._of_parts[name]

    def _form_of(self, node: Node) -> Linear:
        return form_of(self.store, node)

    def _in_logarithms(self, names: list[str]) -> list[Node]:
        """What positive expressions unknowns have logarithms of, as factors or alone."""
        found: dict[Node, None] = {}
        for name in names:
            part = int(name.removeprefix(WHOLE))
            factors = self.store.args[part] if self.store.heads[part] == "mul" else ((part, ONE),)
            for base, q in factors:
                if q == 1 and self.store.heads[base] == "log" and self._is_positive(self.store.args[base][0]):
                    found[self.store.args[base][0]] = None
        return list(found)

    def _is_positive(self, node: Node) -> bool:
        if self._sign_of_base(node) == 1:
            return True
        form = linear(self.store, node)
        return form is not None and all(contradict([*self._plain, (form, other)]) for other in (0, -1))

    @property
    def _plain(self) -> list[Fact]:
        """The facts on symbols alone."""
        return [fact for fact in self.stated if not any(name.startswith(WHOLE) for name in fact[0].slopes)]

    def _of_part(self, name: str, part: Node) -> Iterator[Fact]:
        """The bounds that an expression has by its shape."""
        head = self.store.heads[part]
        if head == "mul":
            if (sign := self._sign_of_product(self.store.args[part])) is not None:
                yield Linear(ZERO, {name: ONE}), sign
        elif head == "log":
            if self._is_positive(v := self.store.args[part][0]):
                yield from of_logarithm(self.store, name, v, self._form_of)
        elif not real_valued(self.store, part, self.domain):
            return
        elif head == "exp":
            yield Linear(ZERO, {name: ONE}), 1
            yield from of_exponential(name, self.store.args[part][0], self._form_of)
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
        if head == "log":
            return self._sign_of_logarithm(args[0])
        if head == "add" and args[0] >= 0 and all(q > 0 for _, q in args[1]):
            found = [self._sign_of_term(part) for part, _ in args[1]]
            if None in found or -1 in found:
                return None
            return 1 if args[0] > 0 or 1 in found else 2
        return None

    def _sign_of_logarithm(self, v: Node) -> int | None:
        """-1 for the logarithm of what is between 0 and 1, as far as that is linear; 1 for what is above."""
        form = linear(self.store, v)
        if form is None:
            return None
        if not form.slopes:
            return (1 if form.constant > 1 else -1) if form.constant > 0 and form.constant != 1 else None
        if not self._is_positive(v):
            return None
        beyond = Linear(form.constant - 1, form.slopes)
        for sign in (1, -1):
            if all(contradict([*self._plain, (beyond, other)]) for other in (0, -sign)):
                return sign
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
                if sign == 2 and known == -1:
                    form, known = _opposite(form), 1
                scaled = self._times(base, form, sign)
                if count < MAX_SCALED and parts.issuperset(n for n in scaled.slopes if n.startswith(WHOLE)):
                    count += 1
                    yield scaled, (2 if sign == 2 else known)

    def _products(self, facts: list[Fact], names: list[str]) -> Iterator[Fact]:
        """Bounds on one symbol times bounds on another, or on the same, where the product is an unknown."""
        for name in names:
            part = int(name.removeprefix(WHOLE))
            if self.store.heads[part] != "mul":
                continue
            factors = [base for base, q in self.store.args[part] for _ in range(int(q) if q in (1, 2) else 0)]
            if len(factors) != 2 or any(self.store.heads[base] != "symbol" for base in factors):
                continue
            x, y = (str(self.store.args[base][0]) for base in factors)
            for first, is_first_strict in _bounds_on(facts, x):
                for second, is_second_strict in _bounds_on(facts, y):
                    if x == y and first.slopes[x] * second.slopes[y] > 0:
                        continue
                    yield (
                        _multiplied(first, second, x, y, name),
                        (1 if is_first_strict and is_second_strict else 2),
                    )

    def _times(self, base: Node, form: Linear, sign: int) -> Linear:
        direction = fmpq(-1 if sign < 0 else 1)
        slopes = {str(self.store.args[base][0]): form.constant * direction} if form.constant != 0 else {}
        for name, q in form.slopes.items():
            product = self.store.times(base, self.store.symbol(name))
            unknown = _unknown(self.store, product)
            slopes[unknown] = slopes.get(unknown, ZERO) + q * direction
        return Linear(ZERO, slopes)


def _bounds_on(facts: list[Fact], name: str) -> list[tuple[Linear, bool]]:
    """What is positive, or not negative, of one symbol alone; and whether it is never zero."""
    found = [(form, sign) for form, sign in facts if set(form.slopes) == {name} and sign != 0]
    return [(_opposite(form) if sign < 0 else form, sign != 2) for form, sign in found]


def _opposite(form: Linear) -> Linear:
    return Linear(-form.constant, {name: -q for name, q in form.slopes.items()})


def _multiplied(a: Linear, b: Linear, x: str, y: str, product: str) -> Linear:
    """(c + s x) (d + t y), with an unknown for x y."""
    c, s, d, t = a.constant, a.slopes[x], b.constant, b.slopes[y]
    slopes: dict[str, fmpq] = {product: s * t}
    for name, q in ((x, s * d), (y, t * c)):
        slopes[name] = slopes.get(name, ZERO) + q
    return Linear(c * d, {name: q for name, q in slopes.items() if q != 0})
