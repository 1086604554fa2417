"""The twelve derivations of the bank, with further chains that are right and chains with a fault."""

from collections.abc import Callable
from typing import Any

import sympy as sp
from msgspec import Struct

from checker.exercise import Item
from tests.problems import bank

ITEMS = {item.function: item for item in bank.ITEMS.values() if item.kind == "derivation"}


class Faulty(Struct, frozen=True):
    """A chain with one fault, and what is to be said of it."""

    item: Item
    function: Callable[..., Any]
    place: int
    """number of the step, 0 for the first line, -1 for the last"""
    kind: str
    needed: tuple[str, ...]
    """rules that it would take"""

    @property
    def name(self):
        return f"{self.item.function}: {self.function.__name__}"


ACCEPTED: list[tuple[Item, Callable[..., Any]]] = []
FAULTY: list[Faulty] = []


def accepts(item):
    """Mark another chain that is right."""

    def mark(function):
        ACCEPTED.append((item, function))
        return function

    return mark


def rejects(item, place, kind, needed=""):
    """Mark a chain that has this fault, at this step."""

    def mark(function):
        FAULTY.append(Faulty(item, function, place, kind, tuple(needed.split())))
        return function

    return mark


# ---- softmax regression: lab3.2a -----------------------------------------------------------------------------


softmax_regression_grad_chain = ITEMS["softmax_regression_grad_chain"]


def summed(yhat, y, x_j, i):
    return sum(-y[c] / yhat[c] * (yhat[c] * int(c == i) - yhat[c] * yhat[i]) * x_j for c in range(len(y)))


@rejects(softmax_regression_grad_chain, 1, "another rule", "one_hot")
def jump_by_algebra(yhat, y, x_j, i, H):
    return [summed(yhat, y, x_j, i), ("algebra", (yhat[i] - y[i]) * x_j)]


@rejects(softmax_regression_grad_chain, 1, "wrong")
def own_term_only(yhat, y, x_j, i, H):
    own = -y[i] / yhat[i] * (yhat[i] - yhat[i] ** 2) * x_j
    return [summed(yhat, y, x_j, i), ("algebra", own), ("one_hot", (yhat[i] - y[i]) * x_j)]


@accepts(softmax_regression_grad_chain)
def at_once(yhat, y, x_j, i, H):
    return [summed(yhat, y, x_j, i), ("one_hot", (yhat[i] - y[i]) * x_j)]


@accepts(softmax_regression_grad_chain)
def with_the_sum_kept_apart(yhat, y, x_j, i, H):
    return [
        summed(yhat, y, x_j, i),
        ("algebra", -y[i] * x_j + yhat[i] * x_j * sum(y)),
        ("one_hot", -y[i] * x_j + yhat[i] * x_j),
        ("algebra", (yhat[i] - y[i]) * x_j),
    ]


# ---- generalised gradient: lab3.9d ---------------------------------------------------------------------------


generalized_gradient_chain = ITEMS["generalized_gradient_chain"]


@rejects(generalized_gradient_chain, 1, "another rule", "def:G")
def jump_to_G(x, g, x_next, alpha, G, H):
    return [((x - alpha * g) - x_next) / alpha, ("algebra", G - g)]


@rejects(generalized_gradient_chain, 1, "wrong")
def wrong_sign_of_g(x, g, x_next, alpha, G, H):
    return [((x - alpha * g) - x_next) / alpha, ("algebra", (x - x_next) / alpha + g), ("def:G", G + g), G - g]


@rejects(generalized_gradient_chain, 1, "wrong")
def alpha_left_at_g(x, g, x_next, alpha, G, H):
    return [((x - alpha * g) - x_next) / alpha, (x - x_next) / alpha - alpha * g, ("def:G", G - alpha * g), G - g]


@accepts(generalized_gradient_chain)
def by_definition_at_once(x, g, x_next, alpha, G, H):
    return [((x - alpha * g) - x_next) / alpha, ("def:G", G - g)]


# ---- Kullback-Leibler divergence: assign.5 -------------------------------------------------------------------


kl_to_cross_entropy_chain = ITEMS["kl_to_cross_entropy_chain"]


def two_sums(p, q, H):
    pairs = list(zip(p, q, strict=True))
    return sum(a * H.log(a) for a, b in pairs) - sum(a * H.log(b) for a, b in pairs)


def divergence(p, q, H):
    return sum(a * H.log(a / b) for a, b in zip(p, q, strict=True))


@rejects(kl_to_cross_entropy_chain, 1, "another rule", "log_law")
def jump_by_algebra_(p, q, H):
    return [divergence(p, q, H), ("algebra", two_sums(p, q, H))]


