"""Logistic regression: its loss is convex, and why.

Errata of the document: convex it is always, strictly only where two inputs differ, and without any minimum where
the classes can be separated (E-W5).
"""

import numpy as np

from checker import Exercise, NeedsReview, NotExact, Symbol, Tree, case, equivalence, exact_value, normal, sigmoid

exercise = Exercise(
    "hw1.8",
    title="Logistic regression",
    source="Homework 1, problem 8",
    points={"v": 2},
)


# ---- v: yes or no -----------------------------------------------------------------------------------------


@exercise.value("v", points=0.2, answer="True")
def logistic_loss_is_convex():
    r"""Whether the loss of logistic regression is convex.

    The model is $Pr(y=1|x) = \mathrm{sig}(\phi_0 + \phi_1 x)$ with $\mathrm{sig}(z) = 1/(1 + e^{-z})$, the loss
    is its negative log-likelihood on data with labels 0 and 1. Is it a convex function of
    $(\phi_0, \phi_1)$, whatever the data?

    Returns:
      a truth value.
    """
    return True


@logistic_loss_is_convex.misconception
def no():
    """The sigmoid itself is not convex, but what becomes of it under minus the logarithm? Look at the Hessian."""
    return False


# ---- v: the Hessian ---------------------------------------------------------------------------------------


@exercise.numeric("v", points=0.9, answer="sum_i w_i [[1, x_i], [x_i, x_i^2]] with w_i = s_i (1 - s_i)")
def logistic_loss_hessian(phi0, phi1, x):
    r"""Hessian of the loss of logistic regression.

    The model is $Pr(y=1|x) = \mathrm{sig}(\phi_0 + \phi_1 x)$ with $\mathrm{sig}(z) = 1/(1 + e^{-z})$, and the
    loss L is its negative log-likelihood: a sum over the examples, with the natural logarithm. Give the matrix
    of the second derivatives of L in $\phi_0$ and $\phi_1$. It does not depend on the labels.

    Args:
      phi0: the parameter $\phi_0$, a real number.
      phi1: the parameter $\phi_1$, a real number.
      x: inputs, real array of shape `(I,)`.

    Returns:
      real array of shape `(2, 2)`: entry `[j, k]` is
      $\partial^2 L / \partial \phi_j\, \partial \phi_k$, with j and k counted from 0.
    """
    z = phi0 + phi1 * x
    w = sigmoid(z) * sigmoid(-z)
    return np.array([[w.sum(), (w * x).sum()], [(w * x).sum(), (w * x * x).sum()]])


@logistic_loss_hessian.cases
def _(rng):
    for n in 2, 3, 5, 20:
        yield case(phi0=float(normal(rng)), phi1=float(normal(rng)), x=normal(rng, n, scale=1.5))
    yield case(tag="edge", phi0=0.0, phi1=0.0, x=normal(rng, 3))
    yield case(tag="edge", phi0=float(normal(rng)), phi1=float(normal(rng)), x=normal(rng, 1))
    yield case(tag="edge", phi0=0.4, phi1=-0.8, x=np.full(4, 1.5))
    yield case(tag="stability", phi0=0.0, phi1=100.0, x=np.array([-10.0, 10.0, 0.01]))


@logistic_loss_hessian.formula
def _(sp, phi0, phi1, x):
    p = sp.symbols("p q")
    loss = sum(sp.log(1 + sp.exp(p[0] + p[1] * v)) for v in x)
    return sp.hessian(loss, p).subs({p[0]: phi0, p[1]: phi1}).tolist()


@logistic_loss_hessian.differentiates("phi", at=lambda phi0, phi1, x: np.array([phi0, phi1]))
def _(phi0, phi1, x, phi):
    s = sigmoid(phi[0] + phi[1] * x)
    return np.array([s.sum(), (s * x).sum()])  # the gradient for labels 0: the Hessian is its derivative


@logistic_loss_hessian.variant
def of_the_mean(phi0, phi1, x):
    """This is the Hessian of the mean loss, which is right as well."""
    return logistic_loss_hessian(phi0, phi1, x) / len(x)


