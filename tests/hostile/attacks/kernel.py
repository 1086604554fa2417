# ruff: noqa
"""Attacks on the kernel: its rarer interfaces, and other doors to its calls."""

# ---- io_uring: forbidden
# Asks for a queue of calls that no filter sees.
import ctypes
from tools import system_call


def attacked(x):
    return system_call("io_uring_setup", 8, ctypes.create_string_buffer(120))


# ---- unshare: forbidden
# Makes a user namespace, to be root in it.
from tools import system_call


def attacked(x):
    return system_call("unshare", 0x10000000)


# ---- setns: forbidden
# Enters another namespace.
from tools import system_call


def attacked(x):
    return system_call("setns", 1, 0)


# ---- mount: forbidden
# Mounts a file system.
from tools import system_call


def attacked(x):
    return system_call("mount", b"none", b"/tmp", b"tmpfs", 0, 0)


# ---- chroot: forbidden
# Changes the root folder.
import os


def attacked(x):
    os.chroot("/usr/lib")
    return x


# ---- become_root: forbidden
# Takes the number of another user.
import os


def attacked(x):
    os.setuid(0)
    return x


# ---- bpf: forbidden
# Loads a program into the kernel.
from tools import system_call


def attacked(x):
    return system_call("bpf", 5, 0, 0)


# ---- perf_event: forbidden
# Watches other processes through the kernel's counters.
from tools import system_call


def attacked(x):
    return system_call("perf_event_open", 0, 0, -1, -1, 0)


# ---- userfaultfd: forbidden
# Asks for the tool of many a kernel exploit.
from tools import system_call


def attacked(x):
    return system_call("userfaultfd", 0)


# ---- keyring: forbidden
# Reads the keys of the session.
from tools import system_call


def attacked(x):
    return system_call("keyctl", 0, -3, 0)


# ---- loosen_filter: forbidden
# Adds a filter of its own.
from tools import system_call


def attacked(x):
    return system_call("prctl", 22, 1, 0, 0, 0)


# ---- pin_processors: forbidden
# Changes on which processors the parent runs.
import os


def attacked(x):
    os.sched_setaffinity(os.getppid(), {0})
    return x


# ---- priority: forbidden
# Changes its own priority.
import os


def attacked(x):
    os.setpriority(os.PRIO_PROCESS, 0, 19)
    return x


# ---- raise_limits: raised
# Raises its limit on memory.
import resource


def attacked(x):
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return x


# ---- lower_limits_of_parent: forbidden
# Takes the parent's open files from it.
import os, resource


def attacked(x):
    resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (0, 0))
    return x


# ---- call_of_32_bits: raised
# Makes a system call by the door for programs of 32 bits, where every number means another call.
from tools import run_machine_code


def attacked(x):
    run_machine_code(b"\xb8\x02\x00\x00\x00\xcd\x80\xc3", b"\x00\x00\x00\x00")  # mov eax, 2 (fork); int 0x80; ret
    return x


# ---- call_of_x32: raised
# Makes a system call by the second table of numbers.
from tools import raw_system_call


def attacked(x):
    return raw_system_call(0x40000000 + 57)
