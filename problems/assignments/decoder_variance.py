"""The best variance of a Gaussian decoder in a variational autoencoder.

Errata of the document: (25) prints sqrt(2 pi sigma) and (26) a second d in front of log(2 pi) (E-A10). It calls
the log density convex in sigma, where a maximum is sought: it is neither convex nor concave there, but concave
in log sigma, so the one stationary point is the maximum; the curvature item looks at it (E-A11). The
divergence stands outside the expectation over x, which changes nothing in sigma (E-A12).
"""

import numpy as np

from checker import Exercise, case, normal

exercise = Exercise(
    "assignments.10",
    title="VAE",
    source="Assignments with Solutions, assignment 10",
    points={"": 10},
)


# ---- the log density --------------------------------------------------------------------------------------


@exercise.symbolic(
    points=2.5,
    answer="-(d/2) log(2 pi) - d log sigma - r2 / (2 sigma^2)",
    domain={"r2": "positive", "sigma": "positive", "d": "positive"},
)
def gaussian_log_density(r2, sigma, d):
    r"""Log density of the decoder of a variational autoencoder.

    The decoder is the normal distribution $p(x \mid z) = \mathcal{N}(x; \mu(z), \sigma^2 I)$ of x in d
    dimensions: all its coordinates have the same variance. Write down $\log p(x \mid z)$, with all constants;
    the logarithm is the natural one.

    Args:
      r2: SymPy symbol of the squared distance $\lVert x - \mu(z) \rVert^2$, positive.
      sigma: SymPy symbol of the standard deviation, positive.
      d: SymPy symbol of the dimension, positive.

    Returns:
      an expression in r2, sigma and d.
    """
    from sympy import log

    return -normaliser(d) - d * log(sigma) - r2 / (2 * sigma**2)


def normaliser(d):
    """log (2 pi)^(d/2), the logarithm of the normaliser for sigma = 1."""
    from sympy import log, pi

    return d * log(2 * pi) / 2


@gaussian_log_density.misconception
def doc_eq26(r2, sigma, d):
    """The dimension enters the constant twice, as in the printed equation (26): where does each d come from?"""
    return gaussian_log_density(r2, sigma, d) + normaliser(d) - d * normaliser(d)


@gaussian_log_density.misconception
def doc_eq25(r2, sigma, d):
    """The normaliser holds the root of the variance; the printed equation (25) drops the square of sigma."""
    from sympy import log, pi

    return -d * log(2 * pi * sigma) / 2 - r2 / (2 * sigma**2)


@gaussian_log_density.misconception
def no_half(r2, sigma, d):
    """Look at the exponent of the normal density again: the squared distance is divided by more than sigma^2."""
    return gaussian_log_density(2 * r2, sigma, d)


@gaussian_log_density.misconception
def one_dim(r2, sigma, d):
    """This is the normaliser of one coordinate, and there are d independent ones."""
    return gaussian_log_density(r2, sigma, 1)


@gaussian_log_density.misconception
def growing(r2, sigma, d):
    """The sign of the last term is wrong: far from its mean the density is small."""
    return gaussian_log_density(-r2, sigma, d)


@gaussian_log_density.misconception
def no_constant(r2, sigma, d):
    """The term with log(2 pi) does not matter for the best sigma, but the density asked for here has it."""
    return gaussian_log_density(r2, sigma, d) + normaliser(d)


@gaussian_log_density.misconception
def normaliser_upside_down(r2, sigma, d):
    """The normaliser divides the density, so its logarithm is subtracted."""
    return -gaussian_log_density(-r2, sigma, d)


# ---- its derivative ---------------------------------------------------------------------------------------


@exercise.symbolic(
    points=2.5,
    answer="-d / sigma + r2 / sigma^3",
    domain={"r2": "positive", "sigma": "positive", "d": "positive"},
)
def gaussian_log_density_dsigma(r2, sigma, d):
    r"""Derivative of the decoder's log density in sigma.

    The decoder is $p(x \mid z) = \mathcal{N}(x; \mu(z), \sigma^2 I)$ with x in d dimensions. Derive
    $\frac{\partial}{\partial \sigma} \log p(x \mid z)$, in the standard deviation and not in the variance.

    Args:
      r2: SymPy symbol of the squared distance $\lVert x - \mu(z) \rVert^2$, positive.
      sigma: SymPy symbol of the standard deviation, positive.
      d: SymPy symbol of the dimension, positive.

    Returns:
      an expression in r2, sigma and d.
    """
    return -d / sigma + r2 / sigma**3