@rejects(kl_to_cross_entropy_chain, 2, "wrong")
def equation_17(p, q, H):
    split = sum(a * (H.log(a) - H.log(b)) for a, b in zip(p, q, strict=True))
    printed = sum(a * a for a in p) - sum(a * H.log(b) for a, b in zip(p, q, strict=True))
    return [divergence(p, q, H), ("log_law", split), ("algebra", printed), ("algebra", two_sums(p, q, H))]


@rejects(kl_to_cross_entropy_chain, 1, "wrong")
def quotient_of_logs(p, q, H):
    split = sum(a * H.log(a) / H.log(b) for a, b in zip(p, q, strict=True))
    return [divergence(p, q, H), ("log_law", split), ("log_law", two_sums(p, q, H))]


@accepts(kl_to_cross_entropy_chain)
def two_steps_in_one(p, q, H):
    return [divergence(p, q, H), ("log_law", two_sums(p, q, H))]


# ---- sigmoid and tanh: hw3.1c --------------------------------------------------------------------------------


sigmoid_tanh_chain = ITEMS["sigmoid_tanh_chain"]


@rejects(sigmoid_tanh_chain, 1, "too big", "def:sigma def:tanh exp_law")
def by_algebra(x, H):
    return [H.sigma(x), ("algebra", (H.tanh(x / 2) + 1) / 2)]


@rejects(sigmoid_tanh_chain, 1, "too big", "def:sigma def:tanh exp_law")
def by_tanh(x, H):
    return [H.sigma(x), ("def:tanh", (H.tanh(x / 2) + 1) / 2)]


@rejects(sigmoid_tanh_chain, 4, "wrong")
def tanh_of_x(x, H):
    return [*sigmoid_tanh_chain(x, H)[:-1], ("def:tanh", (H.tanh(x) + 1) / 2), (H.tanh(x / 2) + 1) / 2]


@rejects(sigmoid_tanh_chain, 2, "another rule", "exp_law")
def skips_the_exponential_law(x, H):
    chain = sigmoid_tanh_chain(x, H)
    return [*chain[:2], ("algebra", chain[3][1]), chain[4]]


@accepts(sigmoid_tanh_chain)
def through_the_exponential(x, H):
    E = H.exp
    return [
        H.sigma(x),
        ("def:sigma", 1 / (1 + E(-x))),
        ("exp_law", E(x) / (E(x) + 1)),
        ("algebra", ((E(x) - 1) / (E(x) + 1) + 1) / 2),
        ("exp_law", ((E(x / 2) - E(-x / 2)) / (E(x / 2) + E(-x / 2)) + 1) / 2),
        ("def:tanh", (H.tanh(x / 2) + 1) / 2),
    ]


@accepts(sigmoid_tanh_chain)
def backwards_in_the_middle(x, H):
    E = H.exp
    return [
        H.sigma(x),
        ("def:sigma", 1 / (1 + E(-x))),
        ("exp_law", E(x / 2) / (E(x / 2) + E(-x / 2))),
        ("def:tanh", (H.tanh(x / 2) + 1) / 2),
    ]


# ---- logarithm of the sigmoid: hw3.1d ------------------------------------------------------------------------


log_sigmoid_chain = ITEMS["log_sigmoid_chain"]


@rejects(log_sigmoid_chain, 1, "too big", "def:sigma def:softplus log_law")
def jump(x, H):
    return [H.log(H.sigma(x)), ("log_law", -H.softplus(-x))]


@rejects(log_sigmoid_chain, 2, "another rule", "log_law")
def logarithm_of_a_quotient_by_algebra(x, H):
    first, second, third, fourth = log_sigmoid_chain(x, H)
    return [first, second, ("algebra", third[1]), fourth]


@rejects(log_sigmoid_chain, 3, "wrong")
def sign_of_softplus(x, H):
    return [*log_sigmoid_chain(x, H)[:3], ("def:softplus", -H.softplus(x)), -H.softplus(-x)]


@rejects(log_sigmoid_chain, 2, "wrong")
def sign_of_the_logarithm(x, H):
    first, second, _, fourth = log_sigmoid_chain(x, H)
    return [first, second, ("log_law", H.log(1 + H.exp(-x))), ("def:softplus", H.softplus(-x)), fourth[1]]


@accepts(log_sigmoid_chain)
def softplus_first(x, H):
    first, second, third, fourth = log_sigmoid_chain(x, H)
    return [first, second, ("log_law", third[1]), ("algebra", third[1]), fourth]


# ---- softplus of x and -x: hw3.1e ----------------------------------------------------------------------------


softplus_difference_chain = ITEMS["softplus_difference_chain"]


@rejects(softplus_difference_chain, 1, "too big")
def four_rules_at_once(x, H):
    return [H.softplus(x) - H.softplus(-x), ("def:softplus", x)]


