"""What a formula arranges in space: fractions, roots and sums, beside brackets, derivatives and environments."""

from checker.maths.typed.derivatives import Derivatives
from checker.maths.typed.entries import at_index, families_in, parts_of
from checker.maths.typed.environments import Environments
from checker.maths.typed.tokens import CLOSING, Token
from checker.maths.typed.trees import HALF, MAX_NODES, Formula, power, product, reciprocal, size_of
from checker.maths.typed.walk import Strength
from checker.sandbox.wire import Tree

WRAPPED = {r"\lvert": "Abs", r"\lfloor": "floor", r"\lceil": "ceiling"}
"""brackets that are functions"""


class Layouts(Derivatives, Environments):
    """A walk that knows what LaTeX and brackets mean by their shape."""

    def bracket(self, token: Token) -> Formula:
        """The value in brackets: `(x)`, `[x]`, `{x}`, `|x|`, a tuple, a set or a matrix."""
        if token.text.startswith(r"\begin"):
            return self._environment(token)
        if token.text == "|":
            return self._absolute(token)
        if token.text not in CLOSING:
            raise self.missing(token)
        if token.text == r"\{" and self.here.text == r"\begin{array}":
            return self._cases_in_array()
        if token.text == "[" and self._is_row():
            return self._rows(token)
        values = self.values(token)
        if token.text in WRAPPED:
            return Tree(WRAPPED[token.text], (self.numeric(self._only(values, token), token),))
        is_set = token.text == r"\{" and token is self.tokens[0] and self.here.kind == "end"
        if len(values) == 1 and not is_set:
            return values[0]
        return Tree("FiniteSet" if "{" in token.text else "Tuple", tuple(self.single(v, token) for v in values))

    def layout(self, token: Token) -> Formula:
        """The value of a command that was taken."""
        match token.text:
            case "frac":
                is_slope = self.here.text == "{" and self._is_d(self.tokens[self.i + 1])
                return self._derivative_of_fraction() if is_slope else self._fraction()
            case "sqrt":
                return self._root()
            case "surd":
                return self._drawn_root(token)
            case "binom":
                return Tree("binomial", (self.argument(), self.argument()))
            case "boxed":
                return self.argument()
            case "sum" | "prod":
                return self._series(token)
            case "d":
                return self._derivative_by_slash()
            case _:
                return self._indicator(token)

    def _fraction(self) -> Formula:
        over = self.argument()
        return product([over, reciprocal(self.argument())])

    def _root(self) -> Formula:
        if self.here.text != "[":
            return Tree("Pow", (self.argument(), HALF))
        bracket = self.take()
        degree = self.numeric(self._only(self.values(bracket), bracket), bracket)
        return Tree("Pow", (self.argument(), reciprocal(degree)))

    def _drawn_root(self, token: Token) -> Formula:
        """What `√` stands before: a bracket, or one number or name with its power, where it ends there."""
        if self.here.text == "[":
            return self._root()
        first, is_bracket = self.here, self.here.text in CLOSING
        value = self.numeric(self.operand(), first)
        is_powered = self.here.text == "^" and not is_bracket and first.kind in ("number", "symbol", "constant")
        if is_powered:
            value = power(value, self.exponent(self.take()))
        is_glued = self.here.at == self.before.end and not is_bracket
        factor = self.here.kind in ("number", "symbol", "constant") or self.here.text in ("(", "[", "|")
        is_sum = is_powered and self.here.text in ("+", "-")
        if self.here.text in ("^", "!") or (is_glued and factor) or is_sum:
            raise self.fault("it is not clear where the root ends; write it in brackets, √(...)", token)
        return Tree("Pow", (value, HALF))

    def _series(self, token: Token) -> Formula:
        r"""`\sum_{k=1}^{n}` and the term after it."""
        low: Formula = None
        high: Formula = None
        while self.here.text in ("_", "^"):
            sign = self.take()
            if sign.text == "_":
                low = self._only(self.values(self.take()), sign) if self.here.text in ("{", "(") else None
            else:
                high = self.script()
        is_equation = isinstance(low, Tree) and low.head == "Equality"
        if not is_equation or getattr(low.args[0], "head", "") != "Symbol" or high is None:
            raise self.fault(r"a sum or product needs an index and limits, as in \sum_{k=1}^{n}", token)
        start = self.here
        body = self.numeric(self.expression(Strength.SUM), start)
        head = token.text.capitalize().replace("Prod", "Product")
        return self.written_out(Tree(head, (body, Tree("Tuple", (*low.args, high)))), token)

    def written_out(self, series: Tree, token: Token) -> Formula:
        """The sum or product, with its terms one by one where the question has the entries by name."""
        body, (index, low, high) = parts_of(series)
        named = self.vocabulary.families & set(families_in(body))
        if not named:
            return series
        if type(low) is not int or type(high) is not int:
            name = min(named)
            raise self.fault(
                f"this question has `{name}_1` and so on one by one; the limits must be numbers", token
            )
        if (high - low + 1) * size_of(body) > MAX_NODES:
            raise self.fault(f"written out it has more than {MAX_NODES} parts", token)
        try:
            terms = [at_index(body, index, k, self.vocabulary.symbol) for k in range(low, high + 1)]
        except KeyError as err:
            raise self.fault(f"the limits go too far: this question has no `{err.args[0]}`", token) from err
        if series.head == "Product":
            return product(terms) if terms else 1
        return Tree("Add", tuple(terms)) if terms else 0
