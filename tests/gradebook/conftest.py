"""A gradebook in a file and one in a real PostgreSQL, made for the tests and thrown away."""

import os
import shutil
import subprocess
import tempfile
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import pytest

from checker.gradebook.store import Gradebook

NUMBERS = count()


def binaries():
    """The folder of PostgreSQL's programs: on the path, else where Debian puts them."""
    places = [Path(found).parent] if (found := shutil.which("initdb")) else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


@contextmanager
def server(programs):
    """A PostgreSQL server on a socket in a folder of its own; the address of its databases."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    whose = {"user": "nobody", "group": "nogroup"} if os.getuid() == 0 else {}  # it refuses to run as root
    if whose:
        shutil.chown(folder, **whose)

    def run(program, *arguments):
        command = [programs / program, "-D", folder / "data", *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **whose)

    run("initdb", "-A", "trust", "-U", "grader", "--no-sync", "-E", "UTF8", "--locale", "C")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "start", "-w", "-l", folder / "log", "-o", options)
    try:
        yield f"postgresql://grader@/{{name}}?host={folder}"
    finally:
        run("pg_ctl", "stop", "-m", "immediate")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres():
    """The address of a database in a running PostgreSQL, without its name."""
    pytest.importorskip("psycopg", reason="needs the package psycopg")
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with server(programs) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    """The address of an empty gradebook."""
    if request.param == "sqlite":
        return str(tmp_path / "book.db")
    import psycopg

    form, name = request.getfixturevalue("postgres"), f"book{next(NUMBERS)}"
    with psycopg.connect(form.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return form.format(name=name)


@pytest.fixture
def book(address, tmp_path):
    """An empty gradebook."""
    with closing(Gradebook.open(address, tmp_path)) as made:
        yield made
