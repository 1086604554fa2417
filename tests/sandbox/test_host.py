"""How the grader's side keeps the time, and what a call that fails costs."""

import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from checker.sandbox import opening, values, wire
from checker.sandbox.host import HANGS_PER_FUNCTION, describe_status
from checker.sandbox.wire import Limits
from tests.sandbox.processes import children

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the fork server is Linux's")

LIMITS = Limits(call_seconds=0.2, load_seconds=0.5, submission_seconds=20, memory_mib=256)


@pytest.fixture(scope="module")
def sandbox():
    with opening.for_strangers(LIMITS, ()) as made:
        yield made


def run(sandbox, source, *functions, modules=None):
    """What becomes of calls of these functions, each with its number as its argument."""
    sandbox.load([wire.Call(name, [i]) for i, name in enumerate(functions)], [])
    session = sandbox.run("lab.py", source.encode(), modules or {})
    assert sorted(session.answers) == list(range(len(functions)))
    return session


def kinds(session):
    return [session.answers[i].kind for i in range(len(session.answers))]


def values_of(session):
    return [session.answers[i].value for i in range(len(session.answers))]


def is_worker(pid):
    try:
        return b"checker.sandbox.zygote" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


RIGHT = "def f(n):\n    return n + 1\n"


def test_answers_come_back_in_order(sandbox):
    assert values_of(run(sandbox, RIGHT, *"fff")) == [1, 2, 3]


def test_a_function_that_is_not_there_is_missing(sandbox):
    assert kinds(run(sandbox, RIGHT, "f", "g", "f")) == ["value", "missing", "value"]


def test_a_hang_costs_itself_and_later_calls_go_on(sandbox):
    source = f"{RIGHT}def g(n):\n    while n == 1: pass\n    return n\n"
    session = run(sandbox, source, "f", "g", "g", "f")
    assert kinds(session) == ["value", "timed out", "value", "value"]
    assert values_of(session)[2:] == [2, 4]


def test_after_some_hangs_a_function_is_not_waited_for(sandbox):
    source = f"{RIGHT}def g(n):\n    while True: pass\n"
    session = run(sandbox, source, "f", *"gggg", "f")
    assert kinds(session) == ["value", *["timed out"] * 4, "value"]
    details = [session.answers[i].detail for i in range(1, 5)]
    assert details == [""] * HANGS_PER_FUNCTION + ["not waited for"] * (4 - HANGS_PER_FUNCTION)


def test_a_crash_costs_itself_and_later_calls_go_on(sandbox):
    source = f"import ctypes\n{RIGHT}def g(n):\n    return ctypes.string_at(0)\n"
    session = run(sandbox, source, "f", "g", "f")
    assert kinds(session) == ["value", "died", "value"]
    assert session.answers[1].detail == "a segmentation fault"


def test_an_exit_costs_itself_and_says_its_code(sandbox):
    source = f"import os\n{RIGHT}def g(n):\n    os._exit(3)\n"
    session = run(sandbox, source, "g", "f")
    assert kinds(session) == ["died", "value"]
    assert session.answers[0].detail == "exit code 3"


def test_a_forged_frame_costs_itself_and_later_calls_go_on(sandbox):
    source = f"import os\n{RIGHT}def g(n):\n    os.write(3, b'\\xff' * 9)\n"
    assert kinds(run(sandbox, source, "f", "g", "f")) == ["value", "forged", "value"]


def test_a_later_call_runs_in_a_fresh_process(sandbox):
    source = (
        "import os\nseen = []\ndef f(n):\n    seen.append(n)\n    return len(seen)\ndef g(n):\n    os._exit(0)\n"
    )
    assert values_of(run(sandbox, source, *"ffgff")) == [1, 2, None, 1, 2]


