"""Whether two formulas are equal on a domain: equal, different or undecided, and what decided it.

In this order, from cheap to dear, stopping at the first that decides:

  1. structure   they are the same after cheap normalisation
  2. point       certified bounds of both values lie apart at a point of the domain: that point is shown
  3. proof       normal forms agree, case by case; equal derivatives and one common point; root separation
  4. SymPy       its `simplify` brings the difference to 0, in a process of its own, under limits
  5. evidence    agreement at many points, on both sides of every switch, with many digits: not a proof

What cannot be compared at any point, and is not proved, is undecided. That `simplify` fails, or takes long, says
nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

from flint import fmpq
from msgspec import Struct

from checker.sandbox import values
from checker.sandbox.wire import Big, Other, Tree, Unencodable
from checker.symbolic import form as forms
from checker.symbolic.balls import PRECISIONS, UNKNOWN, Program
from checker.symbolic.domains import Domain, Range, range_of
from checker.symbolic.expressions import LOGIC, RELATIONS, Expressions, Node, TooLarge
from checker.symbolic.growth import same_growth
from checker.symbolic.looking import Difference, Looker, Sight, Suspect, digits, plain, shown
from checker.symbolic.proof import prove_equal
from checker.symbolic.reading import Reader, Unreadable
from checker.symbolic.words import FORMS, MODES

Decision = Literal["equal", "different", "undecided"]
DecidedBy = Literal["structure", "point", "proof", "SymPy", "evidence", "kind", "form", "growth", "nobody"]

MAX_DIGITS = 20_000
"""decimal digits of a number that somebody hands in here; a student's answer has passed a narrower bound"""
ALIASES = {
    "up to an additive constant": "up to a constant", "constant": "up to a constant", "factor": "up to a factor",
    "up to a nonzero factor": "up to a factor", "same sign": "sign", "order of growth": "growth",
    "same growth": "growth",
}  # fmt: skip


class Counterexample(Struct, frozen=True):
    """A point at which two formulas certainly differ."""

    point: dict[str, Fraction | complex]
    """the value of each symbol"""
    got: str
    """an enclosure of the first one's value there, or `undefined`"""
    want: str
    """an enclosure of the second one's value there, or `undefined`"""


class Equivalence(Struct, frozen=True, kw_only=True):
    """A verdict on two formulas."""

    verdict: Decision
    decided_by: DecidedBy
    counterexample: Counterexample | None = None
    """the point that shows the difference, where there is one"""
    reading: str = ""
    """what was assumed, and what was noticed"""
    reason: str = ""
    """why it is undecided, or different without a point"""
    entries: "dict[str, Equivalence]" = {}
    """verdicts on the entries of a matrix, tuple or dict, by their place"""

    @property
    def wrong_entries(self) -> list[str]:
        """Places of the entries that are not equal."""
        return [place for place, entry in self.entries.items() if entry.verdict != "equal"]


