"""What is told of a run while it runs: a bar on a terminal, next to nothing elsewhere."""

import os
import pty
import re
import subprocess
import sys

import pytest

from checker.cli import progress
from checker.engine.entry import Entry
from checker.gradebook.batch import Step
from tests.cli.commands import ENVIRONMENT
from tests.engine.tiny import RIGHT, SYNTAX, with_word, write

ANNA = Entry(id="anna", members=("anna",), assignment="lab1", hash="")


def step(status="graded", *, waits=False, is_known=False):
    return Step(ANNA, status, waits, is_known)


def test_the_words_tell_the_rate_the_time_left_and_what_is_not_simply_graded(monkeypatch):
    monkeypatch.setattr(progress.time, "monotonic", lambda: 1000.0)
    counts = progress.Counts(20_000)
    monkeypatch.setattr(progress.time, "monotonic", lambda: 1002.0)

    for one in [step(), step("unreadable"), step(waits=True), step("not judged", waits=True), *[step()] * 1996]:
        counts.add(one)

    assert counts.words() == "1,000.0 a second, 0:00:18 left, 2 waiting, 1 unreadable, 1 not judged"


def test_what_was_known_already_makes_no_rate(monkeypatch):
    monkeypatch.setattr(progress.time, "monotonic", lambda: 1000.0)
    counts = progress.Counts(5000)

    for _ in range(4000):
        counts.add(step(is_known=True))

    assert counts.words() == "0.0 a second, 4,000 known already"


def test_a_log_gets_a_line_only_after_a_while(capsys, monkeypatch):
    with progress.progress(100) as told:
        told.expect(20)
        told.step(step())
        assert capsys.readouterr() == ("", "")
        monkeypatch.setattr(progress, "SILENCE", 0)
        told.step(step("unreadable"))

    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(r"2 of 120 submissions: [\d.,]+ a second, \d+:\d\d:\d\d left, 1 unreadable\n", err)


@pytest.mark.skipif(sys.platform != "linux", reason="strangers are graded on Linux alone")
def test_a_terminal_shows_a_bar_and_a_file_gets_none_of_it(tiny_course, tmp_path):
    for number in range(8):
        write(tmp_path / "class" / f"student{number}" / "lab1.py", f"{RIGHT}# {number}\n")
    write(tmp_path / "class" / "zoe_lab1.py", SYNTAX)
    write(tmp_path / "class" / "yan_lab1.py", with_word("onion?"))
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "checker", "grade", "class", "--trust-submissions", "--format", "csv"],
        cwd=tmp_path,
        env={**ENVIRONMENT, "TERM": "xterm", "CHECKER_COURSE": str(tiny_course)}
        | {"CHECKER_GRADEBOOK": str(tmp_path / "book.db")},
        stdout=subprocess.PIPE,
        stderr=theirs,
        timeout=60,
        check=False,
    )
    os.close(theirs)
    shown = b""
    while chunk := _read(ours):
        shown += chunk
    os.close(ours)

    assert done.returncode == 0
    assert done.stdout.count(b"\n") == 11
    assert b"\x1b" not in done.stdout
    assert b"10/10" in shown
    assert b"1 waiting, 1 unreadable" in shown or b"1 unreadable, 1 waiting" in shown
    assert b"10 submissions: 8 graded, 1 partly graded, 1 unreadable" in shown


def _read(terminal):
    try:
        return os.read(terminal, 1 << 16)
    except OSError:
        return b""  # the other end is closed
