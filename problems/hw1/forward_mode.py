"""Forward-mode differentiation on a graph with two branches, and its price.

Errata of the document: the figure of the graph is not in the text; the list f1 to f5 says the same (E-W6).
"""

import math

import numpy as np

from checker import Exercise, Tolerance, case, uniform

exercise = Exercise(
    "hw1.10",
    title="Forward-mode differentiation",
    source="Homework 1, problem 10",
    points={"": 15},
)


# ---- the derivatives, from the first step to the last -----------------------------------------------------


@exercise.numeric(
    points=10.5,
    answer="f1, 2 f1 df1_dx, df1_dx + df2_dx, f4 df3_dx, cos(f3) df3_dx, df4_dx + df5_dx",
)
def forward_mode_derivatives(x):
    r"""All derivatives of a function on a graph, by forward-mode differentiation.

    The function $y = \exp(e^x + (e^x)^2) + \sin(e^x + (e^x)^2)$ is computed in the steps $f_1 = e^x$,
    $f_2 = f_1^2$, $f_3 = f_1 + f_2$, $f_4 = e^{f_3}$, $f_5 = \sin f_3$ and $y = f_4 + f_5$. Compute the
    derivatives of these results in x, one after the other from the first step to the last, each from those
    before it by the chain rule.

    Args:
      x: real number, at most 1.2.

    Returns:
      dict of six real numbers in the order in which they are computed: `df1_dx`, `df2_dx`, `df3_dx`, `df4_dx`,
      `df5_dx` and `dy_dx`. Each counts one sixth. An entry also counts as right when it is computed rightly from
      your own earlier entries, so that a slip costs one sixth only.
    """
    f1 = np.exp(x)
    f3 = f1 + f1**2
    df1_dx = f1
    df2_dx = 2 * f1 * df1_dx
    df3_dx = df1_dx + df2_dx
    df4_dx = np.exp(f3) * df3_dx
    df5_dx = np.cos(f3) * df3_dx
    dy_dx = df4_dx + df5_dx
    return {
        "df1_dx": df1_dx,
        "df2_dx": df2_dx,
        "df3_dx": df3_dx,
        "df4_dx": df4_dx,
        "df5_dx": df5_dx,
        "dy_dx": dy_dx,
    }


@forward_mode_derivatives.cases
def _(rng):
    for x in 0.05, 0.4, -0.6, 0.7, -1.4:
        yield case(x=round(x + float(uniform(rng, high=0.1)), 3))
    yield case(tag="edge", x=0.0)
    yield case(tag="edge", x=-3.0)
    yield case(tag="edge", tolerance=Tolerance(rtol=1e-10, atol=1e-12), x=1.2)  # beside f4 the sine is small


@forward_mode_derivatives.formula
def _(sp, x):
    v = sp.Symbol("x")
    f1 = sp.exp(v)
    f3 = f1 + f1**2
    steps = {"f1": f1, "f2": f1**2, "f3": f3, "f4": sp.exp(f3), "f5": sp.sin(f3), "y": sp.exp(f3) + sp.sin(f3)}
    return {f"d{name}_dx": step.diff(v).subs(v, x) for name, step in steps.items()}


@forward_mode_derivatives.differentiates("x", entry="df1_dx")
def _(x):
    return np.exp(x)


@forward_mode_derivatives.differentiates("x", entry="df2_dx")
def _(x):
    return np.exp(x) ** 2


@forward_mode_derivatives.differentiates("x", entry="df3_dx")
def _(x):
    return np.exp(x) + np.exp(x) ** 2


@forward_mode_derivatives.differentiates("x", entry="df4_dx")
def _(x):
    return np.exp(np.exp(x) + np.exp(x) ** 2)


@forward_mode_derivatives.differentiates("x", entry="df5_dx")
def _(x):
    return np.sin(np.exp(x) + np.exp(x) ** 2)


@forward_mode_derivatives.differentiates("x", entry="dy_dx")
def _(x):
    f3 = np.exp(x) + np.exp(x) ** 2
    return np.exp(f3) + np.sin(f3)


@forward_mode_derivatives.follows
def _(answer, x):
    own, right = {name: number(value) for name, value in answer.items()}, forward_mode_derivatives(x)
    f1 = np.exp(x)
    f3 = f1 + f1**2
    followed = {
        "df2_dx": 2 * f1 * own["df1_dx"],
        "df3_dx": own["df1_dx"] + own["df2_dx"],
        "df4_dx": np.exp(f3) * own["df3_dx"],
        "df5_dx": np.cos(f3) * own["df3_dx"],
        "dy_dx": own["df4_dx"] + own["df5_dx"],
    }
    return right | {name: value for name, value in followed.items() if math.isfinite(value)}


