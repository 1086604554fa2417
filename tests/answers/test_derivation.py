"""Verdicts on derivations: chains of steps, each of them judged on its own."""

import math

import numpy as np
import pytest
import sympy as sp

from checker.answers.derivation import deriver_for, judge, lines_of
from checker.answers.question import settled
from checker.cases import case
from checker.exercise import Variant
from checker.sandbox.wire import MAX_LEVELS, Answer, Heads, Other, Raised, Symbol, Tree
from checker.symbolic.derivations.deriver import MAX_STEPS, Links
from checker.verdict import Outcome
from tests.answers import chains
from tests.answers.toy import asked, item

QUESTIONS = {name: asked(item) for name, item in chains.ITEMS.items()}


def replies(question, function):
    """What a student's function answers to all calls, as it arrives."""
    return [Answer("value", settled(case.apply(function))) for case in question.cases]


def verdict_on(question, function):
    return judge(question, replies(question, function), None)


def links_of(question, function) -> list[Links]:
    """What is said of the chains of all calls."""
    found = []
    for given, answer, want in zip(question.cases, replies(question, function), question.expected, strict=True):
        first, *_, last = lines_of(want, given)
        chain = lines_of(answer.value, given)
        found.append(deriver_for(question, given).check(chain, first.expression, last.expression))
    return found


def without_names(function):
    """The same chain, with no rule named."""

    def chain(*args):
        return [line[1] if isinstance(line, tuple) else line for line in function(*args)]

    return chain


# ---- the catalogue ---------------------------------------------------------------------------------------------

RIGHT = {
    **{name: (name, item.reference) for name, item in chains.ITEMS.items()},
    **{f"{item.function}: {f.__name__}": (item.function, f) for item, f in chains.ACCEPTED},
}


@pytest.mark.parametrize(("name", "function"), [pytest.param(*row, id=name) for name, row in RIGHT.items()])
def test_reference_and_its_alternatives_earn_all(name, function):
    verdict = verdict_on(QUESTIONS[name], function)

    assert (verdict.outcome, verdict.share, verdict.decided_by) == (Outcome.CORRECT, 1.0, "proof")


@pytest.mark.parametrize(("name", "function"), [pytest.param(*row, id=name) for name, row in RIGHT.items()])
def test_rules_need_not_be_named(name, function):
    assert verdict_on(QUESTIONS[name], without_names(function)).outcome is Outcome.CORRECT


FAULTY = {faulty.name: (faulty,) for faulty in chains.FAULTY}


@pytest.mark.parametrize("faulty", [pytest.param(*row, id=name) for name, row in FAULTY.items()])
def test_fault_is_found_where_it_is_and_told_by_its_kind(faulty):
    said = [links.all[faulty.place] for links in links_of(QUESTIONS[faulty.item.function], faulty.function)]

    faults = [step for step in said if step.kind != "right"]
    assert {(step.kind, step.needed) for step in faults} == {(faulty.kind, faulty.needed)}
    assert all((step.counterexample is not None) == (faulty.kind == "wrong") for step in faults)


@pytest.mark.parametrize("faulty", chains.FAULTY, ids=FAULTY)
def test_chain_with_a_fault_does_not_earn_all(faulty):
    verdict = verdict_on(QUESTIONS[faulty.item.function], faulty.function)

    assert verdict.outcome in (Outcome.WRONG, Outcome.PARTLY_CORRECT)
    assert verdict.share <= 0.75
    assert verdict.findings[0].kind == "step"


# ---- points ----------------------------------------------------------------------------------------------------

SIGMOID = QUESTIONS["sigmoid_tanh_chain"]
"""four steps, by def:sigma, exp_law, algebra and def:tanh"""


def lines(x, H):
    """The lines of the reference, without their rules."""
    return [line[1] if isinstance(line, tuple) else line for line in SIGMOID.item.reference(x, H)]


def shares(**chains):
    """What chains of `sigmoid_tanh_chain` earn, by name."""
    return {name: round(verdict_on(SIGMOID, chain).share, 4) for name, chain in chains.items()}


