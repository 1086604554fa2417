"""What a formula arranges in space: brackets, fractions, roots, sums, cases, matrices and derivatives."""

from checker.maths.typed.entries import at_index, families_in, parts_of
from checker.maths.typed.tokens import CLOSING, Token, closing, group_end
from checker.maths.typed.trees import HALF, Formula, cases, indicator, power, product, reciprocal
from checker.maths.typed.unreadable import quoted
from checker.maths.typed.walk import Strength, Walk
from checker.sandbox.wire import Tree

TRUTHS = ("not", "True", "true", "False", "false")
"""words that a condition can begin with"""
WRAPPED = {r"\lvert": "Abs", r"\lfloor": "floor", r"\lceil": "ceiling"}
"""brackets that are functions"""
MAX_TERMS = 100
"""terms of a sum that is written out"""
MAX_ORDER = 99
"""derivatives of derivatives"""


class Layouts(Walk):
    """A walk that knows what LaTeX and brackets mean by their shape."""

    # ---- brackets ----

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

    def _only(self, values: list[Formula], token: Token) -> Formula:
        if len(values) != 1:
            raise self.fault(f"one value was expected in {quoted(token.text)}, not {len(values)}", token)
        return values[0]

    def values(self, token: Token) -> list[Formula]:
        """The values between a bracket, which was taken, and what closes it."""
        bars, self.bars = self.bars, 0
        if self.here.text == closing(token):
            raise self.fault("empty brackets; write a value in them", token)
        found = [self.expression()]
        while self.here.text == ",":
            comma, i = self.take(), self.i
            found.append(self.expression())
            self._check_comma(comma, i)
        self._close(token)
        self.bars = bars
        return found

    def _check_comma(self, comma: Token, i: int) -> None:
        """Refuse `max(0,5 x)`, where the comma looks like that of a decimal."""
        before, after, factor = self.token(i - 2), self.token(i), self.token(i + 1)
        is_glued = before.end == comma.at and after.at == comma.end and before.kind == after.kind == "number"
        is_factor = factor.kind in ("symbol", "function", "constant") and factor.at > after.end
        if is_glued and is_factor:
            typed = self.text[before.at : after.end]
            raise self.fault(
                f"`{typed}` can be read in two ways; write a point, or a blank behind the comma", comma
            )

    def _close(self, token: Token) -> None:
        if self.here.text not in (closing(token), r"\right."):
            shown, wanted = quoted(self.shown(self.here)), quoted(closing(token))
            raise self.fault(f"{shown} is not expected here, but {wanted} or a sign between two values")
        self.take()

    def _absolute(self, token: Token) -> Formula:
        start = self.i
        self.bars += 1
        value = self.numeric(self.expression(), token)
        if self.here.text != "|":
            raise self.fault("a second `|` is missing for this one", token)
        is_norm = self.tokens[start].text == "|" == self.before.text and value.head == "Abs"
        if is_norm:
            raise self.fault("norms are not read; write the sum of squares, or |x|", token)
        place = self.take().at
        self.bars -= 1
        goes_on = self.here.kind in ("number", "symbol", "function", "constant", "command")
        sides = self.text[place - 1 : place].isspace(), self.text[place + 1 : place + 2].isspace()
        if (goes_on or self.here.text in CLOSING) and sides != (False, True):
            self.closers.append(place)
        return Tree("Abs", (value,))

    # ---- LaTeX ----

    def argument(self) -> Formula:
        r"""What `\sqrt`, `\frac` or `\log_` takes: a group, or one digit or letter."""
        token = self.here
        if token.text in ("{", "("):
            return self.numeric(self._only(self.values(self.take()), token), token)
        if token.kind == "number" and self.is_latex and len(token.text) > 1:
            if not token.text.isdigit():
                raise self.fault("put the number in braces, {0.5}")
            self.tokens[self.i : self.i + 1] = [
                Token("number", token.text[0], token.at, token.at + 1),
                Token("number", token.text[1:], token.at + 1, token.end),
            ]
        self._check_letter()
        return self.numeric(self.operand(), token)

    def script(self) -> Formula:
        """What `^` or `_` takes."""
        self.check_single()
        return self.argument()

    def check_single(self) -> None:
        r"""Refuse `x^10` and `x^bc`, where TeX sets one digit or letter above."""
        token, sign = self.here, self.before.text
        if self.is_latex and token.kind == "number" and len(token.text) > 1:
            raise self.fault(f"only the {token.text[0]} belongs to the `{sign}`; write {sign}{{{token.text}}}")
        self._check_letter()

    def _check_letter(self) -> None:
        r"""Refuse `\frac bc` where `bc` is one name of the question: TeX takes the b alone."""
        typed = self.shown(self.here)
        if (
            self.is_latex
            and self.here.kind == "symbol"
            and typed.isalnum()
            and typed.isascii()
            and len(typed) > 1
        ):
            raise self.fault(
                f"only the {typed[0]} belongs to the {quoted(self.shown(self.before))}; write {{{typed}}}"
            )

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
        if type(low) is not int or type(high) is not int or high - low >= MAX_TERMS:
            name = min(named)
            raise self.fault(
                f"this question has `{name}_1` and so on one by one; the limits must be numbers", token
            )
        try:
            terms = [at_index(body, index, k, self.vocabulary.symbol) for k in range(low, high + 1)]
        except KeyError as err:
            raise self.fault(f"the limits go too far: this question has no `{err.args[0]}`", token) from err
        if series.head == "Product":
            return product(terms) if terms else 1
        return Tree("Add", tuple(terms)) if terms else 0

    # ---- derivatives ----

    def _is_d(self, token: Token) -> bool:
        return token.kind == "command" and token.text == "d"

    def _derivative_of_fraction(self) -> Formula:
        r"""`\frac{d}{dx} f`, `\frac{df}{dx}`, `\frac{\partial^2 f}{\partial x \partial y}`."""
        self.expect("{")
        first = self.take()
        order = self._order()
        body = None if self.here.text == "}" else self.numeric(self.expression(), first)
        self.expect("}")
        self.expect("{")
        pairs = self._variables()
        self.expect("}")
        return self._derivative(body, pairs, order, first)

    def _derivative_by_slash(self) -> Formula:
        """`d/dx f` and `df/dx`."""
        first = self.before
        order = self._order()
        body = None if self.here.text == "/" else self.numeric(self.operand(), first)
        if self.here.text != "/":
            raise self.fault("a derivative is written df/dx, or diff(f, x)", first)
        self.take()
        return self._derivative(body, self._variables(), order, first)

    def _variables(self) -> list[tuple[Formula, int]]:
        pairs = []
        while self._is_d(self.here):
            self.take()
            name = self.take()
            if name.kind != "symbol" or "," in name.text:
                raise self.fault("a derivative is by a variable, as in dx", name)
            pairs.append((self.symbol(name), self._order()))
        return pairs

    def _order(self) -> int:
        if self.here.text != "^":
            return 1
        sign = self.take()
        order = self.script()
        if type(order) is not int or not 0 < order <= MAX_ORDER:
            raise self.fault("how often to differentiate must be a number, as in d^2", sign)
        return order

    def _derivative(
        self, body: Formula | None, pairs: list[tuple[Formula, int]], order: int, first: Token
    ) -> Formula:
        if not pairs or sum(count for _, count in pairs) != order:
            raise self.fault("the orders of the derivative do not agree, as they do in d^2 f / dx^2", first)
        if body is None:
            start = self.here
            body = self.numeric(self.expression(Strength.SUM), start)
        return Tree("Derivative", (body, *(Tree("Tuple", pair) for pair in pairs)))

    # ---- indicators, cases and matrices ----

    def _indicator(self, token: Token) -> Formula:
        r"""`\mathbb{1}_{x > 0}`, `\mathbf{1}[x > 0]`."""
        if self.here.text == "_":
            return self.indicator_below()
        if self.here.text not in CLOSING:
            raise self.fault(r"an indicator needs its condition, as in \mathbb{1}_{x > 0}", token)
        start = self.take()
        return indicator(self.checked_condition(self._only(self.values(start), start), start))

    def indicator_below(self) -> Formula:
        """The indicator whose condition is the subscript here."""
        self.take()
        if self.here.text not in CLOSING:
            raise self.fault("a condition in braces was expected here, as in 1_{x > 0}")
        start = self.take()
        return self._applied(indicator(self.checked_condition(self._only(self.values(start), start), start)))

    def _applied(self, value: Formula) -> Formula:
        """The indicator, unless what follows could be its argument: `1_{x > 0}(x)`."""
        is_call = self.here.text == "(" and self.token(self.i + 1).kind == "symbol"
        if is_call and self.token(self.i + 2).text == ")":
            name = self.shown(self.token(self.i + 1))
            raise self.fault(f"`({name})` may be a factor or an argument; write `*` before it, or leave it out")
        return value

    def _environment(self, token: Token) -> Formula:
        name = token.text[len(r"\begin{") : -1]
        bars, self.bars = self.bars, 0
        match name:
            case "cases" | "dcases" | "rcases":
                value = self._cases(token)
            case "matrix" | "pmatrix" | "bmatrix" | "Bmatrix" | "smallmatrix" | "array":
                value = self._matrix(token)
            case _:
                raise self.fault(rf"`{name}` is not read; cases, matrix, pmatrix and bmatrix are", token)
        self.bars = bars
        return value

    def _cases_in_array(self) -> Formula:
        r"""`\left\{ \begin{array}{ll} ... \end{array} \right.`."""
        value = self._cases(self.take())
        self.take()
        return value

    def _cases(self, token: Token) -> Formula:
        pairs = []
        while self.here.text != closing(token):
            pairs.append(self._case())
            if self.here.text == r"\\":
                self.take()
            elif self.here.text != closing(token):
                raise self.fault(r"a case ends here; the next one begins after `\\`")
        if not pairs:
            raise self.fault("no cases; write x & x > 0 for each", token)
        self.take()
        return cases(pairs)

    def _case(self) -> tuple[Formula, Formula]:
        r"""`x & x > 0`, `x, \text{if } x > 0` or `0 & \text{otherwise}`."""
        start = self.here
        value = self.numeric(self.expression(Strength.IF), start)
        words = []
        while self.here.text in ("&", ",") or self.here.kind == "reserved":
            if self.here.text in TRUTHS:
                break
            words.append(self.take().text)
        if self.here.text == r"\\" or self.here.text.startswith(r"\end"):
            if not {"otherwise", "else"} & set(words):
                raise self.fault(r"this case has no condition; write & x > 0, or & \text{otherwise}", start)
            return value, True
        condition = self.condition(Strength.IF)
        if self.here.text == ",":
            self.take()
        return value, condition

    def _matrix(self, token: Token) -> Formula:
        rows: list[list[Formula]] = []
        while self.here.text != closing(token):
            start = self.here
            rows.append([self.numeric(self.expression(), start)])
            while self.here.text == "&":
                sign = self.take()
                rows[-1].append(self.number_after(sign, Strength.NONE))
            if self.here.text != r"\\":
                break
            self.take()
        self._close(token)
        return self._rectangle(rows, token)

    def _is_row(self) -> bool:
        """Whether a bracket in brackets begins here that is a row, not a factor."""
        if self.here.text != "[":
            return False
        return self.tokens[group_end(self.tokens, self.i)].text in (",", "]")

    def _rows(self, token: Token) -> Formula:
        """`[[1, 2], [3, 4]]`, whose first bracket was taken."""
        rows = []
        while self.here.text == "[":
            start = self.take()
            rows.append([self.numeric(value, start) for value in self.values(start)])
            if self.here.text == ",":
                self.take()
        self._close(token)
        return self._rectangle(rows, token)

    def _rectangle(self, rows: list[list[Formula]], token: Token) -> Formula:
        if len({len(row) for row in rows}) != 1:
            raise self.fault("the rows of a matrix must have as many entries each", token)
        return rows