def number(value):
    """An entry of an answer as a number, nan if it is anything else."""
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def forwards(x, **slips):
    """The six derivatives, some of them computed by another rule from f1, f3 and the ones before."""
    f1 = np.exp(x)
    f3 = f1 + f1**2
    rules = {
        "df1_dx": lambda f1, f3, d: f1,
        "df2_dx": lambda f1, f3, d: 2 * f1 * d["df1_dx"],
        "df3_dx": lambda f1, f3, d: d["df1_dx"] + d["df2_dx"],
        "df4_dx": lambda f1, f3, d: np.exp(f3) * d["df3_dx"],
        "df5_dx": lambda f1, f3, d: np.cos(f3) * d["df3_dx"],
        "dy_dx": lambda f1, f3, d: d["df4_dx"] + d["df5_dx"],
    }
    derivatives = {}
    for name, rule in (rules | slips).items():
        derivatives[name] = rule(f1, f3, derivatives)
    return derivatives


@forward_mode_derivatives.misconception
def no_chain_at_f2(x):
    """This is the derivative of f2 in f1; in x, the chain rule brings one factor more."""
    return forwards(x, df2_dx=lambda f1, f3, d: 2 * f1)


@forward_mode_derivatives.misconception
def f1_constant(x):
    """The first step is an exponential function of x: what is its derivative?"""
    return forwards(x, df1_dx=lambda f1, f3, d: 1.0)


@forward_mode_derivatives.misconception
def f3_without_f1(x):
    """The step f3 is a sum of two steps, and both of them depend on x."""
    return forwards(x, df3_dx=lambda f1, f3, d: d["df2_dx"])


@forward_mode_derivatives.misconception
def no_chain_at_f4(x):
    """This is the derivative of f4 in f3; in x, the chain rule brings one factor more."""
    return forwards(x, df4_dx=lambda f1, f3, d: np.exp(f3))


@forward_mode_derivatives.misconception
def no_chain_at_f5(x):
    """This is the derivative of f5 in f3; in x, the chain rule brings one factor more."""
    return forwards(x, df5_dx=lambda f1, f3, d: np.cos(f3))


@forward_mode_derivatives.misconception
def sine_sign(x):
    """Check the sign of the derivative of the sine."""
    return forwards(x, df5_dx=lambda f1, f3, d: -np.cos(f3) * d["df3_dx"])


@forward_mode_derivatives.misconception
def sine_not_differentiated(x):
    """Where the sine is differentiated, its value f5 does not remain."""
    return forwards(x, df5_dx=lambda f1, f3, d: np.sin(f3) * d["df3_dx"])


@forward_mode_derivatives.misconception
def power_rule(x):
    """The derivative of a square has a factor 2."""
    return forwards(x, df2_dx=lambda f1, f3, d: f1 * d["df1_dx"])


@forward_mode_derivatives.misconception
def product_at_the_end(x):
    """The last step is a sum: how is a sum differentiated?"""
    return forwards(x, dy_dx=lambda f1, f3, d: d["df4_dx"] * d["df5_dx"])


# ---- the price of both modes ------------------------------------------------------------------------------


@exercise.symbolic(
    points=1.5,
    answer="(n_params, n_outputs)",
    domain={"n_params": "positive", "n_outputs": "positive"},
)
def mode_pass_counts(n_params, n_outputs):
    """How many passes through a graph forward mode and reverse mode need.

    A network has several outputs, such as losses, and many parameters. Wanted are the derivatives of all
    outputs in all parameters. One pass of forward mode starts from a single parameter, one pass of reverse mode
    from a single output; neither carries several of them at once.

    Args:
      n_params: number of parameters, a SymPy symbol of a positive number.
      n_outputs: number of outputs, a SymPy symbol of a positive number.

    Returns:
      the pair (passes in forward mode, passes in reverse mode), as expressions in the symbols. Each counts one
      half.
    """
    return n_params, n_outputs


@mode_pass_counts.misconception
def swapped(n_params, n_outputs):
    """The two have changed places: where does a pass of forward mode start, at a parameter or an output?"""
    return n_outputs, n_params


@mode_pass_counts.misconception
def both_one(n_params, n_outputs):
    """A pass of forward mode tells what one parameter does, one of reverse mode what one output needs."""
    import sympy as sp

    return sp.Integer(1), sp.Integer(1)


@mode_pass_counts.misconception
def product(n_params, n_outputs):
    """One pass of forward mode gives the derivatives of all outputs at once, in one parameter."""
    return n_params * n_outputs, n_outputs


@mode_pass_counts.misconception
def one_backward_pass(n_params, n_outputs):
    """One backward pass is enough for one loss; how many does it take for several outputs?"""
    import sympy as sp

    return n_params, sp.Integer(1)


@exercise.essay(
    points=3,
    rubric=(
        "Forward mode carries the derivatives in one input or parameter a pass, so its cost grows with the "
        "number of parameters, of which there are millions.",
        "Reverse mode gets the gradient of one scalar loss in all parameters from a single backward pass, at "
        "about the cost of a forward pass; its price is that the activations are kept.",
    ),
)
def hw1_10_essay():
    """Why forward mode is not used for deep networks.

    Explain why the gradient of the loss in the parameters of a deep network is computed in reverse mode and not
    in forward mode. Say what one pass of each mode gives, how the cost of both grows, and what reverse mode pays
    for its advantage. About 100 words.

    Returns:
      the text, a string.
    """
