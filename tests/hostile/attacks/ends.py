# ruff: noqa
"""Ends of the process: exits, crashes, and exceptions that end what catches too little."""

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
