"""Typed formulas as they are seen, each with what a fair reader takes it to mean."""

from pathlib import Path

import pytest
import yaml

from checker.maths.typed import Unreadable, read_formula
from tests.maths.typed.spelling import plain

SEEN = yaml.safe_load((Path(__file__).parents[1] / "typed_seen.yaml").read_text(encoding="utf-8"))


def meaning(text, symbols="", functions="", **_):
    """What the reader takes a text to mean."""
    try:
        return plain(read_formula(text, symbols=symbols.split(), functions=functions.split()))
    except Unreadable:
        return "refused"


@pytest.mark.parametrize("group", SEEN, ids=[group["about"] for group in SEEN])
def test_text_means_what_a_fair_reader_takes_it_to_mean(group):
    others = {
        row["text"]: (meaning(**row), row["means"]) for row in group["texts"] if meaning(**row) != row["means"]
    }

    assert not others
