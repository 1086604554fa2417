"""Formulas as students type them, and the trees and refusals that they become.

Trees are compared in a short spelling: a symbol by its name, `1/2` for a rational, `x > 0` for a relation.
"""

import pickle
import time

import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checker.errors import StudentError
from checker.maths.typed import Unreadable, read_formula
from checker.sandbox.wire import Tree

RELATIONS = {
    "StrictGreaterThan": ">", "StrictLessThan": "<", "GreaterThan": ">=", "LessThan": "<=", "Equality": "=",
    "Unequality": "!=",
}  # fmt: skip


def short(value):
    """A tree in a short spelling."""
    if isinstance(value, list):
        return f"[{', '.join(map(short, value))}]"
    if not isinstance(value, Tree):
        return str(value)
    match value.head:
        case "Symbol":
            return value.args[0]
        case "Rational":
            return f"{value.args[0]}/{value.args[1]}"
        case head if head in RELATIONS:
            return f" {RELATIONS[head]} ".join(map(short, value.args))
    head = "Case" if value.head == "ExprCondPair" else value.head
    return f"{head}({', '.join(map(short, value.args))})" if value.args else head


def refusal(text, **names):
    """The error that a formula raises."""
    with pytest.raises(Unreadable) as caught:
        read_formula(text, **names)
    return caught.value


def read_or_refused(text, **names):
    """Read a text of any kind; whatever else than a refusal is raised is a fault of ours."""
    try:
        read_formula(text, **names)
    except Unreadable as err:
        error = err
    else:
        return
    assert 0 <= error.position <= len(text)
    assert str(error).startswith("cannot read the formula")


# ---- what is read ------------------------------------------------------------------------------------------