def test_one_wrong_step_between_right_ones_costs_the_two_steps_that_touch_it():
    def slips(x, H):
        start, opened, _, third, end = lines(x, H)
        return [start, ("def:sigma", opened), ("exp_law", H.exp(x)), ("algebra", third), ("def:tanh", end)]

    verdict = verdict_on(SIGMOID, slips)

    assert (verdict.outcome, verdict.share) == (Outcome.PARTLY_CORRECT, 0.5)
    assert [f.message.split(", which")[0] for f in verdict.findings] == [
        "The answer has a fault in step 2",
        "The chain has a fault in step 3",
    ]


def test_step_after_a_wrong_one_is_judged_on_its_own():
    def slips(x, H):
        E = H.exp
        return [H.sigma(x), ("def:sigma", 1 / (1 + E(x))), ("exp_law", E(-x) / (E(-x) + 1)), lines(x, H)[-1]]

    (links,) = links_of(SIGMOID, slips)

    assert [step.kind for step in links.all] == ["right", "wrong", "right", "wrong", "right"]


def test_step_that_is_too_big_costs_its_share():
    def merges(x, H):
        start, opened, _, third, end = lines(x, H)
        return [start, ("def:sigma", opened), ("exp_law", third), ("def:tanh", end)]

    def skips(x, H):
        start, opened, _, third, end = lines(x, H)
        return [start, ("def:sigma", opened), ("algebra", third), ("def:tanh", end)]

    assert shares(merges=merges, skips=skips) == {"merges": 1.0, "skips": 0.6667}


def test_steps_that_lead_nowhere_add_nothing():
    def jump(x, H):
        start, *_, end = lines(x, H)
        return [start, ("def:tanh", end)]

    def padded_with_algebra(x, H):
        start, *_, end = lines(x, H)
        return [start, *[("algebra", start)] * 10, ("def:tanh", end), *[("algebra", end)] * 10]

    def padded_without_rules(x, H):
        start, *_, end = lines(x, H)
        return [start, *[start] * 10, end, *[end] * 10]

    def of_the_start_alone(x, H):
        return [lines(x, H)[0]] * 20

    assert set(shares(a=jump, b=padded_with_algebra, c=padded_without_rules, d=of_the_start_alone).values()) == {
        0.0
    }


def test_rule_that_is_named_where_nothing_changes_adds_nothing():
    def padded(x, H):
        start, *_, end = lines(x, H)
        return [start, ("def:sigma", start), ("exp_law", start), ("def:tanh", start), ("algebra", end)]

    assert shares(padded=padded) == {"padded": 0.0}


def test_padding_does_not_make_a_fault_cheaper():
    def faulty(x, H):
        chain = SIGMOID.item.reference(x, H)
        return [*chain[:2], ("algebra", chain[3][1]), chain[4]]

    def padded(x, H):
        chain = faulty(x, H)
        return [chain[0], *[("algebra", chain[0])] * 12, *chain[1:]]

    plain, longer = shares(plain=faulty, padded=padded).values()

    assert longer <= 0.75
    assert plain <= 0.75


def test_worst_call_counts():
    partial = QUESTIONS["softmax_partial_chain"]

    def right_on_the_diagonal(x, i, j, S, H):
        chain = partial.item.reference(x, i, j, S, H)
        return chain if i == j else [chain[0], ("algebra", chain[-1][1])]

    verdict = verdict_on(partial, right_on_the_diagonal)

    assert (verdict.outcome, verdict.share) == (Outcome.WRONG, 0.0)
    assert verdict.cases == {"basic": (5, 13)}
    assert "softmax_partial_chain(" in verdict.findings[0].call


def test_chain_of_several_calls_is_told_to_be_no_proof_for_all_sizes():
    partial, single = QUESTIONS["softmax_partial_chain"], SIGMOID

    several = verdict_on(partial, partial.item.reference)
    once = verdict_on(single, single.item.reference)

    assert [f.message for f in several.findings] == [
        "The chain was checked on 13 calls, which is no proof for all sizes."
    ]
    assert once.findings == ()


def test_wrong_name_of_a_true_step_costs_one_step():
    def misnamed(x, H):
        chain = SIGMOID.item.reference(x, H)
        return [*chain[:2], ("algebra", chain[2][1]), *chain[3:]]

    assert shares(misnamed=misnamed) == {"misnamed": 0.75}


