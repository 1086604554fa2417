"""gradescope-utils: unittest with weights, a process for each submission, points in a JSON file."""

import json

from tests.benchmarks.peers.material import Material

HEAD = """\
import unittest

from gradescope_utils.autograder_utils.decorators import weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

import submission

"""
CLASS = """

class Questions(unittest.TestCase):
"""
TEST = """
    @weight(1)
    def test_{name}(self):
        self.assertTrue(is_right(submission.{name}, "{name}"))
"""
TAIL = """

with open("results.json", "w") as file:
    tests = unittest.defaultTestLoader.loadTestsFromTestCase(Questions)
    JSONTestRunner(visibility="visible", stream=file).run(tests)
"""


class Gradescope:
    """Its program lies beside the submission."""

    def __init__(self, material: Material) -> None:
        self._material = material
        tests = "".join(TEST.format(name=name) for name in material.functions)
        (material.folder / "run_tests.py").write_text(HEAD + material.compared + CLASS + tests + TAIL)

    def grade(self, source: bytes) -> float:
        """The points in the file of results."""
        (self._material.folder / "submission.py").write_bytes(source)
        self._material.run("python", "run_tests.py")
        return float(json.loads((self._material.folder / "results.json").read_text())["score"])
