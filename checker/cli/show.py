"""`checker show`: the prompt of a part, its shapes and an example call."""

from typing import TYPE_CHECKING

import click

from checker.cli import course_option

if TYPE_CHECKING:
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
    from checker.example import example_of
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
    if item.rubric:
        lines += ["", "A person reads and scores this one."]
    if example := example_of(item, seed):
        lines += ["", "Example call:", f"  {example[0]}", f"  returns {example[1]}"]
    return "\n".join(lines)
