"""`flask backup`: whose the archive is, what it holds, what stays, and when none is made."""

from __future__ import annotations

import os
import stat
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app import migrations
from app.config import Settings
from app.domain.operations.backups.archive import read_manifest
from app.extensions import db
from tests.support.backups import back_up, refused, run
from tests.support.redis_server import RedisServer

MakeApp = Callable[..., APIFlask]
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


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


def test_without_redis_a_backup_says_what_would_be_missing_and_how_to_go_without(
    make_app: MakeApp, settings: Settings, own_redis: RedisServer, tmp_path: Path
) -> None:
    app = make_app(replace(settings, redis_url=own_redis.url))
    own_redis.kill()
    assert "--without-queue" in refused(app, "backup", tmp_path)
    assert list(tmp_path.glob("*.tar.gz")) == []
    assert read_manifest(back_up(app, tmp_path, "--without-queue")).rows_waiting is None


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
