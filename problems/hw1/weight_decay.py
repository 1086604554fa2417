"""Weight decay: a gradient step on a loss with an L2 penalty."""

import numpy as np

from checker import Exercise, Heads, Symbol, case, normal

exercise = Exercise(
    "hw1.3",
    title="Weight decay is L2 regularisation",
    source="Homework 1, problem 3",
    points={"": 10},
)


# ---- the gradient of the modified loss --------------------------------------------------------------------


@exercise.numeric(points=4, answer="grad + (lam / alpha) phi")
def l2_regularized_gradient(phi, grad, lam, alpha):
    r"""Gradient of a loss with an L2 penalty.

    The loss $L[\phi]$ becomes $\tilde L[\phi] = L[\phi] + \frac{\lambda}{2\alpha} \sum_k \phi_k^2$, where
    $\lambda$ is the rate of the weight decay and $\alpha$ the learning rate. Give the gradient of $\tilde L$ in
    $\phi$, from that of L.

    Args:
      phi: parameters, real array of shape `(n,)`.
      grad: gradient of L at phi, real array of shape `(n,)`.
      lam: rate $\lambda$ of the weight decay, real number of at least 0.
      alpha: learning rate $\alpha$, real number above 0.

    Returns:
      gradient of the modified loss at phi, real array of shape `(n,)`.
    """
    return grad + lam / alpha * phi


@l2_regularized_gradient.cases
def _(rng):
    for n, lam, alpha in (1, 0.3, 0.2), (3, 0.1, 0.25), (3, 0.05, 0.1), (4, 0.4, 2.5), (50, 0.02, 0.3):
        yield case(phi=normal(rng, n), grad=normal(rng, n), lam=lam, alpha=alpha)
    yield case(tag="edge", phi=normal(rng, 3), grad=normal(rng, 3), lam=0.0, alpha=0.1)
    yield case(tag="edge", phi=np.zeros(3), grad=normal(rng, 3), lam=0.2, alpha=0.1)


@l2_regularized_gradient.formula
def _(sp, phi, grad, lam, alpha):
    p = sp.symbols(f"p:{len(phi)}")
    penalty = lam / (2 * alpha) * sum(v**2 for v in p)
    point = dict(zip(p, phi, strict=True))
    return [g + penalty.diff(v).subs(point) for g, v in zip(grad, p, strict=True)]


@l2_regularized_gradient.differentiates("phi")
def _(phi, grad, lam, alpha):
    return grad @ phi + lam / (2 * alpha) * (phi**2).sum()  # any loss with that gradient at phi


@l2_regularized_gradient.misconception
def factor_half(phi, grad, lam, alpha):
    """What becomes of the one half in front of the penalty when its squares are differentiated?"""
    return grad + lam / (2 * alpha) * phi


@l2_regularized_gradient.misconception
def no_alpha(phi, grad, lam, alpha):
    """The penalty has the learning rate in its denominator; it cancels only in the step, not in the gradient."""
    return grad + lam * phi


@l2_regularized_gradient.misconception
def times_alpha(phi, grad, lam, alpha):
    """The learning rate stands in the denominator of the penalty: divide by it."""
    return grad + lam * alpha * phi


@l2_regularized_gradient.misconception
def sign(phi, grad, lam, alpha):
    """The penalty is added to the loss; the minus of the update comes later, from the gradient step."""
    return grad - lam / alpha * phi


@l2_regularized_gradient.misconception
def factor_2(phi, grad, lam, alpha):
    """The penalty has the factor one half in front of its squares: use it."""
    return grad + 2 * lam / alpha * phi


@l2_regularized_gradient.misconception
def penalty_only(phi, grad, lam, alpha):
    """This is the gradient of the penalty alone; the modified loss still holds L."""
    return lam / alpha * phi


@l2_regularized_gradient.misconception
def penalty_not_differentiated(phi, grad, lam, alpha):
    """Here the penalty itself is added to each entry: differentiate it in each parameter first."""
    return grad + lam / (2 * alpha) * (phi**2).sum()


@l2_regularized_gradient.misconception
def the_step(phi, grad, lam, alpha):
    """These are the parameters after a step; asked for is the gradient with which the step is taken."""
    return (1 - lam) * phi - alpha * grad


# ---- the equivalence --------------------------------------------------------------------------------------


@exercise.derivation(
    points=6,
    answer="differentiate the penalty, then collect phi_k: (1 - lam) phi_k - alpha dL",
    rules=("diff",),
)
def weight_decay_chain(phi, k, dL, lam, alpha, H):
    r"""Show that weight decay is gradient descent on the loss with an L2 penalty.

    A gradient step on $\tilde L = L + \frac{\lambda}{2\alpha} \sum_m \phi_m^2$ with the learning rate $\alpha$
    moves the parameter $\phi_k$ to
    $\phi_k - \alpha \big( \partial L / \partial \phi_k + D \big)$, with the derivative
    $D = \frac{\partial}{\partial \phi_k} \frac{\lambda}{2\alpha} \sum_m \phi_m^2$. This is the first line, with
    D written as `H.D(penalty, phi[k])`, where the penalty is written out. The last line is the update of weight
    decay, $(1 - \lambda) \phi_k - \alpha\, \partial L / \partial \phi_k$.

    Args:
      phi: the parameters, a tuple of n SymPy symbols of real numbers.
      k: index of the parameter that moves, an integer from 0 to n - 1.
      dL: the derivative of L in that parameter, a SymPy symbol of a real number.
      lam: rate $\lambda$ of the weight decay, a SymPy symbol of a positive number.
      alpha: learning rate $\alpha$, a SymPy symbol of a positive number.
      H: functions to write with: `H.D(f, v)` is the derivative of f in v, not carried out.

    Returns:
      list of expressions, each but the first with its rule, as in `[e0, ("diff", e1), ...]`: `diff` carries
      out derivatives, `algebra` rearranges.
    """
    penalty = lam / (2 * alpha) * sum(p**2 for p in phi)
    return [
        phi[k] - alpha * (dL + H.D(penalty, phi[k])),
        ("diff", phi[k] - alpha * (dL + lam / alpha * phi[k])),
        ("algebra", (1 - lam) * phi[k] - alpha * dL),
    ]


@weight_decay_chain.cases
def _(rng):
    lam, alpha = Symbol("lam", "positive"), Symbol("alpha", "positive")
    for n in 1, 3:
        phi = tuple(Symbol(f"phi{m}", "real") for m in range(n))
        for k in range(n):
            yield case(phi=phi, k=k, dL=Symbol("dL", "real"), lam=lam, alpha=alpha, H=Heads(()))
