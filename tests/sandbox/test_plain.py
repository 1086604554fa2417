"""The bare process for one's own code, where there is no fork server."""

import sys

import numpy as np
import pytest

from checker.sandbox import opening, values, wire
from checker.sandbox.wire import Limits

LIMITS = Limits(call_seconds=0.3, load_seconds=1, submission_seconds=30, memory_mib=256)


@pytest.fixture(scope="module")
def sandbox():
    with opening.for_own_code(LIMITS, None) as made:
        yield made


def run(sandbox, source, *functions):
    encoder = values.Encoder()
    arguments = [encoder.encode(np.arange(3.0))]
    sandbox.load([wire.Call(name, arguments) for name in functions], encoder.buffers)
    return sandbox.run("lab.py", source.encode(), {})


def test_it_is_named_for_what_it_is(sandbox):
    assert sandbox.layers == ("process",)


def test_right_answers_come_back(sandbox):
    session = run(sandbox, "print('hello')\ndef f(x):\n    return 2 * x\n", "f", "g")
    np.testing.assert_array_equal(session.answers[0].value, [0.0, 2.0, 4.0])
    assert session.answers[1].kind == "missing"
    assert session.output == "hello\n"


def test_a_loop_and_a_crash_cost_themselves(sandbox):
    source = (
        "import os\ndef f(x):\n    return 1\ndef loop(x):\n    while True: pass\ndef leave(x):\n    os._exit(4)\n"
    )
    session = run(sandbox, source, "f", "loop", "leave", "f")
    assert [session.answers[i].kind for i in range(4)] == ["value", "timed out", "died", "value"]
    assert session.answers[2].detail == "exit code 4"


def test_a_file_that_loops_times_out(sandbox):
    session = run(sandbox, "while True: pass\n", "f")
    assert session.answers[0].kind == "timed out"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not bound memory")
def test_memory_is_bounded(sandbox):
    session = run(sandbox, "def f(x):\n    return len(bytearray(4 << 30))\n", "f")
    assert session.answers[0].error.is_memory


def test_a_right_file_gets_full_marks(sandbox, tiny_course):
    from checker.catalogue import Course
    from checker.config import read_settings
    from checker.engine.plan import make_plan
    from checker.engine.task import Grader
    from checker.submission.model import Submission
    from tests.engine import tiny

    course = Course(tiny_course, read_settings(tiny_course))
    name = course.names[0]
    plan = make_plan(course.assignment(name), course.settings, "a seed")
    grader = Grader(plan, sandbox, course.settings)
    right = tiny.RIGHT
    result = grader.grade(Submission("ada", name, f"{name}.py", right.encode()))
    assert grader.faults == []
    assert result.is_full
