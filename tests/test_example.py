"""Example calls: what can be pasted, with the shape of its answer and never the answer."""

import types

import numpy as np
import pytest
import sympy

from checker.cases import case, trajectory
from checker.example import LENGTH, example_of
from checker.exercise import Exercise
from checker.sandbox.wire import Heads, Lambda, Rng, Symbol, Tile

SCOPE = {"np": np, "sympy": sympy, "types": types}


def asked(reference, *cases, kind="numeric", **options):
    """An item that asks for the function on these cases."""
    exercise = Exercise("toy.1", title="A toy", source="These tests", points={"": 1.0})
    reference.__doc__ = "What is asked."
    reference.__name__ = "f"
    made = getattr(exercise, kind)(points=1.0, **options)(reference)
    if cases:
        made.cases(lambda rng: cases)
    return made


def shape_of(answer):
    """What an example says of an answer to a function of one number."""
    return example_of(asked(lambda x: answer, case(x=1.0)), "tests")[1]


EXAMPLES = {
    "a number": (
        (lambda x: x**2, case(x=0.5)), "f(0.5)", "a number",
    ),
    "an array": (
        (lambda x: np.outer(x, x), case(x=np.array([0.5, 2.0]))), "f(np.array([0.5, 2.0]))",
        "an array of shape (2, 2)",
    ),
    "a small function": (
        (lambda phi, x: phi(x), case(phi=Lambda("r", "r**2"), x=3)), "f(lambda r: r**2, 3)", "a number",
    ),
    "a generator": (
        (lambda rng: rng.normal(size=4), case(rng=Rng(7))), "f(np.random.default_rng(7))",
        "an array of shape (4,)",
    ),
    "a long vector": (
        (lambda x: x + 1, case(x=Tile(np.array([0.5]), 10**5))), "f(np.tile(np.array([0.5]), 100000))",
        "an array of shape (100000,)",
    ),
    "a step of several": (
        (lambda theta, g: (theta - g, g), trajectory(carry=("theta", "g"), each=("g",), theta=np.ones(2),
                                                     g=[np.zeros(2), np.ones(2)])),
        "f(np.array([1.0, 1.0]), np.array([0.0, 0.0]))",
        "a tuple: an array of shape (2,), an array of shape (2,)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("made", "call", "shape"), EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_can_be_pasted_and_tells_the_shape_alone(made, call, shape):
    item = asked(*made)

    assert example_of(item, "tests") == (call, shape)
    seen = []
    exec(call, {**SCOPE, "f": lambda *arguments: seen.append(item.reference(*arguments))})
    assert len(seen) == 1


SHAPES = {
    "a number": (0.25, "a number"),
    "a number of NumPy's": (np.float64(0.25), "a number"),
    "an integer": (36, "a number"),
    "no entries": (np.zeros((0, 2)), "an array of shape (0, 2)"),
    "entries by name": (
        {"dW": np.zeros((2, 3)), "db": 0.5}, "a dict: `dW` an array of shape (2, 3), `db` a number",
    ),
    "two entries": ((np.zeros(2), 1), "a tuple: an array of shape (2,), a number"),
    "a list": ([1.0, 2.0], "a list"),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "shape"), SHAPES.values(), ids=SHAPES)
def test_the_shape_of_an_answer_in_words(answer, shape):
    assert shape_of(answer) == shape


@pytest.mark.parametrize(
    "answer", ["max", True, {"direction": "minimise"}, ("minimise", "w")], ids=["text", "truth", "dict", "tuple"]
)
def test_an_answer_in_words_is_not_given_away(answer):
    assert not [secret for secret in ("max", "True", "minimise", "'w'") if secret in shape_of(answer)]


def test_symbols_are_pasted_and_the_answer_is_an_expression():
    item = asked(lambda x, t: x * t, kind="symbolic", domain={"x": "real", "t": "positive"})

    call, shape = example_of(item, "tests")

    assert call == "f(sympy.Symbol('x', real=True), sympy.Symbol('t', positive=True))"
    assert shape == "a formula, or a number"
    assert eval(call, {**SCOPE, "f": item.reference}) == sympy.Symbol("x", real=True) * sympy.Symbol(
        "t", positive=True
    )


def test_a_derivation_tells_how_its_lines_are_given():
    item = asked(
        lambda x, H: [H.exp(x) * 1, ("algebra", H.exp(x))],
        case(x=Symbol("x"), H=Heads(("exp",))),
        kind="derivation",
    )

    call, shape = example_of(item, "tests")

    assert shape == "a list: the first expression, then each further one with its rule, (rule, expression)"
    assert len(eval(call, {**SCOPE, "f": item.reference})) == 2


def test_a_witness_has_an_example_of_its_inputs():
    item = asked(lambda x: (x, x + 1), case(x=2), kind="witness")

    assert example_of(item, "tests") == ("f(2)", "a tuple: a number, a number")


@pytest.mark.parametrize("kind", ["value", "essay"])
def test_what_takes_no_arguments_has_no_example(kind):
    """The only call says nothing, and the shape of its answer might say too much."""
    options = {"rubric": ("names it",)} if kind == "essay" else {}

    assert example_of(asked(lambda: 42, kind=kind, **options), "tests") is None


def test_a_witness_without_arguments_has_no_example():
    assert example_of(asked(lambda: "level", kind="witness"), "tests") is None


def test_the_first_call_that_is_short_enough_is_shown():
    item = asked(lambda x: x, case(x=np.arange(300.0)), case(x=np.arange(40.0)), case(x=np.zeros(2)))

    assert example_of(item, "tests")[0].startswith("f(np.array([0.0, 1.0, 2.0")
    assert example_of(item, "tests", LENGTH) == ("f(np.array([0.0, 0.0]))", "an array of shape (2,)")


def test_where_every_call_is_too_long_there_is_none():
    assert example_of(asked(lambda x: x, case(x=np.arange(300.0))), "tests") is None


def test_an_example_is_of_the_inputs_of_its_seed():
    item = asked(lambda x: x)
    item.cases(lambda rng: [case(x=float(rng.integers(10**9)))])

    first, second = (example_of(item, seed)[0] for seed in ("practice", "secret"))

    assert first == f"f({item.cases_for('practice')[0].inputs['x']})"
    assert first != second


def test_an_example_does_not_touch_the_inputs_of_a_case():
    def in_place(x):
        x += 1
        return x

    item = asked(in_place, case(x=np.zeros(2)))

    assert (
        example_of(item, "tests")
        == example_of(item, "tests")
        == (
            "f(np.array([0.0, 0.0]))",
            "an array of shape (2,)",
        )
    )
