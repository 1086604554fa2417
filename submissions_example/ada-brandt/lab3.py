"""Lab 3 - Ada Brandt

Everything is worked out on paper first; the comments only give the line I ended with.
Vectors are column vectors on paper, 1-d arrays here.
"""
from math import inf, log1p

import numpy as np
import sympy


# --------------------------------------------------------------------------- helpers

def sig(z):
    """Logistic function by way of tanh, which never overflows."""
    return 0.5 * np.tanh(0.5 * z) + 0.5


def dsig(z):
    # s'(z) = s(z) s(-z) = 1/4 / cosh(z/2)^2, written with exp(-|z|) so that large |z| give 0 and not nan
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


def probabilities(logits):
    shifted = np.exp(logits - np.max(logits))
    return shifted / np.sum(shifted)


def all_windows(img, k, s):
    """Every k x k window, flattened: result has shape (rows, cols, k*k)."""
    rows = (img.shape[0] - k) // s + 1
    cols = (img.shape[1] - k) // s + 1
    out = np.empty((rows, cols, k * k))
    for r in range(rows):
        for c in range(cols):
            out[r, c] = img[r * s:r * s + k, c * s:c * s + k].reshape(-1)
    return out


def shrink(v, t):
    # v minus its projection onto the box [-t, t]
    return v - np.clip(v, -t, t)


# --------------------------------------------------------------------------- 1

def collapse_affine_layers(weights, biases):
    # walk from the last layer down: `left` is the product of all the weights above
    left = np.eye(weights[-1].shape[0])
    b = np.zeros(weights[-1].shape[0])
    for Wl, bl in reversed(list(zip(weights, biases))):
        b = b + left @ bl
        left = left @ Wl
    return left, b


def lab3_1a_essay():
    return """
    W2 (W1 x + b1) + b2 = (W2 W1) x + (W2 b1 + b2), so two affine maps in a row are an affine map again, and by
    induction so is the whole network. A convolution without a non-linearity is a (sparse) matrix too, and so is
    average pooling, so they can be multiplied in as well; max pooling cannot, it is not linear. Depth therefore
    buys nothing: every such network computes Wx + b with one W. The sizes only restrict which W are possible,
    since rank W is at most the smallest layer, and what a bottleneck has thrown away no later layer can bring
    back. To gain anything from depth there has to be a non-linearity between the layers.
    """


def lab3_1b_essay():
    return """
    The counterpart of the dictionary D is the weight matrix of the decoder: its columns are the atoms, and the
    reconstruction is a combination of them. In sparse coding there is no encoder at all. The code of x is the
    argmin over z of 1/2 |x - Dz|^2 + lambda |z|_1, which has to be found by an iteration such as ISTA for every
    single x, also at test time; D is learnt by alternating between that and a step on D, with atoms of norm 1 so
    that z cannot shrink at D's expense. An autoencoder learns an encoder z = s(We x + be) together with the
    decoder by backprop, sometimes with We = D^T, so a code costs one forward pass. In return the code is only what
    the encoder can express, not the best one for D, and it is not sparse unless a penalty asks for it. Dictionaries
    are usually overcomplete, plain autoencoders have fewer units than inputs, or else they could copy x.
    """


# --------------------------------------------------------------------------- 2

def softmax_regression_grad_W(W, x, b, y):
    delta = probabilities(W.dot(x) + b) - y       # dl/da
    return delta[:, None] * x[None, :]


def softmax_regression_grad_chain(yhat, y, x_j, i, H):
    classes = range(len(y))
    others = [c for c in classes if c != i]
    dl = [-y[c] / yhat[c] for c in classes]
    dyhat = [yhat[i] * (1 - yhat[i]) if c == i else -yhat[c] * yhat[i] for c in classes]
    return [
        sum(dl[c] * dyhat[c] * x_j for c in classes),
        ("algebra", (-y[i] * (1 - yhat[i]) + sum(y[c] * yhat[i] for c in others)) * x_j),
        ("algebra", -y[i] * x_j + sum(y[c] for c in classes) * yhat[i] * x_j),
        ("one_hot", (yhat[i] - y[i]) * x_j),
    ]


def confident_mistake_limits():
    # l = -log(0+), dl/dyhat = -1/(0+), but dl/da = yhat - y
    return (inf, -inf, -1, 1)


def cross_entropy_from_logits(a, y):
    # a_c against all the others: l = log sum_k exp(a_k - a_c)
    c = int(np.argmax(y))
    gaps = np.delete(a - a[c], c)
    if gaps.size == 0:
        return 0.0
    top = max(gaps.max(), 0.0)
    if top == 0.0:
        return log1p(np.exp(gaps).sum())
    return top + np.log(np.exp(-top) + np.exp(gaps - top).sum())


