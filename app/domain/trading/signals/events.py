"""What those hear who follow a market's signals."""

from __future__ import annotations

from app.realtime import Event


class SignalChanged(Event):
    """A signal says something else than the one before it: buy, sell or hold, at a timeframe."""

    name = "signal.changed"
    audience = "topic market:{symbol}"
    burst = 2
    when_fast = "list"
    plural = "signals.changed"
    symbol: str
    timeframe: str
    signal: str
    confidence: float
