# ruff: noqa
"""Attacks on memory: more of it than a submission may have."""

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
