"""LAB 3 chiara moreau
state: sunday night. 2b, 8 and the rest of 9 still to do!!
"""
import numpy as np
from numpy import *

print("lab3 loaded, numpy", "ok")


def s(z):
    return 1 / (1 + exp(-z))


# 1 ------------------------------------------------------------
def collapse_affine_layers(weights, biases):
    W, b = weights[0], biases[0]
    for i in range(1, len(weights)):
        b = weights[i] @ b + biases[i]
        W = weights[i] @ W
    print("collapsed", len(weights), "layers to", W.shape)
    return W, b


# 2 ------------------------------------------------------------
def softmax_regression_grad_W(W, x, b, y):
    a = W @ x + b
    p = exp(a - a.max())
    p = p / p.sum()
    return outer(x, p - y)


def confident_mistake_limits():
    pass   # TODO


def cross_entropy_from_logits(a, y):
    m = a.max()
    a = a.reshape(-1, 1)
    # keep everything a column so the shapes always work
    return m + log(exp(a - m).sum(axis=0)) - y.reshape(1, -1) @ a


# 3 ------------------------------------------------------------
def quotient_local_derivatives(x, y):
    sx = 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))
    sy = 1 / (1 + exp(-y)) if y >= 0 else exp(y) / (1 + exp(y))
    n = x ** 2 + sy
    q = 3 * x + y - sx
    return {"df_dn": 1 / q, "df_dq": -n / q ** 2, "dn_dx": 2 * x, "dn_dy": sy * (1 - sy),
            "dq_dx": 3 - sx * (1 - sx)}


def quotient_gradient_at_1_0():
    x, y = 1, 0
    h = 1 // 1000          # small step
    f = lambda x, y: (x ** 2 + s(y)) / (3 * x + y - s(x))
    return 1 / h * (f(x + h, y) - f(x, y)), 1 / h * (f(x, y + h) - f(x, y))


# 4 ------------------------------------------------------------
def pooling_modules():
    return ["SpatialMaxPooling", "SpatialAveragePooling", "SpatialLPPooling"]


def max_pool2d(x, k, s):
    H, W = x.shape
    out = zeros(((H - k) // s + 1, (W - k) // s + 1))
    for i in range(H // s + 1):
        for j in range(W // s + 1):
            out[i, j] = x[i * s:i * s + k, j * s:j * s + k].max(initial=-inf)
    return out


def avg_pool2d(x, k, s):
    rows = []
    i = 0
    while True:
        row = []
        j = 0
        while j + k <= x.shape[1]:
            row.append(x[i:i + k, j:j + k].mean())
            j += s
        if i + k <= x.shape[0]:
            rows.append(row)
            i += s
    return array(rows)


def lp_pool2d(x, k, s, p):
    raise NotImplementedError("like avg_pool2d, when that works")


# 5 ------------------------------------------------------------
IMG = [[4, 5, 2, 2, 1], [3, 3, 2, 2, 4], [4, 3, 4, 1, 1], [5, 1, 4, 1, 2], [5, 1, 3, 1, 4]]
KER = [[4, 3, 3], [5, 5, 5], [2, 4, 3]]


def conv_output_count():
    return 9


def conv_table_values():
    # by hand
    return [[109, 92, 72],
            [108, 85, 74],
            [110, 75, 79]]


def conv2d(image, kernel):
    kh, kw = kernel.shape
    return array([[(image[i:i + kh, j:j + kw] * kernel).sum()
                   for j in range(image.shape[1] - kw + 1)]
                  for i in range(image.shape[0] - kh + 1)])


def conv_table_input_gradient():
    # middle part is what matters
    return array([[17, 25, 16], [23, 34, 23], [16, 24, 17]])


# 6 ------------------------------------------------------------
def autoencoder_loss(x, We, be, Wd, bd):
    with errstate(over="ignore"):
        h = s(We @ x + be)
    r = Wd @ h + bd - x
    return 0.5 * (r * r).sum()


def autoencoder_gradients(x, We, be, Wd, bd):
    x, be, bd = x[:, None], be[:, None], bd[:, None]
    with errstate(over="ignore"):
        h = s(We @ x + be)
    r = Wd @ h + bd - x
    d = (Wd.T @ r) * h * (1 - h)
    return {"dWe": d @ x.T, "dbe": d, "dWd": r @ h.T, "dbd": r}


def autoencoder_gd_step(theta, grad, lr):
    theta -= lr * grad
    return theta


def autoencoder_momentum_step(theta, velocity, grad, lr, momentum):
    velocity = momentum * velocity + grad
    return theta - lr * velocity


# 7 ------------------------------------------------------------
def topk_error(scores, labels, k):
    order = argsort(scores, axis=1)
    hits = 0
    for n in range(len(labels)):
        if labels[n] in order[n, -k:]:
            hits += 1
    return 1 - hits / len(labels)


# 8 ------------------------------------------------------------
def student_t_affinities(Y):
    n = len(Y)
    Q = zeros((n, n))
    for i in range(n):
        for j in range(n):
            if i != j:
                Q[i, j] = 1 / (Y[i] - Y[j]) @ (Y[i] - Y[j]).T
    return Q / Z


def symmetric_sne_gradient(P, Y):
    Q = student_t_affinities(Y)
    grad = zeros_like(Y)
    for i in range(len(Y)):
        grad[i] = 4 * sum((P[i] - Q[i])[:, None] * (Y[i] - Y), axis=0)
    # return grad


# 9 ------------------------------------------------------------
def soft_threshold(x, t):
    return where(x > t, x - t, where(x < -t, x + t, 0))


def l1_prox_certificate(x, t):
    return [(x > t, x - t, 1), (x < -t, x + t, -1), (-t <= x <= t, 0, x / t)]


def ista_step(z, W, x, lam, alpha):
    z = z.reshape(-1, 1)
    x = x.reshape(-1, 1)
    return soft_threshold(z - alpha * W.T @ (W @ z - x), alpha * lam)


def generalized_gradient(x, grad_g, x_next, alpha):
    g = (x - x_next) / alpha
    return g - grad_g, g
