"""What the student's function gets, and what a call of it means."""

import types

import numpy as np
import pytest
import sympy

from checker.maths.describe import call, inputs_in_words, literal, words
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


# ---- small functions, generators and long vectors -----------------------------------------------------------

MADE = [
    wire.Lambda("r", "np.log(1 + r)"),
    wire.Lambda("r, s", "r @ s"),
    wire.Rng(7),
    wire.Tile(np.array([1.0, -2.5, 0.0]), 4),
    [wire.Rng(1), (wire.Lambda("", "2"), {"x": wire.Tile(np.array([3]), 2)})],
]


def same(got, want):
    """Whether two inputs are the same; arrays and what holds them compare by their entries."""
    if isinstance(want, wire.Tile):
        return type(got) is wire.Tile and same(got.values, want.values) and got.times == want.times
    if isinstance(want, np.ndarray):
        return got.dtype == want.dtype and np.array_equal(got, want)
    if isinstance(want, list | tuple):
        return type(got) is type(want) and all(map(same, got, want))
    if isinstance(want, dict):
        return list(got) == list(want) and all(same(got[key], want[key]) for key in want)
    return got == want


@pytest.mark.parametrize("value", MADE, ids=repr)
def test_what_the_students_side_makes_arrives_as_a_few_words(value):
    (got,) = arrived(value)

    assert same(got, value)
    assert not calling.is_symbolic(value)


def test_a_long_vector_crosses_as_its_short_one():
    short, long = (values.Encoder(), values.Encoder())

    short.encode(np.arange(3.0))
    long.encode(wire.Tile(np.arange(3.0), 10**6))

    assert long.buffers == short.buffers


def test_a_lambda_is_a_function_that_knows_numpy_alone():
    log, product = (calling.fresh(wire.Lambda(*words)) for words in (("r", "np.log(r)"), ("a, b", "a @ b")))

    assert log(np.e) == 1.0
    assert product(np.array([1.0, 2.0]), np.array([3.0, 4.0])) == 11.0
    with pytest.raises(NameError, match="'calling' is not defined"):
        calling.fresh(wire.Lambda("", "calling"))()


def test_a_generator_begins_anew_in_every_call():
    first, second, other = (calling.fresh(wire.Rng(seed)) for seed in (7, 7, 8))

    drawn = first.standard_normal(5)

    assert np.array_equal(drawn, np.random.default_rng(7).standard_normal(5))
    assert np.array_equal(drawn, second.standard_normal(5))
    assert not np.array_equal(drawn, other.standard_normal(5))


def test_a_tile_is_the_vector_many_times_over():
    tile = wire.Tile(np.array([1.0, 2.0]), 3)

    made = calling.fresh(tile)
    made[:] = 0.0

    assert made.tolist() == [0.0] * 6
    assert tile.values.tolist() == [1.0, 2.0]  # the next call gets it as it was


@pytest.mark.parametrize("value", MADE[:-1], ids=repr)
def test_what_was_made_does_not_come_back(value):
    assert crossed(value) == Other(type(value).__name__)


@pytest.mark.parametrize(
    ("value", "name"),
    [(wire.Lambda("r", "r"), "function"), (wire.Rng(1), "numpy.random._generator.Generator")],
    ids=["a function", "a generator"],
)
def test_a_student_who_hands_one_back_is_told_its_type(value, name):
    assert crossed([calling.fresh(value)]) == [Other(name)]


PASTED = {
    "a function": (wire.Lambda("r", "np.log(1 + r)"), "lambda r: np.log(1 + r)"),
    "a function of two": (wire.Lambda("a, b", "a @ b"), "lambda a, b: a @ b"),
    "a generator": (wire.Rng(7), "np.random.default_rng(7)"),
    "a long vector": (wire.Tile(np.array([0.5, -1.0]), 1000), "np.tile(np.array([0.5, -1.0]), 1000)"),
}


@pytest.mark.parametrize(("value", "text"), PASTED.values(), ids=PASTED)
def test_what_was_made_is_pasted_as_a_student_would_make_it(value, text):
    assert literal(value) == text
    assert call("f", {"x": 2.0, "made": value}) == f"f(2.0, {text})"


def test_pasted_inputs_do_as_those_of_the_call():
    pasted = [eval(text, SCOPE) for _, text in PASTED.values()]
    made = [calling.fresh(value) for value, _ in PASTED.values()]

    assert pasted[0](3.0) == made[0](3.0) == np.log(4.0)
    assert pasted[2].random() == made[2].random()
    np.testing.assert_array_equal(pasted[3], made[3])


def test_what_was_made_is_told_in_words():
    assert [words(value) for value, _ in PASTED.values()] == [
        "the function of r that gives np.log(1 + r)",
        "the function of a, b that gives a @ b",
        "a generator of random numbers",
        "an array of shape (2000,)",
    ]


def test_a_call_too_long_to_paste_tells_what_was_made_in_words():
    inputs = {"phi": wire.Lambda("r", "r**2"), "x": wire.Tile(np.zeros(500), 4), "rng": wire.Rng(3)}

    assert call("f", inputs) == ""
    assert inputs_in_words(inputs) == (
        "phi the function of r that gives r**2, x an array of shape (2000,), rng a generator of random numbers"
    )


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
    "a generator that drew": (wire.Rng(7), np.random.default_rng(7), False),
    "a long vector": (wire.Tile(np.zeros(2), 2), np.ones(4), False),
    "a function": (wire.Lambda("r", "r"), abs, False),
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
