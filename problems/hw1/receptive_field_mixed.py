"""Receptive fields: three layers, one with a stride and one with a dilation."""

from checker import Exercise

exercise = Exercise(
    "hw1.6",
    title="Receptive fields with stride and dilation",
    source="Homework 1, problem 6",
    points={"": 8},
)

LAYERS = ((5, 2, 1), (3, 1, 1), (5, 1, 2))
"""kernel size, stride and dilation of each layer, first layer first"""


@exercise.value(points=8, answer="(5, 9, 25)")
def receptive_fields_mixed():
    """Receptive fields in a network with a stride and a dilation.

    A convolutional network sees a long 1D input. Its first hidden layer H1 is a convolution with kernel size
    five, stride two and dilation one. H2 follows on H1 with kernel size three, stride one and dilation one,
    and H3 on H2 with kernel size five, stride one and dilation two (neighbouring taps of the kernel are two
    units of H2 apart). How many input positions does the receptive field of a unit span, in each hidden layer
    and far from the border?

    Returns:
      tuple of three integers: the sizes for H1, H2 and H3, in positions of the input. Each counts one third.
    """
    return (5, 9, 25)


@receptive_fields_mixed.formula
def _(sp):
    return tuple(sp.Integer(span(depth)) for depth in (1, 2, 3))


def span(depth):
    """How many input positions a unit reaches, traced through the layers from that depth down."""
    reached = {0}
    for kernel, stride, dilation in reversed(LAYERS[:depth]):
        reached = {stride * unit + dilation * tap for unit in reached for tap in range(kernel)}
    return max(reached) - min(reached) + 1


@receptive_fields_mixed.misconception
def stride_ignored():
    """Neighbouring units of H1 are two input positions apart. What does that do to every tap above H1?"""
    return (5, 7, 15)


@receptive_fields_mixed.misconception
def dilation_ignored():
    """In H3 two things spread the taps over the input, its own dilation and the stride of H1; both count."""
    return (5, 9, 17)


@receptive_fields_mixed.misconception
def both_ignored():
    """Here all layers count as if they had stride one and dilation one."""
    return (5, 7, 11)


@receptive_fields_mixed.misconception
def kernel_times_dilation():
    """With dilation two, five taps have four gaps between them: how many units do they span?"""
    return (5, 9, 27)


@receptive_fields_mixed.misconception
def adds_whole_kernels():
    """The first tap of a kernel adds nothing: count the gaps between taps, not the taps."""
    return (5, 11, 31)


@receptive_fields_mixed.misconception
def stride_too_early():
    """A layer's stride moves its units apart; it does not spread the taps inside the layer's own windows."""
    return (9, 13, 29)


@receptive_fields_mixed.misconception
def own_layer_only():
    """These are the windows on the layer below; count positions of the input in each of them."""
    return (5, 3, 9)


@receptive_fields_mixed.misconception
def no_centre():
    """From the first to the last position there is one position more than there are steps."""
    return (4, 8, 24)
