"""`checker show`: the prompt of a part, its shapes and an example call."""

from typing import TYPE_CHECKING

import click

from checker.cli import course_option

if TYPE_CHECKING:
    from checker.cases import Case
    from checker.exercise import Item


@click.command(epilog="Example: checker show lab3.2a")
@click.argument("part")
@course_option
def show(part: str, course: str | None) -> None:
    """Show what PART asks: an assignment, a question, a part or a function."""
    from checker.catalogue import Course

    found = Course.find(course)
    assignment = found.resolve(part)
    pages = [
        _page(item, assignment.points[item.id], found.settings.seeds.public) for item in assignment.items.values()
    ]
    click.echo("\n\n".join(pages))


def _page(item: "Item", points: float, seed: str) -> str:
    from checker.maths import describe
    from checker.reports.summary import counted

    head = click.style(f"{item.part}  {item.function}({', '.join(item.parameters)})", bold=True)
    lines = [
        f"{head}  {counted(points, 'point')}",
        f"{item.exercise.title}. {item.exercise.source}.",
        "",
        item.prompt,
    ]
    if item.kind == "derivation":
        lines += ["", f"Rules: {', '.join(('algebra', *item.chain.rules))}"]
    cases = item.cases_for(seed)
    calls = (describe.call(item.function, case.first_step) for case in cases)
    if example := next((call for call in calls if call and item.parameters), ""):
        lines += ["", "Example call:", f"  {example}", f"  returns {_shape(item, cases)}"]
    return "\n".join(lines)


def _shape(item: "Item", cases: "list[Case]") -> str:
    """What the answer to the example looks like: its shape, never its value."""
    from checker.answers.question import settled
    from checker.maths import describe

    answer = settled(cases[0].apply(item.reference))
    if item.kind == "derivation":
        return "a list: the first expression, then each further one with its rule, (rule, expression)"
    if isinstance(answer, dict):
        return "a dict: " + ", ".join(f"`{key}` {describe.words(value)}" for key, value in answer.items())
    if isinstance(answer, tuple):
        return "a tuple: " + ", ".join(map(describe.words, answer))
    return describe.words(answer)
