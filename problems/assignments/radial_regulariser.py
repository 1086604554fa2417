"""The proximal step with a regulariser that depends on the norm of the parameters alone.

Erratum of the document: its last sentence asks for an eps so small that eps rho'(l) / l is positive, but that
sign does not depend on eps. What is needed is 1 + eps rho'(l) / l > 0, so that norms may be taken, and a != 0.
Where l + eps rho'(l) increases, there is one root l > 0 if |a| > eps rho'(0), and none otherwise; then the
minimiser is 0. Where it does not, there may be several: rho = log(1 + r) with eps = 4 and |a| = 3.5, which is
below eps rho'(0), has the roots 0.219 and 2.281, and the second one is the minimiser (E-A6). In all inputs it
increases, and |a| > eps rho'(0).
"""

import numpy as np

from checker import Exercise, Lambda, case, normal

exercise = Exercise(
    "assignments.6",
    title="SGD with regularization 2",
    source="Assignments with Solutions, assignment 6",
    points={"": 10},
)

REGULARISERS = {
    "2 * r": lambda r: r**2,
    "0.7 + 0 * r": lambda r: 0.7 * r,
    "3 * r**2": lambda r: r**3,
    "r / (1 + r)": lambda r: r - np.log1p(r),
    "2 * r / (1 + r**2) ** 2": lambda r: r**2 / (1 + r**2),
    "0.8 * r": lambda r: 0.4 * r**2,
}
"""regularisers rho by the text of their derivatives; none is negative, and 1 + eps rho'' > 0 for eps < 2"""


# ---- the gradient of the objective ------------------------------------------------------------------------


@exercise.numeric(points=3, answer="g + rho'(|theta|) theta / |theta| + (theta - theta_t) / eps")
def composite_objective_gradient(theta, theta_t, g, eps, rho_prime):
    r"""Gradient of the proximal objective with a radial regulariser.

    The composite proximal step minimises
    $$\langle g, \theta - \theta^t \rangle + \rho(\lVert \theta \rVert)
    + \frac{1}{2 \varepsilon} \lVert \theta - \theta^t \rVert^2$$
    over $\theta \in \mathbb{R}^n$, where $\rho$ is a differentiable function on the nonnegative numbers and
    $\lVert \cdot \rVert$ the Euclidean norm. Give the gradient of this objective in $\theta$ at a point that is
    not 0.

    Args:
      theta: point $\theta \neq 0$ at which the gradient is asked for, real array of shape `(n,)`.
      theta_t: current parameters $\theta^t$, real array of shape `(n,)`.
      g: gradient of the loss at $\theta^t$, real array of shape `(n,)`.
      eps: step size $\varepsilon$, real number above 0.
      rho_prime: the derivative $\rho'$, a function of a real number that is not negative.

    Returns:
      the gradient, real array of shape `(n,)`.
    """
    r = np.linalg.norm(theta)
    return g + rho_prime(r) * theta / r + (theta - theta_t) / eps


@composite_objective_gradient.cases
def _(rng):
    for n in 2, 1, 5:
        for rho_prime, eps in zip(REGULARISERS, (0.5, 0.3, 0.2, 0.7, 1.5, 0.4), strict=True):
            theta = normal(rng, n)
            yield case(
                theta=np.where(abs(theta) < 0.05, 0.4, theta),
                theta_t=normal(rng, n),
                g=normal(rng, n),
                eps=eps,
                rho_prime=Lambda("r", rho_prime),
            )
    edge = {"theta_t": normal(rng, 3), "g": normal(rng, 3), "eps": 0.6}
    yield case(tag="edge", theta=np.array([0.0, -2.0, 0.0]), **edge, rho_prime=Lambda("r", "3 * r**2"))
    yield case(tag="edge", theta=edge["theta_t"], **edge, rho_prime=Lambda("r", "0.7 + 0 * r"))


@composite_objective_gradient.formula
def _(sp, theta, theta_t, g, eps, rho_prime):
    r = sp.sqrt(sum(v**2 for v in theta))
    slope = sp.sympify(rho_prime.body).subs("r", r)
    return [b + slope * v / r + (v - u) / eps for v, u, b in zip(theta, theta_t, g, strict=True)]


@composite_objective_gradient.differentiates("theta")
def _(theta, theta_t, g, eps, rho_prime):
    d = theta - theta_t
    return g @ d + REGULARISERS[rho_prime.body](np.sqrt(theta @ theta)) + d @ d / (2 * eps)


