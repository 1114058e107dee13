"""Figures of the past at each hour: means and decaying averages that never look ahead."""

from __future__ import annotations

import numpy as np

from app.domain.trading.models.history import Array, History

EWMA_DECAY = 0.94
"""A step; the value of J.P. Morgan's RiskMetrics (Technical Document, 1996) for daily returns."""
EWMA_STEPS = 200
"""Weights after these are below 1e-5 and left out, so that a forecast needs a bounded past."""
SMALLEST_VARIANCE = 1e-12
"""Of an hour: a move by a millionth, below which no market prices."""


def mean_of_last(values: Array, hours: int) -> Array:
    """Return the mean over the newest hours at each hour, over fewer where there are not so many."""
    total = np.cumsum(values)
    count = np.minimum(np.arange(1, values.size + 1), hours)
    total[hours:] -= total[:-hours].copy()
    return np.asarray(total / count)


def ewma_variance(history: History, hours: int) -> Array:
    """Return the variance over a horizon by RiskMetrics: a decaying mean of squared returns of its length.

    The squares that count end now, one horizon ago, two ago and so on.
    """
    price = np.log(history.close)
    squares = np.zeros(price.size)
    squares[hours:] = (price[hours:] - price[:-hours]) ** 2
    found = np.zeros(price.size)
    weights = (1 - EWMA_DECAY) * np.power(EWMA_DECAY, np.arange(EWMA_STEPS, dtype=np.float64))
    for phase in range(hours):
        found[hours + phase :: hours] = _weighted(squares[hours + phase :: hours], weights)
    return np.maximum(found, SMALLEST_VARIANCE)


def hourly_range_variance(history: History) -> Array:
    """Return each hour's variance by its high and low, which is five times as precise as by its close.

    Source: M. Parkinson, The Extreme Value Method for Estimating the Variance of the Rate of Return, 1980.
    An hour that hardly moved counts as a hundredth of the month before it, or its logarithm has no bound.
    """
    ranges = np.log(history.high / history.low) ** 2 / (4 * np.log(2))
    least = 0.01 * mean_of_last(ranges, 720) + SMALLEST_VARIANCE
    return np.asarray(np.maximum(ranges, least), dtype=np.float64)


def _weighted(values: Array, weights: Array) -> Array:
    if not values.size:
        return values
    counted = np.cumsum(weights)[np.minimum(np.arange(values.size), weights.size - 1)]
    return np.asarray(np.convolve(values, weights)[: values.size] / counted)
