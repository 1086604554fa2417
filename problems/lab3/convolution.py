"""A convolution layer on a 5 x 5 image: its outputs, and the gradient in its input.

Errata of the document: "convolution" may mean the flipped kernel of mathematics; torch does not flip (E-K5).
The tables of parts b and c are taken in either convention, with a note; the general functions say "no flip".
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from checker import Exercise, case, normal

exercise = Exercise(
    "lab3.5",
    title="Convolution",
    source="Deep Learning Teaching Kit, Lab 3, question 5",
    points={"a": 2, "b": 5, "c": 6},
)

IMAGE = np.array([[4, 5, 2, 2, 1], [3, 3, 2, 2, 4], [4, 3, 4, 1, 1], [5, 1, 4, 1, 2], [5, 1, 3, 1, 4]])
KERNEL = np.array([[4, 3, 3], [5, 5, 5], [2, 4, 3]])
FLIPPED = KERNEL[::-1, ::-1]


# ---- a: how many values -----------------------------------------------------------------------------------


@exercise.value("a", points=2, answer="(5 - 3 + 1)^2 = 9")
def conv_output_count():
    r"""Number of values that the convolution gives.

    The image has 5 rows and 5 columns, the kernel 3 rows and 3 columns (Table 1). The kernel moves by 1, and
    there is no padding.

    Returns:
      the number of values that a forward pass generates, an integer.
    """
    return 9


@conv_output_count.formula
def _(sp):
    side = sum(all(row + u < 5 for u in range(3)) for row in range(5))  # first rows from which the kernel fits
    return side**2


@conv_output_count.variant
def shape():
    """The shape, three rows by three columns, says the same as the number 9."""
    return 3, 3


@conv_output_count.misconception
def padded_to_the_image():
    """There is no padding: the kernel fits at 5 - 3 + 1 = 3 positions along each axis."""
    return 25


@conv_output_count.misconception
def one_axis():
    """There are 3 positions along each of the two axes: 3 * 3 in all."""
    return 3


@conv_output_count.misconception
def no_plus_one():
    """The kernel fits at 5 - 3 + 1 = 3 positions along each axis, not at 2."""
    return 4


@conv_output_count.misconception
def full():
    """The kernel stays inside the image: full padding is not used in the forward pass."""
    return 49


# ---- b: the values ----------------------------------------------------------------------------------------


@exercise.value("b", points=3, answer="[[109, 92, 72], [108, 85, 74], [110, 74, 79]]")
def conv_table_values():
    r"""Values of the convolution of Table 1.

    The image is

        4 5 2 2 1
        3 3 2 2 4
        4 3 4 1 1
        5 1 4 1 2
        5 1 3 1 4

    and the kernel is

        4 3 3
        5 5 5
        2 4 3

    The kernel moves by 1, there is no padding, and the bias is zero. As in torch, the kernel is not flipped.

    Returns:
      integer array of shape `(3, 3)`.
    """
    return conv2d_valid(IMAGE, KERNEL)


@conv_table_values.formula
def _(sp):
    # With a[i, j] u^i v^j for an image, the product with the turned kernel holds the values at u^2 v^2 and on.
    u, v = sp.symbols("u v")
    image = sum(int(a) * u**i * v**j for (i, j), a in np.ndenumerate(IMAGE))
    turned = sum(int(a) * u**i * v**j for (i, j), a in np.ndenumerate(FLIPPED))
    product = sp.Poly(image * turned, u, v)
    return [[product.coeff_monomial(u ** (i + 2) * v ** (j + 2)) for j in range(3)] for i in range(3)]


@conv_table_values.variant
def flipped_kernel():
    """These are the values of a true convolution, whose kernel is flipped; what torch and deep learning call
    convolution does not flip it."""
    return conv2d_valid(IMAGE, FLIPPED)


@conv_table_values.misconception
def same_padding():
    """No padding is mentioned: the output has 3 rows and 3 columns."""
    return conv2d_valid(np.pad(IMAGE, 1), KERNEL)


@conv_table_values.misconception
def transposed_kernel():
    """The rows of the kernel go with the rows of the image: do not transpose it."""
    return conv2d_valid(IMAGE, KERNEL.T)


@conv_table_values.misconception
def mean():
    """A convolution sums the products; it does not average them."""
    return conv2d_valid(IMAGE, KERNEL) / 9


@exercise.numeric("b", points=2, answer="out[i, j] = sum_{u, v} image[i + u, j + v] kernel[u, v]")
def conv2d_valid(image, kernel):
    r"""Forward pass of a convolution layer of one channel, as torch computes it.

    The kernel is not flipped (a cross-correlation in the words of signal processing). It moves by 1, there is
    no padding, and the bias is zero.

    Args:
      image: real array of shape `(H, W)`.
      kernel: real array of shape `(kh, kw)`, with kh at most H and kw at most W.

    Returns:
      real array of shape `(H - kh + 1, W - kw + 1)`.
    """
    return np.einsum("ijuv,uv->ij", sliding_window_view(image, kernel.shape), kernel)


@conv2d_valid.cases
def _(rng):
    yield case(image=whole(rng, 3, 4), kernel=whole(rng, 3, 3))
    yield case(image=whole(rng, 4, 5), kernel=whole(rng, 1, 3))
    yield case(image=IMAGE.astype(float), kernel=KERNEL.astype(float))
    for image, kernel in ((6, 5), (3, 1)), ((7, 9), (3, 5)), ((20, 15), (5, 3)):
        yield case(image=normal(rng, *image), kernel=normal(rng, *kernel))
    yield case(tag="edge", image=normal(rng, 1, 1), kernel=normal(rng, 1, 1))
    yield case(tag="edge", image=normal(rng, 3, 3), kernel=normal(rng, 3, 3))
    yield case(tag="edge", image=normal(rng, 4, 5), kernel=normal(rng, 2, 4))


def whole(rng, *shape):
    """Whole numbers from 1 to 9 in random places, easy to follow by hand."""
    return rng.integers(1, 10, shape).astype(float)


@conv2d_valid.formula
def _(sp, image, kernel):
    kh, kw = len(kernel), len(kernel[0])
    return [
        [sum(image[i + u][j + v] * kernel[u][v] for u in range(kh) for v in range(kw))
         for j in range(len(image[0]) - kw + 1)]
        for i in range(len(image) - kh + 1)
    ]  # fmt: skip


@conv2d_valid.misconception
def flipped(image, kernel):
    """This function is specified without flipping; the kernel was rotated by 180 degrees here."""
    return conv2d_valid(image, kernel[::-1, ::-1])


@conv2d_valid.misconception
def same(image, kernel):
    """Only the positions count where the kernel lies inside the image: do not pad to the image's size."""
    kh, kw = kernel.shape
    return conv2d_valid(np.pad(image, ((kh // 2, (kh - 1) // 2), (kw // 2, (kw - 1) // 2))), kernel)


@conv2d_valid.misconception
def transposed(image, kernel):
    """The rows of the kernel go with the rows of the image: do not transpose it."""
    return conv2d_valid(image, kernel.T)


# ---- c: the gradient in the input -------------------------------------------------------------------------


@exercise.value(
    "c",
    points=3.6,
    answer="[[4,7,10,6,3], [9,17,25,16,8], [11,23,34,23,11], [7,16,24,17,8], [2,6,9,7,3]]",
)
def conv_table_input_gradient():
    r"""Gradient in the input of the layer of Table 1.

    The layer convolves a 5 by 5 image with the kernel

        4 3 3
        5 5 5
        2 4 3

    that moves by 1, without padding, without flipping and with zero bias. The gradient that arrives from the
    layers above is a 3 by 3 matrix of ones.

    Returns:
      the gradient with respect to the input that is propagated back out of this layer, an integer array of
      shape `(5, 5)`.
    """
    return conv2d_input_gradient(np.ones((3, 3), int), KERNEL)


@conv_table_input_gradient.formula
def _(sp):
    image = sp.Matrix(5, 5, sp.symbols("x:25"))
    outputs = conv2d_valid.twin(sp, image.tolist(), KERNEL.tolist())
    total = sum(v for row in outputs for v in row)  # its gradient in the outputs is 1 everywhere
    return image.applyfunc(total.diff).tolist()


@conv_table_input_gradient.differentiates("image", at=lambda: IMAGE.astype(float))
def _(image):
    return conv2d_valid(image, KERNEL).sum()


@conv_table_input_gradient.variant
def of_a_true_convolution():
    """This is right for a true convolution, whose kernel is flipped in the forward pass; torch does not flip
    it, and then the gradient is this one rotated by 180 degrees."""
    return conv2d_input_gradient(np.ones((3, 3), int), FLIPPED)


@conv_table_input_gradient.misconception
def valid_mode():
    """Each gradient that arrives is spread over the 3 x 3 patch that its output read: full mode, 5 x 5."""
    return np.array([[34]])


@conv_table_input_gradient.misconception
def weight_gradient():
    """That is the gradient with respect to the kernel, not with respect to the input."""
    return conv2d_valid(IMAGE, np.ones((3, 3), int))


@conv_table_input_gradient.misconception
def same_mode():
    """The gradient has the shape of the input, 5 x 5."""
    return conv_table_input_gradient()[1:4, 1:4]


@conv_table_input_gradient.misconception
def all_kernel_sum():
    """The sum of the kernel arrives only in the middle: pixels near the border are read by fewer windows."""
    return np.full((5, 5), 34)


@exercise.numeric(
    "c",
    points=2.4,
    answer="out[p, q] = sum_{i, j} kernel[p - i, q - j] grad_out[i, j], where kernel has the entry",
)
def conv2d_input_gradient(grad_out, kernel):
    r"""Backward pass of the convolution layer of part b, with respect to its input.

    The forward pass is that of `conv2d_valid`: the kernel is not flipped and moves by 1, and there is no
    padding. Given the gradient of a loss in the layer's outputs, find its gradient in the layer's input.

    Args:
      grad_out: gradient in the outputs, real array of shape `(h, w)`.
      kernel: real array of shape `(kh, kw)`.

    Returns:
      gradient in the input, real array of shape `(h + kh - 1, w + kw - 1)`.
    """
    (h, w), (kh, kw) = grad_out.shape, kernel.shape
    gradient = np.zeros((h + kh - 1, w + kw - 1), np.result_type(grad_out, kernel))
    for u, v in np.ndindex(kh, kw):
        gradient[u : u + h, v : v + w] += kernel[u, v] * grad_out
    return gradient


@conv2d_input_gradient.cases
def _(rng):
    yield case(grad_out=whole(rng, 3, 4), kernel=whole(rng, 3, 3))
    yield case(grad_out=whole(rng, 2, 3), kernel=whole(rng, 1, 3))
    yield case(grad_out=np.ones((3, 3)), kernel=KERNEL.astype(float))
    for grad_out, kernel in ((4, 5), (3, 1)), ((7, 9), (3, 5)), ((20, 15), (5, 3)):
        yield case(grad_out=normal(rng, *grad_out), kernel=normal(rng, *kernel))
    yield case(tag="edge", grad_out=normal(rng, 1, 1), kernel=normal(rng, 1, 1))
    yield case(tag="edge", grad_out=normal(rng, 1, 1), kernel=normal(rng, 3, 2))
    yield case(tag="edge", grad_out=normal(rng, 4, 5), kernel=normal(rng, 2, 4))


@conv2d_input_gradient.formula
def _(sp, grad_out, kernel):
    h, w, kh, kw = len(grad_out), len(grad_out[0]), len(kernel), len(kernel[0])
    return [
        [sum(kernel[p - i][q - j] * grad_out[i][j]
             for i in range(max(0, p - kh + 1), min(h, p + 1))
             for j in range(max(0, q - kw + 1), min(w, q + 1)))
         for q in range(w + kw - 1)]
        for p in range(h + kh - 1)
    ]  # fmt: skip


@conv2d_input_gradient.differentiates(
    "image", at=lambda grad_out, kernel: np.zeros(input_shape(grad_out, kernel))
)
def _(grad_out, kernel, image):
    return (conv2d_valid(image, kernel) * grad_out).sum()


def input_shape(grad_out, kernel):
    """Shape of the input of the layer."""
    (h, w), (kh, kw) = grad_out.shape, kernel.shape
    return h + kh - 1, w + kw - 1


conv2d_input_gradient.harmless("grad_out, kernel -> kernel, grad_out", "a full convolution is commutative")


@conv2d_input_gradient.misconception
def full_correlation(grad_out, kernel):
    """This correlates once more, as the forward pass does. Through which entry of the kernel does the input
    (p, q) feed the output (i, j)?
    """
    return conv2d_input_gradient(grad_out, kernel[::-1, ::-1])


@conv2d_input_gradient.misconception
def valid(grad_out, kernel):
    """Use full mode: the gradient has the shape of the layer's input, larger than that of its output."""
    return conv2d_valid(grad_out, kernel[::-1, ::-1])


@conv2d_input_gradient.misconception
def same_size(grad_out, kernel):
    """Use full mode, not the size of grad_out: the gradient has the shape of the layer's input."""
    (h, w), (kh, kw) = grad_out.shape, kernel.shape
    top, left = (kh - 1) // 2, (kw - 1) // 2
    return conv2d_input_gradient(grad_out, kernel)[top : top + h, left : left + w]
