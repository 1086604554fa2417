"""The vocabulary of problem modules: every mistake of an author's is refused, with its place."""

import numpy as np
import pytest

from checker import Exercise, NeedsReview, Symbol, case
from checker.catalogue import import_exercise
from checker.errors import AuthorError

HEAD = """import numpy as np
from checker import Exercise, case, trajectory
exercise = Exercise("lab9.1", title="A title", source="A source", points={"a": 2})
"""
ITEM = '''
@exercise.numeric("a", points=2)
def f(x, t):
    """What is asked."""
    return x * t
'''
ESSAY = '''
@exercise.essay("a", points=2, rubric=("names it",))
def f():
    """Why?"""
    return "So."
'''
CASES = """
@f.cases
def _(rng):
    yield case(x=1.0, t=2.0)
"""


@pytest.fixture
def module(tmp_path):
    """Import a module, validate its exercise and draw the cases of all its items, as `checker verify` does."""

    def imported(text):
        path = tmp_path / "lab9" / "one.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        exercise = import_exercise(path)
        exercise.validate()
        for item in exercise.items:
            item.cases_for("seed")
        return exercise

    return imported


def line_of(text, found):
    return text[: text.index(found)].count("\n") + 1


def test_module_without_a_mistake_is_accepted(module):
    exercise = module(HEAD + ITEM + CASES)

    (item,) = exercise.items
    assert (item.id, item.part, item.function) == ("lab9.1a.f", "lab9.1a", "f")
    assert item.parameters == ("x", "t")
    assert item.prompt == "What is asked."
    assert item(3.0, 2.0) == 6.0
    assert exercise.assignment == "lab9"


def wrong(extra):
    """Something under the item, above its cases."""
    return HEAD + ITEM + extra + CASES


