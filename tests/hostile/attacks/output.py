# ruff: noqa
"""Attacks by what is printed: floods, escapes for the terminal, and the file behind it."""


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


# ---- output_as_file: wrong
# Grows and seeks the file that prints go to.
import os


def attacked(x):
    os.lseek(1, 0, os.SEEK_SET)
    os.pwrite(1, b"nothing was printed", 0)
    return x


# ---- output_truncated: forbidden
# Cuts and grows the file that prints go to.
import os


def attacked(x):
    os.ftruncate(1, 1 << 40)
    return x


# ---- escapes_in_output: wrong
# Prints what would rewrite the terminal.
def attacked(x):
    print("\x1b[2J\x1b[Hscore 100 \x1b]52;c;ZXZpbA==\x07\u202e")
    return x * 0


# ---- bytes_in_output: wrong
# Prints bytes that are no text.
import os


def attacked(x):
    os.write(1, bytes(range(256)))
    return x * 0
