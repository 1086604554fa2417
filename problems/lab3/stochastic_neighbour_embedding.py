"""The map of t-SNE, and the gradient of symmetric SNE.

Errata of the document: its double sum over all i and j includes i = j, where p_ii and q_ii are above 0; P and
Q then add up to more than 1, and the textbook's gradient is wrong. The prompts fix p_ii = q_ii = 0 (E-K7).
"""

import numpy as np

from checker import Exercise, case, logsumexp, normal, uniform

exercise = Exercise(
    "lab3.8",
    title="t-SNE",
    source="Deep Learning Teaching Kit, Lab 3, question 8",
    points={"a": 4, "b": 7},
)


def squared_distances(Y):
    """D[i, j] = |y_i - y_j|^2."""
    return ((Y[:, None] - Y[None]) ** 2).sum(axis=-1)


def off_diagonal(values):
    """The matrix with zeros on its diagonal."""
    return values * (1 - np.eye(len(values)))


def on_a_line(rng):
    """Three points on a line, none close to another: kernels differ least where distances are small."""
    return (np.array([[-1.1], [0.3], [1.2]]) + uniform(rng, 3, 1, high=0.6)).round(3)


# ---- a: the affinities of t-SNE ---------------------------------------------------------------------------


@exercise.numeric("a", points=1.2, answer="q_ij = w_ij / sum_{k != l} w_kl with w_ij = 1 / (1 + |y_i - y_j|^2)")
def student_t_affinities(Y):
    r"""Affinities of points in the map, as t-SNE defines them against the crowding problem.

    Take the joint affinities $q_{ij}$ of the map of t-SNE, with one degree of freedom. By convention
    $q_{ii} = 0$.

    Args:
      Y: positions in the map, real array of shape `(n, dim)`; row i is the point $y_i$. There are at least
        two points; they may coincide, or lie far apart.

    Returns:
      real array of shape `(n, n)`: entry `[i, j]` is $q_{ij}$. Its diagonal is zero, and all its entries
      together add up to 1.
    """
    w = off_diagonal(1 / (1 + squared_distances(Y)))
    return w / w.sum()


@student_t_affinities.cases
def _(rng):
    yield case(Y=normal(rng, 3, 2))
    yield case(Y=on_a_line(rng))
    for n, dim in (4, 2), (6, 3), (40, 2):
        yield case(Y=normal(rng, n, dim))
    yield case(tag="edge", Y=normal(rng, 2, 2))
    yield case(tag="edge", Y=np.ones((4, 2)))
    yield case(tag="edge", Y=np.array([[0.5, 1.0], [0.5, 1.0], [-1.0, 0.0]]))
    yield case(tag="stability", Y=np.array([[0.0, 0.0], [1e6, 0.0], [0.0, 2e6]]))


student_t_affinities.harmless(
    "1 / (1 + squared_distances(Y)) -> 2 / (1 + squared_distances(Y))", "the normaliser divides the factor out"
)
student_t_affinities.harmless(
    "1 - np.eye(len(values)) -> np.eye(len(values)) - 1", "the normaliser changes its sign too"
)


@student_t_affinities.formula
def _(sp, Y):
    n = len(Y)
    w = [[1 / (1 + sum((a - b) ** 2 for a, b in zip(u, v, strict=True))) for v in Y] for u in Y]
    total = sum(w[i][j] for i in range(n) for j in range(n) if i != j)
    return [[w[i][j] / total if i != j else 0 for j in range(n)] for i in range(n)]


@student_t_affinities.misconception
def gaussian(Y):
    """That is SNE; in the map, t-SNE uses the heavy-tailed kernel of Student's t (one degree of freedom)."""
    w = off_diagonal(np.exp(-squared_distances(Y)))
    return w / w.sum()


@student_t_affinities.misconception
def row_normalised(Y):
    """The affinities are joint: one normaliser over all pairs, not one a row."""
    q = student_t_affinities(Y)
    return q / q.sum(axis=1, keepdims=True)


@student_t_affinities.misconception
def not_squared(Y):
    """The kernel uses the squared distance."""
    w = off_diagonal(1 / (1 + np.sqrt(squared_distances(Y))))
    return w / w.sum()


@student_t_affinities.misconception
def diagonal_kept(Y):
    """Pairs with i = j are excluded: q_ii = 0, and the normaliser leaves them out."""
    w = 1 / (1 + squared_distances(Y))
    return w / w.sum()


@exercise.essay(
    "a",
    points=2.8,
    rubric=(
        "the argument by volume: a ball in D dimensions has far more room at a moderate distance r than a disc, "
        "r^D against r^2 (or: D + 1 points at equal distances do not fit into the plane for D above 2), so that "
        "the moderately distant points cannot all be placed at faithful distances",
        "the effect in SNE: many small attractive forces crush everything into the centre, and clusters do not "
        "separate",
        "t-SNE takes Student's t with one degree of freedom in the map: by its heavy tail a moderate similarity "
        "is matched by a larger distance in the map; with the factor 1/(1 + |y_i - y_j|^2) in the gradient far "
        "pairs follow an inverse-square law, and dissimilar points repel each other",
    ),
)
def lab3_8a_essay():
    """The crowding problem, and what t-SNE does about it.

    Points from a space of many dimensions are to be shown in the plane. Explain what the crowding problem is,
    where it comes from, and what it does to a map with Gaussian affinities such as that of SNE. Then explain
    how t-SNE alleviates it, in detail: what it changes, and what this means for points at small, moderate and
    large distances, and for the forces between them. About eight sentences.

    Returns:
      the text, a string.
    """


