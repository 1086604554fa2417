"""References carried out on symbols: proved equal to their twins, or not, and never wrongly."""

import numpy as np
import pytest
import sympy

from checker.audit.contract import audit
from checker.audit.proofs import ELEMENTARY, Exact, is_proved
from checker.cases import case
from checker.catalogue import import_exercise
from checker.exercise import Exercise
from checker.maths.functions import logsumexp, sigmoid, softmax

X, Y = np.array([0.5, -1.5, 2.0]), np.array([-0.25, 3.5, 1.5])


def proved(reference, twin, *cases):
    """Whether the reference is proved equal to that twin."""
    return is_proved(asked(reference, twin, *cases), asked(reference, twin, *cases).cases_for("tests"))


def asked(reference, twin, *cases):
    exercise = Exercise("toy.1", title="A toy", source="These tests", points={"": 1.0})
    reference.__doc__ = "What is asked."
    made = exercise.numeric(points=1.0)(reference)
    made.cases(lambda rng: list(cases))
    made.formula(twin)
    return made


# ---- references, with twins that are right and wrong ---------------------------------------------------------


def cubic(x):
    return x**3 - 2 * x + 0.5


def mean_square(x):
    return {"mean": x.mean(), "square": np.sum(x**2)}


def product_of_matrices(W, x):
    return np.tanh(W @ x)


def ratio(x, t):
    return np.exp(x - t) / np.exp(-t), np.log(np.exp(x))


def probabilities(x):
    return softmax(x)


def total(x):
    return logsumexp(x)


def through_helper(x):
    return squashed(2 * x)


def squashed(x):
    return sigmoid(x)


def squares(reference):
    return lambda sp, x: [reference(sp, v) for v in x]


def normalised(sp, x):
    return [sp.exp(v) / sum(sp.exp(w) for w in x) for v in x]


