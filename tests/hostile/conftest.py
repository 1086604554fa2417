"""One grader for all attacks: what one of them breaks, the others would see."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.sandbox import host
from tests.hostile.course import Range, write_course

if sys.platform != "linux":
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def range_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Range]:
    """The course that is attacked, and its grader."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(host, "WALL_FACTOR", 2.0)  # sleepers are waited for less
        patch.setattr(host, "WALL_SECONDS", 0.4)
        made = Range(write_course(Path(tmp_path_factory.mktemp("hostile"))))
        yield made
        made.close()
