"""Who is claimed by whom in a class: members called as the class calls them, and each by one submission."""

from collections.abc import Sequence

from msgspec.structs import replace

from checker.engine.entry import Entry
from checker.submission.team import names_of, plain_name


def claimed_once(entries: Sequence[Entry]) -> list[Entry]:
    """The rows of a class, members called by the names of their own submissions.

    Where somebody is a member of two submissions of one assignment, both say so.
    """
    ids = {name: entry.id for entry in entries for name in names_of(entry.id, entry.assignment)}
    named = [_called(entry, ids) for entry in entries]
    claims: dict[tuple[str, str], list[str]] = {}
    for entry in named:
        for member in entry.members:
            claims.setdefault((entry.assignment, member), []).append(entry.id)
    return [_told(entry, claims) for entry in named]


def _called(entry: Entry, ids: dict[str, str]) -> Entry:
    members = tuple(ids.get(plain_name(member), member) for member in entry.members)
    return entry if members == entry.members else replace(entry, members=members)


def _told(entry: Entry, claims: dict[tuple[str, str], list[str]]) -> Entry:
    shared: dict[str, list[str]] = {}
    for member in entry.members:
        for id in claims[entry.assignment, member]:
            if id != entry.id:
                shared.setdefault(id, []).append(member)
    words = [
        f"the submission `{id}` is handed in for {' and '.join(names)} too; staff decides which one counts"
        for id, names in shared.items()
    ]
    return replace(entry, remark="; ".join(filter(None, (entry.remark, *words)))) if words else entry
