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
