"""An autoencoder: its reconstruction loss, the gradient, and two descent steps.

Errata of the document: it fixes neither the architecture nor the activation nor the loss's constant (E-K6).
The prompts fix a sigmoid encoder, a linear decoder and half the squared error; part a takes other constants.
"""

import numpy as np

from checker import Exercise, case, normal, sigmoid, trajectory

exercise = Exercise(
    "lab3.6",
    title="Optimization",
    source="Deep Learning Teaching Kit, Lab 3, question 6",
    points={"a": 3, "b": 6, "c": 3, "d": 4},
)


def autoencoders(rng):
    """Inputs with the parameters of autoencoders, and a tag each."""
    for d, h in (3, 2), (2, 3), (1, 1), (4, 4), (5, 9), (9, 4):
        yield "basic", parameters(rng, d, h)
    yield "edge", parameters(rng, 3, 2) | {"x": np.zeros(3)}
    yield "stability", parameters(rng, 3, 2) | {"be": np.array([900.0, -900.0])}


def parameters(rng, d, h):
    """Arguments of an autoencoder with d inputs and h hidden units."""
    return {
        "x": normal(rng, d),
        "We": normal(rng, h, d),
        "be": normal(rng, h),
        "Wd": normal(rng, d, h),
        "bd": normal(rng, d),
    }


def twin_forward(sp, x, We, be, Wd, bd):
    """Code and residual of the autoencoder in SymPy."""
    h = [
        1 / (1 + sp.exp(-c - sum(w * v for w, v in zip(row, x, strict=True))))
        for row, c in zip(We, be, strict=True)
    ]
    return h, [sum(w * v for w, v in zip(Wd[i], h, strict=True)) + bd[i] - x[i] for i in range(len(x))]


# ---- a: the reconstruction loss ---------------------------------------------------------------------------


@exercise.numeric("a", points=3, answer="1/2 ||xhat - x||^2")
def autoencoder_loss(x, We, be, Wd, bd):
    r"""Reconstruction loss of an autoencoder on one example.

    The encoder is $h = s(W_e x + b_e)$ with the sigmoid $s(z) = 1 / (1 + e^{-z})$ entry by entry, the decoder
    is linear: $\hat x = W_d h + b_d$. The inputs are real numbers, so measure the error of the reconstruction
    by least squares. The sum and the mean over the entries count alike, and so does each with one half in front.

    Args:
      x: input, real array of shape `(d,)`.
      We: weights of the encoder, real array of shape `(h, d)`.
      be: biases of the encoder, real array of shape `(h,)`.
      Wd: weights of the decoder, real array of shape `(d, h)`.
      bd: biases of the decoder, real array of shape `(d,)`.

    Returns:
      the loss, a real number.
    """
    r = Wd @ sigmoid(We @ x + be) + bd - x
    return 0.5 * r @ r


@autoencoder_loss.cases
def _(rng):
    for tag, arguments in autoencoders(rng):
        yield case(tag=tag, **arguments)


@autoencoder_loss.formula
def _(sp, x, We, be, Wd, bd):
    _, r = twin_forward(sp, x, We, be, Wd, bd)
    return sum(v**2 for v in r) / 2


@autoencoder_loss.variant
def no_half(x, We, be, Wd, bd):
    """The squared error without the factor one half is right as well; part b has the factor."""
    return 2 * autoencoder_loss(x, We, be, Wd, bd)


@autoencoder_loss.variant
def mean(x, We, be, Wd, bd):
    """The mean of the squared errors is right as well; part b has the factor one half instead."""
    return 2 * autoencoder_loss(x, We, be, Wd, bd) / len(x)


@autoencoder_loss.variant
def half_mean(x, We, be, Wd, bd):
    """Half the mean of the squared errors is right as well; part b has half their sum."""
    return autoencoder_loss(x, We, be, Wd, bd) / len(x)


autoencoder_loss.harmless(
    "Wd @ sigmoid(We @ x + be) + bd - x -> x - (Wd @ sigmoid(We @ x + be) + bd)", "the error is squared"
)


@autoencoder_loss.misconception
def norm(x, We, be, Wd, bd):
    """The loss is the square of the norm of the error, not the norm itself."""
    return np.sqrt(2 * autoencoder_loss(x, We, be, Wd, bd))


@autoencoder_loss.misconception
def l1(x, We, be, Wd, bd):
    """Least squares asks for the squares of the errors, not for their absolute values."""
    return abs(Wd @ sigmoid(We @ x + be) + bd - x).sum()


@autoencoder_loss.misconception
def linear_encoder(x, We, be, Wd, bd):
    """The encoder has a non-linearity: apply the sigmoid before the decoder."""
    r = Wd @ (We @ x + be) + bd - x
    return 0.5 * r @ r


@autoencoder_loss.misconception
def signed(x, We, be, Wd, bd):
    """Errors of opposite signs cancel in this sum: square them first."""
    return (Wd @ sigmoid(We @ x + be) + bd - x).sum()


# ---- b: its gradient --------------------------------------------------------------------------------------


