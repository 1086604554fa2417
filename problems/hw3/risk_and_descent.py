"""What training minimises, over which parameters, and the step of gradient descent.

Errata of the document: its classes run from 1; here they run from 0, and the shift is a known slip (E-H7).
"""

import numpy as np

from checker import Exercise, Symbol, Tree, case, logsumexp, normal, softmax, uniform

exercise = Exercise(
    "hw3.2",
    title="Gradient computation for parameter optimization in a neural net for multiclass classification",
    source="Homework 3, question 2",
    points={"d": 2, "e": 2, "f": 2},
)


# ---- d: the loss as a function of the pre-activations -----------------------------------------------------


@exercise.numeric("d", points=1, answer="L = log sum_j exp(o_a[j]) - o_a[y]")
def nll_from_preactivation(o_a, y):
    r"""Loss of one example, computed from the pre-activations of the output layer.

    The network gives the class y the probability $o^s_y$, an entry of $o^s = \mathrm{softmax}(o^a)$. The loss of
    an example with the class y is $L = -\log o^s_y$, with the natural logarithm. Write L as a function of $o^a$,
    such that it is finite, and right up to rounding, for all finite $o^a$, also where $o^s_y$ is too small for a
    floating-point number.

    Args:
      o_a: pre-activations of the output layer, real array of shape `(m,)`.
      y: class of the example, integer from 0 to m - 1.

    Returns:
      the loss, a real number.
    """
    largest = o_a.max()
    return largest - o_a[y] + np.log(np.exp(o_a - largest).sum())


