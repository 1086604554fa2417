"""Chains of expressions, step by step: which rule explains each, what is false, and what is too big."""

import pytest
import sympy
from sympy import Derivative as D

from checker.symbolic.derivation import MAX_TOGETHER, Deriver, Line
from checker.symbolic.domains import range_of
from checker.symbolic.inputs import as_plain

E, L, sigma, f = (sympy.Function(name) for name in ("exp", "log", "sigma", "f"))
x, y, a, b, G = sympy.symbols("x y a b G")
RANGES = {"x": range_of("real"), "y": range_of("real"), "a": range_of("positive"), "b": range_of("positive")}
RULES = ("exp_law", "log_law", "log_exp", "diff", "def:sigma", "def:G")
MEANINGS = {"def:G": [(as_plain(G), as_plain(x / a))]}


def links(*chain, rules=RULES, left=None, right=None, up_to_constant=None):
    """What is said of a chain; a pair names its rule."""
    named = [line if isinstance(line, tuple) else (None, line) for line in chain]
    lines = [Line(as_plain(expression), rule) for rule, expression in named]
    meanings = {name: pairs for name, pairs in MEANINGS.items() if name in rules}
    deriver = Deriver(RANGES, rules, meanings, up_to_constant)
    left = lines[0].expression if left is None else as_plain(left)
    right = lines[-1].expression if right is None else as_plain(right)
    return deriver.check(lines, left, right)


def step(before, after, rule=None, **options):
    """What is said of one step."""
    (said,) = links(before, (rule, after), **options).steps
    return said


STEPS = {
    "algebra": (x + x, 2 * x, "algebra"),
    "exp_law": (E(x + y), E(x) * E(y), "exp_law"),
    "log_law": (L(a * b), L(a) + L(b), "log_law"),
    "log_exp": (L(E(x)), x, "log_exp"),
    "diff": (D(x**2, x), 2 * x, "diff"),
    "def:sigma": (sigma(x), 1 / (1 + E(-x)), "def:sigma"),
    "def:G": (G + 1, x / a + 1, "def:G"),
}


@pytest.mark.parametrize(("before", "after", "rule"), STEPS.values(), ids=STEPS)
def test_step_without_a_rule_is_explained_by_the_one_that_does(before, after, rule):
    said = step(before, after)

    assert (said.kind, said.rule) == ("right", rule)


@pytest.mark.parametrize(("before", "after", "rule"), STEPS.values(), ids=STEPS)
def test_step_is_right_by_the_rule_that_is_named(before, after, rule):
    assert step(before, after, rule).kind == "right"


TRANSCENDENTAL = {name: row for name, row in STEPS.items() if name != "algebra"}


@pytest.mark.parametrize(("before", "after", "rule"), TRANSCENDENTAL.values(), ids=TRANSCENDENTAL)
def test_true_step_by_another_rule_is_told_which(before, after, rule):
    said = step(before, after, "algebra")

    assert (said.kind, said.rule, said.needed) == ("another rule", "algebra", (rule,))


@pytest.mark.parametrize("name", ["exp_law", "log_law", "log_exp", "diff", "def:sigma"])
def test_true_step_whose_rule_is_not_allowed_is_too_big(name):
    before, after, _ = STEPS[name]

    said = step(before, after, rules=("def:tanh",))

    assert (said.kind, said.needed) == ("too big", ())


FALSE = {
    "another value": (x**2, x**3),
    "sum of exponentials": (E(x + y), E(x) + E(y)),
    "logarithm of a sum": (L(a + b), L(a) + L(b)),
    "no factor of the chain rule": (D(E(2 * x), x), E(2 * x)),
    "sign of the definition": (sigma(x), 1 / (1 + E(x))),
    "another definition": (G, a / x),
}


@pytest.mark.parametrize("rule", [None, *STEPS])
@pytest.mark.parametrize(("before", "after"), FALSE.values(), ids=FALSE)
def test_false_step_has_a_point_by_whatever_rule(before, after, rule):
    said = step(before, after, rule)

    assert said.kind == "wrong"
    assert said.counterexample.got != said.counterexample.want