@pytest.mark.parametrize(
    "sabotage",
    ["os.write(3, b'\\xff' * 9)", "os._exit(0)", "exec('while True: pass')"],
    ids=["junk", "exit", "hang"],
)
def test_a_call_is_not_blamed_for_the_call_before_it(sandbox, sabotage):
    source = (
        f"import os, sys\n{RIGHT}"
        f"def sabotage(frame, event, argument):\n    if frame.f_code.co_name == 'f': {sabotage}\n"
        "def g(n):\n    sys.setprofile(sabotage)\n    return 0\n"
    )
    session = run(sandbox, source, "g", "f", "f")
    assert values_of(session)[1:] == [2, 3]


def test_a_call_gets_processor_seconds_and_not_those_of_the_clock(sandbox):
    source = f"import time\n{RIGHT}def g(n):\n    time.sleep(0.5)\n    return n\n"
    assert LIMITS.call_seconds < 0.5
    assert values_of(run(sandbox, source, "g", "f")) == [0, 2]


def test_a_call_that_sleeps_is_ended_all_the_same(sandbox):
    source = f"import time\n{RIGHT}def g(n):\n    time.sleep(1e6)\n"
    assert kinds(run(sandbox, source, "g", "f")) == ["timed out", "value"]


def test_many_quick_calls_do_not_share_the_time_of_one(sandbox):
    source = "def f(n):\n    total = 0\n    for i in range(10**6): total += i\n    return n\n"
    assert values_of(run(sandbox, source, *"f" * 8)) == list(range(8))


def test_a_file_that_does_not_finish_loading_times_out_as_a_whole(sandbox):
    session = run(sandbox, f"{RIGHT}while True: pass\n", *"ff")
    assert kinds(session) == ["timed out"] * 2
    assert session.load_failure.kind == "timed out"


def test_a_file_that_ends_the_process_says_how(sandbox):
    session = run(sandbox, f"{RIGHT}import os\nos._exit(7)\n", *"ff")
    assert session.load_failure.detail == "exit code 7"
    assert kinds(session) == ["died"] * 2


def test_a_file_that_raises_keeps_what_stands_above(sandbox):
    session = run(sandbox, f"{RIGHT}1 / 0\ndef g(n): return n\n", "f", "g")
    assert kinds(session) == ["value", "missing"]
    assert (session.load_error.type_name, session.load_error.line) == ("ZeroDivisionError", 3)


def test_the_time_of_a_submission_is_bounded_and_what_was_answered_is_kept():
    source = "import time\ndef f(n):\n    time.sleep(0.4 * (n > 0))\n    return n\n"
    with opening.for_strangers(Limits(call_seconds=1, load_seconds=1, submission_seconds=1), ()) as sandbox:
        session = run(sandbox, source, *"f" * 8)
    assert kinds(session)[0] == "value"
    assert kinds(session)[-1] == "timed out"
    assert session.answers[7].detail == "submission"
    assert sorted(kinds(session), reverse=True) == kinds(session), "an answer after the time was up"


def test_output_is_kept_up_to_a_cap_and_answers_count_beside_it(sandbox):
    source = "def f(n):\n    print('spam' * 100_000)\n    return n\n"
    session = run(sandbox, source, *"fff")
    assert values_of(session) == [0, 1, 2]
    assert len(session.output) == wire.OUTPUT_BYTES
    assert set(session.output) <= set("spam\n")


def test_output_of_a_process_that_died_is_kept(sandbox):
    source = "import os\ndef f(n):\n    print('last words')\n    os._exit(1)\n"
    assert run(sandbox, source, "f").output == "last words\n"


def test_modules_beside_the_file_can_be_imported(sandbox):
    source = "import helpers\ndef f(n):\n    return helpers.g(n)\n"
    assert values_of(run(sandbox, source, "f", modules={"helpers": b"def g(n): return n + 5"})) == [5]


def test_the_same_call_has_the_same_chance(sandbox):
    source = "import random\nimport numpy as np\ndef f(n):\n    return random.random() + np.random.rand()\n"
    first, second = (values_of(run(sandbox, source, *"fff")) for _ in range(2))
    assert first == second
    assert len(set(first)) == 3


