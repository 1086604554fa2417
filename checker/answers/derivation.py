"""Judge derivations: chains of equal expressions, from the reference's first one to its last.

A student returns `[first, (rule, next), ...]`; a line may also come without its rule. Each step is judged on
its own; one that is not right costs its share, which is one step of the reference's chain, or of the student's
where that is shorter. What a chain with a fault earns is bounded by the rules that it did use rightly and to some
end: steps that lead nowhere add nothing. Chains are called for on several cases, and the worst one counts.
"""

from typing import Any

from checker.answers.comparison import Miss
from checker.answers.decimals import exact
from checker.answers.formulas import functions_of, given_symbols, in_decimals, read_text
from checker.answers.question import Question, settled
from checker.answers.trial import (
    MISSING,
    Misses,
    Trial,
    failed_outcome,
    finding_of,
    missing,
    run_trials,
    tally,
)
from checker.cases import Case
from checker.errors import AuthorError, StudentError
from checker.maths.describe import clean, words
from checker.maths.typed.unreadable import Unreadable
from checker.sandbox.wire import Answer, Tree
from checker.symbolic.derivation import MAX_STEPS, Deriver, Line, Links, Step
from checker.symbolic.looking import in_words
from checker.verdict import Finding, Outcome, Verdict


def judge(question: Question, answers: list[Answer], again: Answer | None) -> Verdict:
    """Judge the chains of all cases."""
    if missing(answers):
        return MISSING
    judged: dict[int, Links] = {}

    def misses(i: int, got: Any) -> Misses:
        case = question.cases[i]
        try:
            chain = lines_of(got, case)
        except StudentError as err:
            return {"": Miss("unreadable" if isinstance(err, Unreadable) else "type", str(err), is_whole=True)}
        reference = lines_of(question.expected[i], case)
        links = judged[i] = deriver_for(question, case).check(
            chain, reference[0].expression, reference[-1].expression
        )
        return {"": _miss(links, chain)}

    trials = run_trials(question, answers, misses, [""])
    cases = tally(trials)
    if any(step.kind == "undecided" for links in judged.values() for step in links.all):
        message = "The checker could not tell whether a step is true. That costs nothing: staff will look."
        finding = Finding(kind="undecided", message=message)
        return Verdict(outcome=Outcome.UNDECIDED, decided_by="nobody", findings=(finding,), cases=cases)
    share = min(earned(question, trial, judged.get(trial.index)) for trial in trials)
    if share == 1.0:
        return Verdict(
            outcome=Outcome.CORRECT, share=1.0, decided_by="proof", findings=_checked(trials), cases=cases
        )
    first = next(trial for trial in trials if not trial.passed)
    outcome = Outcome.PARTLY_CORRECT if share > 0 else failed_outcome(question, trials)
    further = _other_faults(judged[first.index]) if first.index in judged else ()
    return Verdict(
        outcome=outcome,
        share=share,
        decided_by="failure" if first.index not in judged else "proof",
        findings=(finding_of(question, first), *further),
        cases=cases,
    )


def deriver_for(question: Question, case: Case) -> Deriver:
    """What judges the chains of a case."""
    from checker.symbolic.domains import range_of

    item = question.item
    symbols = [symbol for value in case.inputs.values() for symbol in given_symbols(value)]
    meanings = {name: _meaning(question, case, name) for name in item.definitions}
    constant = item.chain.up_to_constant
    names = None
    if constant is not None:
        names = tuple(symbol.name for name in constant for symbol in given_symbols(case.inputs[name]))
    ranges = {symbol.name: range_of(symbol.domain) for symbol in symbols}
    return Deriver(ranges, item.chain.rules, meanings, names)


def _meaning(question: Question, case: Case, rule: str) -> list[tuple[Any, Any]]:
    """What a rule of the author's says."""
    item = question.item
    pairs = settled(case.apply(item.definitions[rule]))
    if not isinstance(pairs, list | tuple) or not all(_is_definition(pair) for pair in pairs):
        raise AuthorError(
            f"`{item.id}` defines `{rule}` by something else than pairs of a symbol and an expression"
        )
    return [tuple(pair) for pair in pairs]


def _is_definition(pair: Any) -> bool:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        return False
    return isinstance(pair[0], Tree) and pair[0].head == "Symbol"


