"""What a process gives up, and that strangers' code is refused where it cannot be taken away."""

import errno
import os
import struct
import sys

import msgspec
import pytest

from checker.errors import SandboxError
from checker.sandbox import confinement, opening, syscalls
from checker.sandbox.wire import Limits

X86, ARM = 0xC000003E, 0xC00000B7
ALLOWED, KILLED, DENIED = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
NOT_THERE = 0x00050000 | errno.ENOSYS
COLUMNS = {X86: 0, ARM: 1}

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")


def known_machine(monkeypatch, name):
    monkeypatch.setattr(syscalls.platform, "machine", lambda: name)
    monkeypatch.setattr(syscalls.platform, "system", lambda: "Linux")
    return syscalls.machine()


@pytest.fixture(params=["x86_64", "aarch64"])
def machine(request, monkeypatch):
    return known_machine(monkeypatch, request.param)


def run(program, number, *arguments, arch):
    """What the filter answers to a system call: the kernel's packet filter in a few lines."""
    data = struct.pack("=IIQ6Q", number, arch, 0, *[*arguments, 0, 0, 0, 0, 0, 0][:6])
    code = [struct.unpack("=HBBI", program[i : i + 8]) for i in range(0, len(program), 8)]
    accumulator = place = 0
    while True:
        what, if_true, if_false, value = code[place]
        place += 1
        if what == confinement.LOAD:
            [accumulator] = struct.unpack("=I", data[value : value + 4])
        elif what == confinement.RETURN:
            return value
        else:
            is_true = accumulator == value if what == confinement.JUMP_EQUAL else accumulator >= value
            place += if_true if is_true else if_false


@pytest.fixture
def answer(machine):
    """The filter's answer to a call of that machine."""
    program = confinement.filter_program(machine)
    return lambda number, *arguments, arch=machine.audit_arch: run(program, number, *arguments, arch=arch)


# ---- the filter ----------------------------------------------------------------------------------------------


