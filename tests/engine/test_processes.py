"""Several processes: the same results as one, and a process that dies costs nobody else."""

import multiprocessing
import os
import signal
from contextlib import closing
from multiprocessing import resource_tracker

import msgspec
import pytest

from checker.engine.backend import Work
from checker.engine.local import AHEAD, Processes, available_cpus, open_processes
from checker.errors import StaffError
from checker.verdict import Outcome
from tests.engine.tiny import RIGHT, WRONG, grade, open_backend, submission, with_word

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are killed by signals")
SLOW = "import time\ntime.sleep(2.5)\n" + RIGHT


@pytest.fixture(scope="module", autouse=True)
def _no_child_stays():
    """End the process that multiprocessing keeps for itself: other tests count the children of this one."""
    yield
    resource_tracker._resource_tracker._stop()


def test_two_processes_find_what_one_finds(tiny_course):
    sources = [RIGHT, WRONG, with_word("onion?"), with_word("break the judge"), "boom", ""]
    students = [submission(f"student{i}", sources[i % len(sources)]) for i in range(20)]
    students.append(submission("nameless", "", "", problem="it is empty"))

    one, faults = grade(tiny_course, *students)
    two, same_faults = grade(tiny_course, *students, jobs=2)

    assert one.submissions == two.submissions
    assert sorted(faults) == sorted(same_faults)
    assert set(one.times.submissions) == set(two.times.submissions)


def test_a_process_that_is_killed_costs_nobody_anything(tiny_course):
    students = [submission(f"student{i}", f"{RIGHT}# {i}\n") for i in range(40)]
    killed = []

    def kill_one(step):
        if not killed and (children := multiprocessing.active_children()):
            killed.append(children[0].pid)
            os.kill(children[0].pid, signal.SIGKILL)

    run, faults = grade(tiny_course, *students, jobs=2, progress=kill_one)

    assert killed
    assert [(r.id, r.status, r.score) for r in run.submissions] == [(s.id, "graded", 10.0) for s in students]
    assert faults == []


def test_a_submission_that_takes_its_process_down_costs_only_itself(tiny_course):
    students = [submission(f"student{i}", f"{RIGHT}# {i}\n") for i in range(24)]
    students[3] = submission("anna", with_word("kill the judge"))
    students[20] = submission("ben", with_word("kill the judge") + "# ben\n")

    run, faults = grade(tiny_course, *students, jobs=2)

    lost = [r for r in run.submissions if r.status != "graded"]
    assert [(r.id, r.status, r.score, r.waiting, r.max_score) for r in lost] == [
        ("anna", "not judged", 0.0, 10.0, 10.0),
        ("ben", "not judged", 0.0, 10.0, 10.0),
    ]
    assert {item.outcome for r in lost for item in r.items} == {Outcome.OUR_FAULT}
    assert {r.message for r in lost} == {
        "the checker failed on this submission; it costs nothing, and staff will look"
    }
    assert sorted(fault.splitlines()[0] for fault in faults) == ["anna", "ben"]
    assert all("the process that graded it ended: exit code 7" in fault for fault in faults)


def test_a_process_that_cannot_start_is_told(tiny_course):
    backend = Processes(Work(str(tiny_course / "gone"), "seed", trust_submissions=True), 2, ())

    with closing(backend), pytest.raises(StaffError, match=r"grading\.yaml cannot be read: No such file"):
        list(backend.grade(enumerate([submission("anna")])))

    assert multiprocessing.active_children() == []


def test_an_interruption_does_not_wait_for_the_rest(tiny_course):
    students = [submission(f"student{i}", RIGHT if i < 2 else f"{SLOW}# {i}\n") for i in range(48)]

    def interrupt(step):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(tiny_course, *students, jobs=2, progress=interrupt)

    assert multiprocessing.active_children() == []


def test_no_more_is_read_than_there_is_room_for(tiny_course):
    read = []

    def class_of_100():
        for number in range(100):
            read.append(number)
            yield number, submission(f"student{number}", f"{RIGHT}# {number}\n")

    with closing(open_backend(tiny_course, 2)) as backend:
        first = next(graded for graded in backend.grade(class_of_100()) if graded)

    assert first.status == "graded"
    assert len(read) <= 2 * AHEAD + 2


@pytest.mark.parametrize(("count", "jobs", "processes"), [(5, None, 1), (5, 3, 3), (400, None, available_cpus())])
def test_a_class_gets_as_many_processes_as_it_is_worth(tiny_course, count, jobs, processes):
    backend = open_processes(Work(str(tiny_course), "seed", trust_submissions=True), count, jobs)

    assert backend.jobs == processes
    assert "process" in backend.layers


def test_a_result_survives_its_way_between_processes(tiny_course):
    run, _ = grade(tiny_course, submission("anna", WRONG), submission("ben"), jobs=2)

    assert msgspec.json.decode(msgspec.json.encode(run), type=type(run)) == run
