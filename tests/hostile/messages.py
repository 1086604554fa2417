"""Ways to leave a message for whoever comes next, and to look for it.

`leave_x` leaves it, `find_x` says whether it is there and takes it away. Two submissions try all of them, one
after the other. Outside the sandbox the message is found: `python messages.py KEY FILE` shows that, and what
this machine has. Not here, because a sandbox without a file system of its own cannot close them: when files were
last read, how many processes the machine has started, and the timing of caches.
"""

import ctypes
import fcntl
import json
import os
import signal
import socket
import stat
import struct
import sys
import zlib

try:
    from tools import system_call  # beside it, in a submission and as a program
except ModuleNotFoundError:
    from tests.hostile.tools import system_call

MESSAGE = b"the answer is 42"
INSIDE = {"environment", "libraries", "interpreter", "output", "state_of_the_process"}
"""ways that reach no further than the process, unless it is shared"""
SIZE = len(MESSAGE)

key = 0
name = "left-by-a-student"
library = os.__file__
held = []
"""what is open as long as the process lives"""


def set_meeting_place(course, file=os.__file__):
    """Agree on names and numbers that no other run of the tests uses, and on a file that both can read."""
    global key, name, library
    key = zlib.crc32(course.encode()) & 0x7FFFFFF | 1
    name, library = f"left-by-a-student-{key}", file


def leave_file():
    """A file in the temporary folder."""
    with open(f"/tmp/{name}", "wb") as file:
        file.write(MESSAGE)


def find_file():
    with open(f"/tmp/{name}", "rb") as file:
        os.unlink(f"/tmp/{name}")
        return file.read() == MESSAGE


def leave_name_of_a_folder():
    """The mere name of a folder, which can be seen without opening it."""
    os.mkdir(f"/var/tmp/{name}")


def find_name_of_a_folder():
    is_there = os.path.isdir(f"/var/tmp/{name}")
    if is_there:
        os.rmdir(f"/var/tmp/{name}")
    return is_there


def leave_shared_memory():
    """A file in the folder of shared memory."""
    with open(f"/dev/shm/{name}", "wb") as file:
        file.write(MESSAGE)


def find_shared_memory():
    with open(f"/dev/shm/{name}", "rb") as file:
        os.unlink(f"/dev/shm/{name}")
        return file.read() == MESSAGE


def leave_segment():
    """A segment of memory of System V."""
    system_call("shmget", key, 4096 + SIZE, 0o1666)


def find_segment():
    segment = int(system_call("shmget", key, 0, 0))
    ctypes.CDLL(None).shmctl(segment, 0, None)
    return True


def leave_queue():
    """A message in a queue of System V."""
    queue = int(system_call("msgget", key, 0o1666))
    if ctypes.CDLL(None).msgsnd(queue, struct.pack("l", 1) + MESSAGE, ctypes.c_size_t(SIZE), 0) != 0:
        raise OSError("msgsnd")


def find_queue():
    queue = int(system_call("msgget", key, 0))
    ctypes.CDLL(None).msgctl(queue, 0, None)
    return True


def leave_semaphore():
    """A number in a semaphore of System V."""
    semaphore = int(system_call("semget", key, 1, 0o1666))
    ctypes.CDLL(None).semctl(semaphore, 0, 16, 42)


def find_semaphore():
    semaphore, libc = int(system_call("semget", key, 1, 0)), ctypes.CDLL(None)
    number = libc.semctl(semaphore, 0, 12)
    libc.semctl(semaphore, 0, 0)
    return number == 42


def leave_named_queue():
    """A queue with a name."""
    system_call("mq_open", name.encode(), os.O_CREAT | os.O_RDWR, 0o666, 0)


def find_named_queue():
    system_call("mq_open", name.encode(), os.O_RDONLY, 0, 0)
    system_call("mq_unlink", name.encode())
    return True


def leave_key():
    """A key in the keyring of the user."""
    system_call("add_key", b"user", name.encode(), MESSAGE, SIZE, -4)


def find_key():
    number = int(system_call("keyctl", 10, -4, b"user", name.encode(), 0))
    system_call("keyctl", 9, number, -4)
    return True


def leave_abstract_socket():
    """A socket with a name that is no file, open as long as it lives."""
    held.append(listener := socket.socket(socket.AF_UNIX))
    listener.bind(f"\0{name}")
    listener.listen()


def find_abstract_socket():
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(f"\0{name}")
    return True


def leave_port():
    """A port of this machine on which it listens, as long as it lives."""
    held.append(listener := socket.socket())
    listener.bind(("127.0.0.1", 20_000 + key % 40_000))
    listener.listen()


def find_port():
    with socket.create_connection(("127.0.0.1", 20_000 + key % 40_000), 1):
        return True


def leave_name_of_memory():
    """The name of a file in memory, which others may see among its open files."""
    held.append(os.memfd_create(name))


def find_name_of_memory():
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            folder = f"/proc/{process}/fd"
            if any(name in os.readlink(f"{folder}/{number}") for number in os.listdir(folder)):
                return True
        except OSError:
            continue
    return False


def leave_lock():
    """A lock on a library, as long as it lives."""
    held.append(file := os.open(library, os.O_RDONLY))
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def find_lock():
    file = os.open(library, os.O_RDONLY)
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


def leave_record_lock():
    """A lock on the 42nd byte of a library, as long as it lives."""
    held.append(file := os.open(library, os.O_RDONLY))
    fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB, 1, 42)