def test_slip_that_is_carried_on_costs_one_step():
    partial = QUESTIONS["softmax_partial_chain"]

    def sign(x, i, j, S, H):
        E, Z, d = H.exp, sum(H.exp(v) for v in x), int(i == j)
        slipped = d * E(x[i]) / Z + E(x[i]) * E(x[j]) / Z**2
        return [H.D(E(x[i]) / Z, x[j]), ("diff", slipped), slipped * 1, ("def:softmax", d * S[i] + S[i] * S[j])]

    assert verdict_on(partial, sign).share == pytest.approx(2 / 3)


def test_chain_in_a_circle_earns_nothing():
    def from_the_end(x, H):
        end = lines(x, H)[-1]
        return [end, ("def:tanh", lines(x, H)[2]), ("def:tanh", end)]

    def from_the_start(x, H):
        start, opened, *_ = lines(x, H)
        return [start, ("exp_law", opened), ("exp_law", start)]

    assert shares(a=from_the_end, b=from_the_start) == {"a": 0.0, "b": 0.0}


def test_proof_that_is_turned_round_costs_one_step():
    def turned(x, H):
        _, *rest = SIGMOID.item.reference(x, H)
        rules = [rule for rule, _ in rest]
        return [rest[-1][1], *zip(rules[::-1], lines(x, H)[-2::-1], strict=True)]

    assert shares(turned=turned) == {"turned": 0.75}


def test_rule_of_an_unknown_name_costs_nothing_and_is_told():
    def named(x, H):
        chain = SIGMOID.item.reference(x, H)
        return [chain[0], ("magic\x1b[2J", chain[1][1]), *chain[2:]]

    verdict = verdict_on(SIGMOID, named)

    assert verdict.share == 1.0
    assert [f.message for f in verdict.findings] == [
        "Step 1 names the rule `magic\\x1b[2J`, which is not among `algebra`, `def:sigma`, `def:tanh`, `exp_law`:"
        " the step was judged without its name."
    ]


def test_rule_at_the_first_line_says_nothing():
    assert shares(named=lambda x, H: [("algebra", H.sigma(x)), *SIGMOID.item.reference(x, H)[1:]]) == {
        "named": 1.0
    }


SUMS_TO_ONE = QUESTIONS["softmax_sums_to_one_chain"]


@pytest.mark.parametrize("first", ["exp(o0)/exp(o0)", "1 + exp(o0) - exp(o0)"])
def test_what_is_equal_anyway_has_to_start_at_the_left_side(first):
    verdict = verdict_on(SUMS_TO_ONE, lambda o, H: [first, ("algebra", "1")])

    assert verdict.share == 0.0


def test_numbers_of_numpy_are_numbers():
    def summed(o, H):
        Z = sum(H.exp(v) for v in o)
        return [np.sum([H.exp(v) / Z for v in o]), ("algebra", np.int64(1))]

    assert verdict_on(SUMS_TO_ONE, summed).outcome is Outcome.CORRECT


@pytest.mark.parametrize("pi", [np.pi, math.pi], ids=["numpy", "math"])
def test_rounded_powers_of_pi_are_what_they_were(pi):
    def chain(P, phi, sigma, H):
        pairs = list(zip(phi, sigma, strict=True))
        factors = [1 / sp.sqrt(2 * pi * s**2) * H.exp(-(p**2) / (2 * s**2)) for p, s in pairs]
        split = sum(H.log(1 / sp.sqrt(2 * pi * s**2)) + H.log(H.exp(-(p**2) / (2 * s**2))) for p, s in pairs)
        penalty = sum(p**2 / (2 * s**2) for p, s in pairs)
        return [
            -H.log(P * sp.prod(factors)),
            ("log_law", -H.log(P) - split),
            ("log_exp", -H.log(P) + penalty),
        ]

    assert verdict_on(QUESTIONS["map_to_l2_chain"], chain).outcome is Outcome.CORRECT


