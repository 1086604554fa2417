"""Online k-means: one example moves one centre, and what an epoch of that costs.

Errata of the document: its update y_k + alpha (x - y_k) absorbs the 2 of the gradient 2 (y_k - x) in alpha; the
prompt says so, and the step with the 2 counts too. Where two centres are equally near, the minimum has no
gradient: no such case is drawn (E-A7).
"""

import numpy as np

from checker import Exercise, case, normal

exercise = Exercise(
    "assignments.8",
    title="K-means",
    source="Assignments with Solutions, assignment 8",
    points={"a": 7, "b": 3},
)


def distances(x, Y):
    """Squared distances of x from the centres."""
    return ((Y - x) ** 2).sum(axis=1)


def nearest(x, Y):
    """Row of the centre that is nearest to x."""
    return np.argmin(distances(x, Y))


TELLING = (
    ((0.0, 0.0), ((2.0, 2.0), (3.1, 0.0), (2.5, 1.0))),
    ((1.0, -0.5, 0.5), ((1.0, -4.5, 0.5), (3.5, -2.0, -0.5), (-1.0, 1.5, 2.5), (4.0, -3.0, 3.0))),
    ((-0.5, 1.5, 0.0, 1.0), ((1.5, -0.8, -0.5, 0.2), (-2.5, -0.5, 2.0, 3.0), (-0.5, 1.5, 0.0, -3.2))),
)
"""examples with centres: nearest by the largest difference, by the sum of differences and by distance differ"""


def clusterings(rng):
    """Examples with centres, one of which is clearly the nearest, and a tag each."""
    yield "basic", clustering(rng, 2, 2)
    for x, Y in TELLING:
        yield "basic", {"x": np.array(x), "Y": np.array(Y)}
    for n, K in (3, 3), (1, 4), (4, 2), (5, 1), (20, 20):
        yield "basic", clustering(rng, n, K)
    x = normal(rng, 3)
    yield "edge", {"x": x, "Y": np.array([x + 2, x, x - 3]).round(3)}


def clustering(rng, n, K):
    """An example in n dimensions and K centres, none but one of them nearest."""
    while True:
        x, Y = normal(rng, n), normal(rng, K, n, scale=2)
        d = np.sort(distances(x, Y))
        if d[0] > 0.1 and (K == 1 or d[1] > d[0] + 0.3):
            return {"x": x, "Y": Y}


# ---- a: one step on one example ---------------------------------------------------------------------------


@exercise.numeric("a", points=2.45, answer="row argmin_k |x - y_k|^2 is 2 (y_k - x), all others are 0")
def kmeans_sgd_gradient(x, Y):
    r"""Gradient of the k-means loss of one example in all centres.

    In k-means clustering the loss of an example x is $f(Y) = \min_k \lVert x - y_k \rVert^2$, where
    $y_1, \dots, y_K$ are the centres of the clusters. Derive its gradient in the centres.

    Args:
      x: the example, real array of shape `(n,)`.
      Y: the centres, real array of shape `(K, n)`; row k is one centre. Exactly one of them is nearest to x.

    Returns:
      real array of shape `(K, n)`: row k is the gradient of the loss in centre k.
    """
    G = np.zeros_like(Y)
    k = nearest(x, Y)
    G[k] = 2 * (Y[k] - x)
    return G


@kmeans_sgd_gradient.cases
def _(rng):
    for tag, arguments in clusterings(rng):
        yield case(tag=tag, **arguments)


def twin_nearest(x, Y):
    """Row of the nearest centre, for lists."""
    d = [sum((a - b) ** 2 for a, b in zip(x, y, strict=True)) for y in Y]
    return d.index(min(d))


@kmeans_sgd_gradient.formula
def _(sp, x, Y):
    k = twin_nearest(x, Y)
    return [
        [2 * (b - a) if i == k else sp.Integer(0) for a, b in zip(x, y, strict=True)] for i, y in enumerate(Y)
    ]


@kmeans_sgd_gradient.differentiates("Y")
def _(x, Y):
    return distances(x, Y).min()


@kmeans_sgd_gradient.misconception
def all_centres(x, Y):
    """The loss is the smallest of the distances: which centres does it depend on?"""
    return 2 * (Y - x)


@kmeans_sgd_gradient.misconception
def factor(x, Y):
    """A factor is missing: the loss is the squared distance itself, not half of it."""
    return kmeans_sgd_gradient(x, Y) / 2


@kmeans_sgd_gradient.misconception
def sign(x, Y):
    """The sign is wrong: the loss grows when the centre moves away from x. This is the direction of descent."""
    return -kmeans_sgd_gradient(x, Y)


