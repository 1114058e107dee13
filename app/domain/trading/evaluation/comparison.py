"""Whether one forecast is better than another, or only luckier.

Sources: F. Diebold, R. Mariano, Comparing Predictive Accuracy, Journal of Business and Economic Statistics,
1995; W. Newey, K. West, A Simple Positive Semi-Definite Covariance Matrix, Econometrica 1987.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from app.domain.trading.models.history import Array


class Comparison(NamedTuple):
    """How much larger one loss is on average than another; p of that under no difference, two-sided."""

    difference: float
    standard_error: float
    p: float


def diebold_mariano(loss: Array, other: Array, *, lags: int) -> Comparison:
    """Compare two series of losses on the same points.

    lags: up to which the differences may depend on one another, at least the horizon in points less 1.
    """
    differences = loss - other
    difference = float(differences.mean())
    error = standard_error(differences, lags=lags)
    if error == 0:
        return Comparison(difference, 0.0, 1.0 if difference == 0 else 0.0)
    return Comparison(difference, error, math.erfc(abs(difference / error) / math.sqrt(2)))


def standard_error(values: Array, *, lags: int) -> float:
    """Return that of a mean of dependent values, by Newey and West's weights."""
    centered = values - values.mean()
    variance = float(centered @ centered)
    for lag in range(1, min(lags, values.size - 1) + 1):
        variance += 2 * (1 - lag / (lags + 1)) * float(centered[lag:] @ centered[:-lag])
    return math.sqrt(max(variance, 0.0)) / values.size


def lags_for(points: int, horizon_h: int) -> int:
    """Return the lags for hourly predictions: two horizons, which overlap, and Newey and West's own rule."""
    return 2 * horizon_h + int(4 * (points / 100) ** (2 / 9))
