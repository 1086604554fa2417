"""Judge derivations: chains of equal expressions, from the reference's first one to its last.

A student returns `[first, (rule, next), ...]`; a line may also come without its rule. Each step is judged on
its own; one that is not right costs its share, which is one step of the reference's chain, or of the student's
where that is shorter. A rule of the reference's that no right step applies to some end costs one step of the
reference's chain at least, and a chain that applies none of them earns nothing. Where variants start or end
otherwise, their ends serve as well. Chains are called for on several cases, and the worst one counts.
"""

from typing import Any

from msgspec import Struct

from checker.answers.chain import lines_of
from checker.answers.comparison import Miss
from checker.answers.faults import faults_of, remarks_on
from checker.answers.formulas import functions_of, given_symbols
from checker.answers.question import Failed, Question, settled
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
from checker.sandbox.wire import Answer, Tree
from checker.symbolic.derivations.deriver import Deriver, Line, Links, Step
from checker.verdict import Finding, Outcome, Verdict


class Judged(Struct, frozen=True, eq=False):
    """What is said of the chain of one case, and what it earns."""

    chain: list[Line]
    links: Links
    share: float
    deriver: Deriver
    """what judged it"""

    @property
    def is_undecided(self) -> bool:
        """Whether nothing is wrong, as far as that can be told."""
        return not self.links.faults and any(step.kind == "undecided" for step in self.links.all)


def judge(question: Question, answers: list[Answer], again: Answer | None) -> Verdict:
    """Judge the chains of all cases."""
    if missing(answers):
        return MISSING
    judged: dict[int, Judged] = {}

    def misses(i: int, got: Any) -> Misses:
        try:
            chain = lines_of(got, question.cases[i])
        except StudentError as err:
            return {"": Miss("type", str(err), is_whole=True)}
        judged[i] = judged_on(question, i, chain)
        return {"": _miss(judged[i].links)}

    trials = run_trials(question, answers, misses, [""])
    cases = tally(trials)
    if any(found.is_undecided for found in judged.values()) and all(trial.passed for trial in trials):
        message = "The checker could not tell whether a step is true. That costs nothing: staff will look."
        finding = Finding(kind="undecided", message=message)
        return Verdict(outcome=Outcome.UNDECIDED, decided_by="nobody", findings=(finding,), cases=cases)
    share = min(judged[trial.index].share if trial.index in judged else 0.0 for trial in trials)
    if share == 1.0:
        notes = (*_remarks(judged.get(0)), *_checked(trials))
        return Verdict(outcome=Outcome.CORRECT, share=1.0, decided_by="proof", findings=notes, cases=cases)
    first = next(trial for trial in trials if not trial.passed)
    found = judged.get(first.index)
    return Verdict(
        outcome=Outcome.PARTLY_CORRECT if share > 0 else failed_outcome(question, trials),
        share=share,
        decided_by="failure" if found is None else "proof",
        findings=(
            finding_of(question, first),
            *_hints(question, first.index, found),
            *_further(found),
            *_remarks(found),
        ),
        cases=cases,
    )


def judged_on(question: Question, i: int, chain: list[Line]) -> Judged:
    """What is said of a chain on one case: by the ends of the reference, or of the variant that suits it best."""
    deriver = deriver_for(question, question.cases[i])
    best: Judged | None = None
    for derivation in derivations(question, i):
        left, right = derivation[0].expression, derivation[-1].expression
        links = deriver.check(chain, left, right)
        share = earned(links, [line.rule for line in derivation[1:]])
        found = Judged(chain, links, share, deriver)
        if best is None or found.links.faults < best.links.faults:
            best = found
        if {links.start.kind, links.end.kind} <= {"right", "undecided"}:
            break
    assert best is not None
    return best


def derivations(question: Question, i: int) -> list[list[Line]]:
    """The chains of the reference and of the variants on one case; of those with the same ends, the first."""
    case, found = question.cases[i], [lines_of(question.expected[i], question.cases[i])]
    for variant in question.item.variants:
        output = question.outputs_of(variant.name, variant.answer)[i]
        if isinstance(output, Failed):
            continue
        lines = lines_of(output, case)
        if all(_ends(lines) != _ends(other) for other in found):
            found.append(lines)
    return found


def _ends(lines: list[Line]) -> tuple[Any, Any]:
    return lines[0].expression, lines[-1].expression


def deriver_for(question: Question, case: Case) -> Deriver:
    """What judges the chains of a case."""
    from checker.symbolic.domains.domain import range_of

    item = question.item
    symbols = [symbol for value in case.inputs.values() for symbol in given_symbols(value)]
    meanings = {name: _meaning(question, case, name) for name in item.definitions}
    constant = item.chain.up_to_constant
    names = None
    if constant is not None:
        names = tuple(symbol.name for name in constant for symbol in given_symbols(case.inputs[name]))
    ranges = {symbol.name: range_of(symbol.domain) for symbol in symbols}
    return Deriver(ranges, item.chain.rules, meanings, names, functions_of(case))


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


# ---- points ----------------------------------------------------------------------------------------------------


def earned(links: Links, reference: list[str | None]) -> float:
    """The share of the points that a chain earns, by the rules of the reference's steps."""
    if not links.steps:
        return 0.0
    if not links.faults:
        return 1.0
    asked = set(reference) - {"algebra"} or set(reference)
    if not asked & links.shown:
        return 0.0
    steps = min(len(links.steps), len(reference))
    return max(0.0, min(1 - links.faults / steps, 1 - len(asked - links.shown) / len(reference)))


# ---- words -----------------------------------------------------------------------------------------------------


def _miss(links: Links) -> Miss | None:
    for fault in faults_of(links):
        return Miss("step", fault, is_whole=True)
    return None if links.steps else Miss("step", "has one line, and no step", is_whole=True)


def _hints(question: Question, i: int, found: Judged | None) -> list[Finding]:
    """The misconception whose first fault leads to the same line as the chain's."""
    if found is None or (place := found.links.first_fault) is None:
        return []
    for misconception in question.item.misconceptions:
        output = question.outputs_of(misconception.name, misconception.answer)[i]
        if isinstance(output, Failed):
            continue
        chain = lines_of(output, question.cases[i])
        reference = lines_of(question.expected[i], question.cases[i])
        links = found.deriver.check(chain, reference[0].expression, reference[-1].expression)
        there = links.first_fault
        if there is None or not _are_alike(links.at(there), found.links.at(place)):
            continue
        if found.deriver.are_same(found.chain[place], chain[there]):
            return [Finding(kind="misconception", message=misconception.hint, misconception=misconception.name)]
    return []


def _are_alike(known: Step, step: Step) -> bool:
    """Whether two faults are of one kind; a wrong name has to be the same."""
    return known.kind == step.kind and (known.rule == step.rule or step.kind != "another rule")


def _further(found: Judged | None) -> list[Finding]:
    """The faults behind the first one."""
    if found is None:
        return []
    return [Finding(kind="step", message=f"The chain {fault}.") for fault in faults_of(found.links)[1:]]


def _remarks(found: Judged | None) -> list[Finding]:
    return [] if found is None else remarks_on(found.links, found.deriver.rules)


def _checked(trials: list[Trial]) -> list[Finding]:
    if len(trials) < 2:
        return []
    message = f"The chain was checked on {len(trials)} calls, which is no proof for all sizes."
    return [Finding(kind="note", message=message)]
