"""Verdicts on formulas: what is right in which form, what is told of what is wrong, and junk."""

import math

import numpy as np
import pytest
import sympy as sp

from checker.answers.question import settled
from checker.answers.symbolic import judge
from checker.cases import case
from checker.sandbox.wire import MAX_LEVELS, Answer, Function, Other, Raised, Symbol, Tree
from checker.verdict import Outcome
from tests.answers.toy import asked, item
from tests.problems import bank

ITEMS = {item.function: item for item in bank.ITEMS.values() if item.kind == "symbolic"}
QUESTIONS = {name: asked(made) for name, made in ITEMS.items()}


def verdict_on(question, function):
    """The verdict on a student's function."""
    return judge(question, [Answer("value", settled(case.apply(function))) for case in question.cases], None)


def formula(reference, *, shows_expected=False, accepts_evidence=True, cases=(), **options):
    """A question that asks for the formula of this function, of real symbols unless other ones are given."""
    if not cases:
        code = reference.__code__
        options.setdefault("domain", dict.fromkeys(code.co_varnames[: code.co_argcount], "real"))
    question = asked(item(reference, cases, kind="symbolic", **options), shows_expected=shows_expected)
    question.accepts_evidence = accepts_evidence
    return question


def square(x):
    """The square."""
    return x**2


# ---- the catalogue ---------------------------------------------------------------------------------------------

VARIANTS = {
    f"{name}: {variant.name}": (name, variant) for name, made in ITEMS.items() for variant in made.variants
}
MISCONCEPTIONS = {
    f"{name}: {wrong.name}": (name, wrong) for name, made in ITEMS.items() for wrong in made.misconceptions
}


def test_catalogue_has_twenty_symbolic_items():
    assert len(ITEMS) == 20


@pytest.mark.parametrize("name", ITEMS)
def test_reference_of_the_catalogue_earns_all(name):
    verdict = verdict_on(QUESTIONS[name], ITEMS[name].reference)

    assert (verdict.outcome, verdict.share, verdict.findings) == (Outcome.CORRECT, 1.0, ())


@pytest.mark.parametrize(("name", "variant"), VARIANTS.values(), ids=VARIANTS)
def test_variant_of_the_catalogue_earns_all_by_proof(name, variant):
    verdict = verdict_on(QUESTIONS[name], variant.answer)

    assert (verdict.outcome, verdict.share) == (Outcome.CORRECT, 1.0)
    assert verdict.decided_by in ("structure", "proof")


@pytest.mark.parametrize(("name", "wrong"), [pytest.param(*row, id=name) for name, row in MISCONCEPTIONS.items()])
def test_misconception_of_the_catalogue_is_wrong_and_recognised(name, wrong):
    verdict = verdict_on(QUESTIONS[name], wrong.answer)

    assert verdict.outcome in (Outcome.WRONG, Outcome.PARTLY_CORRECT)
    assert verdict.share <= 0.5
    assert (verdict.findings[0].misconception, verdict.findings[0].hint) == (wrong.name, wrong.hint)


# ---- right -----------------------------------------------------------------------------------------------------


def sent(question, value):
    """The verdict on a value that is returned by every call."""
    return judge(question, [Answer("value", value)] * len(question.cases), None)


RIGHT = {
    "as it is": lambda x: x**2,
    "written otherwise": lambda x: (x - 1) * (x + 1) + 1,
    "a decimal factor": lambda x: 1.0 * x**2,
    "as a calculator has it": lambda x: "x*x",
    "with a caret": lambda x: "(x + 1)^2 - 2x - 1",
    "in Python": lambda x: "x**2",
    "in LaTeX": lambda x: r"\frac{x^4}{x^2}",
    "in dollars": lambda x: r"$x \cdot x$",
    "as an unevaluated sum": lambda x: sp.Sum(sp.Symbol("k"), (sp.Symbol("k"), 1, 3)) * x**2 / 6,
    "in a list of one, as solve gives it": lambda x: [x**2],
    "with a third of Python's": lambda x: 1 / 3 * x**2 + 2 / 3 * x**2,
    "with NumPy's pi": lambda x: x**2 * sp.sin(np.pi / 2) * np.pi / sp.pi,
    "with a rounded root": lambda x: np.sqrt(2) * x**2 / sp.sqrt(2),
    "with Python's e": lambda x: x**2 * sp.log(math.e),
}


