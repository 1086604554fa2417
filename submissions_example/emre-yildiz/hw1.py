import numpy as np
import sympy as sp


# Problem 1: only the diagonal
def softmax_derivative(x):
    s = np.exp(x) / np.sum(np.exp(x))
    return np.diag(s * (1 - s))


def softmax_derivative_entry(x, i, j):
    s = [sp.exp(v) / sum(sp.exp(u) for u in x) for v in x]
    if i == j:
        return s[i] * (1 - s[i])
    return -s[i] * s[j]


# Problem 2
def gaussian_prior_penalty(phi, sigma):
    return sum(p**2 / s**2 for p, s in zip(phi, sigma))


def map_to_l2_chain(P, phi, sigma, H):
    c = [1 / sp.sqrt(2 * sp.pi * s**2) for s in sigma]
    u = [-(p**2) / (2 * s**2) for p, s in zip(phi, sigma)]
    prior = 1
    for a, b in zip(c, u):
        prior = prior * a * H.exp(b)
    return [
        -H.log(P * prior),
        ("log_law", -H.log(P) - sum(H.log(a) + H.log(H.exp(b)) for a, b in zip(c, u))),
        ("log_exp", -H.log(P) - sum(H.log(a) for a in c) + sum(u)),
    ]


# Problem 3
def l2_regularized_gradient(phi, grad, lam, alpha):
    return grad + lam * phi


def weight_decay_chain(phi, k, dL, lam, alpha, H):
    penalty = lam / (2 * alpha) * sum(p**2 for p in phi)
    return [
        phi[k] - alpha * (dL + H.D(penalty, phi[k])),
        ("diff", phi[k] - alpha * (dL + lam / alpha * phi[k])),
        ("algebra", (1 - lam) * phi[k] - alpha * dL),
    ]


# Problems 4 to 6
def receptive_field_kernel_3():
    return 7


def receptive_field_kernel_7():
    return 21


def receptive_fields_mixed():
    return (5, 9, 17)


# Problem 7
def linear_regression_hessian(x, y):
    return np.array([[len(x), np.sum(x)], [np.sum(x), np.sum(x) ** 2]]) * 2


def hessian_trace_and_determinant(x):
    n = len(x)
    return 2 * n + 2 * sum(v**2 for v in x), n * sum(v**2 for v in x) - sum(x) ** 2


def hessian_determinant_squares(x):
    return [(1, x[i] - x[j]) for i in range(len(x)) for j in range(i)]


def degenerate_dataset():
    return [2, 2]


# Problem 8
def logistic_curve(phi0, phi1, x):
    return 1 / (1 + np.exp(-(phi0 + phi1 * x)))


def logistic_curve_features(phi0, phi1):
    return phi0 / phi1, phi1 / 4


def hw1_8i_essay():
    return "phi0 shifts the curve to the left or to the right. phi1 makes it steeper."


def logistic_loss(phi0, phi1, x, y):
    p = 1 / (1 + np.exp(-(phi0 + phi1 * x)))
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))


def logistic_loss_gradient(phi0, phi1, x, y):
    p = 1 / (1 + np.exp(-(phi0 + phi1 * x)))
    return np.array([np.sum(p - y), np.sum(p - y)])


def generate_two_class_data(rng):
    x0 = np.random.normal(-1, 1, 10)
    x1 = np.random.normal(1, 1, 10)
    return np.concatenate([x0, x1]), np.array([0] * 10 + [1] * 10)


def logistic_loss_grid(phi0_grid, phi1_grid, x, y):
    P0, P1 = np.meshgrid(phi0_grid, phi1_grid)
    total = 0
    for a, b in zip(x, y):
        z = P0 + P1 * a
        total = total + np.logaddexp(0, z) - b * z
    return total


def logistic_loss_is_convex():
    return True


def logistic_loss_hessian(phi0, phi1, x):
    p = 1 / (1 + np.exp(-(phi0 + phi1 * x)))
    w = p * (1 - p)
    return np.array([[w.sum(), (w * x).sum()], [(w * x).sum(), (w * x**2).sum()]])


# Problem 9: the direct way from f1 to f3 is forgotten, everything after it is computed from that
def reverse_mode_derivatives(x):
    f1 = np.exp(x)
    f3 = f1 + f1**2
    dy_df5 = 1
    dy_df4 = 1
    dy_df3 = np.exp(f3) + np.cos(f3)
    dy_df2 = dy_df3
    dy_df1 = 2 * f1 * dy_df2
    dy_dx = f1 * dy_df1
    return dict(dy_df5=dy_df5, dy_df4=dy_df4, dy_df3=dy_df3, dy_df2=dy_df2, dy_df1=dy_df1, dy_dx=dy_dx)


# Problem 10
def forward_mode_derivatives(x):
    f1 = np.exp(x)
    f3 = f1 + f1**2
    df1 = f1
    df2 = 2 * f1
    df3 = df1 + df2
    df4 = np.exp(f3) * df3
    df5 = -np.cos(f3) * df3
    return dict(df1_dx=df1, df2_dx=df2, df3_dx=df3, df4_dx=df4, df5_dx=df5, dy_dx=df4 + df5)


def mode_pass_counts(n_params, n_outputs):
    return n_outputs, n_params
