"""What tests share: the option that rewrites the goldens, and a tiny course."""

import pytest
from hypothesis import settings

from tests.engine.tiny import write_course

# The same examples every time: what fails in CI fails here too. A busy machine is no failure.
settings.register_profile("checker", deadline=None, derandomize=True, database=None)
settings.load_profile("checker")


def pytest_addoption(parser):
    parser.addoption("--update-goldens", action="store_true", help="write what the reports look like now")


@pytest.fixture(scope="session")
def tiny_course(tmp_path_factory):
    """The folder of a course with the assignments lab1 (10 points) and lab2 (1 point); nobody writes to it."""
    return write_course(tmp_path_factory.mktemp("tiny") / "course")


@pytest.fixture
def golden(request):
    """Hold a text against the file of that name in `goldens` beside the test, or rewrite it."""
    from pathlib import Path

    def compare(name, text):
        path = Path(request.path).parent / "goldens" / name
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        assert text == path.read_bytes().decode()

    return compare
