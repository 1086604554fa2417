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


# --------------------------------------------------------------------------- 2

def softmax_regression_grad_W(W, x, b, y):
    delta = probabilities(W.dot(x) + b) - y       # dl/da
    return delta[:, None] * x[None, :]


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


# --------------------------------------------------------------------------- 8

def differences(Y):
    return Y[:, np.newaxis, :] - Y[np.newaxis, :, :]


def student_t_affinities(Y):
    sq = np.einsum("ijd,ijd->ij", differences(Y), differences(Y))
    kernel = 1 / (1 + sq)
    kernel[np.diag_indices(len(Y))] = 0
    return kernel / kernel.sum()


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


def generalized_gradient(x, grad_g, x_next, alpha):
    G = (x - x_next) / alpha
    return G, G - grad_g
