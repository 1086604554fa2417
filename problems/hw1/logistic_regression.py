"""Logistic regression in one dimension: the curve, the loss and its gradient.

Errata of the document: part i says "plot y against x", but y is a label; what is plotted is Pr(y = 1 | x)
(E-W4). Whether the loss is a sum or a mean is not said: the sum is asked for, the mean accepted (E-W5).
"""

import numpy as np

from checker import Exercise, Lines, case, normal, sigmoid

exercise = Exercise(
    "hw1.8",
    title="Logistic regression",
    source="Homework 1, problem 8",
    points={"i": 2, "ii": 2, "iii": 3},
)

GRID = np.arange(-30, 31) / 5
CURVES = ((0.0, 1.0), (2.0, 1.0), (0.0, 3.0), (1.0, -1.0), (-1.0, 0.0))
"""phi0 and phi1 of the curves that the report draws"""


# ---- i: the curve and its parameters ----------------------------------------------------------------------


@exercise.numeric("i", points=0.6, answer="sig(phi0 + phi1 x), entry by entry")
def logistic_curve(phi0, phi1, x):
    r"""The curve of logistic regression.

    The model says with which probability a 1D input belongs to the class 1 of the classes 0 and 1:
    $Pr(y=1|x) = \mathrm{sig}(\phi_0 + \phi_1 x)$ with the logistic sigmoid $\mathrm{sig}(z) = 1/(1 + e^{-z})$.
    Compute this probability for many inputs at once. The report draws curves from your answers.

    Args:
      phi0: the parameter $\phi_0$, a real number.
      phi1: the parameter $\phi_1$, a real number.
      x: inputs, real array of shape `(n,)`.

    Returns:
      the probabilities Pr(y=1|x), real array of shape `(n,)`; finite for all finite inputs.
    """
    return sigmoid(phi0 + phi1 * x)


@logistic_curve.cases
def _(rng):
    yield case(phi0=0.5, phi1=1.5, x=normal(rng, 3))
    for phi0, phi1 in CURVES:
        yield case(phi0=phi0, phi1=phi1, x=GRID)
    yield case(tag="edge", phi0=0.7, phi1=0.0, x=normal(rng, 4))
    yield case(tag="stability", phi0=0.0, phi1=100.0, x=np.array([-10.0, 0.0, 10.0]))
    yield case(tag="stability", phi0=-900.0, phi1=-2.0, x=np.array([-950.0, 0.0, 950.0]))


@logistic_curve.picture
def _(answers, cases):
    drawn = [(case, y) for case, y in zip(cases, answers, strict=True) if case["x"].shape == GRID.shape]
    return Lines(
        title="Logistic regression",
        x_label="x",
        y_label="Pr(y=1|x)",
        x=GRID,
        lines={f"phi0 = {case['phi0']:g}, phi1 = {case['phi1']:g}": y for case, y in drawn},
    )


@logistic_curve.formula
def _(sp, phi0, phi1, x):
    return [1 / (1 + sp.exp(-(phi0 + phi1 * v))) for v in x]


@logistic_curve.misconception
def linear(phi0, phi1, x):
    """A probability lies between 0 and 1: pass the linear function through the sigmoid."""
    return phi0 + phi1 * x


@logistic_curve.misconception
def swapped(phi0, phi1, x):
    """The parameters have changed places: which of them is multiplied by x?"""
    return sigmoid(phi1 + phi0 * x)


@logistic_curve.misconception
def class_0(phi0, phi1, x):
    """This is the probability of the class 0; check the sign in the exponent."""
    return sigmoid(-(phi0 + phi1 * x))


@logistic_curve.misconception
def step(phi0, phi1, x):
    """This is the more probable class; the model gives a probability."""
    return np.where(phi0 + phi1 * x > 0, 1.0, 0.0)


@logistic_curve.misconception
def overflow(phi0, phi1, x):
    """Correct on paper, but exp overflows for large positive exponents, and inf/inf is nan."""
    e = np.exp(phi0 + phi1 * x)
    return e / (1 + e)


