"""What doing nothing predicts: the last price, the recent variance, the more frequent direction."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from app.domain.trading.models.contract import (
    HORIZONS_H,
    Kind,
    Origins,
    Parameters,
    Prediction,
    Task,
    Watch,
    silence,
)
from app.domain.trading.models.history import History, require_hours
from app.domain.trading.models.targets import future_returns, rise_shares
from app.domain.trading.models.trailing_means import ewma_variance


class LastPrice:
    """The price stays where it is: a random walk."""

    name: ClassVar = "last price"
    kind: ClassVar = Kind.NAIVE
    tasks: ClassVar = frozenset({Task.PRICE})
    min_hours: ClassVar = 48

    def fit(self, history: History, watch: Watch) -> Parameters:
        require_hours(history, self.min_hours, self.name.capitalize())
        return {}

    def predict(self, parameters: Parameters, history: History, origins: Origins) -> Prediction:
        nothing = silence(origins)
        return Prediction(mean=np.zeros_like(nothing), variance=nothing, up=nothing)


class Ewma:
    """The variance stays as it was of late, by RiskMetrics' decay of 0.94 a step of the horizon's length."""

    name: ClassVar = "EWMA 0.94"
    kind: ClassVar = Kind.NAIVE
    tasks: ClassVar = frozenset({Task.VOLATILITY})
    min_hours: ClassVar = 10 * HORIZONS_H[-1]

    def fit(self, history: History, watch: Watch) -> Parameters:
        require_hours(history, self.min_hours, self.name)
        return {}

    def predict(self, parameters: Parameters, history: History, origins: Origins) -> Prediction:
        variance = np.stack([ewma_variance(history, hours)[origins] for hours in HORIZONS_H], axis=1)
        return Prediction(mean=silence(origins), variance=variance, up=silence(origins))


class MajorityDirection:
    """The price goes where it went more often in what was learnt from."""

    name: ClassVar = "majority direction"
    kind: ClassVar = Kind.NAIVE
    tasks: ClassVar = frozenset({Task.DIRECTION})
    min_hours: ClassVar = 10 * HORIZONS_H[-1]

    def fit(self, history: History, watch: Watch) -> Parameters:
        """Learn the share of rises over each horizon, as if two more had been seen, one each way.

        A price that stays counts as half a rise.
        """
        require_hours(history, self.min_hours, self.name.capitalize())
        returns = future_returns(history)
        known = np.isfinite(returns)
        return {"up": (np.nansum(rise_shares(returns), axis=0) + 1) / (known.sum(axis=0) + 2)}

    def predict(self, parameters: Parameters, history: History, origins: Origins) -> Prediction:
        nothing = silence(origins)
        return Prediction(mean=nothing, variance=nothing, up=np.zeros_like(nothing) + parameters["up"])
