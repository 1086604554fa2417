"""Softmax regression: the gradient of cross-entropy, and why a confident mistake does no harm.

Errata of the document: "you can use your results from Assignment 1" refers to a sheet that is not here, so
the prompt stands alone (E-K1); a softmax of finite logits never reaches 1, so part b asks for limits (E-K2);
the letter sigma is the softmax here and the sigmoid in question 3, so prompts name the function (E-K3).
"""

import numpy as np

from checker import Exercise, Heads, Symbol, case, logsumexp, normal, one_hot, softmax

exercise = Exercise(
    "lab3.2",
    title="Softmax regression gradient calculation",
    source="Deep Learning Teaching Kit, Lab 3, question 2",
    points={"a": 6, "b": 4},
)


EXTREME_LOGITS = (
    (-1000.0, 2500.0, 0.0),
    (2500.0, 0.0, -1000.0),
    (0.0, -1000.0, 2500.0),
    (0.0, 30_000.0, 0.0),
    (30_000.0, 0.0, 0.0),
    (-800.0, -800.0, -800.0),
)
"""logits that neither their mean nor their median nor the first or last of them brings into the range of exp"""


# ---- a: the gradient in W ---------------------------------------------------------------------------------


@exercise.numeric("a", points=3.6, answer="dl/dW_ij = (yhat_i - y_i) x_j")
def softmax_regression_grad_W(W, x, b, y):
    r"""Gradient of the cross-entropy of a softmax regression in its weights.

    The model is $\hat y = \mathrm{softmax}(Wx + b)$ with $\mathrm{softmax}(a)_i = e^{a_i} / \sum_c e^{a_c}$,
    the loss $l(y, \hat y) = -\sum_c y_c \log \hat y_c$ with the natural logarithm. Derive
    $\partial l / \partial W_{ij}$.

    Args:
      W: weights, real array of shape `(k, d)`; row i belongs to class i.
      x: input, real array of shape `(d,)`.
      b: biases, real array of shape `(k,)`.
      y: one-hot label, real array of shape `(k,)`.

    Returns:
      real array of shape `(k, d)`: entry `[i, j]` is the derivative of the loss in `W[i, j]`, finite for
      all finite inputs.
    """
    return np.outer(softmax(W @ x + b) - y, x)


@softmax_regression_grad_W.cases
def _(rng):
    for k, d in (2, 1), (2, 3), (3, 2), (4, 4), (10, 20), (4, 50):
        for c in 0, k - 1:
            yield case(W=normal(rng, k, d, scale=d**-0.5), x=normal(rng, d), b=normal(rng, k), y=one_hot(k, c))
    W, b = normal(rng, 3, 2), normal(rng, 3)
    yield case(tag="edge", W=W, x=np.zeros(2), b=b, y=one_hot(3, 1))
    yield case(tag="edge", W=normal(rng, 1, 3), x=normal(rng, 3), b=normal(rng, 1), y=one_hot(1, 0))
    yield case(
        tag="stability",
        W=np.array([[1000.0, 0.0], [0.0, -1000.0], [0.0, 0.0]]),
        x=np.array([1.0, 1.0]),
        b=np.array([0.0, 0.0, 999.0]),
        y=one_hot(3, 2),
    )
    # only a shift by the largest logit keeps exp in range
    for values in EXTREME_LOGITS:
        W = np.array([values, (0.5, -0.5, 0.25)]).T
        yield case(tag="stability", W=W, x=np.array([1.0, 2.0]), b=np.zeros(3), y=one_hot(3, 0))


@softmax_regression_grad_W.formula
def _(sp, W, x, b, y):
    a = [sum(w * v for w, v in zip(row, x, strict=True)) + c for row, c in zip(W, b, strict=True)]
    yhat = [sp.exp(z) / sum(map(sp.exp, a)) for z in a]
    return [[(p - t) * v for v in x] for p, t in zip(yhat, y, strict=True)]


@softmax_regression_grad_W.differentiates("W")
def _(W, x, b, y):
    a = W @ x + b
    return logsumexp(a) - y @ a


@softmax_regression_grad_W.misconception
def log10(W, x, b, y):
    """The log in the loss is the natural logarithm: d log u / du = 1/u, with no 1/ln 10."""
    return softmax_regression_grad_W(W, x, b, y) / np.log(10)


@softmax_regression_grad_W.misconception
def own_class_only(W, x, b, y):
    """W_ij moves every yhat_c through the softmax denominator: sum the chain rule over all c, not over c = i
    alone."""
    return np.outer(-y * (1 - softmax(W @ x + b)), x)


