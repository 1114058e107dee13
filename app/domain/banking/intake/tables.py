"""Tables: what could not be stored, and what waits to be categorised."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Index,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import Base, BigId, UTCDateTime


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


class FlushedRange(Base):
    """Rows that a flush stored and nobody has categorised yet: written in the same commit, deleted when done.

    after_id, last_id: the intake's rows among transactions with ids above the one, up to the other.
    """

    __tablename__ = "flushed_ranges"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    after_id: Mapped[int] = mapped_column(BigId)
    last_id: Mapped[int] = mapped_column(BigId)


class QueueMemory(Base):
    """One row: which Redis data this installation queues in, so that other or empty data is noticed.

    generation: stands in Redis as well, and is gone with its data.
    losses: how often it was another one. lost_at: when last; None once an admin has acknowledged it.
    waiting, accepted: rows when Redis was last seen, at `seen_at`; lost_waiting: those of the loss.
    """

    __tablename__ = "queue_memory"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    generation: Mapped[str] = mapped_column(String(32))
    losses: Mapped[int] = mapped_column(default=0)
    lost_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lost_waiting: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(BigInteger, default=0)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
