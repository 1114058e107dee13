"""What those hear who follow a market's forecasts."""

from __future__ import annotations

from app.realtime import Event


class PredictionMade(Event):
    """New predictions of an instrument are there, for all horizons at once; origin: what they start from."""

    name = "prediction.made"
    audience = "topic market:{symbol}"
    symbol: str
    origin: str
    count: int
