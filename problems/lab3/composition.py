"""General questions: a network without non-linearities, and the dictionaries of two kinds of codes."""

from functools import reduce
from itertools import pairwise

import numpy as np

from checker import Exercise, case, normal

exercise = Exercise(
    "lab3.1",
    title="General questions",
    source="Deep Learning Teaching Kit, Lab 3, question 1",
    points={"a": 4, "b": 4},
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
    """Apply the layers to an x one after another: which matrix multiplies it first, and where does that stand?"""
    return reduce(np.matmul, weights), collapse_affine_layers(weights, biases)[1]


@collapse_affine_layers.misconception
def sum_biases(weights, biases):
    """Biases are not added at the output: what happens to b_l on its way through the layers above it?"""
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


@exercise.essay(
    "a",
    points=1.2,
    rubric=(
        "a composition of affine maps is affine, since matrix products are associative; convolutions and "
        "average pooling are linear too, so that the same holds for them",
        "depth adds nothing to what such a network can compute, it only bounds the rank: rank W <= min_l n_l, "
        "and no later layer undoes a bottleneck",
        "so it takes a non-linearity between the modules to gain capacity",
    ),
)
def lab3_1a_essay():
    """What depth is worth without non-linearities.

    All modules of a network are affine maps, and no activation functions stand between them. Explain why one
    module can take the place of the whole network, and whether that still holds where some modules are not
    fully connected layers. Then say what the number and the sizes of the layers still change, and what it
    takes to gain by depth. About five sentences.

    Returns:
      the text, a string.
    """


# ---- b: two kinds of dictionaries -------------------------------------------------------------------------


@exercise.essay(
    "b",
    points=4,
    rubric=(
        "sparse coding has a decoder only: a dictionary, as a rule overcomplete with atoms of norm 1; a code is "
        "argmin_z 1/2 |x - Dz|^2 + lam |z|_1, an optimisation of its own for each sample (ISTA, FISTA), and D "
        "is learnt by inferring codes and updating the dictionary in turn",
        "in an autoencoder the counterpart is the weight matrix of the decoder, with its columns as atoms; the "
        "code comes from an explicit encoder in one forward pass, learnt together with the decoder by "
        "backpropagation, perhaps with tied weights",
        "what follows: inference is cheap and amortised, but only approximate, and the code is not sparse "
        "unless a penalty is added; autoencoders are often undercomplete (predictive sparse decomposition and "
        "LISTA as the link between both are a bonus)",
    ),
)
def lab3_1b_essay():
    """The dictionary of sparse coding and its counterpart in an autoencoder.

    Sparse coding represents an input by a few atoms of a dictionary. Say which part of an autoencoder
    corresponds to that dictionary, and explain the differences: how each model finds the code of an input,
    how each learns its dictionary, and what follows from that for the cost and for the properties of the
    codes. About eight sentences.

    Returns:
      the text, a string.
    """
