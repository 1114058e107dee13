"""Messages to users, and the outbox of their deliveries."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import Base, BigId, UTCDateTime, one_of
from app.json_values import JsonObject


class Channel(StrEnum):
    """How a message reaches somebody; in_app: the page and all that is connected."""

    IN_APP = "in_app"
    EMAIL = "email"
    WEBHOOK = "webhook"


class DeliveryState(StrEnum):
    """pending: to be tried, once more maybe. sent: taken by the other side. failed: given up."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


class Notification(Base):
    """A message to a user.

    alert_id: what it is about; None where that alert is gone. occasion: what made it fire; an alert fires
    once for each. is_test: it was asked for. is_listed: it is shown on the page. data: the same for programs.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("alert_id", "occasion"),
        Index("ix_notifications_user_id", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    alert_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("alerts.id", ondelete="SET NULL"))
    occasion: Mapped[str] = mapped_column(String(60))
    is_test: Mapped[bool] = mapped_column(default=False)
    is_listed: Mapped[bool] = mapped_column(default=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(String(1000))
    data: Mapped[JsonObject] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


WAITING = "state = 'pending'"


class Delivery(Base):
    """A message on its way by one channel.

    next_at: when it is to be tried; while somebody tries, when another one may. error: of the last try.
    webhook_id: where to; None for the other channels, and where that webhook is gone.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        one_of("channel", Channel, name="channel_known"),
        one_of("state", DeliveryState, name="state_known"),
        Index("ix_deliveries_next_at", "next_at", postgresql_where=text(WAITING), sqlite_where=text(WAITING)),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    notification_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("notifications.id", ondelete="CASCADE"), index=True
    )
    channel: Mapped[str] = mapped_column(String(7))
    webhook_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("webhooks.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(7), default=DeliveryState.PENDING)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    error: Mapped[str | None] = mapped_column(String(300))
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
