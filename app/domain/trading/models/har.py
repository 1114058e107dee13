"""log-HAR: the log of the variance to come, linear in logs of its means over an hour to a month.

RiskMetrics' decaying mean is one of the regressors, so that what it knows is not lost; recent falls and the
time of the week are the others.

Sources: F. Corsi, A Simple Approximate Long-Memory Model of Realized Volatility, Journal of Financial
Econometrics 2009. The coefficients minimise QLIKE itself, as the gamma regression with a log link does
(P. McCullagh, J. Nelder, Generalized Linear Models, 1989, chapter 8): no correction for the logarithm is
needed, and an hour without a move does no harm.
"""

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
from app.domain.trading.models.history import HOUR_MS, Array, History, require_hours
from app.domain.trading.models.targets import future_variances
from app.domain.trading.models.trailing_means import (
    SMALLEST_VARIANCE,
    ewma_variance,
    hourly_range_variance,
    mean_of_last,
)

WINDOWS_H = (1, 4, 24, 168, 720)
RIDGE = 1e-3
"""Added to each slope's own weight, in shares of the observations, so that equal features share a slope."""
MAX_ROUNDS = 50
MAX_LOG_STEP = 3.0
"""Between a prediction and the newest month's level; e³ is twenty times the variance."""


class LogHar:
    """The variance to come by its means over an hour to a month, recent falls and the time of the week."""

    name: ClassVar = "log-HAR"
    kind: ClassVar = Kind.STATISTICAL
    tasks: ClassVar = frozenset({Task.VOLATILITY})
    min_hours: ClassVar = 1_440

    def fit(self, history: History, watch: Watch) -> Parameters:
        """Learn one regression for each horizon from all hours but those of the first month."""
        require_hours(history, self.min_hours, self.name)
        features = _features(history)[WINDOWS_H[-1] :]
        level = _level(history)[WINDOWS_H[-1] :, None] * HORIZONS_H
        targets = future_variances(history)[WINDOWS_H[-1] :] / level
        center, scale = features.mean(axis=0), features.std(axis=0) + 1e-9
        design = _design(features, center, scale)
        slopes = []
        for column, hours in enumerate(HORIZONS_H):
            watch.check()
            slopes.append(_gamma_regression(design[:-hours], targets[:-hours, column]))
        return {"center": center, "scale": scale, "slopes": np.stack(slopes)}

    def predict(self, parameters: Parameters, history: History, origins: Origins) -> Prediction:
        design = _design(_features(history)[origins], parameters["center"], parameters["scale"])
        logs = np.clip(design @ parameters["slopes"].T, -MAX_LOG_STEP, MAX_LOG_STEP)
        variance = np.exp(logs) * _level(history)[origins, None] * HORIZONS_H
        return Prediction(mean=silence(origins), variance=variance, up=silence(origins))


def _level(history: History) -> Array:
    """Return the mean hourly variance of the month before each hour, to which all else is relative."""
    return mean_of_last(history.variance, WINDOWS_H[-1]) + SMALLEST_VARIANCE


def _features(history: History) -> Array:
    """Return what is known at each hour's end, shape (n, features)."""
    ranges = hourly_range_variance(history)
    month = _level(history)
    day = np.sqrt(mean_of_last(history.variance, 24) * 24 + SMALLEST_VARIANCE)
    returns = history.returns
    columns = [np.log(mean_of_last(ranges, hours) / month) for hours in WINDOWS_H]
    columns.append(np.log(ewma_variance(history, 24) / 24 / month))
    columns += [np.minimum(mean_of_last(returns, hours) * hours, 0) / day for hours in (1, 24)]
    columns += _time_of_week(history)
    return np.stack(columns, axis=1)


def _time_of_week(history: History) -> list[Array]:
    hour = history.ended_at // HOUR_MS
    angle = 2 * np.pi * (hour % 24) / 24
    daily = [wave(times * angle) for times in (1, 2, 3) for wave in (np.sin, np.cos)]
    # 1970-01-01 was a Thursday: hours 48 to 95 of a week that starts there are its Saturday and Sunday.
    return daily + [_weekend_share(hour, ahead) for ahead in HORIZONS_H[1:]]


def _weekend_share(hour: np.ndarray, ahead: int) -> Array:
    into_week = (hour[:, None] + np.arange(ahead)) % 168
    return np.asarray(((into_week >= 48) & (into_week < 96)).mean(axis=1), dtype=np.float64)


def _design(features: Array, center: Array, scale: Array) -> Array:
    return np.concatenate([np.ones((len(features), 1)), (features - center) / scale], axis=1)


def _gamma_regression(design: Array, targets: Array) -> Array:
    """Return the coefficients that minimise the mean of target / e^(xb) + xb, by Fisher's scoring."""
    slopes = np.zeros(design.shape[1])
    slopes[0] = np.log(targets.mean() + SMALLEST_VARIANCE)
    penalty = RIDGE * len(design) * np.diag([0.0, *np.ones(design.shape[1] - 1)])
    weight = np.linalg.inv(design.T @ design + penalty)
    for _ in range(MAX_ROUNDS):
        logs = np.clip(design @ slopes, -20, 20)
        step = weight @ (design.T @ (targets * np.exp(-logs) - 1) - penalty @ slopes)
        step *= min(1.0, 0.5 / np.abs(step).max())
        slopes += step
        if np.abs(step).max() < 1e-8:
            break
    return slopes
