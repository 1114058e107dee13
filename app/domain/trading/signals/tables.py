"""The tables of signals and of what their rule would have earned."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Double, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, BigId, UTCDateTime
from app.json_values import JsonObject


class MarketSignal(Base):
    """A signal as it was given, by the costs that were set then; the database refuses to change it.

    confidence: the calibrated probability of the more likely direction. probability: that the move beats
    `costs`, a log return as `expected` is. entry_point, take_profit, stop_loss: prices, None of a hold.
    """

    __tablename__ = "market_signals"
    __table_args__ = (UniqueConstraint("instrument_id", "horizon_h", "origin_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    instrument_id: Mapped[int] = mapped_column(Integer, ForeignKey("instruments.id"))
    horizon_h: Mapped[int] = mapped_column(Integer)
    origin_at: Mapped[datetime] = mapped_column(UTCDateTime)
    generated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    action: Mapped[str] = mapped_column(String(4))
    confidence: Mapped[float] = mapped_column(Double)
    probability: Mapped[float] = mapped_column(Double)
    expected: Mapped[float] = mapped_column(Double)
    costs: Mapped[float] = mapped_column(Double)
    entry_point: Mapped[float | None] = mapped_column(Double)
    take_profit: Mapped[float | None] = mapped_column(Double)
    stop_loss: Mapped[float | None] = mapped_column(Double)
    reasoning: Mapped[str] = mapped_column(String(1_000))


class SignalBacktest(Base):
    """What the rule would have earned in an instrument's last training.

    figures: as views.BacktestView, but gains as sums of log returns.
    """

    __tablename__ = "signal_backtests"

    instrument_id: Mapped[int] = mapped_column(Integer, ForeignKey("instruments.id"), primary_key=True)
    horizon_h: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    figures: Mapped[JsonObject] = mapped_column(JSON)
