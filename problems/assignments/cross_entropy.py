"""Kullback-Leibler divergence and cross-entropy: as objectives they differ by a constant.

Erratum of the document: its equation (17) drops the log in the first term, which should be the sum of
p* log p*, the negative entropy, and (16) and (17) lack the dy of their integrals (E-A5). The reference has the
log; the printed term is a known misconception, and a derivation with it has a wrong step.
"""

import numpy as np

from checker import Exercise, Heads, Symbol, case, uniform

exercise = Exercise(
    "assignments.5",
    title="KL divergence and cross-entropy",
    source="Assignments with Solutions, assignment 5",
    points={"": 10},
)


# ---- by how much they differ ------------------------------------------------------------------------------


@exercise.numeric(points=5, answer="sum_x p*(x) sum_y p*(y|x) log p*(y|x), with 0 log 0 = 0")
def kl_minus_cross_entropy(px, p_star):
    r"""Difference between the expected divergence and the expected cross-entropy.

    The data follow $p^*(x, y) = p^*(x)\, p^*(y \mid x)$, and a network learns a model $p(y \mid x; \theta)$. One
    may minimise the expected divergence $\mathbb{E}_{p^*(x)}\, D_{\mathrm{KL}}(p^*(y \mid x)\, \Vert\,
    p(y \mid x; \theta))$, or the expected cross-entropy
    $\mathbb{E}_{p^*(x)}\bigl[-\sum_y p^*(y \mid x) \log p(y \mid x; \theta)\bigr]$. Here x and y take finitely
    many values, $D_{\mathrm{KL}}(p \,\Vert\, q) = \sum_y p(y) \log (p(y) / q(y))$, the logarithm is the natural
    one, and $0 \log 0 = 0$. Compute the first objective minus the second one. The model is not an argument,
    since the difference does not depend on it.

    Args:
      px: probabilities $p^*(x)$ of the X inputs, real array of shape `(X,)` with the sum 1.
      p_star: `p_star[x, y]` is $p^*(y \mid x)$, real array of shape `(X, Y)`; each row has the sum 1, and some
        entries may be 0.

    Returns:
      expected divergence minus expected cross-entropy, a real number, finite for all such inputs.
    """
    return px @ plogp(p_star).sum(axis=1)


def plogp(p):
    """p log p, which is 0 at 0."""
    return p * np.log(np.where(p > 0, p, 1))


@kl_minus_cross_entropy.cases
def _(rng):
    for n, k in (2, 3), (1, 2), (3, 2), (4, 4), (10, 50), (50, 10):
        yield case(**data(rng, n, k))
    yield case(tag="edge", px=distribution(rng, 3), p_star=np.full((3, 4), 0.25))
    yield case(tag="edge", px=distribution(rng, 3), p_star=np.ones((3, 1)))
    yield case(tag="stability", px=distribution(rng, 3), p_star=np.eye(3)[[1, 0, 1]])
    zeros = np.array([[0.0, 0.3, 0.7], [0.5, 0.5, 0.0]])
    yield case(tag="stability", px=distribution(rng, 2), p_star=zeros)


def data(rng, n, k):
    """Probabilities of n inputs and of k classes given each, such that it matters how the inputs are weighted."""
    while True:
        px, p_star = distribution(rng, n), np.array([distribution(rng, k) for _ in range(n)])
        entropies = -plogp(p_star).sum(axis=1)
        if n == 1 or abs(px @ entropies - entropies.mean()) > 1e-3:
            return {"px": px, "p_star": p_star}


def distribution(rng, n):
    """Random probabilities with three decimals."""
    weights = uniform(rng, n, low=0.05, high=1)
    thousandths = np.floor(1000 * weights / weights.sum())
    thousandths[0] += 1000 - thousandths.sum()
    return thousandths / 1000


kl_minus_cross_entropy.harmless(
    "np.where(p > 0, p, 1) -> np.where(p > 0, p, 2)", "the number that stands for p = 0 is multiplied by 0"
)


@kl_minus_cross_entropy.formula
def _(sp, px, p_star):
    q = sp.Rational(1, len(p_star[0]))  # any model does
    total = 0
    for w, row in zip(px, p_star, strict=True):
        divergence = sum(p * sp.log(p / q) for p in row if p)
        total += w * (divergence - sum(-p * sp.log(q) for p in row))
    return total


@kl_minus_cross_entropy.misconception
def doc_no_log(px, p_star):
    """The printed solution drops a log here too: split the logarithm of the quotient, and look at its first term
    again.
    """
    return px @ (p_star * p_star).sum(axis=1)


