"""A network without non-linearities, distilled into one affine module."""

from functools import reduce
from itertools import pairwise

import numpy as np

from checker import Exercise, case, normal

exercise = Exercise(
    "lab3.1",
    title="General questions",
    source="Deep Learning Teaching Kit, Lab 3, question 1",
    points={"a": 2.8},
)


# ---- a: one module for the whole network ------------------------------------------------------------------


@exercise.numeric("a", points=2.8, answer="W = W_L ... W_1,  b = sum_l (W_L ... W_{l+1}) b_l")
def collapse_affine_layers(weights, biases):
    r"""Distil a network without non-linearities into one module.

    Layer $l = 1, \dots, L$ maps its input $h_{l-1}$ to $h_l = W_l h_{l-1} + b_l$, with $h_0 = x$, and nothing
    stands between the layers. Find the one affine module $x \mapsto Wx + b$ that computes $h_L$ for every
    input $x$.

    Args:
      weights: list of the L matrices, first layer first; entry l - 1 is the real array $W_l$ of shape
        `(n_l, n_{l-1})`. There is at least one layer.
      biases: list of the L biases in the same order; entry l - 1 is the real array $b_l$ of shape `(n_l,)`.

    Returns:
      the pair `(W, b)`: a real array of shape `(n_L, n_0)` and a real array of shape `(n_L,)`.
    """
    W, b = np.eye(weights[0].shape[1]), np.zeros(weights[0].shape[1])
    for Wl, bl in zip(weights, biases, strict=True):
        W, b = Wl @ W, Wl @ b + bl
    return W, b


def layers(rng, *sizes):
    """Weights and biases of a network whose layers have these sizes, the input first."""
    return {
        "weights": [normal(rng, n, m, scale=m**-0.5) for m, n in pairwise(sizes)],
        "biases": [normal(rng, n) for n in sizes[1:]],
    }


@collapse_affine_layers.cases
def _(rng):
    for sizes in (2, 2, 2), (2, 3, 2), (3, 3, 3, 3), (4, 3, 5, 2), (6, 1, 6), (10, 32, 32, 10):
        yield case(**layers(rng, *sizes))
    yield case(tag="edge", **layers(rng, 3, 2))
    weights = layers(rng, 2, 3, 3)["weights"]
    yield case(tag="edge", weights=weights, biases=[np.zeros(3), np.zeros(3)])


@collapse_affine_layers.formula
def _(sp, weights, biases):
    def network(x):
        for W, b in zip(weights, biases, strict=True):
            x = [sum(w * v for w, v in zip(row, x, strict=True)) + c for row, c in zip(W, b, strict=True)]
        return x

    n = len(weights[0][0])
    at_zero = network([0] * n)
    columns = [network([int(i == j) for i in range(n)]) for j in range(n)]
    return [[column[i] - at_zero[i] for column in columns] for i in range(len(at_zero))], at_zero


@collapse_affine_layers.misconception
def reversed_product(weights, biases):
    """The first layer acts first, so W_1 stands rightmost in the product of the weights."""
    return reduce(np.matmul, weights), collapse_affine_layers(weights, biases)[1]


@collapse_affine_layers.misconception
def sum_biases(weights, biases):
    """Each bias still passes through the layers above it: multiply b_l by W_L ... W_{l+1} before adding."""
    return collapse_affine_layers(weights, biases)[0], sum(biases)


@collapse_affine_layers.misconception
def last_bias(weights, biases):
    """Earlier biases do not vanish: they are carried through the later weights."""
    return collapse_affine_layers(weights, biases)[0], biases[-1]


@collapse_affine_layers.misconception
def no_bias(weights, biases):
    """A composition of affine maps is affine: it has a bias, namely what the network gives for x = 0."""
    W, b = collapse_affine_layers(weights, biases)
    return W, np.zeros_like(b)
