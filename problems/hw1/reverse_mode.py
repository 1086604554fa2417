"""Reverse-mode differentiation on a graph with two branches.

Errata of the document: the figure of the graph is not in the text; the list f1 to f5 says the same (E-W6).
"""

import math

import numpy as np

from checker import Exercise, Tolerance, case, uniform

exercise = Exercise(
    "hw1.9",
    title="Reverse-mode differentiation",
    source="Homework 1, problem 9",
    points={"": 15},
)


@exercise.numeric(
    points=15,
    answer="1, 1, f4 + cos f3, dy_df3, 2 f1 dy_df2 + dy_df3, f1 dy_df1",
)
def reverse_mode_derivatives(x):
    r"""All derivatives of a function on a graph, by reverse-mode differentiation.

    The function $y = \exp(e^x + (e^x)^2) + \sin(e^x + (e^x)^2)$ is computed in the steps $f_1 = e^x$,
    $f_2 = f_1^2$, $f_3 = f_1 + f_2$, $f_4 = e^{f_3}$, $f_5 = \sin f_3$ and $y = f_4 + f_5$. Compute the
    derivatives of y in the results of these steps and in x, one after the other from the last step to the
    first, each from those before it by the chain rule. The derivative in a result follows all its ways to y.

    Args:
      x: real number, at most 1.2.

    Returns:
      dict of six real numbers in the order in which they are computed: `dy_df5`, `dy_df4`, `dy_df3`, `dy_df2`,
      `dy_df1` and `dy_dx`. Each counts one sixth. An entry also counts as right when it is computed rightly from
      your own earlier entries, so that a slip costs one sixth only.
    """
    f1 = np.exp(x)
    f3 = f1 + f1**2
    dy_df5 = 1.0
    dy_df4 = 1.0
    dy_df3 = dy_df4 * np.exp(f3) + dy_df5 * np.cos(f3)
    dy_df2 = dy_df3
    dy_df1 = dy_df2 * 2 * f1 + dy_df3
    dy_dx = dy_df1 * f1
    return {
        "dy_df5": dy_df5,
        "dy_df4": dy_df4,
        "dy_df3": dy_df3,
        "dy_df2": dy_df2,
        "dy_df1": dy_df1,
        "dy_dx": dy_dx,
    }


reverse_mode_derivatives.harmless("dy_df4 * np.exp(f3) -> np.exp(f3)", "dy_df4 is 1")
reverse_mode_derivatives.harmless("dy_df5 * np.cos(f3) -> np.cos(f3)", "dy_df5 is 1")


@reverse_mode_derivatives.cases
def _(rng):
    for x in 0.05, 0.4, -0.6, 0.7, -1.4:
        yield case(x=round(x + float(uniform(rng, high=0.1)), 3))
    yield case(tag="edge", x=0.0)
    yield case(tag="edge", x=-3.0)
    yield case(tag="edge", tolerance=Tolerance(rtol=1e-10, atol=1e-12), x=1.2)  # beside f4 the sine is small


@reverse_mode_derivatives.formula
def _(sp, x):
    f1, f2, f3, f4, f5, v = sp.symbols("f1 f2 f3 f4 f5 x")
    values = {f1: sp.exp(x), f2: sp.exp(2 * x), f3: sp.exp(x) + sp.exp(2 * x), v: x}
    of_f3 = sp.exp(f3) + sp.sin(f3)
    of_f1 = of_f3.subs(f3, f1 + f1**2)
    derivatives = {
        "dy_df5": (f4 + f5).diff(f5),
        "dy_df4": (f4 + f5).diff(f4),
        "dy_df3": of_f3.diff(f3),
        "dy_df2": of_f3.subs(f3, f1 + f2).diff(f2),
        "dy_df1": of_f1.diff(f1),
        "dy_dx": of_f1.subs(f1, sp.exp(v)).diff(v),
    }
    return {name: derivative.subs(values) for name, derivative in derivatives.items()}


def step(number):
    """The result of that step, as a function of x."""

    def result(x):
        f1 = np.exp(x)
        f3 = f1 + f1**2
        return (f1, f1**2, f3, np.exp(f3), np.sin(f3))[number - 1]

    return result


@reverse_mode_derivatives.differentiates("f5", entry="dy_df5", at=lambda x: step(5)(x))
def _(x, f5):
    return step(4)(x) + f5


@reverse_mode_derivatives.differentiates("f4", entry="dy_df4", at=lambda x: step(4)(x))
def _(x, f4):
    return f4 + step(5)(x)


@reverse_mode_derivatives.differentiates("f3", entry="dy_df3", at=lambda x: step(3)(x))
def _(x, f3):
    return np.exp(f3) + np.sin(f3)


@reverse_mode_derivatives.differentiates("f2", entry="dy_df2", at=lambda x: step(2)(x))
def _(x, f2):
    f3 = step(1)(x) + f2
    return np.exp(f3) + np.sin(f3)


