"""The Dockerfile, compose.yaml and the chart speak of the same programs, settings and queues."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.config import Settings
from app.jobs.queues import Queue
from launch.compose_secrets import main as make_secrets
from launch.web_packages import NOT_IN_WEB, web_packages
from tests.support.launched import ROOT

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
APP = {name: each for name, each in SERVICES.items() if each["image"].startswith("tidewatch/")}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PIN = re.compile(r"^([a-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def pins(name: str) -> set[tuple[str, str]]:
    return set(PIN.findall((ROOT / name).read_text()))


def test_a_web_image_has_what_the_lock_has_and_nothing_that_only_workers_need() -> None:
    web, everything = pins("requirements-web.txt"), pins("requirements.txt")
    assert web < everything
    assert not {name for name, _ in web} & ({*NOT_IN_WEB, "scipy"})
    assert len(web_packages()) > 20


def test_a_web_process_loads_without_what_its_image_lacks(tmp_path: Path) -> None:
    absent = sorted(
        {name for name, _ in pins("requirements.txt")} - {name for name, _ in pins("requirements-web.txt")}
    )
    modules = {"scikit-learn": "sklearn"}
    script = f"""
import sys
for name in {[modules.get(name, name.replace("-", "_")) for name in absent]!r}:
    sys.modules[name] = None  # an import of it fails
import wsgi, launch.server, launch.smoke
wsgi.app.test_client().get("/api/openapi.json").get_json()["paths"]
"""
    settings = {"SECRET_KEY": "0" * 64, "DATABASE_URL": "sqlite://", "REDIS_URL": "redis://127.0.0.1:1"}
    environment = {**settings, "LOG_DIR": str(tmp_path), "ASYNC_MODE": "threading", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert {"pandas", "numpy"} <= set(absent)


def test_every_stage_that_runs_is_no_root_and_says_how_it_is() -> None:
    stages = {part.split(" AS ")[1].split()[0]: part for part in DOCKERFILE.split("\nFROM ")[1:]}
    for name in ("web", "worker", "trainer"):
        assert "USER 10001:10001" in stages[name]
        assert "HEALTHCHECK" in stages[name]
        assert 'CMD ["' in stages[name]
    assert 'ENTRYPOINT ["tini", "--"]' in stages["runtime"]


def test_what_images_are_made_of_is_let_in_and_no_secret() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    copied = {
        word
        for line in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
        for word in line.split()
    }
    for name in copied:
        assert any(
            re.fullmatch(each[1:].replace(".", r"\.").replace("*", ".*"), name.split("/")[0])
            for each in ignored
            if each.startswith("!")
        ), name
    assert ignored[1] == "*"
    assert {"**/.env*", "frontend/node_modules"} <= set(ignored)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_a_fixed_image_and_waits_for_services_that_there_are(name: str) -> None:
    service = SERVICES[name]
    assert re.search(r":\d", service["image"])
    assert set(service.get("depends_on", {})) <= SERVICES.keys()
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        assert source in COMPOSE["volumes"] or (ROOT / source).exists()


@pytest.mark.parametrize("name", APP)
def test_the_apps_containers_read_settings_that_there_are(name: str) -> None:
    known = {field.name.upper() for field in dataclasses.fields(Settings)} | {"REMAP_SIGTERM"}
    service = APP[name]
    assert set(service.get("environment", {})) <= known
    target = service["build"]["target"]
    assert f" AS {target}\n" in DOCKERFILE + "\n"
    if name != "secrets":
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]


def test_every_queue_has_a_worker() -> None:
    words = " ".join(word for each in APP.values() for word in each["command"])
    taken = {queue for found in re.findall(r"--queues=(\S+)", words) for queue in found.split(",")}
    assert {str(queue) for queue in Queue} <= taken


def test_secrets_are_made_once_and_are_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["compose_secrets", str(tmp_path)])
    make_secrets()
    first = {path.name: path.read_text() for path in tmp_path.iterdir()}
    make_secrets()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == first
    settings = Settings.from_env(dict(line.split("=", 1) for line in first["app.env"].splitlines()))
    assert first["postgresql"] in settings.database_url
    assert first["valkey"] in settings.redis_url
    assert len(settings.fernet_keys) == 1
