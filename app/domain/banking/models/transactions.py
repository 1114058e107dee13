"""Tables: transactions, and the dead letters of the intake."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import Base, BigId, Money, UTCDateTime

STATUSES = ("PENDING", "SUCCESS", "FAILED")


class Transaction(Base):
    """One movement of money on one user's books.

    transaction_id is the sender's own id, unique per user. content_hash is over what the sender
    said, so that the same id again can be told from a contradiction.
    """

    __tablename__ = "transactions"
    __table_args__ = (
        UniqueConstraint("user_id", "transaction_id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("status IN ('PENDING', 'SUCCESS', 'FAILED')", name="status_known"),
        Index("ix_transactions_user_id_occurred_at_id", "user_id", "occurred_at", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    transaction_id: Mapped[str] = mapped_column(String(100))
    amount: Mapped[int] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3))
    status: Mapped[str] = mapped_column(String(7))
    description: Mapped[str | None] = mapped_column(String(500))
    merchant: Mapped[str | None] = mapped_column(String(200))
    category: Mapped[str | None] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(String(20), default="intake", server_default="intake")
    occurred_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    content_hash: Mapped[str] = mapped_column(String(32))


class DeadLetter(Base):
    """A queued row that could not be stored, with the reason; an admin retries or discards it.

    origin is the row's place in the queue, so that a flush which is run again adds no second letter.
    """

    __tablename__ = "dead_letters"
    __table_args__ = (Index("ix_dead_letters_state_id", "state", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    origin: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(BigId)
    transaction_id: Mapped[str | None] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(Text)
    payload: Mapped[Any] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="open", server_default="open")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    resolved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
