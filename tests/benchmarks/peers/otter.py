"""Otter: a zip of doctests, and `otter run`, which grades in the kernel of a notebook, without a container."""

import json

from tests.benchmarks.peers.material import Material

TEST = """\
OK_FORMAT = True
test = {{
    "name": "{name}",
    "points": 1,
    "suites": [
        {{
            "cases": [{{"code": {code!r}, "hidden": False, "locked": False}}],
            "scored": True,
            "setup": "",
            "teardown": "",
            "type": "doctest",
        }}
    ],
}}
"""


class Otter:
    """Its zip is made once, by `otter generate`."""

    def __init__(self, material: Material) -> None:
        self._material = material
        (material.folder / "tests").mkdir()
        (material.folder / "out").mkdir()
        for name in material.functions:
            test = TEST.format(name=name, code=doctest(material.compared, name))
            (material.folder / "tests" / f"{name}.py").write_text(test)
        material.run(
            "otter", "generate", "-t", "tests", "-o", "bench.zip", "--no-environment", "--no-requirements"
        )

    def grade(self, source: bytes) -> float:
        """The points in the file of results."""
        (self._material.folder / "submission.py").write_bytes(source)
        self._material.run("otter", "run", "submission.py", "-a", "bench.zip", "-o", "out", "--no-logo")
        results = json.loads((self._material.folder / "out" / "results.json").read_text())
        own = [test for test in results["tests"] if test["name"].split()[0] in self._material.functions]
        return float(sum(test["score"] for test in own))


def doctest(compared: str, name: str) -> str:
    """The comparison as a doctest."""
    first, *rest = compared.splitlines()
    lines = [f">>> {first}", *(f"... {line}" for line in rest), "... ", f'>>> is_right({name}, "{name}")', "True"]
    return "\n".join(lines)
