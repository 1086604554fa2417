"""Convolutional layers: how large their outputs are, and how many weights they have.

Errata of the document: a kernel is not a feature map but produces one, and the order of axes changes from
(height, width, channels) to (channels, height, width), so only sides and channels are asked for (E-H9); how a
division that leaves a rest is rounded is not said, so a rounded one counts, with a note (E-H10).
"""

import numpy as np

from checker import Exercise, Note

exercise = Exercise(
    "hw3.3",
    title="Convolutional Neural Networks",
    source="Homework 3, question 3",
    points={"a": 3, "b": 2, "c": 2, "d": 2, "e": 2},
)


# ---- a, b: a small network --------------------------------------------------------------------------------


@exercise.value("a", points=3, answer="32 -> 28 -> 14 -> 10, with 16 channels: 16 * 10 * 10 = 1600")
def cnn_output_dimension():
    r"""Number of values that come out of a small convolutional network.

    The input is a black and white image of 32 by 32 pixels: one channel. The first layer convolves it with 6
    kernels of 5 by 5, with stride 1 and no padding. The second layer is an average pooling over windows of 2 by
    2 that do not overlap. The third layer convolves what comes out of it with 16 kernels of 5 by 5, with
    stride 1 and no padding; as usual, each of its kernels runs over all channels of its input. Of what dimension
    is the output of the third layer, as a vector of all its values?

    Returns:
      the dimension, an integer.
    """
    side = (32 - 5 + 1) // 2 - 5 + 1
    return 16 * side**2


@cnn_output_dimension.formula
def _(sp):
    first = range(32 - 4)  # the rows from which a kernel of 5 fits
    pooled = [row for row in first if row % 2 == 0 and row + 1 in first]
    third = [row for row in range(len(pooled)) if row + 4 < len(pooled)]
    return 16 * len(third) ** 2


@cnn_output_dimension.variant
def channels_first():
    """The shape says it, too; the dimension is the product of its entries."""
    return 16, 10, 10


@cnn_output_dimension.variant
def channels_last():
    """The shape says it, too; the dimension is the product of its entries."""
    return 10, 10, 16


@cnn_output_dimension.misconception
def no_channels():
    """That is the size of one feature map: how many of them does the last layer have?"""
    return 100


@cnn_output_dimension.misconception
def no_pooling():
    """The pooling layer between the two convolutions is left out: what does it do to each side?"""
    return 9216


@cnn_output_dimension.misconception
def same_padding():
    """Without padding a kernel may not hang over the border: an image gets smaller by a convolution."""
    return 4096


@cnn_output_dimension.misconception
def no_plus_one():
    """Count the positions of a kernel again: with a 5 by 5 kernel, how many outputs has an image of 5 by 5?"""
    return 1024


@cnn_output_dimension.misconception
def all_channels():
    """Each kernel of the last layer runs over all 6 channels at once, and gives one feature map, not six."""
    return 9600


@cnn_output_dimension.misconception
def channels_of_the_first_layer():
    """The number of channels of an output is that of the layer's own kernels, not that of an earlier layer."""
    return 600


@cnn_output_dimension.misconception
def pooled_again():
    """The pooling stands between the convolutions; nothing follows the last one."""
    return 400


@cnn_output_dimension.misconception
def overlapping_pooling():
    """The windows of the pooling do not overlap: how far do they move?"""
    return 8464


@exercise.value("b", points=2, answer="16 * 6 * 5 * 5 = 2400")
def cnn_last_layer_parameters():
    r"""Number of weights in the last layer of a small convolutional network.

    The input is a black and white image of 32 by 32 pixels: one channel. The first layer convolves it with 6
    kernels of 5 by 5, with stride 1 and no padding. The second layer is an average pooling over windows of 2 by
    2 that do not overlap. The third layer convolves what comes out of it with 16 kernels of 5 by 5, with
    stride 1 and no padding; as usual, each of its kernels runs over all channels of its input. How many
    parameters has the third layer, not counting its biases?

    Returns:
      the number, an integer.
    """
    return 16 * 6 * 5 * 5


@cnn_last_layer_parameters.formula
def _(sp):
    kernel = sp.MutableDenseNDimArray.zeros(6, 5, 5)  # over all channels of its input
    return 16 * len(kernel)


@cnn_last_layer_parameters.misconception
def no_input_channels():
    """Each of the 16 kernels has weights for every channel of its input: how many channels are there?"""
    return 400


