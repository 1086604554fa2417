"""Equations between symbols, solved for one of them before anything is compared.

On w = 0 hardly a point that is drawn lies, and a proof has no use for it. Where a symbol is what the others say,
it is put in: what was asked of it becomes constraints on the others. Every solution is kept, and nothing is added
but points at which the equation itself is undefined; an equation that is not seen through stays as it is.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import partial

from flint import acb, arb, fmpq
from msgspec import Struct
from msgspec.structs import replace

from checker.symbolic.balls import PRECISIONS, Program
from checker.symbolic.domains.domain import Domain
from checker.symbolic.expressions.store import HALF, ONE, Expressions, Node
from checker.symbolic.points.telling import plain
from checker.symbolic.proofs.case import Case as Piece
from checker.symbolic.proofs.case import has_sign
from checker.symbolic.proofs.prover import prove_equal
from checker.symbolic.verdicts import Equivalence

MAX_EQUATIONS = 6
MAX_CASES = 4
TWO = fmpq(2)

Solution = tuple[Node, tuple[Node, ...]]
"""what a symbol is, and the conditions under which it is that"""


class Case(Struct, frozen=True):
    """Two expressions on a domain, without the symbols that equations say."""

    a: Node
    b: Node
    domain: Domain
    values: tuple[tuple[str, Node], ...] = ()
    """the symbols that are gone, the last one first, and what they are in those that were left then"""


def without_equations(
    store: Expressions, a: Node, b: Node, domain: Domain, only: frozenset[str] | None = None
) -> list[Case]:
    """Cases that cover a domain together, with equations used up; `only` has the symbols that may go."""
    whole = Case(a, b, domain)
    open_cases, found = [whole], list[Case]()
    while open_cases:
        case = open_cases.pop()
        parts = _next(store, case, only) if len(case.values) < MAX_EQUATIONS else None
        if parts is None:
            found.append(case)
            continue
        open_cases.extend(parts)
        if len(open_cases) + len(found) > MAX_CASES:
            return [whole]
    return found or [whole]


def completed(store: Expressions, result: Equivalence, values: tuple[tuple[str, Node], ...]) -> Equivalence:
    """The verdict with the values of the symbols that are gone at its point."""
    example = result.counterexample
    if example is None or not values:
        return result
    point = dict(example.point)
    for name, node in values:
        there = {other: _exact(value) for other, value in point.items()}
        missing = {other: fmpq(1) for other in store.symbols(node) if other not in there}
        found = Program(store, node).at({**there, **missing}, PRECISIONS[0])[0]
        point |= {other: plain(value) for other, value in missing.items()}
        if isinstance(found, fmpq | arb | acb):
            point[name] = plain(found)
    return replace(result, counterexample=replace(example, point=point))


def _exact(value: Fraction | complex) -> fmpq | acb:
    if isinstance(value, Fraction):
        return fmpq(value.numerator, value.denominator)
    return acb(value.real, value.imag)


def _next(store: Expressions, case: Case, only: frozenset[str] | None) -> list[Case] | None:
    """The case with one symbol less, None where no equation is seen through."""
    constraints = list(_flat(store, case.domain.constraints))
    options = []
    for equation in constraints:
        if store.heads[equation] != "equal":
            continue
        names = store.symbols(equation)
        rest = Domain(store, case.domain.ranges, tuple(c for c in constraints if c != equation))
        for name in names if only is None or only.issuperset(names) else ():
            solver = _Solver(store, rest, name, is_real=not any(rest.range(other).is_complex for other in names))
            solutions = solver.solved(store.args[equation][0], store.zero)
            solutions = [given for given in solutions or () if not _is_fraction(store, rest, name, given[0])]
            if solutions and all(_fits(store, rest, name, value) for value, _ in solutions):
                size = len(store.reachable(*(value for value, _ in solutions)))
                options.append(((len(solutions), size), name, solutions, rest))
    if not options:
        return None
    _, name, solutions, rest = min(options, key=lambda option: option[0])
    return [made for solution in solutions if (made := _narrowed(store, case, rest, name, solution)) is not None]


def _flat(store: Expressions, constraints: tuple[Node, ...]) -> Iterator[Node]:
    for node in constraints:
        if store.heads[node] == "and":
            yield from _flat(store, store.args[node])
        else:
            yield node


def _is_fraction(store: Expressions, domain: Domain, name: str, value: Node) -> bool:
    """Whether a whole symbol would be a fraction."""
    q = store.value(value)
    return domain.range(name).is_whole and q is not None and bool(q.q != 1)


def _fits(store: Expressions, domain: Domain, name: str, value: Node) -> bool:
    """Whether a symbol can be that without a word on whether it is whole."""
    if not domain.range(name).is_whole:
        return True
    if store.heads[value] == "number":
        return bool(store.value(value).q == 1)
    if store.heads[value] not in ("add", "symbol"):
        return False
    constant, terms = store.args[value] if store.heads[value] == "add" else (ONE, ((value, ONE),))
    return constant.q == 1 and all(
        q.q == 1 and store.heads[part] == "symbol" and domain.range(store.args[part][0]).is_whole
        for part, q in terms
    )


def _narrowed(store: Expressions, case: Case, rest: Domain, name: str, solution: Solution) -> Case | None:
    """The case with a symbol put in; None where that contradicts something."""
    value, conditions = solution
    there = {name: value}
    ranges = {other: given for other, given in rest.ranges.items() if other != name}
    kept: tuple[Node, ...] = tuple(store.substituted(c, there) for c in rest.constraints)
    for condition in (*conditions, *_in_range(store, rest, name, value)):
        if not _is_certain(store, condition, Domain(store, ranges, kept)):
            kept = (*kept, condition)
    kept = tuple(dict.fromkeys(c for c in map(partial(_settled, store), kept) if c != store.true))
    if store.false in kept or store.undefined in kept:
        return None
    a, b = (store.substituted(side, there) for side in (case.a, case.b))
    return Case(a, b, Domain(store, ranges, kept), ((name, value), *case.values))


def _settled(store: Expressions, condition: Node) -> Node:
    """A condition between numbers as whether it holds, where that is certain."""
    if store.symbols(condition):
        return condition
    holds = Program(store, condition).at({}, PRECISIONS[2])[0]
    return {True: store.true, False: store.false}.get(holds, condition)


def _in_range(store: Expressions, domain: Domain, name: str, value: Node) -> Iterator[Node]:
    """What the range of a symbol says of its value."""
    given = domain.range(name)
    if given.low is not None:
        kind = "less" if given.is_low_open else "less_equal"
        yield store.relation(kind, store.add(((value, -ONE),), given.low))
    if given.high is not None:
        kind = "less" if given.is_high_open else "less_equal"
        yield store.relation(kind, store.add(((value, ONE),), -given.high))
    if not given.has_zero:
        yield store.relation("unequal", value)


def _is_certain(store: Expressions, condition: Node, domain: Domain) -> bool:
    """Whether a condition holds on the whole domain."""
    head, args = store.heads[condition], store.args[condition]
    if head == "true":
        return True
    if head in ("less", "less_equal"):
        return has_sign(store, args[0], domain) == -1
    return head == "unequal" and has_sign(store, args[0], domain) is not None


class _Solver:
    """Solves equations for one symbol."""

    def __init__(self, store: Expressions, domain: Domain, name: str, *, is_real: bool) -> None:
        self.store, self.domain, self.name, self.is_real = store, domain, name, is_real

    def solved(self, node: Node, target: Node) -> list[Solution] | None:
        """All values of the symbol at which a real expression is `target`; None where they are not seen."""
        store, (head, args) = self.store, (self.store.heads[node], self.store.args[node])
        match head:
            case "symbol":
                return [(target, ())]
            case "add" | "mul" if sum(self.name in store.free[part] for part in store.parts[node]) > 1:
                return self._of_linear(node, target)
            case "add":
                return self._of_sum(node, target)
            case "mul":
                return self._of_product(node, target)
            case "log" | "exp" | "tanh" if not self.is_real:
                return None  # these have more values than one
            case "log":
                return self.solved(args[0], store.exp(target))
            case "exp":
                inner = self.solved(args[0], store.function("log", target))
                return self._where(inner, store.relation("less", store.scaled(target, -ONE)))
            case "tanh":
                inner = self.solved(args[0], store.function("atanh", target))
                return self._where(
                    inner,
                    store.relation("less", store.add(((target, ONE),), -ONE)),
                    store.relation("less", store.add(((target, -ONE),), -ONE)),
                )
            case _:
                return None

    def _where(self, solutions: list[Solution] | None, *conditions: Node) -> list[Solution] | None:
        if solutions is None:
            return None
        return [(value, (*conditions, *others)) for value, others in solutions]

    def _of_sum(self, node: Node, target: Node) -> list[Solution] | None:
        store = self.store
        constant, terms = store.args[node]
        part, q = next(term for term in terms if self.name in store.free[term[0]])
        rest = store.add([term for term in terms if term[0] != part], constant)
        if not Piece(store, self.domain, minds_zeros=True).is_real(rest):
            return None
        return self.solved(part, store.scaled(store.minus(target, rest), 1 / q))

    def _of_product(self, node: Node, target: Node) -> list[Solution] | None:
        store, factors = self.store, self.store.args[node]
        base, q = next(factor for factor in factors if self.name in store.free[factor[0]])
        rest = store.mul([factor for factor in factors if factor[0] != base])
        if has_sign(store, rest, self.domain) is None:
            return None
        target = store.over(target, rest)
        not_negative = store.relation("less_equal", store.scaled(target, -ONE))
        if q == 1:
            return self.solved(base, target)
        if q == -1:
            if target == store.zero:
                return None
            inner = self.solved(base, store.over(store.one, target))
            return self._where(inner, store.relation("unequal", target))
        if not self.is_real:
            return None
        if q == HALF:
            return self._where(self.solved(base, store.mul(((target, TWO),))), not_negative)
        if q == TWO:
            root = store.mul(((target, HALF),))
            sign = has_sign(store, base, self.domain)
            roots = [store.scaled(root, fmpq(s)) for s in (1, -1) if sign in (None, s)]
            return self._where(self._together(self.solved(base, value) for value in roots), not_negative)
        return None

    def _together(self, found: Iterable[list[Solution] | None]) -> list[Solution] | None:
        """The solutions of all branches, None where one of them is not seen."""
        together: list[Solution] = []
        for solutions in found:
            if solutions is None:
                return None
            together += solutions
        return together

    def _of_linear(self, node: Node, target: Node) -> list[Solution] | None:
        """(target - w(0)) / (w(1) - w(0)), where w is proved to be linear with a slope that is never zero."""
        store = self.store
        ends = [store.substituted(node, {self.name: store.number(k)}) for k in (0, 1, -1)]
        if store.undefined in ends or not all(
            Piece(store, self.domain, minds_zeros=True).is_real(w) for w in ends
        ):
            return None
        rest, one, other = ends
        slope = store.scaled(store.minus(one, other), HALF)
        bend = store.add(((one, HALF), (other, HALF), (rest, -ONE)))
        x = store.symbol(self.name)
        curve = store.plus(store.times(bend, x, x), store.times(slope, x), rest)
        if not prove_equal(store, node, curve, self.domain):
            return None
        if not prove_equal(store, bend, store.zero, self.domain):
            return self._of_square(bend, slope, store.minus(rest, target))
        if has_sign(store, slope, self.domain) is None:
            return None
        return [(store.over(store.minus(target, rest), slope), ())]

    def _of_square(self, a: Node, b: Node, c: Node) -> list[Solution] | None:
        """(-b +- sqrt(b**2 - 4 a c)) / (2 a), where a is never zero."""
        store = self.store
        if not self.is_real or has_sign(store, a, self.domain) is None:
            return None
        square = store.minus(store.times(b, b), store.scaled(store.times(a, c), fmpq(4)))
        root = store.mul(((square, HALF),))
        tops = [store.add(((b, -ONE), (root, fmpq(s)))) for s in (1, -1)]
        not_negative = store.relation("less_equal", store.scaled(square, -ONE))
        return [(store.over(top, store.scaled(a, TWO)), (not_negative,)) for top in tops]
