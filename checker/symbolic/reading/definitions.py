"""What the named functions of deep learning are, in terms of elementary ones."""

from collections.abc import Callable, Mapping

from checker.symbolic.expressions.store import HALF, ONE, Expressions, Node

Definition = Callable[..., Node]
"""takes the store and the arguments, and returns what the function is of them"""


def sigmoid(store: Expressions, u: Node) -> Node:
    """1 / (1 + exp(-u))."""
    return store.over(store.one, store.plus(store.one, store.exp(store.scaled(u, -ONE))))


def softplus(store: Expressions, u: Node) -> Node:
    """log(1 + exp(u))."""
    return store.function("log", store.plus(store.one, store.exp(u)))


def relu(store: Expressions, u: Node) -> Node:
    """max(0, u)."""
    return store.extreme("max", (store.zero, u))


def silu(store: Expressions, u: Node) -> Node:
    """u * sigmoid(u)."""
    return store.times(u, sigmoid(store, u))


def logit(store: Expressions, u: Node) -> Node:
    """log(u / (1 - u))."""
    return store.function("log", store.over(u, store.minus(store.one, u)))


def normal_distribution(store: Expressions, u: Node) -> Node:
    """(1 + erf(u / sqrt(2))) / 2."""
    inner = store.function("erf", store.over(u, store.mul(((store.number(2), HALF),))))
    return store.add(((inner, HALF),), HALF)


def gelu(store: Expressions, u: Node) -> Node:
    """u * Phi(u)."""
    return store.times(u, normal_distribution(store, u))


def indicator(store: Expressions, condition: Node) -> Node:
    """1 where the condition holds, else 0."""
    return store.piecewise(((store.one, condition), (store.zero, store.true)))


def _elementary(name: str) -> Definition:
    def definition(store: Expressions, u: Node) -> Node:
        return store.exp(u) if name == "exp" else store.function(name, u)

    definition.__doc__ = f"The function {name} itself."
    return definition


DEFINITIONS: Mapping[str, Definition] = {
    **dict.fromkeys(("sigma", "sigmoid", "expit", "logistic"), sigmoid),
    "softplus": softplus,
    **dict.fromkeys(("relu", "ReLU"), relu),
    **dict.fromkeys(("silu", "swish"), silu),
    "logit": logit,
    **dict.fromkeys(("ind", "indicator"), indicator),
    "Phi": normal_distribution,
    "gelu": gelu,
    **{name: _elementary(name) for name in ("exp", "log", "sin", "cos", "tanh")},
}
"""functions that are understood when they are only named: those of other names stay opaque"""
