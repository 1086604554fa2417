"""The chain rule on a quotient with two sigmoids, node by node.

Errata of the document: the letter sigma is the sigmoid here and the softmax in question 2, so the prompts
name the function (E-K3).
"""

from checker import Exercise, Tolerance, case, sigmoid, uniform

exercise = Exercise(
    "lab3.3",
    title="Chain rule",
    source="Deep Learning Teaching Kit, Lab 3, question 3",
    points={"a": 4, "b": 4},
)


# ---- a: the derivative along every edge of the graph ------------------------------------------------------


@exercise.numeric(
    "a",
    points=2.4,
    answer="1/q, -n/q^2, 2x, s'(y), 3 - s'(x), 1 with s' = s (1 - s)",
)
def quotient_local_derivatives(x, y):
    r"""Local derivatives from which the chain rule builds the gradient of a quotient.

    The function is $f(x, y) = \frac{x^2 + s(y)}{3x + y - s(x)}$ with the sigmoid $s(z) = 1 / (1 + e^{-z})$.
    Split it into the numerator $n = x^2 + s(y)$, the denominator $q = 3x + y - s(x)$ and $f = n / q$. Give
    the partial derivative along each edge of this graph, at the point (x, y). No closed form of the whole
    gradient is needed: it follows from these six numbers.

    Args:
      x: real number.
      y: real number, such that q is not 0.

    Returns:
      dict of six real numbers: `df_dn` and `df_dq`, the derivatives of f with n and q as independent
      variables; `dn_dx`, `dn_dy`, `dq_dx`, `dq_dy`, those of n and q. All are finite for all finite x and y
      with q not 0.
    """
    n, q = x**2 + sigmoid(y), 3 * x + y - sigmoid(x)
    return {
        "df_dn": 1 / q,
        "df_dq": -n / q**2,
        "dn_dx": 2 * x,
        "dn_dy": sigmoid(y) * sigmoid(-y),  # s' = s (1 - s), and 1 - s(y) = s(-y)
        "dq_dx": 3 - sigmoid(x) * sigmoid(-x),
        "dq_dy": 1.0,
    }


@quotient_local_derivatives.cases
def _(rng):
    count = 0
    while count < 6:
        x, y = map(float, uniform(rng, 2, low=-2, high=2))
        q = 3 * x + y - sigmoid(x)
        if abs(q) > 0.3 and abs(abs(q) - 1) > 0.1:  # at |q| = 1 a forgotten square would not show
            yield case(x=x, y=y)
            count += 1
    yield case(x=1.0, y=0.0)
    yield case(tag="edge", x=0.0, y=1.5)
    yield case(tag="edge", x=0.0, y=0.0)
    yield case(tag="edge", x=-1.25, y=0.0)
    yield case(tag="stability", x=30.0, y=800.0)
    yield case(tag="stability", x=-800.0, y=-900.0)
    yield case(tag="stability", x=900.0, y=-1000.0)


@quotient_local_derivatives.formula
def _(sp, x, y):
    X, Y, N, Q = sp.symbols("x y n q")
    n, q = X**2 + 1 / (1 + sp.exp(-Y)), 3 * X + Y - 1 / (1 + sp.exp(-X))
    point = {X: x, Y: y}
    nodes = {N: n.subs(point), Q: q.subs(point)}
    local = {f"d{name}_d{v}": node.diff(v).subs(point) for name, node in (("n", n), ("q", q)) for v in (X, Y)}
    return {"df_dn": (N / Q).diff(N).subs(nodes), "df_dq": (N / Q).diff(Q).subs(nodes), **local}


@quotient_local_derivatives.differentiates("n", entry="df_dn", at=lambda x, y: x**2 + sigmoid(y))
def _(x, y, n):
    return n / (3 * x + y - sigmoid(x))


@quotient_local_derivatives.differentiates("q", entry="df_dq", at=lambda x, y: 3 * x + y - sigmoid(x))
def _(x, y, q):
    return (x**2 + sigmoid(y)) / q


@quotient_local_derivatives.differentiates("x", entry="dn_dx")
@quotient_local_derivatives.differentiates("y", entry="dn_dy")
def _(x, y):
    return x**2 + sigmoid(y)


@quotient_local_derivatives.differentiates("x", entry="dq_dx")
@quotient_local_derivatives.differentiates("y", entry="dq_dy")
def _(x, y):
    return 3 * x + y - sigmoid(x)


@quotient_local_derivatives.misconception
def denominator_sign(x, y):
    """Check the sign of the denominator's branch: n is positive, so does n/q rise or fall when q grows?"""
    right = quotient_local_derivatives(x, y)
    return right | {"df_dq": -right["df_dq"]}


@quotient_local_derivatives.misconception
def q_not_squared(x, y):
    """A power of q is missing in the denominator's branch: what is the derivative of 1/q in q?"""
    right = quotient_local_derivatives(x, y)
    return right | {"df_dq": right["df_dq"] / right["df_dn"]}


