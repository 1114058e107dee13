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


def rise_shares(returns: Array) -> Array:
    """Return 1 of a rise, 0 of a fall, and one half of a price that stays, which is neither; NaN of NaN.

    To count it as no rise would call the price of a coin that hardly moves one that falls.
    """
    return np.asarray(np.heaviside(returns, 0.5))


def _changes_ahead(levels: Array) -> Array:
    found = np.full((levels.size, len(HORIZONS_H)), np.nan)
    for column, hours in enumerate(HORIZONS_H):
        found[:-hours, column] = levels[hours:] - levels[:-hours]
    return found
