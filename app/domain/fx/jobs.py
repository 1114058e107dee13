"""The background jobs of exchange rates."""

from enum import StrEnum


class FxJob(StrEnum):
    """Each job's name on the queue."""

    REFRESH = "fx.refresh"
