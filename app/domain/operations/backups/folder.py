"""The folder that backups are kept in: names, the newest first, those that are past keeping."""

from __future__ import annotations

import re
import shutil
import time
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from app.clock import now
from app.config import Settings
from app.domain.operations.backups.archive import Manifest, read_manifest
from app.domain.operations.backups.errors import BackupDamaged, BackupNotFound

NAME = re.compile(r"tidewatch-[0-9]{8}T[0-9]{6}[0-9]{3}Z\.tar\.gz")
STAGING = ".tidewatch-backup-"
FORGOTTEN_AFTER_S = 24 * 3600
"""What a backup that was killed left behind is removed by the next one after so long."""
PRIVATE_FOLDER = 0o700


class Backup(NamedTuple):
    """An archive of the folder. size: bytes. manifest: None where it cannot be read."""

    name: str
    size: int
    manifest: Manifest | None


def backup_folder(settings: Settings) -> Path:
    """Return where backups are kept: BACKUP_DIR, else `backups` in INSTANCE_DIR."""
    return Path(settings.backup_dir) if settings.backup_dir else settings.instance_dir / "backups"


def make_folder(folder: Path) -> None:
    """Make a folder for its owner alone; one that is there stays as it is."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)


def new_name(at: datetime | None = None) -> str:
    """Name a backup after a moment, to the millisecond: names are in order of time."""
    moment = at or now()
    return f"tidewatch-{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03}Z.tar.gz"


def list_backups(folder: Path) -> list[Backup]:
    """Return the folder's backups, newest first."""
    return [_described(path) for path in _archives(folder)]


def _archives(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if NAME.fullmatch(path.name)]
    return sorted((path for path in found if _is_own_file(path)), reverse=True)


def _is_own_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _described(path: Path) -> Backup:
    try:
        manifest = read_manifest(path)
    except BackupDamaged:
        manifest = None
    return Backup(path.name, path.stat().st_size, manifest)


def find_backup(folder: Path, name: str) -> Path:
    """Return a backup's file. Raises BackupNotFound, also for every name that is no backup's."""
    path = folder / name if NAME.fullmatch(name) else None
    if path is None or not _is_own_file(path):
        raise BackupNotFound
    return path


def remove_older(folder: Path, keep: int) -> list[str]:
    """Remove all but the newest backups, and what killed ones left behind; return the removed backups' names.

    Only files that are named as backups are touched.
    """
    old = _archives(folder)[keep:]
    for path in old:
        path.unlink(missing_ok=True)
    _remove_leftovers(folder)
    return [path.name for path in old]


def _remove_leftovers(folder: Path) -> None:
    for path in folder.glob(".tidewatch-*"):
        if time.time() - path.lstat().st_mtime < FORGOTTEN_AFTER_S:
            continue
        if path.is_dir() and not path.is_symlink() and path.name.startswith(STAGING):
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.endswith(".part"):
            path.unlink(missing_ok=True)
