"""What the chart sets is what the application reads, and its queues, metrics and commands are the application's."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import DOMAINS
from app.config import Settings
from app.factory import MAX_GRACE_S
from app.jobs.queues import Queue
from app.realtime.replica import DRAIN_WITHIN_S
from launch.server import DRAIN_S
from tests.chart.manifests import (
    CHART,
    VALUES,
    Chart,
    containers,
    environment,
    every_container,
    find,
    kinds,
    pods,
)
from tests.support.launched import ROOT

SETTINGS = {field.name.upper() for field in dataclasses.fields(Settings)}
NO_SETTINGS = {
    "POD_NAME": "a worker's name on the queue",
    "POSTGRES_PASSWORD": "put into DATABASE_URL",
    "VALKEY_PASSWORD": "put into REDIS_URL",
    "REMAP_SIGTERM": "read by Celery itself",
}
BROUGHT_BY_THE_USER = {"BASIQ_API_KEY"}


def app_containers(objects: list[Any]) -> list[Any]:
    return [one for _, _, _, one in every_container(objects) if "tidewatch/" in one["image"]]


@pytest.mark.parametrize("file", VALUES, ids=lambda path: path.name)
def test_every_variable_is_a_setting_of_the_application(chart: Chart, file: Path) -> None:
    objects = chart.render(file=file)
    named = {name for one in app_containers(objects) for name in environment(one)}
    named |= find(objects, "ConfigMap", "-config")["data"].keys()
    assert named - SETTINGS - NO_SETTINGS.keys() == set()


@pytest.mark.parametrize("file", VALUES, ids=lambda path: path.name)
def test_the_settings_are_ones_that_the_application_takes(chart: Chart, file: Path) -> None:
    objects = chart.render(file=file)
    common = find(objects, "ConfigMap", "-config")["data"]
    for one in app_containers(objects):
        own = {name: value for name, value in environment(one).items() if isinstance(value, str)}
        secrets = {"SECRET_KEY": "0" * 48, "DATABASE_URL": "postgresql://a:b@c/d", "REDIS_URL": "redis://a"}
        settings = Settings.from_env(
            {**common, **own, **{key: value for key, value in secrets.items() if key not in own}}
        )
        assert settings.host == "0.0.0.0"


def test_every_queue_of_the_application_has_workers(chart: Chart) -> None:
    taken = {
        queue
        for each in kinds(chart.render(), "Deployment")
        for word in each["spec"]["template"]["spec"]["containers"][0]["args"]
        if word.startswith("--queues=")
        for queue in word.removeprefix("--queues=").split(",")
    }
    used = {str(queue) for domain in DOMAINS for queue in domain.queues.values()}
    assert {str(queue) for queue in Queue} | used <= taken


def test_a_generated_key_is_one_that_credentials_can_be_kept_with(chart: Chart) -> None:
    import base64

    from cryptography.fernet import Fernet

    for seed in range(5):
        secret = find(chart.render(release=f"r{seed}"), "Secret", "-secrets")["data"]
        Fernet(base64.b64decode(secret["ENCRYPTION_KEYS"]))
        assert len(base64.b64decode(secret["SECRET_KEY"])) >= 32


@pytest.mark.parametrize("file", VALUES, ids=lambda path: path.name)
def test_grace_is_longer_than_what_it_is_for(chart: Chart, file: Path) -> None:
    for each, template in pods(chart.render(file=file)):
        grace = template["spec"].get("terminationGracePeriodSeconds", 30)
        one = containers(template)[-1]
        if "lifecycle" in one:
            assert grace > int(one["lifecycle"]["preStop"]["exec"]["command"][1]) + DRAIN_S, each["metadata"][
                "name"
            ]
        assert grace <= MAX_GRACE_S
        assert grace > float(environment(one).get("SOFT_SHUTDOWN_S", 0))
    assert DRAIN_WITHIN_S < DRAIN_S


def test_alerts_and_dashboard_ask_for_figures_that_there_are() -> None:
    asked = set()
    for name in ("files/dashboard.json", "templates/metrics/prometheusrule.yaml"):
        asked |= set(re.findall(r"\btidewatch_[a-z_]+", (CHART / name).read_text()))
    code = "\n".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))
    assert asked
    for figure in asked:
        assert f'"{figure.removesuffix("_bucket")}"' in code, figure


def test_commands_of_containers_are_ones_that_there_are(chart: Chart) -> None:
    known = {"wait-for-db", "migrate-db", "backup", "restore"}
    objects = chart.render("{backup: {enabled: true}, restore: {file: tidewatch-1.tar.gz}}")
    for one in app_containers(objects):
        words = one["args"]
        if words[0] == "flask":
            assert words[3] in known
        elif words[:2] == ["python", "-m"]:
            assert (ROOT / f"{words[2].replace('.', '/')}.py").exists()
        elif words[0] == "python":
            assert (ROOT / words[1]).exists()
        else:
            assert words[:3] == ["celery", "-A", "workers.celery_app"]


def test_what_the_user_brings_reaches_every_container_of_the_app(chart: Chart) -> None:
    objects = chart.render(file=CHART / "ci" / "03-existing-secrets-values.yaml")
    for one in app_containers(objects):
        assert {"secretRef": {"name": "providers"}} in one["envFrom"]
