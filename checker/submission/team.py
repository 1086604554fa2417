"""Who gets the mark: the members that a file names in its header, as `members: ada-brandt, ben-okafor`."""

import re
from collections.abc import Iterator

from checker.maths.describe import one_line
from checker.submission.model import Submission

HEADER_LINES = 60
NAMED = re.compile(r"[\s#*\"']*(?:team[ \t_-]*)?members?[ \t]*[:=](.*)", re.IGNORECASE)
LISTED = re.compile(r"#?(?:[ \t]+|[ \t]*[-*][ \t]+)([^\W\d][\w .,'-]{0,80})")
CODE = re.compile(r"(?:from|import|def|class|async|@|if|for|while|try|with)\b")
SEPARATOR = re.compile(r"[,;]| and | & ")
MOST = 20
"""names that are read; more are no team"""


def named_in(source: bytes) -> tuple[str, ...]:
    r"""The members that a header names, as they are written: above the code, or in a comment soon after.

    >>> named_in(b"# Homework 3\n# members: ada-brandt, Ben Okafor\nimport numpy as np\n")
    ('ada-brandt', 'Ben Okafor')
    """
    names = (
        one_line(name.strip(" \t\"'.*#[](){}"), 80) for line in _header(source) for name in SEPARATOR.split(line)
    )
    return tuple(dict.fromkeys(name for name in names if name))[:MOST]


def _header(source: bytes) -> Iterator[str]:
    """What stands behind each `members:`, or in the lines below one that is empty."""
    is_code = is_open = False
    for line in source.decode("utf-8-sig", "replace").splitlines()[:HEADER_LINES]:
        is_code = is_code or CODE.match(line) is not None
        if is_code and not line.lstrip().startswith("#"):
            is_open = False
        elif found := NAMED.fullmatch(line):
            yield found[1]
            is_open = not found[1].strip(" \t\"'")
        elif is_open and (listed := LISTED.fullmatch(line)):
            yield listed[1]
        else:
            is_open = False


def members_of(submission: Submission, largest: int) -> tuple[tuple[str, ...], str]:
    """Who gets the mark, and what staff should know about it.

    Whoever hands in is a member, unless as many others are named as a team may have: then the folder is the
    team's. A file that is called like the assignment alone is nobody's.

    Args:
      submission: what was handed in.
      largest: how many a team of the assignment may have.
    """
    own, named = names_of(submission.id, submission.assignment), named_in(submission.source)
    named = tuple(submission.id if plain_name(name) in own else name for name in named)
    is_somebody = bool(own) or not named
    if is_somebody and submission.id not in named and (len(named) < largest or largest == 1):
        named = (submission.id, *named)
    if len(named) <= largest:
        return named, ""
    allowed = "is to be done alone" if largest == 1 else f"allows teams of {largest}"
    return (submission.id,), (
        f"the header names {len(named)} members ({', '.join(named)}), but {submission.assignment} {allowed}; "
        f"only {submission.id} gets the mark until staff decides"
    )


def names_of(id: str, assignment: str) -> set[str]:
    """Spellings of who handed in: the name of the folder or file, and without the assignment in it."""
    whole = plain_name(id)
    words = [word for word in whole.split("-") if word not in (plain_name(assignment), "py")]
    return {whole, "-".join(words)} if words else set()


def plain_name(name: str) -> str:
    """What two spellings of one member share.

    >>> plain_name("Ada Brandt") == plain_name("ada-brandt")
    True
    """
    return re.sub(r"[\s_.-]+", "-", name.strip().casefold())
