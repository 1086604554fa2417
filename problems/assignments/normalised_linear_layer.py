"""Backpropagation through a linear layer whose rows are normalised.

Errata of the document: (22) ends in g_j/|w_j| where the index is i (E-A8); (24) prints a sum over i in front of
the gradient in w_i, though y_k does not depend on w_i for k other than i (E-A9). The references are corrected.
"""

import numpy as np

from checker import Exercise, case, normal

exercise = Exercise(
    "assignments.9",
    title="Backprop",
    source="Assignments with Solutions, assignment 9",
    points={"": 10},
)


def rows_of_weights(rng):
    """Matrices of weights without short rows, and a tag each."""
    for m, n in (2, 2), (2, 3), (3, 2), (3, 3), (1, 4), (5, 1), (20, 20):
        yield "basic", weights(rng, m, n)
    yield "edge", weights(rng, 3, 2, lengths=(500.0, 2.0, 0.5))
    yield "stability", weights(rng, 3, 4, lengths=(2e-3, 500.0, 1.0))


def weights(rng, m, n, lengths=None):
    """A matrix of shape (m, n); its rows have about these lengths, or none below a half."""
    while True:
        W = normal(rng, m, n, scale=1.5 if n == 1 else 1.0)
        norms = np.linalg.norm(W, axis=1)
        if norms.min() > 0.5:
            return W if lengths is None else (W * (np.array(lengths) / norms)[:, None]).round(7)


def lengths(W):
    """Euclidean norms of the rows."""
    return np.linalg.norm(W, axis=1)


def twin_length(sp, w):
    """Euclidean norm of a list."""
    return sp.sqrt(sum(v**2 for v in w))


def twin_loss(sp, W, b, x, g):
    """A linear loss whose gradient in y is g, so that its derivatives are those asked for."""
    return sum(
        gi * (sum(u * v for u, v in zip(w, x, strict=True)) + bi) / twin_length(sp, w)
        for w, bi, gi in zip(W, b, g, strict=True)
    )


def loss(W, b, x, g):
    """The same in NumPy."""
    return g @ ((W @ x + b) / np.sqrt((W**2).sum(axis=1)))


# ---- the gradient in the biases ---------------------------------------------------------------------------


@exercise.numeric(points=2, answer="g_i / |w_i|")
def normalized_linear_grad_b(W, g):
    r"""Gradient of the loss in the biases of a normalised linear layer.

    The layer computes $y_i = \frac{w_i \cdot x + b_i}{\lVert w_i \rVert}$ for $i = 1, \dots, m$, with the
    Euclidean norm of the weight vector $w_i$. Given the gradient $g = \nabla_y L$ of the loss in the outputs,
    compute the gradient in b.

    Args:
      W: weights, real array of shape `(m, n)`; row i is $w_i$, and no row is zero.
      g: gradient of the loss in y, real array of shape `(m,)`.

    Returns:
      real array of shape `(m,)`: entry i is the derivative of the loss in $b_i$.
    """
    return g / lengths(W)


@normalized_linear_grad_b.cases
def _(rng):
    for tag, W in rows_of_weights(rng):
        yield case(tag=tag, W=W, g=normal(rng, len(W)))


@normalized_linear_grad_b.formula
def _(sp, W, g):
    b = sp.symbols(f"b:{len(g)}")
    loss = twin_loss(sp, W, b, [0] * len(W[0]), g)
    return [loss.diff(v) for v in b]


@normalized_linear_grad_b.differentiates("b", at=lambda W, g: np.zeros(len(g)))
def _(W, g, b):
    return loss(W, b, np.ones(W.shape[1]), g)


@normalized_linear_grad_b.misconception
def sum_over_outputs(W, g):
    """Only y_i depends on b_i, so no sum over the outputs is left. The printed solution mixes indices here: it
    starts with i and ends with j."""
    return np.full(len(g), (g / lengths(W)).sum())


@normalized_linear_grad_b.misconception
def no_norm(W, g):
    """This is the gradient in the bias of an ordinary linear layer; here y_i is divided by something."""
    return g.copy()


