"""Alerts' background work."""

from __future__ import annotations

from app.config import Settings
from app.db import transaction
from app.domain.alerts.alerts import payments, run
from app.domain.alerts.alerts.jobs import AlertsJob
from app.domain.alerts.notifications import outbox
from app.domain.alerts.notifications.jobs import NotificationsJob
from app.domain.alerts.notifications.service import prune_notifications
from app.extensions import celery
from app.jobs import send
from workers.schedule import Timetable, daily, every

SWEEP_DELIVERIES_S = 10
SWEEP_PAYMENTS_S = 10
SWEEP_S = 3600
"""What moved is looked at when it moves; this finds what a worker that died did not tell of."""


def timetable(_settings: Settings) -> Timetable:
    """Return when the jobs of alerts run by themselves."""
    return {
        "deliver notifications": every(SWEEP_DELIVERIES_S, NotificationsJob.SWEEP),
        "look at new payments": every(SWEEP_PAYMENTS_S, AlertsJob.SWEEP_PAYMENTS),
        "look at all alerts": every(SWEEP_S, AlertsJob.SWEEP),
        "prune notifications": daily(4, 23, NotificationsJob.PRUNE),
    }


@celery.task(name=AlertsJob.CHECK_USER)
def check_user(user_id: int) -> None:
    """Look at a user's alerts about prices, drawdowns and balances."""
    run.check_user(user_id)


@celery.task(name=AlertsJob.CHECK_PRICES)
def check_prices(symbols: list[str]) -> None:
    """Look at the alerts about prices that moved."""
    run.check_prices(symbols)


@celery.task(name=AlertsJob.CHECK_PAYMENTS)
def check_payments(user_id: int) -> None:
    """Look at a user's new transactions."""
    payments.check_payments(user_id)


@celery.task(name=AlertsJob.SWEEP_PAYMENTS)
def sweep_payments() -> None:
    """Have new transactions looked at that were left lying."""
    for user_id in payments.waiting_users():
        send(AlertsJob.CHECK_PAYMENTS, user_id)


@celery.task(name=AlertsJob.SWEEP)
def sweep(after: int = 0) -> None:
    """Look at the alerts of some users, and leave the next ones to a job of their own."""
    users = run.users_with_levels(after)
    for user_id in users:
        run.check_user(user_id)
    if users:
        send(AlertsJob.SWEEP, users[-1])


@celery.task(name=NotificationsJob.DELIVER)
def deliver(delivery_id: int) -> None:
    """Try to deliver a message."""
    outbox.deliver(delivery_id)


@celery.task(name=NotificationsJob.SWEEP)
def sweep_deliveries() -> None:
    """Have messages delivered that are due."""
    for delivery_id in outbox.due_deliveries():
        send(NotificationsJob.DELIVER, delivery_id)


@celery.task(name=NotificationsJob.PRUNE)
def prune() -> None:
    """Erase old messages."""
    with transaction():
        prune_notifications()