@reverse_mode_derivatives.differentiates("f1", entry="dy_df1", at=lambda x: step(1)(x))
def _(x, f1):
    return np.exp(f1 + f1**2) + np.sin(f1 + f1**2)


@reverse_mode_derivatives.differentiates("x", entry="dy_dx")
def _(x):
    f1 = np.exp(x)
    return np.exp(f1 + f1**2) + np.sin(f1 + f1**2)


@reverse_mode_derivatives.follows
def _(answer, x):
    own, right = {name: number(value) for name, value in answer.items()}, reverse_mode_derivatives(x)
    f1 = np.exp(x)
    f3 = f1 + f1**2
    followed = {
        "dy_df3": own["dy_df4"] * np.exp(f3) + own["dy_df5"] * np.cos(f3),
        # Numbers that are all the same do not follow from each other, though 1 * dy_df3 is the same as dy_df3.
        "dy_df2": own["dy_df3"] if own["dy_df3"] != own["dy_df4"] else math.nan,
        "dy_df1": own["dy_df2"] * 2 * f1 + own["dy_df3"],
        "dy_dx": own["dy_df1"] * f1,
    }
    return right | {name: value for name, value in followed.items() if math.isfinite(value)}


def number(value):
    """An entry of an answer as a number, nan if it is anything else."""
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


# ---- single slips, with which the later entries are computed --------------------------------------------------


def backwards(x, **slips):
    """The six derivatives, some of them computed by another rule from f1, f3 and the ones before."""
    f1 = np.exp(x)
    f3 = f1 + f1**2
    rules = {
        "dy_df5": lambda f1, f3, d: 1.0,
        "dy_df4": lambda f1, f3, d: 1.0,
        "dy_df3": lambda f1, f3, d: d["dy_df4"] * np.exp(f3) + d["dy_df5"] * np.cos(f3),
        "dy_df2": lambda f1, f3, d: d["dy_df3"],
        "dy_df1": lambda f1, f3, d: d["dy_df2"] * 2 * f1 + d["dy_df3"],
        "dy_dx": lambda f1, f3, d: d["dy_df1"] * f1,
    }
    derivatives = {}
    for name, rule in (rules | slips).items():
        derivatives[name] = rule(f1, f3, derivatives)
    return derivatives


@reverse_mode_derivatives.misconception
def missing_direct_path(x):
    """The step f1 has two ways to y: through f2, and directly into f3. Here the direct one is missing."""
    return backwards(x, dy_df1=lambda f1, f3, d: d["dy_df2"] * 2 * f1)


@reverse_mode_derivatives.misconception
def missing_square_path(x):
    """The step f1 has two ways to y: directly into f3, and through its square f2, which is missing here."""
    return backwards(x, dy_df1=lambda f1, f3, d: d["dy_df3"])


@reverse_mode_derivatives.misconception
def only_exp_branch(x):
    """The step f3 is used twice, in f4 and in f5: add what comes back from the sine."""
    return backwards(x, dy_df3=lambda f1, f3, d: np.exp(f3))


@reverse_mode_derivatives.misconception
def only_sine_branch(x):
    """The step f3 is used twice, in f4 and in f5: add what comes back from the exponential function."""
    return backwards(x, dy_df3=lambda f1, f3, d: np.cos(f3))


@reverse_mode_derivatives.misconception
def sine_sign(x):
    """Check the sign of the derivative of the sine."""
    return backwards(x, dy_df3=lambda f1, f3, d: np.exp(f3) - np.cos(f3))


@reverse_mode_derivatives.misconception
def sine_not_differentiated(x):
    """The sine comes back as its derivative; here stands its value f5."""
    return backwards(x, dy_df3=lambda f1, f3, d: np.exp(f3) + np.sin(f3))


@reverse_mode_derivatives.misconception
def last_step_forgotten(x):
    """From f1 to x one more step of the chain rule is missing: what is the derivative of f1 in x?"""
    return backwards(x, dy_dx=lambda f1, f3, d: d["dy_df1"])


@reverse_mode_derivatives.misconception
def power_rule(x):
    """The derivative of a square has a factor 2."""
    return backwards(x, dy_df1=lambda f1, f3, d: d["dy_df2"] * f1 + d["dy_df3"])


@reverse_mode_derivatives.misconception
def value_at_the_top(x):
    """The derivative of y in f4 is not the value of f4: y is the sum of f4 and f5."""
    return backwards(x, dy_df4=lambda f1, f3, d: np.exp(f3))


@reverse_mode_derivatives.misconception
def f2_as_the_square(x):
    """The step from f2 to f3 is a sum; the derivative of the square comes in one step later, at f1."""
    return backwards(x, dy_df2=lambda f1, f3, d: d["dy_df3"] * 2 * f1)
