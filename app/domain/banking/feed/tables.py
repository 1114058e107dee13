"""Tables: connections to banks, and the inbox of what providers sent."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import SECRET, Base, BigId, UTCDateTime, one_of
from app.json_values import JsonObject


class ConnectionState(StrEnum):
    """linking: its owner has not agreed yet. needs_reauth: they have to agree again."""

    LINKING = "linking"
    ACTIVE = "active"
    NEEDS_REAUTH = "needs_reauth"
    DISABLED = "disabled"


class DeliveryState(StrEnum):
    """dead: it was given up; it can be replayed."""

    RECEIVED = "received"
    DONE = "done"
    IGNORED = "ignored"
    DEAD = "dead"


Health = Literal["good", "waiting", "failing", "needs_reauth", "disabled"]
"""How a connection does, in a word."""


class Connection(Base):
    """A user's link to a bank through a provider.

    external_user: who the user is at the provider (a Basiq user, an Apideck consumer); we choose or
    create it, a user never names it. external_id narrows it to one bank (a Basiq connection, an Apideck
    service). credentials: encrypted JSON, see app.sealing. cursor: where the next sync goes on.
    """

    __tablename__ = "connections"
    __table_args__ = (
        UniqueConstraint("provider", "external_user", "external_id"),
        one_of("state", ConnectionState, name="state_known"),
        Index("ix_connections_user_id_id", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    provider: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    external_user: Mapped[str | None] = mapped_column(String(100))
    external_id: Mapped[str | None] = mapped_column(String(100))
    holder: Mapped[str | None] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(12), default="active", server_default="active")
    credentials: Mapped[str | None] = mapped_column(Text, info=SECRET)
    cursor: Mapped[str | None] = mapped_column(String(500))
    last_event_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_sync_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    next_sync_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    last_error: Mapped[str | None] = mapped_column(String(300))
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class WebhookEvent(Base):
    """A verified event as it came, kept so that it can be processed again.

    event_id: the provider's signed id, so that the same event again is known; for a generic inbox the
    connection's id stands before it. next_attempt_at: when a failed one is due again.
    """

    __tablename__ = "webhook_events"
    __table_args__ = (
        UniqueConstraint("provider", "event_id"),
        one_of("state", DeliveryState, name="state_known"),
        Index("ix_webhook_events_state_next_attempt_at", "state", "next_attempt_at"),
        Index("ix_webhook_events_connection_id_state", "connection_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    provider: Mapped[str] = mapped_column(String(20))
    event_id: Mapped[str] = mapped_column(String(250))
    event_type: Mapped[str] = mapped_column(String(80))
    connection_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("connections.id", ondelete="SET NULL")
    )
    external_user: Mapped[str | None] = mapped_column(String(100))
    headers: Mapped[JsonObject] = mapped_column(JSON)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(10), default="received", server_default="received")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    next_attempt_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    error: Mapped[str | None] = mapped_column(String(500))
    processed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    stored: Mapped[int] = mapped_column(default=0, server_default="0")
    changed: Mapped[int] = mapped_column(default=0, server_default="0")
