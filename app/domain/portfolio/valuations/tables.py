"""What was computed of portfolios."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, Double, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import Base, BigId, ExactDecimal, UTCDateTime


class ValuationDay(Base):
    """A portfolio's value at the close of a day, in its currency; None where a price or rate is missing.

    twr: the time-weighted return since the first activity.
    """

    __tablename__ = "valuation_days"

    portfolio_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("portfolios.id", ondelete="CASCADE"), primary_key=True
    )
    on: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    twr: Mapped[float | None] = mapped_column(Double)


class StoredAnswer(Base):
    """An answer about a portfolio, as JSON, and the version of the portfolio that it is about.

    key: what was asked; see valuations.questions. asked_at: one that nobody asks for is dropped.
    """

    __tablename__ = "performance_answers"

    portfolio_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("portfolios.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(400), primary_key=True)
    version: Mapped[int] = mapped_column(BigId)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class KeptBooks(Base):
    """What a portfolio's answer had computed up to the close of a day, for later ones to go on from there.

    version: of the portfolio, when this was kept. basis: a digest of what it rests on besides dated facts.
    currencies, symbols: all that occurred until then. body: see valuations.past_format.
    """

    __tablename__ = "kept_books"

    portfolio_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("portfolios.id", ondelete="CASCADE"), primary_key=True
    )
    on: Mapped[date]
    version: Mapped[int] = mapped_column(BigId)
    basis: Mapped[str] = mapped_column(String(64))
    currencies: Mapped[list[str]] = mapped_column(JSON)
    symbols: Mapped[list[str]] = mapped_column(JSON)
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
