"""nbgrader: a notebook whose last cells are locked tests, graded by `nbgrader autograde` into a gradebook."""

import json
import sqlite3
from contextlib import closing

from tests.benchmarks.peers.material import Material

ASSIGNMENT, STUDENT = "bench", "ada"
TEST = """\
{compared}
assert is_right({name}, "{name}")
"""


class Nbgrader:
    """Its course is made once, by `nbgrader generate_assignment`."""

    def __init__(self, material: Material) -> None:
        self._material = material
        (material.folder / "nbgrader_config.py").write_text("c = get_config()\n")
        self._put("source", "")
        material.run("nbgrader", "generate_assignment", ASSIGNMENT)

    def grade(self, source: bytes) -> float:
        """The points in the gradebook."""
        self._put(f"submitted/{STUDENT}", source.decode())
        self._material.run("nbgrader", "autograde", ASSIGNMENT, "--student", STUDENT, "--force")
        with closing(sqlite3.connect(self._material.folder / "gradebook.db")) as book:
            return float(book.execute("select coalesce(sum(auto_score), 0) from grade").fetchone()[0])

    def _put(self, where: str, answers: str) -> None:
        """Write the notebook with these answers."""
        tests = [
            cell(f"test_{name}", TEST.format(compared=self._material.compared, name=name), points=1)
            for name in self._material.functions
        ]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = {
            "cells": [cell("answers", answers), *tests],
            "metadata": {"kernelspec": kernel},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        folder = self._material.folder / where / ASSIGNMENT
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(notebook))


def cell(name: str, source: str, *, points: int = 0) -> dict[str, object]:
    """A cell for answers, or a locked one that is worth points."""
    role = {"grade": bool(points), "locked": bool(points), "solution": not points, "task": False}
    marks = {"grade_id": name, "schema_version": 3, **role, **({"points": points} if points else {})}
    return {
        "cell_type": "code",
        "id": name,
        "execution_count": None,
        "metadata": {"nbgrader": marks},
        "outputs": [],
        "source": source,
    }
