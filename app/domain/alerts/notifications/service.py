"""A user's messages: written with what they are about, listed, read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any, NamedTuple, cast

import structlog
from sqlalchemy import CursorResult, delete, func, select, update

from app.clock import now
from app.db import insert_into, on_commit
from app.domain.alerts.channels.service import own_webhooks
from app.domain.alerts.notifications.errors import NotificationNotFound
from app.domain.alerts.notifications.jobs import NotificationsJob
from app.domain.alerts.notifications.outbox import deliver
from app.domain.alerts.notifications.tables import Channel, Delivery, DeliveryState, Notification
from app.domain.alerts.notifications.views import FiringView, NotificationView, firing_view, notification_view
from app.extensions import db
from app.jobs import enqueue
from app.json_values import JsonObject
from app.pagination import Page, page_of

MAX_EMAILS_A_DAY = 100
KEPT = timedelta(days=365)
n, d = Notification, Delivery
log = structlog.get_logger()


class Message(NamedTuple):
    """What is told. occasion: what made it, once for each alert."""

    occasion: str
    title: str
    body: str
    data: JsonObject
    is_test: bool = False


class Channels(NamedTuple):
    """How it is told. webhooks: those that are gone by now are left out."""

    in_app: bool
    email: bool
    webhooks: Sequence[int]


def notify(user_id: int, alert_id: int, message: Message, channels: Channels) -> Notification | None:
    """Write a message and its deliveries in the caller's transaction; they begin when it has committed.

    Returns None where this was told already.
    """
    values = {
        **message._asdict(),
        "user_id": user_id,
        "alert_id": alert_id,
        "is_listed": channels.in_app,
        "at": now(),
    }
    statement = insert_into(n).values(values)
    once = statement.on_conflict_do_nothing(index_elements=["alert_id", "occasion"]).returning(n.id)
    number = db.session.scalar(once)
    if number is None:
        return None
    _post(user_id, number, channels)
    return db.session.get_one(n, number)


def _post(user_id: int, notification_id: int, channels: Channels) -> None:
    rows = [d(notification_id=notification_id, channel=Channel.IN_APP)] if channels.in_app else []
    if channels.email:
        rows.append(_email(user_id, notification_id))
    rows += [
        d(notification_id=notification_id, channel=Channel.WEBHOOK, webhook_id=webhook)
        for webhook in own_webhooks(user_id, channels.webhooks)
    ]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        if row.channel == Channel.IN_APP:
            on_commit(lambda number=row.id: deliver(number))  # type: ignore[misc]
        else:
            enqueue(NotificationsJob.DELIVER, row.id)


def _email(user_id: int, notification_id: int) -> Delivery:
    today = select(func.count()).select_from(d).join(n, n.id == d.notification_id)
    sent = today.where(n.user_id == user_id, d.channel == Channel.EMAIL, n.at > now() - timedelta(days=1))
    if (db.session.scalar(sent) or 0) < MAX_EMAILS_A_DAY:
        return d(notification_id=notification_id, channel=Channel.EMAIL)
    return d(
        notification_id=notification_id,
        channel=Channel.EMAIL,
        state=DeliveryState.FAILED,
        error=f"{MAX_EMAILS_A_DAY} e-mails a day are the most",
        done_at=now(),
    )


def list_notifications(
    user_id: int, *, unread: bool, limit: int, cursor: str | None
) -> Page[NotificationView]:
    """Return a user's messages, newest first."""
    statement = select(n).where(n.user_id == user_id, n.is_listed)
    if unread:
        statement = statement.where(n.read_at.is_(None))
    page = page_of(db.session, statement, [n.id], limit=limit, cursor=cursor)
    return Page([notification_view(row) for row in page.items], page.next_cursor)


def count_unread(user_id: int) -> int:
    """Count a user's messages that are not read yet."""
    unread = n.user_id == user_id, n.is_listed, n.read_at.is_(None)
    return db.session.scalar(select(func.count()).select_from(n).where(*unread)) or 0


def mark_read(user_id: int, notification_id: int) -> NotificationView:
    """Mark one message as read. Raises NotificationNotFound."""
    found = db.session.get(n, notification_id)
    if found is None or found.user_id != user_id or not found.is_listed:
        raise NotificationNotFound
    found.read_at = found.read_at or now()
    db.session.flush()
    return notification_view(found)


def mark_all_read(user_id: int, until: int) -> int:
    """Mark a user's messages up to one's id as read; return how many were not."""
    unread = n.user_id == user_id, n.is_listed, n.read_at.is_(None), n.id <= until
    return _rows(update(n).where(*unread).values(read_at=now()))


def list_firings(alert_id: int, *, limit: int, cursor: str | None) -> Page[FiringView]:
    """Return an alert's messages with their deliveries, newest first."""
    page = page_of(db.session, select(n).where(n.alert_id == alert_id), [n.id], limit=limit, cursor=cursor)
    by_message: dict[int, list[Delivery]] = defaultdict(list)
    for each in _deliveries([row.id for row in page.items]):
        by_message[each.notification_id].append(each)
    return Page([firing_view(row, by_message[row.id]) for row in page.items], page.next_cursor)


def show_firing(row: Notification) -> FiringView:
    """Show one message with its deliveries as they are now."""
    return firing_view(row, _deliveries([row.id]))


def _deliveries(ids: Collection[int]) -> list[Delivery]:
    statement = select(d).where(d.notification_id.in_(ids)).order_by(d.id)
    return list(db.session.scalars(statement))


def count_tests(user_id: int, within: timedelta) -> int:
    """Count the test messages that a user has asked for lately."""
    lately = n.user_id == user_id, n.is_test, n.at > now() - within
    return db.session.scalar(select(func.count()).select_from(n).where(*lately)) or 0


def prune_notifications() -> None:
    """Erase messages of more than a year ago."""
    log.info("notifications.pruned", count=_rows(delete(n).where(n.at < now() - KEPT)))


def _rows(statement: Any) -> int:
    return cast(CursorResult[Any], db.session.execute(statement)).rowcount
