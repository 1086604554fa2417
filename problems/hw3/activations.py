"""Activation functions: their slopes, and how sigmoid, tanh, softplus and sign hang together.

Errata of the document: it prints the rectifier as the indicator of x > 0, where a factor x is missing (E-H1);
the prompt of part a uses max{0, x} alone.
"""

import numpy as np

from checker import Exercise, Function, Heads, Symbol, case, sigmoid, uniform

exercise = Exercise(
    "hw3.1",
    title="Derivatives and relationships between basic functions",
    source="Homework 3, question 1",
    points={"a": 2, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1},
)

HEADS = Heads(("exp", "log", "sigma", "tanh", "softplus"))


# ---- a: the rectified linear unit -------------------------------------------------------------------------


@exercise.numeric("a", points=2, answer="1 where x > 0, 0 where x < 0; anything in [0, 1], or nan, where x = 0")
def relu_derivative(x):
    r"""Derivative of the rectified linear unit.

    The unit is $g(x) = \max\{0, x\}$, applied to each entry by itself. Write $g'(x)$ wherever it exists. It does
    not exist at exactly 0: there every value from 0 to 1 counts, and so does nan.

    Args:
      x: real array of any shape.

    Returns:
      real array of the same shape: the derivative at each entry, as numbers and not as truth values.
    """
    return np.heaviside(x, 0.5)


@relu_derivative.cases
def _(rng):
    for shape in (1,), (3,), (10,), (3, 4), (50,):
        yield case(x=uniform(rng, *shape, low=0.1, high=3) * rng.choice([-1.0, 1.0], shape))
    yield case(tag="edge", x=np.array([0.0, 1.5, -0.0, -2.0]))
    yield case(tag="stability", x=np.array([1e-300, -1e-300, 1e300, -1e300]))


@relu_derivative.compared
def _(answer, case):
    slopes = np.real(np.asarray(answer))
    if slopes.dtype.kind not in "iuf":
        return slopes
    free = (case["x"] == 0) & (((slopes >= 0) & (slopes <= 1)) | np.isnan(slopes))
    return np.where(free, 0.0, slopes)


@relu_derivative.formula
def _(sp, x):
    return [relu_slopes(sp, v) for v in x]


def relu_slopes(sp, x):
    """The slope at a number, or at each of a list."""
    return [relu_slopes(sp, v) for v in x] if isinstance(x, list) else sp.Heaviside(x, sp.Rational(1, 2))


@relu_derivative.differentiates("x")
def _(x):
    return np.maximum(0, x).sum()


relu_derivative.harmless("np.heaviside(x, 0.5) -> np.heaviside(x, 1.0)", "at 0 every value from 0 to 1 counts")


@relu_derivative.variant
def zero_at_zero(x):
    """At 0 the derivative does not exist; 0 is the usual choice there."""
    return (x > 0).astype(float)


@relu_derivative.variant
def nan_at_zero(x):
    """At 0 the derivative does not exist, and nan says so."""
    return np.where(x == 0, np.nan, x > 0)


@relu_derivative.misconception
def relu_itself(x):
    """That is the function itself. How steep is its graph where x is positive?"""
    return np.maximum(0, x)


@relu_derivative.misconception
def sign(x):
    """That is the slope of |x|. For negative x the unit is constant: how steep is a constant?"""
    return np.sign(x)


@relu_derivative.misconception
def all_ones(x):
    """This is right where x is positive only: what does max{0, x} do when a negative x moves a little?"""
    return np.ones_like(x)


@relu_derivative.misconception
def flipped(x):
    """The two sides have changed places: on which side of 0 does max{0, x} follow x?"""
    return (x < 0).astype(float)


@relu_derivative.misconception
def indicator_differentiated(x):
    """This is the slope of the indicator of x > 0. The document prints that indicator as if it were max{0, x};
    a factor x is missing there. Differentiate max{0, x} itself.
    """
    return np.zeros_like(x)


@relu_derivative.misconception
def softplus_slope(x):
    """That is the derivative of the softplus, the smooth relative of this unit; here the graph has a corner."""
    return sigmoid(x)


# ---- b: the sigmoid ---------------------------------------------------------------------------------------


@exercise.symbolic("b", points=1, answer="sigma(x) (1 - sigma(x))", only=("sigma",))
def sigmoid_derivative(x, sigma):
    r"""Derivative of the logistic sigmoid, written with the sigmoid only.

    The sigmoid is $\sigma(x) = 1 / (1 + e^{-x})$. Write $\sigma'(x)$ so that no function but $\sigma$ occurs in
    it, and x nowhere but inside of $\sigma$.

    Args:
      x: real symbol.
      sigma: the sigmoid, a function: write `sigma(x)`.

    Returns:
      an expression in `sigma` and numbers.
    """
    return sigma(x) * (1 - sigma(x))


@sigmoid_derivative.cases
def _(rng):
    yield case(x=Symbol("x"), sigma=Function("sigma"))


