"""Answers behind a label, in chains of `=`, and several in one text."""

import pytest

from checker import equivalence
from checker.maths.typed import Unreadable, read_answer, read_answers
from tests.maths.typed.spelling import plain

LABELS = [
    "y", "E(X)", "f(x)", "dy/dx", "E[y]", "Var[y]", r"\mathrm{Var}[y]", r"\operatorname{Var}(y)",
    "log p", r"\log p",
    r"\log p(x|z)", r"n_\theta", r"\frac{\partial \log p}{\partial\sigma}", "x_{t+1}", r"\theta^*", r"\theta^{*}",
    "w*", "f'(x)", "y'", "y''", r"\mathbb{E}[y]", r"\mathbb{E}_{x\sim p}[y]", r"\nabla_\theta L", r"\nabla L",
    r"\frac{dy}{dx}", r"\frac{d}{dx}f(x)", "d/dx f(x)", "d^2y/dx^2", "∂L/∂w", "∇L", r"\hat{y}", r"\mathcal{L}(w)",
    "P(A|B)", "P(X=1)", "L(w,b)", "E", r"\mu_y", "a_{ij}", "ans", "Delta y", r"D_{KL}(p\|q)", "D_{KL}(p||q)", "",
]  # fmt: skip


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("sign", ["=", ":="])
def test_label_is_left_out(label, sign):
    (part,) = read_answer(f"{label} {sign} 2x", symbols=["x"]).parts

    assert plain(part) == "2*x"


@pytest.mark.parametrize("label", ["s'(x)", "ds/dx", r"\frac{ds}{dx}", r"\frac{\partial L}{\partial x}", "dL/dx"])
def test_derivative_of_a_name_of_the_question_is_a_label(label):
    assert len(read_answer(f"{label} = 2x", symbols=["x", "L"], functions=["s"]).parts) == 1


@pytest.mark.parametrize(
    "left", ["x", "x^2", "s(x)", "2x + 1", "log x", r"\frac{d}{dx} x^2", "sigma(x)", "(x)", "n!"]
)
def test_formula_in_the_questions_own_names_is_no_label(left):
    parts = read_answer(f"{left} = 2x", symbols=["x", "n"], functions=["s"]).parts

    assert len(parts) == 2


CHAINS = {
    "f = x^2 = x*x": ["x**2", "x*x"],
    "(x+1)^2\n= x^2 + 2x + 1": ["(x + 1)**2", "x**2 + 2*x + 1"],
    "(y = 2x)": ["2*x"],
    "y = x if x > 0 else 0": ["Piecewise((x, x > 0), (0, True))"],
    r"\begin{equation} y = 2x \end{equation}": ["2*x"],
    r"\boxed{y = 2x}": ["2*x"],
    r"$y = 2x.$": ["2*x"],
    "[x > 0]": ["ind(x > 0)"],
    "(x > 0) - (x < 0)": ["ind(x > 0) + (-1)*ind(x < 0)"],
}


@pytest.mark.parametrize(("text", "parts"), CHAINS.items(), ids=CHAINS)
def test_parts_of_a_chain_stand_behind_its_label(text, parts):
    assert [plain(part) for part in read_answer(text, symbols=["x"]).parts] == parts


def test_chain_is_settled_where_its_parts_are_equal():
    chain = read_answer("x = x = y", symbols=["x", "y"])

    assert plain(chain.settled(lambda one, other: True)) == "y"
    with pytest.raises(
        Unreadable, match="an equation whose sides differ, where a formula is asked for"
    ) as caught:
        chain.settled(lambda one, other: one == other)
    assert caught.value.position == 2


def test_zero_on_either_side_is_what_to_leave_out():
    for text, way in (("x + 1 = 0", "leave out the `= 0`"), ("0 = x + 1", "leave out the `0 =`")):
        with pytest.raises(Unreadable, match="an equation where a formula is asked for") as caught:
            read_answer(text, symbols=["x"]).settled(lambda one, other: one == other)
        assert caught.value.fault.endswith(way)


def test_name_that_stands_on_the_right_too_is_no_label():
    """Where a question announces no names, any name could be its own."""
    assert len(read_answer("y = 2x").parts) == 1
    assert len(read_answer("x = 2x").parts) == 2


SEVERAL = {
    "2x, 3x": ["2*x", "3*x"],
    "(2x, 3x)": ["2*x", "3*x"],
    "[2x, 3x]": ["2*x", "3*x"],
    "(a = 2x, b = 3x)": ["2*x", "3*x"],
    "a = max(x, 1), b = 3x": ["Max(x, 1)", "3*x"],
    "2x": ["2*x"],
}


@pytest.mark.parametrize(("text", "values"), SEVERAL.items(), ids=SEVERAL)
def test_several_answers_are_set_apart_by_commas(text, values):
    assert [plain(chain.parts[0]) for chain in read_answers(text, symbols=["x"])] == values


@pytest.mark.parametrize(
    "text", ["O(n m)", r"\mathcal{O}(nm)", "Θ(nm)", r"\Theta(nm)", r"\mathrm{O}(n m)", "T = O(nm)"]
)
def test_order_of_growth_stands_in_its_sign(text):
    assert plain(read_answer(text, symbols=["n", "m"], is_order=True).parts[0]) == "n*m"
    with pytest.raises(Unreadable):
        read_answer(text, symbols=["n", "m"])


FAULTS = {
    "x ¦< 0": "an inequality where a formula is asked for; leave out the `< 0`",
    "x + 1 ¦>= 0": "an inequality where a formula is asked for; leave out the `>= 0`",
    "0 ¦> x": "an inequality where a formula is asked for; leave out the `0 >`",
    "x" + "=x" * 10 + "¦=x": "a chain of more than 10 formulas; write the last one alone",
    "y ¦=": "a formula is missing beside this `=`",
    "¦2y = 4x": "unknown name",
    "y = ¦z": "unknown name `z`; this question uses `x`",
    r"¦\nabla L + x": "gradients are not read; write each derivative",
    "x¦,": "several values; put them in brackets, (1, 2), and write decimals with a point",
}


@pytest.mark.parametrize(("marked", "fault"), FAULTS.items(), ids=FAULTS)
def test_what_is_no_answer_is_refused_with_its_place(marked, fault):
    with pytest.raises(Unreadable) as caught:
        read_answer(marked.replace("¦", ""), symbols=["x"])

    assert caught.value.fault.startswith(fault)
    if "2y" not in marked:
        assert caught.value.position == marked.index("¦")


COMPARED = [
    ("y = 2x", "2x", {"x": "real"}, "equal"),
    ("y = 2x", "2x", None, "equal"),
    ("E[y] = 0", 0, None, "equal"),
    ("x = 2x", "2x", {"x": "real"}, "different"),
    ("y = 3x", "2x", {"x": "real"}, "different"),
    ("y = 2x", "y = 2x", None, "equal"),
]


@pytest.mark.parametrize(("got", "want", "domain", "verdict"), COMPARED, ids=[row[0] for row in COMPARED])
def test_labels_of_compared_texts_are_left_out(got, want, domain, verdict):
    assert equivalence(got, want, domain).verdict == verdict
