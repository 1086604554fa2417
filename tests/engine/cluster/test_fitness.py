"""Whether a worker is fit: told by what differs, and by its name."""

import msgspec
import pytest
from msgspec.structs import replace

from checker.engine.basis import judges
from checker.engine.cluster import fitness
from checker.errors import SandboxError, StaffError


def answers(*found):
    return {f"tcp://10.0.0.{i}:40": msgspec.msgpack.encode(fitness) for i, fitness in enumerate(found, 2)}


FIT = fitness.Fitness("n2", fitness.versions(), judges(), ("process", "limits", "seccomp"))


def test_the_layers_of_a_run_are_those_that_all_workers_have():
    promise = fitness.promise_of(answers(FIT, replace(FIT, layers=("process", "landlock", "seccomp"))))

    assert promise.layers == ("process", "seccomp")
    assert FIT.keeps(promise)
    assert not replace(FIT, layers=("process",)).keeps(promise)
    assert not replace(FIT, judges="other").keeps(promise)


def test_workers_with_another_library_are_told_by_what_differs():
    other = replace(FIT, host="n9", judges="other", versions={**FIT.versions, "numpy": "1.0", "checker": "0.0.1"})

    with pytest.raises(StaffError) as refused:
        fitness.promise_of(answers(FIT, *[other] * 5))

    here = fitness.versions()
    assert str(refused.value) == (
        "the workers tcp://10.0.0.3:40 on n9, tcp://10.0.0.4:40 on n9, tcp://10.0.0.5:40 on n9 and 2 more would "
        f"not judge as this machine does: there checker 0.0.1, numpy 1.0, here checker {here['checker']}, numpy "
        f"{here['numpy']}; install the same on all of them, and start the workers again"
    )


def test_a_worker_that_lacks_a_layer_is_named():
    lacking = replace(FIT, host="n9", problem="this machine lacks landlock, without which ...")

    with pytest.raises(
        SandboxError, match=r"the worker tcp://10.0.0.3:40 on n9 cannot run submissions: this machine l"
    ):
        fitness.promise_of(answers(FIT, lacking))


def test_a_worker_without_the_checker_is_named():
    missing = ModuleNotFoundError("No module named 'checker'")

    with pytest.raises(StaffError) as refused:
        fitness.promise_of({**answers(FIT), "tcp://10.0.0.9:40": missing})

    assert str(refused.value) == (
        "the worker at tcp://10.0.0.9:40 has another checker, or none (No module named 'checker'); install "
        f"checker {fitness.versions()['checker']} there, from the same files as here, and start it again"
    )
