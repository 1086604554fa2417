# Homework 3
# members: Ben Okafor, Emre Yildiz

import numpy as np
import sympy


def relu_derivative(x):
    return np.sign(x)


def sigmoid_derivative(x, sigma):
    from sympy import exp
    return exp(-x) / (1 + exp(-x)) ** 2


def sigmoid_tanh_chain(x, H):
    E = H.exp
    return [
        H.sigma(x),
        ("def:sigma", 1 / (1 + E(-x))),
        ("algebra", ((E(x / 2) - E(-x / 2)) / (E(x / 2) + E(-x / 2)) + 1) / 2),
        ("def:tanh", (H.tanh(x / 2) + 1) / 2),
    ]


def log_sigmoid_chain(x, H):
    return [
        H.log(H.sigma(x)),
        ("def:sigma", H.log(1 / (1 + H.exp(-x)))),
        ("log_law", -H.log(1 + H.exp(-x))),
        ("def:softplus", -H.softplus(-x)),
    ]


def softplus_difference_chain(x, H):
    # ln(a + b) = ln a + ln b ?
    return [
        H.softplus(x) - H.softplus(-x),
        ("def:softplus", H.log(1 + H.exp(x)) - H.log(1 + H.exp(-x))),
        ("log_law", H.log(H.exp(x)) - H.log(H.exp(-x))),
        ("log_exp", 2 * x),
    ]


def sign_from_indicators(x, ind):
    return 2 * ind(x > 0) - 1


def squared_l2_gradient(x):
    return 2 * x


def l1_gradient(x):
    return x / np.abs(x)


def softmax_scaling_counterexample():
    return [2.0, 2.0, 2.0], 3.0


def softmax_translation_chain(x, c, i, H):
    return [
        H.exp(x[i] + c) / sum(H.exp(v + c) for v in x),
        ("exp_law", H.exp(x[i]) / sum(H.exp(v) for v in x)),
    ]


# 1k: no time


def softmax_jacobian(s):
    return np.diag(s * (1 - s))


def sigmoid_vjp(s, grad_y):
    return np.diag(s * (1 - s)) @ grad_y


def softmax_vjp(s, grad_y):
    J = np.diag(s) - np.outer(s, s)
    return J.T @ grad_y


def cnn_output_dimension():
    return 10 * 10


def cnn_last_layer_parameters():
    return 16 * 6 * 5 * 5


def conv_config_plain():
    return (5, 11, 0, 1)


def conv_config_dilated():
    return (6, 12, 1, 2)


def conv_config_padded():
    return 6, 12, 1, 1


def softmax(v):
    e = np.exp(v)
    return e / np.sum(e)


# --- 2a
def hidden_bias_shape(d, d_h, m):
    return {"b1": d_h}


def hidden_preactivation(W1, b1, x):
    return np.dot(W1, x) + b1


def hidden_preactivation_element(W1, b1, x, j):
    s = 0
    for i in range(len(x)):
        s = s + W1[j, i] * x[i] + b1[j]
    return s


def hidden_output(h_a):
    return np.sin(h_a)


# --- 2b: both shapes from memory
def output_parameter_shapes(d, d_h, m):
    return {"W2": (d_h, m), "b2": (m,)}


def output_preactivation(W2, b2, h_s):
    return W2.dot(h_s) + b2


def output_preactivation_element(W2, b2, h_s, k):
    return (W2[k] * h_s).sum() + b2[k]


# --- 2c
def softmax_output(o_a):
    return softmax(o_a)


def softmax_sums_to_one_chain(o, H):
    Z = sum(H.exp(v) for v in o)
    return [sum(H.exp(v) / Z for v in o), 1]


def hw3_2c_essay():
    return "exp is always positive. They have to sum to 1 because they are probabilities."


# --- 2d
def nll_from_preactivation(o_a, y):
    return -np.log(softmax(o_a)[y])


def nll_expression(o_a, y):
    return sympy.log(sum(sympy.exp(o) for o in o_a)) - o_a[y]


# --- 2e
def empirical_risk(losses):
    return np.sum(losses)


def parameter_count(d, d_h, m):
    return d * d_h + d_h * m


def training_problem():
    return ("argmin", ["W1", "W2"])


# --- 2f
def batch_gradient_descent_step(theta, per_example_grads, eta):
    return theta - eta * np.mean(per_example_grads, axis=0)


# --- 2g
def grad_output_preactivation(o_s, y):
    o_s[y] = o_s[y] - 1
    return o_s


def nll_gradient_chain(o, y, k, S, H):
    Z = sum(H.exp(v) for v in o)
    if k == y:
        return [H.D(H.log(Z) - o[y], o[k]), ("diff", S[k] - 1)]
    return [H.D(H.log(Z) - o[y], o[k]), ("diff", H.exp(o[k]) / Z), ("def:softmax", S[k])]


# --- 2h
def grad_W2_entry(grad_oa, h_s, k, j):
    return grad_oa[k] * h_s[j]


def grad_b2_entry(grad_oa, k):
    return 1.0


# --- 2i
def grad_W2(grad_oa, h_s):
    return np.outer(h_s, grad_oa)


def grad_b2(grad_oa):
    return grad_oa


def output_gradient_shapes(d, d_h, m):
    return {"grad_oa": (m,), "h_s": (d_h,), "grad_W2": (d_h, m), "grad_b2": (m,)}


# --- 2j
def grad_hs_entry(W2, grad_oa, j):
    return np.sum(W2[:, j] * grad_oa)


# --- 2k
def grad_hs(W2, grad_oa):
    return W2 @ grad_oa


def hidden_gradient_shapes(d, d_h, m):
    return {"W2": (d_h, m), "grad_oa": (m,), "grad_hs": (d_h,)}


# --- 2l
def phi_prime(z):
    return sympy.cos(z)


def grad_ha_entry(grad_hs, h_a, j):
    return grad_hs[j] * np.cos(np.sin(h_a[j]))


# --- 2m
def grad_ha(grad_hs, h_a):
    return (grad_hs * np.cos(h_a)).reshape(-1, 1)


def preactivation_gradient_shapes(d, d_h, m):
    return {"grad_hs": (d_h, 1), "h_a": (d_h, 1), "grad_ha": (d_h, 1)}


# --- 2n
def grad_W1_entry(grad_ha, x, j, l):
    return grad_ha[j] * x[l]


def grad_b1_entry(grad_ha, j):
    return grad_ha[j]


# --- 2o: ran out of time
def grad_W1(grad_ha, x):
    ...


def grad_b1(grad_ha):
    raise NotImplementedError


# --- 2p
def grad_x(W1, grad_ha):
    return W1.T @ grad_ha


def backward_network(W1, W2, h_a):
    d_h, d = W1.shape
    return W2.T, np.zeros(d_h), np.ones(d_h), W1.T, np.zeros(d)