def hard_step(*, also):
    """The verdict on a chain with a step that cannot be told, and with another end where that is asked for."""
    k, n = sp.symbols("k n")

    def chain(x, n, H):
        """What the student reads."""
        return [x + 2 * n, ("algebra", 2 * n + x)]

    made = item(chain, [case(x=Symbol("x"), n=Symbol("n", "positive"), H=Heads(("exp",)))], kind="derivation")
    slopes = [sp.Derivative(sp.Sum(body, (k, 1, n)), n) for body in (k, k**2)]
    return verdict_on(asked(made), lambda x, n, H: [x + 2 * n, x + slopes[0], x + slopes[1], 2 * n + x + also])


def test_what_cannot_be_told_costs_nothing():
    assert hard_step(also=0).outcome is Outcome.UNDECIDED


def test_fault_counts_where_another_step_could_not_be_told():
    verdict = hard_step(also=1)

    assert verdict.outcome is Outcome.WRONG
    assert "does not end at the right side" in verdict.findings[0].message


# ---- variants --------------------------------------------------------------------------------------------------


def with_other_ends():
    """A derivation of 2 log(c) that may start at the logarithm of the square, or at that of the product."""

    def chain(c, H):
        """What the student reads."""
        return [H.log(c**2), ("log_law", 2 * H.log(c))]

    def half(c, H):
        """Of the root, it is right as well."""
        return [4 * H.log(sp.sqrt(c)), ("log_law", 2 * H.log(c))]

    made = item(
        chain, [case(c=Symbol("c", "positive"), H=Heads(("log",)))], kind="derivation", rules=("log_law",)
    )
    made.variants.append(Variant(half))
    return asked(made), chain, half


def test_ends_of_a_variant_serve_as_well():
    question, chain, half = with_other_ends()

    assert verdict_on(question, half).share == 1.0
    assert verdict_on(question, chain).share == 1.0
    assert verdict_on(question, lambda c, H: [H.log(c) + H.log(c**2) / 2, chain(c, H)[1]]).share == 0.0


# ---- the ends --------------------------------------------------------------------------------------------------


def test_chain_of_right_steps_that_starts_elsewhere_is_told_so():
    verdict = verdict_on(SIGMOID, lambda x, H: lines(x, H)[1:])

    assert verdict.share == pytest.approx(2 / 3)
    assert verdict.findings[0].message == (
        "The answer does not start at the left side: its first line is true, but comes later: write the left "
        "side as it is given, then go on by `def:sigma`."
    )


def test_chain_that_ends_elsewhere_is_told_so():
    verdict = verdict_on(SIGMOID, lambda x, H: lines(x, H)[:-1])

    assert verdict.share == pytest.approx(2 / 3)
    assert verdict.findings[0].message.startswith("The answer does not end at the right side: its last line ")


def test_chain_to_another_value_is_wrong_at_its_end():
    verdict = verdict_on(SIGMOID, lambda x, H: [H.sigma(x), ("def:sigma", 1 / (1 + H.exp(-x))), x])

    assert verdict.share == 0.5
    assert [f.message.split(":")[0] for f in verdict.findings] == [
        "The answer has a fault in step 2, which is not true",
        "The chain does not end at the right side",
    ]


def test_ends_may_be_written_otherwise_as_algebra_goes():
    def chain(x, H):
        start, *middle, _ = SIGMOID.item.reference(x, H)
        return [2 * start - start * x / x, *middle, ("def:tanh", H.tanh((x + x) / 4) / 2 + sp.Rational(1, 2))]

    assert verdict_on(SIGMOID, chain).outcome is Outcome.CORRECT


def test_decimals_in_a_chain_are_fractions():
    def halves(x, H):
        return [H.sigma(x), *SIGMOID.item.reference(x, H)[1:-1], ("def:tanh", 0.5 * (H.tanh(0.5 * x) + 1.0))]

    assert verdict_on(SIGMOID, halves).outcome is Outcome.CORRECT


