"""Eight numeric questions of ten cases each: the submission that is timed."""

import numpy as np

from checker import Exercise, case, normal, one_hot, sigmoid, softmax

exercise = Exercise("bench.1", title="Eight questions", source="Benchmark", points={"": 8})


@exercise.numeric(points=1)
def relu(x):
    """Positive part, entry by entry."""
    return np.maximum(x, 0)


@exercise.numeric(points=1)
def class_probabilities(a):
    """Softmax of a vector."""
    return softmax(a)


@exercise.numeric(points=1)
def logistic(x):
    """Sigmoid, entry by entry."""
    return sigmoid(x)


@exercise.numeric(points=1)
def cross_entropy_grad(a, y):
    """Gradient of the cross-entropy in the logits."""
    return softmax(a) - y


@exercise.numeric(points=1)
def affine(W, x, b):
    """An affine map."""
    return W @ x + b


@exercise.numeric(points=1)
def row_means(X):
    """Mean of each row."""
    return X.mean(axis=1)


@exercise.numeric(points=1)
def mean_squared_error(x, y):
    """Mean of squared differences."""
    return np.mean((x - y) ** 2)


@exercise.numeric(points=1)
def squared_distances(X):
    """Squared distances of all pairs of rows."""
    return ((X[:, None] - X[None]) ** 2).sum(-1)


def ten(item, make):
    """Give the item ten cases."""
    item.cases(lambda rng: (make(rng, n) for n in range(3, 13)))


ten(relu, lambda rng, n: case(x=normal(rng, n)))
ten(class_probabilities, lambda rng, n: case(a=normal(rng, n)))
ten(logistic, lambda rng, n: case(x=normal(rng, n)))
ten(cross_entropy_grad, lambda rng, n: case(a=normal(rng, n), y=one_hot(n, 1)))
ten(affine, lambda rng, n: case(W=normal(rng, n, 4), x=normal(rng, 4), b=normal(rng, n)))
ten(row_means, lambda rng, n: case(X=normal(rng, n, 5)))
ten(mean_squared_error, lambda rng, n: case(x=normal(rng, n), y=normal(rng, n)))
ten(squared_distances, lambda rng, n: case(X=normal(rng, n, 3)))