@gaussian_log_density_dsigma.misconception
def sign(r2, sigma, d):
    """Both signs are the wrong way round: the log density falls with sigma where sigma is large."""
    return d / sigma - r2 / sigma**3


@gaussian_log_density_dsigma.misconception
def factor(r2, sigma, d):
    """The derivative of a power of sigma brings its exponent to the front: what becomes of the 1/2?"""
    return -d / sigma + r2 / (2 * sigma**3)


@gaussian_log_density_dsigma.misconception
def wrt_variance(r2, sigma, d):
    """This is the derivative in the variance sigma^2, which has the same root; asked for is the one in sigma."""
    return -d / (2 * sigma**2) + r2 / (2 * sigma**4)


@gaussian_log_density_dsigma.misconception
def no_d(r2, sigma, d):
    """The first term is that of one coordinate; how many of them are there?"""
    return -1 / sigma + r2 / sigma**3


@gaussian_log_density_dsigma.misconception
def minus_both(r2, sigma, d):
    """Check the sign of the second term: the exponent of sigma there is negative, and so is the term itself."""
    return -d / sigma - r2 / sigma**3


@gaussian_log_density_dsigma.misconception
def power_kept(r2, sigma, d):
    """A derivative lowers the exponent of sigma by one: look at the power in the second term."""
    return -d / sigma + r2 / sigma**2


# ---- the curvature at the optimum -------------------------------------------------------------------------


@exercise.symbolic(
    points=2, answer="-2 d / sigma^2, below 0: a maximum", domain={"sigma": "positive", "d": "positive"}
)
def elbo_curvature_at_optimum(sigma, d):
    r"""Curvature of the evidence lower bound at the best standard deviation of the decoder.

    The decoder is $p(x \mid z) = \mathcal{N}(x; \mu(z), \sigma^2 I)$ with x in d dimensions. The evidence
    lower bound depends on $\sigma$ only through $\mathrm{E}[\log p(x \mid z)]$, the mean over the data x and
    over codes z from the encoder. It is stationary at a single $\sigma$. Whether that is a maximum is not
    clear from the start, for $\log p(x \mid z)$ is neither convex nor concave in $\sigma$. Compute
    $\mathrm{E}\left[\frac{\partial^2}{\partial \sigma^2} \log p(x \mid z)\right]$ at this point, where
    $\mathrm{E}[\lVert x - \mu(z) \rVert^2]$ can be expressed by $\sigma$ and d.

    Args:
      sigma: SymPy symbol of the standard deviation at the stationary point, positive.
      d: SymPy symbol of the dimension, positive.

    Returns:
      an expression in sigma and d.
    """
    return -2 * d / sigma**2


@elbo_curvature_at_optimum.misconception
def opposite_sign(sigma, d):
    """The size is right, the sign is not: this would make the stationary point a minimum."""
    return 2 * d / sigma**2


@elbo_curvature_at_optimum.misconception
def forgot_3(sigma, d):
    """The two terms do not cancel: differentiating a power of sigma brings its exponent to the front."""
    from sympy import Integer

    return Integer(0)


@elbo_curvature_at_optimum.misconception
def no_r2(sigma, d):
    """The term with the squared distance depends on sigma as well, and has a second derivative too."""
    return d / sigma**2


@elbo_curvature_at_optimum.misconception
def quadratic_term_only(sigma, d):
    """This is the contribution of the squared distance; what does the normaliser contribute?"""
    return -3 * d / sigma**2


@elbo_curvature_at_optimum.misconception
def signs_added(sigma, d):
    """The derivative of -d/sigma is positive: check the sign of the first term."""
    return -4 * d / sigma**2