@exercise.numeric(
    "b",
    points=6,
    answer="r = xhat - x, e = (Wd^T r) * h * (1 - h): dWe = e x^T, dbe = e, dWd = r h^T, dbd = r",
)
def autoencoder_gradients(x, We, be, Wd, bd):
    r"""Gradient of the reconstruction loss in all parameters of the autoencoder.

    The loss on one example is $L = \frac12 \lVert \hat x - x \rVert^2$, with the encoder
    $h = s(W_e x + b_e)$, the sigmoid $s(z) = 1 / (1 + e^{-z})$ entry by entry, and the linear decoder
    $\hat x = W_d h + b_d$. The weights of encoder and decoder are not tied.

    Args:
      x: input, real array of shape `(d,)`.
      We: weights of the encoder, real array of shape `(h, d)`.
      be: biases of the encoder, real array of shape `(h,)`.
      Wd: weights of the decoder, real array of shape `(d, h)`.
      bd: biases of the decoder, real array of shape `(d,)`.

    Returns:
      dict of the gradients: `dWe`, real array of shape `(h, d)`; `dbe`, real array of shape `(h,)`; `dWd`,
      real array of shape `(d, h)`; `dbd`, real array of shape `(d,)`. Each counts a quarter.
    """
    h = sigmoid(We @ x + be)
    r = Wd @ h + bd - x
    e = (Wd.T @ r) * h * (1 - h)
    return {"dWe": np.outer(e, x), "dbe": e, "dWd": np.outer(r, h), "dbd": r}


@autoencoder_gradients.cases
def _(rng):
    for tag, arguments in autoencoders(rng):
        yield case(tag=tag, **arguments)


@autoencoder_gradients.formula
def _(sp, x, We, be, Wd, bd):
    h, r = twin_forward(sp, x, We, be, Wd, bd)
    e = [sum(row[j] * v for row, v in zip(Wd, r, strict=True)) * h[j] * (1 - h[j]) for j in range(len(h))]
    return {
        "dWe": [[u * v for v in x] for u in e],
        "dbe": e,
        "dWd": [[u * v for v in h] for u in r],
        "dbd": r,
    }


@autoencoder_gradients.differentiates("We", entry="dWe")
@autoencoder_gradients.differentiates("be", entry="dbe")
@autoencoder_gradients.differentiates("Wd", entry="dWd")
@autoencoder_gradients.differentiates("bd", entry="dbd")
def _(x, We, be, Wd, bd):
    r = Wd @ sigmoid(We @ x + be) + bd - x
    return r @ r / 2


@autoencoder_gradients.misconception
def factor_2(x, We, be, Wd, bd):
    """The factor 2 of the square cancels with the one half in the loss."""
    return {name: 2 * gradient for name, gradient in autoencoder_gradients(x, We, be, Wd, bd).items()}


@autoencoder_gradients.misconception
def no_activation_derivative(x, We, be, Wd, bd):
    """On the way back through the encoder's sigmoid, multiply by its derivative h (1 - h)."""
    right = autoencoder_gradients(x, We, be, Wd, bd)
    e = Wd.T @ right["dbd"]
    return right | {"dWe": np.outer(e, x), "dbe": e}


@autoencoder_gradients.misconception
def sign(x, We, be, Wd, bd):
    """The sign is wrong: the derivative of 1/2 ||xhat - x||^2 in xhat is xhat - x, not x - xhat."""
    return {name: -gradient for name, gradient in autoencoder_gradients(x, We, be, Wd, bd).items()}


@autoencoder_gradients.misconception
def transposed(x, We, be, Wd, bd):
    """The gradient in Wd has the shape of Wd: its rows are inputs and its columns hidden units."""
    right = autoencoder_gradients(x, We, be, Wd, bd)
    return right | {"dWd": right["dWd"].T}


@autoencoder_gradients.misconception
def target_depends(x, We, be, Wd, bd):
    """The decoder reads the code h, not x: the gradient in Wd has h as its second factor."""
    right = autoencoder_gradients(x, We, be, Wd, bd)
    return right | {"dWd": np.outer(right["dbd"], x)}


# ---- c: a step of gradient descent ------------------------------------------------------------------------


@exercise.numeric("c", points=3, answer="theta - lr * grad")
def autoencoder_gd_step(theta, grad, lr):
    r"""One step of gradient descent for one parameter of the autoencoder.

    Args:
      theta: the parameter, real array of any shape.
      grad: gradient of the reconstruction loss in it, real array of the same shape.
      lr: learning rate, real number, at least 0.

    Returns:
      the parameter after the step, real array of the same shape.
    """
    return theta - lr * grad


@autoencoder_gd_step.cases
def _(rng):
    for shape, lr in ((2,), 0.3), ((1,), 0.05), ((3,), 1.7), ((2, 3), 0.1), ((50,), 0.01):
        yield case(theta=normal(rng, *shape), grad=normal(rng, *shape), lr=lr)
    yield case(tag="edge", theta=normal(rng, 3), grad=np.zeros(3), lr=0.5)
    yield case(tag="edge", theta=normal(rng, 2, 2), grad=normal(rng, 2, 2), lr=0.0)


