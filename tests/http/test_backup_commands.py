"""`flask backup` and `flask restore`: what was there comes back, and what cannot come back is refused."""

from __future__ import annotations

import os
import stat
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app import migrations
from app.config import Settings
from app.db import bind_migrations
from app.domain.banking.intake.loss import find_loss, look
from app.domain.operations.backups.archive import read_manifest
from app.extensions import db
from tests.support.backups import (
    OF_THE_SERVER,
    change_manifest,
    fill,
    hashes_of,
    leave_waiting,
    path_with_programs,
    rewrite,
    settle,
)
from tests.support.money import count_stored, intake_of, queued
from tests.support.person import Person
from tests.support.redis_server import RedisServer

MakeApp = Callable[..., APIFlask]
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def _programs_of_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", path_with_programs())


@pytest.fixture
def app(app: APIFlask) -> APIFlask:
    bind_migrations(app)
    return app


@pytest.fixture
def other(
    make_app: MakeApp, settings: Settings, empty_url: str, own_redis: RedisServer
) -> Iterator[APIFlask]:
    """Another installation, which has nothing yet: a database without tables, a Redis without data."""
    url = empty_url.replace("+psycopg2", "")
    found = make_app(replace(settings, database_url=url, redis_url=own_redis.url))
    bind_migrations(found)
    yield found
    with found.app_context():
        db.engine.dispose()


@pytest.fixture
def full(app: APIFlask, ana: Person) -> APIFlask:
    fill(app, ana)
    return app


def run(app: APIFlask, *words: object) -> Any:
    return app.test_cli_runner().invoke(args=[str(word) for word in words])


def back_up(app: APIFlask, folder: Path, *words: str) -> Path:
    before = set(folder.glob("*.tar.gz"))
    done = run(app, "backup", folder, *words)
    assert done.exit_code == 0, done.output
    (made,) = set(folder.glob("*.tar.gz")) - before
    return made


def restored(app: APIFlask, *words: object) -> str:
    done = run(app, "restore", *words)
    assert done.exit_code == 0, done.output
    return str(done.output)


def refused(app: APIFlask, *words: object) -> str:
    done = run(app, *words)
    assert (done.exit_code, "Traceback" in done.output) == (1, False), done.output
    return str(done.output)


# --- there and back ------------------------------------------------------------------------------


def test_every_table_comes_back_row_by_row_on_another_machine(
    full: APIFlask, other: APIFlask, tmp_path: Path
) -> None:
    archive = back_up(full, tmp_path)
    assert "migration" in restored(other, archive)
    assert hashes_of(other) == hashes_of(full)
    assert sum(not each.startswith("0 ") for each in hashes_of(full).values()) >= 8


def test_what_came_later_is_gone_when_a_backup_takes_the_place_of_the_database(
    full: APIFlask, ana: Person, tmp_path: Path
) -> None:
    archive, before = back_up(full, tmp_path), hashes_of(full)
    ana.keep(("2026-02-01T10:00:00Z", 99))
    assert hashes_of(full) != before
    restored(full, archive, "--replace")
    assert hashes_of(full) == before


def test_rows_that_come_after_a_restore_get_numbers_of_their_own(
    full: APIFlask, ana: Person, tmp_path: Path
) -> None:
    restored(full, back_up(full, tmp_path), "--yes")
    stored = count_stored(full)
    ana.keep(("2026-02-01T10:00:00Z", 99))
    assert count_stored(full) == stored + 1


def test_rows_that_wait_in_redis_are_in_the_backup_and_are_stored_after_it(
    full: APIFlask, ana: Person, other: APIFlask, tmp_path: Path
) -> None:
    leave_waiting(full, ana)
    archive = back_up(full, tmp_path)
    assert "put back into the queue: 2" in restored(other, archive)
    assert queued(other) == 2
    settle(full)
    settle(other)
    assert count_stored(other) == count_stored(full) == 4


def test_rows_that_were_flushed_between_backup_and_restore_are_stored_once(
    full: APIFlask, ana: Person, tmp_path: Path
) -> None:
    leave_waiting(full, ana)
    archive = back_up(full, tmp_path)
    settle(full)
    restored(full, archive, "--replace")
    settle(full)
    assert (count_stored(full), queued(full)) == (4, 0)


def test_a_restored_installation_does_not_say_that_redis_lost_its_data(
    full: APIFlask, other: APIFlask, tmp_path: Path
) -> None:
    with full.app_context():
        look(intake_of(full).queue)
    restored(other, back_up(full, tmp_path))
    with other.app_context():
        look(intake_of(other).queue)
        assert find_loss().losses == 0


