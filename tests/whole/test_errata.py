"""The errata of the documents: each stands on its page once, and what can be computed of it is computed here.

A test bears the id of its erratum. It shows, at one input, that what is printed misses the truth, and that the
reference meets it; the truth comes from finite differences, enumeration or numbers of many digits.
"""

import functools
import itertools
import re
from pathlib import Path

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

from checker import case
from checker.catalogue import Course
from checker.config import read_settings
from checker.exercise import NeedsReview

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "errata.md").read_text()
LETTERS = {"K": 8, "A": 13, "H": 10, "S": 6, "W": 6}
IDS = [f"E-{letter}{number}" for letter, count in LETTERS.items() for number in range(1, count + 1)]
PARTS = ["Where", "Printed", "Right", "Checker"]
SECTIONS = dict(re.findall(r"^### (E-\w+): .*?\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))


@functools.cache
def bank():
    """Every item of the course by the name of its function."""
    course = Course(ROOT, read_settings(ROOT))
    return {item.function: item for name in course.names for item in course.assignment(name).items.values()}


def reference(name):
    return bank()[name].reference


def known(name, slip):
    """A misconception of an item, or another right answer."""
    item = bank()[name]
    return {named.name: named.answer for named in (*item.misconceptions, *item.variants)}[slip]


def rejects(name, answer, **inputs):
    """Why a witness is refused; None where it is taken, with a note or without."""
    verdict = bank()[name].predicate(answer, case(**inputs))
    assert not isinstance(verdict, NeedsReview)
    return verdict if isinstance(verdict, str) else None


def slope(f, x, h=1e-5):
    """Derivative of a scalar function in each entry of x, by differences of the fourth order."""
    x = np.asarray(x, float)
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[place] = h
        gradient[place] = (8 * (f(x + step) - f(x - step)) - f(x + 2 * step) + f(x - 2 * step)) / (12 * h)
    return gradient


def off(got, want):
    """How far two answers are apart, at most."""
    return np.max(np.abs(np.asarray(got, float) - np.asarray(want, float)))


def same(got, want):
    return off(got, want) < 1e-8 * (1 + np.max(np.abs(np.asarray(want, float))))


def softmax(a):
    e = np.exp(a - np.max(a))
    return e / e.sum()


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


# ---- the page ---------------------------------------------------------------------------------------------


def test_every_erratum_stands_on_the_page_once_and_in_order():
    assert re.findall(r"^### (E-\w+): ", PAGE, re.MULTILINE) == IDS
    assert len(IDS) == 43


@pytest.mark.parametrize("id", IDS)
def test_entry_says_where_what_and_how_it_is_judged(id):
    assert re.findall(r"^- \*\*(\w+)\.\*\* ", SECTIONS[id], re.MULTILINE) == PARTS


@pytest.mark.parametrize("id", IDS)
def test_names_of_an_entry_are_those_of_the_problem_bank(id):
    names = re.findall(r"`(\w+)`", SECTIONS[id])
    items = [bank()[name] for name in names if name in bank()]
    known = {named.name for item in items for named in (*item.misconceptions, *item.variants)}

    assert items
    assert set(names) <= known | {item.function for item in items}


def test_formulas_do_not_run_over_lines():
    assert [line for line in PAGE.splitlines() if line.count("$") % 2] == []


@pytest.mark.parametrize("id", IDS)
def test_every_erratum_is_computed_here(id):
    assert [name for name in globals() if name.startswith(f"test_{id.lower().replace('-', '_')}_")]


# ---- Lab 3 ------------------------------------------------------------------------------------------------

IMAGE = np.array([[4, 5, 2, 2, 1], [3, 3, 2, 2, 4], [4, 3, 4, 1, 1], [5, 1, 4, 1, 2], [5, 1, 3, 1, 4]])
KERNEL = np.array([[4, 3, 3], [5, 5, 5], [2, 4, 3]])
W, X, B, Y = (
    np.array([[0.3, -0.7], [1.1, 0.2], [-0.4, 0.9]]),
    np.array([0.8, -1.3]),
    np.array([0.1, 0.4, -0.2]),
    1,
)


def cross_entropy(W):
    a = W @ X + B
    return np.log(np.exp(a).sum()) - a[Y]


def test_e_k1_what_is_needed_is_the_jacobian_of_the_softmax():
    a = W @ X + B
    p = softmax(a)

    jacobian = np.array([slope(lambda a, k=k: softmax(a)[k], a) for k in range(3)])

    assert same([[p[k] * ((k == i) - p[i]) for i in range(3)] for k in range(3)], jacobian)
    assert same(reference("softmax_regression_grad_W")(W, X, B, np.eye(3)[Y]), slope(cross_entropy, W))


def test_e_k2_a_softmax_reaches_one_by_rounding_only():
    with mp.workdps(1000):
        wrong = mp.exp(0) / (mp.exp(0) + mp.exp(1000))
        limits = [-mp.log(wrong), -1 / wrong, wrong - 1, 1 - wrong]
        assert 0 < wrong < 1
    loss, slope_there, *logits = reference("confident_mistake_limits")()

    assert softmax(np.array([0.0, 1000.0]))[1] == 1
    assert loss == np.inf
    assert limits[0] > 999
    assert slope_there == -np.inf
    assert limits[1] < -1e100
    assert same([float(v) for v in limits[2:]], logits)
    assert reference("cross_entropy_from_logits")(np.array([0.0, 1000.0]), np.array([1.0, 0.0])) == 1000


def test_e_k3_softmax_and_sigmoid_are_two_functions():
    a = W @ X + B

    assert off(softmax(a).sum(), 1) < 1e-12
    assert off(sigmoid(a).sum(), 1) > 0.1
    assert off(slope(lambda W: -np.log(sigmoid(W @ X + B)[Y]), W), slope(cross_entropy, W)) > 0.1
    assert same(reference("quotient_local_derivatives")(1.0, 0.3)["dn_dy"], slope(sigmoid, 0.3))


def test_e_k4_names_of_both_packages_are_known():
    lua = {"max": "nn.SpatialMaxPooling", "average": "SpatialAveragePooling", "Lp": "SpatialLPPooling"}
    python = {"max": "torch.nn.MaxPool2d", "average": "nn.AvgPool2d", "Lp": "LPPool2d"}

    assert rejects("pooling_modules", lua) is None
    assert rejects("pooling_modules", python) is None


def test_e_k5_the_two_readings_of_a_convolution_differ():
    def table(kernel):
        return [[(IMAGE[i : i + 3, j : j + 3] * kernel).sum() for j in range(3)] for i in range(3)]

    def gradient(kernel):
        g = np.zeros((5, 5))
        for i, j in np.ndindex(3, 3):
            g[i : i + 3, j : j + 3] += kernel
        return g

    flipped = KERNEL[::-1, ::-1]

    assert off(table(KERNEL), table(flipped)) > 1
    assert same(reference("conv_table_values")(), table(KERNEL))
    assert same(reference("conv_table_input_gradient")(), gradient(KERNEL))
    assert any(same(v.answer(), table(flipped)) for v in bank()["conv_table_values"].variants)
    assert any(same(v.answer(), gradient(flipped)) for v in bank()["conv_table_input_gradient"].variants)
    assert same(gradient(flipped), gradient(KERNEL)[::-1, ::-1])
    assert same(reference("conv2d_valid")(IMAGE, KERNEL), table(KERNEL))
    assert same(reference("conv2d_input_gradient")(np.ones((3, 3)), KERNEL), gradient(KERNEL))


def test_e_k6_the_constant_of_the_loss_scales_its_gradient():
    We, be, Wd, bd = W, B, W.T, X + 1

    def square(Wd):
        return np.sum((Wd @ sigmoid(We @ X + be) + bd - X) ** 2)

    gradient = reference("autoencoder_gradients")(X, We, be, Wd, bd)["dWd"]
    losses = [reference("autoencoder_loss"), *(v.answer for v in bank()["autoencoder_loss"].variants)]
    factors = sorted(loss(X, We, be, Wd, bd) / square(Wd) for loss in losses)

    assert same(reference("autoencoder_loss")(X, We, be, Wd, bd), square(Wd) / 2)
    assert same(factors, sorted((1, 1 / 2, 1 / len(X), 1 / (2 * len(X)))))
    assert same(gradient, slope(lambda Wd: square(Wd) / 2, Wd))
    assert same(2 * gradient, slope(square, Wd))
    assert same(known("autoencoder_gradients", "factor_2")(X, We, be, Wd, bd)["dWd"], 2 * gradient)


def test_e_k7_a_sum_over_all_pairs_has_another_gradient():
    x, y = np.array([[0.0, 1.0], [1.5, 0.2], [-0.6, 0.4]]), np.array([[0.3], [-0.5], [1.1]])
    pairs = ~np.eye(3, dtype=bool)

    def affinities(z, scale=1.0):
        e = np.exp(-((z[:, None] - z) ** 2).sum(-1) / scale)
        return e / e[pairs].sum()

    def cost(P, y, where):
        return (P * np.log(P / affinities(y)))[where].sum()

    def pull(weights):
        return 4 * (weights[:, :, None] * (y[:, None] - y)).sum(axis=1)

    P = affinities(x, 2)
    printed = slope(lambda y: cost(P, y, ...), y)

    assert P.sum() > 1.1
    assert affinities(y).sum() > 1.1
    assert off(pull(P - affinities(y)), printed) > 0.1
    assert same(pull(P - P.sum() * affinities(y)), printed)
    assert same(reference("symmetric_sne_gradient")(P * pairs, y), slope(lambda y: cost(P, y, pairs), y))


def test_e_k8_the_proximal_statements_need_their_assumptions():
    grid = np.linspace(-6, 6, 120001)
    for x, t in itertools.product((-2.5, -0.3, 0.0, 1.2), (0.5, 2.0)):
        best = grid[np.argmin((grid - x) ** 2 / 2 + t * abs(grid))]
        assert off(reference("soft_threshold")(np.array([x]), t), best) < 1e-3

    negative = (grid - 0) ** 2 / 2 - 2 * abs(grid)
    assert negative.min() < -1.9  # reached at -2 and 2, while the formula says 0

    jump = grid != 0
    u = grid[np.argmin((grid - 3) ** 2 / 2 + jump)]
    (v,) = reference("prox_subgradient")(np.array([3.0]), np.array([u]), 1.0)
    assert off(u, 3) < 1e-3
    assert (jump - (1 + v * (grid - u))).min() < -0.9  # the line leaves the graph: no subgradient


# ---- Assignments with Solutions ---------------------------------------------------------------------------


def moments(values, weights):
    mean = np.sum(weights * values)
    return mean, np.sum(weights * (values - mean) ** 2)


def test_e_a1_variances_of_a_product_multiply_for_zero_means_only():
    x, y, p, q = np.array([1.0, 3.0]), np.array([2.0, 5.0]), np.array([0.5, 0.5]), np.array([0.25, 0.75])
    (ex, vx), (ey, vy) = moments(x, p), moments(y, q)
    _, truth = moments(np.outer(x, y), np.outer(p, q))

    assert off(vx * vy, truth) > 1
    assert same(vx * vy + vx * ey**2 + vy * ex**2, truth)

    values = np.array(
        list(itertools.product((-0.5, 0.5), (-0.5, 0.5), (-3, 3), (-3, 3)))
    )  # two weights, two inputs
    outputs = values[:, 0] * values[:, 2] + values[:, 1] * values[:, 3]
    assert same(float(reference("node_output_variance")(2, sp.Integer(3), sp.Rational(1, 2))), outputs.var())


def shifted_sum(x, a, g):
    return g @ (a * (x[:-2] + x[2:]))


def printed_cases(a, g, *, last):
    """Equation (6) as printed; of two cases that fit, the first or the last counts."""
    n = len(g) + 2
    entry = dict(enumerate(g, 1))
    rows = []
    for j in range(1, n + 1):
        fits = [(j <= 2, (j,)), (2 <= j <= n - 2, (j, j - 2)), (j >= n - 2, (j - 2,))]
        terms = [terms for holds, terms in fits if holds][-1 if last else 0]
        rows.append(a * sum(entry.get(i, np.nan) for i in terms))
    return np.array(rows)


@pytest.mark.parametrize("n", [3, 4, 5, 6, 9])
def test_e_a2_printed_cases_overlap(n):
    a, g = 1.5, np.arange(1.0, n - 1)
    truth = slope(lambda x: shifted_sum(x, a, g), np.zeros(n))
    late, early = (printed_cases(a, g, last=last) for last in (True, False))

    assert same(reference("shifted_sum_grad_x")(a, g), truth)
    assert np.isnan(late[1])
    assert n < 5 or off(late[n - 3], truth[n - 3]) > 1
    assert np.isnan(early[1]) if n == 3 else same(early, truth)
    if n >= 4:
        exists = ~np.isnan(late)
        assert same(known("shifted_sum_grad_x", "doc_later_case")(a, g)[exists], late[exists])
        assert same(known("shifted_sum_grad_x", "doc_first_case")(a, g), early)


def test_e_a3_the_equivalent_step_is_a_step_below_one_only():
    theta, g, lam, eps = np.array([0.7, -2.0]), np.array([0.4, 1.1]), 0.5, 0.8

    def equivalent(eps, lam):
        return float(reference("equivalent_prox_step_size")(sp.Rational(eps), sp.Rational(lam)))

    same_point = reference("proximal_sgd_step")(theta, g, lam, equivalent(eps, lam))

    assert same(same_point, theta - eps * (g + lam * theta))
    assert equivalent(2, 1) < 0
    assert equivalent(1, 0.999) > 900


def test_e_a4_the_printed_attack_leaves_the_box():
    x, g, eps = np.array([0.6, -0.4, 2.0]), np.array([1.5, -0.2, 0.0]), 0.1
    corners = [x + eps * np.array(signs) for signs in itertools.product((-1, 0, 1), repeat=3)]
    best = min(g @ (corner - x) for corner in corners)
    printed = -eps * np.sign(g)

    assert off(printed, x) > 10 * eps
    assert same(known("linearized_attack", "doc_no_x")(x, g, eps), printed)
    assert same(g @ (reference("linearized_attack")(x, g, eps) - x), best)
    assert rejects("linearized_attack", printed, x=x, g=g, eps=eps)
    for free in (1.9, 1.97, 2.1):
        assert rejects("linearized_attack", np.array([0.5, -0.3, free]), x=x, g=g, eps=eps) is None


def test_e_a5_the_first_term_of_the_divergence_has_a_logarithm():
    px, p = np.array([0.3, 0.7]), np.array([[0.5, 0.5], [0.9, 0.1]])
    q = np.array([[0.2, 0.8], [0.6, 0.4]])
    truth = px @ (p * np.log(p / q)).sum(axis=1) - px @ -(p * np.log(q)).sum(axis=1)
    printed = px @ (p * p).sum(axis=1)

    assert off(printed, truth) > 0.5
    assert same(known("kl_minus_cross_entropy", "doc_no_log")(px, p), printed)
    assert same(reference("kl_minus_cross_entropy")(px, p), truth)


def radial_objective(theta, a, eps, rho):
    return rho(np.hypot(*theta)) + np.sum((theta - a) ** 2) / (2 * eps)


def roots(rho_prime, eps, norm):
    """Where r + eps rho'(r) crosses the norm of a."""
    r = np.linspace(1e-6, 20, 400001)
    above = r + eps * rho_prime(r) > norm
    return r[1:][above[1:] != above[:-1]]


def test_e_a6_a_falling_regulariser_has_the_stated_solution_too():
    a, eps = np.array([1.0, 2.0]), 0.5
    (radius,) = roots(lambda r: -np.exp(-r), eps, np.hypot(*a))
    grid = list(itertools.product(np.linspace(-3, 3, 121), repeat=2))
    best = min(grid, key=lambda theta: radial_objective(theta, a, eps, lambda r: np.exp(-r)))

    assert eps * -np.exp(-radius) / radius < 0
    assert off(radius * a / np.hypot(*a), best) < 0.05


def test_e_a6_the_solution_is_a_stationary_point():
    theta, g, eps = np.array([1.2, -0.7]), np.array([0.3, 0.5]), 0.4
    answer = reference("composite_prox_step")(theta, g, eps, lambda r: 3 * r**2)

    gradient = slope(lambda t: radial_objective(t, theta - eps * g, eps, lambda r: r**3), answer)

    assert off(gradient, 0) < 1e-8


def test_e_a6_what_may_go_wrong_with_the_root():
    assert len(roots(lambda r: np.ones_like(r), 2.0, 1.5)) == 0  # rho(r) = r, |a| below eps: theta = 0
    assert len(roots(lambda r: 2 * r / (1 + r**2) ** 2, 8.0, 5.0)) == 3
    assert len(roots(lambda r: 1 / (1 + r), 4.0, 3.5)) == 2  # |a| below eps rho'(0), and yet there are roots


def test_e_a7_the_printed_step_has_the_two_in_its_rate():
    x, centres, alpha = np.array([0.5, 1.0]), np.array([[0.0, 0.0], [2.0, 2.0]]), 0.1

    def loss(centres):
        return ((centres - x) ** 2).sum(axis=1).min()

    gradient = slope(loss, centres)
    ahead, back = ((min((-1 + h) ** 2, 1**2) - 1) / h for h in (1e-6, -1e-6))  # x = 0 between -1 and 1

    assert same(reference("kmeans_sgd_gradient")(x, centres), gradient)
    assert same(reference("kmeans_sgd_step")(x, centres, alpha), centres - alpha / 2 * gradient)
    assert same(known("kmeans_sgd_step", "with_2")(x, centres, alpha), centres - alpha * gradient)
    assert off(ahead, back) > 1


ROWS = np.array([[0.5, -1.2], [2.0, 0.3], [0.4, 0.9]])
BIAS, UPSTREAM = np.array([0.7, -0.1, 0.2]), np.array([1.0, -2.0, 3.0])


def normalised(W, b, x):
    return UPSTREAM @ ((W @ x + b) / np.sqrt((W**2).sum(axis=1)))


def test_e_a8_the_gradient_in_a_bias_keeps_its_index():
    truth = slope(lambda b: normalised(ROWS, b, X), BIAS)
    norms = np.sqrt((ROWS**2).sum(axis=1))

    assert off(np.roll(UPSTREAM / norms, 1), truth) > 1
    assert same(reference("normalized_linear_grad_b")(ROWS, UPSTREAM), truth)


def test_e_a9_a_row_gets_its_own_term_only():
    truth = slope(lambda W: normalised(W, BIAS, X), ROWS)
    answer = reference("normalized_linear_grad_W")(ROWS, BIAS, X, UPSTREAM)

    assert same(answer, truth)
    assert off(answer.sum(axis=0), truth) > 1
    assert same(known("normalized_linear_grad_W", "doc_sum")(ROWS, BIAS, X, UPSTREAM)[0], answer.sum(axis=0))


def integral(log_density, d):
    """Over d dimensions, of a density that depends on the squared distance r2 from its mean."""
    shell = 2 * mp.pi ** (mp.mpf(d) / 2) / mp.gamma(mp.mpf(d) / 2)
    return float(mp.quad(lambda r: shell * r ** (d - 1) * mp.exp(log_density(r * r)), [0, 5, 20, 60]))


@pytest.mark.parametrize(("d", "sigma"), [(2, 3), (3, 2)])
def test_e_a10_a_density_integrates_to_one(d, sigma):
    r2 = sp.Symbol("r2")

    def printed_25(r2):
        return -d * mp.log(2 * mp.pi * sigma) / 2 - r2 / (2 * sigma**2)

    def printed_26(r2):
        return -mp.mpf(d) / 2 * d * mp.log(2 * mp.pi) - d * mp.log(sigma) - r2 / (2 * sigma**2)

    def of(formula):
        return sp.lambdify(r2, formula(r2, sp.Integer(sigma), sp.Integer(d)), "mpmath")

    assert off(integral(of(reference("gaussian_log_density")), d), 1) < 1e-10
    for slip, printed in ("doc_eq25", printed_25), ("doc_eq26", printed_26):
        assert off(integral(printed, d), 1) > 0.5
        assert same(float(of(known("gaussian_log_density", slip))(1.7)), float(printed(1.7)))
    assert off(integral(printed_25, d), sigma ** (d / 2)) < 1e-10


def test_e_a11_the_log_density_is_neither_convex_nor_concave():
    d, r = 3, mp.mpf(2)

    def log_density(sigma):
        return -d * mp.log(sigma) - r / (2 * sigma**2)

    best = mp.sqrt(r / d)
    at_best, beyond = (mp.diff(log_density, s, 2) for s in (best, 2 * best))
    grid = [best * mp.mpf(k) / 50 for k in range(5, 500)]

    assert at_best < -1
    assert beyond > 0.1
    assert same(float(reference("elbo_curvature_at_optimum")(sp.Float(str(best), 20), d)), float(at_best))
    assert off(float(max(grid, key=log_density)), float(best)) < 1e-12
    assert all(mp.diff(lambda t: log_density(mp.exp(t)), t, 2) < 0 for t in (-1, 0, 1, 2))
    assert all(mp.diff(lambda p: log_density(p ** mp.mpf(-0.5)), p, 2) < 0 for p in (0.1, 1, 10))


def test_e_a12_the_divergence_depends_on_x_but_not_on_sigma():
    x, mean, posterior = np.array([[0.5], [2.0]]), np.array([[0.1], [1.2]]), np.array([0.3, 1.5])
    divergences = posterior**2 / 2  # of N(posterior, 1) from N(0, 1), for each x

    def elbo(sigma):
        densities = -np.log(sigma) - (x - mean) ** 2 / (2 * sigma**2)
        return np.mean(densities) - np.mean(divergences)

    best = np.sqrt(reference("optimal_decoder_variance")(x, mean))

    assert off(*divergences) > 1
    assert off(slope(elbo, best), 0) < 1e-8
    assert elbo(best) > max(elbo(0.9 * best), elbo(1.1 * best))


def test_e_a13_the_printed_line_goes_uphill():
    x0, g, eps = np.array([0.3, 0.8]), np.array([1.2, -0.5]), 0.7

    def logit(x):
        return np.log(x / (1 - x))

    def objective(x):
        return g @ (x - x0) + (x * np.log(x / x0) + (1 - x) * np.log((1 - x) / (1 - x0))).sum() / eps

    best = reference("mirror_descent_step")(x0, g, eps)
    uphill = sigmoid(logit(x0) + eps * g)
    printed = -eps * g + logit(best) - logit(x0)

    def at_best(formula):
        points = zip(best, x0, g, strict=True)
        return [float(formula(*map(sp.Float, point), sp.Float(eps))) for point in points]

    assert off(slope(objective, best), 0) < 1e-7
    assert off(at_best(reference("mirror_stationarity")), 0) < 1e-12
    assert off(printed, 0) > 0.5
    assert same(at_best(known("mirror_stationarity", "doc_sign")), printed)
    assert objective(uphill) > objective(x0) > objective(best)
    assert same(known("mirror_descent_step", "sign")(x0, g, eps), uphill)


# ---- Homework 3 -------------------------------------------------------------------------------------------


def test_e_h1_the_printed_rectifier_is_its_derivative():
    x = np.array([-2.0, 0.5, 3.0])
    indicator = (x > 0).astype(float)

    assert off(indicator, np.maximum(0, x)) > 1
    assert same(x * indicator, np.maximum(0, x))
    assert same(reference("relu_derivative")(x), slope(lambda x: np.maximum(0, x).sum(), x))
    assert same(reference("relu_derivative")(x), indicator)
    assert same(known("relu_derivative", "indicator_differentiated")(x), 0 * x)


def test_e_h2_the_l1_norm_has_kinks():
    left, right = ((abs(h) - abs(0)) / h for h in (-1e-6, 1e-6))
    z = np.linspace(-2, 2, 41)
    x = np.array([1.5, -0.2])

    assert (left, right) == (-1, 1)
    assert all((abs(z) >= v * z).all() for v in (-1, 0.3, reference("l1_gradient")(np.zeros(1))[0], 1))
    assert not (abs(z) >= 1.1 * z).all()
    assert same(reference("l1_gradient")(x), slope(lambda x: abs(x).sum(), x))


def test_e_h3_softmax_is_invariant_in_two_cases():
    x, constant = np.array([0.3, -1.0, 2.0]), np.full(3, 0.7)
    found, scale = reference("softmax_scaling_counterexample")()

    assert same(softmax(1 * x), softmax(x))
    assert all(same(softmax(c * constant), softmax(constant)) for c in (0, 0.5, 3))
    assert all(off(softmax(c * x), softmax(x)) > 0.01 for c in (0, 0.9, 3))
    assert off(softmax(scale * np.array(found)), softmax(np.array(found))) > 0.01
    assert rejects("softmax_scaling_counterexample", (x.tolist(), 1.0))
    assert rejects("softmax_scaling_counterexample", (constant.tolist(), 3.0))


def test_e_h4_the_pre_activations_are_affine():
    u, v = np.array([0.4, -1.0]), np.array([2.0, 0.3])

    def bend(f):
        return off(f(u) + f(v), f(u + v) + f(0 * u))

    for layer in map(reference, ("hidden_preactivation", "output_preactivation")):
        assert bend(lambda x, layer=layer: layer(W, B, x)) < 1e-12
        assert bend(lambda x, layer=layer: np.sin(layer(W, B, x))) > 0.1
        assert bend(lambda x, layer=layer: softmax(layer(W, B, x))) > 0.1


def test_e_h5_the_network_backwards_is_linear():
    W1, b1, W2, b2 = W, B, W.T @ np.diag([1.0, -0.5, 2.0]), np.array([0.2, -0.3])
    h_a = W1 @ X + b1

    def loss(x):
        o = W2 @ np.sin(W1 @ x + b1) + b2
        return np.log(np.exp(o).sum()) - o[1]

    u = softmax(W2 @ np.sin(h_a) + b2) - np.eye(2)[1]
    V1, c1, gate, V2, c2 = map(np.asarray, reference("backward_network")(W1, W2, h_a))
    truth = slope(loss, X)

    assert same(V2 @ (gate * (V1 @ u + c1)) + c2, truth)
    assert off(W1.T @ np.sin(W2.T @ u), truth) > 0.05
    assert off(softmax(W1.T @ np.sin(W2.T @ u)), truth) > 0.05


def test_e_h6_the_quotient_without_its_d_is_no_derivative():
    z = 0.8

    assert off(np.sin(z) / z, slope(np.sin, z)) > 0.1
    assert same(float(reference("phi_prime")(sp.Float(z))), slope(np.sin, z))


def test_e_h7_counting_from_one_moves_the_class():
    o, y = np.array([0.3, -0.8, 1.4]), 0
    truth = -np.log(softmax(o)[y])
    gradient = slope(lambda o: -np.log(softmax(o)[y]), o)

    assert same(reference("nll_from_preactivation")(o, y), truth)
    assert off(known("nll_from_preactivation", "classes_from_1")(o, y), truth) > 1
    assert same(reference("grad_output_preactivation")(softmax(o), y), gradient)
    assert off(known("grad_output_preactivation", "class_from_1")(softmax(o), y), gradient) > 0.9


def test_e_h8_the_dimensions_that_are_asked_for():
    d, d_h, m = 2, 3, 4
    upstream, hidden, W2 = np.ones(m), np.ones(d_h), np.ones((m, d_h))
    output = reference("output_gradient_shapes")(d, d_h, m)
    inner = reference("hidden_gradient_shapes")(d, d_h, m)

    assert tuple(output["grad_W2"]) == np.outer(upstream, hidden).shape == W2.shape
    assert tuple(inner["grad_hs"]) == (W2.T @ upstream).shape


CONFIGURATIONS = {"conv_config_plain": (0, 1), "conv_config_padded": (1, 1), "conv_config_dilated": (1, 2)}


def side(k, s, p, d):
    """Side of the output by trying every position of the window on an axis of 64, with p zeros at both ends."""
    return len([start for start in range(0, 64 + 2 * p, s) if start + d * (k - 1) < 64 + 2 * p])


def positions(height, width, k, s):
    """Rows and columns in which a window of k by k fits, at distance s."""
    return len(range(0, height - k + 1, s)), len(range(0, width - k + 1, s))


def test_e_h9_a_square_window_makes_a_square_map():
    maps = [positions(64, 64, k, s) for k in range(1, 65) for s in range(1, 65)]
    small = positions(*(n // 2 for n in positions(32, 32, 5, 1)), 5, 1)

    assert (6, 6) in maps
    assert (64, 6) not in maps
    assert reference("cnn_output_dimension")() == 16 * small[0] * small[1]
    assert known("cnn_output_dimension", "channels_first")() == (16, *small)
    assert known("cnn_output_dimension", "channels_last")() == (*small, 16)


@pytest.mark.parametrize(("name", "rounded", "exact"), [
    ("conv_config_plain", 68, 12), ("conv_config_dilated", 40, 7), ("conv_config_padded", 73, 13),
])  # fmt: skip
def test_e_h10_rounding_down_admits_more_configurations(name, rounded, exact):
    p, d = CONFIGURATIONS[name]
    found = [(k, s) for k in range(1, 67) for s in range(1, 67) if side(k, s, p, d) == 6]
    without_rest = [(k, s) for k, s in found if (64 + 2 * p - d * (k - 1) - 1) % s == 0]

    assert (len(found), len(without_rest)) == (rounded, exact)
    assert tuple(reference(name)()[:2]) in without_rest
    assert all(rejects(name, (k, s, p, d)) is None for k, s in found)
    assert rejects(name, (found[0][0], found[0][1] + 5, p, d))


# ---- a submission of Lab 3 --------------------------------------------------------------------------------


def test_e_s1_one_term_of_the_chain_rule_leaves_rows_empty():
    p, y = softmax(W @ X + B), np.eye(3)[Y]
    truth = slope(cross_entropy, W)
    printed = np.outer(-y / p * (p - p**2), X)

    assert same(printed[Y], truth[Y])
    assert off(np.delete(printed, Y, axis=0), 0) == 0
    assert off(printed, truth) > 0.2
    assert same(known("softmax_regression_grad_W", "own_class_only")(W, X, B, y), printed)


def test_e_s2_a_logarithm_to_base_ten_scales_by_0_434():
    p, truth = 0.2, slope(cross_entropy, W)
    slip = known("softmax_regression_grad_W", "log10")(W, X, B, np.eye(3)[Y])

    assert off(-1 / (p * np.log(10)), slope(lambda p: -np.log(p), p)) > 1
    assert same(-1 / p, slope(lambda p: -np.log(p), p))
    assert off(slip, 0.434 * truth) < 1e-3 < off(slip, truth)


def test_e_s3_the_printed_denominator_sums_over_inputs():
    terms = np.exp(W * X + B[:, None])
    printed = terms / terms.sum(axis=1, keepdims=True)
    truth = [float(mp.exp(a) / mp.fsum(map(mp.exp, W @ X + B))) for a in W @ X + B]

    assert same(printed.sum(axis=1), 1)  # it adds up to 1 over the inputs, not over the classes
    assert off(printed.max(axis=1), truth) > 0.2
    assert same(softmax(W @ X + B), truth)


def test_e_s4_a_bias_of_an_input_need_not_exist():
    wide, y = np.ones((2, 3)), np.array([0.0, 1.0])
    as_printed = known("softmax_regression_grad_W", "sum_over_features")

    with pytest.raises(IndexError):
        as_printed(wide, np.ones(3), np.zeros(2), y)
    assert off(as_printed(W, X, B, np.eye(3)[Y]), slope(cross_entropy, W)) > 0.1


def test_e_s5_the_result_needs_all_terms():
    p, y = sp.symbols("p:3", positive=True), sp.symbols("y:3")
    jacobian = [[p[k] * (int(k == i) - p[i]) for i in range(3)] for k in range(3)]
    one_hot = {y[2]: 1 - y[0] - y[1]}

    for i in range(3):
        total = sum(-y[k] / p[k] * jacobian[k][i] for k in range(3))
        assert sp.simplify((total - (p[i] - y[i])).subs(one_hot)) == 0
        assert sp.simplify((-y[i] / p[i] * jacobian[i][i] - (p[i] - y[i])).subs(one_hot)) != 0


def test_e_s6_three_by_three_answers_the_question_on_convolution():
    positions = [(i, j) for i in range(5) for j in range(5) if i + 3 <= 5 and j + 3 <= 5]

    assert reference("conv_output_count")() == len(positions) == 9
    assert known("conv_output_count", "shape")() == (3, 3)


# ---- Homework 1 -------------------------------------------------------------------------------------------


def test_e_w1_the_penalty_is_weighted():
    phi, sigma = np.array([0.8, -1.5]), np.array([0.5, 2.0])
    symbols = sp.symbols("phi:2", real=True)
    penalty = reference("gaussian_prior_penalty")(symbols, tuple(map(sp.Rational, sigma)))

    def log_prior(phi):
        return float(mp.fsum(mp.log(mp.npdf(v, 0, s)) for v, s in zip(phi, sigma, strict=True)))

    truth = slope(lambda phi: -log_prior(phi), phi)
    ratio = truth / (2 * phi)  # what plain L2 would need as its one lambda

    assert off(*ratio) > 1
    assert off([float(penalty.diff(v).subs(dict(zip(symbols, phi, strict=True)))) for v in symbols], truth) < 1e-7


def test_e_w2_positive_curvature_and_no_minimum():
    x = np.linspace(-300, 10, 1000)

    assert (slope(lambda x: np.exp(x).sum(), x[-9:]) > 0).all()
    assert (np.diff(np.exp(x)) > 0).all()  # further left is always lower, and 0 is never reached
    assert np.exp(x[0]) > 0


def test_e_w3_equal_inputs_leave_a_flat_direction():
    x, equal, labels = np.array([0.5, -1.0, 2.0]), np.full(3, 0.7), np.zeros(3)
    hessian = reference("linear_regression_hessian")
    squares = 4 * sum((u - v) ** 2 for u, v in itertools.combinations(x, 2))

    def loss(phi):
        return ((phi[0] + phi[1] * x - labels) ** 2).sum()

    second = [slope(lambda phi, i=i: slope(loss, phi, 1e-3)[i], np.zeros(2), 1e-3) for i in (0, 1)]

    assert off(second, hessian(x, labels)) < 1e-6
    assert same(np.linalg.det(hessian(x, labels)), squares)
    assert np.linalg.eigvalsh(hessian(x, labels)).min() > 1
    for degenerate in (equal, np.array([0.7]), np.asarray(reference("degenerate_dataset")(), float)):
        assert off(np.linalg.eigvalsh(hessian(degenerate, np.zeros(len(degenerate)))).min(), 0) < 1e-12


def test_e_w3_the_squares_are_the_determinant():
    x = sp.symbols("x:3", real=True)
    squares = reference("hessian_determinant_squares")(x)
    determinant = sp.Matrix(2, 2, lambda i, j: 2 * sum(v ** (i + j) for v in x)).det()

    assert sp.expand(sum(w * q**2 for w, q in squares) - determinant) == 0


def test_e_w4_the_model_gives_a_probability():
    x = np.array([-1.0, 0.4, 2.0])
    curve = reference("logistic_curve")(0.3, 1.2, x)

    assert np.min([abs(curve), abs(curve - 1)]) > 0.02  # a label would be 0 or 1
    assert same(curve, [float(1 / (1 + mp.exp(-(0.3 + 1.2 * v)))) for v in x])


def test_e_w5_the_loss_is_convex_and_strictly_for_two_inputs():
    x, y, phi = np.array([-1.0, 0.5, 2.0]), np.array([0.0, 1.0, 1.0]), np.array([0.2, -0.4])
    loss, gradient = reference("logistic_loss"), reference("logistic_loss_gradient")

    def curvature(x):
        return [slope(lambda phi, i=i: gradient(*phi, x, y)[i], phi) for i in (0, 1)]

    truth = slope(lambda phi: loss(*phi, x, y), phi)
    along_a_ray = [loss(0, t, np.array([-1.0, 1.0]), np.array([0.0, 1.0])) for t in (1, 10, 100)]

    assert same(gradient(*phi, x, y), truth)
    assert same(known("logistic_loss_gradient", "of_the_mean")(*phi, x, y), truth / 3)
    assert np.linalg.eigvalsh(curvature(x)).min() > 0.1
    assert off(np.linalg.eigvalsh(curvature(np.full(3, 0.5))).min(), 0) < 1e-8
    assert along_a_ray[0] > along_a_ray[1] > along_a_ray[2] > 0
    assert along_a_ray[2] < 1e-40


def test_e_w6_the_list_is_the_graph():
    x = mp.mpf("0.3")
    truth = mp.diff(lambda x: mp.exp(mp.exp(x) + mp.exp(x) ** 2) + mp.sin(mp.exp(x) + mp.exp(x) ** 2), x)

    for name in ("reverse_mode_derivatives", "forward_mode_derivatives"):
        assert same(reference(name)(0.3)["dy_dx"], float(truth))
