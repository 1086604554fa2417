"""Backpropagation through a layer that adds two inputs, two places apart.

Erratum of the document: in its equation (6) the cases j <= 2, j = 2 ... N-2 and j >= N-2 overlap at j = 2 and
j = N-2, and for N = 3 they send g to the middle input, which no output depends on (E-A2). The reference sums
over the outputs instead; the printed cases, read in any order, are known misconceptions.
"""

import numpy as np

from checker import Exercise, case, normal

exercise = Exercise(
    "assignments.2",
    title="Backpropagation",
    source="Assignments with Solutions, assignment 2",
    points={"": 10},
)

SIZES = (3, 4, 5, 6, 10, 200)


def backpropagated(sp, g, variable, *, a=None, x=None):
    """Derivative of sum_i g_i y_i in `variable(a, b, x)`, by SymPy, at that a and x."""
    A, b, X = sp.Symbol("a"), sp.Symbol("b"), sp.symbols(f"x:{len(g) + 2}")
    loss = sum(v * (A * (X[i] + X[i + 2]) + b) for i, v in enumerate(g))
    point = dict(zip(X, x or X, strict=True)) | {A: A if a is None else a}
    found = variable(A, b, X)
    if isinstance(found, tuple):
        return [loss.diff(v).subs(point) for v in found]
    return loss.diff(found).subs(point)


def loss(g, a, b, x):
    """A loss with the gradient g in the outputs."""
    return g @ (a * (x[:-2] + x[2:]) + b)


# ---- the gradient in a ------------------------------------------------------------------------------------


@exercise.numeric(points=3, answer="sum_i g_i (x_i + x_{i+2})")
def shifted_sum_grad_a(x, g):
    r"""Gradient of the loss in the factor of a layer.

    From its input $x \in \mathbb{R}^N$, $N \ge 3$, a layer computes the $N - 2$ outputs
    $y_i = a (x_i + x_{i+2}) + b$ for $i = 1, \dots, N - 2$, with the real parameters a and b, which all
    outputs share. Some loss L depends on y, and its gradient $g = \nabla_y L$ is given. Compute
    $\partial L / \partial a$.

    Args:
      x: input of the layer, real array of shape `(N,)`; `x[0]` is $x_1$.
      g: gradient of the loss in y, real array of shape `(N - 2,)`; `g[0]` is $\partial L / \partial y_1$.

    Returns:
      the derivative of the loss in a, a real number.
    """
    return g @ (x[:-2] + x[2:])


@shifted_sum_grad_a.cases
def _(rng):
    for n in SIZES:
        yield case(x=normal(rng, n), g=normal(rng, n - 2))
    yield case(tag="edge", x=normal(rng, 4), g=np.zeros(2))


@shifted_sum_grad_a.formula
def _(sp, x, g):
    return backpropagated(sp, g, lambda a, b, x: a, x=x)


@shifted_sum_grad_a.differentiates("a", at=lambda x, g: 0.5)
def _(x, g, a):
    return loss(g, a, 0.25, x)


@shifted_sum_grad_a.misconception
def one_term(x, g):
    """Each output depends on two inputs, x_i and x_{i+2}: the second one is missing."""
    return g @ x[:-2]


@shifted_sum_grad_a.misconception
def other_term(x, g):
    """Each output depends on two inputs, x_i and x_{i+2}: the first one is missing."""
    return g @ x[2:]


@shifted_sum_grad_a.misconception
def neighbours(x, g):
    """The second input of y_i stands two places further, not one."""
    return g @ (x[:-2] + x[1:-1])


@shifted_sum_grad_a.misconception
def no_g(x, g):
    """This is the derivative of the sum of all outputs. By the chain rule each dy_i/da is weighted with g_i."""
    return (x[:-2] + x[2:]).sum()


@shifted_sum_grad_a.misconception
def unsummed(x, g):
    """The parameter a is shared by all outputs, so the loss depends on it in N - 2 ways: add them up."""
    return g * (x[:-2] + x[2:])


@shifted_sum_grad_a.misconception
def averaged(x, g):
    """The chain rule adds up over the outputs; it does not take their mean."""
    return (g * (x[:-2] + x[2:])).mean()


# ---- the gradient in b ------------------------------------------------------------------------------------


