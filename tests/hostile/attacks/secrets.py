# ruff: noqa
"""Searches for what a submission must not know: references, seeds, texts of others."""

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


# ---- search_the_collector: raised
# Looks for the references among all objects.
import gc


def attacked(x):
    names = ("Item", "Exercise", "Question", "Plan", "Assignment", "Case", "Settings", "Grader", "Verdict")
    return next(thing for thing in gc.get_objects() if type(thing).__name__ in names)


# ---- search_the_stack: raised
# Looks for the references in the frames below.
import sys


def attacked(x):
    frame = sys._getframe(1)
    while frame is not None:
        for value in [*frame.f_locals.values(), *frame.f_globals.values()]:
            if hasattr(value, "reference") or hasattr(value, "expected"):
                return value
        frame = frame.f_back
    raise LookupError("no reference on the stack")


# ---- search_the_functions: raised
# Looks for a function of the same name.
import gc


def attacked(x):
    mine = globals()["attacked"]
    return next(
        thing(x)
        for thing in gc.get_objects()
        if getattr(thing, "__name__", "") == "attacked" and thing is not mine and callable(thing)
    )


# ---- search_the_modules: raised
# Looks for the judges and the problems among the modules.
import sys


def attacked(x):
    wanted = (
        "checker.answers",
        "checker.engine",
        "checker.exercise",
        "checker.catalogue",
        "checker.config",
        "checker_problems",
    )
    return next(module for name, module in sys.modules.items() if name.startswith(wanted))


# ---- search_the_heap: raised
# Looks for the secret number of the reference in every array.
import gc
import numpy as np


def attacked(x):
    secret = float("0." + str(577215))
    for thing in gc.get_objects():
        for inner in gc.get_referents(thing):
            if type(inner) is np.ndarray and inner.dtype == float and secret in inner:
                return inner
            if type(inner) is float and inner is not secret and inner == secret:
                return inner
    raise LookupError("the number is not here")


# ---- search_the_texts: raised
# Looks for the prompt, the seed and the answer key in every text.
import gc


def attacked(x):
    key, seed = "".join(reversed("srewsna eht fo yek")), "".join(reversed("gnidarg fo dees"))
    for thing in gc.get_objects():
        for inner in gc.get_referents(thing):
            if type(inner) in (str, bytes) and inner is not key and inner is not seed:
                text = inner if type(inner) is str else inner.decode("latin-1")
                if key in text or seed in text:
                    return text
    raise LookupError("no text of the grader's is here")


# ---- import_the_judges: raised or forbidden
# Imports what judges it: the module is not in memory, and not to be read.
def attacked(x):
    import checker.engine.task

    return checker.engine.task


# ---- what_came_before: raised
# Looks for what an earlier submission left behind.
import builtins, sys


def attacked(x):
    return builtins.left_behind


# ---- leave_something_behind: wrong
# Leaves something for the submissions that follow.
import builtins, sys
import numpy as np

builtins.left_behind = np.left_behind = sys.left_behind = 1.0


def attacked(x):
    return x * 0


# ---- what_another_left_behind: raised
# Looks for it.
import numpy as np


def attacked(x):
    return np.left_behind


# ---- more_from_channel: raised
# Looks for messages of the grader's that are meant for somebody else.
import fcntl, os


def attacked(x):
    fcntl.fcntl(3, fcntl.F_SETFL, os.O_NONBLOCK)
    return os.read(3, 1)