@pytest.mark.parametrize("function", RIGHT.values(), ids=RIGHT)
def test_same_formula_is_right_however_it_is_written(function):
    verdict = verdict_on(formula(square), function)

    assert (verdict.outcome, verdict.share) == (Outcome.CORRECT, 1.0)


UNFINISHED = {
    "a derivative": lambda x: sp.Derivative(x**3 / 3, x),
    "a part that is a derivative": lambda x: sp.Derivative(x**3, x) / 3,
    "an integral": lambda x: sp.Integral(2 * sp.Symbol("t"), (sp.Symbol("t"), 0, x)),
    "a limit": lambda x: sp.Limit(x**2 + sp.Symbol("t"), sp.Symbol("t"), 0),
}


@pytest.mark.parametrize("function", UNFINISHED.values(), ids=UNFINISHED)
def test_what_is_not_carried_out_is_no_answer_yet(function):
    verdict = verdict_on(formula(square, misconceptions=[shifted]), function)

    assert (verdict.outcome, verdict.share) == (Outcome.WRONG, 0.0)
    assert verdict.findings[0].message.endswith("that is not carried out.")
    assert not verdict.findings[0].hint


def test_variant_is_told_its_note():
    verdict = verdict_on(
        QUESTIONS["kmeans_epoch_costs"], lambda n, m, K: (n * m * K + n * m, 3 * n * m * K + n * K)
    )
    constant = verdict_on(formula(square, variants=[shifted]), lambda x: (x - 1) ** 2)

    assert verdict.outcome is Outcome.CORRECT
    assert (constant.outcome, constant.share) == (Outcome.CORRECT, 1.0)
    assert [f.message for f in constant.findings] == ["About 1 instead of 0."]


def shifted(x):
    """About 1 instead of 0."""
    return x**2 - 2 * x + 1


def sinc(x):
    """The cardinal sine."""
    return sp.Piecewise((sp.sin(x) / x, sp.Ne(x, 0)), (1, True))


def test_gap_in_a_right_formula_is_noted():
    verdict = verdict_on(formula(sinc), lambda x: sp.sin(x) / x)

    assert verdict.outcome is Outcome.CORRECT
    assert "The formula is right, but not defined at x = 0" in " ".join(f.message for f in verdict.findings)


def product_logarithm(x):
    """The product logarithm."""
    return x


def unseen(x):
    """Lambert's W(x exp(x)), which no proof here knows."""
    return sp.LambertW(x * sp.exp(x))


def test_agreement_without_a_proof_is_right_by_evidence_and_says_so():
    question = formula(product_logarithm, domain={"x": "unit interval"})

    verdict = verdict_on(question, unseen)

    assert (verdict.outcome, verdict.share, verdict.decided_by) == (Outcome.CORRECT, 1.0, "evidence")


def test_agreement_without_a_proof_waits_for_a_person_where_the_course_says_so():
    question = formula(product_logarithm, domain={"x": "unit interval"}, accepts_evidence=False)

    verdict = verdict_on(question, unseen)
    proved = verdict_on(question, lambda x: x * (x + 1) / (x + 1))

    assert (verdict.outcome, verdict.share, verdict.decided_by) == (Outcome.UNDECIDED, 0.0, "nobody")
    assert [(f.kind, f.message) for f in verdict.findings] == [
        (
            "evidence",
            "The formula agrees with the right one wherever it was tried, but was not proved equal to it. "
            "Staff will look.",
        )
    ]
    assert proved.outcome is Outcome.CORRECT


def test_what_cannot_be_told_waits_for_a_person_and_costs_nothing():
    verdict = verdict_on(formula(square), lambda x: sp.polygamma(-2, x))

    assert (verdict.outcome, verdict.share, verdict.decided_by) == (Outcome.UNDECIDED, 0.0, "nobody")
    assert [f.message for f in verdict.findings] == [
        "The checker could not tell whether this formula is right: it could not be evaluated at any point, "
        "and no proof was found. That costs nothing: staff will look."
    ]


# ---- wrong -----------------------------------------------------------------------------------------------------


def test_wrong_formula_is_told_a_point_and_its_value_there():
    verdict = verdict_on(formula(square), lambda x: x**3)

    (finding,) = verdict.findings
    assert (verdict.outcome, verdict.share, verdict.decided_by) == (Outcome.WRONG, 0.0, "counterexample")
    assert finding.message == "The answer at x = 2 gives 8, which is not right."
    assert finding.call == "square(sympy.Symbol('x', real=True))"