def test_left_side_has_to_be_written_out_as_it_is_given():
    def chain(x, H):
        """What the student reads."""
        return [(H.exp(x) ** 2 - x**2) / (H.exp(x) + x) - H.exp(x) + 2 * x, ("algebra", x)]

    asked_for = asked(item(chain, [case(x=Symbol("x"), H=Heads(("exp",)))], kind="derivation"))
    verdict = verdict_on(asked_for, lambda x, H: [x, ("algebra", x)])

    assert verdict.share == 0.0
    assert "does not contain `exp`: write the left side out" in verdict.findings[0].message
    assert verdict_on(asked_for, chain).outcome is Outcome.CORRECT


def padded_by_laws(P, phi, sigma, H):
    start = chains.ITEMS["map_to_l2_chain"].reference(P, phi, sigma, H)[0]
    return [start, *(("log_law", start + H.log(P**k) - k * H.log(P)) for k in (1, 2, 3)), ("log_exp", -H.log(P))]


def padded_by_derivatives(phi, k, dL, lam, alpha, H):
    start = chains.ITEMS["weight_decay_chain"].reference(phi, k, dL, lam, alpha, H)[0]
    detour = [("diff", start + H.D(phi[k] ** 2, phi[k]) - 2 * phi[k]), ("diff", start)]
    return [start, *detour * 3, ("diff", (1 - 2 * lam) * phi[k] - alpha * dL)]


@pytest.mark.parametrize(
    ("name", "function"),
    [("map_to_l2_chain", padded_by_laws), ("weight_decay_chain", padded_by_derivatives)],
)
def test_steps_that_lead_nowhere_earn_nothing(name, function):
    verdict = verdict_on(QUESTIONS[name], function)

    assert (verdict.outcome, verdict.share) == (Outcome.WRONG, 0.0)


# ---- up to a constant ------------------------------------------------------------------------------------------


def integral(up_to_constant, *, reference=None, domain="real"):
    """A derivation of x^2/2 + log(2 c) that may end without its constant."""

    def chain(x, c, H):
        """What the student reads."""
        return [H.log(H.exp(x**2 / 2)) + H.log(c), ("log_exp", x**2 / 2 + H.log(c))]

    made = item(
        reference or chain,
        [case(x=Symbol("x"), c=Symbol("c", "positive"), H=Heads(("exp", "log")))],
        kind="derivation",
        rules=("log_exp",),
        up_to_constant=up_to_constant,
    )
    return asked(made)


def dropped(x, c, H):
    return [H.log(H.exp(x**2 / 2)) + H.log(c), ("log_exp", x**2 / 2 + H.log(c)), ("algebra", x**2 / 2)]


@pytest.mark.parametrize(
    ("up_to_constant", "end"), [(None, "wrong"), (("x",), "right"), (("c",), "wrong"), (("x", "c"), "wrong")]
)
def test_only_a_constant_that_is_free_of_the_named_arguments_may_be_missing_at_the_end(up_to_constant, end):
    (links,) = links_of(integral(up_to_constant), dropped)

    assert [step.kind for step in links.steps] == ["right", end]  # the step drops it too, at the end alone
    assert links.end.kind == end


def test_constant_may_not_be_missing_before_the_end():
    def dropped_early(x, c, H):
        return [*dropped(x, c, H), ("algebra", x * x / 2)]

    (links,) = links_of(integral(("x",)), dropped_early)

    assert [step.kind for step in links.steps] == ["right", "wrong", "right"]


def test_number_may_be_missing_at_the_end_where_a_constant_may():
    def less(x, c, H):
        return [H.log(H.exp(x**2 / 2)) + H.log(c), ("log_exp", x**2 / 2 + H.log(c) + 7)]

    kinds = [links_of(integral(names), less)[0].end.kind for names in (("x", "c"), None)]

    assert kinds == ["right", "wrong"]


def test_constant_may_not_be_missing_at_the_start():
    def shifted(x, c, H):
        return [H.log(H.exp(x**2 / 2)), ("log_exp", x**2 / 2)]

    (links,) = links_of(integral(("x",)), shifted)

    assert [step.kind for step in links.all] == ["wrong", "right", "right"]


# ---- what is told ----------------------------------------------------------------------------------------------


def told(function, question=SIGMOID):
    return verdict_on(question, function).findings[0].message