@logistic_loss_hessian.misconception
def no_weights(phi0, phi1, x):
    """This is half the Hessian of linear regression: the first derivatives hold the sigmoid, so differentiate
    it as well.
    """
    return np.array([[len(x), x.sum()], [x.sum(), (x**2).sum()]])


@logistic_loss_hessian.misconception
def sigmoid_for_its_derivative(phi0, phi1, x):
    """The second derivatives hold the derivative of the sigmoid, here stands the sigmoid itself."""
    s = sigmoid(phi0 + phi1 * x)
    return np.array([[s.sum(), (s * x).sum()], [(s * x).sum(), (s * x * x).sum()]])


@logistic_loss_hessian.misconception
def sign(phi0, phi1, x):
    """This is the Hessian of the log-likelihood; the loss has the other sign."""
    return -logistic_loss_hessian(phi0, phi1, x)


@logistic_loss_hessian.misconception
def factor_2(phi0, phi1, x):
    """The factor 2 belongs to squared errors; it does not occur here."""
    return 2 * logistic_loss_hessian(phi0, phi1, x)


@logistic_loss_hessian.misconception
def no_cross(phi0, phi1, x):
    """The derivative in one parameter still depends on the other one: the mixed derivatives are not 0."""
    return np.diag(np.diag(logistic_loss_hessian(phi0, phi1, x)))


@logistic_loss_hessian.misconception
def parameters_swapped(phi0, phi1, x):
    """The first row and column belong to phi0, the second ones to phi1."""
    return logistic_loss_hessian(phi0, phi1, x)[::-1, ::-1]


# ---- v: the proof -----------------------------------------------------------------------------------------

MOST_SQUARES = 200


@exercise.witness("v", points=0.9, answer="sum_i w_i (v0 + v1 x_i)^2")
def logistic_quadratic_form_squares(v0, v1, x, w):
    r"""Proof that the Hessian of logistic regression is positive semidefinite.

    A loss is convex if $v^T H v \ge 0$ for its Hessian H at every point and every vector $v = (v_0, v_1)$. Let
    H be the Hessian of the negative log-likelihood of $Pr(y=1|x) = \mathrm{sig}(\phi_0 + \phi_1 x)$, summed
    over the examples, and let $w_i > 0$ stand for the derivative of the sigmoid at $\phi_0 + \phi_1 x_i$. Write
    the quadratic form as a sum of squares with positive weights, $v^T H v = \sum_m c_m q_m^2$. The identity is
    checked by algebra; so use exact numbers, such as integers or `sympy.Rational(1, 3)`.

    Args:
      v0: SymPy symbol of a real number, entry 0 of v.
      v1: SymPy symbol of a real number, entry 1 of v.
      x: inputs, a tuple of I SymPy symbols of real numbers.
      w: the derivatives of the sigmoid, a tuple of I SymPy symbols of positive numbers.

    Returns:
      list of pairs `(c, q)`: a weight that is seen to be positive, made of positive numbers and symbols of w by
      sums, products and quotients; and the expression that is squared in the sum, a polynomial in the symbols.
    """
    return [(w_i, v0 + v1 * x_i) for w_i, x_i in zip(w, x, strict=True)]


@logistic_quadratic_form_squares.cases
def _(rng):
    v0, v1 = Symbol("v0", "real"), Symbol("v1", "real")
    for n in 1, 2, 3:
        x = tuple(Symbol(f"x{i}", "real") for i in range(n))
        yield case(v0=v0, v1=v1, x=x, w=tuple(Symbol(f"w{i}", "positive") for i in range(n)))


@logistic_quadratic_form_squares.accepts
def _(answer, case):
    weights = {symbol.name: "positive" for symbol in case["w"]}
    others = {symbol.name: "real" for symbol in (case["v0"], case["v1"], *case["x"])}
    if reason := not_squares(answer, weights, others):
        return reason
    total = added(times(plain(weight), power(root, 2)) for weight, root in answer)
    form = added(
        term
        for x, w in zip(map(leaf, case["x"]), map(leaf, case["w"]), strict=True)
        for term in (
            times(w, power(leaf(case["v0"]), 2)),
            times(2, w, x, leaf(case["v0"]), leaf(case["v1"])),
            times(w, power(x, 2), power(leaf(case["v1"]), 2)),
        )
    )
    found = equivalence(total, form, weights | others)
    if found.verdict == "equal" and found.decided_by != "evidence":
        return None
    if found.verdict != "different":
        return NeedsReview("The checker could not tell whether these squares add up to the quadratic form.")
    return (
        f"For I = {len(case['x'])} the squares do not add up to the quadratic form of the Hessian. Expand "
        "v^T H v for one example first: which square is it?"
    )


