"""SymPy's opinion, from the real SymPy in its own processes."""

import subprocess
import sys

import pytest
import sympy

from checker.symbolic.domains.domain import range_of
from checker.symbolic.proofs import opinion
from checker.symbolic.reading.inputs import as_plain

x = sympy.Symbol("x")
SAME = (sympy.sin(2 * x), 2 * sympy.sin(x) * sympy.cos(x))
ENDLESS = (
    sum(sympy.sin(k * x) ** k * sympy.exp(sympy.sqrt(x**2 + k)) / (sympy.cos(x) + k) for k in range(1, 12)),
    sympy.log(x**2 + 1),
)


def says_yes(got, want):
    return opinion.sympy_proves(as_plain(got), as_plain(want), {"x": range_of("real")})


@pytest.fixture(autouse=True)
def own_server():
    """A server that is started for the test, and ended after it."""
    before, opinion._server = opinion._server, None
    yield
    if opinion._server is not None:
        opinion._server.close()
    opinion._server = before


def test_what_simplifies_to_zero_is_equal_and_what_does_not_says_nothing():
    assert says_yes(*SAME)
    assert not says_yes(sympy.sin(2 * x), sympy.sin(x))


def test_question_that_takes_too_long_is_left_and_the_next_one_finds_the_same_server():
    assert says_yes(*SAME)
    server = opinion._server

    assert not says_yes(*ENDLESS)

    assert says_yes(*SAME)
    assert opinion._server is server


FORKING = """
import os
from tests.symbolic.proofs.test_opinion import SAME, opinion, says_yes

assert says_yes(*SAME)
if (pid := os.fork()) == 0:
    os._exit(0 if opinion._server is None and says_yes(*SAME) else 1)
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
assert says_yes(*SAME)
"""


def test_fork_of_whoever_asks_starts_a_server_of_its_own():
    subprocess.run([sys.executable, "-c", FORKING], check=True, timeout=120)


def test_where_no_server_can_be_started_nobody_waits_for_it_twice(monkeypatch):
    monkeypatch.setattr(opinion.sys, "executable", "/bin/false")

    assert not says_yes(*SAME)
    assert opinion._server is not None
    assert not opinion._server.is_there
    assert not says_yes(*SAME)
