"""How formulas are compared: entry by entry, in each mode, up the ladder from structure to evidence."""

from collections.abc import Mapping
from typing import Any

from flint import fmpq
from msgspec.structs import replace

from checker.symbolic import form as forms
from checker.symbolic.balls import PRECISIONS, UNKNOWN, Program
from checker.symbolic.domains.domain import Domain, Range
from checker.symbolic.domains.facts import Facts
from checker.symbolic.elimination import completed, without_equations
from checker.symbolic.entries import compare_entries, has_entries
from checker.symbolic.expressions.store import LOGIC, RELATIONS, Expressions, Node, TooLarge
from checker.symbolic.growth import same_growth
from checker.symbolic.points.looking import Looker, Suspect
from checker.symbolic.points.opaque import opened
from checker.symbolic.proofs.case import has_sign
from checker.symbolic.proofs.prover import prove_equal
from checker.symbolic.reading.inputs import as_plain
from checker.symbolic.reading.reader import Reader, Unreadable, own_name
from checker.symbolic.verdicts import (
    Equivalence,
    by_evidence,
    different,
    of_another_kind,
    rank,
    removable,
    unreadable,
)
from checker.symbolic.words import FORMS


class Comparison:
    """How formulas are to be compared: the domain, the mode and the form.

    One that does not look for long gives up on what neither a few points tell apart nor a proof makes equal.
    """

    def __init__(
        self,
        ranges: Mapping[str, Range],
        *,
        mode: str = "exact",
        where: tuple[Any, ...] = (),
        free_of: frozenset[str] | None = None,
        only: frozenset[str] | None = None,
        form: str = "",
        functions: Mapping[str, Any] | None = None,
        seed: str = "",
        use_sympy: bool = True,
        looks_long: bool = True,
    ) -> None:
        if form and form not in FORMS:
            raise ValueError(f"the form {form!r} is not known; it is one of {', '.join(FORMS)}")
        self.ranges = {own_name(name): given for name, given in ranges.items()}
        self.mode, self.where, self.free_of = mode, where, free_of
        self.only, self.form, self.functions = only, form, dict(functions or {})
        self.seed, self.use_sympy, self.looks_long = seed, use_sympy, looks_long
        self._trees: tuple[Any, Any] = (None, None)
        self._bases: frozenset[str] = frozenset()

    def compare(self, got: Any, want: Any) -> Equivalence:
        """The verdict on two values that may have entries."""
        if has_entries(got, want):
            return compare_entries(got, want, self.compare, self.one)
        return self.one(got, want)

    def one(self, got: Any, want: Any) -> Equivalence:
        """The verdict on two single formulas."""
        store = Expressions()
        self._trees = (got, want)
        try:
            (right, answer, *constraints), reader = self._read(store, want, got)
            domain = Domain(store, self._ranges_with(reader.entries), tuple(constraints))
            names = store.symbols(answer, right)
            self._bases = frozenset(reader.sequences)
            result = self._case_by_case(store, answer, right, domain)
        except Unreadable as err:
            return unreadable(str(err))
        except (TooLarge, RecursionError) as err:
            reason = f"is too large to compare: {err}" if isinstance(err, TooLarge) else "is too large to compare"
            return Equivalence(verdict="undecided", decided_by="nobody", reason=reason)
        except (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError) as err:
            reason = f"made the comparison itself fail ({type(err).__name__})"
            return Equivalence(verdict="undecided", decided_by="nobody", reason=reason)
        said = "; ".join(part for part in (domain.words(names), result.reading) if part)
        result = replace(result, reading=said)
        if result.verdict == "equal" and (
            why := forms.fault(got, only=self.only, form=self.form, parts=forms.size(want))
        ):
            return replace(result, verdict="different", decided_by="form", reason=why)
        return result

    def _read(self, store: Expressions, *trees: Any) -> tuple[list[Node], Reader]:
        """The formulas and the constraints; entries of a sequence are all read alike."""
        trees = (*trees, *(as_plain(given) for given in self.where if given is not None))
        reader = Reader(store, self.functions)
        nodes = [reader.read(tree) for tree in trees]
        if reader.mixed:
            reader = Reader(store, self.functions, sequences=reader.mixed)
            nodes = [reader.read(tree) for tree in trees]
        return nodes, reader

    def _ranges_with(self, entries: Mapping[str, str]) -> dict[str, Range]:
        """The ranges, with those of entries after their sequences."""
        given = {entry: self.ranges[name] for entry, name in entries.items() if name in self.ranges}
        return {**given, **self.ranges}

    def _case_by_case(self, store: Expressions, got: Node, want: Node, domain: Domain) -> Equivalence:
        """The worst verdict of the cases that equations between the symbols leave."""
        if not domain.constraints:
            return self._judged(store, got, want, domain)
        if store.false in domain.constraints or Facts(store, domain, {}).contradict():
            reason = "cannot be compared: no numbers satisfy the conditions on the symbols"
            return Equivalence(verdict="undecided", decided_by="nobody", reason=reason)
        if self.mode == "growth":
            return self._judged(store, got, want, domain)
        results = []
        for case in without_equations(store, got, want, domain, self.free_of):
            result = self._judged(store, case.a, case.b, case.domain)
            results.append(completed(store, result, case.values))
            if result.verdict == "different":
                break
        return max(results, key=rank)

    def _judged(self, store: Expressions, got: Node, want: Node, domain: Domain) -> Equivalence:
        logical = RELATIONS | LOGIC
        if store.undefined in (got, want):
            if got == want:
                return Equivalence(
                    verdict="undecided", decided_by="nobody", reason="is not defined, nor is the other"
                )
            reason = "is not defined" if got == store.undefined else "is defined, and the other is not"
            return of_another_kind(reason)
        if any(
            str(store.args[node][0]).startswith("sympy.") for node in (got, want) if store.heads[node] == "apply"
        ):
            return self._exactly(store, got, want, domain)  # of a kind that is not known
        if (infinite := _as_infinite(store, got, want)) is not None:
            return infinite
        if self.mode == "same zeros":
            zeros = [n if store.heads[n] in logical else store.relation("equal", n) for n in (got, want)]
            return self._exactly(store, zeros[0], zeros[1], domain)
        if (store.heads[got] in logical) != (store.heads[want] in logical):
            is_condition = store.heads[got] in logical
            what, other = ("an equation or a condition", "an expression")[:: 1 if is_condition else -1]
            return of_another_kind(f"is {what}, should be {other}")
        match self.mode:
            case "up to a constant":
                return self._up_to_constant(store, got, want, domain)
            case "up to a factor":
                return self._up_to_factor(store, got, want, domain)
            case "sign":
                return self._exactly(store, store.function("sign", got), store.function("sign", want), domain)
            case "up to a sign":
                return self._up_to_sign(store, got, want, domain)
            case "growth":
                return self._growth(store, got, want, domain)
            case _:
                return self._exactly(store, got, want, domain)

    def _exactly(self, store: Expressions, got: Node, want: Node, domain: Domain) -> Equivalence:
        if got == want and got != store.undefined:
            return Equivalence(verdict="equal", decided_by="structure")
        valued = opened(store, got, want, domain, self._bases)
        looker = Looker(store, valued.got, valued.want, valued.domain, self.seed)
        if difference := looker.first_look():
            return different(valued.told(looker.simplest(difference)))
        apart = store.value(store.minus(got, want))
        if apart is not None and apart != 0 and (not domain.constraints or looker.has_points):
            return Equivalence(verdict="different", decided_by="structure", reason=f"they differ by {apart}")
        suspects: list[Suspect] = []
        gaps: list[dict[str, Any]] = []
        if prove_equal(store, *_as_numbers(store, got, want), domain, suspects, gaps=gaps):
            looker.sight.removable += [(gap, "got") for gap in gaps]
            if looker.sight.nowhere and not looker.sight.agreed:
                reason = "is not defined where it was tried, nor is the other"
                return Equivalence(verdict="undecided", decided_by="nobody", reason=reason)
            return Equivalence(verdict="equal", decided_by="proof", reading=removable(looker.sight))
        if not self.looks_long:
            return Equivalence(verdict="undecided", decided_by="nobody", reason="was not proved to be the same")
        sight = looker.last_look(suspects)
        if sight.difference:
            return different(valued.told(looker.simplest(sight.difference)))
        if sight.agreed and self._sympy_proves(domain):
            return Equivalence(verdict="equal", decided_by="SymPy", reading=removable(sight))
        if not sight.agreed and _has_huge_number(store, got):
            reason = "is too large to compare: it has a number beyond all bounds"
            return Equivalence(verdict="undecided", decided_by="nobody", reason=reason)
        sight.is_idle |= _may_be_taken(store, sight.idle, valued.domain)
        return by_evidence(sight)

    def _sympy_proves(self, domain: Domain) -> bool:
        if not self.use_sympy or self.mode != "exact":
            return False
        from checker.symbolic.proofs.opinion import sympy_proves

        return sympy_proves(*self._trees, domain.ranges)

    def _up_to_constant(self, store: Expressions, got: Node, want: Node, domain: Domain) -> Equivalence:
        """got - got' = want - want', wherever the symbols that the constant has to be free of go."""
        got_elsewhere, wider = self._elsewhere(store, got, domain)
        want_elsewhere, _ = self._elsewhere(store, want, domain)
        return self._exactly(store, store.minus(got, got_elsewhere), store.minus(want, want_elsewhere), wider)

    def _up_to_factor(self, store: Expressions, got: Node, want: Node, domain: Domain) -> Equivalence:
        """got = c want, crosswise: got want' = got' want; and where the one is zero, the other is."""
        zero, other_zero = (store.relation("equal", node) for node in (got, want))
        if prove_equal(store, got, store.zero, domain) != prove_equal(store, want, store.zero, domain):
            return self._exactly(store, got, want, domain)
        has_zeros = any(has_sign(store, node, domain) is None for node in (got, want))
        if has_zeros and "equal" in (store.heads[zero], store.heads[other_zero]):
            valued = opened(store, zero, other_zero, domain, self._bases)
            looker = Looker(store, valued.got, valued.want, valued.domain, self.seed)
            difference = looker.first_look()
            if difference is None and self.looks_long:  # a proof that holds crosswise holds for the zeros too
                difference = looker.last_look().difference
            if difference:
                reason = "the one is zero there, and the other is not"
                return replace(different(valued.told(looker.simplest(difference))), reason=reason)
        got_elsewhere, wider = self._elsewhere(store, got, domain)
        want_elsewhere, _ = self._elsewhere(store, want, domain)
        left, right = store.times(got, want_elsewhere), store.times(want, got_elsewhere)
        return self._exactly(store, left, right, wider)

    def _up_to_sign(self, store: Expressions, got: Node, want: Node, domain: Domain) -> Equivalence:
        """got = want, or got = -want."""
        result = self._exactly(store, got, want, domain)
        if result.verdict == "equal":
            return result
        return min(result, self._exactly(store, got, store.scaled(want, fmpq(-1)), domain), key=rank)

    def _elsewhere(self, store: Expressions, node: Node, domain: Domain) -> tuple[Node, Domain]:
        """The expression at another point, as far as its symbols matter; and the domain of both points."""
        names = [
            name for name in {*self.ranges, *store.symbols(node)} if self.free_of is None or name in self.free_of
        ]
        primed = {name: _free_name(name, {*self.ranges, *domain.ranges, *names}) for name in sorted(names)}
        values = {name: store.symbol(other) for name, other in primed.items()}
        ranges = {**domain.ranges, **{other: domain.range(name) for name, other in primed.items()}}
        constraints = (*domain.constraints, *(store.substituted(c, values) for c in domain.constraints))
        return store.substituted(node, values), Domain(store, ranges, constraints)

    def _growth(self, store: Expressions, got: Node, want: Node, domain: Domain) -> Equivalence:
        is_same, reason = same_growth(store, got, want, sorted({*store.symbols(got, want)}))
        if is_same is None:
            return Equivalence(verdict="undecided", decided_by="nobody", reason=reason)
        return Equivalence(verdict="equal" if is_same else "different", decided_by="growth", reason=reason)