def test_wrong_step_is_told_with_a_point_and_both_values():
    def plus(x, H):
        return [H.sigma(x), ("def:sigma", 1 / (1 + H.exp(-x))), ("algebra", 1 + H.exp(-x)), lines(x, H)[-1]]

    assert told(plus).startswith("The answer has a fault in step 2, which is not true: at x = ")
    assert " the one is " in told(plus)
    assert " and the other " in told(plus)


WORDS = {
    "another rule": (
        lambda x, H: [H.sigma(x), ("algebra", 1 / (1 + H.exp(-x))), lines(x, H)[-1]],
        "has a fault in step 1, which is true, but not by `algebra`: it is `def:sigma`.",
    ),
    "too big": (
        lambda x, H: [H.sigma(x), ("algebra", lines(x, H)[-1])],
        "has a fault in step 1, which is true, but too big for one step: it takes `def:sigma` and `def:tanh` "
        "and `exp_law`; write one after another.",
    ),
    "too big, no rule named": (
        lambda x, H: [H.sigma(x), lines(x, H)[2], *lines(x, H)[2:]],
        "has a fault in step 1, which is true, but too big for one step: it takes `def:sigma` and `exp_law`; "
        "write one after another.",
    ),
    "rule that the part does not allow": (
        lambda x, H: [H.sigma(x), ("log_law", 1 / (1 + H.exp(-x))), lines(x, H)[-1]],
        "has a fault in step 1, which is true, but not by `log_law`: it is `def:sigma`.",
    ),
    "SymPy's own exponential": (
        lambda x, H: [H.sigma(x), 1 / (1 + sp.exp(-x)), lines(x, H)[-1]],
        "has a fault in step 1, which contains SymPy's own `exp`; write `H.exp`, which does not rewrite itself.",
    ),
    "SymPy's own logarithm": (
        lambda x, H: [sp.log(x), H.sigma(x), lines(x, H)[-1]],
        "does not start at the left side: its first line contains SymPy's own `log`; write `H.log`, "
        "which does not rewrite itself.",
    ),
    "SymPy's own tanh": (
        lambda x, H: [H.sigma(x), (sp.tanh(x / 2) + 1) / 2],
        "has a fault in step 1, which contains SymPy's own `tanh`; write `H.tanh`, which "
        "does not rewrite itself.",
    ),
    "a number that is none": (
        lambda x, H: [H.sigma(x), math.nan, lines(x, H)[-1]],
        "has a fault in step 1, which contains `nan`, which is no number: it divides by zero, perhaps.",
    ),
    "SymPy's number that is none": (
        lambda x, H: [H.sigma(x), sp.zoo, lines(x, H)[-1]],
        "has a fault in step 1, which contains `zoo`, which is no number: it divides by zero, perhaps.",
    ),
    "SymPy's own function that is not handed out": (
        lambda x, H: [H.sigma(x), sp.gamma(x), lines(x, H)[-1]],
        "has a fault in step 1, which contains SymPy's own `gamma`, for which there is no rule here.",
    ),
    "equations": (
        lambda x, H: [H.sigma(x), sp.Eq(H.sigma(x), 1 / (1 + H.exp(-x))), lines(x, H)[-1]],
        "has a fault in step 1, which is an equation or a condition, should be an expression: write its two "
        "sides as two lines.",
    ),
    "rounded number": (
        lambda x, H: [H.sigma(x), 0.123456789012345 * x, lines(x, H)[-1]],
        "has a fault in step 1, which contains the decimal number 0.123456789012345: write it exactly, with "
        "`sympy.pi` or a fraction.",
    ),
    "symbol of one's own": (
        lambda x, H: [H.sigma(x), 1 / (1 + H.exp(-sp.Symbol("x_"))), lines(x, H)[-1]],
        "; `x_` is no symbol of this question: `x`, perhaps.",
    ),
    "value that needs no digits": (
        lambda x, H: [H.sigma(x), H.exp(H.log(8)) + 0 * x, lines(x, H)[-1]],
        " and the other 8.",
    ),
    "line that divides by zero": (
        lambda x, H: [H.sigma(x), ("algebra", H.sigma(x) + 1 / (H.exp(0) - 1)), lines(x, H)[-1]],
        "has a fault in step 1, which is not defined: it divides by zero, perhaps.",
    ),
    "proof turned round": (
        lambda x, H: lines(x, H)[::-1],
        "The answer runs from the right side to the left: turn it round.",
    ),
    "no formula": (
        lambda x, H: [H.sigma(x), None, lines(x, H)[-1]],
        "has a fault in step 1, which is nothing (None), should be a formula.",
    ),
    "no list": (lambda x, H: H.sigma(x), "should be a list of at least two expressions."),
    "one line": (
        lambda x, H: [H.sigma(x)],
        "does not end at the right side: its last line is true, but comes before it: go on by `def:sigma`",
    ),
    "one line of something else": (
        lambda x, H: [H.sigma(2 * x) + 1],
        "does not start at the left side: its first line is not true: at x = ",
    ),
    "empty": (lambda x, H: [], "should be a list of at least two expressions."),
    "a number": (lambda x, H: 7, "is a number, should be a list of at least two expressions."),
    "too long": (
        lambda x, H: [H.sigma(x)] * (MAX_STEPS + 1),
        f"has {MAX_STEPS + 1} lines, should have at most {MAX_STEPS}.",
    ),
    "rule and expression swapped": (
        lambda x, H: [H.sigma(x), (lines(x, H)[-1], "algebra")],
        "has (expression, rule) as line 1, should have an expression, or (rule, expression).",
    ),
    "three entries in a line": (
        lambda x, H: [H.sigma(x), ("algebra", H.sigma(x), 3)],
        "as line 1, should have an expression, or (rule, expression).",
    ),
}


