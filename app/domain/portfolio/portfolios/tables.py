"""Portfolios."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import Base, BigId, UTCDateTime, one_of
from app.domain.portfolio.portfolios.cash_mode import CashMode as CashMode

LIVE = text("deleted_at IS NULL")


class Portfolio(Base):
    """A user's portfolio.

    allow_shorts: more may be sold than is held.
    version: grows with each change of activities, prices or settings, so that what was computed of an older
    one is known to be old. stale_from: the first day whose valuation is to be computed anew; None: all is.
    deleted_at: removed, and can be brought back for a while.
    """

    __tablename__ = "portfolios"
    __table_args__ = (
        Index(
            "uq_portfolios_user_id_name",
            "user_id",
            "name",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        one_of("cash", CashMode, name="cash_known"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    currency: Mapped[str] = mapped_column(String(3))
    cash: Mapped[str] = mapped_column(String(8), default=CashMode.IMPLICIT, server_default=CashMode.IMPLICIT)
    allow_shorts: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    stale_from: Mapped[date | None]