def equivalence(
    got: Any,
    want: Any,
    domain: Mapping[Any, Any] | None = None,
    mode: str = "exact",
    *,
    where: Any = (),
    free_of: Iterable[str] | None = None,
    only: Iterable[str] | None = None,
    form: str = "",
    functions: Mapping[str, Any] | None = None,
    seed: str = "",
    use_sympy: bool = True,
) -> Equivalence:
    """Compare two formulas on a domain.

    Args:
      got, want: SymPy expressions, matrices, tuples, dicts, sets, relations; trees; or typed texts.
      domain: what each symbol stands for, by its name: `real`, `positive`, `nonnegative`, `nonzero`, `negative`,
        `unit interval`, `integer`, `positive integer`, `nonnegative integer`, `complex`, or an interval such as
        `"[0, 1)"`. Where nothing is said, SymPy's assumptions count, and else the symbol is real.
      mode: `exact`; `up to a constant` or `up to a factor`, either of them free of the symbols `free_of` (of all,
        by default); `up to a sign`; `same zeros`, zero at the same points; `sign`, the same one everywhere;
        `growth`, up to constant factors and lower orders as all symbols grow.
      where: a relation, or several, that hold between the symbols.
      free_of: symbols that the constant or the factor may not contain.
      only: functions and symbols that `got` may be written with.
      form: `expanded`, `factored` or `simplified`: how `got` has to be written.
      functions: definitions of functions that are only named, as `checker.symbolic.definitions`; None for opaque.
      seed: where the random points come from.
      use_sympy: whether SymPy may be asked where everything else has failed to prove.

    Returns:
      the verdict, what decided it, and the point that shows a difference.

    Raises:
      DomainError: a domain is not understood.
      ValueError: a mode or a form is not known.

    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> equivalence(sympy.sqrt(x**2), x, {"x": "positive"}).verdict
    'equal'
    >>> equivalence(sympy.sqrt(x**2), x, {"x": "real"}).verdict
    'different'
    """
    mode = ALIASES.get(mode, mode)
    if mode not in MODES:
        raise ValueError(f"the mode {mode!r} is not known; it is one of {', '.join(MODES)}")
    ranges = {str(name): range_of(given) for name, given in (domain or {}).items()}
    assumed = assumptions(got, want)
    ranges = {**assumed, **ranges}
    comparison = Comparison(
        ranges,
        mode=mode,
        where=tuple(where) if isinstance(where, list | tuple) else (where,),
        free_of=None if free_of is None else frozenset(map(str, free_of)),
        only=None if only is None else frozenset(map(str, only)),
        form=form,
        functions=functions or {},
        seed=seed,
        use_sympy=use_sympy,
    )
    return comparison.compare(as_plain(got, ranges), as_plain(want, ranges))


def as_plain(value: Any, names: Iterable[str] = ()) -> Any:
    """A formula as trees: texts are read, and SymPy's objects are taken apart."""
    if isinstance(value, str):
        from checker.maths.typed import read_formula

        return read_formula(value, symbols=tuple(names))
    if isinstance(value, Tree | int | float | Fraction | complex | Other):
        return value
    if isinstance(value, list):
        return [as_plain(item, names) for item in value]
    if isinstance(value, tuple):
        return tuple(as_plain(item, names) for item in value)
    if isinstance(value, dict):
        return {str(key): as_plain(item, names) for key, item in value.items()}
    encoder = values.Encoder(MAX_DIGITS)
    try:
        encoded = encoder.encode(value)
    except Unencodable as err:
        return Other("answer", str(err))
    if isinstance(encoded, Tree | Big):
        return encoded
    return values.decode(encoded, memoryview(b"".join(encoder.buffers)))


def assumptions(*expressions: Any) -> dict[str, Range]:
    """What SymPy's own symbols say of themselves."""
    found: dict[str, Range] = {}
    for expression in expressions:
        for symbol in getattr(expression, "free_symbols", ()):
            if (word := _assumed(symbol)) is not None:
                found.setdefault(str(symbol), range_of(word))
    return found


