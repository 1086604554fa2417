"""Typed formulas that are refused: the sentence, and the place of the fault."""

import pickle

import pytest

from checker.errors import StudentError
from checker.maths.typed import read_formula
from tests.maths.typed.spelling import refusal, short

REFUSED = [
    ("¦||x||", "", "norms are not read; write the sum of squares, or |x|"),
    ("2¦½", "", "`½` after a digit; write the number as one fraction, as 5/2"),
    ("sin x ¦y", "", "it is not clear where the value of `sin` ends; write it in brackets, sin(...)"),
    ("sin x ¦/2", "", "it is not clear where the value of `sin` ends; write it in brackets, sin(...)"),
    ("1/2¦x", "", "a product without `*` after `/` can be read in two ways; write (1/2)*x or 1/(2*x)"),
    ("a/b¦c", "a b c", "a product without `*` after `/` can be read in two ways; write (1/2)*x or 1/(2*x)"),
    ("¦x2", "x y", "unknown name `x2`; this question uses `x`, `y`; a power is written `x^2`"),
    ("¦xz", "x y", "unknown name `xz`; this question uses `x`, `y`"),
    (r"\log_¦10 x", "", "only the 1 is in the subscript; write _{10}"),
    (r"x^¦10 \cdot 2", "", "only the 1 belongs to the `^`; write ^{10}"),
    (r"¦\|x\|", "", "norms are not read; write the sum of squares, or |x|"),
    (r"x ¦\pm 1", "", "a sign that is plus or minus has two values; write one formula"),
    ("2*¦(x + 1", "", "a closing bracket `)` is missing for this `(`"),
    ("2*x + 1¦)", "", "`)` closes nothing; an opening bracket is missing"),
    ("(x + 1¦]", "", "`]` where `)` was expected, which closes the `(` at character 1"),
    ("2*¦", "", "the formula ends after `*`, where a value was expected: a number, a name or a bracket"),
    ("¦*2", "", "`*` stands where a value was expected: a number, a name or a bracket"),
    ("2*¦/3", "", "`/` stands where a value was expected: a number, a name or a bracket"),
    ("1 + ¦!bad", "", "`!` stands where a value was expected: a number, a name or a bracket"),
    (r"¦\foo x", "", r"the command `\foo` is not known here"),
    (r"¦\simga(x)", "", r"the command `\simga` is not known here; did you mean `\sigma`?"),
    ("¦sqr(x)", "", "unknown function `sqr`; did you mean `sqrt`?"),
    ("¦()", "", "empty brackets; write a value in them"),
    ("x + ¦ж", "", "`ж` (cyrillic small letter zhe) has no meaning here; use Latin or Greek letters"),
    ("x y ¦2", "", "a number right after a value; write `*` or `^` before 2"),
    ("x^2¦y", "", "`^2y` can be read in two ways; put the exponent in brackets, or write `*`"),
    ("e^2¦x", "", "`^2x` can be read in two ways; put the exponent in brackets, or write `*`"),
    ("¦i", "x", "unknown name `i`; this question uses `x`; the imaginary unit is written `I`"),
    ("1¦,5", "", "several values; put them in brackets, (1, 2), and write decimals with a point"),
    ("0¦,5*x", "", "several values; put them in brackets, (1, 2), and write decimals with a point"),
    (r"\frac{-b ¦\pm \sqrt{b^2-4ac}}{2a}", "", "a sign that is plus or minus has two values; write one formula"),
    ("x¦_{i+1}", "", "a subscript must be a name or a number, as in x_{12}"),
    (r"x_¦12 \sigma", "", "only the 1 is in the subscript; write _{12}"),
    ("x¦'", "", "a prime stands after the name of a function only"),
    ("x!¦!", "", "double factorials are not read; write a product"),
    ("sin¦", "", "`sin` needs a value; write sin(x)"),
    ("sin^2¦", "", "`sin` needs a value; write sin(x)"),
    ("max¦", "", "`max` needs a value; write max(x)"),
    ("¦sin(x,y)", "", "`sin` takes 1 value, got 2"),
    (r"\sum_{k=1}^¦10 k", "", "only the 1 belongs to the `^`; write ^{10}"),
    (r"¦\partial x", "", "a derivative is written df/dx, or diff(f, x)"),
    (r"\frac{d}¦", "", "the formula ends after `}`, where a value was expected: a number, a name or a bracket"),
    (r"¦\sum_k k", "", r"a sum or product needs an index and limits, as in \sum_{k=1}^{n}"),
    ("x if ¦x", "", "a condition was expected here, as x > 0"),
    ("¦x &", "", "a condition was expected here, as x > 0"),
    ("not ¦x", "", "a condition was expected here, as x > 0"),
    ("¦if", "", "`if` stands where a value was expected: a number, a name or a bracket"),
    (r"x ¦\\ y", "", r"`\\` is not expected here; the formula could end before it"),
    ("¦∫x", "", "integrals are not read; write their value"),
    ("x y ¦z", "x y", "unknown name `z`; this question uses `x`, `y`"),
    (r"\mathrm{softmax}(z)¦_i", "", "`_` is not expected here; the formula could end before it"),
    ("1.5¦.2", "", "a number right after a value; write `*` or `^` before .2"),
    ("1.¦.2", "", "a number right after a value; write `*` or `^` before .2"),
    ("¦1e401", "", "the exponent 401 is out of range; at most 400 is read"),
    ("1 ¦000", "", "a number right after a value; write `*` or `^` before 000"),
    ("x ¦%", "", "`%` is not read; write 0.05 for 5%, and no comment"),
    ('¦"x"', "", '`"` has no meaning in a formula; delete it'),
    ("¦$x", "", "`$` stands alone; put one formula between two of them"),
    ("x¦$ + $y", "", "`$` stands alone; put one formula between two of them"),
    (r"¦\begin{foo} x \end{foo}", "", "`foo` is not read; cases, matrix, pmatrix and bmatrix are"),
    (r"¦\begin{cases} \end{cases}", "", "no cases; write x & x > 0 for each"),
    (r"\begin{cases} ¦x \\ y \end{cases}", "",
     r"this case has no condition; write & x > 0, or & \text{otherwise}"),
    (r"¦\begin{pmatrix} 1 & 2 \\ 3 \end{pmatrix}", "", "the rows of a matrix must have as many entries each"),
    ("¦[[1,2],[3]]", "", "the rows of a matrix must have as many entries each"),
    ("¦[[1,2],[3,4]]*x", "", "a matrix where one number was expected; decimals are written with a point, 0.5"),
    (r"¦\hat{x+y}", "", "an accent stands on one letter"),
    (r"¦\mathbb{E}[x]", "", "expectations are not read; write the sum or the value"),
    (r"¦\mathbb{1}", "", r"an indicator needs its condition, as in \mathbb{1}_{x > 0}"),
    (r"\frac{1}¦", "", "the formula ends after `}`, where a value was expected: a number, a name or a bracket"),
    (r"\sqrt¦", "", r"the formula ends after `\sqrt`, where a value was expected: a number, a name or a bracket"),
    (r"\log_¦", "", "the formula ends after `_`, where a value was expected: a number, a name or a bracket"),
    ("x¦_", "", "a subscript must be a name or a number, as in x_{12}"),
    ("x^¦", "", "the formula ends after `^`, where a value was expected: a number, a name or a bracket"),
    ("¦^2", "", "`^` stands where a value was expected: a number, a name or a bracket"),
    ("¦abc", "ab c a bc", "`abc` is a product of known names in several ways; write the `*` between them"),
    ("x^¦*", "", "`*` stands where a value was expected: a number, a name or a bracket"),
    (r"¦\nabla f", "", "gradients are not read; write each derivative"),
    ("¦log2x", "x", "unknown name `log2x`; this question uses `x`"),
    ("¦f^{-1}(x)", "x | f", "`f^-1` can be read in two ways; write 1/f(x), or the inverse by its name"),
    ("log|x|¦y", "", "it is not clear where the value of `log` ends; write it in brackets, log(...)"),
    (r"¦\int_0^1 x dx", "", "integrals are not read; write their value"),
    (r"\operatorname¦*{argmax} x", "", "`*` stands where a value was expected: a number, a name or a bracket"),
    ("C¦(n,k)", "", "several values where one number was expected; decimals are written with a point, 0.5"),
    (r"\sigma¦", "z", r"`\sigma` needs a value; write \sigma(x)"),
    (r"\log p¦(x)", "", r"it is not clear where the value of `\log` ends; write it in brackets, \log(...)"),
    ("p(y¦|x)", "", "a second `|` is missing for this one"),
    (r"\theta¦_{t+1}", "", "a subscript must be a name or a number, as in x_{12}"),
    ("¦if(x>0, x, 0)", "", "`if` stands where a value was expected: a number, a name or a bracket"),
    ("2 ¦3", "", "a number right after a value; write `*` or `^` before 3"),
    (r"w^¦\top x", "", "transposes are not read; write the sum over the entries"),
    ("N¦(0,1)", "", "several values where one number was expected; decimals are written with a point, 0.5"),
    ("1¦,000", "", "several values; put them in brackets, (1, 2), and write decimals with a point"),
    ("¦x2y", "x y", "unknown name `x2y`; this question uses `x`, `y`"),
    ("x¦→0", "", "a limit is not read; write its value alone"),
    ("x = 2¦, y = 3", "", "several values; put them in brackets, (1, 2), and write decimals with a point"),
    (r"\sum_{i=1}^{n} ¦z_i", "n x", "unknown name `z`; this question uses `n`, `x`"),
    (r"x ¦\to 0", "", "a limit is not read; write its value alone"),
    (r"\sum_{i=1}^{n} ¦f_i", "n | f", "unknown name `f`; this question uses `n`"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "names", "fault"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refusal_names_the_fault_and_its_place(marked, names, fault):
    """`¦` stands before the character that the caret is under."""
    symbols, _, functions = names.partition("|")

    error = refusal(marked.replace("¦", ""), symbols=symbols.split(), functions=functions.split())

    assert error.fault == fault
    assert error.position == marked.index("¦")


def test_caret_stands_under_the_place():
    assert str(refusal("2*(x + 1")) == (
        "cannot read the formula at character 3: a closing bracket `)` is missing for this `(`\n"
        "    2*(x + 1\n"
        "      ^"
    )


@pytest.mark.parametrize(
    ("text", "column"), [("x\t+ )", 4), ("x\n+ )", 4), ("x̂ + )", 4), ("１ + )", 5), ("½ + )", 4)]
)
def test_caret_is_in_line_whatever_stands_before_it(text, column):
    line, caret = str(refusal(text)).splitlines()[1:]

    assert caret.index("^") == 4 + column
    assert line.isprintable()


def test_long_formula_is_shown_around_the_place():
    line, caret = str(refusal("x+" * 300 + ")" + "+x" * 300)).splitlines()[1:]

    assert line.startswith("    ...x+")
    assert line.endswith("+...")
    assert len(line) < 90
    assert line[caret.index("^")] == ")"


@pytest.mark.parametrize("text", ["", "  \n", "$ $", r"\,"])
def test_empty_formula_is_refused(text):
    assert "write one, as 2*x + 1" in str(refusal(text))


@pytest.mark.parametrize("c", ["\0", "\x1b", "\x85", "\u202e", "\u2066", "\u200b", "\ufeff", "\ud800"])
def test_invisible_characters_are_refused(c):
    error = refusal(f"x + {c}1")

    assert error.fault.startswith(f"an invisible character (U+{ord(c):04X})")
    assert error.position == 4
    assert c not in str(error)


BOUNDS = {
    "length": ("x" * 5001, "it has 5001 characters; at most 5000 are read"),
    "brackets": ("(" * 101 + "x" + ")" * 101, "more than 100 brackets in brackets"),
    "digits": ("9" * 2001, "a number of 2001 digits; at most 2000 are read"),
    "exponent": ("1e99999999", "the exponent 99999999 is out of range; at most 400 is read"),
    "parts": ("-a" * 2400, "it has more than 5000 parts"),
    "parts of characters": ("½+" * 900 + "1", "it has more than 5000 signs and names"),
    "signs": ("-" * 300 + "x", "it is nested too deeply; write it in fewer steps"),
    "name": ("x" * 41, "a name of 41 letters; at most 40 are read"),
}


@pytest.mark.parametrize(("text", "fault"), BOUNDS.values(), ids=BOUNDS)
def test_what_is_too_large_is_refused(text, fault):
    assert refusal(text).fault == fault


def test_a_hundred_brackets_are_read():
    assert short(read_formula("(" * 100 + "x" + ")" * 100)) == "x"


def test_error_is_the_students_and_survives_pickling():
    error = pickle.loads(pickle.dumps(refusal("1 + ")))

    assert isinstance(error, StudentError)
    assert isinstance(error, ValueError)  # what callers of `equivalence` are promised
    assert (error.text, error.position) == ("1 + ", 3)
    assert str(error) == str(refusal("1 + "))
