"""What the networks see at an hour: two days of figures, relative to the recent volatility."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.domain.trading.models.contract import HORIZONS_H, Origins
from app.domain.trading.models.history import HOUR_MS, Array, History
from app.domain.trading.models.targets import future_returns, future_variances, rise_shares
from app.domain.trading.models.trailing_means import SMALLEST_VARIANCE, hourly_range_variance, mean_of_last

WINDOW_H = 48
WARM_UP_H = 168
"""Hours whose means are not of a week yet; nothing is learnt from them."""
MIN_WINDOWS = 4_000
"""Below it a network has more to learn than it has seen: some 3,000 weights from fewer independent hours."""
CLIP = 8.0
"""Standard deviations, beyond which an input tells a network nothing new."""

Inputs = NDArray[np.float32]


class Outcomes(NamedTuple):
    """What came after each window, relative to its level; each of shape (n, horizons)."""

    returns: Inputs
    variances: Inputs
    rises: Inputs


def figures(history: History) -> Array:
    """Return each hour's figures, shape (n, 6), from that hour and those before it alone."""
    level = hourly_level(history)
    ranges = hourly_range_variance(history)
    traded = np.log1p(history.volume / (mean_of_last(history.volume, 168) + 1e-12))
    angle = 2 * np.pi * (history.ended_at // HOUR_MS % 24) / 24
    within = (np.log(history.close / history.low) - np.log(history.high / history.close)) / np.sqrt(level)
    columns = [
        history.returns / np.sqrt(level),
        np.log(ranges / level),
        within,
        traded,
        np.sin(angle),
        np.cos(angle),
    ]
    return np.asarray(np.clip(np.stack(columns, axis=1), -CLIP, CLIP))


def hourly_level(history: History) -> Array:
    """Return the mean hourly variance of the week before each hour, to which all else is relative."""
    return mean_of_last(history.variance, 168) + SMALLEST_VARIANCE


def at(values: Inputs, origins: Origins) -> Inputs:
    """Return the window that ends at each origin, shape (n, WINDOW_H, figures); zeros before the start."""
    padded = np.concatenate([np.zeros((WINDOW_H - 1, values.shape[1]), values.dtype), values])
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_H, axis=0)
    return np.ascontiguousarray(windows[origins].swapaxes(1, 2))


def outcomes(history: History) -> Outcomes:
    """Return what came after each hour; NaN where it is not known yet."""
    returns = future_returns(history)
    scale = hourly_level(history)[:, None] * np.array(HORIZONS_H)
    return Outcomes(
        np.clip(returns / np.sqrt(scale), -CLIP, CLIP).astype(np.float32),
        (future_variances(history) / scale).astype(np.float32),
        rise_shares(returns).astype(np.float32),
    )