@quotient_local_derivatives.misconception
def sigma_of_x_constant(x, y):
    """The denominator depends on x in two places; this is the derivative of one of them."""
    return quotient_local_derivatives(x, y) | {"dq_dx": 3.0}


@quotient_local_derivatives.misconception
def sigma_prime_is_sigma(x, y):
    """The derivative of the sigmoid is s' = s (1 - s), not s itself."""
    return quotient_local_derivatives(x, y) | {"dn_dy": sigmoid(y)}


@quotient_local_derivatives.misconception
def plus_sigma_prime(x, y):
    """The sigmoid s(x) is subtracted in the denominator, so keep the minus in dq/dx."""
    return quotient_local_derivatives(x, y) | {"dq_dx": 3 + sigmoid(x) * sigmoid(-x)}


@exercise.essay(
    "a",
    points=1.6,
    rubric=(
        "f is split into nodes, the numerator n, the denominator q and the two sigmoids; a forward pass "
        "computes their values, then a backward pass the derivatives",
        "df/dx = df/dn dn/dx + df/dq dq/dx, and the same for y: both paths are summed",
        "s' = s (1 - s) reuses the values of the sigmoids that were computed already; no closed formula is "
        "needed",
    ),
)
def lab3_3a_essay():
    r"""How the chain rule gives the gradient of a quotient without a formula for it.

    The function is again $f(x, y) = \frac{x^2 + s(y)}{3x + y - s(x)}$ with the sigmoid
    $s(z) = 1 / (1 + e^{-z})$. Describe how you would calculate $\partial f / \partial x$ and
    $\partial f / \partial y$ at a point without writing these derivatives out: what is computed, in which
    order, how the pieces are put together, and which values serve twice. About five sentences.

    Returns:
      the text, a string.
    """


# ---- b: the gradient at one point -------------------------------------------------------------------------


@exercise.value(
    "b",
    points=4,
    tolerance=Tolerance(rtol=0, atol=5.1e-4),  # three decimals, as the prompt says, are off by 5e-4 at most
    answer="(0.0646454138, -0.1811863637)",
)
def quotient_gradient_at_1_0():
    r"""Gradient of the quotient at x = 1, y = 0.

    The function is $f(x, y) = \frac{x^2 + s(y)}{3x + y - s(x)}$ with the sigmoid $s(z) = 1 / (1 + e^{-z})$.
    Evaluate $\partial f / \partial x$ and $\partial f / \partial y$ at $x = 1$, $y = 0$. A value that is
    rounded to three decimals is exact enough.

    Returns:
      the pair `(df_dx, df_dy)` of real numbers.
    """
    d = quotient_local_derivatives(1.0, 0.0)
    return d["df_dn"] * d["dn_dx"] + d["df_dq"] * d["dq_dx"], d["df_dn"] * d["dn_dy"] + d["df_dq"] * d["dq_dy"]


@quotient_gradient_at_1_0.formula
def _(sp):
    x, y = sp.symbols("x y")
    f = (x**2 + 1 / (1 + sp.exp(-y))) / (3 * x + y - 1 / (1 + sp.exp(-x)))
    return f.diff(x).subs({x: 1, y: 0}), f.diff(y).subs({x: 1, y: 0})


@quotient_gradient_at_1_0.differentiates("x", entry="[0]", at=lambda: 1.0)
def _(x):
    return (x**2 + 0.5) / (3 * x - sigmoid(x))


@quotient_gradient_at_1_0.differentiates("y", entry="[1]", at=lambda: 0.0)
def _(y):
    return (1 + sigmoid(y)) / (3 + y - sigmoid(1.0))


@quotient_gradient_at_1_0.misconception
def quotient_sign():
    """Check the sign of the denominator's term: the numerator is positive, so does n/q rise or fall when q
    grows?"""
    s, n = sigmoid(1.0), 1.5
    q = 3 - s
    return 2 / q + n / q**2 * (3 - s * (1 - s)), 0.25 / q + n / q**2


@quotient_gradient_at_1_0.misconception
def sigma_1_rounded():
    """The sigmoid at 1 is 0.7311; only at 0 is it 0.5."""
    s, n = 0.5, 1.5
    q = 3 - s
    return 2 / q - n / q**2 * (3 - s * (1 - s)), 0.25 / q - n / q**2


@quotient_gradient_at_1_0.misconception
def sigma_prime_at_0_half():
    """The sigmoid at 0 is 1/2, but its derivative there is 1/4."""
    s, n = sigmoid(1.0), 1.5
    q = 3 - s
    return 2 / q - n / q**2 * (3 - s * (1 - s)), 0.5 / q - n / q**2


@quotient_gradient_at_1_0.misconception
def sigma_x_constant():
    """The denominator depends on x in two places; only one of them is differentiated here."""
    s, n = sigmoid(1.0), 1.5
    q = 3 - s
    return 2 / q - 3 * n / q**2, 0.25 / q - n / q**2


@quotient_gradient_at_1_0.misconception
def swapped():
    """The order is (df/dx, df/dy): the two derivatives have changed places."""
    return quotient_gradient_at_1_0()[::-1]
