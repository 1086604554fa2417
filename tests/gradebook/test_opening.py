"""A gradebook is made, recognised, and refused with a sentence where it cannot be used."""

import sqlite3
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import text

from checker.errors import StaffError
from checker.gradebook.opening import open_engine
from checker.gradebook.schema import HEAD, metadata


def test_what_migrations_make_is_what_the_schema_says(address, tmp_path):
    engine = open_engine(address, tmp_path)

    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert differences == []


def test_the_newest_revision_is_the_one_that_is_expected():
    assert ScriptDirectory("checker/gradebook/migrations").get_current_head() == HEAD


def test_a_gradebook_is_made_once_and_opened_ever_after(address, tmp_path, monkeypatch):
    open_engine(address, tmp_path).dispose()
    monkeypatch.setattr("checker.gradebook.opening._migrate", lambda connection: pytest.fail("made again"))

    open_engine(address, tmp_path).dispose()


def test_a_gradebook_whose_making_was_cut_short_is_made_anew(address, tmp_path, monkeypatch):
    """Otherwise it would be taken for a database of another kind for ever."""
    create_index, made = Operations.create_index, []

    def cut_short(self, name, *rest, **keywords):
        made.append(name)
        if len(made) == 2:
            raise KeyboardInterrupt
        return create_index(self, name, *rest, **keywords)

    with monkeypatch.context() as patch:
        patch.setattr(Operations, "create_index", cut_short)
        with pytest.raises(KeyboardInterrupt):
            open_engine(address, tmp_path)

    open_engine(address, tmp_path).dispose()

    assert made == ["result_key", "submission_student"]


def test_a_newer_gradebook_is_left_alone(address, tmp_path):
    engine = open_engine(address, tmp_path)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(StaffError, match=r"made by a newer checker \(its revision is 9999, this one knows up to"):
        open_engine(address, tmp_path)


def test_a_path_is_seen_from_the_folder_of_the_course(tmp_path):
    open_engine("book.db", tmp_path).dispose()

    assert (tmp_path / "book.db").is_file()


def strange_database(folder):
    with closing(sqlite3.connect(folder / "shop.db")) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER)")
    return "shop.db"


def no_database(folder):
    (folder / "notes.txt").write_text("buy milk\n" * 200)
    return "notes.txt"


REFUSED = {
    "a database of another kind": (
        strange_database,
        "shop.db is none: the database holds orders; name an empty one",
    ),
    "a file that is no database": (no_database, "notes.txt cannot be used: file is not a database; name another"),
    "a folder that is not there": (
        lambda folder: "gone/book.db",
        "unable to open database file; name another with",
    ),
    "an unknown kind": (
        lambda folder: "mysql://db/grades",
        "address begins with `mysql://`; expected the path of a file, sqlite:///PATH or postgresql://USER@HOST/NAME",
    ),
    "a port that is none": (
        lambda folder: "postgresql://db:port/x",
        "which begins with `postgresql://`, cannot be",
    ),
    "a server that is not there": (
        lambda folder: "postgresql://ada:secret@127.0.0.1:9/x",
        "the gradebook postgresql://ada:***@127.0.0.1:9/x cannot be used: connection failed",
    ),
}


@pytest.mark.parametrize(("make", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_gradebook_is_told_and_not_touched(tmp_path, make, words):
    address = make(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    with pytest.raises(StaffError) as refused:
        open_engine(address, tmp_path)

    assert words in str(refused.value)
    assert "secret" not in str(refused.value)
    assert {path: path.read_bytes() for path in before} == before
