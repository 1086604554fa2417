"""The gradient in the input, as the forward pass of another network.

Errata of the document: it asks for "a network of the same architecture", which a sine and a softmax rule out.
The backward network has the layer sizes m, d_h, d, its hidden non-linearity is multiplication by the numbers
phi'(h^a), and it has no softmax (E-H5); the prompt says so. It counts from 1; all indices run from 0 here (E-H7).
"""

import numpy as np

from checker import Exercise, NotExact, Tolerance, Tree, case, exact_value, normal, uniform

exercise = Exercise(
    "hw3.2",
    title="Gradient computation for parameter optimization in a neural net for multiclass classification",
    source="Homework 3, question 2",
    points={"p": 2},
)

SIZES = ((2, 3, 2), (1, 1, 2), (3, 3, 3), (4, 5, 3), (20, 10, 7))
"""numbers of inputs, hidden neurons and classes"""


def nonzero(rng, n, high=2.0):
    """Numbers of either sign, not close to 0, where many wrong answers are right."""
    return uniform(rng, n, low=0.3, high=high) * rng.choice([-1, 1], n)


# ---- p: the gradient in the input -------------------------------------------------------------------------


@exercise.numeric("p", points=0.8, answer="dL/dx = W1^T grad_ha")
def grad_x(W1, grad_ha):
    r"""Gradient of the loss in the input.

    The hidden layer has the weights $W_1$, whose row j belongs to hidden neuron j, and reads the input x. The
    derivative of the loss in its pre-activation $h^a$ is known. Give the gradient of the loss in x.

    Args:
      W1: weights of the hidden layer, real array of shape `(d_h, d)`.
      grad_ha: derivative of the loss in the pre-activation $h^a$, real array of shape `(d_h,)`.

    Returns:
      real array of shape `(d,)`: entry l is the derivative of the loss in $x_l$.
    """
    return W1.T @ grad_ha


@grad_x.cases
def _(rng):
    for d, d_h, _m in SIZES:
        yield case(W1=normal(rng, d_h, d), grad_ha=nonzero(rng, d_h))
    yield case(tag="edge", W1=normal(rng, 2, 3), grad_ha=np.zeros(2))


@grad_x.formula
def _(sp, W1, grad_ha):
    # A loss that has the derivative grad_ha in h_a has the same gradient in x as this one, linear in h_a.
    x = sp.symbols(f"x:{len(W1[0])}")
    h_a = [sum(w * v for w, v in zip(row, x, strict=True)) for row in W1]
    loss = sum(g * a for g, a in zip(grad_ha, h_a, strict=True))
    return [loss.diff(v) for v in x]


@grad_x.differentiates("x", at=lambda W1, grad_ha: np.zeros(W1.shape[1]))
def _(W1, grad_ha, x):
    return grad_ha @ (W1 @ x)


grad_x.harmless("W1, grad_ha -> grad_ha, W1", "a vector is its own transpose: g.T @ W1 is W1.T @ g")


@grad_x.misconception
def not_transposed_W1(W1, grad_ha):
    """As it stands W1 maps the inputs to the hidden layer; what maps back?"""
    return W1 @ grad_ha


@grad_x.misconception
def column_sums(W1, grad_ha):
    """That is how the hidden pre-activations change together with x; the chain rule goes on to the loss."""
    return W1.sum(axis=0)


@grad_x.misconception
def negative(W1, grad_ha):
    """The sign is wrong: no factor of the chain rule has a minus of its own here."""
    return -W1.T @ grad_ha


@grad_x.misconception
def paths_not_summed(W1, grad_ha):
    """These are the contributions of single paths: an input feeds every hidden neuron, so sum over these."""
    return W1 * grad_ha[:, None]


@grad_x.misconception
def mean_of_paths(W1, grad_ha):
    """The chain rule sums over the paths; it takes no average of them."""
    return W1.T @ grad_ha / len(grad_ha)


@exercise.witness("p", points=1.2, answer="V1 = W2^T, c1 = 0, gate = cos(h_a), V2 = W1^T, c2 = 0")
def backward_network(W1, W2, h_a):
    r"""The gradient in the input as the forward pass of another network.

    A network has d inputs, a hidden layer of d_h neurons with the weights $W_1$ and the non-linearity
    $\phi(z) = \sin z$, and an output layer of m neurons with the weights $W_2$ and the softmax. For one input x,
    the pre-activation $h^a$ of the hidden layer is known, and $u = \partial L / \partial o^a$ is the derivative
    of some loss in the pre-activation of the output layer. Then $\partial L / \partial x$ is what another
    network computes from the input u, with the layer sizes m, d_h and d. Its hidden layer has the pre-activation
    $V_1 u + c_1$; in place of a non-linearity, each entry is multiplied by a fixed number, an entry of the
    vector called gate. Its output layer applies the weights $V_2$ and adds $c_2$, and has no softmax. Find its
    parameters. They may depend on the network and on $h^a$, but not on u: the same parameters have to be right
    for every vector u, whatever the loss.

    Args:
      W1: weights of the hidden layer, real array of shape `(d_h, d)`; row j belongs to hidden neuron j.
      W2: weights of the output layer, real array of shape `(m, d_h)`; row k belongs to output neuron k.
      h_a: pre-activation of the hidden layer for the input x, real array of shape `(d_h,)`.

    Returns:
      the five parameters `(V1, c1, gate, V2, c2)`: real arrays of the shapes `(d_h, m)`, `(d_h,)`, `(d_h,)`,
      `(d, d_h)` and `(d,)`. Any parameters count with which the network computes the right gradient.
    """
    d_h, d = W1.shape
    return W2.T, np.zeros(d_h), np.cos(h_a), W1.T, np.zeros(d)