def _assumed(symbol: Any) -> str | None:
    is_whole, is_positive, is_nonnegative = (
        getattr(symbol, f"is_{name}", None) for name in ("integer", "positive", "nonnegative")
    )
    if is_whole:
        return "positive integer" if is_positive else "nonnegative integer" if is_nonnegative else "integer"
    if is_positive or is_nonnegative:
        return "positive" if is_positive else "nonnegative"
    if getattr(symbol, "is_negative", None):
        return "negative"
    if getattr(symbol, "is_real", None):
        return "nonzero" if getattr(symbol, "is_nonzero", None) else "real"
    return "complex" if getattr(symbol, "is_complex", None) else None


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
        self.ranges, self.mode, self.where, self.free_of = dict(ranges), mode, where, free_of
        self.only, self.form, self.functions = only, form, dict(functions or {})
        self.seed, self.use_sympy, self.looks_long = seed, use_sympy, looks_long
        self._trees: tuple[Any, Any] = (None, None)

    def compare(self, got: Any, want: Any) -> Equivalence:
        """The verdict on two values that may have entries."""
        if isinstance(want, Tree) and want.head == "Tuple":
            want = want.args
        match want:
            case list() | tuple():
                return self._sequences(got, want)
            case dict():
                return self._dicts(got, want)
            case Tree(head="FiniteSet"):
                return self._sets(got, want)
            case _:
                if isinstance(got, list | tuple | dict):
                    return _of_another_kind("has several entries, should be one formula")
                return self.one(got, want)

    # ---- values with entries -----------------------------------------------------------------------------------

    def _sequences(self, got: Any, want: Sequence[Any]) -> Equivalence:
        if isinstance(got, Tree) and got.head == "Tuple":
            got = tuple(got.args)
        if not isinstance(got, list | tuple) or len(got) != len(want):
            return _of_another_kind(f"has {_length(got)}, should have {len(want)} entries")
        rows = [isinstance(row, list) for row in want]
        if all(rows) and want:
            return self._matrices(got, want)
        entries = {f"[{i}]": self.compare(g, w) for i, (g, w) in enumerate(zip(got, want, strict=True))}
        return _together(entries)

    def _matrices(self, got: Sequence[Any], want: Sequence[Any]) -> Equivalence:
        if any(not isinstance(g, list | tuple) or len(g) != len(w) for g, w in zip(got, want, strict=True)):
            return _of_another_kind(f"is no matrix of {len(want)} rows and {len(want[0])} columns")
        entries = {
            f"[{i}, {j}]": self.compare(g, w)
            for i, (row, right) in enumerate(zip(got, want, strict=True))
            for j, (g, w) in enumerate(zip(row, right, strict=True))
        }
        return _together(entries)

    def _dicts(self, got: Any, want: Mapping[str, Any]) -> Equivalence:
        if not isinstance(got, dict):
            return _of_another_kind(f"is no dict with the keys {', '.join(want)}")
        absent = _of_another_kind("is missing")
        return _together(
            {str(key): self.compare(got[key], value) if key in got else absent for key, value in want.items()}
        )

    def _sets(self, got: Any, want: Tree) -> Equivalence:
        """Whether every element of either set is in the other: a is in {b, c} where (a - b) (a - c) = 0."""
        if isinstance(got, Tree) and got.head in ("FiniteSet", "Tuple", "EmptySet"):
            elements = list(got.args)
        elif isinstance(got, list | tuple):
            elements = list(got)
        else:
            return _of_another_kind("is no set")
        if not elements or not want.args:
            same = not elements and not want.args
            return (
                Equivalence(verdict="equal", decided_by="structure")
                if same
                else _of_another_kind("is another set")
            )
        weakest = Equivalence(verdict="equal", decided_by="structure")
        for some, others in ((elements, want.args), (want.args, elements)):
            for element in some:
                product = Tree("Mul", tuple(Tree("Add", (element, Tree("Mul", (-1, o)))) for o in others))
                result = self.one(product, 0)
                if result.verdict == "different":
                    reason = "has an element that is in the one set alone"
                    return _replaced(result, reason=reason, counterexample=_of_sets(result))
                weakest = max(weakest, result, key=_rank)
        return weakest

    # ---- one formula -------------------------------------------------------------------------------------------

    def one(self, got: Any, want: Any) -> Equivalence:
        """The verdict on two single formulas."""
        store = Expressions()
        self._trees = (got, want)
        reader = Reader(store, self.functions)
        try:
            right = reader.read(want)
            answer = reader.read(got)
            constraints = tuple(reader.read(as_plain(c)) for c in self.where if c is not None)
            domain = Domain(store, self.ranges, constraints)
            names = store.symbols(answer, right)
            result = self._judged(store, answer, right, domain)
        except Unreadable as err:
            return _unreadable(str(err))
        except (TooLarge, RecursionError) as err:
            reason = f"is too large to compare: {err}" if isinstance(err, TooLarge) else "is too large to compare"
            return Equivalence(verdict="undecided", decided_by="nobody", reason=reason)
        except (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError) as err:
            reason = f"made the comparison itself fail ({type(err).__name__})"
            return Equivalence(verdict="undecided", decided_by="nobody", reason=reason)
        said = "; ".join(part for part in (domain.words(names), result.reading) if part)
        result = _replaced(result, reading=said)
        if result.verdict == "equal" and (
            why := forms.fault(got, only=self.only, form=self.form, parts=forms.size(want))
        ):
            return _replaced(result, verdict="different", decided_by="form", reason=why)
        return result

    def _judged(self, store: Expressions, got: Node, want: Node, domain: Domain) -> Equivalence:
        logical = RELATIONS | LOGIC
        if store.undefined in (got, want):
            if got == want:
                return Equivalence(
                    verdict="undecided", decided_by="nobody", reason="is not defined, nor is the other"
                )
            reason = "is not defined" if got == store.undefined else "is defined, and the other is not"
            return _of_another_kind(reason)
        if any(
            str(store.args[node][0]).startswith("sympy.") for node in (got, want) if store.heads[node] == "apply"
        ):
            return self._exactly(store, got, want, domain)  # of a kind that is not known
        if self.mode == "same zeros":
            zeros = [n if store.heads[n] in logical else store.relation("equal", n) for n in (got, want)]
            return self._exactly(store, zeros[0], zeros[1], domain)
        if (store.heads[got] in logical) != (store.heads[want] in logical):
            is_condition = store.heads[got] in logical
            what, other = ("an equation or a condition", "an expression")[:: 1 if is_condition else -1]
            return _of_another_kind(f"is {what}, should be {other}")
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
        looker = Looker(store, got, want, domain, self.seed)
        if difference := looker.first_look():
            return _different(looker.simplest(difference))
        apart = store.value(store.minus(got, want))
        if apart is not None and apart != 0 and (not domain.constraints or looker.has_points):
            return Equivalence(verdict="different", decided_by="structure", reason=f"they differ by {apart}")
        suspects: list[Suspect] = []
        if prove_equal(store, *_as_numbers(store, got, want), domain, suspects):
            if looker.sight.nowhere and not looker.sight.agreed:
                reason = "is not defined where it was tried, nor is the other"
                return Equivalence(verdict="undecided", decided_by="nobody", reason=reason)
            return Equivalence(verdict="equal", decided_by="proof", reading=_removable(looker.sight))
        if not self.looks_long:
            return Equivalence(verdict="undecided", decided_by="nobody", reason="was not proved to be the same")
        sight = looker.last_look(suspects)
        if sight.difference:
            return _different(looker.simplest(sight.difference))
        if sight.agreed and self._sympy_proves(domain):
            return Equivalence(verdict="equal", decided_by="SymPy", reading=_removable(sight))
        if not sight.agreed and _has_huge_number(store, got):
            reason = "is too large to compare: it has a number beyond all bounds"
            return Equivalence(verdict="undecided", decided_by="nobody", reason=reason)
        return _by_evidence(sight)

    def _sympy_proves(self, domain: Domain) -> bool:
        if not self.use_sympy or self.mode != "exact":
            return False
        from checker.symbolic.opinion import sympy_proves

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
        if "equal" in (store.heads[zero], store.heads[other_zero]):
            looker = Looker(store, zero, other_zero, domain, self.seed)
            difference = looker.first_look()
            if difference is None and self.looks_long:  # a proof that holds crosswise holds for the zeros too
                difference = looker.last_look().difference
            if difference:
                reason = "the one is zero there, and the other is not"
                return _replaced(_different(looker.simplest(difference)), reason=reason)
        got_elsewhere, wider = self._elsewhere(store, got, domain)
        want_elsewhere, _ = self._elsewhere(store, want, domain)
        left, right = store.times(got, want_elsewhere), store.times(want, got_elsewhere)
        return self._exactly(store, left, right, wider)

    def _up_to_sign(self, store: Expressions, got: Node, want: Node, domain: Domain) -> Equivalence:
        """got = want, or got = -want."""
        result = self._exactly(store, got, want, domain)
        if result.verdict == "equal":
            return result
        return min(result, self._exactly(store, got, store.scaled(want, fmpq(-1)), domain), key=_rank)

    def _elsewhere(self, store: Expressions, node: Node, domain: Domain) -> tuple[Node, Domain]:
        """The expression at another point, as far as its symbols matter; and the domain of both points."""
        names = [
            name for name in {*self.ranges, *store.symbols(node)} if self.free_of is None or name in self.free_of
        ]
        primed = {name: f"{name}'" for name in sorted(names)}
        values = {name: store.symbol(other) for name, other in primed.items()}
        ranges = {**domain.ranges, **{other: domain.range(name) for name, other in primed.items()}}
        constraints = (*domain.constraints, *(store.substituted(c, values) for c in domain.constraints))
        return store.substituted(node, values), Domain(store, ranges, constraints)

    def _growth(self, store: Expressions, got: Node, want: Node, domain: Domain) -> Equivalence:
        is_same, reason = same_growth(store, got, want, sorted({*store.symbols(got, want)}))
        if is_same is None:
            return Equivalence(verdict="undecided", decided_by="nobody", reason=reason)
        return Equivalence(verdict="equal" if is_same else "different", decided_by="growth", reason=reason)


