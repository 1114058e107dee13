"""The installation as administrators see it, and backups that they ask for."""

from __future__ import annotations

import dataclasses
import gzip
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.config import Settings
from app.domain.operations.backups.archive import check_archive
from app.domain.operations.backups.folder import backup_folder
from app.domain.operations.backups.jobs import BackupsJob
from app.domain.operations.backups.run import run_backup
from app.domain.operations.installation.overview import SHOWN, shown_settings
from app.extensions import celery, redis
from app.jobs.queues import Queue
from tests.support.backups import path_with_programs
from tests.support.person import Person

SECRET = "dearest-secret-of-all"
SECRETS = {
    "metrics_token": SECRET,
    "basiq_api_key": SECRET,
    "basiq_webhook_secrets": f"whsec_{SECRET}",
    "apideck_api_key": SECRET,
    "smtp_url": f"smtp://ana:{SECRET}@mail.example.com:587",
    "smtp_from": "a@example.com",
    "fx_url": f"https://ana:{SECRET}@rates.example.com",
}


@pytest.fixture(autouse=True)
def _programs_of_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", path_with_programs())


def work(app: APIFlask) -> None:
    """Do the one job that waits, as a worker does."""
    with app.app_context():
        connection = celery.connection_for_read()
        with connection, connection.SimpleQueue(Queue.MAINTENANCE.value) as queue:
            message = queue.get(timeout=10)
            message.ack()
            assert message.headers["task"] == BackupsJob.MAKE
            run_backup(*message.payload[0])


# --- the installation ----------------------------------------------------------------------------


def test_it_tells_versions_health_settings_and_sizes(admin: Person) -> None:
    found = admin.get("/api/admin/system")
    assert {"python", "flask", "celery", "redis-server"} <= found["versions"].keys()
    assert found["revision"] == found["newest_revision"]
    levels = {each["check"]: each["level"] for each in found["checks"]}
    assert (levels["database"], levels["schema"], levels["redis"]) == ("ok", "ok", "ok")
    assert all(
        found["sizes"][name] is not None for name in ("database_bytes", "redis_bytes", "disk_free_bytes")
    )
    assert found["sizes"]["rows_waiting"] == 0


@pytest.mark.settings(**SECRETS)
def test_no_secret_is_in_it(app: APIFlask, admin: Person, settings: Settings) -> None:
    text = admin.ask("GET", "/api/admin/system").get_data(as_text=True)
    for secret in (SECRET, settings.secret_key, settings.database_url, settings.redis_url):
        assert secret not in text
    shown = {each["name"]: each for each in admin.get("/api/admin/system")["settings"]}
    assert (shown["METRICS_TOKEN"]["value"], shown["METRICS_TOKEN"]["is_set"]) == (None, True)
    assert (shown["APIDECK_APP_ID"]["value"], shown["APIDECK_APP_ID"]["is_set"]) == (None, False)
    assert shown["LOCKOUT_FAILURES"]["value"] == "10"


def test_a_setting_that_nobody_allowed_shows_no_value(settings: Settings) -> None:
    """Deny by default: what is added tomorrow is not shown, whatever its name is."""
    names = {field.name for field in dataclasses.fields(Settings)}
    assert names > SHOWN
    suspicious = ("key", "secret", "token", "url", "password", "app_id", "from", "hosts")
    assert not {name for name in SHOWN if name.endswith(suspicious) and name != "access_token_minutes"}
    assert {each.name for each in shown_settings(settings) if each.value is None} == {
        name.upper() for name in names - SHOWN
    }


# --- backups -------------------------------------------------------------------------------------


def test_a_backup_is_asked_for_made_listed_and_downloaded(
    app: APIFlask, admin: Person, tmp_path: Path
) -> None:
    assert admin.get("/api/admin/backups")["items"] == []
    asked = admin.ask("POST", "/api/admin/backups")
    assert (asked.status_code, asked.json["state"]) == (202, "queued")
    work(app)
    found = admin.get("/api/admin/backups")
    (made,) = found["items"]
    assert (found["run"]["state"], found["run"]["name"]) == ("done", made["name"])
    assert (made["rows_waiting"], bool(made["made_at"])) == (0, True)
    answer = admin.ask("GET", f"/api/admin/backups/{made['name']}")
    assert (answer.status_code, answer.mimetype) == (200, "application/gzip")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    copy = tmp_path / "copy.tar.gz"
    copy.write_bytes(answer.data)
    assert check_archive(copy).files
    log = [(each["event"], each["detail"]) for each in admin.get("/api/admin/security-events")["items"]]
    assert log[:2] == [("backup_download", made["name"]), ("backup_start", None)]