@softmax_regression_grad_W.misconception
def own_class_log10(W, x, b, y):
    """Two slips: the sum over all classes is missing in the chain rule, and the log is the natural one."""
    return own_class_only(W, x, b, y) / np.log(10)


@softmax_regression_grad_W.misconception
def sum_over_features(W, x, b, y):
    """The plan is good, and four things in it need mending. The softmax denominator sums over the classes c,
    and each logit is the full sum_j W_cj x_j + b_c. The log in the loss is the natural one, with no 1/ln 10.
    The chain rule misses its sum over all classes c: W_ij moves every yhat_c, not yhat_i alone. And where
    b_i becomes b_j the indices are mixed: i is a class, j an input.
    """
    k, d = W.shape
    gradient = np.zeros((k, d))
    for i, j in np.ndindex(k, d):
        terms = np.exp(W[i] * x + b[i])  # one term an input, where one a class is meant
        rest = terms.sum() - terms[j]
        p, e = terms[j] / (rest + terms[j]), np.exp(W[i, j] * x[j] + b[j])
        gradient[i, j] = -y[i] / (p * np.log(10)) * x[j] * (e / (rest + e) - e**2 / (rest + e) ** 2)
    return gradient


@softmax_regression_grad_W.misconception
def sign(W, x, b, y):
    """The sign is wrong: does the loss rise or fall when the logit of the true class rises?"""
    return np.outer(y - softmax(W @ x + b), x)


@softmax_regression_grad_W.misconception
def transposed(W, x, b, y):
    """The gradient has the shape of W: its rows are classes and its columns are inputs."""
    return np.outer(x, softmax(W @ x + b) - y)


@softmax_regression_grad_W.misconception
def missing_x(W, x, b, y):
    """That is the derivative in the logit a_i = (Wx + b)_i; the chain rule goes on to W_ij."""
    return np.outer(softmax(W @ x + b) - y, np.ones_like(x))


@softmax_regression_grad_W.misconception
def naive_exp(W, x, b, y):
    """Correct on paper, but exp overflows for large logits: subtract the largest logit from all first."""
    e = np.exp(W @ x + b)
    return np.outer(e / e.sum() - y, x)


@exercise.derivation("a", points=2.4, rules=("one_hot",), answer="multiply out, then sum_k y_k = 1")
def softmax_regression_grad_chain(yhat, y, x_j, i, H):
    r"""Derivation of the gradient in one weight, from the chain rule on.

    With the logits $a = Wx + b$, the prediction $\hat y = \mathrm{softmax}(a)$ and the loss
    $l = -\sum_c y_c \log \hat y_c$, the chain rule says
    $\frac{\partial l}{\partial W_{ij}} = \sum_c \frac{\partial l}{\partial \hat y_c}
    \frac{\partial \hat y_c}{\partial a_i} \frac{\partial a_i}{\partial W_{ij}}$.
    The first line is this sum over all k classes c, with its three factors worked out; the derivatives of the
    softmax, $\partial \hat y_c / \partial a_i = \hat y_c ([c = i] - \hat y_i)$, may be taken as known. The last
    line is what it is in terms of $\hat y_i$, $y_i$ and $x_j$ alone. Beside `algebra` there is the rule
    `one_hot`, which says that the entries of y add up to 1. Your function is called for several numbers of
    classes, and for each i.

    Args:
      yhat: the predictions, tuple of k SymPy symbols of positive numbers.
      y: the one-hot label, tuple of k SymPy symbols of numbers that are not negative.
      x_j: SymPy symbol of the input's entry j.
      i: class of the weight, integer from 0 to k - 1.
      H: functions to write with; this derivation needs none.

    Returns:
      list of expressions that are equal to each other, from the sum to the simplified derivative; the first
      stands alone, each later one in a pair with the rule that gives it: `(rule, expression)`.
    """
    return [
        sum(chain_rule_terms(yhat, y, x_j, i)),
        ("algebra", (-y[i] + yhat[i] * sum(y)) * x_j),
        ("one_hot", (yhat[i] - y[i]) * x_j),
    ]


def chain_rule_terms(yhat, y, x_j, i):
    """What each class contributes to the derivative in W_ij."""
    return [-y[c] / yhat[c] * yhat[c] * (int(c == i) - yhat[i]) * x_j for c in range(len(y))]


@softmax_regression_grad_chain.cases
def _(rng):
    for k in 2, 3, 4:
        for i in range(k):
            yhat = tuple(Symbol(f"yhat{c}", "positive") for c in range(k))
            y = tuple(Symbol(f"y{c}", "nonnegative") for c in range(k))
            yield case(yhat=yhat, y=y, x_j=Symbol("x_j"), i=i, H=Heads(("exp", "log")))


