"""A shift of the prior: a classifier that is used where the classes have other frequencies."""

import numpy as np

from checker import Exercise, case

exercise = Exercise(
    "assignments.7",
    title="Shift of prior",
    source="Assignments with Solutions, assignment 7",
    points={"": 10},
)


def applications(rng):
    """Classifiers with the class frequencies of training and of use, and a tag each."""
    for n, k in (1, 3), (2, 2), (3, 3), (4, 2), (8, 5), (100, 10):
        yield "basic", application(rng, n, shares(rng, k), shares(rng, k))
    train = np.array([0.6, 0.3, 0.1])
    yield "basic", application(rng, 6, train, train[::-1].copy())
    yield "edge", application(rng, 4, train, train)
    yield "edge", application(rng, 5, train, np.array([0.0, 0.3, 0.7]))
    yield "edge", application(rng, 5, np.array([1e-12, 1 - 1e-12]), np.array([0.4, 0.6]), rare=1e-12)


def application(rng, n, train, app, rare=1.0):
    """n outputs of a classifier, each with a clear winner under the new frequencies."""
    rows = []
    while len(rows) < n:
        row = shares(rng, len(train), of=1000) * np.append(rare, np.ones(len(train) - 1))
        row /= row.sum()
        first, second = np.sort(row * app / train)[:-3:-1]
        if first > 1.05 * second:
            rows.append(row)
    return {"p": np.array(rows), "prior_train": train, "prior_app": app}


def shares(rng, k, of=100):
    """k positive numbers with few decimals that add up to 1."""
    counts = 1 + rng.multinomial(of - k, rng.dirichlet(np.ones(k)))
    return counts / of


# ---- the posterior ----------------------------------------------------------------------------------------


@exercise.numeric(points=6, answer="p(y|x) p*(y) / p(y), divided by its sum over y")
def shifted_posterior(p, prior_train, prior_app):
    r"""Class probabilities under new class frequencies.

    A network with a softmax in its last layer has learnt $p(y \mid x)$ from data in which class y has the
    relative frequency $p(y)$. Where it is used, the classes have other frequencies, $p^*(y)$, while the
    patterns within each class look as before: $p(x \mid y)$ is unchanged. Without any new training, turn the
    outputs of the network into the posterior $p_a(y \mid x)$ that holds there.

    Args:
      p: outputs of the network, real array of shape `(N, K)`; row n holds $p(y \mid x_n)$ for all K classes,
        and adds up to 1.
      prior_train: frequencies $p(y)$ of the classes in training, real array of shape `(K,)`, all above 0.
      prior_app: frequencies $p^*(y)$ where the network is used, real array of shape `(K,)`, none below 0.

    Returns:
      real array of shape `(N, K)`: row n holds $p_a(y \mid x_n)$ for all classes, and adds up to 1.
    """
    r = p * prior_app / prior_train
    return r / r.sum(axis=1, keepdims=True)


@shifted_posterior.cases
def _(rng):
    for tag, arguments in applications(rng):
        yield case(tag=tag, **arguments)


@shifted_posterior.formula
def _(sp, p, prior_train, prior_app):
    def posterior(row):  # by way of p(x|y), up to the factor p(x)
        likelihood = [v / prior for v, prior in zip(row, prior_train, strict=True)]
        joint = [v * prior for v, prior in zip(likelihood, prior_app, strict=True)]
        return [v / sum(joint) for v in joint]

    return [posterior(row) for row in p]


def normalised(r):
    """The rows, divided by their sums."""
    return r / r.sum(axis=1, keepdims=True)


@shifted_posterior.misconception
def inverse_ratio(p, prior_train, prior_app):
    """The ratio is upside down: the frequencies of training are in p(y|x) and have to go, the new ones come."""
    return normalised(p * prior_train / prior_app)


@shifted_posterior.misconception
def new_prior_only(p, prior_train, prior_app):
    """The outputs p(y|x) still hold the frequencies of training: what has to happen to p(y)?"""
    return normalised(p * prior_app)


@shifted_posterior.misconception
def old_prior_only(p, prior_train, prior_app):
    """Without p(y) the outputs stand for equally frequent classes; the frequencies p*(y) are still missing."""
    return normalised(p / prior_train)