def test_a_second_backup_waits_for_the_first(app: APIFlask, admin: Person) -> None:
    admin.ask("POST", "/api/admin/backups")
    answer = admin.ask("POST", "/api/admin/backups")
    assert (answer.status_code, answer.json["code"]) == (409, "backup_running")
    work(app)
    assert admin.ask("POST", "/api/admin/backups").status_code == 202


def test_a_worker_with_another_folder_makes_none_and_says_why(
    app: APIFlask, admin: Person, settings: Settings, make_app: Callable[..., APIFlask], tmp_path: Path
) -> None:
    admin.ask("POST", "/api/admin/backups")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    work(make_app(replace(settings, backup_dir=str(elsewhere))))
    run = admin.get("/api/admin/backups")["run"]
    assert (run["state"], "BACKUP_DIR" in run["message"]) == ("failed", True)
    assert list(elsewhere.iterdir()) == []


def test_a_job_that_no_worker_took_is_not_shown_as_going_on(app: APIFlask, admin: Person) -> None:
    admin.ask("POST", "/api/admin/backups")
    with app.app_context():
        redis().delete("backup:asked")  # as its time would
    assert admin.get("/api/admin/backups")["run"]["state"] == "failed"


@pytest.mark.settings(backup_dir="/proc/nowhere")
def test_a_folder_that_cannot_be_written_to_is_named(admin: Person) -> None:
    answer = admin.ask("POST", "/api/admin/backups")
    assert (answer.status_code, answer.json["code"]) == (503, "backup_not_started")
    assert "/proc/nowhere" in answer.json["detail"]


NAMES = [
    "..%2f..%2fetc%2fpasswd", "../../etc/passwd", "%2e%2e%2fsecrets.env", "secrets.env", "secret.tar.gz",
    "tidewatch-20260101T000000000Z.tar.gz", "tidewatch-20260101T000000001Z.tar.gz",
    "tidewatch-20260101T000000000Z.tar.gz%00", "..", ".", "tidewatch-20260101T000000000Z.tar.gz%0a",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_nothing_but_backups_is_downloaded(admin: Person, settings: Settings, name: str) -> None:
    """Beside the folder lies a secret, and in it a link to that secret, named as a backup is."""
    folder = backup_folder(settings)
    folder.mkdir(parents=True)
    secret = folder.parent / "secrets.env"
    secret.write_text("SECRET_KEY=dear")
    (folder / "secret.tar.gz").write_bytes(gzip.compress(b"dear"))
    (folder / "tidewatch-20260101T000000001Z.tar.gz").symlink_to(secret)
    answer = admin.ask("GET", f"/api/admin/backups/{name}")
    assert answer.status_code in {404, 405} or b"<!doctype html>" in answer.data.lower(), answer.status_code
    assert b"dear" not in answer.data


def test_a_damaged_backup_is_listed_as_one(admin: Person, settings: Settings) -> None:
    folder = backup_folder(settings)
    folder.mkdir(parents=True)
    (folder / "tidewatch-20260101T000000000Z.tar.gz").write_bytes(b"cut off")
    (made,) = admin.get("/api/admin/backups")["items"]
    assert (made["size"], made["made_at"]) == (7, None)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/system"), ("GET", "/backups"), ("POST", "/backups"), ("GET", "/tasks"), ("POST", "/tasks/a/retry"),
        ("POST", "/tasks/a/revoke"), ("GET", "/backups/tidewatch-20260101T000000000Z.tar.gz"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("role", ["user", "service"])
def test_nobody_but_administrators_may(
    someone: Callable[..., Person], client: FlaskClient, method: str, path: str, role: str
) -> None:
    answer: Any = someone(role).ask(method, f"/api/admin{path}")
    assert answer.status_code == 403
