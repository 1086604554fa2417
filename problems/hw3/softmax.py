"""The softmax: what leaves it as it is, its Jacobian, and backward passes in linear time.

Errata of the document: "not invariant under scalar multiplication" needs c other than 1 and a vector that is
not constant, and the sentence about S_c breaks off (E-H3); the prompt of part i asks for one counterexample.
"""

import numpy as np

from checker import (
    Exercise,
    Heads,
    NeedsReview,
    NotExact,
    Symbol,
    Tile,
    Tree,
    case,
    exact_value,
    normal,
    sigmoid,
    softmax,
    uniform,
)

exercise = Exercise(
    "hw3.1",
    title="Derivatives and relationships between basic functions",
    source="Homework 3, question 1",
    points={"i": 1, "j": 1, "k": 1, "l": 1, "m": 2},
)

HEADS = Heads(("exp", "log", "sigma", "tanh", "softplus"))
LARGEST_MATRIX = 10_000
"""side of the largest square matrix that a machine is asked for here"""


# ---- i: multiples -----------------------------------------------------------------------------------------


@exercise.witness("i", points=1, answer="any x with two different entries, and any c >= 0 other than 1")
def softmax_scaling_counterexample():
    r"""Show that the softmax changes when its input is multiplied by a number.

    The softmax of a vector is $S(x)_i = e^{x_i} / \sum_j e^{x_j}$. Give a vector x and a number $c \ge 0$ for
    which $S(cx)$ is not $S(x)$: one such pair proves that the softmax is not invariant under multiplication.

    Returns:
      the pair `(x, c)`: a list or one-dimensional array of real numbers, and a real number of at least 0.
    """
    return [0.0, 1.0], 2.0


@softmax_scaling_counterexample.accepts
def _(answer, case):
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return "The answer should be a pair (x, c) of a vector and a number."
    try:
        x, c = real_vector(plain(answer[0])), real_number(plain(answer[1]))
    except NotExact as err:
        return NeedsReview(f"The checker takes fractions and decimal numbers of moderate size here, not {err}.")
    except OverflowError:
        return "The numbers should be smaller: floats end at about 1e308."
    if x is None or not len(x):
        return "The vector x should be a list or a one-dimensional array of finite real numbers."
    if c is None:
        return "The factor c should be one finite real number."
    return scaling_fault(x, c)


def scaling_fault(x, c):
    """Why S(cx) = S(x), or c is not allowed; None for a counterexample.

    The softmaxes of u and v are equal exactly where all entries of u - v are: here (c - 1) x_i. This needs no
    exponential, and so holds for entries of any size.
    """
    if c < 0:
        return f"The factor c should be at least 0, not {c:g}."
    if c == 1:
        return "With c = 1 the vector cx is x itself, and so S(cx) = S(x)."
    if len(x) == 1:
        return "With one entry the softmax is 1 whatever that entry is, and so S(cx) = S(x)."
    if (x == x[0]).all():
        return "All entries of x are equal, and so are those of cx: both softmaxes are uniform, S(cx) = S(x)."
    return None


def plain(value):
    """A value with the exact numbers in it as floats, in lists too."""
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return float(exact_value(value, {})) if isinstance(value, Tree) else value


def real_vector(value):
    """A vector, or a single row or column, as finite real numbers; None if it is anything else."""
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, OverflowError):
        return None
    is_vector = array.ndim == 1 or (array.ndim == 2 and 1 in array.shape)
    is_finite = array.dtype.kind in "iuf" and np.isfinite(array).all()
    return array.ravel() if is_vector and is_finite else None


def real_number(value):
    """One finite real number, None if it is anything else."""
    array = real_vector([value])
    return None if array is None or np.ndim(value) else float(array[0])


softmax_scaling_counterexample.harmless("2.0 -> 3.0", "every c other than 1 will do")
softmax_scaling_counterexample.harmless("2.0 -> 4.0", "every c other than 1 will do")
softmax_scaling_counterexample.harmless("1.0 -> 2.0", "every second entry other than the first one will do")


@softmax_scaling_counterexample.misconception
def c_is_1():
    """Which number leaves every vector as it is, when it is multiplied by it? Take another one."""
    return [0.0, 1.0], 1.0


