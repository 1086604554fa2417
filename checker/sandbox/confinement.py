"""What a process gives up before it reads a line of a student's code.

In this order, each a layer that may be missing on some machine:

  limits             no new processes, no core dump, bounded memory, processor time, files and file size
  user               root becomes nobody, where nobody can read the interpreter
  capabilities       else root keeps its number and loses its powers
  no-new-privileges  nothing gains powers by running a program; the process dies with its parent
  landlock           reads the interpreter and its libraries; writes nothing, connects nowhere, signals nobody
  seccomp            makes the system calls of a calculating program only

`Confinement` is built once, in the fork server; `apply` is what every child does.
"""

import ctypes
import errno
import os
import resource
import signal
import stat
import struct
import sys
import sysconfig
from pathlib import Path

from checker.sandbox.syscalls import Machine, machine
from checker.sandbox.wire import OUTPUT_BYTES, Limits

LAYERS = ("limits", "user", "capabilities", "no-new-privileges", "landlock", "seccomp")

NOBODY = 65534


# ---- the kernel's interfaces ---------------------------------------------------------------------------------

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
READ_FILE, WRITE_FILE, READ_DIR = 1 << 2, 1 << 1, 1 << 3
# bits of the rights to files, TCP ports and scopes that each version of Landlock knows
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
TCGETS, TIOCGWINSZ, FIONCLEX, FIOCLEX = 0x5401, 0x5413, 0x5450, 0x5451
FCNTL_COMMANDS = (0, 1, 2, 3, 4, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC
PRIVATE_FUTEX = (128, 129, 137, 138, 393)  # to wait and wake inside one process, also until some time
CLOCKS = tuple(range(12))  # another process's clock has a negative number


class _Program(ctypes.Structure):
    """The kernel's `struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


class Confinement:
    """The layers that this machine has, ready to be applied in a child."""

    def __init__(self, limits: Limits, layers: tuple[str, ...] = LAYERS) -> None:
        self.limits = limits
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._machine = machine()
        self.ruleset = self._landlock_ruleset()
        self._program = filter_program(self._machine) if self._machine else b""
        self._buffer = ctypes.create_string_buffer(self._program, len(self._program))
        self._prog = _Program(len(self._program) // 8, ctypes.addressof(self._buffer))
        self._mapped_bytes = _mapped_bytes()
        self.layers = tuple(layer for layer in layers if self._has(layer))
        self.is_settled = False

    def settle(self, layers: tuple[str, ...]) -> None:
        """Rely on these layers from now on: they were tried and held."""
        self.layers, self.is_settled = layers, True

    def _has(self, layer: str) -> bool:
        match layer:
            case "user":
                return os.geteuid() == 0 and _nobody_can_read_the_interpreter()
            case "capabilities":
                is_known = self._machine is not None
                return is_known and os.geteuid() == 0 and not _nobody_can_read_the_interpreter()
            case "landlock":
                return self.ruleset >= 0
            case "seccomp":
                return self._machine is not None
            case _:
                return True

    def apply(self) -> None:
        """Give everything up; OSError where a layer does not hold that was relied on."""
        for layer in self.layers:
            try:
                self.apply_layer(layer)
            except OSError:
                if self.is_settled:
                    raise
        if self.ruleset >= 0:
            os.close(self.ruleset)

    def apply_layer(self, layer: str) -> None:
        """Give one thing up."""
        match layer:
            case "limits":
                self._limit()
            case "user":
                os.setgroups([])
                os.setresgid(NOBODY, NOBODY, NOBODY)
                os.setresuid(NOBODY, NOBODY, NOBODY)
            case "capabilities":
                self._drop_capabilities()
            case "no-new-privileges":
                self._prctl(PR_SET_NO_NEW_PRIVS, 1)
                self._prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # a change of user would have cleared it
                self._prctl(PR_SET_DUMPABLE, 0)
            case "landlock":
                self._call("landlock_restrict_self", self.ruleset, 0)
            case "seccomp":
                self._prctl(PR_SET_SECCOMP, 2, ctypes.byref(self._prog))

    def _limit(self) -> None:
        seconds = int(self.limits.submission_seconds + self.limits.load_seconds) + 1
        for name, value in (
            ("RLIMIT_CORE", 0),
            ("RLIMIT_FSIZE", OUTPUT_BYTES),
            ("RLIMIT_NOFILE", 64),
            ("RLIMIT_NPROC", 0),
            ("RLIMIT_CPU", seconds),
            ("RLIMIT_AS", self._mapped_bytes + (self.limits.memory_mib << 20)),
        ):
            which = getattr(resource, name)
            _, hard = resource.getrlimit(which)
            bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(which, (bound, bound))

    def _drop_capabilities(self) -> None:
        header = struct.pack("Ii", 0x20080522, 0)  # version 3, this thread
        self._call("capset", header, bytes(24))

    def _landlock_ruleset(self) -> int:
        if self._machine is None:
            return -1
        create = self._machine.own["landlock_create_ruleset"]
        version = self._libc.syscall(create, None, 0, 1)
        if version < 1:
            return -1
        bits = max(count for since, count in FILE_RIGHTS.items() if since <= version)
        tcp = 3 if version >= 4 else 0
        scopes = 3 if version >= 6 else 0  # signals and abstract sockets stay inside
        attributes = struct.pack("QQQ", (1 << bits) - 1, tcp, scopes)
        size = 24 if version >= 6 else 16 if version >= 4 else 8
        ruleset: int = self._libc.syscall(create, attributes, size, 0)
        for path, rights in readable_paths():
            self._allow(ruleset, path, rights)
        return ruleset

    def _allow(self, ruleset: int, path: str, rights: int) -> None:
        try:
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            return
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= ~READ_DIR
        self._call("landlock_add_rule", ruleset, 1, struct.pack("=Qi", rights, place), 0)
        os.close(place)

    def _prctl(self, *arguments: object) -> None:
        if self._libc.prctl(*map(_wide, [*arguments, 0, 0, 0, 0][:5])) != 0:
            code = ctypes.get_errno()
            raise OSError(code, f"prctl: {os.strerror(code)}")

    def _call(self, name: str, *arguments: object) -> None:
        assert self._machine is not None
        if self._libc.syscall(self._machine.own[name], *map(_wide, arguments)) != 0:
            code = ctypes.get_errno()
            raise OSError(code, f"{name}: {os.strerror(code)}")


def _wide(argument: object) -> object:
    """A variadic C function reads whole registers: hand integers over in full width."""
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def readable_paths() -> list[tuple[str, int]]:
    """What lazy imports read: the interpreter's libraries, the system's, and a few harmless files."""
    read = READ_FILE | READ_DIR
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    bases: tuple[dict[str, str], ...] = ({}, {"base": sys.base_prefix, "platbase": sys.base_exec_prefix})
    libraries = {sysconfig.get_path(name, vars=base or None) for name in names for base in bases}
    libraries |= {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    system = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo")
    shared = os.path.join(sys.base_prefix, "lib")
    files = ("/etc/ld.so.cache", "/etc/localtime", "/dev/urandom", "/dev/random", "/dev/zero")
    return [
        *((path, read) for path in sorted(libraries | {shared, *system, *files})),
        ("/dev/null", READ_FILE | WRITE_FILE),
    ]


def filter_program(machine: Machine) -> bytes:
    """The seccomp filter, as instructions of the kernel's packet filter.

    Calls of another architecture kill the process; the allowed ones pass; the guarded ones pass with
    harmless arguments; all others fail with EPERM, which a student reads as a PermissionError.
    """
    deny = ERRNO | errno.EPERM
    code: list[tuple[int, int, int, int]] = [
        (LOAD, 0, 0, 4),
        (JUMP_EQUAL, 1, 0, machine.audit_arch),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, 0),
    ]
    if machine.has_x32:
        code += [(JUMP_AT_LEAST, 0, 1, 0x40000000), (RETURN, 0, 0, KILL)]
    for number in machine.allowed:
        code += [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, ALLOW)]
    guarded = machine.guarded
    code += [(JUMP_EQUAL, 0, 1, guarded["clone3"]), (RETURN, 0, 0, ERRNO | errno.ENOSYS)]
    code += _if_argument(guarded["ioctl"], 1, (TCGETS, TIOCGWINSZ, FIONCLEX, FIOCLEX))
    code += _if_argument(guarded["fcntl"], 1, FCNTL_COMMANDS)
    code += _if_argument(guarded["futex"], 1, PRIVATE_FUTEX)
    for name in "sendto", "recvfrom":
        code += _if_argument(guarded[name], 3, (0,))
    for name in "clock_gettime", "clock_getres", "clock_nanosleep":
        code += _if_argument(guarded[name], 0, CLOCKS)
    # prlimit64: both halves of the pointer to new limits are null
    code += [
        (JUMP_EQUAL, 0, 5, guarded["prlimit64"]),
        (LOAD, 0, 0, 16 + 8 * 2),
        (JUMP_EQUAL, 0, 3, 0),
        (LOAD, 0, 0, 16 + 8 * 2 + 4),
        (JUMP_EQUAL, 0, 1, 0),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, deny),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def _if_argument(number: int, position: int, values: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """Let the call pass where the lower half of that argument, counted from 0, is one of `values`."""
    checks = [(JUMP_EQUAL, len(values) - i, 0, value) for i, value in enumerate(values)]
    deny = (RETURN, 0, 0, ERRNO | errno.EPERM)
    body = [(LOAD, 0, 0, 16 + 8 * position), *checks, deny, (RETURN, 0, 0, ALLOW)]
    return [(JUMP_EQUAL, 0, len(body), number), *body]


def _mapped_bytes() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _nobody_can_read_the_interpreter() -> bool:
    for path in (sys.executable, sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), os.__file__):
        place = Path(path).resolve()
        for step in (place, *place.parents):
            mode = step.stat().st_mode
            needed = stat.S_IXOTH | stat.S_IROTH if step == place and step.is_dir() else stat.S_IXOTH
            if step.is_file():
                needed = stat.S_IROTH
            if mode & needed != needed:
                return False
    return True