@only_sqlite
def test_a_backup_that_is_made_while_others_write_is_of_one_moment(
    full: APIFlask, other: APIFlask, tmp_path: Path
) -> None:
    """Two rows are written in each transaction: half a transaction would be an odd number of rows."""
    ended, count = Event(), sa.text("SELECT count(*) FROM events_of_the_test")

    def write() -> None:
        while not ended.is_set():
            with full.app_context(), db.engine.begin() as connection:
                for _ in range(2):
                    connection.execute(sa.text("INSERT INTO events_of_the_test VALUES (randomblob(20000))"))

    with full.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE events_of_the_test (data BLOB)"))
    writer = Thread(target=write)
    writer.start()
    try:
        archives = [back_up(full, tmp_path) for _ in range(3)]
    finally:
        ended.set()
        writer.join()
    found = []
    for archive in archives:
        restored(other, archive, "--replace")
        with other.app_context(), db.engine.connect() as connection:
            found.append(connection.scalar(count))
    assert [rows % 2 for rows in found] == [0, 0, 0]
    assert found == sorted(found)


# --- an older and a newer schema -----------------------------------------------------------------


def test_an_older_backup_is_brought_up_to_date(full: APIFlask, other: APIFlask, tmp_path: Path) -> None:
    newest = migrations.newest_migration()
    with full.app_context():
        from flask_migrate import downgrade, upgrade

        before = f"{int(newest) - 1:04}"
        downgrade(directory=str(migrations.FOLDER), revision=before)
        archive = back_up(full, tmp_path)
        upgrade(directory=str(migrations.FOLDER))
    assert read_manifest(archive).revision == before
    assert f"Migrating it from {before} to {newest}" in restored(other, archive)
    with other.app_context(), db.engine.connect() as connection:
        assert migrations.current_revision(connection) == newest


def test_a_backup_of_a_newer_schema_is_refused_and_changes_nothing(full: APIFlask, tmp_path: Path) -> None:
    archive = change_manifest(back_up(full, tmp_path), revision="9999")
    before = hashes_of(full)
    assert "install the version that made it" in refused(full, "restore", archive, "--replace")
    assert hashes_of(full) == before


# --- what is refused -----------------------------------------------------------------------------


def test_a_database_with_rows_is_left_alone_unless_told_otherwise(full: APIFlask, tmp_path: Path) -> None:
    archive, before = back_up(full, tmp_path), hashes_of(full)
    assert "nothing was changed" in refused(full, "restore", archive)
    assert hashes_of(full) == before


def flip(files: dict[str, bytes]) -> None:
    name = next(name for name in files if name.startswith("database."))
    middle = len(files[name]) // 2
    files[name] = files[name][:middle] + bytes([files[name][middle] ^ 1]) + files[name][middle + 1 :]


DAMAGES: dict[str, Callable[[Path], Path]] = {
    "one bit of the database": lambda archive: rewrite(archive, flip),
    "the queue is missing": lambda archive: rewrite(archive, lambda files: files.pop("queued.jsonl")),
    "a file too many": lambda archive: rewrite(archive, lambda files: files.update({"more": b"1"})),
    "no manifest": lambda archive: rewrite(archive, lambda files: files.pop("manifest.json")),
    "a manifest that is none": lambda archive: rewrite(
        archive, lambda files: files.update({"manifest.json": b"{"})
    ),
    "a format of later": lambda archive: change_manifest(archive, format=2),
    "files outside": lambda archive: change_manifest(
        archive, files=[{"name": "../evil", "size": 1, "sha256": "0" * 64}]
    ),
    "cut off": lambda archive: _cut(archive, 2),
    "cut off at its end": lambda archive: _cut(archive, 1.01),
    "empty": lambda archive: _cut(archive, 10**9),
    "no archive": lambda archive: _written(archive, b"this is no archive at all" * 100),
}


def _cut(archive: Path, divisor: float) -> Path:
    return _written(archive, archive.read_bytes()[: int(archive.stat().st_size / divisor)])


def _written(archive: Path, content: bytes) -> Path:
    archive.write_bytes(content)
    return archive


@pytest.mark.parametrize("damage", DAMAGES)
@only_sqlite
def test_a_damaged_archive_is_refused_and_changes_nothing(
    full: APIFlask, tmp_path: Path, damage: str
) -> None:
    archive = DAMAGES[damage](back_up(full, tmp_path))
    before = hashes_of(full)
    refused(full, "restore", archive, "--replace")
    assert hashes_of(full) == before
    assert not list(tmp_path.glob("evil*"))


def test_a_backup_of_the_other_database_is_refused(full: APIFlask, tmp_path: Path) -> None:
    archive = change_manifest(back_up(full, tmp_path), database="oracle")
    assert "The backup is of oracle" in refused(full, "restore", archive, "--replace")


def test_without_redis_a_backup_says_what_would_be_missing_and_how_to_go_without(
    make_app: MakeApp, settings: Settings, own_redis: RedisServer, tmp_path: Path
) -> None:
    app = make_app(replace(settings, redis_url=own_redis.url))
    own_redis.kill()
    assert "--without-queue" in refused(app, "backup", tmp_path)
    assert list(tmp_path.glob("*.tar.gz")) == []
    assert read_manifest(back_up(app, tmp_path, "--without-queue")).rows_waiting is None


@only_sqlite
def test_without_redis_a_backup_with_waiting_rows_is_refused_before_anything_changes(
    full: APIFlask, ana: Person, other: APIFlask, own_redis: RedisServer, tmp_path: Path
) -> None:
    leave_waiting(full, ana)
    archive = back_up(full, tmp_path)
    own_redis.kill()
    assert "nothing was changed" in refused(other, "restore", archive)
    assert hashes_of(other) == {}
    assert "were left out" in restored(other, archive, "--without-queue")
    assert count_stored(other) == 2


