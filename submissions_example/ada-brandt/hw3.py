"""Homework 3, theoretical part. Done alone.

members: ada-brandt
"""

import math

import numpy as np
import sympy
import sympy as sp


# ----- question 1 -----

def relu_derivative(x):
    return np.where(x > 0, 1.0, 0.0)


def sigmoid_derivative(x, sigma):
    # 1 - sigma(x) = sigma(-x)
    return sigma(x) * sigma(-x)


def sigmoid_tanh_chain(x, H):
    e = H.exp
    return [
        H.sigma(x),
        ("def:sigma", 1 / (1 + e(-x))),
        ("exp_law", e(x) / (e(x) + 1)),
        ("algebra", ((e(x) - 1) / (e(x) + 1) + 1) / 2),
        ("exp_law", ((e(x / 2) - e(-x / 2)) / (e(x / 2) + e(-x / 2)) + 1) / 2),
        ("def:tanh", (H.tanh(x / 2) + 1) / 2),
    ]


def log_sigmoid_chain(x, H):
    u = 1 + H.exp(-x)
    return [
        H.log(H.sigma(x)),
        ("def:sigma", H.log(1 / u)),
        ("log_law", H.log(1) - H.log(u)),
        ("log_law", -H.log(u)),
        ("def:softplus", -H.softplus(-x)),
    ]


def softplus_difference_chain(x, H):
    e, ln = H.exp, H.log
    return [
        H.softplus(x) - H.softplus(-x),
        ("def:softplus", ln(1 + e(x)) - ln(1 + e(-x))),
        # 1 + e^x = e^x (e^-x + 1)
        ("exp_law", ln(e(x) * (1 + e(-x))) - ln(1 + e(-x))),
        ("log_law", ln(e(x)) + ln(1 + e(-x)) - ln(1 + e(-x))),
        ("algebra", ln(e(x))),
        ("log_exp", x),
    ]


def sign_from_indicators(x, ind):
    return 1 - 2 * ind(x < 0) - ind(sympy.Eq(x, 0))


def squared_l2_gradient(x):
    return [2.0 * x_i for x_i in x]


def l1_gradient(x):
    g = np.zeros(len(x))
    g[x > 0] = 1
    g[x < 0] = -1
    return g


def softmax_scaling_counterexample():
    # c = 0 gives the uniform distribution
    return np.array([3.0, 1.0, -2.0]), 0


def softmax_translation_chain(x, c, i, H):
    Z = sum(H.exp(v) for v in x)
    return [
        H.exp(x[i] + c) / sum(H.exp(v + c) for v in x),
        ("exp_law", H.exp(x[i]) * H.exp(c) / (H.exp(c) * Z)),
        ("algebra", H.exp(x[i]) / Z),
    ]


def softmax_partial_chain(x, i, j, S, H):
    e = [H.exp(v) for v in x]
    Z = sum(e)
    if i == j:
        return [
            H.D(e[i] / Z, x[i]),
            ("diff", e[i] / Z - e[i] ** 2 / Z ** 2),
            ("def:softmax", S[i] - S[i] * S[i]),
        ]
    return [
        H.D(e[i] / Z, x[j]),
        ("diff", -e[i] * e[j] / Z ** 2),
        ("def:softmax", -S[i] * S[j]),
    ]


def softmax_jacobian(s):
    n = len(s)
    J = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            J[i, j] = s[i] * (1 - s[i]) if i == j else -s[i] * s[j]
    return J


def sigmoid_vjp(s, grad_y):
    local = s - s ** 2
    return np.multiply(grad_y, local)


def softmax_vjp(s, grad_y):
    # (diag(s) - s s^T) g = s*g - s (s.g), never build the matrix
    sg = s * grad_y
    return sg - s * sg.sum()


# ----- question 3 -----

def conv_side(n, k, s=1, p=0, d=1):
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


def cnn_output_dimension():
    side = conv_side(32, 5)
    side = side // 2
    side = conv_side(side, 5)
    return 16 * side * side


def cnn_last_layer_parameters():
    return 16 * (5 * 5 * 6)


def _first(p, d):
    for k in range(2, 30):
        for s in range(1, 30):
            if (64 + 2 * p - d * (k - 1) - 1) % s == 0 and conv_side(64, k, s, p, d) == 6:
                return k, s, p, d


def conv_config_plain():
    return _first(0, 1)


def conv_config_dilated():
    return _first(1, 2)


def conv_config_padded():
    return _first(1, 1)


# ---------------------------------------------------------------- 2a
def hidden_bias_shape(d, d_h, m):
    b1 = np.zeros((d_h, d)) @ np.zeros(d)      # must be addable to W1 x
    return dict(b1=b1.shape)


def hidden_preactivation(W1, b1, x):
    return np.einsum("jl,l->j", W1, x) + b1


def hidden_preactivation_element(W1, b1, x, j):
    total = b1[j]
    for weight, value in zip(W1[j], x):
        total += weight * value
    return total


def hidden_output(h_a):
    return [math.sin(v) for v in h_a]


# ---------------------------------------------------------------- 2b
def output_parameter_shapes(d, d_h, m):
    return {"b2": [m], "W2": [m, d_h]}


def output_preactivation(W2, b2, h_s):
    # one matrix product with the bias as an extra column
    return np.column_stack([W2, b2]) @ np.append(h_s, 1.0)


