"""What is said of a derivation: of each step, of both ends, and of the whole."""

from typing import Any, Literal

from msgspec import Struct

from checker.symbolic.verdicts import Counterexample

Kind = Literal["right", "wrong", "too big", "another rule", "backwards", "no formula", "undecided"]


class Line(Struct, frozen=True):
    """One expression of a chain, and the rule that leads to it."""

    expression: Any
    rule: str | None
    fault: str = ""
    """why there is no expression; the rest of a sentence"""


class Step(Struct, frozen=True):
    """What is said of one step, or of an end of the chain."""

    kind: Kind
    rule: str = ""
    """the rule that the student named, or that explains the step"""
    needed: tuple[str, ...] = ()
    """rules that would explain it together"""
    counterexample: Counterexample | None = None
    """a point at which it is not true"""
    reason: str = ""
    remark: str = ""
    """what else is to be said of it"""
    unknown: str = ""
    """a name of no rule, that the step was judged without"""

    @property
    def explained_by(self) -> str:
        """The rule that explains it, whatever the student named."""
        if self.kind == "right":
            return self.rule
        return self.needed[0] if self.kind == "another rule" else ""


class Links(Struct, frozen=True):
    """What is said of a whole chain."""

    start: Step
    steps: tuple[Step, ...]
    end: Step
    shown: frozenset[str] = frozenset()
    """rules that were applied rightly and lead on, where the chain has a fault"""

    @property
    def all(self) -> tuple[Step, ...]:
        """The ends and the steps."""
        return (self.start, *self.steps, self.end)

    @property
    def faults(self) -> int:
        """Faults that cost points; behind a wrong step, the end is none of its own."""
        count = sum(step.kind not in ("right", "undecided") for step in (self.start, *self.steps))
        if self.end.kind in ("right", "undecided") or any(step.kind == "wrong" for step in self.steps):
            return count
        return count + 1

    @property
    def first_fault(self) -> int | None:
        """The line that the first fault leads to; that of the end is the last one."""
        faults = [i for i, step in enumerate(self.all) if step.kind not in ("right", "undecided")]
        return min(faults[0], len(self.steps)) if faults else None

    def at(self, line: int) -> Step:
        """What is said of the step that leads to a line; at the last one, of the end where the step is right."""
        step = self.all[line]
        return self.end if line == len(self.steps) and step.kind == "right" else step