@cnn_last_layer_parameters.misconception
def with_biases():
    """The biases are not to be counted."""
    return 2416


@cnn_last_layer_parameters.misconception
def fully_connected():
    """That would be a fully connected layer; a convolution uses the same weights at every position."""
    return 1881600


@cnn_last_layer_parameters.misconception
def times_positions():
    """The same weights are used at each of the 10 by 10 positions: they are counted once."""
    return 240000


@cnn_last_layer_parameters.misconception
def all_layers():
    """These are the weights of the whole network; the question is about the last layer."""
    return 2550


@cnn_last_layer_parameters.misconception
def first_layer():
    """These are the weights of the first layer; the question is about the last one."""
    return 150


@cnn_last_layer_parameters.misconception
def no_area():
    """A kernel of 5 by 5 has more weights than the 5 along one side."""
    return 480


# ---- c to e: a layer for a given output -------------------------------------------------------------------

IMAGE, OUTPUT = 64, 6
"""sides of the images that go in and of those that come out"""
LARGEST = 10_000
"""number up to which an answer is looked at"""


@exercise.witness("c", points=2, answer="(64 - k)/s + 1 = 6 with p = 0, d = 1, such as k = 4, s = 12")
def conv_config_plain():
    r"""A convolutional layer from 64 by 64 to 6 by 6, without padding or dilation.

    The data has the size 64 x 64 x 3: images of 64 by 64 pixels with 3 channels. Find a convolutional layer with
    square windows whose output has the shape (64, 6, 6): 64 channels of 6 by 6. Use neither padding nor
    dilation. Several layers do it, and each of them counts. A window that would hang over the border is left
    out, as the usual software does.

    Returns:
      the tuple of integers `(k, s, p, d)`: the side k of the kernel; the stride s; the padding p, which is the
      number of zeros put at each end of an axis; and the dilation d, the distance between neighbouring weights
      of the kernel on the image, 1 where there is no dilation.
    """
    return 4, 12, 0, 1


@conv_config_plain.accepts
def _(answer, case):
    return layer_fault(answer, p=0, d=1)


@conv_config_plain.misconception
def plain_no_plus_one():
    """How many posts has a fence of six fields?"""
    return 4, 10, 0, 1


@conv_config_plain.misconception
def kernel_is_stride():
    """Windows side by side have to fill the image: how many of that side fit into 64 pixels?"""
    return 11, 11, 0, 1


@conv_config_plain.misconception
def plain_uses_padding():
    """Here the image stays as it is: no zeros are added."""
    return 6, 12, 1, 1


@conv_config_plain.misconception
def plain_ceil():
    """Place the windows one by one, and see where the sixth of them ends."""
    return 5, 12, 0, 1


@exercise.witness("d", points=2, answer="(67 - 2k)/s + 1 = 6 with p = 1, d = 2, such as k = 6, s = 11")
def conv_config_dilated():
    r"""A convolutional layer from 64 by 64 to 6 by 6, with padding 1 and dilation 2.

    The data has the size 64 x 64 x 3: images of 64 by 64 pixels with 3 channels. Find a convolutional layer with
    square windows whose output has the shape (64, 6, 6): 64 channels of 6 by 6. Use the padding p = 1 and the
    dilation d = 2. Several layers do it, and each of them counts. A window that would hang over the border of
    the padded image is left out, as the usual software does.

    Returns:
      the tuple of integers `(k, s, p, d)`: the side k of the kernel; the stride s; the padding p, which is the
      number of zeros put at each end of an axis; and the dilation d, the distance between neighbouring weights
      of the kernel on the image, 1 where there is no dilation.
    """
    return 6, 11, 1, 2


@conv_config_dilated.accepts
def _(answer, case):
    return layer_fault(answer, p=1, d=2)


@conv_config_dilated.misconception
def dilation_ignored():
    """Draw a kernel of 3 with dilation 2 over a row of pixels: how many of them does it span?"""
    return 6, 12, 1, 2


@conv_config_dilated.misconception
def no_dilation():
    """The dilation is given here, and it is not 1."""
    return 6, 12, 1, 1


@conv_config_dilated.misconception
def dilated_no_plus_one():
    """How many posts has a fence of six fields?"""
    return 6, 9, 1, 2


@conv_config_dilated.misconception
def kernel_too_big():
    """Dilation stretches the kernel: how many pixels lie between its first weight and its last one?"""
    return 40, 5, 1, 2


