"""Backpropagation into the hidden layer: from the output pre-activation to the hidden one.

Errata of the document: 2l calls h^a an activation, though it is the pre-activation of 2a (E-H4), and writes the
derivative of phi without the d in its numerator (E-H6). In 2k it asks to compare equalities "above" that a
solved version had, and this one has not (E-H8). All indices run from 0 here (E-H7).
"""

import numpy as np

from checker import Exercise, case, normal, one_hot, uniform

exercise = Exercise(
    "hw3.2",
    title="Gradient computation for parameter optimization in a neural net for multiclass classification",
    source="Homework 3, question 2",
    points={"j": 2, "k": 2, "l": 2, "m": 2},
)

SIZES = ((2, 3, 2), (1, 1, 2), (3, 3, 3), (4, 5, 3), (20, 10, 7))
"""numbers of inputs, hidden neurons and classes"""


def size_cases():
    """Sizes of networks, as the arguments of a question for shapes; no two are alike where it counts."""
    for d, d_h, m in (4, 5, 3), (2, 3, 4), (20, 10, 7):
        yield case(d=d, d_h=d_h, m=m)
    yield case(tag="edge", d=1, d_h=1, m=2)


def entries(n):
    """The first index, one in the middle, and the last."""
    return sorted({0, n // 2, n - 1})


def nonzero(rng, n, high=2.0):
    """Numbers of either sign, not close to 0, where many wrong answers are right."""
    return uniform(rng, n, low=0.3, high=high) * rng.choice([-1, 1], n)


def derivatives(sp, W2, grad_oa):
    """Derivatives in h_s of the loss sum_k grad_oa_k o_k, with o = W2 h_s.

    A loss that has the derivative grad_oa in o has the same derivatives in h_s as this linear one.
    """
    h_s = sp.symbols(f"h:{len(W2[0])}")
    o_a = [sum(w * v for w, v in zip(row, h_s, strict=True)) for row in W2]
    loss = sum(g * o for g, o in zip(grad_oa, o_a, strict=True))
    return [loss.diff(v) for v in h_s]


def through_phi(sp, grad_hs, h_a):
    """Derivatives at h_a of the loss sum_j grad_hs_j phi(a_j) in a."""
    a = sp.symbols(f"a:{len(h_a)}")
    loss = sum(g * sp.sin(v) for g, v in zip(grad_hs, a, strict=True))
    return [loss.diff(v).subs(v, at) for v, at in zip(a, h_a, strict=True)]


# ---- j: the gradient at the hidden output, entry by entry -------------------------------------------------


@exercise.numeric("j", points=2, answer="dL/dh_s_j = sum_k grad_oa_k W2_kj")
def grad_hs_entry(W2, grad_oa, j):
    r"""Derivative of the loss in the output of one hidden neuron.

    The output layer has the weights $W_2$, whose row k belongs to output neuron k, and reads the outputs $h^s$ of
    the hidden layer. The derivative of the loss in its pre-activation $o^a$ is known. Give the derivative in
    $h^s_j$, the output of hidden neuron j.

    Args:
      W2: weights of the output layer, real array of shape `(m, d_h)`.
      grad_oa: derivative of the loss in the pre-activation $o^a$, real array of shape `(m,)`.
      j: hidden neuron, integer from 0 to d_h - 1.

    Returns:
      the derivative of the loss in $h^s_j$, a real number.
    """
    return W2[:, j] @ grad_oa


@grad_hs_entry.cases
def _(rng):
    for _d, d_h, m in SIZES:
        for j in entries(d_h):
            yield case(W2=normal(rng, m, d_h), grad_oa=nonzero(rng, m), j=j)


@grad_hs_entry.formula
def _(sp, W2, grad_oa, j):
    return derivatives(sp, W2, grad_oa)[j]


@grad_hs_entry.differentiates("h", at=lambda W2, grad_oa, j: 0.5)
def _(W2, grad_oa, j, h):
    return grad_oa @ (W2 @ (h * one_hot(W2.shape[1], j)))


@grad_hs_entry.misconception
def row_of_W2(W2, grad_oa, j):
    """The first index of W2 is the output neuron: the weights that hidden neuron j feeds stand in a column."""
    return sum(grad_oa[k] * W2[j, k] for k in range(len(grad_oa)))


@grad_hs_entry.misconception
def one_path_only(W2, grad_oa, j):
    """Hidden neuron j feeds every output neuron, not output j alone: sum over all of them."""
    return grad_oa[j] * W2[j, j]


@grad_hs_entry.misconception
def weights_alone(W2, grad_oa, j):
    """That is how the pre-activations of the output change with h_s_j; the chain rule goes on to the loss."""
    return W2[:, j].sum()


@grad_hs_entry.misconception
def mean_over_outputs(W2, grad_oa, j):
    """The chain rule sums over the paths; it takes no average of them."""
    return (W2[:, j] * grad_oa).mean()


@grad_hs_entry.misconception
def negative_hs_j(W2, grad_oa, j):
    """The sign is wrong: no factor of the chain rule has a minus of its own here."""
    return -W2[:, j] @ grad_oa


@grad_hs_entry.misconception
def j_from_1(W2, grad_oa, j):
    """Neurons are counted from 0 here: j is the index as it stands, not one more."""
    return W2[:, j - 1] @ grad_oa


# ---- k: the same in matrix form ---------------------------------------------------------------------------


@exercise.numeric("k", points=1.2, answer="dL/dh_s = W2^T grad_oa")
def grad_hs(W2, grad_oa):
    r"""Gradient of the loss at the output of the hidden layer, in matrix form.

    The output layer has the weights $W_2$, whose row k belongs to output neuron k, and reads the outputs $h^s$ of
    the hidden layer. The derivative of the loss in its pre-activation $o^a$ is known. Give all derivatives in
    $h^s$ at once.

    Args:
      W2: weights of the output layer, real array of shape `(m, d_h)`.
      grad_oa: derivative of the loss in the pre-activation $o^a$, real array of shape `(m,)`.

    Returns:
      real array of shape `(d_h,)`: entry j is the derivative of the loss in $h^s_j$.
    """
    return W2.T @ grad_oa


@grad_hs.cases
def _(rng):
    for _d, d_h, m in SIZES:
        yield case(W2=normal(rng, m, d_h), grad_oa=nonzero(rng, m))
    yield case(tag="edge", W2=normal(rng, 2, 4), grad_oa=np.zeros(2))


@grad_hs.formula
def _(sp, W2, grad_oa):
    return derivatives(sp, W2, grad_oa)


@grad_hs.differentiates("h_s", at=lambda W2, grad_oa: np.zeros(W2.shape[1]))
def _(W2, grad_oa, h_s):
    return grad_oa @ (W2 @ h_s)


grad_hs.harmless("W2, grad_oa -> grad_oa, W2", "a vector is its own transpose: g.T @ W2 is W2.T @ g")


@grad_hs.misconception
def not_transposed(W2, grad_oa):
    """As it stands W2 maps the hidden layer to the output; what maps back?"""
    return W2 @ grad_oa


@grad_hs.misconception
def column_sums(W2, grad_oa):
    """That is how the pre-activations of the output change together; the chain rule goes on to the loss."""
    return W2.sum(axis=0)


@grad_hs.misconception
def negative_hs(W2, grad_oa):
    """The sign is wrong: no factor of the chain rule has a minus of its own here."""
    return -W2.T @ grad_oa


@grad_hs.misconception
def paths_not_summed(W2, grad_oa):
    """These are contributions of single paths: a hidden neuron feeds every output neuron, so sum over these."""
    return W2 * grad_oa[:, None]


@grad_hs.misconception
def paths_not_summed_transposed(W2, grad_oa):
    """These are contributions of single paths: a hidden neuron feeds every output neuron, so sum over these."""
    return W2.T * grad_oa


@grad_hs.misconception
def mean_of_paths(W2, grad_oa):
    """The chain rule sums over the paths; it takes no average of them."""
    return W2.T @ grad_oa / len(grad_oa)


@exercise.numeric("k", points=0.8, answer="W2: (m, d_h), grad_oa: (m,), grad_hs: (d_h,)")
def hidden_gradient_shapes(d, d_h, m):
    r"""Shapes of what occurs in the gradient at the output of the hidden layer.

    A network has d inputs, one hidden layer of d_h neurons, and m output neurons. The output layer has the
    weights $W_2$, whose row k belongs to output neuron k, and the pre-activation $o^a$; the hidden layer has the
    output $h^s$. Every gradient is arranged as the quantity in which it is taken. Give the shapes in the way of
    NumPy: a vector of n entries has the shape `(n,)`.

    Args:
      d: number of inputs, positive integer.
      d_h: number of hidden neurons, positive integer.
      m: number of output neurons, positive integer.

    Returns:
      dict of three shapes, each a tuple of integers: `W2` of the weights themselves, not transposed; `grad_oa`
      and `grad_hs` of the gradients in $o^a$ and $h^s$. Each counts a third.
    """
    return {"W2": (m, d_h), "grad_oa": (m,), "grad_hs": (d_h,)}


@hidden_gradient_shapes.cases
def _(rng):
    yield from size_cases()


@hidden_gradient_shapes.formula
def _(sp, d, d_h, m):
    W2, grad_oa = sp.zeros(m, d_h), sp.zeros(m, 1)
    return {"W2": W2.shape, "grad_oa": grad_oa.shape[:1], "grad_hs": (W2.T * grad_oa).shape[:1]}


@hidden_gradient_shapes.variant
def columns_k(d, d_h, m):
    """Columns are right as well; in the other questions vectors have one axis, as in (n,)."""
    return {"W2": (m, d_h), "grad_oa": (m, 1), "grad_hs": (d_h, 1)}


@hidden_gradient_shapes.variant
def numbers_k(d, d_h, m):
    """The numbers of entries are right. As a shape each is a tuple, which takes a comma: (n,) instead of (n)."""
    return {"W2": (m, d_h), "grad_oa": m, "grad_hs": d_h}


@hidden_gradient_shapes.misconception
def hs_per_class(d, d_h, m):
    """The gradient in h_s has an entry for each entry of h_s: how many neurons has the hidden layer?"""
    return hidden_gradient_shapes(d, d_h, m) | {"grad_hs": (m,)}


@hidden_gradient_shapes.misconception
def shape_of_W2_transposed(d, d_h, m):
    """That is the shape of W2 transposed; W2 itself has one row for each output neuron."""
    return hidden_gradient_shapes(d, d_h, m) | {"W2": (d_h, m)}


@hidden_gradient_shapes.misconception
def oa_per_hidden_neuron(d, d_h, m):
    """The gradient in o_a has an entry for each entry of o_a: how many neurons has the output layer?"""
    return hidden_gradient_shapes(d, d_h, m) | {"grad_oa": (d_h,)}


# ---- l: the gradient at the hidden pre-activation, entry by entry -----------------------------------------


@exercise.symbolic("l", points=0.8, answer="cos(z)", domain={"z": "real"})
def phi_prime(z):
    r"""Derivative of the non-linearity of the hidden layer.

    The neurons of the hidden layer have the non-linearity $\phi(z) = \sin z$. Give its derivative
    $\phi'(z) = d \phi(z) / dz$.

    Args:
      z: real SymPy symbol.

    Returns:
      the derivative, a formula in z.
    """
    import sympy as sp

    return sp.cos(z)


@phi_prime.misconception
def minus_cosine(z):
    """The sign is wrong: at 0 the sine rises."""
    import sympy as sp

    return -sp.cos(z)


@phi_prime.misconception
def sine(z):
    """That is the non-linearity itself; its derivative is its slope."""
    import sympy as sp

    return sp.sin(z)


@phi_prime.misconception
def as_of_sigmoid(z):
    """The pattern s (1 - s) belongs to the sigmoid; this network has another non-linearity."""
    import sympy as sp

    return sp.sin(z) * (1 - sp.sin(z))


@phi_prime.misconception
def as_of_tanh(z):
    """The pattern 1 - t^2 belongs to the hyperbolic tangent; this network has another non-linearity."""
    import sympy as sp

    return 1 - sp.sin(z) ** 2


@exercise.numeric("l", points=1.2, answer="dL/dh_a_j = grad_hs_j cos(h_a_j)")
def grad_ha_entry(grad_hs, h_a, j):
    r"""Derivative of the loss in the pre-activation of one hidden neuron.

    The neurons of the hidden layer have the non-linearity $\phi(z) = \sin z$, from the pre-activations $h^a$ to
    the outputs $h^s$. The derivative of the loss in the outputs is known. Give the derivative in $h^a_j$, the
    pre-activation of hidden neuron j.

    Args:
      grad_hs: derivative of the loss in the outputs $h^s$, real array of shape `(d_h,)`.
      h_a: pre-activations of the hidden layer, real array of shape `(d_h,)`.
      j: hidden neuron, integer from 0 to d_h - 1.

    Returns:
      the derivative of the loss in $h^a_j$, a real number.
    """
    return grad_hs[j] * np.cos(h_a[j])


@grad_ha_entry.cases
def _(rng):
    for _d, d_h, _m in SIZES:
        for j in entries(d_h):
            yield case(grad_hs=nonzero(rng, d_h), h_a=nonzero(rng, d_h, high=2.8), j=j)
    yield case(tag="edge", grad_hs=np.array([0.8, -1.5]), h_a=np.array([np.pi / 2, -40.0]), j=0)
    yield case(tag="edge", grad_hs=np.array([0.8, -1.5]), h_a=np.array([np.pi / 2, -40.0]), j=1)


@grad_ha_entry.formula
def _(sp, grad_hs, h_a, j):
    return through_phi(sp, grad_hs, h_a)[j]


@grad_ha_entry.differentiates("a", at=lambda grad_hs, h_a, j: h_a[j])
def _(grad_hs, h_a, j, a):
    return grad_hs @ np.sin(np.where(np.arange(len(h_a)) == j, a, h_a))


@grad_ha_entry.misconception
def slope_at_output_j(grad_hs, h_a, j):
    """The slope of phi is taken where phi was applied: at the pre-activation, not at the output."""
    return grad_hs[j] * np.cos(np.sin(h_a[j]))


@grad_ha_entry.misconception
def phi_for_slope_j(grad_hs, h_a, j):
    """You multiply by phi; the chain rule asks for its slope."""
    return grad_hs[j] * np.sin(h_a[j])


@grad_ha_entry.misconception
def negative_slope_j(grad_hs, h_a, j):
    """The sign is wrong: which of sine and cosine has a minus in its derivative?"""
    return -grad_hs[j] * np.cos(h_a[j])


@grad_ha_entry.misconception
def summed_over_neurons(grad_hs, h_a, j):
    """The non-linearity works on each neuron by itself: h_a_j moves h_s_j alone, so there is nothing to sum."""
    return grad_hs @ np.cos(h_a)


@grad_ha_entry.misconception
def slope_alone(grad_hs, h_a, j):
    """That is how the output changes with the pre-activation; the chain rule goes on to the loss."""
    return np.cos(h_a[j])


@grad_ha_entry.misconception
def no_slope_j(grad_hs, h_a, j):
    """The chain rule has a second factor: how does the output change with the pre-activation?"""
    return grad_hs[j]


@grad_ha_entry.misconception
def neurons_from_1(grad_hs, h_a, j):
    """Neurons are counted from 0 here: j is the index as it stands, not one more."""
    return grad_hs[j - 1] * np.cos(h_a[j - 1])


# ---- m: the same in matrix form ---------------------------------------------------------------------------


@exercise.numeric("m", points=1.4, answer="dL/dh_a = grad_hs * cos(h_a), entry by entry")
def grad_ha(grad_hs, h_a):
    r"""Gradient of the loss at the pre-activation of the hidden layer, in vector form.

    The neurons of the hidden layer have the non-linearity $\phi(z) = \sin z$, from the pre-activations $h^a$ to
    the outputs $h^s$. The derivative of the loss in the outputs is known. Give all derivatives in $h^a$ at once.

    Args:
      grad_hs: derivative of the loss in the outputs $h^s$, real array of shape `(d_h,)`.
      h_a: pre-activations of the hidden layer, real array of shape `(d_h,)`.

    Returns:
      real array of shape `(d_h,)`: entry j is the derivative of the loss in $h^a_j$.
    """
    return grad_hs * np.cos(h_a)


@grad_ha.cases
def _(rng):
    for _d, d_h, _m in SIZES:
        yield case(grad_hs=nonzero(rng, d_h), h_a=nonzero(rng, d_h, high=2.8))
    yield case(tag="edge", grad_hs=np.array([0.8, -1.5, 0.4, 0.6]), h_a=np.array([np.pi / 2, -40.0, 0.0, np.pi]))


@grad_ha.formula
def _(sp, grad_hs, h_a):
    return through_phi(sp, grad_hs, h_a)


@grad_ha.differentiates("h_a")
def _(grad_hs, h_a):
    return grad_hs @ np.sin(h_a)


@grad_ha.misconception
def diagonal_matrix(grad_hs, h_a):
    """A diagonal matrix times a vector is a vector: multiply with a matrix product, not entry by entry."""
    return np.diag(np.cos(h_a)) * grad_hs


@grad_ha.misconception
def slope_at_output(grad_hs, h_a):
    """The slope of phi is taken where phi was applied: at the pre-activation, not at the output."""
    return grad_hs * np.cos(np.sin(h_a))


@grad_ha.misconception
def phi_for_slope(grad_hs, h_a):
    """You multiply by phi; the chain rule asks for its slope."""
    return grad_hs * np.sin(h_a)


@grad_ha.misconception
def negative_slope(grad_hs, h_a):
    """The sign is wrong: which of sine and cosine has a minus in its derivative?"""
    return -grad_hs * np.cos(h_a)


@grad_ha.misconception
def summed_to_a_number(grad_hs, h_a):
    """The non-linearity works on each neuron by itself: the gradient has an entry for each, and no sum."""
    return grad_hs @ np.cos(h_a)


@grad_ha.misconception
def no_slope(grad_hs, h_a):
    """This passes the gradient on as if phi were linear: multiply by its slope."""
    return grad_hs


@exercise.numeric("m", points=0.6, answer="grad_hs: (d_h,), h_a: (d_h,), grad_ha: (d_h,)")
def preactivation_gradient_shapes(d, d_h, m):
    r"""Shapes of what occurs in the gradient at the pre-activation of the hidden layer.

    A network has d inputs, one hidden layer of d_h neurons, and m output neurons. The hidden layer has the
    pre-activation $h^a$ and the output $h^s$. Every gradient is arranged as the quantity in which it is taken.
    Give the shapes in the way of NumPy: a vector of n entries has the shape `(n,)`.

    Args:
      d: number of inputs, positive integer.
      d_h: number of hidden neurons, positive integer.
      m: number of output neurons, positive integer.

    Returns:
      dict of three shapes, each a tuple of integers: `grad_hs` of the gradient in $h^s$, `h_a` of the
      pre-activation, `grad_ha` of the gradient in it. Each counts a third.
    """
    return {"grad_hs": (d_h,), "h_a": (d_h,), "grad_ha": (d_h,)}


@preactivation_gradient_shapes.cases
def _(rng):
    yield from size_cases()


@preactivation_gradient_shapes.formula
def _(sp, d, d_h, m):
    h_a = sp.zeros(d_h, d) * sp.zeros(d, 1)
    return dict.fromkeys(("grad_hs", "h_a", "grad_ha"), h_a.shape[:1])


@preactivation_gradient_shapes.variant
def columns_m(d, d_h, m):
    """Columns are right as well; in the other questions vectors have one axis, as in (n,)."""
    return dict.fromkeys(("grad_hs", "h_a", "grad_ha"), (d_h, 1))


@preactivation_gradient_shapes.variant
def numbers_m(d, d_h, m):
    """The numbers of entries are right. As a shape each is a tuple, which takes a comma: (n,) instead of (n)."""
    return dict.fromkeys(("grad_hs", "h_a", "grad_ha"), d_h)


@preactivation_gradient_shapes.misconception
def shape_of_jacobian(d, d_h, m):
    """That is the shape of the diagonal Jacobian of phi; the gradient of the loss is a vector."""
    return preactivation_gradient_shapes(d, d_h, m) | {"grad_ha": (d_h, d_h)}


@preactivation_gradient_shapes.misconception
def ha_per_input(d, d_h, m):
    """These vectors have an entry for each hidden neuron, not for each input."""
    return dict.fromkeys(("grad_hs", "h_a", "grad_ha"), (d,))


@preactivation_gradient_shapes.misconception
def ha_per_class(d, d_h, m):
    """These vectors have an entry for each hidden neuron, not for each class."""
    return dict.fromkeys(("grad_hs", "h_a", "grad_ha"), (m,))
