"""Top-k error of a classifier, and why ImageNet reports two of them."""

import numpy as np

from checker import Exercise, case

exercise = Exercise(
    "lab3.7",
    title="Top-k error",
    source="Deep Learning Teaching Kit, Lab 3, question 7",
    points={"": 5},
)


@exercise.numeric(points=3, answer="share of examples whose label is not among the k highest scores")
def topk_error(scores, labels, k):
    r"""Top-k error of a classifier on a set of examples, as ImageNet reports it for k = 1 and k = 5.

    Args:
      scores: real array of shape `(N, C)`; entry `[n, c]` is the classifier's score of class c for example n,
        and a higher score means a likelier class. No other class ties with the true one.
      labels: integer array of shape `(N,)`: the true class of each example, from 0 to C - 1.
      k: integer, from 1 to C.

    Returns:
      the top-k error over the N examples, a real number between 0 and 1.
    """
    true = scores[np.arange(len(labels)), labels]
    return np.mean((scores > true[:, None]).sum(axis=1) >= k)


def shuffled(rng, n, c):
    """Scores without ties: each row holds the same evenly spaced numbers in an order of its own."""
    return rng.permuted(np.tile(np.linspace(-2, 3, c).round(3), (n, 1)), axis=1)


@topk_error.cases
def _(rng):
    scores = shuffled(rng, 5, 5)
    places = rng.permutation([0, 1, 1, 2, 2])  # how many classes score higher than the true one
    yield case(scores=scores, labels=(-scores).argsort(axis=1)[np.arange(5), places], k=2)
    for n, c, k in (6, 3, 1), (7, 4, 2), (10, 6, 5), (30, 10, 2), (50, 20, 5), (200, 10, 1), (500, 100, 5):
        yield case(scores=shuffled(rng, n, c), labels=rng.integers(0, c, n), k=k)
    yield case(scores=shuffled(rng, 20, 5) - 10, labels=rng.integers(0, 5, 20), k=2)
    yield case(tag="edge", scores=shuffled(rng, 1, 2), labels=np.array([1]), k=1)
    yield case(tag="edge", scores=shuffled(rng, 9, 4), labels=rng.integers(0, 4, 9), k=4)
    scores = shuffled(rng, 8, 6)
    yield case(tag="edge", scores=scores, labels=scores.argmax(axis=1), k=1)
    yield case(tag="edge", scores=scores, labels=scores.argmin(axis=1), k=5)


@topk_error.formula
def _(sp, scores, labels, k):
    places = [sorted(row, reverse=True).index(row[c]) for row, c in zip(scores, labels, strict=True)]
    return sp.Rational(sum(place >= k for place in places), len(labels))


@topk_error.misconception
def accuracy(scores, labels, k):
    """An error counts the misses; this is the share of hits, the top-k accuracy."""
    return 1 - topk_error(scores, labels, k)


@topk_error.misconception
def count(scores, labels, k):
    """An error is a share: divide the number of misses by the number of examples."""
    return len(labels) * topk_error(scores, labels, k)


@topk_error.misconception
def lowest_k(scores, labels, k):
    """These are the k lowest scores: argsort is ascending, so take its last k."""
    return topk_error(-scores, labels, k)


@topk_error.misconception
def top1_only(scores, labels, k):
    """The classifier may name k classes, not only the one of the highest score."""
    return topk_error(scores, labels, 1)


@topk_error.misconception
def off_by_one(scores, labels, k):
    """The classifier may name exactly k classes; here it may name k + 1."""
    return topk_error(scores, labels, k + 1)


@exercise.essay(
    points=2,
    rubric=(
        "top-5: an image often shows several objects but has one label, and many of the 1000 classes are "
        "fine-grained or ambiguous, so that a reasonable second guess should not count as wrong",
        "top-1: what a classifier in use would answer; strict, and it still separates models whose top-5 error "
        "is nearly zero",
        "both together: the gap tells whether the errors are near misses",
    ),
)
def lab3_7_essay():
    """Why ImageNet uses two errors.

    ImageNet evaluates a classifier by its top-1 and by its top-5 error. Think of the images, of their labels
    and of the thousand classes, and explain what each of the two errors tells that the other does not, and
    what can be learnt by comparing them. About five sentences.

    Returns:
      the text, a string.
    """
