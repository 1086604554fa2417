# ruff: noqa
"""Attacks by processes and threads: more of them, or other programs."""

# ---- fork: forbidden
# Forks a second process, which would answer beside the first.
import os


def attacked(x):
    return x if os.fork() else None


# ---- fork_bomb: timed out
# Forks as fast as it can, and does not mind being refused.
import os


def attacked(x):
    while True:
        try:
            os.fork()
        except OSError:
            pass


# ---- subprocess: forbidden
# Runs a program.
import subprocess


def attacked(x):
    return subprocess.run(["/bin/cat", "/etc/passwd"], capture_output=True).stdout


# ---- os_system: wrong
# Runs a shell, which says with -1 that it did not start.
import os


def attacked(x):
    return x + os.system("id")


# ---- posix_spawn: forbidden
# Starts a program by the C library's short way.
import os


def attacked(x):
    return os.posix_spawn("/bin/true", ["true"], {})


# ---- execve: forbidden
# Becomes another program, which would know no sandbox.
import os


def attacked(x):
    os.execv("/bin/sh", ["sh", "-c", "id"])


# ---- thread: forbidden
# Leaves a thread running that would forge what comes later.
import threading


def attacked(x):
    threading.Thread(target=lambda: [None for _ in iter(int, 1)], daemon=True).start()
    return x


# ---- thread_bomb: timed out
# Starts threads without end, and does not mind being refused.
import _thread


def attacked(x):
    while True:
        try:
            _thread.start_new_thread(print, ())
        except RuntimeError:
            pass


# ---- process_pool: forbidden
# Asks multiprocessing for workers.
import multiprocessing


def attacked(x):
    with multiprocessing.get_context("fork").Pool(2) as pool:
        return pool.map(abs, [1])


# ---- fork_in_machine_code: wrong
# Makes the call without the C library, and sees that it failed.
from tools import run_machine_code


def attacked(x):
    # x86-64: mov eax, 57 (fork); syscall; ret    aarch64: mov w8, 220 (clone); svc 0; ret
    return x * run_machine_code(
        b"\xb8\x39\x00\x00\x00\x0f\x05\xc3", b"\x88\x1b\x80\x52\x01\x00\x00\xd4\xc0\x03\x5f\xd6"
    )


# ---- clone: forbidden
# Makes a process that shares its memory, past the C library.
from tools import all_refused


def attacked(x):
    return all_refused(("clone", 0x100 | 17, 0, 0, 0, 0))


# ---- program_from_memory: forbidden
# Becomes a program that no file holds.
from tools import all_refused


def attacked(x):
    return all_refused(("execveat", 0, b"", 0, 0, 0x1000))


# ---- pseudo_terminal: raised or forbidden
# Runs a shell on a terminal of its own.
import pty


def attacked(x):
    return pty.spawn("/bin/sh")


# ---- event_loop: forbidden
# Starts an event loop, which runs what it likes beside the answer.
import asyncio


def attacked(x):
    return asyncio.run(asyncio.sleep(0))


# ---- executor: forbidden
# Hands its work to threads of a pool.
import concurrent.futures


def attacked(x):
    return list(concurrent.futures.ThreadPoolExecutor(4).map(abs, x))
