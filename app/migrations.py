"""The schema's revisions: which one there is, which one this code needs, and bringing it there, once."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

FOLDER = Path(__file__).resolve().parents[1] / "migrations"
LOOK_EVERY_S = 0.5
LOCK = int.from_bytes(b"tidewtch")
"""The key of PostgreSQL's advisory lock: any number that nobody else uses in this database."""


class MigrationsTimeout(RuntimeError):
    """The database was not there, not free or not migrated in time; the message says which."""


@lru_cache(maxsize=1)
def newest_migration() -> str:
    """Return the newest revision, by the number that every file of migrations/versions begins with."""
    return max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def current_revision(connection: Connection) -> str | None:
    """Return the database's revision, None where it has none; revisions are numbers, the later the larger."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def wait_for_migrations(engine: Engine, within_s: float) -> str:
    """Wait until the database answers and is at this code's revision or a newer one; return which.

    Raises MigrationsTimeout.
    """
    end = time.monotonic() + within_s
    while (revision := _revision_of(engine)) is None or revision < newest_migration():
        if time.monotonic() > end:
            raise MigrationsTimeout(_lacking(revision))
        time.sleep(LOOK_EVERY_S)
    return revision


def migrate(engine: Engine, upgrade: Callable[[], None], within_s: float) -> str:
    """Bring the database to this code's revision, one process at a time; return its revision.

    A database that is there already, or has a newer revision, is left as it is: after an update was taken
    back, the older code runs on the newer schema.
    upgrade: runs the migrations. within_s: how long to wait for the database and for
    another process that migrates.
    Raises MigrationsTimeout.
    """
    end = time.monotonic() + within_s
    wait_for_database(engine, end)
    with _lock_of(engine, end):
        revision = _revision_of(engine) or ""
        if revision < newest_migration():
            upgrade()
            return newest_migration()
        return revision


def wait_for_database(engine: Engine, end: float) -> None:
    """Wait until the database lets us in, up to a moment of the monotonic clock. Raises MigrationsTimeout."""
    while True:
        try:
            with engine.connect():
                return
        except DBAPIError as exc:
            if time.monotonic() > end:
                raise MigrationsTimeout(f"the database does not let us in: {_first_line(exc)}") from exc
        time.sleep(LOOK_EVERY_S)


def _revision_of(engine: Engine) -> str | None:
    """Return the revision; None where there is none, or the database does not answer."""
    try:
        with engine.connect() as connection:
            return current_revision(connection)
    except DBAPIError:
        return None


def _lacking(revision: str | None) -> str:
    found = f"it is at {revision}" if revision else "it does not answer, or has no tables yet"
    return f"the database is not at migration {newest_migration()}: {found}"


def _first_line(exc: DBAPIError) -> str:
    return (str(exc.orig).strip().splitlines() or [type(exc.orig).__name__])[0]


def _lock_of(engine: Engine, end: float) -> AbstractContextManager[None]:
    if engine.dialect.name == "postgresql":
        return _advisory_lock(engine, end)
    return _file_lock(Path(f"{engine.url.database}.migrate.lock"), end)


@contextmanager
def _advisory_lock(engine: Engine, end: float) -> Iterator[None]:
    """Hold it by a transaction of its own, which a pooler on the way keeps on one connection."""
    with engine.connect() as connection, connection.begin():
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        asked = text("SELECT pg_try_advisory_xact_lock(:key)")
        _wait_for_lock(lambda: bool(connection.scalar(asked, {"key": LOCK})), end)
        yield


@contextmanager
def _file_lock(path: Path, end: float) -> Iterator[None]:
    """Hold a file beside SQLite's; the system lets go of it when its holder dies."""
    with path.open("a") as file:
        _wait_for_lock(lambda: _take(file.fileno()), end)
        yield


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for_lock(take: Callable[[], bool], end: float) -> None:
    while not take():
        if time.monotonic() > end:
            raise MigrationsTimeout("another process is migrating the database and has not finished in time")
        time.sleep(LOOK_EVERY_S)