CALCULATOR = {
    "2*x + exp(-x)": "Add(Mul(2, x), exp(Mul(-1, x)))",
    "2x": "Mul(2, x)",
    "2(x+1)": "Mul(2, Add(x, 1))",
    "(a)(b)": "Mul(a, b)",
    "x y": "Mul(x, y)",
    "2 sin(x)": "Mul(2, sin(x))",
    "x**2": "Pow(x, 2)",
    "-x^2": "Mul(-1, Pow(x, 2))",
    "2^-x": "Pow(2, Mul(-1, x))",
    "2^3^4": "Pow(2, Pow(3, 4))",
    "n!": "factorial(n)",
    "|x|": "Abs(x)",
    "|x||y|": "Mul(Abs(x), Abs(y))",
    "||x|-1|": "Abs(Add(Abs(x), -1))",
    "2|x|": "Mul(2, Abs(x))",
    "3 − 2·x ÷ 4": "Add(3, Mul(-1, 2, x, Pow(4, -1)))",
    "x²": "Pow(x, 2)",
    "x⁻¹": "Pow(x, -1)",
    "e^x": "exp(x)",
    "√x": "Pow(x, 1/2)",
    "√(x+1)": "Pow(Add(x, 1), 1/2)",
    "½x": "Mul(Mul(1, Pow(2, -1)), x)",
    "x ≤ ∞": "x <= Infinity",
    "π r²": "Mul(Pi, Pow(r, 2))",
    "ln x": "log(x)",
    "log(x)": "log(x)",
    "log10(x)": "Mul(log(x), Pow(log(10), -1))",
    "log2(x)": "Mul(log(x), Pow(log(2), -1))",
    "log(x, b)": "Mul(log(x), Pow(log(b), -1))",
    "arcsin(x)": "asin(x)",
    "max(a,b)": "Max(a, b)",
    "Piecewise((x, x>0), (0, True))": "Piecewise(Case(x, x > 0), Case(0, True))",
    "0<x<1": "And(0 < x, x < 1)",
    "x>0 and not y<1": "And(x > 0, Not(y < 1))",
    "sin^2(x)": "Pow(sin(x), 2)",
    "sin x": "sin(x)",
    "sin 2x": "sin(Mul(2, x))",
    "sin 2 pi x": "sin(Mul(2, Pi, x))",
    "sin x * y": "Mul(sin(x), y)",
    "sin x cos x": "Mul(sin(x), cos(x))",
    "exp x": "exp(x)",
    "1/2*x": "Mul(1, Pow(2, -1), x)",
    "0.1": "1/10",
    "1e-3": "1/1000",
    "2.5E4": "25000",
    "sigma(x)": "Apply(sigma, x)",
    "⌈x⌉": "ceiling(x)",
    "1[x>0]": "Apply(ind, x > 0)",
    "I(x>0) x": "Mul(Apply(ind, x > 0), x)",
    "[x>0]*x": "Mul(Apply(ind, x > 0), x)",
    "(x>0)*x": "Mul(Apply(ind, x > 0), x)",
    "x(1-x)": "Mul(x, Add(1, Mul(-1, x)))",
    "f(x) = x^2": "Apply(f, x) = Pow(x, 2)",
    "x_i": "x_i",
    "ŷ - y": "Add(y_hat, Mul(-1, y))",
    "σ̃₁": "sigma_tilde_1",
    "[[1,2],[3,4]]": "[[1, 2], [3, 4]]",
    "Matrix([[1,x],[x,1]])": "[[1, x], [x, 1]]",
    "np.array([[1,2],[3,4]])": "[[1, 2], [3, 4]]",
    "np.exp(-x)/(1+np.exp(-x))": "Mul(exp(Mul(-1, x)), Pow(Add(1, exp(Mul(-1, x))), -1))",
    "x if x > 0 else 0": "Piecewise(Case(x, x > 0), Case(0, True))",
    "np.where(x>0, x, 0)": "Piecewise(Case(x, x > 0), Case(0, True))",
    "e^-x": "exp(Mul(-1, x))",
    "x^2 y": "Mul(Pow(x, 2), y)",
    "x^2sin(x)": "Mul(Pow(x, 2), sin(x))",
    "I": "ImaginaryUnit",
    "(1,2)": "Tuple(1, 2)",
    "gamma(z)": "gamma(z)",
    "x^2_i": "Pow(x_i, 2)",
    "erf(x/sqrt(2))": "erf(Mul(x, Pow(Pow(2, 1/2), -1)))",
    "x_10": "x_10",
    "W^T x": "Mul(Pow(W, T), x)",
    "1/(1+exp(-x)).": "Mul(1, Pow(Add(1, exp(Mul(-1, x))), -1))",
    "atan2(y,x)": "atan2(y, x)",
    "a/b/c": "Mul(a, Pow(b, -1), Pow(c, -1))",
    "-2^2": "Mul(-1, Pow(2, 2))",
    "a - 2x": "Add(a, Mul(-1, 2, x))",
    "2^x!": "Pow(2, factorial(x))",
    "xy_1": "xy_1",
    "2x_1y": "Mul(2, x_1y)",
    "log_2(x)": "Mul(log(x), Pow(log(2), -1))",
    "relu(x)*ReLU(y)": "Mul(Apply(relu, x), Apply(relu, y))",
    "max(0, x)^2": "Pow(Max(0, x), 2)",
    "(x > 0)*x + (x <= 0)*a*x": "Add(Mul(Apply(ind, x > 0), x), Mul(Apply(ind, x <= 0), a, x))",
    "-log(p)": "Mul(-1, log(p))",
    "-log p": "Mul(-1, log(p))",
    "e**(-x)": "exp(Mul(-1, x))",
    "E": "Exp1",
    "pi*r^2": "Mul(Pi, Pow(r, 2))",
    "sigmoid(x)*(1-sigmoid(x))": "Mul(Apply(sigma, x), Add(1, Mul(-1, Apply(sigma, x))))",
    "σ(x)(1−σ(x))": "Mul(Apply(sigma, x), Add(1, Mul(-1, Apply(sigma, x))))",
    "sum(k, k, 1, 10)": "Sum(k, Tuple(k, 1, 10))",
    "softmax(x)": "Apply(softmax, x)",
    "diff(x^2, x)": "Derivative(Pow(x, 2), Tuple(x, 1))",
    "diff(x^2, x, 2)": "Derivative(Pow(x, 2), Tuple(x, 2))",
    "x!=y": "x != y",
    "n!=3": "n != 3",
    "x == 3": "x = 3",
    "abs(x)": "Abs(x)",
    "|x - y|/2": "Mul(Abs(Add(x, Mul(-1, y))), Pow(2, -1))",
    "|x| |y|": "Mul(Abs(x), Abs(y))",
    "|-x|": "Abs(Mul(-1, x))",
    "|x+|y||": "Abs(Add(x, Abs(y)))",
    "2|x|y": "Mul(2, Abs(x), y)",
    "x|y|": "Mul(x, Abs(y))",
    "αβ": "Mul(alpha, beta)",
    "2αx": "Mul(2, alpha, x)",
    "x·y": "Mul(x, y)",
    "a×b": "Mul(a, b)",
    "3 × 10^-3": "Mul(3, Pow(10, -3))",
    ".5": "1/2",
    "5.": "5",
    "x;": "x",
    "x:=3": "x = 3",
    "log2x": "log2x",
    "True": "True",
    "x>0": "x > 0",
    "x>0 & x<1": "And(x > 0, x < 1)",
    "Not(x>0)": "Not(x > 0)",
    "And(x>0, y>0)": "And(x > 0, y > 0)",
    "x = 1 or x = 2": "Or(x = 1, x = 2)",
    "Σ": "Sigma",
    "x⁻²y": "Mul(Pow(x, -2), y)",
    "(x)(y)(z)": "Mul(x, y, z)",
    "((x))": "x",
    "[x+1]^2": "Pow(Add(x, 1), 2)",
    "(1+x)[2-x]": "Mul(Add(1, x), Add(2, Mul(-1, x)))",
    "d*x/d": "Mul(d, x, Pow(d, -1))",
    "dx/dy": "Derivative(x, Tuple(y, 1))",
    "binom(n,k)": "binomial(n, k)",
    "log_b(x)": "Mul(log(x), Pow(log(b), -1))",
    "sin(x)^2": "Pow(sin(x), 2)",
    "log(x)(1-x)": "Mul(log(x), Add(1, Mul(-1, x)))",
    "sech(x)^2": "Pow(sech(x), 2)",
    "x<y<z": "And(x < y, y < z)",
    "x ** 0.5": "Pow(x, 1/2)",
    "(1-p)log(1-p)": "Mul(Add(1, Mul(-1, p)), log(Add(1, Mul(-1, p))))",
    "p log p + (1-p) log(1-p)": "Add(Mul(p, log(p)), Mul(Add(1, Mul(-1, p)), log(Add(1, Mul(-1, p)))))",
    "2(3)": "Mul(2, 3)",
    "3(x)": "Mul(3, x)",
    "x(y)": "Mul(x, y)",
    "sqrt x": "Pow(x, 1/2)",
    "sqrt(x)/2": "Mul(Pow(x, 1/2), Pow(2, -1))",
    "sqrt2": "sqrt2",
    "x/2 + y/3": "Add(Mul(x, Pow(2, -1)), Mul(y, Pow(3, -1)))",
    "x*y/2": "Mul(x, y, Pow(2, -1))",
    "x y/2": "Mul(x, y, Pow(2, -1))",
    "2x/3": "Mul(2, x, Pow(3, -1))",
    "-x/2": "Mul(Mul(-1, x), Pow(2, -1))",
    "θ_1": "theta_1",
    "θ₁": "theta_1",
    "exp(-(x-μ)²/(2σ²))": "exp(Mul(Mul(-1, Pow(Add(x, Mul(-1, mu)), 2)), Pow(Mul(2, Pow(sigma, 2)), -1)))",
    "Max(0,x)": "Max(0, x)",
    "MAX(0,x)": "Max(0, x)",
    "relu'(x)": "Derivative(Apply(relu, x), Tuple(x, 1))",
    "1[x > 0] - 1[x < 0]": "Add(Apply(ind, x > 0), Mul(-1, Apply(ind, x < 0)))",
    "0.5 x": "Mul(1/2, x)",
    ".5x": "Mul(1/2, x)",
    "x^(1/2)": "Pow(x, Mul(1, Pow(2, -1)))",
    "x^1/2": "Mul(Pow(x, 1), Pow(2, -1))",
    "e^x/2": "Mul(exp(x), Pow(2, -1))",
    "10^x": "Pow(10, x)",
    "[1, 2, 3]": "Tuple(1, 2, 3)",
    "-oo": "Mul(-1, Infinity)",
    "σ1 + σ2": "Add(sigma1, sigma2)",
    "2σ1x": "Mul(2, sigma1, x)",
    "x^2(1-x)": "Mul(Pow(x, 2), Add(1, Mul(-1, x)))",
}  # fmt: skip

