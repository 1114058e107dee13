"""The jobs that look at alerts."""

from enum import StrEnum


class AlertsJob(StrEnum):
    """Each job's name on the queue."""

    CHECK_USER = "alerts.check_user"
    CHECK_PRICES = "alerts.check_prices"
    CHECK_PAYMENTS = "alerts.check_payments"
    SWEEP = "alerts.sweep"
    SWEEP_PAYMENTS = "alerts.sweep_payments"


ASKED_MS = 10_000
"""A job that was asked for and has not begun after this time is asked for again."""


def user_key(user_id: int) -> str:
    return f"alerts:{user_id}"


def payments_key(user_id: int) -> str:
    return f"alerts:payments:{user_id}"
