"""Three kinds of pooling: their modules in torch, what these compute, and what one uses them for.

Errata of the document: its "torch" means Torch7, the package written in Lua; names of PyTorch modules are
accepted as well (E-K4). Lp pooling is torch's sum form, and the prompt says so.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from checker import Exercise, NeedsReview, case, normal

exercise = Exercise(
    "lab3.4",
    title="Variants of pooling",
    source="Deep Learning Teaching Kit, Lab 3, question 4",
    points={"a": 3, "b": 5, "c": 3},
)


# ---- a: three kinds and their modules ---------------------------------------------------------------------

FAMILIES = {
    "max": """
        TemporalMaxPooling SpatialMaxPooling VolumetricMaxPooling SpatialDilatedMaxPooling
        VolumetricDilatedMaxPooling MaxPool1d MaxPool2d MaxPool3d""",
    "average": "SpatialAveragePooling VolumetricAveragePooling AvgPool1d AvgPool2d AvgPool3d",
    "Lp": "SpatialLPPooling FeatureLPPooling LPPool1d LPPool2d LPPool3d",
    "fractional max": """
        SpatialFractionalMaxPooling VolumetricFractionalMaxPooling FractionalMaxPool2d FractionalMaxPool3d""",
    "adaptive max": "SpatialAdaptiveMaxPooling AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d",
    "adaptive average": """
        SpatialAdaptiveAveragePooling AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d""",
    "subsampling": "TemporalSubSampling SpatialSubSampling",
    "dynamic k-max": "TemporalDynamicKMaxPooling",
}
FAMILY_OF = {module: family for family, modules in FAMILIES.items() for module in modules.split()}
NOT_A_KIND = {
    "SpatialMaxUnpooling VolumetricMaxUnpooling MaxUnpool1d MaxUnpool2d MaxUnpool3d": (
        "`{}` undoes a pooling: un-pooling is the inverse of pooling, not a kind of it."
    ),
    "StochasticPooling StochasticPool StochasticPool1d StochasticPool2d StochasticPool3d": (
        "There is no `{}` in torch's nn: stochastic pooling is known in the literature, but has no module."
    ),
    "MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D": (
        "`{}` is a layer of Keras: name the module that computes this in torch."
    ),
}
WHY_NOT = {name: why.format(name) for names, why in NOT_A_KIND.items() for name in names.split()}
PLAIN = {
    "max": "max",
    "maximum": "max",
    "average": "average",
    "avg": "average",
    "mean": "average",
    "lp": "Lp",
}


@exercise.witness(
    "a",
    points=3,
    answer="max: SpatialMaxPooling, average: SpatialAveragePooling, Lp: SpatialLPPooling, for one",
)
def pooling_modules():
    r"""Three different kinds of pooling and the module that computes each in torch.

    Two modules are of the same kind where they compute the same function of a window in one, two or three
    dimensions. A module may be one of the package `nn` of Torch7 (Lua) or of `torch.nn` of PyTorch.

    Returns:
      dict with at least three entries: the key is the name of a kind of pooling in your own words, the value
      is the name of its module as text, with or without `nn.` or `torch.nn.` in front of it.
    """
    return {"max": "SpatialMaxPooling", "average": "SpatialAveragePooling", "Lp": "SpatialLPPooling"}


@pooling_modules.accepts
def _(answer, case):
    if not isinstance(answer, dict) or not all(isinstance(name, str) for name in answer.values()):
        return "The answer should be a dict from the kind of pooling to the name of its module as text."
    names = [name.strip().removeprefix("torch.").removeprefix("nn.") for name in answer.values()]
    for kind, name in zip(answer, names, strict=True):
        if reason := WHY_NOT.get(name) or mismatch(kind, name):
            return reason
    unknown = [name for name in names if name not in FAMILY_OF]
    families = {FAMILY_OF[name] for name in names if name in FAMILY_OF}
    if len(families) >= 3:
        return None
    if len(names) < 3:
        return f"Three kinds of pooling are asked for, and the answer has {len(names)}."
    if len(families) + len(unknown) >= 3:
        name = " ".join(unknown[0].split())[:60]
        return NeedsReview(f"A person should look up `{name}`, which is not in the list of modules.")
    found = " and ".join(f"{family} pooling" for family in sorted(families))
    return f"These modules are of fewer than three kinds ({found}): give three different pooling functions."


def mismatch(kind, name):
    """Why a module does not belong to its key, where the key is a plain word; else None."""
    said = PLAIN.get(str(kind)[:60].casefold().removesuffix("pooling").strip(" -_"))
    family = FAMILY_OF.get(name, "")
    if said and family.split()[-1:] in (["max"], ["average"], ["Lp"]) and family.split()[-1] != said:
        return f"`{name}` computes {family} pooling, not {said} pooling."
    return None


@pooling_modules.misconception
def same_family():
    """These are three sizes of one kind: give three different pooling functions."""
    return {"1-d": "MaxPool1d", "2-d": "MaxPool2d", "3-d": "MaxPool3d"}


@pooling_modules.misconception
def unpooling():
    """Un-pooling is the inverse of pooling, not a kind of pooling."""
    return {"max": "MaxPool2d", "average": "AvgPool2d", "unpooling": "MaxUnpool2d"}


@pooling_modules.misconception
def no_module():
    """Stochastic pooling exists in the literature, but torch's nn has no module for it."""
    return {"max": "MaxPool2d", "average": "AvgPool2d", "stochastic": "StochasticPooling"}


