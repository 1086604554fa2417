"""The blank submission: one stub an item, with its prompt."""

import textwrap

from checker.catalogue import Assignment
from checker.example import LENGTH, example_of
from checker.exercise import Exercise, Item
from checker.reports.summary import counted


def starter(assignment: Assignment, seed: str) -> str:
    """A Python file that answers nothing yet; its example calls are of the practice inputs of that seed."""
    total = sum(assignment.points.values())
    head = (
        f'"""{assignment.title}.\n\n'
        f"{counted(len(assignment.items), 'function')} to write, {counted(total, 'point')}. Fill in the "
        f"bodies, and check yourself as often as you like:\n\n    checker check {assignment.name}.py\n"
        f"{_team(assignment.settings.team)}"
        '"""\n\nimport numpy as np\n'
    )
    if any(item.kind in ("symbolic", "derivation") for item in assignment.items.values()):
        head += "# import sympy as sp    # for the formulas; the check is quicker without it\n"
    parts, heading = [head], ""
    for exercise in assignment.exercises:
        part = _exercise(exercise, assignment, seed, heading)
        heading = _heading(exercise) if part else heading
        parts.append(part)
    return "".join(parts)


def _heading(exercise: Exercise) -> str:
    title = f"{exercise.id.partition('.')[2]}. {exercise.title}"
    rule = "# " + "-" * 78
    return f"\n\n{rule}\n# {title}\n{rule}\n"


def _exercise(exercise: Exercise, assignment: Assignment, seed: str, before: str) -> str:
    """The stubs of an exercise, under its heading where that does not stand before them already."""
    stubs = [_stub(item, assignment, seed) for item in exercise.items if item.id in assignment.items]
    heading = _heading(exercise)
    return ("" if heading == before else heading) + "".join(stubs) if stubs else ""


def _team(largest: int) -> str:
    """What to write where several hand in together."""
    if largest == 1:
        return ""
    told = f"Teams of up to {largest} hand in one file, which names them here, as in `members: anna, ben`."
    return f"\n{told}\n\nmembers:\n"


def _stub(item: Item, assignment: Assignment, seed: str) -> str:
    points = counted(assignment.points[item.id], "point")
    quote = 'r"""' if "\\" in item.prompt else '"""'
    prompt = textwrap.indent(f'{quote}{item.prompt}\n"""', "    ", lambda line: bool(line.strip()))
    place = item.part.partition(".")[2]
    signature = f"def {item.function}({', '.join(item.parameters)}):"
    return f"\n\n# {place}: {points}\n{_example(item, seed)}{signature}\n{prompt}\n    ...\n"


def _example(item: Item, seed: str) -> str:
    """An example call and the shape of its answer, as a comment."""
    example = example_of(item, seed, LENGTH)
    return f"# Example: {example[0]}\n# returns {example[1]}\n" if example else ""
