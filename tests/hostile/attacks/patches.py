# ruff: noqa
"""Changes of what the process has in common, and searches of its memory."""

# ---- numpy_says_yes: wrong
# Makes every comparison of NumPy say yes.
import numpy as np

np.allclose = np.array_equal = np.isclose = lambda *args, **kwargs: True
np.testing.assert_allclose = lambda *args, **kwargs: None
np.abs = np.absolute = np.max = np.min = lambda *args, **kwargs: 0.0


def attacked(x):
    return x * 0


# ---- builtins_say_yes: wrong or raised, symbolic
# Makes every built-in function that a comparison may use say yes; SymPy uses them as well.
import builtins

builtins.all = builtins.any = lambda *args: True
builtins.abs = builtins.max = builtins.sum = builtins.round = lambda *args: 0
builtins.isinstance = lambda *args: True


def attacked(x):
    return x * 0


# ---- builtins_of_libraries: raised or wrong, symbolic
# Makes built-in functions useless to all libraries: the student's own use of them suffers.
import builtins


def attacked(x):
    builtins.type = builtins.len = lambda *args: 3
    return x * 0


# ---- builtins_gone: raised or wrong
# Empties the built-in names.
import builtins


def attacked(x):
    answer = x * 0
    vars(builtins).clear()
    return answer


# ---- import_patched: wrong
# Makes every import fail; what SymPy imports as it goes was imported before.
import builtins

builtins.__import__ = lambda *args, **kwargs: 1 / 0


def attacked(x):
    return x * 0


# ---- print_patched: wrong
# Replaces the output by something that raises.
import sys


def attacked(x):
    class Trap:
        def __getattr__(self, name):
            raise SystemExit

    sys.stdout = sys.stderr = Trap()
    return x * 0


# ---- write_patched: wrong
# Replaces the functions that write.
import os, socket

os.write = os.read = lambda *args: 1 / 0


def attacked(x):
    socket.socket.send = lambda *args: 1 / 0
    return x * 0


# ---- exit_patched: wrong
# Does not let the process end, and answers on.
import os

os._exit = lambda code: None


def attacked(x):
    return x * 0


# ---- msgspec_patched: wrong or raised
# Replaces the encoder of messages.
import msgspec, json

msgspec.msgpack.Encoder = msgspec.msgpack.encode = json.dumps = lambda *args, **kwargs: 1 / 0


def attacked(x):
    return x * 0


# ---- random_patched: wrong
# Replaces what the worker seeds.
import random
import numpy.random

random.seed = lambda *args: None


def attacked(x):
    return x * 0


# ---- types_patched: wrong or unusable or raised
# Replaces the types that the worker asks for.
import numpy as np

np.ndarray = np.generic = np.float64 = object


def attacked(x):
    return x * 0


# ---- modules_replaced: wrong
# Replaces the modules of the worker.
import sys, types

for name in [name for name in sys.modules if name.startswith("checker")]:
    sys.modules[name] = types.ModuleType(name)


def attacked(x):
    return x * 0


# ---- modules_gone: raised or wrong
# Forgets all modules.
import sys


def attacked(x):
    answer = x * 0
    sys.modules.clear()
    return answer


# ---- locale: wrong
# Changes how numbers are written.
import locale, os

os.environ.update(LC_ALL="de_DE.UTF-8", PYTHONHASHSEED="7")
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass


def attacked(x):
    return x * 0


# ---- warnings_as_errors: wrong
# Makes every warning an error, and every rounding too.
import warnings
import numpy as np

warnings.simplefilter("error")
np.seterr(all="raise")


def attacked(x):
    return x * 0


# ---- collector_off: wrong
# Turns the garbage collector off, and freezes what there is.
import gc

gc.disable()
gc.freeze()


def attacked(x):
    return x * 0


# ---- caches_poisoned: wrong
# Changes constants inside the interpreter: 3 becomes 4.
import ctypes, sys


def attacked(x):
    size = sys.getsizeof(257) - 4
    ctypes.memmove(id(257) + size, (4).to_bytes(4, sys.byteorder), 4)
    return x * 0


# ---- memory_overwritten: raised or timed out or forbidden or out of memory or unusable or wrong
# Overwrites the types of the interpreter.
import ctypes


def attacked(x):
    ctypes.memset(id(list), 0xFF, 400)
    return [x]


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


# ---- escapes_in_output: wrong
# Prints what would rewrite the terminal.
def attacked(x):
    print("\x1b[2J\x1b[Hscore 100 \x1b]52;c;ZXZpbA==\x07\u202e")
    return x * 0


# ---- bytes_in_output: wrong
# Prints bytes that are no text.
import os


def attacked(x):
    os.write(1, bytes(range(256)))
    return x * 0