def lines_of(got: Any, case: Case) -> list[Line]:
    """The lines of a chain.

    Raises:
      StudentError: it is no chain; the message is the rest of a sentence.
    """
    if not isinstance(got, list | tuple) or not got:
        raise StudentError(f"is {words(got)}, should be a list of at least two expressions")
    if len(got) > MAX_STEPS:
        raise StudentError(f"has {len(got)} lines, should have at most {MAX_STEPS}")
    return [_line(i, entry, case) for i, entry in enumerate(got)]


def _line(index: int, entry: Any, case: Case) -> Line:
    rule = None
    if isinstance(entry, tuple | list):
        if len(entry) != 2 or not isinstance(entry[0], str) or index == 0:
            raise StudentError(
                f"has {words(entry)} as line {index}, should have an expression, or (rule, expression)"
            )
        rule, entry = entry[0].strip(), entry[1]
    if isinstance(entry, str):
        entry = _as_heads(read_text(entry, case), functions_of(case))
    return Line(exact(entry), rule)


def _as_heads(tree: Any, names: tuple[str, ...]) -> Any:
    """A typed formula with the functions that the case hands out, in the place of those that everybody knows."""
    if not isinstance(tree, Tree):
        return tree
    args = tuple(_as_heads(arg, names) for arg in tree.args)
    return Tree("Apply", (tree.head, *args)) if tree.head in names else Tree(tree.head, args)


# ---- points ----------------------------------------------------------------------------------------------------


def earned(question: Question, trial: Trial, links: Links | None) -> float:
    """The share of the points that a chain earns."""
    if links is None or not links.steps:
        return 0.0
    faults = sum(step.kind != "right" for step in (links.start, *links.steps))
    if links.end.kind != "right" and not any(step.kind == "wrong" for step in links.steps):
        faults += 1  # after a wrong step, the end is no fault of its own
    if not faults:
        return 1.0
    reference = [line.rule for line in lines_of(question.expected[trial.index], trial.case)[1:]]
    steps = min(len(links.steps), len(reference))
    used = {
        step.rule for step in links.steps if step.kind == "right" and step.rule in ("algebra", *links.helpful)
    }
    asked = set(reference) - {"algebra"} or set(reference)
    return max(0.0, min(1 - faults / steps, len(used & asked) / len(asked)))


# ---- words -----------------------------------------------------------------------------------------------------


def _miss(links: Links, chain: list[Line]) -> Miss | None:
    for place, where, step in _faults(links):
        return Miss("step", f"{where} {_in_words(step, place)}", is_whole=True)
    return None if links.steps else Miss("step", "has one line, and no step", is_whole=True)


def _faults(links: Links) -> list[tuple[str, str, Step]]:
    """Where each fault is, and the words for it."""
    named = [
        ("start", "does not start at the left side: its first line", links.start),
        *(("step", f"has a fault in step {i}, which", step) for i, step in enumerate(links.steps, 1)),
        ("end", "does not end at the right side: its last line", links.end),
    ]
    return [fault for fault in named if fault[2].kind not in ("right", "undecided")]


def _other_faults(links: Links) -> tuple[Finding, ...]:
    return tuple(
        Finding(kind="step", message=f"The chain {where} {_in_words(step, place)}.")
        for place, where, step in _faults(links)[1:]
    )


def _in_words(step: Step, place: str = "") -> str:
    listed = " and ".join(f"`{name}`" for name in step.needed)
    match step.kind:
        case "wrong" if step.counterexample is not None:
            example = step.counterexample
            where = in_words(example.point)
            at = f" at {where}" if where else ""
            got, want = in_decimals(example.got, example.want)
            if place == "end":
                return f"is not true:{at} that line is {got}, which is not right"
            return f"is not true:{at} the one is {got} and the other {want}"
        case "wrong":
            return f"is not true: {step.reason or 'the two sides are different'}"
        case "another rule":
            return f"is true, but not by `{clean(step.rule, 40)}`: it is {listed}"
        case "too big" if step.reason:
            return clean(step.reason, 300)
        case "too big" if step.needed:
            return f"is true, but too big for one step: it takes {listed}; write them one after another"
        case "too big":
            return "is true, but no single rule explains it; write it in smaller steps"
        case "unknown rule":
            return f"names the rule `{clean(step.rule, 40)}`, which is not among {listed.replace(' and ', ', ')}"
        case _:
            return clean(step.reason, 300)


def _checked(trials: list[Trial]) -> tuple[Finding, ...]:
    if len(trials) < 2:
        return ()
    message = f"The chain was checked on {len(trials)} calls, which is no proof for all sizes."
    return (Finding(kind="note", message=message),)
