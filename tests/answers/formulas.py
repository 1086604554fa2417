"""The twenty symbolic items of the catalogue, with their variants and misconceptions."""

import sympy as sp

from checker.cases import case
from checker.sandbox.wire import Function, Symbol
from tests.answers.toy import item

ITEMS = {}


def asks(reference_name, reference, *, wrong, right=None, cases=(), credits=None, **options):
    """Keep an item that asks for this formula, with wrong and other right ones by name."""
    reference.__name__ = reference_name
    for functions, what in ((wrong, "A hint on"), (right or {}, "A note on")):
        for name, function in functions.items():
            function.__name__, function.__doc__ = name, f"{what} {name}."
    ITEMS[reference_name] = item(
        reference,
        cases,
        kind="symbolic",
        variants=(right or {}).values(),
        misconceptions=wrong.values(),
        credits=credits,
        **options,
    )


def positive(*names):
    return dict.fromkeys(names, "positive")


def reals(name, n, domain="real"):
    return tuple(Symbol(f"{name}{i}", domain) for i in range(n))


def log_odds(p):
    return sp.log(p) - sp.log(1 - p)


def softmax(x):
    return [sp.exp(v) / sum(sp.exp(u) for u in x) for v in x]


asks(
    "node_output_mean",
    lambda n, sigma, sigma_tilde: sp.Integer(0),
    domain=positive("n", "sigma", "sigma_tilde"),
    wrong={"nonzero": lambda n, sigma, sigma_tilde: n * sigma * sigma_tilde},
)
asks(
    "node_output_variance",
    lambda n, sigma, sigma_tilde: n * sigma_tilde**2 * sigma**2,
    domain=positive("n", "sigma", "sigma_tilde"),
    wrong={
        "std": lambda n, sigma, sigma_tilde: n * sigma * sigma_tilde,
        "no_n": lambda n, sigma, sigma_tilde: sigma**2 * sigma_tilde**2,
        "n_squared": lambda n, sigma, sigma_tilde: n**2 * sigma**2 * sigma_tilde**2,
        "sum_": lambda n, sigma, sigma_tilde: n * (sigma**2 + sigma_tilde**2),
        "weights_fixed": lambda n, sigma, sigma_tilde: n * sigma**2,
    },
)
asks(
    "proximal_objective_gradient",
    lambda theta, theta_t, g, lam, eps: g + lam * theta + (theta - theta_t) / eps,
    domain={"theta": "real", "theta_t": "real", "g": "real", **positive("lam", "eps")},
    wrong={
        "gradient_at_theta_t": lambda theta, theta_t, g, lam, eps: g + lam * theta_t + (theta - theta_t) / eps,
        "missing_half": lambda theta, theta_t, g, lam, eps: g + lam * theta + 2 * (theta - theta_t) / eps,
        "no_prox": lambda theta, theta_t, g, lam, eps: g + lam * theta,
    },
)
asks(
    "equivalent_prox_step_size",
    lambda eps, lam: eps / (1 - lam * eps),
    domain=positive("eps", "lam"),
    where="eps * lam < 1",
    wrong={
        "inverse": lambda eps, lam: eps / (1 + lam * eps),
        "same": lambda eps, lam: eps,
        "no_eps": lambda eps, lam: 1 / (1 - lam * eps),
    },
)
asks(
    "composite_radius_residual",
    lambda length, eps, rho_prime_l, norm_a: length + eps * rho_prime_l - norm_a,
    domain=positive("length", "eps", "rho_prime_l", "norm_a"),
    mode="up to a factor",
    right={"halved": lambda length, eps, rho_prime_l, norm_a: (norm_a - length - eps * rho_prime_l) / 2},
    wrong={
        "explicit": lambda length, eps, rho_prime_l, norm_a: length - norm_a + eps * sp.Function("rho")(norm_a),
        "no_eps": lambda length, eps, rho_prime_l, norm_a: length + rho_prime_l - norm_a,
        "sign": lambda length, eps, rho_prime_l, norm_a: length - eps * rho_prime_l - norm_a,
    },
)
asks(
    "kmeans_epoch_costs",
    lambda n, m, K: (n * m * K, n * m * K),
    domain=positive("n", "m", "K"),
    mode="growth",
    right={"lower_order": lambda n, m, K: (n * m * K + n * m, 3 * n * m * K + n * K)},
    wrong={
        "per_example": lambda n, m, K: (n * K, n * K),
        "no_dimension": lambda n, m, K: (m * K, m * K),
        "sgd_cheaper": lambda n, m, K: (n * m, n * m * K),
        "update_dominates": lambda n, m, K: (n * m * K, n * m),
        "K_squared": lambda n, m, K: (n * m * K**2, n * m * K**2),
    },
)
asks(
    "gaussian_log_density",
    lambda r2, sigma, d: -d * sp.log(2 * sp.pi) / 2 - d * sp.log(sigma) - r2 / (2 * sigma**2),
    domain=positive("r2", "sigma", "d"),
    wrong={
        "doc_eq26": lambda r2, sigma, d: (
            -(d**2) * sp.log(2 * sp.pi) / 2 - d * sp.log(sigma) - r2 / (2 * sigma**2)
        ),
        "doc_eq25": lambda r2, sigma, d: -d * sp.log(2 * sp.pi * sigma) / 2 - r2 / (2 * sigma**2),
        "no_half": lambda r2, sigma, d: -d * sp.log(2 * sp.pi) / 2 - d * sp.log(sigma) - r2 / sigma**2,
        "one_dim": lambda r2, sigma, d: -sp.log(2 * sp.pi) / 2 - sp.log(sigma) - r2 / (2 * sigma**2),
        "sign": lambda r2, sigma, d: -d * sp.log(2 * sp.pi) / 2 - d * sp.log(sigma) + r2 / (2 * sigma**2),
    },
)
asks(
    "gaussian_log_density_dsigma",
    lambda r2, sigma, d: -d / sigma + r2 / sigma**3,
    domain=positive("r2", "sigma", "d"),
    wrong={
        "sign": lambda r2, sigma, d: d / sigma - r2 / sigma**3,
        "factor": lambda r2, sigma, d: -d / sigma + r2 / (2 * sigma**3),
        "wrt_variance": lambda r2, sigma, d: -d / (2 * sigma**2) + r2 / (2 * sigma**4),
        "no_d": lambda r2, sigma, d: -1 / sigma + r2 / sigma**3,
    },
)
asks(
    "elbo_curvature_at_optimum",
    lambda sigma, d: -2 * d / sigma**2,
    domain=positive("sigma", "d"),
    wrong={
        "positive_": lambda sigma, d: 2 * d / sigma**2,
        "forgot_3": lambda sigma, d: sp.Integer(0),
        "no_r2": lambda sigma, d: d / sigma**2,
    },
)
asks(
    "mirror_stationarity",
    lambda x, x0, g, eps: g + (sp.log(x / x0) - sp.log((1 - x) / (1 - x0))) / eps,
    domain={"x": "unit interval", "x0": "unit interval", "g": "real", "eps": "positive"},
    wrong={
        "doc_sign": lambda x, x0, g, eps: -eps * g + log_odds(x) - log_odds(x0),
        "no_complement": lambda x, x0, g, eps: g + sp.log(x / x0) / eps,
        "complement_sign": lambda x, x0, g, eps: g + (sp.log(x / x0) + sp.log((1 - x) / (1 - x0))) / eps,
        "extra_one": lambda x, x0, g, eps: g + (log_odds(x) - log_odds(x0)) / eps + 1 / eps,
    },
)
asks(
    "sigmoid_derivative",
    lambda x, sigma: sigma(x) * (1 - sigma(x)),
    cases=[case(x=Symbol("x"), sigma=Function("sigma"))],
    only=("sigma",),
    right={
        "mirror": lambda x, sigma: sigma(x) * sigma(-x),
        "expanded": lambda x, sigma: sigma(x) - sigma(x) ** 2,
    },
    wrong={
        "with_exp": lambda x, sigma: sp.exp(-x) / (1 + sp.exp(-x)) ** 2,
        "plus": lambda x, sigma: sigma(x) * (1 + sigma(x)),
        "tanh_like": lambda x, sigma: 1 - sigma(x) ** 2,
        "minus": lambda x, sigma: sigma(x) * (sigma(x) - 1),
        "is_sigma": lambda x, sigma: sigma(x),
    },
    credits={"with_exp": 0.5},
)
asks(
    "sign_from_indicators",
    lambda x, ind: ind(x > 0) - ind(x < 0),
    cases=[case(x=Symbol("x"), ind=Function("ind"))],
    only=("ind",),
    right={
        "ge_le": lambda x, ind: ind(x >= 0) - ind(x <= 0),
        "eq": lambda x, ind: 2 * ind(x > 0) + ind(sp.Eq(x, 0)) - 1,
    },
    wrong={
        "heaviside": lambda x, ind: ind(x > 0),
        "minus_one_at_0": lambda x, ind: 2 * ind(x > 0) - 1,
        "plus_one_at_0": lambda x, ind: ind(x >= 0) - ind(x < 0),
        "flipped": lambda x, ind: ind(x < 0) - ind(x > 0),
        "not_indicators": lambda x, ind: x / abs(x),
    },
)
asks(
    "nll_expression",
    lambda o_a, y: sp.log(sum(sp.exp(v) for v in o_a)) - o_a[y],
    cases=[case(o_a=reals("o", m), y=y) for m in (2, 3) for y in range(m)],
    wrong={
        "sign": lambda o_a, y: o_a[y] - sp.log(sum(sp.exp(v) for v in o_a)),
        "no_normaliser": lambda o_a, y: -o_a[y],
        "excludes_y": lambda o_a, y: sp.log(sum(sp.exp(v) for j, v in enumerate(o_a) if j != y)) - o_a[y],
        "log10": lambda o_a, y: (sp.log(sum(sp.exp(v) for v in o_a)) - o_a[y]) / sp.log(10),
    },
)
asks(
    "parameter_count",
    lambda d, d_h, m: d_h * d + d_h + m * d_h + m,
    domain=positive("d", "d_h", "m"),
    wrong={
        "no_biases": lambda d, d_h, m: d_h * d + m * d_h,
        "input_bias": lambda d, d_h, m: d_h * (d + 1) + m * (d_h + 1) + d,
        "neurons": lambda d, d_h, m: d + d_h + m,
        "hidden_only": lambda d, d_h, m: d_h * (d + 1),
    },
)
asks(
    "phi_prime",
    lambda z: sp.cos(z),
    domain={"z": "real"},
    wrong={
        "minus_cos": lambda z: -sp.cos(z),
        "sin": lambda z: sp.sin(z),
        "sigmoid_like": lambda z: sp.sin(z) * (1 - sp.sin(z)),
        "tanh_like": lambda z: 1 - sp.sin(z) ** 2,
    },
)
asks(
    "softmax_derivative_entry",
    lambda x, i, j: softmax(x)[i] * (int(i == j) - softmax(x)[j]),
    cases=[case(x=reals("x", n), i=i, j=j) for n in (2, 3) for i in range(n) for j in range(n)],
    wrong={
        "diag_only": lambda x, i, j: softmax(x)[i] * (1 - softmax(x)[i]) * int(i == j),
        "sign": lambda x, i, j: softmax(x)[i] * (softmax(x)[j] - int(i == j)),
        "same_everywhere": lambda x, i, j: softmax(x)[i] * (1 - softmax(x)[j]),
    },
)
asks(
    "gaussian_prior_penalty",
    lambda phi, sigma: sum(p**2 / (2 * s**2) for p, s in zip(phi, sigma, strict=True)),
    cases=[case(phi=reals("phi", n), sigma=reals("sigma", n, "positive")) for n in (1, 2)],
    mode="up to a constant",
    free_of=("phi",),
    right={
        "with_constant": lambda phi, sigma: sum(
            p**2 / (2 * s**2) + sp.log(s * sp.sqrt(2 * sp.pi)) for p, s in zip(phi, sigma, strict=True)
        ),
    },
    wrong={
        "no_half": lambda phi, sigma: sum(p**2 / s**2 for p, s in zip(phi, sigma, strict=True)),
        "sign": lambda phi, sigma: -sum(p**2 / (2 * s**2) for p, s in zip(phi, sigma, strict=True)),
        "sigma_not_squared": lambda phi, sigma: sum(p**2 / (2 * s) for p, s in zip(phi, sigma, strict=True)),
        "multiplied": lambda phi, sigma: sum(s**2 * p**2 / 2 for p, s in zip(phi, sigma, strict=True)),
        "l1": lambda phi, sigma: sum(abs(p) / s for p, s in zip(phi, sigma, strict=True)),
    },
)
asks(
    "hessian_trace_and_determinant",
    lambda x: (2 * len(x) + 2 * sum(v**2 for v in x), 4 * len(x) * sum(v**2 for v in x) - 4 * sum(x) ** 2),
    cases=[case(x=reals("x", n)) for n in (2, 3, 4)],
    wrong={
        "no_4": lambda x: (2 * len(x) + 2 * sum(v**2 for v in x), len(x) * sum(v**2 for v in x) - sum(x) ** 2),
        "det_plus": lambda x: (
            2 * len(x) + 2 * sum(v**2 for v in x),
            4 * (len(x) * sum(v**2 for v in x) + sum(x) ** 2),
        ),
        "trace_2": lambda x: (2 + 2 * sum(v**2 for v in x), 4 * len(x) * sum(v**2 for v in x) - 4 * sum(x) ** 2),
        "order": lambda x: (
            4 * len(x) * sum(v**2 for v in x) - 4 * sum(x) ** 2,
            2 * len(x) + 2 * sum(v**2 for v in x),
        ),
    },
)
asks(
    "logistic_curve_features",
    lambda phi0, phi1: (-phi0 / phi1, phi1 / 4),
    domain={"phi0": "real", "phi1": "nonzero"},
    wrong={
        "midpoint_sign": lambda phi0, phi1: (phi0 / phi1, phi1 / 4),
        "midpoint_phi0": lambda phi0, phi1: (-phi0, phi1 / 4),
        "slope_phi1": lambda phi0, phi1: (-phi0 / phi1, phi1),
        "slope_half": lambda phi0, phi1: (-phi0 / phi1, phi1 / 2),
    },
)
asks(
    "mode_pass_counts",
    lambda n_params, n_outputs: (n_params, n_outputs),
    domain=positive("n_params", "n_outputs"),
    wrong={
        "swapped": lambda n_params, n_outputs: (n_outputs, n_params),
        "both_one": lambda n_params, n_outputs: (sp.Integer(1), sp.Integer(1)),
        "product": lambda n_params, n_outputs: (n_params * n_outputs, n_outputs),
    },
)