LATEX = {
    r"\sigma(x)": "Apply(sigma, x)",
    r"\sigma'(x)": "Derivative(Apply(sigma, x), Tuple(x, 1))",
    r"\sigma'(2x)": "Subs(Derivative(Apply(sigma, _u), Tuple(_u, 1)), Tuple(_u), Tuple(Mul(2, x)))",
    r"\frac{1}{1+e^{-x}}": "Mul(1, Pow(Add(1, exp(Mul(-1, x))), -1))",
    r"\frac12 x": "Mul(Mul(1, Pow(2, -1)), x)",
    r"\frac1{2}x": "Mul(Mul(1, Pow(2, -1)), x)",
    r"\sqrt[3]{x}": "Pow(x, Pow(3, -1))",
    r"\sin^2 x": "Pow(sin(x), 2)",
    r"\sin^{-1} x": "asin(x)",
    r"\sin x^2": "sin(Pow(x, 2))",
    r"\tanh x^2": "tanh(Pow(x, 2))",
    r"\log_2 x": "Mul(log(x), Pow(log(2), -1))",
    r"\log_{10}(x)": "Mul(log(x), Pow(log(10), -1))",
    "x^{10}": "Pow(x, 10)",
    r"\left| x \right|": "Abs(x)",
    r"\lvert x\rvert": "Abs(x)",
    r"\max\{0,x\}": "Max(0, x)",
    r"\max(0, x)": "Max(0, x)",
    r"\lfloor x \rfloor": "floor(x)",
    r"\prod_{k=1}^n k": "Product(k, Tuple(k, 1, n))",
    r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}": "Piecewise(Case(x, x > 0), Case(0, True))",
    r"\begin{cases} x, & \text{if } x \ge 0, \\ -x & \mathrm{if}\ x<0 \end{cases}":
        "Piecewise(Case(x, x >= 0), Case(Mul(-1, x), x < 0))",
    r"\left\{ \begin{array}{ll} x & x > 0 \\[2pt] 0 & \text{else} \end{array} \right.":
        "Piecewise(Case(x, x > 0), Case(0, True))",
    r"\mathbb{1}_{x>0}": "Apply(ind, x > 0)",
    r"\mathbf{1}\{x>0\}": "Apply(ind, x > 0)",
    "1_{x>0}": "Apply(ind, x > 0)",
    r"1\{x>0\}": "Apply(ind, x > 0)",
    "1{x>0}": "Apply(ind, x > 0)",
    r"\mathbb{I}[x>0]": "Apply(ind, x > 0)",
    r"\binom{n}{k}": "binomial(n, k)",
    r"\frac{d}{dx} x^2 + 1": "Add(Derivative(Pow(x, 2), Tuple(x, 1)), 1)",
    r"\frac{d}{dx}\left(x^2\right)": "Derivative(Pow(x, 2), Tuple(x, 1))",
    r"\frac{dL}{dW}": "Derivative(L, Tuple(W, 1))",
    r"\sigma_{1}": "sigma_1",
    "x_{ij}": "x_ij",
    r"\tilde{\sigma}": "sigma_tilde",
    r"\hat y": "y_hat",
    r"\hat{y}_1": "y_hat_1",
    r"\hat{y_1}": "y_hat_1",
    r"\theta^{(t)}": "theta_t",
    r"\varepsilon": "epsilon",
    r"\mathbf{W}_1 \mathbf{x}": "Mul(W_1, x)",
    "$x^2$": "Pow(x, 2)",
    r"\(x\)": "x",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}": "[[1, 2], [3, 4]]",
    "2e^{-x}": "Mul(2, exp(Mul(-1, x)))",
    r"\mathrm{i}": "ImaginaryUnit",
    r"\{1,2\}": "FiniteSet(1, 2)",
    "{1,2,3}": "FiniteSet(1, 2, 3)",
    r"y\log \hat{y} + (1-y)\log(1-\hat{y})":
        "Add(Mul(y, log(y_hat)), Mul(Add(1, Mul(-1, y)), log(Add(1, Mul(-1, y_hat)))))",
    r"\operatorname{ReLU}(x)": "Apply(relu, x)",
    r"\text{softplus}(x) = \ln(1+e^x)": "Apply(softplus, x) = log(Add(1, exp(x)))",
    r"\Gamma(z)": "gamma(z)",
    r"\gamma(z)": "Mul(gamma, z)",
    r"\Phi(x)": "Apply(Phi, x)",
    r"\dfrac{\exp(x)}{\exp(x)+\exp(y)}": "Mul(exp(x), Pow(Add(exp(x), exp(y)), -1))",
    r"\left( x \right.": "x",
    r"\exp{x}": "exp(x)",
    r"\exp\left[-\frac{(x-\mu)^2}{2\sigma^2}\right]":
        "exp(Mul(-1, Pow(Add(x, Mul(-1, mu)), 2), Pow(Mul(2, Pow(sigma, 2)), -1)))",
    "x_{ij}y": "Mul(x_ij, y)",
    "xy_{1}": "Mul(x, y_1)",
    r"a_{\text{max}}": "a_max",
    r"\log_2(x) + log_2(x)": "Add(Mul(log(x), Pow(log(2), -1)), Mul(log(x), Pow(log(2), -1)))",
    "x_{i,j}": "x_ij",
    r"\sqrt2x": "Mul(Pow(2, 1/2), x)",
    r"\frac{a}{b}\frac{c}{d}": "Mul(Mul(a, Pow(b, -1)), Mul(c, Pow(d, -1)))",
    r"\left[ \begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array} \right]": "[[1, 2], [3, 4]]",
    r"\begin{cases} 1 & 0<x<1 \\ 0 & \text{else} \end{cases} + 1":
        "Add(Piecewise(Case(1, And(0 < x, x < 1)), Case(0, True)), 1)",
    r"\begin{cases} x \text{ if } x>0 \\ 0 \text{ otherwise} \end{cases}":
        "Piecewise(Case(x, x > 0), Case(0, True))",
    r"\begin{cases} x & x>0 \text{ and } y>0 \\ 0 & x \le 0 \lor y \le 0 \end{cases}":
        "Piecewise(Case(x, And(x > 0, y > 0)), Case(0, Or(x <= 0, y <= 0)))",
    "{x}": "x",
    r"\max\left(0, 1 - y\hat{y}\right)": "Max(0, Add(1, Mul(-1, y, y_hat)))",
    r"-\log p_y": "Mul(-1, log(p_y))",
    "e^{x}/(e^{x}+1)": "Mul(exp(x), Pow(Add(exp(x), 1), -1))",
    "sum_{k=1}^{10} k": "Sum(k, Tuple(k, 1, 10))",
    "∑_{k=1}^n k": "Sum(k, Tuple(k, 1, n))",
    "{-b}": "Mul(-1, b)",
    r"\alpha\beta": "Mul(alpha, beta)",
    "10^{-3}": "Pow(10, -3)",
    r"\dot{x}": "x_dot",
    r"x>0 \land x<1": "And(x > 0, x < 1)",
    r"\sigma^2(x)": "Mul(Pow(sigma, 2), x)",
    r"\sigma^2": "Pow(sigma, 2)",
    r"\ln|x|": "log(Abs(x))",
    r"\ln\left|x\right|": "log(Abs(x))",
    r"\Sigma^{-1}": "Pow(Sigma, -1)",
    r"x\,y\;z": "Mul(x, y, z)",
    "x_{1}^{2}": "Pow(x_1, 2)",
    "x^{2}_{1}": "Pow(x_1, 2)",
    r"x^\frac12": "Pow(x, Mul(1, Pow(2, -1)))",
    r"2^\alpha": "Pow(2, alpha)",
    r"e^\pi": "exp(Pi)",
    r"e^{i\theta}": "exp(Mul(i, theta))",
    r"e^{\mathrm{i}\theta}": "exp(Mul(ImaginaryUnit, theta))",
    r"\cos\theta": "cos(theta)",
    r"\cos 2\theta": "cos(Mul(2, theta))",
    r"\cos(2\theta)": "cos(Mul(2, theta))",
    r"\exp(-\tfrac{1}{2}x^2)": "exp(Mul(Mul(-1, 1, Pow(2, -1)), Pow(x, 2)))",
    r"\exp -\frac{x^2}{2}": "exp(Mul(-1, Pow(x, 2), Pow(2, -1)))",
    r"\dfrac{d\sigma}{dx} = \sigma(x)(1-\sigma(x))":
        "Derivative(sigma, Tuple(x, 1)) = Mul(Apply(sigma, x), Add(1, Mul(-1, Apply(sigma, x))))",
    r"\frac{dy}{dx}": "Derivative(y, Tuple(x, 1))",
    r"\frac{d}{2}": "Mul(d, Pow(2, -1))",
    r"\frac{d}{d+1}": "Mul(d, Pow(Add(d, 1), -1))",
    r"x = \frac{1}{2}": "x = Mul(1, Pow(2, -1))",
    r"\lambda(x+1)": "Mul(lambda, Add(x, 1))",
    r"\log_{10} x": "Mul(log(x), Pow(log(10), -1))",
    r"\log_{x} y": "Mul(log(y), Pow(log(x), -1))",
    r"\frac{\partial}{\partial x}(x^2)": "Derivative(Pow(x, 2), Tuple(x, 1))",
    r"\frac{\partial \sigma(x)}{\partial x}": "Derivative(Apply(sigma, x), Tuple(x, 1))",
    r"\mathbb{1}\left[x>0\right] x": "Mul(Apply(ind, x > 0), x)",
    r"1-\tanh^2(x)": "Add(1, Mul(-1, Pow(tanh(x), 2)))",
    r"\sqrt{2}": "Pow(2, 1/2)",
    r"\frac{x}{2}y": "Mul(Mul(x, Pow(2, -1)), y)",
    r"\left\lvert x \right\rvert": "Abs(x)",
    "a_{1}x_{1}": "Mul(a_1, x_1)",
    r"\mathbf{w}^T\mathbf{x}": "Mul(Pow(w, T), x)",
    r"\alpha_t = \beta": "alpha_t = beta",
    r"\text{sigmoid}(x)(1-\text{sigmoid}(x))": "Mul(Apply(sigma, x), Add(1, Mul(-1, Apply(sigma, x))))",
    r"\mathrm{sigmoid}'(x)": "Derivative(Apply(sigma, x), Tuple(x, 1))",
    "2*1{x>0}": "Mul(2, 1, Apply(ind, x > 0))",
    r"\operatorname{sgn}(x)": "sign(x)",
    r"\operatorname{sign} x": "sign(x)",
    r"x\cdot\mathbf{1}_{\{x>0\}}": "Mul(x, Apply(ind, x > 0))",
    r"1_{\{x > 0\}}": "Apply(ind, x > 0)",
    "e^{x/2}": "exp(Mul(x, Pow(2, -1)))",
    "x^{2}y": "Mul(Pow(x, 2), y)",
    "x_{1,2}": "x_12",
    r"\begin{bmatrix} a & b \end{bmatrix}": "[[a, b]]",
    r"\infty": "Infinity",
    r"\sum_{i=1}^{n} \pi_i": "Sum(Indexed(pi, i), Tuple(i, 1, n))",
    r"\sum_{i=1}^{n} e_i": "Sum(Indexed(e, i), Tuple(i, 1, n))",
}  # fmt: skip

