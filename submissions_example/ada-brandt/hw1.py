"""Homework 1. Ada Brandt."""

from itertools import combinations
import math

import numpy as np
import sympy as sp


# Problem 1
def softmax_derivative(x):
    e = np.exp(x - max(x))
    s = e / sum(e)
    n = len(x)
    J = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            J[i, j] = s[i] * ((i == j) - s[j])
    return J


def softmax_derivative_entry(x, i, j):
    # quotient rule on exp(x_i) / Z
    Z = sum(sp.exp(v) for v in x)
    if i == j:
        return sp.exp(x[i]) * (Z - sp.exp(x[i])) / Z**2
    return -sp.exp(x[i] + x[j]) / Z**2


# Problem 2
def gaussian_prior_penalty(phi, sigma):
    density = 1
    for p, s in zip(phi, sigma):
        density *= sp.exp(-(p**2) / (2 * s**2)) / (s * sp.sqrt(2 * sp.pi))
    return sp.expand_log(-sp.log(density), force=True)


def map_to_l2_chain(P, phi, sigma, H):
    c = [1 / sp.sqrt(2 * sp.pi * s**2) for s in sigma]
    u = [-(p**2) / (2 * s**2) for p, s in zip(phi, sigma)]
    C = sp.prod(c)
    start = -H.log(P * sp.prod([a * H.exp(b) for a, b in zip(c, u)]))
    return [
        start,
        ("exp_law", -H.log(P * C * H.exp(sum(u)))),
        ("log_law", -H.log(P) - H.log(C) - H.log(H.exp(sum(u)))),
        ("log_exp", -H.log(P) - H.log(C) - sum(u)),
        ("algebra", -H.log(P) + sum(p**2 / (2 * s**2) for p, s in zip(phi, sigma)) - H.log(C)),
    ]


# Problem 3
def l2_regularized_gradient(phi, grad, lam, alpha):
    # the step of weight decay is phi - alpha * (this gradient)
    return (phi - ((1 - lam) * phi - alpha * grad)) / alpha


def weight_decay_chain(phi, k, dL, lam, alpha, H):
    penalty = lam * sum(p**2 for p in phi) / (2 * alpha)
    return [
        phi[k] - alpha * (dL + H.D(penalty, phi[k])),
        ("algebra", phi[k] - alpha * dL - alpha * H.D(penalty, phi[k])),
        ("diff", phi[k] - alpha * dL - alpha * lam * phi[k] / alpha),
        ("algebra", phi[k] - alpha * dL - lam * phi[k]),
        ("algebra", (1 - lam) * phi[k] - alpha * dL),
    ]


# Problems 4 to 6
def receptive_field(layers):
    size, jump, sizes = 1, 1, []
    for k, s, d in layers:
        size += d * (k - 1) * jump
        jump *= s
        sizes.append(size)
    return sizes


def receptive_field_kernel_3():
    return receptive_field([(3, 1, 1)] * 3)[-1]


def receptive_field_kernel_7():
    return receptive_field([(7, 1, 1)] * 3)[-1]


def receptive_fields_mixed():
    return receptive_field([(5, 2, 1), (3, 1, 1), (5, 1, 2)])


# Problem 7
def linear_regression_hessian(x, y):
    A = np.column_stack([np.ones(len(x)), x])
    return 2 * A.T @ A


def hessian_trace_and_determinant(x):
    A = sp.Matrix([[1, v] for v in x])
    H = 2 * A.T * A
    return H.trace(), H.det()


def hessian_determinant_squares(x):
    mean = sum(x) / sp.Integer(len(x))
    return [(4 * len(x), v - mean) for v in x]


def degenerate_dataset():
    return np.full(5, 0.1)


# Problem 8
def sig(z):
    return 0.5 * (1 + np.tanh(z / 2))


def logistic_curve(phi0, phi1, x):
    return sig(phi0 + phi1 * x)


def logistic_curve_features(phi0, phi1):
    t = sp.Symbol("t", real=True)
    curve = 1 / (1 + sp.exp(-phi0 - phi1 * t))
    middle = -phi0 / phi1
    return middle, sp.diff(curve, t).subs(t, middle)


def hw1_8i_essay():
    return """I plotted Pr(y=1|x) for (0, 1), (2, 1), (0, 3), (1, -1) and (-1, 0), with x from -6 to 6 on the
horizontal and the probability on the vertical axis. All curves with phi1 != 0 are S-shaped and go from 0 to 1, or
from 1 to 0 for phi1 = -1. phi0 moves the curve: it is the log-odds at x = 0, and the curve crosses 1/2 at
x = -phi0/phi1, so with phi1 > 0 a larger phi0 moves it to the left. phi1 is steepness and direction: the slope in the
middle is phi1/4. A large |phi1| comes close to a step, a negative one gives a falling curve, and with phi1 = 0 the
curve is the constant sig(phi0)."""


