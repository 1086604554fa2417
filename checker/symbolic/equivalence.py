"""Whether two formulas are equal on a domain: equal, different or undecided, and what decided it.

In this order, from cheap to dear, stopping at the first that decides:

  1. structure   they are the same after cheap normalisation
  2. point       certified bounds of both values lie apart at a point of the domain: that point is shown
  3. proof       normal forms agree, case by case; equal derivatives and one common point; root separation
  4. SymPy       its `simplify` brings the difference to 0, in a process of its own, under limits
  5. evidence    agreement at many points, on both sides of every switch, with many digits: not a proof

What cannot be compared at any point, and is not proved, is undecided. That `simplify` fails, or takes long, says
nothing.
"""

from collections.abc import Mapping
from typing import Any

from checker.symbolic.comparison import Comparison
from checker.symbolic.options import constraints_of, domain_of, form_of, functions_of, mode_of, names_of
from checker.symbolic.reading.assumptions import assumptions, meant
from checker.symbolic.reading.inputs import as_answer, as_plain
from checker.symbolic.verdicts import Equivalence


def equivalence(
    got: Any,
    want: Any,
    domain: Mapping[Any, Any] | None = None,
    mode: str = "exact",
    *,
    where: Any = (),
    free_of: Any = None,
    only: Any = None,
    form: str = "",
    functions: Mapping[str, Any] | None = None,
    seed: str = "",
    use_sympy: bool = True,
) -> Equivalence:
    """Compare two formulas on a domain.

    Args:
      got, want: SymPy expressions, matrices, tuples, dicts, sets, relations; trees; or typed texts.
        Where `want` is no equation, the label of a text `y = 2x` is left out.
      domain: what each symbol stands for, by its name: `real`, `positive`, `nonnegative`, `nonzero`, `negative`,
        `unit interval`, `integer`, `positive integer`, `nonnegative integer`, `complex`, or an interval such as
        `"[0, 1)"`. Where nothing is said, SymPy's assumptions count, and else the symbol is real.
      mode: `exact`; `up to a constant` or `up to a factor`, either of them free of the symbols `free_of` (of all,
        by default); `up to a sign`; `same zeros`, zero at the same points; `sign`, the same one everywhere;
        `growth`, up to constant factors and lower orders as all symbols grow.
      where: a relation, or several, that hold between the symbols: SymPy's, or texts such as `"x > 0"`.
      free_of: symbols that the constant or the factor may not contain, by name or as they are.
      only: functions, constants and symbols that `got` may be written with, by name or as they are.
      form: `expanded`, `factored` or `simplified`: how `got` has to be written.
      functions: definitions of functions that are only named, as in `checker.symbolic.reading.definitions`; None
        for those that are to have none.
      seed: where the random points come from.
      use_sympy: whether SymPy may be asked where everything else has failed to prove.

    Returns:
      the verdict, what decided it, and the point that shows a difference.

    Raises:
      DomainError: a domain is not understood.
      Unreadable: a typed text cannot be read.
      ValueError: another argument is not understood; both errors above are ValueErrors too.

    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> equivalence(sympy.sqrt(x**2), x, {"x": "positive"}).verdict
    'equal'
    >>> equivalence(sympy.sqrt(x**2), x, {"x": "real"}).verdict
    'different'
    """
    ranges, bounds = domain_of(domain)
    assumed = assumptions(got, want, where, given=ranges)
    if assumed.strange:
        return _undecided(f"has symbols that do not commute, or are infinite: {', '.join(assumed.strange)}")
    ranges = {**assumed.ranges, **ranges}
    try:
        right = meant(as_plain(want, ranges), assumed.meanings)
        left = meant(as_answer(got, right, ranges), assumed.meanings)
        relations = meant((*constraints_of(where), *bounds), assumed.meanings)
    except KeyError as err:
        return _undecided(f"binds {err.args[0]}, which is assumed to be more than an integer")
    comparison = Comparison(
        ranges,
        mode=mode_of(mode),
        where=relations,
        free_of=names_of("free_of", free_of),
        only=names_of("only", only),
        form=form_of(form),
        functions=functions_of(functions),
        seed=seed,
        use_sympy=use_sympy,
    )
    return _on_wider(comparison.compare(left, right), assumed.wider)


def _on_wider(result: Equivalence, wider: Mapping[str, str]) -> Equivalence:
    """A verdict for symbols that stand for less than was looked at: a difference may lie outside of it."""
    if not wider or result.verdict != "different" or result.decided_by not in ("point", "structure"):
        return result
    said = ", ".join(f"{name} is {word}" for name, word in wider.items())
    return _undecided(f"differs where nothing is assumed, but {said}, which the checker does not know to use")


def _undecided(reason: str) -> Equivalence:
    return Equivalence(verdict="undecided", decided_by="nobody", reason=reason)