NAMES = [
    ("Sum(k^2, (k, 1, n))", "n", "", "Sum(Pow(k, 2), Tuple(k, 1, n))"),
    ("ab", "a b", "", "Mul(a, b)"),
    ("xy", "x y", "", "Mul(x, y)"),
    ("sigma(x)", "x sigma", "", "Mul(sigma, x)"),
    ("sigma(x)", "x", "sigmoid", "Apply(sigmoid, x)"),
    (r"\sum_{k=1}^{n} k^2 + 1", "n", "", "Add(Sum(Pow(k, 2), Tuple(k, 1, n)), 1)"),
    (r"\sum_{i=1}^{n} x_i", "n x", "", "Sum(Indexed(x, i), Tuple(i, 1, n))"),
    (r"\sum_{i=1}^{n} \sum_{j=1}^{m} W_{ij} x_j", "n m x W", "",
     "Sum(Sum(Mul(Indexed(W, i, j), Indexed(x, j)), Tuple(j, 1, m)), Tuple(i, 1, n))"),
    ("f(x)", "x", "f", "Apply(f, x)"),
    ("f'(x)", "x", "f", "Derivative(Apply(f, x), Tuple(x, 1))"),
    ("y = 2x", "x", "", "y = Mul(2, x)"),
    (r"\frac{\partial L}{\partial x}", "L x", "", "Derivative(L, Tuple(x, 1))"),
    (r"\frac{\partial^2 L}{\partial x \partial y}", "L x y", "", "Derivative(L, Tuple(x, 1), Tuple(y, 1))"),
    (r"\frac{\mathrm{d}^2 y}{\mathrm{d}x^2}", "y x", "", "Derivative(y, Tuple(x, 2))"),
    ("d/dx x^2", "x", "", "Derivative(Pow(x, 2), Tuple(x, 1))"),
    ("dL/dx", "L x", "", "Derivative(L, Tuple(x, 1))"),
    ("∂L/∂x", "L x", "", "Derivative(L, Tuple(x, 1))"),
    (r"\hat y", "yhat", "", "yhat"),
    (r"\theta^{(t)} - \eta g", "theta_t eta g", "", "Add(theta_t, Mul(-1, eta, g))"),
    ("x_1", "x1", "", "x1"),
    ("x1", "x_1", "", "x_1"),
    ("λ", "lam", "", "lam"),
    (r"\lambda x", "lam x", "", "Mul(lam, x)"),
    ("ε", "eps", "", "eps"),
    (r"-\sum_{k=1}^{K} y_k \log p_k", "K y p", "",
     "Mul(-1, Sum(Mul(Indexed(y, k), log(Indexed(p, k))), Tuple(k, 1, K)))"),
    ("xsin(x)", "x", "", "Mul(x, sin(x))"),
    ("sinx", "x", "", "sin(x)"),
    ("lnx", "x", "", "log(x)"),
    ("xy_1", "x y_1", "", "Mul(x, y_1)"),
    (r"\frac{y_hat - y}{2}", "y_hat y", "", "Mul(Add(y_hat, Mul(-1, y)), Pow(2, -1))"),
    ("log_sigma", "log_sigma", "", "log_sigma"),
    ("f(x,y)", "x y", "f", "Apply(f, x, y)"),
    ("x_1 + x_2", "x1 x2", "", "Add(x1, x2)"),
    ("E", "E", "", "E"),
    ("I", "I", "", "I"),
    ("e", "e", "", "e"),
    ("s(1-s)", "s", "", "Mul(s, Add(1, Mul(-1, s)))"),
    (r"\Delta x", "Delta x", "", "Mul(Delta, x)"),
    ("x := y^2", "y", "", "x = Pow(y, 2)"),
    ("lam*x", "lambda x", "", "Mul(lambda, x)"),
    ("tanhx", "x", "", "tanh(x)"),
    ("2pi", "x", "", "Mul(2, Pi)"),
    ("xe^x", "x", "", "Mul(x, exp(x))"),
    ("xlnx", "x", "", "Mul(x, log(x))"),
    ("αx", "alpha x", "", "Mul(alpha, x)"),
    (r"\sigma^2 x", "sigma x", "", "Mul(Pow(sigma, 2), x)"),
    (r"\sigma z", "z", "", "Apply(sigma, z)"),
    (r"\sigma(z) z", "z", "", "Mul(Apply(sigma, z), z)"),
    ("f[x]", "x", "f", "Apply(f, x)"),
    ("dW", "dW", "", "dW"),
    (r"\sigma^2(z)", "z", "", "Pow(Apply(sigma, z), 2)"),
    (r"\log p(x)", "x", "p", "log(Apply(p, x))"),
    (r"\frac{1}{n}\sum_{i=1}^{n}(y_i-\hat{y}_i)^2", "n y yhat", "",
     "Mul(Mul(1, Pow(n, -1)), Sum(Pow(Add(Indexed(y, i), Mul(-1, Indexed(yhat, i))), 2), Tuple(i, 1, n)))"),
    (r"\frac{1}{n}\sum_{i=1}^{n}(y_i-\hat{y}_i)^2", "n y y_hat", "",
     "Mul(Mul(1, Pow(n, -1)), Sum(Pow(Add(Indexed(y, i), Mul(-1, Indexed(y_hat, i))), 2), Tuple(i, 1, n)))"),
    (r"\sum_{i=1}^{n} x_i^2", "n x", "", "Sum(Pow(Indexed(x, i), 2), Tuple(i, 1, n))"),
    ("Sum(x_k, (k,1,n))", "n x", "", "Sum(Indexed(x, k), Tuple(k, 1, n))"),
    ("sum_{k=1}^{n} x_k", "n x", "", "Sum(Indexed(x, k), Tuple(k, 1, n))"),
    ("plog(p)", "p", "", "Mul(p, log(p))"),
    ("1 - e^(-lambda*x)", "lam x", "", "Add(1, Mul(-1, exp(Mul(Mul(-1, lam), x))))"),
    (r"1-e^{-\lambda x}", "lam x", "", "Add(1, Mul(-1, exp(Mul(Mul(-1, lam), x))))"),
    ("a_1x_1 + a_2x_2", "a_1 x_1 a_2 x_2", "", "Add(Mul(a_1, x_1), Mul(a_2, x_2))"),
    ("w_1*x_1 + b", "w1 x1 b", "", "Add(Mul(w1, x1), b)"),
    ("β1", "beta1", "", "beta1"),
    ("β_1", "beta1", "", "beta1"),
    ("beta_1", "beta1", "", "beta1"),
    ("σ²", "sigma", "", "Pow(sigma, 2)"),
    ("exp(-(x-mu)^2/(2 sigma^2))", "x mu sigma", "",
     "exp(Mul(Mul(-1, Pow(Add(x, Mul(-1, mu)), 2)), Pow(Mul(2, Pow(sigma, 2)), -1)))"),
    ("f(g(x))", "x", "f g", "Apply(f, Apply(g, x))"),
    (r"\sum_{i=1}^{n} \pi_i", "n pi", "", "Sum(Indexed(pi, i), Tuple(i, 1, n))"),
]  # fmt: skip

