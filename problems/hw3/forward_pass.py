"""The forward pass of a network with one hidden layer, up to the pre-activation of its output.

Errata of the document: it calls the affine quantities o^a and h^a activations in 2b and 2l, though they are
pre-activations as in 2a; the names here say so (E-H4). Its classes run from 1; here they, and all other
indices, run from 0 (E-H7).
"""

import numpy as np

from checker import Exercise, case, normal, sigmoid, softmax, uniform

exercise = Exercise(
    "hw3.2",
    title="Gradient computation for parameter optimization in a neural net for multiclass classification",
    source="Homework 3, question 2",
    points={"a": 2, "b": 2},
)

SIZES = ((2, 3, 2), (1, 1, 2), (3, 3, 3), (4, 5, 3), (20, 10, 7))
"""numbers of inputs, hidden neurons and classes"""
UNLIKE_SIZES = ((4, 5, 3), (2, 3, 4), (20, 10, 7))
"""sizes of which no two are alike, so that every mix-up shows"""


def size_cases():
    """Sizes of networks, as the arguments of a question for shapes."""
    for d, d_h, m in UNLIKE_SIZES:
        yield case(d=d, d_h=d_h, m=m)
    yield case(tag="edge", d=1, d_h=1, m=2)


def hidden_layer(rng, d, d_h):
    """Weights and biases of a hidden layer, and an input."""
    return {"W1": normal(rng, d_h, d, scale=d**-0.5), "b1": normal(rng, d_h), "x": normal(rng, d)}


def output_layer(rng, d_h, m):
    """Weights and biases of an output layer, and an output of the hidden layer."""
    return {
        "W2": normal(rng, m, d_h, scale=d_h**-0.5),
        "b2": normal(rng, m),
        "h_s": np.sin(normal(rng, d_h, scale=2)).round(3),
    }


# ---- a: the hidden layer ----------------------------------------------------------------------------------


@exercise.numeric("a", points=0.5, answer="b1: (d_h,)")
def hidden_bias_shape(d, d_h, m):
    r"""Shape of the biases of the hidden layer.

    A network has d inputs, one hidden layer of d_h neurons, and m output neurons. Every neuron reads all of the
    layer before it. The weights between the inputs and the hidden layer are the matrix $W_1$ of shape
    `(d_h, d)`, whose row j belongs to hidden neuron j; the biases of the hidden layer are the vector $b_1$. Give
    the shape of $b_1$ in the way of NumPy: a vector of n entries has the shape `(n,)`.

    Args:
      d: number of inputs, positive integer.
      d_h: number of hidden neurons, positive integer.
      m: number of output neurons, positive integer.

    Returns:
      dict with the key `b1`: its shape, a tuple of integers.
    """
    return {"b1": (d_h,)}


@hidden_bias_shape.cases
def _(rng):
    yield from size_cases()


@hidden_bias_shape.formula
def _(sp, d, d_h, m):
    return {"b1": (sp.zeros(d_h, d) * sp.zeros(d, 1)).shape[:1]}  # what is added to W1 x


@hidden_bias_shape.variant
def column_bias(d, d_h, m):
    """A column is right as well; in the other questions vectors have one axis, as in (n,)."""
    return {"b1": (d_h, 1)}


@hidden_bias_shape.variant
def number_of_biases(d, d_h, m):
    """The number of entries is right. As a shape it is a tuple, which takes a comma: (n,) instead of (n)."""
    return {"b1": d_h}


@hidden_bias_shape.misconception
def bias_per_input(d, d_h, m):
    """A bias belongs to the neuron to which it is added, not to an input: count the hidden neurons."""
    return {"b1": (d,)}


@hidden_bias_shape.misconception
def bias_per_class(d, d_h, m):
    """That is the shape of the biases of the output layer, which has one neuron for each class."""
    return {"b1": (m,)}


@hidden_bias_shape.misconception
def bias_per_weight(d, d_h, m):
    """That is the shape of the weights W1. How many biases does a single neuron have?"""
    return {"b1": (d_h, d)}


@hidden_bias_shape.misconception
def row_of_biases(d, d_h, m):
    """The number of biases is right, but vectors here are columns by default, not rows: give the shape (n,)."""
    return {"b1": (1, d_h)}


