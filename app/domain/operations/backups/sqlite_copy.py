"""SQLite: a consistent copy while others write, and back again in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL

from app.domain.operations.backups.errors import BackupDamaged, BackupError

FILE = "database.sqlite3"
BUSY_S = 30.0


def dump(url: URL, folder: Path) -> str:
    """Copy the database into a folder; return its schema's revision. Raises BackupError.

    The online backup in one step reads one state of the file, and lets writers go on: sqlite.org/backup.html.
    """
    with _opened(_path_of(url)) as source, _opened(folder / FILE, makes=True) as copy:
        source.backup(copy)
        _check(copy)
        return _revision(copy)


def load(url: URL, folder: Path) -> None:
    """Put a copy in the place of the database: all of it or, where that fails, nothing. Raises BackupError.

    It is written into the file that is there, in one transaction: others that have it open see it, too.
    """
    path = _path_of(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _opened(folder / FILE) as copy, _opened(path, makes=True) as target:
        _check(copy)
        target.execute("PRAGMA journal_mode=WAL")
        copy.backup(target)


def _path_of(url: URL) -> Path:
    if not url.database or url.database == ":memory:":
        raise BackupError("A database in memory cannot be backed up.")
    return Path(url.database)


@contextmanager
def _opened(path: Path, *, makes: bool = False) -> Iterator[sqlite3.Connection]:
    if not makes and not path.exists():
        raise BackupError(f"There is no database at {path}.")
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_S)) as connection:
            yield connection
    except sqlite3.OperationalError as exc:
        raise BackupError(f"SQLite cannot use {path}: {exc}.") from exc
    except sqlite3.DatabaseError as exc:
        raise BackupDamaged(f"{path.name} is no SQLite database, or damaged: {exc}.") from exc


def _check(connection: sqlite3.Connection) -> None:
    # `lower` stands in no index, so that SQLite's own does for the check.
    (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise BackupDamaged(f"The SQLite file is damaged: {said}.")


def _revision(connection: sqlite3.Connection) -> str:
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        row = None
    if row is None:
        raise BackupError("The database has no tables yet: `flask migrate-db` makes them.")
    return str(row[0])