# ---- b: the gradient of symmetric SNE ---------------------------------------------------------------------


@exercise.numeric("b", points=7, answer="dC/dy_i = 4 sum_j (p_ij - q_ij) (y_i - y_j)")
def symmetric_sne_gradient(P, Y):
    r"""Gradient of the cost of symmetric SNE in the positions of the map.

    The cost is $C = KL(P \Vert Q) = \sum_{i \ne j} p_{ij} \log \frac{p_{ij}}{q_{ij}}$ with the natural
    logarithm and
    $$q_{ij} = \frac{\exp(-\lVert y_i - y_j \rVert^2)}{\sum_{k \ne l} \exp(-\lVert y_k - y_l \rVert^2)}
    \quad (i \ne j).$$
    By convention $p_{ii} = q_{ii} = 0$, so that P and Q each add up to 1; the sum over all i and j that the
    document prints is meant in this way. P does not depend on Y. Derive $\partial C / \partial y_i$.

    Args:
      P: affinities of the data, real array of shape `(n, n)`; symmetric, with zero diagonal and the sum 1.
      Y: positions in the map, real array of shape `(n, dim)`; row i is the point $y_i$.

    Returns:
      real array of shape `(n, dim)`: row i is the derivative of the cost in $y_i$, finite for all finite Y,
      also where all points are far from each other.
    """
    return 4 * pull(P - gaussian_affinities(Y), Y)


def gaussian_affinities(Y):
    """Q of symmetric SNE; shifted by the smallest distance, so that it does not underflow as a whole."""
    a = -squared_distances(Y)
    np.fill_diagonal(a, -np.inf)
    return np.exp(a - logsumexp(a))


def pull(weights, Y):
    """Row i: sum_j weights[i, j] (y_i - y_j)."""
    return (weights[:, :, None] * (Y[:, None] - Y[None])).sum(axis=1)


def affinities(rng, n):
    """A symmetric matrix with zero diagonal and the sum 1, in four decimals."""
    above = np.triu_indices(n, 1)
    weights = rng.uniform(0.1, 1, len(above[0]))
    P = np.zeros((n, n))
    P[above] = rng.multinomial(5000, weights / weights.sum()) / 10000
    return P + P.T


@symmetric_sne_gradient.cases
def _(rng):
    yield case(P=affinities(rng, 3), Y=normal(rng, 3, 2))
    yield case(P=affinities(rng, 3), Y=on_a_line(rng))
    for n, dim in (4, 2), (5, 3), (10, 2), (40, 2):
        yield case(P=affinities(rng, n), Y=normal(rng, n, dim))
    yield case(tag="edge", P=affinities(rng, 2), Y=normal(rng, 2, 2))
    yield case(tag="edge", P=affinities(rng, 4), Y=np.ones((4, 2)))
    far = np.array([[0.0, 0.0], [40.0, 0.0], [0.0, 50.0]])
    yield case(tag="stability", P=affinities(rng, 3), Y=far)
    # only a shift by the smallest distance keeps exp in range
    far = np.array([[0.0, 0.0], [100.0, 0.0], [0.0, 150.0], [-300.0, 0.0]])
    yield case(tag="stability", P=affinities(rng, 4), Y=far)


@symmetric_sne_gradient.formula
def _(sp, P, Y):
    n, dim = len(Y), len(Y[0])
    e = [[sp.exp(-sum((a - b) ** 2 for a, b in zip(u, v, strict=True))) for v in Y] for u in Y]
    Z = sum(e[k][l] for k in range(n) for l in range(n) if k != l)
    return [
        [4 * sum((P[i][j] - e[i][j] / Z) * (Y[i][c] - Y[j][c]) for j in range(n) if j != i) for c in range(dim)]
        for i in range(n)
    ]


@symmetric_sne_gradient.differentiates("Y")
def _(P, Y):
    pairs = ~np.eye(len(Y), dtype=bool)
    a = -squared_distances(Y)[pairs]
    p = P[pairs]
    log_p = np.log(np.where(p > 0, p, 1))  # 0 log 0 = 0
    return (p * (log_p - a)).sum() + p.sum() * logsumexp(a)


@symmetric_sne_gradient.misconception
def factor_2(P, Y):
    """A factor is missing: in how many terms of C does a pair of points stand, and what is the derivative of a
    squared distance?"""
    return symmetric_sne_gradient(P, Y) / 2


@symmetric_sne_gradient.misconception
def tsne(P, Y):
    """That is the gradient of t-SNE, with Student's t in the map; here q is Gaussian."""
    return 4 * pull((P - student_t_affinities(Y)) / (1 + squared_distances(Y)), Y)


@symmetric_sne_gradient.misconception
def sign(P, Y):
    """The sign is wrong: where p_ij is above q_ij, a step down the gradient must pull the points together."""
    return -symmetric_sne_gradient(P, Y)


@symmetric_sne_gradient.misconception
def no_normaliser(P, Y):
    """q depends on y through its normaliser too: that gives the term with -q_ij."""
    return 4 * pull(P, Y)


@symmetric_sne_gradient.misconception
def underflow(P, Y):
    """Right on paper, but exp underflows for far points: shift the exponents by their maximum first."""
    w = off_diagonal(np.exp(-squared_distances(Y)))
    return 4 * pull(P - w / w.sum(), Y)


@symmetric_sne_gradient.misconception
def asymmetric(P, Y):
    """Here Q has one normaliser over all pairs, not one a row, and each pair counts twice."""
    q = gaussian_affinities(Y)
    return 2 * pull(P - q / q.sum(axis=1, keepdims=True), Y)
