"""The rules that explain a step of a derivation.

A step from a to b is explained by a rule where both become the same, by algebra alone, once the rule has been
applied to both of them as far as it goes. Algebra is that of rational functions, with exp, log and every other
function left opaque: only their arguments are brought to normal form. Sums are linear.

  algebra       nothing is applied
  exp_law       E(u + v) = E(u) E(v), E(q u) = E(u)**q, E(0) = 1
  log_law       L(a b) = L(a) + L(b), L(a**q) = q L(a), L(1) = 0, for what is positive
  log_exp       L(E(u)) = u for real u, E(L(u)) = u
  diff          D(f, x) is carried out
  def:sigma     sigma(u) = 1 / (1 + E(-u))
  def:tanh      tanh(u) = (E(u) - E(-u)) / (E(u) + E(-u))
  def:softplus  softplus(u) = L(1 + E(u))
  others        symbols stand for what the author of the item says
"""

from collections.abc import Callable, Mapping

from msgspec import Struct

from checker.symbolic.derivations.named import NamedNormal
from checker.symbolic.derivations.reality import Reality
from checker.symbolic.expressions.derivative import Rule as Slope
from checker.symbolic.expressions.derivative import differentiated
from checker.symbolic.expressions.store import ONE, Expressions, Node
from checker.symbolic.normal.field import SIZES, Hard, NoRoom, Quotient
from checker.symbolic.normal.generators import NeedSign, Rescale, Scales
from checker.symbolic.normal.normal import Normal

MAX_RESTARTS = 24

Rewriting = Callable[[Reality, str, tuple[Node, ...]], Node | None]
"""what a named function of rewritten arguments becomes, None where the rule does not touch it"""
Meaning = Mapping[str, Node]
"""what symbols stand for"""


class Rule(Struct, frozen=True):
    """One rule."""

    name: str
    rewriting: Rewriting | None = None
    opens: frozenset[str] = frozenset()
    """functions whose laws it lets one use"""
    meaning: Meaning = {}
    """what symbols stand for, by the author's definition"""


def _exp(store: Expressions, u: Node) -> Node:
    return store.apply("exp", u)


def _minus(store: Expressions, u: Node) -> Node:
    return store.scaled(u, -ONE)


def _sigma(reality: Reality, name: str, args: tuple[Node, ...]) -> Node | None:
    store = reality.store
    if name != "sigma" or len(args) != 1:
        return None
    return store.over(store.one, store.plus(store.one, _exp(store, _minus(store, args[0]))))


def _tanh(reality: Reality, name: str, args: tuple[Node, ...]) -> Node | None:
    store = reality.store
    if name != "tanh" or len(args) != 1:
        return None
    up, down = _exp(store, args[0]), _exp(store, _minus(store, args[0]))
    return store.over(store.minus(up, down), store.plus(up, down))


def _softplus(reality: Reality, name: str, args: tuple[Node, ...]) -> Node | None:
    store = reality.store
    if name != "softplus" or len(args) != 1:
        return None
    return store.apply("log", store.plus(store.one, _exp(store, args[0])))


def _log_exp(reality: Reality, name: str, args: tuple[Node, ...]) -> Node | None:
    store, inverse = reality.store, {"exp": "log", "log": "exp"}.get(name)
    if inverse is None or len(args) != 1 or store.heads[args[0]] != "apply":
        return None
    inner, *inside = store.args[args[0]]
    if inner != inverse or len(inside) != 1:
        return None
    return inside[0] if name == "exp" or reality.is_real(inside[0]) else None


def diff(related: Callable[[str], frozenset[str]] = lambda name: frozenset()) -> Rewriting:
    """The rule that carries derivatives out; `related` says which symbols depend on one."""

    def rewriting(reality: Reality, name: str, args: tuple[Node, ...]) -> Node | None:
        store = reality.store
        if name != "D" or len(args) != 2 or store.heads[args[1]] != "symbol":
            return None
        variable = store.args[args[1]][0]
        following = related(variable)
        if store.heads[args[0]] == "symbol" and store.args[args[0]][0] in following:
            return None
        return differentiated(store, args[0], variable, SLOPES, following)

    return rewriting


SLOPES: Mapping[str, Slope] = {
    "exp": lambda s, u, f: f,
    "log": lambda s, u, f: s.over(s.one, u),
    "sigma": lambda s, u, f: s.times(f, s.minus(s.one, f)),
    "tanh": lambda s, u, f: s.minus(s.one, s.times(f, f)),
    "softplus": lambda s, u, f: s.apply("sigma", u),
    "sin": lambda s, u, f: s.apply("cos", u),
    "cos": lambda s, u, f: s.scaled(s.apply("sin", u), -ONE),
    **dict.fromkeys(("sigmoid", "expit", "logistic"), lambda s, u, f: s.times(f, s.minus(s.one, f))),
    "relu": lambda s, u, f: s.piecewise(((s.one, s.relation("less", s.scaled(u, -ONE))), (s.zero, s.true))),
}
"""derivatives of the functions that are only named"""

ALGEBRA = Rule("algebra")
RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        ALGEBRA,
        Rule("exp_law", opens=frozenset({"exp"})),
        Rule("log_law", opens=frozenset({"log"})),
        Rule("log_exp", _log_exp, frozenset({"log_exp"})),
        Rule("diff", diff()),
        Rule("def:sigma", _sigma),
        Rule("def:tanh", _tanh),
        Rule("def:softplus", _softplus),
    )
}
"""the rules that need no definition by the author"""


def explains(reality: Reality, rules: tuple[Rule, ...], a: Node, b: Node) -> bool:
    """Whether a and b are the same by algebra once the rules have been applied to both."""
    return difference_by(reality, rules, a, b) == ()


def difference_by(reality: Reality, rules: tuple[Rule, ...], a: Node, b: Node) -> tuple[str, ...] | None:
    """Symbols in what is left of a - b by algebra, once the rules have been applied; () where nothing is left.

    Returns:
      names of the symbols, `("",)` where a number is left, or None where no normal form was found.
    """
    for rule in sorted(rules, key=lambda rule: not rule.meaning):  # what depends on what has to be seen first
        a, b = applied(reality, rule, a), applied(reality, rule, b)
    if reality.store.undefined in (a, b):
        return None
    if a == b:
        return ()
    opens = frozenset[str]().union(*(rule.opens for rule in rules))
    scales = Scales()
    for _ in range(MAX_RESTARTS):
        normal = NamedNormal(reality, scales, opens, (a, b))
        try:
            left = normal.field.lowest(normal.field.sub(normal.of(a), normal.of(b)))
            return _left(reality.store, normal, left)
        except Rescale:
            continue
        except NoRoom:
            scales.size += 1
            if scales.size == len(SIZES):
                return None
        except (NeedSign, Hard, RecursionError):
            return None
    return None


def _left(store: Expressions, normal: Normal, left: Quotient) -> tuple[str, ...]:
    if normal.field.is_zero(left):
        return ()
    names = store.symbols(normal.node_of(left.num), normal.node_of(left.den))
    return tuple(names) or ("",)


def applied(reality: Reality, rule: Rule, root: Node) -> Node:
    """An expression with a rule applied as far as it goes."""
    store = reality.store
    if rule.meaning:
        root = store.substituted(root, rule.meaning)
    if rule.rewriting is None:
        return root
    made: dict[Node, Node] = {}
    for node in store.reachable(root):
        again = store.again(node, made)
        if store.heads[again] == "apply":
            name, *args = store.args[again]
            again = rule.rewriting(reality, name, tuple(args)) or again
        made[node] = again
    return made[root]