def output_preactivation_element(W2, b2, h_s, k):
    return float(np.inner(W2[k, :], h_s) + b2[k])


# ---------------------------------------------------------------- 2c
def softmax_output(o_a):
    # 1 / sum_j exp(o_j - o_k): inf in a denominator is fine, 1/inf = 0
    with np.errstate(over="ignore"):
        return 1.0 / np.exp(o_a[None, :] - o_a[:, None]).sum(axis=1)


def softmax_sums_to_one_chain(o, H):
    e = [H.exp(v) for v in o]
    Z = sum(e)
    chain = [sum(t / Z for t in e)]
    chain.append(("algebra", Z / Z))
    chain.append(("algebra", sp.Integer(1)))
    return chain


def hw3_2c_essay():
    return """The exponential of a real number is positive, so numerator and denominator of o^s_k are both positive,
    and so is the quotient. Positive and summing to one means that o^s is a probability distribution over the
    m classes, so that o^s_y can be read as the probability that x belongs to class y. Each o^s_k lies strictly
    between 0 and 1, so -log o^s_y is defined, finite and not negative: it is the negative log-likelihood of the
    label, and minimising it is maximum likelihood."""


# ---------------------------------------------------------------- 2d
def nll_from_preactivation(o_a, y):
    return np.logaddexp.reduce(o_a) - o_a[y]


def nll_expression(o_a, y):
    return sp.log(sum(sp.exp(v - o_a[y]) for v in o_a))


# ---------------------------------------------------------------- 2e
def empirical_risk(losses):
    return math.fsum(losses) / len(losses)


def parameter_count(d, d_h, m):
    return d_h * (d + 1) + m * (d_h + 1)


def training_problem():
    return "argmin", {"b2", "W2", "b1", "W1"}


# ---------------------------------------------------------------- 2f
def batch_gradient_descent_step(theta, per_example_grads, eta):
    n = per_example_grads.shape[0]
    return theta - (eta / n) * (np.ones(n) @ per_example_grads)


# ---------------------------------------------------------------- 2g
def grad_output_preactivation(o_s, y):
    onehot = (np.arange(o_s.size) == y).astype(float)
    return o_s - onehot


def nll_gradient_chain(o, y, k, S, H):
    e = [H.exp(v) for v in o]
    Z = sum(e)
    kronecker = 1 if k == y else 0
    return [
        H.D(H.log(Z) - o[y], o[k]),
        ("diff", H.D(Z, o[k]) / Z - H.D(o[y], o[k])),
        ("diff", e[k] / Z - kronecker),
        ("def:softmax", S[k] - kronecker),
    ]


# ---------------------------------------------------------------- 2h, 2i
def grad_W2_entry(grad_oa, h_s, k, j):
    return grad_oa[k] * h_s[j]


def grad_b2_entry(grad_oa, k):
    return grad_oa[k]


def grad_W2(grad_oa, h_s):
    return grad_oa[:, np.newaxis] * h_s[np.newaxis, :]


def grad_b2(grad_oa):
    return list(grad_oa)


def output_gradient_shapes(d, d_h, m):
    # vectors are column vectors in the homework
    return dict(grad_oa=(m, 1), h_s=(d_h, 1), grad_W2=(m, d_h), grad_b2=(m, 1))


# ---------------------------------------------------------------- 2j, 2k
def grad_hs_entry(W2, grad_oa, j):
    return sum(g * row[j] for g, row in zip(grad_oa, W2))


def grad_hs(W2, grad_oa):
    return grad_oa @ W2


def hidden_gradient_shapes(d, d_h, m):
    return {"W2": (m, d_h), "grad_oa": (m,), "grad_hs": (d_h,)}


# ---------------------------------------------------------------- 2l, 2m
def phi_prime(z):
    return sp.diff(sp.sin(z), z)


def grad_ha_entry(grad_hs, h_a, j):
    return grad_hs[j] * math.sin(h_a[j] + math.pi / 2)


def grad_ha(grad_hs, h_a):
    return np.diag(np.cos(h_a)) @ grad_hs


def preactivation_gradient_shapes(d, d_h, m):
    return {"grad_hs": (d_h), "h_a": (d_h), "grad_ha": (d_h)}


# ---------------------------------------------------------------- 2n, 2o
def grad_W1_entry(grad_ha, x, j, l):
    return grad_ha[j] * x[l]


def grad_b1_entry(grad_ha, j):
    return grad_ha.tolist()[j]


def grad_W1(grad_ha, x):
    return np.einsum("j,l->jl", grad_ha, x)


def grad_b1(grad_ha):
    return grad_ha


def hidden_parameter_gradient_shapes(d, d_h, m):
    return {"grad_ha": (d_h,), "x": (d,), "grad_W1": (d_h, d), "grad_b1": (d_h,)}


# ---------------------------------------------------------------- 2p
def grad_x(W1, grad_ha):
    return sum(g * row for g, row in zip(grad_ha, W1))


def backward_network(W1, W2, h_a):
    # the gate may as well sit in the weights of the second layer
    d_h, d = W1.shape
    V1 = 0.5 * W2.T
    gate = np.full(d_h, 2.0)
    V2 = W1.T * np.cos(h_a)
    return V1, np.zeros(d_h), gate, V2, np.zeros(d)
