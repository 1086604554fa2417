"""Receptive fields: three layers of kernel size seven."""

from checker import Exercise

exercise = Exercise(
    "hw1.5",
    title="Receptive field of three layers with kernel size seven",
    source="Homework 1, problem 5",
    points={"": 8},
)


@exercise.value(points=8, answer="19")
def receptive_field_kernel_7():
    """Receptive field of a unit three convolutions deep, with kernel size seven.

    A network of three 1D convolutional layers, one after another, sees a long 1D input. Each layer is a
    zero-padded convolution with kernel size seven, stride one and dilation one. How many neighbouring input
    positions does a hidden unit of the third layer depend on, if it is far from the border?

    Returns:
      the size of the receptive field, an integer.
    """
    return 19


@receptive_field_kernel_7.formula
def _(sp):
    reached = {0}  # positions that one unit depends on, layer by layer down to the input
    for _ in range(3):
        reached = {unit + tap for unit in reached for tap in range(-3, 4)}
    return sp.Integer(len(reached))


@receptive_field_kernel_7.misconception
def one_plus_all_kernels():
    """Neighbouring windows overlap: count how many new positions a further layer adds at both sides."""
    return 22


@receptive_field_kernel_7.misconception
def sum_of_kernels():
    """The windows of neighbouring units overlap, so a further layer adds fewer positions than its kernel has."""
    return 21


@receptive_field_kernel_7.misconception
def product_of_kernels():
    """Multiplying would be right if the windows did not overlap; the stride is one."""
    return 343


@receptive_field_kernel_7.misconception
def two_layers():
    """This is the receptive field in the second layer: one layer is still missing."""
    return 13


@receptive_field_kernel_7.misconception
def kernel():
    """This is what a unit sees of the layer below; count the positions of the input itself."""
    return 7


@receptive_field_kernel_7.misconception
def no_centre():
    """These are the positions beside the centre: count the centre itself too."""
    return 18
