"""The contract of an item: each rule catches its planted fault."""

import numpy as np
import pytest

from checker.audit.contract import SEEDS, audit, finite_differences
from checker.cases import case
from checker.exercise import Exercise, Gradient, NeedsReview

WEIGHTS = {"stability": 0.2}


def normal_cases(rng):
    for n in 2, 3, 5:
        yield case(x=rng.normal(size=n).round(3))


def squares(cases=normal_cases, answer="x^2", prompt="Square each entry.", reference=None):
    """A sound item, on which faults are planted."""
    exercise = Exercise("toy.1", title="A toy", source="These tests", points={"": 1.0})

    def square(x):
        return x**2

    square = reference or square
    square.__doc__ = prompt
    item = exercise.numeric(points=1.0, answer=answer)(square)
    item.cases(cases)
    return item


def complaints_of(item, seeds=SEEDS):
    return [(complaint.rule, complaint.message) for complaint in audit(item, WEIGHTS, seeds).complaints]


def cube(x):
    """That is the cube."""
    return x**3


def double(x):
    """That is twice x."""
    return 2 * x


def sound():
    item = squares()
    item.misconception(cube)
    item.misconception(double)
    item.formula(lambda sp, x: [v**2 for v in x])
    return item


def test_sound_item_has_no_complaint():
    report = audit(sound(), WEIGHTS)

    assert report.complaints == ()
    assert report.margin > 1e3
    assert (report.cases, report.twin_cases) == (3, 9)


def test_reference_that_raises():
    def square(x):
        return x**2 if len(x) < 5 else x[9]

    found = complaints_of(squares(reference=square))

    message = "the reference fails on case 3 (basic): IndexError: index 9 is out of bounds for axis 0 with size 5"
    assert found == [("reference", message)]


def test_reference_that_depends_on_chance():
    state = np.random.default_rng(0)

    def square(x):
        return x**2 + state.normal()

    (first, *_) = complaints_of(squares(reference=square), SEEDS[:1])

    assert first[0] == "reference"
    assert first[1].startswith("the reference fails on its own cases: The answer is [")


def test_reference_that_its_own_predicate_refuses():
    exercise = Exercise("toy.1", title="A toy", source="These tests", points={"": 1.0})

    @exercise.witness(points=1.0)
    def divisor():
        """A divisor of 12."""
        return 5

    divisor.accepts(lambda answer, case: "This is no divisor." if 12 % answer else None)

    assert complaints_of(divisor) == [("reference", "the reference fails on its own cases: This is no divisor.")]


def test_reference_that_a_person_would_have_to_read():
    exercise = Exercise("toy.1", title="A toy", source="These tests", points={"": 1.0})

    @exercise.witness(points=1.0)
    def divisor():
        """A divisor of 12."""
        return 5

    divisor.accepts(lambda answer, case: NeedsReview("A person should look."))

    assert complaints_of(divisor) == [
        ("reference", "the reference fails on its own cases: A person should look.")
    ]


def test_misconception_that_is_right():
    item = squares()

    @item.misconception
    def product(x):
        """This is right, in fact."""
        return x * x

    assert complaints_of(item) == [
        ("misconception", "no case rejects the misconception `product`; add one on which it differs from the "
         "reference")
    ]  # fmt: skip


def test_two_misconceptions_that_look_alike():
    item = squares()
    item.misconception(cube)

    @item.misconception
    def power(x):
        """That is the third power."""
        return x**3

    assert complaints_of(item) == [
        ("told apart", "the misconception `power` is recognised as `cube`; add a case that tells it apart")
    ]


def test_misconception_that_is_recognised_by_no_name():
    item = squares()

    @item.misconception
    def silent(x):
        """There is no answer."""

    assert complaints_of(item) == [
        ("told apart", "the misconception `silent` is recognised by no name; add a case that tells it apart")
    ]


def test_case_that_is_decided_by_a_hair():
    item = squares()

    @item.misconception
    def nearly(x):
        """Off by little more than the tolerance."""
        return x**2 + 3e-6 * x**2 + (len(x) == 5)

    found = complaints_of(item, SEEDS[:1])

    assert {rule for rule, _ in found} == {"margin"}
    assert found[0][1].startswith(
        "case 1 (basic) hardly tells the misconception `nearly` from the reference: it misses by "
    )
    assert found[0][1].endswith(" times the tolerance; choose other inputs")