@nll_from_preactivation.cases
def _(rng):
    for m in 2, 3, 10:
        for y in sorted({0, m // 2, m - 1}):
            yield case(o_a=normal(rng, m, scale=2), y=y)
    yield case(tag="edge", o_a=normal(rng, 1), y=0)
    yield case(tag="edge", o_a=np.full(4, 0.7), y=2)
    yield case(tag="edge", o_a=np.array([0.0, 40.0, 3.0]), y=0)
    yield case(tag="stability", o_a=np.array([1000.0, -1000.0]), y=1)
    yield case(tag="stability", o_a=np.array([1000.0, -1000.0, 0.0]), y=0)
    yield case(tag="stability", o_a=np.array([-900.0, 0.0, 1.0]), y=0)
    yield case(tag="stability", o_a=np.array([720.0, 0.0]), y=1)  # exp overflows, but a softmax is not 0
    # only a shift by the largest entry keeps exp in range
    for values in (-1000, 2500, 0), (2500, 0, -1000), (0, -1000, 2500), (0, 30_000, 0), (-800, -800, -800):
        for y in 0, 2:
            yield case(tag="stability", o_a=np.array(values, float), y=y)


@nll_from_preactivation.formula
def _(sp, o_a, y):
    return -sp.log(sp.exp(o_a[y]) / sum(map(sp.exp, o_a)))


@nll_from_preactivation.misconception
def underflow(o_a, y):
    """Right on paper, but the softmax underflows to 0 before its logarithm is taken. Take the logarithm of the
    quotient on paper, and shift by the largest pre-activation."""
    return -np.log(softmax(o_a)[y])


@nll_from_preactivation.misconception
def overflow(o_a, y):
    """Right on paper, but exp overflows for large pre-activations: subtract the largest from all of them inside
    the sum, and add it outside of the logarithm."""
    return np.log(np.exp(o_a).sum()) - o_a[y]


@nll_from_preactivation.misconception
def overflow_beside_own(o_a, y):
    """Right on paper, but exp overflows where another pre-activation is much larger than that of the class: which
    one has to be subtracted inside the sum, so that no exponent is above 0?"""
    return np.log(np.exp(o_a - o_a[y]).sum())


@nll_from_preactivation.misconception
def plain_softmax(o_a, y):
    """Right on paper, but exp overflows for large pre-activations, and the quotient may underflow to 0. Take the
    logarithm of the quotient on paper, and shift by the largest pre-activation."""
    e = np.exp(o_a)
    return -np.log(e[y] / e.sum())


@nll_from_preactivation.misconception
def positive_log_probability(o_a, y):
    """The sign is wrong: the loss is minus the logarithm of a probability, and never negative."""
    return o_a[y] - logsumexp(o_a)


@nll_from_preactivation.misconception
def numerator_only(o_a, y):
    """The softmax is a quotient, and its denominator depends on the pre-activations too."""
    return -o_a[y]


@nll_from_preactivation.misconception
def base_10(o_a, y):
    """The logarithm of the loss is the natural one: do not divide by ln 10."""
    return nll_from_preactivation(o_a, y) / np.log(10)


@nll_from_preactivation.misconception
def classes_from_1(o_a, y):
    """Classes are counted from 0 here: y is the index of the class as it stands, not one more."""
    return logsumexp(o_a) - o_a[y - 1]


@nll_from_preactivation.misconception
def log_of_sum_split(o_a, y):
    """The logarithm of a sum is not the sum of the logarithms: the sum over classes stays in the logarithm."""
    return o_a.sum() - o_a[y]


@nll_from_preactivation.misconception
def no_logarithm(o_a, y):
    """That is minus the probability of the class: the loss has its logarithm."""
    return -softmax(o_a)[y]


@nll_from_preactivation.misconception
def other_classes_only(o_a, y):
    """The denominator of the softmax sums over all classes, and y is one of them."""
    return logsumexp(np.delete(o_a, y)) - o_a[y] if len(o_a) > 1 else -np.inf


@exercise.symbolic("d", points=1, answer="log sum_j exp(o_a[j]) - o_a[y]")
def nll_expression(o_a, y):
    r"""Loss of one example, as a formula in the pre-activations of the output layer.

    The loss of an example with the class y is $L = -\log o^s_y$, with the natural logarithm and
    $o^s = \mathrm{softmax}(o^a)$. Write it as a formula in which nothing but the entries of $o^a$ occurs. Your
    code is called for m = 2 and m = 3 classes.

    Args:
      o_a: tuple of m real SymPy symbols, the pre-activations.
      y: class of the example, integer from 0 to m - 1.

    Returns:
      the loss, a formula in the entries of o_a.
    """
    import sympy as sp

    return sp.log(sum(sp.exp(v) for v in o_a)) - o_a[y]


@nll_expression.cases
def _(rng):
    for m in 2, 3:
        for y in range(m):
            yield case(o_a=tuple(Symbol(f"o{k}") for k in range(m)), y=y)


@nll_expression.misconception
def log_probability(o_a, y):
    """The sign is wrong: the loss is minus the logarithm of a probability."""
    return -nll_expression(o_a, y)


@nll_expression.misconception
def no_normaliser(o_a, y):
    """The softmax is a quotient, and the logarithm of its denominator belongs to the loss."""
    return -o_a[y]


@nll_expression.misconception
def excludes_y(o_a, y):
    """The denominator of the softmax sums over all classes, and y is one of them."""
    import sympy as sp

    return sp.log(sum(sp.exp(v) for j, v in enumerate(o_a) if j != y)) - o_a[y]


@nll_expression.misconception
def log10(o_a, y):
    """The logarithm of the loss is the natural one: do not divide by ln 10."""
    import sympy as sp

    return nll_expression(o_a, y) / sp.log(10)


@nll_expression.misconception
def log_split(o_a, y):
    """The logarithm of a sum is not the sum of the logarithms: the sum over classes stays in the logarithm."""
    return sum(o_a) - o_a[y]


@nll_expression.misconception
def y_from_1(o_a, y):
    """Classes are counted from 0 here: y is the index of the class as it stands, not one more."""
    import sympy as sp

    return sp.log(sum(sp.exp(v) for v in o_a)) - o_a[y - 1]


@nll_expression.misconception
def probability(o_a, y):
    """That is the probability of the class; the loss is minus its logarithm."""
    import sympy as sp

    return sp.exp(o_a[y]) / sum(sp.exp(v) for v in o_a)


# ---- e: the empirical risk and its parameters -------------------------------------------------------------


@exercise.numeric("e", points=0.7, answer="sum_i L(x_i, y_i) / n")
def empirical_risk(losses):
    r"""Empirical risk of a network on its training set.

    The training set has n examples $(x_i, y_i)$, and the network has the loss $L(x_i, y_i)$ on each of them. Give
    the empirical risk $\hat R$ that training minimises, such that its size does not grow with that of the
    training set.

    Args:
      losses: losses on the n examples, real array of shape `(n,)`, n at least 1.

    Returns:
      the empirical risk, a real number.
    """
    return losses.mean()


@empirical_risk.cases
def _(rng):
    for n in 3, 10, 1000:
        yield case(losses=uniform(rng, n, low=0.05, high=4))
    yield case(tag="edge", losses=uniform(rng, 1, low=0.5, high=4))
    yield case(tag="edge", losses=np.zeros(4))


@empirical_risk.formula
def _(sp, losses):
    return sum(losses) / sp.Integer(len(losses))


@empirical_risk.misconception
def total_loss(losses):
    """The sum grows with the number of examples: how do you make training sets of two sizes comparable?"""
    return losses.sum()


@empirical_risk.misconception
def unbiased_divisor(losses):
    """There are n losses to average; n - 1 belongs to the unbiased estimate of a variance."""
    return losses.sum() / (len(losses) - 1)


@empirical_risk.misconception
def worst_case(losses):
    """The empirical risk looks at all examples alike, not at the worst one alone."""
    return losses.max()


@empirical_risk.misconception
def half_mean(losses):
    """The one half belongs to squared errors; this loss is a negative log-likelihood."""
    return losses.mean() / 2


@exercise.symbolic(
    "e",
    points=0.7,
    answer="d_h d + d_h + m d_h + m",
    domain={"d": "positive integer", "d_h": "positive integer", "m": "positive integer"},
)
def parameter_count(d, d_h, m):
    r"""Number of scalar parameters of the network.

    The network has d inputs, one hidden layer of d_h neurons, and m output neurons. Every neuron reads all of the
    layer before it, and has a bias. Give the number $n_\theta$ of real numbers that training has to find.

    Args:
      d: SymPy symbol of a positive integer, the number of inputs.
      d_h: SymPy symbol of a positive integer, the number of hidden neurons.
      m: SymPy symbol of a positive integer, the number of output neurons.

    Returns:
      the number of parameters, a formula in d, d_h and m.
    """
    return d_h * d + d_h + m * d_h + m


@parameter_count.misconception
def weights_only(d, d_h, m):
    """These are the weights alone: what else does a neuron add to its weighted sum?"""
    return d_h * d + m * d_h


@parameter_count.misconception
def input_biases(d, d_h, m):
    """The input layer computes nothing, and so has no biases: count those of the hidden and the output layer."""
    return d_h * (d + 1) + m * (d_h + 1) + d


@parameter_count.misconception
def neurons(d, d_h, m):
    """That is the number of neurons; the parameters are the weights between them, and their biases."""
    return d + d_h + m


@parameter_count.misconception
def hidden_layer_only(d, d_h, m):
    """The output layer has weights and biases, too."""
    return d_h * (d + 1)


@parameter_count.misconception
def one_bias_a_layer(d, d_h, m):
    """Every neuron has a bias of its own, not every layer."""
    return d_h * d + 1 + m * d_h + 1


@parameter_count.misconception
def inputs_to_outputs(d, d_h, m):
    """The output layer reads the hidden layer, not the inputs: how many weights has an output neuron?"""
    return d_h * (d + 1) + m * (d + 1)


PARAMETERS = ("W1", "b1", "W2", "b2")
DATA, COMPUTED = ("x", "y"), ("h_a", "h_s", "o_a", "o_s", "L")
MINIMISE = ("argmin", "min", "minimise", "minimize")


@exercise.witness("e", points=0.6, answer="argmin over W1, b1, W2, b2, in any order")
def training_problem():
    r"""The optimisation problem of training.

    Training looks for the values at which the empirical risk of the network on its training set is at its best.
    Say whether it solves an `"argmin"` or an `"argmax"`, and over which quantities. The quantities of the network
    are the inputs `"x"` with their classes `"y"`, the weights `"W1"` and biases `"b1"` of the hidden layer, its
    pre-activation `"h_a"` and output `"h_s"`, the weights `"W2"` and biases `"b2"` of the output layer, its
    pre-activation `"o_a"` and output `"o_s"`, and the loss `"L"`.

    Returns:
      the pair `(direction, names)`: the text `"argmin"` or `"argmax"`, and a tuple of the names of the
      quantities that training chooses, in any order.
    """
    return "argmin", PARAMETERS


@training_problem.accepts
def _(answer, case):
    direction, names = read_problem(answer)
    if names is None or not isinstance(direction, str):
        return "The answer should be a pair: the text argmin or argmax, and a tuple of names as texts."
    if unknown := [name for name in names if name not in (*PARAMETERS, *DATA, *COMPUTED)]:
        return f"`{unknown[0][:40]}` is none of the names of the network's quantities."
    if direction not in MINIMISE:
        return "The direction is not right: should the average loss be small or large?"
    if any(name in DATA for name in names):
        return "The inputs and their classes are data: training does not choose them."
    if any(name in COMPUTED for name in names):
        return "What the network computes follows from its parameters: training does not choose it by itself."
    if set(names) != set(PARAMETERS):
        return "Some parameters of the network are missing."
    return None


@training_problem.compared
def _(answer):
    direction, names = read_problem(answer)
    return str(direction), ", ".join(sorted(names or ()))


def read_problem(answer):
    """The direction and the names that an answer holds, None for what it does not hold."""
    if not isinstance(answer, list | tuple) or len(answer) != 2:
        return None, None
    direction, names = answer
    if isinstance(names, Tree) and names.head == "FiniteSet":
        names = names.args  # a Python set
    is_list = isinstance(names, list | tuple) and all(isinstance(name, str) for name in names)
    direction = direction.strip().casefold() if isinstance(direction, str) else None
    return direction, [name.strip() for name in names] if is_list else None


@training_problem.misconception(credit=0.5)
def maximises():
    """The parameters are right, but a risk is an average loss: should it be small or large?"""
    return "argmax", PARAMETERS


@training_problem.misconception(credit=0.5)
def leaves_biases_out():
    """The direction is right, but weights are not all that training can change in a neuron."""
    return "argmin", ("W1", "W2")


@training_problem.misconception(credit=0.5)
def chooses_data():
    """The direction is right, but the inputs and their classes are data: training does not choose them."""
    return "argmin", (*PARAMETERS, "x", "y")


@training_problem.misconception(credit=0.5)
def chooses_inputs():
    """The direction is right, but the inputs are data: training does not choose them."""
    return "argmin", (*PARAMETERS, "x")


@training_problem.misconception(credit=0.5)
def one_layer():
    """The direction is right, but both layers are trained, not the hidden one alone."""
    return "argmin", ("W1", "b1")


# ---- f: batch gradient descent ----------------------------------------------------------------------------


@exercise.numeric("f", points=2, answer="theta - eta * (sum_i grad L(x_i, y_i)) / n")
def batch_gradient_descent_step(theta, per_example_grads, eta):
    r"""One step of batch gradient descent on the empirical risk.

    The empirical risk $\hat R$ of the network on the n examples of its training set is made of the losses on
    them, such that its size does not grow with n. All parameters of the network stand in one vector $\theta$, and
    the gradient of the loss in it is known for every example. Take one step with the learning rate $\eta$.

    Args:
      theta: parameters before the step, real array of shape `(n_theta,)`.
      per_example_grads: real array of shape `(n, n_theta)`; row i is the gradient of the loss on example i.
      eta: learning rate, real number above 0.

    Returns:
      the parameters after the step, real array of shape `(n_theta,)`.
    """
    return theta - eta * per_example_grads.mean(axis=0)


@batch_gradient_descent_step.cases
def _(rng):
    for n, n_theta, eta in (3, 2, 0.1), (2, 5, 0.7), (4, 4, 1.5), (10, 1, 0.02), (100, 50, 0.3):
        yield case(theta=normal(rng, n_theta), per_example_grads=normal(rng, n, n_theta), eta=eta)
    yield case(tag="edge", theta=normal(rng, 3), per_example_grads=normal(rng, 1, 3), eta=0.4)
    yield case(tag="edge", theta=normal(rng, 3), per_example_grads=np.zeros((2, 3)), eta=0.4)


@batch_gradient_descent_step.formula
def _(sp, theta, per_example_grads, eta):
    n = sp.Integer(len(per_example_grads))
    return [
        t - eta * sum(column) / n for t, column in zip(theta, zip(*per_example_grads, strict=True), strict=True)
    ]


@batch_gradient_descent_step.misconception
def summed_gradients(theta, per_example_grads, eta):
    """The empirical risk is an average over the examples, and so is its gradient: divide by their number."""
    return theta - eta * per_example_grads.sum(axis=0)


@batch_gradient_descent_step.misconception
def ascent(theta, per_example_grads, eta):
    """This step goes uphill: descent goes against the gradient."""
    return theta + eta * per_example_grads.mean(axis=0)


@batch_gradient_descent_step.misconception
def first_example_only(theta, per_example_grads, eta):
    """This step looks at one example, as stochastic gradient descent does; a batch step takes all of them."""
    return theta - eta * per_example_grads[0]


@batch_gradient_descent_step.misconception
def no_eta(theta, per_example_grads, eta):
    """The learning rate is missing."""
    return theta - per_example_grads.mean(axis=0)


@batch_gradient_descent_step.misconception
def increment(theta, per_example_grads, eta):
    """That is the change of the parameters: return the parameters after it."""
    return -eta * per_example_grads.mean(axis=0)


@batch_gradient_descent_step.misconception
def mean_over_all(theta, per_example_grads, eta):
    """Average over the examples alone: every parameter keeps a derivative of its own."""
    return theta - eta * per_example_grads.mean()


@batch_gradient_descent_step.misconception
def divided_twice(theta, per_example_grads, eta):
    """Averaging divides by the number of examples once: here it is done twice."""
    return theta - eta * per_example_grads.mean(axis=0) / len(per_example_grads)