REFUSED = [
    ("¦||x||", "", "norms are not read; write the sum of squares, or |x|"),
    ("2¦½", "", "`½` after a digit; write the number as one fraction, as 5/2"),
    ("sin x ¦y", "", "it is not clear where the value of `sin` ends; write it in brackets, sin(...)"),
    ("sin x ¦/2", "", "it is not clear where the value of `sin` ends; write it in brackets, sin(...)"),
    ("1/2¦x", "", "a product without `*` after `/` can be read in two ways; write (1/2)*x or 1/(2*x)"),
    ("a/b¦c", "a b c", "a product without `*` after `/` can be read in two ways; write (1/2)*x or 1/(2*x)"),
    ("¦x2", "x y", "unknown name `x2`; this question uses `x`, `y`; a power is written `x^2`"),
    ("¦xz", "x y", "unknown name `xz`; this question uses `x`, `y`"),
    (r"\log_¦10 x", "", "only the 1 is in the subscript; write _{10}"),
    (r"x^¦10 \cdot 2", "", "only the 1 belongs to the `^`; write ^{10}"),
    (r"¦\|x\|", "", "norms are not read; write the sum of squares, or |x|"),
    (r"x ¦\pm 1", "", "a sign that is plus or minus has two values; write one formula"),
    ("2*¦(x + 1", "", "a closing bracket `)` is missing for this `(`"),
    ("2*x + 1¦)", "", "`)` closes nothing; an opening bracket is missing"),
    ("(x + 1¦]", "", "`]` where `)` was expected, which closes the `(` at character 1"),
    ("2*¦", "", "the formula ends after `*`, where a value was expected: a number, a name or a bracket"),
    ("¦*2", "", "`*` stands where a value was expected: a number, a name or a bracket"),
    ("2*¦/3", "", "`/` stands where a value was expected: a number, a name or a bracket"),
    ("1 + ¦!bad", "", "`!` stands where a value was expected: a number, a name or a bracket"),
    (r"¦\foo x", "", r"the command `\foo` is not known here; did you mean `\rfloor`?"),
    (r"¦\simga(x)", "", r"the command `\simga` is not known here; did you mean `\sigma`?"),
    ("¦sqr(x)", "", "unknown function `sqr`; did you mean `sqrt`?"),
    ("¦()", "", "empty brackets; write a value in them"),
    ("x + ¦ж", "", "`ж` (cyrillic small letter zhe) has no meaning here; use Latin or Greek letters"),
    ("x y ¦2", "", "a number right after a value; write `*` or `^` before 2"),
    ("x^2¦y", "", "`^2y` can be read in two ways; put the exponent in brackets, or write `*`"),
    ("e^2¦x", "", "`^2x` can be read in two ways; put the exponent in brackets, or write `*`"),
    ("¦i", "x", "unknown name `i`; this question uses `x`; the imaginary unit is written `I`"),
    ("1¦,5", "", "several values; put them in brackets, (1, 2), and write decimals with a point"),
    ("0¦,5*x", "", "several values; put them in brackets, (1, 2), and write decimals with a point"),
    (r"\frac{-b ¦\pm \sqrt{b^2-4ac}}{2a}", "", "a sign that is plus or minus has two values; write one formula"),
    ("x¦_{i+1}", "", "a subscript must be a name or a number, as in x_{12}"),
    (r"x_¦12 \sigma", "", "only the 1 is in the subscript; write _{12}"),
    ("x¦'", "", "a prime stands after the name of a function only"),
    ("x!¦!", "", "double factorials are not read; write a product"),
    ("sin¦", "", "`sin` needs a value; write sin(x)"),
    ("sin^2¦", "", "`sin` needs a value; write sin(x)"),
    ("max¦", "", "`max` needs a value; write max(x)"),
    ("¦sin(x,y)", "", "`sin` takes 1 value, got 2"),
    (r"\sum_{k=1}^¦10 k", "", "only the 1 belongs to the `^`; write ^{10}"),
    (r"¦\partial x", "", "a derivative is written df/dx, or diff(f, x)"),
    (r"\frac{d}¦", "", "the formula ends after `}`, where a value was expected: a number, a name or a bracket"),
    (r"¦\sum_k k", "", r"a sum or product needs an index and limits, as in \sum_{k=1}^{n}"),
    ("x if ¦x", "", "a condition was expected here, as x > 0"),
    ("¦x &", "", "a condition was expected here, as x > 0"),
    ("not ¦x", "", "a condition was expected here, as x > 0"),
    ("¦if", "", "`if` stands where a value was expected: a number, a name or a bracket"),
    (r"x ¦\\ y", "", r"`\\` is not expected here; the formula could end before it"),
    ("¦∫x", "", "integrals are not read; write their value"),
    ("x y ¦z", "x y", "unknown name `z`; this question uses `x`, `y`"),
    (r"\mathrm{softmax}(z)¦_i", "", "`_` is not expected here; the formula could end before it"),
    ("1.5¦.2", "", "a number right after a value; write `*` or `^` before .2"),
    ("1.¦.2", "", "a number right after a value; write `*` or `^` before .2"),
    ("¦1e401", "", "the exponent 401 is out of range; at most 400 is read"),
    ("1 ¦000", "", "a number right after a value; write `*` or `^` before 000"),
    ("x ¦%", "", "`%` has no meaning in a formula; delete it"),
    ('¦"x"', "", '`"` has no meaning in a formula; delete it'),
    ("¦$x", "", "`$` stands alone; put one formula between two of them"),
    ("x¦$ + $y", "", "`$` stands alone; put one formula between two of them"),
    (r"¦\begin{foo} x \end{foo}", "", "`foo` is not read; cases, matrix, pmatrix and bmatrix are"),
    (r"¦\begin{cases} \end{cases}", "", "no cases; write x & x > 0 for each"),
    (r"\begin{cases} ¦x \\ y \end{cases}", "",
     r"this case has no condition; write & x > 0, or & \text{otherwise}"),
    (r"¦\begin{pmatrix} 1 & 2 \\ 3 \end{pmatrix}", "", "the rows of a matrix must have as many entries each"),
    ("¦[[1,2],[3]]", "", "the rows of a matrix must have as many entries each"),
    ("¦[[1,2],[3,4]]*x", "", "a matrix where one number was expected; decimals are written with a point, 0.5"),
    (r"¦\hat{x+y}", "", "an accent stands on one letter"),
    (r"¦\mathbb{E}[x]", "", "expectations are not read; write the sum or the value"),
    (r"¦\mathbb{1}", "", r"an indicator needs its condition, as in \mathbb{1}_{x > 0}"),
    (r"\frac{1}¦", "", "the formula ends after `}`, where a value was expected: a number, a name or a bracket"),
    (r"\sqrt¦", "", r"the formula ends after `\sqrt`, where a value was expected: a number, a name or a bracket"),
    (r"\log_¦", "", "the formula ends after `_`, where a value was expected: a number, a name or a bracket"),
    ("x¦_", "", "a subscript must be a name or a number, as in x_{12}"),
    ("x^¦", "", "the formula ends after `^`, where a value was expected: a number, a name or a bracket"),
    ("¦^2", "", "`^` stands where a value was expected: a number, a name or a bracket"),
    ("¦abc", "ab c a bc", "`abc` is a product of known names in several ways; write the `*` between them"),
    ("x^¦*", "", "`*` stands where a value was expected: a number, a name or a bracket"),
    (r"¦\nabla f", "", "gradients are not read; write each derivative"),
    ("¦log2x", "x", "unknown name `log2x`; this question uses `x`"),
    ("¦f^{-1}(x)", "x | f", "`f^-1` can be read in two ways; write 1/f(x), or the inverse by its name"),
    ("log|x|¦y", "", "it is not clear where the value of `log` ends; write it in brackets, log(...)"),
    (r"¦\int_0^1 x dx", "", "integrals are not read; write their value"),
    (r"\operatorname¦*{argmax} x", "", "`*` stands where a value was expected: a number, a name or a bracket"),
    ("C¦(n,k)", "", "several values where one number was expected; decimals are written with a point, 0.5"),
    (r"\sigma¦", "z", r"`\sigma` needs a value; write \sigma(x)"),
    (r"\log p¦(x)", "", r"it is not clear where the value of `\log` ends; write it in brackets, \log(...)"),
    ("p(y¦|x)", "", "a second `|` is missing for this one"),
    (r"\theta¦_{t+1}", "", "a subscript must be a name or a number, as in x_{12}"),
    ("¦if(x>0, x, 0)", "", "`if` stands where a value was expected: a number, a name or a bracket"),
    ("2 ¦3", "", "a number right after a value; write `*` or `^` before 3"),
    (r"w^¦\top x", "", "transposes are not read; write the sum over the entries"),
    ("N¦(0,1)", "", "several values where one number was expected; decimals are written with a point, 0.5"),
    (r"¦\sgn(x)", "", r"the command `\sgn` is not known here; did you mean `\sin`?"),
    ("1¦,000", "", "several values; put them in brackets, (1, 2), and write decimals with a point"),
    ("¦x2y", "x y", "unknown name `x2y`; this question uses `x`, `y`"),
    ("x¦→0", "", "`→` (rightwards arrow) has no meaning here; delete it"),
    ("x = 2¦, y = 3", "", "several values; put them in brackets, (1, 2), and write decimals with a point"),
    (r"\sum_{i=1}^{n} ¦z_i", "n x", "unknown name `z`; this question uses `n`, `x`"),
    (r"x ¦\to 0", "", r"the command `\to` is not known here"),
    (r"\sum_{i=1}^{n} ¦f_i", "n | f", "unknown name `f`; this question uses `n`"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), CALCULATOR.items(), ids=CALCULATOR)