def find_record_lock():
    with open(library, "rb") as file:
        asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 42, 1, 0)
        kind, *_ = struct.unpack("hhqqi4x", fcntl.fcntl(file, fcntl.F_GETLK, asked))
    return kind != fcntl.F_UNLCK


def leave_date():
    """When a library was last read, as a date that it sets."""
    os.utime(library, (42, os.stat(library).st_mtime))


def find_date():
    return os.stat(library).st_atime == 42


def leave_label():
    """A label of a library."""
    os.setxattr(library, "user.left", MESSAGE)


def find_label():
    return os.getxattr(library, "user.left") == MESSAGE


def leave_rights():
    """A right to a library, one that means nothing."""
    os.chmod(library, os.stat(library).st_mode & 0o7777 | stat.S_ISVTX)


def find_rights():
    return bool(os.stat(library).st_mode & stat.S_ISVTX)


def leave_niceness_of_the_parent():
    """How nice the fork server is."""
    os.setpriority(os.PRIO_PROCESS, os.getppid(), 17)


def find_niceness_of_the_parent():
    return os.getpriority(os.PRIO_PROCESS, os.getppid()) == 17


def leave_turn_of_the_parent_at_the_disk():
    """In which turn the fork server reads files."""
    system_call("ioprio_set", 1, os.getppid(), 2 << 13 | 6)


def find_turn_of_the_parent_at_the_disk():
    return system_call("ioprio_get", 1, os.getppid()) == 2 << 13 | 6


def leave_processors_of_the_parent():
    """On which processors the fork server runs."""
    os.sched_setaffinity(os.getppid(), {min(os.sched_getaffinity(0))})


def find_processors_of_the_parent():
    return len(os.sched_getaffinity(os.getppid())) == 1


def leave_limit_of_the_parent():
    """How many signals may wait for the fork server."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_SIGPENDING)
    resource.prlimit(os.getppid(), resource.RLIMIT_SIGPENDING, (42, hard))


def find_limit_of_the_parent():
    import resource

    return resource.prlimit(os.getppid(), resource.RLIMIT_SIGPENDING)[0] == 42


def leave_score_of_the_parent():
    """Whether the fork server is killed when memory runs out."""
    with open(f"/proc/{os.getppid()}/oom_score_adj", "w") as file:
        file.write("942")


def find_score_of_the_parent():
    with open(f"/proc/{os.getppid()}/oom_score_adj") as file:
        return file.read().strip() == "942"


def leave_environment():
    """A variable of the environment."""
    os.environ["LEFT"] = name


def find_environment():
    libc = ctypes.CDLL(None)
    libc.getenv.restype = ctypes.c_char_p
    return os.environ.get("LEFT") == name or libc.getenv(b"LEFT") == name.encode()


def leave_libraries():
    """A name in a library that is in memory."""
    import builtins

    builtins.left = sys.left = struct.left = MESSAGE


def find_libraries():
    import builtins

    return any(hasattr(module, "left") for module in (builtins, sys, struct))


def leave_interpreter():
    """A constant inside the interpreter: the rarest of the small numbers."""
    ctypes.memmove(id(251) + sys.getsizeof(251) - 4, (42).to_bytes(4, sys.byteorder), 4)


def find_interpreter():
    is_there = int("251") * 1 == int("42")
    ctypes.memmove(id(int("251")) + 24, (251).to_bytes(4, sys.byteorder), 4)
    return is_there


def leave_output():
    """What it printed."""
    os.write(1, MESSAGE + b"\n")


def find_output():
    return MESSAGE in os.pread(1, 1 << 16, 0)


def leave_state_of_the_process():
    """What a process hands to those that it forks: its mask of rights, and which signals it ignores."""
    os.umask(0o042)
    signal.signal(signal.SIGUSR2, signal.SIG_IGN)


def find_state_of_the_process():
    mask = os.umask(0o022)
    return mask == 0o042 or signal.getsignal(signal.SIGUSR2) is signal.SIG_IGN


# ---- all of them -----------------------------------------------------------------------------------------------

WAYS = [function.removeprefix("leave_") for function in list(globals()) if function.startswith("leave_")]


def attempt(way, what, yes):
    """What became of it, in a word: `yes`, `nothing`, or the name of an exception."""
    try:
        return yes if globals()[f"{what}_{way}"]() is not False else "nothing"
    except Exception as error:
        return type(error).__name__


def leave_everything():
    """Leave the message in every way."""
    return {way: attempt(way, "leave", "left") for way in WAYS}


def find_everything(ways=WAYS):
    """Look for it in every way."""
    return {way: attempt(way, "find", "found") for way in ways}


def tell(results):
    """Print them, as one line."""
    print("\n" + json.dumps(results), flush=True)


def forked(work, until=None):
    """What a child of this process says that runs `work`; it lives until that file is closed."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.write(writer, json.dumps(work()).encode())
        os.close(writer)
        if until is not None:
            os.read(until, 1)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as file:
        return json.load(file)


def rehearse():
    """Do it all without a sandbox: look, leave, look again."""
    before = forked(lambda: find_everything([way for way in WAYS if way not in INSIDE]))
    alive, end = os.pipe()
    left = forked(lambda: (os.close(end), leave_everything(), find_everything(INSIDE))[1:], alive)
    found = forked(lambda: find_everything([way for way in WAYS if way not in INSIDE]))
    os.close(end)
    tell({"before": before, "left": left[0], "found": found | left[1]})


if __name__ == "__main__":
    set_meeting_place(*sys.argv[1:])
    rehearse()
