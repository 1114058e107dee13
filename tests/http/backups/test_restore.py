"""`flask restore`: what was there comes back, row by row, also from an older schema."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app import migrations
from app.domain.banking.intake.loss import find_loss, look
from app.domain.operations.backups.archive import read_manifest
from app.extensions import db
from tests.support.backups import (
    back_up,
    change_manifest,
    hashes_of,
    leave_waiting,
    refused,
    restored,
    settle,
)
from tests.support.money import count_stored, intake_of, queued
from tests.support.person import Person

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


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
