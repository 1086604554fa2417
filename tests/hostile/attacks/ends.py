# ruff: noqa
"""Attacks on time and memory, and ends of the process."""


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


# ---- exit: raised
# Leaves by the front door.
import sys


def attacked(x):
    sys.exit(0)


# ---- exit_at_import: missing
# Leaves at import: what stands above was read, the rest never existed.
import sys

sys.exit(0)

# ---- hard_exit: raised
# Ends the process without a word.
import os


def attacked(x):
    os._exit(0)


# ---- hard_exit_at_import: raised, all
# Ends the process before it is loaded: there is nobody left to ask.
import os

os._exit(0)

# ---- exit_like_success: raised, all
# Prints full marks and ends the process, as if the grader had.
import os

print('{"score": 100}', flush=True)
os._exit(0)

# ---- abort: raised
# Aborts.
import os


def attacked(x):
    os.abort()


# ---- segmentation_fault: raised
# Reads from address zero.
import ctypes


def attacked(x):
    return ctypes.string_at(0)


# ---- segmentation_fault_at_import: raised, all
# Reads from address zero while it is loaded.
import ctypes

ctypes.string_at(0)

# ---- traceback_of_a_crash: raised
# Writes a traceback of the crash to where prints go.
import ctypes, faulthandler


def attacked(x):
    faulthandler.enable(file=1)
    return ctypes.string_at(0)


# ---- recursion: raised
# Calls itself without end.
def attacked(x):
    return attacked(x)


# ---- recursion_without_limit: raised or out of memory or timed out
# Calls itself until the stack of the C library ends.
import sys


def attacked(x):
    sys.setrecursionlimit(10**9)
    nested = x
    for _ in range(10**6):
        nested = (nested,)
    return repr(nested)


# ---- keyboard_interrupt: raised
# Raises what would end a grader that catches too little.
def attacked(x):
    raise KeyboardInterrupt


# ---- generator_exit: raised
# Raises what no handler expects.
def attacked(x):
    raise GeneratorExit


# ---- atexit: raised
# Leaves work for the end of the process.
import atexit, sys, time


def attacked(x):
    atexit.register(time.sleep, 1e6)
    sys.exit()


# ---- memory: out of memory
# Asks for far too much at once.
import numpy as np


def attacked(x):
    return np.ones(10**10)


# ---- memory_bit_by_bit: out of memory or timed out
# Fills the memory in small steps.
def attacked(x):
    kept = []
    while True:
        kept.append(bytearray(32 << 20))


# ---- memory_kept: out of memory or timed out
# Fills the memory, and goes on when there is no more.
kept = []


def attacked(x):
    while True:
        try:
            kept.append(bytearray(1 << 20))
        except MemoryError:
            pass


# ---- memory_at_import: missing
# Fills the memory while it is loaded.
kept = []
while True:
    kept.append(bytearray(32 << 20))

# ---- memory_mapped: out of memory or raised or forbidden
# Maps memory outside Python's own.
import mmap


def attacked(x):
    return [mmap.mmap(-1, 1 << 28) for _ in range(64)]


# ---- print_without_end: timed out
# Prints for ever.
def attacked(x):
    while True:
        print("spam " * 1000)


# ---- print_flood: wrong
# Prints more than is kept, then answers.
def attacked(x):
    for _ in range(100):
        print("spam " * 1000)
    return x


# ---- write_flood: raised
# Fills the file of prints past Python.
import os


def attacked(x):
    while True:
        os.write(1, b"x" * 4096)


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


# ---- tracing: wrong
# Watches the functions of the worker that runs it.
import sys

seen = []


def attacked(x):
    sys.setprofile(lambda frame, event, argument: seen.append(frame))
    sys.settrace(lambda frame, event, argument: seen.append(frame))
    return x


# ---- tracing_hangs: timed out
# Hangs in the first function of the worker that runs after it.
import sys


def hang(*_):
    while True:
        pass


def attacked(x):
    sys.setprofile(hang)
    return x
