"""Making a backup, and restoring one."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import structlog
from redis.exceptions import RedisError
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from app import VERSION
from app.clock import now
from app.db import transaction
from app.domain.banking.intake import loss
from app.domain.banking.setup import intake
from app.domain.operations.backups import postgresql_dump, queued, sqlite_copy
from app.domain.operations.backups.archive import (
    FORMAT,
    Manifest,
    check_archive,
    extract_archive,
    list_files,
    write_archive,
)
from app.domain.operations.backups.errors import BackupError, BackupTooNew, DatabaseInUse
from app.domain.operations.backups.folder import STAGING
from app.domain.operations.backups.queued import Requeued
from app.migrations import newest_migration
from app.services import services

log = structlog.get_logger()

Tell = Callable[[str], object]
NOT_COUNTED = {"alembic_version", "queue_memory"}
"""Tables that have a row in an installation that nobody has used."""


class Restored(NamedTuple):
    """What a restore did. queued: None where no queue was in the backup, or it was left out."""

    manifest: Manifest
    revision: str
    queued: Requeued | None
    adopted: bool


def make_backup(target: Path, *, with_queue: bool = True, tell: Tell = lambda _: None) -> Manifest:
    """Write a backup of the database and of what waits to be stored. tell: hears of each step, in words.

    Everything that was accepted before it began is in it, whichever process flushes meanwhile.
    Raises BackupError, FileExistsError, OSError.
    """
    if target.exists():
        raise FileExistsError(f"{target} is there already.")
    with TemporaryDirectory(prefix=STAGING, dir=target.parent) as name:
        staging = Path(name)
        tell("Reading what waits in Redis")
        waiting = _dump_queue(staging) if with_queue else None
        tell("Copying the database")
        revision = _dump_database(services().engine(), staging)
        files = list_files(sorted(staging.iterdir()))
        made = Manifest(FORMAT, VERSION, revision, now(), services().engine().dialect.name, waiting, files)
        tell("Writing the archive and reading it back")
        write_archive(target, made, staging)
    log.info("backup.made", name=target.name, rows_waiting=waiting, revision=revision)
    return made


def _dump_queue(folder: Path) -> int:
    try:
        return queued.dump(intake().queue, folder)
    except RedisError as exc:
        raise BackupError(
            "Redis does not answer, so that rows which wait there would be missing; nothing was written. "
            "--without-queue makes a backup of the database alone."
        ) from exc


def _dump_database(engine: Engine, folder: Path) -> str:
    try:
        if engine.dialect.name == "sqlite":
            return sqlite_copy.dump(engine.url, folder)
        return postgresql_dump.dump(engine, folder)
    except SQLAlchemyError as exc:
        raise BackupError(f"The database does not let us in: {_gist(exc)}") from exc


def restore_backup(
    path: Path,
    *,
    replace: bool,
    migrate: Callable[[], object],
    with_queue: bool = True,
    tell: Tell = lambda _: None,
) -> Restored:
    """Put a backup in the place of the database, queue what waited, and bring an older schema up to date.

    A run: opens transactions of its own. All that can be refused is refused before anything changes.
    replace: what is in the database may go. migrate: runs the migrations.
    Raises BackupDamaged, BackupTooNew, DatabaseInUse, ToolMissing, BackupError.
    """
    engine = services().engine()
    tell("Checking the archive")
    _require_fit(check_archive(path), engine, replace=replace, with_queue=with_queue)
    with TemporaryDirectory(prefix=STAGING, dir=_scratch(engine, path)) as name:
        manifest = extract_archive(path, Path(name))
        tell("Restoring the database")
        _load_database(engine, Path(name))
        engine.dispose()  # its connections prepared statements for what was there before
        if manifest.revision < newest_migration():
            tell(f"Migrating it from {manifest.revision} to {newest_migration()}")
            migrate()
        tell("Queueing what waited")
        adopted, again = _load_queue(Path(name), manifest, with_queue=with_queue)
    log.info("backup.restored", name=path.name, made_at=str(manifest.made_at), revision=manifest.revision)
    return Restored(manifest, max(manifest.revision, newest_migration()), again, adopted)


def _scratch(engine: Engine, archive: Path) -> Path | None:
    """Return where there is room for a database: beside SQLite's or the archive, else where TMPDIR says."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return archive.absolute().parent if os.access(archive.absolute().parent, os.W_OK) else None
    folder = Path(engine.url.database).absolute().parent
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _require_fit(manifest: Manifest, engine: Engine, *, replace: bool, with_queue: bool) -> None:
    here = engine.dialect.name
    if manifest.database != here:
        raise BackupError(f"The backup is of {manifest.database}, but DATABASE_URL names {here}.")
    if manifest.revision > newest_migration():
        raise BackupTooNew(
            f"The backup has schema {manifest.revision}, this version knows {newest_migration()}: "
            f"install the version that made it ({manifest.app_version}) or a newer one."
        )
    if here == "postgresql":
        postgresql_dump.check_tools()
    if with_queue and manifest.rows_waiting:
        _require_redis(manifest.rows_waiting)
    if not replace and (filled := _filled_table(engine)):
        raise DatabaseInUse(
            f"The database has data (in {filled}, for one); nothing was changed. "
            "--replace puts the backup in its place."
        )


def _require_redis(waiting: int) -> None:
    try:
        services().redis.ping()
    except RedisError as exc:
        raise BackupError(
            f"{waiting} rows of the backup go into Redis, which does not answer; nothing was changed. "
            "Start it, or leave these rows out by --without-queue."
        ) from exc


def _filled_table(engine: Engine) -> str | None:
    """Return a table that has rows. Raises BackupError where the database does not let us in."""
    if engine.dialect.name == "sqlite" and not os.path.exists(engine.url.database or ""):
        return None
    try:
        with closing(engine.connect()) as connection:
            names = sorted(set(inspect(connection).get_table_names()) - NOT_COUNTED)
            quoted = connection.dialect.identifier_preparer.quote
            for name in names:
                if connection.scalar(text(f"SELECT EXISTS (SELECT 1 FROM {quoted(name)})")):  # noqa: S608
                    return name
    except SQLAlchemyError as exc:
        raise BackupError(f"The database does not let us in: {_gist(exc)}") from exc
    return None


def _load_database(engine: Engine, folder: Path) -> None:
    if engine.dialect.name == "sqlite":
        sqlite_copy.load(engine.url, folder)
    else:
        postgresql_dump.load(engine, folder)


def _load_queue(folder: Path, manifest: Manifest, *, with_queue: bool) -> tuple[bool, Requeued | None]:
    """Queue what waited; tell first whether Redis answered."""
    try:
        has_queue = with_queue and manifest.rows_waiting is not None
        again = queued.load(services().redis, folder) if has_queue else None
        with transaction():
            loss.adopt(intake().queue)
    except RedisError:
        if with_queue and manifest.rows_waiting:
            raise
        return False, None
    return True, again


def _gist(exc: SQLAlchemyError) -> str:
    said = str(getattr(exc, "orig", None) or exc).strip().splitlines()
    return said[0] if said else type(exc).__name__
