# ruff: noqa
"""Attacks on other processes, and on the kernel."""

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


# ---- fork_in_machine_code: wrong
# Makes the call without the C library, and sees that it failed.
from tools import run_machine_code


def attacked(x):
    # x86-64: mov eax, 57 (fork); syscall; ret    aarch64: mov w8, 220 (clone); svc 0; ret
    return x * run_machine_code(
        b"\xb8\x39\x00\x00\x00\x0f\x05\xc3", b"\x88\x1b\x80\x52\x01\x00\x00\xd4\xc0\x03\x5f\xd6"
    )
