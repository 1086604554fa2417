"""Backpropagation through the output layer: from the loss to the weights W2 and the biases b2.

Errata of the document: its classes run from 1; here they, and all other indices, run from 0 (E-H7). In 2i it
asks to compare equalities "above" that a solved version had, and this one has not (E-H8).
"""

import numpy as np

from checker import Exercise, Heads, Symbol, case, logsumexp, one_hot, uniform

exercise = Exercise(
    "hw3.2",
    title="Gradient computation for parameter optimization in a neural net for multiclass classification",
    source="Homework 3, question 2",
    points={"g": 3, "h": 3, "i": 2},
)

SIZES = ((3, 2), (1, 2), (3, 3), (5, 3), (10, 7))
"""numbers of hidden neurons and classes"""


def probabilities(rng, m):
    """An output of the network: m probabilities of three decimals, all above 0, that sum to 1."""
    return (1 + rng.multinomial(1000 - m, rng.dirichlet(np.full(m, 2.0)))) / 1000


def outputs(rng):
    """The derivative of a loss in the output pre-activation, and an output of the hidden layer."""
    for d_h, m in SIZES:
        for y in 0, m - 1:
            grad_oa = (probabilities(rng, m) - one_hot(m, y)).round(3)
            yield {"grad_oa": grad_oa, "h_s": uniform(rng, d_h, low=0.1, high=1) * rng.choice([-1, 1], d_h)}


def differentiated(sp, grad_oa, h_s):
    """Derivatives in W2 and b2 of the loss sum_k grad_oa_k o_k, with o = W2 h_s + b2.

    A loss that has the derivative grad_oa in o has the same derivatives in W2 and b2 as this linear one.
    """
    W2 = [[sp.Symbol(f"W{k}_{j}") for j in range(len(h_s))] for k in range(len(grad_oa))]
    b2 = [sp.Symbol(f"b{k}") for k in range(len(grad_oa))]
    o_a = [sum(w * v for w, v in zip(row, h_s, strict=True)) + c for row, c in zip(W2, b2, strict=True)]
    loss = sum(g * o for g, o in zip(grad_oa, o_a, strict=True))
    return [[loss.diff(w) for w in row] for row in W2], [loss.diff(c) for c in b2]


# ---- g: the gradient at the output pre-activation ---------------------------------------------------------


@exercise.numeric("g", points=1.2, answer="o_s - onehot_m(y)")
def grad_output_preactivation(o_s, y):
    r"""Gradient of the loss at the output pre-activation.

    The output layer has the pre-activations $o^a$ and the outputs $o^s = \mathrm{softmax}(o^a)$. The loss of an
    example with the class y is $L = -\log o^s_y$, with the natural logarithm. Give the gradient
    $\partial L / \partial o^a$, as a function of the outputs and the class.

    Args:
      o_s: outputs of the softmax, real array of shape `(m,)`.
      y: class of the example, integer from 0 to m - 1.

    Returns:
      real array of shape `(m,)`: entry k is the derivative of the loss in $o^a_k$, finite also where
      $o^s_y$ is 0.
    """
    g = o_s.copy()
    g[y] -= 1
    return g


