"""Expressions as rational functions of independent exponentials, logarithms, roots and other kernels.

  exp(u)          a product of powers of exp(m), one m for each monomial of u; exp(q log f) is f**q
  sin, tanh, ...  through exponentials; i is a root of unity, and exp(i pi p/q) another power of it
  log(u), u**q    split over the factors of u, as far as these are real and their signs are known
  abs, max, ...   the one or the other case, by the sign of what they switch on
  gamma, floor    shifted by whole numbers to a common argument
  the rest        kernels: equal where their arguments are

Where a sign is needed that is not known, `NeedSign` asks for it, and the caller goes on case by case.
"""

from checker.symbolic.domains.domain import real_valued
from checker.symbolic.expressions.store import HALF, ONE, Node
from checker.symbolic.normal.field import Hard, Quotient, Undefined
from checker.symbolic.normal.generators import NeedSign
from checker.symbolic.normal.special import Special

MAX_ORDER = 12
"""of the derivatives of the digamma function whose recurrence is used"""
JUMPS = frozenset("sign less less_equal equal unequal floor ceiling piecewise and or not arg atan2".split())
"""heads that may jump where what they depend on is zero"""


class Normal(Special):
    """The normal forms of expressions, in the case that some signs say."""

    def of(self, root: Node) -> Quotient:
        """The normal form of an expression.

        Raises:
          NeedSign: a sign is not known.
          Rescale: the generators have to be finer.
          Hard: it is too dear, or not a number.
        """
        made = self._made.get(root)
        if made is None:
            made = self._made[root] = self._quotient(root)
        return made

    def _quotient(self, node: Node) -> Quotient:
        field, (head, args) = self.field, (self.store.heads[node], self.store.args[node])
        match head:
            case "number":
                return field.number(args[0])
            case "symbol":
                return self._symbol(args[0], node)
            case "constant":
                return self._constant(args[0], node)
            case "add":
                total = field.number(args[0])
                for part, q in args[1]:
                    total = field.add(total, field.scaled(self.of(part), q))
                return total
            case "mul":
                product = field.one
                for part, q in args:
                    product = field.mul(product, self.root(self.of(part), q))
                return product
            case "power":
                return self.power(self.of(args[0]), self.of(args[1]))
            case "piecewise":
                return self._piecewise(args)
            case "max" | "min":
                return self._extreme(head == "max", args)
            case "undefined" | "sum" | "product" | "true" | "false":
                return self._kernel_of(node)
            case "apply" if args[0] in self.opens and len(args) == 2:
                return self._opened(args[0], args[1], node)
            case "apply":
                return self._kernel(f"apply {args[0]}", [self._number_of(arg) for arg in args[1:]], node)
            case _:
                return self._function(head, args, node)

    def _opened(self, name: str, arg: Node, node: Node) -> Quotient:
        """A function that is only named, by its laws; left alone where these need a sign that is not known."""
        try:
            return self._function(name, (arg,), node)
        except NeedSign:
            return self._kernel(f"apply {name}", [self.of(arg)], node)

    def _number_of(self, node: Node) -> Quotient:
        """The argument of an opaque function, which may be a condition."""
        if self.store.heads[node] in (
            "less",
            "less_equal",
            "equal",
            "unequal",
            "and",
            "or",
            "not",
            "true",
            "false",
        ):
            return self.field.one if self.holds(node) else self.field.zero
        return self.of(node)

    def _kernel_of(self, node: Node) -> Quotient:
        if self.store.heads[node] not in ("sum", "product"):
            raise Hard("not a number")
        for name, _, generator in self._kernels:
            if name == "as it is" and generator.node == node:
                return self._variable(generator)
        is_real = real_valued(self.store, node, self.domain)
        generator = self.field.new("kernel", node, is_real=is_real)
        self._kernels.append(("as it is", [], generator))
        return self._variable(generator)

    def _function(self, head: str, args: tuple[Node, ...], node: Node) -> Quotient:
        if len(args) > 1:
            return self._of_several(head, args, node)
        field, u = self.field, self.of(args[0])
        match head:
            case "exp":
                return self.exponential(u)
            case "log":
                return self.logarithm(u)
            case "sin" | "cos" | "tan":
                return self._circular(head, field.mul(self.of(self.store.i), u))
            case "sinh" | "cosh" | "tanh":
                return self._hyperbolic(head, u)
            case "asinh":
                inner = field.add(u, self.root(field.add(field.mul(u, u), field.one), HALF))
                return self.logarithm(inner)
            case "acosh":
                parts = [self.root(field.add(u, field.number(k)), HALF) for k in (1, -1)]
                return self.logarithm(field.add(u, field.mul(*parts)))
            case "atanh":
                parts = [self.logarithm(field.add(field.one, field.scaled(u, k))) for k in (1, -1)]
                return field.scaled(field.sub(*parts), HALF)
            case "abs" if self._is_real(u, args[0]):
                return field.scaled(u, self._sign_of_either(u, args[0]))
            case "sign" if self._is_real(u, args[0]):
                return field.number(self._sign_of_either(u, args[0]))
            case "re" | "conjugate" if self._is_real_quotient(u):
                return u
            case "im" if self._is_real_quotient(u):
                return field.zero
            case "floor" | "ceiling":
                return self._floor(u, node, is_ceiling=head == "ceiling")
            case "gamma":
                return self._gamma(u)
            case "digamma":
                return self._polygamma(0, u)
            case "erfcinv":  # by its definition
                rest = field.sub(field.one, u)
                return self._kernel("erfinv", [rest], self.store.function("erfinv", self._node_of_quotient(rest)))
            case "loggamma" if self._is_real_quotient(u) and self.sign(u) > 0:
                return self.logarithm(self._gamma(u))
            case "asin" | "acos" | "atan":
                return self._inverse_circular(head, u, node)
            case _:
                return self._kernel(head, [u], node)

    def _of_several(self, head: str, args: tuple[Node, ...], node: Node) -> Quotient:
        if head == "binomial":
            field, n, k = self.field, self.of(args[0]), self.of(args[1])
            above = field.lowest(field.add(n, field.one))
            if not above.den.is_constant() or self._certain_sign(above.num) != 1:
                return self._kernel(head, [n, k], node)  # below -1, conventions say what it is
            top = self._gamma(field.add(n, field.one))
            below = self._gamma(field.add(k, field.one))
            rest = self._gamma(field.add(field.sub(n, k), field.one))
            return field.mul(top, field.inverse(field.mul(below, rest)))
        order = self.store.value(args[0]) if head == "polygamma" else None
        if order is not None and order.q == 1 and 0 <= order <= MAX_ORDER:
            return self._polygamma(int(order), self.of(args[1]))
        if head == "atan2":
            return self._angle(*map(self.of, args))
        return self._kernel(head, [self.of(arg) for arg in args], node)

    def _extreme(self, is_max: bool, args: tuple[Node, ...]) -> Quotient:
        best, chosen = self.of(args[0]), args[0]
        for arg in args[1:]:
            other = self.of(arg)
            difference, apart = self.field.sub(best, other), self.store.minus(chosen, arg)
            if not self._is_real(difference, apart):
                raise Hard("an order of complex numbers")
            if (self._sign_of_either(difference, apart) < 0) == is_max:
                best, chosen = other, arg
        return best

    def _is_real(self, u: Quotient, node: Node) -> bool:
        """Whether an expression is real: by its normal form, or by the functions that it is made of."""
        return self._is_real_quotient(u) or real_valued(self.store, node, self.domain)

    def _sign_of_condition(self, u: Quotient, node: Node) -> int:
        if not self._is_real(u, node):
            raise Hard("an order of complex numbers")
        return self._sign_of_either(u, node)

    def _sign_of_either(self, u: Quotient, node: Node) -> int:
        """The sign of what is real, though its normal form may have complex parts, such as exp(i x) of a sine."""
        if self._is_real_quotient(u):
            return self.sign(u)
        u = self.field.lowest(u)
        if self._is_real_quotient(u):
            return self.sign(u)
        leading = abs(self.store.args[node][1][0][1]) if self.store.heads[node] == "add" else ONE
        node = self.store.scaled(node, 1 / leading)
        sign = self._known(node) if self._known(node) is not None else self._implied(node)
        if sign is None:
            raise NeedSign(node)
        return sign

    def _piecewise(self, pieces: tuple[tuple[Node, Node], ...]) -> Quotient:
        for value, condition in pieces:
            if self.holds(condition):
                return self.of(value)
        raise Undefined("undefined here")

    def holds(self, condition: Node) -> bool:
        """Whether a condition holds in this case."""
        head, args = self.store.heads[condition], self.store.args[condition]
        match head:
            case "true" | "false":
                return head == "true"
            case "and":
                return all(self.holds(arg) for arg in args)
            case "or":
                return any(self.holds(arg) for arg in args)
            case "not":
                return not self.holds(args[0])
            case "less" | "less_equal" | "equal" | "unequal":
                w = self.field.lowest(self.of(args[0]))
                if head in ("equal", "unequal") and not self._is_real(w, args[0]):
                    raise Hard("an equation of complex numbers")
                if head == "less" and w.den.is_constant() and self._is_whole_poly(w.num):
                    head, w = (
                        "less_equal",
                        self.field.add(w, self.field.one),
                    )  # whole numbers below 0 are up to -1
                sign = self.sign(w) if self._is_real_quotient(w) else self._sign_of_condition(w, args[0])
                return {"less": sign < 0, "less_equal": sign <= 0, "equal": sign == 0, "unequal": sign != 0}[head]
            case _:
                raise Hard("a condition that is none")