@softmax_regression_grad_chain.defines("one_hot")
def _(yhat, y, x_j, i, H):
    return [(y[-1], 1 - sum(y[:-1]))]


@softmax_regression_grad_chain.misconception
def one_hot_unnamed(yhat, y, x_j, i, H):
    """Algebra alone does not give this: what does it need to know about the label?"""
    return [sum(chain_rule_terms(yhat, y, x_j, i)), ("algebra", (yhat[i] - y[i]) * x_j)]


@softmax_regression_grad_chain.misconception
def own_term_alone(yhat, y, x_j, i, H):
    """The weight W_ij moves all predictions, not yhat_i alone: the chain rule sums over all classes."""
    return [chain_rule_terms(yhat, y, x_j, i)[i], ("algebra", -y[i] * (1 - yhat[i]) * x_j)]


@softmax_regression_grad_chain.misconception
def others_forgotten(yhat, y, x_j, i, H):
    """The terms of the other classes have gone: a larger logit a_i lowers their predictions, so none is 0."""
    own = -y[i] * (1 - yhat[i]) * x_j
    return [sum(chain_rule_terms(yhat, y, x_j, i)), ("algebra", own), ("one_hot", (yhat[i] - y[i]) * x_j)]


# ---- b: confidently wrong ---------------------------------------------------------------------------------


@exercise.value("b", points=1.2, answer="l -> inf, dl/dyhat_c1 = -1/yhat_c1 -> -inf, dl/da = yhat - y -> (-1, 1)")
def confident_mistake_limits():
    r"""Limits of the loss and of its derivatives when the prediction is confidently wrong.

    The true class is $c_1$, so $y_{c_1} = 1$, but the model is nearly sure of another class $c_2$. A softmax
    of finite logits lies strictly between 0 and 1, so take limits: $\hat y_{c_1} \to 0^+$ and
    $\hat y_{c_2} \to 1^-$. Here $\hat y = \mathrm{softmax}(a)$ of the logits $a = Wx + b$,
    $l(y, \hat y) = -\sum_i y_i \log \hat y_i$ with the natural logarithm, and the derivative in
    $\hat y_{c_1}$ treats the entries of $\hat y$ as independent.

    Returns:
      the four limits `(l, dl_dyhat_c1, dl_da_c1, dl_da_c2)`: of the loss, of its derivative in
      $\hat y_{c_1}$, and of its derivatives in the logits $a_{c_1}$ and $a_{c_2}$; real numbers, with
      `float("inf")` or `-float("inf")` where there is no finite limit.
    """
    return np.inf, -np.inf, -1.0, 1.0


@confident_mistake_limits.formula
def _(sp):
    p, a, b = sp.symbols("p a b", real=True)
    loss = sp.log(sp.exp(a) + sp.exp(b)) - a  # of the logits a of c_1 and b of c_2, with b - a growing
    in_prediction = [sp.limit(f, p, 0, "+") for f in (-sp.log(p), sp.diff(-sp.log(p), p))]
    return *in_prediction, *(sp.limit(loss.diff(v).subs(a, 0), b, sp.oo) for v in (a, b))


@confident_mistake_limits.misconception
def bounded_loss():
    """The loss is -log yhat_c1, and yhat_c1 goes to 0: is there a bound that it keeps?"""
    return 1.0, -np.inf, -1.0, 1.0


@confident_mistake_limits.misconception
def logit_gradient_explodes():
    """The factor 1/yhat_c1 cancels with the derivative of the softmax: what is left of dl/da in part a?"""
    return np.inf, -np.inf, -np.inf, np.inf


@confident_mistake_limits.misconception
def vanishes():
    """The gradient does not vanish: take dl/da from part a, and its limit entry by entry."""
    return np.inf, 0.0, 0.0, 0.0


@confident_mistake_limits.misconception
def signs():
    """The signs in the logits are exchanged: does the loss rise or fall when the true class gains?"""
    return np.inf, -np.inf, 1.0, -1.0


@exercise.numeric("b", points=1.2, answer="log sum_k exp(a_k) - sum_k y_k a_k")
def cross_entropy_from_logits(a, y):
    r"""Cross-entropy of a softmax, computed from the logits.

    With $\hat y = \mathrm{softmax}(a)$ the loss is $l = -\sum_i y_i \log \hat y_i$, with the natural
    logarithm. Rewrite it in $a$ so that it is finite, and right up to rounding, for all finite logits, also
    where $\hat y_c$ of the true class c is too small for a floating-point number.

    Args:
      a: logits, real array of shape `(k,)`.
      y: one-hot label, real array of shape `(k,)`.

    Returns:
      the loss, a real number.
    """
    return logsumexp(a) - y @ a