# ---- verdicts --------------------------------------------------------------------------------------------------

ORDER = ("structure", "proof", "SymPy", "growth", "evidence", "nobody", "kind", "form", "point")


def _rank(result: Equivalence) -> tuple[int, int]:
    return ("equal", "undecided", "different").index(result.verdict), ORDER.index(result.decided_by)


def _together(entries: dict[str, Equivalence]) -> Equivalence:
    """The verdict on all entries: that of the worst."""
    if not entries:
        return Equivalence(verdict="equal", decided_by="structure")
    worst = max(entries.values(), key=_rank)
    return _replaced(worst, entries=entries)


def _replaced(result: Equivalence, **changes: Any) -> Equivalence:
    from msgspec.structs import replace

    return replace(result, **changes)


def _of_another_kind(reason: str) -> Equivalence:
    return Equivalence(verdict="different", decided_by="kind", reason=reason)


def _different(difference: Difference) -> Equivalence:
    point = {name: plain(value) for name, value in difference.point.items()}
    for places in (12, 30, 180, 700):
        got, want = shown(difference.got, places), shown(difference.want, places)
        if got.partition(" +/-")[0] != want.partition(" +/-")[0]:
            break
    example = Counterexample(point, got, want)
    return Equivalence(verdict="different", decided_by="point", counterexample=example)


