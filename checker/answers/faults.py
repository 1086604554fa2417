"""The faults of a derivation in words: where each is, what is wrong, and what to do next."""

import re

from checker.answers.formulas import in_decimals
from checker.maths.describe import clean
from checker.symbolic.derivations.deriver import Links, Step
from checker.symbolic.points.telling import in_words
from checker.verdict import Finding

PADDED = re.compile(r"(\d\.\d*?)0+(?=\D|$)")


def faults_of(links: Links) -> list[str]:
    """Each fault of a chain; the first words are a verb."""
    named = [
        ("start", "does not start at the left side: its first line", links.start),
        *(("step", f"has a fault in step {i}, which", step) for i, step in enumerate(links.steps, 1)),
        ("end", "does not end at the right side: its last line", links.end),
    ]
    return [_fault(place, where, step) for place, where, step in named if step.kind not in ("right", "undecided")]


def remarks_on(links: Links, rules: tuple[str, ...]) -> list[Finding]:
    """Names of no rule, which cost nothing."""
    listed = ", ".join(f"`{name}`" for name in rules)
    return [
        Finding(
            kind="note",
            message=f"Step {i} names the rule `{clean(step.unknown, 40)}`, which is not among {listed}: "
            "the step was judged without its name.",
        )
        for i, step in enumerate(links.steps, 1)
        if step.unknown
    ]


def _fault(place: str, where: str, step: Step) -> str:
    if step.kind == "backwards":
        return "runs from the right side to the left: turn it round"
    return f"{where} {_in_words(step, place)}" + (f"; {step.remark}" if step.remark else "")


def _in_words(step: Step, place: str) -> str:
    listed = " and ".join(f"`{name}`" for name in step.needed)
    match step.kind:
        case "wrong":
            return _untrue(step, place)
        case "another rule":
            return f"is true, but not by `{clean(step.rule, 40)}`: it is {listed}"
        case "too big" if not step.reason:
            return _too_big(listed, place)
        case _:
            return clean(step.reason, 300)


def _too_big(listed: str, place: str) -> str:
    match place:
        case "start" if listed:
            return f"is true, but comes later: write the left side as it is given, then go on by {listed}"
        case "start":
            return "is true, but not the left side by algebra alone: write that as it is given"
        case "end" if listed:
            return f"is true, but comes before it: go on by {listed}"
        case "end":
            return "is true, but not the right side by algebra alone: go on from there"
        case _ if listed:
            return f"is true, but too big for one step: it takes {listed}; write one after another"
        case _:
            return "is true, but no single rule explains it; write it in smaller steps"


def _untrue(step: Step, place: str) -> str:
    example = step.counterexample
    if example is None:
        return f"is not true: {step.reason or 'the two sides are different'}"
    where = in_words(example.point)
    at = f" at {where}" if where else ""
    got, want = (PADDED.sub(_trimmed, text) for text in in_decimals(example.got, example.want))
    if place == "end":
        return f"is not true:{at} that line is {got}, which is not right"
    return f"is not true:{at} the one is {got} and the other {want}"


def _trimmed(match: re.Match[str]) -> str:
    return match[1].removesuffix(".")
