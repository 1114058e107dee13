"""The background job of backups."""

from __future__ import annotations

from enum import StrEnum


class BackupsJob(StrEnum):
    """Each job's name on the queue."""

    MAKE = "operations.make_backup"


RUN = "backup"
"""The name of its lease and progress: there is one at a time."""