@exercise.numeric(points=2, answer="sum_i g_i")
def shifted_sum_grad_b(g):
    r"""Gradient of the loss in the bias of a layer.

    From its input $x \in \mathbb{R}^N$, $N \ge 3$, a layer computes the $N - 2$ outputs
    $y_i = a (x_i + x_{i+2}) + b$ for $i = 1, \dots, N - 2$, with the real parameters a and b, which all
    outputs share. Some loss L depends on y, and its gradient $g = \nabla_y L$ is given. Compute
    $\partial L / \partial b$.

    Args:
      g: gradient of the loss in y, real array of shape `(N - 2,)`; `g[0]` is $\partial L / \partial y_1$.

    Returns:
      the derivative of the loss in b, a real number.
    """
    return g.sum()


@shifted_sum_grad_b.cases
def _(rng):
    for n in SIZES:
        yield case(g=normal(rng, n - 2))
    yield case(tag="edge", g=np.zeros(2))


@shifted_sum_grad_b.formula
def _(sp, g):
    return backpropagated(sp, g, lambda a, b, x: b)


@shifted_sum_grad_b.differentiates("b", at=lambda g: 0.25)
def _(g, b):
    return loss(g, 0.5, b, np.arange(len(g) + 2.0))


@shifted_sum_grad_b.misconception
def mean(g):
    """The chain rule adds up over the outputs; it does not take their mean."""
    return g.mean()


@shifted_sum_grad_b.misconception
def one_for_each_output(g):
    """The bias is shared by all outputs, so the loss depends on it in N - 2 ways: add them up."""
    return g


@shifted_sum_grad_b.misconception
def count(g):
    """This is the derivative of the sum of all outputs. By the chain rule, each dy_i/db is weighted with g_i."""
    return float(len(g))


@shifted_sum_grad_b.misconception
def one(g):
    """This is dy_i/db for a single output. The loss sees b through all of them, each with its weight g_i."""
    return 1.0


# ---- the gradient in x ------------------------------------------------------------------------------------


@exercise.numeric(points=5, answer="dL/dx_j = a (g_j [j <= N-2] + g_{j-2} [j >= 3]),  j = 1 ... N")
def shifted_sum_grad_x(a, g):
    r"""Gradient of the loss in the input of a layer.

    From its input $x \in \mathbb{R}^N$, $N \ge 3$, a layer computes the $N - 2$ outputs
    $y_i = a (x_i + x_{i+2}) + b$ for $i = 1, \dots, N - 2$, with the real parameters a and b. Some loss L
    depends on y, and its gradient $g = \nabla_y L$ is given. Compute $\nabla_x L$ for every $N \ge 3$. Mind the
    inputs near both ends: which outputs does each of them feed?

    Args:
      a: factor of the layer, a real number.
      g: gradient of the loss in y, real array of shape `(N - 2,)`; `g[0]` is $\partial L / \partial y_1$.

    Returns:
      the gradient of the loss in x, real array of shape `(N,)`; its first entry is
      $\partial L / \partial x_1$.
    """
    return a * (np.append(g, [0, 0]) + np.append([0, 0], g))


@shifted_sum_grad_x.cases
def _(rng):
    for n in SIZES:
        yield case(a=factor(rng), g=normal(rng, n - 2))
    yield case(tag="edge", a=0.0, g=normal(rng, 3))
    yield case(tag="edge", a=-1.5, g=np.array([0.0, 2.0, 0.0, 0.0, -1.0]))


@shifted_sum_grad_x.formula
def _(sp, a, g):
    return backpropagated(sp, g, lambda a, b, x: x, a=a)


@shifted_sum_grad_x.differentiates("x", at=lambda a, g: np.arange(len(g) + 2.0))
def _(a, g, x):
    return loss(g, a, 0.25, x)


def factor(rng):
    """A number of either sign, away from 0 and from 1, where a forgotten factor would not show."""
    return round(float(rng.choice([-1, 1]) * rng.uniform(0.3, 0.8)), 3)


def printed_cases(a, g, order):
    """Equation (6) as printed, with j from 1 and g[-1] what Python makes of it; the first case that fits wins."""
    N = len(g) + 2
    rows = {
        "first": (lambda j: j <= 2, lambda j: g[j - 1]),
        "middle": (lambda j: 2 <= j <= N - 2, lambda j: g[j - 1] + g[j - 3]),
        "last": (lambda j: j >= N - 2, lambda j: g[j - 3]),
    }
    return np.array([a * next(rows[name][1](j) for name in order if rows[name][0](j)) for j in range(1, N + 1)])