@softmax_scaling_counterexample.misconception
def constant_x():
    """Take a vector with two different entries, so that some of it may gain on the rest."""
    return [1.0, 1.0], 2.0


@softmax_scaling_counterexample.misconception
def zero_vector():
    """Every multiple of the zero vector is the zero vector: take two different entries."""
    return [0.0, 0.0], 2.0


@softmax_scaling_counterexample.misconception
def one_class():
    """A softmax adds up to 1, which leaves no choice for a single entry: take at least two."""
    return [1.0], 2.0


@softmax_scaling_counterexample.misconception
def negative_c():
    """A negative c does change the softmax, but the question is about c >= 0."""
    return [0.0, 1.0], -1.0


# ---- j: translations --------------------------------------------------------------------------------------


@exercise.derivation(
    "j",
    points=1,
    answer="exp(c) is a factor of the numerator and of each term of the denominator, and cancels",
    rules=("exp_law",),
)
def softmax_translation_chain(x, c, i, H):
    r"""Show that the softmax does not change when a number is added to all entries.

    The softmax is $S(x)_i = e^{x_i} / \sum_j e^{x_j}$. Derive $S(x + c)_i = S(x)_i$, where c is added to each
    entry, line by line. The first line is $e^{x_i + c} / \sum_j e^{x_j + c}$, the last one
    $e^{x_i} / \sum_j e^{x_j}$. Each line follows from the one before it by one rule:

    - `exp_law`: $e^{u + v} = e^u e^v$, $e^{qu} = (e^u)^q$, $e^0 = 1$
    - `algebra`: the arithmetic of fractions, with exponentials left as they are

    Your function is called for n = 2 and 3 and every i; write sums over the entries of x, as in
    `sum(H.exp(v) for v in x)`.

    Args:
      x: tuple of n real symbols.
      c: real symbol.
      i: which entry of the softmax, an integer from 0 to n - 1.
      H: functions to write with: `H.exp`, `H.log`, `H.sigma`, `H.tanh` and `H.softplus`, not those of SymPy.

    Returns:
      the list `[first, (rule, second), (rule, third), ...]` of expressions, each but the first with the name
      of its rule.
    """
    E = H.exp
    return [
        E(x[i] + c) / sum(E(v + c) for v in x),
        ("exp_law", E(x[i]) * E(c) / sum(E(v) * E(c) for v in x)),
        ("algebra", E(x[i]) / sum(E(v) for v in x)),
    ]


@softmax_translation_chain.cases
def _(rng):
    for n in 2, 3:
        for i in range(n):
            yield case(x=reals("x", n), c=Symbol("c"), i=i, H=HEADS)


def reals(letter, n):
    """The symbols x0, x1 and so on."""
    return tuple(Symbol(f"{letter}{k}") for k in range(n))


# ---- k: partial derivatives -------------------------------------------------------------------------------


@exercise.derivation(
    "k",
    points=1,
    answer="the quotient rule, then the fraction split into products of softmaxes",
    rules=("diff", "def:softmax"),
)
def softmax_partial_chain(x, i, j, S, H):
    r"""Show what the partial derivatives of the softmax are.

    The softmax is $S(x)_i = e^{x_i} / \sum_k e^{x_k}$. Derive
    $\partial S(x)_i / \partial x_j = S_i \mathbf{1}_{i=j} - S_i S_j$ line by line, where $\mathbf{1}_{i=j}$ is 1
    for i = j and 0 else. The first line is the derivative before it is carried out,
    `H.D(H.exp(x[i]) / Z, x[j])` with Z the sum of the exponentials. The last line is the right-hand side, written
    with the symbols S alone. Each line follows from the one before it by one rule:

    - `diff`: the derivative `H.D` is carried out
    - `def:softmax`: $S_k = e^{x_k} / \sum_l e^{x_l}$
    - `algebra`: the arithmetic of fractions, with exponentials left as they are

    Your function is called for n = 2 and 3 and all i and j; `int(i == j)` is the indicator.

    Args:
      x: tuple of n real symbols.
      i: which entry of the softmax, an integer from 0 to n - 1.
      j: in which entry of x it is differentiated, an integer from 0 to n - 1.
      S: tuple of n real symbols; S[k] stands for $S(x)_k$.
      H: functions to write with: `H.exp`, `H.log`, `H.sigma`, `H.tanh` and `H.softplus`, not those of SymPy;
        `H.D(f, v)` is the derivative of f in v, not carried out.

    Returns:
      the list `[first, (rule, second), (rule, third), ...]` of expressions, each but the first with the name
      of its rule.
    """
    E = H.exp
    Z, d = sum(E(v) for v in x), int(i == j)
    return [
        H.D(E(x[i]) / Z, x[j]),
        ("diff", (d * E(x[i]) * Z - E(x[i]) * E(x[j])) / Z**2),
        ("algebra", d * E(x[i]) / Z - E(x[i]) / Z * E(x[j]) / Z),
        ("def:softmax", d * S[i] - S[i] * S[j]),
    ]