def test_right_value_is_told_where_the_course_shows_it():
    verdict = verdict_on(formula(square, shows_expected=True), lambda x: x**3)

    assert "The answer at x = 2 gives 8; the right one gives 4." in verdict.findings[0].message


def test_formula_that_is_not_defined_is_told_where():
    verdict = verdict_on(formula(square), lambda x: sp.Piecewise((x**2, x > 0)))

    assert verdict.outcome is Outcome.WRONG
    assert verdict.findings[0].message.startswith("The answer is not defined at x = -")
    assert verdict.findings[0].message.endswith(", where the right formula is.")


RELATIVES = {
    "opposite sign": (lambda x: -(x**2), "Your formula is the right one with the opposite sign."),
    "factor": (lambda x: 3 * x**2, "Your formula is the right one, times a constant factor."),
    "negative factor": (lambda x: -(x**2) / 2, "Your formula is the right one, times a constant factor."),
    "constant": (lambda x: x**2 + 5, "Your formula is the right one, but for an additive constant."),
    "neither": (lambda x: x**3, ""),
    "zero": (lambda x: 0 * x, ""),
}


@pytest.mark.parametrize(("function", "hint"), RELATIVES.values(), ids=RELATIVES)
def test_relatives_of_the_right_formula_are_hinted_at(function, hint):
    verdict = verdict_on(formula(square), function)

    assert verdict.outcome is Outcome.WRONG
    assert verdict.findings[0].hint == hint


def cube(x):
    """That is the cube."""
    return x**3


def test_misconception_is_recognised_in_any_writing_and_earns_its_credit():
    question = formula(square, misconceptions=[cube], credits={"cube": 0.25})

    verdict = sent(question, "x (x^2 + 1) - x")

    assert (verdict.outcome, verdict.share) == (Outcome.PARTLY_CORRECT, 0.25)
    assert (verdict.findings[0].misconception, verdict.findings[0].hint) == ("cube", "That is the cube.")


FORMS = {
    "by exp": lambda x, sigma: sp.exp(x) / (1 + sp.exp(x)) ** 2,
    "by tanh": lambda x, sigma: (1 - sp.tanh(x / 2) ** 2) / 4,
}


@pytest.mark.parametrize("function", FORMS.values(), ids=FORMS)
def test_right_value_in_the_wrong_form_is_told_what_it_may_be_written_with(function):
    verdict = verdict_on(QUESTIONS["sigmoid_derivative"], function)

    assert (verdict.outcome, verdict.share) == (Outcome.PARTLY_CORRECT, 0.5)
    assert "but may be written with `sigma` and arithmetic alone." in verdict.findings[0].message
    assert verdict.findings[0].misconception == "with_exp"


MODES = {
    "constant": ("up to a constant", lambda x: x**2 + sp.pi, lambda x: 2 * x**2),
    "factor": ("up to a factor", lambda x: -3 * x**2, lambda x: x**2 + 1),
    "sign": ("up to a sign", lambda x: -(x**2), lambda x: 2 * x**2),
    "growth": ("growth", lambda x: 5 * x**2 + 7 * x + 1, lambda x: x**2 * sp.log(x)),
}


@pytest.mark.parametrize(("mode", "right", "wrong"), MODES.values(), ids=MODES)
def test_mode_says_what_counts_as_equal(mode, right, wrong):
    question = formula(square, mode=mode, domain={"x": "positive"})

    verdicts = [verdict_on(question, function).outcome for function in (square, right, wrong)]

    assert verdicts == [Outcome.CORRECT, Outcome.CORRECT, Outcome.WRONG]


NOWHERE = ["0/0", "log(0)", "1/(x - x)", Tree("NaN"), Tree("ComplexInfinity")]


@pytest.mark.parametrize("value", NOWHERE, ids=str)
@pytest.mark.parametrize(
    "mode",
    [
        "exact",
        "up to a sign",
        "sign",
        pytest.param("up to a factor"),
        pytest.param("up to a constant"),
    ],
)
def test_what_is_defined_nowhere_is_never_right(mode, value):
    verdict = sent(formula(square, mode=mode), value)

    assert verdict.outcome is not Outcome.CORRECT


# ---- entries ---------------------------------------------------------------------------------------------------


