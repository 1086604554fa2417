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


# ---- memory_that_is_not_touched: out of memory
# Asks for more addresses than it fills.
import numpy as np


def attacked(x):
    return np.empty(10**11)


# ---- memory_that_is_shared: out of memory or raised
# Maps memory that would outlive it, were there anybody to share it with.
import mmap


def attacked(x):
    return mmap.mmap(-1, 1 << 34)


# ---- long_text: out of memory
# Multiplies a text.
def attacked(x):
    return "spam" * 10**12


# ---- long_list: out of memory
# Multiplies a list.
def attacked(x):
    return [x] * 10**11


# ---- wide_format: out of memory or raised
# Asks for a number with a hundred thousand million blanks before it.
def attacked(x):
    return f"{1:100000000000}"


# ---- unpacked: out of memory or timed out
# Unpacks a few bytes into a gigabyte, and that again.
import zlib


def attacked(x):
    packer = zlib.compressobj(1)
    small = b"".join(packer.compress(bytes(1 << 20)) for _ in range(20)) + packer.flush()
    return [zlib.decompress(small) for _ in range(1000)]


# ---- memory_of_pipes: raised
# Fills pipes, whose memory is the kernel's and not its own.
import fcntl, os


def attacked(x):
    while True:
        _, end = os.pipe()
        fcntl.fcntl(end, fcntl.F_SETFL, os.O_NONBLOCK)
        os.write(end, bytes(1 << 16))


# ---- descriptors: raised
# Opens the same file until there are no more numbers.
import os


def attacked(x):
    while True:
        os.open(os.__file__, os.O_RDONLY)