@elbo_curvature_at_optimum.misconception
def one_coordinate(sigma, d):
    """At this point the expected squared distance is that of all d coordinates."""
    return (d - 3) / sigma**2


# ---- the best variance ------------------------------------------------------------------------------------


@exercise.numeric(points=3, answer="mean over samples and coordinates of (x - mu)^2")
def optimal_decoder_variance(X, M):
    r"""Variance of the decoder that maximises the evidence lower bound.

    The decoder is $p(x \mid z) = \mathcal{N}(x; \mu(z), \sigma^2 I)$, where one parameter $\sigma$ serves all
    codes z. Data x are drawn from their distribution, and for each a code z from the encoder $q(z \mid x)$;
    expectations are averages over these pairs. With encoder and $\mu$ fixed, find the $\sigma^2$ that
    maximises
    $\mathrm{E}_x \left[ \mathrm{E}_{q(z \mid x)}[\log p(x \mid z)] - D_{KL}(q(z \mid x) \,\|\, p(z)) \right]$.

    Args:
      X: samples of the data, real array of shape `(S, d)`; each row is one x.
      M: the decoder's means $\mu(z)$ for a code of each sample, real array of shape `(S, d)`.

    Returns:
      the best variance $\sigma^2$, a real number.
    """
    return np.mean((X - M) ** 2)


@optimal_decoder_variance.cases
def _(rng):
    for s, d, bias in (3, 2, 0.5), (2, 2, 0.0), (4, 1, -1.0), (10, 3, 0.3), (100, 5, 0.7), (500, 20, 0.2):
        M = normal(rng, s, d)
        yield case(X=(M + normal(rng, s, d, scale=0.8) + bias).round(3), M=M)
    yield case(tag="edge", X=normal(rng, 1, 3) + 1.5, M=normal(rng, 1, 3))
    yield case(tag="edge", X=normal(rng, 2, 2), M=np.zeros((2, 2)))
    M = normal(rng, 3, 2)
    yield case(tag="edge", X=M.copy(), M=M)


@optimal_decoder_variance.formula
def _(sp, X, M):
    r2 = [sum((a - b) ** 2 for a, b in zip(x, mu, strict=True)) for x, mu in zip(X, M, strict=True)]
    s, d = sp.Symbol("s", positive=True), len(X[0])
    if not any(r2):
        return sp.Integer(0)
    slope = sum(gaussian_log_density_dsigma(v, s, d) for v in r2)
    (root,) = sp.roots(sp.expand(slope * s**3).subs(s, sp.sqrt(s)), s)
    return root


@optimal_decoder_variance.misconception
def no_dimension(X, M):
    """This is the mean squared distance of whole vectors; each of the d coordinates has the variance sought."""
    return ((X - M) ** 2).sum(axis=1).mean()


@optimal_decoder_variance.misconception
def variance_of_residual(X, M):
    """A decoder that misses in one direction on the average is wrong by that too: why subtract the mean miss?"""
    return np.var(X - M)


@optimal_decoder_variance.misconception
def variance_of_each_coordinate(X, M):
    """A decoder that misses a coordinate on the average is wrong by that too: why subtract the mean misses?"""
    return np.var(X - M, axis=0).mean()


@optimal_decoder_variance.misconception
def standard_deviation(X, M):
    """This is the standard deviation; the variance is asked for."""
    return np.sqrt(optimal_decoder_variance(X, M))


@optimal_decoder_variance.misconception
def unbiased(X, M):
    """The means are given, not estimated from these samples: there is no reason to divide by S - 1."""
    return ((X - M) ** 2).sum() / (X.shape[1] * np.float64(len(X) - 1))


@optimal_decoder_variance.misconception
def sum_over_samples(X, M):
    """An expectation is the average over the samples, not their sum."""
    return ((X - M) ** 2).mean(axis=1).sum()


@optimal_decoder_variance.misconception
def absolute_error(X, M):
    """The exponent of a normal density holds squared distances, not absolute ones."""
    return abs(X - M).mean()


@optimal_decoder_variance.misconception
def variance_of_data(X, M):
    """This is the variance of the data themselves; the decoder models what is left after its mean mu(z)."""
    return np.var(X)
