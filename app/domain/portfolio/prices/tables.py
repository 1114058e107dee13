"""Prices: a series per symbol, of the market or of one portfolio, its closes by day, and its splits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, BigId, ExactDecimal

SHARED = text("portfolio_id IS NULL")
OWN = text("portfolio_id IS NOT NULL")


class PriceSeries(Base):
    """The prices of one symbol from one source.

    portfolio_id: whose owner stated them; None: the market's, for everyone.
    currency: of the quotes, GBp and the like included. restated: the history is restated for later splits.
    """

    __tablename__ = "price_series"
    __table_args__ = (
        Index(
            "uq_price_series_symbol",
            "symbol",
            unique=True,
            sqlite_where=SHARED,
            postgresql_where=SHARED,
        ),
        Index(
            "uq_price_series_portfolio_id_symbol",
            "portfolio_id",
            "symbol",
            unique=True,
            sqlite_where=OWN,
            postgresql_where=OWN,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    portfolio_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("portfolios.id", ondelete="CASCADE"))
    symbol: Mapped[str] = mapped_column(String(64))
    currency: Mapped[str | None] = mapped_column(String(3))
    source: Mapped[str] = mapped_column(String(20))
    restated: Mapped[bool] = mapped_column(default=False)


class ClosePrice(Base):
    """The closing price of one day."""

    __tablename__ = "close_prices"

    series_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("price_series.id", ondelete="CASCADE"), primary_key=True
    )
    on: Mapped[date] = mapped_column(primary_key=True)
    price: Mapped[Decimal] = mapped_column(ExactDecimal)


class MarketSplit(Base):
    """A split as the market's data has it; ratio: new units per old unit."""

    __tablename__ = "market_splits"

    series_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("price_series.id", ondelete="CASCADE"), primary_key=True
    )
    on: Mapped[date] = mapped_column(primary_key=True)
    ratio: Mapped[Decimal] = mapped_column(ExactDecimal)
