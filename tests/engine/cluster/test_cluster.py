"""A cluster: the marks of one process, whatever becomes of its workers."""

import collections
import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from checker.engine.backend import Work
from checker.engine.cluster import cluster, connection
from checker.engine.cluster.cluster import open_cluster
from checker.engine.here import Here
from checker.errors import StaffError
from checker.verdict import Outcome
from tests.cli.commands import ENVIRONMENT, checker, hears_the_keyboard
from tests.engine.cluster.lab import Lab, children, kill, wait_until
from tests.engine.tiny import RIGHT, WORDS, WRONG, submission, with_word, write, write_course

pytest.importorskip("distributed", reason="the cluster is an extra")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strangers are graded on Linux alone")
CHECKER = Path(cluster.__file__).parents[2]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A scheduler and two workers, which all tests leave as they found them."""
    with Lab(tmp_path_factory.mktemp("lab")) as lab:
        for name in "one", "two":
            lab.worker(name, "--no-nanny")
        yield lab


@pytest.fixture
def bench(tmp_path):
    """A scheduler whose workers may be harmed."""
    with Lab(tmp_path, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1") as bench:
        yield bench


def work(course):
    return Work(str(course), "seed of the tests", trust_submissions=True)


def connected(lab, course, jobs=None):
    return closing(open_cluster(lab.address, work(course), jobs))


def collect(backend, students):
    """What becomes of each, by its place; nothing may come twice."""
    found = {}
    for graded in backend.grade(enumerate(students)):
        if graded is not None:
            assert graded.index not in found
            found[graded.index] = graded
    return found


def documents(found):
    return [found[index].document for index in sorted(found)]


def a_class(size):
    return [submission(f"student{i}", f"{RIGHT if i % 3 else WRONG}\n# {i}\n") for i in range(size)]


# ---- what it finds ---------------------------------------------------------------------------------------------


def test_a_cluster_finds_what_one_process_finds(lab, tiny_course):
    sources = [
        RIGHT,
        WRONG,
        with_word("onion?"),
        with_word("break the judge"),
        "boom",
        "",
        "import os\nos._exit(3)",
    ]
    students = [submission(f"student{i}", source) for i, source in enumerate(sources)]
    students += [submission("other", "def negative(x):\n    return -x\n", "lab2")]
    students += [submission("nameless", "", "", problem="it is empty"), *a_class(60)]

    with connected(lab, tiny_course) as backend:
        found = collect(backend, students)
    with closing(Here(work(tiny_course))) as here:
        expected = {graded.index: graded for graded in here.grade(enumerate(students))}

    assert documents(found) == documents(expected)
    assert backend.layers == here.layers
    assert [f.splitlines()[0] for g in found.values() for f in g.faults] == ["student3, lab1.2.palindrome"]


def test_a_submission_that_takes_its_process_down_costs_only_itself(lab, tiny_course):
    students = a_class(40)
    students[3] = submission("anna", with_word("kill the judge"))

    with connected(lab, tiny_course) as backend:
        found = collect(backend, students)

    assert [i for i in found if found[i].status != "graded"] == [3]
    lost = found.pop(3)
    assert lost.status == "not judged"
    assert {item.outcome for item in lost.judgement.items} == {Outcome.OUR_FAULT}
    assert lost.faults == ("anna\nthe process that graded it ended: exit code 7\n",)
    assert not any(graded.faults for graded in found.values())


def test_two_courses_use_one_cluster_at_a_time(lab, tiny_course, tmp_path):
    other = write_course(tmp_path / "other")

    with connected(lab, tiny_course) as first, connected(lab, other) as second:
        ahead = first.grade(enumerate(a_class(30)))
        seen = [next(ahead)]
        assert len(collect(second, a_class(10))) == 10
        second.close()
        seen += ahead

    assert sorted(g.index for g in seen if g) == [*range(30)]


def test_submissions_are_asked_for_as_there_is_room(lab, tiny_course):
    asked = count()

    with connected(lab, tiny_course) as backend:
        grading = backend.grade((next(asked), student) for student in a_class(2000))
        while next(grading) is None:
            pass

    at_once = cluster.CHUNKS_PER_THREAD * 2 * cluster.FIRST_CHUNK
    assert next(asked) <= at_once + 2 * cluster.MOST_IN_CHUNK


def test_no_more_is_out_than_as_many_jobs_have_in_hand(lab, tiny_course):
    asked = count()

    with connected(lab, tiny_course, jobs=1) as backend:
        grading = backend.grade((next(asked), student) for student in a_class(40))
        while next(grading) is None:
            pass

    assert next(asked) <= cluster.CHUNKS_PER_THREAD * cluster.FIRST_CHUNK + cluster.MOST_IN_CHUNK


# ---- what is left ----------------------------------------------------------------------------------------------


def test_nothing_of_a_run_stays_on_the_workers(lab, tiny_course):
    with connected(lab, tiny_course) as backend:
        collect(backend, a_class(8))
        courses, processes = lab.courses(), [p for m in lab.workers for p in children(m)]
        texts = [path.read_text() for course in courses for path in course.rglob("*.yaml")]
        modes = {course.stat().st_mode & 0o777 for course in courses}

    assert len(courses) == len(texts) == 2
    assert processes
    assert modes == {0o700}
    assert not any("seed of the tests" in text for text in texts)
    wait_until(lambda: not any(children(worker) for worker in lab.workers))
    assert lab.courses() == []


# ---- workers that come and go ----------------------------------------------------------------------------------


def test_a_worker_that_is_killed_costs_nobody_anything(bench, tiny_course):
    workers = [bench.worker(name, "--no-nanny") for name in ("one", "two")]
    students = a_class(80)
    found = {}

    with connected(bench, tiny_course) as backend:
        wait_until(lambda: len(bench.courses()) == 2)
        for graded in backend.grade(enumerate(students)):
            if graded is not None:
                assert graded.index not in found
                found[graded.index] = graded
            if len(found) == 10 and len(workers) == 2:
                kill(workers.pop())
    with closing(Here(work(tiny_course))) as here:
        expected = {graded.index: graded for graded in here.grade(enumerate(students))}

    assert documents(found) == documents(expected)
    assert not any(graded.faults for graded in found.values())
    wait_until(lambda: bench.courses() == [])


def test_a_run_waits_for_a_worker_and_takes_one_that_joins_late(bench, tiny_course, monkeypatch, caplog):
    for name, seconds in {"LOOK": 0.1, "TOLD_AFTER": 0.2}.items():
        monkeypatch.setattr(cluster, name, seconds)
    workers = [bench.worker("first", "--no-nanny")]
    found = []

    def told():
        return [record.getMessage() for record in caplog.records if record.name.startswith("checker.")]

    with connected(bench, tiny_course) as backend:
        for graded in backend.grade(enumerate(a_class(30))):
            found += [graded.index] if graded else []
            if len(found) == 4 and len(workers) == 1:
                kill(workers[0])
                workers.append(0)
            if told() and workers[-1] == 0:
                workers.append(bench.worker("second", "--no-nanny"))

    assert sorted(found) == [*range(30)]
    assert told() == [f"the Dask cluster at {bench.address} has no worker left; waiting for one"]


def test_a_submission_that_takes_workers_down_costs_only_itself(bench, tmp_path):
    course = write_course(tmp_path / "course")
    write(course / "problems/lab1/words.py", WORDS.replace("os._exit(7)", "os.kill(os.getppid(), 9)"))
    bench.worker("one")
    students = a_class(12)
    students[5] = submission("anna", with_word("kill the judge"))

    with connected(bench, course) as backend:
        found = collect(backend, students)

    assert [i for i in sorted(found) if found[i].status != "graded"] == [5]
    assert found[5].faults == ("anna\nthe workers that graded it ended, one after another\n",)


# ---- what is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("nonsense", "`nonsense` is no address of a Dask scheduler; expected one such as tcp://10.0.0.1:8786"),
        ("http://10.0.0.1:80", "`http://10.0.0.1:80` is no address"),
        ("none.json", r"none.json holds no address of a Dask scheduler: \[Errno 2\]"),
        (
            "tcp://127.0.0.1:1",
            r"no Dask scheduler answers at tcp://127.0.0.1:1 \(.*\); start one with `dask sched",
        ),
        ("tls://127.0.0.1:1", r"no Dask scheduler answers at tls://127.0.0.1:1 \(.*check your TLS configuration"),
    ],
)
def test_an_address_at_which_there_is_no_scheduler_is_refused(tiny_course, monkeypatch, address, words):
    monkeypatch.setattr(connection, "REACHED_WITHIN", 0.3)

    with pytest.raises(StaffError, match=words):
        open_cluster(address, work(tiny_course), None)


def test_what_is_no_scheduler_is_refused(lab, tiny_course):
    with connected(lab, tiny_course) as backend:
        worker = next(iter(backend._client.nthreads()))

    with pytest.raises(StaffError, match=f"what answers at {worker} is a Dask worker; give the address of its"):
        open_cluster(worker, work(tiny_course), None)


def test_the_file_of_a_scheduler_stands_for_its_address(lab, tiny_course):
    with closing(open_cluster(str(lab.file), work(tiny_course), None)) as backend:
        assert len(collect(backend, a_class(3))) == 3


def test_without_dask_it_is_told_how_to_get_it(tiny_course, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(StaffError, match=r"needs Dask, .* install it with: pip install 'distributed>="):
        open_cluster("local", work(tiny_course), None)


def test_workers_are_waited_for_and_missed(bench, tiny_course, monkeypatch, caplog):
    for name, seconds in {"TOLD_AFTER": 0.1, "JOINED_WITHIN": 0.3}.items():
        monkeypatch.setattr(connection, name, seconds)

    with pytest.raises(StaffError, match=r"has had no worker for 0.3 s; start some with `dask worker tcp://"):
        open_cluster(bench.address, work(tiny_course), None)

    assert caplog.messages == [f"the Dask cluster at {bench.address} has no worker yet; waiting for one"]


def test_a_worker_with_another_checker_is_refused_and_left_alone_where_it_joins_late(
    bench, tiny_course, tmp_path
):
    shutil.copytree(CHECKER, tmp_path / "other/checker", ignore=shutil.ignore_patterns("__pycache__"))
    write(tmp_path / "other/checker/engine/plan.py", (CHECKER / "engine/plan.py").read_text() + "# another\n")
    bench.worker("same", "--no-nanny")
    with connected(bench, tiny_course) as backend:
        bench.worker("other", "--no-nanny", PYTHONPATH=str(tmp_path / "other"))
        wait_until(lambda: len(backend._client.nthreads()) == 2)
        assert len(collect(backend, a_class(10))) == 10
        assert {path.parents[2].name for path in bench.courses()} == {"same"}

    with pytest.raises(StaffError) as refused:
        open_cluster(bench.address, work(tiny_course), None)

    assert "would not judge as this machine does: the files of checker " in str(refused.value)
    assert str(refused.value).endswith("install the same on all of them, and start the workers again")


def test_a_scheduler_that_goes_ends_the_run_with_a_sentence(bench, tiny_course):
    bench.worker("one", "--no-nanny")

    with connected(bench, tiny_course) as backend:
        grading = backend.grade(enumerate(a_class(500)))
        next(grading)
        kill(bench.scheduler.pid)
        with pytest.raises(
            StaffError, match=r"the Dask scheduler at tcp://.* has gone .* the same command goes on"
        ):
            collections.deque(grading, maxlen=0)


# ---- other hosts -----------------------------------------------------------------------------------------------


@pytest.fixture
def hosts():
    """A network namespace that is a host of its own, with 10.203.0.2, beside ours with 10.203.0.1."""
    name = f"checker{os.getpid()}"
    ours, theirs = f"ca{os.getpid()}", f"cb{os.getpid()}"
    commands = [
        ["ip", "netns", "add", name],
        ["ip", "link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", name],
        ["ip", "addr", "add", "10.203.0.1/24", "dev", ours],
        ["ip", "link", "set", ours, "up"],
        ["ip", "-n", name, "addr", "add", "10.203.0.2/24", "dev", theirs],
        ["ip", "-n", name, "link", "set", theirs, "up"],
        ["ip", "-n", name, "link", "set", "lo", "up"],
    ]
    try:
        for command in commands:
            subprocess.run(command, check=True, capture_output=True)
        yield name
    except (OSError, subprocess.CalledProcessError) as err:
        pytest.skip(f"no network namespaces here: {err}")
    finally:
        if shutil.which("ip"):
            subprocess.run(["ip", "link", "del", ours], check=False, capture_output=True)
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


def test_another_host_grades_without_the_folder_of_the_course(hosts, tmp_path):
    course = write_course(tmp_path / "here/course")
    hidden = f'mount -t tmpfs none "{tmp_path / "here"}" && exec "$@"'
    lab = Lab(tmp_path).open("--host", "10.203.0.1")
    with closing(lab):
        lab.worker("far", "--no-nanny", before=("ip", "netns", "exec", hosts, "sh", "-c", hidden, "sh"))
        with connected(lab, course) as backend:
            found = collect(backend, a_class(30))
            workers = [*backend._client.nthreads()]
    with closing(Here(work(course))) as here:
        expected = {graded.index: graded for graded in here.grade(enumerate(a_class(30)))}

    assert [address.startswith("tcp://10.203.0.2:") for address in workers] == [True]
    assert documents(found) == documents(expected)


# ---- the command -----------------------------------------------------------------------------------------------


@pytest.fixture
def classroom(tmp_path):
    """A class, and what it takes to grade it."""
    for i in range(6):
        write(tmp_path / f"class/student{i}/lab1.py", [RIGHT, WRONG, with_word("onion?")][i % 3])
    return tmp_path


def arguments(where, *options):
    kept = ("--gradebook", f"{where}.db", "--out", where)
    return ("grade", "class", "--trust-submissions", *kept, *options)


def written(folder):
    texts = {path.relative_to(folder): path.read_text() for path in folder.rglob("*") if path.is_file()}
    results = json.loads(texts.pop(Path("results.json")))
    del results["times"]
    return texts, results


def test_the_command_writes_the_same_reports_wherever_it_grades(lab, tiny_course, classroom):
    for where, options in {
        "here": ("--jobs", "1"),
        "there": ("--cluster", lab.address),
        "local": ("--cluster", "local"),
    }.items():
        done = checker(*arguments(where, *options), cwd=classroom, CHECKER_COURSE=str(tiny_course))
        assert (done.code, done.err.splitlines()[-1]) == (0, f"reports in {where}")

    assert written(classroom / "here") == written(classroom / "there") == written(classroom / "local")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_however_the_command_ends_the_workers_are_as_before(lab, tiny_course, classroom, how):
    write(classroom / "class/slow/lab1.py", "import time\ntime.sleep(60)\n")
    environment = {**ENVIRONMENT, "CHECKER_COURSE": str(tiny_course)}
    command = [sys.executable, "-m", "checker", *arguments("out", "--cluster", lab.address)]
    grading = subprocess.Popen(
        command,
        cwd=classroom,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hears_the_keyboard,
    )

    wait_until(lambda: [f for course in lab.courses() for f in course.rglob("grading.yaml")])
    grading.send_signal(how)
    _, told = grading.communicate(timeout=20)

    if how is signal.SIGINT:
        assert (grading.returncode, "Traceback" in told) == (130, False)
        assert "checker: interrupted. What was graded is in" in told
    wait_until(lambda: not any(children(worker) for worker in lab.workers))
    wait_until(lambda: lab.courses() == [])
