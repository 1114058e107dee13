"""Tables: the rates that everybody has, and each user's own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, BigId, ExactDecimal, one_of


class RateSource(StrEnum):
    """Who said a rate that everybody has: the European Central Bank, or this installation's administrator."""

    ECB = "ecb"
    ADMIN = "admin"


class ExchangeRate(Base):
    """What one euro was worth on a day, in units of a currency; beats the shipped rate of that day."""

    __tablename__ = "exchange_rates"
    __table_args__ = (one_of("source", RateSource, name="source_known"),)

    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    rate: Mapped[Decimal] = mapped_column(ExactDecimal)
    source: Mapped[str] = mapped_column(String(8))


class OwnRate(Base):
    """What one unit of `from_currency` was worth in `to_currency` on a day, as one user says.

    Nobody else sees it.
    """

    __tablename__ = "own_exchange_rates"
    __table_args__ = (UniqueConstraint("user_id", "from_currency", "to_currency", "on"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    from_currency: Mapped[str] = mapped_column(String(3))
    to_currency: Mapped[str] = mapped_column(String(3))
    on: Mapped[date]
    rate: Mapped[Decimal] = mapped_column(ExactDecimal)
