"""The contract of an item: each rule catches its planted fault."""

import signal

import numpy as np
import pytest

from checker.audit import contract
from checker.audit.contract import SEEDS, audit, finite_differences
from checker.audit.mutants import mutants
from checker.cases import case
from checker.exercise import Exercise, Gradient, NeedsReview
from checker.sandbox.wire import Symbol

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
    assert (report.cases, report.twin_cases, report.is_proved) == (3, 3, True)


def test_twin_that_was_not_proved_is_compared_on_the_inputs_of_every_seed():
    def square(x):
        return np.where(x > 0, x**2, (-x) ** 2)

    item = squares(reference=square)
    item.formula(lambda sp, x: [v**2 for v in x])

    report = audit(item, WEIGHTS)
    assert (report.twin_cases, report.is_proved) == (9, False)
    assert not [complaint for complaint in report.complaints if complaint.rule == "twin"]


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


# ---- derivatives in what is no argument, and of arrays ---------------------------------------------------------


def test_differences_in_what_is_no_argument():
    loss = Gradient(lambda W, g, x: g @ (W @ x), "x", None, lambda W, g: np.array([0.5, -1.0]))
    W, g = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([1.0, 0.0, -1.0])

    np.testing.assert_allclose(finite_differences(loss, case(W=W, g=g)), W.T @ g, rtol=1e-10)


def test_differences_in_a_number_that_is_no_argument():
    loss = Gradient(lambda a, t: np.exp(a * t), "t", None, lambda a: 2.0)

    assert finite_differences(loss, case(a=0.5)) == pytest.approx(0.5 * np.e, rel=1e-10)


def test_differences_of_an_array_have_its_axes_first():
    square = Gradient(lambda x: np.array([x[0] * x[1], x[0], x[1] ** 3]), "x", None)

    measured = finite_differences(square, case(x=np.array([2.0, 5.0])))

    assert measured.shape == (3, 2)
    np.testing.assert_allclose(measured, [[5.0, 2.0], [1.0, 0.0], [0.0, 75.0]], atol=1e-9)


def test_differences_of_a_matrix_in_a_matrix():
    W, X = np.array([[1.0, 2.0]]), np.array([[0.5, 1.0, 2.0], [3.0, 4.0, 5.0]])
    product = Gradient(lambda W, X: W @ X, "W", None)

    measured = finite_differences(product, case(W=W, X=X))

    assert measured.shape == (1, 3, 1, 2)
    np.testing.assert_allclose(measured[0, :, 0, :], X.T, atol=1e-9)


def test_differences_of_an_array_in_a_number():
    powers = Gradient(lambda t: np.array([t, t**2, t**3]), "t", None)

    np.testing.assert_allclose(finite_differences(powers, case(t=2.0)), [1.0, 4.0, 12.0], rtol=1e-10)


def test_differences_in_no_number_are_none():
    total = Gradient(lambda x: (x**3).sum(), "x", None)

    assert finite_differences(total, case(x=np.zeros(0))).shape == (0,)


def test_jacobian_is_held_against_its_function():
    item = squares(reference=jacobian)
    item.differentiates("x")(lambda x: x**3 / 3)

    assert complaints_of(item, SEEDS[:1]) == []


def jacobian(x):
    return np.diag(x**2)


def test_transposed_jacobian_is_found():
    item = squares(reference=lambda x: np.outer(x, np.ones(len(x))))
    item.differentiates("x")(lambda x: np.ones(len(x)) * (x**2).sum() / 2)

    ((rule, message),) = complaints_of(item, SEEDS[:1])[:1]

    assert rule == "gradient"
    assert message.startswith("the answer is not the derivative of its loss in `x` on case 1: is [[")


def test_gradient_in_what_is_no_argument_is_held_against_its_loss():
    item, wrong = squares(), squares()
    item.differentiates("w", at=lambda x: 0 * x)(lambda x, w: (x**2 * w).sum())
    wrong.differentiates("w", at=lambda x: 0 * x)(lambda x, w: (x * w).sum())

    assert complaints_of(item, SEEDS[:1]) == []
    assert complaints_of(wrong, SEEDS[:1])[0][0] == "gradient"


