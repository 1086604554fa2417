"""Stochastic gradient descent with a quadratic regulariser: smoothed gradients, and the proximal step.

Erratum of the document: the step size that makes both steps equal, in the closing remark, is right, but only
while lambda times epsilon stays below 1; beyond that it is negative or infinite (E-A3). The prompt says so.
"""

import numpy as np

from checker import Exercise, case, normal

exercise = Exercise(
    "assignments.3",
    title="SGD with regularization",
    source="Assignments with Solutions, assignment 3",
    points={"a": 4, "b": 4, "r": 2},
)


# ---- a: a step along smoothed gradients -------------------------------------------------------------------


@exercise.numeric("a", points=2, answer="(1 - q) g_smooth + q g")
def smoothed_gradient(g_smooth, g, q):
    r"""Smoothing of stochastic gradients.

    Stochastic gradients are noisy. To reduce their variance, replace the gradient $g^t$ of step t by the
    exponentially weighted average $\tilde g^t$ of the gradients so far: a weighted mean of the average before,
    $\tilde g^{t-1}$, and of the new gradient $g^t$, which gets the weight q. Do not correct for the start of
    the averaging.

    Args:
      g_smooth: average $\tilde g^{t-1}$ before this step, real array of shape `(n,)`.
      g: new stochastic gradient $g^t$, real array of shape `(n,)`.
      q: weight of the new gradient, real number from 0 to 1.

    Returns:
      the new average $\tilde g^t$, real array of shape `(n,)`.
    """
    return (1 - q) * g_smooth + q * g


@smoothed_gradient.cases
def _(rng):
    for n, q in (3, 0.1), (1, 0.1), (3, 0.5), (3, 0.7), (50, 0.1):
        yield case(g_smooth=normal(rng, n), g=normal(rng, n), q=q)
    for q in 0.0, 1.0:
        yield case(tag="edge", g_smooth=normal(rng, 3), g=normal(rng, 3), q=q)
    yield case(tag="edge", g_smooth=np.zeros(2), g=normal(rng, 2), q=0.2)


@smoothed_gradient.formula
def _(sp, g_smooth, g, q):
    return [old + q * (new - old) for old, new in zip(g_smooth, g, strict=True)]


@smoothed_gradient.misconception
def swapped(g_smooth, g, q):
    """The weights have changed places: q is the weight of the new gradient."""
    return q * g_smooth + (1 - q) * g


@smoothed_gradient.misconception
def not_normalised(g_smooth, g, q):
    """The weights of an average add up to 1; with these it keeps growing."""
    return g_smooth + q * g


@smoothed_gradient.misconception
def momentum(g_smooth, g, q):
    """This is the buffer of a momentum method. In an average the weights add up to 1: what is that of g?"""
    return (1 - q) * g_smooth + g


@smoothed_gradient.misconception
def plain_mean(g_smooth, g, q):
    """The two weights need not be the same: the new gradient gets the weight q."""
    return (g_smooth + g) / 2


@smoothed_gradient.misconception
def no_past(g_smooth, g, q):
    """Without the average before, the noise stays as it is: let the past gradients have their weight."""
    return q * g


@smoothed_gradient.misconception
def minus(g_smooth, g, q):
    """An average adds its parts; the step against the gradient comes later, in the update of theta."""
    return (1 - q) * g_smooth - q * g


@exercise.numeric("a", points=2, answer="theta - eps (g_smooth + lam theta)")
def smoothed_sgd_step(theta, g_smooth, lam, eps):
    r"""Step of gradient descent on a regularised loss, along a smoothed gradient.

    The loss to be minimised is $\tilde L(\theta) = L(\theta) + \frac{\lambda}{2} \lVert \theta \rVert^2$. A
    smoothed estimate $\tilde g$ of the gradient of L at $\theta$, without the regulariser, is given. Take one
    step of gradient descent on $\tilde L$ with the step size $\varepsilon$; the regulariser enters with its
    exact gradient at $\theta$.

    Args:
      theta: parameters before the step, real array of shape `(n,)`.
      g_smooth: smoothed gradient $\tilde g$ of L, real array of shape `(n,)`.
      lam: weight $\lambda$ of the regulariser, real number not below 0.
      eps: step size $\varepsilon$, real number above 0.

    Returns:
      parameters after the step, real array of shape `(n,)`.
    """
    return theta - eps * (g_smooth + lam * theta)


