# ruff: noqa
"""Attacks on other processes by signals and debugging."""

# ---- kill_parent: forbidden
# Kills the fork server.
import os, signal


def attacked(x):
    os.kill(os.getppid(), signal.SIGKILL)
    return x


# ---- kill_everybody: forbidden
# Kills every process that it may.
import os, signal


def attacked(x):
    os.kill(-1, signal.SIGKILL)
    return x


# ---- kill_group: forbidden
# Kills the process group of the grader.
import os, signal


def attacked(x):
    os.killpg(0, signal.SIGKILL)
    return x


# ---- tgkill: forbidden
# Signals a thread of the parent by its number.
import os
from tools import system_call


def attacked(x):
    return system_call("tgkill", os.getppid(), os.getppid(), 9)


# ---- queue_signal: forbidden
# Signals the parent with a value.
import os
from tools import system_call


def attacked(x):
    return system_call("rt_sigqueueinfo", os.getppid(), 9, 0)


# ---- owner_of_descriptor: forbidden
# Makes the kernel send signals for the channel to the parent.
import fcntl, os


def attacked(x):
    return fcntl.fcntl(3, fcntl.F_SETOWN, os.getppid())


# ---- ptrace: forbidden
# Attaches to the parent as a debugger.
import os
from tools import system_call


def attacked(x):
    return system_call("ptrace", 16, os.getppid(), 0, 0)


# ---- process_vm_readv: forbidden
# Reads the parent's memory.
import os
from tools import system_call


def attacked(x):
    return system_call("process_vm_readv", os.getppid(), 0, 0, 0, 0, 0)


# ---- pidfd: forbidden
# Opens the parent, to take its descriptors.
import os
from tools import system_call


def attacked(x):
    return system_call("pidfd_open", os.getppid(), 0)


# ---- outlive_parent: forbidden
# Asks not to die with its parent.
from tools import system_call


def attacked(x):
    return system_call("prctl", 1, 0, 0, 0, 0)


# ---- another_session: forbidden
# Leaves the session of the fork server.
import os


def attacked(x):
    os.setsid()
    return x


# ---- memory_and_descriptors_of_the_parent: forbidden
# Writes to the parent's memory, takes a descriptor of it, and compares what both have.
import os
from tools import all_refused


def attacked(x):
    parent = os.getppid()
    return all_refused(
        ("process_vm_writev", parent, 0, 0, 0, 0, 0),
        ("pidfd_getfd", 3, 3, 0),
        ("kcmp", parent, os.getpid(), 2, 3, 3),
    )


# ---- signals_by_other_ways: forbidden
# Signals the parent by the rarer calls.
import os
from tools import all_refused


def attacked(x):
    return all_refused(("tkill", os.getppid(), 9), ("pidfd_send_signal", 3, 9, 0, 0))


# ---- timers: forbidden
# Sets timers that would go off in the middle of the worker.
import ctypes
from tools import all_refused


def attacked(x):
    return all_refused(("setitimer", 0, ctypes.create_string_buffer(32), 0), ("timer_create", 0, 0, 0))


# ---- alarm: forbidden
# Sets an alarm by Python's own function.
import signal


def attacked(x):
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    return x


# ---- signals_of_files: forbidden
# Has the kernel send signals when the channel can be read, or a folder changes.
import fcntl
from tools import none_opens


def attacked(x):
    found = 0
    for command, value in ((fcntl.F_SETSIG, 9), (fcntl.F_NOTIFY, 1), (fcntl.F_SETLEASE, 0)):
        try:
            fcntl.fcntl(3, command, value)
            found += 1
        except PermissionError:
            continue
    return float(found) if found else none_opens()


# ---- signal_to_itself: forbidden
# Stops itself, and would wait for ever for somebody to go on.
import os, signal


def attacked(x):
    os.kill(os.getpid(), signal.SIGSTOP)
    return x
