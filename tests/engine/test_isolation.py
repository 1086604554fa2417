"""Nobody's mark depends on anybody else: not on the order, the processes, or who else is in the class."""

import random
import sys

import pytest

from tests.engine import algebra
from tests.engine.tiny import RIGHT, SYNTAX, WRONG, grade, submission, with_word, write_course

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox of a class is that of Linux")

BAD = {
    "takes its grading process down": with_word("kill the judge"),
    "breaks the judge": with_word("break the judge"),
    "ends its process": RIGHT + "\nimport os\nos._exit(0)\n",
    "ends its process in a call": RIGHT.replace("return 42", "__import__('os')._exit(1)"),
    "crashes": RIGHT.replace("return 42", "__import__('ctypes').string_at(0)"),
    "exhausts its memory": RIGHT.replace("return 42", "return [0] * 10**10"),
    "fills its pipes": RIGHT + "\nprint('x' * 10**7)\n",
    "answers with megabytes": RIGHT.replace("return 42", "return np.zeros(900_000)"),
    "closes its channel": RIGHT.replace("return 42", "__import__('os').closerange(0, 99)"),
    "changes what others would import": "import numpy\nnumpy.exp = numpy.log = lambda *a: 0\n" + RIGHT,
    "leaves numbers behind": "import numpy\nnumpy.random.seed(7)\n" + RIGHT,
}
GOOD = {"right": RIGHT, "wrong": WRONG, "misspelt": SYNTAX, "waits": with_word("onion?"), "empty": ""}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The tiny course, with little time for those that hang."""
    return write_course(tmp_path_factory.mktemp("isolation") / "course")


@pytest.fixture(scope="module")
def whole():
    """A class of good ones and bad ones, no two of them equal."""
    students = [submission(f"{name} {n}", f"{text}\n# {n}\n") for n in (1, 2) for name, text in GOOD.items()]
    return [*students, *(submission(name, text) for name, text in BAD.items())]


@pytest.fixture(scope="module")
def alone(course, whole):
    """The result of each of them, in a class of one; what kills its process gets one that can be killed."""
    jobs = {one.id: 2 if "kill the judge" in one.source.decode() else 1 for one in whole}
    return {one.id: grade(course, one, jobs=jobs[one.id])[0].submissions[0] for one in whole}


@pytest.mark.parametrize(("seed", "jobs"), [(1, 2), (2, 3)])
def test_marks_are_those_of_a_class_of_one_in_any_order_and_number_of_processes(course, whole, alone, seed, jobs):
    shuffled = random.Random(seed).sample(whole, len(whole))

    run, _ = grade(course, *shuffled, jobs=jobs)

    assert [result.id for result in run.submissions] == [one.id for one in shuffled]
    assert {result.id: result for result in run.submissions} == alone


def test_the_good_ones_get_what_they_get_without_the_bad_ones(course, whole, alone):
    good = [one for one in whole if one.id not in BAD]

    run, faults = grade(course, *good)

    assert {result.id: result for result in run.submissions} == {one.id: alone[one.id] for one in good}
    assert faults == []


def test_bad_ones_cost_themselves_alone(alone):
    scores = {name: alone[name].score for name in BAD}

    assert scores == {
        "takes its grading process down": 0.0,
        "breaks the judge": 6.0,
        "ends its process": 0.0,
        "ends its process in a call": 9.0,
        "crashes": 9.0,
        "exhausts its memory": 9.0,
        "fills its pipes": 10.0,
        "answers with megabytes": 9.0,
        "closes its channel": 9.0,
        "changes what others would import": 7.0,
        "leaves numbers behind": 10.0,
    }
    assert alone["takes its grading process down"].status == "not judged"


def test_what_was_said_of_a_formula_does_not_depend_on_what_was_said_before(tmp_path):
    course = algebra.write_course(tmp_path)
    texts = [algebra.RIGHT, algebra.TYPED, algebra.WRONG, algebra.with_body("variance", "return 1.0")]
    class_of_many = [submission(f"s{n}", f"{text}\n# {n}\n", "alg") for n, text in enumerate(texts * 3)]

    there, _ = grade(course, *class_of_many)
    back, _ = grade(course, *reversed(class_of_many))

    assert sorted(there.submissions, key=lambda r: r.id) == sorted(back.submissions, key=lambda r: r.id)
    for n in range(len(texts)):
        same = there.submissions[n :: len(texts)]
        assert len({repr(result.items) for result in same}) == 1