@backward_network.cases
def _(rng):
    for d, d_h, m in SIZES:
        network = {"W1": normal(rng, d_h, d, scale=d**-0.5), "W2": normal(rng, m, d_h, scale=d_h**-0.5)}
        private = {"u": [np.zeros(m), *np.eye(m), normal(rng, m)]}
        yield case(private=private, **network, h_a=nonzero(rng, d_h, high=2.8))
    private = {"u": [np.zeros(2), *np.eye(2), np.array([0.3, -0.3])]}
    h_a = np.array([np.pi / 2, 0.0, -40.0])
    yield case(tag="edge", private=private, W1=normal(rng, 3, 2), W2=normal(rng, 2, 3), h_a=h_a)


@backward_network.accepts
def _(answer, case):
    (d_h, d), m = case["W1"].shape, len(case["W2"])
    shapes = {"V1": (d_h, m), "c1": (d_h,), "gate": (d_h,), "V2": (d, d_h), "c2": (d,)}
    if not isinstance(answer, list | tuple) or len(answer) != len(shapes):
        return "The answer should be the five parameters (V1, c1, gate, V2, c2)."
    network, bounds = {}, Tolerance()
    for (name, shape), value in zip(shapes.items(), answer, strict=True):
        array = real(value, shape)
        if array is None:
            return f"`{name}` should be a real array of shape {shape} with finite entries."
        network[name], bounds = array.astype(np.float64), bounds.loosened_for(array.dtype)
    with np.errstate(all="ignore"):
        return next(filter(None, (fault_at(u, network, case, bounds) for u in case["u"])), None)


def fault_at(u, network, case, bounds):
    """Why the network does not map u to the gradient in the input, None where it does."""
    got = network["V2"] @ (network["gate"] * (network["V1"] @ u + network["c1"])) + network["c2"]
    want = case["W1"].T @ (np.cos(case["h_a"]) * (case["W2"].T @ u))
    error = abs(got - want)
    if (error <= bounds.allowed(want)).all():
        return None
    shown = ", ".join(f"{v:g}" for v in u)
    if not u.any():
        return f"For u = ({shown}) the gradient is 0, but the network gives something else: look at the biases."
    worst = int(np.argmax(np.where(np.isnan(error), np.inf, error)))
    return f"For u = ({shown}) entry {worst} of the output is {got[worst]:.6g}, which is not dL/dx there."


def real(value, shape):
    """The answer as finite real numbers in that shape, None if it is anything else."""
    try:
        array = np.asarray(plain(value))
    except (NotExact, TypeError, ValueError, OverflowError):
        return None
    if array.dtype.kind not in "iuf" or array.shape != shape:
        return None
    return array if np.isfinite(array).all() else None


def plain(value):
    """A value with the exact numbers in it as floats, in lists too."""
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return float(exact_value(value, {})) if isinstance(value, Tree) else value


@backward_network.differentiates("h_a", entry="[2]")
def _(W1, W2, h_a):
    return np.sin(h_a).sum()


@backward_network.misconception
def nothing_transposed(W1, W2, h_a):
    """The sizes of the layers run backwards, from m over d_h to d: which matrices map in this direction?"""
    d_h, d = W1.shape
    return W2, np.zeros(d_h), np.cos(h_a), W1, np.zeros(d)


@backward_network.misconception
def forward_order(W1, W2, h_a):
    """On the way back the output layer comes first: u belongs to its pre-activation."""
    d_h, d = W1.shape
    return W1.T, np.zeros(d_h), np.cos(h_a), W2.T, np.zeros(d)


@backward_network.misconception
def forward_weights(W1, W2, h_a):
    """These are the weights of the forward pass, in its order; the way back starts at the output layer, and maps
    in the other direction."""
    d_h, d = W1.shape
    return W1, np.zeros(d_h), np.cos(h_a), W2, np.zeros(d)


@backward_network.misconception
def open_gate(W1, W2, h_a):
    """The hidden non-linearity leaves its trace on the way back: what does the chain rule multiply by there?"""
    d_h, d = W1.shape
    return W2.T, np.zeros(d_h), np.ones(d_h), W1.T, np.zeros(d)


@backward_network.misconception
def gate_of_phi(W1, W2, h_a):
    """The gate holds phi itself; the chain rule multiplies by its slope."""
    d_h, d = W1.shape
    return W2.T, np.zeros(d_h), np.sin(h_a), W1.T, np.zeros(d)


@backward_network.misconception
def gate_at_output(W1, W2, h_a):
    """The slope of phi is taken where phi was applied: at the pre-activation, not at the output."""
    d_h, d = W1.shape
    return W2.T, np.zeros(d_h), np.cos(np.sin(h_a)), W1.T, np.zeros(d)


@backward_network.misconception
def negative_gate(W1, W2, h_a):
    """The sign is wrong: which of sine and cosine has a minus in its derivative?"""
    d_h, d = W1.shape
    return W2.T, np.zeros(d_h), -np.cos(h_a), W1.T, np.zeros(d)


@backward_network.misconception
def keeps_preactivation(W1, W2, h_a):
    """A gradient is linear in u, and 0 where u is 0: which biases does that leave?"""
    return W2.T, h_a, np.cos(h_a), W1.T, np.zeros(W1.shape[1])
