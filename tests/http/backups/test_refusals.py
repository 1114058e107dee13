"""What cannot come back is refused, and nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from apiflask import APIFlask

from tests.support.backups import (
    back_up,
    change_manifest,
    hashes_of,
    leave_waiting,
    refused,
    restored,
    rewrite,
)
from tests.support.money import count_stored
from tests.support.person import Person
from tests.support.redis_server import RedisServer

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


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