@grad_output_preactivation.cases
def _(rng):
    for m in 3, 2, 7, 10:
        for y in sorted({0, m // 2, m - 1}):
            yield case(o_s=probabilities(rng, m), y=y)
    yield case(tag="edge", o_s=np.array([0.0, 1.0, 0.0]), y=1)
    yield case(tag="stability", o_s=np.array([0.0, 1.0, 0.0]), y=0)


@grad_output_preactivation.formula
def _(sp, o_s, y):
    o_a = sp.symbols(f"o:{len(o_s)}")
    loss = sp.log(sum(map(sp.exp, o_a))) - o_a[y]
    outputs = dict(zip(map(sp.exp, o_a), o_s, strict=True))  # as if all exponentials summed to 1
    return [loss.diff(v).subs(outputs) for v in o_a]


@grad_output_preactivation.differentiates("o_a", at=lambda o_s, y: np.log(np.maximum(o_s, 1e-300)))
def _(o_s, y, o_a):
    return logsumexp(o_a) - o_a[y]


@grad_output_preactivation.misconception
def opposite_sign(o_s, y):
    """The sign is wrong: a larger pre-activation of the true class makes the loss smaller."""
    return one_hot(len(o_s), y) - o_s


@grad_output_preactivation.misconception
def plus_one_hot(o_s, y):
    """The loss falls when the pre-activation of the true class grows: which sign has its own term in the loss?"""
    return o_s + one_hot(len(o_s), y)


@grad_output_preactivation.misconception
def no_one_hot(o_s, y):
    """That is the derivative of the logarithm of the sum alone; the loss has one more term, at the true class."""
    return o_s


@grad_output_preactivation.misconception
def own_class_only(o_s, y):
    """The derivative is not 0 at the other classes: their pre-activations stand in the denominator of the
    softmax."""
    return (o_s[y] - 1) * one_hot(len(o_s), y)


@grad_output_preactivation.misconception
def at_the_output(o_s, y):
    """That is the derivative in the output o_s: go on through the softmax to its pre-activation."""
    return -one_hot(len(o_s), y) / o_s[y]


@grad_output_preactivation.misconception
def divided_by_0(o_s, y):
    """Right on paper, but this divides by o_s[y] and multiplies by it again, which gives nan where that is 0:
    cancel it by hand."""
    return (np.diag(o_s) - np.outer(o_s, o_s)) @ (-one_hot(len(o_s), y) / o_s[y])


@grad_output_preactivation.misconception
def class_from_1(o_s, y):
    """Classes are counted from 0 here: y is the index of the class as it stands, not one more."""
    return o_s - one_hot(len(o_s), y - 1)


@grad_output_preactivation.misconception
def one_everywhere(o_s, y):
    """Subtracting y or 1 from all entries is not subtracting a one-hot vector: that is 1 at one entry alone."""
    return o_s - 1


@exercise.derivation(
    "g",
    points=1.8,
    rules=("diff", "def:softmax"),
    answer="D(log sum exp o_j - o_y) = exp(o_k) / sum exp o_j - [k = y] = S_k - [k = y]",
)
def nll_gradient_chain(o, y, k, S, H):
    r"""Derive the gradient of the loss in the output pre-activation, entry by entry.

    The loss of an example with the class y is $L = -\log \mathrm{softmax}(o)_y$. The first line is its derivative
    `H.D(L, o[k])` before it is carried out; there L is written with `H.exp` and `H.log`, with its logarithm of a
    quotient taken apart already, and $\log e^{o_y}$ simplified. The rule `diff` carries the derivative out. The
    last line is the formula that has S[k] in it and no exponential. Treat k = y as well as k different from y:
    your code is called for m = 2 and 3 classes with every y and k.

    Args:
      o: tuple of m real SymPy symbols, the pre-activations.
      y: class of the example, integer from 0 to m - 1.
      k: entry of the gradient, integer from 0 to m - 1.
      S: tuple of m SymPy symbols; the rule `def:softmax` says that S[k] stands for the softmax of o at k.
      H: functions to write with, `H.exp` and `H.log`, and `H.D(f, x)` for a derivative.

    Returns:
      list of expressions that are equal to each other; each but the first stands in a pair with its rule, as in
      `("diff", expression)`. The rules are `diff`, `def:softmax` and `algebra`.
    """
    Z, d = sum(H.exp(v) for v in o), int(k == y)
    return [
        H.D(H.log(Z) - o[y], o[k]),
        ("diff", H.exp(o[k]) / Z - d),
        ("def:softmax", S[k] - d),
    ]


@nll_gradient_chain.cases
def _(rng):
    for m in 2, 3:
        o, S = (tuple(Symbol(f"{letter}{k}") for k in range(m)) for letter in "oS")
        for y, k in np.ndindex(m, m):
            yield case(o=o, y=y, k=k, S=S, H=Heads(("exp", "log")))


@nll_gradient_chain.variant
def derivative_of_each_term(o, y, k, S, H):
    """The derivative of the loss, taken term by term from the first line on, is as good a start."""
    _, *rest = nll_gradient_chain(o, y, k, S, H)
    Z = sum(H.exp(v) for v in o)
    return [H.D(H.log(Z), o[k]) - H.D(o[y], o[k]), *rest]


@nll_gradient_chain.defines("def:softmax")
def _(o, y, k, S, H):
    Z = sum(H.exp(v) for v in o)
    return [(s, H.exp(v) / Z) for s, v in zip(S, o, strict=True)]


# ---- h: the parameters of the output layer, entry by entry ------------------------------------------------


@exercise.numeric("h", points=1.8, answer="dL/dW2_kj = grad_oa_k h_s_j")
def grad_W2_entry(grad_oa, h_s, k, j):
    r"""Derivative of the loss in one weight of the output layer.

    The output layer has the weights $W_2$, whose row k belongs to output neuron k, and reads the output $h^s$ of
    the hidden layer. The derivative of the loss in its pre-activation $o^a$ is known. Give the derivative in
    $W_{2,kj}$, the weight from hidden neuron j to output neuron k.

    Args:
      grad_oa: derivative of the loss in the pre-activation $o^a$, real array of shape `(m,)`.
      h_s: output of the hidden layer, real array of shape `(d_h,)`.
      k: output neuron, integer from 0 to m - 1.
      j: hidden neuron, integer from 0 to d_h - 1.

    Returns:
      the derivative of the loss in the weight, a real number.
    """
    return grad_oa[k] * h_s[j]


@grad_W2_entry.cases
def _(rng):
    for layer in outputs(rng):
        m, d_h = len(layer["grad_oa"]), len(layer["h_s"])
        for k, j in sorted({(0, 0), (0, d_h - 1), (m - 1, 0), (m - 1, d_h - 1)}):
            yield case(**layer, k=k, j=j)


@grad_W2_entry.formula
def _(sp, grad_oa, h_s, k, j):
    return differentiated(sp, grad_oa, h_s)[0][k][j]


@grad_W2_entry.differentiates("w", at=lambda grad_oa, h_s, k, j: 0.5)
def _(grad_oa, h_s, k, j, w):
    W2 = w * np.outer(one_hot(len(grad_oa), k), one_hot(len(h_s), j))
    return grad_oa @ (W2 @ h_s)


@grad_W2_entry.misconception
def k_and_j_swapped(grad_oa, h_s, k, j):
    """The indices are exchanged: k is the output neuron, and j the hidden one."""
    return grad_oa[j] * h_s[k]


@grad_W2_entry.misconception
def no_h_s_j(grad_oa, h_s, k, j):
    """The chain rule has a second factor: how does the pre-activation of neuron k change with this weight?"""
    return grad_oa[k]


@grad_W2_entry.misconception
def summed_over_outputs(grad_oa, h_s, k, j):
    """The weight stands in the pre-activation of neuron k and in no other: there is nothing to sum over."""
    return grad_oa.sum() * h_s[j]


@grad_W2_entry.misconception
def local_derivative_only(grad_oa, h_s, k, j):
    """That is how the pre-activation changes with the weight; the chain rule goes on to the loss."""
    return h_s[j]


@grad_W2_entry.misconception
def opposite_sign_W2(grad_oa, h_s, k, j):
    """The sign is wrong: no factor of the chain rule has a minus of its own here."""
    return -grad_oa[k] * h_s[j]


@grad_W2_entry.misconception
def indices_from_1(grad_oa, h_s, k, j):
    """Neurons are counted from 0 here: k and j are the indices as they stand, not one more."""
    return grad_oa[k - 1] * h_s[j - 1]


@exercise.numeric("h", points=1.2, answer="dL/db2_k = grad_oa_k")
def grad_b2_entry(grad_oa, k):
    r"""Derivative of the loss in one bias of the output layer.

    The output layer has the biases $b_2$, and the derivative of the loss in its pre-activation $o^a$ is known.
    Give the derivative in $b_{2,k}$, the bias of output neuron k.

    Args:
      grad_oa: derivative of the loss in the pre-activation $o^a$, real array of shape `(m,)`.
      k: output neuron, integer from 0 to m - 1.

    Returns:
      the derivative of the loss in the bias, a real number.
    """
    return grad_oa[k]


@grad_b2_entry.cases
def _(rng):
    for layer in outputs(rng):
        m = len(layer["grad_oa"])
        for k in 0, m - 1:
            yield case(grad_oa=layer["grad_oa"], k=k)


@grad_b2_entry.formula
def _(sp, grad_oa, k):
    return differentiated(sp, grad_oa, [])[1][k]


@grad_b2_entry.differentiates("b", at=lambda grad_oa, k: 0.5)
def _(grad_oa, k, b):
    return grad_oa @ (b * one_hot(len(grad_oa), k))


@grad_b2_entry.misconception
def summed_b2(grad_oa, k):
    """The bias stands in the pre-activation of neuron k and in no other: there is nothing to sum over."""
    return grad_oa.sum()


@grad_b2_entry.misconception
def one(grad_oa, k):
    """That is how the pre-activation changes with the bias; the chain rule goes on to the loss."""
    return 1.0


@grad_b2_entry.misconception
def negative_b2(grad_oa, k):
    """The sign is wrong: the bias is added to the pre-activation."""
    return -grad_oa[k]


@grad_b2_entry.misconception
def k_from_1(grad_oa, k):
    """Neurons are counted from 0 here: k is the index as it stands, not one more."""
    return grad_oa[k - 1]


# ---- i: the same in matrix form ---------------------------------------------------------------------------


@exercise.numeric("i", points=0.8, answer="dL/dW2 = grad_oa h_s^T")
def grad_W2(grad_oa, h_s):
    r"""Gradient of the loss in the weights of the output layer, in matrix form.

    The output layer has the weights $W_2$, whose row k belongs to output neuron k, and reads the output $h^s$ of
    the hidden layer. The derivative of the loss in its pre-activation $o^a$ is known. Give all derivatives in the
    weights at once, arranged as the weights are.

    Args:
      grad_oa: derivative of the loss in the pre-activation $o^a$, real array of shape `(m,)`.
      h_s: output of the hidden layer, real array of shape `(d_h,)`.

    Returns:
      real array of shape `(m, d_h)`: entry `[k, j]` is the derivative of the loss in $W_{2,kj}$.
    """
    return np.outer(grad_oa, h_s)


@grad_W2.cases
def _(rng):
    for layer in outputs(rng):
        yield case(**layer)
    yield case(tag="edge", grad_oa=np.array([-0.7, 0.2, 0.5]), h_s=np.zeros(2))
    yield case(tag="edge", grad_oa=np.zeros(2), h_s=np.array([0.4, -0.9, 0.1]))


@grad_W2.formula
def _(sp, grad_oa, h_s):
    return differentiated(sp, grad_oa, h_s)[0]


@grad_W2.differentiates("W2", at=lambda grad_oa, h_s: np.zeros((len(grad_oa), len(h_s))))
def _(grad_oa, h_s, W2):
    return grad_oa @ (W2 @ h_s)


@grad_W2.misconception
def transposed(grad_oa, h_s):
    """The gradient has the shape of W2: its rows are output neurons, its columns hidden ones."""
    return np.outer(h_s, grad_oa)


@grad_W2.misconception
def no_h_s(grad_oa, h_s):
    """The columns should not be alike: how much a weight matters depends on the hidden output it multiplies."""
    return np.outer(grad_oa, np.ones_like(h_s))


@grad_W2.misconception
def inner_product(grad_oa, h_s):
    """Nothing is summed here: each pair of an output neuron and a hidden one has a weight, and a derivative."""
    return grad_oa @ h_s


@grad_W2.misconception
def negative_W2(grad_oa, h_s):
    """The sign is wrong: no factor of the chain rule has a minus of its own here."""
    return -np.outer(grad_oa, h_s)


@grad_W2.misconception
def sine_of_h_s(grad_oa, h_s):
    """The argument h_s is the output of the hidden layer: its sine has been taken already."""
    return np.outer(grad_oa, np.sin(h_s))


@exercise.numeric("i", points=0.4, answer="dL/db2 = grad_oa")
def grad_b2(grad_oa):
    r"""Gradient of the loss in the biases of the output layer.

    The output layer has the biases $b_2$, and the derivative of the loss in its pre-activation $o^a$ is known.
    Give all derivatives in the biases at once.

    Args:
      grad_oa: derivative of the loss in the pre-activation $o^a$, real array of shape `(m,)`.

    Returns:
      real array of shape `(m,)`: entry k is the derivative of the loss in $b_{2,k}$.
    """
    return grad_oa.copy()


@grad_b2.cases
def _(rng):
    for layer in outputs(rng):
        yield case(grad_oa=layer["grad_oa"])


@grad_b2.formula
def _(sp, grad_oa):
    return differentiated(sp, grad_oa, [])[1]


@grad_b2.differentiates("b2", at=lambda grad_oa: np.zeros_like(grad_oa))
def _(grad_oa, b2):
    return grad_oa @ b2


@grad_b2.misconception
def summed_biases(grad_oa):
    """Every output neuron has a bias of its own, and so a derivative: do not sum over the neurons."""
    return grad_oa.sum()


@grad_b2.misconception
def ones(grad_oa):
    """That is how the pre-activations change with their biases; the chain rule goes on to the loss."""
    return np.ones_like(grad_oa)


@grad_b2.misconception
def negative_biases(grad_oa):
    """The sign is wrong: the biases are added to the pre-activations."""
    return -grad_oa


@exercise.numeric("i", points=0.8, answer="grad_oa: (m,), h_s: (d_h,), grad_W2: (m, d_h), grad_b2: (m,)")
def output_gradient_shapes(d, d_h, m):
    r"""Shapes of what occurs in the gradients of the output layer.

    A network has d inputs, one hidden layer of d_h neurons, and m output neurons. The output layer has the
    weights $W_2$, whose row k belongs to output neuron k, and the biases $b_2$, and reads the output $h^s$ of the
    hidden layer; its pre-activation is $o^a$. Every gradient is arranged as the quantity in which it is taken.
    Give the shapes in the way of NumPy: a vector of n entries has the shape `(n,)`.

    Args:
      d: number of inputs, positive integer.
      d_h: number of hidden neurons, positive integer.
      m: number of output neurons, positive integer.

    Returns:
      dict of four shapes, each a tuple of integers: `grad_oa` of the gradient in $o^a$, `h_s` of the hidden
      output, `grad_W2` and `grad_b2` of the gradients in $W_2$ and $b_2$. Each counts a quarter.
    """
    return {"grad_oa": (m,), "h_s": (d_h,), "grad_W2": (m, d_h), "grad_b2": (m,)}


@output_gradient_shapes.cases
def _(rng):
    for d, d_h, m in (4, 5, 3), (2, 3, 4), (20, 10, 7):
        yield case(d=d, d_h=d_h, m=m)
    yield case(tag="edge", d=1, d_h=1, m=2)


@output_gradient_shapes.formula
def _(sp, d, d_h, m):
    grad_oa, h_s = sp.zeros(m, 1), sp.zeros(d_h, 1)
    vectors = {"grad_oa": grad_oa.shape[:1], "h_s": h_s.shape[:1], "grad_b2": grad_oa.shape[:1]}
    return vectors | {"grad_W2": (grad_oa * h_s.T).shape}


@output_gradient_shapes.variant
def columns(d, d_h, m):
    """Columns are right as well; in the other questions vectors have one axis, as in (n,)."""
    return {"grad_oa": (m, 1), "h_s": (d_h, 1), "grad_W2": (m, d_h), "grad_b2": (m, 1)}


@output_gradient_shapes.variant
def numbers(d, d_h, m):
    """The numbers of entries are right. As a shape each is a tuple, which takes a comma: (n,) instead of (n)."""
    return {"grad_oa": m, "h_s": d_h, "grad_W2": (m, d_h), "grad_b2": m}


@output_gradient_shapes.misconception
def transposed_shape(d, d_h, m):
    """The gradient in W2 is arranged as W2 is: it has one row for each output neuron."""
    return output_gradient_shapes(d, d_h, m) | {"grad_W2": (d_h, m)}


@output_gradient_shapes.misconception
def h_s_per_class(d, d_h, m):
    """The vector h_s holds the outputs of the hidden layer: one for each hidden neuron."""
    return output_gradient_shapes(d, d_h, m) | {"h_s": (m,)}


@output_gradient_shapes.misconception
def scalar_gradient(d, d_h, m):
    """The loss is a number, but its gradient has an entry for each entry of what it is taken in."""
    return output_gradient_shapes(d, d_h, m) | {"grad_oa": (), "grad_b2": ()}


@output_gradient_shapes.misconception
def b2_per_hidden_neuron(d, d_h, m):
    """The biases b2 belong to the output neurons, and the gradient in them has as many entries."""
    return output_gradient_shapes(d, d_h, m) | {"grad_b2": (d_h,)}
