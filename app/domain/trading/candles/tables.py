"""Candles: the bars as they came, and the longer ones that are made from them.

Why like this: docs/decisions/0041-candles.md
"""

from __future__ import annotations

from sqlalchemy import Double, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class _Bar:
    """What every bar has. trades: how many it is made of."""

    open: Mapped[float] = mapped_column(Double)
    high: Mapped[float] = mapped_column(Double)
    low: Mapped[float] = mapped_column(Double)
    close: Mapped[float] = mapped_column(Double)
    volume: Mapped[float] = mapped_column(Double)
    trades: Mapped[int] = mapped_column(Integer)


class Candle(_Bar, Base):
    """A bar of an instrument's own interval. minute: its first, in minutes since 1970.

    On PostgreSQL partitioned by month. No foreign key: an instrument is never deleted, and a check of each
    row would double what an import costs.
    """

    __tablename__ = "candles"
    __table_args__ = {"sqlite_with_rowid": False, "postgresql_partition_by": "RANGE (minute)"}

    instrument_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    minute: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class RolledBar(_Bar, Base):
    """A longer bar. start: its first minute, in minutes since 1970. parts: how many candles it is made of."""

    __tablename__ = "rolled_bars"
    __table_args__ = {"sqlite_with_rowid": False}

    instrument_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    timeframe: Mapped[str] = mapped_column(String(3), primary_key=True)
    start: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    parts: Mapped[int] = mapped_column(Integer)
