"""This machine: Python, packages, room on the disk, who may read what."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import make_url

from app.config import Settings
from app.domain.operations.backups.folder import backup_folder
from app.domain.operations.installation.findings import Finding, ok, problem, warning

OLDEST_PYTHON = (3, 11)
LITTLE_BYTES, TOO_LITTLE_BYTES = 2 << 30, 256 << 20
LITTLE_PERCENT = 5
LOCK = Path(__file__).resolve().parents[4] / "requirements-web.txt"
"""What every process needs. An image has no lock: there the build installed it."""
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\\s]+)(?![^\n]*;)", re.MULTILINE)
"""A pin without a marker: one with it is for other machines, or for some."""


def check_machine(settings: Settings, lock: Path = LOCK) -> Iterable[Finding]:
    """Look at this machine."""
    yield _python(sys.version_info[:2])
    yield _packages(lock)
    yield _room(settings.instance_dir)
    yield _permissions(settings)


def _python(found: tuple[int, ...]) -> Finding:
    said = ".".join(map(str, found))
    if found < OLDEST_PYTHON:
        return problem("python", f"This is Python {said}.", "Install Python 3.11 or newer.")
    return ok("python", f"This is Python {said}.")


def _packages(lock: Path) -> Finding:
    if not lock.exists():
        return ok("packages", "There is no lock file to compare packages with, as in an image.")
    pins = _PIN.findall(lock.read_text())
    other = [f"{name} {_installed(name)} for {pin}" for name, pin in pins if _installed(name) != pin]
    if other:
        return warning(
            "packages", f"{len(other)} packages are not of the tested version: {', '.join(other[:3])}.",
            "Install what requirements.txt names; `make run` does.",
        )  # fmt: skip
    return ok("packages", f"All {len(pins)} packages are of the versions that were tested.")


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def disk_usage(folder: Path) -> tuple[int, int]:
    """Return the bytes that are free where a folder is or will be, and all of them."""
    place = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    usage = shutil.disk_usage(place)
    return usage.free, usage.total


def _room(folder: Path) -> Finding:
    free, total = disk_usage(folder)
    said = f"{free / 1e9:.1f} GB of {total / 1e9:.1f} are free where {folder} is."
    advice = "Make room, or move INSTANCE_DIR: databases and Redis stop on a full disk."
    if free < TOO_LITTLE_BYTES:
        return problem("disk", said, advice)
    if free < LITTLE_BYTES or free * 100 < total * LITTLE_PERCENT:
        return warning("disk", said, advice)
    return ok("disk", said)


def _permissions(settings: Settings) -> Finding:
    """Look for what others on this machine may read; a folder that is closed closes what is in it."""
    folder = settings.instance_dir
    if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
        return problem(
            "permissions", f"{folder} cannot be written to.", "Give it to the user that runs this."
        )
    outside = _database_file(settings)
    looked_at = [*_secrets_in(folder), *([outside] if outside else []), backup_folder(settings)]
    open_ones = sorted({path for path in looked_at if _is_open(path)})
    if open_ones:
        named = ", ".join(map(str, open_ones[:3]))
        return problem(
            "permissions", f"Others on this machine may read {named}.",
            f"`chmod go-rwx {' '.join(map(str, open_ones[:3]))}`",
        )  # fmt: skip
    return ok("permissions", "No other user of this machine may read what is kept here.")


def _secrets_in(folder: Path) -> list[Path]:
    return [folder / name for name in ("secrets.env", "redis", "logs")]


def _database_file(settings: Settings) -> Path | None:
    url = make_url(settings.database_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _is_open(path: Path) -> bool:
    """Tell whether others may read a file or list a folder: its own mode, and that of each folder above."""
    if not path.exists() or not stat.S_IMODE(path.stat().st_mode) & 0o044:
        return False
    return all(each.stat().st_mode & 0o011 for each in path.absolute().parents)
