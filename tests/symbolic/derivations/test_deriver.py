"""Chains of expressions, step by step: which rule explains each, what is false, and what is too big."""

import pytest
import sympy
from sympy import Derivative as D

from checker.sandbox.wire import Tree
from checker.symbolic.derivations.deriver import MAX_TOGETHER, Deriver, Line
from checker.symbolic.domains.domain import range_of
from checker.symbolic.reading.inputs import as_plain

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


def test_step_by_a_name_of_no_rule_is_judged_without_it():
    said = step(E(x + y), E(x) * E(y), "magic")

    assert (said.kind, said.rule, said.unknown) == ("right", "exp_law", "magic")


def test_true_step_by_a_rule_that_the_part_does_not_allow_is_told_which_it_is():
    said = step(E(x + y), E(x) * E(y), "def:tanh")

    assert (said.kind, said.rule, said.needed) == ("another rule", "def:tanh", ("exp_law",))


@pytest.mark.parametrize("name", ["Def:Sigma", "def sigma", "DEF-SIGMA", "sigma", " def:sigma "])
def test_name_of_a_rule_may_be_written_otherwise(name):
    said = step(sigma(x), 1 / (1 + E(-x)), name)

    assert (said.kind, said.rule, said.unknown) == ("right", "def:sigma", "")


def test_steps_are_judged_one_by_one_and_both_ends_apart():
    said = links(x + x, 2 * x, 3 * x, 3 * x + 0 * y, 3 * x, left=2 * x, right=2 * x)

    assert [one.kind for one in said.all] == ["right", "right", "wrong", "right", "right", "wrong"]


def test_ends_are_compared_by_algebra_alone():
    collected = links(x + x, 2 * x, left=x * 2, right=(2 * x**2) / x)
    opened = links(E(x + y), E(x + y), left=E(x) * E(y), right=E(x) * E(y))

    assert (collected.start.kind, collected.end.kind) == ("right", "right")
    assert (opened.start.kind, opened.end.kind) == ("too big", "too big")


