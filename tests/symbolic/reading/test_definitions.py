"""The named functions of deep learning, held against their textbook values."""

import mpmath
import pytest
from flint import fmpq
from mpmath import mp, mpf

from checker.symbolic.balls import Program
from checker.symbolic.expressions.store import Expressions
from checker.symbolic.reading.definitions import DEFINITIONS
from tests.symbolic.trees import middle


def sigmoid(u):
    return 1 / (1 + mpmath.exp(-u))


VALUES = {
    **dict.fromkeys(("sigma", "sigmoid", "expit", "logistic"), sigmoid),
    **dict.fromkeys(("silu", "swish"), lambda u: u * sigmoid(u)),
    **dict.fromkeys(("relu", "ReLU"), lambda u: max(u, 0)),
    "softplus": lambda u: mpmath.log1p(mpmath.exp(u)),
    "logit": lambda u: mpmath.log(u / (1 - u)),
    "Phi": mpmath.ncdf,
    "gelu": lambda u: u * mpmath.ncdf(u),
    "exp": mpmath.exp, "log": mpmath.log, "sin": mpmath.sin, "cos": mpmath.cos, "tanh": mpmath.tanh,
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("at", [fmpq(1, 4), fmpq(3, 4)], ids=str)
def test_definition_has_the_value_of_the_textbook(name, at):
    store = Expressions()
    node = DEFINITIONS[name](store, store.symbol("u"))

    found = Program(store, node).at({"u": at}, 200)[0]

    with mp.workdps(50):
        assert abs(middle(found) - VALUES[name](mpf(int(at.p)) / int(at.q))) < mpf(10) ** -40


def test_every_definition_is_tried():
    assert set(VALUES) | {"ind", "indicator"} == set(DEFINITIONS)


@pytest.mark.parametrize("name", ["ind", "indicator"])
def test_indicator_is_one_where_the_condition_holds(name):
    store = Expressions()
    program = Program(store, DEFINITIONS[name](store, store.relation("less", store.symbol("u"))))

    assert [program.at({"u": fmpq(k)}, 64) for k in (-1, 0, 1)] == [[1], [0], [0]]
