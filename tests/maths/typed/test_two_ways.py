"""Texts that two fair readers take for two things: each is refused, and told how to write either of them."""

import pytest

from checker.maths.typed import read_formula
from tests.maths.typed.spelling import plain, refusal

ENDLESS = r"it is not clear where the value of `{0}` ends; write it in brackets, {0}(...)"
ROOT = "it is not clear where the root ends; write it in brackets, √(...)"
DOTS = "dots leave something out; write all of it, or a sum with \\sum, and a number as a fraction, as 1/3"
SLASH = "a product without `*` after `/` can be read in two ways; write (1/2)*x or 1/(2*x)"
BARS = "these bars make pairs in two ways; write abs(...) for one of them"
EXPECTED = "expectations are not read; write the sum or the value"

REFUSED = [
    (r"\exp{x}¦^2", "x", ENDLESS.format(r"\exp")),
    (r"\ln{x}¦{y}", "x y", ENDLESS.format(r"\ln")),
    (r"\sin^2{x}¦y", "x y", ENDLESS.format(r"\sin")),
    ("sqrt 2 x¦", "x", ENDLESS.format("sqrt")),
    ("¦√2π", "x", ROOT),
    ("¦√xy", "x y", ROOT),
    ("¦√2(x+1)", "x", ROOT),
    ("¦√(x)^2", "x", ROOT),
    ("¦√x² + y²", "x y", ROOT),
    ("$e¦^-2x$", "x", "`^-2` can be read in two ways; put the exponent in braces, ^{-2}"),
    (r"$e¦^-\frac{x}{2}y$", "x y",
     r"`^-\frac{x}{2}` can be read in two ways; put the exponent in braces, ^{-\frac{x}{2}}"),
    ("e^x¦log(x)", "x", "`^xlog` can be read in two ways; put the exponent in brackets, or write `*`"),
    ("$a^¦bc$", "a bc", "only the b belongs to the `^`; write {bc}"),
    (r"\frac ¦bc", "bc", r"only the b belongs to the `\frac`; write {bc}"),
    ("e^{x}¦^2", "x", "two exponents one behind the other; put the first power in brackets"),
    ("x¦^{(2)}", "x", "`(2)` above may be an index or a power; write _2 or ^2"),
    ("W¦^{[1]}", "W", "`[1]` above may be an index or a power; write _1 or ^1"),
    ("f¦^{(2)}(x)", "x | f",
     "a number in brackets above `f` can be read in two ways; write diff(f(x), x, 2), or f(x)^2"),
    (r"¦\exp^{-x}(1+x)", "x", r"`\exp^` can be read in two ways; write \exp(-x), or (\exp(x))^2"),
    ("$¦2e-1$", "x", "`2e-1` can be read in two ways; write 2*10^(-1) or 2*e-1"),
    ("¦2e3", "x e", "`2e3` can be read in two ways; write 2*10^(3) or 2*e*3"),
    ("¦E[x]", "x", f"{EXPECTED}, and `e` for Euler's number"),
    ("¦E(x^2)", "x", f"{EXPECTED}, and `e` for Euler's number"),
    (r"¦\mathrm{E}[x]", "x", EXPECTED),
    (r"¦\mathbf{I}", "x", "an identity matrix is not read; write the entries, and `I` for the imaginary unit"),
    ("sqrt¦[3](x)", "x", "`sqrt[3]` can be read in two ways; write x^(1/3), or `*` between two values"),
    ("log¦[2](x)", "x", "`log[2]` can be read in two ways; write log(x, 2), or `*` between two values"),
    ("x¦[2]", "x", "`x[2]` may be an entry or a product; write x_2, or x*2"),
    ("x¦(2)", "x", "`x(2)` may be a product or a value of x; write x*(2)"),
    ("p¦(y=1)", "p y", "`p` is a name, and no function; write `*` before a condition"),
    (r"\sum_{k=1}^{K} e^{¦z_k}", "z z_k K", "`z_k` is a name of this question; let another index than `k` run"),
    (r"\sum_{i=1}^{n} x^¦{(i)}", "x n", "`(i)` above may be an index or a power; write _i"),
    (r"\sum_{i=1}^{n} x_¦{2i}", "x n", "`2i` below may be two indices or a product; write _{2,...} with a comma"),
    ("sum(x¦[i], i, 1, n)", "x n", "an entry is written with a subscript, _i"),
    (r"\sum_{i=1}^{n} x_i + ¦x_i", "x n",
     "the index `i` stands outside of its sum; put what is summed in brackets"),
    (r"3¦\frac{1}{2}", "x", "a number right before a fraction; write one fraction, as 7/2, or `*`"),
    ("0.333¦...", "x", DOTS),
    ("1 + x + ¦...", "x", DOTS),
    ("1 + x …", "x", DOTS),
    ("¦0.(3)", "x", "a point before a bracket can be read in two ways; write 1/3 for 0.(3)"),
    ("2x\n¦x + 1", "x", "a new line begins here; write one formula, with the sign between its lines"),
    ("|2¦|x|-1|", "x", BARS),
    ("|x¦|y|x|", "x y", BARS),
    ("x ¦<- y", "x y", "`<-` can be read in two ways; leave out what it assigns to, or write < -x"),
    ("n¦!=n*(n-1)", "n", "`!=` right behind a name can be read in two ways; set the `=` apart"),
    ("2¦{3}", "x", "a number in braces right after a value, where braces are not seen; write `*`"),
    ("max(0¦,5 x)", "x", "`0,5` can be read in two ways; write a point, or a blank behind the comma"),
    (r"\mathbf{1}_{x>0}¦(x)", "x", "`(x)` may be a factor or an argument; write `*` before it, or leave it out"),
    ("1/2¦x", "x", SLASH),
    ("1/2¦(x+1)", "x", SLASH),
    ("1/x ¦sin x", "x", SLASH),
    ("x/y ¦x", "x y", SLASH),
    ("¦~x", "x", "a distribution is not read; write the formula alone"),
    ("30¦°", "x", "degrees are not read; write the angle in radians, as pi/6"),
    ("x ¦≈ 2", "x", "a rounded value is not read; write the exact one"),
    ("¦∛x", "x", "a cube root is written (...)^(1/3)"),
    ("max(x¦; y)", "x y", "values are set apart by a comma, as in max(x, y)"),
    (r"x ¦\in y", "x y", "a set is not read here; write the condition with < and >"),
    (r"x ¦\approx y", "x y", "a rounded value is not read; write the exact one"),
    ("¦N(0, 1)", "x", "unknown function `N`"),
    ("¦delta_{xy}", "x y", "unknown name `delta_xy`; this question uses `x`, `y`"),
    ("¦Σ_{i=1}^n x_i", "x n", r"this is the letter Sigma; a series is written with `∑` or `\sum`"),
    (r"¦\sum_{i=0}^{n} x_i", "x0 x1 n",
     "this question has `x_1` and so on one by one; the limits must be numbers"),
    (r"¦\sum_{i=0}^{3} x_i", "x0 x1", "the limits go too far: this question has no `x_2`"),
    (r"¦\sum_{i=0}^{9999} x_i", "x0 x1", "written out it has more than 5000 parts"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "names", "fault"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_could_be_two_things_is_refused_with_its_place(marked, names, fault):
    """`¦` stands before the character that the caret is under."""
    symbols, _, functions = names.partition("|")

    error = refusal(marked.replace("¦", ""), symbols=symbols.split(), functions=functions.split())

    assert error.fault == fault
    assert "¦" not in marked or error.position == marked.index("¦")


READ = [
    ("√x^2", "x", "(x**2)**(1/2)"),
    ("√2 x", "x", "2**(1/2)*x"),
    (r"\log{(x)}^2", "x", "log(x)**2"),
    (r"\sin{x}\cos{x}", "x", "sin(x)*cos(x)"),
    ("2x^2y^3", "x y", "2*x**2*y**3"),
    ("1 + tan^2x", "x", "1 + tan(x)**2"),
    ("|x| y |z|", "x y z", "Abs(x)*y*Abs(z)"),
    ("|x| + 2|y|", "x y", "Abs(x) + 2*Abs(y)"),
    ("x<-1", "x", "x < -1"),
    ("x!=y", "x y", "x != y"),
    ("max(0,1-x)", "x", "Max(0, 1 + (-1)*x)"),
    (r"\frac{a}{b}" + "\n" + r"\sin x", "a b x", "(a*b**(-1))*sin(x)"),
    ("-d/2 log(2 pi)", "d", "((-1)*d)*2**(-1)*log(2*Pi)"),
    ("1/eps (x - y)", "eps x y", "1*eps**(-1)*(x + (-1)*y)"),
    ("1/4 phi1", "phi1", "1*4**(-1)*phi1"),
    ("1/n∑_{i=1}^n i", "n", "1*n**(-1)*Sum(i, (i, 1, n))"),
    ("2 ln x / x", "x", "2*log(x)*x**(-1)"),
    (r"\frac{r2}{2\sigma^2}", "r2 sigma", "r2*(2*sigma**2)**(-1)"),
    (r"2ax1\alpha", "a x1 alpha", "2*a*x1*alpha"),
    ("x[1]", "x0 x1", "x1"),
    (r"\sum^n_{i=1} x_i", "n x", "Sum(x[i], (i, 1, n))"),
    (r"\prod_{i=0}^{1} (1 + x_i)", "x0 x1", "(1 + x0)*(1 + x1)"),
    ("Sum(x_i*x_j, (i, 0, 1))", "x0 x1 x_j", "x0*x_j + x1*x_j"),
    ("10_000", "x", "10000"),
    ("ln2", "x", "log(2)"),
    (r"f^{\prime}(x)", "x | f", "Derivative(f(x), (x, 1))"),
    (r"\theta^t", "theta theta_t", "theta_t"),
    (r"\theta^t", "theta theta_t t", "theta**t"),
    (r"l + \rho'(l) - \lVert a\rVert", "l rho_prime_l norm_a", "l + rho_prime_l + (-1)*norm_a"),
    (r"n\_params", "n_params", "n_params"),
    (r"\text{n\_params}", "n_params", "n_params"),
    (r"{n \choose k}^2", "n k", "binomial(n, k)**2"),
    (r"{a \over b}", "a b", "a*b**(-1)"),
    (r"\boxed{x^2}", "x", "x**2"),
    (r"\begin{align*} x^2 \end{align*}", "x", "x**2"),
    ("$x^2.$", "x", "x**2"),
    ("ρσ_Xσ_Y", "rho sigma_X sigma_Y", "rho*sigma_X*sigma_Y"),
    ("x_{1,12}", "x_1_12 x_11_2", "x_1_12"),
    ("x_{11,2}", "x_1_12 x_11_2", "x_11_2"),
    (r"\sgn(x)", "x", "sign(x)"),
]


@pytest.mark.parametrize(("text", "names", "meaning"), READ, ids=[row[0] for row in READ])
def test_what_everybody_understands_is_read(text, names, meaning):
    symbols, _, functions = names.partition("|")

    assert plain(read_formula(text, symbols=symbols.split(), functions=functions.split())) == meaning
