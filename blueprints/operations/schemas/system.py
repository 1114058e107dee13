"""What is answered of the installation and of its backups."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel


class CheckOut(BaseModel):
    """One thing that was looked at: what is so, and what to do."""

    check: str
    level: Literal["ok", "warning", "problem"]
    said: str
    advice: str


class SettingOut(BaseModel):
    """A setting; value is null where it is not shown, for it could be secret."""

    name: str
    value: str | None
    is_set: bool


class SizesOut(BaseModel):
    """Bytes, and rows that wait to be stored; null where they could not be read."""

    database_bytes: int | None
    redis_bytes: int | None
    rows_waiting: int | None
    disk_free_bytes: int | None
    disk_total_bytes: int | None


class SystemOut(BaseModel):
    """revision: the database's schema; newest_revision: the one that this version has."""

    at: datetime
    version: str
    versions: dict[str, str]
    revision: str | None
    newest_revision: str
    checks: list[CheckOut]
    settings: list[SettingOut]
    sizes: SizesOut


class BackupOut(BaseModel):
    """A backup. size: bytes. The rest is null where its manifest cannot be read.

    rows_waiting: rows that it holds which waited to be stored.
    """

    name: str
    size: int
    made_at: datetime | None
    version: str | None
    revision: str | None
    database: str | None
    rows_waiting: int | None


class BackupRunOut(BaseModel):
    """How the newest backup that was asked for stands; step of steps."""

    state: Literal["queued", "running", "done", "failed"]
    step: int
    steps: int
    message: str
    at: datetime
    name: str | None


class BackupsOut(BaseModel):
    """The backups of the folder, newest first, and the newest that was asked for here."""

    folder: str
    items: list[BackupOut]
    run: BackupRunOut | None