@composite_objective_gradient.misconception
def no_unit_vector(theta, theta_t, g, eps, rho_prime):
    """The gradient of the norm is not theta itself: by the chain rule, rho' is multiplied by a vector of which
    length?
    """
    return g + rho_prime(np.linalg.norm(theta)) * theta + (theta - theta_t) / eps


@composite_objective_gradient.misconception
def scalar_added(theta, theta_t, g, eps, rho_prime):
    """The regulariser acts on theta through its norm, so by the chain rule rho' is multiplied by the gradient
    of the norm, a vector.
    """
    return g + rho_prime(np.linalg.norm(theta)) + (theta - theta_t) / eps


@composite_objective_gradient.misconception
def no_eps(theta, theta_t, g, eps, rho_prime):
    """The proximity term has the factor 1/(2 eps): the 2 cancels, eps does not."""
    r = np.linalg.norm(theta)
    return g + rho_prime(r) * theta / r + (theta - theta_t)


@composite_objective_gradient.misconception
def half_of_prox(theta, theta_t, g, eps, rho_prime):
    """The factor 2 of the square cancels with the one half in the proximity term."""
    r = np.linalg.norm(theta)
    return g + rho_prime(r) * theta / r + (theta - theta_t) / (2 * eps)


@composite_objective_gradient.misconception
def no_prox(theta, theta_t, g, eps, rho_prime):
    """The proximity term depends on theta as well, so it has a gradient too."""
    r = np.linalg.norm(theta)
    return g + rho_prime(r) * theta / r


@composite_objective_gradient.misconception
def no_regulariser(theta, theta_t, g, eps, rho_prime):
    """The regulariser depends on theta as well, through its norm, so it has a gradient too."""
    return g + (theta - theta_t) / eps


@composite_objective_gradient.misconception
def at_theta_t(theta, theta_t, g, eps, rho_prime):
    """The regulariser is not linearised here: take its gradient at theta, not at theta_t."""
    r = np.linalg.norm(theta_t)
    return g + rho_prime(r) * theta_t / r + (theta - theta_t) / eps


@composite_objective_gradient.misconception
def squared_norm(theta, theta_t, g, eps, rho_prime):
    """The regulariser is a function of the norm, not of its square: 2 theta is the gradient of the square."""
    return g + 2 * rho_prime(np.linalg.norm(theta)) * theta + (theta - theta_t) / eps


@composite_objective_gradient.misconception
def entry_by_entry(theta, theta_t, g, eps, rho_prime):
    """The regulariser is a function of the norm of the whole vector, not a sum over its entries."""
    return g + rho_prime(abs(theta)) * np.sign(theta) + (theta - theta_t) / eps


# ---- the equation for the norm ----------------------------------------------------------------------------


@exercise.symbolic(
    points=2,
    answer="l + eps rho'(l) - |a|, or anything with the same zeros",
    domain={"l": "positive", "eps": "positive", "rho_prime_l": "positive", "norm_a": "positive"},
    mode="same zeros",
)
def composite_radius_residual(l, eps, rho_prime_l, norm_a):
    r"""Equation for the norm of the minimiser.

    The composite proximal step minimises $\langle g, \theta - \theta^t \rangle + \rho(\lVert \theta \rVert)
    + \frac{1}{2 \varepsilon} \lVert \theta - \theta^t \rVert^2$ over $\theta \in \mathbb{R}^n$, with a
    differentiable $\rho$ whose derivative is positive. Let $a = \theta^t - \varepsilon g$ be the plain step
    of gradient descent, without the regulariser, and suppose that the minimiser is not 0. Its norm
    $l = \lVert \theta \rVert$ satisfies an equation in l, $\varepsilon$, $\rho'(l)$ and $\lVert a \rVert$ alone.
    Bring all of it to one side. Any formula will do that is 0 where the equation holds, and nowhere else.

    Args:
      l: norm of the minimiser, a positive symbol.
      eps: step size $\varepsilon$, a positive symbol.
      rho_prime_l: the value $\rho'(l)$, a positive symbol.
      norm_a: the norm $\lVert a \rVert$, a positive symbol.

    Returns:
      a formula in these symbols that is 0 if and only if l satisfies the equation.
    """
    return l + eps * rho_prime_l - norm_a


@composite_radius_residual.variant
def relative(l, eps, rho_prime_l, norm_a):
    """Divided by the norm of a, the equation has the same solution."""
    return (l + eps * rho_prime_l) / norm_a - 1


