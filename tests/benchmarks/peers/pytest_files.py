"""pytest: a test for each question, a process for each submission."""

import re

from tests.benchmarks.peers.material import Material

HEAD = """\
import submission

"""
TEST = """

def test_{name}():
    assert is_right(submission.{name}, "{name}")
"""


class Pytest:
    """Its tests lie beside the submission."""

    def __init__(self, material: Material) -> None:
        self._material = material
        tests = HEAD + material.compared + "".join(TEST.format(name=name) for name in material.functions)
        (material.folder / "test_bench.py").write_text(tests)

    def grade(self, source: bytes) -> float:
        """The number of tests that pass."""
        (self._material.folder / "submission.py").write_bytes(source)
        said = self._material.run("pytest", "-q", "--tb=no", "-p", "no:cacheprovider", may_fail=True)
        passed = re.search(r"(\d+) passed", said)
        return float(passed[1]) if passed else 0.0
