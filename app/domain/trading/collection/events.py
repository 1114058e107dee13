"""What those hear who follow a market."""

from __future__ import annotations

from app.realtime import Event


class CandleClosed(Event):
    """A bar of a collected symbol has closed; timestamp: when it began.

    Several timeframes may close with one minute; each has an event of its own.
    """

    name = "candle.closed"
    audience = "topic market:{symbol}"
    burst = 10
    when_fast = "list"
    plural = "candles.closed"
    symbol: str
    timeframe: str
    timestamp: str
    open: float
    high: float
    low: float
    close: float
    volume: float
