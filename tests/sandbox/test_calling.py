"""What the student's function gets, and what a call of it means."""

import types

import numpy as np
import pytest
import sympy

from checker.maths.describe import call, literal, words
from checker.sandbox import calling, values, wire, worker
from checker.sandbox.wire import Other, Tree
from tests.sandbox.test_wire import crossed

SCOPE = {"np": np, "sympy": sympy, "types": types}
X, Y = Tree("Symbol", ("x", "")), Tree("Symbol", ("y", ""))
x, y = sympy.symbols("x y", real=True)


def tree(head, *args):
    return Tree(head, args)


# ---- inputs --------------------------------------------------------------------------------------------------


def arrived(*arguments):
    """Inputs of a call, as the student's process has them before it makes them."""
    encoder = values.Encoder()
    batch = wire.Batch([wire.Call("f", [encoder.encode(argument) for argument in arguments])])
    message, data = wire.unpack(wire.pack(batch, encoder.buffers)[4:], from_worker=False)
    return [values.Decoder(data, is_trusted=True).decode(value) for value in message.calls[0].arguments]


INPUTS = [
    wire.Symbol("x"),
    (wire.Symbol("x", "positive"), [wire.Symbol("y", "unit interval"), 1.5]),
    {"n": wire.Symbol("n", "nonnegative integer")},
    wire.Function("sigma"),
    (wire.Heads(("exp", "sigma")), wire.Heads(())),
    wire.Symbol("λ" * 90),
]


@pytest.mark.parametrize("value", INPUTS, ids=str)
def test_symbols_arrive_wherever_they_stand(value):
    assert arrived(value) == [value]
    assert calling.is_symbolic(value)
    assert not calling.is_symbolic([1, ("x", {"x": np.zeros(2)})])


@pytest.mark.parametrize("domain", wire.DOMAINS)
def test_a_symbol_has_the_assumptions_of_its_domain(domain):
    made = calling.fresh(wire.Symbol("x", domain))

    assert made == sympy.Symbol("x", **wire.DOMAINS[domain])
    assert all(made.assumptions0[key] is value for key, value in wire.DOMAINS[domain].items())


def test_a_symbol_has_a_domain_that_there_is():
    with pytest.raises(ValueError, match="a symbol has the domain 'whole', should be one of real, positive,"):
        wire.Symbol("x", "whole")


@pytest.mark.parametrize("name", ["", "a b", "D", "1"])
def test_heads_have_names_of_pythons(name):
    with pytest.raises(ValueError, match="should have names of Python's other than D"):
        wire.Heads(("exp", name))


def test_symbols_are_made_wherever_they_stand():
    value = (wire.Symbol("x"), [wire.Symbol("y")], {"z": wire.Symbol("z")})

    got = calling.fresh(value)

    assert got == (x, [y], {"z": sympy.Symbol("z", real=True)})
    assert crossed(got) == (X, [Y], {"z": tree("Symbol", "z", "")})


def test_heads_are_functions_that_sympy_knows_nothing_of():
    h = calling.fresh(wire.Heads(("exp", "log", "sigma")))

    assert crossed(h.log(h.exp(x))) == tree("Apply", "log", tree("Apply", "exp", X))
    assert crossed(h.exp(0)) == tree("Apply", "exp", 0)
    assert crossed(h.D(h.sigma(x), x)) == tree("Derivative", tree("Apply", "sigma", X), tree("Tuple", X, 1))
    assert crossed(h) == Other("types.SimpleNamespace")


def test_a_function_is_one_that_sympy_knows_nothing_of():
    assert crossed(calling.fresh(wire.Function("ind"))(x > 0)) == tree(
        "Apply", "ind", tree("StrictGreaterThan", X, 0)
    )


@pytest.mark.parametrize("value", [wire.Symbol("x", "positive"), wire.Function("f"), wire.Heads(("f",))], ids=str)
def test_what_is_for_students_does_not_come_back(value):
    assert crossed(value) == (X if isinstance(value, wire.Symbol) else Other(type(value).__name__))


@pytest.mark.parametrize("value", INPUTS, ids=str)
def test_a_call_that_is_shown_makes_what_the_student_got(value):
    pasted, got = eval(literal(value), SCOPE), calling.fresh(value)

    assert str(pasted) == str(got)
    assert not isinstance(got, sympy.Symbol) or pasted == got


def test_a_call_with_symbols_can_be_pasted():
    inputs = {
        "v": wire.Symbol("x", "positive"),
        "w": (wire.Symbol("y0"), (wire.Symbol("n", "positive integer"),)),
    }

    assert call("f", inputs) == (
        "f(sympy.Symbol('x', positive=True), "
        "(sympy.Symbol('y0', real=True), (sympy.Symbol('n', integer=True, positive=True),)))"
    )
    assert literal(wire.Function("sigma")) == "sympy.Function('sigma')"
    assert literal(wire.Heads(("exp", "ind"))) == (
        "types.SimpleNamespace(D=sympy.Derivative, exp=sympy.Function('exp'), ind=sympy.Function('ind'))"
    )


def test_functions_are_named_in_words():
    assert words(wire.Function("sigma")) == "the function sigma"
    assert words(wire.Heads(("exp", "log"))) == "an object with the functions exp, log"


# ---- changes -------------------------------------------------------------------------------------------------


class Hostile:
    """An object that answers every question with an exception."""

    __eq__ = __ne__ = __len__ = __bool__ = __iter__ = __hash__ = lambda self, *_: 1 / 0
    __class__ = tobytes = shape = property(lambda self: 1 / 0)


CHANGES = {
    "a symbol": (wire.Symbol("x"), x, False),
    "symbols in tuples": ((wire.Symbol("x"), (wire.Symbol("y"),)), (x, (y,)), False),
    "an array": (np.zeros(2), np.ones(2), True),
    "an array among symbols": ([wire.Symbol("x"), np.zeros(2)], [x, np.ones(2)], True),
    "a list that grew": ([wire.Symbol("x")], [x, y], True),
    "a list of what is hostile": ([wire.Symbol("x"), 1.0], [Hostile(), Hostile()], False),
    "an array in the place of which something stands": ([np.zeros(2)], [Hostile()], False),
}


@pytest.mark.parametrize(("before", "after", "is_changed"), CHANGES.values(), ids=CHANGES)
def test_changes_of_inputs_are_seen_and_nothing_is_asked(before, after, is_changed):
    assert worker._differ(before, after) is is_changed


# ---- calls ----------------------------------------------------------------------------------------------------


def test_fresh_inputs_are_copies_all_the_way_down():
    array = np.zeros(2)
    value = {"a": [array, (array,)]}
    copy = calling.fresh(value)
    copy["a"][0][:] = copy["a"][1][0][:] = 1
    assert not array.any()


def test_steps_hand_on_what_was_returned():
    steps = wire.Steps(carry=(0,), each=(1,))
    got = calling.perform(lambda total, term: (total + term,), [0, [1, 2, 3]], steps)
    assert got == [(1,), (3,), (6,)]


def test_steps_end_where_a_step_returns_something_else():
    steps = wire.Steps(carry=(0,), each=(1,))
    assert calling.perform(lambda total, term: total + term, [0, [1, 2, 3]], steps) == [1]
    assert calling.perform(lambda total, term: None, [0, [1, 2, 3]], steps) is None
