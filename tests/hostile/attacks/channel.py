# ruff: noqa
"""Forged messages: attacks on who says what on the channel to the grader.

`tools.send` writes raw bytes to the channel, `tools.frame` makes a frame of them.
"""

# ---- junk: forbidden
# Writes bytes that are no frame.
from tools import send


def attacked(x):
    send(b"\xff" * 100)
    return x


# ---- junk_at_import: forbidden, all
# Writes bytes that are no frame before it is loaded.
from tools import send

send(b"\xff" * 100)


# ---- slow_loris: timed out
# Sends part of a frame, and sleeps.
import time
from tools import send


def attacked(x):
    send(b"\0\0")
    time.sleep(1e6)


# ---- drop_by_drop: timed out
# Sends a long frame a byte at a time.
import time
from tools import send


def attacked(x):
    send(b"\0\x0f\xff\xff")
    while True:
        send(b"\0")
        time.sleep(0.01)


# ---- close_channel: raised or out of memory or forbidden
# Closes the channel, and stays.
import os, time


def attacked(x):
    os.close(3)
    time.sleep(1e6)


# ---- replace_channel: raised or out of memory or forbidden
# Puts its output where the channel was.
import os


def attacked(x):
    os.dup2(1, 3)
    return x


# ---- answer_twice: wrong
# Sends a reply of its own before the worker's.
from tools import call_now, reply, send


def attacked(x):
    send(reply(call_now(), 0.0))
    return x


# ---- answers_for_everything: wrong, all
# Says that all functions are there, answers all calls with nonsense, and ends the process.
import os
from checker.sandbox import wire
from tools import reply, send

send(wire.pack(wire.Loaded(["attacked", "conv_output_count", "autoencoder_gd_step", "absolute_value"]), []))
for i in range(100):
    send(reply(i, 0.5))
os._exit(0)


# ---- loaded_twice: forbidden, all
# Says twice that it is loaded.
from checker.sandbox import wire
from tools import send

send(wire.pack(wire.Loaded(["attacked", "conv_output_count", "autoencoder_gd_step", "absolute_value"]), []))


# ---- reply_before_loading: forbidden, all
# Answers before it says that it is loaded.
from tools import reply, send

send(reply(0, 9))


# ---- reply_for_another_call: forbidden
# Answers a later call.
from tools import reply, send


def attacked(x):
    send(reply(99, 0.0))
    return x


# ---- reply_with_huge_number: forbidden
# Answers the call with the largest number.
from tools import reply, send


def attacked(x):
    send(reply(2**63 - 1, 0.0))
    return x


# ---- message_of_the_grader: forbidden
# Sends what only the grader sends.
from checker.sandbox import wire
from tools import send


def attacked(x):
    send(wire.pack(wire.Start("lab.py", b"", {}, [0]), []))
    return x


# ---- verdict: forbidden
# Sends a verdict instead of an answer.
import msgspec
from tools import frame, send


def attacked(x):
    send(frame(msgspec.msgpack.encode({"type": "verdict", "outcome": "correct", "share": 1.0})))
    return x


# ---- lie_about_error: forbidden
# Says that the sandbox refused something.
from checker.sandbox import wire
from tools import call_now, send


def attacked(x):
    error = wire.Raised(
        "PermissionError", "", line=10**9, file="../../../etc/passwd", is_denied=True, text="secret"
    )
    send(wire.pack(wire.Reply(call_now(), error=error), []))


# ---- lie_about_mutation: wrong
# Says that it changed arguments that it does not have.
from checker.sandbox import wire
from tools import call_now, send


def attacked(x):
    send(wire.pack(wire.Reply(call_now(), 0.5, mutated=(-1, 7, 2**40)), []))


# ---- many_replies: forbidden
# Floods the channel with small replies.
from tools import reply, send


def attacked(x):
    for _ in range(100_000):
        send(reply(0, 0.0))


# ---- patched_encoder: forbidden
# Makes the worker send what it should not.
from checker.sandbox import wire


def attacked(x):
    wire.pack = lambda *_: b"\0\0\0\x04\0\0\0\0"
    return x


# ---- patched_worker: raised or forbidden
# Takes the worker's functions away.
import sys


def attacked(x):
    for name, module in list(sys.modules.items()):
        if name.startswith("checker"):
            vars(module).clear()
    return x


# ---- worker_told_to_answer_other_calls: missing or forbidden, all
# Rewrites the list of calls in the frame of the worker: its own functions are asked other questions.
import sys

frame = sys._getframe()
while frame.f_code.co_name != "serve":
    frame = frame.f_back
for number in range(len(frame.f_locals["prepared"])):
    frame.f_locals["prepared"][number] = ("attacked", [1.0], None)
attacked = lambda *_: 0.5
conv_output_count = autoencoder_gd_step = absolute_value = attacked


# ---- channel_that_does_not_wait: wrong or raised or forbidden or unusable or out of memory
# Makes the channel refuse what does not fit at once, and answers with a megabyte.
import fcntl, os
import numpy as np


def attacked(x):
    fcntl.fcntl(3, fcntl.F_SETFL, os.O_NONBLOCK)
    return np.zeros(1 << 17)


# ---- half_a_frame: raised
# Ends in the middle of a frame.
import os
from tools import call_now, reply, send


def attacked(x):
    send(reply(call_now(), 0.5)[:-1])
    os._exit(0)


# ---- answer_and_exception: raised
# Sends an answer that is an exception as well.
import os
from checker.sandbox import wire
from tools import call_now, send


def attacked(x):
    send(wire.pack(wire.Reply(call_now(), 9, wire.Raised("ValueError", "and an answer")), []))
    os._exit(0)


# ---- exception_with_a_false_place: raised
# Names a line of a file that it has not, and a text for it.
import os
from checker.sandbox import wire
from tools import call_now, send


def attacked(x):
    error = wire.Raised(
        "\x1b[2J" * 9, "\u202e::error::", line=-(2**60), file="../grading.yaml", text="secret" * 99
    )
    send(wire.pack(wire.Reply(call_now(), error=error), []))
    os._exit(0)