@sigmoid_derivative.variant
def mirror(x, sigma):
    """The same, since 1 - sigma(x) = sigma(-x)."""
    return sigma(x) * sigma(-x)


@sigmoid_derivative.variant
def expanded(x, sigma):
    """The same, multiplied out."""
    return sigma(x) - sigma(x) ** 2


@sigmoid_derivative.misconception(credit=0.5)
def with_exp(x, sigma):
    """This is the right value, but the question asks for sigma only: which parts of it are sigma(x) again?"""
    from sympy import exp

    return exp(-x) / (1 + exp(-x)) ** 2


@sigmoid_derivative.misconception
def plus(x, sigma):
    """Check a sign: the sigmoid is flat where it is nearly 1, so its derivative has to go to 0 there."""
    return sigma(x) * (1 + sigma(x))


@sigmoid_derivative.misconception
def tanh_like(x, sigma):
    """That is the pattern of tanh, whose derivative is 1 - tanh^2; the sigmoid has one of its own."""
    return 1 - sigma(x) ** 2


@sigmoid_derivative.misconception
def minus(x, sigma):
    """The sigmoid increases everywhere: what does that say about the sign of its derivative?"""
    return sigma(x) * (sigma(x) - 1)


@sigmoid_derivative.misconception
def is_sigma(x, sigma):
    """Only multiples of exp are their own derivatives; differentiate 1 / (1 + exp(-x)) by the chain rule."""
    return sigma(x)


@sigmoid_derivative.misconception
def complement(x, sigma):
    """One factor is missing: where sigma is nearly 0 its graph is flat, too."""
    return 1 - sigma(x)


# ---- c: sigmoid and tanh ----------------------------------------------------------------------------------


@exercise.derivation(
    "c",
    points=1,
    answer="multiply the fraction by exp(x/2), then split it into a half and half a tanh",
    rules=("def:sigma", "def:tanh", "exp_law"),
)
def sigmoid_tanh_chain(x, H):
    r"""Show that the sigmoid is a stretched and shifted hyperbolic tangent.

    Derive $\sigma(x) = \frac12 (\tanh(\frac12 x) + 1)$ line by line. The first line is `H.sigma(x)`, the last one
    `(H.tanh(x / 2) + 1) / 2`. Each line follows from the one before it by one rule:

    - `def:sigma`: $\sigma(u) = 1 / (1 + e^{-u})$
    - `def:tanh`: $\tanh(u) = (e^u - e^{-u}) / (e^u + e^{-u})$
    - `exp_law`: $e^{u + v} = e^u e^v$, $e^{qu} = (e^u)^q$, $e^0 = 1$
    - `algebra`: the arithmetic of fractions, with exponentials left as they are

    Args:
      x: real symbol.
      H: functions to write with: `H.exp`, `H.log`, `H.sigma`, `H.tanh` and `H.softplus`, not those of SymPy.

    Returns:
      the list `[first, (rule, second), (rule, third), ...]` of expressions, each but the first with the name
      of its rule.
    """
    E = H.exp
    return [
        H.sigma(x),
        ("def:sigma", 1 / (1 + E(-x))),
        ("exp_law", E(x / 2) / (E(x / 2) + E(-x / 2))),
        ("algebra", ((E(x / 2) - E(-x / 2)) / (E(x / 2) + E(-x / 2)) + 1) / 2),
        ("def:tanh", (H.tanh(x / 2) + 1) / 2),
    ]


@sigmoid_tanh_chain.cases
def _(rng):
    yield case(x=Symbol("x"), H=HEADS)


# ---- d: sigmoid and softplus ------------------------------------------------------------------------------


@exercise.derivation(
    "d",
    points=1,
    answer="the logarithm of 1/u is -log u, with u = 1 + exp(-x)",
    rules=("def:sigma", "def:softplus", "log_law"),
)
def log_sigmoid_chain(x, H):
    r"""Show that the logarithm of the sigmoid is a softplus.

    Derive $\ln \sigma(x) = -\mathrm{softplus}(-x)$ line by line. The first line is `H.log(H.sigma(x))`, the last
    one `-H.softplus(-x)`; log is the natural logarithm. Each line follows from the one before it by one rule:

    - `def:sigma`: $\sigma(u) = 1 / (1 + e^{-u})$
    - `def:softplus`: $\mathrm{softplus}(u) = \ln(1 + e^u)$
    - `log_law`: $\ln(ab) = \ln a + \ln b$, $\ln(a^q) = q \ln a$, $\ln 1 = 0$, for positive a and b
    - `algebra`: the arithmetic of fractions, with logarithms and exponentials left as they are

    Args:
      x: real symbol.
      H: functions to write with: `H.exp`, `H.log`, `H.sigma`, `H.tanh` and `H.softplus`, not those of SymPy.

    Returns:
      the list `[first, (rule, second), (rule, third), ...]` of expressions, each but the first with the name
      of its rule.
    """
    return [
        H.log(H.sigma(x)),
        ("def:sigma", H.log(1 / (1 + H.exp(-x)))),
        ("log_law", -H.log(1 + H.exp(-x))),
        ("def:softplus", -H.softplus(-x)),
    ]