@pytest.mark.parametrize(("function", "words"), WORDS.values(), ids=WORDS)
def test_fault_is_told_in_words(function, words):
    assert words in told(function)
    assert told(function).isprintable()


@pytest.mark.parametrize("function", [lambda x, H: H.sigma(x), lambda x, H: [], lambda x, H: 7])
def test_what_is_no_chain_is_unusable(function):
    verdict = verdict_on(SIGMOID, function)

    assert (verdict.outcome, verdict.share, verdict.decided_by) == (Outcome.UNUSABLE, 0.0, "failure")


MISLED = {
    "equation 17, behind a step less": ("kl_to_cross_entropy_chain", "doc_equation_17", "equation_17"),
    "quotient of logs": ("kl_to_cross_entropy_chain", "quotient_of_logs", "quotient_of_logs"),
    "one_hot unnamed": ("softmax_regression_grad_chain", "one_hot_unnamed", "jump_by_algebra"),
}


@pytest.mark.parametrize(("name", "misconception", "faulty"), MISLED.values(), ids=MISLED)
def test_fault_that_leads_to_the_line_of_a_misconception_has_its_hint(name, misconception, faulty):
    function = next(f.function for f in chains.FAULTY if (f.item.function, f.function.__name__) == (name, faulty))

    hint = next(f for f in verdict_on(QUESTIONS[name], function).findings if f.kind == "misconception")

    known = next(m for m in QUESTIONS[name].item.misconceptions if m.name == misconception)
    assert (hint.misconception, hint.message) == (misconception, known.hint)


def test_fault_of_one_s_own_has_no_hint_of_a_misconception():
    function = next(f.function for f in chains.FAULTY if f.function.__name__ == "sign_of_the_target")

    kinds = {finding.kind for finding in verdict_on(QUESTIONS["nll_gradient_chain"], function).findings}

    assert "misconception" not in kinds


# ---- lines as texts --------------------------------------------------------------------------------------------


def test_lines_may_be_texts_with_functions():
    def typed(x, H):
        return [
            "sigma(x)",
            ("def:sigma", "1 / (1 + exp(-x))"),
            ("exp_law", "exp(x/2) / (exp(x/2) + exp(-x/2))"),
            ("algebra", "((exp(x/2) - exp(-x/2)) / (exp(x/2) + exp(-x/2)) + 1) / 2"),
            ("def:tanh", "(tanh(x/2) + 1)/2"),
        ]

    assert verdict_on(SIGMOID, typed).outcome is Outcome.CORRECT