def test_arguments_that_were_changed_are_named(sandbox):
    encoder = values.Encoder()
    call = wire.Call("f", [encoder.encode(np.zeros(2)), encoder.encode([np.ones(2)])])
    sandbox.load([call, call], encoder.buffers)
    source = b"def f(a, b):\n    a += 1\n    return a + b[0]\n"
    session = sandbox.run("lab.py", source, {})
    for i in range(2):
        np.testing.assert_array_equal(session.answers[i].value, [2.0, 2.0])
        assert session.answers[i].mutated == (0,)


def test_answers_of_a_submission_are_bounded_in_all(sandbox):
    source = "import numpy as np\ndef f(n):\n    return np.zeros(2 << 20)\n"
    session = run(sandbox, source, *"f" * 20)
    kept = [answer.value.nbytes for answer in session.answers.values() if isinstance(answer.value, np.ndarray)]
    assert sum(kept) <= 256 << 20


def test_a_channel_that_is_closed_is_a_channel_that_was_meddled_with(sandbox):
    source = f"import os, time\n{RIGHT}def g(n):\n    os.close(3)\n    time.sleep(1e6)\n"
    session = run(sandbox, source, "g", "f")
    assert kinds(session) == ["forged", "value"]


def test_ends_are_told_in_words():
    assert describe_status(3 << 8) == "exit code 3"
    assert describe_status(11) == "a segmentation fault"
    assert describe_status(9) == "killed, probably for its memory"
    assert describe_status(31) == "a forbidden system call"
    assert describe_status(1) == "signal 1"


def test_signals_without_a_name_are_told_in_words():
    assert describe_status(40) == "signal 40"


def test_closing_ends_every_process():
    before = children(os.getpid())
    made = opening.for_strangers(LIMITS, ())
    run(made, RIGHT, "f")
    [server] = children(os.getpid()) - before
    workers = children(server)
    made.close()
    assert children(os.getpid()) == before
    for _ in range(200):
        if not any(is_worker(pid) for pid in workers):
            break
        time.sleep(0.01)
    assert not any(is_worker(pid) for pid in workers)


def test_symbols_and_functions_arrive_wherever_they_stand():
    limits = Limits(call_seconds=0.5, load_seconds=20, submission_seconds=60, memory_mib=512)
    inputs = [(wire.Symbol("x", "positive"), [wire.Symbol("n", "integer")]), wire.Heads(("exp",))]
    source = (
        "def f(v, H):\n    x, (n,) = v\n    v[1].clear()\n"
        "    return [H.D(H.exp(x), x), (x.is_positive, n.is_integer), {x, n}, x**2 / 3]\n"
    )
    encoder = values.Encoder()
    calls = [wire.Call("f", [encoder.encode(value) for value in inputs])] * 2
    with opening.for_strangers(limits, ()) as made:
        made.load(calls, encoder.buffers)
        answers = made.run("lab.py", source.encode(), {}).answers

    x, n = wire.Tree("Symbol", ("x", "")), wire.Tree("Symbol", ("n", ""))
    derivative = wire.Tree("Derivative", (wire.Tree("Apply", ("exp", x)), wire.Tree("Tuple", (x, 1))))
    square = wire.Tree("Mul", (wire.Tree("Rational", (1, 3)), wire.Tree("Pow", (x, 2))))
    assert answers[1].value == [derivative, (True, True), wire.Tree("FiniteSet", (n, x)), square]
    assert answers[1] == answers[0]
    assert answers[0].mutated == (0,)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("[0.0] * 30_000", "too large to compare: a value of over 20000 parts"),
        ("['a' * 20_000] * 100", "too large to compare: larger than 24 MiB"),
        ("10**2100", "too large to compare: an integer of over 2000 digits"),
    ],
    ids=["parts", "bytes", "digits"],
)
def test_an_answer_that_is_too_large_is_a_word_about_it(sandbox, answer, reason):
    source = f"{RIGHT}def g(n):\n    return {answer}\n"
    assert values_of(run(sandbox, source, "g", "f")) == [wire.Other("answer", reason), 2]
