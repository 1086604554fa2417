"""Commands of LaTeX, by their names: the words, signs and structures that they are."""

GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon "
    "phi chi psi omega"
).split()

WORDS = {
    **{name: name for letter in GREEK for name in (letter, letter.capitalize())},
    **{name: name for name in "sin cos tan cot sec csc sinh cosh tanh coth exp ln log lg".split()},
    **{name: name for name in "max min erf sgn".split()},
    **{f"arc{name}": f"a{name}" for name in "sin cos tan sinh cosh tanh".split()},
    **{f"ar{name}": f"a{name}" for name in "sinh cosh tanh".split()},
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "varsigma": "sigma",
    "varpi": "pi", "ell": "l", "infty": "oo", "land": "and", "wedge": "and", "lor": "or", "vee": "or",
    "neg": "not", "lnot": "not",
}  # fmt: skip
"""commands that are words"""

SIGNS = {
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "le": "<=", "leq": "<=", "leqslant": "<=", "ge": ">=",
    "geq": ">=", "geqslant": ">=", "lt": "<", "gt": ">", "ne": "!=", "neq": "!=", "vert": "|", "prime": "'",
    "lbrace": r"\{", "rbrace": r"\}", "{": r"\{", "}": r"\}", "lbrack": "[", "rbrack": "]", "lvert": r"\lvert",
    "rvert": r"\rvert", "lfloor": r"\lfloor", "rfloor": r"\rfloor", "lceil": r"\lceil", "rceil": r"\rceil",
    "_": "_", "\\": r"\\", "coloneqq": "=", "equiv": "=",
}  # fmt: skip
"""commands that are signs or brackets"""

BLANKS = frozenset(
    ", ; ! : > quad qquad enspace thinspace displaystyle textstyle scriptstyle limits nolimits big Big bigg Bigg "
    "bigl bigr Bigl Bigr biggl biggr Biggl Biggr mathord mathrel nonumber".split()
) | {" ", "\n", "\t"}
FONTS = frozenset(
    "mathrm mathbf mathit mathsf mathtt mathcal mathscr mathfrak mathbb mathbbm mathds mathop boldsymbol bm text "
    "textrm textbf textit textnormal mbox operatorname vec pmb".split()
)
ACCENTS = {"hat": "hat", "widehat": "hat", "tilde": "tilde", "widetilde": "tilde", "bar": "bar",
           "overline": "bar", "dot": "dot", "ddot": "ddot"}  # fmt: skip
STRUCTURES = {
    **dict.fromkeys(["frac", "dfrac", "tfrac", "cfrac"], "frac"),
    **dict.fromkeys(["binom", "dbinom", "tbinom"], "binom"),
    "sqrt": "sqrt", "surd": "surd", "sum": "sum", "prod": "prod", "partial": "d", "choose": "choose",
    "over": "over", "boxed": "boxed", "fbox": "boxed",
}  # fmt: skip
