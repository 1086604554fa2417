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


# ---- filter_with_a_listener: forbidden
# Asks for a filter whose questions it answers itself.
from tools import all_refused


def attacked(x):
    return all_refused(("seccomp", 1, 8, 0), ("seccomp", 1, 0, 0), ("landlock_create_ruleset", 0, 0, 1))


# ---- powers: forbidden
# Takes powers back that the process has given up.
from tools import all_refused


def attacked(x):
    return all_refused(("capset", 0, 0), ("personality", 0x0040000), ("prctl", 4, 1, 0, 0, 0))


# ---- machine: forbidden
# Sets the machine's clock and name, loads a module, and starts another kernel.
from tools import all_refused


def attacked(x):
    return all_refused(
        ("settimeofday", 0, 0),
        ("clock_settime", 0, 0),
        ("sethostname", b"mallory", 7),
        ("init_module", 0, 0, 0),
        ("finit_module", 0, 0, 0),
        ("kexec_load", 0, 0, 0, 0),
        ("reboot", 0, 0, 0, 0),
        ("swapon", 0, 0),
        ("acct", 0),
        ("quotactl", 0, 0, 0, 0),
    )


# ---- kernel_log: forbidden
# Reads what the kernel has noted, addresses of its own among it.
import ctypes
from tools import all_refused


def attacked(x):
    return all_refused(("syslog", 3, ctypes.create_string_buffer(4096), 4096))


# ---- new_mounts: forbidden
# Mounts by the newer calls, and changes the root.
from tools import all_refused


def attacked(x):
    return all_refused(
        ("fsopen", b"tmpfs", 0),
        ("open_tree", -100, b"/", 1),
        ("move_mount", 0, b"", 0, b"", 0),
        ("pivot_root", b"/", b"/"),
    )


# ---- files_by_handle: forbidden
# Opens files by their number, past all folders.
from tools import all_refused


def attacked(x):
    return all_refused(("name_to_handle_at", -100, b"/", 0, 0, 0), ("open_by_handle_at", 0, 0, 0))


# ---- watches: forbidden
# Watches what other processes do with files.
from tools import all_refused


def attacked(x):
    return all_refused(("inotify_init1", 0), ("fanotify_init", 0, 0))


# ---- pipes_past_memory: forbidden
# Moves pages between files and pipes without copying them: many a hole of the kernel was there.
from tools import all_refused


def attacked(x):
    return all_refused(
        ("splice", 0, 0, 1, 0, 1, 0),
        ("tee", 0, 1, 1, 0),
        ("vmsplice", 1, 0, 0, 0),
        ("sendfile", 1, 0, 0, 1),
        ("copy_file_range", 0, 0, 1, 0, 1, 0),
    )


# ---- other_queues: forbidden
# Asks for the older and the newer ways of waiting for many files at once.
from tools import all_refused


def attacked(x):
    return all_refused(
        ("io_setup", 8, 0),
        ("io_uring_enter", 0, 0, 0, 0, 0, 0),
        ("epoll_create1", 0),
        ("eventfd2", 0, 0),
        ("signalfd4", -1, 0, 8, 0),
    )


# ---- memory_of_the_machine: forbidden
# Locks memory, hides it, and says on which bank it and that of others has to lie.
import os
from tools import all_refused


def attacked(x):
    return all_refused(
        ("mlockall", 1),
        ("memfd_secret", 0),
        ("set_mempolicy", 0, 0, 0),
        ("migrate_pages", os.getppid(), 0, 0, 0),
        ("move_pages", os.getppid(), 0, 0, 0, 0, 0),
        ("process_madvise", 0, 0, 0, 0, 0),
    )


# ---- cache_of_files: forbidden
# Asks which parts of a file somebody has read lately.
from tools import all_refused


def attacked(x):
    return all_refused(("preadv2", 0, 0, 0, 0, 0, 8))


# ---- turns_of_the_parent: forbidden
# Changes how the parent shares processors and disks.
import os
from tools import all_refused


def attacked(x):
    return all_refused(("sched_setattr", os.getppid(), 0, 0), ("ioprio_set", 1, os.getppid(), 0))


# ---- device: forbidden
# Makes a device file of its own.
from tools import all_refused


def attacked(x):
    return all_refused(("mknodat", -100, b"/tmp/made-by-a-student", 0o20666, 0x101))


# ---- terminal: forbidden
# Types a command into the terminal of whoever grades.
import fcntl


def attacked(x):
    for letter in b"id\n":
        fcntl.ioctl(0, 0x5412, bytes([letter]))
    return x


# ---- processor_time_of_the_parent: forbidden
# Reads how long the fork server has worked, by its clock.
import os, time


def attacked(x):
    return time.clock_gettime((~os.getppid() << 3) | 2)


# ---- wake_who_maps_the_same_file: forbidden
# Wakes whoever waits on a page of a library that it maps, too: a signal to a submission that runs beside it.
import ctypes, os
from tools import system_call


def attacked(x):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    library = os.open(os.__file__, os.O_RDONLY)
    page = libc.mmap(None, ctypes.c_size_t(4096), 1, 1, library, ctypes.c_long(0))
    return system_call("futex", page, 1, 1)
