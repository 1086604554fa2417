"""What tests share: the option that rewrites the goldens, and a tiny course."""

import pytest

from tests.engine.tiny import write_course


def pytest_addoption(parser):
    parser.addoption("--update-goldens", action="store_true", help="write what the reports look like now")


@pytest.fixture(scope="session")
def tiny_course(tmp_path_factory):
    """The folder of a course with the assignments lab1 (10 points) and lab2 (1 point); nobody writes to it."""
    return write_course(tmp_path_factory.mktemp("tiny") / "course")
