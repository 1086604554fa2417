# ruff: noqa
"""Attacks on time: calls that never come back."""


# ---- loop: timed out
# Never returns.
def attacked(x):
    while True:
        pass


# ---- loop_that_catches_everything: timed out
# Never returns, whatever is raised in it.
def attacked(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


# ---- loop_at_import: timed out, all
# Never finishes loading.
while True:
    pass


# ---- sleep: timed out
# Uses no processor time, and never returns.
import time


def attacked(x):
    time.sleep(1e6)


# ---- sleep_at_import: timed out, all
# Uses no processor time while it is loaded.
import time

time.sleep(1e6)


# ---- ignore_signals: timed out
# Ignores all signals that can be, and loops.
import signal


def attacked(x):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        pass


# ---- handle_signals: timed out
# Handles the signal for used-up time by going on.
import signal


def attacked(x):
    signal.signal(signal.SIGXCPU, lambda *_: attacked(x))
    signal.signal(signal.SIGALRM, lambda *_: attacked(x))
    while True:
        pass


# ---- block_in_c: timed out
# Spends its time where no Python code can be interrupted.
def attacked(x):
    return 7**10**9


# ---- regular_expression: timed out
# Backtracks for ever.
import re


def attacked(x):
    return re.match(r"(a+)+$", "a" * 60 + "b")


# ---- wait_for_channel: timed out
# Waits for a message that never comes.
import os


def attacked(x):
    os.read(3, 1)


# ---- deadlock: timed out
# Waits for a lock that it holds.
import threading


def attacked(x):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


# ---- finalizer_hangs: timed out
# Hangs where its answer is thrown away.
class Trap:
    def __del__(self):
        while True:
            pass


def attacked(x):
    Trap()
    return x


# ---- finalizer_at_collection: timed out
# Hangs in the garbage collector.
import gc


def attacked(x):
    def hang(phase, info):
        while True:
            pass

    gc.callbacks.append(hang)
    gc.collect()
    return x


# ---- weak_finalizer: timed out
# Hangs when the worker lets go of an argument.
import weakref


def hang():
    while True:
        pass


def attacked(x):
    weakref.finalize(x, hang)
    return x * 0


# ---- tracing_hangs: timed out
# Hangs in the first function of the worker that runs after it.
import sys


def hang(*_):
    while True:
        pass


def attacked(x):
    sys.setprofile(hang)
    return x
