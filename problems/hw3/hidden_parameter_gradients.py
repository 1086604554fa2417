"""Backpropagation to the parameters of the hidden layer: the weights W1 and the biases b1.

Errata of the document: its classes and neurons are counted from 1; all indices run from 0 here (E-H7).
"""

import numpy as np

from checker import Exercise, case, one_hot, uniform

exercise = Exercise(
    "hw3.2",
    title="Gradient computation for parameter optimization in a neural net for multiclass classification",
    source="Homework 3, question 2",
    points={"n": 2, "o": 2},
)

SIZES = ((2, 3), (1, 1), (3, 3), (4, 5), (20, 10))
"""numbers of inputs and hidden neurons"""


def nonzero(rng, n):
    """Numbers of either sign, not close to 0, where many wrong answers are right."""
    return uniform(rng, n, low=0.3, high=2) * rng.choice([-1, 1], n)


def hidden_layers(rng):
    """The derivative of a loss in the hidden pre-activation, and an input."""
    for d, d_h in SIZES:
        yield {"grad_ha": nonzero(rng, d_h), "x": nonzero(rng, d)}


def differentiated(sp, grad_ha, x):
    """Derivatives in W1 and b1 of the loss sum_j grad_ha_j a_j, with a = W1 x + b1."""
    W1 = [[sp.Symbol(f"W{j}_{l}") for l in range(len(x))] for j in range(len(grad_ha))]
    b1 = [sp.Symbol(f"b{j}") for j in range(len(grad_ha))]
    h_a = [sum(w * v for w, v in zip(row, x, strict=True)) + c for row, c in zip(W1, b1, strict=True)]
    loss = sum(g * a for g, a in zip(grad_ha, h_a, strict=True))
    return [[loss.diff(w) for w in row] for row in W1], [loss.diff(c) for c in b1]


# ---- n: the parameters of the hidden layer, entry by entry ------------------------------------------------


@exercise.numeric("n", points=1.2, answer="dL/dW1_jl = grad_ha_j x_l")
def grad_W1_entry(grad_ha, x, j, l):
    r"""Derivative of the loss in one weight of the hidden layer.

    The hidden layer has the weights $W_1$, whose row j belongs to hidden neuron j, and reads the input x. The
    derivative of the loss in its pre-activation $h^a$ is known. Give the derivative in $W_{1,jl}$, the weight
    from input l to hidden neuron j.

    Args:
      grad_ha: derivative of the loss in the pre-activation $h^a$, real array of shape `(d_h,)`.
      x: input, real array of shape `(d,)`.
      j: hidden neuron, integer from 0 to d_h - 1.
      l: number of the input, integer from 0 to d - 1.

    Returns:
      the derivative of the loss in the weight, a real number.
    """
    return grad_ha[j] * x[l]


@grad_W1_entry.cases
def _(rng):
    for layer in hidden_layers(rng):
        d_h, d = len(layer["grad_ha"]), len(layer["x"])
        for j, l in sorted({(0, 0), (0, d - 1), (d_h - 1, 0), (d_h - 1, d - 1)}):
            yield case(**layer, j=j, l=l)


@grad_W1_entry.formula
def _(sp, grad_ha, x, j, l):
    return differentiated(sp, grad_ha, x)[0][j][l]


@grad_W1_entry.differentiates("w", at=lambda grad_ha, x, j, l: 0.5)
def _(grad_ha, x, j, l, w):
    W1 = w * np.outer(one_hot(len(grad_ha), j), one_hot(len(x), l))
    return grad_ha @ (W1 @ x)


@grad_W1_entry.misconception
def j_and_l_swapped(grad_ha, x, j, l):
    """The indices are exchanged: j is the hidden neuron, and l the input."""
    return grad_ha[l] * x[j]


@grad_W1_entry.misconception
def no_x_l(grad_ha, x, j, l):
    """The chain rule has a second factor: how does the pre-activation of neuron j change with this weight?"""
    return grad_ha[j]


@grad_W1_entry.misconception
def summed_over_hidden(grad_ha, x, j, l):
    """The weight stands in the pre-activation of neuron j and in no other: there is nothing to sum over."""
    return grad_ha.sum() * x[l]


@grad_W1_entry.misconception
def input_alone(grad_ha, x, j, l):
    """That is how the pre-activation changes with the weight; the chain rule goes on to the loss."""
    return x[l]


@grad_W1_entry.misconception
def negative_W1_entry(grad_ha, x, j, l):
    """The sign is wrong: no factor of the chain rule has a minus of its own here."""
    return -grad_ha[j] * x[l]