@composite_radius_residual.variant
def squared(l, eps, rho_prime_l, norm_a):
    """Both sides are positive, so their squares are equal only where they are equal themselves."""
    return (l + eps * rho_prime_l) ** 2 - norm_a**2


@composite_radius_residual.misconception
def explicit(l, eps, rho_prime_l, norm_a):
    """The derivative of rho is taken at the unknown norm l, not at the norm of a: its value is rho_prime_l."""
    from sympy import Function

    return l - norm_a + eps * Function("rho_prime")(norm_a)


@composite_radius_residual.misconception
def rho_prime_without_eps(l, eps, rho_prime_l, norm_a):
    """The stationarity condition has theta / eps in it: multiply all its terms by eps, that with rho' too."""
    return l + rho_prime_l - norm_a


@composite_radius_residual.misconception
def grows(l, eps, rho_prime_l, norm_a):
    """The regulariser shrinks: with a positive rho', the minimiser should be shorter than a. Check the sign."""
    return l - eps * rho_prime_l - norm_a


@composite_radius_residual.misconception
def factor_for_norm(l, eps, rho_prime_l, norm_a):
    """What stands before theta is a number times theta: take the norm of the product, not of the number alone."""
    return 1 + eps * rho_prime_l / l - norm_a


@composite_radius_residual.misconception
def times_l(l, eps, rho_prime_l, norm_a):
    """The gradient of rho(|theta|) has the unit vector in it, not theta itself: its length is rho'(l)."""
    return l + eps * rho_prime_l * l - norm_a


@composite_radius_residual.misconception
def solved(l, eps, rho_prime_l, norm_a):
    """This is one side of the equation, solved for l: subtract l, so that the result is 0 at the solution."""
    return norm_a - eps * rho_prime_l


@composite_radius_residual.misconception
def no_regulariser_in_norm(l, eps, rho_prime_l, norm_a):
    """This leaves the regulariser out: l would be the norm of the plain step."""
    return l - norm_a


# ---- the step ---------------------------------------------------------------------------------------------


@exercise.numeric(points=5, answer="(a / |a|) l  with  a = theta_t - eps g  and  l + eps rho'(l) = |a|")
def composite_prox_step(theta_t, g, eps, rho_prime):
    r"""Proximal step with a radial regulariser.

    Compute the minimiser over $\theta \in \mathbb{R}^n$ of
    $$\langle g, \theta - \theta^t \rangle + \rho(\lVert \theta \rVert)
    + \frac{1}{2 \varepsilon} \lVert \theta - \theta^t \rVert^2 ,$$
    where $\rho$ is a differentiable function on the nonnegative numbers with $\rho' \ge 0$, and
    $\lVert \cdot \rVert$ the Euclidean norm. Find by hand which direction the minimiser has, and which
    equation its norm satisfies; this equation is to be solved numerically, to an error below $10^{-9}$, by a
    method that does not fail where $\rho'$ is steep. Only NumPy and the standard library are there for it, not
    SciPy. All inputs are such that the minimiser is not 0, and is the only stationary point other than 0.

    Args:
      theta_t: current parameters $\theta^t$, real array of shape `(n,)`.
      g: gradient of the loss at $\theta^t$, real array of shape `(n,)`.
      eps: step size $\varepsilon$, real number above 0.
      rho_prime: the derivative $\rho'$, a function of a real number that is not negative.

    Returns:
      the minimiser, real array of shape `(n,)`.
    """
    a = theta_t - eps * g
    norm_a = np.linalg.norm(a)
    return a / norm_a * root(lambda l: l + eps * rho_prime(l) - norm_a, norm_a)


def root(f, high):
    """Where an increasing function crosses 0 between 0 and `high`, by bisection down to neighbouring floats."""
    low = 0.0
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if f(middle) < 0 else (low, middle)
    return high


composite_prox_step.harmless(
    "f(middle) < 0 -> f(middle) <= 0", "a zero hit exactly is then missed by the next float at most"
)


