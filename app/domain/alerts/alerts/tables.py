"""Alerts, and the transactions that alerts about payments are still to look at."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import Base, BigId, ExactDecimal, UTCDateTime, one_of
from app.domain.alerts.alerts.conditions import AlertKind
from app.json_values import JsonObject

PRICES = text("kind = 'price'")


class Alert(Base):
    """What a user wants to hear of; see alerts.conditions for the kinds.

    threshold: a price as it is quoted, a drawdown as a fraction, a balance in minor units; None of payments.
    currency: of the threshold, GBp and the like included. match, conditions: of payments, as rules have them.
    hysteresis: a fraction of the threshold. since: the day it was stated; earlier payments are no news.
    armed: it fires when its condition holds; of payments always. firings: how often it fired.
    version: grows with each change, so that what was decided of an older one does not happen.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        one_of("kind", AlertKind, name="kind_known"),
        Index("ix_alerts_symbol", "symbol", postgresql_where=PRICES, sqlite_where=PRICES),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(8))
    portfolio_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("portfolios.id", ondelete="CASCADE"), index=True
    )
    symbol: Mapped[str | None] = mapped_column(String(64))
    account_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    side: Mapped[str] = mapped_column(String(5))
    threshold: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    currency: Mapped[str | None] = mapped_column(String(3))
    match: Mapped[str | None] = mapped_column(String(3))
    conditions: Mapped[list[JsonObject] | None] = mapped_column(JSON(none_as_null=True))
    hysteresis: Mapped[Decimal] = mapped_column(ExactDecimal)
    in_app: Mapped[bool]
    email: Mapped[bool]
    webhooks: Mapped[list[int]] = mapped_column(JSON)
    enabled: Mapped[bool] = mapped_column(default=True)
    armed: Mapped[bool] = mapped_column(default=True)
    fired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    firings: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)
    since: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class PaymentCheck(Base):
    """Transactions of a user's that alerts have not looked at: written in the commit that stores them."""

    __tablename__ = "payment_checks"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), index=True)
    ids: Mapped[list[int]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
