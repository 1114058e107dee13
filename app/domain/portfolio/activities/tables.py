"""Activities as they are stored."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import Base, BigId, ExactDecimal, UTCDateTime, one_of
from app.domain.portfolio.activities.activity import ActivityType


class ActivityRow(Base):
    """One activity of a portfolio; see activities.activity.Activity for what the fields mean.

    Those of one day happened in the order of their ids.
    is_opening: it stands for an investment's quantity and purchase price, as stated without activities.
    row_key: the broker's id, or a hash of what the row says; equal rows of a file have one key each time.
    deleted_at: removed, and can be brought back for a while.
    """

    __tablename__ = "activities"
    __table_args__ = (
        one_of("type", ActivityType, name="type_known"),
        Index("ix_activities_portfolio_id_on", "portfolio_id", "on", "id"),
        Index("ix_activities_portfolio_id_row_key", "portfolio_id", "row_key"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    portfolio_id: Mapped[int] = mapped_column(BigId, ForeignKey("portfolios.id", ondelete="CASCADE"))
    investment_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("investments.id", ondelete="CASCADE"), index=True
    )
    on: Mapped[date]
    type: Mapped[str] = mapped_column(String(13))
    currency: Mapped[str] = mapped_column(String(3))
    quantity: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    unit_price: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    price_currency: Mapped[str | None] = mapped_column(String(3))
    amount: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    fee: Mapped[Decimal] = mapped_column(ExactDecimal, default=Decimal(0))
    tax: Mapped[Decimal] = mapped_column(ExactDecimal, default=Decimal(0))
    fx_rate: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    received: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    received_currency: Mapped[str | None] = mapped_column(String(3))
    external_id: Mapped[str | None] = mapped_column(String(100))
    note: Mapped[str | None] = mapped_column(String(500))
    is_opening: Mapped[bool] = mapped_column(default=False)
    row_key: Mapped[str | None] = mapped_column(String(64))
    import_id: Mapped[int | None] = mapped_column(BigId, index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
