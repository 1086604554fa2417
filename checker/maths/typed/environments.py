"""Indicators, cases and matrices of a typed formula."""

from checker.maths.typed.brackets import Brackets
from checker.maths.typed.tokens import CLOSING, Token, closing, group_end
from checker.maths.typed.trees import Formula, cases, indicator
from checker.maths.typed.walk import Strength

TRUTHS = ("not", "True", "true", "False", "false")
"""words that a condition can begin with"""


class Environments(Brackets):
    """A walk that knows what stands in rows."""

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