@smoothed_sgd_step.cases
def _(rng):
    for n, lam, eps in (3, 0.6, 0.2), (1, 0.3, 0.5), (2, 2.5, 0.1), (50, 0.05, 0.3):
        yield case(theta=normal(rng, n), g_smooth=normal(rng, n), lam=lam, eps=eps)
    yield case(tag="edge", theta=normal(rng, 3), g_smooth=normal(rng, 3), lam=0.0, eps=0.1)
    yield case(tag="edge", theta=np.zeros(3), g_smooth=normal(rng, 3), lam=0.4, eps=0.1)


@smoothed_sgd_step.formula
def _(sp, theta, g_smooth, lam, eps):
    t = sp.symbols(f"t:{len(theta)}")
    loss = sum(g * v + lam * v**2 / 2 for g, v in zip(g_smooth, t, strict=True))
    at = dict(zip(t, theta, strict=True))
    return [at[v] - eps * loss.diff(v).subs(at) for v in t]


@smoothed_sgd_step.misconception
def no_regulariser(theta, g_smooth, lam, eps):
    """The regulariser is part of the loss, and has a gradient too; g_smooth is that of L alone."""
    return theta - eps * g_smooth


@smoothed_sgd_step.misconception
def factor_2(theta, g_smooth, lam, eps):
    """The factor 2 of the square cancels with the one half in the regulariser."""
    return theta - eps * (g_smooth + 2 * lam * theta)


@smoothed_sgd_step.misconception
def ascent(theta, g_smooth, lam, eps):
    """The loss is to fall: step against its gradient, not along it."""
    return theta + eps * (g_smooth + lam * theta)


@smoothed_sgd_step.misconception
def decay_sign(theta, g_smooth, lam, eps):
    """The regulariser should shrink theta, but here it lets theta grow: look at the sign of its gradient."""
    return theta - eps * (g_smooth - lam * theta)


@smoothed_sgd_step.misconception
def decay_without_eps(theta, g_smooth, lam, eps):
    """The step size multiplies the whole gradient, that of the regulariser as well."""
    return (1 - lam) * theta - eps * g_smooth


@smoothed_sgd_step.misconception
def unit_vector(theta, g_smooth, lam, eps):
    """This is the gradient of the norm of theta; the regulariser has its square."""
    return theta - eps * (g_smooth + lam * theta / np.linalg.norm(theta))


@smoothed_sgd_step.misconception
def value_for_gradient(theta, g_smooth, lam, eps):
    """What is added to the gradient of L is the gradient of the regulariser, a vector, not its value."""
    return theta - eps * (g_smooth + lam / 2 * theta @ theta)


# ---- b: the proximal step ---------------------------------------------------------------------------------


@exercise.numeric("b", points=2.8, answer="(theta - eps g) / (1 + eps lam)")
def proximal_sgd_step(theta, g, lam, eps):
    r"""Proximal step that keeps the quadratic regulariser as it is.

    Instead of linearising the regulariser, keep it and linearise the loss alone. The next parameters are the
    minimiser over all $\vartheta \in \mathbb{R}^n$ of
    $$\langle g, \vartheta - \theta \rangle + \frac{\lambda}{2} \lVert \vartheta \rVert^2
    + \frac{1}{2 \varepsilon} \lVert \vartheta - \theta \rVert^2 .$$
    Solve this problem.

    Args:
      theta: parameters $\theta$ before the step, real array of shape `(n,)`.
      g: gradient of the loss, smoothed or not, real array of shape `(n,)`.
      lam: weight $\lambda$ of the regulariser, real number not below 0.
      eps: step size $\varepsilon$, real number above 0.

    Returns:
      the minimiser, real array of shape `(n,)`.
    """
    return (theta - eps * g) / (1 + eps * lam)