@shifted_sum_grad_x.misconception
def doc_first_case(a, g):
    """The printed cases in this order are right from N = 4 on. For N = 3 the middle input feeds no output, but
    the case j <= 2 of the printed solution asks there for a g_2 that does not exist.
    """
    return printed_cases(a, g, ["first", "middle", "last"])


@shifted_sum_grad_x.misconception
def doc_first_case_by_slices(a, g):
    """The printed cases in this order are right from N = 4 on. For N = 3 the middle input feeds no output, so
    the loss does not depend on it; the case j <= 2 of the printed solution overlooks that.
    """
    gradient = np.empty(len(g) + 2)
    gradient[:2] = a * g[:2]
    gradient[2:-2] = a * (g[2:] + g[:-2]) if len(g) > 2 else 0
    gradient[-2:] = a * g[-2:]
    return gradient


@shifted_sum_grad_x.misconception
def doc_later_case(a, g):
    """The printed cases overlap at j = 2 and at j = N - 2, and the later one is not the right one there: x_2
    feeds y_2 only, while x_{N-2} feeds y_{N-2} and y_{N-4}. And for N = 3, which outputs does x_2 feed?
    """
    return printed_cases(a, g, ["last", "middle", "first"])


@shifted_sum_grad_x.misconception
def doc_later_case_with_zeros(a, g):
    """The printed cases overlap at j = N - 2, and the last one is not the right one there: x_{N-2} feeds
    y_{N-4}, and also y_{N-2}.
    """
    gradient = shifted_sum_grad_x(a, g)
    gradient[-3:] = a * np.append([0, 0], g)[-3:]
    return gradient


@shifted_sum_grad_x.misconception
def doc_ends_first(a, g):
    """The printed cases overlap at j = N - 2, and the last one is not the right one there: x_{N-2} feeds
    y_{N-4}, and also y_{N-2}. And for N = 3, which outputs does x_2 feed?
    """
    return printed_cases(a, g, ["first", "last", "middle"])


@shifted_sum_grad_x.misconception
def doc_middle_first(a, g):
    """The printed cases overlap at j = 2, and the middle one is not the right one there: there is no g_0, for
    x_2 feeds y_2 only. And for N = 3, which outputs does x_2 feed?
    """
    return printed_cases(a, g, ["middle", "first", "last"])


@shifted_sum_grad_x.misconception
def first_tap_only(a, g):
    """The input x_j is also the second summand of an output, namely of y_{j-2}."""
    return a * np.append(g, [0, 0])


@shifted_sum_grad_x.misconception
def second_tap_only(a, g):
    """The input x_j is also the first summand of an output, namely of y_j."""
    return a * np.append([0, 0], g)


@shifted_sum_grad_x.misconception
def wraparound(a, g):
    """There is no wrap-around: inputs near the ends feed one output only, and g does not continue from its
    other end.
    """
    n, j = len(g), np.arange(len(g) + 2)
    return a * (g[j % n] + g[(j - 2) % n])


@shifted_sum_grad_x.misconception
def negative_index(a, g):
    """At the first two inputs g_{j-2} does not exist; a negative index takes it from the other end of g."""
    n = len(g)
    return a * np.array([(g[j] if j < n else 0) + g[j - 2] for j in range(n + 2)])


@shifted_sum_grad_x.misconception
def shift_of_one(a, g):
    """The second summand of an output stands two places further, not one."""
    return a * (np.append(g, [0, 0]) + np.concatenate([[0], g, [0]]))


@shifted_sum_grad_x.misconception
def wrong_direction(a, g):
    """This runs the layer forward once more, over g. Backwards the shift turns round: which outputs does x_j
    feed?
    """
    return a * (np.append(g, [0, 0]) + np.append(g[2:], [0] * min(4, len(g) + 2)))


@shifted_sum_grad_x.misconception
def no_a(a, g):
    """The derivative of an output in each of its two inputs is a, not 1."""
    return np.append(g, [0, 0]) + np.append([0, 0], g)


@shifted_sum_grad_x.misconception
def both_always(a, g):
    """Each input feeds two outputs at most, not all of them: do not add up all of g."""
    return np.full(len(g) + 2, a * g.sum())