@exercise.numeric("a", points=0.5, answer="h_a = W1 x + b1")
def hidden_preactivation(W1, b1, x):
    r"""Pre-activation of the hidden layer, in matrix form.

    A network reads the input x with a hidden layer of weights $W_1$ and biases $b_1$. Give the vector $h^a$ of
    the pre-activations of all hidden neurons, that is, before their non-linearity.

    Args:
      W1: weights of the hidden layer, real array of shape `(d_h, d)`; row j belongs to hidden neuron j.
      b1: biases of the hidden layer, real array of shape `(d_h,)`.
      x: input, real array of shape `(d,)`.

    Returns:
      the pre-activations $h^a$, real array of shape `(d_h,)`.
    """
    return W1 @ x + b1


@hidden_preactivation.cases
def _(rng):
    for d, d_h, _m in SIZES:
        yield case(**hidden_layer(rng, d, d_h))
    yield case(tag="edge", **(hidden_layer(rng, 3, 2) | {"x": np.zeros(3)}))


@hidden_preactivation.formula
def _(sp, W1, b1, x):
    return [row[0] for row in (sp.Matrix(W1) * sp.Matrix(x) + sp.Matrix(b1)).tolist()]


@hidden_preactivation.misconception
def transposed_W1(W1, b1, x):
    """Row j of W1 holds the weights of hidden neuron j, so W1 as it stands maps an input to the hidden layer."""
    return W1.T @ x + b1


@hidden_preactivation.misconception
def no_b1(W1, b1, x):
    """The biases of the hidden layer are missing."""
    return W1 @ x


@hidden_preactivation.misconception
def activated(W1, b1, x):
    """You applied the non-linearity; the pre-activation is what it will be applied to."""
    return np.sin(W1 @ x + b1)


@hidden_preactivation.misconception
def minus_b1(W1, b1, x):
    """The biases enter with a plus sign."""
    return W1 @ x - b1


@exercise.numeric("a", points=0.5, answer="h_a[j] = b1_j + sum_l W1_jl x_l")
def hidden_preactivation_element(W1, b1, x, j):
    r"""Pre-activation of one neuron of the hidden layer.

    Give the entry $h^a_j$ of the vector of pre-activations, for a single neuron j of the hidden layer with the
    weights $W_1$ and the biases $b_1$, written with sums over entries.

    Args:
      W1: weights of the hidden layer, real array of shape `(d_h, d)`; row i belongs to hidden neuron i.
      b1: biases of the hidden layer, real array of shape `(d_h,)`.
      x: input, real array of shape `(d,)`.
      j: number of the neuron, integer from 0 to d_h - 1.

    Returns:
      the pre-activation $h^a_j$, a real number.
    """
    return W1[j] @ x + b1[j]