@proximal_sgd_step.cases
def _(rng):
    for n, lam, eps in (3, 0.7, 0.3), (1, 0.4, 0.6), (2, 2.5, 0.2), (50, 0.3, 0.9):
        yield case(theta=normal(rng, n), g=normal(rng, n), lam=lam, eps=eps)
    yield case(tag="edge", theta=normal(rng, 3), g=normal(rng, 3), lam=0.0, eps=0.4)
    yield case(tag="edge", theta=normal(rng, 3), g=normal(rng, 3), lam=0.7, eps=1000.0)
    yield case(tag="edge", theta=np.zeros(2), g=normal(rng, 2), lam=0.7, eps=0.5)


@proximal_sgd_step.formula
def _(sp, theta, g, lam, eps):
    v = sp.Symbol("v")
    return [
        sp.solve(sp.diff(b * (v - t) + lam * v**2 / 2 + (v - t) ** 2 / (2 * eps), v), v)[0]
        for t, b in zip(theta, g, strict=True)
    ]


@proximal_sgd_step.misconception
def explicit(theta, g, lam, eps):
    """This linearises the regulariser too. Here it is kept, so its gradient is taken at the new parameters."""
    return theta - eps * (g + lam * theta)


@proximal_sgd_step.misconception
def negative_denominator(theta, g, lam, eps):
    """Collect the terms with the unknown in the stationarity condition once more: the regulariser and the
    proximity term pull with the same sign.
    """
    return (theta - eps * g) / (1 - eps * lam)


@proximal_sgd_step.misconception
def decay_theta_only(theta, g, lam, eps):
    """Solve for the unknown: what stands before it divides the whole right-hand side, the gradient as well."""
    return theta / (1 + eps * lam) - eps * g


@proximal_sgd_step.misconception
def twice_lam(theta, g, lam, eps):
    """The factor 2 of the square cancels with the one half in the regulariser."""
    return (theta - eps * g) / (1 + 2 * eps * lam)


@proximal_sgd_step.misconception
def along_g(theta, g, lam, eps):
    """The step goes against the gradient: bring g to the other side with its sign changed."""
    return (theta + eps * g) / (1 + eps * lam)


@proximal_sgd_step.misconception
def lam_without_eps(theta, g, lam, eps):
    """The stationarity condition has 1/eps before the unknown: multiply all its terms by eps, the
    regulariser's too.
    """
    return (theta - eps * g) / (1 + lam)


@proximal_sgd_step.misconception
def g_without_eps(theta, g, lam, eps):
    """The stationarity condition has 1/eps before the unknown: multiply all its terms by eps, g too."""
    return (theta - g) / (1 + eps * lam)


@proximal_sgd_step.misconception
def no_decay(theta, g, lam, eps):
    """This is the minimiser without the regulariser; its gradient at the unknown belongs in the condition."""
    return theta - eps * g


@exercise.symbolic(
    "b",
    points=1.2,
    answer="g + lam theta + (theta - theta_t) / eps",
    domain={"theta": "real", "theta_t": "real", "g": "real", "lam": "positive", "eps": "positive"},
)
def proximal_objective_gradient(theta, theta_t, g, lam, eps):
    r"""Derivative of the proximal problem's objective.

    The proximal step minimises
    $\langle g, \theta - \theta^t \rangle + \frac{\lambda}{2} \lVert \theta \rVert^2
    + \frac{1}{2 \varepsilon} \lVert \theta - \theta^t \rVert^2$ over $\theta$. Take a single coordinate, so
    that all of these are real numbers, and give the derivative of the objective in $\theta$; the minimiser is
    where it vanishes.

    Args:
      theta: the unknown $\theta$, a real symbol.
      theta_t: the current parameter $\theta^t$, a real symbol.
      g: gradient of the loss at $\theta^t$, a real symbol.
      lam: weight $\lambda$ of the regulariser, a positive symbol.
      eps: step size $\varepsilon$, a positive symbol.

    Returns:
      the derivative in theta, a formula in these symbols.
    """
    return g + lam * theta + (theta - theta_t) / eps