@kl_minus_cross_entropy.misconception
def plus_entropy(px, p_star):
    """The sign is wrong, or the objectives are subtracted the other way round: log(p/q) = log p - log q, so with
    which sign does the entropy come?
    """
    return -px @ plogp(p_star).sum(axis=1)


@kl_minus_cross_entropy.misconception
def no_expectation(px, p_star):
    """The inputs do not count alike: take the expectation over p*(x) instead of adding them up."""
    return plogp(p_star).sum()


@kl_minus_cross_entropy.misconception
def plain_average(px, p_star):
    """The inputs do not count alike: weight each with its probability p*(x), not with one over their number."""
    return plogp(p_star).sum(axis=1).mean()


@kl_minus_cross_entropy.misconception
def one_for_each_input(px, p_star):
    """This is the difference for each input by itself; take its expectation over p*(x)."""
    return plogp(p_star).sum(axis=1)


@kl_minus_cross_entropy.misconception
def joint(px, p_star):
    """Inside the logarithm belongs the conditional probability p*(y|x), not the joint one of x and y."""
    return plogp(px[:, None] * p_star).sum()


@kl_minus_cross_entropy.misconception
def zero(px, p_star):
    """Both have the same minimiser, but not the same value: they differ by a constant, which is 0 only if y is
    certain for each x.
    """
    return 0.0


@kl_minus_cross_entropy.misconception
def log2(px, p_star):
    """The logarithm is the natural one, not that to base 2."""
    return px @ plogp(p_star).sum(axis=1) / np.log(2)


@kl_minus_cross_entropy.misconception
def nan(px, p_star):
    """Correct on paper, but 0 * log(0) is nan for a computer: treat zero probabilities by themselves."""
    return px @ (p_star * np.log(p_star)).sum(axis=1)


# ---- why --------------------------------------------------------------------------------------------------


@exercise.derivation(points=5, answer="split the logarithm of the quotient, then the sum", rules=("log_law",))
def kl_to_cross_entropy_chain(p, q, H):
    r"""Derivation of the cross-entropy from the divergence.

    For one input, let $p_k$ be the true probability of class k and $q_k$ the one that the model gives it. Show
    step by step that the divergence is the cross-entropy plus a term without the model. The first line is the
    divergence, $\sum_k p_k \log (p_k / q_k)$; the last line is the cross-entropy, $-\sum_k p_k \log q_k$, plus a
    sum in which no $q_k$ occurs. All probabilities are above 0; that they sum to 1 is not needed. Your function
    is called for two and for three classes.

    Args:
      p: true probabilities, a tuple of positive symbols.
      q: probabilities of the model, a tuple of as many positive symbols.
      H: functions to write with: `H.log`, in the place of SymPy's own.

    Returns:
      list of expressions that are equal to each other, from the first line to the last; each but the first is
      a pair `(rule, expression)` with the rule that leads to it from the one before, `"log_law"` or
      `"algebra"`.
    """
    K = range(len(p))
    return [
        sum(p[k] * H.log(p[k] / q[k]) for k in K),
        ("log_law", sum(p[k] * (H.log(p[k]) - H.log(q[k])) for k in K)),
        ("algebra", sum(p[k] * H.log(p[k]) for k in K) - sum(p[k] * H.log(q[k]) for k in K)),
    ]


@kl_to_cross_entropy_chain.cases
def _(rng):
    for n in 2, 3:
        p, q = (tuple(Symbol(f"{letter}{k}", "positive") for k in range(n)) for letter in "pq")
        yield case(p=p, q=q, H=Heads(("log",)))


@kl_to_cross_entropy_chain.variant
def at_once(p, q, H):
    """Splitting the logarithm and the sum in one step is right as well."""
    first, _, last = kl_to_cross_entropy_chain(p, q, H)
    return [first, ("log_law", last[1])]


@kl_to_cross_entropy_chain.misconception
def doc_equation_17(p, q, H):
    """The printed solution drops a log here too: split the logarithm of the quotient, and look at its first term
    again.
    """
    first, second, _ = kl_to_cross_entropy_chain(p, q, H)
    printed = sum(a * a for a in p) - sum(a * H.log(b) for a, b in zip(p, q, strict=True))
    return [first, second, ("algebra", printed)]


@kl_to_cross_entropy_chain.misconception
def quotient_of_logs(p, q, H):
    """The logarithm of a quotient is no quotient of logarithms."""
    first, _, last = kl_to_cross_entropy_chain(p, q, H)
    return [first, ("log_law", sum(a * H.log(a) / H.log(b) for a, b in zip(p, q, strict=True))), last]


@kl_to_cross_entropy_chain.misconception
def jump(p, q, H):
    """Algebra alone does not open a logarithm: name the law that does."""
    first, _, last = kl_to_cross_entropy_chain(p, q, H)
    return [first, ("algebra", last[1])]