@softmax_partial_chain.cases
def _(rng):
    for n in 2, 3:
        for i, j in np.ndindex(n, n):
            yield case(x=reals("x", n), i=i, j=j, S=reals("S", n), H=HEADS)


@softmax_partial_chain.defines("def:softmax")
def _(x, i, j, S, H):
    Z = sum(H.exp(v) for v in x)
    return [(s, H.exp(v) / Z) for s, v in zip(S, x, strict=True)]


# ---- l: the Jacobian --------------------------------------------------------------------------------------


@exercise.numeric("l", points=1, answer="diag(s) - s s^T")
def softmax_jacobian(s):
    r"""Jacobian of the softmax, as a matrix.

    The softmax is $S(x)_i = e^{x_i} / \sum_k e^{x_k}$, and $s = S(x)$ is computed already. Write the matrix
    $\partial S(x) / \partial x$ in terms of s alone, in matrix-vector notation. The matrix $\mathrm{diag}(v)$ has
    the entries of the vector v on its diagonal, and 0 elsewhere.

    Args:
      s: value of the softmax, real array of shape `(n,)`; its entries are at least 0 and add up to 1.

    Returns:
      real array of shape `(n, n)`: entry `[i, j]` is the derivative of $S(x)_i$ in $x_j$.
    """
    return np.diag(s) - np.outer(s, s)


@softmax_jacobian.cases
def _(rng):
    for n in 2, 3, 5, 40:
        yield case(s=softmax(normal(rng, n)))
    yield case(tag="edge", s=np.array([1.0]))
    yield case(tag="edge", s=np.array([0.0, 1.0, 0.0]))
    yield case(tag="edge", s=np.full(4, 0.25))


@softmax_jacobian.formula
def _(sp, s):
    return [[s[i] * (int(i == j) - s[j]) for j in range(len(s))] for i in range(len(s))]


@softmax_jacobian.differentiates("x", at=lambda s: log(s))
def _(s, x):
    return softmax(x)


def log(s):
    """A vector whose softmax is s, as nearly as floats allow where an entry is 0."""
    return np.log(np.maximum(s, 1e-300))


@softmax_jacobian.misconception
def diag_only(s):
    """The denominator of the softmax holds all entries of x: what does that add to the diagonal matrix?"""
    return np.diag(s)


@softmax_jacobian.misconception
def sigmoid_like(s):
    """The diagonal is right. Off the diagonal: does S_i change when another x_j does?"""
    return np.diag(s * (1 - s))


@softmax_jacobian.misconception
def sign(s):
    """The sign is wrong: S_i grows with its own x_i, so the diagonal may not be negative."""
    return np.outer(s, s) - np.diag(s)


@softmax_jacobian.misconception
def inner_product(s):
    """The second term has to be a matrix: which product of s with itself is one?"""
    return np.diag(s) - s @ s


@softmax_jacobian.misconception
def identity(s):
    """Look at the diagonal again: the partial derivatives S_i 1_{i=j} - S_i S_j have a factor S_i throughout."""
    return np.eye(len(s)) - np.outer(s, s)


@softmax_jacobian.misconception
def plus(s):
    """Check the sign of the second term: when x_j grows, the other entries of the softmax get smaller."""
    return np.diag(s) + np.outer(s, s)


@softmax_jacobian.misconception
def outer_only(s):
    """This is right off the diagonal. On it the numerator depends on x_i, too: a term is missing."""
    return -np.outer(s, s)