RIGHT = {
    "a polynomial": (cubic, squares(lambda sp, v: v * (v**2 - 2) + sp.Rational(1, 2)), case(x=X)),
    "entries by name": (
        mean_square, lambda sp, x: {"mean": sum(x) / len(x), "square": sum(v * v for v in x)}, case(x=X),
    ),
    "a matrix": (
        product_of_matrices,
        lambda sp, W, x: [
            1 - 2 / (sp.exp(2 * sum(w * v for w, v in zip(row, x, strict=True))) + 1) for row in W
        ],
        case(W=np.array([[0.5, 1.5], [2.5, -0.5]]), x=np.array([0.25, 0.75])),
    ),
    "a pair of numbers": (ratio, lambda sp, x, t: (sp.exp(x), x), case(x=0.5, t=1.5)),
    "softmax": (probabilities, normalised, case(x=X)),
    "logsumexp": (total, lambda sp, x: sp.log(sum(sp.exp(v) for v in x)), case(x=X)),
    "sigmoid in a helper": (
        through_helper, squares(lambda sp, v: (1 + sp.tanh(v)) / 2), case(x=X),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("reference", "twin", "given"), RIGHT.values(), ids=RIGHT)
def test_a_reference_is_proved_equal_to_its_twin(reference, twin, given):
    assert proved(reference, twin, given)


WRONG = {
    "a sign": (cubic, squares(lambda sp, v: v**3 + 2 * v + sp.Rational(1, 2)), case(x=X)),
    "a part in a million": (cubic, squares(lambda sp, v: v**3 - 2 * v + sp.Rational(500001, 10**6)), case(x=X)),
    "one entry of several": (
        mean_square, lambda sp, x: {"mean": sum(x) / len(x), "square": sum(v * v for v in x) + 1}, case(x=X),
    ),
    "the order of a pair": (ratio, lambda sp, x, t: (x, sp.exp(x)), case(x=0.5, t=1.5)),
    "a factor": (probabilities, lambda sp, x: [2 * v for v in normalised(sp, x)], case(x=X)),
    "an entry too few": (cubic, lambda sp, x: [v**3 - 2 * v + sp.Rational(1, 2) for v in x[1:]], case(x=X)),
    "no formula": (cubic, lambda sp, x: ["x"] * 3, case(x=X)),
    "an error": (cubic, lambda sp, x: 1 / 0, case(x=X)),
    "true of positive numbers alone": (
        cubic, squares(lambda sp, v: abs(v) ** 3 - 2 * v + sp.Rational(1, 2)), case(x=X),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("reference", "twin", "given"), WRONG.values(), ids=WRONG)
def test_a_wrong_twin_is_not_proved(reference, twin, given):
    assert not proved(reference, twin, given)


def root_of_square(x):
    return np.sqrt(x**2)


def test_the_sign_of_an_input_is_that_of_all_cases():
    """sqrt(x^2) = x for positive x alone: one case with a negative entry and it is not proved."""
    twin = squares(lambda sp, v: v)

    assert proved(root_of_square, twin, case(x=abs(X)))
    assert not proved(root_of_square, twin, case(x=abs(X)), case(x=-abs(X)))
    assert not proved(root_of_square, twin, case(x=abs(X)), case(tag="edge", x=np.array([0.0, 1.0, -1.0])))


# ---- references that look at their inputs --------------------------------------------------------------------


def with_where(x):
    return np.where(x > 0, x, 0.0)


def with_maximum(x):
    return np.maximum(x, 0.0)


def with_sorting(x):
    return np.sort(x)


def with_branch(x):
    return x if x[0] > 0 else -x


def with_rounding(x):
    return np.round(x)


def with_largest(x):
    return x - x.max()


PIECEWISE = {
    "where": (with_where, squares(lambda sp, v: sp.Max(v, 0))),
    "maximum": (with_maximum, squares(lambda sp, v: sp.Max(v, 0))),
    "sorting": (with_sorting, lambda sp, x: sorted(x)),
    "a branch": (with_branch, lambda sp, x: x if x[0] > 0 else [-v for v in x]),
    "rounding": (with_rounding, squares(lambda sp, v: sp.floor(v + sp.Rational(1, 2)))),
    "the largest": (with_largest, lambda sp, x: [v - max(x) for v in x]),
}


@pytest.mark.parametrize(("reference", "twin"), PIECEWISE.values(), ids=PIECEWISE)
def test_a_reference_that_looks_at_its_inputs_is_not_proved_and_not_complained_of(reference, twin):
    item = asked(reference, twin, case(x=np.array([0.75, -1.25, 2.125])), case(x=np.array([-0.25, 3.125])))

    report = audit(item, {})

    assert not report.is_proved
    assert report.twin_cases == 6
    assert [c for c in report.complaints if c.rule != "mutant"] == []


def test_without_a_twin_nothing_is_proved():
    exercise = Exercise("toy.1", title="A toy", source="These tests", points={"": 1.0})
    made = exercise.numeric(points=1.0)(cubic)
    made.cases(lambda rng: [case(x=X)])

    assert not is_proved(made, made.cases_for("tests"))


@pytest.mark.parametrize(
    "given",
    [case(x=np.array([1.0, 0.0, 1.0])), case(x=np.array([1, 2])), case(x=np.linspace(0.5, 2, 13)),
     case(x=np.zeros(0))],
    ids=["zeros and ones", "integers", "many numbers", "no number"],
)  # fmt: skip
def test_without_a_number_that_a_symbol_could_stand_for_nothing_is_proved(given):
    assert not proved(cubic, squares(lambda sp, v: v**3 - 2 * v + sp.Rational(1, 2)), given)


def test_numbers_that_are_zero_or_one_and_integers_stay_what_they_are():
    """One-hot vectors and counts are looked at; the rest becomes symbols."""

    def chosen(x, y, k):
        return (x * y).sum() * (k if k > 1 else 0)

    assert proved(chosen, lambda sp, x, y, k: 2 * x[1], case(x=X, y=np.array([0.0, 1.0, 0.0]), k=2))
    assert not proved(chosen, lambda sp, x, y, k: 2 * x[0], case(x=X, y=np.array([0.0, 1.0, 0.0]), k=2))


def test_a_lambda_is_not_proved():
    assert not proved(lambda x: x + 1, squares(lambda sp, v: v + 1), case(x=X))


def test_a_proof_is_made_on_the_first_small_basic_cases():
    """An extreme case is not put to the proof, nor a large one; a small one behind them is."""
    twin = squares(lambda sp, v: v**3 - 2 * v + sp.Rational(1, 2))

    assert proved(cubic, twin, case(tag="stability", x=1e200 * X), case(x=np.linspace(0.5, 2, 40)), case(x=X))
    assert not proved(cubic, twin, case(tag="stability", x=X), case(x=np.linspace(0.5, 2, 40)))


# ---- symbols that arrays can hold ----------------------------------------------------------------------------

x, y = sympy.symbols("x y", real=True)


@pytest.mark.parametrize("name", ELEMENTARY)
def test_numpys_functions_are_sympys_on_symbols(name):
    (got,) = getattr(np, name)(np.array([Exact(x)], object))

    assert got.expression == getattr(sympy, name.replace("arc", "a"))(x)


ARITHMETIC = {
    "+": (lambda a, b: a + b, x + y),
    "-": (lambda a, b: a - b, x - y),
    "*": (lambda a, b: a * b, x * y),
    "/": (lambda a, b: a / b, x / y),
    "**": (lambda a, b: a**b, x**y),
    "of numbers": (lambda a, b: 2 - a + 3 * b + 1 / a + 2**b, 2 - x + 3 * y + 1 / x + 2**y),
    "of decimals": (lambda a, b: 0.5 * a - np.float64(0.25), x / 2 - sympy.Rational(1, 4)),
    "signs": (lambda a, b: -a + abs(b), sympy.Abs(y) - x),
}


@pytest.mark.parametrize(("operation", "result"), ARITHMETIC.values(), ids=ARITHMETIC)
def test_symbols_compute_as_sympys(operation, result):
    assert sympy.expand(operation(Exact(x), Exact(y)).expression - result) == 0


def test_symbols_compute_in_arrays():
    row = np.array([Exact(x), Exact(y)], object)
    matrix = np.array([[1.0, 2.0], [3.0, 4.0]])

    assert [entry.expression for entry in matrix @ row] == [x + 2 * y, 3 * x + 4 * y]
    assert (row * np.array([0.5, 2.0])).sum().expression == x / 2 + 2 * y
    assert (2.0 - row)[0].expression == 2 - x
    assert (1 / row)[1].expression == 1 / y


@pytest.mark.parametrize(
    "look",
    [lambda a: a > 0, lambda a: a <= a, lambda a: a == 0, lambda a: a != a, bool, lambda a: {a: 1},
     lambda a: max(a, 0), float, int, lambda a: np.maximum(np.array([a], object), 0)],
    ids=["greater", "at most", "equal", "unequal", "truth", "key", "max", "float", "int", "maximum"],
)  # fmt: skip
def test_a_symbol_cannot_be_looked_at(look):
    with pytest.raises(TypeError):
        look(Exact(x))


OWN = '''
import numpy as np
from checker import Exercise, case, {imported}

exercise = Exercise("lab9.1", title="A title", source="A source", points={{"": 1}})


{own}


@exercise.numeric(points=1)
def f(x):
    """What is asked."""
    return sigmoid(x)


@f.cases
def _(rng):
    yield case(x=np.array([0.5, -0.25]))


@f.formula
def _(sp, x):
    return [1 / (1 + sp.exp(-v)) for v in x]
'''


@pytest.mark.parametrize(
    ("imported", "own", "is_right"),
    [
        ("sigmoid", "", True),
        ("normal", "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))", True),
        ("normal", "def sigmoid(x):\n    return 1 / (2 + np.exp(-x))", False),
    ],
    ids=["the checker's", "its own", "its own, and wrong"],
)
def test_a_sigmoid_of_the_modules_own_is_taken_as_it_is(tmp_path, imported, own, is_right):
    path = tmp_path / "lab9" / "one.py"
    path.parent.mkdir()
    path.write_text(OWN.format(imported=imported, own=own))

    (item,) = import_exercise(path).items

    assert is_proved(item, item.cases_for("tests")) is is_right
