"""`flask doctor`: each thing is really broken, and is named with what to do."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app import clock
from app.clock import now
from app.config import Settings
from app.domain.operations.installation import machine_checks
from app.domain.operations.installation.machine_checks import check_machine
from app.domain.operations.tasks.reports import WorkerReport, keep_report, note_beat
from app.extensions import db, redis
from app.jobs.queues import Queue
from app.sealing import seal
from tests.support.accounts import Account
from tests.support.bank import add_connection
from tests.support.redis_server import RedisServer

MakeApp = Callable[..., APIFlask]
STRONG = "9f8c2b7d4e1a6053c8d7e6f5a4b39281706f5e4d3c2b1a09f8e7d6c5b4a39281"
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def settings(settings: Settings, own_redis: RedisServer, tmp_path: Path) -> Settings:
    (tmp_path / "instance").mkdir(mode=0o700)
    return replace(settings, redis_url=own_redis.url, secret_key=STRONG)


@pytest.fixture(autouse=True)
def _redis_as_it_should_be(own_redis: RedisServer) -> None:
    own_redis.client().config_set("maxmemory-policy", "noeviction")


def report(queues: list[str]) -> WorkerReport:
    return WorkerReport("celery@here", 1, queues, 1, 0, [], [], [], [], time.time())


@pytest.fixture
def app(app: APIFlask) -> APIFlask:
    """An installation with nothing wrong: its workers and beat have just reported."""
    with app.app_context():
        keep_report(redis(), report([each.value for each in Queue]))
        note_beat(redis(), time.time())
    return app


def examined(app: APIFlask) -> tuple[int, dict[str, dict[str, str]]]:
    done = app.test_cli_runner().invoke(args=["doctor", "--json"])
    assert done.output, done.exception
    return done.exit_code, {each["check"]: each for each in json.loads(done.output.splitlines()[-1])}


def found(app: APIFlask, check: str, level: str = "problem") -> str:
    """Check that something is named, with what to do, and that the exit status says so; return the sentence."""
    status, findings = examined(app)
    finding = findings[check]
    assert (finding["level"], bool(finding["advice"])) == (level, level != "ok"), finding
    assert status == any(each["level"] == "problem" for each in findings.values())
    return finding["said"] + " " + finding["advice"]


def test_of_an_installation_with_nothing_wrong_it_has_no_problem(app: APIFlask) -> None:
    status, findings = examined(app)
    assert (status, [each for each in findings.values() if each["level"] == "problem"]) == (0, [])
    assert {"python", "packages", "disk", "permissions", "secrets", "database", "schema"} <= findings.keys()
    assert {"redis", "redis memory", "redis disk", "redis clock", "workers", "beat"} <= findings.keys()


def test_for_people_it_writes_a_line_each(app: APIFlask, own_redis: RedisServer) -> None:
    own_redis.client().config_set("maxmemory-policy", "allkeys-lru")
    done = app.test_cli_runner().invoke(args=["doctor"])
    assert done.exit_code == 1
    assert "PROBLEM redis memory" in done.output
    assert "Set `maxmemory-policy noeviction`." in done.output


# --- the database --------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["sqlite:////no/such/folder/t.db", "postgresql://nobody@127.0.0.1:1/nothing"])
@only_sqlite
def test_a_database_that_is_away(app: APIFlask, make_app: MakeApp, settings: Settings, url: str) -> None:
    assert "DATABASE_URL" in found(make_app(replace(settings, database_url=url)), "database")


@pytest.mark.parametrize(("revision", "level"), [("0001", "problem"), ("9999", "warning")])
@only_sqlite
def test_a_schema_that_is_older_or_newer(app: APIFlask, revision: str, level: str) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :number"), {"number": revision})
    assert revision in found(app, "schema", level)


def test_secrets_whose_key_is_gone(
    app: APIFlask, make_app: MakeApp, settings: Settings, make_user: Callable[..., Account]
) -> None:
    assert "can be read" in found(app, "sealed", "ok")
    sealed = seal(settings, {"token": "t-1"})
    for _ in range(2):
        add_connection(app, make_user().id, "basiq", credentials=sealed)
    other = make_app(replace(settings, secret_key="7c1" + STRONG[3:]))
    assert "The key of 2 connections is gone" in found(other, "sealed")


@pytest.mark.parametrize(("seconds", "level"), [(10, "warning"), (3600, "problem")])
def test_clocks_that_disagree(app: APIFlask, seconds: int, level: str) -> None:
    """Ours is put forward; the servers' are what they are."""
    clock.freeze(now() + timedelta(seconds=seconds))
    checks = ["redis clock"] + (
        ["database clock"] if "postgresql" in str(app.config["SQLALCHEMY_DATABASE_URI"]) else []
    )
    for check in checks:
        assert "NTP" in found(app, check, level)


# --- Redis ---------------------------------------------------------------------------------------


@only_sqlite
class TestRedis:
    def test_away(self, app: APIFlask, own_redis: RedisServer) -> None:
        own_redis.kill()
        assert "REDIS_URL" in found(app, "redis")

    def test_with_a_policy_that_forgets(self, app: APIFlask, own_redis: RedisServer) -> None:
        own_redis.client().config_set("maxmemory-policy", "allkeys-lru")
        assert "allkeys-lru" in found(app, "redis memory")

    def test_without_a_log_of_writes(self, app: APIFlask, own_redis: RedisServer) -> None:
        own_redis.client().config_set("appendonly", "no")
        assert "appendonly yes" in found(app, "redis disk")

    def test_with_a_log_that_is_written_later(self, app: APIFlask, own_redis: RedisServer) -> None:
        own_redis.client().config_set("appendfsync", "everysec")
        assert "everysec" in found(app, "redis disk", "warning")

    def test_with_a_password_that_we_do_not_have(self, app: APIFlask, own_redis: RedisServer) -> None:
        client = own_redis.client()
        client.config_set("requirepass", "another")
        try:
            redis_of = app.extensions["tidewatch"].redis
            redis_of.connection_pool.disconnect()
            assert "REDIS_URL" in found(app, "redis")
        finally:
            client.config_set("requirepass", "")