# --- the archive ---------------------------------------------------------------------------------


def test_an_archive_is_its_owners_alone_and_says_what_is_in_it(full: APIFlask, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    archive = back_up(full, folder)
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    manifest = read_manifest(archive)
    assert (manifest.revision, manifest.rows_waiting) == (migrations.newest_migration(), 0)
    with tarfile.open(archive) as tar:
        assert tar.getnames() == ["manifest.json", *(each.name for each in manifest.files)]
    assert [path.name for path in folder.iterdir()] == [archive.name]


def test_a_name_that_is_taken_stays_what_it_is(full: APIFlask, tmp_path: Path) -> None:
    taken = tmp_path / "mine.tar.gz"
    taken.write_text("something dear")
    assert "is there already" in refused(full, "backup", taken)
    assert taken.read_text() == "something dear"


@only_sqlite
def test_the_newest_are_kept_and_nothing_else_is_removed(full: APIFlask, tmp_path: Path) -> None:
    others = [tmp_path / "notes.txt", tmp_path / "mine.tar.gz"]
    for path in others:
        path.write_text("something dear")
    made = [back_up(full, tmp_path, "--keep", "9") for _ in range(3)]
    newest = back_up(full, tmp_path, "--keep", "2")
    assert sorted(tmp_path.glob("tidewatch-*.tar.gz")) == [made[2], newest]
    assert all(path.exists() for path in others)
    assert run(full, "backup", tmp_path / "one.tar.gz", "--keep", "2").exit_code == 2


@only_sqlite
def test_without_a_path_it_goes_where_backups_are_kept(full: APIFlask, settings: Settings) -> None:
    assert run(full, "backup").exit_code == 0
    (made,) = (settings.instance_dir / "backups").iterdir()
    assert made.name.startswith("tidewatch-")


@only_sqlite
def test_a_damaged_database_gives_no_backup(full: APIFlask, settings: Settings, tmp_path: Path) -> None:
    path = Path(sa.make_url(settings.database_url).database or "")
    with full.app_context(), db.engine.connect() as connection:
        connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.engine.dispose()
    with path.open("r+b") as file:
        for page in range(3, path.stat().st_size // 4096):
            file.seek(4096 * page)
            file.write(os.urandom(200))
    assert "damaged" in refused(full, "backup", tmp_path / "backups")


# --- PostgreSQL's programs -----------------------------------------------------------------------


@only_postgresql
def test_without_postgresqls_programs_the_command_says_what_to_install(
    full: APIFlask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = back_up(full, tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "postgresql-client" in refused(full, "backup", tmp_path)
    assert "postgresql-client" in refused(full, "restore", archive, "--replace")


@only_postgresql
def test_programs_that_are_older_than_the_server_are_named(
    full: APIFlask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert "is of version 9" in refused(full, "backup", tmp_path / "backups")


@only_postgresql
def test_the_password_is_in_no_programs_arguments(
    full: APIFlask, settings: Settings, make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program on the PATH writes down its arguments, then does what the real one does."""
    seen = tmp_path / "seen"
    for name in ("pg_dump", "pg_restore", "psql"):
        spy = tmp_path / name
        spy.write_text(
            f'#!/bin/sh\necho "$0 $@ PGPASSWORD=$PGPASSWORD" >> {seen}\nexec {OF_THE_SERVER / name} "$@"\n'
        )
        spy.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    url = sa.make_url(settings.database_url).set(password="dear secret")
    app = make_app(replace(settings, database_url=url.render_as_string(hide_password=False)))
    bind_migrations(app)
    restored(app, back_up(app, tmp_path / "backups"), "--replace")
    arguments, passwords = zip(
        *(line.split(" PGPASSWORD=") for line in seen.read_text().splitlines()), strict=True
    )
    assert "dear secret" in passwords
    assert "dear" not in " ".join(arguments)


@only_postgresql
def test_a_restore_that_fails_half_way_leaves_everything_as_it_was(
    full: APIFlask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, before = back_up(full, tmp_path), hashes_of(full)
    broken = tmp_path / "pg_restore"
    broken.write_text(
        f'#!/bin/sh\n{OF_THE_SERVER / "pg_restore"} "$@" || exit 1\n'
        'for word; do case $word in --file=*) echo "SELECT 1 / 0;" >> "${word#--file=}";; esac; done\n'
    )
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert "division by zero" in refused(full, "restore", archive, "--replace")
    assert hashes_of(full) == before


def test_as_a_process_it_needs_no_terminal(full: APIFlask, settings: Settings, tmp_path: Path) -> None:
    import sys

    from tests.support.launched import ROOT
    from tests.support.served import environment_of

    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "backup", str(tmp_path / "b"), "--keep", "3"],
        cwd=ROOT, env={**os.environ, **environment_of(settings), "PYTHONWARNINGS": "ignore"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, len(list((tmp_path / "b").iterdir()))) == (0, 1), done.stderr
