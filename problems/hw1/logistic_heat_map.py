"""Data of two classes, and the loss of logistic regression over its two parameters."""

import math

import numpy as np

from checker import Exercise, HeatMap, Rng, case, normal, sigmoid

exercise = Exercise(
    "hw1.8",
    title="Logistic regression",
    source="Homework 1, problem 8",
    points={"iv": 3},
)


# ---- iv: random data --------------------------------------------------------------------------------------

DATA_SETS = 200


@exercise.witness("iv", points=0.75, answer="rng.normal(-1, 1, 10) with y = 0, rng.normal(1, 1, 10) with y = 1")
def generate_two_class_data(rng):
    """Random data of two classes.

    Draw ten points from the normal distribution with mean -1 and standard deviation 1 and give them the label
    y = 0; draw ten further points from the normal distribution with mean 1 and standard deviation 1 and give
    them the label y = 1. Draw everything from the given generator, so that the same generator gives the same
    data and another one gives others. The function is called with many generators.

    Args:
      rng: NumPy generator of random numbers, such as `np.random.default_rng(0)`.

    Returns:
      the pair `(x, y)`: the points, real array of shape `(20,)`, and their labels, array of shape `(20,)` with
      the entries 0 and 1, in the order of x.
    """
    x = np.concatenate([rng.normal(-1, 1, 10), rng.normal(1, 1, 10)])
    return x, np.repeat([0, 1], 10)


@generate_two_class_data.cases
def _(rng):
    seeds = rng.choice(10**6, DATA_SETS, replace=False).tolist()
    for seed in [*seeds, seeds[0]]:  # the first one twice: equal generators, equal data
        yield case(rng=Rng(seed))


@generate_two_class_data.accepts
def _(answer, case):
    data = points_and_labels(answer)
    if data is None:
        return "The answer should be a pair (x, y) of arrays of shape (20,) with finite real numbers."
    x, y = data
    if not np.isin(y, (0, 1)).all():
        return "The labels should be 0 and 1."
    if y.sum() != 10:
        return f"{int(y.sum())} of the 20 points have the label 1; should be ten of each class."
    if len(np.unique(x)) < 20:
        return "Some of the points are equal: draw each of the 20 anew, and do not round."
    return None


@generate_two_class_data.accepts_together
def _(answers, cases):
    data = [points_and_labels(answer) for answer in answers]
    x = np.array([points for points, _ in data])
    y = np.array([labels for _, labels in data])
    if not np.array_equal(x[0], x[-1]):
        return "Two equal generators gave different points: draw everything from `rng`, and nothing else."
    x, y = x[:-1], y[:-1]
    if len(np.unique(x)) < x.size:
        return "Two different generators gave equal points: draw everything anew from `rng` in each call."
    first, second = x[y == 0].reshape(-1, 10), x[y == 1].reshape(-1, 10)
    if np.allclose(np.sort(first) + 2, np.sort(second)):
        return "The second class is the first one, moved by 2: draw its ten points anew."
    for points in first, second:
        if not 0.21 < points.mean(axis=1).std() < 0.43:  # 1/sqrt(10) = 0.316, and 6.6 standard errors
            return (
                f"Over {DATA_SETS} data sets, the means of ten points do not spread as those of ten independent "
                "draws do: neither shift nor scale the points that were drawn."
            )
    return statistical_fault(first.ravel(), second.ravel())


def statistical_fault(first, second):
    """Why many points of both classes are not normal with the means -1 and 1 and standard deviation 1.

    With 2000 points a class, a right generator fails each bound less than once in 10^8 times.
    """
    if abs(first.mean() - 1) < 0.15 and abs(second.mean() + 1) < 0.15:
        return (
            "The labels are exchanged: points with the label 0 have the mean 1, those with the label 1 have -1."
        )
    for points, label, mean in (first, 0, -1), (second, 1, 1):
        where = f"Over {DATA_SETS} data sets, the points with the label {label} have"
        if abs(points.mean() - mean) > 0.14:  # 6.3 standard errors
            return f"{where} the mean {points.mean():.2f}; should be {mean}."
        if abs(points.std() - 1) > 0.11:  # 7 standard errors
            return f"{where} the standard deviation {points.std():.2f}; should be 1."
    z = np.sort(np.concatenate([first + 1, second - 1]))
    tails = np.mean(abs(z) > 1.8)  # 0.0719 of a normal distribution, none of a uniform one of the same width
    below = np.array([math.erfc(-v / math.sqrt(2)) / 2 for v in z])
    steps = np.arange(len(z) + 1) / len(z)
    distance = max((steps[1:] - below).max(), (below - steps[:-1]).max())
    if not 0.045 < tails < 0.099 or distance > 3.15 / math.sqrt(len(z)):  # 6.6 standard errors; 2 exp(-2 3.15^2)
        return (
            f"Over {DATA_SETS} data sets, means and standard deviations are right, but the points are not normal."
        )
    return None


