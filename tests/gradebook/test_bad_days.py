"""Killed, out of room, interrupted: the same command goes on where it was, and ends as if nothing had been."""

import os
import random
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from tests.cli.commands import ENVIRONMENT, checker, hears_the_keyboard
from tests.engine.tiny import RIGHT, SYNTAX, WRONG, with_word, write

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strangers are graded on Linux alone")
KILLS = 20
STUDENTS = 60
SOURCES = (RIGHT, WRONG, SYNTAX, with_word("onion?"), "import time\ntime.sleep(0.02)\n" + RIGHT)


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    """A class of which no two handed in the same."""
    folder = tmp_path_factory.mktemp("class")
    for number in range(STUDENTS):
        source = SOURCES[number % len(SOURCES)] + f"\n# student {number}\n"
        write(folder / "class" / f"student{number:02}" / "lab1.py", source)
    return folder


@pytest.fixture
def command(tiny_course, classroom, tmp_path):
    """The command that grades the class, with a gradebook and reports of the test."""
    environment = {"CHECKER_COURSE": str(tiny_course), "CHECKER_GRADEBOOK": str(tmp_path / "book.db")}
    options = ("--trust-submissions", "--jobs", "2", "--out", str(tmp_path / "reports"))

    def start(*more, preexec_fn=hears_the_keyboard):
        return subprocess.Popen(
            [sys.executable, "-m", "checker", "grade", "class", *options, *more],
            cwd=classroom,
            env={**ENVIRONMENT, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=preexec_fn,
        )

    return start


def results_in(book):
    """How many results are in a gradebook, and of how many different submissions."""
    if not book.exists():
        return 0, 0
    with closing(sqlite3.connect(book, timeout=30)) as connection:
        try:
            return connection.execute("SELECT count(*), count(DISTINCT key) FROM result").fetchone()
        except sqlite3.OperationalError:
            return 0, 0  # its tables are not made yet


def reports_in(folder):
    """The reports, without the one block that may differ between two runs."""
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    files["results.json"] = re.sub(rb'"times": \{.*', b"", files["results.json"], flags=re.DOTALL)
    return files


def ended(running):
    """The exit code of a command, once it has come to its end."""
    running.communicate(timeout=60)
    return running.returncode


def settled(processes, seconds=10):
    """Whether all of these processes have gone, which is waited for."""
    deadline = time.monotonic() + seconds
    while any(os.path.exists(f"/proc/{pid}") for pid in processes) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(os.path.exists(f"/proc/{pid}") for pid in processes)


def family(pid):
    """A process and all that it has started."""
    found = [pid]
    for one in found:
        try:
            with open(f"/proc/{one}/task/{one}/children") as file:
                found += map(int, file.read().split())
        except OSError:
            continue
    return found


def test_a_batch_killed_twenty_times_ends_as_an_undisturbed_one(command, tiny_course, classroom, tmp_path):
    """Kills come at random moments, so that some hit the start, others the work, the last ones the reports."""
    rng = random.Random(time.time_ns())
    counts, book = [], tmp_path / "book.db"
    for _ in range(KILLS):
        running = command()
        time.sleep(rng.choice([rng.uniform(0, 0.6), rng.uniform(0.6, 1.4)]))
        processes = family(running.pid)
        running.kill()
        running.communicate()
        assert settled(processes), "a killed grader leaves nothing running"
        counts.append(results_in(book)[0])

    done = command("--format", "csv").communicate(timeout=60)[0]
    undisturbed = checker(
        "grade", "class", "--trust-submissions", "--jobs", 1, "--out", tmp_path / "whole", "--format", "csv",
        cwd=classroom, CHECKER_COURSE=str(tiny_course), CHECKER_GRADEBOOK=str(tmp_path / "other.db"),
    )  # fmt: skip

    assert counts == sorted(counts), "nothing that was written is lost"
    assert results_in(book) == (STUDENTS, STUDENTS), "finished work is not repeated"
    assert done == undisturbed.out
    assert reports_in(tmp_path / "reports") == reports_in(tmp_path / "whole")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "a scheduler's end"])
def test_an_interruption_keeps_what_is_done_and_says_how_to_go_on(command, tmp_path, number):
    """Ctrl-C goes to all processes of the terminal, a scheduler's signal to the first one alone."""
    running, book = command(), tmp_path / "book.db"
    deadline = time.monotonic() + 30
    while results_in(book)[0] < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    processes = family(running.pid)

    (os.killpg if number == signal.SIGINT else os.kill)(running.pid, number)
    out, err = running.communicate(timeout=30)

    done, _ = results_in(book)
    assert (running.returncode, out) == (130, "")
    assert err.strip() == (
        f"checker: interrupted. What was graded is in the gradebook {book}; the same command goes on from there"
    )
    assert 3 <= done < STUDENTS
    assert not (tmp_path / "reports" / "scores.csv").exists(), "half a class is no report"
    assert settled(processes)
    assert ended(command()) == 0
    assert results_in(book) == (STUDENTS, STUDENTS)


def test_a_full_disk_is_told_and_the_same_command_goes_on_when_there_is_room(command, tmp_path):
    def no_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (160 << 10, resource.RLIM_INFINITY))

    running = command(preexec_fn=no_room)
    out, err = running.communicate(timeout=60)

    done, _ = results_in(tmp_path / "book.db")
    assert (running.returncode, out) == (2, "")
    assert re.fullmatch(
        r"checker: the gradebook \S+ cannot be used: .*; what was graded before is kept; make room, and give the "
        r"same command again",
        err.strip(),
    )
    assert 0 < done < STUDENTS
    assert ended(command()) == 0
    assert results_in(tmp_path / "book.db") == (STUDENTS, STUDENTS)
