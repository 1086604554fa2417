"""Receptive fields: three layers of kernel size three."""

from checker import Exercise

exercise = Exercise(
    "hw1.4",
    title="Receptive field of three layers with kernel size three",
    source="Homework 1, problem 4",
    points={"": 8},
)


@exercise.value(points=8, answer="7")
def receptive_field_kernel_3():
    """Receptive field of a unit three convolutions deep, with kernel size three.

    A network of three 1D convolutional layers, one after another, sees a long 1D input. Each layer is a
    zero-padded convolution with kernel size three, stride one and dilation one. How many neighbouring input
    positions does a hidden unit of the third layer depend on, if it is far from the border?

    Returns:
      the size of the receptive field, an integer.
    """
    return 7


@receptive_field_kernel_3.formula
def _(sp):
    reached = {0}  # positions that one unit depends on, layer by layer down to the input
    for _ in range(3):
        reached = {unit + tap for unit in reached for tap in (-1, 0, 1)}
    return sp.Integer(len(reached))


@receptive_field_kernel_3.misconception
def one_plus_all_kernels():
    """Neighbouring windows overlap: count how many new positions a further layer adds at both sides."""
    return 10


@receptive_field_kernel_3.misconception
def sum_of_kernels():
    """The windows of neighbouring units overlap, so a further layer adds fewer positions than its kernel has."""
    return 9


@receptive_field_kernel_3.misconception
def product_of_kernels():
    """Multiplying would be right if the windows did not overlap; the stride is one."""
    return 27


@receptive_field_kernel_3.misconception
def two_layers():
    """This is the receptive field in the second layer: one layer is still missing."""
    return 5


@receptive_field_kernel_3.misconception
def kernel():
    """This is what a unit sees of the layer below; count the positions of the input itself."""
    return 3


@receptive_field_kernel_3.misconception
def no_centre():
    """These are the positions beside the centre: count the centre itself too."""
    return 6
