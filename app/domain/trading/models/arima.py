"""ARIMA of hourly returns: the order by AICc, the coefficients by innovations maximum likelihood.

Sources: P. Brockwell, R. Davis, Time Series: Theory and Methods, 1991, sections 5.2 and 9.3; C. Hurvich and
C. Tsai, Regression and Time Series Model Selection in Small Samples, Biometrika 1989.
"""

from __future__ import annotations

import itertools
import math
import warnings
from typing import ClassVar

import numpy as np

from app.domain.trading.models.contract import (
    HORIZONS_H,
    Kind,
    Origins,
    Parameters,
    Prediction,
    Step,
    Task,
    Watch,
    silence,
)
from app.domain.trading.models.history import Array, History, require_hours
from app.domain.trading.models.normal import normal_cdf

MAX_LAG = 2
MAX_TERMS = 2
"""Of both kinds together: returns remember so little that more are never chosen, and each costs a fit."""
MAX_FITTED_HOURS = 1_000
"""Of the newest; the weak memory of returns does not stay the same for longer."""
PERCENT = 100.0
"""Returns are fitted in percent, near 1, which the optimiser's tolerances are made for."""


class Arima:
    """Returns by the last ones and their surprises, where that beats a random walk by AICc."""

    name: ClassVar = "ARIMA"
    kind: ClassVar = Kind.STATISTICAL
    tasks: ClassVar = frozenset({Task.PRICE, Task.DIRECTION})
    min_hours: ClassVar = 500

    def fit(self, history: History, watch: Watch) -> Parameters:
        """Try each order of at most two terms and keep the one of the smallest AICc."""
        require_hours(history, self.min_hours, self.name)
        returns = history.returns[1:][-MAX_FITTED_HOURS:] * PERCENT
        lags = range(MAX_LAG + 1)
        orders = [(ar, ma) for ar, ma in itertools.product(lags, lags) if ar + ma <= MAX_TERMS]
        trials = []
        for done, order in enumerate(orders, start=1):
            watch.check()
            trials.append(_fit_order(returns, order))
            watch.report(Step(done, len(orders)))
        return min(trials, key=lambda trial: float(trial["aicc"][0]))

    def predict(self, parameters: Parameters, history: History, origins: Origins) -> Prediction:
        ar, ma = parameters["ar"], parameters["ma"]
        returns = history.returns
        surprises = _surprises(returns, ar, ma)
        mean = _expected(returns, surprises, ar, ma)[origins]
        deviation = np.sqrt(parameters["variance"] * _variance_factors(ar, ma))
        return Prediction(mean=mean, variance=silence(origins), up=normal_cdf(mean / deviation))


def _fit_order(returns: Array, order: tuple[int, int]) -> dict[str, Array]:
    """Return the coefficients of an order, padded with zeros, and what AICc makes of it."""
    ar, ma = np.zeros(MAX_LAG), np.zeros(MAX_LAG)
    if order == (0, 0):
        variance = float(np.mean(returns**2))
        log_likelihood = -0.5 * returns.size * (math.log(2 * math.pi * variance) + 1)
    else:
        fitted = _innovations_mle(returns, order)
        ar[: order[0]], ma[: order[1]] = fitted.arparams, fitted.maparams
        variance, log_likelihood = float(fitted.params[-1]), float(fitted.llf)
    estimated = sum(order) + 1
    aicc = (
        2 * estimated - 2 * log_likelihood + 2 * estimated * (estimated + 1) / (returns.size - estimated - 1)
    )
    return {"ar": ar, "ma": ma, "variance": np.array([variance / PERCENT**2]), "aicc": np.array([aicc])}


def _innovations_mle(returns: Array, order: tuple[int, int]):  # type: ignore[no-untyped-def]  # statsmodels has no types
    from statsmodels.tsa.arima.model import ARIMA

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # starting values that are not stationary are replaced, and told
        model = ARIMA(returns, order=(order[0], 0, order[1]), trend="n")
        return model.fit(method="innovations_mle", cov_type="none")


def _surprises(returns: Array, ar: Array, ma: Array) -> Array:
    """Return how far each return was from what was expected an hour before, with none before the first."""
    first, second = ar.tolist()
    one, two = ma.tolist()
    found = [0.0, 0.0]
    values = [0.0, 0.0, *returns.tolist()]
    for at in range(2, len(values)):
        expected = first * values[at - 1] + second * values[at - 2] + one * found[-1] + two * found[-2]
        found.append(values[at] - expected)
    return np.array(found[2:])


def _expected(returns: Array, surprises: Array, ar: Array, ma: Array) -> Array:
    """Return the expected sum of returns over each horizon from each hour, shape (n, horizons)."""
    last, before = returns.copy(), np.roll(returns, 1)
    shock, shock_before = surprises.copy(), np.roll(surprises, 1)
    before[0] = shock_before[0] = 0
    total, sums = np.zeros_like(returns), []
    for hour in range(1, HORIZONS_H[-1] + 1):
        coming = ar[0] * last + ar[1] * before + ma[0] * shock + ma[1] * shock_before
        last, before = coming, last
        shock, shock_before = np.zeros_like(shock), shock
        total = total + coming
        if hour in HORIZONS_H:
            sums.append(total)
    return np.stack(sums, axis=1)


def _variance_factors(ar: Array, ma: Array) -> Array:
    """Return the variance of the sum of h returns ahead in units of one surprise's, for each horizon."""
    weights = [1.0]
    for lag in range(1, HORIZONS_H[-1]):
        own = ma[lag - 1] if lag <= MAX_LAG else 0.0
        weights.append(own + sum(ar[back] * weights[lag - 1 - back] for back in range(min(lag, MAX_LAG))))
    summed = np.cumsum(weights) ** 2
    return np.array([summed[:hours].sum() for hours in HORIZONS_H])