@kmeans_sgd_gradient.misconception
def farthest(x, Y):
    """The minimum picks the nearest centre; this is the gradient in the farthest one."""
    k = np.argmax(distances(x, Y))
    return 2 * (Y - x) * (np.arange(len(Y)) == k)[:, None]


@kmeans_sgd_gradient.misconception
def nearest_by_sum(x, Y):
    """The loss measures nearness by the Euclidean norm, but here the centre with the smallest sum of absolute
    differences is picked, which may be another one.
    """
    k = np.argmin(abs(Y - x).sum(axis=1))
    return 2 * (Y - x) * (np.arange(len(Y)) == k)[:, None]


@kmeans_sgd_gradient.misconception
def nearest_by_largest(x, Y):
    """The loss measures nearness by the Euclidean norm, but here the centre whose largest difference is smallest
    is picked, which may be another one.
    """
    k = np.argmin(abs(Y - x).max(axis=1))
    return 2 * (Y - x) * (np.arange(len(Y)) == k)[:, None]


@kmeans_sgd_gradient.misconception
def nearest_row_alone(x, Y):
    """The gradient has the shape of Y, with a row for each centre: what is it in those that are not nearest?"""
    k = nearest(x, Y)
    return 2 * (Y[k] - x)


@kmeans_sgd_gradient.misconception
def unit_vector(x, Y):
    """This is the gradient of the distance; the loss is its square."""
    k = nearest(x, Y)
    right = kmeans_sgd_gradient(x, Y)
    return right / (2 * np.linalg.norm(Y[k] - x))


@exercise.numeric("a", points=2.45, answer="y_k + alpha (x - y_k) for k = argmin_k |x - y_k|^2, all others stay")
def kmeans_sgd_step(x, Y, alpha):
    r"""Step of online k-means: the centres after one example.

    The method minimises $\sum_x \min_k \lVert x - y_k \rVert^2$ over the centres $y_1, \dots, y_K$ by
    stochastic gradient descent, with one example x in each iteration. Take the step for one example with the
    rate $\alpha$. As usual, the factor 2 of the gradient is absorbed in $\alpha$, which then is the weight of
    the new example; a step that keeps the 2 counts as well.

    Args:
      x: the example, real array of shape `(n,)`.
      Y: the centres before the step, real array of shape `(K, n)`; exactly one of them is nearest to x.
      alpha: real number above 0, at most 1.

    Returns:
      the centres after the step, real array of shape `(K, n)`, in the same order.
    """
    Y = Y.copy()
    k = nearest(x, Y)
    Y[k] += alpha * (x - Y[k])
    return Y


@kmeans_sgd_step.cases
def _(rng):
    for alpha in 0.1, 0.3, 1.0:
        for tag, arguments in clusterings(rng):
            yield case(tag=tag, **arguments, alpha=alpha)


@kmeans_sgd_step.formula
def _(sp, x, Y, alpha):
    k = twin_nearest(x, Y)
    mixed = [(1 - alpha) * b + alpha * a for a, b in zip(x, Y[k], strict=True)]
    return [mixed if i == k else y for i, y in enumerate(Y)]


@kmeans_sgd_step.variant
def with_2(x, Y, alpha):
    """The factor 2 of the gradient is kept beside alpha: that is the same method with a rescaled rate."""
    return kmeans_sgd_step(x, Y, 2 * alpha)


@kmeans_sgd_step.misconception
def moves_all_centres(x, Y, alpha):
    """Here every centre moves towards x. Only one of them is responsible for this example: which one?"""
    return Y + alpha * (x - Y)


@kmeans_sgd_step.misconception
def away(x, Y, alpha):
    """This centre runs away from its example: descent goes against the gradient."""
    return kmeans_sgd_step(x, Y, -alpha)


@kmeans_sgd_step.misconception
def replaces(x, Y, alpha):
    """The old centre is forgotten. The step adds a multiple of the gradient to where the centre was."""
    Y = Y.copy()
    Y[nearest(x, Y)] = alpha * x
    return Y


@kmeans_sgd_step.misconception
def swapped(x, Y, alpha):
    """The two weights are exchanged: alpha belongs to the new example, and a small alpha means a small step."""
    return kmeans_sgd_step(x, Y, 1 - alpha)


@kmeans_sgd_step.misconception
def moves_farthest(x, Y, alpha):
    """This moves the farthest centre; the example belongs to the nearest one."""
    Y = Y.copy()
    k = np.argmax(distances(x, Y))
    Y[k] += alpha * (x - Y[k])
    return Y


@kmeans_sgd_step.misconception
def moves_nearest_by_sum(x, Y, alpha):
    """The loss measures nearness by the Euclidean norm, but here the centre with the smallest sum of absolute
    differences moves, which may be another one.
    """
    Y = Y.copy()
    k = np.argmin(abs(Y - x).sum(axis=1))
    Y[k] += alpha * (x - Y[k])
    return Y