def points_and_labels(answer):
    """The two arrays of 20 numbers, None if the answer is anything else."""
    if not isinstance(answer, list | tuple | np.ndarray) or getattr(answer, "ndim", 1) == 0 or len(answer) != 2:
        return None
    arrays = []
    for part in answer:
        try:
            array = np.asarray(part)
        except (TypeError, ValueError, OverflowError):
            return None
        if array.dtype.kind not in "biuf" or array.shape != (20,) or not np.isfinite(array).all():
            return None
        arrays.append(array.astype(np.float64))
    return arrays


@generate_two_class_data.misconception
def swapped_labels(rng):
    """The labels are exchanged: the class around -1 has the label 0."""
    x, y = generate_two_class_data(rng)
    return x, 1 - y


@generate_two_class_data.misconception
def uniform(rng):
    """The points are uniform; they should come from normal distributions."""
    return np.concatenate([rng.uniform(-2, 0, 10), rng.uniform(0, 2, 10)]), np.repeat([0, 1], 10)


@generate_two_class_data.misconception
def same_mean(rng):
    """Both classes have the same mean here, so no model could tell them apart; they should have -1 and 1."""
    return rng.normal(0, 1, 20), np.repeat([0, 1], 10)


@generate_two_class_data.misconception
def ten_in_all(rng):
    """Ten points of each class make twenty in all."""
    return np.concatenate([rng.normal(-1, 1, 5), rng.normal(1, 1, 5)]), np.repeat([0, 1], 5)


@generate_two_class_data.misconception
def fixed_seed(rng):
    """The data do not depend on the generator that is passed in: draw from it, not from one of your own."""
    return generate_two_class_data.reference(np.random.default_rng(0))


@generate_two_class_data.misconception
def same_noise(rng):
    """Both classes have the same noise here: the ten points of each class are to be drawn on their own."""
    z = rng.normal(0, 1, 10)
    return np.concatenate([z - 1, z + 1]), np.repeat([0, 1], 10)


# ---- iv: the loss over a grid of parameters ---------------------------------------------------------------

ROWS, COLUMNS = np.arange(-20, 21) / 5, np.arange(-5, 26) / 5


@exercise.numeric("iv", points=1.5, answer="sum_i log(1 + exp(z_i)) - y_i z_i at each pair of parameters")
def logistic_loss_grid(phi0_grid, phi1_grid, x, y):
    r"""Loss of logistic regression at every point of a grid of parameters.

    The model is $Pr(y=1|x) = \mathrm{sig}(\phi_0 + \phi_1 x)$ with $\mathrm{sig}(z) = 1/(1 + e^{-z})$, and the
    loss is its negative log-likelihood: a sum over the examples, with the natural logarithm. Evaluate it for
    all pairs of parameters. The report draws the heat map from your answer.

    Args:
      phi0_grid: values of $\phi_0$, real array of shape `(a,)`.
      phi1_grid: values of $\phi_1$, real array of shape `(b,)`.
      x: inputs, real array of shape `(I,)`.
      y: labels, integer array of shape `(I,)` with the entries 0 and 1.

    Returns:
      real array of shape `(a, b)`: entry `[i, j]` is the loss at `phi0_grid[i]` and `phi1_grid[j]`, finite for
      all finite inputs.
    """
    z = phi0_grid[:, None, None] + phi1_grid[None, :, None] * x
    return (np.logaddexp(0, z) - y * z).sum(axis=-1)


@logistic_loss_grid.cases
def _(rng):
    yield case(phi0_grid=normal(rng, 3), phi1_grid=normal(rng, 2), **two_classes(rng, 2))
    yield case(phi0_grid=normal(rng, 2), phi1_grid=normal(rng, 4), **two_classes(rng, 3))
    yield case(phi0_grid=ROWS, phi1_grid=COLUMNS, **ten_and_ten(rng))
    yield case(tag="edge", phi0_grid=normal(rng, 1), phi1_grid=normal(rng, 13), **two_classes(rng, 1))
    yield case(tag="edge", phi0_grid=normal(rng, 3), phi1_grid=normal(rng, 3), **two_classes(rng, 1))
    wide = np.array([-1000.0, 0.0, 1000.0])
    yield case(tag="stability", phi0_grid=wide, phi1_grid=wide[:2], **two_classes(rng, 2))