def jacobian(x, y):
    """A matrix."""
    return sp.Matrix([[2 * x, y], [x * y, sp.exp(x)]])


def pair(x, y):
    """A pair."""
    return x + y, x * y


SAME = {
    "matrix": (jacobian, jacobian),
    "lists": (jacobian, lambda x, y: [[2 * x, y], [x * y, sp.exp(x)]]),
    "texts": (jacobian, lambda x, y: [["2x", "y"], ["x y", "e^x"]]),
    "LaTeX": (jacobian, lambda x, y: r"\begin{pmatrix} 2x & y \\ xy & e^x \end{pmatrix}"),
    "immutable": (jacobian, lambda x, y: sp.ImmutableMatrix(jacobian(x, y))),
    "pair": (pair, pair),
    "list for a pair": (pair, lambda x, y: [x + y, x * y]),
    "texts of a pair": (pair, lambda x, y: ("x + y", "xy")),
    "a tuple of SymPy's": (pair, lambda x, y: sp.Tuple(x + y, x * y)),
}


@pytest.mark.parametrize(("reference", "function"), SAME.values(), ids=SAME)
def test_entries_may_be_built_in_several_ways(reference, function):
    assert verdict_on(formula(reference), function).outcome is Outcome.CORRECT


def test_entries_of_a_matrix_score_one_by_one_and_are_shown_on_a_map():
    verdict = verdict_on(formula(jacobian), lambda x, y: sp.Matrix([[2 * x, y], [x + y, sp.exp(x)]]))

    first, second = verdict.findings
    assert (verdict.outcome, verdict.share) == (Outcome.PARTLY_CORRECT, 0.75)
    assert first.message.startswith("Entry `[1, 0]` of the answer at ")
    assert second.message == "Entries that are not right are marked by x: . . / x ."


def test_matrix_without_a_right_entry_has_no_map():
    verdict = verdict_on(formula(jacobian), lambda x, y: sp.zeros(2, 2) + x * sp.ones(2, 2))

    assert (verdict.outcome, verdict.share) == (Outcome.WRONG, 0.0)
    assert len(verdict.findings) == 1


def test_entries_of_a_pair_score_one_by_one_and_are_listed():
    verdict = verdict_on(formula(pair), lambda x, y: (x + y, x - y))

    assert (verdict.outcome, verdict.share) == (Outcome.PARTLY_CORRECT, 0.5)
    assert verdict.findings[1].message == "Right: `[0]`. Not right: `[1]`."


OTHERWISE_BUILT = {
    "one row": (jacobian, lambda x, y: sp.Matrix([[2 * x, y]])),
    "a number for a matrix": (jacobian, lambda x, y: x),
    "a matrix for a number": (square, lambda x: sp.Matrix([[x**2]])),
    "two for a number": (square, lambda x: [x**2, x**2]),
    "a dict for a number": (square, lambda x: {"x": x**2}),
    "three for a pair": (pair, lambda x, y: (x + y, x * y, 1)),
    "one for a pair": (pair, lambda x, y: x + y),
}


@pytest.mark.parametrize(("reference", "function"), OTHERWISE_BUILT.values(), ids=OTHERWISE_BUILT)
def test_answer_that_is_built_otherwise_is_wrong(reference, function):
    verdict = verdict_on(formula(reference), function)

    assert (verdict.outcome, verdict.share) == (Outcome.WRONG, 0.0)
    assert ", should " in verdict.findings[0].message


# ---- what is no formula of the symbols -------------------------------------------------------------------------


def test_foreign_symbols_are_named_and_so_are_those_that_were_given():
    verdict = verdict_on(formula(square), lambda x: sp.Symbol("y") * sp.Symbol("z\x1b[2J") * x)

    assert (verdict.outcome, verdict.share) == (Outcome.WRONG, 0.0)
    assert verdict.findings[0].message == (
        "The answer contains `y`, `z\\x1b[2J`, which is not among the symbols that were given: `x`."
    )


def test_symbol_that_a_sum_binds_is_not_foreign():
    k = sp.Symbol("k")

    verdict = verdict_on(formula(square), lambda x: sp.Sum(k * x, (k, 1, 3)))
    outside = verdict_on(formula(square), lambda x: k + sp.Sum(k * x, (k, 1, 3)))

    assert verdict.findings[0].kind == "value"
    assert outside.findings[0].kind == "symbols"