@kmeans_sgd_step.misconception
def moves_nearest_by_largest(x, Y, alpha):
    """The loss measures nearness by the Euclidean norm, but here the centre whose largest difference is smallest
    moves, which may be another one.
    """
    Y = Y.copy()
    k = np.argmin(abs(Y - x).max(axis=1))
    Y[k] += alpha * (x - Y[k])
    return Y


@kmeans_sgd_step.misconception
def increment(x, Y, alpha):
    """This is by how much the centres move. Return where they are after the step."""
    return kmeans_sgd_step(x, Y, alpha) - Y


@kmeans_sgd_step.misconception
def moved_centre_alone(x, Y, alpha):
    """Return all centres, also those that stay where they are."""
    return kmeans_sgd_step(x, Y, alpha)[nearest(x, Y)]


for item in kmeans_sgd_gradient, kmeans_sgd_step:
    item.harmless("nearest(x, Y) -> nearest(Y, x)", "the distance is symmetric")
    item.harmless("distances(x, Y) -> distances(Y, x)", "the distance is symmetric")
    item.harmless(
        "((Y - x) ** 2).sum(axis=1) -> ((Y - x) ** 2).mean(axis=1)", "all distances have the same number of terms"
    )


@exercise.essay(
    "a",
    points=2.1,
    rubric=(
        "the gradient of one example is noisy and does not vanish at the optimum, since different examples pull "
        "the same centre to different places: with a constant rate the centres keep oscillating around it",
        "a decreasing rate averages the noise out; Robbins-Monro: the sum of alpha diverges, so that every "
        "point can be reached, and the sum of alpha^2 converges",
        "an example of such a rate, as 1/n_k with the number n_k of examples that centre k has got so far, "
        "which makes the centre the running mean of its examples",
    ),
)
def assign_8a_essay():
    r"""Why the learning rate of online k-means has to decrease.

    Each iteration takes one example x, and makes a step of stochastic gradient descent with the rate
    $\alpha(t)$ on the squared distance between x and its nearest centre. Explain in about five sentences why
    the rate has to go to zero with the number t of iterations, what would happen with a constant one, and how
    fast it may and must decrease. Name a rate that works.

    Returns:
      the text, a string.
    """


# ---- b: what an epoch costs -------------------------------------------------------------------------------


@exercise.symbolic(
    "b",
    points=3,
    answer="n m K for both",
    domain={"n": "positive", "m": "positive", "K": "positive"},
    mode="growth",
)
def kmeans_epoch_costs(n, m, K):
    r"""Run-time of an epoch of online k-means, and of an iteration of standard k-means.

    There are m examples and K centres in n dimensions. An epoch of online k-means takes each example once,
    finds its centre and moves it. An iteration of standard k-means assigns all examples to their centres,
    then replaces each centre by the mean of its examples. Distances are computed directly, with no search
    structure to speed them up. Give the number of operations of both in the sense of $O(\cdot)$: constant
    factors and terms of lower order do not matter.

    Args:
      n: SymPy symbol of the dimension, positive.
      m: SymPy symbol of the number of examples, positive.
      K: SymPy symbol of the number of centres, positive.

    Returns:
      the pair `(online, standard)` of expressions in n, m and K: what stands inside $O(\cdot)$ for one epoch
      of online k-means, and for one iteration of standard k-means.
    """
    return n * m * K, n * m * K


@kmeans_epoch_costs.variant
def lower_order(n, m, K):
    """Terms of lower order and constant factors are right too; they do not change the order of growth."""
    return n * m * K + n * m, 3 * n * m * K + n * K


@kmeans_epoch_costs.misconception
def per_example(n, m, K):
    """This is the cost of a single example; how many of them does an epoch visit?"""
    return n * K, n * K


@kmeans_epoch_costs.misconception
def no_dimension(n, m, K):
    """These count distances. What does it cost to compute one of them?"""
    return m * K, m * K


@kmeans_epoch_costs.misconception
def sgd_cheaper(n, m, K):
    """Only one centre moves for each example, but which one it is has to be found first: at what cost?"""
    return n * m, n * m * K


@kmeans_epoch_costs.misconception
def update_dominates(n, m, K):
    """This is the cost of the new means alone; an iteration also assigns the examples to their centres."""
    return n * m * K, n * m


@kmeans_epoch_costs.misconception
def K_squared(n, m, K):
    """Here all pairs of centres would be looked at; one pass over the centres is enough for each example."""
    return n * m * K**2, n * m * K**2


@kmeans_epoch_costs.misconception
def m_squared(n, m, K):
    """Here all pairs of examples would be looked at; each example is compared with the centres only."""
    return n * m**2, n * m**2