@hidden_preactivation_element.cases
def _(rng):
    for d, d_h, _m in SIZES:
        for j in sorted({0, d_h // 2, d_h - 1}):
            yield case(**hidden_layer(rng, d, d_h), j=j)


@hidden_preactivation_element.formula
def _(sp, W1, b1, x, j):
    return (sp.Matrix(W1) * sp.Matrix(x) + sp.Matrix(b1))[j]


@hidden_preactivation_element.misconception
def column_of_W1(W1, b1, x, j):
    """The first index of W1 is the hidden neuron, the second the input: neuron j has row j, not column j."""
    return sum(W1[i, j] * x[i] for i in range(len(x))) + b1[j]


@hidden_preactivation_element.misconception
def one_input_only(W1, b1, x, j):
    """Neuron j reads all inputs, not input j alone: sum over the inputs."""
    return W1[j, j] * x[j] + b1[j]


@hidden_preactivation_element.misconception
def b1_in_sum(W1, b1, x, j):
    """The bias stands inside your sum, so it is added once for each input; it belongs outside."""
    return sum(W1[j, i] * x[i] + b1[j] for i in range(len(x)))


@hidden_preactivation_element.misconception
def no_b1_j(W1, b1, x, j):
    """The bias of the neuron is missing."""
    return W1[j] @ x


@hidden_preactivation_element.misconception
def j_from_1(W1, b1, x, j):
    """Neurons are counted from 0 here: j is the index as it stands, not one more."""
    return W1[j - 1] @ x + b1[j - 1]


@exercise.numeric("a", points=0.5, answer="h_s = sin(h_a), entry by entry")
def hidden_output(h_a):
    r"""Output of the hidden layer.

    The neurons of the hidden layer have the periodic non-linearity $\phi(z) = \sin z$. Give the vector $h^s$ of
    their outputs from the vector $h^a$ of their pre-activations.

    Args:
      h_a: pre-activations of the hidden layer, real array of shape `(d_h,)`.

    Returns:
      the outputs $h^s$, real array of shape `(d_h,)`.
    """
    return np.sin(h_a)


@hidden_output.cases
def _(rng):
    for _d, d_h, _m in SIZES:
        yield case(h_a=uniform(rng, d_h, low=0.3, high=3) * rng.choice([-1, 1], d_h))
    yield case(tag="edge", h_a=np.array([0.0, np.pi / 2, -np.pi, 40.0]))


@hidden_output.formula
def _(sp, h_a):
    return [(sp.exp(sp.I * v) - sp.exp(-sp.I * v)).evalf(40).as_real_imag()[1] / 2 for v in h_a]


@hidden_output.misconception
def relu(h_a):
    """The rectifier is a usual choice, but read which non-linearity phi this network has."""
    return np.maximum(h_a, 0)


@hidden_output.misconception
def tanh(h_a):
    """The hyperbolic tangent is a usual choice, but read which non-linearity phi this network has."""
    return np.tanh(h_a)


@hidden_output.misconception
def logistic(h_a):
    """The sigmoid is a usual choice, but read which non-linearity phi this network has."""
    return sigmoid(h_a)


@hidden_output.misconception
def derivative_of_phi(h_a):
    """That is the derivative of phi, which is needed on the way back; the output is phi itself."""
    return np.cos(h_a)


@hidden_output.misconception
def linear(h_a):
    """This leaves the pre-activation as it is: apply the non-linearity phi to every entry."""
    return h_a


# ---- b: the pre-activation of the output layer ------------------------------------------------------------


@exercise.numeric("b", points=0.8, answer="W2: (m, d_h), b2: (m,)")
def output_parameter_shapes(d, d_h, m):
    r"""Shapes of the weights and biases of the output layer.

    A network has d inputs, one hidden layer of d_h neurons, and m output neurons, one for each class. Every
    neuron reads all of the layer before it. As in the hidden layer, the matrix of weights stands to the left of
    the vector that it multiplies. Give the shapes of the weights $W_2$ between the hidden layer and the output
    layer, and of the biases $b_2$ of the output layer, in the way of NumPy: a vector of n entries has the shape
    `(n,)`.

    Args:
      d: number of inputs, positive integer.
      d_h: number of hidden neurons, positive integer.
      m: number of output neurons, positive integer.

    Returns:
      dict of two shapes, `W2` and `b2`, each a tuple of integers. Each counts a half.
    """
    return {"W2": (m, d_h), "b2": (m,)}


@output_parameter_shapes.cases
def _(rng):
    yield from size_cases()


@output_parameter_shapes.formula
def _(sp, d, d_h, m):
    h_s, o_a = sp.zeros(d_h, 1), sp.zeros(m, 1)
    return {"W2": (o_a * h_s.T).shape, "b2": o_a.shape[:1]}


@output_parameter_shapes.variant
def column_b2(d, d_h, m):
    """A column is right as well; in the other questions vectors have one axis, as in (n,)."""
    return {"W2": (m, d_h), "b2": (m, 1)}


@output_parameter_shapes.variant
def number_in_b2(d, d_h, m):
    """The number of entries is right. As a shape it is a tuple, which takes a comma: (n,) instead of (n)."""
    return {"W2": (m, d_h), "b2": m}


@output_parameter_shapes.misconception
def transposed_W2_shape(d, d_h, m):
    """A matrix that multiplies the hidden vector from the left has one row for each of its results."""
    return {"W2": (d_h, m), "b2": (m,)}


@output_parameter_shapes.misconception
def b2_per_hidden_neuron(d, d_h, m):
    """The biases b2 are added at the output neurons: one for each of these."""
    return {"W2": (m, d_h), "b2": (d_h,)}


@output_parameter_shapes.misconception
def W2_from_input(d, d_h, m):
    """The output layer reads the hidden layer, not the inputs: how many numbers does a row of W2 multiply?"""
    return {"W2": (m, d), "b2": (m,)}


@exercise.numeric("b", points=0.6, answer="o_a = W2 h_s + b2")
def output_preactivation(W2, b2, h_s):
    r"""Pre-activation of the output layer, in matrix form.

    The output layer, with the weights $W_2$ and the biases $b_2$, reads the output $h^s$ of the hidden layer.
    Give the vector $o^a$ of the pre-activations of all output neurons, that is, before the softmax.

    Args:
      W2: weights of the output layer, real array of shape `(m, d_h)`; row k belongs to output neuron k.
      b2: biases of the output layer, real array of shape `(m,)`.
      h_s: output of the hidden layer, real array of shape `(d_h,)`.

    Returns:
      the pre-activations $o^a$, real array of shape `(m,)`.
    """
    return W2 @ h_s + b2


@output_preactivation.cases
def _(rng):
    for _d, d_h, m in SIZES:
        yield case(**output_layer(rng, d_h, m))
    yield case(tag="edge", **(output_layer(rng, 2, 3) | {"h_s": np.zeros(2)}))


@output_preactivation.formula
def _(sp, W2, b2, h_s):
    return [row[0] for row in (sp.Matrix(W2) * sp.Matrix(h_s) + sp.Matrix(b2)).tolist()]


@output_preactivation.misconception
def transposed_W2(W2, b2, h_s):
    """Row k of W2 holds the weights of output neuron k, so W2 as it stands maps hidden layer to output layer."""
    return W2.T @ h_s + b2


@output_preactivation.misconception
def no_b2(W2, b2, h_s):
    """The biases of the output layer are missing."""
    return W2 @ h_s


@output_preactivation.misconception
def minus_b2(W2, b2, h_s):
    """The biases enter with a plus sign."""
    return W2 @ h_s - b2


@output_preactivation.misconception
def softmaxed(W2, b2, h_s):
    """You applied the softmax; the pre-activation is what it will be applied to."""
    return softmax(W2 @ h_s + b2)


@output_preactivation.misconception
def sine_again(W2, b2, h_s):
    """The sine belongs to the hidden layer; the output layer has the softmax, and that comes later."""
    return np.sin(W2 @ h_s + b2)


@output_preactivation.misconception
def sine_of_h_s(W2, b2, h_s):
    """The argument h_s is the output of the hidden layer: its sine has been taken already."""
    return W2 @ np.sin(h_s) + b2


@exercise.numeric("b", points=0.6, answer="o_a[k] = b2_k + sum_j W2_kj h_s_j")
def output_preactivation_element(W2, b2, h_s, k):
    r"""Pre-activation of one neuron of the output layer.

    Give the entry $o^a_k$ of the vector of pre-activations, for a single neuron k of the output layer with the
    weights $W_2$ and the biases $b_2$, written with sums over entries.

    Args:
      W2: weights of the output layer, real array of shape `(m, d_h)`; row i belongs to output neuron i.
      b2: biases of the output layer, real array of shape `(m,)`.
      h_s: output of the hidden layer, real array of shape `(d_h,)`.
      k: number of the neuron, integer from 0 to m - 1.

    Returns:
      the pre-activation $o^a_k$, a real number.
    """
    return W2[k] @ h_s + b2[k]


@output_preactivation_element.cases
def _(rng):
    for _d, d_h, m in SIZES:
        for k in sorted({0, m // 2, m - 1}):
            yield case(**output_layer(rng, d_h, m), k=k)


@output_preactivation_element.formula
def _(sp, W2, b2, h_s, k):
    return (sp.Matrix(W2) * sp.Matrix(h_s) + sp.Matrix(b2))[k]


@output_preactivation_element.misconception
def column_of_W2(W2, b2, h_s, k):
    """The first index of W2 is the output neuron, the second the hidden one: neuron k has row k, not column k."""
    return sum(W2[i, k] * h_s[i] for i in range(len(h_s))) + b2[k]


@output_preactivation_element.misconception
def b2_in_sum(W2, b2, h_s, k):
    """The bias stands inside your sum, so it is added once for each hidden neuron; it belongs outside."""
    return sum(W2[k, i] * h_s[i] + b2[k] for i in range(len(h_s)))


@output_preactivation_element.misconception
def no_b2_k(W2, b2, h_s, k):
    """The bias of the neuron is missing."""
    return W2[k] @ h_s


@output_preactivation_element.misconception
def k_from_1(W2, b2, h_s, k):
    """Neurons are counted from 0 here: k is the index as it stands, not one more."""
    return W2[k - 1] @ h_s + b2[k - 1]
