"""What holds for all formulas: rewriting keeps them equal, and what mpmath tells apart is not called equal."""

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from checker.sandbox.wire import Tree
from checker.symbolic.domains.domain import Domain, range_of
from checker.symbolic.equivalence import equivalence
from checker.symbolic.expressions.store import Expressions
from checker.symbolic.proofs.prover import prove_equal
from checker.symbolic.reading.reader import Reader
from tests.strategies import FORMULA_DOMAIN, HALF, formulas, misshapen_trees, points, positives, rough, wild_trees
from tests.symbolic.trees import differ, replaced, subtrees, value

thorough = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
unshrunk = settings(thorough, phases=[Phase.generate])
VERDICTS = ("equal", "different", "undecided")


def plus(*args):
    return Tree("Add", args)


def times(*args):
    return Tree("Mul", args)


def power(base, exponent):
    return Tree("Pow", (base, exponent))


def negative(tree):
    return times(-1, tree)


def one_over(tree):
    return power(tree, -1)


def compared(got, want, **options):
    return equivalence(got, want, FORMULA_DOMAIN, use_sympy=False, **options)


# ---- rewriting -------------------------------------------------------------------------------------------------


def commuted(tree, _):
    return Tree(tree.head, tree.args[::-1])


def multiplied_by_one(tree, u):
    whole = plus(1, power(u, 2))
    return times(tree, whole, one_over(whole))


def added_and_subtracted(tree, u):
    return plus(u, tree, negative(u))


def negated_twice(tree, _):
    return negative(negative(tree))


def exponentiated(tree, _):
    return Tree("log", (Tree("exp", (tree,)),))


def distributed(tree, _):
    first, *rest = tree.args
    terms = rest[0].args if isinstance(rest[0], Tree) and rest[0].head == "Add" else (rest[0], 0)
    return plus(*(times(first, term, *rest[1:]) for term in terms))


def multiplied_out(tree, _):
    base, exponent = tree.args
    return times(*[base] * exponent) if isinstance(exponent, int) and exponent > 0 else tree


def root_squared(tree, _):
    return power(power(tree, HALF), 2)


def logarithm_raised(tree, _):
    return Tree("exp", (Tree("log", (tree,)),))


def split_exponential(tree, u):
    return times(Tree("exp", (plus(tree.args[0], u),)), Tree("exp", (negative(u),)))


def tanh_by_exponentials(tree, _):
    up = Tree("exp", (times(2, tree.args[0]),))
    return times(plus(up, -1), one_over(plus(up, 1)))


def sine_of_the_double(tree, _):
    half = times(HALF, tree.args[0])
    return times(2, Tree("sin", (half,)), Tree("cos", (half,)))


def absolute_as_maximum(tree, _):
    return Tree("Max", (tree.args[0], negative(tree.args[0])))


def absolute_as_root(tree, _):
    return power(power(tree.args[0], 2), HALF)


def maximum_by_absolute(tree, _):
    a, b = tree.args
    return times(HALF, plus(a, b, Tree("Abs", (plus(a, negative(b)),))))


def cases_turned_round(tree, _):
    (first, condition), (other, _) = (pair.args for pair in tree.args)
    otherwise = Tree("GreaterThan", condition.args)
    return Tree("Piecewise", (Tree("ExprCondPair", (other, otherwise)), Tree("ExprCondPair", (first, True))))


ANYWHERE = (multiplied_by_one, added_and_subtracted, negated_twice, exponentiated)
REWRITES = {
    "Add": (commuted,),
    "Mul": (commuted, distributed),
    "Pow": (multiplied_out,),
    "exp": (split_exponential, root_squared, logarithm_raised),
    "tanh": (tanh_by_exponentials,),
    "sin": (sine_of_the_double,),
    "Abs": (absolute_as_maximum, absolute_as_root),
    "Max": (commuted, maximum_by_absolute),
    "Piecewise": (cases_turned_round,),
}


def rewrites_of(tree):
    head = tree.head if isinstance(tree, Tree) else ""
    is_positive = head == "Symbol" and tree.args[0] in "pq"
    return (*ANYWHERE, *REWRITES.get(head, ()), *((root_squared, logarithm_raised) if is_positive else ()))


@st.composite
def rewritten(draw):
    """A formula, and the same after some steps of algebra."""
    tree = before = draw(formulas)
    for _ in range(draw(st.integers(1, 4))):
        place, inner = draw(st.sampled_from(subtrees(tree)))
        step = draw(st.sampled_from(rewrites_of(inner)))
        tree = replaced(tree, place, step(inner, draw(st.sampled_from(inner_formulas))))
    return before, tree


inner_formulas = (
    Tree("Symbol", ("x", "")),
    Tree("Symbol", ("p", "")),
    2,
    Tree("sin", (Tree("Symbol", ("y", "")),)),
)


@thorough
@given(rewritten())
def test_rewritten_formula_is_never_different(pair):
    result = compared(*pair)

    assert result.verdict != "different", result.counterexample


@settings(thorough, max_examples=60)
@given(rewritten())
def test_rewritten_formula_is_hardly_ever_undecided(pair):
    assert compared(*pair).verdict == "equal"


# ---- perturbing ------------------------------------------------------------------------------------------------


@st.composite
def perturbed(draw):
    """A formula, and another that is nearly the same, or like it."""
    tree = draw(formulas)
    place, inner = draw(
        st.sampled_from([found for found in subtrees(tree) if not isinstance(found[1], int)] or [((), tree)])
    )
    size = Tree("Rational", (1, 10 ** draw(st.sampled_from((0, 1, 3, 9, 20, 30)))))
    other = draw(
        st.sampled_from((plus(inner, size), times(inner, plus(1, size)), negative(inner), Tree("Abs", (inner,))))
        | formulas
        | formulas.map(lambda u: plus(inner, times(size, u)))
    )
    return tree, replaced(tree, place, other)