@autoencoder_gd_step.formula
def _(sp, theta, grad, lr):
    if isinstance(theta, list):
        return [autoencoder_gd_step.twin(sp, a, b, lr) for a, b in zip(theta, grad, strict=True)]
    return theta - lr * grad


@autoencoder_gd_step.misconception
def ascent(theta, grad, lr):
    """Descent goes against the gradient: subtract it."""
    return theta + lr * grad


@autoencoder_gd_step.misconception
def no_lr(theta, grad, lr):
    """Scale the gradient by the learning rate."""
    return theta - grad


@autoencoder_gd_step.misconception
def increment(theta, grad, lr):
    """Return the new parameter, not the increment alone."""
    return -lr * grad


# ---- d: the step with momentum ----------------------------------------------------------------------------


@exercise.numeric(
    "d", points=4, answer="v = momentum * v + grad, theta = theta - lr * v, or the same with -lr inside v"
)
def autoencoder_momentum_step(theta, velocity, grad, lr, momentum):
    r"""One step of gradient descent with a momentum term, for one parameter of the autoencoder.

    Take the plain form of momentum (the heavy ball), without look-ahead. The function is called for several
    steps in a row: what it returns is handed to its next call, and the velocity starts at zero. Only the
    parameters are compared, so any of the usual conventions for the sign and the scale of the velocity will
    do.

    Args:
      theta: the parameter, real array of any shape.
      velocity: what the step before returned as velocity, zeros at first; real array of the same shape.
      grad: gradient of the loss at this step, real array of the same shape.
      lr: learning rate, real number above 0.
      momentum: coefficient of the momentum term, real number, at least 0 and below 1.

    Returns:
      the pair `(theta, velocity)` after the step, two real arrays of the same shape.
    """
    v = momentum * velocity + grad
    return theta - lr * v, v


@autoencoder_momentum_step.cases
def _(rng):
    for shape, lr, momentum in ((2,), 0.1, 0.5), ((2, 3), 0.05, 0.9), ((3,), 0.2, 0.99):
        yield steps([normal(rng, *shape) for _ in range(6)], normal(rng, *shape), lr, momentum)
    yield steps([normal(rng, 2)] * 8, normal(rng, 2), 0.1, 0.9)
    yield steps([normal(rng, 2) for _ in range(6)], normal(rng, 2), 0.1, 0.0, tag="edge")


def steps(grad, theta, lr, momentum, tag="basic"):
    """A run of the step along these gradients, from rest."""
    return trajectory(
        tag=tag,
        carry=("theta", "velocity"),
        each=("grad",),
        theta=theta,
        velocity=np.zeros_like(theta),
        grad=grad,
        lr=lr,
        momentum=momentum,
    )


@autoencoder_momentum_step.formula
def _(sp, theta, velocity, grad, lr, momentum):
    start, g = sp.Array(theta), [sp.Array(v) for v in grad]
    powers = [momentum**k for k in range(len(g))]
    totals = [sum(powers[: k + 1]) for k in range(len(g))]

    def mixed(weights, t):
        """Gradients up to step t, each weighted by how many steps it is old."""
        return sum((weights[t - s] * g[s] for s in range(t + 1)), 0 * start)

    return [[(start - lr * mixed(totals, t)).tolist(), mixed(powers, t).tolist()] for t in range(len(g))]


@autoencoder_momentum_step.compared
def _(answers):
    return np.stack([theta for theta, _ in answers])


@autoencoder_momentum_step.variant
def minus_lr_inside(theta, velocity, grad, lr, momentum):
    """The learning rate may stand inside the velocity: the parameters move in the same way."""
    v = momentum * velocity - lr * grad
    return theta + v, v


@autoencoder_momentum_step.variant
def ema(theta, velocity, grad, lr, momentum):
    """An exponential moving average of the gradients is right as well: it rescales the learning rate by
    1 - momentum."""
    v = momentum * velocity + (1 - momentum) * grad
    return theta - lr * v, v


@autoencoder_momentum_step.misconception
def no_memory(theta, velocity, grad, lr, momentum):
    """The velocity of the earlier steps is not used."""
    return theta - lr * grad, grad


@autoencoder_momentum_step.misconception
def momentum_on_theta(theta, velocity, grad, lr, momentum):
    """Momentum multiplies the step before, not the parameters: that would be weight decay."""
    return momentum * theta - lr * grad, velocity


@autoencoder_momentum_step.misconception(credit=0.5)
def nesterov(theta, velocity, grad, lr, momentum):
    """That is Nesterov's step, which looks ahead; the plain form, the heavy ball, is asked for."""
    v = momentum * velocity + grad
    return theta - lr * (grad + momentum * v), v


@autoencoder_momentum_step.misconception
def old_velocity(theta, velocity, grad, lr, momentum):
    """Update the velocity first, then move with the new one."""
    return theta - lr * velocity, momentum * velocity + grad


@autoencoder_momentum_step.misconception
def uphill(theta, velocity, grad, lr, momentum):
    """The sign is wrong: descent moves against the accumulated gradient."""
    v = momentum * velocity + grad
    return theta + lr * v, v