def test_calculator_syntax_is_read(text, tree):
    assert short(read_formula(text)) == tree


@pytest.mark.parametrize(("text", "tree"), LATEX.items(), ids=LATEX)
def test_latex_is_read(text, tree):
    assert short(read_formula(text)) == tree


@pytest.mark.parametrize(("text", "symbols", "functions", "tree"), NAMES, ids=[row[0] for row in NAMES])
def test_names_of_the_question_decide(text, symbols, functions, tree):
    assert short(read_formula(text, symbols=symbols.split(), functions=functions.split())) == tree


def test_trees_are_plain_data():
    assert read_formula("0.1x") == Tree("Mul", (Tree("Rational", (1, 10)), Tree("Symbol", ("x", ""))))
    assert read_formula("9" * 2000) == int("9" * 2000)
    assert read_formula("1e-400") == Tree("Rational", (1, 10**400))
    assert read_formula("True") is True


# ---- what is refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("marked", "names", "fault"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refusal_names_the_fault_and_its_place(marked, names, fault):
    """`¦` stands before the character that the caret is under."""
    symbols, _, functions = names.partition("|")

    error = refusal(marked.replace("¦", ""), symbols=symbols.split(), functions=functions.split())

    assert error.fault == fault
    assert error.position == marked.index("¦")