FOREIGN = {
    "float": (0.5, "contains the decimal number 0.5; write a fraction, or `sympy.pi` and the like"),
    "float inside": (
        sympy.Float("0.5") * x,
        "contains the decimal number 0.5; write a fraction, or `sympy.pi` and the like",
    ),
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


# ---- steps that a rule explains and that are not true ----------------------------------------------------------


m, n, S = sympy.symbols("m n S")
j, k = sympy.symbols("j k")
LOGS = {**RANGES, "m": range_of("negative"), "n": range_of("positive integer")}


def untrue(before, after):
    """What is said of a false step, by each rule that might explain it."""
    lines = [Line(as_plain(before), None), Line(as_plain(after), None)]
    meanings = {**MEANINGS, "one_hot": [(as_plain(y), as_plain(1 - x))]}
    rules = (*RULES, "one_hot")
    return {
        Deriver(LOGS, rules, meanings)
        .check([lines[0], Line(lines[1].expression, rule)], lines[0].expression, lines[1].expression)
        .steps[0]
        .kind
        for rule in (None, *rules)
    }


FALSE_BY_A_RULE = {
    "index out of a sum": (sympy.Sum(j * x, (j, 1, n)), n * sympy.Sum(x, (j, 1, n))),
    "sum of a product": (
        sympy.Sum(j * (j + 1), (j, 1, n)),
        sympy.Sum(j, (j, 1, n)) * sympy.Sum(j + 1, (j, 1, n)),
    ),
    "sum of an inverse": (sympy.Sum(1 / j, (j, 1, n)), 1 / sympy.Sum(j, (j, 1, n))),
    "derivative of a product of another body": (
        D(sympy.Product(x + j, (j, 1, n)), x),
        D(sympy.Product(x**2 + j, (j, 1, n)), x),
    ),
    "derivative of what the symbol stands for": (Tree("Derivative", (as_plain(G), as_plain(x))), 0),
    "derivative of what a sum to one ties": (Tree("Derivative", (as_plain(y), as_plain(x))), 0),
    "logarithm of a negative number": (L(E(2 * L(x))), 2 * L(x)),
    "root of a negative number": (L(E(sympy.sqrt(m))), sympy.sqrt(m)),
    "power of a negative number": (L(E(m**a)), m**a),
    "root of an exponential that is not positive": (sympy.sqrt(E(2 * L(x))), E(L(x))),
    "cube root of one": (E(3 * L(m)) ** sympy.Rational(1, 3), E(L(m))),
    "logarithm of a power that is not positive": (L(E(L(x)) ** 2), 2 * L(E(L(x)))),
    "sum over a symbol that a definition has, too": (sympy.Sum(G, (x, 1, n)), sympy.Sum(x / a, (x, 1, n))),
}


@pytest.mark.parametrize(("before", "after"), FALSE_BY_A_RULE.values(), ids=FALSE_BY_A_RULE)
def test_no_rule_lets_a_false_step_pass(before, after):
    assert untrue(before, after) == {"wrong"}


def test_step_that_a_rule_explains_is_held_against_points(monkeypatch):
    monkeypatch.setattr("checker.symbolic.derivations.explaining.difference_by", lambda *args: ())

    assert step(x**2, x**3).kind == "wrong"
    assert step(x**2, x * x).kind == "right"


def test_derivative_of_a_symbol_that_stands_for_something_is_kept_beside_the_rest():
    slope = Tree("Derivative", (as_plain(G + x**2), as_plain(x)))
    kept = Tree("Add", (Tree("Derivative", (as_plain(G), as_plain(x))), as_plain(2 * x)))

    said = Deriver(RANGES, RULES, MEANINGS).check([Line(slope, None), Line(kept, "diff")], slope, kept)

    assert said.steps[0].kind == "right"


def test_line_that_is_undefined_once_its_symbols_are_put_in_is_no_formula():
    said = links(G, G + 1 / (a * G - x), G + y, G)

    assert [one.kind for one in said.steps] == ["no formula", "no formula", "wrong"]
    assert said.steps[0].reason == "is not defined: it divides by zero, perhaps"


# ---- both sides equal by algebra -------------------------------------------------------------------------------


SHARES = E(x) / (E(x) + E(y)) + E(y) / (E(x) + E(y))


@pytest.mark.parametrize(
    ("first", "last", "kinds"),
    [
        (SHARES, 1, ["right", "right", "right"]),
        (E(y) / (E(x) + E(y)) + 1 / (1 + E(y) / E(x)), 1, ["right", "right", "right"]),
        (Tree("Mul", (as_plain(E(x)), as_plain(1 / E(x)))), 1, ["too big", "right", "right"]),
        (2 * E(x) / (E(x) + E(y)) + (E(y) - E(x)) / (E(x) + E(y)), 1, ["too big", "right", "right"]),
        (SHARES, SHARES, ["right", "right", "too big"]),
    ],
    ids=["as given", "terms by algebra", "one over itself", "other terms", "the left side again"],
)
def test_sides_that_are_equal_by_algebra_have_to_be_written_out(first, last, kinds):
    lines = [Line(tree if isinstance(tree, Tree) else as_plain(tree), None) for tree in (first, last)]

    said = Deriver(RANGES, (), {}).check(lines, as_plain(SHARES), as_plain(1))

    assert [one.kind for one in said.all] == kinds


# ---- chains that show nothing ----------------------------------------------------------------------------------


OPENED = 1 / (1 + E(-x))
SHOWN = {
    "a jump": ([sigma(x), OPENED.subs(x, y) - OPENED.subs(x, y) + 1 - sigma(-x)], set()),
    "one step on the way": ([sigma(x), ("def:sigma", OPENED)], {"def:sigma"}),
    "there and back": ([sigma(x), ("def:sigma", OPENED), ("def:sigma", sigma(x))], {"def:sigma"}),
    "from the right side and back": (
        [E(x) / (E(x) + 1), ("exp_law", OPENED), ("exp_law", E(x) / (E(x) + 1))],
        set(),
    ),
    "a wrong name": ([sigma(x), ("exp_law", OPENED)], {"def:sigma"}),
    "one slip that is carried on": (
        [sigma(x), ("def:sigma", 1 / (1 + E(-2 * x))), ("exp_law", E(2 * x) / (E(2 * x) + 1))],
        {"exp_law"},
    ),
}


@pytest.mark.parametrize(("chain", "rules"), SHOWN.values(), ids=SHOWN)
def test_rules_count_that_are_applied_rightly_and_lead_on(chain, rules):
    said = links(*chain, left=sigma(x) + 0 * y, right=E(x) / (E(x) + 1))

    assert said.shown == rules


def test_each_law_on_the_way_to_the_logarithm_of_an_exponential_counts():
    chain = [
        L(1 + E(x)) - L(1 + E(-x)),
        ("log_law", L((1 + E(x)) / (1 + E(-x)))),
        ("exp_law", L(E(x))),
        ("log_exp", -x),
    ]

    assert links(*chain, right=x).shown == {"log_law", "exp_law"}


def test_proof_from_the_right_side_to_the_left_has_one_fault():
    said = links(
        E(x) / (E(x) + 1), ("exp_law", OPENED), ("def:sigma", sigma(x)), left=sigma(x), right=E(x) / (E(x) + 1)
    )

    assert [one.kind for one in said.all] == ["backwards", "right", "right", "right"]
    assert said.faults == 1
    assert said.shown == {"exp_law", "def:sigma"}


# ---- true steps that were refused ------------------------------------------------------------------------------


POSITIVE = sympy.Piecewise((x, x > 0), (0, True))
TRUE = {
    "pieces in another order": ("algebra", POSITIVE + x, x + POSITIVE),
    "derivative of pieces": ("diff", D(POSITIVE, x), sympy.Piecewise((1, x > 0), (0, True))),
    "derivative of a power": ("diff", D(a**x, x), a**x * L(a)),
    "derivative of sin": ("diff", D(sympy.Function("sin")(x), x), sympy.Function("cos")(x)),
    "derivative of relu": (
        "diff",
        D(sympy.Function("relu")(x), x),
        sympy.Piecewise((1, x > 0), (0, True)),
    ),
    "many symbols": ("algebra", sum(sympy.symbols("q0:33")), sum(reversed(sympy.symbols("q0:33")))),
    "cross-entropy": (
        "log_law",
        L(sigma(x) ** y * (1 - sigma(x)) ** (1 - y)),
        y * L(sigma(x)) + (1 - y) * L(1 - sigma(x)),
    ),
    "complex numbers elsewhere": ("log_exp", sympy.I * L(E(x)), sympy.I * x),
    "factor out of a sum": ("algebra", sympy.Sum(x * j, (j, 1, n)), x * sympy.Sum(j, (j, 1, n))),
    "sum in two": (
        "algebra",
        sympy.Sum(x * j + y / j, (j, 1, n)),
        x * sympy.Sum(j, (j, 1, n)) + y * sympy.Sum(1 / j, (j, 1, n)),
    ),
    "terms multiplied out": ("algebra", sympy.Sum(x * (j + 1), (j, 1, n)), sympy.Sum(x * j + x, (j, 1, n))),
    "sum of what does not change": ("algebra", sympy.Sum(x, (j, 1, n)), n * x),
    "law inside a sum": ("exp_law", sympy.Sum(E(x + j), (j, 1, n)), E(x) * sympy.Sum(E(j), (j, 1, n))),
    "derivative of a sum": ("diff", D(sympy.Sum(x**2 * j, (j, 1, n)), x), 2 * x * sympy.Sum(j, (j, 1, n))),
    "denominator out of a sum": (
        "algebra",
        sympy.Sum(f(j) / (x + a**2), (j, 1, n)),
        sympy.Sum(f(j), (j, 1, n)) / (x + a**2),
    ),
    "sums in sums": (
        "algebra",
        sympy.Sum(sympy.Sum(x * j * k, (k, 1, n)), (j, 1, n)),
        x * sympy.Sum(j, (j, 1, n)) * sympy.Sum(k, (k, 1, n)),
    ),
    "logarithm of a modulus": ("log_exp", L(E(sympy.Abs(x))), sympy.Abs(x)),
}


@pytest.mark.parametrize(("rule", "before", "after"), TRUE.values(), ids=TRUE)
def test_true_step_of_one_rule_is_right(rule, before, after):
    said = step(before, after, rule)

    assert said.kind == "right"