def test_variant_that_fails():
    item = squares()

    @item.variant
    def absolute(x):
        """The absolute value will do."""
        return abs(x) if len(x) < 5 else x[9]

    assert complaints_of(item) == [("variant", "the variant `absolute` does not earn all points; it is wrong")]


def test_twin_of_another_formula():
    item = squares()
    item.formula(lambda sp, x: [v**2 + sp.Rational(1, 10**6) for v in x])

    rule, message = complaints_of(item, SEEDS[:1])[0]

    assert rule == "twin"
    assert message.startswith("the symbolic twin disagrees on case 1 (basic): is [")


def test_twin_that_fails():
    item = squares()
    item.formula(lambda sp, x: x**2)

    rule, message = complaints_of(item, SEEDS[:1])[0]

    assert rule == "twin"
    assert message.startswith("the symbolic twin fails on case 1 (basic): TypeError: ")


def test_gradient_of_another_loss():
    item = squares()
    item.differentiates("x")(lambda x: (x**3).sum())

    rule, message = complaints_of(item, SEEDS[:1])[0]

    assert rule == "gradient"
    assert message.startswith("the answer is not the derivative of its loss in `x` on case 1: is [")


def test_gradient_of_the_right_loss():
    item = squares()
    item.differentiates("x")(lambda x: (x**3).sum() / 3)

    assert complaints_of(item) == []


def test_gradient_in_an_entry_that_is_not_there():
    item = squares(reference=lambda x: {"dx": x**2})
    item.differentiates("x", entry="dX")(lambda x: (x**3).sum() / 3)

    assert complaints_of(item, SEEDS[:1]) == [
        ("gradient", "the answer has no array `dX` to hold its gradient in `x`")
    ]


def test_differences_are_exact_to_ten_digits():
    loss = Gradient(lambda x, t: np.exp(t * x).sum(), "x", None)
    x = np.array([[0.3, -1.2], [2.0, 0.0]])

    measured = finite_differences(loss, case(x=x, t=0.7))

    np.testing.assert_allclose(measured, 0.7 * np.exp(0.7 * x), rtol=1e-10)


def test_differences_in_a_number():
    loss = Gradient(lambda t: np.sin(t), "t", None)

    assert finite_differences(loss, case(t=0.4)) == pytest.approx(np.cos(0.4), rel=1e-10)


def test_answer_in_the_prompt():
    item = squares(answer="out = x ** 2", prompt="Square each entry, as in out=x**2.")

    assert complaints_of(item) == [("prompt", "the prompt gives the answer away; say what is asked, and no more")]


def formula(reference, **options):
    """A sound symbolic item of one real symbol."""
    reference.__doc__ = "A formula of x."
    exercise = Exercise("toy.1", title="A toy", source="These tests", points={"": 1.0})
    return exercise.symbolic(points=1.0, domain={"x": "real"}, **options)(reference)


def test_sound_formula_has_no_complaint():
    item = formula(lambda x: x**2)
    item.misconception(cube)
    item.variant(square_of_a_sum)

    assert audit(item, WEIGHTS).complaints == ()


def square_of_a_sum(x):
    """The same, expanded about 1."""
    return (x - 1) ** 2 + 2 * x - 1


def test_formula_with_a_misconception_that_is_right():
    item = formula(lambda x: (x + 1) * (x - 1))

    @item.misconception
    def expanded(x):
        """This is right, in fact."""
        return x**2 - 1

    assert [rule for rule, _ in complaints_of(item)] == ["misconception"]


def test_formulas_with_two_misconceptions_that_look_alike():
    item = formula(lambda x: x**2)
    item.misconception(cube)

    @item.misconception
    def product(x):
        """Three factors."""
        return x * x * x

    assert complaints_of(item) == [
        ("told apart", "the misconception `product` is recognised as `cube`; add a case that tells it apart")
    ]


def test_formula_that_its_own_form_forbids():
    ((rule, message),) = complaints_of(formula(lambda x: x**2, only=("sin",)))

    assert rule == "reference"
    assert message.startswith("the reference fails on its own cases: The answer contains `x`, but may be written")


def test_complaint_is_made_once_for_all_seeds():
    item = squares(answer="out = x ** 2", prompt="Square each entry, as in out=x**2.")

    assert len(complaints_of(item, ("one", "two", "three", "four"))) == 1