UNREADABLE = {
    "x +* 2": "at character 4",
    "x^2)": "at character 4",
    "((x)": "at character",
    "y x": "unknown name `y`; this question uses `x`",
    "foo(x)": "unknown function `foo`",
    "": "there is none; write one",
    "\x1b[2Jx": "at character 1",
    r"\frac{x}": "at character",
}


@pytest.mark.parametrize(("text", "words"), UNREADABLE.items(), ids=repr)
def test_text_that_cannot_be_read_is_unusable_and_told_where(text, words):
    verdict = sent(formula(square), text)

    assert (verdict.outcome, verdict.share) == (Outcome.UNUSABLE, 0.0)
    assert words in verdict.findings[0].message
    assert "\x1b" not in verdict.findings[0].message


def double(x):
    """The double."""
    return 2 * x


LABELLED = (
    "y = 2x", "= 2x", "f(x) = 2x", "dy/dx = 2x", "y' = 2x", "f'(x) = 2x", "E[y] = 2x", "Var(y) = 2x",
    "log p = 2x", "p(x|z) = 2x", "x_{t+1} = 2x", r"n_\theta = 2x", r"\theta^* = 2x", r"\mathbb{E}[y] = 2x",
    r"\mathrm{Var}[y] = 2x",
    r"\frac{\partial \log p}{\partial x} = 2x", r"\nabla_\theta L = 2x", r"\frac{d}{dx} f(x) = 2x", "E = 2x",
    "f = x + x = 2x", "2x = x + x", r"\frac{d}{dx} x^2 = 2x",
)  # fmt: skip


@pytest.mark.parametrize("text", LABELLED)
def test_name_that_a_student_gives_the_answer_is_no_part_of_it(text):
    verdict = sent(formula(double), text)

    assert (verdict.outcome, verdict.share) == (Outcome.CORRECT, 1.0)


@pytest.mark.parametrize("text", ["y = 3x", "dy/dx = x^2", "f = x^2 = x*x", "E[y] = 0", "f'(x) = x"])
def test_name_before_a_wrong_formula_earns_nothing(text):
    verdict = sent(formula(double), text)

    assert (verdict.outcome, verdict.share) == (Outcome.WRONG, 0.0)
    assert "not among the symbols" not in verdict.findings[0].message


SIDES = {
    "2x = 0": "an equation where a formula is asked for; leave out the `= 0`",
    "2x < 0": "an inequality where a formula is asked for; leave out the `< 0`",
    "x = 2x": "an equation whose sides differ, where a formula is asked for; leave out the `= 2x`, or what is",
    "f = x^2 = 2x": "an equation whose sides differ",
    "x^2 = 2x": "an equation whose sides differ",
    "2y = 4x": "unknown name `y`; this question uses `x`; leave out what stands before the `=`, if it is not the",
    "y = ": "a formula is missing beside this `=`",
}


@pytest.mark.parametrize(("text", "words"), SIDES.items(), ids=SIDES)
def test_equation_that_is_no_name_with_a_formula_is_unusable_and_told_why(text, words):
    verdict = sent(formula(double), text)

    assert (verdict.outcome, verdict.share) == (Outcome.UNUSABLE, 0.0)
    assert words in verdict.findings[0].message


def twice_and_thrice(x):
    """Twice and thrice."""
    return 2 * x, 3 * x


@pytest.mark.parametrize(
    "answer", [("a = 2x", "b = 3x"), "(a = 2x, b = 3x)", "2x, 3x", "a = 2x, b = x + 2x = 3x", ["2x", "f(x) = 3x"]]
)
def test_names_are_no_part_of_the_entries_of_an_answer(answer):
    assert sent(formula(twice_and_thrice), answer).share == 1.0


def test_name_of_a_derivative_is_not_taken_for_one_that_is_left():
    """`sigma'(x) = ...` names the answer; `sigma'(x)` alone is no answer yet."""

    def slope(x, sigma):
        """The slope."""
        return sigma(x) * (1 - sigma(x))

    asked_for = formula(slope, cases=[case(x=Symbol("x"), sigma=Function("sigma"))], only=("sigma",))

    assert sent(asked_for, r"\sigma'(x) = \sigma(x)(1-\sigma(x))").share == 1.0
    assert sent(asked_for, r"\sigma'(x)").share == 0.0


