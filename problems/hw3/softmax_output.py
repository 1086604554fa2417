"""The softmax at the output: probabilities of the classes, however large the pre-activations."""

import numpy as np

from checker import Exercise, Heads, Symbol, case, normal, sigmoid, softmax

exercise = Exercise(
    "hw3.2",
    title="Gradient computation for parameter optimization in a neural net for multiclass classification",
    source="Homework 3, question 2",
    points={"c": 2},
)


# ---- c: the softmax output --------------------------------------------------------------------------------


@exercise.numeric("c", points=0.8, answer="o_s[k] = exp(o_a[k]) / sum_j exp(o_a[j])")
def softmax_output(o_a):
    r"""Output of a softmax layer.

    The output layer turns its pre-activations $o^a$ into $o^s = \mathrm{softmax}(o^a)$, the probabilities of the
    m classes. Write out the softmax and compute them.

    Args:
      o_a: pre-activations of the output layer, real array of shape `(m,)`, m at least 1.

    Returns:
      the outputs $o^s$, real array of shape `(m,)`; finite for all finite inputs, however large.
    """
    e = np.exp(o_a - o_a.max())
    return e / e.sum()


@softmax_output.cases
def _(rng):
    for m in 2, 3, 10, 50:
        yield case(o_a=normal(rng, m, scale=1.5))
    yield case(tag="edge", o_a=normal(rng, 1))
    yield case(tag="edge", o_a=np.array([1.5, 1.5, -0.5]))
    yield case(tag="edge", o_a=np.zeros(5))
    yield case(tag="stability", o_a=np.array([1000.0, -1000.0, 999.0]))
    yield case(tag="stability", o_a=np.full(3, -800.0))
    yield case(tag="stability", o_a=np.full(4, -700.0))
    # only a shift by the largest entry keeps exp in range: neither mean nor median nor first nor last one does
    for values in (-1000, 2500, 0), (2500, 0, -1000), (0, -1000, 2500), (0, 30_000, 0), (30_000, 0, 0):
        yield case(tag="stability", o_a=np.array(values, float))


@softmax_output.formula
def _(sp, o_a):
    return [1 / sum(sp.exp(u - v) for u in o_a) for v in o_a]


@softmax_output.misconception
def shift_by_mean(o_a):
    """Right on paper, but after this shift the largest pre-activation may still be large, and its exp overflows.
    Which shift leaves none above 0?"""
    e = np.exp(o_a - o_a.mean())
    return e / e.sum()


@softmax_output.misconception
def overflow(o_a):
    """Right on paper, but exp overflows for large pre-activations, and vanishes for very negative ones. By which
    constant may all of them be shifted, without any change of the result?"""
    e = np.exp(o_a)
    return e / e.sum()


@softmax_output.misconception
def shift_by_largest_size(o_a):
    """Right on paper, but where all pre-activations are very negative, a shift by the largest absolute value
    makes them more so, and all exponentials vanish. Shift by the largest pre-activation itself."""
    e = np.exp(o_a - abs(o_a).max())
    return e / e.sum()


@softmax_output.misconception
def without_exp(o_a):
    """Shares of the pre-activations themselves may be negative: which function makes them positive first?"""
    return o_a / o_a.sum()


@softmax_output.misconception
def sigmoids(o_a):
    """Sigmoids look at one entry each, and do not sum to 1: every output has to depend on all pre-activations."""
    return sigmoid(o_a)


@softmax_output.misconception
def over_largest(o_a):
    """Shifting by the largest pre-activation is good, but you still have to divide by the sum."""
    return np.exp(o_a - o_a.max())


@softmax_output.misconception
def unnormalised(o_a):
    """Exponentials alone do not sum to 1: what do you have to divide them by?"""
    return np.exp(o_a)


@softmax_output.misconception
def base_2(o_a):
    """The base of the powers is e, not 2."""
    e = 2.0 ** (o_a - o_a.max())
    return e / e.sum()


@softmax_output.misconception
def softmin(o_a):
    """A larger pre-activation should make its class more probable: look at the sign in the exponent."""
    return softmax(-o_a)


@softmax_output.misconception
def log_softmax(o_a):
    """That is the logarithm of the softmax; here the probabilities themselves are asked for."""
    shifted = o_a - o_a.max()
    return shifted - np.log(np.exp(shifted).sum())


@exercise.derivation("c", points=0.6, answer="bring the m quotients over their common denominator, and cancel")
def softmax_sums_to_one_chain(o, H):
    """Show that the outputs of a softmax sum to 1.

    The first line is the sum of all m outputs of the softmax of o, each written out with `H.exp` of entries of o;
    the last line is 1. Your code is called for m = 2, 3 and 4.

    Args:
      o: tuple of m real SymPy symbols, the pre-activations.
      H: functions to write with; use `H.exp`, not SymPy's own exponential.

    Returns:
      list of expressions that are equal to each other, from the first line to the last; each but the first stands
      in a pair with its rule, as in `("algebra", expression)`.
    """
    Z = sum(H.exp(v) for v in o)
    return [sum(H.exp(v) / Z for v in o), ("algebra", 1)]


@softmax_sums_to_one_chain.cases
def _(rng):
    for m in 2, 3, 4:
        yield case(o=tuple(Symbol(f"o{k}") for k in range(m)), H=Heads(("exp",)))


@exercise.essay(
    "c",
    points=0.6,
    rubric=(
        "Every o^s_k is positive, since an exponential is, and so are numerator and denominator.",
        "Positive numbers that sum to 1 are a probability distribution over the m classes.",
        "So each lies in (0, 1), and -log o^s_y is a valid negative log-likelihood: finite and not negative.",
    ),
)
def hw3_2c_essay():
    r"""Why the outputs of a softmax can be read as probabilities.

    Explain why every output $o^s_k$ of the softmax is positive, and why it matters for the network and for its
    loss $-\log o^s_y$ that the outputs are positive and sum to 1. Three or four sentences are enough.

    Returns:
      the text, a string.
    """