def lab3_2b_essay():
    return """
    l = -log yhat_c1 goes to infinity, and so does |dl/dyhat_c1| = 1/yhat_c1. But yhat is not what is learnt: going
    back through the softmax multiplies by a derivative that is of the order of yhat_c1, and dl/da = yhat - y stays
    in [-1, 1]. In the limit dl/dW is -x in row c1, +x in row c2 and 0 elsewhere, which is a perfectly good (and the
    largest possible) push out of this state. yhat_c2 = 1 itself cannot happen, since a softmax of finite numbers is
    strictly between 0 and 1. In floating point it can be rounded to 1, so one never takes the log of the softmax
    but computes logsumexp(a) - a_c1 from the logits.
    """


# --------------------------------------------------------------------------- 3

def quotient_local_derivatives(x, y):
    num = x * x + sig(y)
    den = 3 * x + y - sig(x)
    edges = {}
    edges["df_dn"] = 1 / den
    edges["df_dq"] = -num / (den * den)
    edges["dn_dx"] = 2 * x
    edges["dn_dy"] = dsig(y)
    edges["dq_dx"] = 3 - dsig(x)
    edges["dq_dy"] = 1
    return edges


def lab3_3a_essay():
    return """
    Forward first: s(x), s(y), then the numerator n, the denominator q and f = n/q, keeping all these numbers. Then
    backward: df/dn = 1/q and df/dq = -n/q^2 are numbers now, and so are dn/dx, dn/dy, dq/dx and dq/dy on the edges
    below. x reaches f along two paths, so df/dx = df/dn dn/dx + df/dq dq/dx, and the same with y. The sigmoids need
    no new exponentials, because s' = s (1 - s) uses the values from the forward pass. Nowhere is the formula of the
    whole gradient written out.
    """


def quotient_gradient_at_1_0():
    e = quotient_local_derivatives(1.0, 0.0)
    # two paths into f for each variable
    df_dx = e["df_dn"] * e["dn_dx"] + e["df_dq"] * e["dq_dx"]
    df_dy = e["df_dn"] * e["dn_dy"] + e["df_dq"] * e["dq_dy"]
    return round(df_dx, 5), round(df_dy, 5)


# --------------------------------------------------------------------------- 4

def pooling_modules():
    return {
        "max pooling": "nn.MaxPool2d",
        "average pooling": "nn.AvgPool2d",
        "Lp (power) pooling": "nn.LPPool2d",
    }


def max_pool2d(x, k, s):
    return all_windows(x, k, s).max(axis=-1)


def avg_pool2d(x, k, s):
    return all_windows(x, k, s).sum(axis=-1) / (k * k)


def lp_pool2d(x, k, s, p):
    return np.power(np.power(np.abs(all_windows(x, k, s)), p).sum(axis=-1), 1 / p)


def lab3_4c_essay():
    return """
    Max pooling keeps the strongest response in each window and forgets where in the window it was and what the
    others were: it answers whether a feature is present here. If the image shifts by a pixel, most maxima stay in
    their windows, so the features get (locally) invariant to small shifts and deformations, which do not change the
    class of an object. With stride 2 there are also four times fewer values to compute with above, fewer weights in
    the first fully connected layer, and each unit further up sees a larger part of the image. The price is the
    exact position, which one would want for segmentation, and a gradient that reaches only one value per window.
    """


# --------------------------------------------------------------------------- 5

IMAGE = """
4 5 2 2 1
3 3 2 2 4
4 3 4 1 1
5 1 4 1 2
5 1 3 1 4
"""
KERNEL = """
4 3 3
5 5 5
2 4 3
"""


def table(text):
    return np.array([[int(v) for v in line.split()] for line in text.strip().splitlines()])


def conv_output_count():
    per_axis = 5 - 3 + 1
    return per_axis ** 2


def conv2d_valid(image, kernel):
    m, n = kernel.shape
    H, W = image.shape
    total = np.zeros((H - m + 1, W - n + 1))
    for u in range(m):
        for v in range(n):
            total = total + kernel[u, v] * image[u:u + H - m + 1, v:v + W - n + 1]
    return total


def conv_table_values():
    return conv2d_valid(table(IMAGE), table(KERNEL)).astype(int)


def conv2d_input_gradient(grad_out, kernel):
    # pad by kernel - 1 on all sides, then slide the kernel turned by 180 degrees over it
    m, n = kernel.shape
    padded = np.pad(grad_out, ((m - 1, m - 1), (n - 1, n - 1)))
    return conv2d_valid(padded, np.rot90(kernel, 2))


def conv_table_input_gradient():
    return conv2d_input_gradient(np.ones((3, 3)), table(KERNEL))


# --------------------------------------------------------------------------- 6

def forward(x, We, be, Wd, bd):
    code = sig(We @ x + be)
    return code, Wd @ code + bd


def autoencoder_loss(x, We, be, Wd, bd):
    _, xhat = forward(x, We, be, Wd, bd)
    return np.sum((xhat - x) ** 2) / 2


def autoencoder_gradients(x, We, be, Wd, bd):
    code, xhat = forward(x, We, be, Wd, bd)
    err = xhat - x
    back = dsig(We @ x + be) * (err @ Wd)
    return dict(
        dWd=err[:, None] @ code[None, :],
        dbd=err,
        dWe=back[:, None] @ x[None, :],
        dbe=back,
    )