def not_squares(answer, weights, others):
    """Why the answer is no sum of squares with positive weights, None where it is."""
    if not isinstance(answer, list | tuple) or not 0 < len(answer) <= MOST_SQUARES:
        return f"The answer should be a list of pairs (c, q), at least one and at most {MOST_SQUARES}."
    for number, pair in enumerate(answer, 1):
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            return f"Entry {number} of the list should be a pair (c, q) of a weight and an expression."
        weight, root = plain(pair[0]), pair[1]
        if not is_positive(weight, weights):
            return (
                f"The weight of pair {number} is not seen to be positive: build it from positive numbers and the "
                "symbols of w by sums, products and quotients."
            )
        if not is_real(root, weights, others):
            return (
                f"The second entry of pair {number} should be a polynomial in the symbols with real coefficients."
            )
    return None


def is_positive(tree, weights):
    """Whether a tree is positive at sight: positive numbers and symbols, their sums, products and powers."""
    if isinstance(tree, Tree) and tree.head == "Symbol":
        return bool(tree.args) and tree.args[0] in weights
    if isinstance(tree, Tree) and tree.head in ("Add", "Mul"):
        return bool(tree.args) and all(is_positive(arg, weights) for arg in tree.args)
    if isinstance(tree, Tree) and tree.head == "Pow" and len(tree.args) == 2:
        return is_positive(tree.args[0], weights) and is_number(tree.args[1])
    return is_number(tree) and exact_value(tree, {}) > 0


def is_number(tree):
    """Whether a tree is a number whose exact value is known."""
    try:
        return not isinstance(exact_value(tree, {}), bool)
    except NotExact:
        return False


def is_real(tree, weights, others):
    """Whether a tree is a polynomial whose coefficients are numbers, or positive at sight."""
    if is_number(tree) or is_positive(tree, weights):
        return True
    if not isinstance(tree, Tree):
        return False
    match tree.head, tree.args:
        case "Symbol", (name, *_):
            return name in others
        case "Add" | "Mul", args:
            return all(is_real(arg, weights, others) for arg in args)
        case "Pow", (base, int(exponent)) if exponent >= 0:
            return is_real(base, weights, others)
    return False


def plain(value):
    """The number in an array without axes, which is how NumPy's own numbers arrive."""
    return value.item() if isinstance(value, np.ndarray) and value.ndim == 0 else value


def leaf(symbol):
    """The tree of a symbol."""
    return Tree("Symbol", (symbol.name, ""))


def added(terms):
    """The tree of a sum."""
    return Tree("Add", (0, *terms))


def times(*factors):
    """The tree of a product."""
    return Tree("Mul", factors)


def power(base, exponent):
    """The tree of a power."""
    return Tree("Pow", (base, exponent))


@logistic_quadratic_form_squares.misconception
def weights_dropped(v0, v1, x, w):
    """The weights are gone: each example counts with the derivative of the sigmoid at its input."""
    return [(1, v0 + v1 * x_i) for x_i in x]


@logistic_quadratic_form_squares.misconception
def diagonal_only(v0, v1, x, w):
    """The cross term with v0 v1 is missing: the Hessian has entries off the diagonal."""
    return [pair for x_i, w_i in zip(x, w, strict=True) for pair in ((w_i, v0), (w_i, v1 * x_i))]


@logistic_quadratic_form_squares.misconception
def sum_first(v0, v1, x, w):
    """The square of a mean is not the mean of the squares: each example has its own square."""
    import sympy as sp

    return [(sum(w), v0 + v1 * sum(x) / sp.Integer(len(x)))]


@logistic_quadratic_form_squares.misconception
def difference(v0, v1, x, w):
    """Expand your squares for one example, and compare the sign of the cross term with the Hessian's."""
    return [(w_i, v0 - v1 * x_i) for x_i, w_i in zip(x, w, strict=True)]
