"""The outbox: each delivery is claimed, tried outside of any transaction, and noted.

A delivery commits with its message. Who claims one has it for CLAIM_S; one that dies meanwhile leaves it to
the next sweep. So each arrives at least once, under an id that stays the same; a receiver tells by it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import structlog
from sqlalchemy import select, update

from app.clock import now
from app.db import transaction
from app.domain.alerts.channels.service import secret_of
from app.domain.alerts.channels.tables import Webhook
from app.domain.alerts.notifications.logic import wait_after
from app.domain.alerts.notifications.senders import Letter, SendingFailed, send
from app.domain.alerts.notifications.tables import Channel, Delivery, DeliveryState, Notification
from app.domain.alerts.notifications.views import notification_view
from app.domain.auth.users.tables import User
from app.extensions import db
from app.sealing import SealBroken
from app.services import services

CLAIM_S = 300
"""Longer than any try takes: its connection, its request and the mail server's answers have limits."""
MAX_SWEPT = 500
d = Delivery
log = structlog.get_logger()


class Claimed(NamedTuple):
    """attempts: with this one. letter: None where there is nobody to send it to any more, for `reason`."""

    id: int
    attempts: int
    letter: Letter | None
    reason: str = ""


def deliver(delivery_id: int) -> None:
    """Try to deliver a message, unless somebody else is at it or it is not due: a run, safe to do twice."""
    with transaction():
        claimed = _claim(delivery_id)
    if claimed is None:
        return
    failure = None
    try:
        if claimed.letter is not None:
            send(services().settings, claimed.letter)
    except SendingFailed as exc:
        failure = exc
    with transaction():
        _note(claimed, failure)


def due_deliveries() -> list[int]:
    """Return what is to be tried by now, for a sweep to ask for."""
    due = d.state == DeliveryState.PENDING, d.next_at <= now()
    return list(db.session.scalars(select(d.id).where(*due).order_by(d.next_at).limit(MAX_SWEPT)))


def _claim(delivery_id: int) -> Claimed | None:
    moment = now()
    mine = d.id == delivery_id, d.state == DeliveryState.PENDING, d.next_at <= moment
    taken = {"attempts": d.attempts + 1, "next_at": moment + timedelta(seconds=CLAIM_S)}
    row = db.session.scalar(update(d).where(*mine).values(taken).returning(d))
    return None if row is None else _addressed(row)


def _addressed(row: Delivery) -> Claimed:
    found = db.session.get_one(Notification, row.notification_id)
    letter = Letter(row.channel, row.id, found.user_id, notification_view(found))
    if row.channel == Channel.IN_APP:
        return Claimed(row.id, row.attempts, letter)
    if row.channel == Channel.EMAIL:
        to = db.session.get_one(User, found.user_id).email
        return Claimed(row.id, row.attempts, letter._replace(to=to))
    webhook = db.session.get(Webhook, row.webhook_id) if row.webhook_id else None
    if webhook is None:
        return Claimed(row.id, row.attempts, None, "This webhook was removed")
    try:
        secret = secret_of(services().settings, webhook)
    except SealBroken:
        return Claimed(row.id, row.attempts, None, "Its secret was sealed with a key that is gone")
    return Claimed(row.id, row.attempts, letter._replace(to=webhook.url, secret=secret))


def _note(claimed: Claimed, failure: SendingFailed | None) -> None:
    if claimed.letter is None:
        values = {"state": DeliveryState.FAILED, "error": claimed.reason, "done_at": now()}
    elif failure is None:
        values = {"state": DeliveryState.SENT, "error": None, "done_at": now()}
    else:
        values = _after(claimed, failure)
    mine = d.id == claimed.id, d.state == DeliveryState.PENDING
    db.session.execute(update(d).where(*mine).values(values))


def _after(claimed: Claimed, failure: SendingFailed) -> dict[str, object]:
    """Return what a try that failed leaves: another one, or the end."""
    wait = None if failure.is_final else wait_after(claimed.attempts, failure.retry_after_s)
    log.info("delivery.failed", delivery=claimed.id, attempts=claimed.attempts, error=str(failure))
    if wait is None:
        return {"state": DeliveryState.FAILED, "error": str(failure), "done_at": now()}
    return {"error": str(failure), "next_at": now() + wait}