@exercise.symbolic(
    "i",
    points=0.6,
    answer="(-phi0/phi1, phi1/4)",
    domain={"phi0": "real", "phi1": "nonzero"},
)
def logistic_curve_features(phi0, phi1):
    r"""Where the curve of logistic regression crosses one half, and how steep it is there.

    The curve is $Pr(y=1|x) = \mathrm{sig}(\phi_0 + \phi_1 x)$ with $\mathrm{sig}(z) = 1/(1 + e^{-z})$ and
    $\phi_1 \ne 0$. Give the input x at which it has the value 1/2, and its slope $d Pr(y=1|x) / dx$ at this
    input.

    Args:
      phi0: SymPy symbol of a real number.
      phi1: SymPy symbol of a real number other than 0.

    Returns:
      the pair (input, slope) of expressions in both symbols. Each counts one half.
    """
    return -phi0 / phi1, phi1 / 4


@logistic_curve_features.misconception
def midpoint_sign(phi0, phi1):
    """Solve for the input at which the argument of the sigmoid is 0, and mind the sign."""
    return phi0 / phi1, phi1 / 4


@logistic_curve_features.misconception
def midpoint_phi0(phi0, phi1):
    """In the argument of the sigmoid the input is multiplied by phi1: the midpoint depends on both."""
    return -phi0, phi1 / 4


@logistic_curve_features.misconception
def slope_phi1(phi0, phi1):
    """The slope of the linear function is multiplied by that of the sigmoid at 0."""
    return -phi0 / phi1, phi1


@logistic_curve_features.misconception
def slope_half(phi0, phi1):
    """The value of the sigmoid at 0 is 1/2; which number is its derivative there?"""
    return -phi0 / phi1, phi1 / 2


@logistic_curve_features.misconception
def slope_without_phi1(phi0, phi1):
    """This is the derivative of the sigmoid at 0; by the chain rule the slope in x has one factor more."""
    return -phi0 / phi1, phi1 / phi1 / 4


@exercise.essay(
    "i",
    points=0.8,
    rubric=(
        "The curves: S-shaped, from 0 to 1, for several pairs of parameters, with a negative phi1 among them.",
        "phi0 shifts the curve: it is the log-odds at x = 0, and the midpoint lies at -phi0/phi1.",
        "phi1 is steepness and direction: steep where |phi1| is large, falling where it is negative, constant "
        "sig(phi0) where it is 0.",
    ),
)
def hw1_8i_essay():
    r"""What the parameters of logistic regression mean.

    Plot $Pr(y=1|x) = \mathrm{sig}(\phi_0 + \phi_1 x)$ against x for several pairs of $\phi_0$ and $\phi_1$, a
    negative $\phi_1$ among them. Say which pairs you took and what the curves look like, and explain the
    qualitative meaning of each parameter: what changes when it grows, when it is 0, when it changes its sign?
    About 100 words.

    Returns:
      the text, a string.
    """


# ---- ii: a suitable loss ----------------------------------------------------------------------------------


def datasets(rng):
    """Arguments with the tags of their cases: parameters, inputs and labels."""
    for labels in ((1, 0), (0, 1, 1), (1, 0, 0, 1), (0, 1) * 10):
        yield "basic", arguments(normal(rng, 2), normal(rng, len(labels), scale=2), labels)
    yield "edge", arguments(normal(rng, 2), normal(rng, 1), (1,))
    yield "edge", arguments((0.0, 0.0), normal(rng, 4), (0, 1, 1, 0))
    yield "edge", arguments(normal(rng, 2), normal(rng, 5), (0,) * 5)
    yield "edge", arguments(normal(rng, 2), normal(rng, 3), (1,) * 3)
    yield "stability", arguments((0.0, 100.0), (-10.0, 10.0, 0.5), (1, 0, 1))
    yield "stability", arguments((2.0, 500.0), (-2.0, 2.0), (0, 1))


def arguments(phi, x, labels):
    """Parameters, inputs and labels by their names."""
    return {"phi0": float(phi[0]), "phi1": float(phi[1]), "x": np.array(x), "y": np.array(labels)}


