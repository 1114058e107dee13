"""Candles as clients see them."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class CandleView(Struct, frozen=True):
    """A bar; timestamp: when it begins, in UTC. closed: false of the current one, which still changes.

    trades: how many there were. parts: how many stored bars it is made of; fewer than its length holds
    where the exchange was away.
    """

    timestamp: datetime
    open: float
    high: float
    low: float
    close: float
    volume: float
    trades: int
    parts: int
    closed: bool


class ChartView(Struct, frozen=True):
    """The candles of a symbol, oldest first."""

    symbol: str
    timeframe: str
    candle_count: int
    candles: list[CandleView]


class Summary(Struct, frozen=True):
    """What a list says of an instrument's candles.

    last: the newest close. previous: that of the day before, in UTC. points: how many bars are stored.
    """

    last: float | None
    previous: float | None
    points: int

    @property
    def change_percent(self) -> float | None:
        if self.last is None or not self.previous:
            return None
        return round(100 * (self.last / self.previous - 1), 4)
