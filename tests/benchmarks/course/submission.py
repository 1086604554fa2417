"""A submission with eight right answers, as a student would write it."""

import numpy as np


def relu(x):
    return np.where(x > 0, x, 0.0)


def class_probabilities(a):
    e = np.exp(a - np.max(a))
    return e / np.sum(e)


def logistic(x):
    return 1 / (1 + np.exp(-x))


def cross_entropy_grad(a, y):
    return class_probabilities(a) - y


def affine(W, x, b):
    return W @ x + b


def row_means(X):
    return np.sum(X, axis=1) / X.shape[1]


def mean_squared_error(x, y):
    d = x - y
    return np.sum(d * d) / len(d)


def squared_distances(X):
    n = len(X)
    D = np.zeros((n, n))
    for i in range(n):
        D[i] = np.sum((X - X[i]) ** 2, axis=1)
    return D