@exercise.numeric("ii", points=2, answer="sum_i log(1 + exp(z_i)) - y_i z_i with z_i = phi0 + phi1 x_i")
def logistic_loss(phi0, phi1, x, y):
    r"""A loss function for logistic regression.

    The model is $Pr(y=1|x) = \mathrm{sig}(\phi_0 + \phi_1 x)$ with $\mathrm{sig}(z) = 1/(1 + e^{-z})$; the
    labels are 0 and 1. Derive the loss whose minimiser maximises the likelihood of independent examples: the
    negative log-likelihood, as a sum over the examples, with the natural logarithm.

    Args:
      phi0: the parameter $\phi_0$, a real number.
      phi1: the parameter $\phi_1$, a real number.
      x: inputs, real array of shape `(I,)`.
      y: labels, integer array of shape `(I,)` with the entries 0 and 1.

    Returns:
      the loss, a real number; finite for all finite inputs, however wrong or sure the model is.
    """
    z = phi0 + phi1 * x
    return np.sum(np.logaddexp(0, z) - y * z)


@logistic_loss.cases
def _(rng):
    for tag, given in datasets(rng):
        yield case(tag=tag, **given)


@logistic_loss.formula
def _(sp, phi0, phi1, x, y):
    p = [1 / (1 + sp.exp(-(phi0 + phi1 * v))) for v in x]
    q = [1 / (1 + sp.exp(phi0 + phi1 * v)) for v in x]
    return -sum(sp.log(p[i]) if y[i] else sp.log(q[i]) for i in range(len(x)))


@logistic_loss.variant
def mean(phi0, phi1, x, y):
    """The mean over the examples is right as well: it has the same minimiser as the sum."""
    return logistic_loss(phi0, phi1, x, y) / len(x)


@logistic_loss.misconception
def squared(phi0, phi1, x, y):
    """Least squares is the likelihood of normal noise. Which distribution has a label that is 0 or 1?"""
    return ((sigmoid(phi0 + phi1 * x) - y) ** 2).sum()


@logistic_loss.misconception
def log_likelihood(phi0, phi1, x, y):
    """The log-likelihood is maximised, a loss is minimised: mind the sign."""
    return -logistic_loss(phi0, phi1, x, y)


@logistic_loss.misconception
def naive(phi0, phi1, x, y):
    """Right on paper, but where the sigmoid rounds to 0 or 1 a logarithm is infinite. Write both logarithms in
    terms of z, and look for a form such as `np.logaddexp`.
    """
    s = sigmoid(phi0 + phi1 * x)
    return -np.sum(y * np.log(s) + (1 - y) * np.log(1 - s))


@logistic_loss.misconception
def one_term(phi0, phi1, x, y):
    """Examples with the label 0 have a likelihood too: what do they add to the loss?"""
    return np.sum(y * np.logaddexp(0, -(phi0 + phi1 * x)))


@logistic_loss.misconception
def base_2(phi0, phi1, x, y):
    """This is the loss in bits; take the natural logarithm."""
    return logistic_loss(phi0, phi1, x, y) / np.log(2)


@logistic_loss.misconception
def labels_plus_minus_1(phi0, phi1, x, y):
    """This form is for the labels -1 and +1; here they are 0 and 1."""
    return np.sum(np.logaddexp(0, -y * (phi0 + phi1 * x)))


@logistic_loss.misconception
def labels_exchanged(phi0, phi1, x, y):
    """The two terms have changed places: sig(phi0 + phi1 x) is the probability of the label 1."""
    return logistic_loss(phi0, phi1, x, 1 - y)


@logistic_loss.misconception
def no_logarithm(phi0, phi1, x, y):
    """This sums the probabilities of being wrong; the likelihood is a product, and its logarithm is a sum."""
    s = sigmoid(phi0 + phi1 * x)
    return np.sum(np.where(y == 1, 1 - s, s))


# ---- iii: its gradient ------------------------------------------------------------------------------------