def autoencoder_gd_step(theta, grad, lr):
    return theta - lr * grad


def autoencoder_momentum_step(theta, velocity, grad, lr, momentum):
    # lecture convention: the learning rate sits inside the velocity
    velocity = momentum * velocity - lr * grad
    return theta + velocity, velocity


# --------------------------------------------------------------------------- 7

def topk_error(scores, labels, k):
    misses = 0
    for row, label in zip(scores, labels):
        best = np.argsort(row)[::-1][:k]
        misses += label not in best
    return misses / len(labels)


def lab3_7_essay():
    return """
    Top-1 is what counts when a classifier has to give one answer, and it still tells good models apart when their
    top-5 errors are all close to zero. But ImageNet has one label per image, although many images show several
    things, and among its 1000 classes there are over a hundred breeds of dogs that even people mix up. Top-5 does
    not punish a model that names the second object in the picture or a neighbouring breed first. If top-5 is low
    and top-1 high, the errors are near misses; if both are high, the model does not see what is there.
    """


# --------------------------------------------------------------------------- 8

def differences(Y):
    return Y[:, np.newaxis, :] - Y[np.newaxis, :, :]


def student_t_affinities(Y):
    sq = np.einsum("ijd,ijd->ij", differences(Y), differences(Y))
    kernel = 1 / (1 + sq)
    kernel[np.diag_indices(len(Y))] = 0
    return kernel / kernel.sum()


def lab3_8a_essay():
    return """
    The volume of a ball grows like r^d, so in many dimensions nearly all the neighbours of a point can be at about
    the same moderate distance; in the plane there is room only for r^2. So the map cannot keep the small distances
    and at the same time find a place for all the moderately distant points: they have to be put too far away. In
    SNE the Gaussian then sees q much smaller than p for each of them, and the many small attractions together
    crush the map towards its centre, without gaps between clusters. t-SNE keeps the Gaussian in the data space but
    takes q ~ 1/(1 + d^2), Student's t with one degree of freedom, in the map. Its tail is heavy, so that a moderate
    p is matched by a much larger d and these points may lie further out; for large d it is an inverse-square law,
    and the map looks the same at all scales. In the gradient the factor 1/(1 + d^2) keeps far pairs from pulling
    hard, while dissimilar points that are close in the map repel each other.
    """


def symmetric_sne_gradient(P, Y):
    diff = differences(Y)
    sq = np.einsum("ijd,ijd->ij", diff, diff)
    other = ~np.eye(len(Y), dtype=bool)
    closest = sq[other].min()          # shift the exponents: the largest term becomes exp(0)
    Q = np.zeros_like(sq)
    Q[other] = np.exp(closest - sq[other])
    Q /= Q.sum()
    return 4 * np.einsum("ij,ijd->id", P - Q, diff)


# --------------------------------------------------------------------------- 9

def soft_threshold(x, t):
    return shrink(x, t)


def l1_prox_certificate(x, t):
    # the three places where the minimiser can be
    middle = sympy.And(x <= t, x >= -t)
    return [
        (x > t, x - t, 1),
        (middle, 0, x / t),
        (x < -t, x + t, -1),
    ]


def ista_step(z, W, x, lam, alpha):
    downhill = z + alpha * (x - W @ z) @ W
    return shrink(downhill, alpha * lam)


def ista_splitting(W, x, lam, z, v, t):
    residual = W.dot(z) - x
    return {
        "g": np.dot(residual, residual) / 2,
        "grad_g": W.T.dot(residual),
        "h": lam * np.linalg.norm(z, 1),
        "prox_h": shrink(v, lam * t),
    }


def prox_subgradient(x, u, t):
    # 0 is in u - x + t dh(u)
    return (x - u) / t


def lab3_9c_essay():
    return """
    Put phi(z) = 1/2 |z - x|^2 + t h(z), which is convex with its minimum at u. Take any z with h(z) finite and
    0 < s <= 1; then u + s (z - u) is no better than u, and with h(u + s (z - u)) <= h(u) + s (h(z) - h(u)), which is
    the convexity of h, we get 0 <= s <u - x, z - u> + s^2/2 |z - u|^2 + t s (h(z) - h(u)). Divide by s and let s go
    to 0+: h(z) >= h(u) + <(x - u)/t, z - u>. If h(z) is infinite this holds anyway. This is the definition of
    (x - u)/t being in dh(u), and no derivative of h was used. (Shorter: by Fermat's rule 0 is in d phi(u), and that
    is u - x + t dh(u) by the sum rule, because the quadratic is finite and differentiable everywhere.)
    """


def generalized_gradient(x, grad_g, x_next, alpha):
    G = (x - x_next) / alpha
    return G, G - grad_g


def generalized_gradient_chain(x, g, x_next, alpha, G, H):
    # 9c with x - alpha g for x, x_next for u and alpha for t
    start = x - alpha * g
    return [
        (start - x_next) / alpha,
        ("algebra", -g - (x_next - x) / alpha),
        ("def:G", -g + G),
    ]