def test_lines_may_be_texts():
    gradient = QUESTIONS["generalized_gradient_chain"]

    def typed(x, g, x_next, alpha, G, H):
        return [
            "((x - alpha g) - x_next)/alpha",
            ("algebra", r"\frac{x - x_next}{\alpha} - g"),
            ("def:G", G - g),
        ]

    assert verdict_on(gradient, typed).outcome is Outcome.CORRECT


def test_text_that_cannot_be_read_costs_its_line():
    def typed(x, H):
        start, _, *rest = SIGMOID.item.reference(x, H)
        return [start, ("def:sigma", "1 / (1 + exp(-x)"), *rest]

    verdict = verdict_on(SIGMOID, typed)

    assert verdict.share == 0.5
    assert verdict.findings[0].message == (
        "The answer has a fault in step 1, which cannot be read: a closing bracket `)` is missing for this `(`, "
        "at character 5."
    )


def test_lists_serve_as_well_as_tuples():
    def listed(x, H):
        first, *rest = SIGMOID.item.reference(x, H)
        return (first, *([rule, line] for rule, line in rest))

    assert verdict_on(SIGMOID, listed).outcome is Outcome.CORRECT


# ---- what is no chain at all -----------------------------------------------------------------------------------


X, BOMB = Tree("Symbol", ("x", "")), Tree("Pow", (10, Tree("Pow", (10, 10))))


def tower(levels, top=X):
    for _ in range(levels):
        top = Tree("Apply", ("exp", top))
    return top


HOSTILE = {
    "Nones": [None] * 3,
    "Nones by rules": [None, ("algebra", None), ("algebra", None)],
    "what cannot cross": [X, Other("set"), X],
    "only what cannot cross": [Other("answer", "that is too large")] * 5,
    "truths": [True, False],
    "texts": ["", " ", "x"],
    "arrays": [np.zeros(3), np.zeros((2, 2)), np.array(1.0)],
    "lists in lists": [[[[[[]]]]]] * 3,
    "dicts": [{"x": 1}, {"y": 2}],
    "matrices": [[[1, 2], [3, 4]], [[1, 2], [3, 4]]],
    "a tower of powers": [BOMB, BOMB],
    "a tower by a rule": [X, ("exp_law", Tree("Apply", ("exp", BOMB)))],
    "a hundred exponentials": [tower(100), tower(100, BOMB)],
    "as deep as can cross": [tower(MAX_LEVELS - 1), tower(MAX_LEVELS - 1)],
    "a long sum": [Tree("Add", (X,) * 100_000), X],
    "large powers": [Tree("Pow", (Tree("Add", (X, 1)), 10**6)), Tree("Pow", (Tree("Add", (X, 2)), 10**6))],
    "large numbers": [10**1900, ("algebra", -(10**1900))],
    "a rule of many letters": [X, ("a" * 10**6, X)],
    "a rule of no letters": [X, ("", X)],
    "odd trees": [Tree("Rational", (1, 0)), Tree("Derivative", (X, X)), Tree("Sum", (X,))],
    "infinities": [Tree("Infinity"), Tree("NaN"), Tree("ComplexInfinity")],
    "division by zero": [Tree("Pow", (0, -1)), Tree("Mul", (X, Tree("Pow", (0, -1))))],
    "derivatives of derivatives": [Tree("Derivative", (X, Tree("Tuple", (X, 10**9)))), X],
    "a sum of many terms": [Tree("Sum", (X, Tree("Tuple", (X, 1, 10**9)))), X],
    "a set": [Tree("FiniteSet", (X, 1)), Tree("FiniteSet", (X, 1))],
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["sigmoid_tanh_chain", "map_to_l2_chain", "softmax_sums_to_one_chain"])
def test_what_is_no_chain_never_breaks_the_judge(name, value):
    question = QUESTIONS[name]
    verdict = judge(question, [Answer("value", value)] * len(question.cases), None)

    assert verdict.share == 0.0
    assert verdict.outcome in (Outcome.UNUSABLE, Outcome.WRONG, Outcome.UNDECIDED)
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
    verdict = judge(SIGMOID, [answer], None)

    assert (verdict.outcome, verdict.share) == (outcome, 0.0)
    assert verdict.decided_by == ("absence" if outcome is Outcome.MISSING else "failure")