def test_filter_is_a_program_that_the_kernel_takes(machine):
    program = confinement.filter_program(machine)
    assert len(program) % 8 == 0
    assert len(program) // 8 < 4096
    assert struct.unpack("=HBBI", program[-8:])[0] == confinement.RETURN
    for place in range(len(program) // 8):
        what, if_true, if_false, _ = struct.unpack("=HBBI", program[place * 8 : place * 8 + 8])
        if what in (confinement.JUMP_EQUAL, confinement.JUMP_AT_LEAST):
            assert place + 1 + max(if_true, if_false) < len(program) // 8


def test_filter_allows_what_a_calculation_calls(machine, answer):
    column = COLUMNS[machine.audit_arch]
    for row in syscalls.NUMBERS.values():
        if row[column] is not None:
            assert answer(row[column]) == ALLOWED


def test_filter_refuses_everything_else(machine, answer):
    known = {*machine.allowed, *machine.guarded.values()}
    for number in set(range(600)) - known:
        assert answer(number) == DENIED, number


@pytest.mark.parametrize(
    ("name", "numbers"),
    {
        "fork": (57, 220),
        "clone": (56, 220),
        "execve": (59, 221),
        "execveat": (322, 281),
        "kill": (62, 129),
        "tgkill": (234, 131),
        "tkill": (200, 130),
        "pidfd_send_signal": (424, 424),
        "ptrace": (101, 117),
        "process_vm_readv": (310, 270),
        "process_vm_writev": (311, 271),
        "pidfd_getfd": (438, 438),
        "socket": (41, 198),
        "socketpair": (53, 199),
        "connect": (42, 203),
        "sendmsg": (46, 211),
        "recvmsg": (47, 212),
        "io_uring_setup": (425, 425),
        "unshare": (272, 97),
        "setns": (308, 268),
        "mount": (165, 40),
        "bpf": (321, 280),
        "memfd_create": (319, 279),
        "ftruncate": (77, 46),
        "fallocate": (285, 47),
        "chdir": (80, 49),
        "fchmodat": (268, 53),
        "unlinkat": (263, 35),
        "setrlimit": (160, 164),
        "setresuid": (117, 147),
        "prctl": (157, 167),
        "seccomp": (317, 277),
        "shmget": (29, 194),
        "setitimer": (38, 103),
        "timer_create": (222, 107),
        "personality": (135, 92),
        "arch_prctl": (158, 600),
    }.items(),
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_filter_refuses_what_reaches_beyond_the_process(machine, answer, name, numbers):
    assert answer(numbers[COLUMNS[machine.audit_arch]]) == DENIED


def test_calls_of_another_architecture_kill(machine, answer):
    for arch in {X86, ARM, 0x40000003, 0} - {machine.audit_arch}:
        assert answer(machine.allowed[0], arch=arch) == KILLED


def test_the_second_table_of_x86_kills(monkeypatch):
    machine = known_machine(monkeypatch, "x86_64")
    program = confinement.filter_program(machine)
    for number in (0x40000000, 0x40000000 + 57, 0xFFFFFFFF):
        assert run(program, number, arch=X86) == KILLED


def test_new_style_clone_is_not_implemented_so_that_the_library_falls_back(machine, answer):
    assert answer(machine.guarded["clone3"]) == NOT_THERE


def test_limits_can_be_read_and_not_set(machine, answer):
    number = machine.guarded["prlimit64"]
    assert answer(number, 0, 9, 0, 0x7FFF0000) == ALLOWED
    assert answer(number, 0, 9, 0x1000) == DENIED
    assert answer(number, 0, 9, 0x1000 << 32) == DENIED


def test_descriptors_get_flags_and_no_owner(machine, answer):
    for command in confinement.FCNTL_COMMANDS:
        assert answer(machine.guarded["fcntl"], 3, command) == ALLOWED
    for command in (8, 10, 15, 1024, 1031, 1033):  # owner, signal, owner, lease, pipe size, seals
        assert answer(machine.guarded["fcntl"], 3, command) == DENIED
    assert answer(machine.guarded["ioctl"], 1, confinement.TCGETS) == ALLOWED
    assert answer(machine.guarded["ioctl"], 1, 0x5412) == DENIED  # typing into a terminal


def test_futexes_are_of_one_process_only(machine, answer):
    for operation in (0 | 128, 1 | 128, 9 | 128, 10 | 128):  # wait, wake, both with a mask
        assert answer(machine.guarded["futex"], 0x1000, operation) == ALLOWED
    for operation in (0, 1, 3, 5, 6, 9, 10):  # on a page of a file that another process maps as well
        assert answer(machine.guarded["futex"], 0x1000, operation) == DENIED


@pytest.mark.parametrize("name", ["sendto", "recvfrom"])
def test_the_channel_is_used_without_flags(machine, answer, name):
    assert answer(machine.guarded[name], 3, 0x1000, 64, 0) == ALLOWED
    for flag in (1, 2, 0x40, 0x4000000):  # out of band, peek, do not wait, without a copy
        assert answer(machine.guarded[name], 3, 0x1000, 64, flag) == DENIED


@pytest.mark.parametrize("name", ["clock_gettime", "clock_getres", "clock_nanosleep"])
def test_clocks_are_the_machines_or_ones_own(machine, answer, name):
    for clock in range(12):
        assert answer(machine.guarded[name], clock) == ALLOWED
    for clock in (2**32 - 8, 2**32 - 6, 2**64 - 8, 12):  # processor time of another process, by its number
        assert answer(machine.guarded[name], clock) == DENIED


def test_machines_have_their_own_numbers(monkeypatch):
    x86, arm = (known_machine(monkeypatch, name) for name in ("x86_64", "aarch64"))
    assert (x86.audit_arch, arm.audit_arch) == (X86, ARM)
    assert (x86.has_x32, arm.has_x32) == (True, False)
    assert confinement.filter_program(x86) != confinement.filter_program(arm)


@pytest.mark.parametrize("name", ["riscv64", "s390x", "i686", "armv7l", ""])
def test_an_unknown_machine_has_no_filter(monkeypatch, name):
    assert known_machine(monkeypatch, name) is None


def test_another_system_has_no_filter(monkeypatch):
    known_machine(monkeypatch, "x86_64")
    monkeypatch.setattr(syscalls.platform, "system", lambda: "Darwin")
    assert syscalls.machine() is None


# ---- the layers ------------------------------------------------------------------------------------------------


@on_linux
def test_an_unknown_machine_lacks_its_layers_by_name(monkeypatch):
    monkeypatch.setattr(confinement, "machine", lambda: None)
    made = confinement.Confinement(Limits())
    assert made.ruleset == -1
    assert not {"seccomp", "landlock"} & set(made.layers)
    assert "limits" in made.layers


@on_linux
def test_a_kernel_without_landlock_lacks_it_by_name(monkeypatch):
    known = confinement.machine()
    if known is None:
        pytest.skip("no numbers for this machine")
    older = msgspec.structs.replace(known, own=known.own | {"landlock_create_ruleset": 100_000})
    monkeypatch.setattr(confinement, "machine", lambda: older)
    made = confinement.Confinement(Limits())
    assert made.ruleset == -1
    assert "landlock" not in made.layers
    assert "seccomp" in made.layers


@on_linux
def test_layers_are_tried_and_named():
    sandbox = opening.for_strangers(Limits(), ())
    try:
        assert sandbox.layers[0] == "process"
        assert set(sandbox.layers) >= opening.REQUIRED
        assert set(sandbox.layers) <= {"process", *confinement.LAYERS}
        if os.geteuid() == 0:
            assert {"user", "capabilities"} & set(sandbox.layers)
    finally:
        sandbox.close()


@on_linux
def test_a_missing_layer_refuses_strangers_by_its_name(monkeypatch):
    monkeypatch.setattr(opening, "REQUIRED", opening.REQUIRED | {"a moat"})
    with pytest.raises(SandboxError, match=r"this machine lacks a moat, .*--trust-submissions"):
        opening.for_strangers(Limits(), ())


@on_linux
def test_trusted_submissions_run_where_a_layer_is_missing(monkeypatch):
    monkeypatch.setattr(opening, "REQUIRED", opening.REQUIRED | {"a moat"})
    opening.for_strangers(Limits(), (), trust_submissions=True).close()


def test_another_system_refuses_strangers(monkeypatch):
    monkeypatch.setattr(opening.sys, "platform", "darwin")
    with pytest.raises(SandboxError, match="landlock, limits, no-new-privileges, seccomp"):
        opening.for_strangers(Limits(), ())


def test_another_system_runs_trusted_submissions_in_a_bare_process(monkeypatch):
    monkeypatch.setattr(opening.sys, "platform", "darwin")
    with opening.for_strangers(Limits(), (), trust_submissions=True) as sandbox:
        assert sandbox.layers == ("process",)


@on_linux
def test_only_libraries_are_readable():
    for path, rights in confinement.readable_paths():
        assert not rights & ~(confinement.READ_FILE | confinement.READ_DIR) or path == "/dev/null"
        assert os.path.normpath(path) not in ("/", "/etc", "/home", "/root", "/tmp", "/proc", os.getcwd())
