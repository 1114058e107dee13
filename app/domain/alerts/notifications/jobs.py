"""The jobs that deliver messages."""

from enum import StrEnum


class NotificationsJob(StrEnum):
    """Each job's name on the queue."""

    DELIVER = "notifications.deliver"
    SWEEP = "notifications.sweep"
    PRUNE = "notifications.prune"
