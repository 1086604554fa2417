"""A Gaussian prior on the parameters: its penalty in the loss, and the way there.

Errata of the document: the text speaks of a variance sigma^2, the formula has one sigma_j^2 a parameter (E-W1).
So the penalty is a weighted one; it is the plain L2 penalty only where all variances are equal.
"""

from checker import Exercise, Heads, Symbol, case

exercise = Exercise(
    "hw1.2",
    title="A Gaussian prior is L2 regularisation",
    source="Homework 1, problem 2",
    points={"": 10},
)


def parameters(n):
    """Symbols of n parameters and of their standard deviations."""
    return {
        "phi": tuple(Symbol(f"phi{j}", "real") for j in range(n)),
        "sigma": tuple(Symbol(f"sigma{j}", "positive") for j in range(n)),
    }


# ---- the penalty ------------------------------------------------------------------------------------------


@exercise.symbolic(
    points=4,
    answer="sum_j phi_j^2 / (2 sigma_j^2), up to a constant",
    mode="up to a constant",
    free_of=("phi",),
)
def gaussian_prior_penalty(phi, sigma):
    r"""What a Gaussian prior adds to the loss.

    The parameters have independent priors, $Pr(\phi) = \prod_j \mathrm{Norm}(0, \sigma_j^2; \phi_j)$: normal
    with mean 0 and variance $\sigma_j^2$, one variance for each parameter. Maximising
    $\prod_i Pr(y_i | x_i, \phi)\, Pr(\phi)$ over $\phi$ is the same as minimising a loss: the negative
    log-likelihood $-\sum_i \log Pr(y_i | x_i, \phi)$ plus a penalty on the parameters. Give the penalty.
    Terms that do not depend on $\phi$ may be dropped or kept.

    Args:
      phi: the parameters, a tuple of J SymPy symbols of real numbers.
      sigma: their standard deviations, a tuple of J SymPy symbols of positive numbers.

    Returns:
      the penalty, an expression in the symbols of both.
    """
    return sum(p**2 / (2 * s**2) for p, s in zip(phi, sigma, strict=True))


@gaussian_prior_penalty.cases
def _(rng):
    for n in 1, 2, 3:
        yield case(**parameters(n))


@gaussian_prior_penalty.variant
def with_constant(phi, sigma):
    """The logarithm of the normalising factor does not depend on phi; it may stay."""
    import sympy as sp

    return gaussian_prior_penalty(phi, sigma) + sum(sp.log(s * sp.sqrt(2 * sp.pi)) for s in sigma)


@gaussian_prior_penalty.misconception
def no_half(phi, sigma):
    """Look at the exponent of the normal density once more: a constant factor is missing."""
    return 2 * gaussian_prior_penalty(phi, sigma)


@gaussian_prior_penalty.misconception
def sign(phi, sigma):
    """This is the logarithm of the prior. The loss is minimised: which sign does it get there?"""
    return -gaussian_prior_penalty(phi, sigma)


@gaussian_prior_penalty.misconception
def sigma_not_squared(phi, sigma):
    """The arguments are standard deviations; the normal density has the variance in its exponent."""
    return sum(p**2 / (2 * s) for p, s in zip(phi, sigma, strict=True))


@gaussian_prior_penalty.misconception
def multiplied(phi, sigma):
    """A small variance says that the parameter is close to 0, so it has to make the penalty strong, not weak."""
    return sum(s**2 * p**2 / 2 for p, s in zip(phi, sigma, strict=True))


@gaussian_prior_penalty.misconception
def l1(phi, sigma):
    """Absolute values come from a Laplace prior; take the logarithm of the normal density."""
    return sum(abs(p) / s for p, s in zip(phi, sigma, strict=True))


@gaussian_prior_penalty.misconception
def no_sigma(phi, sigma):
    """The variances are not 1: each parameter has its own, and it weighs its term."""
    return sum(p**2 for p in phi) / 2


@gaussian_prior_penalty.misconception
def the_prior_itself(phi, sigma):
    """This is the prior. A product of probabilities becomes a sum of losses under minus the logarithm."""
    import sympy as sp

    density = sp.exp(-gaussian_prior_penalty(phi, sigma))
    for s in sigma:
        density /= s * sp.sqrt(2 * sp.pi)
    return density


# ---- the way there ----------------------------------------------------------------------------------------


@exercise.derivation(
    points=6,
    answer="split the log of the product, cancel log exp: -log P + sum_j phi_j^2 / (2 sigma_j^2) + constant",
    rules=("log_law", "log_exp", "exp_law"),
    up_to_constant=("P", "phi"),
)
def map_to_l2_chain(P, phi, sigma, H):
    r"""Show that maximising the posterior is minimising the loss with an L2 penalty.

    Maximising $P \prod_j \mathrm{Norm}(0, \sigma_j^2; \phi_j)$, where P is the likelihood
    $\prod_i Pr(y_i | x_i, \phi)$, is minimising minus its logarithm, since the logarithm increases. The first
    line is $-\log\big(P \prod_j \frac{1}{\sqrt{2\pi\sigma_j^2}} e^{u_j}\big)$, with the exponent $u_j$ of the
    normal density written out in $\phi_j$ and $\sigma_j$. The last line is $-\log P$ plus the penalty on the
    parameters, free of exponentials, plus terms without P and $\phi$, in whatever form they have. Every step
    has to be an equation; only the last line may leave such terms out.

    Args:
      P: the likelihood, a SymPy symbol of a positive number.
      phi: the parameters, a tuple of J SymPy symbols of real numbers.
      sigma: their standard deviations, a tuple of J SymPy symbols of positive numbers.
      H: functions to write with: `H.log` and `H.exp`. Use them in place of SymPy's own, which simplify by
        themselves.

    Returns:
      list of expressions, each but the first with its rule, as in `[e0, ("log_law", e1), ...]`: `log_law`
      splits logarithms of products and powers, `exp_law` joins exponentials, `log_exp` cancels a logarithm and
      an exponential, `algebra` rearranges.
    """
    import sympy as sp

    c = [1 / sp.sqrt(2 * sp.pi * s**2) for s in sigma]
    u = [-(p**2) / (2 * s**2) for p, s in zip(phi, sigma, strict=True)]
    pairs = list(zip(c, u, strict=True))
    return [
        -H.log(P * sp.prod([cj * H.exp(uj) for cj, uj in pairs])),
        ("log_law", -H.log(P) - sum(H.log(cj) + H.log(H.exp(uj)) for cj, uj in pairs)),
        ("log_exp", -H.log(P) - sum(H.log(cj) for cj in c) - sum(u)),
    ]


@map_to_l2_chain.cases
def _(rng):
    for n in 1, 2, 3:
        yield case(P=Symbol("P", "positive"), **parameters(n), H=Heads(("exp", "log")))
