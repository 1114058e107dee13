"""The tables of collections, and of what an exchange truly does not have."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, BigId, UTCDateTime, one_of


class CollectionState(StrEnum):
    """PARTIAL: it came to its end, but for the spans in `missing`."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = frozenset({CollectionState.QUEUED, CollectionState.RUNNING})
"""States in which a worker has something to do, or does it."""
AGAIN = frozenset({CollectionState.PARTIAL, CollectionState.FAILED, CollectionState.CANCELLED})
"""States from which it can be tried again."""
_ACTIVE = text("state IN ('queued', 'running')")


class Collection(Base):
    """One span of a symbol's candles that an admin asked for.

    first, end: the span in minutes since 1970, None until its first run has asked the exchange; it stays the
    same when it is tried again. total, done: bars of the span, and those that are stored or known as gaps.
    gaps: bars that the exchange does not have. missing: spans that could not be had, each [first, end, why].
    """

    __tablename__ = "collections"
    __table_args__ = (
        one_of("state", CollectionState, name="state_known"),
        # One at a time for a symbol: two would fetch the same pages twice.
        Index("uq_collections_symbol", "symbol", unique=True, sqlite_where=_ACTIVE, postgresql_where=_ACTIVE),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    symbol: Mapped[str] = mapped_column(String(32))
    days: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10))
    asked_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    first: Mapped[int | None] = mapped_column(Integer)
    end: Mapped[int | None] = mapped_column(Integer)
    total: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    gaps: Mapped[int] = mapped_column(Integer, default=0)
    missing: Mapped[list[list[int | str]]] = mapped_column(JSON, default=list)
    message: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CandleGap(Base):
    """A span of which the exchange, asked twice, has no candles. first, end: minutes since 1970."""

    __tablename__ = "candle_gaps"

    instrument_id: Mapped[int] = mapped_column(Integer, ForeignKey("instruments.id"), primary_key=True)
    first: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    end: Mapped[int] = mapped_column(Integer)
