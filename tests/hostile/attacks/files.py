# ruff: noqa
"""Attacks on files: the course's, the system's, other processes' in /proc."""


# ---- read_passwords: forbidden
# Reads a file of the system.
def attacked(x):
    return open("/etc/passwd").read()


# ---- read_problems: forbidden
# Reads the references in the course's folder.
def attacked(x):
    return open("@COURSE@/problems/lab/questions.py").read()


# ---- list_problems: forbidden
# Lists the course's folder.
import os


def attacked(x):
    return os.listdir("@COURSE@/problems")


# ---- import_problems: raised
# Imports the references.
import sys


def attacked(x):
    sys.path.insert(0, "@COURSE@/problems/lab")
    sys.path_importer_cache.clear()
    import questions

    return questions.attacked(x)


# ---- read_settings: forbidden
# Reads the seeds of grading.
def attacked(x):
    return open("@COURSE@/grading.yaml").read()


# ---- read_another_student: forbidden
# Reads what somebody else handed in.
def attacked(x):
    return open("@COURSE@/submissions/ada/lab.py").read()


# ---- list_root: forbidden
# Lists the root folder.
import os


def attacked(x):
    return os.listdir("/")


# ---- list_here: forbidden
# Lists the folder that it runs in.
import os


def attacked(x):
    return os.listdir(".")


# ---- own_memory_file: forbidden
# Writes to read-only pages of its own by way of the proc file system.
def attacked(x):
    return open("/proc/self/mem", "r+b")


# ---- own_maps: forbidden
# Learns where things lie in memory.
def attacked(x):
    return open("/proc/self/maps").read()


# ---- memory_of_parent: forbidden
# Opens the parent's memory.
import os


def attacked(x):
    return open(f"/proc/{os.getppid()}/mem", "rb")


# ---- environment_of_parent: forbidden
# Reads the parent's environment.
import os


def attacked(x):
    return open(f"/proc/{os.getppid()}/environ", "rb").read()


# ---- descriptors_of_parent: forbidden
# Opens a descriptor of the parent.
import os


def attacked(x):
    return os.open(f"/proc/{os.getppid()}/fd/3", os.O_RDWR)


# ---- write_file: forbidden
# Writes a file.
def attacked(x):
    open("/tmp/written-by-a-student", "w").write("here I was")
    return x


# ---- write_course: forbidden
# Rewrites the references.
def attacked(x):
    open("@COURSE@/problems/lab/questions.py", "a").write("attacked = None")
    return x


# ---- write_library: forbidden
# Plants code in a library that everybody imports.
import numpy


def attacked(x):
    open(numpy.__file__, "a").write("raise SystemExit")
    return x


# ---- temporary_file: raised
# Makes a temporary file: no folder for one is found.
import tempfile


def attacked(x):
    return tempfile.NamedTemporaryFile().name


# ---- make_folder: forbidden
# Makes a folder.
import os


def attacked(x):
    os.mkdir("/tmp/made-by-a-student")
    return x


# ---- unlink: forbidden
# Removes the course's settings.
import os


def attacked(x):
    os.unlink("@COURSE@/grading.yaml")
    return x


# ---- rename: forbidden
# Moves the course's settings away.
import os


def attacked(x):
    os.rename("@COURSE@/grading.yaml", "@COURSE@/gone.yaml")
    return x


# ---- chmod: forbidden
# Changes who may read the course.
import os


def attacked(x):
    os.chmod("@COURSE@/grading.yaml", 0)
    return x


# ---- utime: forbidden
# Changes when a file was handed in.
import os


def attacked(x):
    os.utime("@COURSE@/submissions/ada/lab.py", (0, 0))
    return x


# ---- truncate: forbidden
# Empties a file.
import os


def attacked(x):
    os.truncate("@COURSE@/grading.yaml", 0)
    return x


# ---- chdir: forbidden
# Goes to another folder.
import os


def attacked(x):
    os.chdir("@COURSE@")
    return x


# ---- symlink: forbidden
# Makes a link that somebody else may follow.
import os


def attacked(x):
    os.symlink("/etc/passwd", "/tmp/linked-by-a-student")
    return x


# ---- fifo: forbidden
# Makes a pipe with a name.
import os


def attacked(x):
    os.mkfifo("/tmp/piped-by-a-student")
    return x


# ---- memory_file: forbidden
# Makes a file in memory, beyond the limits on memory.
import os


def attacked(x):
    return os.memfd_create("more")


# ---- database: raised
# Opens a database file.
import sqlite3


def attacked(x):
    return sqlite3.connect("/tmp/kept-by-a-student.db").execute("create table t(x)")


# ---- standard_input: raised
# Reads what was meant for somebody else.
def attacked(x):
    return input()


# ---- reopened_descriptor: forbidden
# Takes hold of a file without opening it, and opens it by that hold.
import os


def attacked(x):
    place = os.open("@COURSE@/grading.yaml", os.O_PATH)
    return os.open(f"/proc/self/fd/{place}", os.O_RDONLY)


# ---- file_in_a_held_folder: forbidden
# Takes hold of a folder without opening it, and opens a file in it.
import os


def attacked(x):
    place = os.open("@COURSE@", os.O_PATH)
    return os.open("grading.yaml", os.O_RDONLY, dir_fd=place)


# ---- up_and_down: forbidden
# Leaves a folder that it may read by its parent.
import os