# --- workers and beat ----------------------------------------------------------------------------


@only_sqlite
class TestWorkers:
    def test_none_alive(self, app: APIFlask, own_redis: RedisServer) -> None:
        own_redis.client().delete("workers:seen")
        assert "celery -A workers.celery_app worker" in found(app, "workers")

    def test_a_queue_that_nobody_takes_from(self, app: APIFlask) -> None:
        with app.app_context():
            keep_report(redis(), report([each.value for each in Queue if each != Queue.MAINTENANCE]))
        assert "--queues maintenance" in found(app, "workers")

    def test_without_the_trainer(self, app: APIFlask) -> None:
        with app.app_context():
            without = {Queue.TRAINING, Queue.FORECASTS}
            keep_report(redis(), report([each.value for each in Queue if each not in without]))
        assert "forecasts, training" in found(app, "workers", "warning")

    def test_beat_that_has_sent_nothing(self, app: APIFlask) -> None:
        with app.app_context():
            note_beat(redis(), time.time() - 300)
        assert "celery -A workers.celery_app beat" in found(app, "beat")


# --- secrets -------------------------------------------------------------------------------------

WEAK = [
    "change me please, I am only for a try-out",
    "a" * 64,
    "0123" * 16,
    "tidewatch tidewatch tidewatch tidewatch",
]


@only_sqlite
@pytest.mark.parametrize("secret", WEAK)
def test_a_secret_that_can_be_guessed(
    app: APIFlask, make_app: MakeApp, settings: Settings, secret: str
) -> None:
    said = found(make_app(replace(settings, secret_key=secret)), "secrets")
    assert "openssl rand" in said
    assert secret not in said


@only_sqlite
def test_where_strangers_reach_it_metrics_and_credentials_are_to_have_keys_of_their_own(
    app: APIFlask, make_app: MakeApp, settings: Settings
) -> None:
    open_one = make_app(replace(settings, host="0.0.0.0"))
    assert "METRICS_TOKEN" in found(open_one, "metrics", "warning")
    assert "ENCRYPTION_KEYS" in found(open_one, "encryption", "warning")
    assert "metrics" not in examined(app)[1]


# --- this machine --------------------------------------------------------------------------------


@only_sqlite
@pytest.mark.parametrize("name", ["secrets.env", "backups", "logs"])
def test_what_others_may_read(app: APIFlask, settings: Settings, tmp_path: Path, name: str) -> None:
    """The folders above are as open as others' would be."""
    folder = settings.instance_dir
    for each in [folder, *folder.parents]:
        if os.stat(each).st_uid == os.getuid() and each != Path("/"):
            each.chmod(each.stat().st_mode | 0o055)
    path = folder / name
    path.mkdir() if "." not in name else path.touch()
    path.chmod(0o755 if path.is_dir() else 0o644)
    assert f"chmod go-rwx {path}" in found(app, "permissions")
    path.chmod(0o700 if path.is_dir() else 0o600)


@only_sqlite
def test_packages_of_another_version(settings: Settings, tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(
        "flask==0.1 \\\n    --hash=sha256:0\nno-such-package==1.0\nelsewhere==2.0 ; sys_platform == 'win32' \\\n"
    )
    (finding,) = [each for each in check_machine(settings, lock) if each.check == "packages"]
    assert finding.level == "warning"
    assert "2 packages" in finding.said
    assert "no-such-package missing for 1.0" in finding.said


@only_sqlite
@pytest.mark.parametrize(("limit", "level"), [("LITTLE_BYTES", "warning"), ("TOO_LITTLE_BYTES", "problem")])
def test_a_disk_that_is_nearly_full(
    app: APIFlask, monkeypatch: pytest.MonkeyPatch, limit: str, level: str
) -> None:
    """More is asked for than this disk has: filling it would be felt by others."""
    monkeypatch.setattr(machine_checks, limit, 1 << 60)
    assert "INSTANCE_DIR" in found(app, "disk", level)


# --- services outside ----------------------------------------------------------------------------


def away() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@only_sqlite
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("BASIQ_URL", {"basiq_api_key": "k"}),
        ("APIDECK_URL", {"apideck_api_key": "k", "apideck_app_id": "a"}),
        ("FX_URL", {}),
        ("BINANCE_URL", {"price_source": "markets"}),
        ("SMTP_URL", {"smtp_from": "a@example.com"}),
    ],
)
def test_a_service_that_does_not_answer(
    app: APIFlask, make_app: MakeApp, settings: Settings, name: str, fields: dict[str, Any]
) -> None:
    scheme = "smtp" if name == "SMTP_URL" else "http"
    given = {name.lower(): f"{scheme}://127.0.0.1:{away()}", **fields}
    assert name in found(make_app(replace(settings, **given)), name)


@only_sqlite
def test_services_that_are_not_configured_are_not_asked(app: APIFlask) -> None:
    assert not {name for name in examined(app)[1] if name.endswith("_URL")}


@only_postgresql
def test_on_postgresql_nothing_is_wrong_either(app: APIFlask) -> None:
    assert examined(app)[1]["database clock"]["level"] == "ok"
