"""`flask migrate-db` and `flask wait-for-db`: what containers of an installation run before they start."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app import migrations
from app.config import Settings
from app.extensions import db
from tests.support.launched import ROOT, eventually
from tests.support.served import environment_of

NOW = "--within=0"


@pytest.fixture
def fresh(settings: Settings, empty_url: str) -> Settings:
    """Settings with a database that has no table yet."""
    return replace(settings, database_url=empty_url.replace("+psycopg2", ""))


@pytest.fixture
def app(make_app: Any, fresh: Settings) -> Iterator[APIFlask]:
    from app.db import bind_migrations

    found = make_app(fresh)
    bind_migrations(found)
    yield found
    with found.app_context():
        db.engine.dispose()


def run(app: APIFlask, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=list(words))


def begin(settings: Settings, *words: str) -> subprocess.Popen[str]:
    """Start a command as a process of its own, as a container does."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    environment = {**os.environ, **environment_of(settings), "PYTHONWARNINGS": "ignore"}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def revision(app: APIFlask) -> str | None:
    with app.app_context(), db.engine.connect() as connection:
        return migrations.current_revision(connection)


def set_revision(app: APIFlask, number: str) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :number"), {"number": number})


def test_an_empty_database_is_brought_up_to_date_and_stays_so(app: APIFlask) -> None:
    assert [run(app, "migrate-db").exit_code for _ in range(2)] == [0, 0]
    assert revision(app) == migrations.newest_migration()


def test_several_at_once_migrate_once_and_all_succeed(fresh: Settings, app: APIFlask) -> None:
    started = [begin(fresh, "migrate-db") for _ in range(3)]
    outputs = [process.communicate(timeout=120)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], outputs
    assert sum("Running upgrade" in output for output in outputs) == 1
    assert revision(app) == migrations.newest_migration()


def test_who_finds_another_at_it_waits_and_says_so_when_it_takes_too_long(app: APIFlask) -> None:
    with app.app_context(), migrations._lock_of(db.engine, time.monotonic()):
        refused = run(app, "migrate-db", NOW)
        assert revision(app) is None
    assert (refused.exit_code, "another process is migrating" in refused.output) == (1, True)
    assert run(app, "migrate-db", NOW).exit_code == 0


def test_a_newer_database_is_left_alone_by_both_commands(app: APIFlask) -> None:
    run(app, "migrate-db")
    set_revision(app, "9999")
    for command in ("migrate-db", "wait-for-db"):
        done = run(app, command, NOW)
        assert (done.exit_code, "newer" in done.output) == (0, True)
    assert revision(app) == "9999"


@pytest.mark.parametrize("number", [None, "0001"])
def test_waiting_for_a_database_that_is_behind_ends_and_says_where_it_is(
    app: APIFlask, number: str | None
) -> None:
    if number:
        run(app, "migrate-db")
        set_revision(app, number)
    done = run(app, "wait-for-db", NOW)
    assert (done.exit_code, (number or "no tables yet") in done.output) == (1, True)


def test_who_waits_goes_on_once_another_has_migrated(fresh: Settings, app: APIFlask) -> None:
    waiting = begin(fresh, "wait-for-db")
    assert begin(fresh, "migrate-db").wait(120) == 0
    assert eventually(lambda: waiting.poll() is not None)
    assert waiting.returncode == 0, waiting.communicate()[0]


class TestWithoutADatabase:
    @pytest.fixture(
        params=["sqlite:////no/such/folder/tidewatch.db", "postgresql://nobody@127.0.0.1:1/nothing"]
    )
    def app(self, request: pytest.FixtureRequest, make_app: Any, settings: Settings) -> APIFlask:
        return make_app(replace(settings, database_url=request.param))

    @pytest.fixture
    def database_url(self, databases: Any, tmp_path: Any) -> str:
        return str(databases.empty_sqlite(tmp_path))

    @pytest.mark.parametrize("command", ["migrate-db", "wait-for-db"])
    def test_the_commands_fail_and_say_what_is_missing(self, app: APIFlask, command: str) -> None:
        done = run(app, command, NOW)
        assert done.exit_code == 1
        assert "database" in done.output
        assert "Traceback" not in done.output