@exercise.numeric("iii", points=3, answer="(sum_i r_i, sum_i r_i x_i) with r_i = sig(z_i) - y_i")
def logistic_loss_gradient(phi0, phi1, x, y):
    r"""Gradient of the loss of logistic regression.

    The model is $Pr(y=1|x) = \mathrm{sig}(\phi_0 + \phi_1 x)$ with $\mathrm{sig}(z) = 1/(1 + e^{-z})$, and the
    loss L is its negative log-likelihood: a sum over the examples, with the natural logarithm.

    Args:
      phi0: the parameter $\phi_0$, a real number.
      phi1: the parameter $\phi_1$, a real number.
      x: inputs, real array of shape `(I,)`.
      y: labels, integer array of shape `(I,)` with the entries 0 and 1.

    Returns:
      the pair of derivatives $(\partial L / \partial \phi_0, \partial L / \partial \phi_1)$, real numbers that
      are finite for all finite inputs. Each counts one half.
    """
    r = sigmoid(phi0 + phi1 * x) - y
    return r.sum(), (r * x).sum()


@logistic_loss_gradient.cases
def _(rng):
    for tag, given in datasets(rng):
        yield case(tag=tag, **given)


@logistic_loss_gradient.formula
def _(sp, phi0, phi1, x, y):
    p = sp.symbols("p q")
    z = [p[0] + p[1] * v for v in x]
    loss = sum(sp.log(1 + sp.exp(z[i])) - y[i] * z[i] for i in range(len(x)))
    return tuple(loss.diff(v).subs({p[0]: phi0, p[1]: phi1}) for v in p)


@logistic_loss_gradient.differentiates("phi0", entry="[0]")
@logistic_loss_gradient.differentiates("phi1", entry="[1]")
def _(phi0, phi1, x, y):
    z = phi0 + phi1 * x
    return np.where(y == 1, np.logaddexp(0, -z), np.logaddexp(0, z)).sum()


@logistic_loss_gradient.variant
def of_the_mean(phi0, phi1, x, y):
    """This is the gradient of the mean loss, which is right as well."""
    return tuple(d / len(x) for d in logistic_loss_gradient(phi0, phi1, x, y))


@logistic_loss_gradient.misconception
def sign(phi0, phi1, x, y):
    """This is the gradient of the log-likelihood; that of the loss points the other way."""
    return tuple(-d for d in logistic_loss_gradient(phi0, phi1, x, y))


@logistic_loss_gradient.misconception
def no_x(phi0, phi1, x, y):
    """The two derivatives differ: what is the derivative of phi0 + phi1 x in phi1?"""
    d, _ = logistic_loss_gradient(phi0, phi1, x, y)
    return d, d


@logistic_loss_gradient.misconception
def extra_derivative(phi0, phi1, x, y):
    """The derivative of the sigmoid remains with the squared error; what happens to it after a logarithm?"""
    s = sigmoid(phi0 + phi1 * x)
    r = (s - y) * s * (1 - s)
    return r.sum(), (r * x).sum()


@logistic_loss_gradient.misconception
def exchanged(phi0, phi1, x, y):
    """The two derivatives have changed places: the first one is that in phi0."""
    return logistic_loss_gradient(phi0, phi1, x, y)[::-1]


@logistic_loss_gradient.misconception
def of_linear_regression(phi0, phi1, x, y):
    """The sigmoid is missing: the labels are compared with probabilities."""
    r = phi0 + phi1 * x - y
    return r.sum(), (r * x).sum()


@logistic_loss_gradient.misconception
def no_label(phi0, phi1, x, y):
    """The labels do not enter here, but the loss has to fall when the model agrees with them."""
    s = sigmoid(phi0 + phi1 * x)
    return s.sum(), (s * x).sum()


@logistic_loss_gradient.misconception
def nan_when_sure(phi0, phi1, x, y):
    """Correct on paper, but exp overflows for large positive exponents, and inf/inf is nan."""
    e = np.exp(phi0 + phi1 * x)
    r = e / (1 + e) - y
    return r.sum(), (r * x).sum()
