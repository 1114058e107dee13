"""The jobs about a user's totals."""

from __future__ import annotations

from enum import StrEnum


class AnalyticsJob(StrEnum):
    """Each job's name on the queue."""

    REFRESH_DUE = "analytics.refresh_due"
    REFRESH_USERS = "analytics.refresh_users"
    REFRESH_USER = "analytics.refresh_user"


ASKED_MS = 30_000
"""A refresh that was asked for and has not begun after this time is asked for again."""


def asked_key(user_id: int) -> str:
    return f"analytics:{user_id}"
