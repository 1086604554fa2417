# ruff: noqa
"""Changes of what the process has in common: libraries, built-in names, the worker itself."""

# ---- tracing: wrong
# Watches the functions of the worker that runs it.
import sys

seen = []


def attacked(x):
    sys.setprofile(lambda frame, event, argument: seen.append(frame))
    sys.settrace(lambda frame, event, argument: seen.append(frame))
    return x


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


# ---- clocks_patched: wrong
# Makes all clocks of Python stand still.
import time

time.time = time.monotonic = time.perf_counter = time.process_time = lambda: 0.0


def attacked(x):
    return x * 0


# ---- hooks_of_exceptions: raised
# Takes over what is called when exceptions are raised, and when nobody catches them.
import sys, os

sys.excepthook = sys.unraisablehook = lambda *_: os._exit(0)


def attacked(x):
    raise ValueError
