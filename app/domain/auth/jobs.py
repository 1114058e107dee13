"""The background jobs of accounts."""

from __future__ import annotations

from enum import StrEnum


class Job(StrEnum):
    """Each job's name on the queue."""

    PRUNE = "auth.prune"
    KEEP_REVOCATIONS = "auth.keep_revocations"