@proximal_objective_gradient.misconception
def gradient_at_theta_t(theta, theta_t, g, lam, eps):
    """The regulariser is not linearised here: differentiate it at the unknown theta, not at theta_t."""
    return g + lam * theta_t + (theta - theta_t) / eps


@proximal_objective_gradient.misconception
def missing_half(theta, theta_t, g, lam, eps):
    """The factor 2 of the square cancels with the one half in the proximity term."""
    return g + lam * theta + 2 * (theta - theta_t) / eps


@proximal_objective_gradient.misconception
def missing_half_of_lam(theta, theta_t, g, lam, eps):
    """The factor 2 of the square cancels with the one half in the regulariser."""
    return g + 2 * lam * theta + (theta - theta_t) / eps


@proximal_objective_gradient.misconception
def no_prox(theta, theta_t, g, lam, eps):
    """The proximity term depends on theta as well, so it has a derivative too."""
    return g + lam * theta


@proximal_objective_gradient.misconception
def prox_sign(theta, theta_t, g, lam, eps):
    """The proximity term grows as theta moves away from theta_t: check the sign of its derivative."""
    return g + lam * theta - (theta - theta_t) / eps


@proximal_objective_gradient.misconception
def times_eps(theta, theta_t, g, lam, eps):
    """The step size stands in the denominator of the proximity term, and stays there."""
    return g + lam * theta + eps * (theta - theta_t)


# ---- r: the remark on the step sizes ----------------------------------------------------------------------


@exercise.symbolic(
    "r",
    points=2,
    answer="eps / (1 - lam eps)",
    domain={"eps": "positive", "lam": "positive"},
    where="eps * lam < 1",
)
def equivalent_prox_step_size(eps, lam):
    r"""Step size with which the proximal step is the plain step.

    The plain step of gradient descent on $L(\theta) + \frac{\lambda}{2} \lVert \theta \rVert^2$ has the step
    size $\varepsilon$ and linearises both terms. The proximal step with the step size $\varepsilon'$ linearises L
    alone and minimises $\langle g, \theta - \theta^t \rangle + \frac{\lambda}{2} \lVert \theta \rVert^2
    + \frac{1}{2 \varepsilon'} \lVert \theta - \theta^t \rVert^2$. With the same gradient g of L, which
    $\varepsilon'$ makes both steps lead to the same point, whatever $\theta^t$ and g are? There is one because
    $\varepsilon \lambda < 1$, which may be assumed.

    Args:
      eps: step size $\varepsilon$ of the plain step, a positive symbol.
      lam: weight $\lambda$ of the regulariser, a positive symbol.

    Returns:
      the step size $\varepsilon'$ of the proximal step, a formula in eps and lam.
    """
    return eps / (1 - lam * eps)


@equivalent_prox_step_size.misconception
def inverse(eps, lam):
    """This is the relation the other way round: the plain step size that belongs to a proximal one. Solve it
    for the proximal step size.
    """
    return eps / (1 + lam * eps)


@equivalent_prox_step_size.misconception
def same(eps, lam):
    """With the same step size the two steps differ, by terms of second order in eps."""
    return eps


@equivalent_prox_step_size.misconception
def no_eps(eps, lam):
    """Compare what stands before g in both steps: as lam goes to 0, the two step sizes should be the same."""
    return 1 / (1 - lam * eps)


@equivalent_prox_step_size.misconception
def without_eps_below(eps, lam):
    """Compare what stands before g in both steps once more: lam should come with the step size."""
    return eps / (1 - lam)


@equivalent_prox_step_size.misconception
def multiplied(eps, lam):
    """This is the first order in lam of the inverse relation. Compare both steps exactly, before g as well as
    before theta.
    """
    return eps * (1 - lam * eps)


@equivalent_prox_step_size.misconception
def sign_below(eps, lam):
    """This step size is negative. Check the signs when solving for it."""
    return eps / (lam * eps - 1)
