"""What people decided, on top of what was found.

Points that somebody gives to an item count in place of the checker's, for the files that they were given for.
Whoever hands in something else is graded anew, and told that somebody has to look again.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from checker.gradebook.store import Decision
from checker.verdict import Finding, ItemResult, Judgement, Outcome, points


def decided(judgement: Judgement, hash: str, decisions: Sequence[Decision]) -> Judgement:
    """The judgement of files with that hash, as people decided on it; `decisions` are in their order in time."""
    current = [decision for decision in decisions if decision.hash == hash]
    if not current:
        return judgement
    given = {d.item: d.points for d in current if not d.text}
    items = tuple(_item(item, given.get(item.id), current) for item in judgement.items)
    is_by_person = bool(items) and all(item.decided_by == "person" for item in items)
    return replace(judgement, status="graded" if is_by_person else judgement.status, items=items)


def remark_on(hash: str, decisions: Sequence[Decision]) -> str:
    """What people have to say of files with that hash as a whole."""
    said = [d.text for d in decisions if d.hash == hash and d.text and not d.item]
    return "; ".join(filter(None, (_outdated(decisions, hash), *said)))


def _item(item: ItemResult, given: float | None, decisions: Sequence[Decision]) -> ItemResult:
    comments = tuple(Finding(kind="comment", message=d.text) for d in decisions if d.text and d.item == item.id)
    item = replace(item, findings=(*item.findings, *comments)) if comments else item
    if given is None:
        return item
    return replace(
        item, points=points(given), outcome=outcome_of(given, item.max_points), decided_by="person", rubric=()
    )


def outcome_of(given: float, most: float) -> Outcome:
    """The outcome that fits points which a person gave."""
    if given >= most:
        return Outcome.CORRECT
    return Outcome.PARTLY_CORRECT if given > 0 else Outcome.WRONG


def _outdated(decisions: Sequence[Decision], hash: str) -> str:
    """What is to be said of points that were given for other files."""
    older = {d.item: d for d in decisions if d.hash != hash and not d.text}
    newer = {d.item for d in decisions if d.hash == hash and not d.text}
    items = [d.item for d in older.values() if d.points is not None and d.item not in newer]
    if not items:
        return ""
    return f"points that a person gave to {', '.join(items)} were for other files; staff has to look again"