@rejects(softplus_difference_chain, 2, "too big", "log_law exp_law log_exp")
def three_rules_at_once(x, H):
    return [*softplus_difference_chain(x, H)[:2], ("log_law", x)]


@rejects(softplus_difference_chain, 2, "wrong")
def logarithm_splits_a_sum(x, H):
    E, L = H.exp, H.log
    split = L(1) + L(E(x)) - L(1) - L(E(-x))
    return [*softplus_difference_chain(x, H)[:2], ("log_law", split), ("log_exp", 2 * x), ("algebra", x)]


@accepts(softplus_difference_chain)
def factor_taken_out(x, H):
    E, L = H.exp, H.log
    return [
        H.softplus(x) - H.softplus(-x),
        ("def:softplus", L(1 + E(x)) - L(1 + E(-x))),
        ("exp_law", L(E(x) * (1 + E(-x))) - L(1 + E(-x))),
        ("log_law", L(E(x)) + L(1 + E(-x)) - L(1 + E(-x))),
        ("log_exp", x),
    ]


# ---- softmax of x + c: hw3.1j --------------------------------------------------------------------------------


softmax_translation_chain = ITEMS["softmax_translation_chain"]


@rejects(softmax_translation_chain, 1, "another rule", "exp_law")
def translation_by_algebra(x, c, i, H):
    chain = softmax_translation_chain(x, c, i, H)
    return [chain[0], ("algebra", chain[-1][1])]


@rejects(softmax_translation_chain, 1, "wrong")
def exponential_of_a_sum_is_a_sum(x, c, i, H):
    E, chain = H.exp, softmax_translation_chain(x, c, i, H)
    split = (E(x[i]) + E(c)) / sum(E(v) + E(c) for v in x)
    return [chain[0], ("exp_law", split), ("algebra", chain[-1][1])]


@accepts(softmax_translation_chain)
def one_step(x, c, i, H):
    chain = softmax_translation_chain(x, c, i, H)
    return [chain[0], ("exp_law", chain[-1][1])]


# ---- derivatives of softmax: hw3.1k --------------------------------------------------------------------------


softmax_partial_chain = ITEMS["softmax_partial_chain"]


@rejects(softmax_partial_chain, 1, "too big", "diff def:softmax")
def jump_by_diff(x, i, j, S, H):
    chain = softmax_partial_chain(x, i, j, S, H)
    return [chain[0], ("diff", chain[-1][1])]


@rejects(softmax_partial_chain, 1, "wrong")
def no_outer_term(x, i, j, S, H):
    Z, d = sum(H.exp(v) for v in x), int(i == j)
    chain = softmax_partial_chain(x, i, j, S, H)
    return [chain[0], ("diff", d * H.exp(x[i]) / Z), ("def:softmax", d * S[i]), ("algebra", chain[-1][1])]


@rejects(softmax_partial_chain, 3, "another rule", "def:softmax")
def softmax_by_algebra(x, i, j, S, H):
    chain = softmax_partial_chain(x, i, j, S, H)
    return [*chain[:-1], ("algebra", chain[-1][1])]


@accepts(softmax_partial_chain)
def without_the_step_of_algebra(x, i, j, S, H):
    chain = softmax_partial_chain(x, i, j, S, H)
    return [chain[0], chain[1], chain[3]]


# ---- softmax sums to one: hw3.2c -----------------------------------------------------------------------------


softmax_sums_to_one_chain = ITEMS["softmax_sums_to_one_chain"]


@rejects(softmax_sums_to_one_chain, 1, "wrong")
def misses_a_class(o, H):
    Z = sum(H.exp(v) for v in o)
    return [sum(H.exp(v) / Z for v in o), ("algebra", sum(H.exp(v) for v in o[:-1]) / Z), ("algebra", 1)]


@rejects(softmax_sums_to_one_chain, 0, "wrong")
def starts_without_a_class(o, H):
    E = H.exp
    return [sum(E(v) for v in o[:-1]) / sum(E(v) for v in o), ("algebra", 1)]


@accepts(softmax_sums_to_one_chain)
def over_one_denominator(o, H):
    Z = sum(H.exp(v) for v in o)
    return [sum(H.exp(v) / Z for v in o), ("algebra", Z / H.exp(o[0]) * (H.exp(o[0]) / Z)), ("algebra", 1)]


# ---- gradient of the loss: hw3.2g ----------------------------------------------------------------------------


nll_gradient_chain = ITEMS["nll_gradient_chain"]


@rejects(nll_gradient_chain, 1, "too big", "diff def:softmax")
def derivative_and_definition_at_once(o, y, k, S, H):
    chain = nll_gradient_chain(o, y, k, S, H)
    return [chain[0], ("diff", chain[-1][1])]