def _of_sets(result: Equivalence) -> Counterexample | None:
    """The point at which an element is in one set alone; its distance from the others says nothing there."""
    if result.counterexample is None:
        return None
    return Counterexample(result.counterexample.point, "one set has an element here", "that the other has not")


def _by_evidence(sight: Sight) -> Equivalence:
    if sight.is_single and sight.agreed:
        reading = f"the values agree to {digits(sight.bits)} digits, which is no proof"
        return Equivalence(verdict="equal", decided_by="evidence", reading=reading)
    if not sight.agreed:
        return Equivalence(
            verdict="undecided",
            decided_by="nobody",
            reason="could not be evaluated at any point, and no proof was found",
        )
    missed = 0.9**sight.agreed
    reading = (
        f"the values agree to {digits(sight.bits)} digits at {sight.agreed} points, which is no proof: "
        f"a difference on a tenth of what was sampled would have been missed with a probability of {missed:.1g}"
    )
    if sight.blind > sight.agreed:
        return Equivalence(
            verdict="undecided",
            decided_by="nobody",
            reason="could not be evaluated at most points",
            reading=reading,
        )
    together = "; ".join(part for part in (_removable(sight), reading) if part)
    return Equivalence(verdict="equal", decided_by="evidence", reading=together)


def _removable(sight: Sight) -> str:
    """What to say of points at which one side is undefined, and tends to what the other is."""
    if not sight.removable:
        return ""
    point, side = sight.removable[0]
    where = ", ".join(f"{name} = {value}" for name, value in point.items())
    which = "the first formula" if side == "got" else "the second formula"
    return f"{which} is not defined at {where}, where it tends to the value of the other"


def _unreadable(what: str) -> Equivalence:
    """What cannot be read as a formula: ours to solve where SymPy has it, or it is too large; else no formula."""
    if "sympy." not in what and "too large" not in what:
        return _of_another_kind(f"is {what}, should be a formula")
    reason = (
        what.removeprefix("an answer ") if "too large" in what else f"{what}, which the checker does not know"
    )
    return Equivalence(verdict="undecided", decided_by="nobody", reason=f"is {reason.removeprefix('is ')}")


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


def _length(got: Any) -> str:
    return f"{len(got)} entries" if isinstance(got, list | tuple) else "no entries"