def two_classes(rng, n):
    """n points around -1 with the label 0, and as many around 1 with the label 1."""
    return {"x": np.concatenate([normal(rng, n) - 1, normal(rng, n) + 1]).round(3), "y": np.repeat([0, 1], n)}


def ten_and_ten(rng):
    """The data of the heat map: spread evenly enough that its lowest point lies inside."""
    z = np.array([-1.64, -1.04, -0.67, -0.39, -0.13, 0.13, 0.39, 0.67, 1.04, 1.64])  # quantiles of the normal
    x = np.concatenate([z - 1, z + 1]) + normal(rng, 20, scale=0.1)
    return {"x": x.round(3), "y": np.repeat([0, 1], 10)}


@logistic_loss_grid.picture
def _(answers, cases):
    shape = (len(ROWS), len(COLUMNS))
    loss = next(answer for answer in answers if answer.shape == shape)
    return HeatMap(
        title="Loss of logistic regression", x_label="phi0", y_label="phi1", x=ROWS, y=COLUMNS, values=loss.T
    )


@logistic_loss_grid.formula
def _(sp, phi0_grid, phi1_grid, x, y):
    def loss(phi0, phi1):
        odds = [sp.exp(phi0 + phi1 * v) for v in x]
        return -sum(
            sp.log(o / (1 + o)) if label else sp.log(1 / (1 + o)) for o, label in zip(odds, y, strict=True)
        )

    return [[loss(phi0, phi1) for phi1 in phi1_grid] for phi0 in phi0_grid]


@logistic_loss_grid.variant
def mean(phi0_grid, phi1_grid, x, y):
    """The mean over the examples is right as well: the same map on another scale."""
    return logistic_loss_grid(phi0_grid, phi1_grid, x, y) / len(x)


@logistic_loss_grid.misconception
def transposed(phi0_grid, phi1_grid, x, y):
    """Rows belong to phi0 and columns to phi1; here they have changed places. (In what shape and order does
    `np.meshgrid` answer?)
    """
    return logistic_loss_grid(phi0_grid, phi1_grid, x, y).T


@logistic_loss_grid.misconception
def parameters_exchanged(phi0_grid, phi1_grid, x, y):
    """The parameters have changed places in the model: which of them is multiplied by x?"""
    return logistic_loss_grid(phi1_grid, phi0_grid, x, y).T


@logistic_loss_grid.misconception
def squared(phi0_grid, phi1_grid, x, y):
    """This is the squared error; draw the map of the negative log-likelihood."""
    z = phi0_grid[:, None, None] + phi1_grid[None, :, None] * x
    return ((sigmoid(z) - y) ** 2).sum(axis=-1)


@logistic_loss_grid.misconception
def log_values(phi0_grid, phi1_grid, x, y):
    """Colours may show the logarithm of the loss; return the loss itself."""
    return np.log(logistic_loss_grid(phi0_grid, phi1_grid, x, y))


@logistic_loss_grid.misconception
def log_likelihood(phi0_grid, phi1_grid, x, y):
    """The log-likelihood is maximised, a loss is minimised: mind the sign."""
    return -logistic_loss_grid(phi0_grid, phi1_grid, x, y)


@logistic_loss_grid.misconception
def naive(phi0_grid, phi1_grid, x, y):
    """Right on paper, but where the sigmoid rounds to 0 or 1 a logarithm is infinite. Write both logarithms in
    terms of z, and look for a form such as `np.logaddexp`.
    """
    s = sigmoid(phi0_grid[:, None, None] + phi1_grid[None, :, None] * x)
    return -(y * np.log(s) + (1 - y) * np.log(1 - s)).sum(axis=-1)


@exercise.essay(
    "iv",
    points=0.75,
    rubric=(
        "A heat map over both parameters is described: axes phi0 and phi1, a colour scale, and a range that "
        "holds the minimum, with phi0 around 0 and phi1 around 2.",
        "A single valley or bowl, without further minima, and its lowest point at a positive phi1.",
    ),
)
def hw1_8iv_essay():
    r"""The heat map of the loss, in words.

    Plot the loss of logistic regression as a heat map over $\phi_0$ and $\phi_1$, for ten points drawn around
    -1 with the label 0 and ten drawn around 1 with the label 1. Say which ranges your axes have and what the
    colours show, where the loss is smallest, and what shape it has around that place. About 80 words.

    Returns:
      the text, a string.
    """