@log_sigmoid_chain.cases
def _(rng):
    yield case(x=Symbol("x"), H=HEADS)


# ---- e: softplus of x and of -x ---------------------------------------------------------------------------


@exercise.derivation(
    "e",
    points=1,
    answer="the difference of logarithms is that of (1 + e^x) / (1 + e^-x) = e^x",
    rules=("def:softplus", "log_law", "exp_law", "log_exp"),
)
def softplus_difference_chain(x, H):
    r"""Show what is left of the softplus of x and of -x.

    Derive $\mathrm{softplus}(x) - \mathrm{softplus}(-x) = x$ line by line. The first line is
    `H.softplus(x) - H.softplus(-x)`, the last one `x`; log is the natural logarithm. Each line follows from the
    one before it by one rule:

    - `def:softplus`: $\mathrm{softplus}(u) = \ln(1 + e^u)$
    - `log_law`: $\ln(ab) = \ln a + \ln b$, $\ln(a^q) = q \ln a$, $\ln 1 = 0$, for positive a and b
    - `exp_law`: $e^{u + v} = e^u e^v$, $e^{qu} = (e^u)^q$, $e^0 = 1$
    - `log_exp`: $\ln e^u = u$, $e^{\ln u} = u$
    - `algebra`: the arithmetic of fractions, with logarithms and exponentials left as they are

    Args:
      x: real symbol.
      H: functions to write with: `H.exp`, `H.log`, `H.sigma`, `H.tanh` and `H.softplus`, not those of SymPy.

    Returns:
      the list `[first, (rule, second), (rule, third), ...]` of expressions, each but the first with the name
      of its rule.
    """
    E, L = H.exp, H.log
    return [
        H.softplus(x) - H.softplus(-x),
        ("def:softplus", L(1 + E(x)) - L(1 + E(-x))),
        ("log_law", L((1 + E(x)) / (1 + E(-x)))),
        ("exp_law", L(E(x))),
        ("log_exp", x),
    ]


@softplus_difference_chain.cases
def _(rng):
    yield case(x=Symbol("x"), H=HEADS)


# ---- f: the sign ------------------------------------------------------------------------------------------


@exercise.symbolic("f", points=1, answer="1{x > 0} - 1{x < 0}", only=("ind",))
def sign_from_indicators(x, ind):
    r"""The sign function, written with indicator functions only.

    $\mathrm{sign}(x)$ is +1 for positive x, -1 for negative x, and 0 for x = 0. The indicator
    $\mathbf{1}_S(x)$ is 1 where the condition S holds for x, and 0 elsewhere. Combine indicators with numbers,
    sums and products so that the value is right for every real x, 0 too.

    Args:
      x: real symbol.
      ind: the indicator, a function of a condition, such as `ind(x <= 5)`. Conditions are written with `<`,
        `<=`, `>`, `>=`, and with `sympy.Eq(x, 5)` for equality, since Python settles `x == 5` at once.

    Returns:
      an expression in which x stands in conditions of `ind` alone.
    """
    return ind(x > 0) - ind(x < 0)


@sign_from_indicators.cases
def _(rng):
    yield case(x=Symbol("x"), ind=Function("ind"))


@sign_from_indicators.variant
def ge_le(x, ind):
    """The same: at 0 both indicators are 1, and cancel."""
    return ind(x >= 0) - ind(x <= 0)


@sign_from_indicators.variant
def eq(x, ind):
    """The same, with an indicator for 0 itself."""
    from sympy import Eq

    return 2 * ind(x > 0) + ind(Eq(x, 0)) - 1


@sign_from_indicators.misconception
def heaviside_step(x, ind):
    """This is right for x >= 0: what does it give for negative x, and what should it give?"""
    return ind(x > 0)


@sign_from_indicators.misconception
def minus_one_at_0(x, ind):
    """This is right but for one point: what does it give at x = 0?"""
    return 2 * ind(x > 0) - 1


@sign_from_indicators.misconception
def plus_one_at_0(x, ind):
    """This is right but for one point: which of the two indicators holds at x = 0?"""
    return ind(x >= 0) - ind(x < 0)


@sign_from_indicators.misconception
def flipped_sign(x, ind):
    """The sign is the wrong way round: try x = 1."""
    return ind(x < 0) - ind(x > 0)


@sign_from_indicators.misconception
def no_minus(x, ind):
    """This is 1 on both sides of 0: what should it be for negative x?"""
    return ind(x > 0) + ind(x < 0)


@sign_from_indicators.misconception
def not_indicators(x, ind):
    """Only indicators may be used, and this is not defined at x = 0: which conditions tell the sign of x?"""
    return x / abs(x)
