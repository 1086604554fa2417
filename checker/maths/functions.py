"""Elementary functions of the field that stay finite on every finite input."""

from typing import Any

import numpy as np


def sigmoid(z: Any) -> Any:
    """s(z) = 1 / (1 + exp(-z)), entry by entry.

    >>> float(sigmoid(0.0))
    0.5
    """
    e = np.exp(-np.abs(z))  # never overflows: s(z) = e/(1+e) for z < 0
    return np.where(np.asarray(z) >= 0, 1.0, e) / (1.0 + e)


def logsumexp(a: Any) -> Any:
    """log sum_k exp(a_k) over all entries, shifted by the largest; -inf entries add nothing.

    >>> round(float(logsumexp(np.array([1000.0, 1000.0]))), 6)  # 1000 + log 2
    1000.693147
    """
    largest = np.max(a)
    return largest + np.log(np.sum(np.exp(a - largest)))


def softmax(a: Any) -> Any:
    """exp(a_k) / sum_j exp(a_j) of a vector.

    >>> softmax(np.array([1000.0, 1000.0])).tolist()
    [0.5, 0.5]
    """
    e = np.exp(a - np.max(a))
    return e / e.sum()
