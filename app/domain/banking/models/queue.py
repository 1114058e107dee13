"""Tables: what the database remembers of the intake queue in Redis."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import Base, BigId, UTCDateTime


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


class FlushedRange(Base):
    """Rows that a flush stored and nobody has categorised yet: written in the same commit, deleted when done.

    after_id, last_id: the intake's rows among transactions with ids above the one, up to the other.
    """

    __tablename__ = "flushed_ranges"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    after_id: Mapped[int] = mapped_column(BigId)
    last_id: Mapped[int] = mapped_column(BigId)