@pooling_modules.misconception
def two_only():
    """Three kinds of pooling are asked for."""
    return {"max": "MaxPool2d", "average": "AvgPool2d"}


# ---- b: what they compute ---------------------------------------------------------------------------------


def windows(x, k, s):
    """The k x k windows of an image at distance s: the last two axes run inside a window."""
    return sliding_window_view(x, (k, k))[::s, ::s]


def images(rng):
    """Images with sizes of windows and strides, and a tag each."""
    sizes = (4, 5, 2, 3), (3, 3, 2, 1), (4, 4, 2, 2), (5, 7, 3, 2), (6, 5, 4, 1), (9, 8, 3, 3), (20, 17, 4, 3)
    for height, width, k, s in sizes:
        yield normal(rng, height, width), k, s, "basic"
    yield -1 - abs(normal(rng, 5, 4)), 2, 2, "basic"
    yield normal(rng, 1, 1), 1, 1, "edge"
    yield normal(rng, 5, 4), 1, 2, "edge"
    yield normal(rng, 3, 3), 3, 2, "edge"


def twin_windows(x, k, s):
    """The windows of a list of rows, each as one flat list."""
    places = [[(i, j) for j in range(0, len(x[0]) - k + 1, s)] for i in range(0, len(x) - k + 1, s)]
    return [[[v for row in x[i : i + k] for v in row[j : j + k]] for i, j in row] for row in places]


@exercise.numeric("b", points=1.7, answer="out[i, j] = max_{0 <= u, v < k} x[i s + u, j s + v]")
def max_pool2d(x, k, s):
    r"""Max pooling of an image.

    The window has k rows and k columns and moves by s in both directions, from the upper left corner on.
    There is no padding, and only windows that lie wholly inside the image count (torch's floor mode).

    Args:
      x: image, real array of shape `(H, W)`.
      k: size of the window, integer, at least 1 and at most H and W.
      s: stride, integer, at least 1; it may be smaller or larger than k.

    Returns:
      real array of shape `((H - k) // s + 1, (W - k) // s + 1)`.
    """
    return windows(x, k, s).max(axis=(2, 3))


@max_pool2d.cases
def _(rng):
    for x, k, s, tag in images(rng):
        yield case(tag=tag, x=x, k=k, s=s)


@max_pool2d.formula
def _(sp, x, k, s):
    return [[sp.Max(*window) for window in row] for row in twin_windows(x, k, s)]


@max_pool2d.misconception
def max_abs(x, k, s):
    """Max pooling takes the largest value of the window, not the largest magnitude."""
    return max_pool2d(abs(x), k, s)


@max_pool2d.misconception
def relu_max(x, k, s):
    """No zero is added to the window: a window of negative values has a negative maximum."""
    return np.maximum(max_pool2d(x, k, s), 0)


@max_pool2d.misconception
def stride_one(x, k, s):
    """The window moves by s in each direction, not by 1."""
    return max_pool2d(x, k, 1)


@max_pool2d.misconception
def stride_is_k(x, k, s):
    """Stride and window size are separate parameters: the window moves by s, not by k."""
    return max_pool2d(x, k, k)