@rejects(nll_gradient_chain, 1, "wrong")
def sign_of_the_target(o, y, k, S, H):
    Z, d = sum(H.exp(v) for v in o), int(k == y)
    chain = nll_gradient_chain(o, y, k, S, H)
    return [chain[0], ("diff", H.exp(o[k]) / Z + d), ("def:softmax", S[k] + d), ("algebra", S[k] - d)]


@accepts(nll_gradient_chain)
def derivative_of_the_sum_first(o, y, k, S, H):
    Z, d = sum(H.exp(v) for v in o), int(k == y)
    chain = nll_gradient_chain(o, y, k, S, H)
    return [chain[0], ("diff", H.D(Z, o[k]) / Z - d), ("diff", H.exp(o[k]) / Z - d), chain[-1]]


# ---- Gaussian prior: hw1.2 -----------------------------------------------------------------------------------


map_to_l2_chain = ITEMS["map_to_l2_chain"]


def normalisers(sigma):
    return [1 / sp.sqrt(2 * sp.pi * s**2) for s in sigma]


def exponents(phi, sigma):
    return [-(p**2) / (2 * s**2) for p, s in zip(phi, sigma, strict=True)]


def posterior(P, phi, sigma, H):
    pairs = zip(normalisers(sigma), exponents(phi, sigma), strict=True)
    return -H.log(P * sp.prod([c * H.exp(u) for c, u in pairs]))


@rejects(map_to_l2_chain, 1, "too big", "log_law log_exp")
def logarithms_and_exponentials_at_once(P, phi, sigma, H):
    return [posterior(P, phi, sigma, H), ("log_law", map_to_l2_chain(P, phi, sigma, H)[-1][1])]


@rejects(map_to_l2_chain, 2, "wrong")
def sign_of_the_penalty(P, phi, sigma, H):
    c, u = normalisers(sigma), exponents(phi, sigma)
    chain = map_to_l2_chain(P, phi, sigma, H)
    wrong = -H.log(P) - sum(H.log(cj) for cj in c) + sum(u)
    return [*chain[:2], ("log_exp", wrong), ("algebra", chain[-1][1])]


@rejects(map_to_l2_chain, 1, "wrong")
def constant_dropped_by_the_logarithm(P, phi, sigma, H):
    u = exponents(phi, sigma)
    kept = -H.log(P) - sum(H.log(H.exp(uj)) for uj in u)
    return [posterior(P, phi, sigma, H), ("log_law", kept), ("log_exp", -H.log(P) - sum(u))]


@accepts(map_to_l2_chain)
def exponentials_joined_first(P, phi, sigma, H):
    c, u = normalisers(sigma), exponents(phi, sigma)
    return [
        posterior(P, phi, sigma, H),
        ("exp_law", -H.log(P * sp.prod(c) * H.exp(sum(u)))),
        ("log_law", -H.log(P) - H.log(sp.prod(c)) - H.log(H.exp(sum(u)))),
        ("log_exp", -H.log(P) - H.log(sp.prod(c)) - sum(u)),
        ("log_law", -H.log(P) + sum(H.log(sp.sqrt(2 * sp.pi * s**2)) for s in sigma) - sum(u)),
        ("log_law", -H.log(P) + sum(H.log(2 * sp.pi * s**2) / 2 for s in sigma) - sum(u)),
        ("log_law", map_to_l2_chain(P, phi, sigma, H)[-1][1]),
    ]


# ---- weight decay: hw1.3 -------------------------------------------------------------------------------------


weight_decay_chain = ITEMS["weight_decay_chain"]


def penalised(phi, k, dL, lam, alpha, H):
    return phi[k] - alpha * (dL + H.D(lam / (2 * alpha) * sum(p**2 for p in phi), phi[k]))


@rejects(weight_decay_chain, 1, "another rule", "diff")
def derivative_by_algebra(phi, k, dL, lam, alpha, H):
    return [penalised(phi, k, dL, lam, alpha, H), ("algebra", (1 - lam) * phi[k] - alpha * dL)]


@rejects(weight_decay_chain, 1, "wrong")
def factor_of_two(phi, k, dL, lam, alpha, H):
    chain = weight_decay_chain(phi, k, dL, lam, alpha, H)
    wrong = phi[k] - alpha * (dL + 2 * lam / alpha * phi[k])
    return [chain[0], ("diff", wrong), ("algebra", (1 - 2 * lam) * phi[k] - alpha * dL), chain[-1][1]]


@accepts(weight_decay_chain)
def derived_and_collected_at_once(phi, k, dL, lam, alpha, H):
    return [penalised(phi, k, dL, lam, alpha, H), ("diff", (1 - lam) * phi[k] - alpha * dL)]