@exercise.witness("e", points=2, answer="(66 - k)/s + 1 = 6 with p = 1, d = 1, such as k = 6, s = 12")
def conv_config_padded():
    r"""A convolutional layer from 64 by 64 to 6 by 6, with padding 1 and no dilation.

    The data has the size 64 x 64 x 3: images of 64 by 64 pixels with 3 channels. Find a convolutional layer with
    square windows whose output has the shape (64, 6, 6): 64 channels of 6 by 6. Use the padding p = 1 and the
    dilation d = 1. Several layers do it, and each of them counts. A window that would hang over the border of
    the padded image is left out, as the usual software does.

    Returns:
      the tuple of integers `(k, s, p, d)`: the side k of the kernel; the stride s; the padding p, which is the
      number of zeros put at each end of an axis; and the dilation d, the distance between neighbouring weights
      of the kernel on the image, 1 where there is no dilation.
    """
    return 6, 12, 1, 1


@conv_config_padded.accepts
def _(answer, case):
    return layer_fault(answer, p=1, d=1)


@conv_config_padded.misconception
def padded_no_plus_one():
    """How many posts has a fence of six fields?"""
    return 6, 10, 1, 1


@conv_config_padded.misconception
def padding_ignored():
    """The padding is given here, and it is not 0."""
    return 4, 12, 0, 1


@conv_config_padded.misconception
def five():
    """The windows are too far apart: where does the sixth of them end?"""
    return 6, 15, 1, 1


@conv_config_padded.misconception
def padding_forgotten():
    """How long is a row of 64 pixels with a zero at each of its ends?"""
    return 59, 1, 1, 1


def layer_fault(answer, *, p, d):
    """Why a layer (k, s, p, d) does not have that padding, dilation and output; a note where it leaves a rest."""
    layer = whole_numbers(answer)
    if layer is None:
        return "The answer should be four integers (k, s, p, d) of ordinary size."
    k, s, *given = layer
    for name, got, want in zip("pd", given, (p, d), strict=True):
        if got != want:
            return f"The layer should have {name} = {want}, not {name} = {got}."
    if k < 1 or s < 1:
        return "The side of the kernel and the stride should be at least 1."
    span, room = d * (k - 1) + 1, IMAGE + 2 * p - d * (k - 1) - 1
    if room < 0:
        return f"The kernel spans {span} pixels; a row of the image has {IMAGE + 2 * p}, the padding included."
    side = room // s + 1
    if side != OUTPUT:
        return f"The output has {side} by {side} entries, not {OUTPUT} by {OUTPUT}. {slip(k, s, p, d)}".strip()
    return rest_note(room % s)


def slip(k, s, p, d):
    """What was overlooked by whoever reckoned with six windows, in a sentence; empty where nothing is."""
    span = d * (k - 1) + 1
    room = IMAGE + 2 * p - span
    steps = OUTPUT - 1
    slips = [
        (IMAGE + 2 * p - k, steps, "A dilated kernel spans more than k pixels."),
        (room, OUTPUT, "Between two windows there is one step: there are more windows than steps."),
        (IMAGE - span, steps, "The padding makes the image longer before the kernel runs over it."),
        (room + s - 1, steps, "The last window would hang over the border, and is left out."),
    ]
    slips = [(length, count, words) for length, count, words in slips if (length, count) != (room, steps)]
    exact = [words for length, count, words in slips if length == count * s]
    rounded = [words for length, count, words in slips if length // s == count]
    return next(iter(exact + rounded), "")


def rest_note(rest):
    """What to say of pixels that no window reaches."""
    if not rest:
        return None
    pixels = "pixel is" if rest == 1 else f"{rest} pixels are"
    return Note(f"The division by the stride leaves a rest, which is allowed: the last {pixels} in no window.")


def whole_numbers(answer):
    """The answer as four integers, None if it is anything else."""
    if isinstance(answer, np.ndarray) and answer.shape == (4,) and answer.dtype.kind in "iuf":
        answer = answer.tolist()
    if not isinstance(answer, tuple | list) or len(answer) != 4:
        return None
    numbers = [int(v) for v in map(plain_number, answer) if v is not None and abs(v) < LARGEST and v == int(v)]
    return numbers if len(numbers) == 4 else None


def plain_number(value):
    """An integer or a float as it is, None for anything else."""
    if isinstance(value, np.ndarray) and not value.ndim and value.dtype.kind in "iuf":
        value = value.item()
    return value if type(value) in (int, float) else None
