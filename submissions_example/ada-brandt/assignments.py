"""Assignments 1 to 11. Ada Brandt."""

import math

import numpy as np
import sympy


# Assignment 1


def node_output_mean(n, sigma, sigma_tilde):
    # E[w_i x_i] = E[w_i] E[x_i] = 0
    return 0


def node_output_variance(n, sigma, sigma_tilde):
    # y has mean 0, so Var(y) = E[y^2]; mixed terms vanish, E[w_i^2 x_i^2] = E[w_i^2] E[x_i^2]
    var_w = sigma_tilde**2
    var_x = sigma**2
    return n * var_w * var_x


# Assignment 2


def shifted_sum_grad_a(x, g):
    total = 0.0
    for i in range(len(g)):
        total += g[i] * (x[i] + x[i + 2])
    return total


def shifted_sum_grad_b(g):
    return math.fsum(g)


def shifted_sum_grad_x(a, g):
    # go through the outputs and hand each g_i on to the two inputs it came from
    grad = [0.0] * (len(g) + 2)
    for i, gi in enumerate(g):
        grad[i] += a * gi
        grad[i + 2] += a * gi
    return grad


# Assignment 3


def smoothed_gradient(g_smooth, g, q):
    return g_smooth + q * (g - g_smooth)


def smoothed_sgd_step(theta, g_smooth, lam, eps):
    decay = 1 - eps * lam
    return decay * theta - eps * g_smooth


def proximal_sgd_step(theta, g, lam, eps):
    # (lam + 1/eps) theta_new = theta/eps - g
    return (theta / eps - g) / (lam + 1 / eps)


def proximal_objective_gradient(theta, theta_t, g, lam, eps):
    return (lam + 1 / eps) * theta - theta_t / eps + g


def equivalent_prox_step_size(eps, lam):
    # eps' / (1 + eps' lam) = eps   <=>   1/eps' + lam = 1/eps
    return 1 / (1 / eps - lam)


# Assignment 4


def linearized_log_prob(x_tilde, x, f_y, g):
    return f_y + sum(gi * (ti - xi) for gi, ti, xi in zip(g, x_tilde, x))


def linearized_attack(x, g, eps):
    attacked = x.copy()
    attacked[g > 0] -= eps
    attacked[g < 0] += eps
    return attacked


# Assignment 5


def kl_minus_cross_entropy(px, p_star):
    # KL = cross-entropy - entropy of p*(y|x)
    expected_entropy = 0.0
    for weight, row in zip(px, p_star):
        entropy = -sum(p * math.log(p) for p in row if p > 0)
        expected_entropy += weight * entropy
    return -expected_entropy


def kl_to_cross_entropy_chain(p, q, H):
    start = sum(pk * H.log(pk / qk) for pk, qk in zip(p, q))
    split = sum(pk * H.log(pk) - pk * H.log(qk) for pk, qk in zip(p, q))
    end = sum(pk * H.log(pk) for pk in p) - sum(pk * H.log(qk) for pk, qk in zip(p, q))
    return [start, ("log_law", split), ("algebra", end)]


# Assignment 6


def composite_objective_gradient(theta, theta_t, g, eps, rho_prime):
    length = math.sqrt(theta @ theta)
    unit = theta / length
    return g + rho_prime(length) * unit - (theta_t - theta) / eps


def composite_radius_residual(l, eps, rho_prime_l, norm_a):
    # from (1 + eps rho'(l)/l) theta = a, after taking norms and dividing by l
    return 1 + eps * rho_prime_l / l - norm_a / l


def composite_prox_step(theta_t, g, eps, rho_prime):
    a = theta_t - eps * g
    norm_a = math.sqrt(a @ a)

    def h(l):
        return l + eps * rho_prime(l) - norm_a

    # the root lies in [0, |a|]: secant steps, with bisection whenever they leave the bracket or get slow
    low, high = 0.0, norm_a
    h_low, h_high = h(low), h(high)
    for step in range(300):
        middle = (low + high) / 2
        if step % 3 and h_high != h_low:
            secant = high - h_high * (high - low) / (h_high - h_low)
            if low < secant < high:
                middle = secant
        value = h(middle)
        if value > 0:
            high, h_high = middle, value
        else:
            low, h_low = middle, value
        if high - low <= 1e-15 * norm_a:
            break
    return a * ((low + high) / 2 / norm_a)


# ---- Assignment 7 ----------------------------------------------------------

def class_weights(prior_train, prior_app):
    # how much more (or less) frequent each class has become
    return np.asarray(prior_app) / np.asarray(prior_train)


