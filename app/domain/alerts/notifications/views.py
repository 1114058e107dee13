"""How clients see messages and their deliveries."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from app.domain.alerts.notifications.tables import Channel, Delivery, DeliveryState, Notification
from app.json_values import JsonObject


class NotificationView(Struct, frozen=True, kw_only=True):
    """A message. alert: what it is about, null where that is gone. data: what it says, for programs."""

    id: int
    alert: int | None
    is_test: bool
    title: str
    body: str
    data: JsonObject
    at: datetime
    read_at: datetime | None


class DeliveryView(Struct, frozen=True, kw_only=True):
    """A message on its way. webhook: where to. next_at: of the next try, while it is pending."""

    channel: Channel
    webhook: int | None
    state: DeliveryState
    attempts: int
    next_at: datetime | None
    error: str | None
    done_at: datetime | None


class FiringView(NotificationView, frozen=True, kw_only=True):
    """A message of one alert, with how it was delivered."""

    deliveries: list[DeliveryView]


def notification_view(row: Notification) -> NotificationView:
    return NotificationView(**_fields(row))


def firing_view(row: Notification, deliveries: list[Delivery]) -> FiringView:
    return FiringView(**_fields(row), deliveries=[delivery_view(each) for each in deliveries])


def _fields(row: Notification) -> JsonObject:
    return {
        "id": row.id,
        "alert": row.alert_id,
        "is_test": row.is_test,
        "title": row.title,
        "body": row.body,
        "data": row.data,
        "at": row.at,
        "read_at": row.read_at,
    }


def delivery_view(row: Delivery) -> DeliveryView:
    return DeliveryView(
        channel=Channel(row.channel),
        webhook=row.webhook_id,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        next_at=row.next_at if row.state == DeliveryState.PENDING else None,
        error=row.error,
        done_at=row.done_at,
    )
