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

from collections.abc import Iterable, Mapping
from typing import Any

from checker.symbolic.comparison import Comparison
from checker.symbolic.domains import range_of
from checker.symbolic.inputs import as_answer, as_plain, assumptions
from checker.symbolic.verdicts import Equivalence
from checker.symbolic.words import MODES

ALIASES = {
    "up to an additive constant": "up to a constant", "constant": "up to a constant", "factor": "up to a factor",
    "up to a nonzero factor": "up to a factor", "same sign": "sign", "order of growth": "growth",
    "same growth": "growth",
}  # fmt: skip


def equivalence(
    got: Any,
    want: Any,
    domain: Mapping[Any, Any] | None = None,
    mode: str = "exact",
    *,
    where: Any = (),
    free_of: Iterable[str] | None = None,
    only: Iterable[str] | None = None,
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
      where: a relation, or several, that hold between the symbols.
      free_of: symbols that the constant or the factor may not contain.
      only: functions and symbols that `got` may be written with.
      form: `expanded`, `factored` or `simplified`: how `got` has to be written.
      functions: definitions of functions that are only named, as `checker.symbolic.definitions`; None for opaque.
      seed: where the random points come from.
      use_sympy: whether SymPy may be asked where everything else has failed to prove.

    Returns:
      the verdict, what decided it, and the point that shows a difference.

    Raises:
      DomainError: a domain is not understood.
      Unreadable: a typed text cannot be read.
      ValueError: a mode or a form is not known; both errors above are ValueErrors too.

    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> equivalence(sympy.sqrt(x**2), x, {"x": "positive"}).verdict
    'equal'
    >>> equivalence(sympy.sqrt(x**2), x, {"x": "real"}).verdict
    'different'
    """
    mode = ALIASES.get(mode, mode)
    if mode not in MODES:
        raise ValueError(f"the mode {mode!r} is not known; it is one of {', '.join(MODES)}")
    ranges = {str(name): range_of(given) for name, given in (domain or {}).items()}
    assumed = assumptions(got, want)
    ranges = {**assumed, **ranges}
    comparison = Comparison(
        ranges,
        mode=mode,
        where=tuple(where) if isinstance(where, list | tuple) else (where,),
        free_of=None if free_of is None else frozenset(map(str, free_of)),
        only=None if only is None else frozenset(map(str, only)),
        form=form,
        functions=functions or {},
        seed=seed,
        use_sympy=use_sympy,
    )
    right = as_plain(want, ranges)
    return comparison.compare(as_answer(got, right, ranges), right)