@composite_prox_step.cases
def _(rng):
    for n in 2, 1, 5, 40:
        for rho_prime, eps in zip(REGULARISERS, (0.3, 0.4, 0.1, 0.9, 0.4, 0.5), strict=True):
            yield case(**steps(rng, n, eps), eps=eps, rho_prime=Lambda("r", rho_prime))
    edge = {"theta_t": np.zeros(3), "g": np.array([4.0, -2.0, 4.0]), "eps": 0.25}
    yield case(tag="edge", **edge, rho_prime=Lambda("r", "2 * r"))
    edge = {"theta_t": np.array([0.3, -0.4]), "g": np.zeros(2), "eps": 0.5}
    yield case(tag="edge", **edge, rho_prime=Lambda("r", "0.7 + 0 * r"))
    # steep: l = |a| - eps rho'(l), iterated, runs away, and a bracket of fixed length misses the root
    steep = {"theta_t": np.array([400.0, -300.0]), "g": np.array([3.0, 1.0]), "eps": 2.0}
    yield case(tag="stability", **steep, rho_prime=Lambda("r", "3 * r**2"))
    yield case(tag="stability", **steps(rng, 3, 0), eps=6.0, rho_prime=Lambda("r", "2 * r"))
    yield case(tag="stability", **steps(rng, 3, 0), eps=0.01, rho_prime=Lambda("r", "40000 * r"))


def steps(rng, n, eps):
    """Parameters and a gradient whose plain step ends at a moderate distance from 0."""
    while True:
        theta_t, g = normal(rng, n, scale=n**-0.5), normal(rng, n, scale=n**-0.5)
        if np.linalg.norm(theta_t) > 0.1 and 1 < np.linalg.norm(theta_t - eps * g) < 1.8:
            return {"theta_t": theta_t, "g": g}


@composite_prox_step.formula
def _(sp, theta_t, g, eps, rho_prime):
    r = sp.Symbol("r")
    a = [u - eps * b for u, b in zip(theta_t, g, strict=True)]
    norm_a = sp.sqrt(sum(v**2 for v in a))
    equation = r + eps * sp.sympify(rho_prime.body) - norm_a
    l = sp.nsolve(equation, r, (0, norm_a), solver="anderson", prec=30)
    return [v / norm_a * l for v in a]


def radial_step(theta_t, g, eps, radius):
    """The vector along the plain step that has the length `radius(|a|)`."""
    a = theta_t - eps * g
    norm_a = np.linalg.norm(a)
    return a / norm_a * radius(norm_a)


@composite_prox_step.misconception
def explicit_radius(theta_t, g, eps, rho_prime):
    """The norm l of the minimiser solves an equation with rho'(l) in it; rho' at the norm of a is only a first
    guess.
    """
    return radial_step(theta_t, g, eps, lambda A: A - eps * rho_prime(A))


@composite_prox_step.misconception
def factor_at_a(theta_t, g, eps, rho_prime):
    """The factor 1 + eps rho'(l)/l is taken at the unknown norm l of the minimiser, not at the norm of a."""
    return radial_step(theta_t, g, eps, lambda A: A / (1 + eps * rho_prime(A) / A))


@composite_prox_step.misconception
def linearised(theta_t, g, eps, rho_prime):
    """This linearises the regulariser at theta_t. Here it is kept, so its gradient is taken at the minimiser."""
    r = np.linalg.norm(theta_t)
    return theta_t - eps * (g + rho_prime(r) * theta_t / r)


@composite_prox_step.misconception
def direction_of_theta_t(theta_t, g, eps, rho_prime):
    """The length is right, the direction is not: to which vector does the stationarity condition make the
    minimiser proportional?
    """
    return theta_t / np.linalg.norm(theta_t) * np.linalg.norm(composite_prox_step(theta_t, g, eps, rho_prime))


@composite_prox_step.misconception
def plain_sgd(theta_t, g, eps, rho_prime):
    """This is the plain step without the regulariser, which should shrink it."""
    return theta_t - eps * g


@composite_prox_step.misconception
def not_normalised(theta_t, g, eps, rho_prime):
    """The norm of the minimiser should be l: divide a by its norm before multiplying by l."""
    return radial_step(theta_t, g, eps, lambda A: A * root(lambda l: l + eps * rho_prime(l) - A, A))


@composite_prox_step.misconception
def equation_without_eps(theta_t, g, eps, rho_prime):
    """The equation for the norm lacks eps: in the stationarity condition it multiplies the term with rho' too."""
    return radial_step(theta_t, g, eps, lambda A: root(lambda l: l + rho_prime(l) - A, A))


@composite_prox_step.misconception
def along_the_gradient(theta_t, g, eps, rho_prime):
    """The plain step goes against the gradient: a has a minus before eps g."""
    return composite_prox_step(theta_t, -g, eps, rho_prime)


@composite_prox_step.misconception
def norm_alone(theta_t, g, eps, rho_prime):
    """This is the norm of the minimiser; the minimiser is a vector. Which direction does it have?"""
    return np.linalg.norm(composite_prox_step(theta_t, g, eps, rho_prime))
