"""Numbers of the system calls that a submission may make, for each known machine.

A machine that is not here gets no filter, and then grading is refused: another machine's numbers would
allow the wrong calls.
"""

import platform

from msgspec import Struct

# name: (x86-64, aarch64), None where the machine does not have the call
NUMBERS: dict[str, tuple[int | None, int | None]] = {
    # answers and inputs, the clock, memory: what a call does most
    "read": (0, 63),
    "write": (1, 64),
    "mmap": (9, 222),
    "munmap": (11, 215),
    "brk": (12, 214),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "getrandom": (318, 278),
    # imports read files; which ones, Landlock decides
    "openat": (257, 56),
    "open": (2, None),
    "close": (3, 57),
    "fstat": (5, 80),
    "newfstatat": (262, 79),
    "stat": (4, None),
    "lstat": (6, None),
    "statx": (332, 291),
    "lseek": (8, 62),
    "readv": (19, 65),
    "writev": (20, 66),
    "pread64": (17, 67),
    "pwrite64": (18, 68),
    "getdents64": (217, 61),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getcwd": (79, 17),
    "statfs": (137, 43),
    "fstatfs": (138, 44),
    "fadvise64": (221, 223),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "pipe": (22, None),
    "pipe2": (293, 59),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    "umask": (95, 166),
    # the process itself
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "membarrier": (324, 283),
    "get_mempolicy": (239, 236),
    "nanosleep": (35, 101),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
    "getrusage": (98, 165),
    "getrlimit": (97, 163),
    "sysinfo": (99, 179),
    "uname": (63, 160),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "getppid": (110, 173),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getgroups": (115, 158),
    "restart_syscall": (219, 128),
    "exit": (60, 93),
    "exit_group": (231, 94),
}

GUARDED: dict[str, tuple[int, int]] = {
    "ioctl": (16, 29),  # asking whether a file is a terminal, and closing on exec: nothing else
    "fcntl": (72, 25),  # flags and duplicates, but no signals to an owner
    "prlimit64": (302, 261),  # reading limits, not setting them
    "clone3": (435, 435),  # "not implemented" makes the C library fall back to clone, which is refused
    "sendto": (44, 206),  # on the channel, without flags: no other socket exists, and none can be made
    "recvfrom": (45, 207),
    "futex": (202, 98),  # private ones: on a file that both map, two submissions could signal to each other
    "clock_gettime": (228, 113),  # the machine's clocks and its own, not the processor time of other processes
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
}

OWN: dict[str, tuple[int, int]] = {
    # what the confinement itself calls, before the filter stands
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
    "capset": (126, 91),
}


class Machine(Struct, frozen=True):
    """One processor architecture, as the kernel's filter sees it."""

    audit_arch: int
    """the kernel's number of the architecture"""
    allowed: tuple[int, ...]
    """calls that pass, the most frequent first"""
    guarded: dict[str, int]
    """calls that pass with some arguments only"""
    own: dict[str, int]
    """calls of the confinement itself"""
    has_x32: bool
    """whether a second table of calls hides behind bit 30 of the number"""


def machine() -> Machine | None:
    """The machine that this process runs on, None where its numbers are not known."""
    names = {"x86_64": 0, "amd64": 0, "aarch64": 1, "arm64": 1}
    column = names.get(platform.machine().lower())
    if column is None or platform.system() != "Linux":
        return None
    return Machine(
        audit_arch=(0xC000003E, 0xC00000B7)[column],
        allowed=tuple(row[column] for row in NUMBERS.values() if row[column] is not None),  # type: ignore[misc]
        guarded={name: row[column] for name, row in GUARDED.items()},
        own={name: row[column] for name, row in OWN.items()},
        has_x32=column == 0,
    )