@normalized_linear_grad_b.misconception
def norm_squared(W, g):
    """The output is divided by the norm of w_i, not by its square."""
    return g / lengths(W) ** 2


@normalized_linear_grad_b.misconception
def times_norm(W, g):
    """The bias is divided by the norm on its way into y_i; the derivative does the same."""
    return g * lengths(W)


@normalized_linear_grad_b.misconception
def frobenius(W, g):
    """Each row w_i has a norm of its own; this is the norm of the whole matrix."""
    return g / np.linalg.norm(W)


@normalized_linear_grad_b.misconception
def norms_of_columns(W, g):
    """The norms run along the wrong axis: w_i is a row of W."""
    return g / np.linalg.norm(W, axis=0)


# ---- the gradient in the input ----------------------------------------------------------------------------


@exercise.numeric(points=3, answer="sum_i g_i w_i / |w_i|")
def normalized_linear_grad_x(W, g):
    r"""Gradient of the loss in the input of a normalised linear layer.

    The layer computes $y_i = \frac{w_i \cdot x + b_i}{\lVert w_i \rVert}$ for $i = 1, \dots, m$, with the
    Euclidean norm of the weight vector $w_i$. Given the gradient $g = \nabla_y L$ of the loss in the outputs,
    compute the gradient in x.

    Args:
      W: weights, real array of shape `(m, n)`; row i is $w_i$, and no row is zero.
      g: gradient of the loss in y, real array of shape `(m,)`.

    Returns:
      real array of shape `(n,)`: entry j is the derivative of the loss in $x_j$.
    """
    return W.T @ (g / lengths(W))


@normalized_linear_grad_x.cases
def _(rng):
    for tag, W in rows_of_weights(rng):
        yield case(tag=tag, W=W, g=normal(rng, len(W)))


@normalized_linear_grad_x.formula
def _(sp, W, g):
    x = sp.symbols(f"x:{len(W[0])}")
    loss = twin_loss(sp, W, [0] * len(g), x, g)
    return [loss.diff(v) for v in x]


@normalized_linear_grad_x.differentiates("x", at=lambda W, g: np.zeros(W.shape[1]))
def _(W, g, x):
    return loss(W, np.ones(len(g)), x, g)


@normalized_linear_grad_x.misconception
def ordinary_layer(W, g):
    """This is the gradient of an ordinary linear layer: the division by the norms of the rows is missing."""
    return W.T @ g


@normalized_linear_grad_x.misconception
def column_norms(W, g):
    """The norm in y_i is that of the row w_i of W; here the columns are normalised."""
    return (W / np.linalg.norm(W, axis=0)).T @ g


@normalized_linear_grad_x.misconception
def transposed(W, g):
    """An input x_j enters all outputs: which index of W does the sum run over?"""
    return W @ (g / lengths(W))


@normalized_linear_grad_x.misconception
def squared_norms(W, g):
    """The output is divided by the norm of w_i, not by its square."""
    return W.T @ (g / lengths(W) ** 2)


@normalized_linear_grad_x.misconception
def one_norm_for_all(W, g):
    """Each row w_i has a norm of its own; this is the norm of the whole matrix."""
    return W.T @ g / np.linalg.norm(W)


@normalized_linear_grad_x.misconception
def per_output(W, g):
    """These are the contributions of the single outputs; the total derivative in x_j adds them up."""
    return W * (g / lengths(W))[:, None]


# ---- the gradient in the weights --------------------------------------------------------------------------


