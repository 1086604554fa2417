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