@cross_entropy_from_logits.cases
def _(rng):
    for k, c in (3, 1), (2, 0), (2, 1), (4, 3), (10, 4):
        yield case(a=normal(rng, k, scale=2), y=one_hot(k, c))
    yield case(tag="edge", a=normal(rng, 1), y=one_hot(1, 0))
    yield case(tag="edge", a=np.array([0.0, 40.0]), y=one_hot(2, 0))
    yield case(tag="stability", a=np.array([-500.0, 500.0, 1.0]), y=one_hot(3, 0))
    yield case(tag="stability", a=np.array([0.0, 1e6]), y=one_hot(2, 0))
    yield case(tag="stability", a=np.array([720.0, 0.0]), y=one_hot(2, 1))  # exp overflows, a softmax is not 0
    for values in EXTREME_LOGITS:
        yield case(tag="stability", a=np.array(values), y=one_hot(3, 0))
        yield case(tag="stability", a=np.array(values), y=one_hot(3, 2))


@cross_entropy_from_logits.formula
def _(sp, a, y):
    total = sum(map(sp.exp, a))
    return -sum(t * sp.log(sp.exp(v) / total) for t, v in zip(y, a, strict=True))


@cross_entropy_from_logits.misconception
def naive_log_softmax(a, y):
    """Correct on paper, but the softmax underflows to 0: take the logarithm of the quotient on paper, and work
    with the logits."""
    return -np.log(softmax(a) @ y)


@cross_entropy_from_logits.misconception
def zero_times_infinity(a, y):
    """Correct on paper, but where the softmax underflows to 0 its logarithm is infinite, and 0 times that is nan:
    take the logarithm of the quotient on paper, and work with the logits."""
    return -np.sum(y * np.log(softmax(a)))


@cross_entropy_from_logits.misconception
def overflow(a, y):
    """Correct on paper, but exp overflows for large logits: subtract the largest logit inside the sum of
    exponentials, and add it outside of the logarithm."""
    return np.log(np.exp(a).sum()) - y @ a


@cross_entropy_from_logits.misconception
def overflow_beside_own(a, y):
    """Correct on paper, but exp overflows where another logit is much larger than that of the true class:
    subtract the largest logit inside the sum of exponentials, not that of the class."""
    return np.log(np.exp(a - y @ a).sum())


@cross_entropy_from_logits.misconception
def naive_softmax(a, y):
    """Correct on paper, but exp overflows for large logits, and the quotient may underflow to 0: take the
    logarithm of the quotient on paper, and shift by the largest logit."""
    e = np.exp(a)
    return -np.log(e @ y / e.sum())


@cross_entropy_from_logits.misconception
def clipped(a, y):
    """Clipping hides the loss, and zeroes its gradient, exactly where the model is most wrong."""
    return -np.log(max(softmax(a) @ y, 1e-12))


@cross_entropy_from_logits.misconception
def base_ten(a, y):
    """The logarithm of the loss is the natural one: do not divide by ln 10."""
    return cross_entropy_from_logits(a, y) / np.log(10)


@cross_entropy_from_logits.misconception
def negative(a, y):
    """The sign is wrong: a cross-entropy is -log p of a probability p, and never negative."""
    return y @ a - logsumexp(a)


@exercise.essay(
    "b",
    points=1.6,
    rubric=(
        "the loss goes to infinity and dl/dyhat_c1 = -1/yhat_c1 to minus infinity, but dl/da = yhat - y, and so "
        "dl/dW = (yhat - y) x^T, stays bounded: -x in row c1, +x in row c2",
        "a softmax of finite logits lies strictly between 0 and 1: yhat_c2 = 1 is never reached in exact "
        "arithmetic",
        "on a computer logarithm and softmax are taken together (logsumexp of the logits), and the gradient, as "
        "large as can be, pushes away from this state",
    ),
)
def lab3_2b_essay():
    r"""Why a confident mistake of a softmax regression is nothing to worry about.

    The true class is $c_1$, but the model puts nearly all the probability on another class $c_2$:
    $y_{c_1} = 1$ and $\hat y_{c_2} \to 1$. Explain what happens to the cross-entropy and to its gradients in
    $\hat y$, in the logits and in the weights; whether $\hat y_{c_2} = 1$ can ever be reached; and why neither
    training nor floating-point numbers come to harm. About six sentences.

    Returns:
      the text, a string.
    """