def attacked(x):
    place = os.open(os.path.dirname(os.__file__), os.O_RDONLY)
    return os.open("../" * 30 + "@COURSE@/grading.yaml", os.O_RDONLY, dir_fd=place)


# ---- other_roots: forbidden
# Reads a file by the links that the kernel keeps to the roots of processes.
import os
from tools import none_opens


def attacked(x):
    return none_opens(
        "/proc/self/root/@COURSE@/grading.yaml",
        "/proc/self/cwd/@COURSE@/grading.yaml",
        "/proc/thread-self/root/@COURSE@/grading.yaml",
        f"/proc/{os.getppid()}/root/@COURSE@/grading.yaml",
    )


# ---- other_processes: forbidden
# Reads how other processes were started, and what they are doing.
import os
from tools import none_opens


def attacked(x):
    names = (
        "cmdline",
        "environ",
        "maps",
        "status",
        "stat",
        "comm",
        "syscall",
        "wchan",
        "stack",
        "io",
        "mountinfo",
    )
    return none_opens(*(f"/proc/{process}/{name}" for process in (1, os.getppid()) for name in names))


# ---- itself_in_proc: forbidden
# Changes itself by its files in /proc: who is killed when memory runs out, its name, its groups of users.
import os
from tools import none_opens


def attacked(x):
    names = (
        "oom_score_adj",
        "comm",
        "uid_map",
        "gid_map",
        "setgroups",
        "coredump_filter",
        "clear_refs",
        "attr/current",
    )
    return none_opens(*(f"/proc/self/{name}" for name in names), flags=os.O_WRONLY)


# ---- devices: forbidden
# Opens the machine's memory, disks and terminals.
import os
from tools import none_opens


def attacked(x):
    names = (
        "mem",
        "kmem",
        "port",
        "kmsg",
        "sda",
        "vda",
        "nvme0n1",
        "tty",
        "console",
        "ptmx",
        "fuse",
        "kvm",
        "loop0",
    )
    paths = [f"/dev/{name}" for name in names]
    return none_opens(*paths, "/proc/kcore", "/proc/kallsyms", "/proc/sysrq-trigger", "/sys/kernel/debug")


# ---- secrets_of_the_system: forbidden
# Reads passwords, keys and what is mounted for the machine's services.
from tools import none_opens


def attacked(x):
    return none_opens(
        "/etc/shadow",
        "/etc/hostname",
        "/etc/resolv.conf",
        "/root/.ssh/id_rsa",
        "/root/.bash_history",
        "/var/run/secrets",
        "/run/secrets",
        "/home",
        "/root",
        "/tmp",
        "/var/tmp",
        "/var/log",
        "/sys",
        "/proc",
    )


# ---- places_for_everybody: forbidden
# Makes files where every process may: in temporary folders, shared memory, message queues.
import os
from tools import none_opens


def attacked(x):
    folders = (
        "/tmp",
        "/var/tmp",
        "/dev/shm",
        "/dev/mqueue",
        "/run",
        "/run/lock",
        "/run/user/0",
        "/var/lock",
        "/",
    )
    made = [f"{folder}/left-by-a-student" for folder in folders]
    for paths, flags in ((made, os.O_RDWR | os.O_CREAT), (folders, os.O_RDWR | os.O_TMPFILE)):
        try:
            return none_opens(*paths, flags=flags)
        except PermissionError:
            continue
    raise PermissionError(1, "none of them")


# ---- bytecode: forbidden
# Plants compiled code that the next import would run.
import numpy, py_compile


def attacked(x):
    return py_compile.compile(numpy.__file__, doraise=True)


# ---- owner: forbidden
# Gives a file away.
import os


def attacked(x):
    os.chown("@COURSE@/grading.yaml", 65534, 65534)
    return x


# ---- labels: forbidden
# Writes a label to a file that it may read, and reads those of others.
import os


def attacked(x):
    try:
        os.setxattr(os.__file__, "user.left", b"by a student")
    except PermissionError:
        return os.getxattr("@COURSE@/grading.yaml", "user.left")


# ---- hard_link: forbidden
# Gives a file another name, in a folder that it may read.
import os


def attacked(x):
    os.link("@COURSE@/grading.yaml", os.path.dirname(os.__file__) + "/linked_by_a_student.py")
    return x


# ---- locks: forbidden
# Locks a library that everybody imports.
import fcntl, os


def attacked(x):
    library = os.open(os.__file__, os.O_RDONLY)
    try:
        fcntl.flock(library, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except PermissionError:
        fcntl.lockf(library, fcntl.LOCK_SH | fcntl.LOCK_NB)


# ---- load_problems: forbidden
# Loads the references past the folders that imports are looked for in.
import importlib.machinery, importlib.util


def attacked(x):
    loader = importlib.machinery.SourceFileLoader("questions", "@COURSE@/problems/lab/questions.py")
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("questions", loader))
    loader.exec_module(module)
    return module.attacked(x)


# ---- read_by_a_library: forbidden
# Has NumPy read the references for it.
import numpy as np


def attacked(x):
    return np.fromfile("@COURSE@/problems/lab/questions.py", np.uint8)


# ---- map_by_a_library: forbidden
# Has NumPy map the references into memory.
import numpy as np


def attacked(x):
    return np.memmap("@COURSE@/problems/lab/questions.py", np.uint8, "r")
