"""A gradebook by its address: connected, recognised, and brought up to date.

An address is the path of an SQLite file, or a URL of SQLAlchemy's such as `postgresql://staff@db.example.org/grades`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from checker.errors import StaffError
from checker.gradebook.schema import HEAD

PATIENCE = 30
"""seconds for which a gradebook that somebody else writes to is waited for"""
DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def open_engine(address: str, folder: Path) -> Engine:
    """The database at that address, with the newest tables in it.

    Args:
      address: a path from `folder`, or a URL.
      folder: the folder of the course.

    Raises:
      StaffError: it cannot be reached, is something else, or is newer than this program.
    """
    url = _url(address, folder)
    try:
        engine = create_engine(url, connect_args={"timeout": PATIENCE} if _is_file(url) else {})
    except ModuleNotFoundError as err:
        raise StaffError(
            f"{name_of(url)} needs the package {err.name}, which is not here: pip install 'checker[postgres]'"
        ) from err
    if _is_file(url):
        event.listen(engine, "connect", _set_up_file)
        event.listen(engine, "begin", _begin)
    try:
        with told(url):
            _bring_up_to_date(engine, url)
            if _is_file(url):
                _write_ahead(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def told(url: URL) -> Iterator[None]:
    """Say of what a database refuses which one it is, and what to do."""
    try:
        yield
    except DBAPIError as err:
        reason = str(err.orig or err).strip().splitlines()[0]
        raise StaffError(f"{name_of(url)} cannot be used: {reason}; {_advice(reason)}") from err


def name_of(url: URL) -> str:
    """A gradebook in a sentence, without its password."""
    return f"the gradebook {url.database if _is_file(url) else url.set(drivername=url.get_backend_name())}"


def _advice(reason: str) -> str:
    if "full" in reason or "I/O" in reason:
        return "what was graded before is kept; make room, and give the same command again"
    if "locked" in reason:
        return "somebody else writes to it; give the same command again when they have finished"
    return "name another with --gradebook, with CHECKER_GRADEBOOK, or at `gradebook` in grading.yaml"


def _url(address: str, folder: Path) -> URL:
    if "://" not in address:
        return URL.create("sqlite", database=str(folder / address))
    kind = address.partition("://")[0]
    if kind.partition("+")[0] not in ("sqlite", "postgresql", "postgres"):
        raise StaffError(
            f"the gradebook's address begins with `{kind}://`; expected the path of a file, sqlite:///PATH or "
            "postgresql://USER@HOST/NAME"
        )
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as err:
        raise StaffError(
            f"the gradebook's address, which begins with `{kind}://`, cannot be read; expected sqlite:///PATH or "
            "postgresql://USER@HOST/NAME"
        ) from err
    return url.set(drivername=DRIVERS.get(url.drivername, url.drivername))


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _set_up_file(connection: Any, record: object) -> None:
    """Commit without waiting for the disk: the end of a process loses nothing, that of the power a moment."""
    connection.isolation_level = None  # Python's own transactions leave out the making of tables
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    """Begin a transaction that holds whatever is done in it, the making of tables too."""
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _write_ahead(engine: Engine) -> None:
    """Let readers and a writer work side by side; not before it is known that the file is a gradebook."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def _bring_up_to_date(engine: Engine, url: URL) -> None:
    """Make the tables, or change them: all of it, or nothing where that is cut short."""
    with engine.connect() as connection:
        if _revision(connection) == HEAD:
            return
    with engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection, connection.begin():
        revision = _revision(connection)
        if revision == HEAD:  # somebody else was faster
            return
        tables = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
        if revision is None and tables:
            raise StaffError(
                f"{name_of(url)} is none: the database holds {', '.join(sorted(tables)[:5])}; name an empty one"
            )
        if revision is not None and revision > HEAD:
            raise StaffError(
                f"{name_of(url)} was made by a newer checker (its revision is {revision}, this one knows up to "
                f"{HEAD}); install the newer one"
            )
        _migrate(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection) -> None:
    from alembic import command  # only an older gradebook, or a new one, needs it
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "checker.gradebook:migrations")
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")
