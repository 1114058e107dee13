"""The intake's background jobs."""

from __future__ import annotations

from enum import StrEnum


class IntakeJob(StrEnum):
    """Each job's name on the queue."""

    FLUSH_INTAKE = "banking.flush_intake"
    CATEGORISE_FLUSHED = "banking.categorise_flushed"
