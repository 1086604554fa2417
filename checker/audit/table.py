"""The audit as a table, for staff who want to see why the marks can be trusted."""

from collections.abc import Iterable, Iterator

from checker.audit.contract import Audit
from checker.maths.describe import roughly
from checker.reports.summary import amount, counted

COLUMNS = (
    "item",
    "kind",
    "points",
    "cases",
    "misconceptions",
    "mutants",
    "margin",
    "twin",
    "derivatives",
    "to mend",
)
NOTES = """\
- Misconceptions: known wrong answers. Each loses points on some case, and is told by its own name.
- Mutants: the reference with one slip made on purpose. Each is rejected by some case, but for those in brackets,
  which are said in the module to change nothing.
- Margin: by how many times the tolerance the nearest misconception misses on the cases that reject it. Formulas,
  witnesses and derivations are judged exactly, and have none.
- Twin: the reference was carried out on symbols and proved equal to an independent formula, or compared with it
  at so many sampled inputs, to 50 digits.
- Derivatives: declared ones, compared with central differences in extended precision.
"""


def render(audits: Iterable[Audit]) -> str:
    """A Markdown page."""
    return "\n".join(_lines(list(audits)))


def _lines(audits: list[Audit]) -> Iterator[str]:
    complaints = sum(len(audit.complaints) for audit in audits)
    yield "# Audit of the problems"
    yield ""
    yield f"{counted(len(audits), 'item')}, {counted(complaints, 'complaint')}."
    yield ""
    yield f"| {' | '.join(COLUMNS)} |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | --- |"
    for audit in audits:
        yield f"| {' | '.join(_cells(audit))} |"
    yield ""
    yield NOTES


def _cells(audit: Audit) -> tuple[str, ...]:
    item = audit.item
    same = f" ({len(item.same)})" if item.same else ""
    twin = "" if item.twin is None else "proved" if audit.is_proved else f"sampled, {audit.twin_cases}"
    return (
        f"`{item.id}`",
        item.kind,
        amount(item.points),
        str(audit.cases or ""),
        str(len(item.misconceptions) or ""),
        f"{audit.mutants}{same}" if audit.mutants else "",
        roughly(audit.margin) if audit.margin < float("inf") else "",
        twin,
        str(audit.gradients or ""),
        ", ".join(sorted({complaint.rule for complaint in audit.complaints})),
    )