@settings(thorough, max_examples=300)
@given(perturbed(), points)
def test_what_mpmath_tells_apart_is_never_equal(pair, point):
    assume(differ(*pair, point))

    assert compared(*pair).verdict != "equal"


# ---- tempting --------------------------------------------------------------------------------------------------


def root_of_square_dropped(tree):
    return power(power(tree, 2), HALF)


def root_of_product_split(tree):
    return times(*(power(arg, tree.args[1]) for arg in tree.args[0].args))


def logarithm_of_product_split(tree):
    return plus(*(Tree("log", (arg,)) for arg in tree.args[0].args))


def logarithm_of_exponential(tree):
    return Tree("log", (Tree("exp", (tree,)),))


def power_of_power(tree):
    return power(power(tree, 3), Tree("Rational", (1, 3)))


def arctangent_of_tangent(tree):
    return Tree("atan", (Tree("tan", (tree,)),))


def sign_dropped(tree):
    return times(Tree("sign", (tree,)), Tree("Abs", (tree,)))


def exponential_under_a_root(tree):
    return power(Tree("exp", (times(2, tree),)), HALF)


def rounded_apart(tree):
    return plus(*(Tree("floor", (arg,)) for arg in tree.args[0].args))


def absolute_dropped(tree):
    return tree.args[0]


EVERYWHERE = (
    root_of_square_dropped, logarithm_of_exponential, power_of_power, arctangent_of_tangent, sign_dropped,
)  # fmt: skip


def temptations_of(tree):
    """Steps that are right for some numbers, and wrong for others."""
    if not isinstance(tree, Tree):
        return EVERYWHERE
    inner = tree.args[0].head if tree.args and isinstance(tree.args[0], Tree) else ""
    match tree.head, inner:
        case "Pow", "Mul":
            return (*EVERYWHERE, root_of_product_split)
        case "log", "Mul":
            return (*EVERYWHERE, logarithm_of_product_split)
        case "floor", "Add":
            return (*EVERYWHERE, rounded_apart)
        case "exp", _:
            return (*EVERYWHERE, lambda found: exponential_under_a_root(found.args[0]))
        case "Abs", _:
            return (*EVERYWHERE, absolute_dropped)
        case _:
            return EVERYWHERE


@st.composite
def tempted(draw):
    """A formula, and what a careless step makes of it."""
    before = draw(rough)
    tree = before
    for _ in range(draw(st.integers(1, 2))):
        place, inner = draw(st.sampled_from(subtrees(tree)))
        tree = replaced(tree, place, draw(st.sampled_from(temptations_of(inner)))(inner))
    return before, tree


def is_proved(got, want):
    """Whether a proof is found, without a look at points."""
    store = Expressions()
    reader = Reader(store)
    ranges = {name: range_of(word) for name, word in FORMULA_DOMAIN.items()}
    return prove_equal(store, reader.read(got), reader.read(want), Domain(store, ranges))


@settings(thorough, max_examples=120)
@given(tempted(), points)
def test_what_mpmath_tells_apart_is_never_proved(pair, point):
    assume(differ(*pair, point))

    assert not is_proved(*pair)


@settings(thorough, max_examples=120)
@given(tempted(), points)
def test_careless_step_is_never_equal_where_mpmath_tells_it_apart(pair, point):
    assume(differ(*pair, point))

    assert compared(*pair).verdict != "equal"


@settings(thorough, max_examples=100)
@given(perturbed())
def test_counterexample_is_confirmed_by_mpmath(pair):
    found = compared(*pair).counterexample
    assume(found is not None)
    point = dict.fromkeys(FORMULA_DOMAIN, 1) | found.point

    values = [value(tree, point) for tree in pair]

    assert None in values or values[0] != values[1]


@settings(thorough, max_examples=60)
@given(perturbed())
def test_verdict_is_symmetric(pair):
    got, want = pair

    assert compared(got, want).verdict == compared(want, got).verdict


@settings(thorough, max_examples=60)
@given(formulas)
def test_every_formula_equals_itself(tree):
    assert compared(tree, tree).verdict == "equal"


@settings(thorough, max_examples=40)
@given(positives)
def test_positive_formula_is_its_own_absolute_value(tree):
    assert compared(Tree("Abs", (tree,)), tree).verdict == "equal"


# ---- anything --------------------------------------------------------------------------------------------------


@settings(unshrunk, max_examples=200)
@given(wild_trees, wild_trees)
def test_comparing_anything_raises_nothing(got, want):
    assert equivalence(got, want, use_sympy=False).verdict in VERDICTS


@settings(unshrunk, max_examples=60)
@given(misshapen_trees, misshapen_trees)
def test_comparing_what_is_misshapen_raises_nothing(got, want):
    assert equivalence(got, want, use_sympy=False).verdict in VERDICTS


@settings(unshrunk, max_examples=100)
@given(wild_trees)
def test_nothing_is_different_from_itself(tree):
    result = equivalence(tree, tree, use_sympy=False)

    assert result.verdict != "different" or result.decided_by == "kind"


@settings(unshrunk, max_examples=60)
@given(
    wild_trees,
    wild_trees,
    st.sampled_from(("up to a constant", "up to a factor", "up to a sign", "sign", "growth")),
)
def test_comparing_anything_in_any_mode_raises_nothing(got, want, mode):
    assert equivalence(got, want, mode=mode, use_sympy=False).verdict in VERDICTS
