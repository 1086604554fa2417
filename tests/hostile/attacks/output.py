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


# ---- output_reopened: wrong or forbidden
# Opens the file that prints go to anew, and empties it.
import os


def attacked(x):
    print("what nobody is to see")
    os.open("/proc/self/fd/1", os.O_RDWR | os.O_TRUNC)
    return x * 0


# ---- output_closed: wrong
# Closes the file that prints go to, and prints.
import os


def attacked(x):
    os.close(1)
    os.close(2)
    print("to nobody")
    return x * 0


# ---- lines_without_end: wrong
# Prints nothing but ends of lines.
def attacked(x):
    print("\n" * 10**6)
    return x * 0


# ---- half_characters_in_output: wrong
# Prints what no encoding knows.
def attacked(x):
    print("\ud800\udcff", "\u2028\u2029\x85\x0b\x0c", "\ufeff\ufffe\uffff\x00")
    return x * 0


# ---- commands_in_output: wrong
# Prints lines that a build server takes for commands.
def attacked(x):
    print(
        "::error file=lab.py::no\n::set-output name=score::100\n##[error]no\n##vso[task.complete result=Succeeded]"
    )
    return x * 0


# ---- prints_what_raises: raised
# Prints an object whose text ends the process.
class Trap:
    def __str__(self):
        raise SystemExit


def attacked(x):
    print(Trap())
    return x


# ---- first_output: wrong
# Prints by the file that the process began with, past all caps.
import sys


def attacked(x):
    try:
        sys.__stdout__.write("spam " * 100_000)
        sys.__stdout__.flush()
    except OSError:
        pass
    return x * 0
