# assignments, deep learning course
# Chiara
import numpy as np
import sympy as sp


# Assignment 1


def node_output_mean(n, sigma, sigma_tilde):
    return sp.Integer(0)


def node_output_variance(n, sigma, sigma_tilde):
    # standard deviations multiply, n terms
    return n * sigma * sigma_tilde


# Assignment 2


def shifted_sum_grad_a(x, g):
    return np.sum(g * (x[:-2] + x[2:]))


def shifted_sum_grad_b(g):
    return np.mean(g)


def shifted_sum_grad_x(a, g):
    # equation (6)
    N = len(g) + 2
    out = np.zeros(N)
    for j in range(1, N + 1):
        if j <= 2:
            out[j - 1] = a * g[j - 1]
        elif j <= N - 2:
            out[j - 1] = a * (g[j - 1] + g[j - 3])
        else:
            out[j - 1] = a * g[j - 3]
    return out


# Assignment 3


def smoothed_gradient(g_smooth, g, q):
    return q * g_smooth + (1 - q) * g


def smoothed_sgd_step(theta, g_smooth, lam, eps):
    return theta - eps * g_smooth - eps * lam * theta


def proximal_sgd_step(theta, g, lam, eps):
    return theta / (1 + eps * lam) - eps * g


def proximal_objective_gradient(theta, theta_t, g, lam, eps):
    return g + lam * theta + 2 * (theta - theta_t) / eps


def equivalent_prox_step_size(eps, lam):
    return r"\frac{\varepsilon}{1 - \lambda \varepsilon}".replace(r"\varepsilon", "eps").replace(r"\lambda", "lam")


# Assignment 4


def linearized_log_prob(x_tilde, x, f_y, g):
    return g @ (x_tilde - x)


def linearized_attack(x, g, eps):
    return -eps * np.sign(g)


# Assignment 5


def kl_minus_cross_entropy(px, p_star):
    inner = np.sum(p_star * np.log(p_star), axis=1)
    return np.sum(px * inner)


def kl_to_cross_entropy_chain(p, q, H):
    K = range(len(p))
    return [
        sum(p[k] * H.log(p[k] / q[k]) for k in K),
        ("log_law", sum(p[k] * (H.log(p[k]) - H.log(q[k])) for k in K)),
        ("algebra", sum(p[k] * p[k] for k in K) - sum(p[k] * H.log(q[k]) for k in K)),
    ]


# Assignment 6


def composite_objective_gradient(theta, theta_t, g, eps, rho_prime):
    r = np.linalg.norm(theta)
    return g + rho_prime(r) * theta + (theta - theta_t) / eps


def composite_radius_residual(l, eps, rho_prime_l, norm_a):
    return (norm_a - l) / eps - rho_prime_l


def composite_prox_step(theta_t, g, eps, rho_prime):
    a = theta_t - eps * g
    A = np.linalg.norm(a)
    return a / A * (A - eps * rho_prime(A))


# A7
def shifted_posterior(p, prior_train, prior_app):
    return p * (prior_app / prior_train)      # new weight of each class


def shifted_prediction(p, prior_train, prior_app):
    return (p * prior_app / prior_train).argmax(axis=1)


# A8
def kmeans_sgd_gradient(x, Y):
    return 2 * (Y - x)


def kmeans_sgd_step(x, Y, alpha):
    # gradient step, y <- y - alpha * 2 (y - x)
    Z = np.array(Y)
    k = np.argmin(np.linalg.norm(Z - x, axis=1))
    Z[k] -= alpha * 2 * (Z[k] - x)
    return Z


def assign_8a_essay():
    return ("With a constant learning rate the algorithm would not converge. It would oscillate around the minimum. "
            "So alpha must get smaller, like 1/t.")


def kmeans_epoch_costs(n, m, K):
    # SGD moves only one centre per example -> n*m; k-means compares everything with everything
    return n * m, n * m * K


# A9
def normalized_linear_grad_b(W, g):
    return g / np.linalg.norm(W, axis=1)


def normalized_linear_grad_x(W, g):
    return W @ (g / np.linalg.norm(W, axis=1))


def normalized_linear_grad_W(W, b, x, g):
    r = np.linalg.norm(W, axis=1, keepdims=True)
    rows = g[:, None] * (x / r - (W @ x + b)[:, None] * W / r**3)
    return np.ones_like(W) * rows.sum(axis=0)    # sum over i as in the total derivative rule


# A10
def gaussian_log_density(r2, sigma, d):
    return -d / 2 * sp.log(2 * sp.pi * sigma) - r2 / (2 * sigma**2)


def gaussian_log_density_dsigma(r2, sigma, d):
    return "-d/sigma + r2/sigma^3"


def elbo_curvature_at_optimum(sigma, d):
    return 2 * d / sigma**2


def optimal_decoder_variance(X, M):
    return np.mean(np.sum((X - M)**2, axis=1))


# A11
def mirror_descent_step(x0, g, eps):
    e = x0 * np.exp(-eps * g)
    return e / (e + (1 - x0))


def mirror_stationarity(x, x0, g, eps):
    return g + (sp.log(x / x0) + sp.log((1 - x) / (1 - x0))) / eps

# 11 remark: not done
