"""What is said of two formulas: the verdict, what decided it, and the point that shows a difference."""

from fractions import Fraction
from typing import Literal

from flint import acb, ctx
from msgspec import Struct
from msgspec.structs import replace

from checker.symbolic.points.agreement import digits
from checker.symbolic.points.looking import ENOUGH, MAX_BITS, Difference, Sight
from checker.symbolic.points.telling import in_words, plain, shown

Decision = Literal["equal", "different", "undecided"]
DecidedBy = Literal["structure", "point", "proof", "SymPy", "evidence", "kind", "form", "growth", "nobody"]


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


ORDER = ("structure", "proof", "SymPy", "growth", "evidence", "nobody", "kind", "form", "point")


def rank(result: Equivalence) -> tuple[int, int]:
    """How bad a verdict is: from equal to different, and from sure to unsure."""
    return ("equal", "undecided", "different").index(result.verdict), ORDER.index(result.decided_by)


def together(entries: dict[str, Equivalence]) -> Equivalence:
    """The verdict on all entries: that of the worst."""
    if not entries:
        return Equivalence(verdict="equal", decided_by="structure")
    worst = max(entries.values(), key=rank)
    return replace(worst, entries=entries)


def of_another_kind(reason: str) -> Equivalence:
    """Different, whatever the values."""
    return Equivalence(verdict="different", decided_by="kind", reason=reason)


def different(difference: Difference) -> Equivalence:
    """Different at a point, with as many digits as tell the two apart."""
    point = {name: plain(value) for name, value in difference.point.items()}
    for places in (12, 30, 60):
        got, want = shown(difference.got, places), shown(difference.want, places)
        if got.partition(" +/-")[0] != want.partition(" +/-")[0]:
            break
    else:
        got, want = shown(difference.got), f"{shown(difference.want)}, which is {_apart(difference)}"
    example = Counterexample(point, got, want)
    return Equivalence(verdict="different", decided_by="point", counterexample=example)


def _apart(difference: Difference) -> str:
    """How far the second value is from the first, where their digits hardly tell."""
    with ctx.workprec(MAX_BITS):
        by = acb(difference.want) - acb(difference.got)
        size = shown(abs(by), 3)
        return f"{size} {'more' if by.real > 0 else 'less'}" if by.imag == 0 else f"{size} away"


def of_sets(result: Equivalence) -> Counterexample | None:
    """The point at which an element is in one set alone; its distance from the others says nothing there."""
    if result.counterexample is None:
        return None
    return Counterexample(result.counterexample.point, "one set has an element here", "that the other has not")


def by_evidence(sight: Sight) -> Equivalence:
    """What many points say where nothing was proved."""
    if sight.is_single and sight.agreed:
        reading = f"the values agree to {digits(sight.bits)} digits, which is no proof"
        return Equivalence(verdict="equal", decided_by="evidence", reading=reading)
    if why := too_little(sight):
        reading = _said(sight) if sight.agreed else ""
        return Equivalence(verdict="undecided", decided_by="nobody", reason=why, reading=reading)
    together = "; ".join(part for part in (removable(sight), _said(sight)) if part)
    return Equivalence(verdict="equal", decided_by="evidence", reading=together)


def too_little(sight: Sight) -> str:
    """Why agreement says too little, nothing where it says enough."""
    if not sight.agreed:
        return "could not be evaluated at any point, and no proof was found"
    if sight.blind > sight.agreed:
        return "could not be evaluated at most points"
    if sight.blind > max(2, MOST_BLIND * (sight.agreed + sight.blind)):
        return "could not be evaluated at many of the points"
    if sight.agreed < ENOUGH:
        return f"could be compared at {sight.agreed} points only, which says too little, and no proof was found"
    if sight.fixed:
        where = in_words({name: plain(value) for name, value in sight.fixed.items()})
        return f"could be compared only where {where}, which says too little, and no proof was found"
    if sight.unsettled is not None:
        where = in_words({name: plain(value) for name, value in sight.unsettled.items()})
        return f"is not certain close to {where}, where it may jump or have no value, and no proof was found"
    if sight.is_unsearched:
        return "may differ at single points or on a cut, which were not searched, and no proof was found"
    if sight.is_idle:
        return "has a case, or a part of a long list, that was met at no point, and no proof was found"
    if len(sight.truths) == 1:
        what = "holds" if True in sight.truths else "does not hold"
        return f"{what} wherever it was tried, as the other, which says too little, and no proof was found"
    return ""


MOST_BLIND = 0.05
"""share of the points at which nothing could be said, and agreement at the others still says something"""


def _said(sight: Sight) -> str:
    """What agreement means: how many digits, at how many points, and what may have been missed."""
    missed = 0.9**sight.drawn
    idle = "; a part of a maximum, minimum or choice was never the one taken" if any(sight.idle.values()) else ""
    return (
        f"the values agree to {digits(sight.bits)} digits at {sight.agreed} points, which is no proof: a "
        "difference that shows at a tenth of what can be drawn would have been missed with a probability of "
        f"{missed:.1g}, one that shows at less more easily{idle}"
    )


def removable(sight: Sight) -> str:
    """What to say of points at which one side is undefined, and tends to what the other is."""
    if not sight.removable:
        return ""
    point, side = sight.removable[0]
    where = ", ".join(f"{name} = {value}" for name, value in point.items())
    which = "the first formula" if side == "got" else "the second formula"
    return f"{which} is not defined at {where}, where it tends to the value of the other"


def unreadable(what: str) -> Equivalence:
    """What cannot be read as a formula: ours to solve where SymPy has it, or it is too large; else no formula."""
    if "sympy." not in what and "too large" not in what:
        return of_another_kind(f"is {what}, should be a formula")
    reason = (
        what.removeprefix("an answer ") if "too large" in what else f"{what}, which the checker does not know"
    )
    return Equivalence(verdict="undecided", decided_by="nobody", reason=f"is {reason.removeprefix('is ')}")