@softmax_jacobian.misconception
def of_softmax_of_s(s):
    """The argument s is the value of the softmax already: do not apply the softmax again."""
    return softmax_jacobian(softmax(s))


# ---- m: backward passes in linear time --------------------------------------------------------------------


@exercise.numeric("m", points=0.8, answer="s_i (1 - s_i) grad_y_i")
def sigmoid_vjp(s, grad_y):
    r"""Backward pass of the sigmoid, in a number of steps that grows like n.

    The vector $y = \sigma(x)$ holds $\sigma(x_i) = 1 / (1 + e^{-x_i})$, and s is its value, computed already.
    For a loss L with the given gradient $\nabla_y L$, the chain rule says
    $\nabla_x L = (\partial y / \partial x)^\top \nabla_y L$. Simplify that product and compute it.

    Among the inputs are vectors with a million entries: a matrix of n by n numbers does not fit into any memory
    then, and a loop over all pairs of entries would not end.

    Args:
      s: value of the sigmoid, real array of shape `(n,)`.
      grad_y: gradient of the loss in y, real array of shape `(n,)`.

    Returns:
      the gradient of the loss in x, real array of shape `(n,)`; a NumPy array, since a list of a million numbers
      is too long to be handed over.
    """
    return s * (1 - s) * grad_y


@sigmoid_vjp.cases
def _(rng):
    for n in 1, 2, 5, 100:
        yield case(s=uniform(rng, n, low=0.05, high=0.95), grad_y=normal(rng, n))
    yield case(tag="edge", s=uniform(rng, 3), grad_y=np.zeros(3))
    yield case(tag="edge", s=np.array([0.0, 1.0, 0.5]), grad_y=np.array([2.0, -3.0, 1.0]))
    s, grad_y = uniform(rng, 8, low=0.05, high=0.95), normal(rng, 8)
    yield case(tag="efficiency", s=Tile(s, 125_000), grad_y=Tile(grad_y, 125_000))


@sigmoid_vjp.formula
def _(sp, s, grad_y):
    return [a * (1 - a) * g for a, g in zip(s, grad_y, strict=True)]


@sigmoid_vjp.differentiates("x", at=lambda s, grad_y: log(s) - log(1 - s))
def _(s, grad_y, x):
    return grad_y @ sigmoid(x)


@sigmoid_vjp.misconception
def full_matrix(s, grad_y):
    """The values are right, but this builds the whole n by n matrix. What stands off its diagonal?"""
    return np.diag(checked_side(s * (1 - s))) @ grad_y


@sigmoid_vjp.misconception
def s_only(s, grad_y):
    """A factor is missing: what is the derivative of the sigmoid, written with its value s?"""
    return s * grad_y


@sigmoid_vjp.misconception
def complement_only(s, grad_y):
    """A factor is missing: the sigmoid is flat where s is nearly 0, too."""
    return (1 - s) * grad_y


@sigmoid_vjp.misconception
def tanh_like(s, grad_y):
    """1 - s^2 belongs to tanh: what is the derivative of the sigmoid, written with its value s?"""
    return (1 - s**2) * grad_y


@sigmoid_vjp.misconception
def double_sigmoid(s, grad_y):
    """The argument s is the value of the sigmoid already: do not apply the sigmoid again."""
    return sigmoid(s) * (1 - sigmoid(s)) * grad_y


@sigmoid_vjp.misconception
def local_slope(s, grad_y):
    """That is the derivative of y in x; the loss moves with it as much as grad_y says."""
    return s * (1 - s)


@sigmoid_vjp.misconception
def opposite(s, grad_y):
    """The sign is wrong: the sigmoid increases, so its derivative is positive."""
    return s * (s - 1) * grad_y


@sigmoid_vjp.misconception
def dot(s, grad_y):
    """This adds up what belongs to different entries: the gradient in x is a vector like x."""
    return (s * (1 - s)) @ grad_y