@exercise.numeric("b", points=1.65, answer="out[i, j] = 1/k^2 sum_{0 <= u, v < k} x[i s + u, j s + v]")
def avg_pool2d(x, k, s):
    r"""Average pooling of an image.

    The window has k rows and k columns and moves by s in both directions, from the upper left corner on.
    There is no padding, and only windows that lie wholly inside the image count (torch's floor mode).

    Args:
      x: image, real array of shape `(H, W)`.
      k: size of the window, integer, at least 1 and at most H and W.
      s: stride, integer, at least 1; it may be smaller or larger than k.

    Returns:
      real array of shape `((H - k) // s + 1, (W - k) // s + 1)`.
    """
    return windows(x, k, s).mean(axis=(2, 3))


@avg_pool2d.cases
def _(rng):
    for x, k, s, tag in images(rng):
        yield case(tag=tag, x=x, k=k, s=s)


@avg_pool2d.formula
def _(sp, x, k, s):
    return [[sum(window) / k**2 for window in row] for row in twin_windows(x, k, s)]


@avg_pool2d.misconception
def sum_pool(x, k, s):
    """An average is asked for: divide the sum by the k * k elements of the window."""
    return k**2 * avg_pool2d(x, k, s)


@avg_pool2d.misconception
def divide_by_k(x, k, s):
    """The window has k * k elements, so divide by k^2, not by k."""
    return k * avg_pool2d(x, k, s)


@avg_pool2d.misconception
def median(x, k, s):
    """Average pooling takes the mean of the window, not its median."""
    return np.median(windows(x, k, s), axis=(2, 3))


@exercise.numeric("b", points=1.65, answer="out[i, j] = (sum_{0 <= u, v < k} |x[i s + u, j s + v]|^p)^(1/p)")
def lp_pool2d(x, k, s, p):
    r"""Lp pooling of an image, in the form that torch computes.

    Take the sum form of torch's modules: in contrast to a power mean, nothing is divided by the number of
    elements. The window has k rows and k columns and moves by s in both directions, from the upper left
    corner on. There is no padding, and only windows that lie wholly inside the image count (floor mode).

    Args:
      x: image, real array of shape `(H, W)`; no entry is negative unless p = 2.
      k: size of the window, integer, at least 1 and at most H and W.
      s: stride, integer, at least 1; it may be smaller or larger than k.
      p: exponent, real number above 0.

    Returns:
      real array of shape `((H - k) // s + 1, (W - k) // s + 1)`.
    """
    return (abs(windows(x, k, s)) ** p).sum(axis=(2, 3)) ** (1 / p)


@lp_pool2d.cases
def _(rng):
    exponents = 3.0, 2.0, 1.0, 2.5, 10.0, 3.0, 2.5, 2.0, 2.5, 10.0, 1.0
    for (x, k, s, tag), p in zip(images(rng), exponents, strict=True):
        yield case(tag=tag, x=x if p == 2 else abs(x), k=k, s=s, p=p)


lp_pool2d.harmless("abs(windows(x, k, s)) -> windows(x, k, s)", "no entry is negative unless p = 2")


@lp_pool2d.formula
def _(sp, x, k, s, p):
    return [[sum(abs(v) ** p for v in window) ** (1 / p) for window in row] for row in twin_windows(x, k, s)]


@lp_pool2d.misconception
def power_mean(x, k, s, p):
    """The Lp pooling of torch sums over the window: it does not divide by the number of its elements."""
    return (abs(windows(x, k, s)) ** p).mean(axis=(2, 3)) ** (1 / p)


@lp_pool2d.misconception
def no_root(x, k, s, p):
    """Take the p-th root of the sum at the end."""
    return lp_pool2d(x, k, s, p) ** p


@lp_pool2d.misconception
def always_l2(x, k, s, p):
    """The exponent p is a parameter; this is the case p = 2."""
    return lp_pool2d(x, k, s, 2)


# ---- c: what pooling is for -------------------------------------------------------------------------------


@exercise.essay(
    "c",
    points=3,
    rubric=(
        "names a pooling and what it keeps: max the presence of the strongest response, average a smooth "
        "summary, Lp something in between",
        "local invariance: small shifts and deformations change little",
        "the resolution falls: less computation and memory, fewer parameters further up, a larger receptive "
        "field",
        "one cost or limit, such as the exact position that is lost, or the sparse gradient of max pooling",
    ),
)
def lab3_4c_essay():
    """The reason for a pooling in a deep learning system.

    Pick one of your three kinds of pooling. Describe what it keeps of a window and what it throws away, why
    one builds it into a deep learning system, for the features themselves as well as for the size of the
    system, and what one pays for that. About six sentences.

    Returns:
      the text, a string.
    """
