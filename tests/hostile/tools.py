"""What the attacks have in common; handed in beside them, as a module of the student's."""

import ctypes
import os
import platform
import sys

NUMBERS = {  # x86-64, aarch64
    "ptrace": (101, 117),
    "rt_sigqueueinfo": (129, 138),
    "mount": (165, 40),
    "prctl": (157, 167),
    "tgkill": (234, 131),
    "keyctl": (250, 219),
    "unshare": (272, 97),
    "perf_event_open": (298, 241),
    "setns": (308, 268),
    "process_vm_readv": (310, 270),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "pidfd_open": (434, 434),
}
IS_ARM = platform.machine() in ("aarch64", "arm64")


def system_call(name, *arguments):
    """Make a system call past Python."""
    return raw_system_call(NUMBERS[name][IS_ARM], *arguments)


def raw_system_call(number, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = libc.syscall(ctypes.c_long(number), *wide)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return float(result)


def run_machine_code(x86, arm):
    """Run instructions, and return what they leave in the first register."""
    import mmap

    code = arm if IS_ARM else x86
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    return ctypes.CFUNCTYPE(ctypes.c_long)(address)()


def send(data):
    """Write raw bytes to the channel."""
    while data:
        data = data[os.write(3, data) :]


def frame(head):
    """A frame with that head, and no arrays."""
    return (4 + len(head)).to_bytes(4, "big") + len(head).to_bytes(4, "big") + head


def reply(call, value):
    from checker.sandbox import wire

    return wire.pack(wire.Reply(call, value), [])


def call_now():
    """The number of the call that is being made."""
    place = sys._getframe()
    while place.f_code.co_name != "serve":
        place = place.f_back
    return place.f_locals["index"]


def answer_with(value, data):
    """Answer the call with that wire value, and end the process."""
    from checker.sandbox import wire

    send(wire.pack(wire.Reply(call_now(), value), [data]))
    os._exit(0)