@exercise.numeric("m", points=1.2, answer="s_i (grad_y_i - sum_j s_j grad_y_j)")
def softmax_vjp(s, grad_y):
    r"""Backward pass of the softmax, in a number of steps that grows like n.

    The vector $y = S(x)$ is the softmax $S(x)_i = e^{x_i} / \sum_k e^{x_k}$, and s is its value, computed
    already. For a loss L with the given gradient $\nabla_y L$, the chain rule says
    $\nabla_x L = (\partial y / \partial x)^\top \nabla_y L$. Simplify that product and compute it.

    Among the inputs are vectors with a million entries: a matrix of n by n numbers does not fit into any memory
    then, and a loop over all pairs of entries would not end.

    Args:
      s: value of the softmax, real array of shape `(n,)`; its entries are at least 0 and add up to 1.
      grad_y: gradient of the loss in y, real array of shape `(n,)`.

    Returns:
      the gradient of the loss in x, real array of shape `(n,)`; a NumPy array, since a list of a million numbers
      is too long to be handed over.
    """
    return s * (grad_y - s @ grad_y)


@softmax_vjp.cases
def _(rng):
    for n in 2, 5, 100:
        yield case(s=softmax(normal(rng, n)), grad_y=normal(rng, n) + 1)
    yield case(tag="edge", s=np.array([1.0]), grad_y=normal(rng, 1))
    yield case(tag="edge", s=softmax(normal(rng, 3)), grad_y=np.zeros(3))
    yield case(tag="edge", s=softmax(normal(rng, 4)), grad_y=np.full(4, 2.5))
    yield case(tag="edge", s=np.array([0.0, 1.0, 0.0]), grad_y=np.array([2.0, -3.0, 1.0]))
    s = softmax(normal(rng, 8)) / 125_000
    grad_y = normal(rng, 8, scale=1000)  # times entries of s, of about a millionth
    yield case(tag="efficiency", s=Tile(s, 125_000), grad_y=Tile(grad_y, 125_000))


@softmax_vjp.formula
def _(sp, s, grad_y):
    mean = sum(a * g for a, g in zip(s, grad_y, strict=True))
    return [a * (g - mean) for a, g in zip(s, grad_y, strict=True)]


@softmax_vjp.differentiates("x", at=lambda s, grad_y: log(s))
def _(s, grad_y, x):
    return grad_y @ softmax(x)


@softmax_vjp.misconception
def full_jacobian(s, grad_y):
    """The values are right, but this builds the whole n by n matrix. Multiply out (diag(s) - s s^T) grad_y."""
    return softmax_jacobian(checked_side(s)) @ grad_y


@softmax_vjp.misconception
def uncoupled(s, grad_y):
    """This is the pattern of the sigmoid. Each x_i moves all entries of the softmax, so all of grad_y matter."""
    return s * (1 - s) * grad_y


@softmax_vjp.misconception
def no_s_in_sum(s, grad_y):
    """In the sum over j a factor is missing: look at entry (i, j) of the Jacobian once more."""
    return s * (grad_y - grad_y.sum())


@softmax_vjp.misconception
def no_outer_s(s, grad_y):
    """In the second term a factor is missing: look at entry (i, j) of the Jacobian once more."""
    return s * grad_y - s @ grad_y


@softmax_vjp.misconception
def plus_sign(s, grad_y):
    """Check the sign of the second term: what comes out when all entries of grad_y are equal, and what should?"""
    return s * (grad_y + s @ grad_y)


@softmax_vjp.misconception
def first_term(s, grad_y):
    """The denominator of the softmax is missing: a second term comes from it."""
    return s * grad_y


@softmax_vjp.misconception
def mean_of_gradient(s, grad_y):
    """What is subtracted is an average of grad_y, but not the plain one: which weights does the Jacobian give?"""
    return s * (grad_y - grad_y.mean())


@softmax_vjp.misconception
def opposite_sign(s, grad_y):
    """The sign is wrong: S_i grows with x_i."""
    return s * (s @ grad_y - grad_y)


@softmax_vjp.misconception
def softmax_again(s, grad_y):
    """The argument s is the value of the softmax already: do not apply the softmax again."""
    return softmax_vjp(softmax(s), grad_y)


def checked_side(v):
    """The vector, if a matrix of its length squared may be built: else no memory, on whatever machine."""
    if len(v) > LARGEST_MATRIX:
        raise MemoryError(f"a matrix of {len(v)} by {len(v)} numbers")
    return v
