"""What is asked of models, and their names: what a web process needs to know of them, without numpy."""

from __future__ import annotations

from enum import StrEnum

HORIZONS_H: tuple[int, ...] = (1, 4, 24)
"""How far ahead everything is predicted, in hours; the second axis of all that has a horizon."""
INTERVAL_SHARE = 0.8
"""Of outcomes that an interval promises to hold."""
FOLDS = 4
"""Into which the newer half of a history is cut."""
MODEL_NAMES = (
    "last price",
    "EWMA 0.94",
    "majority direction",
    "log-HAR",
    "GARCH",
    "ARIMA",
    "CNN",
    "GRU",
)
"""In the catalogue's order, the simplest first."""


class Task(StrEnum):
    """What a model may be asked for."""

    PRICE = "price"
    DIRECTION = "direction"
    VOLATILITY = "volatility"
    INTERVAL = "interval"


class Kind(StrEnum):
    """How much a model costs to run and to explain; among equals the earlier wins."""

    NAIVE = "naive"
    STATISTICAL = "statistical"
    NETWORK = "network"
