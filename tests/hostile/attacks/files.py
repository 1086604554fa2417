# ruff: noqa
"""Attacks on files, sockets, and what the process inherited."""


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


# ---- tcp: forbidden
# Opens a socket to the network.
import socket


def attacked(x):
    return socket.create_connection(("127.0.0.1", 80))


# ---- udp: forbidden
# Sends a packet.
import socket


def attacked(x):
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"", ("127.0.0.1", 53))


# ---- unix_socket: forbidden
# Opens a socket to another process of the machine.
import socket


def attacked(x):
    return socket.socket(socket.AF_UNIX).connect("/run/systemd/private")


# ---- socket_pair: forbidden
# Makes sockets of its own.
import socket


def attacked(x):
    return socket.socketpair()


# ---- pass_descriptor: forbidden
# Passes a descriptor over the channel.
import array, socket

channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=3)


def attacked(x):
    return channel.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0]))])


# ---- download: raised
# Fetches the answer from the web.
import urllib.request


def attacked(x):
    return urllib.request.urlopen("http://127.0.0.1/answer").read()


# ---- inherited_descriptors: raised
# Looks for open files beside the usual three and the channel.
import os


def attacked(x):
    found = []
    for fd in range(4, 65536):
        try:
            found.append(os.fstat(fd))
        except OSError:
            pass
    return found[0]


# ---- secrets_in_environment: raised
# Looks for secrets in the environment.
import os


def attacked(x):
    return next(name for name in os.environ if "SECRET" in name or "TOKEN" in name or "CHECKER" in name)


# ---- secrets_left_on_the_stack: raised
# Looks for the environment that the process was started with, where the kernel put it.
import ctypes


def attacked(x):
    environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    names = []
    while environ and environ[len(names)]:
        names.append(environ[len(names)])
    return next(name for name in names if b"SECRET" in name)


# ---- arguments: raised
# Looks for the course in the arguments of the process.
import sys


def attacked(x):
    return next(text for text in (*sys.argv, *sys.orig_argv) if "@COURSE@" in text)


# ---- standard_input: raised
# Reads what was meant for somebody else.
def attacked(x):
    return input()


# ---- output_as_file: wrong
# Grows and seeks the file that prints go to.
import os


def attacked(x):
    os.lseek(1, 0, os.SEEK_SET)
    os.pwrite(1, b"nothing was printed", 0)
    return x


# ---- output_truncated: forbidden
# Cuts and grows the file that prints go to.
import os


def attacked(x):
    os.ftruncate(1, 1 << 40)
    return x