def test_equation_that_is_asked_for_keeps_its_left_side():
    def line(x, y):
        """The line."""
        return sp.Eq(y, 2 * x)

    assert sent(formula(line), "y = 2x").share == 1.0
    assert sent(formula(line), "2x").share == 0.0


def test_order_of_growth_may_stand_in_its_sign():
    def cost(n):
        """The cost."""
        return n**2

    asked_for = formula(cost, domain={"n": "positive"}, mode="growth")

    for text in ("O(n^2)", r"\mathcal{O}(n^2)", "T(n) = O(n^2)", "Θ(n²)", "n^2 + n"):
        assert sent(asked_for, text).share == 1.0, text
    assert sent(asked_for, "O(n^3)").share == 0.0


def test_entry_that_cannot_be_read_makes_the_whole_answer_unusable():
    verdict = sent(formula(jacobian), [["2x", "y"], ["x y", "e^(x"]])

    assert (verdict.outcome, verdict.share) == (Outcome.UNUSABLE, 0.0)


X = Tree("Symbol", ("x", ""))
BOMB = Tree("Pow", (10, Tree("Pow", (10, 10))))
HIGH = Tree("Pow", (Tree("Add", (X, Tree("sin", (X,)), 1)), 10**9))


def nested(levels, head="exp"):
    made = X
    for _ in range(levels):
        made = Tree(head, (made,))
    return made


@pytest.mark.parametrize(
    "value",
    [
        Tree("Add", tuple(Tree("Pow", (X, i)) for i in range(100_000))),
        Tree("Sum", (Tree("Symbol", ("k", "")), Tree("Tuple", (Tree("Symbol", ("k", "")), 1, 10**9)))),
    ],
    ids=["100,000 terms", "a sum written out"],
)
def test_formula_that_is_too_large_is_told_so_and_earns_nothing(value):
    verdict = sent(formula(square), value)

    assert verdict.share == 0.0
    assert verdict.outcome in (Outcome.UNUSABLE, Outcome.WRONG)


def test_bombs_are_no_fault_of_ours():
    for value in (BOMB, HIGH, "10**10**10", "10^10^10 x", Tree("Mul", (X, BOMB))):
        assert sent(formula(square), value).outcome is not Outcome.CORRECT


HOSTILE = {
    "truth": True,
    "array": np.zeros(3),
    "number in an array": np.array(1.0),
    "what cannot cross": Other("set"),
    "why it cannot cross": Other("answer", "an expression of over 150 levels"),
    "Nones": [None, None],
    "lists in lists": [[[[[]]]]],
    "condition": Tree("StrictLessThan", (X, 1)),
    "set": Tree("FiniteSet", (X,)),
    "infinity": Tree("Infinity"),
    "odd derivative": Tree("Derivative", (X, X)),
    "odd sum": Tree("Sum", (X,)),
    "odd piecewise": Tree("Piecewise", (X,)),
    "odd symbol": Tree("Symbol", (1,)),
    "complex number": 1j,
    "large number": 10**1900,
    "as deep as can cross": nested(MAX_LEVELS - 1),
    "as deep as can cross, by sine": nested(MAX_LEVELS - 1, "sin"),
    "high power": Tree("Pow", (Tree("Add", (X, 1)), 10**6)),
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("reference", [square, jacobian, pair])
def test_what_is_no_formula_never_breaks_the_judge(reference, value):
    verdict = sent(formula(reference), value)

    assert verdict.outcome is not Outcome.CORRECT
    assert verdict.share == 0.0
    assert all(f.message.isprintable() and len(f.message) < 2000 for f in verdict.findings)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer("raised", error=Raised("KeyError", "'x'")), Outcome.RAISED),
        (Answer("timed out"), Outcome.TIMED_OUT),
        (Answer("died", detail="exit code 1"), Outcome.RAISED),
        (Answer("forged"), Outcome.FORBIDDEN),
        (Answer("missing"), Outcome.MISSING),
        (Answer("value", None), Outcome.MISSING),
    ],
    ids=["raised", "timed out", "died", "forged", "missing", "None"],
)
def test_call_without_an_answer_is_told_by_what_became_of_it(answer, outcome):
    verdict = judge(formula(square), [answer], None)

    assert (verdict.outcome, verdict.share) == (outcome, 0.0)
    assert verdict.decided_by == ("absence" if outcome is Outcome.MISSING else "failure")