def test_loss_that_fails_is_told():
    item = squares()
    item.differentiates("x")(lambda x: x[9])

    ((rule, message),) = complaints_of(item, SEEDS[:1])

    assert rule == "gradient"
    assert message.startswith("the loss of its gradient fails on case 1: IndexError: index 9 is out of bounds")


# ---- slips on purpose ------------------------------------------------------------------------------------------


def positive_part(x):
    """The larger of each entry and 0."""
    return np.where(x > 0, x, 0.0)


def with_helper(x):
    """Three times the square."""
    return 3 * own_square(x)


def own_square(x):
    return x * x


def halved(x):
    """How often x can be halved until it is at most 1."""
    count = 0
    while x > 1:
        x = x / 2
        count += 1
    return count


def guarded(x):
    """The square root of a list's only number."""
    (number,) = x
    return number**0.5


def asked_on(reference, *inputs):
    """An item that asks for the function on these inputs, each of which may stand for several arguments."""
    exercise = Exercise("toy.1", title="A toy", source="These tests", points={"": 1.0})
    item = exercise.numeric(points=1.0)(reference)
    item.cases(lambda rng: [case(x=value) for value in inputs])
    return item


def survivors(item):
    """The changes that the audit says survive."""
    found = complaints_of(item, SEEDS[:1])
    assert {rule for rule, _ in found} <= {"mutant"}
    return [message.partition("`")[2].partition("`")[0] for _, message in found]


def test_slip_that_every_case_accepts_is_complained_of():
    """No case has a zero: whether it counts as positive is never seen."""
    item = asked_on(positive_part, np.array([3.0, 0.5, -2.0]))

    assert survivors(item) == ["x > 0 -> x >= 0"]
    assert complaints_of(item, SEEDS[:1]) == [
        ("mutant", "every case accepts the reference with `x > 0 -> x >= 0`; add a case that rejects it, or say "
         "why it is right with `positive_part.harmless('x > 0 -> x >= 0', ...)`")
    ]  # fmt: skip


def test_slip_that_changes_nothing_may_be_called_harmless():
    item = asked_on(positive_part, np.array([3.0, 0.5, -2.0, 0.0]))
    item.harmless("x > 0 -> x >= 0", "both branches give 0 there")

    assert complaints_of(item) == []


def test_slip_that_a_case_rejects_is_not_to_be_called_harmless():
    item = asked_on(own_square_of_one, np.array([1.0, -2.0]))
    item.harmless("x * x -> x", "not true")
    item.harmless("x - 1 -> x - 2", "there is no such change")

    assert complaints_of(item, SEEDS[:1]) == [
        ("mutant", f"`.harmless({change!r}, ...)` is not needed; delete it")
        for change in ("x * x -> x", "x - 1 -> x - 2")
    ]


def own_square_of_one(x):
    """The square."""
    return x * x


def test_cases_that_see_every_slip_leave_none():
    report = audit(asked_on(own_square_of_one, np.array([3.0, -2.0])), WEIGHTS, SEEDS[:1])

    assert report.complaints == ()
    assert report.mutants == 2  # x / x and x


def test_slips_in_functions_that_it_calls_are_seen():
    weak, strong = asked_on(with_helper, np.array([1.0])), asked_on(with_helper, np.array([3.0]))

    assert {"x * x -> x", "x * x -> x / x"} <= set(survivors(weak))
    assert survivors(strong) == []


@pytest.fixture
def _quick(monkeypatch):
    monkeypatch.setattr(contract, "MUTANT_SECONDS", 0.2)