def test_caret_stands_under_the_place():
    assert str(refusal("2*(x + 1")) == (
        "cannot read the formula at character 3: a closing bracket `)` is missing for this `(`\n"
        "    2*(x + 1\n"
        "      ^"
    )


@pytest.mark.parametrize(
    ("text", "column"), [("x\t+ )", 4), ("x\n+ )", 4), ("x̂ + )", 4), ("１ + )", 5), ("½ + )", 4)]
)
def test_caret_is_in_line_whatever_stands_before_it(text, column):
    line, caret = str(refusal(text)).splitlines()[1:]

    assert caret.index("^") == 4 + column
    assert line.isprintable()


def test_long_formula_is_shown_around_the_place():
    line, caret = str(refusal("x+" * 300 + ")" + "+x" * 300)).splitlines()[1:]

    assert line.startswith("    ...x+")
    assert line.endswith("+...")
    assert len(line) < 90
    assert line[caret.index("^")] == ")"


@pytest.mark.parametrize("text", ["", "  \n", "$ $", r"\,"])
def test_empty_formula_is_refused(text):
    assert "write one, as 2*x + 1" in str(refusal(text))


@pytest.mark.parametrize("c", ["\0", "\x1b", "\x85", "\u202e", "\u2066", "\u200b", "\ufeff", "\ud800"])
def test_invisible_characters_are_refused(c):
    error = refusal(f"x + {c}1")

    assert error.fault.startswith(f"an invisible character (U+{ord(c):04X})")
    assert error.position == 4
    assert c not in str(error)