@shifted_posterior.misconception
def additive(p, prior_train, prior_app):
    """Priors enter Bayes' rule as factors, so a shift cannot be repaired by adding a difference."""
    return p + prior_app - prior_train


@shifted_posterior.misconception
def unnormalised(p, prior_train, prior_app):
    """These are the right weights of the classes, but the probabilities of one example must add up to 1."""
    return p * prior_app / prior_train


@shifted_posterior.misconception
def softmax_once_more(p, prior_train, prior_app):
    """The outputs are probabilities already, not logits: no further exponential is needed to normalise them."""
    return normalised(np.exp(p * prior_app / prior_train))


@shifted_posterior.misconception
def normalised_over_examples(p, prior_train, prior_app):
    """Each row is one example: normalise over the classes, not over the examples."""
    r = p * prior_app / prior_train
    return r / r.sum(axis=0)


@shifted_posterior.misconception
def unchanged(p, prior_train, prior_app):
    """The posterior holds the frequencies of the classes, so it changes with them. Begin with Bayes' rule."""
    return p


# ---- the decision -----------------------------------------------------------------------------------------


@exercise.numeric(points=4, answer="argmax_y p(y|x) p*(y) / p(y)")
def shifted_prediction(p, prior_train, prior_app):
    r"""Decision for a class under new class frequencies.

    The network gives $p(y \mid x)$ as it was trained, with the relative class frequencies $p(y)$. It is used
    where they are $p^*(y)$, while $p(x \mid y)$ is unchanged. Each wrong decision costs 1, each right one
    nothing (the 0/1 loss). Decide for each example such that the expected loss is smallest.

    Args:
      p: outputs of the network, real array of shape `(N, K)`; row n holds $p(y \mid x_n)$ for all K classes,
        and adds up to 1.
      prior_train: frequencies $p(y)$ of the classes in training, real array of shape `(K,)`, all above 0.
      prior_app: frequencies $p^*(y)$ where the network is used, real array of shape `(K,)`, none below 0.

    Returns:
      integer array of shape `(N,)`: the class of each example, counted from 0. No two classes are equally
      good.
    """
    return np.argmax(p * prior_app / prior_train, axis=1)


@shifted_prediction.cases
def _(rng):
    for tag, arguments in applications(rng):
        yield case(tag=tag, **arguments)
    yield case(**application(rng, 40, np.array([0.5, 0.2, 0.2, 0.1]), np.array([0.1, 0.4, 0.2, 0.3])))


@shifted_prediction.formula
def _(sp, p, prior_train, prior_app):
    rows = shifted_posterior.twin(sp, p, prior_train, prior_app)
    return [row.index(max(row)) for row in rows]


@shifted_prediction.misconception
def most_probable_in_training(p, prior_train, prior_app):
    """This is the best class under the frequencies of training; decide by the posterior under the new ones."""
    return np.argmax(p, axis=1)


@shifted_prediction.misconception
def training_over_application(p, prior_train, prior_app):
    """The ratio of the frequencies is upside down: a class that has become more frequent should gain by it."""
    return np.argmax(p * prior_train / prior_app, axis=1)


@shifted_prediction.misconception
def training_prior_kept(p, prior_train, prior_app):
    """The outputs p(y|x) still hold the frequencies of training: what has to happen to p(y)?"""
    return np.argmax(p * prior_app, axis=1)


@shifted_prediction.misconception
def largest_likelihood(p, prior_train, prior_app):
    """This decides by p(x|y) alone, as if all classes were equally frequent; where does p*(y) enter?"""
    return np.argmax(p / prior_train, axis=1)


@shifted_prediction.misconception
def least_probable(p, prior_train, prior_app):
    """The expected loss of deciding for a class is one minus its probability: which class makes it small?"""
    return np.argmin(p * prior_app / prior_train, axis=1)


@shifted_prediction.misconception
def one_based(p, prior_train, prior_app):
    """The classes are counted from 0 here, so the first one is 0 and not 1."""
    return np.argmax(p * prior_app / prior_train, axis=1) + 1
