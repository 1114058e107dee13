"""The background job of backups, and how one is asked for."""

from __future__ import annotations

from enum import StrEnum


class BackupsJob(StrEnum):
    """Each job's name on the queue."""

    MAKE = "operations.make_backup"