@pytest.mark.usefixtures("_quick")
def test_slip_that_never_ends_counts_as_rejected():
    """`x = x * 2` never comes down to 1."""
    report = audit(asked_on(halved, 5.0, 8.0, 1.0), WEIGHTS, SEEDS[:1])

    assert "x / 2 -> x * 2" in {mutant.change for mutant in mutants(report.item)}
    assert [c.message for c in report.complaints if "x / 2 -> x * 2" in c.message] == []


def test_slip_that_raises_counts_as_rejected():
    item = asked_on(guarded, [4.0])

    assert {mutant.change for mutant in mutants(item)} >= {"number ** 0.5 -> number"}
    assert survivors(item) == []


def test_time_of_a_call_ends_what_does_not_end_and_leaves_no_alarm():
    before = signal.getsignal(signal.SIGALRM)

    def forever():
        while True:
            pass

    with pytest.raises(TimeoutError), contract.at_most(0.05):
        forever()

    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_inner_product_either_way_round_is_no_survivor():
    item = asked_on(norm_squared, np.array([3.0, 4.0]))

    assert "x @ x -> x @ x" not in survivors(item)
    assert survivors(item) == []


def norm_squared(x):
    """The sum of the squares."""
    return x @ x


def test_slip_that_is_an_accepted_variant_is_no_survivor():
    item = asked_on(own_square_of_one, np.array([3.0, -2.0]))

    @item.variant
    def itself(x):
        """x will do."""
        return x

    assert survivors(item) == []


def test_slip_that_is_lost_in_the_tolerance_survives():
    def nearly(x):
        """The square, and a little."""
        return x * x + 1e-12

    item = asked_on(nearly, np.array([3.0, -2.0]))

    assert "x * x + 1e-12 -> x * x" in survivors(item)


def test_slips_of_formulas_that_are_equal_formulas_are_no_survivors():
    item = formula(same_both_ways)

    assert audit(item, WEIGHTS, SEEDS[:1]).complaints == ()
    assert audit(item, WEIGHTS, SEEDS[:1]).mutants > 0


def same_both_ways(x):
    return x * (x + 1) - x


def test_slips_of_a_witness_are_put_to_its_predicate():
    exercise = Exercise("toy.1", title="A toy", source="These tests", points={"": 1.0})

    @exercise.witness(points=1.0)
    def larger(x):
        """A number above x."""
        return x + 1

    larger.cases(lambda rng: [case(x=3.0)])
    larger.accepts(lambda answer, case: None if answer > case["x"] else "The number is not above x.")

    assert survivors(larger) == ["x + 1 -> x + 2"]


@pytest.mark.parametrize("kind", ["value", "essay", "derivation"])
def test_slips_are_not_made_where_one_answer_stands_alone(kind):
    assert audit(lonely(kind), WEIGHTS, SEEDS[:1]).mutants == 0


def lonely(kind):
    exercise = Exercise("toy.1", title="A toy", source="These tests", points={"": 1.0})
    if kind == "derivation":
        item = exercise.derivation(points=1.0)(steps)
        item.cases(lambda rng: [case(x=Symbol("x"))])
        return item
    options = {"rubric": ("names it",)} if kind == "essay" else {}
    return getattr(exercise, kind)(points=1.0, **options)(six_times_seven)


def steps(x):
    """From x + x to 2 x."""
    return [x + x, ("algebra", 2 * x)]


def six_times_seven():
    """Which number?"""
    return 6 * 7


def test_slips_are_tried_on_an_item_without_other_complaints_alone():
    item = asked_on(positive_part, np.array([3.0, 0.5, -2.0]))
    item.misconception(the_same)

    assert [rule for rule, _ in complaints_of(item, SEEDS[:1])] == ["misconception"]


def the_same(x):
    """This is right, in fact."""
    return np.maximum(x, 0.0)


def test_an_essay_is_held_to_nothing():
    report = audit(lonely("essay"), WEIGHTS)

    assert (report.cases, report.twin_cases, report.gradients, report.mutants, report.complaints) == (
        0,
        0,
        0,
        0,
        (),
    )
