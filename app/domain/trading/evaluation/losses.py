"""Losses of single predictions, smaller is better.

Sources: A. Patton, Volatility Forecast Comparison Using Imperfect Volatility Proxies, Journal of Econometrics
2011 (QLIKE); T. Gneiting, A. Raftery, Strictly Proper Scoring Rules, JASA 2007 (CRPS, interval score);
R. Hyndman, A. Koehler, Another Look at Measures of Forecast Accuracy, 2006 (MASE).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.domain.trading.models.history import Array
from app.domain.trading.models.trailing_means import SMALLEST_VARIANCE

Flags = NDArray[np.bool_]
Rises = Flags | Array
"""Of each outcome whether it rose, or how much of a rise it counts as: one half where the price stayed."""

LEVELS: Array = np.arange(1, 40) / 40
"""Of the quantiles by which a distribution is given: every 2.5 %, from 2.5 % to 97.5 %."""
LEAST_PROBABILITY = 1e-6


def mase(errors: Array, naive_errors: Array) -> float:
    """Return the mean absolute error in units of the naive one's where the model was fitted."""
    return float(np.mean(np.abs(errors)) / np.mean(np.abs(naive_errors)))


def log_loss(up: Array, rises: Rises) -> Array:
    """Return minus the log of the probability that was given to what happened."""
    sure = np.clip(up, LEAST_PROBABILITY, 1 - LEAST_PROBABILITY)
    return np.asarray(-(rises * np.log(sure) + (1 - rises) * np.log(1 - sure)))


def brier(up: Array, rises: Rises) -> Array:
    return (up - rises) ** 2


def qlike(variance: Array, realised: Array) -> Array:
    """Return realised / forecast less its log less 1: 0 where they are equal, and robust to a noisy proxy."""
    ratio = np.maximum(realised, SMALLEST_VARIANCE) / variance
    return np.asarray(ratio - np.log(ratio) - 1)


def crps(quantiles: Array, outcomes: Array) -> Array:
    """Return the continuous ranked probability score as twice the mean quantile loss over LEVELS.

    quantiles: shape (n, levels). outcomes: shape (n,).
    """
    over = outcomes[:, None] - quantiles
    return np.asarray(2 * np.maximum(LEVELS * over, (LEVELS - 1) * over).mean(axis=1))


def interval_score(low: Array, high: Array, outcomes: Array, *, share: float) -> Array:
    """Return the width of an interval, and what it missed by times 2 / (1 - share)."""
    missed = np.maximum(low - outcomes, 0) + np.maximum(outcomes - high, 0)
    return high - low + 2 / (1 - share) * missed


def interval(quantiles: Array, share: float) -> tuple[Array, Array]:
    """Return the ends of the central interval that holds a share, a whole multiple of 5 %."""
    tail = (1 - share) / 2
    ends = [int(np.argmin(np.abs(LEVELS - level))) for level in (tail, 1 - tail)]
    return quantiles[..., ends[0]], quantiles[..., ends[1]]


def covered(quantiles: Array, outcomes: Array, *, share: float) -> Array:
    """Return for each outcome whether it lies in the central interval."""
    low, high = interval(quantiles, share)
    return ((low <= outcomes) & (outcomes <= high)).astype(np.float64)