def _free_name(name: str, taken: set[str]) -> str:
    """The name with as many primes as no symbol has."""
    name += "'"
    while name in taken:
        name += "'"
    return name


def _as_infinite(store: Expressions, got: Node, want: Node) -> Equivalence | None:
    """The verdict where one side is infinite as it stands, and the other is that, too, or finite for certain."""
    infinity = store.constant("infinity")
    ends = (infinity, store.scaled(infinity, fmpq(-1)))
    if got not in ends and want not in ends:
        return None
    if got == want:
        return Equivalence(verdict="equal", decided_by="structure")
    other = want if got in ends else got
    if other not in ends and infinity in store.reachable(other):
        return None
    return of_another_kind(f"is {_as_told(got, ends)}, should be {_as_told(want, ends)}")


def _as_told(node: Node, ends: tuple[Node, Node]) -> str:
    return ("infinite", "minus infinity")[ends.index(node)] if node in ends else "finite"


def _may_be_taken(store: Expressions, idle: Mapping[Node, set[Node]], domain: Domain) -> bool:
    """Whether a part of a maximum or minimum that was it at no point may be it at others."""

    def is_beaten(node: Node, part: Node) -> bool:
        sign = 1 if store.heads[node] == "max" else -1
        others = [other for other in store.args[node] if other != part]
        return any(has_sign(store, store.minus(other, part), domain) == sign for other in others)

    extremes = [(node, part) for node, parts in idle.items() if store.heads[node] in EXTREMES for part in parts]
    return any(not is_beaten(node, part) for node, part in extremes)


EXTREMES = ("max", "min")


def _has_huge_number(store: Expressions, root: Node) -> bool:
    """Whether a part without symbols, that is made of numbers alone, cannot be evaluated."""
    parts = [node for node in store.reachable(root) if not store.free[node] and store.heads[node] in HUGE]
    return any(value is UNKNOWN for value in Program(store, *parts).at({}, PRECISIONS[0]))


HUGE = frozenset({"mul", "power", "exp", "gamma", "binomial"})


def _as_numbers(store: Expressions, got: Node, want: Node) -> tuple[Node, Node]:
    """Conditions as what is 1 where they hold, else 0."""
    if store.heads[got] not in RELATIONS | LOGIC:
        return got, want
    pair = [store.piecewise(((store.one, c), (store.zero, store.true))) for c in (got, want)]
    return pair[0], pair[1]
