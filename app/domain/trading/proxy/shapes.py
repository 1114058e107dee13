"""What a good answer of the platform holds at least: the fields that clients were promised.

A platform of another version may say more; an upgrade of one of the two deployments is no failure.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

Moment = Annotated[datetime, Meta(tz=True)]


class ListedInstrument(Struct):
    symbol: str
    name: str
    category: str
    has_data: bool
    models_trained: bool
    current_price: Decimal | None
    change_percent: float | None
    total_data_points: int
    data_interval: str


class Candle(Struct):
    timestamp: Moment
    open: float
    high: float
    low: float
    close: float
    volume: float


class Chart(Struct):
    symbol: str
    timeframe: str
    candle_count: int
    candles: list[Candle]


class Prediction(Struct):
    symbol: str
    model_name: str
    prediction_type: str
    predicted_value: float
    confidence: float
    timeframe: str
    timestamp: Moment


class Signal(Struct):
    """A signal at a timeframe. valid_until: when its horizon ends."""

    timeframe: Literal["4h", "1D"]
    signal: str
    confidence: float
    entry_point: float | None
    take_profit: float | None
    stop_loss: float | None
    reasoning: str
    generated_at: Moment
    valid_until: Moment


class Signals(Signal):
    """The signal that was asked for, and those at all timeframes."""

    symbol: str
    signals: list[Signal]