def softplus(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def logistic_loss(phi0, phi1, x, y):
    total = 0.0
    for a, b in zip(x, y):
        z = phi0 + phi1 * a
        total += softplus(-z) if b == 1 else softplus(z)
    return total


def logistic_loss_gradient(phi0, phi1, x, y):
    A = np.column_stack([np.ones(len(x)), x])
    return A.T @ (sig(A @ np.array([phi0, phi1])) - y)


def generate_two_class_data(rng):
    y = np.array([0] * 10 + [1] * 10)
    rng.shuffle(y)
    return 2 * y - 1 + rng.standard_normal(20), y


def logistic_loss_grid(phi0_grid, phi1_grid, x, y):
    P0, P1 = np.meshgrid(phi0_grid, phi1_grid, indexing="ij")
    loss = np.zeros(P0.shape)
    for a, b in zip(x, y):
        loss += softplus((1 - 2 * b) * (P0 + P1 * a))
    return loss


def hw1_8iv_essay():
    return """The horizontal axis is phi0 from -4 to 4, the vertical one phi1 from -1 to 5, and the colour bar shows
the negative log-likelihood of the 20 points. There is one minimum, at phi0 about 0 and phi1 about 2, of about 8. Around
it lies a single bowl, which becomes a valley: the loss rises fast for negative phi1 and for large |phi0|, and slowly
towards large phi1. There are no further minima, and the lowest point has a positive phi1, as the class 1 is on the right."""


def logistic_loss_is_convex():
    return True


def logistic_loss_hessian(phi0, phi1, x):
    A = np.column_stack([np.ones(len(x)), x])
    w = 0.25 / np.cosh(np.clip((phi0 + phi1 * x) / 2, -300, 300)) ** 2
    return A.T @ np.diag(w) @ A


def logistic_quadratic_form_squares(v0, v1, x, w):
    # completing the square around the weighted mean
    W = sum(w)
    mean = sum(a * b for a, b in zip(w, x)) / W
    squares = [(W, v0 + v1 * mean)]
    for (a, b), (c, d) in combinations(list(zip(w, x)), 2):
        squares.append((a * c / W, v1 * (b - d)))
    return squares


# Problems 9 and 10
def reverse_mode_derivatives(x):
    f1 = math.exp(x)
    f2 = f1 * f1
    f3 = f1 + f2
    adjoint = {"y": 1.0, "f5": 0.0, "f4": 0.0, "f3": 0.0, "f2": 0.0, "f1": 0.0, "x": 0.0}
    edges = [
        ("y", "f5", 1.0),
        ("y", "f4", 1.0),
        ("f5", "f3", math.cos(f3)),
        ("f4", "f3", math.exp(f3)),
        ("f3", "f2", 1.0),
        ("f3", "f1", 1.0),
        ("f2", "f1", 2 * f1),
        ("f1", "x", f1),
    ]
    for parent, child, local in edges:
        adjoint[child] += adjoint[parent] * local
    return {f"dy_d{name}": adjoint[name] for name in ("f5", "f4", "f3", "f2", "f1", "x")}


def forward_mode_derivatives(x):
    # dual numbers (value, derivative)
    f1 = (math.exp(x), math.exp(x))
    f2 = (f1[0] ** 2, 2 * f1[0] * f1[1])
    f3 = (f1[0] + f2[0], f1[1] + f2[1])
    f4 = (math.exp(f3[0]), math.exp(f3[0]) * f3[1])
    f5 = (math.sin(f3[0]), math.cos(f3[0]) * f3[1])
    return {
        "df1_dx": f1[1],
        "df2_dx": f2[1],
        "df3_dx": f3[1],
        "df4_dx": f4[1],
        "df5_dx": f5[1],
        "dy_dx": f4[1] + f5[1],
    }


def mode_pass_counts(n_params, n_outputs):
    return (n_params, n_outputs)


def hw1_10_essay():
    return """One pass of forward mode carries the derivatives of everything in ONE input. For the gradient in all
parameters it has to be repeated for each of them, so the cost is (number of parameters) x (cost of a forward pass), and
deep networks have millions of parameters. Reverse mode starts from the one scalar loss and gets its derivatives in
all parameters in a single backward pass that costs about as much as a forward pass. The price is memory: the
activations of the forward pass are kept until the backward pass uses them."""