BOUNDS = {
    "length": ("x" * 5001, "it has 5001 characters; at most 5000 are read"),
    "brackets": ("(" * 101 + "x" + ")" * 101, "more than 100 brackets in brackets"),
    "digits": ("9" * 2001, "a number of 2001 digits; at most 2000 are read"),
    "exponent": ("1e99999999", "the exponent 99999999 is out of range; at most 400 is read"),
    "parts": ("-a" * 2400, "it has more than 5000 parts"),
    "parts of characters": ("½+" * 900 + "1", "it has more than 5000 signs and names"),
    "signs": ("-" * 300 + "x", "it is nested too deeply; write it in fewer steps"),
    "name": ("x" * 41, "a name of 41 letters; at most 40 are read"),
}


@pytest.mark.parametrize(("text", "fault"), BOUNDS.values(), ids=BOUNDS)
def test_what_is_too_large_is_refused(text, fault):
    assert refusal(text).fault == fault


def test_a_hundred_brackets_are_read():
    assert short(read_formula("(" * 100 + "x" + ")" * 100)) == "x"


def test_error_is_the_students_and_survives_pickling():
    error = pickle.loads(pickle.dumps(refusal("1 + ")))

    assert isinstance(error, StudentError)
    assert (error.text, error.position) == ("1 + ", 3)
    assert str(error) == str(refusal("1 + "))


# ---- hostile texts -----------------------------------------------------------------------------------------


HOSTILE = (
    r"( [ { | x ab - +x *x /x ^x ^- x^ _x x_ x_1^2 x^2_1 sin \sin \sqrt \frac1 \hat \hat{ \hat{x_{ \mathbf{ |( "
    r"! ' f' , 1 1. e \sum_{k=1}^n \begin{cases} \left( \left. d/dx \partial dx/ \frac{d}{dx} \frac{ ² ₁ ŷ ½ √ α "
    r"x_{ x^{( f( 1+( 2^( [[ \log_ \text{ 1_{ I( \{ \\ & np. ab_ sinx x= 0< (x>0)and x_i abcde not 1(x>0)"
).split()


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("start", ["", r"\alpha\sum_{i=1}^n "], ids=["calculator", "latex"])
def test_hostile_text_is_answered_at_once(piece, start):
    """Whatever is repeated, the walk over it is as good as linear."""
    text = (start + f"{piece} " * 5000)[:5000]
    began = time.process_time()

    for names in ({}, {"symbols": ["a", "b", "x", "ab", "x" * 30], "functions": ["f"]}):
        read_or_refused(text, **names)

    assert time.process_time() - began < 1.0  # 0.1 s here; machines differ


SIGNS = "x y 2 + - * / ^ ( ) [ ] { } | = < > & sigma max if else and or 1_{x>0} }{ \u0302 $".split()
ENDS = r"\right) \right. \} \end{cases} \end{array} \left\{\begin{array}{ll}".split()
WORDS = [*HOSTILE, *SIGNS, *ENDS, " "]


@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join) | st.text(max_size=60))
@example(r"=\\x\text{1_{x>0} \right.^{n}|np.")
@example(r"\frac1e5")
@settings(max_examples=600)
def test_nothing_but_unreadable_is_raised(text):
    for names in ({}, {"symbols": ["x", "y", "x_1"], "functions": ["sigmoid"]}):
        read_or_refused(text, **names)


@given(st.sampled_from([*CALCULATOR, *LATEX]), st.data())
@settings(max_examples=400)
def test_mutated_formulas_are_read_or_refused(text, data):
    i = data.draw(st.integers(0, len(text)))
    j = data.draw(st.integers(i, min(len(text), i + 4)))
    piece = data.draw(st.sampled_from(WORDS) | st.just(""))

    read_or_refused(text[:i] + piece + text[j:])


# ---- what SymPy writes -------------------------------------------------------------------------------------


x, y = sympy.symbols("x y", positive=True)
leaves = st.sampled_from([x, y, sympy.pi]) | st.integers(-9, 9).map(sympy.Integer)
leaves |= st.fractions(-3, 3, max_denominator=9).map(lambda q: sympy.Rational(q.numerator, q.denominator))
FUNCTIONS = [sympy.exp, sympy.sin, sympy.cos, sympy.tanh, sympy.Abs, sympy.atan, sympy.erf, sympy.floor]
expressions = st.recursive(
    leaves,
    lambda inner: (
        st.builds(lambda a, b: a + b, inner, inner)
        | st.builds(lambda a, b: a * b, inner, inner)
        | st.builds(lambda a, b: a / (b**2 + 1), inner, inner)
        | st.builds(lambda a, n: (a**2 + 1) ** n, inner, st.integers(-3, 3).map(sympy.Integer))
        | st.builds(lambda f, a: f(a), st.sampled_from(FUNCTIONS), inner)
        | st.builds(lambda a: sympy.sqrt(a**2 + 1), inner)
        | st.builds(lambda a, b: sympy.Max(a, b), inner, inner)
        | st.builds(lambda a, b: sympy.Piecewise((a, x > y), (b, True)), inner, inner)
    ),
    max_leaves=6,
)


def rebuilt(value):
    """The SymPy expression of a tree."""
    if not isinstance(value, Tree):
        return sympy.sympify(value)
    if value.head == "Symbol":
        return {"x": x, "y": y}[value.args[0]]
    args = [rebuilt(arg) for arg in value.args]
    match value.head:
        case "Pi":
            return sympy.pi
        case "Exp1":
            return sympy.E
        case "ExprCondPair":
            return tuple(args)
    return getattr(sympy, value.head)(*args)


@pytest.mark.parametrize("write", [sympy.latex, str], ids=["latex", "str"])
@given(expression=expressions)
@settings(max_examples=60, deadline=None)
def test_what_sympy_writes_is_read_back(write, expression):
    if expression.has(sympy.zoo, sympy.nan, sympy.oo):
        return
    text = write(expression)

    back = rebuilt(read_formula(text, symbols=["x", "y"]))

    point = {x: sympy.Rational(7, 5), y: sympy.Rational(3, 4)}
    want, got = (complex(e.subs(point).evalf(30)) for e in (expression, back))
    assert got == pytest.approx(want, rel=1e-9, abs=1e-12), text