TOGETHER = {
    "two": (sigma(x + y), 1 / (1 + E(-x) * E(-y)), {"exp_law", "def:sigma"}),
    "three": (D(sigma(x), x) + L(a * b), sigma(x) * (1 - sigma(x)) + L(a) + L(b), {"diff", "log_law"}),
    "with a definition": (E(G + y), E(x / a) * E(y), {"exp_law", "def:G"}),
}


@pytest.mark.parametrize(("before", "after", "needed"), TOGETHER.values(), ids=TOGETHER)
def test_step_that_takes_several_rules_is_told_which(before, after, needed):
    for rule in (None, "algebra", "exp_law"):
        said = step(before, after, rule)

        assert said.kind == "too big"
        assert set(said.needed) == needed


def test_step_that_takes_too_many_rules_is_too_big_without_a_list():
    before = sigma(x) + L(a * b) + D(y**2, y) + E(x + y)
    after = 1 / (1 + E(-x)) + L(a) + L(b) + 2 * y + E(x) * E(y)

    said = step(before, after)

    assert MAX_TOGETHER < 4
    assert (said.kind, said.needed) == ("too big", ())


def test_rule_that_is_not_known_is_told_with_those_that_are():
    said = step(x, x, "magic")

    assert (said.kind, said.rule) == ("unknown rule", "magic")
    assert said.needed == ("algebra", *RULES)


def test_steps_are_judged_one_by_one_and_both_ends_apart():
    said = links(x + x, 2 * x, 3 * x, 3 * x + 0 * y, 3 * x, left=2 * x, right=2 * x)

    assert [one.kind for one in said.all] == ["right", "right", "wrong", "right", "right", "wrong"]


def test_ends_are_compared_by_algebra_alone():
    collected = links(x + x, 2 * x, left=x * 2, right=(2 * x**2) / x)
    opened = links(E(x + y), E(x + y), left=E(x) * E(y), right=E(x) * E(y))

    assert (collected.start.kind, collected.end.kind) == ("right", "right")
    assert (opened.start.kind, opened.end.kind) == ("too big", "too big")


FOREIGN = {
    "float": (0.5, "contains a decimal number; write a fraction"),
    "float inside": (sympy.Float("0.5") * x, "contains a decimal number; write a fraction"),
    "exp": (1 + sympy.exp(x), "contains SymPy's own `exp`; write `H.exp`, which does not rewrite itself"),
    "log": (sympy.log(a), "contains SymPy's own `log`; write `H.log`, which does not rewrite itself"),
    "inside": (E(sympy.tanh(x)), "contains SymPy's own `tanh`; write `H.tanh`, which does not rewrite itself"),
    "in a derivative": (
        D(sympy.sin(x), x),
        "contains SymPy's own `sin`; write `H.sin`, which does not rewrite itself",
    ),
    "a list": ([1, 2], "is a list of 2, should be a formula"),
    "None": (None, "is nothing (None), should be a formula"),
}


@pytest.mark.parametrize(("line", "reason"), FOREIGN.values(), ids=FOREIGN)
def test_line_that_may_not_stand_in_a_chain_is_told_why_and_the_next_one_too(line, reason):
    plain = line if not isinstance(line, sympy.Basic) else as_plain(line)
    deriver = Deriver(RANGES, RULES, MEANINGS)

    said = deriver.check(
        [Line(as_plain(x), None), Line(plain, None), Line(as_plain(x), None)], as_plain(x), as_plain(x)
    )

    assert [one.kind for one in said.all] == ["right", "no formula", "no formula", "right"]
    assert said.steps[0].reason == reason
    assert said.steps[1].reason == "starts from what is no formula"


@pytest.mark.parametrize(
    ("up_to_constant", "end"),
    [(None, "wrong"), (("x",), "right"), (("a",), "wrong"), (("a", "x"), "wrong"), ((), "right")],
    ids=str,
)
def test_constant_at_the_end_is_dropped_where_it_is_free_of_the_symbols(up_to_constant, end):
    said = links(x**2, x**2 + L(a), right=x**2, up_to_constant=up_to_constant)

    assert (said.start.kind, said.end.kind) == ("right", end)


def test_constant_of_opaque_parts_is_free_of_none_of_their_symbols():
    said = links(x**2, x**2 + f(x + y), right=x**2, up_to_constant=("y",))

    assert said.end.kind == "wrong"
