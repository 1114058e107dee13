"""What came after each hour: the outcomes that models learn and are scored by."""

from __future__ import annotations

import numpy as np

from app.domain.trading.models.contract import HORIZONS_H
from app.domain.trading.models.history import Array, History


def future_returns(history: History) -> Array:
    """Return the log return over each horizon after each hour, shape (n, horizons), NaN past the end."""
    return _changes_ahead(np.log(history.close))


def future_variances(history: History) -> Array:
    """Return the realised variance over each horizon after each hour, as `future_returns` does."""
    return np.maximum(_changes_ahead(np.cumsum(history.variance)), 0)


def _changes_ahead(levels: Array) -> Array:
    found = np.full((levels.size, len(HORIZONS_H)), np.nan)
    for column, hours in enumerate(HORIZONS_H):
        found[:-hours, column] = levels[hours:] - levels[:-hours]
    return found
