"""The blank submission: one stub an item, with its prompt."""

import textwrap

from checker.catalogue import Assignment
from checker.exercise import Exercise, Item
from checker.reports.summary import counted


def starter(assignment: Assignment) -> str:
    """A Python file that answers nothing yet."""
    total = sum(assignment.points.values())
    head = (
        f'"""{assignment.title}.\n\n'
        f"{counted(len(assignment.items), 'function')} to write, {counted(total, 'point')}. Fill in the "
        f"bodies, and check yourself as often as you like:\n\n    checker check {assignment.name}.py\n"
        '"""\n\nimport numpy as np\n'
    )
    if any(item.kind in ("symbolic", "derivation") for item in assignment.items.values()):
        head += "# import sympy as sp    # for the formulas; the check is quicker without it\n"
    return head + "".join(_exercise(exercise, assignment) for exercise in assignment.exercises)


def _exercise(exercise: Exercise, assignment: Assignment) -> str:
    title = f"{exercise.id.partition('.')[2]}. {exercise.title}"
    rule = "# " + "-" * 78
    stubs = [_stub(item, assignment) for item in exercise.items if item.id in assignment.items]
    return f"\n\n{rule}\n# {title}\n{rule}\n" + "".join(stubs) if stubs else ""


def _stub(item: Item, assignment: Assignment) -> str:
    points = counted(assignment.points[item.id], "point")
    quote = 'r"""' if "\\" in item.prompt else '"""'
    prompt = textwrap.indent(f'{quote}{item.prompt}\n"""', "    ", lambda line: bool(line.strip()))
    place = item.part.partition(".")[2]
    return f"\n\n# {place}: {points}\ndef {item.function}({', '.join(item.parameters)}):\n{prompt}\n    ...\n"
