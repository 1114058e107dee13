"""The table of instruments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UTCDateTime

MAX_SYMBOL_LETTERS = 32


class Instrument(Base):
    """Something traded. Its number is a part of every candle's key, hence 32 bits.

    symbol: as the exchange writes it, BTCUSDT. interval: of the bars that are stored, from which all other
    timeframes are made. has_data: a collection of it came to its end. version: grows with each write of
    candles; the process that holds this row's lock is the only writer of its candles.
    """

    __tablename__ = "instruments"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    symbol: Mapped[str] = mapped_column(String(MAX_SYMBOL_LETTERS), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    category: Mapped[str] = mapped_column(String(20))
    base: Mapped[str] = mapped_column(String(20))
    quote: Mapped[str] = mapped_column(String(20))
    interval: Mapped[str] = mapped_column(String(3))
    has_data: Mapped[bool] = mapped_column(default=False)
    models_trained: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
