"""Candles as clients see them."""

from __future__ import annotations

from msgspec import Struct


class CandleView(Struct, frozen=True):
    """A bar; timestamp: when it begins, in UTC. closed: false of the current one, which still changes.

    trades: how many there were. parts: how many stored bars it is made of; fewer than its length holds
    where the exchange was away.
    """

    timestamp: str
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

    change_percent: of the price since the close of the day before, in UTC. points: the bars that are stored.
    """

    current_price: float | None
    change_percent: float | None
    points: int
