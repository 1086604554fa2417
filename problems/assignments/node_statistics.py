"""Node statistics: mean and variance of a weighted sum with random weights and random inputs.

Errata of the document: it uses V[XY] = V[X] V[Y] for any independent X and Y, but that needs zero means; in
general V[XY] = V[X] V[Y] + V[X] E[Y]^2 + V[Y] E[X]^2. It also uses that weights and inputs are independent of
each other, and does not say so (E-A1). The prompts state both, so the results stand.
"""

from checker import Exercise

exercise = Exercise(
    "assignments.1",
    title="Node statistics",
    source="Assignments with Solutions, assignment 1",
    points={"": 10},
)

DOMAIN = {"n": "positive integer", "sigma": "positive", "sigma_tilde": "positive"}


@exercise.symbolic(points=3, answer="0", domain=DOMAIN)
def node_output_mean(n, sigma, sigma_tilde):
    r"""Mean of a neuron's output.

    A neuron of a linear layer computes $y = \sum_{i=1}^n w_i x_i$. Over the training data the inputs
    $x_1, \dots, x_n$ are independent, each with mean 0 and variance $\sigma^2$. The weights
    $w_1, \dots, w_n$ are drawn independently of each other and of the inputs, each with mean 0 and variance
    $\tilde\sigma^2$. Compute the mean of y over both the inputs and the weights.

    Args:
      n: number of inputs, a positive integer symbol.
      sigma: standard deviation $\sigma$ of each input, a positive symbol.
      sigma_tilde: standard deviation $\tilde\sigma$ of each weight, a positive symbol.

    Returns:
      the mean of y, a number or a formula in these symbols.
    """
    import sympy as sp

    return sp.Integer(0)


@node_output_mean.misconception
def nonzero(n, sigma, sigma_tilde):
    """Standard deviations say nothing about a mean: by independence the mean of w_i x_i is that of w_i times
    that of x_i, and what are these?
    """
    return n * sigma * sigma_tilde


@node_output_mean.misconception
def mean_of_one_term(n, sigma, sigma_tilde):
    """A product of standard deviations is no mean. Multiply the means of w_i and x_i, which are independent."""
    return sigma * sigma_tilde


@node_output_mean.misconception
def variance_for_mean(n, sigma, sigma_tilde):
    """This measures how far y spreads around its mean; the mean itself is asked for here."""
    return n * sigma**2 * sigma_tilde**2


@node_output_mean.misconception
def root_for_mean(n, sigma, sigma_tilde):
    """This is a typical size of y, whatever its sign. In the mean, positive and negative values cancel."""
    import sympy as sp

    return sp.sqrt(n) * sigma * sigma_tilde


@exercise.symbolic(points=7, answer="n sigma_tilde^2 sigma^2", domain=DOMAIN)
def node_output_variance(n, sigma, sigma_tilde):
    r"""Variance of a neuron's output.

    A neuron of a linear layer computes $y = \sum_{i=1}^n w_i x_i$. Over the training data the inputs
    $x_1, \dots, x_n$ are independent, each with mean 0 and variance $\sigma^2$. The weights
    $w_1, \dots, w_n$ are drawn independently of each other and of the inputs, each with mean 0 and variance
    $\tilde\sigma^2$. Compute the variance of y over both the inputs and the weights. Take care with the
    variance of a product: which rule holds depends on the means of its factors.

    Args:
      n: number of inputs, a positive integer symbol.
      sigma: standard deviation $\sigma$ of each input, a positive symbol.
      sigma_tilde: standard deviation $\tilde\sigma$ of each weight, a positive symbol.

    Returns:
      the variance of y, a formula in these symbols.
    """
    return n * sigma_tilde**2 * sigma**2


@node_output_variance.misconception
def std(n, sigma, sigma_tilde):
    """For independent factors with mean 0 it is the variances that multiply, not the standard deviations."""
    return n * sigma * sigma_tilde


@node_output_variance.misconception
def no_n(n, sigma, sigma_tilde):
    """This is the variance of a single term w_i x_i; y is the sum of n of them, which are uncorrelated."""
    return sigma**2 * sigma_tilde**2


@node_output_variance.misconception
def n_squared(n, sigma, sigma_tilde):
    """The square of n would need terms that are perfectly correlated; these are independent."""
    return n**2 * sigma**2 * sigma_tilde**2


@node_output_variance.misconception
def variance_of_a_sum(n, sigma, sigma_tilde):
    """Variances add up for a sum of w_i and x_i. Each term here is their product: which rule holds there, when
    both means are 0?
    """
    return n * (sigma**2 + sigma_tilde**2)


@node_output_variance.misconception
def weights_fixed(n, sigma, sigma_tilde):
    """The weights are random too: average over them as well as over the inputs."""
    return n * sigma**2


@node_output_variance.misconception
def inputs_fixed(n, sigma, sigma_tilde):
    """The inputs are random too: average over them as well as over the weights."""
    return n * sigma_tilde**2


@node_output_variance.misconception
def root_of_variance(n, sigma, sigma_tilde):
    """This is the standard deviation of y; the variance is its square."""
    import sympy as sp

    return sp.sqrt(n) * sigma * sigma_tilde


@node_output_variance.misconception
def averaged(n, sigma, sigma_tilde):
    """This belongs to the average of the n terms; y is their sum, with no 1/n."""
    return sigma**2 * sigma_tilde**2 / n
