"""Quantiles that hold what they promise: from the errors of earlier predictions, whatever the model assumed.

The errors are in units of the predicted deviation. Those that count were made at a similar recent volatility
(V. Vovk et al., Mondrian Confidence Machine, 2003), and the levels asked for follow the hits and misses since
(I. Gibbs, E. Candès, Adaptive Conformal Inference under Distribution Shift, NeurIPS 2021).
An error counts when its horizon has passed, never before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.domain.trading.evaluation.losses import LEVELS
from app.domain.trading.models.history import Array

MIN_ERRORS = 500
"""Before which there is no quantile: their tails are counted from a few dozen."""
KEPT_ERRORS = 8_000
NEAREST_SHARE = 0.2
"""Of the errors kept, those nearest in volatility; less and the quantiles become noise."""
RATE = 0.002
"""By which a level moves after an error, divided by the horizon in hours: its errors come together."""
OUTERMOST = 0.002


@dataclass(frozen=True, slots=True)
class Calibration:
    """What quantiles at the next origin are made from.

    errors, volatilities: shape (n,), oldest first. levels: shape (levels,), asked for in place of LEVELS.
    """

    errors: Array
    volatilities: Array
    levels: Array

    def quantiles(self, volatility: float) -> Array:
        """Return the quantiles at LEVELS, shape (levels,), in units of the predicted deviation."""
        return _nearest_quantiles(self.errors, self.volatilities, volatility, self.levels)


def calibrate(errors: Array, volatilities: Array, *, horizon_h: int) -> tuple[Array, Calibration]:
    """Walk through the origins of consecutive hours, giving quantiles at each from what was known there.

    errors: log return over predicted deviation, shape (n,), NaN where the outcome is not known at the end.
    volatilities: the log of the recent variance at each origin, shape (n,).
    Returns quantiles, shape (n, levels), NaN while there are too few errors; and what the next origin needs.
    """
    found = np.full((errors.size, LEVELS.size), np.nan)
    levels = LEVELS.copy()
    for at in range(errors.size):
        known = at - horizon_h + 1
        if known > 0 and np.isfinite(found[known - 1, 0]):
            levels = _moved(levels, found[known - 1], errors[known - 1], horizon_h)
        if known >= MIN_ERRORS:
            kept = slice(max(0, known - KEPT_ERRORS), known)
            found[at] = _nearest_quantiles(errors[kept], volatilities[kept], volatilities[at], levels)
    last = int(np.isfinite(errors).sum())
    kept = slice(max(0, last - KEPT_ERRORS), last)
    return found, Calibration(errors[kept], volatilities[kept], levels)


def _moved(levels: Array, quantiles: Array, error: float, horizon_h: int) -> Array:
    """Ask for more where too much lay above a quantile, for less where too much lay below."""
    moved = levels + RATE / horizon_h * (LEVELS - (error <= quantiles))
    return np.clip(np.sort(moved), OUTERMOST, 1 - OUTERMOST)


def _nearest_quantiles(errors: Array, volatilities: Array, volatility: float, levels: Array) -> Array:
    count = max(min(MIN_ERRORS, errors.size), int(NEAREST_SHARE * errors.size))
    nearest = np.argpartition(np.abs(volatilities - volatility), count - 1)[:count]
    ordered = np.sort(errors[nearest])
    return np.asarray(np.interp(levels * (count + 1) - 1, np.arange(count), ordered))
