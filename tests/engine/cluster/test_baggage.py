"""The course on its way: all that judging needs, and no secret on a foreign disk."""

import pytest
from msgspec.structs import replace

from checker.config import Seeds, read_settings
from checker.engine.backend import Work
from checker.engine.cluster import baggage
from checker.errors import StaffError
from tests.engine.tiny import write, write_course

SETTINGS = """\
course: "L\\u00edn\\u00e9aire \\U0001F4D0"
problems: sheets
gradebook: postgresql://me:word@host/db
seeds: {secret: a secret}
assignments:
  lab1: {due: 2026-12-01T23:59:00+01:00, tolerance: {1: {rtol: 1e-4}}}
"""


def test_a_course_is_unpacked_as_it_was_but_for_its_secrets(tmp_path):
    course = write_course(tmp_path / "course")
    write(course / "grading.yaml", SETTINGS)
    (course / "problems").rename(course / "sheets")
    write(course / "sheets/lab1/data/table.bin", b"\0\1")
    write(course / "sheets/lab1/__pycache__/x.pyc", b"")
    packed = baggage.pack(Work(str(course), "the seed"))
    (tmp_path / "there").mkdir()

    unpacked = baggage.unpack(packed, tmp_path / "there")

    before, after = read_settings(course), read_settings(tmp_path / "there")
    assert unpacked == Work(str(tmp_path / "there"), "the seed")
    assert after == replace(before, seeds=Seeds(), gradebook="", problems="problems")
    assert (tmp_path / "there/problems/lab1/data/table.bin").read_bytes() == b"\0\1"
    assert not [*(tmp_path / "there").rglob("__pycache__")]
    assert b"a secret" not in packed
    assert b"word@" not in packed


def test_a_course_that_is_too_large_to_be_sent_is_refused(tiny_course, monkeypatch):
    monkeypatch.setattr(baggage, "MOST_BYTES", 100)

    with pytest.raises(
        StaffError, match=r"are too large for a cluster: they reach .* keep what no problem needs in"
    ):
        baggage.pack(Work(str(tiny_course), "seed"))