@exercise.numeric(points=5, answer="row i is g_i (x / |w_i| - (w_i . x + b_i) w_i / |w_i|^3)")
def normalized_linear_grad_W(W, b, x, g):
    r"""Gradient of the loss in the weights of a normalised linear layer.

    The layer computes $y_i = \frac{w_i \cdot x + b_i}{\lVert w_i \rVert}$ for $i = 1, \dots, m$, with the
    Euclidean norm of the weight vector $w_i$. Given the gradient $g = \nabla_y L$ of the loss in the outputs,
    compute the gradients in all the $w_i$.

    Args:
      W: weights, real array of shape `(m, n)`; row i is $w_i$, and no row is zero.
      b: biases, real array of shape `(m,)`.
      x: input, real array of shape `(n,)`.
      g: gradient of the loss in y, real array of shape `(m,)`.

    Returns:
      real array of shape `(m, n)`: row i is the gradient of the loss in $w_i$.
    """
    r = lengths(W)[:, None]
    y = (W @ x + b)[:, None] / r
    return g[:, None] / r * (x - y * (W / r))  # the norms are not cubed: short rows do not underflow


@normalized_linear_grad_W.cases
def _(rng):
    for tag, W in rows_of_weights(rng):
        m, n = W.shape
        yield case(tag=tag, W=W, b=normal(rng, m), x=normal(rng, n), g=normal(rng, m))
    yield case(tag="edge", W=weights(rng, 2, 3), b=normal(rng, 2), x=np.zeros(3), g=normal(rng, 2))
    yield case(tag="edge", W=weights(rng, 3, 2), b=np.zeros(3), x=normal(rng, 2), g=normal(rng, 3))
    yield case(tag="edge", W=weights(rng, 2, 2), b=np.zeros(2), x=np.zeros(2), g=normal(rng, 2))


@normalized_linear_grad_W.formula
def _(sp, W, b, x, g):
    symbols = [sp.symbols(f"w_{i}_:{len(x)}", real=True) for i in range(len(W))]
    loss = twin_loss(sp, symbols, b, x, g)
    at = {s: v for row, values in zip(symbols, W, strict=True) for s, v in zip(row, values, strict=True)}
    return [[loss.diff(s).subs(at) for s in row] for row in symbols]


@normalized_linear_grad_W.differentiates("W")
def _(W, b, x, g):
    return loss(W, b, x, g)


@normalized_linear_grad_W.misconception
def numerator_only(W, b, x, g):
    """The denominator depends on w_i too: this is a quotient of two functions of w_i."""
    return np.outer(g / lengths(W), x)


@normalized_linear_grad_W.misconception
def second_term_norm_squared(W, b, x, g):
    """One power of the norm is missing in the second term: what is the gradient of 1/|w| in w?"""
    r = lengths(W)
    return np.outer(g / r, x) - (g * (W @ x + b) / r**2)[:, None] * W


@normalized_linear_grad_W.misconception
def no_bias(W, b, x, g):
    """The numerator is the whole of w_i . x + b_i, and its bias belongs in the second term too."""
    return normalized_linear_grad_W(W, np.zeros_like(b), x, g)


@normalized_linear_grad_W.misconception
def doc_sum(W, b, x, g):
    """Here each row is the sum over all outputs, as the printed equation (24) has it. But which of the outputs
    depend on w_i?"""
    return np.tile(normalized_linear_grad_W(W, b, x, g).sum(axis=0), (len(W), 1))


@normalized_linear_grad_W.misconception
def plus(W, b, x, g):
    """Check the sign of the second term: a longer w_i makes the denominator larger, and y_i smaller."""
    return 2 * np.outer(g / lengths(W), x) - normalized_linear_grad_W(W, b, x, g)


@normalized_linear_grad_W.misconception
def sign(W, b, x, g):
    """All signs are the wrong way round: the numerator alone contributes +g_i x / |w_i|."""
    return -normalized_linear_grad_W(W, b, x, g)


@normalized_linear_grad_W.misconception
def transposed_weights(W, b, x, g):
    """The gradient has the shape of W: its rows are outputs, its columns inputs."""
    return normalized_linear_grad_W(W, b, x, g).T


@normalized_linear_grad_W.misconception
def without_upstream_gradient(W, b, x, g):
    """These are the derivatives of the outputs; those of the loss have g_i as a factor."""
    return normalized_linear_grad_W(W, b, x, np.ones_like(g))