def shifted_posterior(p, prior_train, prior_app):
    # p_a(y|x) is proportional to p(x|y) p*(y), and p(x|y) to p(y|x) / p(y)
    w = class_weights(prior_train, prior_app)
    joint = p @ np.diag(w)
    evidence = p @ w
    return joint / evidence[:, None]


def shifted_prediction(p, prior_train, prior_app):
    # smallest expected 0/1 loss = largest posterior
    posterior = shifted_posterior(p, prior_train, prior_app)
    risk = 1 - posterior
    return [int(np.argmin(row)) for row in risk]


# ---- Assignment 8 ----------------------------------------------------------

def winner(x, Y):
    """One-hot column for the nearest centre."""
    dist = np.array([np.linalg.norm(x - y) for y in Y])
    mask = np.zeros((len(Y), 1))
    mask[dist.argmin()] = 1.0
    return mask


def kmeans_sgd_gradient(x, Y):
    return winner(x, Y) * (2 * Y - 2 * x)


def kmeans_sgd_step(x, Y, alpha):
    rate = alpha * winner(x, Y)
    return (1 - rate) * Y + rate * x


def assign_8a_essay():
    return """
    The gradient of a single example, 2 (y_k - x), is only an estimate of the true gradient. At the optimum
    its mean over the examples of the cluster is zero, but the gradient of one example is not: each x pulls
    the centre to itself. With a constant alpha the centre therefore ends up as an exponentially weighted mean
    of the last examples and keeps jumping around the cluster's mean, with a variance proportional to alpha.
    The rate has to go to zero, so that this noise is averaged away (sum of alpha^2 finite), but not too
    quickly, or the centre gets stuck before it arrives (sum of alpha infinite; Robbins and Monro). For example
    alpha = 1/n_k, with n_k the number of examples that centre k has won so far: then y_k is exactly the
    running mean of its examples.
    """


def kmeans_epoch_costs(n, m, K):
    # online: m examples, for each K distances of n terms, then n operations to move the winner
    online = m * (K * n + K + n)
    # standard: the same distances, then the means: every example is added to one sum, K divisions
    standard = m * K * n + m * n + K * n
    return online, standard


# ---- Assignment 9 ----------------------------------------------------------

def normalise_rows(W):
    norms = np.sqrt(np.einsum("ij,ij->i", W, W))
    return norms, W / norms[:, None]


def normalized_linear_grad_b(W, g):
    norms, _ = normalise_rows(W)
    return g / norms


def normalized_linear_grad_x(W, g):
    _, U = normalise_rows(W)
    return g @ U


def normalized_linear_grad_W(W, b, x, g):
    # dy_i/dw_i = (x - (x.u_i) u_i - (b_i/|w_i|) u_i) / |w_i| with u_i = w_i / |w_i|:
    # the part of x orthogonal to w_i, and the bias that shrinks
    out = np.empty_like(W)
    norms, U = normalise_rows(W)
    for i, (u, r) in enumerate(zip(U, norms)):
        across = x - (u @ x) * u
        out[i] = g[i] * (across - b[i] / r * u) / r
    return out


# ---- Assignment 10 ---------------------------------------------------------

def gaussian_log_density(r2, sigma, d):
    variance = sigma**2
    return -(d * sympy.log(2 * sympy.pi * variance) + r2 / variance) / 2


def gaussian_log_density_dsigma(r2, sigma, d):
    return (r2 - d * sigma**2) / sigma**3


def elbo_curvature_at_optimum(sigma, d):
    r2 = sympy.Symbol("r", positive=True)
    second = sympy.diff(gaussian_log_density(r2, sigma, d), sigma, 2)
    # linear in r2, so its mean is what comes out at the mean of r2
    return second.subs(r2, d * sigma**2)


def optimal_decoder_variance(X, M):
    residual = (X - M).ravel()
    return residual @ residual / residual.size


# ---- Assignment 11 ---------------------------------------------------------

def logistic(z):
    return 0.5 + 0.5 * np.tanh(z / 2)


def mirror_descent_step(x0, g, eps):
    z = np.log(x0 / (1 - x0)) - eps * g
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e)


def mirror_stationarity(x, x0, g, eps):
    odds_ratio = x * (1 - x0) / (x0 * (1 - x))
    return g + sympy.log(odds_ratio) / eps


def mirror_descent_logit_step(y, g, eps):
    y_next = y - eps * g
    return y_next, logistic(y_next)
