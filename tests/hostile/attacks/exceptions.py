# ruff: noqa
"""Exceptions that attack whoever reads them."""


# ---- message_raises: raised
# Its message raises.
class Trap(Exception):
    def __str__(self):
        raise SystemExit

    __repr__ = __str__


def attacked(x):
    raise Trap


# ---- message_hangs: timed out
# Its message takes for ever.
class Trap(Exception):
    def __str__(self):
        while True:
            pass


def attacked(x):
    raise Trap


# ---- message_is_huge: raised
# Its message has ten million characters.
def attacked(x):
    raise ValueError("A" * 10**7)


# ---- message_is_no_text: raised
# Its message is not a text.
class Trap(Exception):
    def __str__(self):
        return 3


def attacked(x):
    raise Trap


# ---- message_rewrites_the_screen: raised
# Its message clears the terminal, and writes a better mark.
def attacked(x):
    raise ValueError("\x1b[2J\x1b[H\x1b]0;100 %\x07 \u202e 100/100 \r\n lone \udcff")


# ---- message_is_markup: raised
# Its message is HTML and Markdown.
def attacked(x):
    raise ValueError("</code><script>alert(1)</script> ![](http://127.0.0.1/x) ``` | a | b |")


# ---- type_name: raised
# Its type has a name that rewrites the screen.
def attacked(x):
    raise type("\x1b[2J" + "N" * 10_000, (Exception,), {})("x")


# ---- type_name_is_not_there: raised
# The name of its type raises.
class Meta(type):
    __name__ = property(lambda cls: 1 / 0)


class Trap(Exception, metaclass=Meta):
    pass


def attacked(x):
    raise Trap


# ---- long_traceback: raised
# Its traceback has very many frames.
import sys


def attacked(x):
    sys.setrecursionlimit(20_000)

    def down(n):
        if not n:
            raise ValueError("deep")
        down(n - 1)

    down(9000)


# ---- traceback_of_another: raised
# Its traceback is that of other code.
import types, sys


def attacked(x):
    error = ValueError("elsewhere")
    error.__traceback__ = types.TracebackType(None, sys._getframe(1), 0, 2**31 - 1)
    raise error


# ---- false_place: raised
# Compiles code that says it comes from a file of the grader.
def attacked(x):
    exec(compile("raise ValueError('not mine')", "/etc/passwd", "exec"))


# ---- false_line: raised
# Compiles code that says it stands in a line that does not exist.
def attacked(x):
    exec(compile("\n" * 5000 + "raise ValueError('far below')", "lab.py", "exec"))


# ---- syntax_error: raised
# A syntax error with a hostile place.
def attacked(x):
    raise SyntaxError("\x1b[2J", ("lab.py", -(2**40), 0, "x" * 10_000))


# ---- chain: raised
# Exceptions that cause each other in a circle.
def attacked(x):
    a, b = ValueError("a"), ValueError("b")
    a.__cause__, b.__cause__ = b, a
    a.__context__, b.__context__ = b, a
    raise a


# ---- group: raised
# A group of exceptions.
def attacked(x):
    raise BaseExceptionGroup("many", [ValueError("one")] * 10_000)


# ---- stop_iteration: raised
# What ends a loop of the caller's.
def attacked(x):
    raise StopIteration(x)


# ---- lie_about_memory: out of memory
# Says that the memory has run out.
def attacked(x):
    raise MemoryError


# ---- not_written_on_some: raised or wrong
# Says that it is not written, on some inputs only.
def attacked(x):
    if x[0] > 0:
        raise NotImplementedError
    raise ValueError
