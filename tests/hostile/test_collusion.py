"""What one submission leaves, the next one does not find: graded one after the other, by the same grader."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile import messages
from tests.hostile.course import HONEST, POINTS, Range

CALL = "from messages import *\n\nset_meeting_place('@COURSE@')\ntell({what}_everything())\n"


def told(range_: Range, what: str) -> dict[str, str]:
    """What a submission says that tries every way; its honest answers earn what they earn alone."""
    result = range_.grade(HONEST + CALL.format(what=what))
    assert result.score == sum(POINTS.values()) - POINTS["attacked"], result
    return json.loads(result.output.splitlines()[-1])


@pytest.fixture(scope="module")
def left(range_):
    return told(range_, "leave")


@pytest.fixture(scope="module")
def found(range_, left):
    return told(range_, "find")


@pytest.fixture(scope="module")
def outside(range_, found, tmp_path_factory):
    """The same without a sandbox, after it was tried in one."""
    folder = tmp_path_factory.mktemp("collusion")
    library, output = folder / "library", folder / "output"
    library.touch()
    with output.open("w+") as file:
        command = [sys.executable, Path(messages.__file__), str(range_.course), str(library)]
        subprocess.run(command, stdout=file, check=True, timeout=60, cwd=folder)
    return json.loads(output.read_text().splitlines()[-1])


@pytest.mark.parametrize("way", messages.WAYS)
def test_a_message_of_one_submission_does_not_reach_the_next(left, found, way):
    assert left[way] in ("left", "PermissionError", "FileNotFoundError")
    assert found[way] != "found", f"left: {left[way]}"


@pytest.mark.parametrize("way", [way for way in messages.WAYS if way not in messages.INSIDE])
def test_nothing_is_left_on_the_machine(outside, way):
    assert outside["before"][way] != "found"


@pytest.mark.parametrize("way", messages.WAYS)
def test_the_message_would_be_found_without_the_sandbox(outside, way):
    """Else the two tests above would prove nothing."""
    if outside["left"][way] != "left":
        pytest.skip(f"this machine does not have it: {outside['left'][way]}")
    assert outside["found"][way] == "found"


def test_only_what_stays_in_the_process_can_be_left(left):
    assert {way for way in left if left[way] == "left"} <= messages.INSIDE