MISTAKES = {
    "no docstring": (
        HEAD + ITEM.replace('"""What is asked."""', "") + CASES, "@exercise.numeric",
        "`lab9.1a.f` has no docstring; write the prompt that the student reads",
    ),
    "no cases": (
        HEAD + ITEM, "@exercise.numeric",
        "`lab9.1a.f` has no cases; yield some from a function under `.cases`",
    ),
    "cases that yield none": (
        HEAD + ITEM + CASES.replace("yield case(x=1.0, t=2.0)", "return []"), "@exercise.numeric",
        "`lab9.1a.f` yields no case; yield at least one from the function under `.cases`",
    ),
    "no basic case": (
        HEAD + ITEM + CASES.replace("case(", "case(tag='edge', "), "@exercise.numeric",
        "`lab9.1a.f` yields no basic case; without one, a wrong answer would earn the other shares",
    ),
    "two functions of cases": (
        HEAD + ITEM + CASES + CASES, "@exercise.numeric",
        "`lab9.1a.f` has two functions under `.cases`; keep one",
    ),
    "cases that raise": (
        HEAD + ITEM + CASES.replace("yield case(x=1.0", "yield case(x=1/0"), "@exercise.numeric",
        "`lab9.1a.f` cannot make its cases: ZeroDivisionError: division by zero",
    ),
    "case with wrong arguments": (
        HEAD + ITEM + CASES.replace("t=2.0", "T=2.0"), "@exercise.numeric",
        "`lab9.1a.f` has the arguments (x, t), but its case 1 gives (x, T); give them all, in order",
    ),
    "case in another order": (
        HEAD + ITEM + CASES.replace("x=1.0, t=2.0", "t=2.0, x=1.0"), "@exercise.numeric",
        "`lab9.1a.f` has the arguments (x, t), but its case 1 gives (t, x); give them all, in order",
    ),
    "misconception of another signature": (
        wrong('@f.misconception\ndef g(x):\n    """A hint."""\n'), "@exercise.numeric",
        "`lab9.1a.f` has a misconception `g` with the arguments (x); should be (x, t)",
    ),
    "misconception without a docstring": (
        wrong("@f.misconception\ndef g(x, t):\n    return 1\n"), "@exercise.numeric",
        "`lab9.1a.f` has a misconception `g` without a docstring; write what the student should read",
    ),
    "misconception of a name twice": (
        wrong('@f.misconception\ndef g(x, t):\n    """A hint."""\n' * 2), "@exercise.numeric",
        "`lab9.1a.f` has two misconceptions of the name `g`; rename one",
    ),
    "credit of 1": (
        wrong('@f.misconception(credit=1)\ndef g(x, t):\n    """A hint."""\n'), "@exercise.numeric",
        "`lab9.1a.f` gives a misconception the credit 1; should be from 0 to below 1",
    ),
    "negative credit": (
        wrong('@f.misconception(credit=-0.1)\ndef g(x, t):\n    """A hint."""\n'), "@exercise.numeric",
        "`lab9.1a.f` gives a misconception the credit -0.1; should be from 0 to below 1",
    ),
    "variant of another signature": (
        wrong('@f.variant\ndef g(x, t, k):\n    """A note."""\n'), "@exercise.numeric",
        "`lab9.1a.f` has a variant `g` with the arguments (x, t, k); should be (x, t)",
    ),
    "variant without a docstring": (
        wrong("@f.variant\ndef g(x, t):\n    return 1\n"), "@exercise.numeric",
        "`lab9.1a.f` has a variant `g` without a docstring; write what the student should read",
    ),
    "formula of another signature": (
        wrong("@f.formula\ndef _(x, t):\n    return x * t\n"), "@exercise.numeric",
        "`lab9.1a.f` has a formula with the arguments (x, t); should be (sp, x, t)",
    ),
    "gradient in no argument": (
        wrong('@f.differentiates("y")\ndef _(x, t):\n    return x * t\n'), "@exercise.numeric",
        "`lab9.1a.f` differentiates in `y`, which is not one of its arguments; say where, with `at=`",
    ),
    "loss of another signature": (
        wrong('@f.differentiates("x")\ndef _(x):\n    return x\n'), "@exercise.numeric",
        "`lab9.1a.f` differentiates a loss with the arguments (x); should be (x, t)",
    ),
    "predicate of a numeric item": (
        wrong("@f.accepts\ndef _(answer, case):\n    return None\n"), "@exercise.numeric",
        "`lab9.1a.f` is a numeric item; only a witness takes `.accepts`",
    ),
    "witness without a predicate": (
        HEAD + ITEM.replace("numeric", "witness") + CASES, "@exercise.witness",
        "`lab9.1a.f` is a witness without a predicate; write one under `.accepts`",
    ),
    "value with arguments": (
        HEAD + ITEM.replace("numeric", "value") + CASES, "@exercise.value",
        "`lab9.1a.f` is a value, which takes no arguments; make it numeric",
    ),
    "follow-through of another signature": (
        wrong("@f.follows\ndef _(answer, x):\n    return {}\n"), "@exercise.numeric",
        "`lab9.1a.f` follows with other arguments than (answer, x, t)",
    ),
    "follow-through without the answer": (
        wrong("@f.follows\ndef _(x, t):\n    return {}\n"), "@exercise.numeric",
        "`lab9.1a.f` follows with other arguments than (answer, x, t)",
    ),
    "follow-through of a witness": (
        HEAD + ITEM.replace("numeric", "witness") + "@f.follows\ndef _(answer, x, t):\n    return {}\n",
        "@exercise.witness", "`lab9.1a.f` is a witness item; only a numeric takes `.follows`",
    ),
    "picture of a witness": (
        HEAD + ITEM.replace("numeric", "witness") + "@f.picture\ndef _(answers, cases):\n    return None\n",
        "@exercise.witness", "`lab9.1a.f` is a witness item; only a numeric takes `.picture`",
    ),
    "pooled predicate of a numeric item": (
        wrong("@f.accepts_together\ndef _(answers, cases):\n    return None\n"), "@exercise.numeric",
        "`lab9.1a.f` is a numeric item; only a witness takes `.accepts_together`",
    ),
    "loss in no argument of another signature": (
        wrong('@f.differentiates("w", at=lambda x, t: 0.0)\ndef _(x, t):\n    return x * t\n'),
        "@exercise.numeric",
        "`lab9.1a.f` differentiates a loss with the arguments (x, t); should be (x, t, w), and `at` without the "
        "last",
    ),
    "place of a derivative of another signature": (
        wrong('@f.differentiates("w", at=lambda x: 0.0)\ndef _(x, t, w):\n    return x * t\n'),
        "@exercise.numeric",
        "`lab9.1a.f` differentiates a loss with the arguments (x, t, w); should be (x, t, w), and `at` without "
        "the last",
    ),
    "essay without a rubric": (
        HEAD + ESSAY.replace('rubric=("names it",)', "rubric=()"), "@exercise.essay",
        "`lab9.1a.f` has no rubric; say what a full answer contains",
    ),
    "essay with arguments": (
        HEAD + ESSAY.replace("f()", "f(x)"), "@exercise.essay",
        "`lab9.1a.f` is an essay, which takes no arguments",
    ),
    "essay without a docstring": (
        HEAD + ESSAY.replace('"""Why?"""', ""), "@exercise.essay",
        "`lab9.1a.f` has no docstring; write the prompt that the student reads",
    ),
    "points that do not add up": (
        HEAD + ITEM.replace("points=2", "points=1.5") + CASES, "@exercise.numeric",
        "part `lab9.1a` is declared with 2 points, but its items add up to 1.5; mend one of them",
    ),
    "part of another letter": (
        HEAD + ITEM.replace('"a"', '"b"'), "@exercise.numeric",
        "`lab9.1` has no part 'b' in its `points`; it has 'a'",
    ),
    "no points": (
        HEAD + ITEM.replace("points=2", "points=0"), "@exercise.numeric",
        "an item of part `lab9.1a` has 0 points; should be above 0",
    ),
    "function twice": (
        HEAD + ITEM + ITEM.replace("numeric", "witness"), "@exercise.witness",
        "`lab9.1` has two functions `f`; rename one",
    ),
    "exercise with a bad id": (
        HEAD.replace("lab9.1", "Lab 9"), "exercise =",
        "the exercise 'Lab 9' should be named document.question, such as 'lab3.2'",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "found", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistake_is_refused_with_its_sentence_and_place(module, tmp_path, text, found, message):
    with pytest.raises(AuthorError) as refusal:
        module(text)

    assert str(refusal.value) == f"{message} - at {tmp_path / 'lab9' / 'one.py'}:{line_of(text, found)}"


CHAIN = '''
@exercise.derivation("a", points=2, rules=("exp_law", "def:G"))
def f(x, H):
    """What is asked."""
    return [H.exp(x), ("exp_law", H.exp(x))]
'''
CHAIN_CASES = """
@f.cases
def _(rng):
    yield case(x=Symbol("x"), H=Heads(("exp",)))
"""
DEFINES = """
@f.defines("def:G")
def _(x, H):
    return [(x, x)]
"""
CHAIN_HEAD = HEAD.replace("import Exercise", "import Exercise, Heads, Symbol")
KNOWN = "exp_law, log_law, log_exp, diff, def:sigma, def:tanh, def:softplus"

SYMBOLIC_MISTAKES = {
    "rule without a meaning": (
        CHAIN + CHAIN_CASES,
        f"`lab9.1a.f` has the rule `def:G`, none of {KNOWN}; say what it means under `.defines('def:G')`",
    ),
    "meaning of another rule": (
        CHAIN + CHAIN_CASES + DEFINES.replace("def:G", "def:S"),
        "`lab9.1a.f` defines the rule `def:S`, which is not among its rules (exp_law, def:G)",
    ),
    "meaning of another signature": (
        CHAIN + CHAIN_CASES + DEFINES.replace("(x, H)", "(x)"),
        "`lab9.1a.f` defines `def:G` with the arguments (x); should be (x, H)",
    ),
    "derivation without cases": (
        CHAIN + DEFINES,
        "`lab9.1a.f` has no cases; yield some from a function under `.cases`",
    ),
    "meaning of a rule that is no derivation's": (
        ITEM + DEFINES.replace("(x, H)", "(x, t)") + CASES,
        "`lab9.1a.f` defines the rule `def:G`, which is not among its rules (none)",
    ),
    "formula of which one argument has no domain": (
        ITEM.replace('numeric("a", points=2)', 'symbolic("a", points=2, domain={"x": "real"})'),
        "`lab9.1a.f` has no cases; yield some from a function under `.cases`",
    ),
}


@pytest.mark.parametrize(("text", "message"), SYMBOLIC_MISTAKES.values(), ids=SYMBOLIC_MISTAKES)
def test_mistake_in_a_formula_or_a_derivation_is_refused(module, tmp_path, text, message):
    with pytest.raises(AuthorError) as refusal:
        module(CHAIN_HEAD + text)

    place = line_of(CHAIN_HEAD + text, "@exercise.")
    assert str(refusal.value) == f"{message} - at {tmp_path / 'lab9' / 'one.py'}:{place}"


FORMULA = ITEM.replace('numeric("a", points=2)', 'symbolic("a", points=2, domain={"x": "real", "t": "real"})')
WRONG_WORDS = {
    "domain that is not known": FORMULA.replace('"t": "real"', '"t": "reel"'),
    "mode that is not known": FORMULA.replace("points=2", 'points=2, mode="roughly"'),
    "form that is not known": FORMULA.replace("points=2", 'points=2, form="pretty"'),
    "relation that cannot be read": FORMULA.replace("points=2", 'points=2, where="x <"'),
    "constant free of no argument": FORMULA.replace("points=2", 'points=2, free_of=("z",)'),
    "chain up to no argument": (
        CHAIN.replace("points=2", 'points=2, up_to_constant=("z",)') + CHAIN_CASES + DEFINES
    ),
}


@pytest.mark.parametrize("text", WRONG_WORDS.values(), ids=WRONG_WORDS)
def test_mistake_of_a_word_is_refused(module, text):
    with pytest.raises(AuthorError):
        module(CHAIN_HEAD + text)


def test_formula_without_cases_is_asked_with_symbols_of_its_domain(module):
    (made,) = module(CHAIN_HEAD + FORMULA.replace('"t": "real"', '"t": "positive"')).items

    (only,) = made.cases_for("any seed")
    assert dict(only.inputs) == {"x": Symbol("x", "real"), "t": Symbol("t", "positive")}


def test_part_without_items_is_refused(module):
    with pytest.raises(AuthorError, match=r"part `lab9\.1b` is declared with 1 points, but its items add up to"):
        module(HEAD.replace('"a": 2', '"a": 2, "b": 1') + ITEM + CASES)


def test_unknown_tag_is_refused(module):
    with pytest.raises(AuthorError, match="a case has the tag 'hard', should be one of basic, edge, stability"):
        module(HEAD + ITEM + CASES.replace("case(", "case(tag='hard', "))


@pytest.mark.parametrize("id", ["lab3", "lab3.", "3.1", "lab3.a", "Lab3.1", "lab-3.1", "lab3.1.2", ""])
def test_id_is_document_and_question(id):
    with pytest.raises(AuthorError, match=r"should be named document\.question"):
        Exercise(id, title="A title", source="A source", points={})


# ---- what an item tells ---------------------------------------------------------------------------------------


def test_docstrings_are_read_on_one_line():
    exercise = Exercise("lab9.1", title="A title", source="A source", points={"": 1})

    @exercise.numeric(points=1)
    def f(x):
        """What is asked.

        More of it.
        """
        return x

    @f.misconception(credit=0.5)
    def g(x):
        """A hint
        on two lines."""

    @f.variant
    def h(x):
        """A note."""

    assert f.id == "lab9.1.f"
    assert f.prompt == "What is asked.\n\nMore of it."
    assert (f.misconceptions[0].name, f.misconceptions[0].credit) == ("g", 0.5)
    assert f.misconceptions[0].hint == "A hint on two lines."
    assert (f.variants[0].name, f.variants[0].note) == ("h", "A note.")


def test_value_is_one_call_without_arguments():
    exercise = Exercise("lab9.1", title="A title", source="A source", points={"": 1})

    @exercise.value(points=1)
    def answer():
        """Which number?"""
        return 42

    exercise.validate()

    (only,) = answer.cases_for("any seed")
    assert (dict(only.inputs), only.tag) == ({}, "basic")


def test_witness_with_a_pooled_predicate_alone_is_accepted(module):
    text = HEAD + ITEM.replace("numeric", "witness") + CASES

    (made,) = module(text + "@f.accepts_together\ndef _(answers, cases):\n    return None\n").items

    assert (made.predicate, made.predicate_of_all([], [])) == (None, None)


def test_essay_is_one_call_that_a_rubric_goes_with(module):
    (made,) = module(HEAD + ESSAY).items

    (only,) = made.cases_for("any seed")
    assert (made.kind, made.rubric, made.answer, dict(only.inputs)) == ("essay", ("names it",), "", {})


def test_harmless_changes_are_kept_with_their_reasons(module):
    (made,) = module(HEAD + ITEM + CASES + "f.harmless('x * t -> t * x', 'a product')\n").items

    assert made.same == {"x * t -> t * x": "a product"}


def test_decorated_functions_stay_what_they_were():
    exercise = Exercise("lab9.1", title="A title", source="A source", points={"": 1})
    made = exercise.witness(points=1)(lambda x: x)

    def predicate(answer, case):
        return NeedsReview("Look.")

    def cases(rng):
        yield case(x=np.zeros(1))

    assert made.accepts(predicate) is predicate
    assert made.cases(cases) is cases
