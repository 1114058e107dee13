"""Backups of PostgreSQL, by its own programs: they may be missing, too old, or fail half way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.config import Settings
from app.db import bind_migrations
from tests.support.backups import OF_THE_SERVER, back_up, hashes_of, refused, restored

MakeApp = Callable[..., APIFlask]
only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


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
