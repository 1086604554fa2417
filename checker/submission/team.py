"""Who gets the mark: the members that a file names in its header, as `members: ada-brandt, ben-okafor`."""

import re

from checker.maths.describe import one_line
from checker.submission.model import Submission

HEADER_LINES = 60
NAMED = re.compile(rb"[\s#*\"']*(?:team[ \t_-]*)?members?[ \t]*:[ \t]*(.*)", re.IGNORECASE)
CODE = re.compile(rb"(?:from|import|def|class|async|@|if|for|while|try|with)\b")
SEPARATOR = re.compile(r"[,;]| and | & ")
MOST = 20
"""names that are read; more are no team"""


def named_in(source: bytes) -> tuple[str, ...]:
    r"""The members that the lines above the code name, as they are written.

    >>> named_in(b"# Homework 3\n# members: ada-brandt, Ben Okafor\nimport numpy as np\n")
    ('ada-brandt', 'Ben Okafor')
    """
    for line in source.splitlines()[:HEADER_LINES]:
        if CODE.match(line):
            break
        if found := NAMED.fullmatch(line):
            names = SEPARATOR.split(found[1].decode("utf-8", "replace"))
            shown = (one_line(name.strip(" \t\"'.*#[]()"), 80) for name in names)
            return tuple(dict.fromkeys(name for name in shown if name))[:MOST]
    return ()


def members_of(submission: Submission, largest: int) -> tuple[tuple[str, ...], str]:
    """Who gets the mark, and what staff should know about it.

    Whoever hands in is a member, unless as many others are named as a team may have: then the folder is the
    team's.

    Args:
      submission: what was handed in.
      largest: how many a team of the assignment may have.
    """
    own = plain_name(submission.id)
    named = tuple(submission.id if plain_name(name) == own else name for name in named_in(submission.source))
    if submission.id not in named and (len(named) < largest or largest == 1):
        named = (submission.id, *named)
    if len(named) <= largest:
        return named, ""
    allowed = "is to be done alone" if largest == 1 else f"allows teams of {largest}"
    return (submission.id,), (
        f"the header names {len(named)} members ({', '.join(named)}), but {submission.assignment} {allowed}; "
        f"only {submission.id} gets the mark until staff decides"
    )


def plain_name(name: str) -> str:
    """What two spellings of one member share.

    >>> plain_name("Ada Brandt") == plain_name("ada-brandt")
    True
    """
    return re.sub(r"[\s_.-]+", "-", name.strip().casefold())