@grad_W1_entry.misconception
def indices_from_1(grad_ha, x, j, l):
    """Neurons and inputs are counted from 0 here: j and l are the indices as they stand, not one more."""
    return grad_ha[j - 1] * x[l - 1]


@exercise.numeric("n", points=0.8, answer="dL/db1_j = grad_ha_j")
def grad_b1_entry(grad_ha, j):
    r"""Derivative of the loss in one bias of the hidden layer.

    The hidden layer has the biases $b_1$, and the derivative of the loss in its pre-activation $h^a$ is known.
    Give the derivative in $b_{1,j}$, the bias of hidden neuron j.

    Args:
      grad_ha: derivative of the loss in the pre-activation $h^a$, real array of shape `(d_h,)`.
      j: hidden neuron, integer from 0 to d_h - 1.

    Returns:
      the derivative of the loss in the bias, a real number.
    """
    return grad_ha[j]


@grad_b1_entry.cases
def _(rng):
    for layer in hidden_layers(rng):
        d_h = len(layer["grad_ha"])
        for j in sorted({0, d_h // 2, d_h - 1}):
            yield case(grad_ha=layer["grad_ha"], j=j)


@grad_b1_entry.formula
def _(sp, grad_ha, j):
    return differentiated(sp, grad_ha, [])[1][j]


@grad_b1_entry.differentiates("b", at=lambda grad_ha, j: 0.5)
def _(grad_ha, j, b):
    return grad_ha @ (b * one_hot(len(grad_ha), j))


@grad_b1_entry.misconception
def summed_b1(grad_ha, j):
    """The bias stands in the pre-activation of neuron j and in no other: there is nothing to sum over."""
    return grad_ha.sum()


@grad_b1_entry.misconception
def one(grad_ha, j):
    """That is how the pre-activation changes with the bias; the chain rule goes on to the loss."""
    return 1.0


@grad_b1_entry.misconception
def negative_b1_entry(grad_ha, j):
    """The sign is wrong: the bias is added to the pre-activation."""
    return -grad_ha[j]


@grad_b1_entry.misconception
def bias_from_1(grad_ha, j):
    """Neurons are counted from 0 here: j is the index as it stands, not one more."""
    return grad_ha[j - 1]


# ---- o: the same in matrix form ---------------------------------------------------------------------------


@exercise.numeric("o", points=0.8, answer="dL/dW1 = grad_ha x^T")
def grad_W1(grad_ha, x):
    r"""Gradient of the loss in the weights of the hidden layer, in matrix form.

    The hidden layer has the weights $W_1$, whose row j belongs to hidden neuron j, and reads the input x. The
    derivative of the loss in its pre-activation $h^a$ is known. Give all derivatives in the weights at once,
    arranged as the weights are.

    Args:
      grad_ha: derivative of the loss in the pre-activation $h^a$, real array of shape `(d_h,)`.
      x: input, real array of shape `(d,)`.

    Returns:
      real array of shape `(d_h, d)`: entry `[j, l]` is the derivative of the loss in $W_{1,jl}$.
    """
    return np.outer(grad_ha, x)


@grad_W1.cases
def _(rng):
    for layer in hidden_layers(rng):
        yield case(**layer)
    yield case(tag="edge", grad_ha=nonzero(rng, 3), x=np.zeros(2))


@grad_W1.formula
def _(sp, grad_ha, x):
    return differentiated(sp, grad_ha, x)[0]


@grad_W1.differentiates("W1", at=lambda grad_ha, x: np.zeros((len(grad_ha), len(x))))
def _(grad_ha, x, W1):
    return grad_ha @ (W1 @ x)


@grad_W1.misconception
def transposed(grad_ha, x):
    """The gradient has the shape of W1: its rows are hidden neurons, its columns inputs."""
    return np.outer(x, grad_ha)


@grad_W1.misconception
def no_x(grad_ha, x):
    """The columns should not be alike: how much a weight matters depends on the input that it multiplies."""
    return np.outer(grad_ha, np.ones_like(x))


@grad_W1.misconception
def inner_product(grad_ha, x):
    """Nothing is summed here: each pair of a hidden neuron and an input has a weight, and a derivative."""
    return grad_ha @ x


@grad_W1.misconception
def negative_W1(grad_ha, x):
    """The sign is wrong: no factor of the chain rule has a minus of its own here."""
    return -np.outer(grad_ha, x)


@exercise.numeric("o", points=0.4, answer="dL/db1 = grad_ha")
def grad_b1(grad_ha):
    r"""Gradient of the loss in the biases of the hidden layer.

    The hidden layer has the biases $b_1$, and the derivative of the loss in its pre-activation $h^a$ is known.
    Give all derivatives in the biases at once.

    Args:
      grad_ha: derivative of the loss in the pre-activation $h^a$, real array of shape `(d_h,)`.

    Returns:
      real array of shape `(d_h,)`: entry j is the derivative of the loss in $b_{1,j}$.
    """
    return grad_ha.copy()


@grad_b1.cases
def _(rng):
    for layer in hidden_layers(rng):
        yield case(grad_ha=layer["grad_ha"])


@grad_b1.formula
def _(sp, grad_ha):
    return differentiated(sp, grad_ha, [])[1]


@grad_b1.differentiates("b1", at=lambda grad_ha: np.zeros_like(grad_ha))
def _(grad_ha, b1):
    return grad_ha @ b1


@grad_b1.misconception
def summed_biases(grad_ha):
    """Every hidden neuron has a bias of its own, and so a derivative: do not sum over the neurons."""
    return grad_ha.sum()


@grad_b1.misconception
def ones(grad_ha):
    """That is how the pre-activations change with their biases; the chain rule goes on to the loss."""
    return np.ones_like(grad_ha)


@grad_b1.misconception
def negative_b1(grad_ha):
    """The sign is wrong: the biases are added to the pre-activations."""
    return -grad_ha


@exercise.numeric("o", points=0.8, answer="grad_ha: (d_h,), x: (d,), grad_W1: (d_h, d), grad_b1: (d_h,)")
def hidden_parameter_gradient_shapes(d, d_h, m):
    r"""Shapes of what occurs in the gradients of the hidden layer.

    A network has d inputs, one hidden layer of d_h neurons, and m output neurons. The hidden layer has the
    weights $W_1$, whose row j belongs to hidden neuron j, and the biases $b_1$, and reads the input x; its
    pre-activation is $h^a$. Every gradient is arranged as the quantity in which it is taken. Give the shapes in
    the way of NumPy: a vector of n entries has the shape `(n,)`.

    Args:
      d: number of inputs, positive integer.
      d_h: number of hidden neurons, positive integer.
      m: number of output neurons, positive integer.

    Returns:
      dict of four shapes, each a tuple of integers: `grad_ha` of the gradient in $h^a$, `x` of the input,
      `grad_W1` and `grad_b1` of the gradients in $W_1$ and $b_1$. Each counts a quarter.
    """
    return {"grad_ha": (d_h,), "x": (d,), "grad_W1": (d_h, d), "grad_b1": (d_h,)}


@hidden_parameter_gradient_shapes.cases
def _(rng):
    for d, d_h, m in (4, 5, 3), (2, 3, 4), (20, 10, 7):
        yield case(d=d, d_h=d_h, m=m)
    yield case(tag="edge", d=1, d_h=1, m=2)


@hidden_parameter_gradient_shapes.formula
def _(sp, d, d_h, m):
    grad_ha, x = sp.zeros(d_h, 1), sp.zeros(d, 1)
    vectors = {"grad_ha": grad_ha.shape[:1], "x": x.shape[:1], "grad_b1": grad_ha.shape[:1]}
    return vectors | {"grad_W1": (grad_ha * x.T).shape}


@hidden_parameter_gradient_shapes.variant
def columns_o(d, d_h, m):
    """Columns are right as well; in the other questions vectors have one axis, as in (n,)."""
    return {"grad_ha": (d_h, 1), "x": (d, 1), "grad_W1": (d_h, d), "grad_b1": (d_h, 1)}


@hidden_parameter_gradient_shapes.variant
def numbers_o(d, d_h, m):
    """The numbers of entries are right. As a shape each is a tuple, which takes a comma: (n,) instead of (n)."""
    return {"grad_ha": d_h, "x": d, "grad_W1": (d_h, d), "grad_b1": d_h}


@hidden_parameter_gradient_shapes.misconception
def transposed_shape(d, d_h, m):
    """The gradient in W1 is arranged as W1 is: it has one row for each hidden neuron."""
    return hidden_parameter_gradient_shapes(d, d_h, m) | {"grad_W1": (d, d_h)}


@hidden_parameter_gradient_shapes.misconception
def b1_per_input(d, d_h, m):
    """The biases b1 belong to the hidden neurons, and the gradient in them has as many entries."""
    return hidden_parameter_gradient_shapes(d, d_h, m) | {"grad_b1": (d,)}


@hidden_parameter_gradient_shapes.misconception
def x_per_hidden_neuron(d, d_h, m):
    """The vector x is what the network reads: it has an entry for each input."""
    return hidden_parameter_gradient_shapes(d, d_h, m) | {"x": (d_h,)}
